"""Private links: the one way in for people without Slack; only a hash of what stands in the mail is kept."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import CheckConstraint, UniqueConstraint, func, or_, select, update
from sqlalchemy.orm import Mapped, aliased, mapped_column

from bot.rules.words import Stage
from storage.base import OURS, Base, Owned, Utc, owned
from storage.candidacies import Candidacy
from storage.contacts import Contact
from storage.database import Transaction
from storage.meetings import Meeting
from storage.offer_calls import Invitation

BYTES = 32
"""A token has 256 bits: nobody guesses one."""

OPEN_STAGES = (Stage.REVERSE_INTERVIEW, Stage.AWAITING_ANSWER)
"""The stages in which a candidate's page opens; before them nothing was offered, after them it is answered."""


class PrivateLink(Owned, Base):
    """One link that was mailed: to a candidate for their page, or to somebody outside Slack who is asked to meet one.

    It opens until the candidate has answered the offer, or it is revoked.
    """

    __tablename__ = "private_links"
    __table_args__ = owned(
        UniqueConstraint("digest"),
        CheckConstraint("mail_to <> ''", name="mail_to"),
        CheckConstraint("(candidacy_id IS NULL) <> (meeting_id IS NULL)", name="one_subject"),
        candidacy_id="candidacies",
        meeting_id="meetings",
    )

    candidacy_id: Mapped[int | None]
    """Whose candidate's page it opens."""
    meeting_id: Mapped[int | None]
    """Which meeting its contact may answer for."""
    digest: Mapped[str]
    """SHA-256 of the token; the token itself stands in the mail alone."""
    mail_to: Mapped[str]
    """The address it went to: whoever's address is another one by now can't be written to by it any more."""
    made_at: Mapped[datetime] = mapped_column(Utc)
    """Real time, by which new ones are rationed."""
    revoked_at: Mapped[datetime | None] = mapped_column(Utc)


async def make_link(tx: Transaction, candidacy_id: int, mail_to: str, *, replaces: bool = True) -> str:
    """Make the candidacy's link; returns the token, which is kept nowhere else.

    It comes in the place of those before it, or beside them: then what stands in earlier mails still opens.
    """
    if replaces:
        await revoke_links(tx, candidacy_id)
    token = token_urlsafe(BYTES)
    tx.session.add(
        PrivateLink(
            workspace_id=tx.workspace_id,
            candidacy_id=candidacy_id,
            digest=digest_of(token),
            mail_to=mail_to,
            made_at=tx.real,
        )
    )
    await tx.session.flush()
    return token


async def revoke_links(tx: Transaction, candidacy_id: int) -> None:
    """Have no link open the candidacy any more, until a new one is made."""
    await tx.session.execute(
        update(PrivateLink)
        .where(
            PrivateLink.workspace_id == tx.workspace_id,
            PrivateLink.candidacy_id == candidacy_id,
            PrivateLink.revoked_at.is_(None),
        )
        .values(revoked_at=tx.real)
    )


async def make_answer_link(tx: Transaction, meeting_id: int, mail_to: str) -> str:
    """Make the link by which somebody outside Slack answers for a meeting; returns the token, kept nowhere else."""
    token = token_urlsafe(BYTES)
    digest = digest_of(token)
    row = PrivateLink(
        workspace_id=tx.workspace_id, meeting_id=meeting_id, digest=digest, mail_to=mail_to, made_at=tx.real
    )
    tx.session.add(row)
    await tx.session.flush()
    return token


IS_DELEGATES = func.coalesce(PrivateLink.mail_to == Contact.delegate_email, False)
LINKED = aliased(Meeting)
NEWEST = (
    select(func.max(Meeting.id))
    .where(Meeting.request_id == LINKED.request_id, Meeting.contact_id == LINKED.contact_id)
    .correlate(LINKED)
    .scalar_subquery()
)
"""Of what was moved, or asked again, the link of each mail opens what stands now."""
ANSWERABLE = (
    select(Meeting, IS_DELEGATES)
    .join(LINKED, Meeting.id == NEWEST)
    .join(PrivateLink, PrivateLink.meeting_id == LINKED.id)
    .join(Contact, Contact.id == Meeting.contact_id)
    .join(Candidacy, Candidacy.id == Meeting.candidacy_id)
    .where(
        PrivateLink.workspace_id == OURS,
        PrivateLink.revoked_at.is_(None),
        or_(PrivateLink.mail_to == Contact.email, IS_DELEGATES),
        Candidacy.stage.in_(OPEN_STAGES),
    )
    .execution_options(populate_existing=True)
)
"""Meetings that somebody may answer for by a link, and whether they do so in the place of their contact."""


