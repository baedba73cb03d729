"""What happens when a timer falls due: one line a kind, naming the use case that re-reads the world and acts."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.process import recurring
from bot.rules.words import TimerKind
from storage.database import Transaction
from storage.timers import Timer

UseCase = Callable[[Transaction, Timer], Awaitable[object]]

TIMERS: dict[TimerKind, UseCase] = {
    TimerKind.WAITING_FOR_YOU: recurring.waiting_for_you,
    TimerKind.PRUNE_RECEIPTS: recurring.prune_receipts,
}

LATEST: dict[TimerKind, timedelta] = {
    TimerKind.EVENING_NOTE: timedelta(hours=12),
    TimerKind.APPROVALS_WAITING: timedelta(hours=8),
    TimerKind.WAITING_FOR_YOU: timedelta(hours=8),
}
"""How late a timer may still run, where it makes no sense for ever: what fell due longer ago is marked missed."""
