"""The whole product in one test process: the local workspace, its people, and the bot at work among them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import default
from pathlib import Path

import pytest

from bot.app import App
from bot.clock.business import Clock
from bot.demo.cast import Cast, enter
from bot.demo.stage import MONDAY, settings_for
from bot.sandbox.actor import Actor
from bot.sandbox.manifest import Used
from bot.sandbox.seen import Acknowledgement, SeenMessage, SeenView
from bot.sandbox.server import Sandbox
from storage import workspaces
from tests.quick import PATIENT, patient, quick

BY_SOCKET, BY_HTTP = "sqlite by Socket Mode", "postgresql by HTTP"
by_socket = pytest.mark.parametrize("world", [BY_SOCKET], indirect=True)
by_http = pytest.mark.parametrize("world", [BY_HTTP], indirect=True)
"""A story that needs to be told only once: its use cases run on both databases in tests/process, and others of its
file are told by the other way in."""
VIDEO_LINK = "https://video.acme.example/offers"
"""Where candidates meet people; what isn't by video is asked for when it is approved."""
MANIFEST = Path(__file__).parent.parent / "manifest.yml"


@dataclass
class World:
    """A running story: `app` is the bot, `cast` its people, `mails` the folder the bot's mails go to."""

    sandbox: Sandbox
    app: App
    clock: Clock
    cast: Cast
    mails: Path

    async def settle(self) -> None:
        """Wait until Slack has delivered everything and the bot has done and said all it means to."""
        await self.sandbox.control.settled()
        await self.app.settle()
        await self.sandbox.control.settled()

    async def advance(self, **by: float) -> None:
        """Move business time on, timer by timer; `hours=2`, `days=1`."""
        await self.app.advance(self.clock.now() + timedelta(**by))
        await self.settle()

    async def form(self, who: Actor, asked: Acknowledgement, title: str | None = None) -> SeenView:
        """Return the form that somebody's command or press opened; fails with what they were told instead."""
        assert asked.ok, asked
        try:
            return await who.wait_for_view(title)
        except TimeoutError:
            told = [message.words for message in await who.direct_messages() if message.ephemeral]
            raise AssertionError(f"no form {title} for {who.name}: answered {asked.body}, told {told[-1:]}") from None

    async def press(self, who: Actor, message: SeenMessage | SeenView, name: str, value: object = None) -> None:
        """Press a button and let everything that follows happen."""
        pressed = await who.press(message, name, value)
        assert pressed.ok, pressed
        await self.settle()

    async def submit(self, who: Actor, view: SeenView, values: Mapping[str, object]) -> Acknowledgement:
        """Submit a form and let everything that follows happen; errors on fields come back in the answer."""
        answer = await who.submit(view, dict(values))
        await self.settle()
        return answer

    def sent_mails(self) -> list[Mail]:
        """Return the mails that went out, in no order."""
        return [message_from_bytes(path.read_bytes(), policy=default) for path in sorted(self.mails.glob("*.eml"))]


@asynccontextmanager
async def world_of(
    database_url: str,
    folder: Path,
    *,
    over_http: bool = False,
    used: Used | None = None,
    is_paced: bool = False,
) -> AsyncIterator[World]:
    """Run a story's world on a migrated database; HTTP or Socket Mode, as asked. `used` sums up what was needed.

    Stories are told faster than people live: unless `is_paced`, Slack takes any number of calls, and a debrief's card
    doesn't rest between two edits. Nothing is late in them, however slow the machine is.
    """
    clock = Clock()
    clock.move(to=MONDAY)
    mails = folder / "mails"
    async with AsyncExitStack() as stack:
        if not is_paced:
            stack.enter_context(quick())
        stack.enter_context(patient())
        workspace = Sandbox(manifest=MANIFEST, used=used, rates=is_paced, ack_seconds=PATIENT)
        sandbox = await stack.enter_async_context(workspace)
        cast = await enter(sandbox.control)
        settings = settings_for(sandbox, database_url, mails, over_http=over_http)
        app = await stack.enter_async_context(App.running(settings, clock))
        if over_http:
            await sandbox.control.deliver_to(f"{app.url}/slack/events")
        else:
            assert await sandbox.control.connected()
        async with app.database.transaction(app.workspace.id) as tx:
            chosen = await workspaces.settings(tx)
            chosen.video_link = VIDEO_LINK
            tx.session.add(chosen)
        world = World(sandbox, app, clock, cast, mails)
        await world.settle()
        yield world
