"""Feedback: what interviewers wrote, and the points it was read as."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Dialect,
    Index,
    TypeDecorator,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.corrections import Piece
from bot.rules.words import Attachment, FeedbackState, PointKind, SeatState, Sharing, Source, Vote
from storage.base import OURS, Base, Owned, Utc, owned, word
from storage.database import Transaction
from storage.panels import Seat


class Pieces(TypeDecorator[list[Piece]]):
    """The pieces of a wording, kept as JSON."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: list[Piece] | None, dialect: Dialect) -> list[dict[str, Any]]:
        """Turn pieces into what JSON keeps."""
        del dialect
        return [one.as_json() for one in value or ()]

    def process_result_value(self, value: list[dict[str, Any]] | None, dialect: Dialect) -> list[Piece]:
        """Turn what JSON kept into pieces."""
        del dialect
        return [Piece.of_json(one) for one in value or ()]


class Feedback(Owned, Base):
    """One thing an interviewer wrote for a candidacy: a reply or a form.

    `ts` and `edited_ts` are Slack's, compared as text; what was taken back keeps no text here, only in its history.
    """

    __tablename__ = "feedback"
    __table_args__ = owned(
        UniqueConstraint("workspace_id", "channel", "ts"),
        CheckConstraint("(source IN ('form', 'entered')) = (ts IS NULL)", name="form_has_no_ts"),
        CheckConstraint("(source = 'entered') = (entered_by_id IS NOT NULL)", name="entered_by_someone"),
        CheckConstraint("(channel IS NULL) = (ts IS NULL)", name="channel_with_ts"),
        CheckConstraint("version >= 0", name="version"),
        CheckConstraint("NOT is_unplaced OR state IN ('to_sort', 'wordless', 'withdrawn')", name="unplaced_waits"),
        CheckConstraint("state <> 'wordless' OR attached IS NOT NULL", name="wordless_has_file"),
        Index(
            "uq_feedback_form",
            "seat_id",
            unique=True,
            sqlite_where=text("source = 'form'"),
            postgresql_where=text("source = 'form'"),
        ),
        Index(
            "uq_feedback_entered",
            "seat_id",
            unique=True,
            sqlite_where=text("source = 'entered'"),
            postgresql_where=text("source = 'entered'"),
        ),
        seat_id="seats",
        entered_by_id="people",
    )

    seat_id: Mapped[int]
    source: Mapped[Source] = mapped_column(word(Source))
    entered_by_id: Mapped[int | None]
    """Who entered it for the seat's holder; None where they wrote it themselves."""
    channel: Mapped[str | None]
    ts: Mapped[str | None]
    thread_ts: Mapped[str | None]
    """The root's ts where it is a reply."""
    edited_ts: Mapped[str | None]
    state: Mapped[FeedbackState] = mapped_column(word(FeedbackState))
    text: Mapped[str]
    """As written, unescaped; a form's fields one after the other, each under its heading."""
    notes: Mapped[list[str]] = mapped_column(JSON, default=list)
    """What of the text stands neither as a point nor as the vote."""
    pieces: Mapped[list[Piece]] = mapped_column(Pieces, default=list)
    """What the present wording was read as, piece by piece, each with what its author made of it instead."""
    attached: Mapped[Attachment | None] = mapped_column(word(Attachment))
    """What was posted with it; nobody looks inside."""
    vote: Mapped[Vote | None] = mapped_column(word(Vote))
    is_unplaced: Mapped[bool] = mapped_column(default=False)
    """It came by direct message from somebody on several panels, who is yet to say which candidacy it is for."""
    version: Mapped[int] = mapped_column(default=0)
    """How many wordings of it are known."""
    reworded_at: Mapped[datetime | None] = mapped_column(Utc)
    """When its author last put a piece of it in other words than they wrote."""
    written_at: Mapped[datetime] = mapped_column(Utc)


class Point(Owned, Base):
    """One statement of a feedback, as it was read."""

    __tablename__ = "points"
    __table_args__ = owned(
        UniqueConstraint("feedback_id", "position"),
        CheckConstraint("(sharing = 'held') = (hold_reason IS NOT NULL)", name="held_has_reason"),
        CheckConstraint("sharing = 'team_only' OR NOT (is_private OR is_proposed)", name="private_stays"),
        CheckConstraint("text <> ''", name="text"),
        feedback_id="feedback",
    )

    feedback_id: Mapped[int]
    position: Mapped[int]
    kind: Mapped[PointKind] = mapped_column(word(PointKind))
    sharing: Mapped[Sharing] = mapped_column(word(Sharing))
    hold_reason: Mapped[str | None]
    is_private: Mapped[bool] = mapped_column(default=False)
    """Its author marked this very point as for the team only."""
    is_proposed: Mapped[bool] = mapped_column(default=False)
    """Nobody marked it; it stays inside the team until its author says it was read rightly."""
    text: Mapped[str]


