"""A candidacy after its offer call, with requests and free hours: what tests of approval and meetings begin with."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.delivery.cards import RENDERERS
from bot.process.meetings import requests_changed
from bot.process.timers import TIMERS
from bot.rules.words import ContactClass, Stage, Standing, Surface, TimerState, Transport
from storage.candidacies import Candidacy, job_titled, lock
from storage.contacts import Contact
from storage.database import Database, Transaction
from storage.deliveries import Delivery
from storage.meeting_requests import FreeWindow, MeetingRequest
from storage.meetings import Meeting, ProposedTime
from storage.people import Person
from storage.timers import Timer, claim_timer, waiting_timers
from storage.workspaces import Workspace

MONDAY = datetime(2030, 1, 7, 9, 0, tzinfo=UTC)
"""Ten in the morning in Berlin, four at night in New York."""
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
ZONES = {"eve": NEW_YORK}
STANDINGS = {"gus": Standing.GUEST, "tala": Standing.ADMIN}
NAMES = ("ann", "bo", "hana", "cora", "eve", "tala", "mel", "gus")


@dataclass
class Office:
    """A workspace with one candidacy in its reverse interview; `now` is business time and can be set."""

    database: Database
    workspace_id: int = 0
    now: datetime = MONDAY
    people: dict[str, Person] = field(default_factory=dict)
    candidacy_id: int = 0
    is_untouched: bool = False
    """Whether nothing was done yet but to set it up."""

    @asynccontextmanager
    async def act(self) -> AsyncIterator[Transaction]:
        """Open a transaction."""
        self.is_untouched = False
        async with self.database.transaction(self.workspace_id) as tx:
            yield tx

    @asynccontextmanager
    async def look(self) -> AsyncIterator[Transaction]:
        """Open a reading."""
        async with self.database.reading(self.workspace_id) as tx:
            yield tx

    async def open(self, name: str = "Ada Lovelace", email: str = "ada@lovelace.example") -> int:
        """Add a candidacy whose candidate is free from nine to six in Berlin on Tuesday to Thursday; returns its id."""
        async with self.act() as tx:
            row = _candidacy(tx, name, email, self.people, (await job_titled(tx, "Staff Engineer")).id)
            tx.session.add(row)
            await tx.session.flush()
            for day in (8, 9, 10):
                start = datetime(2030, 1, day, 9, 0, tzinfo=ZoneInfo(BERLIN))
                span = {"starts_at": start, "ends_at": start + timedelta(hours=9), "zone": BERLIN}
                tx.session.add(FreeWindow(workspace_id=tx.workspace_id, candidacy_id=row.id, **span))
            return row.id

    async def request(self, who: str | None = None, *, candidacy_id: int = 0, **columns: Any) -> int:  # noqa: ANN401  # columns of any type
        """Add a request for somebody of the cast, for Ines outside Slack, or as the columns say; returns its id."""
        async with self.act() as tx:
            row = await lock(tx, candidacy_id or self.candidacy_id)
            contact_id = (await self._contact(tx, who)).id if who else None
            wish = MeetingRequest(
                workspace_id=tx.workspace_id,
                candidacy_id=row.id,
                contact_id=contact_id,
                asked_for_id=contact_id,
                entered_by_id=self.people["cora"].id,
                entered_at=tx.now,
                **columns,
            )
            tx.session.add(wish)
            await tx.session.flush()
            await requests_changed(tx, row)
            return wish.id

    async def _contact(self, tx: Transaction, who: str) -> Contact:
        if who == "ines":
            known = select(Contact).where(Contact.email == "ines@fund.example")
            made = Contact(
                email="ines@fund.example", name="Ines Vestor", contact_class=ContactClass.INVESTOR, zone=NEW_YORK
            )
        else:
            person = self.people[who]
            known = select(Contact).where(Contact.person_id == person.id)
            made = Contact(
                person_id=person.id, name=person.name, contact_class=ContactClass.CURRENT_EMPLOYEE, zone=person.zone
            )
        found = (await tx.session.execute(known)).scalar_one_or_none()
        if found is None:
            made.workspace_id = tx.workspace_id
            tx.session.add(made)
            await tx.session.flush()
        return found or made

    async def wish(self, request_id: int) -> MeetingRequest:
        """Return a request as it is now."""
        async with self.look() as tx:
            return (
                await tx.session.execute(select(MeetingRequest).where(MeetingRequest.id == request_id))
            ).scalar_one()

    async def meetings(self) -> list[Meeting]:
        """Return all meetings, first asked first."""
        async with self.look() as tx:
            return list((await tx.session.execute(select(Meeting).order_by(Meeting.id))).scalars())

    async def times(self, meeting_id: int) -> list[ProposedTime]:
        """Return a meeting's proposed times, earliest first."""
        async with self.look() as tx:
            query = select(ProposedTime).where(ProposedTime.meeting_id == meeting_id).order_by(ProposedTime.starts_at)
            return list((await tx.session.execute(query)).scalars())

    async def card(self, surface: Surface, subject_id: int, viewer: str = "cora") -> str:
        """Return what a card would show now, as JSON text with its characters as they are."""
        async with self.database.reading(self.workspace_id) as tx:
            drawn = await RENDERERS[surface](tx, subject_id, self.people[viewer].id)
        assert isinstance(drawn, list)
        return json.dumps([message.payload() for message in drawn], ensure_ascii=False)

    async def meetings_card(self) -> str:
        """Return what the coordinator's card would show now."""
        return await self.card(Surface.COORDINATOR_CARD, self.candidacy_id)

    async def told(self, who: str) -> list[str]:
        """Return the notices a person was owed, as JSON text, oldest first."""
        async with self.look() as tx:
            query = select(Delivery).where(Delivery.person_id == self.people[who].id, Delivery.payload.is_not(None))
            rows = (await tx.session.execute(query.order_by(Delivery.id))).scalars()
            return [json.dumps(row.payload, ensure_ascii=False) for row in rows]

    async def mails(self, to: str) -> list[EmailMessage]:
        """Return the mails owed to an address, oldest first."""
        async with self.look() as tx:
            query = select(Delivery).where(Delivery.transport == Transport.MAIL, Delivery.mail_to == to)
            rows = (await tx.session.execute(query.order_by(Delivery.id))).scalars()
            return [message_from_bytes(row.mail or b"", policy=default) for row in rows]

    async def move(self, to: datetime) -> None:
        """Let business time reach an instant, running each timer when it is due."""
        while True:
            async with self.look() as tx:
                due = [(one.id, one.due_at) for one in await waiting_timers(tx, to)]
            if not due:
                break
            timer_id, at = due[0]
            self.now = max(self.now, at)
            await self._run(timer_id)
        self.now = to

    async def _run(self, timer_id: int) -> None:
        async with self.act() as tx:
            timer = await tx.session.get(Timer, timer_id)
            if timer is not None and timer.candidacy_id is not None:
                await lock(tx, timer.candidacy_id)
            claimed = await claim_timer(tx, timer_id)
            if claimed is not None:
                await TIMERS[claimed.kind](tx, claimed)
                claimed.state = TimerState.DONE


