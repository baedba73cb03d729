"""Somebody outside Slack is asked in the name of the colleague who knows them, once that colleague agrees."""

from bot.messages import introductions as messages
from bot.process.access import Action, allow
from bot.process.asking import await_reply_anew, mail_question
from bot.process.coordinator_notes import note_for_coordinator
from bot.process.meetings import decline
from bot.process.refusals import AlreadyDone, NotNow, NotThere
from bot.process.say import refresh, refresh_brief, tell
from bot.process.too_late import cards_about, what_came
from bot.rules.words import MeetingState
from storage.audit import record
from storage.briefs import introduced_key
from storage.candidacies import lock
from storage.cases import Case, case_of, was_asked_by_mail
from storage.database import Transaction
from storage.meeting_times import times_left
from storage.meetings import meeting, proposed_times
from storage.people import Person


async def ask_in_my_name(tx: Transaction, *, meeting_id: int, by: Person) -> None:
    """Send the mail with the times still free, signed; raises NotAllowed, AlreadyDone, NotNow or NotThere."""
    case = await _take(tx, meeting_id, by)
    times = list((await times_left(tx, case)).values())
    if not times:
        raise NotNow(
            f"Thank you. None of the times {case.to.name} was to be asked about is left, so nothing was sent. "
            f"{case.coordinator.name} comes back to you with new ones."
        )
    for gone in [one for one in await proposed_times(tx, [meeting_id]) if one.starts_at not in times]:
        await tx.session.delete(gone)
    await tx.session.flush()
    await mail_question(tx, case, times, signed_by=by.name)
    await await_reply_anew(tx, case, min(times), anew=":introduced")
    await record(tx, "ask_in_my_name", person_id=by.id, candidacy_id=case.candidacy.id)
    note = messages.asked_in_your_name(case.to.name, case.coordinator.name)
    await tell(tx, by.id, note, key=introduced_key(case.meeting), candidacy=case.candidacy)
    await refresh_brief(tx, meeting_id)
    await refresh(tx, case.candidacy)


async def rather_not_ask(tx: Transaction, *, meeting_id: int, by: Person) -> None:
    """Ask nobody, and give the request back to the coordinator; raises NotAllowed, AlreadyDone or NotThere."""
    case = await _take(tx, meeting_id, by)
    row, who = case.candidacy, case.to.name
    await tell(
        tx, by.id, messages.not_asked(who, case.coordinator.name), key=introduced_key(case.meeting), candidacy=row
    )
    note = messages.knower_would_rather_not(row.candidate_name, who, by.name)
    await note_for_coordinator(tx, row, note, key=f"meeting:{meeting_id}:declined")
    await decline(tx, case, None, by, is_recorded=True)


async def _take(tx: Transaction, meeting_id: int, by: Person) -> Case:
    """Take the candidacy of a meeting that waits for this colleague's word."""
    row = await lock(tx, (await meeting(tx, meeting_id)).candidacy_id)
    asked = await meeting(tx, meeting_id)
    await allow(tx, Action.INTRODUCE, by, row, asked)
    case = await case_of(tx, row, asked)
    if case.meeting.state is not MeetingState.ASKED:
        came = await what_came(tx, row, case.request, by, asked)
        said = f"{came}This isn't needed any more, so there is nothing to answer. Thank you all the same."
        raise NotThere(said, cards=cards_about(row, asked))
    if await was_asked_by_mail(tx, case.meeting):
        said = f"The mail to {case.to.name} went out already. {case.coordinator.name} reads the answer."
        raise AlreadyDone(said, cards=cards_about(row, asked))
    return case
