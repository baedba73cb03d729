"""A workspace in a database, with people and a clock that tests move: what debriefs and decisions begin with."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.delivery.cards.reminders import draw_feedback_asked, draw_feedback_reminder
from bot.messages.blocks import Message
from bot.process.debriefs import NewDebrief, open_debrief
from bot.process.decisions import Deciding, decide
from bot.process.feedback import give_feedback
from bot.process.timers import TIMERS
from bot.rules.debriefs import Debrief
from bot.rules.feedback_form import Given
from bot.rules.words import Choice, Standing, Surface, TimerKind, TimerState, Vote
from storage.candidacies import Candidacy, candidacy
from storage.database import Database, Transaction
from storage.debriefs import debrief
from storage.deliveries import Delivery
from storage.people import Person
from storage.timers import claim_timer, waiting_timers
from tests.process.acme import acme
from tests.process.prepared import prepared

CHANNEL = "C1DEBRIEFS"
MONDAY = datetime(2030, 1, 7, 9, 0, tzinfo=UTC)
"""Ten in the morning in Berlin."""
TUESDAY_NOON = datetime(2030, 1, 8, 11, 0, tzinfo=UTC)
"""When feedback is due by the default rule."""

STANDINGS = {"gus": Standing.GUEST, "dee": Standing.DEACTIVATED, "bot": Standing.BOT, "fay": Standing.FOREIGN}
NAMES = ("ann", "bo", "cy", "hana", "cora", "mel", "tala", *STANDINGS)


ASKING: dict[Surface | None, Callable[[Transaction, int, int | None], Awaitable[list[Message]]]] = {
    Surface.FEEDBACK_ASKED: draw_feedback_asked,
    Surface.FEEDBACK_REMINDER: draw_feedback_reminder,
}
"""Cards that ask somebody for something: each is a message of its own."""


class Desk:
    """The workspace; `now` is business time."""

    def __init__(self, url: str) -> None:
        """Begin on a Monday morning."""
        self.now = MONDAY
        self.database = Database(url, lambda: self.now)
        self.people: dict[str, Person] = {}
        self.workspace_id = 0
        self._acts: list[Transaction] = []
        self.database.on_commit.append(self._acts.append)

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was done yet but to make the workspace."""
        return len(self._acts) == 1

    def act(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction."""
        return self.database.transaction(self.workspace_id)

    def asked(
        self, candidate: str = "Ada Lovelace", panel: Sequence[str] = ("ann", "bo"), **other: object
    ) -> NewDebrief:
        """Return a filled opening form."""
        facts: dict[str, object] = {
            "candidate": candidate,
            "job": "Staff Engineer",
            "hiring_manager": self.people["hana"],
            "interviewers": [self.people[name] for name in panel],
            "coordinator": self.people["cora"],
            "channel": CHANNEL,
            "due_at": TUESDAY_NOON,
            **other,
        }
        return NewDebrief(**facts)  # type: ignore[arg-type]  # a form's fields by name

    async def open(self, candidate: str = "Ada Lovelace", panel: Sequence[str] = ("ann", "bo"), **other: object) -> int:
        """Open a debrief as Mel; returns the candidacy's id."""

        async def play() -> int:
            async with self.act() as tx:
                return (await open_debrief(tx, self.asked(candidate, panel, **other), by=self.people["mel"])).id

        return await play() if other else await prepared(self, f"open {candidate} {panel}", play)

    async def give(self, candidacy_id: int, name: str, vote: Vote | None = Vote.HIRE) -> None:
        """Give feedback by form."""
        seat_id = (await self.seen(candidacy_id)).seat_of(self.people[name].id)
        assert seat_id is not None
        given = Given(good=f"You helped {name}.", grow="Say more.", vote=vote)
        async with self.act() as tx:
            await give_feedback(tx, seat_id=seat_id.id, given=given, by=self.people[name])

    async def decide(self, candidacy_id: int, choice: Choice, **other: object) -> int:
        """Decide as Hana; returns the decision's id."""
        seen = (await self.seen(candidacy_id)).decisions_made
        deciding = Deciding(choice, "We talked about it.", **other)  # type: ignore[arg-type]  # a form's fields by name
        async with self.act() as tx:
            made = await decide(tx, deciding, candidacy_id=candidacy_id, seen=seen, by=self.people["hana"])
            return made.id

    async def seen(self, candidacy_id: int) -> Debrief:
        """Return the debrief as it is now."""
        async with self.database.reading(self.workspace_id) as tx:
            return await debrief(tx, candidacy_id)

    async def row(self, candidacy_id: int) -> Candidacy:
        """Return the candidacy as it is now."""
        async with self.database.reading(self.workspace_id) as tx:
            return await candidacy(tx, candidacy_id)

    async def notices(self, name: str | None) -> list[str]:
        """Return the notification texts of what a person was told, or with None what was posted in the channel.

        Morning notes are left out; `mornings` has them.
        """
        return [text for key, text in await self._told(name) if not key.startswith("waiting_for_you:")]

    async def mornings(self, name: str) -> list[str]:
        """Return the notification texts of a person's morning notes."""
        return [text for key, text in await self._told(name) if key.startswith("waiting_for_you:")]

    async def brought_up(self, name: str, said: str) -> int:
        """Return how many of a person's morning notes say this."""
        query = select(Delivery.payload).where(
            Delivery.person_id == self.people[name].id, Delivery.key.startswith("waiting_for_you:")
        )
        async with self.database.reading(self.workspace_id) as tx:
            notes = (await tx.session.execute(query)).scalars().all()
        return sum(said in json.dumps(one, ensure_ascii=False) for one in notes)

    async def _told(self, name: str | None) -> list[tuple[str, str]]:
        person_id = self.people[name].id if name else None
        query = select(Delivery).where(Delivery.person_id == person_id, Delivery.mail.is_(None)).order_by(Delivery.id)
        async with self.database.reading(self.workspace_id) as tx:
            rows = (await tx.session.execute(query)).scalars().all()
            shown = [
                await draw(tx, row.subject_id or 0, person_id)
                for row in rows
                for draw in [ASKING.get(row.surface)]
                if draw
            ]
        texts = iter([message[0].text for message in shown])
        return [
            (row.key, row.payload["text"] if row.payload is not None else next(texts))
            for row in rows
            if row.payload is not None or row.surface in ASKING
        ]

    async def waiting(self) -> list[tuple[str, datetime]]:
        """Return the waiting timers, key and due time, first due first; those of morning notes are left out."""
        async with self.database.reading(self.workspace_id) as tx:
            rows = await waiting_timers(tx, self.now + timedelta(days=60))
        return [(row.key, row.due_at) for row in rows if row.kind is not TimerKind.WAITING_FOR_YOU]

    async def pass_time(self, until: datetime) -> None:
        """Move business time on, running each timer when it is due."""
        while True:
            async with self.database.reading(self.workspace_id) as tx:
                due = list(await waiting_timers(tx, until))
            if not due:
                break
            self.now = max(self.now, due[0].due_at)
            async with self.act() as tx:
                timer = await claim_timer(tx, due[0].id)
                assert timer is not None
                await TIMERS[timer.kind](tx, timer)
                timer.state = TimerState.DONE
        self.now = until


@asynccontextmanager
async def desk_in(url: str) -> AsyncIterator[Desk]:
    """Make the workspace and its people."""
    desk = Desk(url)
    async with desk.database.transaction() as tx:
        workspace = acme()
        tx.session.add(workspace)
        await tx.session.flush()
        desk.workspace_id = workspace.id
        for name in NAMES:
            desk.people[name] = _person(tx, workspace.id, name)
        tx.session.add_all(desk.people.values())
    yield desk
    await desk.database.close()


def _person(tx: Transaction, workspace_id: int, name: str) -> Person:
    return Person(
        workspace_id=workspace_id,
        slack_id=f"U{name.upper()}",
        name=name.capitalize(),
        email=f"{name}@acme.example",
        zone="Europe/London" if name == "cy" else "Europe/Berlin",
        title=None,
        standing=STANDINGS.get(name, Standing.MEMBER),
        refreshed_at=tx.real,
    )
