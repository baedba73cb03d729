"""One bot to an SQLite file: a lock beside the file, held as long as the bot runs."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from sqlalchemy.engine import make_url


class AlreadyInUse(Exception):
    """Another bot runs on this SQLite file."""


class FolderIsClosed(Exception):
    """Nothing can be written beside the SQLite file."""


@contextmanager
def alone_on(url: str) -> Iterator[None]:
    """Hold the lock of an SQLite file; on PostgreSQL, which any number may share, do nothing.

    Raises AlreadyInUse when another process, or another bot in this one, holds it, and FolderIsClosed when it can't be
    made. It ends with the process.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        yield
        return
    with _opened(Path(f"{parsed.database}.lock")) as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyInUse(
                f"Another bot uses {parsed.database}. An SQLite file serves one at a time: stop the other one, "
                "or use PostgreSQL (DATABASE_URL=postgresql://…), which any number share."
            ) from None
        yield


def _opened(path: Path) -> TextIO:
    try:
        return path.open("w")
    except OSError as error:
        raise FolderIsClosed(
            f"{path} can't be written: {error.strerror}. DATABASE_URL must name a file in a folder the bot may write "
            "to. Example: DATABASE_URL=sqlite:////var/lib/reverse-interview/bot.sqlite3"
        ) from error
