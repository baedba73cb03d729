"""Timers: what happens later, written in the transaction of its cause."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.words import TimerKind, TimerState
from storage.base import OURS, Base, Owned, Utc, owned, word
from storage.database import Transaction
from storage.inserting import add_new


class Timer(Owned, Base):
    """One thing to do when business time reaches `due_at`. `subject_id` is the row its kind is about."""

    __tablename__ = "timers"
    __table_args__ = owned(
        UniqueConstraint("workspace_id", "key"),
        CheckConstraint("attempts >= 0", name="attempts"),
        Index("ix_timers_due", "state", "due_at"),
        candidacy_id="candidacies",
    )

    key: Mapped[str]
    """What makes it the same timer, e.g. `call_reminder:7:1`; a second of that key is not made."""
    kind: Mapped[TimerKind] = mapped_column(word(TimerKind))
    candidacy_id: Mapped[int | None]
    subject_id: Mapped[int | None]
    due_at: Mapped[datetime] = mapped_column(Utc)
    state: Mapped[TimerState] = mapped_column(word(TimerState), default=TimerState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None] = mapped_column(Utc)
    """Real time before which it is not tried again."""
    error: Mapped[str | None]
    """The exception's class; never its text."""


BY_KEY = select(Timer).where(Timer.workspace_id == OURS, Timer.key == bindparam("key"))
WAITING = (
    select(Timer)
    .where(Timer.state == TimerState.WAITING, Timer.due_at <= bindparam("until"))
    .order_by(Timer.due_at, Timer.id)
)


async def set_timer(  # a timer has this many facts, all named
    tx: Transaction,
    kind: TimerKind,
    due_at: datetime,
    *,
    key: str,
    candidacy_id: int | None = None,
    subject_id: int | None = None,
) -> Timer:
    """Set a timer, or move the one of this key if it still waits or was cancelled; one that is done stays done."""
    asked = {"workspace_id": tx.workspace_id, "key": key}
    row = (await tx.session.execute(BY_KEY, asked)).scalar_one_or_none()
    if row is None:
        columns = {"key": key, "kind": kind, "candidacy_id": candidacy_id, "subject_id": subject_id, "due_at": due_at}
        await add_new(tx, Timer, [columns])  # a coordinator's list may be planned for several candidacies at once
        row = (await tx.session.execute(BY_KEY, asked)).scalar_one()
    if row.state not in {TimerState.WAITING, TimerState.CANCELLED}:
        return row
    row.due_at, row.state, row.attempts, row.retry_at = due_at, TimerState.WAITING, 0, None
    tx.timers_touched = True
    await tx.session.flush()
    return row


async def cancel_timers(
    tx: Transaction,
    candidacy_id: int,
    *kinds: TimerKind,
    subject_id: int | None = None,
) -> None:
    """Cancel the candidacy's waiting timers: of these kinds and this subject, or all when none is named."""
    query = update(Timer).where(
        Timer.workspace_id == tx.workspace_id,
        Timer.candidacy_id == candidacy_id,
        Timer.state == TimerState.WAITING,
    )
    if kinds:
        query = query.where(Timer.kind.in_(kinds))
    if subject_id is not None:
        query = query.where(Timer.subject_id == subject_id)
    await tx.session.execute(query.values(state=TimerState.CANCELLED))
    tx.timers_touched = True


async def drop_timers(
    tx: Transaction, kind: TimerKind, *, candidacy_id: int | None = None, subject_id: int | None = None
) -> list[datetime]:
    """Cancel the waiting timers of a kind about just this candidacy and subject; return when they were due."""
    query = select(Timer).where(
        Timer.workspace_id == tx.workspace_id,
        Timer.kind == kind,
        Timer.state == TimerState.WAITING,
        Timer.candidacy_id == candidacy_id,
        Timer.subject_id == subject_id,
    )
    dropped = list((await tx.session.execute(query)).scalars())
    for one in dropped:
        one.state = TimerState.CANCELLED
    tx.timers_touched = tx.timers_touched or bool(dropped)
    await tx.session.flush()
    return [one.due_at for one in dropped]


async def waiting_timers(tx: Transaction, until: datetime) -> Sequence[Timer]:
    """Return all workspaces' waiting timers due until then (business time), first due first."""
    return (await tx.session.execute(WAITING, {"until": until})).scalars().all()


async def timers_of(tx: Transaction, candidacy_id: int) -> Sequence[Timer]:
    """Return the candidacy's waiting timers, first due first."""
    query = (
        select(Timer)
        .where(
            Timer.workspace_id == tx.workspace_id,
            Timer.candidacy_id == candidacy_id,
            Timer.state == TimerState.WAITING,
        )
        .order_by(Timer.due_at, Timer.id)
    )
    return (await tx.session.execute(query)).scalars().all()


async def waiting_for(tx: Transaction, kind: TimerKind, candidacy_ids: Collection[int]) -> Sequence[Timer]:
    """Return the waiting timers of a kind of these candidacies."""
    query = select(Timer).where(
        Timer.workspace_id == tx.workspace_id,
        Timer.candidacy_id.in_(candidacy_ids),
        Timer.kind == kind,
        Timer.state == TimerState.WAITING,
    )
    return (await tx.session.execute(query)).scalars().all()


async def reminded(
    tx: Transaction, candidacy_ids: Collection[int], kinds: Collection[TimerKind], since: datetime, until: datetime
) -> set[int]:
    """Return those of the candidacies for which a timer of these kinds is or was due in a span of business time."""
    query = select(Timer.candidacy_id).where(
        Timer.workspace_id == tx.workspace_id,
        Timer.candidacy_id.in_(candidacy_ids),
        Timer.kind.in_(kinds),
        Timer.state.in_([TimerState.WAITING, TimerState.DONE]),
        Timer.due_at.between(since, until),
    )
    return {one for one in (await tx.session.execute(query)).scalars() if one is not None}


async def timers_due_at(tx: Transaction, due_at: datetime, kinds: Collection[TimerKind]) -> Sequence[Timer]:
    """Return the timers of these kinds that are due at just this instant, or were and are done; in one order."""
    query = select(Timer).where(
        Timer.workspace_id == tx.workspace_id,
        Timer.kind.in_(kinds),
        Timer.state.in_([TimerState.WAITING, TimerState.DONE]),
        Timer.due_at == due_at,
    )
    return (await tx.session.execute(query.order_by(Timer.id))).scalars().all()


async def claim_timer(tx: Transaction, timer_id: int) -> Timer | None:
    """Take one waiting timer for this transaction, or None when it is gone, done, or another has it."""
    query = (
        select(Timer)
        .where(Timer.id == timer_id, Timer.state == TimerState.WAITING)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return (await tx.session.execute(query)).scalar_one_or_none()
