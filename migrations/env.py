"""What Alembic runs around each migration: on storage.migrate's connection, or on DATABASE_URL from the command line."""

import os
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

from storage.all_tables import metadata
from storage.base import Utc
from storage.migrate import engine_for

SCRATCH = "sqlite:///migration-scratch.sqlite3"


def render_item(kind: str, item: object, autogen: AutogenContext) -> str | Literal[False]:
    """Write a column's type without our own classes, which may change after the migration was made."""
    del autogen
    if kind == "type" and isinstance(item, Utc):
        return "sa.DateTime(timezone=True)"
    return False


def migrate(connection: Connection) -> None:
    """Run what Alembic was asked for in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=render_item,
        # SQLite changes a table by copying it; new tables, all there is in the first migration, need none of that.
        render_as_batch=context.script.get_current_head() is not None,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    engine = engine_for(os.environ.get("DATABASE_URL", SCRATCH))
    with engine.begin() as opened:
        migrate(opened)
    engine.dispose()
