"""What happens to one meeting, whoever causes it: a contact is asked, it is agreed, or called off; who hears of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from bot.messages import introductions, meeting_mails, meetings
from bot.messages.approvals import agreed_note
from bot.messages.meeting_mails import Then
from bot.messages.times import long_time
from bot.process.access import is_candidate
from bot.process.consents import note_consent_asked, record_consent
from bot.process.coordinator_notes import note_for_coordinator
from bot.process.delegates import (
    ask_delegate,
    is_only_with_delegate,
    mail_delegate_off,
    show_brief,
    tell_delegate_off,
    tell_delegates_diary,
)
from bot.process.evening_notes import plan_candidates_notes, plan_contacts_notes
from bot.process.meeting_mails import Side, ask_by_mail, mail_agreement, mail_cancellation
from bot.process.places import find_place, place_to_ask
from bot.process.say import letterhead, refresh_brief, send_mail, tell
from bot.rules.reply_times import answer_due, reminder_due
from bot.rules.words import Lapse, MeetingState, RequestState, Standing, Surface, TimerKind
from bot.rules.working_hours import evening_before
from storage.candidacies import Candidacy, job, of_same_candidates
from storage.cases import Case, Reach, asked_first, case_of, hours_of, knows_candidate, reach, was_asked_by_mail
from storage.database import Transaction
from storage.meeting_requests import MeetingRequest, candidacies_waiting_for
from storage.meeting_rows import waits_for_word
from storage.meetings import Meeting, ProposedTime, meetings_of, meetings_with, moved_from
from storage.outbox import To, redraw, show_card
from storage.people import Person
from storage.timers import cancel_timers, set_timer
from storage.workspaces import workspace

REPLY_TIMERS = (TimerKind.CONTACT_REPLY, TimerKind.NEXT_BEST)
MEETING_TIMERS = (*REPLY_TIMERS, TimerKind.MEETING_ENDED)
"""The kinds whose subject is a meeting; other kinds' subjects are other rows, whose ids may be the same."""

NOT_NEEDED = "The conversation with a candidate isn't needed any more."
NO_OTHER_TIME = "No other time has to be found."
"""What whoever was told that other times follow hears besides."""
SAY_NOTHING = "{} speaks with the candidate first; until then please say nothing about it to them."
"""What a colleague hears besides, where the candidate is yet to be told; the coordinator's name goes in."""


async def ask(  # the facts of a question to a contact, each named
    tx: Transaction,
    candidacy: Candidacy,
    wish: MeetingRequest,
    to: Reach,
    times: Sequence[datetime],
    *,
    by: Person,
    place: str | None = None,
    freed: Case | None = None,
) -> Meeting:
    """Ask a contact, or first their delegate, about these times: a brief in Slack, or a mail; reminders follow.

    `place` counts where nothing else says where they meet; `freed`: the agreed meeting this is to stand for, where
    whoever is asked by mail isn't told yet that it is off.
    """
    row = await _new_meeting(tx, candidacy, wish, to, by, await place_to_ask(tx, candidacy, wish, to, place))
    wish.state = RequestState.ASKED
    await redraw(tx, Surface.VOLUNTEERS_WANTED, wish.id)
    tx.session.add_all(
        [ProposedTime(workspace_id=tx.workspace_id, meeting_id=row.id, starts_at=start) for start in times]
    )
    await tx.session.flush()
    await _redraw_waiting(tx, row)
    case = await case_of(tx, candidacy, row)
    if not await ask_delegate(tx, case, times, freed):
        await ask_themselves(tx, case, times, freed)
    elif freed is not None and to.person is None:
        await mail_cancellation(tx, freed, Side.CONTACT, Then.ANOTHER_TIME)
    await _await_reply(tx, candidacy, row, to, min(times))
    return row


async def _new_meeting(  # the facts of a meeting, each named
    tx: Transaction, candidacy: Candidacy, wish: MeetingRequest, to: Reach, by: Person, place: str | None
) -> Meeting:
    """Add a meeting that is asked about; where it stands for one that was agreed, it goes on with that entry."""
    before = await _entry_before(tx, candidacy, wish, to)
    row = Meeting(
        workspace_id=tx.workspace_id,
        candidacy_id=candidacy.id,
        request_id=wish.id,
        contact_id=to.contact.id,
        approved_by_id=by.id,
        asked_at=tx.now,
        state=MeetingState.ASKED,
        zone=to.zone,
        place=place,
        is_place_written=place is not None,
        uid=before.uid if before else uuid4().hex,
        sequence=before.sequence + 1 if before else 0,
        organizer_email=before.organizer_email if before else None,
        organizer_name=before.organizer_name if before else None,
    )
    tx.session.add(row)
    await tx.session.flush()
    return row


