"""The directory: whom candidates may be offered; kept by the head of talent, coordinators and everybody in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TypeVar

from bot.messages.directory_entries import entry_added
from bot.process.access import Action, allow, allow_member, may
from bot.process.consents import record_consent
from bot.process.new_addresses import follow_address, hold_meetings_of
from bot.process.refusals import AlreadyDone, NotThere, WrongField
from bot.process.say import refresh_brief, tell
from bot.process.suggestions import propose_anew, waiting_on
from bot.rules.directory import Consent, check_days, read_areas, read_cap
from bot.rules.typed_values import Unreadable, mail_address, zone_name
from bot.rules.words import ContactClass, MeetingState, Surface
from storage.audit import record
from storage.candidacies import Candidacy
from storage.contacts import (
    Contact,
    add_contact,
    contact,
    contact_of_email,
    contact_of_person,
    listed_contacts,
    lock_contact,
)
from storage.database import Transaction
from storage.meeting_requests import candidacies_waiting_for
from storage.meetings import meetings_with
from storage.outbox import redraw
from storage.people import Person, by_emails, people
from storage.workspaces import working_hours

Value = TypeVar("Value")

LAST_MOMENT = time(23, 59, 59)


@dataclass(frozen=True)
class Entry:
    """A filled entry, as typed; what its writer may not change is left as it stands. `consent_until` is a day."""

    person: Person | None = None
    name: str | None = None
    email: str | None = None
    contact_class: ContactClass | None = None
    areas: str | None = None
    zone: str | None = None
    day_start: time | None = None
    day_end: time | None = None
    work_days: Sequence[int] = ()
    per_week: str | None = None
    per_month: str | None = None
    delegate: Person | None = None
    delegate_email: str | None = None
    known_by: Person | None = None
    place: str | None = None
    off_limits: str | None = None
    is_not_offered: bool = False
    not_offered_reason: str | None = None
    consent: Consent = Consent.NOT_ASKED
    consent_until: date | None = None


@dataclass(frozen=True)
class Listed:
    """The directory for one reader: those entries they may see; whether they may add somebody outside Slack."""

    entries: list[tuple[Contact, Person | None]]
    may_add_outside: bool


@dataclass(frozen=True)
class Opened:
    """One entry to change, with the people it names; `is_own` where its reader has no say in anybody else's."""

    entry: Contact | None
    who: Person | None
    known: dict[int, Person]
    is_own: bool
    is_outside: bool
    reads_reason: bool
    may_unmark: bool
    now: datetime


async def open_directory(tx: Transaction, *, by: Person) -> Listed | None:
    """Return the directory as this reader may see it; None for whoever looks after their own entry alone."""
    allow_member(by, "open_directory")
    sees_outside = await may(tx, Action.EDIT_OUTSIDERS, by)
    if not sees_outside and not await may(tx, Action.EDIT_EMPLOYEES, by):
        return None
    rows = [row for row in await listed_contacts(tx) if sees_outside or row.has_consent(tx.now)]
    known = await people(tx, [row.person_id for row in rows])
    entries = [(row, known.get(row.person_id or 0)) for row in rows]
    return Listed(entries, may_add_outside=sees_outside)


async def open_entry(tx: Transaction, *, contact_id: int, by: Person) -> Opened:
    """Return an entry of the directory, for whoever may change it."""
    row = await contact(tx, contact_id)
    is_own = await _allow(tx, by, row)
    return await _opened(tx, by, row, is_own=is_own, is_outside=row.is_outside)


async def open_own_entry(tx: Transaction, *, by: Person) -> Opened:
    """Return the reader's own entry, for which they may ask nobody; it may not be in the directory yet."""
    allow_member(by, "open_own_entry")
    row = await contact_of_person(tx, by.id)
    return await _opened(tx, by, row, is_own=True, is_outside=False)


async def open_new_entry(tx: Transaction, *, by: Person, is_outside: bool) -> Opened:
    """Return an empty entry, for whoever may add one of the kind."""
    await allow(tx, Action.EDIT_OUTSIDERS if is_outside else Action.EDIT_EMPLOYEES, by)
    return await _opened(tx, by, None, is_own=False, is_outside=is_outside)


