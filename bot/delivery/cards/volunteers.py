"""Draws the post that asks colleagues who can take a request."""

from bot.messages.blocks import Message
from bot.messages.volunteers import CallShown, volunteers_wanted
from bot.rules.words import RequestState, Stage
from storage.candidacies import candidacy, job
from storage.database import Transaction
from storage.meeting_requests import request
from storage.people import people, person
from storage.volunteers import volunteers_for


async def draw_volunteers_wanted(tx: Transaction, request_id: int, viewer_id: int | None) -> list[Message]:
    """Draw the post as things stand: who can take it so far, or that it is seen to."""
    del viewer_id
    wish = await request(tx, request_id)
    row = await candidacy(tx, wish.candidacy_id)
    offered = (await volunteers_for(tx, [wish.id]))[wish.id]
    known = await people(tx, offered)
    is_under_way = row.stage in {Stage.REVERSE_INTERVIEW, Stage.AWAITING_ANSWER}
    return [
        volunteers_wanted(
            CallShown(
                request_id=wish.id,
                job=(await job(tx, row.job_id)).title,
                coordinator=(await person(tx, row.coordinator_id)).name,
                contact_class=wish.contact_class,
                area=wish.area,
                minutes=wish.minutes,
                place_kind=wish.place_kind,
                names=[known[one].name for one in offered],
                is_open=wish.state is RequestState.OPEN and is_under_way,
            )
        )
    ]
