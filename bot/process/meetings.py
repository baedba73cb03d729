"""Meetings after approval: the contact's answer, an outsider's as recorded, place, move, cancel, withdrawal."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.messages.approval_forms import ANOTHER_TIME, DECLINED, NO_ANSWER, OTHER_TIMES
from bot.messages.approvals import answer_came
from bot.messages.caps import only_with_their_yes
from bot.messages.changed_meetings import ChangeShown
from bot.messages.meeting_mails import Then
from bot.messages.times import short_time, two_zones
from bot.process.access import Action, allow
from bot.process.asking import (
    MEETING_TIMERS,
    agree,
    ask,
    call_off,
    redraw_around,
)
from bot.process.coordinator_notes import note_for_coordinator
from bot.process.delegates import tell_delegates_diary, tell_the_other
from bot.process.evening_notes import plan_candidates_notes
from bot.process.meeting_mails import Side, mail_agreement
from bot.process.mornings import plan_list
from bot.process.next_best import ask_next
from bot.process.refusals import NotNow, NotThere, Refusal, WrongField
from bot.process.say import refresh
from bot.process.suggestions import propose
from bot.process.times import instant
from bot.process.too_late import ON_CARD, cards_about, check_agreed, check_asked, check_goes_on, what_came
from bot.rules.words import MeetingState, PlaceKind, RequestState, Stage, Surface, TimerKind
from bot.rules.working_hours import next_working_moment
from bot.rules.zones import city
from storage.audit import record
from storage.briefs import delegate_asked_by_mail
from storage.candidacies import Candidacy, candidacy, hold_candidate, lock, zone_of
from storage.cases import Case, case_of, was_asked_by_mail
from storage.contacts import lock_contact
from storage.database import Transaction
from storage.meeting_requests import request, requests_of
from storage.meeting_rows import excess_of, may_write_anew
from storage.meeting_times import free_of_agreed, new_times, times_left
from storage.meetings import Meeting, meeting, meetings_of, proposed_times
from storage.outbox import To, redraw, show_card
from storage.people import Person, person
from storage.timers import cancel_timers, set_timer
from storage.workspaces import working_hours


async def requests_changed(tx: Transaction, row: Candidacy) -> None:
    """Show or redraw the coordinator's card, what waits first, and plan what follows from the requests as they are."""
    row.card_page = 0
    where = To(channel=row.coordinator_channel) if row.coordinator_channel else To(person_id=row.coordinator_id)
    await show_card(tx, Surface.COORDINATOR_CARD, row.id, where, candidacy_id=row.id)
    await _call_off_withdrawn(tx, row)
    wishes = await requests_of(tx, row.id)
    for one in wishes:
        if one.volunteers_asked_at is not None:
            await redraw(tx, Surface.VOLUNTEERS_WANTED, one.id)
    if any(one.state in {RequestState.OPEN, RequestState.ASKED} for one in wishes):  # of those asked, times may be gone
        await plan_list(tx, row.coordinator_id)
    await plan_all_answered(tx, row)
    await plan_candidates_notes(tx, row)


async def _call_off_withdrawn(tx: Transaction, row: Candidacy) -> None:
    """Call off meetings whose request the candidate took back."""
    gone = {one.id for one in await requests_of(tx, row.id) if one.state is RequestState.WITHDRAWN}
    for one in await meetings_of(tx, row.id):
        if one.request_id in gone and one.state in {MeetingState.ASKED, MeetingState.AGREED}:
            await call_off(tx, await case_of(tx, row, one))


async def plan_all_answered(tx: Transaction, row: Candidacy) -> None:
    """Plan to ask whether all is answered: an hour after the last meeting, once nothing is open or ahead any more."""
    await cancel_timers(tx, row.id, TimerKind.ALL_ANSWERED)
    if row.stage is not Stage.REVERSE_INTERVIEW or await is_unfinished(tx, row):
        return
    held = {one.id: one.ends_at for one in await meetings_of(tx, row.id) if one.state is MeetingState.HELD}
    ends, wishes = [one for one in held.values() if one], await requests_of(tx, row.id)
    if not ends and not any(one.state is RequestState.REFUSED for one in wishes):
        return
    coordinator = await person(tx, row.coordinator_id)
    soon = next_working_moment(tx.now, await working_hours(tx), coordinator.zone)
    due = max(tx.now, max(ends) + timedelta(hours=1)) if ends else max(soon, tx.now + timedelta(hours=1))
    key = f"all_answered:{row.id}:{max(held, default=0)}:{len(wishes)}"
    await set_timer(tx, TimerKind.ALL_ANSWERED, due, key=key, candidacy_id=row.id)


