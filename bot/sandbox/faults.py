"""Faults on demand: what goes wrong with which call, how often, and whether before or after it took effect."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Literal

from bot.sandbox.ids import JSON

FaultKind = Literal["error", "status", "delay", "drop", "withhold", "ratelimited"]


@dataclass(slots=True)
class Fault:
    """One planned fault of a method ("*" for any, "response_url" too); `count` None means until cleared.

    `match` are arguments that must be equal, `contains` a text that must stand in the arguments. `after` lets the call
    take effect first. `error` is a Slack error name, `status` an HTTP status, `seconds` a delay or Retry-After.
    """

    method: str
    kind: FaultKind
    after: bool = False
    match: JSON = field(default_factory=dict)
    contains: str | None = None
    count: int | None = 1
    error: str = "internal_error"
    status: int = 500
    seconds: float = 1

    def meets(self, method: str, args: JSON) -> bool:
        """Whether it is meant for this call."""
        if self.method not in ("*", method) or self.count == 0:
            return False
        if self.contains is not None and self.contains not in json.dumps(args, ensure_ascii=False):
            return False
        return all(args.get(key) == value for key, value in self.match.items())


class Faults:
    """All planned faults, the methods this workspace lacks, and the answers it holds back."""

    def __init__(self) -> None:
        """Plan nothing."""
        self.planned: list[Fault] = []
        self.lacking: set[str] = set()
        self.withheld = 0
        self._released = asyncio.Event()

    def take(self, method: str, args: JSON) -> Fault | None:
        """Give the fault a call meets, counting it."""
        for each in self.planned:
            if each.meets(method, args):
                each.count = None if each.count is None else each.count - 1
                return each
        return None

    async def withhold(self) -> None:
        """Hold an answer back until `release`."""
        self.withheld += 1
        released = self._released
        try:
            await released.wait()
        finally:
            self.withheld -= 1

    def release(self) -> int:
        """Let all held answers go; gives how many."""
        count = self.withheld
        self._released.set()
        self._released = asyncio.Event()
        return count

    def clear(self) -> None:
        """Plan nothing any more and let go what is held."""
        self.planned.clear()
        self.lacking.clear()
        self.release()