async def ask_themselves(tx: Transaction, case: Case, times: Sequence[datetime], freed: Case | None = None) -> None:
    """Ask the contact and nobody in their place: in Slack, or by mail."""
    if case.to.person is not None:
        await show_brief(tx, case, case.to.person.id)
    else:
        await _ask_outside(tx, case, times, freed)


async def _ask_outside(tx: Transaction, case: Case, times: Sequence[datetime], freed: Case | None) -> None:
    """Ask by mail; where a colleague knows them and they never said yes, that colleague is asked first."""
    knower = await knower_to_answer(tx, case)
    if knower is None:
        await mail_question(tx, case, times, freed=freed)
        return
    if freed is not None:
        await mail_cancellation(tx, freed, Side.CONTACT, Then.ANOTHER_TIME)
    where = To(person_id=knower.id)
    await show_card(tx, Surface.INTRODUCTION, case.meeting.id, where, candidacy_id=case.candidacy.id)


async def knower_to_answer(tx: Transaction, case: Case) -> Person | None:
    """Return the colleague who is yet to say whether somebody outside may be mailed; None where nobody need be."""
    knower = await asked_first(tx, case.candidacy, case.to)
    return None if knower is None or await is_candidate(tx, knower, case.candidacy) else knower


async def mail_question(
    tx: Transaction,
    case: Case,
    times: Sequence[datetime],
    *,
    signed_by: str | None = None,
    freed: Case | None = None,
) -> None:
    """Send the mail that asks somebody outside; whoever never said yes is asked for consent with it."""
    if not case.to.contact.has_consent(tx.now):
        note_consent_asked(tx, case.to.contact)
    await ask_by_mail(tx, case, times, signed_by=signed_by, freed=freed)


async def _entry_before(tx: Transaction, candidacy: Candidacy, wish: MeetingRequest, to: Reach) -> Meeting | None:
    """Return the meeting that this one stands for in both calendars: with the same contact, agreed and moved.

    A new organiser has to begin anew: programs heed changes from the one they know only.
    """
    known = [one for one in await meetings_of(tx, candidacy.id) if one.request_id == wish.id]
    mine = [one for one in known if one.contact_id == to.contact.id]
    head = await letterhead(tx, candidacy)
    return mine[-1] if mine and mine[-1].organizer_email == head.mailbox else None


async def await_reply_anew(tx: Transaction, case: Case, first: datetime, *, anew: str) -> None:
    """Count the time to answer from now on: only now were they asked; `anew` tells these reminders from others."""
    case.meeting.asked_at = tx.now
    await cancel_timers(tx, case.candidacy.id, *REPLY_TIMERS, subject_id=case.meeting.id)
    await _await_reply(tx, case.candidacy, case.meeting, case.to, first, anew=anew)


async def _await_reply(  # what a reply is waited for, each named
    tx: Transaction, candidacy: Candidacy, row: Meeting, to: Reach, first: datetime, *, anew: str = ""
) -> None:
    hours = await hours_of(tx, to)
    for kind, rule in ((TimerKind.CONTACT_REPLY, reminder_due), (TimerKind.NEXT_BEST, answer_due)):
        due = rule(tx.now, first, hours, to.zone)
        key = f"{kind}:{row.id}{anew}"
        await set_timer(tx, kind, due, key=key, candidacy_id=candidacy.id, subject_id=row.id)


