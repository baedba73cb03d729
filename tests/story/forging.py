"""Requests put together by hand and delivered as Slack delivers them: presses and forms nobody was ever shown, too."""

import asyncio
import json
from dataclasses import dataclass

from bot.sandbox.delivery import Answer
from bot.sandbox.ids import JSON, new_id
from bot.sandbox.people import Person
from bot.sandbox.surfaces import ResponseUrl
from tests.world import World

HOME = "home"
"""Pressed on App Home, which has no response_url: what is to be said opens as a form."""

TOLD = "told"
"""The callback_id of a form that only says something."""


@dataclass(frozen=True)
class Answered:
    """What came of a request: `told` is all that was said, and only to them; `form` what opened or took its place."""

    status: int
    told: str
    form: str | None


@dataclass(frozen=True)
class Forger:
    """Hands requests to the bot in anybody's name, each with a fresh trigger and response_url."""

    world: World

    async def press(self, who: str, action_id: str, value: object, *, place: str = "direct") -> Answered:
        """Press a button with this value in direct messages, or on App Home."""
        return await self._act(who, {"type": "button", "action_id": action_id, "value": str(value)}, place)

    async def choose(self, who: str, action_id: str, value: object) -> Answered:
        """Choose from a menu in direct messages."""
        option = {"text": {"type": "plain_text", "text": "chosen"}, "value": str(value)}
        return await self._act(who, {"type": "overflow", "action_id": action_id, "selected_option": option}, "direct")

    async def submit(self, who: str, callback_id: str, ids: dict[str, int] | None = None, **fields: JSON) -> Answered:
        """Submit a form; `ids` travel in its metadata, `fields` are its elements' states by block id."""
        person = self._person(who)
        view = {
            "id": new_id("V"),
            "hash": f"1.{new_id('', 8)}",
            "type": "modal",
            "callback_id": callback_id,
            "private_metadata": json.dumps(ids or {}),
            "blocks": [{"type": "input", "block_id": name} for name in fields],
            "state": {"values": {name: {name: state} for name, state in fields.items()}},
        }
        payload = {"type": "view_submission", "view": view, "response_urls": []}
        return await self._deliver(person, "interactive", self._common(person) | payload)

    async def shortcut(self, who: str, callback_id: str, text: str) -> Answered:
        """Use a message shortcut on a message of one's own, in direct messages."""
        person = self._person(who)
        place = self.world.sandbox.workspace.direct(person.id)
        ts = self.world.sandbox.workspace.timestamps.next()
        payload = {
            "type": "message_action",
            "callback_id": callback_id,
            "channel": {"id": place.id, "name": "directmessage"},
            "message": {"type": "message", "user": person.id, "ts": ts, "text": text},
            "message_ts": ts,
            "response_url": self._response_url(person, place.id),
        }
        return await self._deliver(person, "interactive", self._common(person) | payload)

    async def type_into(self, who: str, action_id: str, ids: dict[str, int], **fields: JSON) -> Answered:
        """Press a key in a form that reports what is typed; `ids` and `fields` as in `submit`.

        The view has no type: nothing is open on anybody's screen over which something could be shown.
        """
        person = self._person(who)
        view = {
            "id": new_id("V"),
            "hash": f"1.{new_id('', 8)}",
            "private_metadata": json.dumps(ids),
            "state": {"values": {name: {name: state} for name, state in fields.items()}},
        }
        action = {"type": "plain_text_input", "action_id": action_id, "block_id": "b", "action_ts": "1.000001"}
        payload = {"type": "block_actions", "view": view, "actions": [action]}
        container = {"type": "view", "view_id": view["id"]}
        return await self._deliver(person, "interactive", self._common(person) | payload | {"container": container})

    async def command(self, who: str, command: str, text: str) -> Answered:
        """Type a slash command in direct messages."""
        person = self._person(who)
        place = self.world.sandbox.workspace.direct(person.id)
        payload = {
            "command": command,
            "text": text,
            "user_id": person.id,
            "user_name": person.handle,
            "channel_id": place.id,
            "channel_name": "directmessage",
            "team_id": self.world.sandbox.team_id,
            "trigger_id": self.world.sandbox.workspace.new_trigger(person.id),
            "response_url": self._response_url(person, place.id),
        }
        return await self._deliver(person, "slash_commands", payload)

    async def _act(self, who: str, action: JSON, place: str) -> Answered:
        person = self._person(who)
        payload = self._common(person) | {"type": "block_actions", "actions": [action | {"block_id": "b"}]}
        if place == HOME:
            view = {"id": new_id("V"), "type": "home", "hash": "1.a"}
            payload |= {"container": {"type": "view", "view_id": view["id"]}, "view": view}
        else:
            channel = self.world.sandbox.workspace.direct(person.id).id
            payload |= {
                "container": {"type": "message", "message_ts": "1.000001", "channel_id": channel},
                "channel": {"id": channel, "name": "directmessage"},
                "response_url": self._response_url(person, channel),
            }
        return await self._deliver(person, "interactive", payload)

    async def _deliver(self, person: Person, kind: str, payload: JSON) -> Answered:
        workspace = self.world.sandbox.workspace
        workspace.stacks[person.id] = []
        for place in workspace.channels.values():
            place.ephemerals.clear()
        answer = await self.world.sandbox.delivery.ask(kind, payload)
        while tasks := self.world.app.door.tasks:
            await asyncio.wait(tasks)
        assert answer.failure is None, answer
        shown = [each for place in workspace.channels.values() for each in place.ephemerals.values()]
        assert all(each.only_for == person.id for each in shown), "somebody else was told"
        forms = [view.given for view in workspace.stacks[person.id]]
        said = [each.text for each in shown]
        return _answered(answer, said, forms)

    def _common(self, person: Person) -> JSON:
        workspace = self.world.sandbox.workspace
        return {
            "team": {"id": workspace.team_id, "domain": workspace.domain},
            "user": {"id": person.id, "username": person.handle, "name": person.handle, "team_id": person.team_id},
            "api_app_id": workspace.app_id,
            "token": "sandbox-verification",
            "enterprise": None,
            "is_enterprise_install": False,
            "trigger_id": workspace.new_trigger(person.id),
        }

    def _response_url(self, person: Person, channel: str) -> str:
        ticket = self.world.sandbox.workspace.new_response_url(ResponseUrl(person.id, channel))
        return f"{self.world.sandbox.url}{ticket}"

    def _person(self, who: str) -> Person:
        return self.world.sandbox.workspace.person(who)


