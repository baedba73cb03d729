"""What became of one attempt to send, and how long to wait before the next."""

from dataclasses import dataclass
from datetime import timedelta

from bot.rules.words import DeliveryState

LONGEST_BACK_OFF = timedelta(minutes=1)
TRIES_WITH_A_BUG = 5
"""How often a card whose drawing raises is tried before it is shown to a person."""


@dataclass(frozen=True)
class Outcome:
    """The state a delivery goes to after an attempt, and what was learnt.

    `pending` is to be tried again, surely not sent; `unknown` may have been sent; `cancelled` is not, or no longer, in
    Slack. `wait` is the time before the next try (None: longer with each attempt). `closes` names the pace that Slack
    asked us to keep for that long. `digest` is what Slack shows of a card now; `refunds` names the pace of a call that
    was booked and not needed, because Slack shows that already.
    """

    state: DeliveryState
    error: str | None = None
    wait: timedelta | None = None
    closes: str | None = None
    channel: str | None = None
    ts: str | None = None
    revision: int = 0
    parts: int = 0
    digest: str | None = None
    refunds: str | None = None


def back_off(attempts: int, longest: timedelta = LONGEST_BACK_OFF) -> timedelta:
    """Return the wait after this many attempts: 1, 2, 4 … seconds up to `longest`."""
    return min(timedelta(seconds=2 ** min(max(attempts - 1, 0), 20)), longest)
