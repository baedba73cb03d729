"""The coordinator sets a time: one that they know of, on the contact's clock."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.messages.approval_forms import ExactTimeShown
from bot.messages.times import long_time
from bot.process.approvals import NOWHERE, Places, askable, end_asking, open_row, take_request
from bot.process.asking import ask
from bot.process.refusals import AlreadyDone, NotNow, WrongField
from bot.process.say import refresh
from bot.process.times import instant
from bot.rules.finding_times import Window, merged
from bot.rules.words import MeetingState
from bot.rules.working_hours import AWAKE, lies_in
from storage.audit import record
from storage.calendars import calendars
from storage.candidacies import Candidacy, zone_of
from storage.cases import Reach, hours_of
from storage.contacts import lock_contact
from storage.database import Transaction
from storage.meeting_requests import free_windows
from storage.meeting_rows import Row, row_of
from storage.meeting_times import free_of_agreed, is_after_offer
from storage.people import Person

FAR_AHEAD = timedelta(days=90)
"""Beyond which a day is hardly meant: more likely its year is not."""


async def open_exact_time(tx: Transaction, *, request_id: int, by: Person) -> ExactTimeShown:
    """Return what the form of one time shows, to begin with the first that is proposed, or would be.

    Else with the one that was agreed before, as long as it lies ahead.
    """
    shown = await open_row(tx, request_id=request_id, by=by)
    if shown.reach is None:
        raise NotNow("Nobody is chosen yet. Press *Find someone* first.")
    found, to, row = await row_of(tx, shown.candidacy, request_id), shown.reach, shown.candidacy
    asked = found.meeting
    agreed = asked.starts_at if asked else None
    wrote = asked.reason if asked and asked.state is MeetingState.DECLINED else None
    return ExactTimeShown(
        shown.request.id,
        to.name,
        to.zone,
        row.candidate_name,
        shown.zone,
        shown.missing,
        mailed_at=to.email if to.person is None else None,
        begin_with=next(iter(found.times), agreed if agreed and agreed > tx.now else None),
        free=[(one.starts_at, one.ends_at) for one in await free_windows(tx, row.id) if one.ends_at > tx.now],
        wrote=wrote,
        instead_of=asked.id if asked and asked.state is MeetingState.ASKED else None,
        contact_id=to.contact.id,
    )


async def propose_exact_time(
    tx: Transaction,
    *,
    request_id: int,
    day: date,
    at: time,
    by: Person,
    is_sure: bool = False,
    places: Places = NOWHERE,
    instead_of: int | None = None,
    contact_id: int | None = None,
) -> None:
    """Ask the chosen contact about one time the coordinator knows of, on a clock in the contact's zone.

    Raises WrongField for an hour that is hardly meant, unless the coordinator is sure of it. `places` count where
    nothing is known. `instead_of`: the meeting they were asked about when the coordinator began, which is off then.
    `contact_id`: whom the coordinator means; raises AlreadyDone where somebody else was chosen meanwhile.
    """
    row, wish = await take_request(tx, request_id, by)
    found = await row_of(tx, row, wish.id)
    to = await askable(tx, found, by, is_exact=True, instead_of=instead_of)
    if contact_id is not None and contact_id != to.contact.id:
        raise AlreadyDone(f"Nobody was asked: this goes to {to.name} by now. To set a time for them, open it again.")
    start = instant(day, at, to.zone, field="time")
    if start <= tx.now:
        raise WrongField(time="That time has passed. Choose a later one.")
    await lock_contact(tx, to.contact.id)
    await _check_hour(tx, row, found, to, start, is_sure=is_sure, zone=zone_of(row, by.zone))
    await end_asking(tx, row, found, "Another time follows.", tell_contact=False)
    asked = await ask(tx, row, wish, to, [start], by=by, place=places.get(wish.place_kind))
    if not await free_of_agreed(tx, asked, wish.minutes, [start]):
        raise WrongField(time=f"{to.name} or {row.candidate_name} has an agreed conversation then. Choose another.")
    await record(tx, "propose_exact_time", person_id=by.id, candidacy_id=row.id, subject_id=wish.id)
    await refresh(tx, row)


async def _check_hour(
    tx: Transaction, row: Candidacy, found: Row, to: Reach, start: datetime, *, is_sure: bool, zone: str
) -> None:
    """Raise WrongField, with both clocks, for an hour that is hardly meant.

    That is one outside the contact's hours, in the candidate's night, months ahead, after the offer, or asked about for
    another conversation of one of the two.
    """
    end = start + timedelta(minutes=found.request.minutes)
    free = [Window(one.starts_at, one.ends_at) for one in await free_windows(tx, row.id)]
    hours, name = await hours_of(tx, to), row.candidate_name
    is_free = any(one.start <= start and end <= one.end for one in merged(free))
    trouble = [
        *([f"outside {to.name}'s working hours"] if not lies_in(start, end, hours, to.zone) else []),
        *([f"in {name}'s night"] if not is_free and not lies_in(start, end, AWAKE, zone) else []),
        *([f"in {start.astimezone(ZoneInfo(to.zone)):%Y}, months ahead"] if start - tx.now > FAR_AHEAD else []),
        *(["after the offer has run out"] if is_after_offer(row, end, zone) else []),
        *(
            [f"{to.name} or {name} was asked about it for another conversation"]
            if await _is_asked_about(tx, found, start)
            else []
        ),
    ]
    if trouble and not is_sure:
        raise WrongField(
            time=f"That is {long_time(start, to.zone)} for {to.name} and {long_time(start, zone)} for "
            f"{name}: {' and '.join(trouble)}. Choose another, or tick \u201cYes, at this hour\u201d."
        )


async def _is_asked_about(tx: Transaction, found: Row, start: datetime) -> bool:
    """Tell whether the time is among those that one of the two may still agree to with somebody else."""
    wish, present = found.request, found.meeting.id if found.meeting else None
    if wish.contact_id is None:
        return False
    known = await calendars(tx, wish.candidacy_id, [wish.contact_id])
    taken = set(known.busy(wish.contact_id, without=present))
    taken -= set(known.busy(wish.contact_id, without=present, is_agreed_only=True))
    return any(start < one.end and one.start < start + timedelta(minutes=wish.minutes) for one in taken)
