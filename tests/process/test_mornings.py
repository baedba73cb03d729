"""What recurs: morning notes, and what is done once a day."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from bot.process.housekeeping import plan_housekeeping
from bot.process.written_offers import WrittenOffer, record_written_offer
from bot.rules.words import Choice, TimerKind, TimerState
from storage.receipts import AlreadyHandled, Receipt, take_receipt
from storage.timers import Timer
from tests.databases import on_sqlite
from tests.process.calls import called, hire
from tests.process.desks import Desk, desk_in


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    """A workspace with people, on a Monday morning."""
    async with desk_in(database_url) as opened:
        yield opened


@on_sqlite
async def test_nothing_waiting_no_note(desk: Desk) -> None:
    """While feedback is awaited the owners have nothing to do, and hear nothing in the morning."""
    await desk.open()
    await desk.pass_time(desk.now + timedelta(days=1))
    assert not await desk.mornings("hana")
    assert not await desk.mornings("cora")


@on_sqlite
async def test_one_note_a_morning_for_everything_that_waits(desk: Desk) -> None:
    """Two calls to make are one message, and none at the weekend."""
    await hire(desk)
    second = await desk.open("Grace Example")
    for name in ("ann", "bo"):
        await desk.give(second, name)
    await desk.pass_time(desk.now + timedelta(days=7))
    notes = await desk.mornings("hana")
    assert notes
    assert len(notes) <= 5
    assert all("Waiting for you" in note for note in notes)


@on_sqlite
async def test_what_is_reminded_of_today_is_not_repeated(desk: Desk) -> None:
    """On the morning whose own reminder comes, the note leaves that candidacy out."""
    await hire(desk)
    await desk.pass_time(desk.now + timedelta(days=1, hours=1))
    assert "The offer call to Ada Lovelace is still to be made." in await desk.notices("hana")
    assert not await desk.mornings("hana")


@on_sqlite
async def test_what_falls_due_at_nine_comes_with_the_note(desk: Desk) -> None:
    """A decision put off to Wednesday and an offer that runs out on Saturday are one message, with their buttons."""
    first = await called(desk)
    async with desk.act() as tx:
        offer = WrittenOffer(date(2030, 1, 7), date(2030, 1, 12))
        await record_written_offer(tx, offer, candidacy_id=first, by=desk.people["cora"])
    await desk.decide(await desk.open("Grace Example"), Choice.NOT_YET, revisit_on=date(2030, 1, 9))
    before = len(await desk.notices("hana"))
    await desk.pass_time(datetime(2030, 1, 9, 9, tzinfo=UTC))
    assert len(await desk.notices("hana")) == before
    assert (await desk.mornings("hana"))[-1] == "Waiting for you: 1 offer running out and 1 candidate"
    for said in ("runs out in 3 days", "*Grace Example · Staff Engineer* waits for your decision", '"Decide"'):
        assert await desk.brought_up("hana", said) == 1
    assert await desk.brought_up("cora", "waits for your decision") == 0


async def test_receipts_are_kept_for_as_long_as_slack_repeats(desk: Desk) -> None:
    """A repeated event meets its receipt; pruning, which goes by real time, leaves it, and plans the next day."""
    async with desk.act() as tx:
        await take_receipt(tx, "event:Ev1")
        await plan_housekeeping(tx)
    await desk.pass_time(desk.now + timedelta(days=3))
    with pytest.raises(AlreadyHandled):
        async with desk.act() as tx:
            await take_receipt(tx, "event:Ev1")
    async with desk.act() as tx:
        assert (await tx.session.execute(select(func.count()).select_from(Receipt))).scalar_one() == 1
    assert any(key.startswith("keep_house:") for key, _ in await desk.waiting())


async def test_a_broken_chain_of_notes_is_mended_within_a_day(desk: Desk) -> None:
    """A note that failed for good would never plan its successor; keeping the house does."""
    await hire(desk)
    async with desk.act() as tx:
        await tx.session.execute(
            update(Timer).where(Timer.kind == TimerKind.WAITING_FOR_YOU).values(state=TimerState.FAILED)
        )
        await plan_housekeeping(tx)
    await desk.pass_time(desk.now + timedelta(days=4))
    assert await desk.mornings("hana")
