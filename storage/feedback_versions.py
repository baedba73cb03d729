"""Versions of feedback: every wording of what an interviewer wrote, in whatever order they were heard of."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Owned, Utc, owned
from storage.database import Transaction
from storage.feedback import Feedback


class FeedbackVersion(Owned, Base):
    """One wording of a feedback, the present one or another; append-only, in whatever order they were heard of."""

    __tablename__ = "feedback_versions"
    __table_args__ = owned(UniqueConstraint("feedback_id", "stamp"), feedback_id="feedback")

    feedback_id: Mapped[int]
    stamp: Mapped[str]
    """When it was worded: Slack's ts of the message or of its edit; for a form its number, with leading zeros."""
    text: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(Utc)


async def wordings_in(
    tx: Transaction, channels: Collection[str], first: str, last: str
) -> set[tuple[str | None, str | None, str]]:
    """Return every known wording of what was posted in these channels from one ts to another: channel, ts, stamp."""
    query = (
        select(Feedback.channel, Feedback.ts, FeedbackVersion.stamp)
        .join(FeedbackVersion, FeedbackVersion.feedback_id == Feedback.id)
        .where(
            Feedback.workspace_id == tx.workspace_id,
            Feedback.channel.in_(channels),
            Feedback.ts.between(first, last),
        )
    )
    return {(channel, ts, stamp) for channel, ts, stamp in await tx.session.execute(query)}


async def stamps_of(tx: Transaction, feedback_id: int) -> set[str]:
    """Return the stamps of all known wordings."""
    query = select(FeedbackVersion.stamp).where(
        FeedbackVersion.workspace_id == tx.workspace_id, FeedbackVersion.feedback_id == feedback_id
    )
    return set((await tx.session.execute(query)).scalars())


async def newest_wordings(tx: Transaction, feedback_ids: Sequence[int]) -> dict[int, int]:
    """Return for each of these feedbacks the id of the version that was stored last: later ones have higher ids."""
    query = (
        select(FeedbackVersion.feedback_id, func.max(FeedbackVersion.id))
        .where(FeedbackVersion.workspace_id == tx.workspace_id, FeedbackVersion.feedback_id.in_(feedback_ids))
        .group_by(FeedbackVersion.feedback_id)
    )
    return {row[0]: row[1] for row in await tx.session.execute(query)}


async def last_wordings(tx: Transaction, feedback_ids: Sequence[int]) -> dict[int, datetime]:
    """Return when each of these feedbacks was last heard of in other words."""
    query = (
        select(FeedbackVersion.feedback_id, func.max(FeedbackVersion.written_at))
        .where(FeedbackVersion.workspace_id == tx.workspace_id, FeedbackVersion.feedback_id.in_(feedback_ids))
        .group_by(FeedbackVersion.feedback_id)
    )
    return {row[0]: row[1] for row in await tx.session.execute(query)}


async def keep_version(tx: Transaction, row: Feedback, stamp: str, wording: str) -> None:
    """Append a wording to the history."""
    tx.session.add(
        FeedbackVersion(
            workspace_id=tx.workspace_id,
            feedback_id=row.id,
            stamp=stamp,
            text=wording,
            written_at=tx.now,
        )
    )
    row.version += 1
    await tx.session.flush()
