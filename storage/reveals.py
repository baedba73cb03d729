"""Reveals: what of a blind debrief was written only after everyone could read everyone."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, or_, select

from bot.rules.words import FeedbackState
from storage.database import Transaction
from storage.feedback import Feedback
from storage.feedback_versions import FeedbackVersion


async def written_after(tx: Transaction, seat_ids: Sequence[int], revealed_at: datetime | None) -> Sequence[Feedback]:
    """Return what counts of these seats' feedback and has a wording from after the reveal; nothing before it."""
    if revealed_at is None:
        return []
    is_late = exists().where(
        FeedbackVersion.workspace_id == Feedback.workspace_id,
        FeedbackVersion.feedback_id == Feedback.id,
        FeedbackVersion.written_at > revealed_at,
    )
    query = select(Feedback).where(
        Feedback.workspace_id == tx.workspace_id,
        Feedback.seat_id.in_(seat_ids),
        Feedback.state == FeedbackState.COUNTED,
        or_(is_late, Feedback.reworded_at > revealed_at),
    )
    return (await tx.session.execute(query)).scalars().all()
