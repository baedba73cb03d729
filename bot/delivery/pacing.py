"""Pacing: no more calls than Slack allows, kept in rows so that all replicas share it, and so that it outlives us.

Each scope is a method or a conversation. Its `free_at` runs ahead of real time by what was used (a generic cell rate
algorithm): a burst passes at once, then calls are spread evenly, and no minute sees more than Slack's figure.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from storage.database import Transaction
from storage.inserting import add_new
from storage.paces import Pace


@dataclass(frozen=True)
class Rate:
    """A pace: `burst` calls at once, then one each `interval`."""

    interval: timedelta
    burst: int


def a_minute(calls: int) -> Rate:
    """Make a rate that lets fewer than so many calls pass in any minute, three fifths of them at once if need be."""
    burst = calls * 3 // 5
    return Rate(interval=timedelta(minutes=1) / (calls - burst - 2), burst=burst)


TIER_2, TIER_3, TIER_4 = a_minute(20), a_minute(50), a_minute(100)

METHODS = {
    "chat.postMessage": a_minute(300),
    "chat.update": TIER_3,
    "chat.delete": TIER_3,
    "conversations.open": TIER_3,
    "conversations.history": TIER_3,
    "conversations.replies": TIER_3,
    "reactions.add": TIER_3,
    "reactions.remove": TIER_2,
    "views.publish": TIER_4,
}
"""Slack's documented rates of the methods the outbox calls; "several hundred messages a minute" is read as 300."""

CONVERSATION = Rate(interval=timedelta(seconds=1), burst=3)
"""About one message a second, "short bursts" allowed."""


def rate_of(scope: str) -> Rate:
    """Return the rate of a method, or of a conversation."""
    return METHODS.get(scope, CONVERSATION)


class Paces:
    """The paces of some scopes, held for the length of a transaction."""

    def __init__(self, rows: Iterable[Pace], real: datetime) -> None:
        """Take the rows by scope; `real` is the transaction's real time."""
        self._rows = {row.scope: row for row in rows}
        self._real = real

    def book(self, scopes: Collection[str]) -> datetime | None:
        """Book one call in each scope and return None; or book nothing and return when it will be possible."""
        free = max((self._free(scope) for scope in scopes), default=self._real)
        if free > self._real:
            return free
        for scope in scopes:
            row = self._rows[scope]
            row.free_at = max(row.free_at, self._real) + rate_of(scope).interval
        return None

    def _free(self, scope: str) -> datetime:
        row, rate = self._rows[scope], rate_of(scope)
        after_burst = row.free_at - (rate.burst - 1) * rate.interval
        return max(after_burst, row.closed_until or after_burst)


async def hold_paces(tx: Transaction, scopes: Iterable[str]) -> Paces:
    """Lock the paces of these scopes, all at once and in one order, so that replicas can't block each other."""
    wanted = sorted(set(scopes))
    if not wanted:
        return Paces([], tx.real)
    await add_new(tx, Pace, [{"scope": scope, "free_at": tx.real} for scope in wanted])
    query = (
        select(Pace)
        .where(Pace.workspace_id == tx.workspace_id, Pace.scope.in_(wanted))
        .order_by(Pace.scope)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return Paces((await tx.session.execute(query)).scalars().all(), tx.real)


async def close_pace(tx: Transaction, scope: str, wait: timedelta) -> None:
    """Keep a scope closed for as long as Slack asked."""
    await hold_paces(tx, [scope])
    query = select(Pace).where(Pace.workspace_id == tx.workspace_id, Pace.scope == scope)
    (await tx.session.execute(query)).scalar_one().closed_until = tx.real + wait


async def refund_pace(tx: Transaction, scope: str) -> None:
    """Give back a call that was booked and not made."""
    await hold_paces(tx, [scope])
    query = select(Pace).where(Pace.workspace_id == tx.workspace_id, Pace.scope == scope)
    (await tx.session.execute(query)).scalar_one().free_at -= rate_of(scope).interval
