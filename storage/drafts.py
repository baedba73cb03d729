"""Drafts: what an interviewer has typed into the feedback form and not handed in; theirs alone."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.feedback_form import Given
from bot.rules.words import Stage, Vote
from storage.base import Base, Owned, Utc, owned, word
from storage.candidacies import Candidacy
from storage.database import Transaction
from storage.panels import Seat


class Draft(Owned, Base):
    """The form's fields as last typed from one seat; never shown to anybody but its author."""

    __tablename__ = "drafts"
    __table_args__ = owned(
        UniqueConstraint("seat_id"),
        CheckConstraint("seen >= 0", name="seen"),
        seat_id="seats",
    )

    seat_id: Mapped[int]
    good: Mapped[str]
    grow: Mapped[str]
    team_only: Mapped[str]
    vote: Mapped[Vote | None] = mapped_column(word(Vote))
    seen: Mapped[int]
    """The newest wording of the seat's feedback (a version's id) when the form was opened; 0: there was none."""
    typed_ts: Mapped[str]
    """Slack's ts of the newest key it knows of; keys may arrive in disorder."""
    saved_at: Mapped[datetime] = mapped_column(Utc)

    @property
    def given(self) -> Given:
        """Return the fields."""
        return Given(self.good, self.grow, self.team_only, self.vote)


async def draft_of(tx: Transaction, seat_id: int) -> Draft | None:
    """Return the seat's draft, if there is one."""
    query = select(Draft).where(Draft.workspace_id == tx.workspace_id, Draft.seat_id == seat_id)
    return (await tx.session.execute(query)).scalar_one_or_none()


async def put_draft(tx: Transaction, seat_id: int, given: Given, *, seen: int, typed_ts: str) -> None:
    """Keep the fields as the seat's draft, in the place of an older one; what was typed before it is left alone."""
    row = await draft_of(tx, seat_id)
    if row is None:
        row = Draft(workspace_id=tx.workspace_id, seat_id=seat_id, typed_ts="")
        tx.session.add(row)
    if typed_ts < row.typed_ts:
        return
    row.good, row.grow, row.team_only, row.vote = given.good, given.grow, given.team_only, given.vote
    row.seen, row.typed_ts, row.saved_at = seen, typed_ts, tx.now
    await tx.session.flush()


async def drop_draft(tx: Transaction, seat_id: int) -> None:
    """Forget the seat's draft: it was handed in."""
    await tx.session.execute(delete(Draft).where(Draft.workspace_id == tx.workspace_id, Draft.seat_id == seat_id))


async def prune_drafts(tx: Transaction) -> None:
    """Forget the drafts nobody can hand in any more: of seats that were removed, of candidacies that are closed."""
    over = (
        select(Seat.id)
        .join(Candidacy, Candidacy.id == Seat.candidacy_id)
        .where(
            Seat.workspace_id == tx.workspace_id,
            or_(Seat.removed_at.is_not(None), Candidacy.stage == Stage.CLOSED),
        )
    )
    await tx.session.execute(delete(Draft).where(Draft.workspace_id == tx.workspace_id, Draft.seat_id.in_(over)))
