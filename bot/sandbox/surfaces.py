"""What is open on people's screens: forms, App Home, and the tickets that come with each interaction."""

import time
from dataclasses import dataclass, field
from typing import Literal

from bot.sandbox.ids import JSON, new_id

TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 30 * 60
RESPONSE_URL_USES = 5


@dataclass(slots=True)
class View:
    """A form or a Home tab; `given` is what the app sent, `typed` what the person entered by block and action id."""

    id: str
    owner: str
    team_id: str
    kind: Literal["modal", "home"]
    given: JSON
    app: JSON
    root_id: str
    previous_id: str | None = None
    hash: str = ""
    typed: dict[str, JSON] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give it its first hash."""
        self.touch()

    def touch(self) -> None:
        """Give it a new hash, for it changed."""
        self.hash = f"{int(time.time())}.{new_id('', 8)}"

    def as_slack(self) -> JSON:
        """Show the view object; `state.values` holds what is entered now."""
        given = self.given
        return {
            "id": self.id,
            "team_id": self.team_id,
            "type": self.kind,
            "blocks": given["blocks"],
            "private_metadata": given.get("private_metadata", ""),
            "callback_id": given.get("callback_id", ""),
            "state": {"values": self.typed},
            "hash": self.hash,
            "title": given.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
            "clear_on_close": bool(given.get("clear_on_close")),
            "notify_on_close": bool(given.get("notify_on_close")),
            "close": given.get("close"),
            "submit": given.get("submit"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": self.app["app_id"],
            "external_id": given.get("external_id", ""),
            "app_installed_team_id": self.team_id,
            "bot_id": self.app["id"],
        }


@dataclass(slots=True)
class Trigger:
    """The right to open one form, given out with an interaction and good for three real seconds."""

    user: str
    view_id: str | None
    expires: float = field(default_factory=lambda: time.monotonic() + TRIGGER_SECONDS)
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """The right to answer one interaction up to five times within half an hour."""

    user: str
    channel: str
    message_ts: str | None = None
    uses: int = RESPONSE_URL_USES
    expires: float = field(default_factory=lambda: time.monotonic() + RESPONSE_URL_SECONDS)
