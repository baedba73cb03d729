"""All domain tables as plain values that two runs of one story can be compared by: no ids, no times of day."""

import re
from collections.abc import Mapping

from sqlalchemy import ForeignKeyConstraint, RowMapping, Table, select

from storage.all_tables import metadata
from storage.base import Utc
from storage.database import Database

NOT_DOMAIN = frozenset({"audit_entries", "deliveries", "paces", "people", "receipts", "workspaces"})
"""The trail of who did what and what was said when; what is said in the end is compared as people see it."""

TS = re.compile(r"[0-9]{10}\.[0-9]{6}")
SLACK_ID = re.compile(r"'([CD])[A-Z0-9]{8,}'")

Rows = dict[str, list[str]]
Known = dict[tuple[str, int], RowMapping]


async def domain(database: Database) -> Rows:
    """Return each table's rows as sorted texts; a timer that was cancelled counts as none."""
    async with database.reading() as tx:
        tables = {table: (await tx.session.execute(select(table))).mappings().all() for table in metadata.sorted_tables}
    known = {(table.name, row["id"]): row for table, rows in tables.items() for row in rows if "id" in row}
    dumped = {
        table.name: sorted(repr(_plain(table, row, known)) for row in rows if not _is_no_timer(table, row))
        for table, rows in tables.items()
        if table.name not in NOT_DOMAIN
    }
    return _ranked(dumped)


def _is_no_timer(table: Table, row: RowMapping) -> bool:
    return table.name == "timers" and row["state"] == "cancelled"


def _plain(table: Table, row: RowMapping, known: Known) -> dict[str, object]:
    parents = {
        next(iter(column for column in constraint.column_keys if column != "workspace_id"), ""): constraint
        for constraint in table.constraints
        if isinstance(constraint, ForeignKeyConstraint)
    }
    plain: dict[str, object] = {}
    for column in table.columns:
        value = row[column.name]
        if column.name in {"id", "workspace_id"} or (table.name, column.name) == ("timers", "subject_id"):
            continue
        if isinstance(column.type, Utc) or column.name == "uid":
            value = value is not None
        elif column.name in parents and value is not None:
            parent = parents[column.name].referred_table
            value = _parent(parent, known[parent.name, value], known)
        elif column.name == "key":
            value = re.sub(r"[0-9]+", "#", value)
        plain[column.name] = value
    return plain


def _parent(table: Table, row: RowMapping, known: Known) -> object:
    """Name a person or a candidacy; of anything else all counts."""
    label = {"people": "name", "candidacies": "candidate_name"}.get(table.name)
    return row[label] if label else tuple(_plain(table, row, known).values())


def _ranked(dumped: Rows) -> Rows:
    """Put in the place of each Slack ts its rank among all: two runs have others, in the same order."""
    everything = sorted({ts for rows in dumped.values() for row in rows for ts in TS.findall(row)})
    ranks = {ts: f"ts{rank}" for rank, ts in enumerate(everything)}
    return {name: sorted(_without_ids(row, ranks) for row in rows) for name, rows in dumped.items()}


def _without_ids(row: str, ranks: Mapping[str, str]) -> str:
    return SLACK_ID.sub(r"'\1'", TS.sub(lambda found: ranks[found[0]], row))
