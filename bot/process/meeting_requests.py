"""Meeting requests: what a candidate asked for, entered by their caller or coordinator; taken back; or nothing more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.messages import meeting_requests as messages
from bot.messages.approvals import urgent_request
from bot.process.access import Action, allow
from bot.process.asking import let_go
from bot.process.contacts import Outsider, contact_for
from bot.process.coordinator_notes import days_to_expiry
from bot.process.lost_times import drop_lost_times, mark_left_out, windows_of
from bot.process.meetings import is_unfinished, requests_changed
from bot.process.refusals import AlreadyDone, NotNow, WrongField
from bot.process.say import refresh, tell
from bot.process.stages import check_move
from bot.process.suggestions import propose
from bot.process.times import instant, start_of_work, today
from bot.rules.directory import known_areas
from bot.rules.next_step import URGENT_DAYS
from bot.rules.stages import Event
from bot.rules.typed_values import Unreadable, zone_name
from bot.rules.words import ContactClass, Lapse, MeetingState, PlaceKind, RequestState, TimerKind
from bot.rules.working_hours import add_working_days
from storage.audit import record
from storage.candidacies import Candidacy, candidacy, job, lock
from storage.contacts import Contact, contacts, listed_contacts
from storage.database import Transaction
from storage.meeting_requests import FreeWindow, MeetingRequest, forget_windows, free_windows, request, requests_of
from storage.meetings import meetings_of
from storage.offer_calls import OfferCall, current_call, invitation
from storage.people import Person, named_to, person
from storage.timers import cancel_timers, set_timer
from storage.workspaces import working_hours

WAITING = {RequestState.OPEN, RequestState.ASKED}
FARTHEST = timedelta(days=366)
"""How far ahead a candidate may say they are free."""
TO_ANSWER = 2
"""Working days after "nothing more" until the caller is reminded to ask for the answer."""


@dataclass(frozen=True)
class WindowTyped:
    """One row of free time as typed, in the candidate's zone; `number` says which row of the form it is."""

    number: int
    day: date | None
    starts: time | None
    ends: time | None


@dataclass(frozen=True)
class Wish:
    """A filled request; somebody, a kind of person, a subject, or any mix. `zone` is as typed.

    `named` is a name as a candidate writes it on their own page, where they choose nobody from a list.
    """

    person: Person | None = None
    outsider: Outsider | None = None
    named: str | None = None
    contact_class: ContactClass | None = None
    area: str | None = None
    learn: str | None = None
    may_name: bool = False
    minutes: int = 30
    place_kind: PlaceKind = PlaceKind.VIDEO
    zone: str | None = None
    windows: Sequence[WindowTyped] = ()
    replaces_windows: bool = False


@dataclass(frozen=True)
class Asked:
    """What is known when the form opens: the candidacy, its requests, whom they name, free times, the call.

    `others` are requests of which the reader learns how many there are, and about what; `areas` are the directory's.
    """

    candidacy: Candidacy
    requests: Sequence[MeetingRequest]
    others: Sequence[MeetingRequest]
    areas: Sequence[str]
    contacts: dict[int, Contact]
    windows: Sequence[FreeWindow]
    call: OfferCall | None
    zone: str


async def open_requests(tx: Transaction, *, candidacy_id: int, by: Person) -> Asked:
    """Return what was asked for so far, for whoever may enter more; raises NotNow where there is nothing to ask yet."""
    row = await candidacy(tx, candidacy_id)
    await allow(tx, Action.REQUEST_MEETING, by, row)
    check_move(row, Event.REQUEST)
    entered = await requests_of(tx, row.id)
    zone = row.candidate_zone or (await person(tx, row.coordinator_id)).zone
    shown = [one for one in entered if by.id in {row.coordinator_id, one.entered_by_id}]
    return Asked(
        row,
        shown,
        [one for one in entered if one not in shown],
        known_areas(one.areas for one in await listed_contacts(tx)),
        await contacts(tx, [one.asked_for_id for one in entered if one.asked_for_id is not None]),
        await free_windows(tx, row.id),
        await current_call(tx, row.id),
        zone,
    )


