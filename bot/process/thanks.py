"""Thanks to those a candidate met: how many minutes they gave, and the candidate's own words where there are some."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.messages import thanks as messages
from bot.messages.candidate_pages import WishShown
from bot.process.access import Action, allow
from bot.process.refusals import AlreadyDone, NotNow, NotThere, WrongField
from bot.process.say import tell
from bot.process.stages import check_move
from bot.rules.stages import Event
from bot.rules.words import MeetingState, Surface
from storage.audit import record
from storage.candidacies import Candidacy, candidacy, lock
from storage.cases import Reach, reaches
from storage.database import Transaction
from storage.meeting_requests import MeetingRequest
from storage.meetings import meetings_of
from storage.outbox import redraw
from storage.people import Person
from storage.thanks import Thanks, thanks_of


async def minutes_given(tx: Transaction, row: Candidacy) -> dict[int, int]:
    """Return how many minutes each contact has given the candidate, by contact, first met first."""
    minutes: dict[int, int] = defaultdict(int)
    for one in await meetings_of(tx, row.id):
        if one.state is MeetingState.HELD and one.starts_at and one.ends_at:
            minutes[one.contact_id] += round((one.ends_at - one.starts_at) / timedelta(minutes=1))
    return dict(minutes)


async def to_be_thanked(tx: Transaction, row: Candidacy) -> dict[int, Reach]:
    """Return whom the candidate met and hasn't written to yet, by contact; nobody who has left."""
    written = {one.contact_id for one in await thanks_of(tx, row.id)}
    met = [one for one in await minutes_given(tx, row) if one not in written]
    found = await reaches(tx, met)
    return {one: found[one] for one in met if (who := found[one].person) is None or who.standing.is_member}


async def open_thanks_form(tx: Transaction, *, candidacy_id: int, by: Person) -> tuple[Candidacy, dict[int, str]]:
    """Return whom the candidate's words could go to, for the coordinator; raises NotNow when there is nobody."""
    row = await candidacy(tx, candidacy_id)
    await allow(tx, Action.APPROVE_MEETING, by, row)
    check_move(row, Event.REQUEST)
    names = {one: to.name for one, to in (await to_be_thanked(tx, row)).items()}
    if not names:
        raise NotNow("Their words were passed on to everybody they have met so far.")
    return row, names


async def pass_on_thanks(tx: Transaction, *, candidacy_id: int, contact_id: int, words: str, by: Person) -> None:
    """Pass on what the candidate told the coordinator; raises AlreadyDone for a second time, WrongField for nobody."""
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.APPROVE_MEETING, by, row)
    check_move(row, Event.REQUEST)
    await _pass_on(tx, row, contact_id, words, by)
    await record(tx, "pass_on_thanks", person_id=by.id, candidacy_id=row.id)


async def mark_thanks(tx: Transaction, row: Candidacy, wishes: Sequence[WishShown]) -> list[WishShown]:
    """Say of each request on the candidate's page what they wrote for whom they met, or that they may."""
    met = {one.request_id: one.contact_id for one in await meetings_of(tx, row.id) if one.state is MeetingState.HELD}
    open_to = await to_be_thanked(tx, row)
    words = {one.contact_id: one.words for one in await thanks_of(tx, row.id)}
    return [
        replace(one, may_thank=met.get(one.id) in open_to, thanks=words.get(met[one.id]) if one.id in met else None)
        for one in wishes
    ]


async def thank_on_page(tx: Transaction, row: Candidacy, wish: MeetingRequest, words: str) -> None:
    """Pass on what the candidate wrote on their page for whom they met; raises NotThere where they met nobody."""
    met = [one for one in await meetings_of(tx, row.id) if one.request_id == wish.id]
    held = next((one for one in met if one.state is MeetingState.HELD), None)
    if held is None or held.contact_id not in await to_be_thanked(tx, row):
        raise NotThere("There is nobody to thank here (any more). Your page shows what was passed on.")
    await _pass_on(tx, row, held.contact_id, words, None)


async def _pass_on(tx: Transaction, row: Candidacy, contact_id: int, words: str, by: Person | None) -> None:
    """Keep the words; a colleague has them at once, somebody outside Slack with our thanks, their third and last mail.

    `by` is None where the candidate wrote them on their own page.
    """
    if any(one.contact_id == contact_id for one in await thanks_of(tx, row.id)):
        raise AlreadyDone("Thanks to them were passed on already. Nothing was changed.")
    open_to = await to_be_thanked(tx, row)
    if contact_id not in open_to:
        raise WrongField(contact="They haven't talked yet, or this person has left.")
    kept = Thanks(
        workspace_id=tx.workspace_id,
        candidacy_id=row.id,
        contact_id=contact_id,
        words=words,
        entered_by_id=by.id if by else None,
        written_at=tx.now,
    )
    tx.session.add(kept)
    await tx.session.flush()
    to, minutes = open_to[contact_id], (await minutes_given(tx, row))[contact_id]
    if to.person is not None:
        note = messages.thanks_passed_on(row.candidate_name, minutes, words)
        await tell(tx, to.person.id, note, key=f"thanks:{kept.id}", candidacy=row)
    receipt = messages.thanks_kept(row.candidate_name, to.name, words, is_outside=to.person is None)
    await tell(tx, row.coordinator_id, receipt, key=f"thanks:{kept.id}:kept", candidacy=row)
    await redraw(tx, Surface.QUESTIONS_CARD, row.id)
