"""Putting the offer call off: proposed times, times gone by or at night, and the reminder that moves."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.process.callers import hand_over_call
from bot.process.put_offs import NewTime, open_put_off, put_off_call
from bot.process.refusals import AlreadyDone, WrongField
from tests.process.calls import called, card, hire
from tests.process.desks import Desk, desk_in

WEDNESDAY = date(2030, 1, 9)


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    """A workspace with people, on a Monday morning."""
    async with desk_in(sqlite_url) as opened:
        yield opened


async def put_off(desk: Desk, candidacy_id: int, new: NewTime) -> datetime:
    """Put the call off as Hana, in Berlin."""
    async with desk.act() as tx:
        return await put_off_call(tx, new, candidacy_id=candidacy_id, by=desk.people["hana"])


async def test_a_call_put_off_is_due_when_they_agreed(desk: Desk) -> None:
    """The card says so, the reminder moves there, a time gone by or next year is refused."""
    candidacy_id = await hire(desk)
    with pytest.raises(WrongField, match="passed"):
        await put_off(desk, candidacy_id, NewTime(date(2030, 1, 7), time(9), was_tried=True))
    with pytest.raises(WrongField, match="two months away") as refused:
        await put_off(desk, candidacy_id, NewTime(date(2031, 1, 9), time(18)))
    assert set(refused.value.fields) == {"day"}
    call_at = await put_off(desk, candidacy_id, NewTime(WEDNESDAY, time(18), was_tried=True))
    said = await card(desk, candidacy_id)
    assert "nobody answered" in said
    assert f"<!date^{int(call_at.timestamp())}" in said
    assert (await desk.row(candidacy_id)).follow_up_on == WEDNESDAY
    await desk.pass_time(call_at - timedelta(minutes=1))
    assert "The offer call to Ada Lovelace is still to be made." not in await desk.notices("hana")
    await desk.pass_time(call_at)
    assert (await desk.notices("hana"))[-1] == "It is time to call Ada Lovelace."


async def test_times_in_their_good_hours_are_proposed(desk: Desk) -> None:
    """After five in Lisbon, where it is an hour earlier; nothing is guessed from hours that aren't understood."""
    candidacy_id = await hire(desk)
    async with desk.act() as tx:
        _, proposed = await open_put_off(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    assert proposed == [datetime(2030, 1, day, 17, tzinfo=UTC) for day in (7, 8, 9)]
    async with desk.act() as tx:
        row, _ = await open_put_off(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
        row.good_hours = "when the baby sleeps"
        _, proposed = await open_put_off(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    assert proposed[0] == datetime(2030, 1, 7, 9, 30, tzinfo=UTC)


async def test_a_call_at_night_is_never_set_by_mistake(desk: Desk) -> None:
    """Half past ten in Berlin is half past nine in the evening in Lisbon: only if they asked for it."""
    candidacy_id = await hire(desk)
    with pytest.raises(WrongField, match="Wednesday 9 January, 21:30") as refused:
        await put_off(desk, candidacy_id, NewTime(WEDNESDAY, time(22, 30)))
    assert set(refused.value.fields) == {"at"}
    call_at = await put_off(desk, candidacy_id, NewTime(WEDNESDAY, time(22, 30), is_their_wish=True))
    assert call_at == datetime(2030, 1, 9, 21, 30, tzinfo=UTC)


async def test_a_time_that_the_clocks_skip_is_refused(desk: Desk) -> None:
    """On the night the clocks go forward half past two does not exist."""
    candidacy_id = await hire(desk)
    with pytest.raises(WrongField, match="clocks go forward") as refused:
        await put_off(desk, candidacy_id, NewTime(date(2030, 3, 31), time(2, 30)))
    assert set(refused.value.fields) == {"at"}


async def test_only_the_caller_is_promised_a_reminder(desk: Desk) -> None:
    """The hiring manager who handed the call over reads whom it goes to."""
    candidacy_id = await hire(desk)
    await put_off(desk, candidacy_id, NewTime(WEDNESDAY, time(18)))
    async with desk.act() as tx:
        await hand_over_call(tx, candidacy_id=candidacy_id, to=desk.people["cy"], by=desk.people["hana"])
    assert "I'll remind you then." in await card(desk, candidacy_id, "cy")
    assert "I'll remind Cy then." in await card(desk, candidacy_id, "hana")


async def test_a_call_that_was_made_is_not_put_off(desk: Desk) -> None:
    """Whoever tries hears who logged it, here they themselves."""
    candidacy_id = await called(desk)
    with pytest.raises(AlreadyDone, match="you logged it"):
        await put_off(desk, candidacy_id, NewTime(WEDNESDAY, time(18)))
