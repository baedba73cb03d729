"""What is done once a day for the workspace as a whole: receipts pruned, and no chain of notes left broken."""

from datetime import timedelta

from bot.process.mornings import plan_list, plan_mornings
from bot.rules.words import TimerKind
from storage.candidacies import open_candidacies
from storage.database import Transaction
from storage.questions import question_owners
from storage.receipts import prune_receipts
from storage.standings import overviews
from storage.timers import Timer, set_timer


async def plan_housekeeping(tx: Transaction) -> None:
    """See to it that the house is kept tomorrow."""
    due = tx.now + timedelta(days=1)
    await set_timer(tx, TimerKind.KEEP_HOUSE, due, key=f"keep_house:{due.date()}")


async def keep_house(tx: Transaction, timer: Timer) -> None:
    """Forget old receipts, plan the notes and lists that owners should get, and plan the next time.

    Notes and lists plan their own successors; one that failed for good is taken up again here.
    """
    del timer
    await prune_receipts(tx)
    rows = await open_candidacies(tx)
    owners = {one for row in rows for one in (row.caller_id, row.hiring_manager_id, row.coordinator_id)}
    await plan_mornings(tx, owners | await question_owners(tx))
    waiting = [one for one in await overviews(tx, rows) if one.next is not None and one.next.is_listed]
    for coordinator_id in sorted({one.coordinator_id for one in waiting}):
        await plan_list(tx, coordinator_id)
    await plan_housekeeping(tx)
