"""Jobs and candidacies: one candidate considered for one job, with its stage, owner and next date."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, bindparam, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.words import Answer, PlaceKind, Stage
from storage.base import OURS, Base, Owned, Utc, owned, word
from storage.database import Transaction
from storage.inserting import add_new
from storage.reading import get_row


class Job(Owned, Base):
    """What is filled."""

    __tablename__ = "jobs"
    __table_args__ = owned(
        UniqueConstraint("workspace_id", "title"),
        CheckConstraint("openings >= 1", name="openings"),
        CheckConstraint("title <> ''", name="title"),
    )

    title: Mapped[str]
    openings: Mapped[int] = mapped_column(default=1)


class Candidacy(Owned, Base):
    """One candidate considered for one job."""

    __tablename__ = "candidacies"
    __table_args__ = owned(
        CheckConstraint("candidate_name <> ''", name="candidate_name"),
        CheckConstraint("(stage = 'closed') = (answer IS NOT NULL)", name="closed_has_answer"),
        CheckConstraint("is_blind OR revealed_at IS NULL", name="revealed_was_blind"),
        CheckConstraint("(revealed_by_id IS NULL) = (reveal_reason IS NULL)", name="early_reveal_has_reason"),
        CheckConstraint("reveal_reason IS NULL OR revealed_at IS NOT NULL", name="reason_was_for_reveal"),
        Index("ix_candidacies_open", "workspace_id", "stage"),
        job_id="jobs",
        opener_id="people",
        hiring_manager_id="people",
        caller_id="people",
        backup_id="people",
        coordinator_id="people",
        revealed_by_id="people",
        wording_id="wordings",
    )

    job_id: Mapped[int]
    candidate_name: Mapped[str]
    candidate_email: Mapped[str | None]
    candidate_phone: Mapped[str | None]
    candidate_zone: Mapped[str | None]
    good_hours: Mapped[str | None]
    place_kind: Mapped[PlaceKind | None] = mapped_column(word(PlaceKind))
    """How they would rather meet."""
    stage: Mapped[Stage] = mapped_column(word(Stage), default=Stage.DEBRIEF)
    answer: Mapped[Answer | None] = mapped_column(word(Answer))
    opener_id: Mapped[int]
    hiring_manager_id: Mapped[int]
    caller_id: Mapped[int]
    backup_id: Mapped[int | None]
    """Who is asked to call when the caller can't; None: the coordinator."""
    coordinator_id: Mapped[int]
    coordinator_channel: Mapped[str | None]
    """Where the coordinator's card goes; None: the coordinator's direct messages."""
    card_page: Mapped[int] = mapped_column(default=0)
    """Which page of the coordinator's card is shown, where it has more requests than one page holds."""
    wording_id: Mapped[int | None]
    """The version of the workspace's wording that the call script was made with; None before there is one."""
    debrief_channel: Mapped[str]
    is_blind: Mapped[bool] = mapped_column(default=False)
    """Nobody reads another's feedback before the reveal; chosen when the debrief is opened."""
    revealed_at: Mapped[datetime | None] = mapped_column(Utc)
    revealed_by_id: Mapped[int | None]
    """Who revealed it before everyone was in; None where it was revealed because everyone was."""
    reveal_reason: Mapped[str | None]
    opened_at: Mapped[datetime] = mapped_column(Utc)
    feedback_due_at: Mapped[datetime] = mapped_column(Utc)
    follow_up_on: Mapped[date | None]
    """The agreed date of the next step, in the hiring manager's zone, where one was set."""
    offer_due_on: Mapped[date | None]
    """By when the candidate was promised the written offer."""
    offer_sent_on: Mapped[date | None]
    offer_expires_on: Mapped[date | None]
    offer_note: Mapped[str | None]
    """What the owners should know about the written offer; never an amount."""
    untold_since: Mapped[datetime | None] = mapped_column(Utc)
    """Since when a called candidate is yet to hear from a person that it is over, or that a decision was taken back."""
    closed_at: Mapped[datetime | None] = mapped_column(Utc)

    @property
    def is_hidden(self) -> bool:
        """Whether nobody may read another's feedback yet: a blind debrief before its reveal."""
        return self.is_blind and self.revealed_at is None


