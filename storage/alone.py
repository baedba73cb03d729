"""One bot to an SQLite file: a lock beside the file, held as long as the bot runs."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url


class AlreadyInUse(Exception):
    """Another bot runs on this SQLite file."""


@contextmanager
def alone_on(url: str) -> Iterator[None]:
    """Hold the lock of an SQLite file; on PostgreSQL, which any number may share, do nothing.

    Raises AlreadyInUse when another process, or another bot in this one, holds it. It ends with the process.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        yield
        return
    path = Path(f"{parsed.database}.lock")
    with path.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyInUse(
                f"Another bot uses {parsed.database}. An SQLite file serves one at a time: stop the other one, "
                "or use PostgreSQL (DATABASE_URL=postgresql://…), which any number share."
            ) from None
        yield
