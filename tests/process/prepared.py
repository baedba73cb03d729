"""What many tests begin with is played once, by the use cases; from then on its rows are put in."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy import func, insert, select, text

from storage.all_tables import metadata
from storage.database import Database, Transaction

Result = TypeVar("Result")
Rows = dict[str, list[dict[str, Any]]]


class Place(Protocol):
    """Where something begins: a workspace in a database, with a clock."""

    database: Database
    now: datetime

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was done yet but to set it up."""

    def act(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction."""


_PLAYED: dict[tuple[bool, str, datetime], tuple[object, datetime, set[str], Rows]] = {}
"""By database, name and time of the beginning: what was returned, the time it ended at, the tables that had rows
before it, and every row there was after it."""


async def prepared(place: Place, name: str, play: Callable[[], Awaitable[Result]]) -> Result:
    """Return what `play` returns, and leave the database as it would; somewhere begun already it is played."""
    if not place.is_untouched:
        return await play()
    key = (place.database.is_sqlite, name, place.now)
    if key not in _PLAYED:
        async with place.database.reading() as tx:
            before = set(await _all_rows(tx))
        played = await play()
        async with place.act() as tx:
            _PLAYED[key] = (played, place.now, before, await _all_rows(tx))
        return played
    result, place.now, before, rows = _PLAYED[key]
    async with place.act() as tx:
        await _put_in(tx, before, rows)
    return cast("Result", result)


async def _all_rows(tx: Transaction) -> Rows:
    found = {}
    for table in metadata.sorted_tables:
        rows = (await tx.session.execute(select(table).order_by(*table.primary_key))).mappings()
        found[table.name] = [dict(row) for row in rows]
    return {name: rows for name, rows in found.items() if rows}


async def _put_in(tx: Transaction, before: set[str], rows: Rows) -> None:
    for table in reversed(metadata.sorted_tables):
        if table.name in before:
            await tx.session.execute(table.delete())
    for table in metadata.sorted_tables:
        if table.name in rows:
            await tx.session.execute(insert(table), rows[table.name])
            if tx.session.get_bind().dialect.name == "postgresql" and "id" in table.c:
                last = select(func.max(table.c.id)).scalar_subquery()
                await tx.session.execute(select(func.setval(text(f"'{table.name}_id_seq'"), last)))
