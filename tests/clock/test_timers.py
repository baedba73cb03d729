"""Timers: each once, in order, when business time reaches it; what fails is tried again and then shown."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.clock.business import Clock
from bot.clock.timers import TRIES, Registry, Timers, UseCase, advance
from bot.process.refusals import NotNow
from bot.rules.words import TimerKind, TimerState
from storage.database import Database, Transaction
from storage.timers import Timer, cancel_timers, set_timer
from tests.process.acme import acme

KIND = TimerKind.CALL_REMINDER
HOUR = timedelta(hours=1)


@dataclass
class Desk:
    """Timers at work, and what they did: keys with the hours since the start."""

    database: Database
    clock: Clock
    workspace_id: int
    began: datetime
    done: list[tuple[str, int]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    use_cases: dict[TimerKind, UseCase] = field(default_factory=dict)
    timers: Timers | None = None

    def start(self) -> Timers:
        """Start running timers."""
        latest = {TimerKind.EVENING_NOTE: 2 * HOUR}
        self.timers = Timers(self.database, self.clock, Registry(self.use_cases, latest, self._note))
        self.timers.start()
        return self.timers

    async def stop(self) -> None:
        """Stop running timers."""
        if self.timers is not None:
            await self.timers.stop()
            self.timers = None

    async def set(self, key: str, hours: float, kind: TimerKind = KIND) -> None:
        """Set a timer so many hours after the start."""
        async with self.database.transaction(self.workspace_id) as tx:
            await set_timer(tx, kind, self.began + hours * HOUR, key=key)

    async def timer(self, key: str) -> Timer:
        """Return the timer of this key."""
        async with self.database.reading() as tx:
            return (await tx.session.execute(select(Timer).where(Timer.key == key))).scalar_one()

    async def act(self, tx: Transaction, timer: Timer) -> None:
        """Note what ran and when."""
        self.done.append((timer.key, round((tx.now - self.began) / HOUR)))

    async def _note(self, tx: Transaction, timer: Timer) -> None:
        del tx
        self.failed.append(timer.key)


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    """A workspace whose timers do not run yet."""
    clock = Clock()
    database = Database(database_url, clock.now)
    async with database.transaction() as tx:
        row = acme()
        tx.session.add(row)
    place = Desk(database, clock, row.id, clock.now())
    place.use_cases |= {KIND: place.act, TimerKind.EVENING_NOTE: place.act}
    yield place
    await place.stop()
    await database.close()


async def test_a_timer_runs_when_its_time_comes(desk: Desk) -> None:
    """Set while running, due in a moment of real time: APScheduler wakes for it."""
    timers = desk.start()
    await desk.set("in a day", 24)
    await timers.drain()
    assert desk.done == []
    await desk.set("soon", (desk.clock.now() - desk.began) / HOUR + 0.1 / 3600)
    await _until(lambda: bool(desk.done))
    assert desk.done == [("soon", 0)]
    assert (await desk.timer("soon")).state is TimerState.DONE


async def test_moving_the_clock_runs_timers_in_their_order(desk: Desk) -> None:
    """Timers set by earlier ones fire at their time, also those beyond the hour that is held in memory."""

    async def chain(tx: Transaction, timer: Timer) -> None:
        await desk.act(tx, timer)
        if timer.key != "chain:4":
            number = int(timer.key[-1]) + 1
            await set_timer(tx, timer.kind, tx.now + 10 * HOUR, key=f"chain:{number}")

    desk.use_cases[TimerKind.FOLLOW_UP] = chain
    timers = desk.start()
    await desk.set("late", 25)
    await desk.set("chain:1", 1, TimerKind.FOLLOW_UP)
    await advance(timers, desk.clock, desk.began + 48 * HOUR, timers.drain)
    assert desk.done == [("chain:1", 1), ("chain:2", 11), ("chain:3", 21), ("late", 25), ("chain:4", 31)]
    assert abs(desk.clock.now() - (desk.began + 48 * HOUR)) < timedelta(minutes=1)


async def test_a_timer_may_set_itself_anew(desk: Desk) -> None:
    """What moves its own row to a later time goes on waiting."""

    async def again(tx: Transaction, timer: Timer) -> None:
        await desk.act(tx, timer)
        await set_timer(tx, timer.kind, timer.due_at + 24 * HOUR, key=timer.key)

    desk.use_cases[KIND] = again
    timers = desk.start()
    await desk.set("daily", 9)
    await advance(timers, desk.clock, desk.began + 60 * HOUR, timers.drain)
    assert desk.done == [("daily", 9), ("daily", 33), ("daily", 57)]


async def test_a_cancelled_or_moved_timer_does_not_fire(desk: Desk) -> None:
    """The table is the truth, not what is held in memory."""
    timers = desk.start()
    await desk.set("moved", 0.5)
    await desk.set("gone", 0.5)
    await timers.drain()
    await desk.set("moved", 2)
    async with desk.database.transaction(desk.workspace_id) as tx:
        await tx.session.execute(update(Timer).where(Timer.key == "gone").values(state=TimerState.CANCELLED))
        await cancel_timers(tx, 0)
    await advance(timers, desk.clock, desk.began + HOUR, timers.drain)
    assert desk.done == []


async def test_a_failing_timer_is_tried_again_and_then_shown(desk: Desk) -> None:
    """What the use case wrote is rolled back each time; after the fifth failure a person is told, others run on."""

    async def broken(tx: Transaction, timer: Timer) -> None:
        await set_timer(tx, KIND, tx.now, key="never")
        raise KeyError(timer.key)

    desk.use_cases[TimerKind.NEXT_BEST] = broken
    timers = desk.start()
    await desk.set("broken", 0, TimerKind.NEXT_BEST)
    await desk.set("fine", 0)
    for _ in range(TRIES):
        await _until(_tried_again(desk, timers))
    row = await desk.timer("broken")
    assert (row.state, row.attempts, row.error) == (TimerState.FAILED, TRIES, "KeyError")
    assert desk.failed == ["broken"]
    assert desk.done == [("fine", 0)]


async def test_the_error_is_written_with_a_wait(desk: Desk) -> None:
    """The class of the error is kept, never its text, and real time decides when it is tried again."""

    async def broken(tx: Transaction, timer: Timer) -> None:
        del tx, timer
        raise ValueError("somebody's words")

    desk.use_cases[KIND] = broken
    timers = desk.start()
    await desk.set("broken", 0)
    await _until(_has_failed_once(desk))
    row = await desk.timer("broken")
    assert (row.state, row.error) == (TimerState.WAITING, "ValueError")
    assert row.retry_at is not None
    assert row.retry_at > desk.clock.real() - timedelta(seconds=5)
    await timers.stop()
    desk.timers = None


async def test_a_refusal_means_the_world_moved_on(desk: Desk) -> None:
    """A use case that refuses has nothing to do any more; its timer is done."""

    async def refuse(tx: Transaction, timer: Timer) -> None:
        del tx, timer
        raise NotNow("the call was logged")

    desk.use_cases[KIND] = refuse
    timers = desk.start()
    await desk.set("reminder", 0)
    await timers.drain()
    assert (await desk.timer("reminder")).state is TimerState.DONE


async def test_what_fell_due_while_the_bot_was_away(desk: Desk) -> None:
    """A reminder still runs, an evening note of yesterday is missed, one of an hour ago is not."""
    await desk.set("reminder", 1)
    await desk.set("note, yesterday", 1, TimerKind.EVENING_NOTE)
    await desk.set("note, just now", 23, TimerKind.EVENING_NOTE)
    desk.clock.move(by=24 * HOUR)
    timers = desk.start()
    await timers.drain()
    assert [key for key, _ in desk.done] == ["reminder", "note, just now"]
    assert (await desk.timer("note, yesterday")).state is TimerState.MISSED


async def test_two_replicas_run_a_timer_once(desk: Desk) -> None:
    """Both hold it in memory; the claim lets one through."""
    first = desk.start()
    second = desk.start()
    for number in range(5):
        await desk.set(f"timer {number}", 1)
    desk.clock.move(by=2 * HOUR)
    await first.drain()
    await second.drain()
    assert sorted(key for key, _ in desk.done) == [f"timer {number}" for number in range(5)]
    await first.stop()


def test_the_clock_moves_and_maps() -> None:
    """Business time goes on from where it was moved, real time stays, and listeners hear of it."""
    clock = Clock()
    heard: list[int] = []
    clock.listeners.append(lambda: heard.append(1))
    clock.move(by=timedelta(days=2))
    assert abs(clock.now() - clock.real() - timedelta(days=2)) < timedelta(minutes=1)
    there = clock.real() + timedelta(days=7)
    clock.move(to=there)
    assert timedelta() <= clock.now() - there < timedelta(minutes=1)
    assert abs(clock.to_real(there) - clock.real()) < timedelta(minutes=1)
    assert heard == [1, 1]
    with pytest.raises(ValueError, match="either to an instant or by"):
        clock.move()


def _tried_again(desk: Desk, timers: Timers) -> Callable[[], Awaitable[bool]]:
    before: list[int] = []

    async def look() -> bool:
        row = await desk.timer("broken")
        before.append(row.attempts)
        if row.attempts > before[0] or row.state is TimerState.FAILED:
            return True
        async with desk.database.transaction(desk.workspace_id) as tx:
            await tx.session.execute(update(Timer).where(Timer.key == "broken").values(retry_at=None))
        timers.wake()
        return False

    return look


def _has_failed_once(desk: Desk) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return (await desk.timer("broken")).attempts > 0

    return look


async def _until(is_so: Callable[[], Awaitable[bool] | bool]) -> None:
    """Look again until it is so; TimeoutError after half a minute."""
    async with asyncio.timeout(30):
        while True:
            found = is_so()
            if found is True or (not isinstance(found, bool) and await found):
                return
            await asyncio.sleep(0.03)
