"""The outbox at work: claims what is due, has it sent, several lanes at once, and writes down what became of it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from bot.delivery.claims import (
    CARD_REST,
    LEASE,
    Claim,
    OnFailed,
    claim_due,
    next_try,
    outstanding,
    workspaces_with_work,
    write_outcome,
)
from bot.delivery.outcome import Outcome
from bot.rules.words import DeliveryState, Transport
from storage.database import Database, Transaction, real_now

PARALLEL = 8
"""How many deliveries are under way at once."""

POLL = timedelta(seconds=1)
"""How often the table is looked at when nobody calls."""

SOON = timedelta(seconds=5)
"""What may be tried only later than this counts as not due for `drain`."""

GLANCE = 0.2
"""Seconds after which `drain` looks again, though nothing was heard."""

WRITING = LEASE - timedelta(seconds=5)
"""How long an outcome is tried to be written; after that the lease runs out, and the delivery is looked up."""

Sending = Callable[[Claim], Awaitable[Outcome]]
"""One attempt at a claimed delivery, by whatever means."""

log = logging.getLogger(__name__)


class Dispatcher:
    """Sends what the outbox owes, from `start` to `stop`."""

    def __init__(
        self,
        database: Database,
        by_slack: Sending,
        by_mail: Sending,
        on_failed: OnFailed | None = None,
        card_rest: timedelta = CARD_REST,
    ) -> None:
        """Take the two ways out, who hears of what could not be delivered, and how long a card rests between edits."""
        self._database = database
        self._card_rest = card_rest
        self._ways = {Transport.SLACK: by_slack, Transport.MAIL: by_mail}
        self._on_failed = on_failed
        self._woken = asyncio.Event()
        self._moved = asyncio.Event()
        self._is_stopping = False
        self._loop: asyncio.Task[None] | None = None
        self._sending: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin to send, and to listen for commits that owe something."""
        self._database.on_commit.append(self._committed)
        self._loop = asyncio.create_task(self._run(), name="outbox")

    async def stop(self, within: timedelta = timedelta(seconds=5)) -> None:
        """Take nothing new and finish what was started; what does not finish in time is looked up at the next start."""
        self._is_stopping = True
        self._database.on_commit.remove(self._committed)
        self.wake()
        if self._loop is not None:
            await self._loop
        if self._sending:
            _, late = await asyncio.wait(self._sending, timeout=within.total_seconds())
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def wake(self) -> None:
        """Look at the table now."""
        self._woken.set()

    async def drain(self, within: timedelta = timedelta(seconds=30)) -> None:
        """Wait until nothing is under way or due in the next seconds; raises TimeoutError when that takes longer."""
        async with asyncio.timeout(within.total_seconds()):
            while True:
                self._moved.clear()
                if not self._sending:  # what is under way is heard of when it ends
                    async with self._database.reading() as tx:
                        if await self.is_idle(tx):
                            return
                    self.wake()
                with suppress(TimeoutError):
                    async with asyncio.timeout(GLANCE):  # another process may be the one that sends
                        await self._moved.wait()

    async def is_idle(self, tx: Transaction) -> bool:
        """Say whether nothing is under way or due."""
        return not await outstanding(tx, tx.real + SOON)

    def _committed(self, tx: Transaction) -> None:
        if tx.deliveries_touched:
            self.wake()

    async def _run(self) -> None:
        while not self._is_stopping:
            self._woken.clear()
            wait = POLL
            try:
                wait = await self._start_due()
            except (DBAPIError, OSError, TimeoutError) as error:
                log.warning("the outbox can't be read: %s", type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(wait.total_seconds()):
                    await self._woken.wait()

    async def _start_due(self) -> timedelta:
        """Start what is due, as far as there is room; return how long nothing more will be."""
        async with self._database.reading() as tx:
            looked_at, workspaces = tx.real, await workspaces_with_work(tx)
            if not workspaces:
                return _until(await next_try(tx, looked_at))
        for workspace_id in workspaces:
            room = PARALLEL - len(self._sending)
            if room <= 0 or self._is_stopping:
                break
            async with self._database.transaction(workspace_id) as tx:
                claims = await claim_due(tx, room, self._card_rest)
            for claim in claims:
                self._begin(claim)
        async with self._database.reading() as tx:
            return _until(await next_try(tx, looked_at))

    def _begin(self, claim: Claim) -> None:
        task = asyncio.create_task(self._deliver(claim), name=f"delivery {claim.row.id}")
        self._sending.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Make room; the commit of its outcome has called for what follows it already."""
        was_full = len(self._sending) >= PARALLEL
        self._sending.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("%s: %s", task.get_name(), type(error).__name__)
        self._moved.set()
        if was_full or error is not None:
            self.wake()

    async def _deliver(self, claim: Claim) -> None:
        try:
            async with asyncio.timeout_at(_loop_time(claim)):
                outcome = await self._ways[claim.row.transport](claim)
        except (DBAPIError, OSError, TimeoutError) as error:
            outcome = Outcome(DeliveryState.UNKNOWN, type(error).__name__)
        log.info("delivery %s: %s %s", claim.row.id, outcome.state, outcome.error or "")
        await self._write(claim, outcome)

    async def _write(self, claim: Claim, outcome: Outcome) -> None:
        """Write the outcome down, again and again while the database is busy; a failing hook must not undo it."""
        on_failed = self._on_failed
        async with asyncio.timeout(WRITING.total_seconds()):
            while True:
                try:
                    async with self._database.transaction(claim.row.workspace_id) as tx:
                        await write_outcome(tx, claim, outcome, on_failed)
                except (InterfaceError, OperationalError, OSError) as error:
                    log.warning("delivery %s can't be written down yet: %s", claim.row.id, type(error).__name__)
                    await asyncio.sleep(0.2)
                except Exception as error:
                    if on_failed is None:
                        raise
                    log.error("delivery %s: telling of its failure failed: %s", claim.row.id, type(error).__name__)  # noqa: TRY400  # its text may hold people's words
                    on_failed = None
                else:
                    return


def _until(due: datetime | None) -> timedelta:
    wait = POLL if due is None else due - real_now()
    return min(max(wait, timedelta(milliseconds=10)), POLL)


def _loop_time(claim: Claim) -> float:
    left = (claim.lease_until - real_now()).total_seconds() - 2
    return asyncio.get_running_loop().time() + left
