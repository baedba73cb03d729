"""Business time: what timers, due times and working hours go by. It can be moved; real time can't."""

from collections.abc import Callable
from datetime import datetime, timedelta

from storage.database import real_now


class Clock:
    """Tells business time, which runs as fast as real time and may be moved by tests and the demo.

    `listeners` are called, without arguments, whenever it was moved.
    """

    def __init__(self) -> None:
        """Start at real time."""
        self.listeners: list[Callable[[], None]] = []
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Tell business time, aware UTC."""
        return real_now() + self._ahead

    def real(self) -> datetime:
        """Tell real time, aware UTC."""
        return real_now()

    def move(self, *, to: datetime | None = None, by: timedelta | None = None) -> None:
        """Move business time to an aware instant, or by a length of time; exactly one is given."""
        if (to is None) == (by is None):
            raise ValueError("the clock is moved either to an instant or by a length of time")
        self._ahead = self._ahead + by if by is not None else to - real_now() if to is not None else self._ahead
        for listener in list(self.listeners):
            listener()

    def to_real(self, business: datetime) -> datetime:
        """Say at which real time the clock will tell this business time, unless it is moved before."""
        return business - self._ahead
