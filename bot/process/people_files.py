"""The directory from a file and to one: entries are found by who they are, and change only where the file says so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from bot.process.consents import LASTS
from bot.process.directory import LAST_MOMENT
from bot.process.suggestions import propose_anew, waiting_on
from bot.rules.people_file import Line, Problem, Values
from bot.rules.words import ContactClass
from storage.audit import record
from storage.contacts import Contact, all_contacts, listed_contacts
from storage.database import Transaction
from storage.people import Person, all_people

PLAIN = {
    "areas": "areas",
    "days": "work_days",
    "per_week": "per_week",
    "per_month": "per_month",
    "place": "place",
    "off_limits": "off_limits",
}
"""Columns that are an entry's field as they stand; an empty cell empties it."""


class Refused(Exception):
    """Nothing was imported, because something is wrong; `problems` say what."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Take what is wrong."""
        super().__init__(f"{len(problems)} problems")
        self.problems = list(problems)


class Wrong(Exception):
    """A line can't be used, because of one of its columns."""

    def __init__(self, column: str, what: str) -> None:
        """Take the column and what is wrong with it."""
        super().__init__(what)
        self.column, self.what = column, what


@dataclass
class Imported:
    """What an import did; `problems` are of the lines that were left out."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    changed_ids: set[int] = field(default_factory=set)
    """Whose entries are others now than before."""


@dataclass
class _Known:
    """Everybody the workspace knows, by what a file calls them."""

    people: dict[str, Person]
    by_person: dict[int, Contact]
    by_email: dict[str, Contact]
    now: datetime

    def person(self, column: str, who: str | None, *, but: int | None = None) -> Person | None:
        """Return a full member by Slack id or address, or `but`, whoever they are by now; raises Wrong for others."""
        if who is None:
            return None
        found = self.people.get(who)
        if found is None or not (found.standing.is_member or found.id == but or found.id in self.by_person):
            raise Wrong(column, f"{who} is no full member of this workspace.")
        return found


async def import_people(
    tx: Transaction, lines: Sequence[Line], problems: Sequence[Problem], *, is_partial: bool
) -> Imported:
    """Put the lines into the directory; raises Refused when any is wrong, unless the others may go in alone."""
    waiting = await waiting_on(tx, whoever_it_is=True)
    known = await _everybody(tx)
    done = Imported(problems=list(problems))
    seen: dict[tuple[int | None, str | None], int] = {}
    for line in lines:
        try:
            row, is_new, wanted = _read(known, line.values)
            _check_once(row, line, seen)
        except Wrong as wrong:
            done.problems.append(Problem(line.number, wrong.column, wrong.what))
            continue
        _keep(tx, known, row, wanted, done, is_new=is_new)
    done.problems.sort(key=lambda one: one.line)
    if done.problems and not is_partial:
        raise Refused(done.problems)
    await tx.session.flush()
    await record(tx, "import_people", person_id=None)
    await propose_anew(tx, waiting, done.changed_ids)
    return done


async def export_people(tx: Transaction) -> list[dict[str, Any]]:
    """Return the directory as columns; why somebody isn't to be offered is in no file."""
    people = {one.id: one for one in await all_people(tx)}
    return [_columns(row, people) for row in await listed_contacts(tx)]


def mentioned(lines: Iterable[Line]) -> set[str]:
    """Return everybody the lines name, as Slack ids and addresses."""
    cells = ("slack_id", "email", "assistant", "known_by")
    return {line.values[cell] for line in lines for cell in cells if line.values.get(cell)}


async def _everybody(tx: Transaction) -> _Known:
    people: dict[str, Person] = {}
    for one in await all_people(tx):
        if one.email and (one.standing.is_member or one.email.casefold() not in people):
            people[one.email.casefold()] = one
        if one.slack_id:
            people[one.slack_id] = one
    rows = await all_contacts(tx)
    return _Known(
        people,
        {row.person_id: row for row in rows if row.person_id is not None},
        {row.email: row for row in rows if row.email is not None},
        tx.now,
    )


def _check_once(row: Contact, line: Line, seen: dict[tuple[int | None, str | None], int]) -> None:
    """Raise Wrong when an earlier line was about the same person."""
    first = seen.setdefault((row.person_id, row.email), line.number)
    if first != line.number:
        column = "slack_id" if line.values.get("slack_id") else "email"
        raise Wrong(column, f"This is the same person as in line {first}.")


def _read(known: _Known, values: Values) -> tuple[Contact, bool, dict[str, Any]]:
    """Return whose entry a line is, whether it is new, and what it is to say; raises Wrong."""
    email = values.get("email")
    member = known.people.get(email) if email and not values.get("slack_id") else None
    who = known.person("slack_id", values.get("slack_id"))
    if who is None and member is not None and member.standing.is_member:
        who = member
    if who is not None:
        row = known.by_person.get(who.id) or Contact(person_id=who.id, name=who.name, zone=who.zone)
    else:
        row = known.by_email.get(email or "") or Contact(email=email)
    is_new = row.id is None
    wanted = _of_everybody(row, known, values, is_new=is_new)
    if who is None:
        wanted |= _of_outsiders(row, values)
    if (wanted.get("contact_class") or row.contact_class) is ContactClass.FORMER_EMPLOYEE and who is not None:
        raise Wrong("class", "Former colleagues aren't in Slack; give their private address alone.")
    if who is None or wanted.get("contact_class", row.contact_class) is ContactClass.FORMER_EMPLOYEE:
        wanted |= _consent(row, values, known)
    return row, is_new, wanted


