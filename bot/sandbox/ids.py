"""Ids, timestamps and refusals in Slack's own form."""

import secrets
import time
from typing import Any

JSON = dict[str, Any]

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


class SlackError(Exception):
    """A Web API method's refusal: `error` is Slack's name for it, `extra` goes into the answer beside it."""

    def __init__(self, error: str, **extra: Any) -> None:  # noqa: ANN401  # whatever JSON the answer carries
        """Keep what will be answered."""
        super().__init__(error)
        self.error = error
        self.extra: JSON = extra


class Refused(Exception):
    """What a person's client does not let them do; `error` names it, `detail` says it to whoever wrote the test."""

    def __init__(self, error: str, detail: str = "") -> None:
        """Keep what will be answered."""
        super().__init__(f"{error}: {detail}" if detail else error)
        self.error = error
        self.detail = detail


def new_id(prefix: str, length: int = 10) -> str:
    """Make an id such as U0ABC12DEF."""
    return prefix + "".join(secrets.choice(_LETTERS) for _ in range(length))


class Timestamps:
    """Message timestamps: real time in seconds with six decimals, as a string, never twice the same."""

    def __init__(self) -> None:
        """Start before every time there is."""
        self._last = 0

    def next(self) -> str:
        """Give the present moment, or a microsecond after the last one given."""
        self._last = max(self._last + 1, time.time_ns() // 1000)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"