FEEDBACK_OF = (
    select(Feedback)
    .where(
        Feedback.workspace_id == OURS,
        Feedback.seat_id.in_(bindparam("seat_ids", expanding=True)),
        Feedback.state != FeedbackState.WITHDRAWN,
    )
    .order_by(Feedback.ts.nulls_first(), Feedback.id)
)
POINTS_OF = (
    select(Point)
    .where(Point.workspace_id == OURS, Point.feedback_id.in_(bindparam("feedback_ids", expanding=True)))
    .order_by(Point.feedback_id, Point.position)
)


async def feedback_of(tx: Transaction, seat_ids: Sequence[int]) -> Sequence[Feedback]:
    """Return everything written from these seats that was not taken back: forms first, then messages as posted."""
    asked = {"workspace_id": tx.workspace_id, "seat_ids": seat_ids}
    return (await tx.session.execute(FEEDBACK_OF, asked)).scalars().all()


async def all_feedback_of(tx: Transaction, seat_id: int) -> Sequence[Feedback]:
    """Return everything written from this seat, taken back or not: the form first, then messages as posted."""
    query = (
        select(Feedback)
        .where(Feedback.workspace_id == tx.workspace_id, Feedback.seat_id == seat_id)
        .order_by(Feedback.ts.nulls_first(), Feedback.id)
    )
    return (await tx.session.execute(query)).scalars().all()


async def by_ts(tx: Transaction, channel: str, ts: str) -> Feedback | None:
    """Return what was written as this Slack message, taken back or not, as it stands now."""
    query = (
        select(Feedback)
        .where(Feedback.workspace_id == tx.workspace_id, Feedback.channel == channel, Feedback.ts == ts)
        .execution_options(populate_existing=True)
    )
    return (await tx.session.execute(query)).scalar_one_or_none()


async def by_id(tx: Transaction, feedback_id: int) -> Feedback:
    """Return one feedback as it stands now."""
    query = (
        select(Feedback)
        .where(Feedback.workspace_id == tx.workspace_id, Feedback.id == feedback_id)
        .execution_options(populate_existing=True)
    )
    return (await tx.session.execute(query)).scalar_one()


async def points_of(tx: Transaction, feedback_ids: Sequence[int]) -> Sequence[Point]:
    """Return the points of these feedbacks, in their order."""
    asked = {"workspace_id": tx.workspace_id, "feedback_ids": feedback_ids}
    return (await tx.session.execute(POINTS_OF, asked)).scalars().all()


async def add_feedback(tx: Transaction, seat_id: int, source: Source, **columns: Any) -> Feedback:  # noqa: ANN401  # column values, typed by the model
    """Add something an interviewer wrote, which nobody has read yet; its wording is still to be kept."""
    blank: dict[str, Any] = {"state": FeedbackState.TO_SORT, "text": "", "notes": [], "pieces": [], "version": 0}
    facts = {**blank, "workspace_id": tx.workspace_id, "written_at": tx.now, **columns}
    row = Feedback(seat_id=seat_id, source=source, **facts)
    tx.session.add(row)
    await tx.session.flush()
    return row


async def replace_points(tx: Transaction, feedback_id: int, points: Sequence[Point]) -> None:
    """Put these points, whose feedback_id and position are set here, in the place of those there were."""
    await tx.session.execute(
        delete(Point).where(Point.workspace_id == tx.workspace_id, Point.feedback_id == feedback_id)
    )
    for position, point in enumerate(points):
        point.workspace_id, point.feedback_id, point.position = tx.workspace_id, feedback_id, position
        tx.session.add(point)
    await tx.session.flush()


async def form_of(tx: Transaction, seat_id: int) -> Feedback | None:
    """Return what was given from this seat by form, if anything was."""
    query = select(Feedback).where(
        Feedback.workspace_id == tx.workspace_id, Feedback.seat_id == seat_id, Feedback.source == Source.FORM
    )
    return (await tx.session.execute(query)).scalar_one_or_none()


