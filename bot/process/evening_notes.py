"""The note of the evening before: one a receiver with all of their next day's meetings, by their clock as it stands."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.messages import evening_notes as messages
from bot.process.meeting_mails import office_clocks, place_of, who_is
from bot.process.say import remind, send_mail
from bot.rules.words import MeetingState, TimerKind
from bot.rules.working_hours import evening_before
from storage.candidacies import Candidacy, candidacy, job, lock, zone_of
from storage.cases import Case, case_of, reach
from storage.contacts import contact_of_person
from storage.database import Transaction
from storage.meetings import Meeting, meetings_of, meetings_with
from storage.people import Person, person
from storage.timers import Timer, drop_timers, set_timer
from storage.workspaces import settings

NOTE = TimerKind.EVENING_NOTE


async def plan_candidates_notes(tx: Transaction, row: Candidacy) -> None:
    """Plan the candidate's notes anew, as their meetings and their zone stand now."""
    owed = await drop_timers(tx, NOTE, candidacy_id=row.id)
    zone = await _candidates_zone(tx, row)
    for day, due in _evenings(await meetings_of(tx, row.id), zone, tx.now, owed).items():
        await set_timer(tx, NOTE, due, key=f"evening_note:candidacy:{row.id}:{day}", candidacy_id=row.id)


async def plan_contacts_notes(tx: Transaction, contact_id: int) -> None:
    """Plan a contact's notes anew, of all candidacies together; whoever is outside Slack has their calendar entry."""
    owed = await drop_timers(tx, NOTE, subject_id=contact_id)
    to = await reach(tx, contact_id)
    if to.person is None:
        return
    for day, due in _evenings(await meetings_with(tx, contact_id), to.zone, tx.now, owed).items():
        await set_timer(tx, NOTE, due, key=f"evening_note:contact:{contact_id}:{day}", subject_id=contact_id)


async def follow_zone(tx: Transaction, *, moved: Person) -> None:
    """Let somebody whose clock stands elsewhere now have their notes by it."""
    known = await contact_of_person(tx, moved.id)
    if known is not None:
        await plan_contacts_notes(tx, known.id)


def _evenings(found: Sequence[Meeting], zone: str, now: datetime, owed: Sequence[datetime]) -> dict[date, datetime]:
    """Return when notes are due, by the day they tell of.

    An evening that is over owes none, unless the note `owed` before a meeting only missed it by a change of zone.
    """
    evenings = {}
    for one in found:
        if one.state is not MeetingState.AGREED or one.starts_at is None or one.starts_at <= now:
            continue
        evening = evening_before(one.starts_at, zone)
        if evening > now or any(due < one.starts_at for due in owed):
            evenings[_day(one.starts_at, zone)] = max(evening, now)
    return evenings


async def send_evening_note(tx: Transaction, timer: Timer) -> None:
    """Send one note with all of the next day: to a candidate by mail, to a contact in Slack."""
    day = date.fromisoformat(timer.key.rpartition(":")[2])
    if timer.candidacy_id is not None:
        await _note_for_candidate(tx, await lock(tx, timer.candidacy_id), day, key=f"timer:{timer.key}")
    else:
        await _note_for_contact(tx, timer, day)


async def _note_for_candidate(tx: Transaction, row: Candidacy, day: date, *, key: str) -> None:
    zone = await _candidates_zone(tx, row)
    cases = [await case_of(tx, row, one) for one in _on(day, await meetings_of(tx, row.id), zone, tx.now)]
    if not cases or row.candidate_email is None:
        return
    letter = messages.evening_mail(
        row.candidate_name,
        [_line(one, one.to.name, who_is(one), office_clocks(one, zone)) for one in cases],
        zone,
        cases[0].coordinator.name,
        help_phone=(await settings(tx)).help_phone,
        is_today=_day(tx.now, zone) == day,
    )
    await send_mail(tx, letter, row.candidate_email, key=key, candidacy=row)


async def _note_for_contact(tx: Transaction, timer: Timer, day: date) -> None:
    contact_id = timer.subject_id or 0
    to = await reach(tx, contact_id)
    if to.person is None or not to.person.standing.is_member:
        return
    found = _on(day, await meetings_with(tx, contact_id), to.zone, tx.now)
    cases = [await case_of(tx, await candidacy(tx, one.candidacy_id), one) for one in found]
    if cases:
        jobs = [(await job(tx, one.candidacy.job_id)).title for one in cases]
        lines = [
            _line(one, one.candidacy.candidate_name, f"for {title}") for one, title in zip(cases, jobs, strict=True)
        ]
        note = messages.evening_note(lines, to.zone, is_today=_day(tx.now, to.zone) == day)
        await remind(tx, timer, to.person.id, note)


async def _candidates_zone(tx: Transaction, row: Candidacy) -> str:
    return zone_of(row, (await person(tx, row.coordinator_id)).zone)


def _on(day: date, found: Sequence[Meeting], zone: str, now: datetime) -> list[Meeting]:
    """Return the agreed meetings of a day there that are still ahead, earliest first."""
    ahead = [(one.starts_at, one) for one in found if one.state is MeetingState.AGREED and one.starts_at]
    return [one for at, one in sorted(ahead, key=lambda pair: pair[0]) if at > now and _day(at, zone) == day]


def _day(instant: datetime, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()


def _line(case: Case, who: str, is_to_us: str | None, zone_there: str | None = None) -> messages.Tomorrow:
    starts_at = case.meeting.starts_at
    if starts_at is None:
        message = f"meeting {case.meeting.id} has no time"
        raise ValueError(message)
    place, asker = place_of(case), case.coordinator.name
    return messages.Tomorrow(starts_at, who, case.request.minutes, place, asker, is_to_us, zone_there)