LOCK = (
    select(Candidacy)
    .where(Candidacy.workspace_id == OURS, Candidacy.id == bindparam("candidacy_id"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


async def lock(tx: Transaction, candidacy_id: int) -> Candidacy:
    """Take the candidacy for this transaction: the first statement of every use case that changes it.

    Whoever only writes something that refers to it, such as the news of a delivery that failed, needn't wait.
    """
    asked = {"workspace_id": tx.workspace_id, "candidacy_id": candidacy_id}
    return (await tx.session.execute(LOCK, asked)).scalar_one()


async def hold_candidate(tx: Transaction, row: Candidacy) -> None:
    """Have nobody else agree to a time of this candidate's meanwhile, for whichever job they are considered.

    Always after the candidacy and before any contact. SQLite has one writer at a time anyway; on PostgreSQL a lock of
    the database's own stands for the person, as the other candidacy's row is taken by whoever acts there.
    """
    if row.candidate_email is not None and tx.session.get_bind().dialect.name == "postgresql":
        who = f"candidate {row.workspace_id} {row.candidate_email.strip().lower()}"
        number = int.from_bytes(sha256(who.encode()).digest()[:8], signed=True)
        await tx.session.execute(select(func.pg_advisory_xact_lock(number)))


async def candidacy(tx: Transaction, candidacy_id: int) -> Candidacy:
    """Read one candidacy without taking it."""
    return await get_row(tx, Candidacy, candidacy_id)


async def candidacies(tx: Transaction, candidacy_ids: Collection[int]) -> list[Candidacy]:
    """Read these candidacies at once, oldest first."""
    query = select(Candidacy).where(Candidacy.workspace_id == tx.workspace_id, Candidacy.id.in_(candidacy_ids))
    return list((await tx.session.execute(query.order_by(Candidacy.id))).scalars())


async def of_same_candidates(tx: Transaction, candidacy_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Return all candidacies of the same candidate, each one's own among them, by candidacy.

    A candidate may be considered for another job too: they are one person, known by their address.
    """
    address = func.lower(Candidacy.candidate_email)
    theirs = select(address).where(Candidacy.workspace_id == tx.workspace_id, Candidacy.id.in_(candidacy_ids))
    query = select(Candidacy.id, address).where(
        Candidacy.workspace_id == tx.workspace_id, or_(Candidacy.id.in_(candidacy_ids), address.in_(theirs))
    )
    addresses: dict[int, str | None] = dict((await tx.session.execute(query)).all())
    return {
        one: frozenset({one, *(other for other, known in addresses.items() if known and known == addresses.get(one))})
        for one in candidacy_ids
    }


async def titles_of(tx: Transaction, rows: Collection[Candidacy]) -> dict[int, str]:
    """Return for which job each of these is considered, by candidacy."""
    wanted = {one.job_id for one in rows}
    query = select(Job.id, Job.title).where(Job.workspace_id == tx.workspace_id, Job.id.in_(wanted))
    titles = dict((await tx.session.execute(query)).all())
    return {one.id: titles[one.job_id] for one in rows}


async def job(tx: Transaction, job_id: int) -> Job:
    """Return one job."""
    return await get_row(tx, Job, job_id)


async def job_titled(tx: Transaction, title: str) -> Job:
    """Return the job with this title, made when there is none."""
    query = select(Job).where(Job.workspace_id == tx.workspace_id, Job.title == title)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    if row is None:
        await add_new(tx, Job, [{"title": title, "openings": 1}])
        row = (await tx.session.execute(query.with_for_update())).scalar_one()
    return row


async def open_candidacies(tx: Transaction) -> Sequence[Candidacy]:
    """Return every candidacy of the workspace that is not closed, oldest first."""
    query = (
        select(Candidacy)
        .where(Candidacy.workspace_id == tx.workspace_id, Candidacy.stage != Stage.CLOSED)
        .order_by(Candidacy.id)
    )
    return (await tx.session.execute(query)).scalars().all()


async def titles_with_script(tx: Transaction, most: int, *, without: Collection[int]) -> list[tuple[int, str, str]]:
    """Return id, candidate and job of the newest open candidacies in which a hire was decided, newest first."""
    query = (
        select(Candidacy.id, Candidacy.candidate_name, Job.title)
        .join(Job, Job.id == Candidacy.job_id)
        .where(
            Candidacy.workspace_id == tx.workspace_id,
            Candidacy.stage.not_in([Stage.DEBRIEF, Stage.CLOSED]),
            Candidacy.id.not_in(without),
        )
        .order_by(Candidacy.id.desc())
        .limit(most)
    )
    return [(one[0], one[1], one[2]) for one in await tx.session.execute(query)]


async def all_candidacies(tx: Transaction) -> Sequence[Candidacy]:
    """Return every candidacy of the workspace, oldest first."""
    query = select(Candidacy).where(Candidacy.workspace_id == tx.workspace_id).order_by(Candidacy.id)
    return (await tx.session.execute(query)).scalars().all()


async def coordinates_any(tx: Transaction, person_id: int) -> bool:
    """Tell whether somebody coordinates a candidacy that is not closed."""
    query = (
        select(Candidacy.id)
        .where(
            Candidacy.workspace_id == tx.workspace_id,
            Candidacy.coordinator_id == person_id,
            Candidacy.stage != Stage.CLOSED,
        )
        .limit(1)
    )
    return (await tx.session.execute(query)).scalar_one_or_none() is not None


def zone_of(candidacy: Candidacy, fallback: str) -> str:
    """Return the candidate's zone, or the fallback while it isn't known."""
    return candidacy.candidate_zone or fallback
