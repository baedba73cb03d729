"""Nonsense is refused: for each CHECK, unique rule and foreign key of the metadata, a row that breaks it alone."""

from collections.abc import AsyncIterator, Iterator
from datetime import time
from typing import Any

import psycopg
import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    Enum,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    insert,
    literal,
    null,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.all_tables import metadata
from storage.database import Database
from tests.storage.valid_rows import LATER, NOW, ROWS, Row

Unique = UniqueConstraint | PrimaryKeyConstraint | Index
Rule = CheckConstraint | ForeignKeyConstraint | Unique

BREAKS: dict[str, Row] = {
    "ck_audit_entries_act": {"act": ""},
    "ck_candidacies_candidate_name": {"candidate_name": ""},
    "ck_candidacies_closed_has_answer": {"stage": "closed"},
    "ck_candidacies_early_reveal_has_reason": {"is_blind": True, "revealed_at": NOW, "reveal_reason": "Bo is ill"},
    "ck_candidacies_reason_was_for_reveal": {"is_blind": True, "revealed_by_id": 1, "reveal_reason": "Bo is ill"},
    "ck_candidacies_revealed_was_blind": {"revealed_at": NOW},
    "ck_clearances_cleared_by_somebody": {"cleared_at": NOW},
    "ck_clearances_put_off_has_date": {"put_off_at": NOW, "reason": "The board meets on Friday"},
    "ck_clearances_put_off_has_reason": {"put_off_at": NOW, "put_off_until": LATER.date()},
    "ck_contacts_consent_expires": {"consented_at": NOW},
    "ck_contacts_day_order": {"day_start": time(18), "day_end": time(9)},
    "ck_contacts_marked_at_a_time": {"is_not_offered": True},
    "ck_contacts_marked_by_for_mark": {"not_offered_by_id": 1},
    "ck_contacts_name": {"name": ""},
    "ck_contacts_one_delegate": {"delegate_id": 2, "delegate_email": "kim@acme.example"},
    "ck_contacts_one_way_to_reach": {"email": "eve@acme.example"},
    "ck_contacts_per_month": {"per_month": -1},
    "ck_contacts_per_week": {"per_week": -1},
    "ck_contacts_reason_was_for_mark": {"not_offered_reason": "On leave"},
    "ck_contacts_start_with_end": {"day_start": time(9)},
    "ck_contacts_version": {"version": -1},
    "ck_contacts_yes_or_no": {"consented_at": NOW, "consent_expires_at": LATER, "refused_at": NOW},
    "ck_decisions_not_yet_has_date": {"choice": "not_yet"},
    "ck_decisions_reason": {"reason": ""},
    "ck_decisions_reversed_by_someone": {"reversed_at": NOW},
    "ck_decisions_told_of_no_hire": {"told_at": NOW},
    "ck_deliveries_cards_never_lapse": {"lapses": "at_end", "payload": null(), "surface": "home", "subject_id": 1},
    "ck_deliveries_lapses_with_a_candidacy": {"lapses": "at_end", "candidacy_id": None},
    "ck_deliveries_mail_has_bytes": {"mail": b"Dear Ada"},
    "ck_deliveries_mail_has_message_id": {"message_id": "<1@acme.example>"},
    "ck_deliveries_mail_has_receiver": {"mail_to": "ada@lovelace.example"},
    "ck_deliveries_mail_is_emptied": {"state": "delivered"},
    "ck_alternates_place": {"place": -1},
    "ck_deliveries_notice_or_card": {"payload": null()},
    "ck_deliveries_one_conversation": {"channel": "C1"},
    "ck_deliveries_part_of_a_card": {"part": 1},
    "ck_deliveries_revision_order": {"sent_revision": 1},
    "ck_deliveries_sending_has_lease": {"state": "sending"},
    "ck_deliveries_surface_with_subject": {"subject_id": 1},
    "ck_drafts_seen": {"seen": -1},
    "ck_feedback_channel_with_ts": {"channel": None},
    "ck_feedback_entered_by_someone": {"entered_by_id": 1},
    "ck_feedback_form_has_no_ts": {"source": "form"},
    "ck_feedback_unplaced_waits": {"is_unplaced": True},
    "ck_feedback_version": {"version": -1},
    "ck_feedback_wordless_has_file": {"state": "wordless"},
    "ck_free_windows_order": {"starts_at": LATER, "ends_at": NOW},
    "ck_invitations_held_or_sent": {"held_at": NOW, "sent_at": NOW},
    "ck_invitations_dropped_or_sent": {"dropped_at": NOW, "sent_at": NOW},
    "ck_invitations_subject_with_text": {"text": "Dear Ada"},
    "ck_invitations_edited_by_someone": {"edited_at": NOW},
    "ck_jobs_openings": {"openings": 0},
    "ck_jobs_title": {"title": ""},
    "ck_meeting_requests_alternative_to_refusal": {"alternative": "Ask Bo"},
    "ck_meeting_requests_asks_for_something": {"asked_for_id": None},
    "ck_meeting_requests_minutes": {"minutes": 10},
    "ck_meeting_requests_refused_by_someone": {"refused_by_id": 1},
    "ck_meeting_requests_refused_has_reason": {"state": "refused"},
    "ck_meetings_agreed_has_time": {"state": "agreed"},
    "ck_meetings_order": {"starts_at": LATER, "ends_at": NOW},
    "ck_meetings_organizer_has_name": {"organizer_email": "cora@acme.example"},
    "ck_meetings_sequence": {"sequence": -1},
    "ck_meetings_start_with_end": {"starts_at": NOW},
    "ck_meetings_written_place": {"place": None, "is_place_written": True},
    "ck_held_points_ruled_at_a_time": {"ruled_at": NOW},
    "ck_held_points_ruled_by_somebody": {"ruled_by_id": 2},
    "ck_own_words_beside_an_interviewer": {"place": "interviewer"},
    "ck_own_words_text": {"text": ""},
    "ck_script_points_is_spoken": {"kind": "note"},
    "ck_people_outside_has_no_slack_id": {"slack_id": null()},
    "ck_no_invitations_other_has_note": {"why": "other"},
    "ck_people_slack_id": {"slack_id": ""},
    "ck_points_held_has_reason": {"sharing": "held"},
    "ck_points_private_stays": {"is_private": True},
    "ck_points_text": {"text": ""},
    "ck_private_links_mail_to": {"mail_to": ""},
    "ck_private_links_one_subject": {"meeting_id": 1},
    "ck_questions_settled_by_somebody": {"state": "answered", "note": "Yes", "settled_at": NOW},
    "ck_questions_settled_has_note": {"state": "answered", "settled_at": NOW, "settled_by_id": 1},
    "ck_questions_settled_has_time": {"settled_at": NOW, "settled_by_id": 1},
    "ck_questions_text": {"text": ""},
    "ck_questions_told_once_settled": {"told_at": NOW},
    "ck_thanks_words": {"words": ""},
    "ck_receipts_key": {"key": ""},
    "ck_seats_reminders": {"reminders": 4},
    "ck_settings_day_order": {"day_start": time(18)},
    "ck_settings_due_in_days": {"due_in_days": 31},
    "ck_settings_buffer_minutes": {"buffer_minutes": 121},
    "ck_settings_notice_hours": {"notice_hours": -1},
    "ck_timers_attempts": {"attempts": -1},
    "ck_wordings_first_is_ours": {"version": 1},
    "ck_wordings_version": {"version": 0},
}
"""What breaks each CHECK when put into a valid row. CHECKs of enums need no entry: any other word breaks them."""

