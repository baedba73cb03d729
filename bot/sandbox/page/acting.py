"""What a person does on the page, handed to the same verbs the control interface has."""

import re

from bot.sandbox.control import ControlDesk
from bot.sandbox.drawing import entered, names_of
from bot.sandbox.forms import fields
from bot.sandbox.ids import JSON, Refused
from bot.sandbox.people import Person
from bot.sandbox.workspace import Workspace

Entered = tuple[str, str, list[str]]
"""Block id, action id and the values of a field's controls."""

DEEDS = frozenset({"post", "edit", "delete", "react", "shortcut", "press", "fill", "submit", "close", "suggest"})
_COMMAND = re.compile(r"(?P<command>/[a-z][\w-]*)(?:\s+(?P<text>.*))?", re.DOTALL)
_PLAIN = {
    "not_in_channel": "You are not in this channel.",
    "is_archived": "This channel is archived.",
    "messages_tab_disabled": "This app takes no messages.",
    "not_allowed": "Only members of the workspace can use its commands.",
    "no_such_command": "There is no such command.",
    "message_not_found": "This message is gone.",
    "view_not_open": "This form is not open any more.",
    "no_such_element": "This is gone; look again.",
    "thread_not_found": "This thread is gone.",
    "no_such_option": "That is not one of the choices.",
    "too_many_selected": "That is more than may be chosen.",
    "user_not_found": "There is nobody of that name.",
    "event_forgotten": "This event is too long ago to send again.",
    "operation_timeout": "failed with the error “operation_timeout”: the app did not answer within three seconds.",
    "dispatch_failed": "failed with the error “dispatch_failed”: the app could not be reached.",
    "trouble_connecting": "We had some trouble connecting. Try again?",
}


def plainly(error: str, detail: str = "") -> str:
    """Say in a sentence what was refused or went wrong; an error that is a sentence says it itself."""
    if " " in error:
        return error
    return _PLAIN.get(error) or f"That did not work: {error}{f' ({detail})' if detail else ''}."


class Acting:
    """One person's deeds; each gives JSON, an acknowledgement where the app was asked, and `said` to show somebody."""

    def __init__(self, workspace: Workspace, desk: ControlDesk) -> None:
        """Work on one workspace through its control desk."""
        self._workspace, self._desk = workspace, desk

    async def do(self, who: Person, verb: str, args: JSON) -> JSON:
        """Do one of the deeds; Refused when it is none or cannot be done."""
        if verb == "join":
            if self._workspace.channel(args["channel"]).kind != "public":
                raise Refused("not_in_channel")
            return dict(await self._desk.do("invite", {"channel": args["channel"], "who": who.id}))
        if verb not in DEEDS:
            raise Refused("no_such_verb", verb)
        if verb in ("fill", "submit"):
            args = {"view_id": args.get("view_id"), "values": self._values(who, args["view_id"], args["fields"])}
        elif verb == "press" and args.get("field"):
            read = entered(args["field"], args.pop("values"), names_of(self._workspace, who.id), who.tz)
            args = {key: value for key, value in args.items() if key != "field"} | {"value": read}
        done = await self._desk.do(verb, args | {"person": who.id})
        given = done if isinstance(done, dict) else {"given": done}
        error = given.get("error")
        return given | ({"said": plainly(error)} if error and error != "not_submitted" else {})

    async def write(
        self, who: Person, channel: str, text: str, thread_ts: str | None, *, is_clip: bool = False
    ) -> JSON:
        """Send what was typed in the box under a conversation: a message, a slash command, or words beside a clip."""
        text = text.replace("\r\n", "\n").strip("\n")
        if is_clip:
            return dict(await self._desk.do("record", _post(who, channel, text, thread_ts)))
        if not text.strip():
            return {}
        match = _COMMAND.fullmatch(text)
        if match is None or match["command"].count("/") > 1:
            return dict(await self._desk.do("post", _post(who, channel, text, thread_ts)))
        return await self._command(who, channel, match["command"], (match["text"] or "").strip())

    async def _command(self, who: Person, channel: str, command: str, text: str) -> JSON:
        """Run a slash command: the workspace's own, or one of the app's."""
        own = {
            "/invite": ("invite", {"who": self._meant(text)}),
            "/remove": ("kick", {"who": self._meant(text)}),
            "/leave": ("kick", {"who": who.id}),
            "/archive": ("archive", {}),
        }
        if command in own:
            verb, extra = own[command]
            await self._desk.do(verb, {"channel": channel, **extra})
            return {}
        args = {"person": who.id, "command": command, "text": text, "channel": channel}
        given = dict(await self._desk.do("command", args))
        error = given.get("error")
        return given | ({"said": f"{command} {plainly(error)}"} if error else {})

    def _meant(self, text: str) -> str:
        """Find whom to let in or put out: the app by its name or handle, or a person."""
        wanted = text.strip().removeprefix("@")
        bot = self._workspace.people[self._workspace.bot_user_id]
        return "bot" if wanted.lower() in (bot.handle.lower(), bot.name.lower(), "") else wanted.split()[0]

    def _values(self, who: Person, view_id: str, given: list[Entered]) -> JSON:
        """Read what the controls of a form hold, by block id and action id."""
        view = next((each for each in self._workspace.stacks.get(who.id, []) if each.id == view_id), None)
        if view is None:
            raise Refused("view_not_open", view_id)
        names = names_of(self._workspace, who.id)
        kinds = {(each.block_id, each.action_id): each.element["type"] for each in fields(view.given["blocks"])}
        return {
            f"{block_id}::{action_id}": entered(kinds[block_id, action_id], values, names, who.tz)
            for block_id, action_id, values in given
            if (block_id, action_id) in kinds
        }

    def source(self, text: str) -> str:
        """Give a message's text as its author would type it again."""
        people = {each.id: each.handle for each in self._workspace.people.values()}
        rooms = {each.id: each.name for each in self._workspace.channels.values()}
        text = re.sub(r"<@(\w+)(?:\|[^>]*)?>", lambda found: f"@{people.get(found[1], found[1])}", text)
        text = re.sub(r"<#(\w+)(?:\|[^>]*)?>", lambda found: f"#{rooms.get(found[1], found[1])}", text)
        text = re.sub(r"<!(channel|here|everyone)(?:\|[^>]*)?>", r"@\1", text)
        text = re.sub(r"<((?:https?|mailto|tel):[^|>]+)(?:\|[^>]*)?>", r"\1", text)
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _post(who: Person, channel: str, text: str, thread_ts: str | None) -> JSON:
    return {"person": who.id, "channel": channel, "text": text, "thread_ts": thread_ts}