async def answered_by(tx: Transaction, token: str) -> tuple[Meeting, bool] | None:
    """Return the meeting this token's holder may answer for, or have, and whether they do so for its contact.

    One query, whatever the token is.
    """
    query = ANSWERABLE.where(PrivateLink.digest == digest_of(token))
    found = (await tx.session.execute(query, {"workspace_id": tx.workspace_id})).one_or_none()
    return (found[0], bool(found[1])) if found else None


async def once_answered_by(tx: Transaction, token: str) -> tuple[int, str] | None:
    """Return the id of the meeting this token was made for and the address it went to, whether it opens or not."""
    query = select(PrivateLink.meeting_id, PrivateLink.mail_to).where(
        PrivateLink.workspace_id == tx.workspace_id,
        PrivateLink.digest == digest_of(token),
        PrivateLink.meeting_id.is_not(None),
    )
    found = (await tx.session.execute(query)).one_or_none()
    return (found[0], found[1]) if found and found[0] is not None else None


async def answerable_at(tx: Transaction, address: str) -> list[tuple[Meeting, bool]]:
    """Return what may be answered by links that were mailed to this address, letter case aside, each once."""
    query = ANSWERABLE.where(func.lower(PrivateLink.mail_to) == address.strip().lower()).distinct().order_by(Meeting.id)
    found = (await tx.session.execute(query, {"workspace_id": tx.workspace_id})).all()
    return [(row[0], bool(row[1])) for row in found]


async def opened_by(tx: Transaction, token: str) -> Candidacy | None:
    """Return the candidacy this token opens now: one query, whatever the token is."""
    query = (
        select(Candidacy)
        .join(PrivateLink, PrivateLink.candidacy_id == Candidacy.id)
        .where(
            PrivateLink.workspace_id == tx.workspace_id,
            PrivateLink.digest == digest_of(token),
            PrivateLink.revoked_at.is_(None),
            PrivateLink.mail_to == Candidacy.candidate_email,
            Candidacy.stage.in_(OPEN_STAGES),
        )
    )
    return (await tx.session.execute(query)).scalar_one_or_none()


async def once_opened_by(tx: Transaction, token: str) -> Candidacy | None:
    """Return the candidacy this token opened once, whether it still does or not."""
    query = (
        select(Candidacy)
        .join(PrivateLink, PrivateLink.candidacy_id == Candidacy.id)
        .where(PrivateLink.workspace_id == tx.workspace_id, PrivateLink.digest == digest_of(token))
    )
    return (await tx.session.execute(query)).scalar_one_or_none()


async def resting(tx: Transaction, token: str) -> Candidacy | None:
    """Return the candidacy this token was made for, while its candidate is yet to hear from a person how it goes on."""
    query = (
        select(Candidacy)
        .join(PrivateLink, PrivateLink.workspace_id == Candidacy.workspace_id)
        .outerjoin(Meeting, Meeting.id == PrivateLink.meeting_id)
        .where(
            PrivateLink.workspace_id == tx.workspace_id,
            PrivateLink.digest == digest_of(token),
            Candidacy.id == func.coalesce(PrivateLink.candidacy_id, Meeting.candidacy_id),
            Candidacy.untold_since.is_not(None),
        )
    )
    return (await tx.session.execute(query)).scalar_one_or_none()


async def invited_at(tx: Transaction, address: str) -> Sequence[Candidacy]:
    """Return the candidacies that have a page and whose invitation went to this address, letter case aside."""
    query = (
        select(Candidacy)
        .join(Invitation, Invitation.candidacy_id == Candidacy.id)
        .where(
            Candidacy.workspace_id == tx.workspace_id,
            func.lower(Candidacy.candidate_email) == address.strip().lower(),
            Candidacy.stage.in_(OPEN_STAGES),
            Invitation.sent_at.is_not(None),
        )
        .order_by(Candidacy.id)
    )
    return (await tx.session.execute(query)).scalars().all()


async def links_made_since(
    tx: Transaction, instant: datetime, *, candidacy_id: int | None = None, meeting_id: int | None = None
) -> int:
    """Count the links made for the candidacy, or to answer for the meeting, since this real time."""
    query = select(func.count()).where(
        PrivateLink.workspace_id == tx.workspace_id,
        PrivateLink.candidacy_id == candidacy_id,
        PrivateLink.meeting_id == meeting_id,
        PrivateLink.made_at >= instant,
    )
    return (await tx.session.execute(query)).scalar_one()


def digest_of(token: str) -> str:
    """Return what is kept of a token, whatever was typed in its place."""
    return sha256(token.encode(errors="replace")).hexdigest()
