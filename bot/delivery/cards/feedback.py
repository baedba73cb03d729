"""Draws an interviewer's receipt from the tables."""

from bot.messages.blocks import Message
from bot.messages.feedback import PointShown, ReceiptShown, ToSort, feedback_receipt
from bot.rules.held_points import HoldReason
from bot.rules.words import FeedbackState, Stage
from storage.candidacies import Candidacy, candidacy, job
from storage.database import Transaction
from storage.decisions import standing_decision
from storage.feedback import Feedback, all_feedback_of, points_of
from storage.panels import Seat, held_seats, seat
from storage.people import person


async def draw_feedback_receipt(tx: Transaction, seat_id: int, viewer_id: int | None) -> list[Message]:
    """Draw the receipt of a seat for its author; nobody else sees one."""
    row = await seat(tx, seat_id)
    if viewer_id != row.person_id:
        return []
    about = await candidacy(tx, row.candidacy_id)
    written = await all_feedback_of(tx, seat_id)
    counted = [one for one in written if one.state is FeedbackState.COUNTED]
    points = await points_of(tx, [one.id for one in counted])
    order = {one.id: number for number, one in enumerate(counted)}
    shown = ReceiptShown(
        seat_id=seat_id,
        candidate=about.candidate_name,
        job=(await job(tx, about.job_id)).title,
        author=(await person(tx, row.person_id)).name,
        points=[
            PointShown(
                one.kind,
                one.sharing,
                one.text,
                HoldReason(one.hold_reason) if one.hold_reason else None,
                one.is_proposed,
            )
            for one in sorted(points, key=lambda one: (order[one.feedback_id], one.position))
        ],
        votes=[one.vote for one in counted if one.vote],
        notes=[note for one in counted for note in one.notes],
        to_sort=[await _to_sort(tx, one, row) for one in written if one.state is FeedbackState.TO_SORT],
        was_withdrawn=any(one.state is FeedbackState.WITHDRAWN for one in written),
        is_confirmed=row.confirmed_at is not None,
        is_team_only=row.is_team_only,
        is_unnamed=row.is_unnamed,
        is_late=await _is_decided(tx, about),
        is_closed=about.stage is Stage.CLOSED,
    )
    return feedback_receipt(shown)


async def _is_decided(tx: Transaction, about: Candidacy) -> bool:
    return about.stage is not Stage.DEBRIEF or await standing_decision(tx, about.id) is not None


async def _to_sort(tx: Transaction, row: Feedback, holder: Seat) -> ToSort:
    places: dict[int, str] = {}
    for one in await held_seats(tx, holder.person_id) if row.is_unplaced else []:
        about = await candidacy(tx, one.candidacy_id)
        places[one.id] = f"{about.candidate_name} · {(await job(tx, about.job_id)).title}"
    return ToSort(row.id, row.text, places)
