"""Holding a database's locks from outside, so that the bot has to wait."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.engine import make_url

from storage.database import Database


@contextmanager
def held(database: Database, statement: str) -> Iterator[None]:
    """Hold what a statement locks; in SQLite the one lock that every writer needs."""
    url = make_url(database.url)
    if database.is_sqlite:
        with sqlite3.connect(url.database or "", isolation_level=None) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")
        connection.close()
        return
    with psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False)) as connected:
        connected.execute(statement)
        yield
        connected.rollback()
