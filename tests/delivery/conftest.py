"""An outbox at work against the local Slack workspace, on both databases."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select, update

from bot.connecting import meet_workspace
from bot.delivery.cards import Renderer
from bot.delivery.claims import CARD_REST, outstanding
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.mail import Mailer
from bot.delivery.slack import SlackSender
from bot.messages.blocks import Message, section
from bot.rules.words import DeliveryState, Standing, Surface
from bot.sandbox.actor import Actor, Control
from bot.sandbox.server import Sandbox
from bot.settings import MailFolder, MailServer
from storage.database import Database, Transaction, real_now
from storage.deliveries import Delivery
from storage.outbox import To, post_notice, redraw, show_card
from storage.people import Profile, by_slack_ids, remember
from storage.workspaces import Settings, settings
from tests.quick import quick

CARD = Surface.DEBRIEF_CARD
ENDED = (DeliveryState.DELIVERED, DeliveryState.FAILED, DeliveryState.CANCELLED)


@dataclass
class Office:
    """The outbox's surroundings: a workspace with Ann, Bo and a channel, the facts, and whoever sends."""

    control: Control
    ann: Actor
    bo: Actor
    channel: str
    database: Database
    client: AsyncWebClient
    workspace_id: int
    ann_id: int
    bo_id: int
    mail: MailServer | MailFolder | None
    card_rest: timedelta
    failed: list[str] = field(default_factory=list)
    renderers: dict[Surface, Renderer] = field(default_factory=dict)
    dispatcher: Dispatcher | None = None

    async def start(self) -> Dispatcher:
        """Start sending."""
        slack = SlackSender(self.database, self.client, self.renderers)
        self.dispatcher = Dispatcher(self.database, slack.send, Mailer(self.mail).send, self._note, self.card_rest)
        self.dispatcher.start()
        return self.dispatcher

    async def stop(self) -> None:
        """Stop sending at once, as a crash does: what is under way is not written down."""
        if self.dispatcher is not None:
            await self.dispatcher.stop(timedelta())
            self.dispatcher = None

    async def drain(self) -> None:
        """Wait until nothing is due."""
        dispatcher = self.dispatcher or await self.start()
        await dispatcher.drain()

    async def hurry(self) -> None:
        """Wait until nothing is due, letting what was put off be due at once; paces and Retry-After stay."""
        if self.dispatcher is None:
            await self.start()
        while await self._is_anything_owed():  # also what waits longer than the dispatcher calls idle
            await self.run_out_waits()
            await asyncio.sleep(0.1)

    async def _is_anything_owed(self) -> bool:
        async with self.database.reading() as tx:
            return await outstanding(tx, tx.real + timedelta(hours=1)) > 0

    async def owe(self, *texts: str, to: To | None = None, root: Delivery | None = None) -> list[Delivery]:
        """Owe some notices in one transaction."""
        async with self.database.transaction(self.workspace_id) as tx:
            return [
                await post_notice(tx, to or To(channel=self.channel), _payload(text), key=text, root=root)
                for text in texts
            ]

    async def show(self, *parts: str, to: To | None = None) -> Delivery:
        """Owe the card that shows what the workspace's company says now, a message a part."""
        async with self.database.transaction(self.workspace_id) as tx:
            await self._say(tx, parts)
            return await show_card(tx, CARD, 1, to or To(channel=self.channel))

    async def change(self, *parts: str) -> None:
        """Have the card show something else."""
        async with self.database.transaction(self.workspace_id) as tx:
            await self._say(tx, parts)
            await redraw(tx, CARD, 1)

    async def show_home(self) -> None:
        """Owe Ann's App Home."""
        async with self.database.transaction(self.workspace_id) as tx:
            await show_card(tx, Surface.HOME, self.ann_id, To(person_id=self.ann_id))

    async def deliveries(self) -> Sequence[Delivery]:
        """Return all deliveries, oldest first."""
        async with self.database.reading() as tx:
            return (await tx.session.execute(select(Delivery).order_by(Delivery.id))).scalars().all()

    async def delivery(self, key: str) -> Delivery:
        """Return the delivery of this key."""
        return next(row for row in await self.deliveries() if row.key == key)

    async def run_out(self) -> None:
        """Let every lease and wait be over, as if time had passed."""
        past = real_now() - timedelta(seconds=1)
        async with self.database.transaction(self.workspace_id) as tx:
            await tx.session.execute(update(Delivery).where(Delivery.lease_until.is_not(None)).values(lease_until=past))
            await tx.session.execute(update(Delivery).where(Delivery.state.not_in(ENDED)).values(not_before=past))

    async def run_out_waits(self) -> None:
        """Let what was put off be due now."""
        now = real_now()
        async with self.database.transaction(self.workspace_id) as tx:
            await tx.session.execute(update(Delivery).where(Delivery.state.not_in(ENDED)).values(not_before=now))
            tx.deliveries_touched = True

    async def seen(self, channel: str | None = None, thread_ts: str | None = None) -> list[str]:
        """Return what is to be read in the channel (or in the direct messages), oldest first."""
        return [message.words for message in await self.ann.messages(channel or self.channel, thread_ts)]

    async def calls(self, method: str) -> int:
        """Count the calls of a method that took effect or not."""
        return sum(entry.get("method") == method for entry in await self.control.log())

    async def _note(self, tx: Transaction, row: Delivery) -> None:
        """Note a failure, and have every card drawn again, as telling a person does."""
        await redraw(tx, CARD, 1)
        self.failed.append(f"{row.key}: {row.error}")

    async def _say(self, tx: Transaction, parts: Sequence[str]) -> None:
        row = await settings(tx)
        row.company = "|".join(parts)
        tx.session.add(row)
        await tx.session.flush()


