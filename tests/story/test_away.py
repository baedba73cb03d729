"""Away and back: what was written, edited and deleted while nobody listened is read, in threads and direct messages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import App
from bot.clock.business import Clock
from bot.demo.cast import CANDIDATE, CHANNEL, enter
from bot.demo.stage import MONDAY, settings_for
from bot.sandbox.server import Sandbox
from storage.feedback import Feedback
from tests.quick import PATIENT, patient, quick
from tests.story.acts import Play
from tests.world import MANIFEST, World


class Installation:
    """A workspace, a database and business time, in which the bot runs or does not."""

    def __init__(self, sandbox: Sandbox, url: str, folder: Path, *, over_http: bool) -> None:
        """Take the parts; business time begins on a Monday."""
        self.sandbox, self._url, self._mails, self._over_http = sandbox, url, folder / "mails", over_http
        self.clock = Clock()
        self.clock.move(to=MONDAY)

    @asynccontextmanager
    async def bot(self, world: World | None = None) -> AsyncIterator[World]:
        """Run the bot among new people, or among those of an earlier world."""
        cast = world.cast if world else await enter(self.sandbox.control)
        settings = settings_for(self.sandbox, self._url, self._mails, over_http=self._over_http)
        async with App.running(settings, self.clock) as app:
            if self._over_http:
                await self.sandbox.control.deliver_to(f"{app.url}/slack/events")
            running = World(self.sandbox, app, self.clock, cast, self._mails)
            await running.settle()
            yield running


@pytest.fixture(params=["sqlite by Socket Mode", "postgresql by HTTP"])
async def installation(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Installation]:
    """A workspace and a database without a bot yet."""
    is_sqlite = request.param.startswith("sqlite")
    url = str(request.getfixturevalue("sqlite_url" if is_sqlite else "postgres_url"))
    with quick(), patient():
        async with Sandbox(manifest=MANIFEST, rates=False, ack_seconds=PATIENT) as sandbox:
            yield Installation(sandbox, url, tmp_path, over_http=not is_sqlite)


async def written(world: World) -> set[tuple[str, str]]:
    """Return the state and text of everything that was ever written."""
    async with world.app.database.reading(world.app.workspace.id) as tx:
        return {(row.state, row.text) for row in (await tx.session.execute(select(Feedback))).scalars()}


async def comes_to(world: World, expected: set[tuple[str, str]]) -> None:
    """Wait until what is stored is this."""

    async def is_so() -> bool:
        return await written(world) == expected

    try:
        await world.sandbox.control.wait_for(is_so)
    except TimeoutError:
        assert await written(world) == expected
    await world.settle()


class Interviewers:
    """Ann, Bo and Cy: what they write before the bot goes away, and while it is away."""

    def __init__(self, world: World) -> None:
        """Take the people."""
        self.ann, self.bo, self.cy = world.cast.ann, world.cast.bo, world.cast.cy

    async def before(self, world: World) -> None:
        """Two replies that come while the bot listens."""
        self.card = await self.ann.wait_for_message(CANDIDATE, CHANNEL)
        self.first = await self.ann.post(CHANNEL, "Good: you bild", thread_ts=self.card.ts)
        self.second = await self.bo.direct("Grow: meant for another")
        await comes_to(world, {("counted", "Good: you bild"), ("counted", "Grow: meant for another")})

    async def meanwhile(self) -> set[tuple[str, str]]:
        """Five replies, an edit and a deletion; gives what is to be stored in the end."""
        asked = await self.cy.wait_for_message("Your feedback on")
        await self.ann.post(CHANNEL, "Grow: estimate first", thread_ts=self.card.ts)
        await self.bo.post(CHANNEL, "Good: you listen", thread_ts=self.card.ts)
        await self.bo.direct("Team only: check the notice period")
        await self.cy.direct("Good: you write well", thread_ts=asked.ts)
        await self.cy.direct("I liked the drawing")
        await self.ann.edit(CHANNEL, self.first, "Good: you build")
        await self.bo.delete("direct", self.second)
        return {
            ("counted", "Good: you build"),
            ("withdrawn", ""),
            ("counted", "Grow: estimate first"),
            ("counted", "Good: you listen"),
            ("counted", "Team only: check the notice period"),
            ("counted", "Good: you write well"),
            ("to_sort", "I liked the drawing"),
        }


async def test_what_was_written_while_the_bot_was_off_for_a_day_is_read(installation: Installation) -> None:
    """Five replies, an edit and a deletion, in the thread and in direct messages, each answered once it is back."""
    async with installation.bot() as world:
        await Play(world, None).begin()
        people = Interviewers(world)
        await people.before(world)
    installation.clock.move(to=installation.clock.now() + timedelta(days=1))
    expected = await people.meanwhile()
    await installation.sandbox.control.settled()
    async with installation.bot(world) as back:
        await comes_to(back, expected)
        await people.bo.wait_for_message("you listen")
        await people.cy.wait_for_message("Just talking")
        receipts = [one for one in await people.ann.direct_messages() if one.words.startswith("Your feedback on")]
        assert len(receipts) == 1
        assert "you build" in receipts[0].words
        assert "estimate first" in receipts[0].words


async def test_what_was_lost_in_silence_is_read_before_a_decision(installation: Installation) -> None:
    """Events that never come are made up for when the hiring manager is about to decide: the thread is read first."""
    async with installation.bot() as world:
        await Play(world, None).begin()
        ann, hana = world.cast.ann, world.cast.hana
        card = await ann.wait_for_message(CANDIDATE, CHANNEL)
        await world.sandbox.control.silence()
        await ann.post(CHANNEL, "Good: you ask before you build\nVote: strong hire", thread_ts=card.ts)
        await world.sandbox.control.silence(silent=False)
        form = await world.form(hana, await hana.command("/debrief", "decide"), "Decide")
        assert "Ann Archer: *strong hire*" in form.words


@pytest.mark.parametrize("installation", ["sqlite by Socket Mode"], indirect=True)
@pytest.mark.parametrize("reason", ["refresh_requested", "abrupt"])
async def test_what_fell_into_a_gap_of_the_socket_is_read(installation: Installation, reason: str) -> None:
    """The socket breaks, and what was written until it is back is read."""
    async with installation.bot() as world:
        await Play(world, None).begin()
        people = Interviewers(world)
        await people.before(world)
        await world.sandbox.control.silence()
        expected = await people.meanwhile()
        await world.sandbox.control.disconnect(reason)
        await world.sandbox.control.silence(silent=False)
        await comes_to(world, expected)
