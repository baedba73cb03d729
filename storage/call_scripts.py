"""Call scripts: what each is made of, how its caller arranged it, and what became of each point in it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.arranging import in_places, unnamed_last
from bot.rules.call_script import InterviewerFeedback, OwnWords, ScriptFacts
from bot.rules.script_changes import NOUNS, ScriptChange
from bot.rules.words import FeedbackState, PointKind, SeatState, Sharing, WordsPlace
from storage.base import Base, Owned, Utc, owned, word
from storage.candidacies import Candidacy, job
from storage.database import Transaction
from storage.decisions import standing_decision
from storage.feedback import Feedback, Point, enterers, feedback_of, points_of, seat_states
from storage.feedback_versions import FeedbackVersion
from storage.held_points import digest_of
from storage.offer_calls import calls
from storage.panels import Seat, seats
from storage.people import Person, people
from storage.wordings import wording_of
from storage.workspaces import settings, workspace


class KeptWords(Owned, Base):
    """What a caller added to the script in words of their own, beside one of its parts."""

    __tablename__ = "own_words"
    __table_args__ = owned(
        CheckConstraint("text <> ''", name="text"),
        CheckConstraint("(place = 'interviewer') = (seat_id IS NOT NULL)", name="beside_an_interviewer"),
        UniqueConstraint("seat_id"),
        Index(
            "uq_own_words_place",
            "candidacy_id",
            "place",
            unique=True,
            sqlite_where=text("seat_id IS NULL"),
            postgresql_where=text("seat_id IS NULL"),
        ),
        candidacy_id="candidacies",
        seat_id="seats",
        by_id="people",
    )

    candidacy_id: Mapped[int]
    place: Mapped[WordsPlace] = mapped_column(word(WordsPlace))
    seat_id: Mapped[int | None]
    text: Mapped[str]
    by_id: Mapped[int]


class ScriptPoint(Owned, Base):
    """One statement that stands or stood in a call script, known by its wording; without the words.

    A point is written anew whenever its feedback is read again; what became of its words stays here.
    """

    __tablename__ = "script_points"
    __table_args__ = owned(
        UniqueConstraint("seat_id", "kind", "digest"),
        CheckConstraint("kind <> 'note'", name="is_spoken"),
        seat_id="seats",
    )

    seat_id: Mapped[int]
    kind: Mapped[PointKind] = mapped_column(word(PointKind))
    digest: Mapped[str]
    """Of the wording: other words are another statement."""
    place: Mapped[int | None]
    """Where among its author's strengths, or points to grow on, it was put; None: after those that were put."""
    added_at: Mapped[datetime] = mapped_column(Utc)
    gone_at: Mapped[datetime | None] = mapped_column(Utc)
    is_told: Mapped[bool] = mapped_column(default=False)
    """Whether the caller has heard that it is in the script: by its first sending, in its thread, or at the log."""
    passed_on_at: Mapped[datetime | None] = mapped_column(Utc)
    due_on: Mapped[date | None]
    """The day by which it is to be passed on, where it came after the call."""


class LeftOutPoint(Owned, Base):
    """A point of the script that one log of the call says was not passed on."""

    __tablename__ = "left_out_points"
    __table_args__ = owned(
        UniqueConstraint("offer_call_id", "script_point_id"),
        offer_call_id="offer_calls",
        script_point_id="script_points",
    )

    offer_call_id: Mapped[int]
    script_point_id: Mapped[int]


@dataclass(frozen=True)
class Statement:
    """A point as it stands in the script now: whose it is, what it says, and what is known of it.

    `row` is None where the point stands in no script yet.
    """

    seat: Seat
    point: Point
    row: ScriptPoint | None

    @property
    def key(self) -> tuple[int, PointKind, str]:
        """What it is known by."""
        return self.seat.id, self.point.kind, digest_of(self.point.text)


async def script_points(tx: Transaction, candidacy_id: int) -> Sequence[ScriptPoint]:
    """Return every point that stands or stood in the candidacy's script, as it stands now, in the order they came."""
    query = (
        select(ScriptPoint)
        .join(Seat, Seat.id == ScriptPoint.seat_id)
        .where(ScriptPoint.workspace_id == tx.workspace_id, Seat.candidacy_id == candidacy_id)
        .order_by(ScriptPoint.id)
        .execution_options(populate_existing=True)
    )
    return (await tx.session.execute(query)).scalars().all()


