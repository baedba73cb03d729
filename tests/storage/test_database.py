"""What one transaction sees of another: a reading sees one moment, a use case what is so once it holds the lock."""

from collections.abc import AsyncIterator

import pytest

from storage.panels import open_seats, seat, seats
from storage.people import add_outsider, person
from tests.process.desks import Desk, desk_in


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    """A workspace with people, on a Monday morning."""
    async with desk_in(database_url) as opened:
        yield opened


async def test_a_reading_sees_one_moment(desk: Desk) -> None:
    """What is committed while it lasts isn't in it: a card is never drawn half from before and half from after."""
    async with desk.act() as tx:
        outsider = await add_outsider(tx, "Olga Outside", None, "UTC")
    async with desk.database.reading(desk.workspace_id) as reading:
        await person(reading, desk.people["ann"].id)
        async with desk.act() as tx:
            (await person(tx, outsider.id)).name = "Olga Renamed"
        assert (await person(reading, outsider.id)).name == "Olga Outside"


async def test_seats_read_again_are_as_they_are_now(postgres_url: str) -> None:
    """What somebody else committed between two looks is seen: the first look was before the candidacy was locked."""
    async with desk_in(postgres_url) as desk:
        candidacy_id, bo = await desk.open(), desk.people["bo"].id
        async with desk.act() as looking:
            (held,) = await open_seats(looking, bo)
            async with desk.act() as tx:
                (await seat(tx, held.id)).declined_at = tx.now
            await seats(looking, candidacy_id)
            assert held.declined_at == desk.now
