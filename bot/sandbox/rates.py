"""Slack's documented pace: so many calls a minute for a method, about one message a second for a channel."""

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

WINDOW = 60.0
CHANNEL_BURST = 5
WORKSPACE_MESSAGES = 300

TIER_1, TIER_2, TIER_3, TIER_4 = 1, 20, 50, 100


@dataclass(slots=True)
class Bucket:
    """A channel's allowance: full at first, refills by one a second up to the burst."""

    tokens: float = CHANNEL_BURST
    at: float = 0.0

    def wait(self, now: float) -> float:
        """Take one; seconds to wait when there is none."""
        self.tokens = min(CHANNEL_BURST, self.tokens + now - self.at)
        self.at = now
        if self.tokens < 1:
            return 1 - self.tokens
        self.tokens -= 1
        return 0


class Rates:
    """Counts calls in real time; a refusal is the whole seconds for Retry-After."""

    def __init__(self, *, on: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with empty windows; `on=False` lets everything pass. `clock` tells seconds."""
        self.on = on
        self._clock = clock
        self._calls: dict[str, deque[float]] = defaultdict(deque)
        self._channels: dict[str, Bucket] = defaultdict(Bucket)

    def call(self, method: str, per_minute: int | None) -> int:
        """Count one call of a method; 0, or the seconds to wait."""
        if not self.on or per_minute is None:
            return 0
        now, calls = self._clock(), self._calls[method]
        while calls and calls[0] <= now - WINDOW:
            calls.popleft()
        if len(calls) >= per_minute:
            return max(1, math.ceil(calls[0] + WINDOW - now))
        calls.append(now)
        return 0

    def post(self, channel: str) -> int:
        """Count one message into a channel; 0, or the seconds to wait."""
        if not self.on:
            return 0
        wait = self._channels[channel].wait(self._clock())
        return math.ceil(wait) or self.call("messages of the workspace", WORKSPACE_MESSAGES)

    def forgive(self) -> None:
        """Forget what was counted."""
        self._calls.clear()
        self._channels.clear()
