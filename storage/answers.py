"""Answers: how candidacies ended, with who recorded it and why."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Index, bindparam, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.words import Answer
from storage.base import OURS, Base, Owned, Utc, owned, word
from storage.candidacies import Candidacy
from storage.database import Transaction


class RecordedAnswer(Owned, Base):
    """One answer as it was recorded; a correction supersedes the row before, which stays."""

    __tablename__ = "answers"
    __table_args__ = owned(
        Index(
            "uq_answers_current",
            "candidacy_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
        candidacy_id="candidacies",
        recorded_by_id="people",
    )

    candidacy_id: Mapped[int]
    answer: Mapped[Answer] = mapped_column(word(Answer))
    reason: Mapped[str | None]
    starts_on: Mapped[date | None]
    work_email: Mapped[str | None]
    """Folded to lower case; this address can never open the candidacy."""
    recorded_by_id: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(Utc)
    superseded_at: Mapped[datetime | None] = mapped_column(Utc)


async def current_answer(tx: Transaction, candidacy_id: int) -> RecordedAnswer | None:
    """Return the answer that holds now, if one was recorded."""
    query = select(RecordedAnswer).where(
        RecordedAnswer.workspace_id == tx.workspace_id,
        RecordedAnswer.candidacy_id == candidacy_id,
        RecordedAnswer.superseded_at.is_(None),
    )
    return (await tx.session.execute(query)).scalar_one_or_none()


ANSWERS = (
    select(RecordedAnswer)
    .where(RecordedAnswer.workspace_id == OURS, RecordedAnswer.candidacy_id == bindparam("candidacy_id"))
    .order_by(RecordedAnswer.id)
)


async def answers(tx: Transaction, candidacy_id: int) -> Sequence[RecordedAnswer]:
    """Return every answer recorded for the candidacy, corrected ones too, first to last."""
    asked = {"workspace_id": tx.workspace_id, "candidacy_id": candidacy_id}
    return (await tx.session.execute(ANSWERS, asked)).scalars().all()


async def candidacies_about(tx: Transaction, email: str | None) -> set[int]:
    """Return the ids of the candidacies whose candidate has this address, now or at the work they accepted."""
    if not email:
        return set()
    address = email.strip().casefold()
    asked = select(Candidacy.id).where(
        Candidacy.workspace_id == tx.workspace_id, func.lower(Candidacy.candidate_email) == address
    )
    joined = select(RecordedAnswer.candidacy_id).where(
        RecordedAnswer.workspace_id == tx.workspace_id, RecordedAnswer.work_email == address
    )
    return {*(await tx.session.execute(asked)).scalars(), *(await tx.session.execute(joined)).scalars()}