MAIL: Row = {
    "transport": "mail",
    "payload": null(),
    "mail": b"Dear Ada",
    "mail_to": "ada@lovelace.example",
    "message_id": "<1@acme.example>",
}
AGREED: Row = {"state": "agreed", "starts_at": NOW, "ends_at": LATER}
ENTERED: Row = {"source": "entered", "channel": None, "ts": None, "entered_by_id": 1}
NEEDS: dict[str, Row] = {
    "ck_candidacies_answer": {"stage": "closed", "answer": "accepted"},
    "fk_candidacies_workspace_id_revealed_by_id": {
        "is_blind": True,
        "revealed_at": NOW,
        "revealed_by_id": 1,
        "reveal_reason": "Bo is ill",
    },
    "ck_deliveries_surface": {"payload": null(), "surface": "home", "subject_id": 1},
    "fk_private_links_workspace_id_meeting_id": {"candidacy_id": None, "meeting_id": 1},
    "fk_meeting_requests_workspace_id_refused_by_id": {"state": "refused", "refusal": "No", "refused_by_id": 1},
    "ck_questions_questionstate": {"state": "answered", "note": "Yes", "settled_at": NOW, "settled_by_id": 1},
    "fk_questions_workspace_id_settled_by_id": {
        "state": "answered",
        "note": "Yes",
        "settled_at": NOW,
        "settled_by_id": 1,
    },
    "fk_decisions_workspace_id_reversed_by_id": {"reversed_by_id": 1, "reversed_at": NOW},
    "fk_held_points_workspace_id_ruled_by_id": {"is_released": True, "ruled_by_id": 1, "ruled_at": NOW},
    "fk_invitations_workspace_id_edited_by_id": {"edited_by_id": 1, "edited_at": NOW},
    "fk_clearances_workspace_id_cleared_by_id": {"cleared_by_id": 1, "cleared_at": NOW},
    "fk_contacts_workspace_id_not_offered_by_id": {"is_not_offered": True, "not_offered_at": NOW},
    "fk_own_words_workspace_id_seat_id": {"place": "interviewer", "seat_id": 1},
    "uq_own_words_seat_id": {"place": "interviewer", "seat_id": 1},
    "uq_contacts_workspace_id_email": {"person_id": None, "email": "ines@fund.example"},
    "uq_deliveries_message_id": MAIL,
    "ck_deliveries_mail_is_emptied": MAIL,
    "fk_feedback_workspace_id_entered_by_id": ENTERED,
    "uq_feedback_entered": ENTERED,
    "uq_feedback_form": {"source": "form", "channel": None, "ts": None},
    "uq_meetings_candidate_time": AGREED,
    "uq_meetings_contact_time": AGREED,
}
"""What else a valid row holds, so that the rule applies to it and is the only one broken."""