async def statements(tx: Transaction, row: Candidacy) -> list[Statement]:
    """Return what may be passed on to the candidate, in the order it is spoken."""
    panel = await seats(tx, row.id)
    standing = await feedback_of(tx, [seat.id for seat in panel])
    return _statements(row, panel, await _spoken(tx, standing), await script_points(tx, row.id))


async def to_pass_on(tx: Transaction, row: Candidacy) -> list[Statement]:
    """Return what came after the call and the candidate is still to hear, in the order it is spoken."""
    found = await statements(tx, row)
    return [one for one in found if one.row and one.row.due_on is not None and one.row.passed_on_at is None]


async def changes_since(tx: Transaction, row: Candidacy, instant: datetime) -> list[ScriptChange]:
    """Return by interviewer what came into the script and went out of it after this instant."""
    points = await script_points(tx, row.id)
    return await script_changes(
        tx,
        row,
        added=[one for one in points if one.gone_at is None and one.added_at > instant],
        gone=[one for one in points if one.gone_at and one.gone_at > instant >= one.added_at],
    )


async def script_changes(
    tx: Transaction, row: Candidacy, *, added: Iterable[ScriptPoint], gone: Iterable[ScriptPoint]
) -> list[ScriptChange]:
    """Sort points that came and went by interviewer, the unnamed last."""
    query = select(Seat).where(Seat.workspace_id == tx.workspace_id, Seat.candidacy_id == row.id).order_by(Seat.id)
    panel = (await tx.session.execute(query)).scalars().all()
    names = await people(tx, [seat.person_id for seat in panel])
    came = Counter((one.seat_id, one.kind) for one in added)
    went = Counter((one.seat_id, one.kind) for one in gone)
    return [
        ScriptChange(
            None if seat.is_unnamed else names[seat.person_id].name,
            added={kind: came[seat.id, kind] for kind in NOUNS},
            gone={kind: went[seat.id, kind] for kind in NOUNS},
            has_left=seat.removed_at is not None,
        )
        for seat in speaking_order(row, panel)
    ]


async def left_out(tx: Transaction, offer_call_ids: Sequence[int]) -> Sequence[LeftOutPoint]:
    """Return what these logs of a call say was left out."""
    query = (
        select(LeftOutPoint)
        .where(LeftOutPoint.workspace_id == tx.workspace_id, LeftOutPoint.offer_call_id.in_(offer_call_ids))
        .order_by(LeftOutPoint.id)
    )
    return (await tx.session.execute(query)).scalars().all()


async def kept_words(tx: Transaction, candidacy_id: int) -> Sequence[KeptWords]:
    """Return what callers added to the candidacy's script in words of their own."""
    query = select(KeptWords).where(KeptWords.workspace_id == tx.workspace_id, KeptWords.candidacy_id == candidacy_id)
    return (await tx.session.execute(query)).scalars().all()


async def script_facts(tx: Transaction, row: Candidacy) -> ScriptFacts:
    """Gather what the call script is made of: of each seat the points that may be passed on, the rest as a number."""
    panel = await seats(tx, row.id)
    standing = await feedback_of(tx, [seat.id for seat in panel])
    states = await seat_states(tx, panel, standing)
    points = await _spoken(tx, standing)
    spoken = _statements(row, panel, points, await script_points(tx, row.id))
    added = await kept_words(tx, row.id)
    entered = enterers(standing)
    ids = [row.caller_id, row.hiring_manager_id, row.coordinator_id, *entered.values(), *(one.by_id for one in added)]
    known = await people(tx, [*ids, *(seat.person_id for seat in panel)])
    own = {(one.place, one.seat_id): _own(row, one, known[one.by_id]) for one in added}
    chosen, called_at = await settings(tx), await _called_before(tx, row)
    return ScriptFacts(
        candidate=row.candidate_name,
        job=(await job(tx, row.job_id)).title,
        caller=known[row.caller_id].name,
        hiring_manager=known[row.hiring_manager_id].name,
        coordinator=known[row.coordinator_id].name,
        interviewers=tuple(
            _passed_on(row, seat, known[seat.person_id], spoken, own.get((WordsPlace.INTERVIEWER, seat.id)))
            for seat in speaking_order(row, panel)
        ),
        company=chosen.company,
        phone=row.candidate_phone,
        zone=row.candidate_zone,
        good_hours=row.good_hours,
        now=tx.now,
        caller_zone=known[row.caller_id].zone,
        missing=tuple(known[seat.person_id].name for seat in panel if states[seat.id] is not SeatState.IN),
        held_count=sum(point.sharing is Sharing.HELD for _, point in points),
        called_on=called_at.astimezone(ZoneInfo(known[row.caller_id].zone)).date() if called_at else None,
        is_untold=row.untold_since is not None,
        entered=tuple(
            (known[seat.person_id].name, known[entered[seat.id]].name)
            for seat in panel
            if seat.id in entered and not seat.is_unnamed
        ),
        mail_address=(await workspace(tx)).mail_from,
        figures_by=row.offer_due_on,
        wording=await wording_of(tx, row),
        opening_words=own.get((WordsPlace.OPENING, None)),
        invitation_words=own.get((WordsPlace.INVITATION, None)),
    )


