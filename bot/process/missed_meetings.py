"""Meetings that were agreed and didn't come about: somebody didn't come, can't come, or has left."""

from bot.messages.approvals import answer_came, didnt_talk
from bot.messages.meeting_mails import Then
from bot.process.access import Action, allow
from bot.process.asking import call_off
from bot.process.coordinator_notes import note_for_coordinator
from bot.process.delegates import mail_delegate_off, tell_delegate_off
from bot.process.meetings import ask_anew, decline, requests_changed
from bot.process.next_best import ask_next
from bot.process.refusals import AlreadyDone, NotNow
from bot.process.say import refresh, tell
from bot.process.stages import check_move
from bot.process.suggestions import propose
from bot.process.too_late import cards_about, check_goes_on, what_came
from bot.rules.stages import Event
from bot.rules.words import MeetingState, RequestState, Stage, Standing
from storage.alternates import alternates_for
from storage.audit import record
from storage.calendars import ACTIVE
from storage.candidacies import Candidacy, candidacy, lock
from storage.cases import Case, case_of
from storage.contacts import Contact, contact_of_person, lock_contacts
from storage.database import Transaction
from storage.meeting_requests import MeetingRequest, candidacies_waiting_for, requests_of
from storage.meetings import is_to_come, meeting, meetings_of, meetings_with
from storage.people import Person, person

MISSED = "The conversation with a candidate didn't come about and is to be made up for."
GIVEN_BACK = "The contact can't keep the time."
GONE = "Somebody else will talk with this candidate."


async def missed_meeting(tx: Transaction, *, meeting_id: int, by: Person) -> None:
    """Note that one of the two didn't come: it counts as held no more, and the same person is asked about new times.

    Raises NotNow before the end of a meeting, AlreadyDone when this was noted before.
    """
    row = await lock(tx, (await meeting(tx, meeting_id)).candidacy_id)
    await allow(tx, Action.APPROVE_MEETING, by, row)
    moved = await check_goes_on(tx, row, by)
    case = await case_of(tx, row, await meeting(tx, meeting_id))
    if case.meeting.state is MeetingState.CANCELLED:
        came = await what_came(tx, row, case.request, by, case.meeting)
        said = f"{came}So there is nothing left to note. The card shows how it stands."
        raise AlreadyDone(said, cards=cards_about(row, case.meeting))
    if case.meeting.state is not MeetingState.HELD:
        raise NotNow("This meeting isn't over yet. To put it off, press *Move* on the card.")
    row.stage = moved.stage
    await _find_another_time(tx, case, by=by)
    await record(tx, "missed_meeting", person_id=by.id, candidacy_id=row.id, subject_id=meeting_id)
    await requests_changed(tx, row)
    await refresh(tx, row)


async def report_missed(tx: Transaction, *, meeting_id: int, by: Person) -> None:
    """Let a contact say that they didn't talk; raises NotNow before the end, AlreadyDone when it was noted before."""
    row = await lock(tx, (await meeting(tx, meeting_id)).candidacy_id)
    held = await meeting(tx, meeting_id)
    await allow(tx, Action.ANSWER_FOR_MEETING, by, row, held)
    case = await case_of(tx, row, held)
    came = await what_came(tx, row, case.request, by, held)
    await make_up(tx, case, reporter=by.name, came=came)
    await record(tx, "report_missed", person_id=by.id, candidacy_id=row.id, subject_id=meeting_id)


async def make_up(tx: Transaction, case: Case, *, reporter: str, came: str = "") -> None:
    """Ask about new times in the place of a conversation that one of its two sides says didn't come about.

    The coordinator hears who said so; the caller keeps it in the audit trail. `came`: who did what before, and when.
    """
    row, held = case.candidacy, case.meeting
    moved = check_move(row, Event.REQUEST)
    if held.state is MeetingState.CANCELLED:
        raise AlreadyDone(f"{came}So there is nothing left to make up for.", cards=cards_about(row, held))
    if held.state is not MeetingState.HELD:
        raise NotNow("This isn't over yet, so there is nothing to make up for.")
    row.stage = moved.stage
    is_asked = await _find_another_time(tx, case, by=await person(tx, held.approved_by_id))
    other = case.to.name if reporter == row.candidate_name else row.candidate_name
    note = didnt_talk(reporter, other, case.to.name if is_asked else None)
    await note_for_coordinator(tx, row, note, key=f"meeting:{held.id}:missed")
    await requests_changed(tx, row)
    await refresh(tx, row)


async def _find_another_time(tx: Transaction, case: Case, *, by: Person) -> bool:
    """End a meeting that didn't come about and ask the same person anew; somebody else where they have left.

    Returns whether it is the same person.
    """
    gone = case.to.person
    if gone is None or gone.standing.is_member:
        await ask_anew(tx, case, MISSED, by=by)
        return True
    await call_off(tx, case, reason=GONE, then=Then.SOMEBODY, tell_contact=False)
    await _find_somebody_else(tx, case.candidacy, case.request, gone, is_news=True)
    return False


async def open_giving_back(tx: Transaction, *, meeting_id: int, by: Person) -> Case:
    """Return the agreed meeting, for the contact who can't keep it."""
    agreed = await meeting(tx, meeting_id)
    row = await candidacy(tx, agreed.candidacy_id)
    await allow(tx, Action.ANSWER_FOR_MEETING, by, row, agreed)
    case = await case_of(tx, row, agreed)
    await _check_ahead(tx, case, by)
    return case