async def is_unfinished(tx: Transaction, row: Candidacy) -> bool:
    """Tell whether a request still waits for somebody, or a meeting is ahead."""
    waiting = {RequestState.OPEN, RequestState.ASKED}
    ahead = {MeetingState.ASKED, MeetingState.AGREED}
    return any(one.state in waiting for one in await requests_of(tx, row.id)) or any(
        one.state in ahead for one in await meetings_of(tx, row.id)
    )


async def accept_time(tx: Transaction, *, meeting_id: int, proposed_id: int, by: Person) -> None:
    """Agree to one of the proposed times; raises AlreadyDone, NotThere, or a refusal that names the times left."""
    case = await _take_as_contact(tx, meeting_id, by)
    proposed = {one.id: one.starts_at for one in await proposed_times(tx, [meeting_id])}
    if proposed_id not in proposed:
        raise NotThere("That time isn't among those proposed any more. The message above has the current ones.")
    await agree_if_free(tx, case, proposed[proposed_id], is_own_yes=by.id == case.to.contact.person_id)
    await record(tx, "accept_time", person_id=by.id, candidacy_id=case.candidacy.id, subject_id=meeting_id)
    await refresh(tx, case.candidacy)


async def other_times(tx: Transaction, *, meeting_id: int, wrote: str, by: Person) -> None:
    """Keep what a contact wrote about other times, in the place of what they wrote before; the card has it."""
    case = await _take_as_contact(tx, meeting_id, by, is_anew=True)
    if case.meeting.state is MeetingState.DECLINED:
        await write_anew(tx, case, wrote, by)
        return
    await decline(tx, case, wrote, by)
    await tell_the_other(tx, case, is_delegates=by.id != case.to.contact.person_id)


async def cant_meet(tx: Transaction, *, meeting_id: int, by: Person) -> None:
    """Let a contact decline, without a reason; the coordinator chooses somebody else."""
    case = await _take_as_contact(tx, meeting_id, by)
    await decline(tx, case, None, by)
    await tell_the_other(tx, case, is_delegates=by.id != case.to.contact.person_id)


async def write_anew(tx: Transaction, case: Case, wrote: str, by: Person | None) -> None:
    """Put other words in the place of those about other times; `by` is None on the page behind a link."""
    case.meeting.reason = wrote
    by_id = by.id if by else None
    await record(tx, "other_times", person_id=by_id, candidacy_id=case.candidacy.id, subject_id=case.meeting.id)
    await redraw_around(tx, case.meeting)


async def open_other_times(tx: Transaction, *, meeting_id: int, by: Person) -> Case:
    """Return the meeting, for the contact who wants to write when they could, or to write it anew."""
    asked = await meeting(tx, meeting_id)
    row = await candidacy(tx, asked.candidacy_id)
    await allow(tx, Action.ANSWER_FOR_MEETING, by, row, asked)
    case = await case_of(tx, row, asked)
    if not await may_write_anew(tx, asked):
        await check_asked(tx, case, by)
    return case


@dataclass(frozen=True)
class Reply:
    """What somebody outside Slack answered: a proposed time's id, or one of the form's other choices."""

    choice: str
    day: date | None = None
    at: time | None = None
    note: str | None = None


async def record_reply(tx: Transaction, reply: Reply, *, meeting_id: int, by: Person) -> None:
    """Record what an outsider answered by mail or on the phone."""
    case = await _take_as_coordinator(tx, meeting_id, by)
    is_own = case.to.person is None and await was_asked_by_mail(tx, case.meeting)
    if not is_own and case.to.person is not None and await delegate_asked_by_mail(tx, case.meeting) is None:
        raise NotNow(f"{case.to.name} answers in Slack; only they can say yes for themselves.")
    await check_asked(tx, case, by, ON_CARD)
    if reply.choice == DECLINED:
        await decline(tx, case, None, by, is_recorded=True)
    elif reply.choice == NO_ANSWER:
        await _pass_on(tx, case, by)
    elif reply.choice == OTHER_TIMES:
        if not reply.note:
            raise WrongField(note="Write down what they said about other times.")
        await decline(tx, case, reply.note, by, is_recorded=True)
    else:
        await agree_if_free(tx, case, await _chosen_time(tx, case, reply), is_own_yes=is_own)
        await record(tx, "record_reply", person_id=by.id, candidacy_id=case.candidacy.id, subject_id=case.meeting.id)
        await refresh(tx, case.candidacy)