async def add_entry(tx: Transaction, entry: Entry, *, by: Person, is_outside: bool) -> Contact:
    """Put somebody into the directory; raises WrongField for whoever is there, or can't be."""
    await allow(tx, Action.EDIT_OUTSIDERS if is_outside else Action.EDIT_EMPLOYEES, by)
    waiting = await waiting_on(tx)
    columns = await _reached_outside(tx, entry) if is_outside else _reached_inside(entry)
    if entry.contact_class is None:
        raise WrongField(contact_class="Who are they to us? Choose what fits best.")
    row = await add_contact(tx, {**columns, "contact_class": entry.contact_class})
    if row.listed_at is not None:
        raise WrongField(**{"email" if is_outside else "person": f"{row.name} is in the directory already."})
    if is_outside:  # they may be known from a request, their zone a guess
        row.name, row.zone = _name(entry), _zone(entry)
    _classify(row, entry.contact_class)
    await _fill(tx, row, entry, by, is_own=False)
    kept = await _kept(tx, row, waiting, "add_entry", by)
    if row.person_id not in {None, by.id}:
        note = entry_added(by.name, row.areas)
        await tell(tx, row.person_id or 0, note, key=f"contact:{row.id}:listed:{row.version}")
    return kept


async def save_entry(tx: Transaction, entry: Entry, *, contact_id: int, seen: int, by: Person) -> Contact:
    """Change an entry; `seen` is the version the form was opened on. Raises AlreadyDone when it is another by now."""
    known = await contact(tx, contact_id)
    is_own = await _allow(tx, by, known)
    met = await hold_meetings_of(tx, contact_id) if known.person_id is None else []
    waiting = await waiting_on(tx, contact_id)
    row = await lock_contact(tx, contact_id)
    if row.version != seen:
        raise AlreadyDone("Somebody changed this entry meanwhile. Close the form and open it again to see how.")
    before = row.email
    if row.person_id is None and not is_own:
        await _rename(tx, row, entry)
    if entry.contact_class is not None and not is_own:
        _classify(row, entry.contact_class)
    await _fill(tx, row, entry, by, is_own=is_own)
    if before is not None and before != row.email:
        await tx.session.flush()
        await follow_address(tx, row, met, before=before)
    return await _kept(tx, row, waiting, "save_entry", by)


async def save_own_entry(tx: Transaction, entry: Entry, *, seen: int, by: Person) -> Contact:
    """Keep what somebody says of themselves; with it they stand in the directory."""
    allow_member(by, "save_own_entry")
    row = await contact_of_person(tx, by.id)
    if row is None:
        kind = ContactClass.CURRENT_EMPLOYEE
        row = await add_contact(tx, {"person_id": by.id, "name": by.name, "zone": by.zone, "contact_class": kind})
    return await save_entry(tx, entry, contact_id=row.id, seen=seen, by=by)


async def remove_entry(tx: Transaction, *, contact_id: int, by: Person) -> Contact:
    """Take somebody out of the directory; what was agreed with them stays."""
    await _allow(tx, by, await contact(tx, contact_id))
    waiting = await waiting_on(tx, contact_id)
    row = await lock_contact(tx, contact_id)
    if row.listed_at is None:
        raise NotThere(f"{row.name} isn't in the directory any more.")
    row.listed_at, row.version = None, row.version + 1
    return await _told(tx, row, waiting, "remove_entry", by)


async def _allow(tx: Transaction, by: Person, row: Contact) -> bool:
    """Return whether it is theirs and they may look after nobody else's; raises NotAllowed for a stranger's."""
    action = Action.EDIT_OUTSIDERS if row.is_outside else Action.EDIT_EMPLOYEES
    if row.person_id == by.id and by.standing.is_member and not await may(tx, action, by):
        await record(tx, action, person_id=by.id)
        return True
    await allow(tx, action, by)
    return False


async def _opened(tx: Transaction, by: Person, row: Contact | None, *, is_own: bool, is_outside: bool) -> Opened:
    named = [row.person_id, row.delegate_id, row.known_by_id, row.not_offered_by_id] if row else []
    known = await people(tx, named)
    who = known.get(row.person_id or 0) if row else by if is_own else None
    reads_reason = await may(tx, Action.EDIT_OUTSIDERS, by)
    may_unmark = row is None or _may_unmark(row, by, reads_reason=reads_reason)
    return Opened(row, who, known, is_own, is_outside, reads_reason, may_unmark, tx.now)