def _of_everybody(row: Contact, known: _Known, values: Values, *, is_new: bool) -> dict[str, Any]:
    wanted = {name: values[column] for column, name in PLAIN.items() if column in values}
    if "areas" in wanted:
        wanted["areas"] = wanted["areas"] or []
    if "hours" in values:
        wanted["day_start"], wanted["day_end"] = values["hours"] or (None, None)
    if "offered" in values:
        wanted["is_not_offered"] = values["offered"] == "no"
        if not wanted["is_not_offered"]:
            wanted |= {"not_offered_reason": None, "not_offered_by_id": None, "not_offered_at": None}
        elif not row.is_not_offered:
            wanted["not_offered_at"] = known.now
    wanted |= _helpers(row, known, values)
    kind = values.get("class")
    if kind is not None:
        wanted["contact_class"] = kind
    elif is_new and row.person_id is not None:
        wanted["contact_class"] = ContactClass.CURRENT_EMPLOYEE
    elif is_new:
        raise Wrong("class", "Who are they to us?")
    return wanted


def _helpers(row: Contact, known: _Known, values: Values) -> dict[str, Any]:
    """Return who knows them, and who looks after their diary."""
    wanted: dict[str, Any] = {}
    if "known_by" in values:
        knower = known.person("known_by", values["known_by"], but=row.known_by_id)
        wanted["known_by_id"] = knower.id if knower else None
    if "assistant" in values:
        typed = values["assistant"]
        helper = known.people.get(typed) if typed else None
        if typed and helper is None and "@" not in typed:
            raise Wrong("assistant", f"{typed} is nobody in this workspace.")
        wanted["delegate_id"] = helper.id if helper else None
        wanted["delegate_email"] = None if helper else typed
    return wanted


def _of_outsiders(row: Contact, values: Values) -> dict[str, Any]:
    wanted = {column: values[column] for column in ("name", "zone") if values.get(column)}
    for column in ("name", "zone"):
        if not wanted.get(column) and getattr(row, column) is None:
            raise Wrong(column, "This is needed for somebody outside Slack.")
    return wanted


def _consent(row: Contact, values: Values, known: _Known) -> dict[str, Any]:
    if "consent" not in values:
        return {}
    said, until = values["consent"], values.get("consent_until")
    nothing = {"consented_at": None, "consent_expires_at": None, "refused_at": None, "consent_asked_at": None}
    if said == "yes":
        holds = row.consent_expires_at
        if holds is not None and (until == _day(holds) or (until is None and holds > known.now)):
            return {}
        expires = datetime.combine(until, LAST_MOMENT, UTC) if until else known.now + LASTS
        if expires <= known.now:
            raise Wrong("consent_until", "That day has passed.")
        return {"consented_at": known.now, "consent_expires_at": expires, "refused_at": None}
    if said == "no":
        return {**nothing, "consent_asked_at": row.consent_asked_at, "refused_at": row.refused_at or known.now}
    if row.listed_at is None and (row.refused_at or row.consented_at):
        return {}  # whoever adds them may not know what they said before
    return {**nothing, "consent_asked_at": (row.consent_asked_at or known.now) if said else None}


def _keep(
    tx: Transaction, known: _Known, row: Contact, wanted: Mapping[str, Any], done: Imported, *, is_new: bool
) -> None:
    if is_new:
        row.workspace_id, row.version, row.areas, row.is_not_offered = tx.workspace_id, 0, [], False
    other = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    if row.listed_at is None:
        other["listed_at"] = known.now
    for name, value in other.items():
        setattr(row, name, value)
    if is_new:
        tx.session.add(row)
        done.added += 1
    elif other:
        row.version += 1
        done.changed += 1
        done.changed_ids.add(row.id)
    else:
        done.unchanged += 1


def _columns(row: Contact, people: Mapping[int, Person]) -> dict[str, Any]:
    who, helper, knower = (people.get(one or 0) for one in (row.person_id, row.delegate_id, row.known_by_id))
    said = ((row.consented_at, "yes"), (row.refused_at, "no"), (row.consent_asked_at, "asked"))
    return {
        "slack_id": who.slack_id if who else None,
        "email": row.email,
        "name": who.name if who else row.name,
        "class": row.contact_class,
        "areas": row.areas,
        "zone": who.zone if who else row.zone,
        "hours": (row.day_start, row.day_end) if row.day_start else None,
        "days": row.work_days,
        "per_week": row.per_week,
        "per_month": row.per_month,
        "assistant": (helper.slack_id or helper.email) if helper else row.delegate_email,
        "known_by": (knower.slack_id or knower.email) if knower else None,
        "place": row.place,
        "off_limits": row.off_limits,
        "offered": "no" if row.is_not_offered else "yes",
        "consent": next((word for at, word in said if at is not None), None),
        "consent_until": _day(row.consent_expires_at) if row.consent_expires_at else None,
    }


def _day(instant: datetime) -> date:
    return instant.astimezone(UTC).date()
