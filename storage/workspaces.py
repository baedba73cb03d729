"""Workspaces: the Slack teams that installed the bot, and what their head of talent set."""

from collections.abc import Sequence
from datetime import time

from sqlalchemy import JSON, CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.working_hours import WorkingHours
from storage.base import OURS, Base, Key, Owned, owned
from storage.database import Transaction

MOST_DAYS = 30
"""Working days until feedback is due, at most."""

MOST_BUFFER, MOST_NOTICE = 120, 72
"""Minutes kept free around a meeting, and hours until the first proposed time, at most."""


class Workspace(Base):
    """One Slack team."""

    __tablename__ = "workspaces"

    id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=True)
    team_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    url: Mapped[str]
    bot_user_id: Mapped[str]
    bot_id: Mapped[str]
    mail_from: Mapped[str | None]
    """The address mails come from, as the installation is configured; written at every start."""
    public_url: Mapped[str | None]
    """Where the bot's pages are reached from outside, if they are; written at every start."""


class Settings(Owned, Base):
    """What the head of talent set; a workspace without the row works by the defaults below."""

    __tablename__ = "settings"
    __table_args__ = owned(
        CheckConstraint("day_start < day_end", name="day_order"),
        CheckConstraint("due_in_days BETWEEN 0 AND 30", name="due_in_days"),
        CheckConstraint("buffer_minutes BETWEEN 0 AND 120", name="buffer_minutes"),
        CheckConstraint("notice_hours BETWEEN 0 AND 72", name="notice_hours"),
        clearer_id="people",
        coordinator_id="people",
        head_of_talent_id="people",
    )

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"), unique=True)
    head_of_talent_id: Mapped[int | None]
    debrief_channel: Mapped[str | None]
    coordinator_id: Mapped[int | None]
    clearer_id: Mapped[int | None]
    """Whose word every offer call waits for; None: nobody's."""
    coordinator_channel: Mapped[str | None]
    day_start: Mapped[time] = mapped_column(default=time(9))
    day_end: Mapped[time] = mapped_column(default=time(18))
    work_days: Mapped[list[int]] = mapped_column(JSON, default=lambda: [0, 1, 2, 3, 4])
    """Monday is 0."""
    due_in_days: Mapped[int] = mapped_column(default=1)
    """Working days from opening a debrief until its feedback is due."""
    due_at: Mapped[time] = mapped_column(default=time(12))
    mail_sender: Mapped[str | None]
    """The name mails come from, as people read it."""
    company: Mapped[str | None]
    is_blind_by_default: Mapped[bool] = mapped_column(default=False)
    """What the form that opens a debrief proposes; each debrief keeps what was chosen for it."""
    gives_style_hints: Mapped[bool] = mapped_column(default=False)
    """Whether interviewers are told how their points could say more to the candidate."""
    buffer_minutes: Mapped[int] = mapped_column(default=15)
    """What is kept free between two meetings of the same person."""
    notice_hours: Mapped[int] = mapped_column(default=2)
    """A meeting is never proposed for sooner than this."""
    help_phone: Mapped[str | None]
    """Whom both sides of a meeting phone when something goes wrong on the day."""
    video_link: Mapped[str | None]
    """Where people meet by video who have no link of their own."""
    office: Mapped[str | None]
    """Where people meet in the office: room, address, who fetches them, how one gets in."""


async def workspace(tx: Transaction) -> Workspace:
    """Return the transaction's workspace."""
    return await tx.session.get_one(Workspace, tx.workspace_id)


async def hold_workspace(tx: Transaction) -> None:
    """Take what all of the workspace share for this transaction; others may go on adding to it."""
    query = select(Workspace.id).where(Workspace.id == tx.workspace_id)
    await tx.session.execute(query.with_for_update(key_share=True))


async def company_name(tx: Transaction) -> str:
    """Return what people outside read whom this comes from: the company as it is set, else as it is called in Slack."""
    return (await settings(tx)).company or (await workspace(tx)).name


async def all_workspaces(tx: Transaction) -> Sequence[Workspace]:
    """Return every workspace of the database, oldest first."""
    return (await tx.session.execute(select(Workspace).order_by(Workspace.id))).scalars().all()


async def working_hours(tx: Transaction) -> WorkingHours:
    """Return when people of the workspace work, each in their own zone."""
    chosen = await settings(tx)
    return WorkingHours(chosen.day_start, chosen.day_end, frozenset(chosen.work_days))


SETTINGS = select(Settings).where(Settings.workspace_id == OURS)


async def settings(tx: Transaction) -> Settings:
    """Return the workspace's settings, read once a transaction, or the defaults as a row that is not stored."""
    row: Settings | None = tx.session.info.get(Settings)
    if row is None:
        row = (await tx.session.execute(SETTINGS, {"workspace_id": tx.workspace_id})).scalar_one_or_none()
        tx.session.info[Settings] = row
    return row or Settings(
        workspace_id=tx.workspace_id,
        day_start=time(9),
        day_end=time(18),
        work_days=[0, 1, 2, 3, 4],
        due_in_days=1,
        due_at=time(12),
        is_blind_by_default=False,
        gives_style_hints=False,
        buffer_minutes=15,
        notice_hours=2,
    )
