"""Reading rows by their id, each once a transaction."""

from typing import TypeVar

from sqlalchemy.exc import NoResultFound

from storage.base import Owned
from storage.database import Transaction

Row = TypeVar("Row", bound=Owned)


async def get_row(tx: Transaction, table: type[Row], row_id: int) -> Row:
    """Return a row of the workspace, as the transaction knows it already or read now.

    Raises NoResultFound when the workspace has none of that id.
    """
    row = await tx.session.get(table, row_id)
    if row is None or row.workspace_id != tx.workspace_id:
        message = f"no {table.__name__} {row_id}"
        raise NoResultFound(message)
    return row