async def agree(tx: Transaction, case: Case, starts_at: datetime, *, is_own_yes: bool = True) -> None:
    """Fix the meeting at this instant: both get it by mail, the coordinator hears of it, and notes are planned.

    `is_own_yes`: the contact said it, and no delegate of theirs.
    """
    row, wish = case.meeting, case.request
    row.starts_at, row.ends_at = starts_at, starts_at + timedelta(minutes=wish.minutes)
    row.state, row.zone, wish.state = MeetingState.AGREED, case.to.zone, RequestState.AGREED
    if case.to.contact.is_outside and is_own_yes:
        record_consent(tx, case.to.contact, said_yes=True)
    if row.place is None:
        row.place = await find_place(tx, case)
    await tx.session.flush()
    sent = [await mail_agreement(tx, case, side, is_update=row.sequence > 0) for side in Side]
    await tell_delegates_diary(tx, case)
    note = agreed_note(
        case.candidacy.candidate_name,
        case.to.name,
        starts_at,
        case.coordinator.zone,
        is_mailed=all(sent),
        lacks_place=row.place is None,
    )
    key = f"meeting:{row.id}:agreed:{row.sequence}"
    is_loud = row.place is None or not all(sent)  # something is left to do
    await note_for_coordinator(tx, case.candidacy, note, key=key, is_loud=is_loud)
    await cancel_timers(tx, case.candidacy.id, *REPLY_TIMERS, subject_id=row.id)
    if case.to.person is not None and await is_only_with_delegate(tx, case):
        await show_brief(tx, case, case.to.person.id)
    await _plan(tx, case, starts_at + timedelta(minutes=wish.minutes))
    await redraw_around(tx, row)


async def _plan(tx: Transaction, case: Case, ends_at: datetime) -> None:
    """Plan the end of the meeting, and the notes of the evening before."""
    row = case.meeting
    await set_timer(
        tx,
        TimerKind.MEETING_ENDED,
        ends_at,
        key=f"meeting_ended:{row.id}:{row.sequence}",
        candidacy_id=case.candidacy.id,
        subject_id=row.id,
    )
    await plan_candidates_notes(tx, case.candidacy)
    await plan_contacts_notes(tx, case.to.contact.id)


async def call_off(
    tx: Transaction,
    case: Case,
    *,
    reason: str = NOT_NEEDED,
    then: Then = Then.NOTHING,
    words: str | None = None,
    tell_outside: bool = True,
    tell_contact: bool = True,
    is_asked_anew: bool = False,
) -> None:
    """End a meeting that was asked, agreed or missed, or for which other times were to follow.

    The contact is told once, the candidate only of what was agreed. `words`: what the coordinator writes to both;
    `tell_outside`: whether anything may leave the company now, to the candidate or to a contact outside Slack.
    `is_asked_anew`: whether they are asked about other times at once; who is asked by mail reads of both in one.
    """
    row = case.meeting
    was_agreed = row.state in {MeetingState.AGREED, MeetingState.HELD}
    contact = case.to.person  # whoever has left isn't mailed: others may read what they left behind; a guest reads it
    is_here = contact is not None and (contact.standing.is_member or contact.standing is Standing.GUEST)
    may_reach_contact = tell_outside if contact is None else is_here
    row.state, row.reason, row.sequence = MeetingState.CANCELLED, reason, row.sequence + 1
    await cancel_timers(tx, case.candidacy.id, *MEETING_TIMERS, subject_id=row.id)
    await tx.session.flush()
    is_mailed = False
    if was_agreed and may_reach_contact and not (is_asked_anew and contact is None):
        is_mailed = await mail_cancellation(tx, case, Side.CONTACT, then, words=words)
    if was_agreed and tell_outside:
        await mail_cancellation(tx, case, Side.CANDIDATE, then, words=words)
    if was_agreed and tell_outside and not is_asked_anew:
        await tell_delegates_diary(tx, case, then)
    if tell_contact and may_reach_contact:
        is_enough = is_mailed and tell_outside and await _is_mail_read_in_time(tx, case)
        await tell_contact_off(tx, case, reason, was_agreed=was_agreed, words=words, is_mail_enough=is_enough)
    if tell_contact and tell_outside and not was_agreed:
        await mail_delegate_off(tx, case)
    await redraw_around(tx, row)


async def _is_mail_read_in_time(tx: Transaction, case: Case) -> bool:
    """Tell whether mails go out here, and the note of the evening before hasn't yet told of the meeting in Slack."""
    starts_at = case.meeting.starts_at
    is_before_note = starts_at is None or evening_before(starts_at, case.to.zone) > tx.now
    return is_before_note and (await workspace(tx)).mail_from is not None


