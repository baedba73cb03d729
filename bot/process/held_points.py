"""Held points: kept from the candidate until their author rewrites them or the head of talent releases them."""

from bot.messages.answers import link
from bot.messages.held_points import nobody_releases
from bot.process.access import Action, allow, may, reachable
from bot.process.call_scripts import WITH_SCRIPT, follow_script
from bot.process.refusals import AlreadyDone, NotNow, NotThere
from bot.process.say import tell
from bot.rules.held_points import HoldReason
from bot.rules.words import Lapse, Sharing, Stage, Surface
from storage.audit import record
from storage.candidacies import Candidacy, lock, open_candidacies
from storage.database import Transaction
from storage.feedback import Point
from storage.held_points import HeldPoint, counted_points, digest_of, held_of_seats, held_point, held_points
from storage.outbox import To, redraw, show_card
from storage.panels import Seat, seat
from storage.people import Person, administrators, person
from storage.workspaces import settings, workspace


async def follow_held_points(tx: Transaction, about: Candidacy, holder: Seat) -> None:
    """Note what of a seat's feedback is held now; what was released in these words stays released."""
    points = [point for _, point in await counted_points(tx, [holder.id])]
    known = {digest: row for (_, digest), row in (await held_of_seats(tx, [holder.id])).items()}
    for point in points:
        if point.sharing is not Sharing.HELD:
            continue
        row = known.get(digest_of(point.text))
        if row is None:
            row = known[digest_of(point.text)] = _new_row(tx, holder, point)
        row.gone_at = None
        if row.is_released:
            point.sharing, point.hold_reason = Sharing.SHAREABLE, None
    standing = {digest_of(point.text) for point in points}
    for digest, row in known.items():
        if digest not in standing and row.gone_at is None:
            row.gone_at = tx.now
            await record(tx, "rewrite_held_point", person_id=holder.person_id, candidacy_id=about.id)
    await tx.session.flush()
    await bring_held_points(tx, about)


async def bring_held_points(tx: Transaction, about: Candidacy) -> None:
    """Show the head of talent what waits for them, once there is a call script; else draw again what they saw.

    Where nobody is head of talent the coordinator hears, once, that something is held; App Home shows administrators.
    """
    await redraw(tx, Surface.HELD_POINTS, about.id)
    if about.stage not in WITH_SCRIPT:
        return
    await _refresh_homes(tx)
    waiting = sum(one.row.is_released is None for one in await held_points(tx, about.id))
    if not waiting:
        return
    head_id = (await settings(tx)).head_of_talent_id
    if head_id is not None and await may(tx, Action.RELEASE_POINT, await person(tx, head_id), about):
        await show_card(tx, Surface.HELD_POINTS, about.id, To(person_id=head_id), candidacy_id=about.id)
        return
    for reader_id in await reachable(tx, {about.coordinator_id}):
        note = nobody_releases(about.candidate_name, waiting)
        key = f"held_points:{about.id}:nobody:{reader_id}"
        await tell(tx, reader_id, note, key=key, candidacy=about, lapses=Lapse.AT_END)


async def _refresh_homes(tx: Transaction) -> None:
    """Have App Home drawn again for whoever may release held points: it lists them."""
    head_id = (await settings(tx)).head_of_talent_id
    for person_id in sorted({one.id for one in await administrators(tx)} | ({head_id} if head_id else set())):
        await redraw(tx, Surface.HOME, person_id)


async def show_held_points(tx: Transaction, *, candidacy_id: int, by: Person) -> tuple[Candidacy, str | None]:
    """Show what is held, with its buttons, in the direct messages of whoever asks and may release it.

    Returns the candidacy, and the address of the message in Slack: None while it is only now being posted.
    """
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.RELEASE_POINT, by, row)
    _check_has_script(row)
    if not await held_points(tx, row.id):
        raise NotThere(f"Nothing of the feedback on {row.candidate_name} is held back at the moment.")
    shown = await show_card(tx, Surface.HELD_POINTS, row.id, To(person_id=by.id), candidacy_id=row.id)
    if shown.sent_channel is None or shown.ts is None:
        return row, None
    return row, link((await workspace(tx)).url, shown.sent_channel, shown.ts)


async def rule_on_held_point(tx: Transaction, *, held_point_id: int, is_released: bool, by: Person) -> None:
    """Release a held point, so that the caller reads it to the candidate, or keep it inside the team for good.

    Raises AlreadyDone when its author reworded it or keeps it inside themselves; NotNow without a call script.
    """
    holder = await seat(tx, (await held_point(tx, held_point_id)).seat_id)
    about = await lock(tx, holder.candidacy_id)
    await allow(tx, Action.RELEASE_POINT, by, about)
    row, holder = await held_point(tx, held_point_id), await seat(tx, holder.id)
    _check_has_script(about)
    mine = [one for one in await held_points(tx, about.id) if one.row.id == row.id]
    if not mine:
        raise AlreadyDone("That point isn't held any more: its author reworded it, took it back or keeps it inside.")
    if row.is_released is is_released:
        return
    row.is_released, row.ruled_by_id, row.ruled_at = is_released, by.id, tx.now
    for one in mine:
        shared = Sharing.SHAREABLE if is_released else Sharing.HELD
        one.point.sharing, one.point.hold_reason = shared, None if is_released else row.reason
    if not is_released:
        await record(tx, "keep_held_point", person_id=by.id, candidacy_id=about.id)
    await tx.session.flush()
    await follow_script(tx, about)
    await redraw(tx, Surface.HELD_POINTS, about.id)
    await redraw(tx, Surface.FEEDBACK_RECEIPT, holder.id)
    await _refresh_homes(tx)


async def hand_over_held_points(tx: Transaction) -> None:
    """Show a new head of talent what waits for them; whoever it was before is told that it is theirs no longer."""
    for row in await open_candidacies(tx):
        await bring_held_points(tx, row)


def _new_row(tx: Transaction, holder: Seat, point: Point) -> HeldPoint:
    row = HeldPoint(
        workspace_id=tx.workspace_id,
        seat_id=holder.id,
        digest=digest_of(point.text),
        reason=HoldReason(point.hold_reason or ""),
        held_at=tx.now,
    )
    tx.session.add(row)
    return row


def _check_has_script(row: Candidacy) -> None:
    if row.stage is Stage.DEBRIEF:
        raise NotNow("There is no offer to speak of, so nothing is read to the candidate and nothing to release.")
    if row.stage is Stage.CLOSED:
        raise NotNow("This candidacy is closed, so nothing of it is passed on any more.")
