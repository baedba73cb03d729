"""Questions: what a candidate still wants to know, with an owner and a date."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.words import QuestionState
from storage.base import Base, Owned, Utc, owned, word
from storage.database import Transaction


class Question(Owned, Base):
    """One open point of the candidate's."""

    __tablename__ = "questions"
    __table_args__ = owned(
        CheckConstraint("text <> ''", name="text"),
        CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="settled_has_time"),
        CheckConstraint("state = 'open' OR note IS NOT NULL", name="settled_has_note"),
        candidacy_id="candidacies",
        owner_id="people",
    )

    candidacy_id: Mapped[int]
    text: Mapped[str]
    owner_id: Mapped[int]
    due_on: Mapped[date]
    state: Mapped[QuestionState] = mapped_column(word(QuestionState), default=QuestionState.OPEN)
    note: Mapped[str | None]
    """The answer, or why it can't be shared."""
    manager_may_read: Mapped[bool] = mapped_column(default=False)
    """The candidate said that the hiring manager may read it."""
    asked_at: Mapped[datetime] = mapped_column(Utc)
    settled_at: Mapped[datetime | None] = mapped_column(Utc)


async def questions_of(tx: Transaction, candidacy_id: int) -> Sequence[Question]:
    """Return the candidacy's questions, first asked first."""
    query = (
        select(Question)
        .where(Question.workspace_id == tx.workspace_id, Question.candidacy_id == candidacy_id)
        .order_by(Question.id)
    )
    return (await tx.session.execute(query)).scalars().all()


async def question(tx: Transaction, question_id: int) -> Question:
    """Return one question, as it is now."""
    query = (
        select(Question)
        .where(Question.workspace_id == tx.workspace_id, Question.id == question_id)
        .execution_options(populate_existing=True)
    )
    return (await tx.session.execute(query)).scalar_one()