def _reached_inside(entry: Entry) -> dict[str, object]:
    who = entry.person
    if who is None:
        raise WrongField(person="Who is it?")
    if not who.standing.is_member:
        raise WrongField(person=f"{who.name} isn't a full member of this workspace. Choose somebody who is.")
    return {"person_id": who.id, "name": who.name, "zone": who.zone}


async def _reached_outside(tx: Transaction, entry: Entry) -> dict[str, object]:
    email = await _address(tx, entry)
    return {"email": email, "name": _name(entry), "zone": _zone(entry)}


async def _rename(tx: Transaction, row: Contact, entry: Entry) -> None:
    """Take over the name, address and zone of somebody outside."""
    email = await _address(tx, entry)
    other = await contact_of_email(tx, email)
    if other is not None and other.id != row.id:
        raise WrongField(email=f"That is the address of {other.name}.")
    row.email, row.name, row.zone = email, _name(entry), _zone(entry)


async def _address(tx: Transaction, entry: Entry) -> str:
    if not entry.email:
        raise WrongField(email="They aren't in Slack, so an e-mail address is needed to ask them.")
    email = _read("email", lambda: mail_address(entry.email or "")).casefold()
    inside = next((one for one in await by_emails(tx, [email]) if one.standing.is_member), None)
    if inside is not None:
        raise WrongField(email=f"{inside.name} has this address and is in Slack: add them as a colleague.")
    return email


def _name(entry: Entry) -> str:
    if not entry.name:
        raise WrongField(name="What are they called?")
    return entry.name


def _zone(entry: Entry) -> str:
    return _read("zone", lambda: zone_name(entry.zone or ""))


def _classify(row: Contact, kind: ContactClass) -> None:
    if kind is ContactClass.FORMER_EMPLOYEE and row.person_id is not None:
        raise WrongField(contact_class="Former colleagues aren't in Slack: the head of talent adds them by e-mail.")
    row.contact_class = kind


async def _fill(tx: Transaction, row: Contact, entry: Entry, by: Person, *, is_own: bool) -> None:
    """Take over what everybody may say of themselves, and of somebody outside what the head of talent knows."""
    row.areas = _read("areas", lambda: read_areas(entry.areas))
    row.per_week = _read("per_week", lambda: read_cap(entry.per_week))
    row.per_month = _read("per_month", lambda: read_cap(entry.per_month))
    row.day_start, row.day_end = _hours(entry)
    row.work_days = check_days(entry.work_days, await working_hours(tx))
    row.delegate_id, row.delegate_email = _delegate(row, entry)
    row.place, row.off_limits = entry.place, entry.off_limits
    reads_reason = await may(tx, Action.EDIT_OUTSIDERS, by)
    if _may_unmark(row, by, reads_reason=reads_reason):
        _mark(tx, row, entry, by, reads_reason=reads_reason)
    if row.is_outside and not is_own:
        row.known_by_id = _knower(entry)
        _note_consent(tx, row, entry)


def _hours(entry: Entry) -> tuple[time | None, time | None]:
    if (entry.day_start is None) != (entry.day_end is None):
        field = "day_start" if entry.day_start is None else "day_end"
        raise WrongField(**{field: "Give both, or neither for the usual hours."})
    if entry.day_start is not None and entry.day_end is not None and entry.day_end <= entry.day_start:
        raise WrongField(day_end="The day ends before it starts. Choose a later time.")
    return entry.day_start, entry.day_end


def _delegate(row: Contact, entry: Entry) -> tuple[int | None, str | None]:
    who, typed = entry.delegate, entry.delegate_email
    if who is not None and typed:
        raise WrongField(delegate_email="One assistant, please: somebody in Slack above, or an address here.")
    if who is not None and (not who.standing.is_member or who.id == row.person_id):
        raise WrongField(delegate="Choose a full member of this workspace other than themselves.")
    email = _read("delegate_email", lambda: mail_address(typed)) if typed else None
    return who.id if who else None, email


