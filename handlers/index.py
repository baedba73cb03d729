"""Finds who answers a request by its name, at once: Bolt by itself would try some two hundred, one after the other."""

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

Listener = Callable[..., Awaitable[BoltResponse | None]]
"""Takes of `ack`, `body`, `client` and `context` what it names."""

Register = Callable[[Listener], None]

NAME_OF: Mapping[str, Callable[[dict[str, Any]], str]] = {
    "action": lambda body: str(body["actions"][0]["action_id"]) if body.get("actions") else "",
    "command": lambda body: str(body["command"]),
    "event": lambda body: str(body["event"]["type"]),
    "message_shortcut": lambda body: str(body["callback_id"]),
    "view": lambda body: str(body["view"]["callback_id"]),
    "view_closed": lambda body: str(body["view"]["callback_id"]),
}
"""What each kind of request is known by; the kinds are called as Bolt's methods are."""

ANYTHING = re.compile("")


class Index:
    """The entry points by kind and name; what nobody asked for is acknowledged."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._named: dict[tuple[str, str], Listener] = {}
        self._families: list[tuple[str, re.Pattern[str], Listener]] = []

    def action(self, name: str | re.Pattern[str]) -> Register:
        """Name the press, or the family of presses, that a listener answers."""
        return self._registering("action", name)

    def command(self, name: str) -> Register:
        """Name the command that a listener answers."""
        return self._registering("command", name)

    def event(self, name: str) -> Register:
        """Name the event that a listener hears of."""
        return self._registering("event", name)

    def message_shortcut(self, name: str) -> Register:
        """Name the shortcut that a listener answers."""
        return self._registering("message_shortcut", name)

    def view(self, name: str | re.Pattern[str]) -> Register:
        """Name the form, or the family of forms, whose submission a listener takes."""
        return self._registering("view", name)

    def connect(self, app: AsyncApp) -> None:
        """Have Bolt bring all requests here: a listener a kind."""
        for kind in NAME_OF:
            getattr(app, kind)(ANYTHING)(self._answering(kind))

    def _registering(self, kind: str, name: str | re.Pattern[str]) -> Register:
        def register(listener: Listener) -> None:
            if isinstance(name, re.Pattern):
                self._families.append((kind, name, listener))
            else:
                self._named[kind, name] = listener

        return register

    def _answering(self, kind: str) -> Listener:
        async def answer(
            ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext
        ) -> BoltResponse | None:
            listener = self._find(kind, NAME_OF[kind](body))
            given = {"ack": ack, "body": body, "client": client, "context": context}
            return await listener(**{name: given[name] for name in inspect.signature(listener).parameters})

        return answer

    def _find(self, kind: str, name: str) -> Listener:
        named = self._named.get((kind, name))
        if named is not None:
            return named
        families = (each for of, pattern, each in self._families if of == kind and pattern.fullmatch(name))
        return next(families, acknowledge)


async def acknowledge() -> BoltResponse:
    """Acknowledge what nobody asked for."""
    return BoltResponse(status=200)