async def request_meeting(tx: Transaction, wish: Wish, *, candidacy_id: int, by: Person) -> MeetingRequest:
    """Enter one request; raises NotNow where the stage has none, WrongField for what can't be used."""
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.REQUEST_MEETING, by, row)
    return await enter_request(tx, row, wish, by=by)


async def enter_request(tx: Transaction, row: Candidacy, wish: Wish, *, by: Person | None) -> MeetingRequest:
    """Enter one request for a candidacy that was taken; `by` is None where the candidate asks on their own page."""
    moved = check_move(row, Event.REQUEST)
    zone = await _zone(tx, row, wish)
    spans = [_span(tx, one, zone) for one in wish.windows if one.day or one.starts or one.ends]
    entered = await _enter(tx, row, wish, by)
    row.candidate_zone = zone
    await _keep_windows(tx, row, spans, zone, replaces=wish.replaces_windows)
    await _note_uptake(tx, row)
    row.stage = moved.stage
    await tx.session.flush()
    await requests_changed(tx, row)
    if by is None or by.id != row.coordinator_id:
        await _tell_if_urgent(tx, row, entered)
    await refresh(tx, row)
    return entered


async def _tell_if_urgent(tx: Transaction, row: Candidacy, wish: MeetingRequest) -> None:
    """Tell the coordinator at once where the offer is about to run out; else the next list is soon enough.

    What is asked for together is one message.
    """
    days = await days_to_expiry(tx, row)
    if days is not None and days <= URGENT_DAYS and wish.state is RequestState.OPEN:
        note = urgent_request(row.candidate_name, (await job(tx, row.job_id)).title, days)
        key = f"request:urgent:{row.id}:{tx.now.timestamp():.6f}"
        await tell(tx, row.coordinator_id, note, key=key, candidacy=row, lapses=Lapse.AT_END)


async def withdraw_request(tx: Transaction, *, request_id: int, by: Person) -> Candidacy:
    """Take a request back, and call off what came of it; raises AlreadyDone when it is over."""
    wish = await request(tx, request_id)
    row = await lock(tx, wish.candidacy_id)
    await allow(tx, Action.REQUEST_MEETING, by, row)
    wish = await request(tx, request_id)
    if wish.state not in WAITING | {RequestState.AGREED}:
        raise AlreadyDone(f"This request is {wish.state} already. Nothing was changed.")
    if any(one.request_id == wish.id and one.state is MeetingState.HELD for one in await meetings_of(tx, row.id)):
        raise AlreadyDone("That meeting took place already. Nothing was changed.")
    await record(tx, "withdraw_request", person_id=by.id, candidacy_id=row.id, subject_id=wish.id)
    await take_back(tx, row, wish)
    return row


async def take_back(tx: Transaction, row: Candidacy, wish: MeetingRequest) -> None:
    """Take back a request of a candidacy that was taken; whoever was asked is told, an agreed meeting cancelled."""
    await let_go(tx, row, wish)
    wish.state = RequestState.WITHDRAWN
    await tx.session.flush()
    await requests_changed(tx, row)
    await refresh(tx, row)


async def replace_windows(tx: Transaction, row: Candidacy, zone: str, windows: Sequence[WindowTyped]) -> None:
    """Put these free times, in this zone as typed, in the place of those known; raises WrongField."""
    name = await _zone(tx, row, Wish(zone=zone))
    spans = [_span(tx, one, name) for one in windows if one.day or one.starts or one.ends]
    row.candidate_zone = name
    await _keep_windows(tx, row, spans, name, replaces=True)
    await requests_changed(tx, row)
    await refresh(tx, row)


