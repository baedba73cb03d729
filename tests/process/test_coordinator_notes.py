"""What the coordinator and contacts are told of requests: little, and in one place."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.rules.words import Surface
from storage.candidacies import lock
from storage.deliveries import Delivery, by_key, cards_of
from tests.process.presses import accept, ask, decline
from tests.process.reverse_interviews import MONDAY, Office, office_in


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview."""
    async with office_in(sqlite_url) as opened:
        yield opened


async def noted(office: Office, key: str) -> tuple[Delivery | None, int | None]:
    """Return what was owed under a key, and the id of the candidate's card."""
    async with office.look() as tx:
        (card,) = await cards_of(tx, Surface.COORDINATOR_CARD, office.candidacy_id)
        return await by_key(tx, key), card.id


async def test_what_came_of_a_request_stands_under_the_card(office: Office) -> None:
    """A decline is in its thread; once the offer is about to run out, or the coordinator is needed, it is a message."""
    first = await ask(office, "ann")
    await decline(office, first, "ann")
    note, card_id = await noted(office, f"meeting:{first.id}:declined")
    assert note is not None
    assert (note.root_id, note.person_id) == (card_id, office.people["cora"].id)
    second = await ask(office, "bo")
    async with office.act() as tx:
        (await lock(tx, office.candidacy_id)).offer_expires_on = MONDAY.date() + timedelta(days=2)
    await decline(office, second, "bo")
    note, _ = await noted(office, f"meeting:{second.id}:declined")
    assert note is not None
    assert note.root_id is None
    third = await ask(office, "mel")
    async with office.act() as tx:
        (await lock(tx, office.candidacy_id)).offer_expires_on = date(2030, 2, 1)
    await accept(office, third, "mel")
    note, _ = await noted(office, f"meeting:{third.id}:agreed:0")
    assert note is not None
    assert note.root_id is None, "no place is known, so there is something to do"


async def test_a_contact_is_reminded_once_a_day_of_all_candidates(office: Office) -> None:
    """One message, however many wait for an answer."""
    await ask(office, "ann")
    office.candidacy_id = await office.open("Grace Example", "grace@home.example")
    await ask(office, "ann")
    await office.move(MONDAY + timedelta(hours=30))
    async with office.look() as tx:
        query = select(Delivery.payload).where(Delivery.key.startswith("contact_reply:"))
        (reminder,) = (await tx.session.execute(query)).scalars()
    assert reminder is not None
    assert reminder["text"].startswith("2 candidates wait for your answer.")
