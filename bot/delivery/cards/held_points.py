"""Draws the head of talent's card of held points from the tables."""

from collections.abc import Mapping

from bot.messages.blocks import Message
from bot.messages.held_points import HeldPointsShown, HeldShown, Ruled, held_points_card
from bot.rules.words import Standing
from storage.candidacies import candidacy, job
from storage.database import Transaction
from storage.held_points import HeldPoint, held_points
from storage.offer_calls import current_call
from storage.people import Person, people, person
from storage.workspaces import settings


async def draw_held_points(tx: Transaction, candidacy_id: int, viewer_id: int | None) -> list[Message]:
    """Draw what is held of a candidacy's feedback, for whoever may release it."""
    row = await candidacy(tx, candidacy_id)
    may_release = await _may_release(tx, viewer_id)
    found = await held_points(tx, row.id) if may_release else []
    known = await people(
        tx, [row.caller_id, *(one for held in found for one in (held.seat.person_id, held.row.ruled_by_id))]
    )
    return held_points_card(
        HeldPointsShown(
            candidate=row.candidate_name,
            job=(await job(tx, row.job_id)).title,
            caller=known[row.caller_id].name,
            stage=row.stage,
            may_release=may_release,
            is_called=await current_call(tx, row.id) is not None,
            points=[
                HeldShown(
                    id=one.row.id,
                    author=known[one.seat.person_id].name,
                    is_unnamed=one.seat.is_unnamed,
                    kind=one.point.kind,
                    reason=one.row.reason,
                    text=one.point.text,
                    ruled=_ruled(one.row, known),
                )
                for one in found
            ],
        )
    )


async def _may_release(tx: Transaction, viewer_id: int | None) -> bool:
    if viewer_id is None:
        return False
    reader = await person(tx, viewer_id)
    is_head = (await settings(tx)).head_of_talent_id == reader.id and reader.standing is Standing.MEMBER
    return is_head or reader.standing is Standing.ADMIN


def _ruled(row: HeldPoint, known: Mapping[int, Person]) -> Ruled | None:
    if row.is_released is None or row.ruled_by_id is None or row.ruled_at is None:
        return None
    return Ruled(row.is_released, known[row.ruled_by_id].name, row.ruled_at)