async def _pass_on(tx: Transaction, case: Case, by: Person) -> None:
    """Have the next asked in the place of somebody who was asked by mail and hasn't answered; they are told once."""
    if await ask_next(tx, case.candidacy, case.request, instead_of=case) is None:
        raise WrongField(reply="Nobody on your list can be asked now. Press *Someone else* on the card instead.")
    await record(tx, "record_reply", person_id=by.id, candidacy_id=case.candidacy.id, subject_id=case.meeting.id)
    await requests_changed(tx, case.candidacy)
    await refresh(tx, case.candidacy)


async def _chosen_time(tx: Transaction, case: Case, reply: Reply) -> datetime:
    if reply.choice != ANOTHER_TIME:
        proposed = {str(one.id): one.starts_at for one in await proposed_times(tx, [case.meeting.id])}
        if reply.choice not in proposed:
            raise WrongField(reply="That time isn't among those proposed any more. Choose another.")
        return proposed[reply.choice]
    if reply.day is None or reply.at is None:
        raise WrongField(**{"date" if reply.day is None else "time": "Give the date and time that was agreed."})
    return instant(reply.day, reply.at, case.to.zone, field="time")


async def open_place(tx: Transaction, *, meeting_id: int, by: Person) -> tuple[Meeting, PlaceKind]:
    """Return the meeting and how it is held, for whoever may write where it takes place."""
    row = await meeting(tx, meeting_id)
    await allow(tx, Action.APPROVE_MEETING, by, await candidacy(tx, row.candidacy_id))
    return row, (await request(tx, row.request_id)).place_kind


async def set_place(tx: Transaction, *, meeting_id: int, place: str, by: Person) -> None:
    """Write where they meet; once it is agreed, both get it by mail and in their calendar."""
    case = await _take_as_coordinator(tx, meeting_id, by)
    row = case.meeting
    if row.state not in {MeetingState.ASKED, MeetingState.AGREED}:
        came = await what_came(tx, case.candidacy, case.request, by, row)
        said = f"{came}This meeting isn't ahead any more, so its place stays as it was."
        raise NotThere(said, cards=cards_about(case.candidacy, row))
    row.place, row.is_place_written = place, True
    if row.state is MeetingState.AGREED:
        row.sequence += 1
        for side in Side:
            await mail_agreement(tx, case, side, is_update=True)
        await tell_delegates_diary(tx, case)
    await record(tx, "set_place", person_id=by.id, candidacy_id=case.candidacy.id, subject_id=meeting_id)
    await redraw_around(tx, row)


async def open_agreed(tx: Transaction, *, meeting_id: int, by: Person) -> ChangeShown:
    """Return an agreed meeting, for the coordinator who is about to move it or call it off."""
    agreed = await meeting(tx, meeting_id)
    row = await candidacy(tx, agreed.candidacy_id)
    await allow(tx, Action.APPROVE_MEETING, by, row)
    await check_goes_on(tx, row, by)
    case = await case_of(tx, row, agreed)
    await check_agreed(tx, case, by)
    at = two_zones(agreed.starts_at, case.to.zone, zone_of(row, case.coordinator.zone)) if agreed.starts_at else ""
    return ChangeShown(agreed.id, at, case.to.name, case.to.email, row.candidate_name, row.candidate_email)


async def move_meeting(tx: Transaction, *, meeting_id: int, by: Person, reason: str | None = None) -> None:
    """Give an agreed time back, tell both, and ask the same person about new times; without any the card says so.

    The contact hears of it once: their brief says it, and by mail their calendar; the new brief follows. `reason` is
    for the team alone.
    """
    case = await _take_as_coordinator(tx, meeting_id, by)
    await check_agreed(tx, case, by)
    case.meeting.note = reason
    await ask_anew(tx, case, "The time we agreed on has to change.", by=by)
    await record(tx, "move_meeting", person_id=by.id, candidacy_id=case.candidacy.id, subject_id=meeting_id)
    await requests_changed(tx, case.candidacy)
    await refresh(tx, case.candidacy)


async def ask_anew(tx: Transaction, case: Case, reason: str, *, by: Person) -> None:
    """End a meeting for this reason and ask the same person about new times, where there are any.

    Whoever is asked by mail reads both in one.
    """
    await lock_contact(tx, case.to.contact.id)
    case.request.give_back(tx.now)
    times = await new_times(tx, case.candidacy, case.request, case.to)
    is_told = bool(times) or case.to.email is not None
    then = Then.ANOTHER_TIME
    await call_off(tx, case, reason=reason, then=then, tell_contact=not is_told, is_asked_anew=bool(times))
    if times:
        await ask(tx, case.candidacy, case.request, case.to, times, by=by, freed=case)