async def entered_of(tx: Transaction, seat_id: int) -> Feedback | None:
    """Return what somebody else entered for this seat, if anything was."""
    query = select(Feedback).where(
        Feedback.workspace_id == tx.workspace_id, Feedback.seat_id == seat_id, Feedback.source == Source.ENTERED
    )
    return (await tx.session.execute(query)).scalar_one_or_none()


def enterers(written: Iterable[Feedback]) -> dict[int, int]:
    """Return who entered what counts or waits, by seat; seats whose holder wrote all of it are left out."""
    stands = {FeedbackState.COUNTED, FeedbackState.TO_SORT}
    return {row.seat_id: row.entered_by_id for row in written if row.entered_by_id and row.state in stands}


async def messages_of(tx: Transaction, seat_ids: Sequence[int], channel: str) -> Sequence[Feedback]:
    """Return what was written from these seats as messages in a channel and not taken back, as posted."""
    return [row for row in await feedback_of(tx, seat_ids) if row.channel == channel]


async def thread_of(tx: Transaction, channel: str, thread_ts: str) -> Sequence[str]:
    """Return the ts of what stands in a thread and was not taken back, whichever candidacy it is about."""
    query = select(Feedback.ts).where(
        Feedback.workspace_id == tx.workspace_id,
        Feedback.channel == channel,
        Feedback.thread_ts == thread_ts,
        Feedback.state != FeedbackState.WITHDRAWN,
    )
    return [ts for ts in (await tx.session.execute(query)).scalars() if ts]


async def seat_states(
    tx: Transaction, seats: Sequence[Seat], written: Sequence[Feedback] | None = None
) -> dict[int, SeatState]:
    """Tell of each seat whether its feedback is in, in but to sort, or awaited; a vote alone is no feedback.

    `written` is all of theirs that was not taken back, where it was read already.
    """
    states = {seat.id: SeatState.WAITING for seat in seats}
    rows = await feedback_of(tx, list(states)) if written is None else written
    said = {point.feedback_id for point in await points_of(tx, [row.id for row in rows])}
    for row in rows:
        if row.state is FeedbackState.COUNTED and row.id in said:
            states[row.seat_id] = SeatState.IN
        elif row.state is FeedbackState.TO_SORT and not row.is_unplaced and states[row.seat_id] is SeatState.WAITING:
            states[row.seat_id] = SeatState.TO_SORT
    return states


async def unplaced_of(tx: Transaction, person_ids: Sequence[int]) -> dict[int, int]:
    """Count each person's direct messages of which they are yet to say which candidacy they are about."""
    query = (
        select(Seat.person_id, func.count())
        .join(Feedback, Feedback.seat_id == Seat.id)
        .where(
            Seat.workspace_id == tx.workspace_id,
            Seat.person_id.in_(person_ids),
            Seat.removed_at.is_(None),
            Feedback.is_unplaced.is_(True),
            Feedback.state != FeedbackState.WITHDRAWN,
        )
        .group_by(Seat.person_id)
    )
    return {person_id: count for person_id, count in await tx.session.execute(query)}  # noqa: C416  # rows, by name


def awaiting_word(written: Iterable[Feedback]) -> set[int]:
    """Return the seats whose holder is yet to say of some of it what it is, whom it is about, or that it is meant."""
    return {
        row.seat_id
        for row in written
        if not row.entered_by_id
        if row.state is FeedbackState.TO_SORT
        or (row.state is FeedbackState.COUNTED and any(one.awaits_yes for one in row.pieces))
    }


def wordless_of(written: Iterable[Feedback]) -> dict[int, Attachment]:
    """Return what was posted last from each seat with no words beside it, where any was."""
    return {row.seat_id: row.attached for row in written if row.attached and row.state is FeedbackState.WORDLESS}


def votes_of(written: Iterable[Feedback]) -> dict[int, Vote]:
    """Return the vote of each seat that cast one; the last one, and one's own before one entered for them."""
    cast = sorted((row for row in written if row.state is FeedbackState.COUNTED), key=lambda row: not row.entered_by_id)
    return {row.seat_id: row.vote for row in cast if row.vote}


def wrote_themselves(written: Iterable[Feedback]) -> set[int]:
    """Return the seats whose holder wrote some of what counts or waits."""
    stands = {FeedbackState.COUNTED, FeedbackState.TO_SORT}
    return {row.seat_id for row in written if not row.entered_by_id and row.state in stands}