async def give_back_time(tx: Transaction, *, meeting_id: int, wrote: str | None, by: Person) -> None:
    """Let a contact give an agreed time back; the candidate is told once, the coordinator has what they wrote.

    `wrote`: other times that would do; None where they can't at all. Raises AlreadyDone when it isn't ahead any more.
    """
    row = await lock(tx, (await meeting(tx, meeting_id)).candidacy_id)
    agreed = await meeting(tx, meeting_id)
    await allow(tx, Action.ANSWER_FOR_MEETING, by, row, agreed)
    case = await case_of(tx, row, agreed)
    await _check_ahead(tx, case, by)
    await give_back(tx, case, wrote, by)


async def give_back(tx: Transaction, case: Case, wrote: str | None, by: Person | None) -> None:
    """Give an agreed time of a candidacy that was taken back; `by` is None on the page behind a link."""
    then = Then.SOMEBODY if wrote is None else Then.ANOTHER_TIME
    await call_off(tx, case, reason=GIVEN_BACK, then=then, tell_contact=False)
    await decline(tx, case, wrote, by)


async def _check_ahead(tx: Transaction, case: Case, by: Person) -> None:
    if case.meeting.state is not MeetingState.AGREED or not is_to_come(case.meeting, tx.now):
        row, met = case.candidacy, case.meeting
        came = await what_came(tx, row, case.request, by, met) if met.state is not MeetingState.AGREED else ""
        said = f"This isn't ahead of you any more, so nothing was changed. Questions go to {case.coordinator.name}."
        raise AlreadyDone(f"{came}{said}", cards=cards_about(row, met))


async def candidacies_needing(tx: Transaction, known: Contact) -> list[int]:
    """Return the ids of the candidacies for which a contact is asked, agreed or about to be asked."""
    asked = {one.candidacy_id for one in await meetings_with(tx, known.id) if one.state in ACTIVE}
    return sorted(asked | set(await candidacies_waiting_for(tx, known.id)))


async def return_meetings(tx: Transaction, *, gone: Person) -> None:
    """Send what a colleague who left was to do back to the coordinators' cards; told again it is the same.

    Whoever was approved to be next is asked at once; else the best suggestion stands on the card.
    """
    known = await contact_of_person(tx, gone.id)
    if known is None:
        return
    rows = [await lock(tx, candidacy_id) for candidacy_id in await candidacies_needing(tx, known)]
    wishes = [wish for row in rows for wish in await requests_of(tx, row.id) if wish.contact_id == known.id]
    following = await alternates_for(tx, [wish.id for wish in wishes])
    await lock_contacts(tx, [known.id, *(one.contact_id for several in following.values() for one in several)])
    for row in rows:
        if row.stage is not Stage.CLOSED:
            await _return_those_of(tx, row, known, gone)


async def _return_those_of(tx: Transaction, row: Candidacy, known: Contact, gone: Person) -> None:
    held = {one.request_id for one in await meetings_of(tx, row.id) if one.state is MeetingState.HELD}
    waiting = {RequestState.OPEN, RequestState.ASKED, RequestState.AGREED}
    wishes = [one for one in await requests_of(tx, row.id) if one.contact_id == known.id and one.id not in held]
    mine = [one for one in wishes if one.state in waiting]
    for wish in mine:
        await _return(tx, row, wish, gone)
        await record(tx, "contact_gone", person_id=gone.id, candidacy_id=row.id, subject_id=wish.id)
    if mine:
        await requests_changed(tx, row)
        await refresh(tx, row)


async def _return(tx: Transaction, row: Candidacy, wish: MeetingRequest, gone: Person) -> None:
    is_news, was_agreed = wish.state is not RequestState.OPEN, wish.state is RequestState.AGREED
    for one in await meetings_of(tx, row.id):
        if one.request_id == wish.id and one.state in ACTIVE:
            case, was_asked = await case_of(tx, row, one), one.state is MeetingState.ASKED
            await call_off(tx, case, reason=GONE, then=Then.SOMEBODY, tell_contact=False)
            await tell_delegate_off(tx, case, GONE)
            if was_asked:
                await mail_delegate_off(tx, case)
    await _find_somebody_else(tx, row, wish, gone, is_news=is_news, was_agreed=was_agreed)


async def _find_somebody_else(  # the facts of a departure, each named
    tx: Transaction, row: Candidacy, wish: MeetingRequest, gone: Person, *, is_news: bool, was_agreed: bool = False
) -> None:
    """Ask whoever was approved to be next, or suggest somebody; the coordinator hears of it where that `is_news`."""
    wish.contact_id, wish.chosen_by_id = None, None
    wish.give_back(tx.now)
    await tx.session.flush()
    then = await ask_next(tx, row, wish)
    if then is None:
        await propose(tx, row, wish)
    if is_news or then is not None:
        coordinator = await person(tx, row.coordinator_id)
        left = "is a guest in Slack now" if gone.standing is Standing.GUEST else "has left"
        left = f"{left}, and the time agreed with them is called off by mail" if was_agreed else left
        what = f"{left}; {then}, next on your list, is asked now" if then else f"{left}, so somebody else is needed"
        note = answer_came(row.candidate_name, gone.name, what)
        await tell(tx, coordinator.id, note, key=f"request:{wish.id}:gone:{gone.id}", candidacy=row)