async def cancel_meeting(
    tx: Transaction, *, meeting_id: int, by: Person, words: str | None = None, reason: str | None = None
) -> None:
    """Call an agreed meeting off for good; both are told, with these words. `reason` is for the team alone."""
    case = await _take_as_coordinator(tx, meeting_id, by)
    await check_agreed(tx, case, by)
    case.meeting.note = reason
    said = f"The conversation with {case.candidacy.candidate_name} won't take place."
    await call_off(tx, case, reason=said, words=words)
    case.request.state = RequestState.WITHDRAWN
    await record(tx, "cancel_meeting", person_id=by.id, candidacy_id=case.candidacy.id, subject_id=meeting_id)
    await plan_all_answered(tx, case.candidacy)
    await refresh(tx, case.candidacy)


async def _take_as_contact(tx: Transaction, meeting_id: int, by: Person, *, is_anew: bool = False) -> Case:
    row = await lock(tx, (await meeting(tx, meeting_id)).candidacy_id)
    asked = await meeting(tx, meeting_id)
    await allow(tx, Action.ANSWER_FOR_MEETING, by, row, asked)
    case = await case_of(tx, row, asked)
    if not (is_anew and await may_write_anew(tx, asked)):
        await check_asked(tx, case, by)
    return case


async def _take_as_coordinator(tx: Transaction, meeting_id: int, by: Person) -> Case:
    row = await lock(tx, (await meeting(tx, meeting_id)).candidacy_id)
    await allow(tx, Action.APPROVE_MEETING, by, row)
    await check_goes_on(tx, row, by)
    return await case_of(tx, row, await meeting(tx, meeting_id))


async def agree_if_free(tx: Transaction, case: Case, start: datetime, *, is_own_yes: bool = True) -> None:
    """Agree when the time is still free for both; no other candidacy can take the time of either meanwhile.

    To more than they said they can give, only their own yes agrees.
    """
    beyond = await excess_of(tx, case.meeting, case.to.contact)
    if beyond is not None and not is_own_yes:
        raise NotNow(only_with_their_yes(case.to.name, beyond))
    await hold_candidate(tx, case.candidacy)
    await lock_contact(tx, case.to.contact.id)
    if not await free_of_agreed(tx, case.meeting, case.request.minutes, [start]):
        left = await times_left(tx, case)
        others = "; ".join(short_time(at, case.to.zone) for at in left.values())
        what = (
            f"Still free: {others} ({city(case.to.zone)})."
            if left
            else "None of the others is free either: ask for new ones."
        )
        raise Refusal(f"That time has been taken meanwhile, or has passed. {what}")
    await agree(tx, case, start, is_own_yes=is_own_yes)


async def decline(
    tx: Transaction, case: Case, wrote: str | None, by: Person | None, *, is_recorded: bool = False
) -> None:
    """Put the request back on the card, with what was written about other times; the coordinator hears of it.

    `by` is None for somebody outside Slack, on the page behind their link. Whoever can't at all makes room for
    whoever was approved to be next, who is asked at once, or for the next best, where anybody was asked for.
    """
    row = case.meeting
    row.state, row.reason = MeetingState.DECLINED, wrote
    case.request.give_back(tx.now)
    await cancel_timers(tx, case.candidacy.id, *MEETING_TIMERS, subject_id=row.id)
    then = await ask_next(tx, case.candidacy, case.request) if wrote is None else None
    if wrote is None and then is None:
        await propose(tx, case.candidacy, case.request)
    act = "other_times" if wrote else "cant_meet"
    act = "record_reply" if is_recorded else act
    by_id = by.id if by else None
    await record(tx, act, person_id=by_id, candidacy_id=case.candidacy.id, subject_id=row.id)
    if not is_recorded:
        what = "can't at these times and wrote about others" if wrote else "can't make it"
        what = f"gave the agreed time back and {what}" if row.starts_at else what
        what = f"{what}; {then}, next on your list, is asked now" if then else what
        note = answer_came(case.candidacy.candidate_name, case.to.name, what)
        is_loud = row.starts_at is not None  # the candidate counted on it
        await note_for_coordinator(tx, case.candidacy, note, key=f"meeting:{row.id}:declined", is_loud=is_loud)
    await redraw_around(tx, row)
    await requests_changed(tx, case.candidacy)
    await refresh(tx, case.candidacy)
