"""Questions: what a candidate still wants to know, with an owner and a date."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.words import QuestionState, Stage
from storage.base import Base, Owned, Utc, owned, word
from storage.candidacies import Candidacy
from storage.database import Transaction


class Question(Owned, Base):
    """One open point of the candidate's."""

    __tablename__ = "questions"
    __table_args__ = owned(
        CheckConstraint("text <> ''", name="text"),
        CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="settled_has_time"),
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"),
        CheckConstraint("state = 'open' OR note IS NOT NULL", name="settled_has_note"),
        CheckConstraint("told_at IS NULL OR settled_at IS NOT NULL", name="told_once_settled"),
        candidacy_id="candidacies",
        owner_id="people",
        had_by_id="people",
        settled_by_id="people",
    )

    candidacy_id: Mapped[int]
    text: Mapped[str]
    owner_id: Mapped[int]
    had_by_id: Mapped[int | None]
    """Whose it was before it came back to the coordinator by itself."""
    due_on: Mapped[date]
    state: Mapped[QuestionState] = mapped_column(word(QuestionState), default=QuestionState.OPEN)
    note: Mapped[str | None]
    """The answer, or why it can't be shared."""
    manager_may_read: Mapped[bool] = mapped_column(default=False)
    """The candidate said that the hiring manager may read it."""
    asked_at: Mapped[datetime] = mapped_column(Utc)
    settled_at: Mapped[datetime | None] = mapped_column(Utc)
    settled_by_id: Mapped[int | None]
    is_from_page: Mapped[bool] = mapped_column(default=False)
    """Whether the candidate asked it on their own page, where they read what became of it."""
    told_at: Mapped[datetime | None] = mapped_column(Utc)
    """When they were mailed that it is settled."""


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


async def open_questions_of(tx: Transaction, owner_id: int) -> list[tuple[Question, Candidacy]]:
    """Return the open questions somebody is to answer, with their open candidacies, first due first."""
    query = (
        select(Question, Candidacy)
        .join(Candidacy, Candidacy.id == Question.candidacy_id)
        .where(
            Question.workspace_id == tx.workspace_id,
            Question.owner_id == owner_id,
            Question.state == QuestionState.OPEN,
            Candidacy.stage != Stage.CLOSED,
        )
        .order_by(Question.due_on, Question.id)
    )
    return [(row[0], row[1]) for row in await tx.session.execute(query)]


async def question_owners(tx: Transaction) -> set[int]:
    """Return who has an open question of an open candidacy to answer."""
    query = (
        select(Question.owner_id)
        .join(Candidacy, Candidacy.id == Question.candidacy_id)
        .where(
            Question.workspace_id == tx.workspace_id,
            Question.state == QuestionState.OPEN,
            Candidacy.stage != Stage.CLOSED,
        )
    )
    return set((await tx.session.execute(query)).scalars())