async def usual_contact(tx: Transaction, row: Candidacy, wish: Wish) -> Contact | None:
    """Return whom a kind of person means by itself: the hiring manager, unless they are on the list already."""
    manager = await person(tx, row.hiring_manager_id)
    is_meant = wish.contact_class is ContactClass.HIRING_MANAGER and wish.named is None
    if not is_meant or not manager.standing.is_member:
        return None
    contact = await contact_for(tx, row, manager, ContactClass.HIRING_MANAGER)
    is_listed = any(one.contact_id == contact.id and one.state in WAITING for one in await requests_of(tx, row.id))
    return None if is_listed else contact


async def nothing_more(tx: Transaction, *, candidacy_id: int, by: Person) -> None:
    """Note that the candidate has nothing (more) to ask; once nothing is ahead, their answer is awaited."""
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.REQUEST_MEETING, by, row)
    check_move(row, Event.NOTHING_MORE)
    invited = await invitation(tx, row.id)
    if invited is not None and invited.nothing_more_at is not None:
        raise AlreadyDone("That is noted already: they have nothing more to ask. Requests can still be entered.")
    if invited is not None and invited.sent_at is None:
        raise NotNow("The invitation hasn't gone out yet. Hold it, or correct the log of the call.")
    await note_nothing_more(tx, row, by=by)


async def note_nothing_more(tx: Transaction, row: Candidacy, *, by: Person | None) -> None:
    """Note it for a candidacy that was taken; `by` is None where the candidate says so on their own page."""
    moved = check_move(row, Event.NOTHING_MORE)
    invited = await invitation(tx, row.id)
    if invited is not None:
        invited.nothing_more_at = tx.now
    await cancel_timers(tx, row.id, TimerKind.REQUESTS_FOLLOW_UP)
    is_ahead = await is_unfinished(tx, row)
    if not is_ahead:
        row.stage = moved.stage
        await _plan_answer(tx, row)
    key = f"nothing_more:{row.id}:{tx.real.timestamp()}"
    caller = await person(tx, row.caller_id)
    for person_id in sorted({row.caller_id, row.coordinator_id, *([by.id] if by else [])}):
        asks = None if person_id == row.caller_id else caller.name
        noted_by = named_to(person_id, by) if by else None
        message = messages.nothing_more_noted(row.candidate_name, noted_by, asks, has_meetings=is_ahead)
        await tell(tx, person_id, message, key=f"{key}:{person_id}", candidacy=row)
    await requests_changed(tx, row)
    await refresh(tx, row)


async def _enter(tx: Transaction, row: Candidacy, wish: Wish, by: Person | None) -> MeetingRequest:
    contact = await _contact(tx, row, wish)
    if contact is None and not wish.named and wish.contact_class is None and not wish.area:
        raise WrongField(person="Whom or what did they ask for? Give a person, a kind of person or a subject.")
    to = contact or await usual_contact(tx, row, wish)
    entered = MeetingRequest(
        workspace_id=tx.workspace_id,
        candidacy_id=row.id,
        contact_id=to.id if to else None,
        asked_for_id=contact.id if contact else None,
        named=wish.named if contact is None else None,
        contact_class=wish.contact_class if contact is None else None,
        area=wish.area,
        learn=wish.learn,
        may_name=wish.may_name,
        minutes=wish.minutes,
        place_kind=wish.place_kind,
        entered_by_id=by.id if by else None,
        entered_at=tx.now,
    )
    tx.session.add(entered)
    await tx.session.flush()
    if to is None:
        await propose(tx, row, entered)
    return entered


async def _contact(tx: Transaction, row: Candidacy, wish: Wish) -> Contact | None:
    """Return whom the candidate named, if they named anybody; the same person isn't asked twice at a time."""
    if wish.person is not None and wish.outsider is not None:
        raise WrongField(name="Give one person at a time: either the colleague above or somebody outside Slack.")
    who = wish.person or wish.outsider
    if who is None:
        return None
    contact = await contact_for(tx, row, who, wish.contact_class)
    if any(one.contact_id == contact.id and one.state in WAITING for one in await requests_of(tx, row.id)):
        field = "person" if wish.person is not None else "email"
        raise WrongField(
            **{field: f"{contact.name} is on the list already. To change that request, withdraw it first."}
        )
    return contact


