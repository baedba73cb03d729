"""Runs timers when business time reaches them: APScheduler keeps the near ones in memory, the table is the truth."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import DBAPIError

from bot.clock.business import Clock
from bot.process.refusals import Refusal
from bot.rules.words import TimerKind, TimerState
from storage.candidacies import lock
from storage.database import Database, Transaction
from storage.timers import Timer, claim_timer, waiting_timers

HORIZON = timedelta(hours=1)
"""Timers due within it are held in memory."""

RECONCILE = timedelta(seconds=30)
"""How often memory is brought in line with the table when nobody calls."""

TRIES = 5
"""How often a timer is tried before it is failed and shown."""

SOON = timedelta(seconds=5)
"""A timer that is to be tried again only later than this does not count as due for `drain`."""

UseCase = Callable[[Transaction, Timer], Awaitable[object]]
OnTimerFailed = Callable[[Transaction, Timer], Awaitable[None]]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Registry:
    """What each kind of timer does, and how late it may still do it; one without a figure always runs."""

    use_cases: Mapping[TimerKind, UseCase]
    latest: Mapping[TimerKind, timedelta]
    on_failed: OnTimerFailed | None = None


class Timers:
    """Runs what falls due, one after the other, from `start` to `stop`."""

    def __init__(self, database: Database, clock: Clock, registry: Registry) -> None:
        """Take the facts, business time and what is to be done."""
        self._database = database
        self._clock = clock
        self._registry = registry
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._held: dict[int, datetime] = {}
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_stopping = False
        self._woken = asyncio.Event()

    def start(self) -> None:
        """Begin to run timers, and to listen for commits that set some and for the clock being moved."""
        self._database.on_commit.append(self._committed)
        self._clock.listeners.append(self.wake)
        self._scheduler.start()
        self._scheduler.add_job(self.wake, "interval", seconds=RECONCILE.total_seconds(), id="reconcile")
        self._track(asyncio.create_task(self._follow(), name="timers"))
        self.wake()

    async def stop(self, within: timedelta = timedelta(seconds=3)) -> None:
        """Take nothing new and finish the timer that runs; one that does not finish in time is rolled back."""
        self._is_stopping = True
        self._database.on_commit.remove(self._committed)
        self._clock.listeners.remove(self.wake)
        self.wake()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=within.total_seconds())
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # the scheduler's own shutdown was put on the loop

    def wake(self) -> None:
        """Bring memory in line with the table now."""
        self._woken.set()

    async def drain(self, within: timedelta = timedelta(seconds=30)) -> None:
        """Wait until nothing due is waiting; raises TimeoutError when that takes longer."""
        async with asyncio.timeout(within.total_seconds()):
            pause = 0.01
            while True:
                async with self._database.reading() as tx:
                    if await self.is_idle(tx):
                        return
                self.wake()
                await asyncio.sleep(pause)
                pause = min(2 * pause, 0.2)

    async def is_idle(self, tx: Transaction) -> bool:
        """Say whether no timer runs and none is due."""
        if self._turn.locked():
            return False
        due = await waiting_timers(tx, tx.now)
        return all(timer.retry_at is not None and timer.retry_at > tx.real + SOON for timer in due)

    async def next_due(self, until: datetime) -> datetime | None:
        """Return when the next timer is due after the present business time, None when none is by then."""
        async with self._database.reading() as tx:
            later = [timer.due_at for timer in await waiting_timers(tx, until) if timer.due_at > tx.now]
        return min(later, default=None)

    async def run(self, timer_id: int) -> None:
        """Run one timer if it still waits: its claim, its use case and its end are one transaction."""
        async with self._turn:
            try:
                timer = None if self._is_stopping else await self._read(timer_id)
                if timer is not None:
                    await self._try(timer)
            finally:
                self._held.pop(timer_id, None)

    async def _try(self, timer: Timer) -> None:
        try:
            await self._run(timer)
        except Refusal as refusal:
            log.info("timer %s (%s) had nothing to do: %s", timer.id, timer.kind, type(refusal).__name__)
            await self._end(timer)
        except Exception as error:  # noqa: BLE001  # one timer's bug must not stop the others
            frames = "".join(traceback.format_tb(error.__traceback__))
            log.error("timer %s (%s): %s\n%s", timer.id, timer.kind, type(error).__name__, frames)  # noqa: TRY400  # its text may hold people's words
            await self._put_off(timer, type(error).__name__)

    async def _run(self, timer: Timer) -> None:
        async with self._database.transaction(timer.workspace_id) as tx:
            claimed = await _claim(tx, timer)
            if claimed is None or claimed.due_at > tx.now:
                tx.timers_touched = True  # it was moved, or we woke a moment early: look again
                return
            latest = self._registry.latest.get(claimed.kind)
            if latest is not None and tx.now - claimed.due_at > latest:
                claimed.state = TimerState.MISSED
                return
            await self._registry.use_cases[claimed.kind](tx, claimed)
            if claimed.state is TimerState.WAITING and claimed.due_at <= tx.now:
                claimed.state, claimed.error = TimerState.DONE, None

    async def _end(self, timer: Timer) -> None:
        async with self._database.transaction(timer.workspace_id) as tx:
            claimed = await _claim(tx, timer)
            if claimed is not None:
                claimed.state = TimerState.DONE

    async def _put_off(self, timer: Timer, error: str) -> None:
        """Write the failure in a transaction of its own, with a longer wait each time; after the last it is shown."""
        async with self._database.transaction(timer.workspace_id) as tx:
            claimed = await _claim(tx, timer)
            if claimed is None:
                return
            claimed.attempts, claimed.error = claimed.attempts + 1, error
            claimed.retry_at = tx.real + timedelta(seconds=2 ** (claimed.attempts - 1))
            tx.timers_touched = True
            if claimed.attempts >= TRIES:
                claimed.state = TimerState.FAILED
                if self._registry.on_failed is not None:
                    await self._registry.on_failed(tx, claimed)

    async def _read(self, timer_id: int) -> Timer | None:
        async with self._database.reading() as tx:
            timer = await tx.session.get(Timer, timer_id)
        return timer if timer is not None and timer.state is TimerState.WAITING else None

    async def _follow(self) -> None:
        while not self._is_stopping:
            await self._woken.wait()
            self._woken.clear()
            try:
                await self._reconcile()
            except (DBAPIError, OSError, TimeoutError) as error:
                log.warning("the timers can't be read: %s", type(error).__name__)

    async def _reconcile(self) -> None:
        """Hold exactly the waiting timers of the next hour, each at the real time it falls due."""
        async with self._database.reading() as tx:
            near = await waiting_timers(tx, tx.now + HORIZON)
            wanted = {timer.id: self._when(timer) for timer in near}
        for timer_id in self._held.keys() - wanted.keys():
            if self._scheduler.get_job(str(timer_id)) is not None:
                self._scheduler.remove_job(str(timer_id))
            del self._held[timer_id]
        for timer_id, at in wanted.items():
            if self._held.get(timer_id) != at and not self._is_stopping:
                self._held[timer_id] = at
                self._scheduler.add_job(
                    self._fire, "date", run_date=at, args=[timer_id], id=str(timer_id), replace_existing=True
                )

    def _when(self, timer: Timer) -> datetime:
        at = self._clock.to_real(timer.due_at)
        return at if timer.retry_at is None else max(at, timer.retry_at)

    async def _fire(self, timer_id: int) -> None:
        """Run in a task of our own: the scheduler cancels its own when it is shut down."""
        task = asyncio.create_task(self.run(timer_id), name=f"timer {timer_id}")
        self._track(task)

    def _track(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("%s: %s", task.get_name(), type(error).__name__)

    def _committed(self, tx: Transaction) -> None:
        if tx.timers_touched:
            self.wake()


async def _claim(tx: Transaction, timer: Timer) -> Timer | None:
    """Take the candidacy first, as every use case does, then the timer: two who meet can't wait for each other."""
    if timer.candidacy_id is not None:
        await lock(tx, timer.candidacy_id)
    return await claim_timer(tx, timer.id)


async def advance(timers: Timers, clock: Clock, to: datetime, settle: Callable[[], Awaitable[None]]) -> None:
    """Move business time to an instant, stopping at each timer on the way, so that they run in their order."""
    await settle()
    while (due := await timers.next_due(to)) is not None:
        clock.move(to=due)
        await settle()
    if to > clock.now():
        clock.move(to=to)
    await settle()
