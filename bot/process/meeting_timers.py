"""What happens to meetings by itself: lists, reminders, the note of the evening before, the end of a meeting."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.messages import approvals, calendar, meetings
from bot.process.meeting_mails import place_of
from bot.process.meetings import plan_all_answered, plan_list
from bot.process.say import letterhead, refresh, send_mail, tell
from bot.rules.words import MeetingState, RequestState, Stage, Surface
from storage.candidacies import Candidacy, candidacy, job, lock, open_candidacies
from storage.database import Transaction
from storage.meeting_rows import Case, Row, case_of, reach, rows, zone_of
from storage.meetings import Meeting, meeting, meetings_of, meetings_with
from storage.outbox import redraw
from storage.people import person
from storage.timers import Timer

NEXT_DAY = timedelta(hours=12)
"""From telling of a silent contact until the lists bring it up again."""


async def list_approvals(tx: Transaction, timer: Timer) -> None:
    """Send a coordinator the one list of what waits for approval, and plan the next; nothing when nothing waits."""
    coordinator_id = timer.subject_id or 0
    waiting = []
    for row in await open_candidacies(tx):
        if row.coordinator_id != coordinator_id or row.stage is not Stage.REVERSE_INTERVIEW:
            continue
        count = sum(_is_coordinators_turn(one) for one in await rows(tx, row))
        if count:
            waiting.append((row.candidate_name, (await job(tx, row.job_id)).title, count))
            await redraw(tx, Surface.COORDINATOR_CARD, row.id)
    if waiting:
        await tell(tx, coordinator_id, approvals.approvals_waiting(waiting), key=f"timer:{timer.key}")
        await plan_list(tx, coordinator_id)


def _is_coordinators_turn(row: Row) -> bool:
    """Tell whether a request waits for the coordinator: to be approved, or asked anew of a silent contact."""
    is_stuck = row.request.state is RequestState.ASKED and (row.is_silent or not row.times)
    return row.request.state is RequestState.OPEN or is_stuck


async def remind_contact(tx: Transaction, timer: Timer) -> None:
    """Remind a contact in Slack once; of somebody outside it only the coordinator knows whether they have answered."""
    case = await _asked(tx, timer)
    if case is None:
        return
    if case.to.person is not None:
        note, to = meetings.reminder(case.coordinator.name), case.to.person.id
    else:
        note, to = approvals.has_answered(case.candidacy.candidate_name, case.to.name), case.coordinator.id
    await tell(tx, to, note, key=f"timer:{timer.key}", candidacy=case.candidacy)


async def offer_next_best(tx: Transaction, timer: Timer) -> None:
    """Tell the coordinator that a contact is silent; the card offers somebody else, and a late answer still counts."""
    case = await _asked(tx, timer)
    if case is None:
        return
    note = approvals.answer_came(case.candidacy.candidate_name, case.to.name, "hasn't answered yet")
    await tell(tx, case.coordinator.id, note, key=f"timer:{timer.key}", candidacy=case.candidacy)
    await plan_list(tx, case.coordinator.id, after=tx.now + NEXT_DAY)
    await refresh(tx, case.candidacy)


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
    await redraw(tx, Surface.CONTACT_BRIEF, over.id)
    await plan_all_answered(tx, row)
    await refresh(tx, row)


async def send_evening_note(tx: Transaction, timer: Timer) -> None:
    """Send one note with all of tomorrow: to a candidate by mail, to a contact in Slack or by mail."""
    if timer.candidacy_id is not None:
        await _note_for_candidate(tx, await lock(tx, timer.candidacy_id), timer)
    else:
        await _note_for_contact(tx, timer.subject_id or 0, timer)


async def _note_for_candidate(tx: Transaction, row: Candidacy, timer: Timer) -> None:
    coordinator = await person(tx, row.coordinator_id)
    zone = zone_of(row, coordinator.zone)
    cases = [await case_of(tx, row, one) for one in _tomorrow(await meetings_of(tx, row.id), timer.due_at, zone)]
    if not cases or row.candidate_email is None:
        return
    letter = calendar.evening_mail(
        row.candidate_name, [_line(one, one.to.name) for one in cases], zone, coordinator.name
    )
    mail = (await letterhead(tx, row)).mail(
        to=row.candidate_email, subject=letter.subject, text=letter.text, date=tx.now
    )
    await send_mail(tx, mail, key=f"timer:{timer.key}", candidacy=row)


async def _note_for_contact(tx: Transaction, contact_id: int, timer: Timer) -> None:
    to = await reach(tx, contact_id)
    found = _tomorrow(await meetings_with(tx, contact_id), timer.due_at, to.zone)
    cases = [await case_of(tx, await candidacy(tx, one.candidacy_id), one) for one in found]
    if not cases:
        return
    asker, key = cases[0].coordinator.name, f"timer:{timer.key}"
    lines = [_line(one, one.candidacy.candidate_name) for one in cases]
    if to.person is not None:
        await tell(tx, to.person.id, meetings.evening_note(lines, to.zone, asker), key=key)
    elif to.email is not None:
        letter = calendar.evening_mail(to.name, lines, to.zone, asker)
        head = await letterhead(tx, cases[0].candidacy)
        mail = head.mail(to=to.email, subject=letter.subject, text=letter.text, date=tx.now)
        await send_mail(tx, mail, key=key, candidacy=cases[0].candidacy)


def _tomorrow(found: Sequence[Meeting], evening: datetime, zone: str) -> list[Meeting]:
    """Return the agreed meetings of the day after this evening there, earliest first."""
    day = evening.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    ahead = [(one.starts_at, one) for one in found if one.state is MeetingState.AGREED and one.starts_at]
    return [one for at, one in sorted(ahead, key=lambda pair: pair[0]) if _day(at, zone) == day]


def _day(instant: datetime, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()


def _line(case: Case, who: str) -> meetings.Tomorrow:
    starts_at = case.meeting.starts_at
    if starts_at is None:
        message = f"meeting {case.meeting.id} has no time"
        raise ValueError(message)
    return meetings.Tomorrow(starts_at, who, case.request.minutes, place_of(case))
