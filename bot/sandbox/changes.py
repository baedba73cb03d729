"""What changed in the workspace, told at once to whoever shows it."""

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

MOST_WAITING = 1000

ChangeKind = Literal["message", "view", "home", "places", "people", "read", "traffic", "panel", "everything"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `channel` and `ts` say which message, `root` its thread, `person` whom alone it concerns.

    A change of kind "panel" names the panel; "everything" stands for changes too many to tell.
    """

    kind: ChangeKind
    channel: str | None = None
    ts: str | None = None
    root: str | None = None
    person: str | None = None
    panel: str | None = None


class Changes:
    """Passes changes on to every listener; one that is too slow hears "everything" instead of each."""

    def __init__(self) -> None:
        """Start with nobody listening."""
        self._listeners: set[asyncio.Queue[Change]] = set()
        self.count = secrets.randbelow(2**32)
        """Grows with each change but the traffic: who missed none has seen as many.

        It begins anywhere, so that a window of an earlier workspace at the same address notices.
        """

    def tell(self, change: Change) -> None:
        """Let every listener know."""
        self.count += change.kind != "traffic"
        for queue in self._listeners:
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(Change("everything"))
            queue.put_nowait(change)

    @contextmanager
    def listen(self) -> Iterator[asyncio.Queue[Change]]:
        """Give a queue that fills with the changes from now on."""
        queue: asyncio.Queue[Change] = asyncio.Queue(MOST_WAITING)
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)