def _payload(text: str) -> dict[str, Any]:
    return {"text": text, "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}]}


async def draw(tx: Transaction, subject_id: int, person_id: int | None) -> list[Message]:
    """Draw the card: a message a part of the workspace's company."""
    del subject_id, person_id
    row = (await tx.session.execute(select(Settings))).scalar_one()
    return [Message(part, [section(part)]) for part in (row.company or "").split("|") if part]


@pytest.fixture
def mail(tmp_path: Path) -> MailServer | MailFolder | None:
    """Where mails go in this test."""
    return MailFolder(tmp_path / "mails")


@pytest.fixture
def is_paced() -> bool:
    """Whether Slack takes no more calls than it says, and a card rests between two edits; `paced` tests say yes."""
    return False


paced = pytest.mark.parametrize("is_paced", [True], ids=["paced"])


@pytest.fixture
async def office(database_url: str, mail: MailServer | MailFolder | None, *, is_paced: bool) -> AsyncIterator[Office]:
    """An outbox whose sending has not begun."""
    with nullcontext() if is_paced else quick():
        async with office_in(database_url, mail, is_paced=is_paced) as place:
            yield place


@asynccontextmanager
async def office_in(
    database_url: str, mail: MailServer | MailFolder | None, *, is_paced: bool
) -> AsyncIterator[Office]:
    """Set an outbox up."""
    database = Database(database_url)
    async with (
        Sandbox(rates=is_paced) as sandbox,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session,
    ):
        control = sandbox.control
        client = AsyncWebClient(sandbox.bot_token, sandbox.api_url, session=session, retry_handlers=[])
        ann, bo = await control.add_person("ann"), await control.add_person("bo")
        channel = await control.add_channel("debriefs", members=[ann, bo], bot=True)
        workspace = await meet_workspace(database, client)
        async with database.transaction(workspace.id) as tx:
            profiles = [Profile(one.user_id, one.name, None, "UTC", None, Standing.MEMBER) for one in (ann, bo)]
            await remember(tx, profiles)
            known = await by_slack_ids(tx, [ann.user_id, bo.user_id])
        ids = known[ann.user_id].id, known[bo.user_id].id
        rest = CARD_REST if is_paced else timedelta(0)
        place = Office(control, ann, bo, channel, database, client, workspace.id, *ids, mail, rest)
        place.renderers[CARD] = draw
        yield place
        await place.stop()
    await database.close()
