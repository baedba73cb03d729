"""A decided hire: what tests of the offer call and of meeting requests begin with."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.delivery.cards import RENDERERS
from bot.messages.blocks import Message
from bot.process.offer_calls import CallLog, log_call
from bot.rules.words import Choice, Sentiment, Surface
from storage.deliveries import Delivery, by_key
from storage.offer_calls import Invitation, OfferCall, current_call, invitation
from tests.process.desks import Desk
from tests.process.prepared import prepared

ADA = "ada@home.example"


async def hire(desk: Desk, **other: Any) -> int:  # noqa: ANN401  # fields of the decision's form
    """Open a debrief, give all feedback and decide to hire; returns the candidacy's id."""

    async def play() -> int:
        candidacy_id = await desk.open()
        for name in ("ann", "bo"):
            await desk.give(candidacy_id, name)
        facts = {"phone": "+49 30 1234", "zone": "Europe/Lisbon", "good_hours": "after 17:00", "email": ADA, **other}
        await desk.decide(candidacy_id, Choice.HIRE, **facts)
        return candidacy_id

    return await prepared(desk, f"hire {other}", play)


async def log(  # the fields of the log that tests fill in
    desk: Desk,
    candidacy_id: int,
    sentiment: Sentiment = Sentiment.POSITIVE,
    *,
    by: str = "hana",
    seen: int | None = None,
    **other: Any,  # noqa: ANN401  # the rest of the form
) -> int:
    """Submit the log of the call as it was opened just now, or with `seen` earlier; returns the log's id."""
    async with desk.act() as tx:
        before = await current_call(tx, candidacy_id)
        known = (before.id if before else 0) if seen is None else seen
        filled = CallLog(sentiment=sentiment, said="They are glad.", **other)
        return (await log_call(tx, filled, candidacy_id=candidacy_id, seen=known, by=desk.people[by])).id


async def called(desk: Desk, sentiment: Sentiment = Sentiment.POSITIVE, **other: Any) -> int:  # noqa: ANN401  # the form's
    """Decide to hire and log a call; returns the candidacy's id."""
    if sentiment in {Sentiment.MIXED, Sentiment.NEEDS_TIME}:
        other.setdefault("next_on", date(2030, 1, 10))

    async def play() -> int:
        candidacy_id = await hire(desk)
        await log(desk, candidacy_id, sentiment, **other)
        return candidacy_id

    return await prepared(desk, f"called {sentiment} {other}", play)


async def invited(desk: Desk, candidacy_id: int) -> Invitation | None:
    """Return the invitation as it is now."""
    async with desk.database.reading(desk.workspace_id) as tx:
        return await invitation(tx, candidacy_id)


async def logged(desk: Desk, candidacy_id: int) -> OfferCall | None:
    """Return the log that holds now."""
    async with desk.database.reading(desk.workspace_id) as tx:
        return await current_call(tx, candidacy_id)


async def mailed(desk: Desk, candidacy_id: int) -> Delivery | None:
    """Return the invitation's mail, if it is owed."""
    made = await invited(desk, candidacy_id)
    async with desk.database.reading(desk.workspace_id) as tx:
        return await by_key(tx, f"invitation:{made.id}") if made else None


async def card(desk: Desk, candidacy_id: int, name: str = "hana", surface: Surface = Surface.CALL_SCRIPT) -> str:
    """Return all words of a card as somebody sees it, over all its messages."""
    return "\n".join(words([message.blocks for message in await drawn(desk, candidacy_id, name, surface)]))


async def drawn(
    desk: Desk, candidacy_id: int, name: str = "hana", surface: Surface = Surface.CALL_SCRIPT
) -> list[Message]:
    """Draw a card for somebody."""
    async with desk.database.reading(desk.workspace_id) as tx:
        shown = await RENDERERS[surface](tx, candidacy_id, desk.people[name].id)
    assert isinstance(shown, list)
    return shown


def words(value: object) -> list[str]:
    """Return every text in blocks."""
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [word for part in value.values() if not isinstance(part, str) for word in words(part)]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [word for part in value for word in words(part)]
    return []
