"""Who hears how a candidacy ended: its owners, the panel, whom the candidate met, and who waits for the same job."""

from collections import defaultdict
from datetime import datetime

from bot.messages import endings as messages
from bot.messages.answers import link
from bot.process.access import reachable
from bot.process.question_mails import unanswered
from bot.process.remains import list_remains
from bot.process.say import send_mail, tell
from bot.process.thanks import minutes_given
from bot.rules.access import OFFERED
from bot.rules.words import Answer, FeedbackState
from storage.answers import RecordedAnswer, answers
from storage.candidacies import Candidacy, job, open_candidacies
from storage.contacts import contacts
from storage.database import Transaction
from storage.debriefs import card_of
from storage.decisions import standing_decision
from storage.panels import seats
from storage.people import Person, person
from storage.remains import replies_in_channels, replies_left, seats_ever
from storage.thanks import thanks_of
from storage.wordings import wording_of
from storage.workspaces import workspace


async def ended_of(tx: Transaction, row: Candidacy, recorded: RecordedAnswer) -> messages.Ended:
    """Gather how it ended, for messages."""
    return messages.Ended(
        candidacy_id=row.id,
        name=row.candidate_name,
        job=(await job(tx, row.job_id)).title,
        answer=recorded.answer,
        starts_on=recorded.starts_on,
        has_work_email=recorded.work_email is not None,
        is_correction=len({one.answer for one in await answers(tx, row.id)}) > 1,
    )


async def tell_of_end(
    tx: Transaction, row: Candidacy, recorded: RecordedAnswer, *, first_meeting: datetime | None
) -> None:
    """Tell each person concerned once; outside the company nobody hears before the candidate."""
    ended = await ended_of(tx, row, recorded)
    told = await _tell_owners(tx, row, recorded, ended, first_meeting)
    if await standing_decision(tx, row.id):
        told |= await _tell_panel(tx, row, recorded, ended, told)
    await _thank_colleagues(tx, row, recorded, ended, told)
    if row.untold_since is None:
        await thank_outsiders(tx, row, recorded)


async def _tell_owners(
    tx: Transaction,
    row: Candidacy,
    recorded: RecordedAnswer,
    ended: messages.Ended,
    first_meeting: datetime | None,
) -> set[int]:
    """Tell the owners, each with the candidates of theirs who wait for the job; and whose candidates wait besides."""
    owners = {row.hiring_manager_id, row.caller_id, row.coordinator_id, row.opener_id}
    waiting, readers = await _waiting(tx, row), await reachable(tx, owners)
    speaker = await _speaker(tx, row)
    for owner_id in readers:
        theirs = waiting.pop(owner_id, [])
        left, questions = None, 0
        if owner_id == row.coordinator_id:
            left, questions = await _left_behind(tx, row, recorded), await _unanswered(tx, row, ended)
        message = messages.ended_for_owners(ended, theirs, speaker.name if speaker else None, left, questions)
        if speaker and owner_id == speaker.id:
            message = messages.tell_them(ended, theirs, first_meeting)
        told = await tell(tx, owner_id, message, key=f"answer:{recorded.id}:owner:{owner_id}", candidacy=row)
        if left is not None and left.is_listed:
            await list_remains(tx, row, told)
    for manager_id in await reachable(tx, waiting):
        message = messages.still_waiting(ended, waiting[manager_id])
        await tell(tx, manager_id, message, key=f"answer:{recorded.id}:waiting:{manager_id}")
    return owners


async def _unanswered(tx: Transaction, row: Candidacy, ended: messages.Ended) -> int:
    """Count what somebody who gave us their answer asked and has no answer to: nothing is mailed to them any more."""
    is_theirs = ended.answer in {Answer.ACCEPTED, Answer.DECLINED} and not ended.is_correction
    return await unanswered(tx, row) if is_theirs else 0