def _answered(answer: Answer, said: list[str], forms: list[JSON]) -> Answered:
    body: JSON = answer.body if isinstance(answer.body, dict) else {}
    said += [str(answer.body)] if isinstance(answer.body, str) else []
    said += [str(body[key]) for key in ("text",) if key in body]
    said += [str(text) for text in (body.get("errors") or {}).values()]
    forms += [body["view"]] if "view" in body else []
    said += [_words(form) for form in forms if form["callback_id"] == TOLD]
    opened = [str(form["callback_id"]) for form in forms if form["callback_id"] != TOLD]
    return Answered(answer.status, "\n".join(said), opened[-1] if opened else None)


def _words(view: JSON) -> str:
    return "\n".join(block["text"]["text"] for block in view["blocks"] if block["type"] == "section")


# What somebody entered into an element


def typed(text: str) -> JSON:
    """Enter text."""
    return {"type": "plain_text_input", "value": text}


def chosen(value: object) -> JSON:
    """Choose one option."""
    return {"type": "static_select", "selected_option": {"value": str(value)}}


def ticked(*values: str) -> JSON:
    """Tick boxes."""
    return {"type": "checkboxes", "selected_options": [{"value": value} for value in values]}


def day(iso: str) -> JSON:
    """Choose a day."""
    return {"type": "datepicker", "selected_date": iso}


def at(clock: str) -> JSON:
    """Choose a time of day."""
    return {"type": "timepicker", "selected_time": clock}


def user(slack_id: str) -> JSON:
    """Choose somebody."""
    return {"type": "users_select", "selected_user": slack_id}


def users(*slack_ids: str) -> JSON:
    """Choose some people."""
    return {"type": "multi_users_select", "selected_users": list(slack_ids)}


def channel(slack_id: str) -> JSON:
    """Choose a channel."""
    return {"type": "conversations_select", "selected_conversation": slack_id}
