"""A channel in trouble is told of once while it lasts, however often and by whomever it is noticed."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.process.debrief_channels import lose_channel, mend_channel, move_debrief
from bot.process.refusals import NotAllowed, WrongField
from bot.rules.words import ChannelTrouble
from tests.process.desks import CHANNEL, Desk, desk_in

LOST = "The debrief channel can't be used: Ada Lovelace, Grace Example"


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    """A workspace with people, on a Monday morning."""
    async with desk_in(database_url) as opened:
        yield opened


async def lose(desk: Desk, trouble: ChannelTrouble) -> None:
    """Notice a trouble."""
    async with desk.act() as tx:
        await lose_channel(tx, CHANNEL, trouble)


async def test_one_message_for_all_debriefs_of_a_channel(desk: Desk) -> None:
    """Noticed twice at once it is one; another trouble, or the same after it was mended, is news."""
    await desk.open()
    await desk.open("Grace Example")
    await asyncio.gather(*(lose(desk, ChannelTrouble.ARCHIVED) for _ in range(3)))
    assert [(await desk.notices(name)).count(LOST) for name in ("mel", "hana", "cora", "ann")] == [1, 1, 0, 0]
    await lose(desk, ChannelTrouble.LEFT)
    await lose(desk, ChannelTrouble.LEFT)
    assert (await desk.notices("hana")).count(LOST) == 2
    async with desk.act() as tx:
        await mend_channel(tx, CHANNEL)
    await lose(desk, ChannelTrouble.LEFT)
    assert (await desk.notices("hana")).count(LOST) == 3


async def test_a_debrief_moves_by_its_owners_to_another_channel(desk: Desk) -> None:
    """Not by the panel, and not to where it is; a channel without debriefs is nobody's trouble any more."""
    candidacy_id = await desk.open()
    for name, channel, refusal in (("ann", "C2OTHER", NotAllowed), ("hana", CHANNEL, WrongField)):
        with pytest.raises(refusal):
            async with desk.act() as tx:
                await move_debrief(tx, candidacy_id=candidacy_id, channel=channel, by=desk.people[name])
    async with desk.act() as tx:
        await move_debrief(tx, candidacy_id=candidacy_id, channel="C2OTHER", by=desk.people["hana"])
    assert (await desk.row(candidacy_id)).debrief_channel == "C2OTHER"
    assert "The debrief of Ada Lovelace moved" in await desk.notices("ann")
    await lose(desk, ChannelTrouble.SHARED)
    assert not [one for one in await desk.notices("hana") if one.startswith("The debrief channel")]
