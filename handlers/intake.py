"""Messages that arrive at the same moment in one thread are stored in one transaction, however many they are."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError

from storage.database import Database, Transaction
from storage.receipts import AlreadyHandled, is_first

AT_ONCE = 25
"""Most messages in one transaction."""

LONG_ENOUGH = 0.7
"""Seconds after which a transaction takes no more messages: its first ones wait for an answer."""

WITHIN = 2.5
"""Seconds such a transaction may take."""

Work = Callable[[Transaction], Awaitable[None]]


@dataclass(eq=False)
class _Message:
    receipt: str | None
    work: Work
    stored: asyncio.Future[None]


class Intake:
    """Stores what it is given, in the order of arrival, as many at a time as are waiting for the same thing."""

    def __init__(self, database: Database, tasks: set[asyncio.Task[object]]) -> None:
        """Take the facts, and where tasks are kept that go on by themselves."""
        self._database = database
        self._tasks = tasks
        self._waiting: dict[tuple[int, Hashable], deque[_Message]] = {}

    async def store(self, workspace_id: int, thread: Hashable, receipt: str | None, work: Work) -> None:
        """Have one message stored, and return when that is committed; `thread` says with which others it may be.

        Whoever stops waiting changes nothing: it is stored all the same, and handled already when it comes again.
        Raises AlreadyHandled, and whatever its own work raises.
        """
        message = _Message(receipt, work, asyncio.get_running_loop().create_future())
        message.stored.add_done_callback(_heard)
        queue = self._waiting.get((workspace_id, thread))
        if queue is None:
            queue = self._waiting[workspace_id, thread] = deque()
            task: asyncio.Task[object] = asyncio.create_task(self._store_all(workspace_id, thread, queue))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        queue.append(message)
        await asyncio.shield(message.stored)

    async def _store_all(self, workspace_id: int, thread: Hashable, queue: deque[_Message]) -> None:
        while queue:
            messages = [queue.popleft() for _ in range(min(AT_ONCE, len(queue)))]
            try:
                tried = await self._store_together(workspace_id, messages)
            except (DBAPIError, OSError, TimeoutError) as error:
                for message in messages:
                    message.stored.set_exception(error)
            except Exception:  # noqa: BLE001  # whose it is shows when each is tried alone
                for message in messages:
                    await self._store_alone(workspace_id, message)
            else:
                queue.extendleft(reversed(messages[tried:]))
        del self._waiting[workspace_id, thread]

    async def _store_alone(self, workspace_id: int, message: _Message) -> None:
        try:
            await self._store_together(workspace_id, [message])
        except Exception as error:  # noqa: BLE001  # it is told to whoever brought the message
            message.stored.set_exception(error)

    async def _store_together(self, workspace_id: int, messages: Sequence[_Message]) -> int:
        """Store messages in one transaction until it has taken long enough; returns how many it was good for."""
        clock = asyncio.get_running_loop().time
        until, tried, repeated = clock() + LONG_ENOUGH, 0, set()
        async with asyncio.timeout(WITHIN), self._database.transaction(workspace_id) as tx:
            for message in messages:
                if tried and clock() > until:
                    break
                tried += 1
                if message.receipt and not await is_first(tx, message.receipt):
                    repeated.add(message)
                else:
                    await message.work(tx)
        for message in messages[:tried]:
            if message in repeated:
                message.stored.set_exception(AlreadyHandled(message.receipt))
            else:
                message.stored.set_result(None)
        return tried


def _heard(stored: asyncio.Future[None]) -> None:
    """Take note of an error that nobody waits for any more: the same message comes again."""
    if not stored.cancelled():
        stored.exception()
