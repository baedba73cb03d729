"""Who makes the offer call: reminders, handing it over and taking it, and the backup when the caller is away."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.process.callers import calls_to_take, hand_over_call, open_hand_over, take_call
from bot.process.debrief_edits import DebriefChange, edit_debrief
from bot.process.departures import follow_departure
from bot.process.refusals import AlreadyDone, NotAllowed, WrongField
from bot.rules.words import Standing
from storage.people import person
from tests.process.calls import ADA, called, card, hire, log
from tests.process.desks import Desk, desk_in

REMINDED = "The offer call to Ada Lovelace is still to be made."
OVERDUE = "Hana hasn't logged the offer call to Ada Lovelace."


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    """A workspace with people, on a Monday morning."""
    async with desk_in(sqlite_url) as opened:
        yield opened


async def hand_over(desk: Desk, candidacy_id: int, to: str, backup: str | None = None, by: str = "hana") -> None:
    """Hand the call over by form."""
    async with desk.act() as tx:
        chosen = desk.people[backup] if backup else None
        await hand_over_call(tx, candidacy_id=candidacy_id, to=desk.people[to], backup=chosen, by=desk.people[by])


async def take(desk: Desk, candidacy_id: int, by: str) -> None:
    """Press *I make this call*."""
    async with desk.act() as tx:
        await take_call(tx, candidacy_id=candidacy_id, by=desk.people[by])


async def test_the_caller_then_the_coordinator_are_reminded_of_the_call(desk: Desk) -> None:
    """A working day after the decision, then a day later, and never once it is logged."""
    candidacy_id = await hire(desk)
    decided_at = desk.now
    await desk.pass_time(decided_at + timedelta(days=1))
    assert (await desk.notices("hana"))[-1] == REMINDED
    assert OVERDUE not in await desk.notices("cora")
    await desk.pass_time(decided_at + timedelta(days=2))
    assert OVERDUE in await desk.notices("cora")
    assert (await desk.notices("hana")).count(REMINDED) == 1
    await log(desk, candidacy_id)
    told = len(await desk.notices("hana"))
    await desk.pass_time(decided_at + timedelta(days=9))
    assert REMINDED not in (await desk.notices("hana"))[told:]


async def test_a_chosen_backup_takes_the_call_with_one_press(desk: Desk) -> None:
    """Chosen with the decision; asked instead of the coordinator; until they press they read nothing."""
    candidacy_id = await hire(desk, backup=desk.people["cy"])
    async with desk.act() as tx:
        [(row, caller)] = await calls_to_take(tx, "ada", by=desk.people["cy"])
        assert (row.id, caller.name) == (candidacy_id, "Hana")
        for name, typed in (("cy", "Bob"), ("hana", ""), ("cora", ""), ("ann", "")):
            assert await calls_to_take(tx, typed, by=desk.people[name]) == []
    assert "If the caller can't, Cy is asked to call." in await card(desk, candidacy_id)
    await desk.pass_time(desk.now + timedelta(days=2))
    assert OVERDUE in await desk.notices("cy")
    assert OVERDUE not in await desk.notices("cora")
    assert "You helped bo." not in await card(desk, candidacy_id, "cy")
    with pytest.raises(NotAllowed):
        await log(desk, candidacy_id, by="cy")
    await take(desk, candidacy_id, "cy")
    assert (await desk.row(candidacy_id)).caller_id == desk.people["cy"].id
    with pytest.raises(NotAllowed, match=r"whoever makes the offer call \(Cy\), the hiring manager \(Hana\)"):
        await log(desk, candidacy_id, by="ann")
    assert (await desk.row(candidacy_id)).backup_id is None
    assert "You helped bo." in await card(desk, candidacy_id, "cy")
    assert "Cy makes the offer call to Ada Lovelace now." in await desk.notices("hana")
    await take(desk, candidacy_id, "cy")
    await take(desk, candidacy_id, "hana")
    assert "Hana makes the offer call to Ada Lovelace now." in await desk.notices("cy")
    with pytest.raises(NotAllowed):
        await take(desk, candidacy_id, "cy")


async def test_the_call_of_somebody_who_left_is_offered_to_the_backup(desk: Desk) -> None:
    """At once, and once; nothing is sent to whoever can't read it."""
    candidacy_id = await hire(desk)
    await hand_over(desk, candidacy_id, "cy", "mel")
    for _ in range(2):
        async with desk.act() as tx:
            cy = await person(tx, desk.people["cy"].id)
            cy.standing = Standing.DEACTIVATED
            await follow_departure(tx, gone=cy)
    said = "Cy, who was to call Ada Lovelace with our offer, is deactivated in Slack or a guest now."
    assert (await desk.notices("mel")).count(said) == 1
    await desk.pass_time(desk.now + timedelta(days=1))
    assert REMINDED not in await desk.notices("cy")
    await take(desk, candidacy_id, "mel")
    assert "You helped bo." in await card(desk, candidacy_id, "mel")


