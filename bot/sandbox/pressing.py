"""What people press: commands, buttons, menus, shortcuts, and the Home tab they open."""

import re
from dataclasses import asdict
from typing import Any

from bot.sandbox.conversations import Channel, Message
from bot.sandbox.defaults import completed
from bot.sandbox.delivery import Answer, Delivery
from bot.sandbox.forms import SHAPES, Field, Filling, elements, initial_values, option
from bot.sandbox.ids import JSON, Refused, SlackError
from bot.sandbox.methods.context import RateLimited
from bot.sandbox.people import Person
from bot.sandbox.posting import Posting
from bot.sandbox.responses import Responses
from bot.sandbox.surfaces import ResponseUrl, View
from bot.sandbox.workspace import Workspace

_HANDLE = re.compile(r"(?<![\w.])@([\w.-]*\w)")
_ROOM = re.compile(r"(?<!\w)#([\w-]+)")
_LINK = re.compile(r"https?://[^\s<>]+")


class Pressing:
    """People's interactions outside submitting forms; each gives an acknowledgement as JSON."""

    def __init__(self, workspace: Workspace, posting: Posting, delivery: Delivery, responses: Responses) -> None:
        """Work on one workspace and ask its app."""
        self._workspace, self._posting, self._delivery = workspace, posting, delivery
        self._responses = responses
        self._typed: dict[tuple[str, str, str], dict[str, JSON]] = {}
        self.filling = Filling(lambda who: workspace.person(who).id, lambda which: workspace.channel(which).id)

    # Commands and shortcuts

    async def command(self, person: str, command: str, text: str = "", channel: str | None = None) -> JSON:
        """Type a slash command, by default in the direct messages with the bot."""
        who = self._workspace.person(person)
        declared = self._workspace.manifest.commands.get(command)
        if declared is None:
            raise Refused("no_such_command", command)
        if who.foreign or who.deactivated:
            raise Refused("not_allowed", "only members of the workspace can use its commands")
        place = self._workspace.channel(channel) if channel else self._workspace.direct(who.id)
        if who.id not in place.members:
            raise Refused("not_in_channel", place.name)
        self._workspace.used.commands.add(command)
        self._workspace.used.scopes.add("commands")
        payload = self._command_payload(who, place, command, self._escaped(text) if declared.should_escape else text)
        answer = await self._delivery.ask("slash_commands", payload)
        return acknowledgement(answer, "operation_timeout", "dispatch_failed") | self._say(who, place, answer)

    def _command_payload(self, who: Person, place: Channel, command: str, text: str) -> JSON:
        names = {"im": "directmessage", "private": "privategroup"}
        ticket = self._workspace.new_response_url(ResponseUrl(who.id, place.id))
        return {
            "token": "sandbox-verification",
            "team_id": self._workspace.team_id,
            "team_domain": self._workspace.domain,
            "channel_id": place.id,
            "channel_name": names.get(place.kind, place.name),
            "user_id": who.id,
            "user_name": who.handle,
            "command": command,
            "text": text,
            "api_app_id": self._workspace.app_id,
            "is_enterprise_install": "false",
            "response_url": self._responses.origin + ticket,
            "trigger_id": self._workspace.new_trigger(who.id),
        }

    def _escaped(self, text: str) -> str:
        """Escape what was typed and turn mentions and links into ids, as should_escape asks for."""
        people = {each.handle: each for each in self._workspace.people.values()}
        rooms = {each.name: each for each in self._workspace.channels.values() if each.kind != "im"}

        def mention(match: re.Match[str]) -> str:
            found = people.get(match[1])
            return f"<@{found.id}|{found.handle}>" if found else match[0]

        def room(match: re.Match[str]) -> str:
            found = rooms.get(match[1])
            return f"<#{found.id}|{found.name if found.kind == 'public' else ''}>" if found else match[0]

        safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return _ROOM.sub(room, _HANDLE.sub(mention, _LINK.sub(lambda match: f"<{match[0]}>", safe)))

    async def shortcut(self, person: str, callback_id: str, channel: str | None = None, ts: str | None = None) -> JSON:
        """Use a shortcut, on a message when channel and ts are given."""
        who = self._workspace.person(person)
        declared = self._workspace.manifest.shortcuts.get(callback_id)
        if declared is None or (declared.kind == "message") != (ts is not None):
            raise Refused("no_such_shortcut", callback_id)
        self._workspace.used.scopes.add("commands")
        self._workspace.used.shortcuts.add(callback_id)
        payload = self._common(who) | {"callback_id": callback_id, "action_ts": self._workspace.timestamps.next()}
        if channel is None or ts is None:
            payload |= {"type": "shortcut"}
        else:
            place = self._workspace.channel(channel)
            if ts not in place.messages or not _may_read(who, place):
                raise Refused("message_not_found", ts)
            message = place.shown(place.messages[ts])
            url = self._responses.origin + self._workspace.new_response_url(ResponseUrl(who.id, place.id, ts))
            where = {"channel": {"id": place.id, "name": place.name}, "message_ts": ts, "response_url": url}
            payload |= {"type": "message_action", "message": message} | where
        return acknowledgement(await self._delivery.ask("interactive", payload))

    async def open_home(self, person: str, tab: str = "home") -> JSON:
        """Look at the app's Home (or Messages) tab."""
        self._posting.home_opened(self._workspace.person(person), tab)
        return {}

    # Buttons and menus

    async def press(
        self,
        person: str,
        target: JSON,
        action_id: str,
        value: Any = None,  # noqa: ANN401  # what is chosen depends on the element
        block_id: str | None = None,
        seen: list[JSON] | None = None,
    ) -> JSON:
        """Press a button or choose from a menu; `seen` are the blocks as this person last saw them, for stale ones.

        `target` is {channel, ts} of a message or {view_id} of an open form or Home tab.
        """
        who = self._workspace.person(person)
        if "view_id" in target:
            view = self._open_view(who, target["view_id"])
            return await self._press_in_view(who, view, action_id, value, block_id)
        place = self._workspace.channel(target["channel"])
        message = self._workspace.message(place, target["ts"])
        if message is None or (message.only_for not in (None, who.id)) or not _may_read(who, place):
            raise Refused("message_not_found", target["ts"])
        blocks = [completed(each) for each in seen] if seen is not None else message.blocks or []
        block, element = self._find(blocks, action_id, value, block_id)
        action = self._action(block, element, value)
        state = self._state_of(who, message, block, element, value)
        if element["type"] in SHAPES and not Field(block, element).dispatches:
            return acknowledgement(Answer(0, 0))
        payload = self._from_message(who, place, message) | {"state": {"values": state}, "actions": [action]}
        return acknowledgement(await self._delivery.ask("interactive", payload))

    def _state_of(self, who: Person, message: Message, block: JSON, element: JSON, value: Any) -> dict[str, JSON]:  # noqa: ANN401  # as the element
        """Keep and give what a person has entered into a message."""
        place = (who.id, message.channel, message.ts)
        typed = initial_values(message.blocks or [], self._typed.get(place, {}))
        if element["type"] in SHAPES:
            field = Field(block, element)
            typed.setdefault(field.block_id, {})[field.action_id] = self.filling.enter(field, value)
        self._typed[place] = typed
        return typed

    async def _press_in_view(self, who: Person, view: View, action_id: str, value: Any, block_id: str | None) -> JSON:  # noqa: ANN401  # as above
        block, element = self._find(view.given["blocks"], action_id, value, block_id)
        action = self._action(block, element, value)
        if element["type"] in SHAPES:
            field = Field(block, element)
            entered = self.filling.enter(field, value)
            view.typed = view.typed | {field.block_id: view.typed[field.block_id] | {field.action_id: entered}}
            if not field.dispatches:
                return acknowledgement(Answer(0, 0))
        payload = self._common(who, view.id) | {
            "type": "block_actions",
            "container": {"type": "view", "view_id": view.id},
            "view": view.as_slack(),
            "actions": [action],
        }
        return acknowledgement(await self._delivery.ask("interactive", payload))

    async def suggest(self, person: str, view_id: str, action_id: str, typed: str) -> list[JSON]:
        """Type into an external select and give the options the app offers."""
        who = self._workspace.person(person)
        view = self._open_view(who, view_id)
        block, element = self._find(view.given["blocks"], action_id, None, None)
        asked = {"type": "block_suggestion", "action_id": element["action_id"], "block_id": block["block_id"]}
        shown = {"value": typed, "container": {"type": "view", "view_id": view.id}, "view": view.as_slack()}
        answer = await self._delivery.ask("interactive", common(self._workspace, who) | asked | shown)
        return list(answer.body["options"]) if isinstance(answer.body, dict) else []

    def _open_view(self, who: Person, view_id: str) -> View:
        """Find an open form or the Home tab of a person."""
        home = self._workspace.homes.get(who.id)
        for each in [*self._workspace.stacks.get(who.id, []), *([home] if home else [])]:
            if each.id == view_id:
                return each
        raise Refused("view_not_open", view_id)

    def _find(self, blocks: list[JSON], action_id: str, value: object, block_id: str | None) -> tuple[JSON, JSON]:
        """Find the element somebody means, a button by its value too when several share an id."""
        found = [(block, each) for block in blocks for each in elements(block) if each["action_id"] == action_id]
        if block_id is not None:
            found = [each for each in found if each[0].get("block_id") == block_id]
        if value is not None:
            found = [each for each in found if each[1]["type"] != "button" or value in _names(each[1])]
        if not found:
            shown = [each["action_id"] for block in blocks for each in elements(block)]
            raise Refused("no_such_element", f"{action_id} (value {value}) is none of {shown}")
        return found[0]

    def _action(self, block: JSON, element: JSON, value: Any) -> JSON:  # noqa: ANN401  # depends on the element
        """Make the entry of `actions`."""
        action = {"type": element["type"], "action_id": element["action_id"], "block_id": block.get("block_id", "")}
        action["action_ts"] = self._workspace.timestamps.next()
        if element["type"] == "button":
            kept = {key: element[key] for key in ("text", "value", "style", "url") if key in element}
            return action | kept
        if element["type"] == "overflow":
            return action | {"selected_option": option(element, str(value))}
        return action | self.filling.enter(Field(block, element), value)

    def _from_message(self, who: Person, place: Channel, message: Message) -> JSON:
        """Make the part of a block_actions payload that says which message it came from."""
        ticket = ResponseUrl(who.id, place.id, message.ts)
        container: JSON = {"type": "message", "message_ts": message.ts, "channel_id": place.id}
        container["is_ephemeral"] = message.only_for is not None
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        names = {"im": "directmessage", "private": "privategroup"}
        return self._common(who) | {
            "type": "block_actions",
            "container": container,
            "channel": {"id": place.id, "name": names.get(place.kind, place.name)},
            **({} if message.only_for else {"message": place.shown(message)}),
            "response_url": self._responses.origin + self._workspace.new_response_url(ticket),
        }

    def _common(self, who: Person, view_id: str | None = None) -> JSON:
        return common(self._workspace, who) | {"trigger_id": self._workspace.new_trigger(who.id, view_id)}

    def _say(self, who: Person, place: Channel, answer: Answer) -> JSON:
        """Show what came with the acknowledgement of a command; gives the error of what cannot be shown."""
        if answer.failure is None and answer.body:
            said = {"text": answer.body} if isinstance(answer.body, str) else answer.body
            try:
                self._responses.say(ResponseUrl(who.id, place.id), said)
            except (SlackError, RateLimited) as error:
                return {"error": str(error)}
        return {}


def common(workspace: Workspace, who: Person) -> JSON:
    """Make the part every interactive payload has."""
    return {
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "user": {"id": who.id, "username": who.handle, "name": who.handle, "team_id": who.team_id},
        "api_app_id": workspace.app_id,
        "token": "sandbox-verification",
        "enterprise": None,
        "is_enterprise_install": False,
    }


def acknowledgement(answer: Answer, late: str = "trouble_connecting", failed: str = "trouble_connecting") -> JSON:
    """Make what a person's client got: `error` is what it shows them, None when all went well."""
    shown = None if answer.failure is None else late if answer.failure == "http_timeout" else failed
    kept = asdict(answer)
    return {key: kept[key] for key in ("status", "milliseconds", "body")} | {"error": shown, "errors": {}}


def _may_read(who: Person, place: Channel) -> bool:
    return who.id in place.members or place.kind == "public"


def _names(element: JSON) -> tuple[object, object]:
    return element.get("value"), element["text"]["text"]
