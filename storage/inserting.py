"""Inserting what somebody else may insert at the same moment."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from storage.base import Base
from storage.database import Transaction


def insert_new(tx: Transaction, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """Begin an insert that leaves a row alone which is there already, waiting for whoever is just inserting it."""
    insert = sqlite.insert if tx.session.get_bind().dialect.name == "sqlite" else postgresql.insert
    return insert(Base.metadata.tables[table.__tablename__]).on_conflict_do_nothing()


async def add_new(tx: Transaction, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those of the rows that nobody has inserted before, in their order; read them afterwards."""
    if rows:
        await tx.session.execute(insert_new(tx, table), [{"workspace_id": tx.workspace_id, **row} for row in rows])
