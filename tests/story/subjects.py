"""Candidacies at any point of the story, written as rows: what tests of one press or one form begin with."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count

from sqlalchemy.engine import make_url

from bot.rules.words import Answer, Choice, Sentiment, Stage
from storage.base import Base
from storage.candidacies import Candidacy
from storage.contacts import contact
from storage.database import Database
from tests.story.subject_rows import (
    Roles,
    Subject,
    add_answer,
    add_call,
    add_candidacy,
    add_clearance,
    add_decision,
    add_panel,
    add_requests,
    add_script,
    add_undelivered,
    add_what_is_behind,
    add_wish_for_anybody,
    add_wordings,
)

__all__ = ["Maker", "Roles", "Subject", "changed"]

UNTOUCHED = frozenset({"audit_entries", "receipts", "people", "paces"})
"""Tables that aren't the story's: who asked for what, and who they are."""
BOOKKEEPING = {
    "deliveries": "id, key, revision, payload, mail_to, is_to_be_removed, CASE WHEN state = 'failed' THEN 1 ELSE 0 END"
}
"""Of deliveries only what is owed; whether it was sent meanwhile is no doing of the request looked at."""


@dataclass
class Maker:
    """Writes candidacies into a database; each has a name that nothing else begins with."""

    database: Database
    workspace_id: int
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def at(  # noqa: PLR0913  # what a story may have in it, each by name
        self,
        stage: Stage,
        roles: Roles,
        *,
        answer: Answer | None = None,
        decided: Choice | None = None,
        sentiment: Sentiment | None = None,
        email: str = "candidate@home.example",
        is_sent: bool = True,
        is_settled: bool = False,
        is_blind: bool = False,
        is_to_be_cleared: bool = False,
        is_for_anybody: bool = False,
        work_email: str | None = None,
    ) -> Subject:
        """Make a candidacy at a stage with what must have happened before.

        `decided`, `sentiment`: what else than a hire and a good call; `is_sent`: the invitation has gone out;
        `is_settled`: nothing is asked for or ahead; `is_blind`: feedback isn't revealed;
        `is_to_be_cleared`: nobody may call yet; `is_for_anybody`: anybody who knows a subject is asked for, too;
        `work_email`: they had accepted before, and this was to be their address.
        """
        async with self.database.transaction(self.workspace_id) as tx:
            subject = await add_candidacy(tx, stage, roles, answer, email, next(self.numbers))
            await add_panel(tx, subject, roles)
            await add_undelivered(tx, subject)
            await add_wordings(tx, subject, roles)
            (await tx.session.get_one(Candidacy, subject.id)).is_blind = is_blind
            standing = decided or _usual_decision(stage, answer)
            if standing is not None:
                await add_decision(tx, subject, roles, standing, is_told=answer is Answer.NO_HIRE)
            if is_to_be_cleared:
                await add_clearance(tx, subject, roles)
            if sentiment is None and stage in {Stage.REVERSE_INTERVIEW, Stage.AWAITING_ANSWER}:
                sentiment = Sentiment.POSITIVE
            if standing is Choice.HIRE:
                await add_script(tx, subject, is_late=sentiment is not None)
            if sentiment is not None:
                await add_call(tx, subject, roles, sentiment, is_sent=is_sent)
            if stage is Stage.REVERSE_INTERVIEW and not is_settled:
                await add_requests(tx, subject, roles)
            if is_for_anybody:
                await add_wish_for_anybody(tx, subject, roles)
            await add_what_is_behind(tx, subject, roles, answer, work_email)
            if stage is Stage.CLOSED and answer is not Answer.NO_HIRE:
                await add_answer(tx, subject, roles, answer or Answer.ACCEPTED)
            return subject

    async def version_of(self, contact_id: int) -> int:
        """Return how often an entry of the directory was changed."""
        async with self.database.reading(self.workspace_id) as tx:
            return (await contact(tx, contact_id)).version

    async def list_again(self, contact_id: int) -> None:
        """Put somebody back into the directory."""
        async with self.database.transaction(self.workspace_id) as tx:
            row = await contact(tx, contact_id)
            row.listed_at = row.listed_at or tx.now

    async def looks(self, *, since: int = 0) -> dict[str, list[tuple[object, ...]]]:
        """Return every row of the story's tables, by table; of candidacies and what is owed those from this id on.

        SQLite's are read from the file itself: they are asked for some hundred times.
        """
        queries = {table: _select(table, since) for table in Base.metadata.tables if table not in UNTOUCHED}
        if self.database.is_sqlite:
            with closing(sqlite3.connect(make_url(self.database.url).database or "")) as file:
                return {table: file.execute(query).fetchall() for table, query in queries.items()}
        async with self.database.reading(self.workspace_id) as tx:
            connection = await tx.session.connection()
            return {
                table: [tuple(row) for row in await connection.exec_driver_sql(query)]
                for table, query in queries.items()
            }


def _usual_decision(stage: Stage, answer: Answer | None) -> Choice | None:
    """Return what must have been decided for a candidacy to stand there."""
    if answer is Answer.NO_HIRE:
        return Choice.NO_HIRE
    return None if stage is Stage.DEBRIEF or answer is Answer.WITHDRAWN else Choice.HIRE


def _select(table: str, since: int) -> str:
    columns = BOOKKEEPING.get(table, "*")
    where = f" WHERE candidacy_id >= {since}" if "candidacy_id" in Base.metadata.tables[table].columns else ""
    return f"SELECT {columns} FROM {table}{where} ORDER BY 1"  # noqa: S608  # names of our own tables


def changed(before: dict[str, list[tuple[object, ...]]], after: dict[str, list[tuple[object, ...]]]) -> Sequence[str]:
    """Name the tables that are another now, with the rows that are new in them."""
    return [
        f"{table}: {[row for row in after[table] if row not in before[table]]}"
        for table in before
        if before[table] != after[table]
    ]
