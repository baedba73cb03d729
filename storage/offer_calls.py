"""Offer calls as they were logged, and the invitation to interview the company."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, Index, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.call_script import InterviewerFeedback, ScriptFacts
from bot.rules.invitations import InvitationFacts
from bot.rules.words import FeedbackState, PointKind, SeatState, Sentiment, Sharing
from storage.base import Base, Owned, Utc, owned, word
from storage.candidacies import Candidacy, job
from storage.database import Transaction
from storage.decisions import standing_decision
from storage.feedback import FeedbackVersion, Point, enterers, feedback_of, points_of, seat_states
from storage.held_points import released_since
from storage.panels import Seat, seats
from storage.people import Person, people
from storage.workspaces import settings, workspace


class OfferCall(Owned, Base):
    """What a caller logged; a correction supersedes the row before, which stays."""

    __tablename__ = "offer_calls"
    __table_args__ = owned(
        Index(
            "uq_offer_calls_current",
            "candidacy_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
        candidacy_id="candidacies",
        logged_by_id="people",
    )

    candidacy_id: Mapped[int]
    logged_by_id: Mapped[int]
    logged_at: Mapped[datetime] = mapped_column(Utc)
    sentiment: Mapped[Sentiment] = mapped_column(word(Sentiment))
    said: Mapped[str]
    left_out: Mapped[str | None]
    asked_for: Mapped[str | None]
    """Whom or what they asked to talk to during the call, as noted; entered as requests afterwards."""
    next_on: Mapped[date | None]
    superseded_at: Mapped[datetime | None] = mapped_column(Utc)


class PutOff(Owned, Base):
    """A call that was not made yet: nobody answered, or the caller chose a later time."""

    __tablename__ = "put_offs"
    __table_args__ = owned(candidacy_id="candidacies", by_id="people")

    candidacy_id: Mapped[int]
    by_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(Utc)
    was_tried: Mapped[bool]
    """The caller tried and nobody answered."""
    call_at: Mapped[datetime] = mapped_column(Utc)
    """When to call then."""


class Invitation(Owned, Base):
    """The offer of a reverse interview to one candidate; one a candidacy."""

    __tablename__ = "invitations"
    __table_args__ = owned(
        CheckConstraint("sent_at IS NULL OR held_at IS NULL", name="held_or_sent"),
        candidacy_id="candidacies",
        made_by_id="people",
    )

    candidacy_id: Mapped[int] = mapped_column(unique=True)
    made_by_id: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Utc)
    reason: Mapped[str | None]
    """Why it was made although the call went badly."""
    goes_at: Mapped[datetime] = mapped_column(Utc)
    held_at: Mapped[datetime | None] = mapped_column(Utc)
    sent_at: Mapped[datetime | None] = mapped_column(Utc)
    taken_up_at: Mapped[datetime | None] = mapped_column(Utc)
    nothing_more_at: Mapped[datetime | None] = mapped_column(Utc)


async def current_call(tx: Transaction, candidacy_id: int) -> OfferCall | None:
    """Return the call as logged last, if it was logged."""
    query = select(OfferCall).where(
        OfferCall.workspace_id == tx.workspace_id,
        OfferCall.candidacy_id == candidacy_id,
        OfferCall.superseded_at.is_(None),
    )
    return (await tx.session.execute(query)).scalar_one_or_none()


async def calls(tx: Transaction, candidacy_id: int) -> Sequence[OfferCall]:
    """Return every log of the call, corrected ones too, first to last."""
    query = (
        select(OfferCall)
        .where(OfferCall.workspace_id == tx.workspace_id, OfferCall.candidacy_id == candidacy_id)
        .order_by(OfferCall.id)
    )
    return (await tx.session.execute(query)).scalars().all()


async def invitation(tx: Transaction, candidacy_id: int) -> Invitation | None:
    """Return the candidacy's invitation, if one was made."""
    query = select(Invitation).where(
        Invitation.workspace_id == tx.workspace_id, Invitation.candidacy_id == candidacy_id
    )
    return (await tx.session.execute(query)).scalar_one_or_none()


async def put_offs(tx: Transaction, candidacy_id: int) -> Sequence[PutOff]:
    """Return how often the call was put off, first to last."""
    query = (
        select(PutOff)
        .where(PutOff.workspace_id == tx.workspace_id, PutOff.candidacy_id == candidacy_id)
        .order_by(PutOff.id)
    )
    return (await tx.session.execute(query)).scalars().all()


async def standing_put_off(tx: Transaction, candidacy_id: int) -> PutOff | None:
    """Return the last putting off, unless a decision was taken or a call logged after it."""
    known = await put_offs(tx, candidacy_id)
    if not known:
        return None
    decision, call = await standing_decision(tx, candidacy_id), await current_call(tx, candidacy_id)
    is_old = (decision and decision.decided_at > known[-1].at) or (call and call.logged_at > known[-1].at)
    return None if is_old else known[-1]


