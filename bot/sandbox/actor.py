"""A typed client of the control interface: people who act in the workspace, and the hand that arranges it."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self, TypeVar

import aiohttp

from bot.sandbox.ids import JSON
from bot.sandbox.seen import Acknowledgement, NotPossible, SeenMessage, SeenView

Seen = TypeVar("Seen")

_POLL_SECONDS = 0.02
_BAD = 400


class Control:
    """The workspace at one address; close it, or use it in `async with`."""

    def __init__(self, url: str) -> None:
        """Take the workspace's address; nothing is opened yet."""
        self.url = url
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Give itself."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        await self.close()

    async def close(self) -> None:
        """Close the connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def ask(self, verb: str, **args: Any) -> Any:  # noqa: ANN401  # whatever JSON the verb gives
        """Ask for one verb; NotPossible when the workspace refuses."""
        if self._session is None:
            self._session = aiohttp.ClientSession(trust_env=False, timeout=aiohttp.ClientTimeout(total=60))
        async with self._session.post(f"{self.url}/control/{verb}", json=args) as response:
            given = await response.json(content_type=None)
            if response.status >= _BAD:
                raise NotPossible(given["error"], f"{verb}: {given['detail']}")
            return given

    # People and channels

    async def add_person(  # a person is what it is
        self,
        handle: str,
        *,
        name: str | None = None,
        email: str | None = None,
        tz: str = "UTC",
        admin: bool = False,
        guest: bool = False,
        foreign: bool = False,
    ) -> "Actor":
        """Let somebody in; without a name or address they get one made from the handle."""
        given = {key: value for key, value in (("name", name), ("email", email)) if value is not None}
        about = given | {"tz": tz, "admin": admin, "guest": guest, "foreign": foreign}
        person = await self.ask("add_person", handle=handle, **about)
        return Actor(self, person["id"], handle, person["name"])

    async def change_person(self, who: str, **changes: Any) -> None:  # noqa: ANN401  # fields of a person
        """Change somebody's name, email, tz, admin, guest or deactivated; the app hears user_change."""
        await self.ask("change_person", person=who, **changes)

    async def add_channel(
        self,
        name: str,
        *,
        private: bool = False,
        shared: bool = False,
        members: list["Actor"] | None = None,
        bot: bool = False,
    ) -> str:
        """Open a channel and give its id; `bot` puts the app in at once, without an event."""
        ids = [each.user_id for each in members or []]
        channel = await self.ask("add_channel", name=name, private=private, shared=shared, members=ids, bot=bot)
        return str(channel["id"])

    async def invite(self, channel: str, who: str = "bot") -> None:
        """Let a person, or the bot, into a channel."""
        await self.ask("invite", channel=channel, who=who)

    async def kick(self, channel: str, who: str = "bot") -> None:
        """Take a person, or the bot, out of a channel."""
        await self.ask("kick", channel=channel, who=who)

    async def archive(self, channel: str, *, archived: bool = True) -> None:
        """Archive a channel, or take it out of the archive."""
        await self.ask("archive", channel=channel, archived=archived)

    async def rename(self, channel: str, name: str) -> None:
        """Give a channel another name."""
        await self.ask("rename", channel=channel, name=name)

    async def channel(self, channel: str) -> JSON:
        """A channel as it really is, with `members`."""
        return dict(await self.ask("channel", channel=channel))

    # Faults

    async def fault(  # what, where, how often
        self,
        method: str,
        kind: str,
        *,
        after: bool = False,
        count: int | None = 1,
        channel: str | None = None,
        match: JSON | None = None,
        contains: str | None = None,
        error: str = "internal_error",
        status: int = 500,
        seconds: float = 1,
    ) -> None:
        """Plan a fault of a method ("*" for any, "response_url"): error, status, delay, drop, withhold or ratelimited.

        `after` lets the call take effect first (withhold always does); `count` None means until `clear_faults`.
        """
        wanted = (match or {}) | ({"channel": channel} if channel else {})
        detail = {"after": after, "count": count, "match": wanted, "contains": contains}
        await self.ask("fault", method=method, kind=kind, **detail, error=error, status=status, seconds=seconds)

    async def release(self) -> int:
        """Let withheld answers go; gives how many."""
        return int(await self.ask("release"))

    async def withheld(self, count: int = 1, timeout: float = 5) -> None:  # noqa: ASYNC109  # waits by polling
        """Wait until so many answers are being withheld."""

        async def look() -> bool:
            return int(await self.ask("withheld")) >= count

        await self.wait_for(look, timeout)

    async def clear_faults(self) -> None:
        """Forget all planned faults, and let go what is withheld or held."""
        await self.ask("clear_faults")

    async def lack_method(self, method: str) -> None:
        """Answer unknown_method for a method from now on."""
        await self.ask("lack_method", method=method)

    async def drop_metadata(self, *, dropped: bool = True) -> None:
        """Never show message metadata, as a lesser server might."""
        await self.ask("drop_metadata", dropped=dropped)

    async def forgive_rates(self) -> None:
        """Forget the calls counted towards the rates."""
        await self.ask("forgive_rates")

    async def repeat_events(self, copies: int, spread: float = 0.3) -> None:
        """Deliver every event so many times, the copies within `spread` seconds, marked as retries."""
        await self.ask("repeat_events", copies=copies, spread=spread)

    async def hold_events(self) -> None:
        """Keep events back from now on."""
        await self.ask("hold_events")

    async def held_events(self) -> list[JSON]:
        """What is kept back, in order: event_id, type, subtype, ts, channel."""
        return list(await self.ask("held_events"))

    async def release_events(self, order: list[int] | None = None, *, seed: int | None = None) -> int:
        """Deliver what was kept back: as it came, in an order of indexes, or shuffled by a seed."""
        return int(await self.ask("release_events", order=order, seed=seed))

    async def silence(self, *, silent: bool = True) -> None:
        """Send no events at all; they are lost, though what was posted can be read."""
        await self.ask("silence", silent=silent)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """End the app's sockets; "warning" only announces it, "abrupt" does not."""
        await self.ask("disconnect", reason=reason)

    async def connected(self, seconds: float = 10) -> bool:
        """Wait until the app is connected by Socket Mode."""
        return bool(await self.ask("connected", seconds=seconds))

    async def settled(self, seconds: float = 10) -> bool:
        """Wait until every event is delivered or given up."""
        return bool(await self.ask("settled", seconds=seconds))

    async def deliver_to(self, request_url: str | None) -> None:
        """Deliver by signed HTTP to an address, or by Socket Mode with None."""
        await self.ask("deliver_to", request_url=request_url)

    # What the workspace counted

    async def everything(self) -> list[JSON]:
        """Every message there is, by channel and time."""
        return list(await self.ask("everything"))

    async def used(self) -> JSON:
        """The scopes, events and commands that were needed so far."""
        return dict(await self.ask("used"))

    async def log(self) -> list[JSON]:
        """Calls and deliveries, oldest first, without bodies."""
        return list(await self.ask("log"))

    async def broadcasts(self) -> list[JSON]:
        """Every mention of everybody the app sent."""
        return list(await self.ask("broadcasts"))

    async def wait_for(self, look: Callable[[], Any], timeout: float = 5) -> Any:  # noqa: ANN401, ASYNC109  # what it sees
        """Look (at once or as a coroutine) until what is seen is truthy, and give it; TimeoutError otherwise."""
        deadline = time.monotonic() + timeout
        while True:
            looked = look()
            seen = await looked if inspect.isawaitable(looked) else looked
            if seen:
                return seen
            if time.monotonic() > deadline:
                raise TimeoutError(f"still {seen!r} after {timeout} s")
            await asyncio.sleep(_POLL_SECONDS)


