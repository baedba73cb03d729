"""Draws App Home from the tables."""

from bot.messages.blocks import View
from bot.messages.home import HomeShown, OwedShown, closed_home, home_view
from bot.rules.words import Standing
from storage.database import Transaction
from storage.home import desk
from storage.people import person
from storage.workspaces import settings


async def draw(tx: Transaction, person_id: int, viewer_id: int | None) -> View:
    """Draw the App Home of one person."""
    del viewer_id
    reader = await person(tx, person_id)
    if not reader.standing.is_member:
        return closed_home()
    chosen = await settings(tx)
    found = await desk(tx, reader)
    return home_view(
        HomeShown(
            reader_id=reader.id,
            owed=[
                OwedShown(one.candidacy.candidate_name, one.candidacy.feedback_due_at, one.state, one.seat.id)
                for one in found.owed
            ],
            asked=len(found.to_answer),
            candidacies=found.owned,
            may_set_up=reader.standing is Standing.ADMIN or chosen.head_of_talent_id == reader.id,
            is_set_up=chosen.debrief_channel is not None,
            is_blind_by_default=chosen.is_blind_by_default,
            gives_style_hints=chosen.gives_style_hints,
        )
    )