async def script_facts(tx: Transaction, row: Candidacy) -> ScriptFacts:
    """Gather what the call script is made of: of each seat the points that may be passed on, the rest as a number."""
    panel = await seats(tx, row.id)
    standing = await feedback_of(tx, [seat.id for seat in panel])
    states = await seat_states(tx, panel, standing)
    known = await people(
        tx, [row.caller_id, row.hiring_manager_id, row.coordinator_id, *(seat.person_id for seat in panel)]
    )
    written = {one.id: one.seat_id for one in standing if one.state is FeedbackState.COUNTED}
    points = await points_of(tx, list(written))
    entered = enterers(standing)
    named = await people(tx, entered.values())
    chosen = await settings(tx)
    return ScriptFacts(
        candidate=row.candidate_name,
        job=(await job(tx, row.job_id)).title,
        caller=known[row.caller_id].name,
        hiring_manager=known[row.hiring_manager_id].name,
        coordinator=known[row.coordinator_id].name,
        interviewers=tuple(
            _passed_on(row, seat, known[seat.person_id], [one for one in points if written[one.feedback_id] == seat.id])
            for seat in panel
        ),
        company=chosen.company,
        phone=row.candidate_phone,
        zone=row.candidate_zone,
        good_hours=row.good_hours,
        now=tx.now,
        caller_zone=known[row.caller_id].zone,
        missing=tuple(known[seat.person_id].name for seat in panel if states[seat.id] is not SeatState.IN),
        held_count=sum(one.sharing is Sharing.HELD for one in points),
        entered=tuple(
            (known[seat.person_id].name, named[entered[seat.id]].name)
            for seat in panel
            if seat.id in entered and not seat.is_unnamed
        ),
        mail_address=(await workspace(tx)).mail_from,
    )


async def written_since(tx: Transaction, row: Candidacy, instant: datetime) -> list[Person]:
    """Return the interviewers of whose feedback something came, changed or was released after this instant."""
    panel = {seat.id: seat.person_id for seat in await seats(tx, row.id)}
    rows = await feedback_of(tx, list(panel))
    written = {one.id: panel[one.seat_id] for one in rows}
    query = select(FeedbackVersion.feedback_id).where(
        FeedbackVersion.workspace_id == tx.workspace_id,
        FeedbackVersion.feedback_id.in_(written),
        FeedbackVersion.written_at > instant,
    )
    late = {written[feedback_id] for feedback_id in (await tx.session.execute(query)).scalars()}
    late |= {written[one.id] for one in rows if one.reworded_at and one.reworded_at > instant}
    late |= {panel[seat_id] for seat_id in await released_since(tx, list(panel), instant)}
    return sorted((await people(tx, late)).values(), key=lambda one: one.name)


async def last_written(tx: Transaction, row: Candidacy) -> datetime | None:
    """Return when feedback on the candidacy last came or changed."""
    rows = await feedback_of(tx, [seat.id for seat in await seats(tx, row.id)])
    query = select(func.max(FeedbackVersion.written_at)).where(
        FeedbackVersion.workspace_id == tx.workspace_id, FeedbackVersion.feedback_id.in_([one.id for one in rows])
    )
    worded = [(await tx.session.execute(query)).scalar_one(), *(one.reworded_at for one in rows)]
    return max((at for at in worded if at), default=None)


async def invitation_facts(tx: Transaction, row: Candidacy) -> InvitationFacts:
    """Gather what the invitation says: who called, for which job, and who arranges the meetings."""
    known = await people(tx, [row.caller_id, row.coordinator_id])
    call = await current_call(tx, row.id)
    called_at = call.logged_at if call else tx.now
    return InvitationFacts(
        candidate=row.candidate_name,
        job=(await job(tx, row.job_id)).title,
        caller=known[row.caller_id].name,
        coordinator=known[row.coordinator_id].name,
        company=(await settings(tx)).company,
        called_on=called_at.astimezone(ZoneInfo(known[row.caller_id].zone)).date(),
    )


def _passed_on(row: Candidacy, seat: Seat, who: Person, points: Sequence[Point]) -> InterviewerFeedback:
    shared = [one for one in points if one.sharing is Sharing.SHAREABLE]
    return InterviewerFeedback(
        name=who.name,
        good=tuple(one.text for one in shared if one.kind is PointKind.GOOD),
        grow=tuple(one.text for one in shared if one.kind is PointKind.GROW),
        role=who.title,
        met_on=seat.interview_on,
        is_caller=seat.person_id == row.caller_id,
        unnamed=seat.is_unnamed,
    )