class Actor:
    """One person of the workspace, as a test or demo plays them."""

    def __init__(self, control: Control, user_id: str, handle: str, name: str) -> None:
        """Be somebody who is already in the workspace."""
        self.control, self.user_id, self.handle, self.name = control, user_id, handle, name

    def __repr__(self) -> str:
        """Show who it is."""
        return f"<{self.name} {self.user_id}>"

    # Writing

    async def post(self, channel: str, text: str, *, thread_ts: str | None = None, composer: bool = True) -> str:
        """Post and give the ts; `composer` makes rich text of lists and styles as Slack's message box does."""
        posted = await self._ask("post", channel=channel, text=text, thread_ts=thread_ts, composer=composer)
        return str(posted["ts"])

    async def direct(self, text: str, *, thread_ts: str | None = None, composer: bool = True) -> str:
        """Write to the bot and give the ts."""
        posted = await self._ask("direct", text=text, thread_ts=thread_ts, composer=composer)
        return str(posted["ts"])

    async def edit(self, channel: str, ts: str, text: str) -> None:
        """Edit one's own message; channel "direct" means the messages with the bot."""
        await self._ask("edit", channel=await self._place(channel), ts=ts, text=text)

    async def delete(self, channel: str, ts: str) -> None:
        """Delete one's own message; channel "direct" means the messages with the bot."""
        await self._ask("delete", channel=await self._place(channel), ts=ts)

    # Pressing

    async def command(self, command: str, text: str = "", *, channel: str | None = None) -> Acknowledgement:
        """Type a slash command, by default in the messages with the bot."""
        return await self._do("command", command=command, text=text, channel=channel)

    async def press(  # where, what and how
        self,
        target: SeenMessage | SeenView,
        name: str,
        value: Any = None,  # noqa: ANN401  # depends on the element
        *,
        block_id: str | None = None,
        stale: bool = False,
    ) -> Acknowledgement:
        """Press a button, or choose `value` in a menu or field, by action id or by the text on it.

        `value` tells buttons of the same action id apart. `stale` presses what was on the screen when `target` was
        read, though it may be gone by now.
        """
        texts = {each.text: each for each in target.pressables if value in (None, each.value)}
        ids = {each.action_id for each in target.pressables}
        if name not in ids and name in texts:
            found = texts[name]
            name, block_id, value = found.action_id, found.block_id, found.value if value is None else value
        seen = target.blocks if stale else None
        return await self._do("press", target=target.target, action_id=name, value=value, block_id=block_id, seen=seen)

    async def choose(self, target: SeenMessage | SeenView, name: str, value: Any) -> Acknowledgement:  # noqa: ANN401
        """Choose in a menu or picker, by option value or text, person's handle, channel's name, ISO date or HH:MM."""
        return await self.press(target, name, value)

    async def shortcut(self, callback_id: str, message: SeenMessage | None = None) -> Acknowledgement:
        """Use a shortcut, on a message if given."""
        return await self._do("shortcut", callback_id=callback_id, **(message.target if message else {}))

    async def open_home(self, tab: str = "home") -> None:
        """Look at the app's Home tab, or its "messages"."""
        await self._ask("open_home", tab=tab)

    # Forms

    async def fill(self, view: SeenView, values: JSON) -> Acknowledgement:
        """Enter values by action id, block id or label, without submitting."""
        return await self._do("fill", view_id=view.id, values=values)

    async def submit(self, view: SeenView, values: JSON | None = None) -> Acknowledgement:
        """Enter values by action id, block id or label, and submit."""
        return await self._do("submit", view_id=view.id, values=values or {})

    async def close(self, view: SeenView, *, everything: bool = False) -> Acknowledgement:
        """Cancel a form, or close all of them by the x."""
        return await self._do("close", view_id=view.id, everything=everything)

    # Seeing

    async def messages(self, channel: str, thread_ts: str | None = None) -> list[SeenMessage]:
        """What this person sees in a channel ("direct" for the bot's), or in a thread, oldest first."""
        seen = await self._ask("messages", channel=channel, thread_ts=thread_ts)
        return [SeenMessage(each) for each in seen]

    async def direct_messages(self, thread_ts: str | None = None) -> list[SeenMessage]:
        """What this person and the bot wrote to each other, ephemerals included."""
        return await self.messages("direct", thread_ts)

    async def views(self) -> list[SeenView]:
        """The forms open on this person's screen, the top one last."""
        return [SeenView(each) for each in await self._ask("views")]

    async def home(self) -> SeenView | None:
        """The person's Home tab, None before the app published one."""
        seen = await self._ask("home")
        return SeenView(seen) if seen else None

    # Waiting

    async def wait_for(self, look: Callable[[], Any], timeout: float = 5) -> Any:  # noqa: ANN401, ASYNC109  # what it sees
        """Look (at once or as a coroutine) until what is seen is truthy, and give it; TimeoutError otherwise."""
        return await self.control.wait_for(look, timeout)

    async def wait_for_message(
        self,
        containing: str,
        channel: str = "direct",
        *,
        thread_ts: str | None = None,
        timeout: float = 5,  # noqa: ASYNC109
    ) -> SeenMessage:
        """Wait for a message with some words, and give the latest such."""

        async def look() -> SeenMessage | None:
            found = [
                each for each in await self.messages(channel, thread_ts) if containing in f"{each.words}\n{each.text}"
            ]
            return found[-1] if found else None

        return await self._patiently(look, f"no message with {containing!r} for {self.name} in {channel}", timeout)

    async def wait_for_view(self, title: str | None = None, timeout: float = 5) -> SeenView:  # noqa: ASYNC109
        """Wait for an open form, with a title or callback id if given, and give the top one such."""

        async def look() -> SeenView | None:
            found = [each for each in await self.views() if title in (None, each.title, each.callback_id)]
            return found[-1] if found else None

        return await self._patiently(look, f"no form {title or ''} open for {self.name}", timeout)

    async def wait_for_home(self, containing: str = "", timeout: float = 5) -> SeenView:  # noqa: ASYNC109
        """Wait for a Home tab with some words."""

        async def look() -> SeenView | None:
            home = await self.home()
            return home if home and containing in home.words else None

        return await self._patiently(look, f"no Home with {containing!r} for {self.name}", timeout)

    async def _patiently(self, look: Callable[[], Awaitable[Seen | None]], otherwise: str, timeout: float) -> Seen:  # noqa: ASYNC109
        try:
            found: Seen = await self.control.wait_for(look, timeout)
        except TimeoutError as error:
            raise TimeoutError(f"{otherwise} after {timeout} s") from error
        return found

    async def _place(self, channel: str) -> str:
        """Turn "direct" into the id of the messages with the bot."""
        if channel != "direct":
            return channel
        return str(await self._ask("direct_channel"))

    async def _ask(self, verb: str, **args: Any) -> Any:  # noqa: ANN401  # whatever JSON the verb gives
        return await self.control.ask(verb, person=self.user_id, **args)

    async def _do(self, verb: str, **args: Any) -> Acknowledgement:  # noqa: ANN401  # arguments of the verb
        return Acknowledgement(**await self._ask(verb, **args))