async def _zone(tx: Transaction, row: Candidacy, wish: Wish) -> str:
    if not wish.zone:
        return row.candidate_zone or (await person(tx, row.coordinator_id)).zone
    try:
        return zone_name(wish.zone)
    except Unreadable as problem:
        raise WrongField(zone=str(problem)) from problem


def _span(tx: Transaction, typed: WindowTyped, zone: str) -> tuple[datetime, datetime]:
    """Return when a window begins and ends; raises WrongField on the field that is missing or wrong.

    Until midnight is until the end of that day.
    """
    day, starts, ends = (f"{name}_{typed.number}" for name in ("day", "from", "to"))
    if typed.day is None:
        raise WrongField(**{day: "On which day?"})
    if typed.starts is None:
        raise WrongField(**{starts: "From when?"})
    if typed.ends is None:
        raise WrongField(**{ends: "Until when?"})
    if typed.day > today(tx, zone) + FARTHEST:
        raise WrongField(**{day: "That is more than a year away. Choose an earlier day."})
    begin = instant(typed.day, typed.starts, zone, field=starts)
    last = typed.day if typed.ends != time() else typed.day + timedelta(days=1)
    end = instant(last, typed.ends, zone, field=ends)
    if end <= begin:
        raise WrongField(**{ends: "This ends before it starts. Choose a later time."})
    if end <= tx.now:
        raise WrongField(**{day: "That time has passed. Choose a later one."})
    return begin, end


async def _keep_windows(
    tx: Transaction, row: Candidacy, spans: Sequence[tuple[datetime, datetime]], zone: str, *, replaces: bool
) -> None:
    before = await windows_of(tx, row)
    if replaces:
        await forget_windows(tx, row.id)
    known = {(one.starts_at, one.ends_at) for one in await free_windows(tx, row.id)}
    for starts_at, ends_at in dict.fromkeys(spans):
        if (starts_at, ends_at) not in known:
            tx.session.add(
                FreeWindow(
                    workspace_id=tx.workspace_id, candidacy_id=row.id, starts_at=starts_at, ends_at=ends_at, zone=zone
                )
            )
    await tx.session.flush()
    if replaces:
        await drop_lost_times(tx, row, before)
    await mark_left_out(tx, row, before)


async def _note_uptake(tx: Transaction, row: Candidacy) -> None:
    """Note the first request as the invitation taken up; nobody asks about it any more."""
    await cancel_timers(tx, row.id, TimerKind.REQUESTS_FOLLOW_UP)
    invited = await invitation(tx, row.id)
    if invited is not None:
        invited.taken_up_at = invited.taken_up_at or tx.now
        invited.nothing_more_at = None


async def _plan_answer(tx: Transaction, row: Candidacy) -> None:
    """Set the day on which the caller is reminded to ask for the answer, unless a later one is agreed."""
    manager, call = await person(tx, row.hiring_manager_id), await current_call(tx, row.id)
    due = add_working_days(tx.now, TO_ANSWER, await working_hours(tx), manager.zone)
    day = due.astimezone(ZoneInfo(manager.zone)).date()
    if call is None or (call.next_on is not None and call.next_on >= day):
        return
    row.follow_up_on = day
    await cancel_timers(tx, row.id, TimerKind.FOLLOW_UP)
    await set_timer(
        tx,
        TimerKind.FOLLOW_UP,
        await start_of_work(tx, day, manager.zone),
        key=f"follow_up:{call.id}:{day.isoformat()}",
        candidacy_id=row.id,
        subject_id=call.id,
    )
