"""What one transaction sees of another: a reading sees one moment, a use case what is so once it holds the lock."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from bot.messages.blocks import Message
from bot.process.say import tell
from bot.rules.words import Surface
from storage.candidacies import candidacy, lock
from storage.outbox import carry_out_redraws, redraw
from storage.panels import open_seats, seat, seats
from storage.people import add_outsider, person
from tests.process.desks import Desk, desk_in

SURFACES = (Surface.HOME, Surface.INVITATION, Surface.DEBRIEF_CARD)


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


async def test_news_of_a_candidacy_needn_t_wait_for_whoever_holds_it(postgres_url: str) -> None:
    """What failed to be delivered is told while somebody else changes the candidacy; two who change it do wait."""
    async with desk_in(postgres_url) as desk:
        candidacy_id, cora = await desk.open(), desk.people["cora"].id
        async with desk.act() as holding:
            await lock(holding, candidacy_id)
            async with desk.act() as tx:
                await tell(tx, cora, Message("Failed"), key="failed:1", candidacy=await candidacy(tx, candidacy_id))
            async with desk.act() as tx:
                await tx.session.execute(text("SET LOCAL lock_timeout = 50"))
                with pytest.raises(OperationalError):
                    await lock(tx, candidacy_id)
                await tx.session.rollback()
        assert (await desk.notices("cora"))[-1] == "Failed"


async def test_redrawing_cards_of_several_kinds_searches_by_index(sqlite_url: str) -> None:
    """SQLite would otherwise read all that a workspace was ever sent, on each change of anything."""
    asked: list[tuple[str, Any]] = []

    def keep(_connection: object, _cursor: object, statement: str, given: object, *_rest: object) -> None:
        asked.append((statement, given))

    async with desk_in(sqlite_url) as desk:
        engine = desk.database.engine.sync_engine
        async with desk.act() as tx:
            for surface in SURFACES:
                await redraw(tx, surface, 1)
            event.listen(engine, "before_cursor_execute", keep)
            await carry_out_redraws(tx)
            event.remove(engine, "before_cursor_execute", keep)
            (statement, given) = next(one for one in asked if "surface" in one[0])
            plan = (
                await (await tx.session.connection()).exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
            ).all()
    searches = [row[-1] for row in plan if row[-1].startswith("SEARCH")]
    assert len(searches) == len(SURFACES)
    assert all("ix_deliveries_card (workspace_id=? AND surface=? AND subject_id=?)" in one for one in searches)