def _may_unmark(row: Contact, by: Person, *, reads_reason: bool) -> bool:
    """Tell whether the mark, if there is one, is theirs to change: the head of talent's, and whoever set it's."""
    return not row.is_not_offered or reads_reason or row.not_offered_by_id == by.id


def _mark(tx: Transaction, row: Contact, entry: Entry, by: Person, *, reads_reason: bool) -> None:
    """Set or take back the mark; a reason that its writer can't read stays unless they write another."""
    kept = None if reads_reason else row.not_offered_reason
    if entry.is_not_offered is not row.is_not_offered:
        row.not_offered_by_id, row.not_offered_at = (by.id, tx.now) if entry.is_not_offered else (None, None)
    row.is_not_offered = entry.is_not_offered
    row.not_offered_reason = (entry.not_offered_reason or kept) if entry.is_not_offered else None


def _knower(entry: Entry) -> int | None:
    if entry.known_by is not None and not entry.known_by.standing.is_member:
        raise WrongField(known_by=f"{entry.known_by.name} isn't a full member of this workspace.")
    return entry.known_by.id if entry.known_by else None


def _note_consent(tx: Transaction, row: Contact, entry: Entry) -> None:
    """Note what they said, where it is another thing than is known.

    Who adds somebody may not know what they said before: only another answer of theirs takes that back.
    """
    if entry.consent is Consent.YES:
        until = datetime.combine(entry.consent_until, LAST_MOMENT, UTC) if entry.consent_until else None
        known = row.consent_expires_at
        holds_on = known is not None and until is None and known > tx.now
        is_same = known is not None and until is not None and until.date() == known.astimezone(UTC).date()
        if not holds_on and not is_same:
            if until is not None and until <= tx.now:
                raise WrongField(consent_until="That day has passed. Until when does their yes hold?")
            record_consent(tx, row, said_yes=True, until=until)
    elif entry.consent is Consent.NO:
        if row.refused_at is None:
            record_consent(tx, row, said_yes=False)
    elif row.listed_at is not None or not (row.refused_at or row.consented_at):
        is_asked = entry.consent is Consent.ASKED
        row.consent_asked_at = (row.consent_asked_at or tx.now) if is_asked else None
        row.consented_at, row.consent_expires_at, row.refused_at = None, None, None


async def _kept(tx: Transaction, row: Contact, waiting: list[Candidacy], act: str, by: Person) -> Contact:
    row.listed_at, row.version = row.listed_at or tx.now, row.version + 1
    for asked in [one for one in await meetings_with(tx, row.id) if one.state is MeetingState.ASKED]:
        await refresh_brief(tx, asked.id)  # another may look after their calendar now
    return await _told(tx, row, waiting, act, by)


async def _told(tx: Transaction, row: Contact, waiting: list[Candidacy], act: str, by: Person) -> Contact:
    """Write it down, and show what follows: who is proposed instead or at last, and their own App Home."""
    await tx.session.flush()
    await record(tx, act, person_id=by.id)
    await propose_anew(tx, waiting, {row.id})
    for candidacy_id in await candidacies_waiting_for(tx, row.id):  # the card says whom *Approve* reaches, and when
        await redraw(tx, Surface.COORDINATOR_CARD, candidacy_id)
    for person_id in sorted({by.id, row.person_id or by.id}):
        await redraw(tx, Surface.HOME, person_id)
    return row


def _read(field: str, read: Callable[[], Value]) -> Value:
    """Return what was typed into a field, read; raises WrongField at it."""
    try:
        return read()
    except Unreadable as problem:
        raise WrongField(**{field: str(problem)}) from problem


def why_not_offered(row: Contact, now: datetime, who: Person | None = None) -> str | None:
    """Say in a word or two why candidates aren't offered somebody at the moment; None where they are."""
    if who is not None and not who.standing.is_member:
        return "no full member of this workspace any more"
    if row.is_not_offered:
        return "marked as not to be offered"
    if row.has_consent(now):
        return None
    if row.refused_at is not None:
        return "said no"
    return "their yes has run out" if row.consented_at is not None else "hasn't said yes yet"
