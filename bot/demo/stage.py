"""Where the demo plays: a local workspace, a fresh database, the bot, a clock that moves, and everything told."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from importlib.resources import as_file, files
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import App
from bot.clock.business import Clock
from bot.demo import private_page
from bot.demo.cast import CANDIDATE, CANDIDATE_MAIL, CHANNEL, Cast, enter
from bot.demo.transcript import Transcript
from bot.sandbox.actor import Actor
from bot.sandbox.seen import Acknowledgement, SeenMessage, SeenView
from bot.sandbox.server import Sandbox
from bot.settings import Settings
from storage.migrate import upgrade
from storage.paces import forget_paces
from storage.workspaces import workspace

MONDAY = datetime(2030, 1, 7, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))


class WentWrong(Exception):
    """A step of the story did not come out as it should; the text says what was seen instead."""


@dataclass
class Stage:
    """What the steps of the story act on."""

    sandbox: Sandbox
    app: App
    clock: Clock
    cast: Cast
    transcript: Transcript
    mails: Path
    zones: dict[str, str] = field(default_factory=dict)
    _read: set[Path] = field(default_factory=set)

    async def settle(self) -> None:
        """Wait until everything that was set in motion has come to rest.

        A minute of the story is told in less than a second: what was called a moment ago is long ago to Slack.
        """
        await self.sandbox.control.forgive_rates()
        async with self.app.database.transaction(self.app.workspace.id) as tx:
            await forget_paces(tx)
        await self.sandbox.control.settled()
        await self.app.settle()
        await self.sandbox.control.settled()

    async def advance(self, to: datetime) -> None:
        """Move business time on, timer by timer."""
        await self.app.advance(to)
        await self.settle()

    async def later(self, **by: float) -> None:
        """Move business time on by so much."""
        await self.advance(self.clock.now() + timedelta(**by))

    async def form(self, who: Actor, asked: Acknowledgement) -> SeenView:
        """Return the form that a command or press opened."""
        _check(asked)
        return await who.wait_for_view()

    async def press(self, who: Actor, seen: SeenMessage | SeenView, label: str, value: str | None = None) -> None:
        """Press a button whose effects need no form, and let them happen."""
        self.transcript.did(who.name, f"presses [{label}]")
        _check(await who.press(seen, label, value))
        await self.settle()

    async def open(self, who: Actor, seen: SeenMessage | SeenView, label: str, value: str | None = None) -> SeenView:
        """Press a button that opens a form."""
        self.transcript.did(who.name, f"presses [{label}]")
        return await self.form(who, await who.press(seen, label, value))

    async def choose(self, who: Actor, seen: SeenMessage, choice: str) -> SeenView:
        """Choose what opens a form in the last menu that offers it."""
        menu = [one for one in seen.pressables if choice in one.choices][-1]
        self.transcript.did(who.name, f"chooses “{choice}” in the menu of the last row")
        return await self.form(who, await who.press(seen, menu.action_id, choice, block_id=menu.block_id))

    async def submit(self, who: Actor, form: SeenView, values: dict[str, object]) -> None:
        """Fill a form in and submit it, and let what follows happen."""
        filled = ", ".join(f"{name}: {value}" for name, value in values.items())
        self.transcript.did(who.name, f"fills in “{form.title}” ({filled})")
        answer = await who.submit(form, values)
        _check(answer)
        await self.settle()

    async def see(
        self, who: Actor, containing: str, where: str = "direct", thread_ts: str | None = None
    ) -> SeenMessage:
        """Wait for a message, show it, and return it."""
        seen = await who.wait_for_message(containing, where, thread_ts=thread_ts)
        place = "in direct messages" if where == "direct" else f"in #{CHANNEL}"
        self.transcript.saw(who.name, f"{place}{', in the thread' if thread_ts else ''}", seen, self.zones[who.user_id])
        return seen

    async def look_at_page(self, name: str = CANDIDATE, mail_to: str = CANDIDATE_MAIL) -> str:
        """Open somebody's private page by the link in their mail, and show it; returns its address."""
        page = private_page.link_for(mail_to, self.mails)
        await self.look_at(page, name)
        return page

    async def look_at(self, page: str, name: str = CANDIDATE) -> None:
        """Open a private page by its address, and show it."""
        self.transcript.read(name, "on the private page behind the link", await private_page.look(page))

    async def send_page(self, heading: str, page: str, fields: dict[str, str], name: str = CANDIDATE) -> None:
        """Fill a form of a private page in and send it, let what follows happen, and show what the page says."""
        filled = ", ".join(f"{field}: {value}" for field, value in fields.items())
        how = (
            f"fills in “{heading}” on the private page ({filled})" if filled else f"says yes to “{heading}” on the page"
        )
        self.transcript.did(name, how)
        words = await private_page.send(page, fields)
        await self.settle()
        said = next((line for line in words.splitlines() if line.startswith("Saved")), "")
        if not said:
            raise WentWrong(f"the private page said: {words[:300]}")
        self.transcript.read(name, "on the private page", said)

    def read_mails(self) -> list[EmailMessage]:
        """Show the mails that came since the last look, and return them."""
        new = sorted(set(self.mails.glob("*.eml")) - self._read, key=lambda path: path.stat().st_mtime_ns)
        self._read |= set(new)
        mails = [message_from_bytes(path.read_bytes(), policy=default) for path in new]
        for mail in mails:
            self.transcript.mailed(mail)
        return mails


@asynccontextmanager
async def staged(folder: Path, transcript: Transcript, port: int = 0) -> AsyncIterator[Stage]:
    """Set everything up in a folder, with settings made in code: neither environment nor `.env` is read.

    `port` is the workspace's; 0 lets the system choose.
    """
    database_url = f"sqlite+aiosqlite:///{folder / 'demo.sqlite3'}"
    upgrade(database_url)
    clock, mails = Clock(), folder / "mails"
    clock.move(to=MONDAY)
    with as_file(files("bot") / "manifest.yml") as manifest:
        sandbox = Sandbox(manifest=manifest, port=port)
    async with sandbox:
        cast = await enter(sandbox.control)
        async with App.running(settings_for(sandbox, database_url, mails), clock, card_rest=timedelta(0)) as app:
            if not await sandbox.control.connected():
                raise WentWrong("the bot did not connect to the workspace")
            async with app.database.transaction(app.workspace.id) as tx:
                (await workspace(tx)).public_url = app.url  # known only now: the system chose the port
            stage = Stage(sandbox, app, clock, cast, transcript, mails)
            for who, zone in cast.zones():
                stage.zones[who.user_id] = zone
                transcript.names[who.user_id] = who.name
            transcript.names[cast.channel] = CHANNEL
            await stage.settle()
            yield stage


def settings_for(sandbox: Sandbox, database_url: str, mails: Path, *, over_http: bool = False) -> Settings:
    """Return the settings of a bot in this workspace, its mails written to a folder."""
    way_in = {"slack_signing_secret": sandbox.signing_secret} if over_http else {"slack_app_token": sandbox.app_token}
    return Settings.of(
        slack_bot_token=sandbox.bot_token,
        slack_api_url=sandbox.api_url,
        database_url=database_url,
        smtp_url=f"file:{mails}",
        mail_from="hiring@acme.example",
        port=0,
        **way_in,
    )


def _check(answer: Acknowledgement) -> None:
    if not answer.ok:
        raise WentWrong(f"the person was shown: {answer.errors or answer.error}")


Step = Callable[[Stage], Awaitable[None]]
"""One step of the story, named by its function and told by its docstring."""
