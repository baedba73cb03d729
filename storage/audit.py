"""The audit trail: who did what to which candidacy and when; append-only, without anybody's words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, Index, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Owned, Utc, owned
from storage.database import Transaction


class AuditEntry(Owned, Base):
    """One act, or one denial."""

    __tablename__ = "audit_entries"
    __table_args__ = owned(
        CheckConstraint("act <> ''", name="act"),
        Index("ix_audit_entries_candidacy", "workspace_id", "candidacy_id", "id"),
        person_id="people",
        candidacy_id="candidacies",
    )

    person_id: Mapped[int | None]
    """None: the bot itself, when a timer was due."""
    candidacy_id: Mapped[int | None]
    act: Mapped[str]
    """The use case's name, e.g. `decide`."""
    subject_id: Mapped[int | None]
    """The row that an act of this name is about besides the candidacy: a meeting, or a request for one."""
    was_denied: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(Utc)


async def record(
    tx: Transaction,
    act: str,
    *,
    person_id: int | None,
    candidacy_id: int | None = None,
    subject_id: int | None = None,
    was_denied: bool = False,
) -> None:
    """Append one entry."""
    tx.session.add(
        AuditEntry(
            workspace_id=tx.workspace_id,
            person_id=person_id,
            candidacy_id=candidacy_id,
            act=act,
            subject_id=subject_id,
            was_denied=was_denied,
            at=tx.now,
        )
    )
    await tx.session.flush()


async def last_act(tx: Transaction, candidacy_id: int, acts: Iterable[str]) -> AuditEntry | None:
    """Return the newest of these acts on the candidacy that was done, not denied."""
    return await _newest(tx, candidacy_id, AuditEntry.act.in_(list(acts)))


async def last_act_on(tx: Transaction, candidacy_id: int, subjects: Mapping[str, int | None]) -> AuditEntry | None:
    """Return the newest of these acts that was done on the subject given with it; None: on the candidacy itself."""
    by_subject = defaultdict(list)
    for act, subject_id in subjects.items():
        by_subject[subject_id].append(act)
    one_of = [
        and_(AuditEntry.subject_id.is_(None) if key is None else AuditEntry.subject_id == key, AuditEntry.act.in_(acts))
        for key, acts in by_subject.items()
    ]
    return await _newest(tx, candidacy_id, or_(*one_of))


async def _newest(tx: Transaction, candidacy_id: int, is_wanted: ColumnElement[bool]) -> AuditEntry | None:
    query = (
        select(AuditEntry)
        .where(
            AuditEntry.workspace_id == tx.workspace_id,
            AuditEntry.candidacy_id == candidacy_id,
            AuditEntry.was_denied.is_(False),
            is_wanted,
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    return (await tx.session.execute(query)).scalar_one_or_none()
