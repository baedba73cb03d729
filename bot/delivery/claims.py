"""What is to be sent next: claims with a lease, in the order of their lanes, and what became of them.

A lane is a conversation, or a thread of it. A delivery waits for the unfinished ones before it in its lane, except for
those that are in Slack already and are only drawn again or removed; App Home and reactions stand in no lane's way.
Nothing goes to a debrief channel while another company could read along.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, Integer, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from bot.delivery.outcome import Outcome, back_off
from bot.delivery.pacing import close_pace, hold_paces, refund_pace
from bot.rules.words import ChannelTrouble, DeliveryState, Surface, Transport
from storage.base import Utc
from storage.database import Transaction
from storage.debrief_channels import TroubledChannel
from storage.deliveries import BESIDE, UNFINISHED, Delivery, is_message
from storage.outbox import carry_out_redraws, continue_card, redraw
from storage.people import Person

LEASE = timedelta(seconds=30)
"""How long a claim holds: three times the time an HTTP request may take."""

CARD_REST = timedelta(seconds=3)
"""How long a debrief's card rests between two edits, however fast replies come; the last one shows them all."""

DUE = (DeliveryState.PENDING, DeliveryState.UNKNOWN)
GONE = (DeliveryState.FAILED, DeliveryState.CANCELLED)

OnFailed = Callable[[Transaction, Delivery], Awaitable[None]]
"""Hears, in the transaction that writes it down, of each delivery that could not be made."""


@dataclass(frozen=True)
class Claim:
    """One delivery, ours until `lease_until` (real time). `row` is as it was claimed; `root` heads its thread."""

    row: Delivery
    root: Delivery | None
    was_unknown: bool
    lease_until: datetime

    @property
    def must_be_looked_up(self) -> bool:
        """Whether it may be in Slack already, we don't know where."""
        return self.was_unknown and self.row.ts is None and self.row.surface not in BESIDE


def _claimable() -> ColumnElement[bool]:
    root, earlier = aliased(Delivery), aliased(Delivery)
    root_is_known = exists().where(root.id == Delivery.root_id, or_(root.ts.is_not(None), root.state.in_(GONE)))
    is_held_back = exists().where(
        earlier.workspace_id == Delivery.workspace_id,
        earlier.lane == Delivery.lane,
        earlier.id < Delivery.id,
        earlier.state.in_(UNFINISHED),
        earlier.ts.is_(None),
        is_message(earlier),
    )
    is_overheard = exists().where(
        TroubledChannel.workspace_id == Delivery.workspace_id,
        TroubledChannel.channel == Delivery.channel,
        TroubledChannel.trouble == ChannelTrouble.SHARED,
    )
    return and_(
        Delivery.state.in_(DUE),
        or_(Delivery.is_to_be_removed, ~is_overheard),
        or_(Delivery.root_id.is_(None), root_is_known),
        or_(Delivery.ts.is_not(None), Delivery.surface.in_(BESIDE), ~is_held_back),
    )


REAL: BindParameter[datetime] = bindparam("real", type_=Utc)

IS_REACTION = Delivery.surface.is_not_distinct_from(Surface.REACTION)

IS_NEXT = _claimable()
"""Says of a delivery that its turn has come: nothing before it in its lane, its root in Slack."""


