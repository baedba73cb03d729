"""What is left in Slack and elsewhere about somebody who joins: the bot's messages, interviewers' replies, mails."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import and_, or_, select

from bot.rules.words import DeliveryState, FeedbackState, Source, Surface, Transport
from storage.database import Transaction
from storage.deliveries import Delivery
from storage.feedback import Feedback, Point
from storage.feedback_versions import FeedbackVersion
from storage.panels import Seat

ABOUT_CANDIDACY = (Surface.CALL_SCRIPT, Surface.DECISION_PROMPT, Surface.HELD_POINTS)
"""Cards with feedback whose subject is the candidacy; the receipts' is a seat."""
LONG_ENOUGH = 12
"""Characters from which words found inside other words are taken for a quotation."""


async def seats_ever(tx: Transaction, candidacy_id: int) -> Sequence[Seat]:
    """Return every seat the candidacy ever had, those given up too."""
    query = select(Seat).where(Seat.workspace_id == tx.workspace_id, Seat.candidacy_id == candidacy_id)
    return (await tx.session.execute(query.order_by(Seat.id))).scalars().all()


async def replies_in_channels(tx: Transaction, seat_ids: Collection[int]) -> Sequence[Feedback]:
    """Return what was written from these seats in channels, taken back or not, as posted."""
    query = select(Feedback).where(
        Feedback.workspace_id == tx.workspace_id, Feedback.seat_id.in_(seat_ids), Feedback.source == Source.THREAD
    )
    return (await tx.session.execute(query.order_by(Feedback.ts))).scalars().all()


async def replies_left(tx: Transaction, seat_ids: Collection[int]) -> int:
    """Count what was written from these seats in channels and stands there still."""
    return sum(one.state is not FeedbackState.WITHDRAWN for one in await replies_in_channels(tx, seat_ids))


async def messages_with_feedback(tx: Transaction, candidacy_id: int, seat_ids: Collection[int]) -> list[Delivery]:
    """Return the bot's messages that hold or quote feedback, or stand in a channel, those being deleted included.

    The debrief's card isn't among them: it is drawn without content instead.
    """
    cards = await _cards(tx, candidacy_id, seat_ids)
    words = await _words(tx, seat_ids)
    roots = {one.id for one in cards}
    query = select(Delivery).where(
        Delivery.workspace_id == tx.workspace_id,
        Delivery.candidacy_id == candidacy_id,
        Delivery.transport == Transport.SLACK,
        Delivery.surface.is_(None),
        Delivery.state != DeliveryState.CANCELLED,
    )
    notices = (await tx.session.execute(query.order_by(Delivery.id))).scalars()
    return [
        *cards,
        *(one for one in notices if one.channel is not None or one.root_id in roots or _quotes(one.payload, words)),
    ]


async def mails_of(tx: Transaction, candidacy_id: int) -> dict[str, int]:
    """Count the mails that went out about the candidacy, by address."""
    query = select(Delivery.mail_to).where(
        Delivery.workspace_id == tx.workspace_id,
        Delivery.candidacy_id == candidacy_id,
        Delivery.transport == Transport.MAIL,
        Delivery.state == DeliveryState.DELIVERED,
    )
    return dict(Counter(one for one in (await tx.session.execute(query)).scalars() if one))


async def _cards(tx: Transaction, candidacy_id: int, seat_ids: Collection[int]) -> Sequence[Delivery]:
    query = select(Delivery).where(
        Delivery.workspace_id == tx.workspace_id,
        or_(
            and_(Delivery.surface.in_(ABOUT_CANDIDACY), Delivery.subject_id == candidacy_id),
            and_(Delivery.surface == Surface.FEEDBACK_RECEIPT, Delivery.subject_id.in_(seat_ids)),
        ),
        Delivery.state != DeliveryState.CANCELLED,
    )
    return (await tx.session.execute(query.order_by(Delivery.id))).scalars().all()


async def _words(tx: Transaction, seat_ids: Collection[int]) -> set[str]:
    """Return every wording and every point of these seats, as they are compared."""
    mine = select(Feedback.id).where(Feedback.workspace_id == tx.workspace_id, Feedback.seat_id.in_(seat_ids))
    found: set[str] = set()
    for column, owner in ((FeedbackVersion.text, FeedbackVersion.feedback_id), (Point.text, Point.feedback_id)):
        found |= {_folded(one) for one in (await tx.session.execute(select(column).where(owner.in_(mine)))).scalars()}
    return found - {""}


def _quotes(payload: object, words: Iterable[str]) -> bool:
    said = [_folded(one) for one in _texts(payload)]
    whole = set(said)
    return any(one in whole or (len(one) >= LONG_ENOUGH and any(one in text for text in said)) for one in words)


def _texts(value: object) -> Iterator[str]:
    """Go through every text in a payload."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _folded(text: str) -> str:
    """Put a text as it is compared: one space for any, nothing escaped."""
    plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return " ".join(plain.split())
