"""A log of what went over the wire, without anything anybody wrote."""

import time
from dataclasses import dataclass, field

from bot.sandbox.changes import Change, Changes
from bot.sandbox.ids import JSON


@dataclass(slots=True)
class Traffic:
    """Calls of the app and deliveries to it, oldest first; `at` is Unix seconds."""

    entries: list[JSON] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)

    def called(self, method: str, status: int, error: str | None, milliseconds: float, channel: str | None) -> None:
        """Note one Web API call."""
        entry = {"kind": "call", "method": method, "status": status, "error": error, "channel": channel}
        self._add(entry | {"ms": milliseconds, "at": time.time()})

    def delivered(
        self,
        kind: str,
        what: str,
        status: int,
        failure: str | None,
        milliseconds: float,
        attempt: int,
        event_id: str | None = None,
    ) -> None:
        """Note one attempt to deliver an event (with its id) or interaction."""
        entry = {"kind": kind, "what": what, "status": status, "error": failure, "attempt": attempt}
        self._add(entry | {"event_id": event_id, "ms": milliseconds, "at": time.time()})

    def _add(self, entry: JSON) -> None:
        self.entries.append(entry)
        self.changes.tell(Change("traffic"))
