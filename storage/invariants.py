"""What must never be, as queries that run: each gives a number, and every number but 0 is worth a look."""

from datetime import timedelta

from sqlalchemy import func, select

from bot.rules.words import DeliveryState, TimerState
from storage.database import Transaction
from storage.deliveries import UNFINISHED, Delivery, is_message
from storage.timers import Timer

LATE = timedelta(minutes=15)


async def unsent(tx: Transaction) -> int:
    """Count what has been tried in vain for a quarter of an hour (real time), over all workspaces."""
    query = select(func.count()).where(
        Delivery.state.in_(UNFINISHED),
        Delivery.ts.is_(None),
        is_message(Delivery),
        Delivery.first_tried_at < tx.real - LATE,
    )
    return (await tx.session.execute(query)).scalar_one()


async def undelivered(tx: Transaction) -> int:
    """Count what could not be delivered and waits for a person, over all workspaces."""
    query = select(func.count()).where(Delivery.state == DeliveryState.FAILED)
    return (await tx.session.execute(query)).scalar_one()


async def overdue(tx: Transaction) -> int:
    """Count the timers that fell due a quarter of an hour ago (business time) and still wait, over all workspaces."""
    query = select(func.count()).where(Timer.state == TimerState.WAITING, Timer.due_at < tx.now - LATE)
    return (await tx.session.execute(query)).scalar_one()


async def worries(tx: Transaction) -> dict[str, int]:
    """Return all numbers by name."""
    return {"unsent": await unsent(tx), "undelivered": await undelivered(tx), "overdue": await overdue(tx)}