async def test_a_new_coordinator_is_the_backup_that_is_asked(desk: Desk) -> None:
    """The reminder that waited for the one before goes to whoever coordinates when it is due."""
    candidacy_id = await hire(desk)
    shown = await desk.seen(candidacy_id)
    change = DebriefChange(
        desk.people["hana"],
        [desk.people["ann"], desk.people["bo"]],
        desk.people["mel"],
        due_at=shown.due_at,
        email=ADA,
        interviews={},
    )
    async with desk.act() as tx:
        await edit_debrief(tx, change, candidacy_id=candidacy_id, by=desk.people["hana"])
    await desk.pass_time(desk.now + timedelta(days=2))
    assert OVERDUE in await desk.notices("mel")
    assert OVERDUE not in await desk.notices("cora")


async def test_a_call_handed_over_belongs_to_the_new_caller(desk: Desk) -> None:
    """They get script and reminder; the hiring manager keeps seeing it, a caller in between doesn't."""
    candidacy_id = await hire(desk)
    for name in ("ann", "cy"):
        await hand_over(desk, candidacy_id, name)
    assert "You helped bo." in await card(desk, candidacy_id, "cy")
    assert "Cy makes this call." in await card(desk, candidacy_id, "hana")
    assert "I make this call" in await card(desk, candidacy_id, "hana")
    assert await card(desk, candidacy_id, "ann") == (
        "Cy makes the offer call to Ada Lovelace now. There is nothing left for you to do here."
    )
    assert "Cy makes the offer call to Ada Lovelace now." in await desk.notices("ann")
    await desk.pass_time(desk.now + timedelta(days=1))
    assert REMINDED in await desk.notices("cy")
    assert REMINDED not in await desk.notices("hana")


async def test_whoever_gets_the_call_back_is_reminded_again(desk: Desk) -> None:
    """Reminded, handed over, and handed back: the reminder of before doesn't stand for the one that is due now."""
    candidacy_id = await hire(desk)
    await desk.pass_time(desk.now + timedelta(days=2))
    for name in ("cy", "hana"):
        await hand_over(desk, candidacy_id, name, by="hana")
    before = (await desk.notices("hana")).count(REMINDED)
    await desk.pass_time(desk.now + timedelta(days=1))
    assert (await desk.notices("hana")).count(REMINDED) == before + 1


async def test_a_backup_is_chosen_while_the_caller_stays(desk: Desk) -> None:
    """Handing over to whoever calls already sets the backup alone; the form is filled with who it is."""
    candidacy_id = await hire(desk)
    await hand_over(desk, candidacy_id, "hana", "mel")
    row = await desk.row(candidacy_id)
    assert (row.caller_id, row.backup_id) == (desk.people["hana"].id, desk.people["mel"].id)
    async with desk.act() as tx:
        _, caller, backup = await open_hand_over(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    assert (caller.name, backup and backup.name) == ("Hana", "Mel")
    await hand_over(desk, candidacy_id, "mel", "mel")
    row = await desk.row(candidacy_id)
    assert (row.caller_id, row.backup_id) == (desk.people["mel"].id, None)


@pytest.mark.parametrize(
    ("to", "backup", "field"),
    [("gus", None, "to"), ("hana", None, "to"), ("cy", "gus", "backup"), ("cy", "cy", "backup")],
)
async def test_a_call_is_handed_only_to_another_full_member(
    desk: Desk, to: str, backup: str | None, field: str
) -> None:
    """A guest, whoever makes the call already, and a backup who is the caller are refused beside the field."""
    candidacy_id = await hire(desk)
    with pytest.raises(WrongField) as refused:
        await hand_over(desk, candidacy_id, to, backup, by="cora")
    assert set(refused.value.fields) == {field}


async def test_a_call_that_was_made_is_neither_taken_nor_handed_over(desk: Desk) -> None:
    """Whoever tries hears who logged it."""
    candidacy_id = await called(desk)
    with pytest.raises(AlreadyDone, match="Hana logged it"):
        await hand_over(desk, candidacy_id, "cy", by="cora")
    with pytest.raises(AlreadyDone, match="Hana logged it"):
        await take(desk, candidacy_id, "cora")
