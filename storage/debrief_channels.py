"""Debrief channels in trouble: what keeps the bot from holding debriefs there, since when; no row, no trouble."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import UniqueConstraint, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.words import ChannelTrouble, DeliveryState, Stage
from storage.base import Base, Owned, Utc, owned, word
from storage.candidacies import Candidacy
from storage.database import Transaction
from storage.deliveries import Delivery
from storage.inserting import insert_new


class TroubledChannel(Owned, Base):
    """A channel the bot can't use, or must not."""

    __tablename__ = "troubled_channels"
    __table_args__ = owned(UniqueConstraint("workspace_id", "channel"))

    channel: Mapped[str]
    trouble: Mapped[ChannelTrouble] = mapped_column(word(ChannelTrouble))
    noticed_at: Mapped[datetime] = mapped_column(Utc)


async def trouble_in(tx: Transaction, channel: str) -> TroubledChannel | None:
    """Return the channel's trouble, if it is known to be in any."""
    query = select(TroubledChannel).where(
        TroubledChannel.workspace_id == tx.workspace_id, TroubledChannel.channel == channel
    )
    return (await tx.session.execute(query)).scalar_one_or_none()


async def held_in(tx: Transaction, channel: str) -> Sequence[Candidacy]:
    """Return the candidacies, not closed, whose debrief is held in the channel; oldest first."""
    query = (
        select(Candidacy)
        .where(
            Candidacy.workspace_id == tx.workspace_id,
            Candidacy.debrief_channel == channel,
            Candidacy.stage != Stage.CLOSED,
        )
        .order_by(Candidacy.id)
    )
    return (await tx.session.execute(query)).scalars().all()


async def channels_in_use(tx: Transaction) -> Sequence[str]:
    """Return the channels of all debriefs whose candidacy isn't closed."""
    query = select(Candidacy.debrief_channel).where(
        Candidacy.workspace_id == tx.workspace_id, Candidacy.stage != Stage.CLOSED
    )
    return sorted(set((await tx.session.execute(query)).scalars()))


async def note_trouble(tx: Transaction, channel: str, trouble: ChannelTrouble) -> bool:
    """Note that a channel is in trouble; return whether that is news. While others can read it, nothing else is."""
    known = {"workspace_id": tx.workspace_id, "channel": channel, "trouble": trouble, "noticed_at": tx.now}
    insert = insert_new(tx, TroubledChannel).values(known).returning(TroubledChannel.id)
    if (await tx.session.execute(insert)).scalar_one_or_none() is not None:
        return True
    change = (
        update(TroubledChannel)
        .where(
            TroubledChannel.workspace_id == tx.workspace_id,
            TroubledChannel.channel == channel,
            TroubledChannel.trouble.not_in([trouble, ChannelTrouble.SHARED]),
        )
        .values(trouble=trouble, noticed_at=tx.now)
        .returning(TroubledChannel.id)
    )
    return (await tx.session.execute(change)).scalar_one_or_none() is not None


async def forget_trouble(tx: Transaction, channel: str) -> None:
    """Note that a channel can be used again."""
    await tx.session.execute(
        delete(TroubledChannel).where(
            TroubledChannel.workspace_id == tx.workspace_id, TroubledChannel.channel == channel
        )
    )


async def retire_card(tx: Transaction, card: Delivery) -> None:
    """Leave a card as it stands, or let it be removed; replies under it go on being its debrief's."""
    card.key = f"{card.key}:retired:{card.id}"
    if not card.is_to_be_removed:
        card.state, card.lease_until = DeliveryState.CANCELLED, None
    await tx.session.flush()


async def hang_under(tx: Transaction, old: Delivery, new: Delivery) -> None:
    """Have what still waits to be posted in one card's thread posted in another's."""
    await tx.session.execute(
        update(Delivery)
        .where(
            Delivery.workspace_id == tx.workspace_id,
            Delivery.root_id == old.id,
            Delivery.ts.is_(None),
            Delivery.state.in_([DeliveryState.PENDING, DeliveryState.FAILED]),
        )
        .values(
            root_id=new.id,
            channel=new.channel,
            lane=f"channel:{new.channel}/{new.id}",
            state=DeliveryState.PENDING,
            not_before=tx.real,
            attempts=0,
        )
    )
    tx.deliveries_touched = True