async def let_go(tx: Transaction, candidacy: Candidacy, wish: MeetingRequest, reason: str = NOT_NEEDED) -> None:
    """Tell a contact who was told that other times follow for this request that none do; nothing where nobody was."""
    waiting = waits_for_word(wish, await meetings_of(tx, candidacy.id))
    if waiting is not None:
        await call_off(tx, await case_of(tx, candidacy, waiting), reason=f"{reason} {NO_OTHER_TIME}")


def off_key(row: Meeting) -> str:
    """Return the key of what tells a contact that they aren't needed for a meeting that was called off."""
    return f"meeting:{row.id}:off:{row.sequence}"


async def tell_contact_off(  # what a contact hears, each named
    tx: Transaction,
    case: Case,
    reason: str,
    *,
    was_agreed: bool,
    words: str | None = None,
    is_mail_enough: bool = False,
) -> None:
    """Tell a contact that they aren't needed; outside Slack the calendar's mail says so where a time was agreed.

    Who wasn't asked yet hears nothing; the colleague who was asked for them, or whether they may be, does. In Slack,
    too, the mail that takes it out of their calendar `is_mail_enough`: nobody is told twice, and the calendar is what
    people look at before they go. Not once the note of the evening before has said in Slack that it is tomorrow, as a
    mail may be read too late then; nor while the candidate is yet to be told, which they read in Slack alone.
    """
    await tell_delegate_off(tx, case, reason)
    if not was_agreed and await is_only_with_delegate(tx, case):
        return
    key = off_key(case.meeting)
    knower = None if was_agreed else await knower_to_answer(tx, case)
    if knower is not None:
        await tell(tx, knower.id, introductions.not_to_ask(case.to.name), key=key, candidacy=case.candidacy)
        return
    if case.to.person is not None:
        said = reason.replace("with a candidate", await _with_whom(tx, case))
        message = meetings.not_needed(case.coordinator.name, said, words)
        if not is_mail_enough:
            await tell(tx, case.to.person.id, message, key=key, candidacy=case.candidacy)
    elif case.to.email is not None and not was_agreed and await was_asked_by_mail(tx, case.meeting):
        letter = meeting_mails.not_needed_mail(case.to.name, await _with_whom(tx, case), case.coordinator.name)
        await send_mail(tx, letter, case.to.email, key=key, candidacy=case.candidacy, lapses=Lapse.NEVER)


async def _with_whom(tx: Transaction, case: Case) -> str:
    """Say which conversation is meant to somebody who may be asked for several; the name only once they know it."""
    if case.meeting.starts_at is None:
        candidate = f"a candidate for {(await job(tx, case.candidacy.job_id)).title}"
        is_known = case.request.may_name or knows_candidate(case.candidacy, case.to.contact)
        is_known = is_known or moved_from(await meetings_of(tx, case.candidacy.id), case.meeting) is not None
        return f"with {case.candidacy.candidate_name}, {candidate}," if is_known else f"with {candidate}"
    return f"with {case.candidacy.candidate_name} on {long_time(case.meeting.starts_at, case.to.zone)}"


async def redraw_around(tx: Transaction, row: Meeting) -> None:
    """Have everything drawn again that shows the meeting, or times that it takes or gives back."""
    await refresh_brief(tx, row.id)
    contact = (await reach(tx, row.contact_id)).contact
    for person_id in (contact.person_id, contact.delegate_id):
        if person_id is not None:
            await redraw(tx, Surface.HOME, person_id)
    theirs = [met for one in await _candidacies_of(tx, row) for met in await meetings_of(tx, one)]
    for other in [*await meetings_with(tx, row.contact_id), *theirs]:
        if other.id != row.id and other.state is MeetingState.ASKED:
            await refresh_brief(tx, other.id)
            await redraw(tx, Surface.COORDINATOR_CARD, other.candidacy_id)
    await _redraw_waiting(tx, row)


async def _redraw_waiting(tx: Transaction, row: Meeting) -> None:
    """Have the cards drawn again that propose times of this contact's or candidate's, for whichever job."""
    for candidacy_id in {*await _candidacies_of(tx, row), *await candidacies_waiting_for(tx, row.contact_id)}:
        await redraw(tx, Surface.COORDINATOR_CARD, candidacy_id)


async def _candidacies_of(tx: Transaction, row: Meeting) -> list[int]:
    """Return all candidacies of a meeting's candidate."""
    return sorted((await of_same_candidates(tx, [row.candidacy_id]))[row.candidacy_id])
