"""A panel of interviewers in a database: what tests of feedback begin with, and how they look at what came of it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from bot.delivery.cards.feedback import draw_feedback_receipt
from bot.process.replies import Reply, record_reply
from bot.rules.words import Attachment, DeliveryState, Standing, Surface
from storage.candidacies import Candidacy, job_titled
from storage.database import Database, real_now
from storage.feedback import all_feedback_of, points_of, seat_states
from storage.feedback_versions import FeedbackVersion
from storage.outbox import To, show_card
from storage.panels import Seat, seats
from storage.people import Person
from tests.process.acme import acme

GOOD = "Good:\n• You drew the whole system first.\nGrow:\n• Say what you assume.\nVote: lean hire"
CHAT = "I'll write mine tonight"
CHANNEL = "C1DEBRIEFS"
NAMES = ("ann", "bo", "hana", "cora")


@dataclass
class Panel:
    """A candidacy in debrief with two interviewers, whose card stands in the channel; `root` is its ts."""

    database: Database
    workspace_id: int
    people: dict[str, Person]
    candidacy_id: int = 0
    root: str = ""
    seats: dict[str, int] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def open(self, candidate: str = "Ada Lovelace") -> "Panel":
        """Open another candidacy with the same people; returns it."""
        number = next(self.numbers)
        root = f"{1_700_000_000 + number * 1000}.000000"
        async with self.database.transaction(self.workspace_id) as tx:
            about = _candidacy(candidate, (await job_titled(tx, f"Engineer {number}")).id, self.people, tx.now)
            about.workspace_id = self.workspace_id
            tx.session.add(about)
            await tx.session.flush()
            for name in ("ann", "bo"):
                seat = Seat(workspace_id=self.workspace_id, candidacy_id=about.id, person_id=self.people[name].id)
                tx.session.add(seat)
            card = await show_card(tx, Surface.DEBRIEF_CARD, about.id, To(channel=CHANNEL), candidacy_id=about.id)
            card.state, card.sent_revision, card.sent_channel, card.ts = DeliveryState.DELIVERED, 1, CHANNEL, root
            await tx.session.flush()
            held = {one.person_id: one.id for one in await seats(tx, about.id)}
        own = {name: held[self.people[name].id] for name in ("ann", "bo")}
        return Panel(self.database, self.workspace_id, self.people, about.id, root, own, self.numbers)

    async def hear(self, reply: Reply, who: str = "ann") -> None:
        """Take in one message."""
        async with self.database.transaction(self.workspace_id) as tx:
            await record_reply(tx, reply, by=self.people[who])

    def reply(self, text: str, number: int = 1, *, edit: int = 0, is_deleted: bool = False) -> Reply:
        """Make the `number`th reply in the thread, first written or edited for the `edit`th time; no words: a clip."""
        second = int(self.root.partition(".")[0]) + number * 10
        return Reply(
            channel=CHANNEL,
            is_direct=False,
            ts=f"{second}.000100",
            thread_ts=self.root,
            text="" if is_deleted else text,
            blocks=(),
            attached=None if text or is_deleted else Attachment.CLIP,
            edited_ts=f"{second + edit}.000200" if edit else None,
            is_deleted=is_deleted,
        )

    async def told(self, who: str = "ann") -> list[tuple[Any, ...]]:
        """Return everything stored of a person's feedback, without ids and times; ts are counted from the root."""
        async with self.database.reading(self.workspace_id) as tx:
            return [
                (
                    _since(self.root, row.ts),
                    row.state,
                    row.text,
                    row.vote,
                    row.notes,
                    _since(self.root, row.edited_ts),
                    row.version,
                    sorted(
                        (_since(self.root, one.stamp), one.text)
                        for one in (
                            await tx.session.execute(
                                select(FeedbackVersion).where(FeedbackVersion.feedback_id == row.id)
                            )
                        ).scalars()
                    ),
                    [
                        (
                            one.position,
                            one.kind,
                            one.sharing,
                            one.hold_reason,
                            one.is_private,
                            one.is_proposed,
                            one.text,
                        )
                        for one in await points_of(tx, [row.id])
                    ],
                )
                for row in await all_feedback_of(tx, self.seats[who])
            ]

    async def state(self, who: str = "ann") -> str:
        """Return the state of a seat."""
        async with self.database.reading(self.workspace_id) as tx:
            held = [one for one in await seats(tx, self.candidacy_id) if one.id == self.seats[who]]
            return (await seat_states(tx, held))[self.seats[who]]

    async def receipt(self, who: str = "ann") -> str:
        """Return all the words of a person's receipt."""
        async with self.database.reading(self.workspace_id) as tx:
            shown = await draw_feedback_receipt(tx, self.seats[who], self.people[who].id)
        return "\n".join(_words([message.blocks for message in shown]))


def direct(ts: str, text: str, *, who: str = "ann") -> Reply:
    """Make a direct message that answers nothing in particular."""
    return Reply(f"D{who.upper()}", True, ts, None, text, (), None, None, False)  # noqa: FBT003  # a message's parts, in order


async def feedback_ids(panel: Panel, who: str = "ann") -> list[int]:
    """Return the ids of everything a person wrote."""
    async with panel.database.reading(panel.workspace_id) as tx:
        return [row.id for row in await all_feedback_of(tx, panel.seats[who])]


@asynccontextmanager
async def panel_in(url: str) -> AsyncIterator[Panel]:
    """Make the workspace, its people and one open candidacy."""
    database = Database(url)
    async with database.transaction() as tx:
        workspace = acme()
        tx.session.add(workspace)
        await tx.session.flush()
        known = {name: _person(workspace.id, name) for name in NAMES}
        tx.session.add_all(known.values())
    yield await Panel(database, workspace.id, known).open()
    await database.close()


def _person(workspace_id: int, name: str) -> Person:
    return Person(
        workspace_id=workspace_id,
        slack_id=f"U{name.upper()}",
        name=name.capitalize(),
        email=f"{name}@acme.example",
        zone="Europe/Berlin",
        title=None,
        standing=Standing.MEMBER,
        dm_channel=f"D{name.upper()}",
        refreshed_at=real_now(),
    )


def _candidacy(candidate: str, job_id: int, people: dict[str, Person], now: datetime) -> Candidacy:
    return Candidacy(
        job_id=job_id,
        candidate_name=candidate,
        opener_id=people["cora"].id,
        hiring_manager_id=people["hana"].id,
        caller_id=people["hana"].id,
        coordinator_id=people["cora"].id,
        debrief_channel=CHANNEL,
        opened_at=now,
        feedback_due_at=now + timedelta(days=1),
    )


def _since(root: str, ts: str | None) -> str | None:
    if ts is None or "." not in ts:
        return ts
    second, _, rest = ts.partition(".")
    return f"{int(second) - int(root.partition('.')[0])}.{rest}"


def _words(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [word for part in value.values() if not isinstance(part, str) for word in _words(part)]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [word for part in value for word in _words(part)]
    return []
