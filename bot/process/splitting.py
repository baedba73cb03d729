"""Splitting a subject over two people: the request stands twice on the card, and each goes its own way."""

from bot.process.approvals import take_request
from bot.process.meetings import requests_changed
from bot.process.refusals import AlreadyDone, NotNow
from bot.process.say import refresh
from bot.process.suggestions import WAITING, propose
from storage.audit import record
from storage.database import Transaction
from storage.meeting_requests import MeetingRequest, requests_of
from storage.people import Person


async def split_request(tx: Transaction, *, request_id: int, by: Person) -> None:
    """Put a second request about the same subject on the card, for somebody else; nobody is asked yet."""
    row, wish = await take_request(tx, request_id, by)
    if not wish.can_be_split:
        raise NotNow("Only a subject nobody was asked about yet can be split. Enter another request: `/offer ask`.")
    if any(one.id != wish.id and _is_like(one, wish) for one in await requests_of(tx, row.id)):
        raise AlreadyDone("This subject stands on the card twice already, for two people.")
    second = MeetingRequest(
        workspace_id=tx.workspace_id,
        candidacy_id=row.id,
        contact_class=wish.contact_class,
        area=wish.area,
        learn=wish.learn,
        may_name=wish.may_name,
        minutes=wish.minutes,
        place_kind=wish.place_kind,
        entered_by_id=by.id,
        entered_at=tx.now,
    )
    tx.session.add(second)
    await tx.session.flush()
    await propose(tx, row, second)
    await record(tx, "split_request", person_id=by.id, candidacy_id=row.id)
    await requests_changed(tx, row)
    await refresh(tx, row)


def _is_like(one: MeetingRequest, wish: MeetingRequest) -> bool:
    about = (one.area, one.learn, one.contact_class)
    return one.state in WAITING and about == (wish.area, wish.learn, wish.contact_class)
