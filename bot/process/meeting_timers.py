"""What happens to meetings by itself: lists, reminders, the end of a meeting."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.messages import approvals, introductions, meetings
from bot.messages.blocks import Message
from bot.process.asking import ask_themselves, knower_to_answer
from bot.process.coordinator_notes import note_for_coordinator
from bot.process.delegates import is_only_with_delegate
from bot.process.meetings import plan_all_answered, requests_changed
from bot.process.mornings import plan_list
from bot.process.next_best import ask_next
from bot.process.say import refresh, refresh_brief, remind, tell
from bot.process.suggestions import suggestions_for
from bot.rules.words import Lapse, MeetingState
from storage.alternates import alternates_for
from storage.briefs import delegate_asked_by_mail
from storage.candidacies import lock
from storage.cases import Case, answer_by, case_of, reach, was_asked_by_mail
from storage.database import Transaction
from storage.meeting_times import times_left
from storage.meetings import meeting, meetings_with
from storage.people import Person
from storage.timers import Timer

NEXT_DAY = timedelta(hours=12)
"""From telling of a silent contact until the lists bring it up again."""


async def remind_contact(tx: Transaction, timer: Timer) -> None:
    """Remind a contact in Slack once, or ask them where only their delegate was; not once they count as silent.

    Of somebody outside it only the coordinator knows whether they have answered.
    """
    case = await _asked(tx, timer)
    if case is None:
        return
    if await is_only_with_delegate(tx, case):
        await _ask_now(tx, case)
        return
    until, knower = await answer_by(tx, case.meeting, case.to), await knower_to_answer(tx, case)
    if until is not None and until <= tx.now:
        return
    if case.to.person is not None:
        await _remind_once_today(tx, case, case.to.person)
    elif knower is not None:
        note = introductions.knower_reminded(case.to.name, case.coordinator.name)
        await remind(tx, timer, knower.id, note, candidacy=case.candidacy)
    else:
        note = approvals.has_answered(case.candidacy.candidate_name, case.to.name)
        await _note(tx, timer, case, note)
        await plan_list(tx, case.coordinator.id)


async def _remind_once_today(tx: Transaction, case: Case, reader: Person) -> None:
    """Remind a contact of all they were asked and haven't answered; once a day, however many candidates it is."""
    waiting = [one for one in await meetings_with(tx, case.to.contact.id) if one.state is MeetingState.ASKED]
    note = meetings.reminder(case.coordinator.name, len(waiting))
    day = tx.now.astimezone(ZoneInfo(reader.zone)).date()
    await tell(tx, reader.id, note, key=f"contact_reply:{reader.id}:{day}")


async def _ask_now(tx: Transaction, case: Case) -> None:
    """Ask the contact themselves, where whoever was asked for them is silent."""
    times = list((await times_left(tx, case)).values())
    if times:
        await ask_themselves(tx, case, times)


async def offer_next_best(tx: Transaction, timer: Timer) -> None:
    """Ask whoever was approved to be next in the place of a silent contact, or tell the coordinator who could be.

    Of somebody asked by mail only the coordinator knows whether they have answered; a late answer still counts.
    """
    case = await _asked(tx, timer)
    if case is None:
        return
    name, knower = case.candidacy.candidate_name, await knower_to_answer(tx, case)
    is_by_mail = await was_asked_by_mail(tx, case.meeting) or await delegate_asked_by_mail(tx, case.meeting) is not None
    then = None if is_by_mail else await ask_next(tx, case.candidacy, case.request, instead_of=case)
    if then is not None:
        what = f"hasn't answered in time; {then}, next on your list, is asked"
        note = approvals.answer_came(name, knower.name if knower else case.to.name, what)
        await _note(tx, timer, case, note)
        await requests_changed(tx, case.candidacy)
        await refresh(tx, case.candidacy)
        return
    note = (
        introductions.knower_is_silent(name, case.to.name, knower.name)
        if knower
        else approvals.contact_is_silent(name, case.to.name, await _next_best(tx, case), is_by_mail=is_by_mail)
    )
    await _note(tx, timer, case, note)
    await plan_list(tx, case.coordinator.id, after=tx.now + NEXT_DAY)
    await refresh(tx, case.candidacy)


async def _note(tx: Transaction, timer: Timer, case: Case, note: Message) -> None:
    await note_for_coordinator(tx, case.candidacy, note, key=f"timer:{timer.key}", lapses=Lapse.AT_END)


async def _next_best(tx: Transaction, case: Case) -> approvals.NextBest | None:
    """Return who would be next: whom the coordinator approved already, else whom the directory suggests first."""
    approved = (await alternates_for(tx, [case.request.id]))[case.request.id]
    found = [] if approved else await suggestions_for(tx, case.candidacy, case.request)
    contact_id = next(iter([*(one.contact_id for one in approved), *(one.who.id for one in found)]), None)
    return approvals.NextBest((await reach(tx, contact_id)).name, is_approved=bool(approved)) if contact_id else None


async def _asked(tx: Transaction, timer: Timer) -> Case | None:
    row = await lock(tx, timer.candidacy_id or 0)
    asked = await meeting(tx, timer.subject_id or 0)
    return await case_of(tx, row, asked) if asked.state is MeetingState.ASKED else None


async def end_meeting(tx: Transaction, timer: Timer) -> None:
    """Note that a meeting is over, and plan to ask whether all is answered."""
    row = await lock(tx, timer.candidacy_id or 0)
    over = await meeting(tx, timer.subject_id or 0)
    if over.state is not MeetingState.AGREED or over.ends_at is None or over.ends_at > tx.now:
        return
    over.state = MeetingState.HELD
    await tx.session.flush()
    await refresh_brief(tx, over.id)
    await plan_all_answered(tx, row)
    await refresh(tx, row)