async def _left_behind(tx: Transaction, row: Candidacy, recorded: RecordedAnswer) -> messages.LeftBehind | None:
    """Return where the coordinator looks for what others wrote about somebody who joins."""
    if recorded.answer is not Answer.ACCEPTED:
        return None
    replies = await replies_left(tx, [seat.id for seat in await seats_ever(tx, row.id)])
    card, url = await card_of(tx, row), (await workspace(tx)).url
    thread = link(url, card.channel, card.ts) if card is not None and card.channel and card.ts else None
    return messages.LeftBehind(thread, is_listed=replies > 0)


async def _waiting(tx: Transaction, row: Candidacy) -> dict[int, list[messages.Waiting]]:
    """Return the other open candidacies of the job by their hiring manager, with what they can do next."""
    found: dict[int, list[messages.Waiting]] = defaultdict(list)
    for one in await open_candidacies(tx):
        if one.job_id == row.job_id and one.id != row.id:
            next_action = OFFERED[one.stage][0]
            shown = messages.Waiting(one.id, one.candidate_name, one.stage, next_action)
            found[one.hiring_manager_id].append(shown)
    return found


async def _tell_panel(
    tx: Transaction, row: Candidacy, recorded: RecordedAnswer, ended: messages.Ended, told: set[int]
) -> set[int]:
    """Tell the panel; of a joining candidate, also whoever left it and wrote in the channel, with their replies."""
    panel = {seat.person_id for seat in await seats(tx, row.id)}
    written = await _replies(tx, row) if recorded.answer is Answer.ACCEPTED else {}
    speaker = await _speaker(tx, row)
    for person_id in await reachable(tx, panel | written.keys()):
        asked = written.get(person_id, [])
        if person_id not in told or asked:
            message = messages.ended_for_panel(ended, asked, speaker.name if speaker else None)
            await tell(tx, person_id, message, key=f"answer:{recorded.id}:panel:{person_id}", candidacy=row)
    return panel | written.keys()


async def _replies(tx: Transaction, row: Candidacy) -> dict[int, list[str]]:
    """Return the addresses of what interviewers wrote in channels and is there still, by person."""
    found: dict[int, list[str]] = defaultdict(list)
    url = (await workspace(tx)).url
    authors = {seat.id: seat.person_id for seat in await seats_ever(tx, row.id)}
    for one in await replies_in_channels(tx, authors):
        if one.state is not FeedbackState.WITHDRAWN and one.channel and one.ts:
            found[authors[one.seat_id]].append(link(url, one.channel, one.ts, one.thread_ts))
    return found


async def _speaker(tx: Transaction, row: Candidacy) -> Person | None:
    """Return who speaks with the candidate before anybody else does, while they are yet to hear of it."""
    if row.untold_since is None:
        return None
    can_read = await reachable(tx, [row.coordinator_id])
    return await person(tx, row.coordinator_id if can_read else row.hiring_manager_id)


async def _thank_colleagues(
    tx: Transaction, row: Candidacy, recorded: RecordedAnswer, ended: messages.Ended, told: set[int]
) -> None:
    minutes = await minutes_given(tx, row)
    met = {one.person_id: one.id for one in (await contacts(tx, minutes)).values() if one.person_id is not None}
    speaker = await _speaker(tx, row)
    for person_id in await reachable(tx, met.keys() - told):
        message = messages.ended_for_contact(ended, minutes[met[person_id]], speaker.name if speaker else None)
        key = f"answer:{recorded.id}:contact:{met[person_id]}"
        await tell(tx, person_id, message, key=key, candidacy=row)


async def thank_outsiders(tx: Transaction, row: Candidacy, recorded: RecordedAnswer) -> None:
    """Thank whom the candidate met and who has no Slack, by mail, in the candidate's words too where there are some."""
    minutes = await minutes_given(tx, row)
    words = {one.contact_id: one.words for one in await thanks_of(tx, row.id)}
    coordinator, ended = await person(tx, row.coordinator_id), await ended_of(tx, row, recorded)
    wording = await wording_of(tx, row)
    for one in (await contacts(tx, minutes)).values():
        if one.person_id is None and one.email is not None:
            given = messages.Thanked(one.name, minutes[one.id], words.get(one.id))
            letter = messages.thanks(given, ended, coordinator.name, wording)
            await send_mail(tx, letter, one.email, key=f"answer:{recorded.id}:contact:{one.id}", candidacy=row)
