"""Briefs: who was asked, for a contact or in whose name: in Slack they, their assistant or both have the brief."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.rules.words import DeliveryState, Surface
from storage.database import Transaction
from storage.deliveries import Delivery, standing
from storage.meetings import Meeting
from storage.people import Person, person


async def shown_to(tx: Transaction, meeting_id: int) -> list[int]:
    """Return who has the brief of a meeting, first shown first."""
    query = (
        select(Delivery.person_id)
        .where(
            Delivery.workspace_id == tx.workspace_id,
            Delivery.surface == Surface.CONTACT_BRIEF,
            Delivery.subject_id == meeting_id,
            Delivery.person_id.is_not(None),
            Delivery.state != DeliveryState.CANCELLED,
        )
        .order_by(Delivery.id)
    )
    return [one for one in (await tx.session.execute(query)).scalars() if one is not None]


def delegate_key(asked: Meeting) -> str:
    """Return the key of the mail that asks a contact's delegate."""
    return f"meeting:{asked.id}:ask_delegate"


async def delegate_asked_by_mail(tx: Transaction, asked: Meeting) -> str | None:
    """Return the address at which somebody was asked for the contact; None where nobody was."""
    mailed = await standing(tx, delegate_key(asked))
    return mailed.mail_to if mailed else None


def introduced_key(asked: Meeting) -> str:
    """Return the key of what the colleague who knows somebody outside hears of what they said about asking them."""
    return f"meeting:{asked.id}:introduced"


async def asked_in_the_name_of(tx: Transaction, asked: Meeting) -> Person | None:
    """Return the colleague in whose name somebody outside was asked; None where it was in nobody's."""
    told = await standing(tx, introduced_key(asked))
    return await person(tx, told.person_id) if told and told.person_id else None


async def briefed(tx: Transaction, person_id: int) -> Sequence[Meeting]:
    """Return the meetings somebody has the brief of, first asked first."""
    query = (
        select(Meeting)
        .join(Delivery, Delivery.subject_id == Meeting.id)
        .where(
            Meeting.workspace_id == tx.workspace_id,
            Delivery.workspace_id == tx.workspace_id,
            Delivery.surface == Surface.CONTACT_BRIEF,
            Delivery.person_id == person_id,
            Delivery.state != DeliveryState.CANCELLED,
        )
        .order_by(Meeting.id)
    )
    return (await tx.session.execute(query)).scalars().all()