def _candidacy(tx: Transaction, name: str, email: str, people: dict[str, Person], job_id: int) -> Candidacy:
    return Candidacy(
        workspace_id=tx.workspace_id,
        job_id=job_id,
        candidate_name=name,
        candidate_email=email,
        candidate_zone=BERLIN,
        candidate_phone="+49 30 5550100",
        stage=Stage.REVERSE_INTERVIEW,
        opener_id=people["hana"].id,
        hiring_manager_id=people["hana"].id,
        caller_id=people["hana"].id,
        coordinator_id=people["cora"].id,
        debrief_channel="C1DEBRIEFS",
        opened_at=tx.now,
        feedback_due_at=tx.now,
    )


@asynccontextmanager
async def office_in(url: str) -> AsyncIterator[Office]:
    """Set a workspace up with its people and one candidacy."""
    office = Office(Database(url))
    office.database.now = lambda: office.now
    async with office.database.transaction() as tx:
        team = Workspace(
            team_id="T1",
            name="Acme",
            url="https://acme.slack.com/",
            bot_user_id="UBOT",
            bot_id="BBOT",
            mail_from="hiring@acme.example",
        )
        tx.session.add(team)
        await tx.session.flush()
        office.workspace_id = team.id
        for name in NAMES:
            office.people[name] = Person(
                workspace_id=team.id,
                slack_id=f"U{name.upper()}",
                name=f"{name.title()} {name[0].upper()}.",
                email=f"{name}@acme.example",
                zone=ZONES.get(name, BERLIN),
                standing=STANDINGS.get(name, Standing.MEMBER),
                refreshed_at=tx.real,
            )
        tx.session.add_all(office.people.values())
        await tx.session.flush()
    office.candidacy_id = await office.open()
    office.is_untouched = True
    try:
        yield office
    finally:
        await office.database.close()
