"""A channel in trouble is told of once while it lasts, however often and by whomever it is noticed."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.process.debrief_channels import check_retry, come_back, lose_channel, mend_channel, move_debrief
from bot.process.refusals import NotAllowed, WrongField
from bot.rules.words import ChannelTrouble, Standing
from storage.debrief_channels import trouble_in
from storage.people import person
from storage.undelivered import unfinished
from tests.databases import on_sqlite
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


@on_sqlite
async def test_a_shared_channel_stays_closed_whatever_else_befalls_it(desk: Desk) -> None:
    """Archived, unarchived or left and joined again: as long as Slack hasn't said that it is ours alone."""
    candidacy_id = await desk.open()
    await lose(desk, ChannelTrouble.SHARED)
    await lose(desk, ChannelTrouble.ARCHIVED)
    async with desk.act() as tx:
        await come_back(tx, CHANNEL)
        known = await trouble_in(tx, CHANNEL)
        assert known is not None
        assert known.trouble is ChannelTrouble.SHARED
        retried = await check_retry(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    assert retried == (CHANNEL, ChannelTrouble.SHARED), "where Slack can't be asked, it is not taken to be mended"
    assert (await desk.notices("hana")).count("The debrief channel can't be used: Ada Lovelace") == 1
    async with desk.act() as tx:
        await mend_channel(tx, CHANNEL)
    await lose(desk, ChannelTrouble.LEFT)
    async with desk.act() as tx:
        await come_back(tx, CHANNEL)
        assert await trouble_in(tx, CHANNEL) is None


async def test_a_debrief_moves_by_its_owners_to_another_channel(desk: Desk) -> None:
    """Not by the panel, and not to where it is; a channel without debriefs is nobody's trouble any more."""
    candidacy_id = await desk.open(panel=("ann", "bo"), outsiders=["Olga Outside"])
    async with desk.act() as tx:
        (await person(tx, desk.people["bo"].id)).standing = Standing.DEACTIVATED
    for name, channel, refusal in (("ann", "C2OTHER", NotAllowed), ("hana", CHANNEL, WrongField)):
        with pytest.raises(refusal):
            async with desk.act() as tx:
                await move_debrief(tx, candidacy_id=candidacy_id, channel=channel, by=desk.people[name])
    async with desk.act() as tx:
        await move_debrief(tx, candidacy_id=candidacy_id, channel="C2OTHER", by=desk.people["hana"])
    assert (await desk.row(candidacy_id)).debrief_channel == "C2OTHER"
    assert "The debrief of Ada Lovelace moved" in await desk.notices("ann")
    async with desk.database.reading(desk.workspace_id) as tx:
        told = {one.person_id for one in await unfinished(tx) if one.key.startswith(f"debrief:{candidacy_id}:moved:")}
    assert told == {desk.people[name].id for name in ("ann", "cora", "hana", "mel")}, "who can be written to"
    await lose(desk, ChannelTrouble.SHARED)
    assert not [one for one in await desk.notices("hana") if one.startswith("The debrief channel")]
