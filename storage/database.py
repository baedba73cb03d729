"""The engine and the transaction: every use case runs in one, and nothing is said before it has committed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

LOCK_WAIT_MS = 2000
"""How long a statement waits for a lock; below the 2.5 s in which a person's click must be answered."""


def real_now() -> datetime:
    """Tell real time, which never moves: for leases, retries and pacing."""
    return datetime.now(UTC)


@dataclass
class Transaction:
    """One unit of work on a workspace's facts.

    `now` is business time, `real` real time, both aware UTC and fixed for the length of the transaction.
    """

    session: AsyncSession
    workspace_id: int
    now: datetime
    real: datetime
    timers_touched: bool = False
    deliveries_touched: bool = False
    threads_begun: set[int] = field(default_factory=set)
    """Candidacies whose debrief card got its place in Slack here: replies may stand in its thread already."""
    redraws: set[tuple[str, int]] = field(default_factory=set)
    """Surface and subject of the cards to draw again; carried out together, before the commit."""
    following: "dict[Hashable, Callable[[Transaction], Awaitable[None]]]" = field(default_factory=dict)
    """What follows from the facts written here, by what it is about; carried out once, before what finishes."""
    finishing: "dict[Callable[[Transaction], Awaitable[None]], None]" = field(default_factory=dict)
    """What is done once, last, before the commit; in the order it was asked for."""


class Database:
    """The facts, behind transactions. `now` tells business time; `on_commit` hears of each commit that wrote."""

    def __init__(self, url: str, now: Callable[[], datetime] = real_now) -> None:
        """Open lazily: nothing is connected before the first transaction. `url` names an async driver."""
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.now = now
        self.on_commit: list[Callable[[Transaction], None]] = []
        self.engine = engine_at(url)
        isolation = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._for_reading = self.engine.execution_options(read_only=True, **isolation)
        self._writing = asyncio.Lock()

    @asynccontextmanager
    async def transaction(self, workspace_id: int = 0) -> AsyncIterator[Transaction]:
        """Write: commits when the block ends, rolls back when it raises. On SQLite writers queue in their order."""
        async with self._turn(), AsyncSession(self.engine, expire_on_commit=False, autoflush=True) as session:
            tx = Transaction(session, workspace_id, self.now(), real_now())
            await session.begin()
            try:
                yield tx
                while tx.following:
                    await tx.following.pop(next(iter(tx.following)))(tx)
                for finish in tx.finishing:
                    await finish(tx)
                await session.commit()
            except BaseException:
                await asyncio.shield(session.rollback())
                raise
        for listener in self.on_commit:
            listener(tx)

    @asynccontextmanager
    async def reading(self, workspace_id: int = 0) -> AsyncIterator[Transaction]:
        """Read one consistent state without waiting for writers; what is written inside is rolled back.

        What was read may be used after the block.
        """
        async with AsyncSession(self._for_reading, expire_on_commit=False) as session:
            yield Transaction(session, workspace_id, self.now(), real_now())
            session.expunge_all()  # a rollback would empty what was read
            await session.rollback()

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if not self.is_sqlite:
            yield
            return
        async with self._writing:
            yield


def engine_at(url: str) -> AsyncEngine:
    """Make the engine of a database; nothing is connected yet. `url` names an async driver."""
    return _sqlite(url) if make_url(url).get_backend_name() == "sqlite" else _postgresql(url)


def _sqlite(url: str) -> AsyncEngine:
    engine = create_async_engine(url, hide_parameters=True, connect_args={"timeout": LOCK_WAIT_MS / 1000})

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _record: object) -> None:  # noqa: ANN401  # the driver's connection has no type
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:  # noqa: ANN401  # an event's argument
        read_only = connection.get_execution_options().get("read_only", False)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _postgresql(url: str) -> AsyncEngine:
    options = f"-c timezone=UTC -c lock_timeout={LOCK_WAIT_MS} -c statement_timeout={2 * LOCK_WAIT_MS}"
    arguments = {"options": options}
    return create_async_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=10, connect_args=arguments)