def is_claimable(until: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Say of a delivery that it may be tried by then (real time)."""
    return and_(IS_NEXT, Delivery.not_before <= until)


HAS_RUN_OUT = and_(Delivery.state == DeliveryState.SENDING, Delivery.lease_until < REAL)

# Asked after every commit, so they are put together once.
WITH_WORK = select(Delivery.workspace_id).distinct().where(or_(is_claimable(REAL), HAS_RUN_OUT))
NEXT_TRY = select(func.min(Delivery.not_before)).where(Delivery.state.in_(DUE), Delivery.not_before > REAL)
OUTSTANDING = select(func.count()).where(
    or_(
        and_(is_claimable(bindparam("until", type_=Utc)), ~and_(IS_REACTION, Delivery.not_before > REAL)),
        Delivery.state == DeliveryState.SENDING,
    )
)
CLAIMABLE = (
    select(Delivery)
    .where(Delivery.workspace_id == bindparam("workspace_id"), is_claimable(REAL))
    .order_by(IS_REACTION, Delivery.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(of=Delivery, skip_locked=True)
)
# What somebody else holds is skipped: whoever waited here for a row could be waited for in turn.
RUN_OUT = (
    select(Delivery)
    .where(Delivery.workspace_id == bindparam("workspace_id"), HAS_RUN_OUT)
    .order_by(Delivery.id)
    .with_for_update(skip_locked=True)
    .execution_options(populate_existing=True)
)


async def workspaces_with_work(tx: Transaction) -> Sequence[int]:
    """Return the workspaces with something to claim now, or with a claim whose lease has run out."""
    return (await tx.session.execute(WITH_WORK, {"real": tx.real})).scalars().all()


async def next_try(tx: Transaction, after: datetime) -> datetime | None:
    """Return the first real time after the given one at which a delivery may be tried."""
    return (await tx.session.execute(NEXT_TRY, {"real": after})).scalar_one()


async def outstanding(tx: Transaction, until: datetime) -> int:
    """Count, over all workspaces, what is being sent or may be tried by then (real time).

    Not the reactions that wait for their pace: many replies at once are answered long before all of them are marked.
    """
    return (await tx.session.execute(OUTSTANDING, {"until": until, "real": tx.real})).scalar_one()


async def claim_due(tx: Transaction, limit: int, card_rest: timedelta = CARD_REST) -> list[Claim]:
    """Claim up to so many deliveries of the workspace; what the pace does not allow yet waits for its time."""
    forgotten = (await tx.session.execute(RUN_OUT, {"workspace_id": tx.workspace_id, "real": tx.real})).scalars().all()
    for row in forgotten:
        row.state, row.lease_until, row.not_before = DeliveryState.UNKNOWN, None, tx.real
        _end_mail(row)
    await tx.session.flush()
    asked = {"workspace_id": tx.workspace_id, "real": tx.real, "most": limit}
    rows = (await tx.session.execute(CLAIMABLE, asked)).scalars().all()
    return await _within_pace(tx, [row for row in rows if _is_rested(tx, row, card_rest)])


def _is_rested(tx: Transaction, row: Delivery, card_rest: timedelta) -> bool:
    """Tell whether the row may be tried now; a debrief's card that was edited just now waits."""
    if row.surface is not Surface.DEBRIEF_CARD or row.drawn_at is None or row.is_to_be_removed:
        return True
    rested_at = row.drawn_at + card_rest
    if rested_at <= tx.real:
        return True
    row.not_before = rested_at
    return False


async def _within_pace(tx: Transaction, rows: Sequence[Delivery]) -> list[Claim]:
    strangers = await _without_conversation(tx, rows)
    scopes = {row.id: _scopes(row, is_stranger=row.person_id in strangers) for row in rows}
    paces = await hold_paces(tx, [scope for wanted in scopes.values() for scope in wanted])
    claims = []
    for row in rows:
        free_at = paces.book(scopes[row.id])
        if free_at is None:
            claims.append(await _claim(tx, row))
        else:
            row.not_before = free_at
    return claims


async def _claim(tx: Transaction, row: Delivery) -> Claim:
    lease_until = tx.real + LEASE
    was_unknown = row.state is DeliveryState.UNKNOWN
    row.state, row.lease_until = DeliveryState.SENDING, lease_until
    row.attempts, row.first_tried_at = row.attempts + 1, row.first_tried_at or tx.real
    return Claim(row, await _root(tx, row), was_unknown, lease_until)


async def _root(tx: Transaction, row: Delivery) -> Delivery | None:
    root = None
    while (root_id := (root or row).root_id) is not None:
        root = (await tx.session.execute(select(Delivery).where(Delivery.id == root_id))).scalar_one()
    return root


async def _without_conversation(tx: Transaction, rows: Sequence[Delivery]) -> set[int | None]:
    wanted = [row.person_id for row in rows if row.person_id is not None]
    query = select(Person.id).where(Person.id.in_(wanted), Person.dm_channel.is_(None))
    return set((await tx.session.execute(query)).scalars())


def _scopes(row: Delivery, *, is_stranger: bool) -> list[str]:
    if row.transport is Transport.MAIL:
        return []
    if row.surface is Surface.HOME:
        return ["views.publish"]
    if row.surface is Surface.REACTION:
        return ["reactions.remove" if row.sent_digest else "reactions.add"]
    if row.ts is not None:
        return ["chat.delete" if row.is_to_be_removed else "chat.update"]
    scopes = ["chat.postMessage", row.lane.partition("/")[0]]
    if row.state is DeliveryState.UNKNOWN:
        scopes.append("conversations.replies" if row.root_id else "conversations.history")
    return [*scopes, "conversations.open"] if is_stranger else scopes


async def write_outcome(tx: Transaction, claim: Claim, outcome: Outcome, on_failed: OnFailed | None) -> None:
    """Write down what became of a claim, unless its lease ran out and somebody else has taken it."""
    query = (
        select(Delivery)
        .where(Delivery.workspace_id == tx.workspace_id, Delivery.id == claim.row.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = (await tx.session.execute(query)).scalar_one()
    is_ours = row.state is DeliveryState.SENDING and row.lease_until == claim.lease_until
    if not is_ours and not (row.state is DeliveryState.UNKNOWN and outcome.ts):
        return
    was_well = row.error is None
    if outcome.state is DeliveryState.FAILED and on_failed is not None:
        row.error = outcome.error
        await on_failed(tx, row)
        await carry_out_redraws(tx)  # before it has failed: they must not try this one again
    was_placed = row.ts is not None
    _apply(tx, row, outcome)
    if row.transport is Transport.MAIL and row.candidacy_id is not None and was_well is not (row.error is None):
        await redraw(tx, Surface.INVITATION, row.candidacy_id)  # it tells whether the mail is out
    if row.surface is Surface.DEBRIEF_CARD and row.subject_id is not None and row.ts is not None and not was_placed:
        tx.threads_begun.add(row.subject_id)
    tx.deliveries_touched = True
    await tx.session.flush()
    if outcome.closes and outcome.wait:
        await close_pace(tx, outcome.closes, outcome.wait)
    if outcome.refunds:
        await refund_pace(tx, outcome.refunds)
    if outcome.parts and row.surface is not None:
        await continue_card(tx, row, outcome.parts)


def _apply(tx: Transaction, row: Delivery, outcome: Outcome) -> None:
    row.state, row.error, row.lease_until, row.not_before = outcome.state, outcome.error, None, tx.real
    row.sent_channel, row.ts, row.sent_digest = (
        outcome.channel or row.sent_channel,
        outcome.ts or row.ts,
        outcome.digest,
    )
    match outcome.state:
        case DeliveryState.PENDING | DeliveryState.UNKNOWN:
            row.not_before = tx.real + (outcome.wait or back_off(row.attempts))
        case DeliveryState.DELIVERED:
            row.sent_revision, row.attempts, row.drawn_at = outcome.revision, 0, tx.real
        case DeliveryState.CANCELLED:
            row.ts, row.attempts = None, 0
    has_finished = outcome.state in {DeliveryState.DELIVERED, DeliveryState.CANCELLED}
    if has_finished and outcome.revision and row.revision != outcome.revision:
        row.state = DeliveryState.PENDING
    _end_mail(row)


def _end_mail(row: Delivery) -> None:
    """Let a mail that was taken back while it was handed over not be repeated; what nobody will send holds nothing."""
    if row.transport is not Transport.MAIL:
        return
    if row.is_to_be_removed and row.state in UNFINISHED:
        row.state = DeliveryState.CANCELLED
    if row.state not in UNFINISHED:
        row.mail = b""
