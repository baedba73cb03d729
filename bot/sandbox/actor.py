"""People who act in the workspace, and the hand that arranges it: a typed client of the control interface."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from bot.sandbox.ids import JSON
from bot.sandbox.line import PATIENCE, Meddler
from bot.sandbox.seen import Acknowledgement, SeenMessage, SeenView

Seen = TypeVar("Seen")


class Control(Meddler):
    """The workspace at one address; close it, or use it in `async with`."""

    # People and channels

    async def add_person(
        self,
        handle: str,
        *,
        name: str | None = None,
        email: str | None = None,
        tz: str = "UTC",
        title: str = "",
        admin: bool = False,
        guest: bool = False,
        foreign: bool = False,
    ) -> "Actor":
        """Let somebody in; without a name or address they get one made from the handle."""
        given = {key: value for key, value in (("name", name), ("email", email)) if value is not None}
        about = given | {"tz": tz, "title": title, "admin": admin, "guest": guest, "foreign": foreign}
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

    async def share(self, channel: str, *, shared: bool = True) -> None:
        """Share a channel with another company, or stop sharing it."""
        await self.ask("share", channel=channel, shared=shared)

    async def rename(self, channel: str, name: str) -> None:
        """Give a channel another name."""
        await self.ask("rename", channel=channel, name=name)

    async def channel(self, channel: str) -> JSON:
        """A channel as it really is, with `members`."""
        return dict(await self.ask("channel", channel=channel))


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

    async def record(self, channel: str, text: str = "", *, thread_ts: str | None = None) -> str:
        """Record a voice clip, words beside it or none, and give the ts; channel "direct" writes to the bot."""
        posted = await self._ask("record", channel=channel, text=text, thread_ts=thread_ts)
        return str(posted["ts"])

    async def direct(self, text: str, *, thread_ts: str | None = None, composer: bool = True) -> str:
        """Write to the bot and give the ts."""
        posted = await self._ask("direct", text=text, thread_ts=thread_ts, composer=composer)
        return str(posted["ts"])

    async def edit(self, channel: str, ts: str, text: str) -> None:
        """Edit one's own message; channel "direct" means the messages with the bot."""
        await self._ask("edit", channel=await self._place(channel), ts=ts, text=text)

    async def delete(self, channel: str, ts: str) -> None:
        """Delete a message, an administrator anybody's; channel "direct" means the messages with the bot."""
        await self._ask("delete", channel=await self._place(channel), ts=ts)

    async def react(self, message: SeenMessage, name: str) -> None:
        """Add an emoji, by its short name, to a message, or take it back."""
        await self._ask("react", **message.target, name=name)

    # Pressing

    async def command(self, command: str, text: str = "", *, channel: str | None = None) -> Acknowledgement:
        """Type a slash command, by default in the messages with the bot."""
        return await self._do("command", command=command, text=text, channel=channel)

    async def press(
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
        texts = {each.text: each for each in target.pressables if each.kind != "button" or value in (None, each.value)}
        ids = {each.action_id for each in target.pressables}
        if name not in ids and name in texts:
            found = texts[name]
            name, block_id, value = found.action_id, found.block_id, found.value if value is None else value
        seen = target.blocks if stale else None
        return await self._do("press", target=target.target, action_id=name, value=value, block_id=block_id, seen=seen)

    async def choose(self, target: SeenMessage | SeenView, name: str, value: Any) -> Acknowledgement:  # noqa: ANN401  # as above
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

    async def suggest(self, view: SeenView, action_id: str, typed: str) -> list[JSON]:
        """Type into an external select; gives the options offered, to enter one of them."""
        return list(await self._ask("suggest", view_id=view.id, action_id=action_id, typed=typed))

    # Seeing

    async def direct_channel(self) -> str:
        """The id of the messages with the bot."""
        return str(await self._ask("direct_channel"))

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

    async def wait_for(self, look: Callable[[], Any], timeout: float = PATIENCE) -> Any:  # noqa: ANN401, ASYNC109  # what it sees
        """Look (at once or as a coroutine) until what is seen is truthy, and give it; TimeoutError otherwise."""
        return await self.control.wait_for(look, timeout)

    async def wait_for_message(
        self,
        containing: str,
        channel: str = "direct",
        *,
        thread_ts: str | None = None,
        timeout: float = PATIENCE,  # noqa: ASYNC109  # waits by polling
    ) -> SeenMessage:
        """Wait for a message with some words, and give the latest such."""

        async def look() -> SeenMessage | None:
            found = [
                each for each in await self.messages(channel, thread_ts) if containing in f"{each.words}\n{each.text}"
            ]
            return found[-1] if found else None

        return await self._patiently(look, f"no message with {containing!r} for {self.name} in {channel}", timeout)

    async def wait_for_view(self, title: str | None = None, timeout: float = PATIENCE) -> SeenView:  # noqa: ASYNC109  # as above
        """Wait for an open form, with a title or callback id if given, and give the top one such."""

        async def look() -> SeenView | None:
            found = [each for each in await self.views() if title in (None, each.title, each.callback_id)]
            return found[-1] if found else None

        return await self._patiently(look, f"no form {title or ''} open for {self.name}", timeout)

    async def wait_for_home(self, containing: str = "", timeout: float = PATIENCE) -> SeenView:  # noqa: ASYNC109  # as above
        """Wait for a Home tab with some words."""

        async def look() -> SeenView | None:
            home = await self.home()
            return home if home and containing in home.words else None

        return await self._patiently(look, f"no Home with {containing!r} for {self.name}", timeout)

    async def _patiently(self, look: Callable[[], Awaitable[Seen | None]], otherwise: str, timeout: float) -> Seen:  # noqa: ASYNC109  # as above
        try:
            found: Seen = await self.control.wait_for(look, timeout)
        except TimeoutError as error:
            raise TimeoutError(f"{otherwise} after {timeout} s") from error
        return found

    async def _place(self, channel: str) -> str:
        """Turn "direct" into the id of the messages with the bot."""
        if channel != "direct":
            return channel
        return await self.direct_channel()

    async def _ask(self, verb: str, **args: Any) -> Any:  # noqa: ANN401  # whatever JSON the verb gives
        return await self.control.ask(verb, person=self.user_id, **args)

    async def _do(self, verb: str, **args: Any) -> Acknowledgement:  # noqa: ANN401  # arguments of the verb
        return Acknowledgement(**await self._ask(verb, **args))