def rules(table: Table) -> Iterator[Rule]:
    """Every rule of a table but NOT NULL."""
    for constraint in table.constraints:
        assert isinstance(constraint, Rule), constraint
        yield constraint
    yield from (index for index in table.indexes if index.unique)


def breaking_row(table: Table, rule: Rule) -> Row:
    """Make a row 2 that breaks the rule while row 1 stands; raises KeyError for a CHECK that BREAKS does not know."""
    name = str(rule.name)
    row = ROWS[table.name](2) | NEEDS.get(name, {})
    if isinstance(rule, ForeignKeyConstraint):
        column = list(rule.columns)[-1].name
        return row | {column: 99 if column == "workspace_id" else 3}  # 3 is there, in another workspace
    if isinstance(rule, CheckConstraint):
        words = [column.name for column in table.columns if _is_word(column, name)]
        return row | ({words[0]: literal("nonsense", String)} if words else BREAKS[name])
    first = ROWS[table.name](1) | NEEDS.get(name, {})
    return row | {column.name: first[column.name] for column in rule.columns}


def _is_word(column: Column[Any], rule: str) -> bool:
    return isinstance(column.type, Enum) and rule == f"ck_{column.table}_{column.type.name}"


def is_refused_by(rule: Rule, error: IntegrityError) -> bool:
    """Say whether it was this rule, as exactly as the database tells, or one that it cannot be broken without."""
    said = str(error.orig)
    if isinstance(error.orig, psycopg.Error):
        return error.orig.diag.constraint_name in {one.name for one in (rule, *_broken_with(rule))}
    if isinstance(rule, CheckConstraint):
        return said == f"CHECK constraint failed: {rule.name}"
    if isinstance(rule, ForeignKeyConstraint):
        return said == "FOREIGN KEY constraint failed"
    uniques = [one for one in (rule, *_broken_with(rule)) if isinstance(one, Unique)]
    return said in {f"UNIQUE constraint failed: {', '.join(map(str, one.columns))}" for one in uniques}


def _broken_with(rule: Rule) -> Iterator[Rule]:
    """A unique (workspace, id) is broken with the key alone, a workspace that is not there with every parent in it."""
    if isinstance(rule, UniqueConstraint) and set(rule.table.primary_key.columns) <= set(rule.columns):
        yield rule.table.primary_key
    if isinstance(rule, ForeignKeyConstraint) and [column.name for column in rule.columns] == ["workspace_id"]:
        yield from rule.table.foreign_key_constraints


async def put(connection: AsyncConnection, table: Table, row: Row) -> IntegrityError | None:
    """Insert a row, or return why the database does not take it."""
    try:
        async with connection.begin_nested():
            await connection.execute(insert(table).values(row))
    except IntegrityError as error:
        return error
    return None


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator[AsyncConnection]:
    """A connection in a transaction that is rolled back."""
    database = Database(database_url)
    async with database.engine.connect() as connection:
        yield connection
    await database.close()


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=str)
async def test_what_breaks_a_rule_is_refused(connection: AsyncConnection, table: Table) -> None:
    """Three workspaces have what the table refers to; its valid row is taken, and a row that breaks one rule is not."""
    for n in (1, 2, 3):
        for parent in metadata.sorted_tables[: metadata.sorted_tables.index(table)]:
            assert await put(connection, parent, ROWS[parent.name](n)) is None
    for rule in rules(table):
        point = await connection.begin_nested()
        needs = NEEDS.get(str(rule.name), {})
        assert await put(connection, table, ROWS[table.name](1) | needs) is None, rule.name
        error = await put(connection, table, breaking_row(table, rule))
        assert error is not None, f"{rule.name} let nonsense in"
        assert is_refused_by(rule, error), f"{rule.name}: {error.orig}"
        await point.rollback()


def test_nothing_is_said_of_rules_that_are_not_there() -> None:
    """A rule that was renamed or dropped leaves nothing behind here."""
    there = {rule.name for table in metadata.sorted_tables for rule in rules(table)}
    assert sorted({*BREAKS, *NEEDS} - there) == []
