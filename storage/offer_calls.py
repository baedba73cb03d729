"""Offer calls as they were logged, and the invitation to interview the company."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, CheckConstraint, Index, and_, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.invitations import PAGE, InvitationFacts
from bot.rules.words import Choice, Sentiment
from storage.base import Base, Owned, Utc, owned, word
from storage.candidacies import Candidacy, job
from storage.database import Transaction
from storage.decisions import Decision, standing_decision
from storage.people import people
from storage.wordings import wording_of
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
    feels: Mapped[str | None]
    """What they answered to the first question, where the two are kept apart."""
    unsure: Mapped[str | None]
    """What they answered to the second."""
    signals: Mapped[list[str]] = mapped_column(JSON, default=list)
    """What they spoke of, as `Signal` values."""
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
        CheckConstraint("sent_at IS NULL OR dropped_at IS NULL", name="dropped_or_sent"),
        CheckConstraint("(subject IS NULL) = (text IS NULL)", name="subject_with_text"),
        CheckConstraint("(edited_at IS NULL) = (edited_by_id IS NULL)", name="edited_by_someone"),
        candidacy_id="candidacies",
        made_by_id="people",
        edited_by_id="people",
    )

    candidacy_id: Mapped[int] = mapped_column(unique=True)
    made_by_id: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Utc)
    reason: Mapped[str | None]
    """Why it was made although the call went badly."""
    goes_at: Mapped[datetime] = mapped_column(Utc)
    subject: Mapped[str | None]
    """With `text`: what it says once somebody edited it, and what it said when it went out; else it is written anew."""
    text: Mapped[str | None]
    edited_by_id: Mapped[int | None]
    edited_at: Mapped[datetime | None] = mapped_column(Utc)
    held_at: Mapped[datetime | None] = mapped_column(Utc)
    dropped_at: Mapped[datetime | None] = mapped_column(Utc)
    """When a corrected log took it back; made again, it is held still where somebody held it."""
    sent_at: Mapped[datetime | None] = mapped_column(Utc)
    sent_to: Mapped[str | None]
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


async def current_calls(tx: Transaction, candidacy_ids: Collection[int]) -> dict[int, OfferCall]:
    """Return the calls as logged last, by candidacy."""
    query = select(OfferCall).where(
        OfferCall.workspace_id == tx.workspace_id,
        OfferCall.candidacy_id.in_(candidacy_ids),
        OfferCall.superseded_at.is_(None),
    )
    return {row.candidacy_id: row for row in (await tx.session.execute(query)).scalars()}


async def calls(tx: Transaction, candidacy_id: int) -> Sequence[OfferCall]:
    """Return every log of the call, corrected ones too, first to last."""
    query = (
        select(OfferCall)
        .where(OfferCall.workspace_id == tx.workspace_id, OfferCall.candidacy_id == candidacy_id)
        .order_by(OfferCall.id)
    )
    return (await tx.session.execute(query)).scalars().all()


async def first_calls(tx: Transaction, candidacy_ids: Collection[int]) -> dict[int, datetime]:
    """Return when the call that took these candidacies on was first logged, since the decision that stands."""
    query = (
        select(OfferCall.candidacy_id, func.min(OfferCall.logged_at))
        .join(Decision, and_(Decision.workspace_id == tx.workspace_id, Decision.candidacy_id == OfferCall.candidacy_id))
        .where(
            OfferCall.workspace_id == tx.workspace_id,
            OfferCall.candidacy_id.in_(candidacy_ids),
            OfferCall.sentiment.in_([Sentiment.POSITIVE, Sentiment.NEGATIVE]),
            OfferCall.logged_at >= Decision.decided_at,
            Decision.choice == Choice.HIRE,
            Decision.reversed_at.is_(None),
        )
        .group_by(OfferCall.candidacy_id)
    )
    return {row[0]: row[1] for row in await tx.session.execute(query)}


async def invitation(tx: Transaction, candidacy_id: int) -> Invitation | None:
    """Return the candidacy's invitation, if one was made and not dropped since."""
    known = await any_invitation(tx, candidacy_id)
    return known if known is not None and known.dropped_at is None else None


async def invitations(tx: Transaction, candidacy_ids: Collection[int]) -> dict[int, Invitation]:
    """Return the invitations that were made and not dropped since, by candidacy."""
    query = select(Invitation).where(
        Invitation.workspace_id == tx.workspace_id,
        Invitation.candidacy_id.in_(candidacy_ids),
        Invitation.dropped_at.is_(None),
    )
    return {row.candidacy_id: row for row in (await tx.session.execute(query)).scalars()}


async def any_invitation(tx: Transaction, candidacy_id: int) -> Invitation | None:
    """Return the candidacy's invitation, dropped or not."""
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
        page=PAGE if (await workspace(tx)).public_url else None,
        wording=await wording_of(tx, row),
    )