async def _called_before(tx: Transaction, row: Candidacy) -> datetime | None:
    """Return when they were last called on a decision that was taken back, while a new one waits for its call."""
    made = await standing_decision(tx, row.id)
    if made is None:
        return None
    logged = [one.logged_at for one in await calls(tx, row.id)]
    before = [at for at in logged if at < made.decided_at]
    return max(before, default=None) if len(before) == len(logged) else None


async def last_written(tx: Transaction, row: Candidacy) -> datetime | None:
    """Return when feedback on the candidacy last came or changed."""
    rows = await feedback_of(tx, [seat.id for seat in await seats(tx, row.id)])
    query = select(func.max(FeedbackVersion.written_at)).where(
        FeedbackVersion.workspace_id == tx.workspace_id, FeedbackVersion.feedback_id.in_([one.id for one in rows])
    )
    worded = [(await tx.session.execute(query)).scalar_one(), *(one.reworded_at for one in rows)]
    return max((at for at in worded if at), default=None)


async def _spoken(tx: Transaction, standing: Iterable[Feedback]) -> list[tuple[int, Point]]:
    """Return the points that count, each with its seat's id."""
    written = {one.id: one.seat_id for one in standing if one.state is FeedbackState.COUNTED}
    return [(written[one.feedback_id], one) for one in await points_of(tx, list(written))]


def speaking_order(row: Candidacy, panel: Iterable[Seat]) -> list[Seat]:
    """Put the seats in the order in which they are spoken of."""
    order = unnamed_last(panel, lambda one: one.is_unnamed, lambda one: digest_of(f"{row.id}:{one.id}"))
    return in_places(order, lambda one: one.call_place)


def _statements(
    row: Candidacy, panel: Sequence[Seat], points: Iterable[tuple[int, Point]], known: Iterable[ScriptPoint]
) -> list[Statement]:
    rows = {(one.seat_id, one.kind, one.digest): one for one in known}
    order = {seat.id: (number, seat) for number, seat in enumerate(speaking_order(row, panel))}
    found = [
        Statement(order[seat_id][1], point, rows.get((seat_id, point.kind, digest_of(point.text))))
        for seat_id, point in points
        if point.sharing is Sharing.SHAREABLE and point.kind is not PointKind.NOTE
    ]
    found.sort(key=lambda one: (order[one.seat.id][0], one.point.kind is PointKind.GROW))
    return in_places(
        found, lambda one: one.row.place if one.row else None, within=lambda one: (one.seat.id, one.point.kind)
    )


def _passed_on(
    row: Candidacy, seat: Seat, who: Person, spoken: Iterable[Statement], own: OwnWords | None
) -> InterviewerFeedback:
    shared = [one.point for one in spoken if one.seat.id == seat.id]
    return InterviewerFeedback(
        name=who.name,
        good=tuple(one.text for one in shared if one.kind is PointKind.GOOD),
        grow=tuple(one.text for one in shared if one.kind is PointKind.GROW),
        role=who.title,
        met_on=seat.interview_on,
        is_caller=seat.person_id == row.caller_id,
        unnamed=seat.is_unnamed,
        own_words=own,
    )


def _own(row: Candidacy, kept: KeptWords, by: Person) -> OwnWords:
    return OwnWords(kept.text, None if by.id == row.caller_id else by.name)
