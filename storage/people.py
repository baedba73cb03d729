"""People: Slack users as the bot knows them, filled by users.info and user_change; and interviewers without Slack."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, UniqueConstraint, bindparam, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.words import Standing
from storage.base import OURS, Base, Owned, Utc, owned, word
from storage.database import Transaction
from storage.inserting import add_new
from storage.reading import get_row

FRESH_FOR = timedelta(days=1)
"""A profile older than this (real time) is looked up again before it is relied on."""


class Person(Owned, Base):
    """A Slack user of the workspace, or somebody outside Slack whose feedback others enter."""

    __tablename__ = "people"
    __table_args__ = owned(
        UniqueConstraint("workspace_id", "slack_id"),
        CheckConstraint("slack_id <> ''", name="slack_id"),
        CheckConstraint("(standing = 'outside') = (slack_id IS NULL)", name="outside_has_no_slack_id"),
    )

    slack_id: Mapped[str | None]
    name: Mapped[str]
    email: Mapped[str | None]
    zone: Mapped[str]
    """IANA name; UTC where the profile never had one."""
    title: Mapped[str | None]
    standing: Mapped[Standing] = mapped_column(word(Standing))
    dm_channel: Mapped[str | None]
    refreshed_at: Mapped[datetime] = mapped_column(Utc)


@dataclass(frozen=True)
class Profile:
    """What Slack tells of a user."""

    slack_id: str
    name: str
    email: str | None
    zone: str | None
    """IANA name; None where Slack tells none, as of whoever is deactivated."""
    title: str | None
    standing: Standing


PEOPLE = select(Person).where(Person.workspace_id == OURS, Person.id.in_(bindparam("ids", expanding=True)))
BY_SLACK_IDS = select(Person).where(
    Person.workspace_id == OURS, Person.slack_id.in_(bindparam("slack_ids", expanding=True))
)


async def person(tx: Transaction, person_id: int) -> Person:
    """Return one person; LookupError-like NoResultFound when there is none in this workspace."""
    return await get_row(tx, Person, person_id)


def named_to(reader_id: int | None, who: Person, you: str = "You") -> str:
    """Return who did something as a reader calls them: by name, unless it was the reader themselves."""
    return you if who.id == reader_id else who.name


async def people(tx: Transaction, person_ids: Iterable[int | None]) -> dict[int, Person]:
    """Return the people with these ids, by id."""
    wanted = {one for one in person_ids if one is not None}
    if not wanted:
        return {}
    asked = {"workspace_id": tx.workspace_id, "ids": wanted}
    return {row.id: row for row in (await tx.session.execute(PEOPLE, asked)).scalars()}


async def by_slack_ids(tx: Transaction, slack_ids: Iterable[str]) -> dict[str, Person]:
    """Return the known people with these Slack ids, by Slack id."""
    asked = {"workspace_id": tx.workspace_id, "slack_ids": set(slack_ids)}
    return {row.slack_id: row for row in (await tx.session.execute(BY_SLACK_IDS, asked)).scalars() if row.slack_id}


async def by_emails(tx: Transaction, emails: Iterable[str]) -> Sequence[Person]:
    """Return the people with one of these addresses, letter case aside."""
    wanted = {email.strip().casefold() for email in emails}
    query = select(Person).where(Person.workspace_id == tx.workspace_id, Person.email.is_not(None))
    return [row for row in (await tx.session.execute(query)).scalars() if (row.email or "").casefold() in wanted]


async def colleagues_called(tx: Transaction, names: Iterable[str]) -> dict[str, list[Person]]:
    """Return the full members called just so, by name as it was given; letter case aside where it is ASCII's."""
    wanted = {name: name.strip().casefold() for name in names}
    if not wanted:
        return {}
    spelled = {one.strip() for one in wanted}
    query = select(Person).where(
        Person.workspace_id == tx.workspace_id,
        Person.standing.in_([one for one in Standing if one.is_member]),
        or_(func.lower(Person.name).in_(set(wanted.values())), Person.name.in_(spelled)),
    )
    found = (await tx.session.execute(query.order_by(Person.id))).scalars().all()
    return {name: [one for one in found if one.name.casefold() == folded] for name, folded in wanted.items()}


async def add_outsider(tx: Transaction, name: str, email: str | None, zone: str) -> Person:
    """Add somebody without Slack; `zone` is where whoever looks after them works."""
    row = Person(
        workspace_id=tx.workspace_id,
        slack_id=None,
        name=name,
        email=email,
        zone=zone,
        title=None,
        standing=Standing.OUTSIDE,
        refreshed_at=tx.real,
    )
    tx.session.add(row)
    await tx.session.flush()
    return row


async def remember(tx: Transaction, profiles: Iterable[Profile]) -> None:
    """Insert or refresh people; somebody's first two acts may come at once. Name and clock stay where none is told."""
    wanted = {one.slack_id: one for one in profiles}
    known = await by_slack_ids(tx, wanted)
    new = [one for slack_id, one in sorted(wanted.items()) if slack_id not in known]
    await add_new(tx, Person, [asdict(one) | {"zone": one.zone or "UTC", "refreshed_at": tx.real} for one in new])
    known = await by_slack_ids(tx, wanted)
    for slack_id, one in sorted(wanted.items()):
        row = known[slack_id]
        row.name = row.name if one.name == slack_id else one.name
        row.email, row.zone, row.title = one.email, one.zone or row.zone, one.title
        row.standing, row.refreshed_at = one.standing, tx.real
    await tx.session.flush()


async def administrators(tx: Transaction) -> Sequence[Person]:
    """Return the Slack administrators the bot has met."""
    query = select(Person).where(Person.workspace_id == tx.workspace_id, Person.standing == Standing.ADMIN)
    return (await tx.session.execute(query.order_by(Person.id))).scalars().all()


async def all_people(tx: Transaction) -> Sequence[Person]:
    """Return everybody the workspace knows."""
    query = select(Person).where(Person.workspace_id == tx.workspace_id).order_by(Person.id)
    return (await tx.session.execute(query)).scalars().all()
