"""Clearing a call: nobody calls a candidate before a named person's word, where the workspace asks for one."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.messages.debriefs import next_step
from bot.process.candidacies import open_candidacy
from bot.process.clearances import clear_call, hand_over_clearances, hold_call_back, open_not_yet
from bot.process.departures import follow_departure
from bot.process.offer_calls import open_log
from bot.process.refusals import AlreadyDone, NotAllowed, NotNow, NotThere, WrongField
from bot.process.reversals import reverse_decision
from bot.rules.words import Choice, Standing, Surface
from storage.clearances import clearance
from storage.home import desk as desk_of
from storage.people import person
from storage.workspaces import Settings
from tests.process.calls import ADA, card, hire, log
from tests.process.desks import Desk, desk_in

DUE = "The offer call to Ada Lovelace still waits for your word."
OVERDUE = "The offer call to Ada Lovelace still waits for Cy's word."
TO_CALL = "The offer call to Ada Lovelace is still to be made."


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    """A workspace in which Cy clears calls, and Tala is the head of talent."""
    async with desk_in(sqlite_url) as opened:
        async with opened.act() as tx:
            people = {"head_of_talent_id": opened.people["tala"].id, "clearer_id": opened.people["cy"].id}
            tx.session.add(Settings(workspace_id=tx.workspace_id, **people))
        yield opened


async def waiting(desk: Desk, candidacy_id: int) -> int:
    """Return the id of what is asked for the hire that stands."""
    async with desk.database.reading(desk.workspace_id) as tx:
        asked = await clearance(tx, candidacy_id)
        assert asked is not None
        return asked.id


async def clear(desk: Desk, clearance_id: int, by: str = "cy") -> None:
    """Press *Clear to call*."""
    async with desk.act() as tx:
        await clear_call(tx, clearance_id=clearance_id, by=desk.people[by])


async def test_a_call_waits_for_the_word_and_goes_on_with_it(desk: Desk) -> None:
    """The script says whose; the log is refused; the caller is told, and reminded from then on."""
    candidacy_id = await hire(desk)
    said = await card(desk, candidacy_id)
    assert "this waits for Cy's word" in said
    assert "Log the call" not in said
    for attempt in (log(desk, candidacy_id), _opened(desk, candidacy_id)):
        with pytest.raises(NotNow, match="waits for Cy's word"):
            await attempt
    assert next_step(await desk.seen(candidacy_id)).endswith("once that is cleared.")
    asked = await waiting(desk, candidacy_id)
    assert "May Ada Lovelace be called" in await card(desk, asked, "cy", Surface.CLEARANCE)
    await clear(desk, asked)
    assert (await desk.notices("hana"))[-1] == "You can call Ada Lovelace now: Cy cleared it."
    assert next_step(await desk.seen(candidacy_id)).startswith("Now Hana calls the candidate")
    assert "clear: Cy" in await card(desk, asked, "cy", Surface.CLEARANCE)
    with pytest.raises(AlreadyDone, match="It is clear already: Cy"):
        await clear(desk, asked, "tala")
    await desk.pass_time(desk.now + timedelta(days=1))
    assert TO_CALL in await desk.notices("hana")
    await log(desk, candidacy_id)


async def test_whoever_is_asked_is_reminded_and_then_the_coordinator_told(desk: Desk) -> None:
    """The caller is not: it isn't their turn."""
    await hire(desk)
    begun = desk.now
    await desk.pass_time(begun + timedelta(days=1))
    assert DUE in await desk.notices("cy")
    await desk.pass_time(begun + timedelta(days=2))
    assert OVERDUE in await desk.notices("cora")
    assert TO_CALL not in await desk.notices("hana")


async def test_the_coordinator_hears_when_nobody_can_give_the_word(desk: Desk) -> None:
    """Whoever is asked leaves; or has left before, and isn't asked at all."""
    candidacy_id = await hire(desk)
    async with desk.act() as tx:
        cy = await person(tx, desk.people["cy"].id)
        cy.standing = Standing.DEACTIVATED
        await follow_departure(tx, gone=cy)
    assert (await desk.notices("cora"))[-1] == OVERDUE
    async with desk.act() as tx:
        await reverse_decision(tx, candidacy_id=candidacy_id, seen=1, reason="A mistake.", by=desk.people["hana"])
    await desk.decide(candidacy_id, Choice.HIRE, email=ADA)
    assert (await desk.notices("cora")).count(OVERDUE) == 2
    await clear(desk, await waiting(desk, candidacy_id), "tala")


async def test_not_yet_tells_the_hiring_manager_why(desk: Desk) -> None:
    """The card keeps the reason; nobody is reminded before the day it gives; the head of talent can clear it too."""
    candidacy_id = await hire(desk)
    asked = await waiting(desk, candidacy_id)
    about: dict[str, Any] = {"clearance_id": asked, "reason": "The board meets on Friday.", "by": desk.people["cy"]}
    async with desk.act() as tx:
        _, again_on = await open_not_yet(tx, clearance_id=asked, by=desk.people["cy"])
        assert again_on == date(2030, 1, 9)
        with pytest.raises(WrongField, match="still to come"):
            await hold_call_back(tx, until=date(2030, 1, 7), **about)
        await hold_call_back(tx, until=date(2030, 1, 11), **about)
    assert (await desk.notices("hana"))[-1] == "Ada Lovelace can't be called yet, says Cy."
    said = await card(desk, asked, "cy", Surface.CLEARANCE)
    assert "I ask again on Friday 11 January. What is missing:" in said
    assert "The board meets on Friday." in said
    await desk.pass_time(datetime(2030, 1, 11, 6, tzinfo=UTC))
    assert DUE not in await desk.notices("cy")
    assert await desk.mornings("cy") == []
    await desk.pass_time(datetime(2030, 1, 11, 10, tzinfo=UTC))
    assert DUE in await desk.notices("cy")
    assert OVERDUE not in await desk.notices("cora")
    await clear(desk, asked, "tala")
    assert (await desk.notices("hana"))[-1] == "You can call Ada Lovelace now: Tala cleared it."


async def test_nobody_else_clears_a_call(desk: Desk) -> None:
    """Not even the hiring manager; the refusal names who can. Whoever is asked finds the candidacy, others don't."""
    candidacy_id = await hire(desk)
    asked = await waiting(desk, candidacy_id)
    for name in ("hana", "cora", "ann", "gus"):
        with pytest.raises(NotAllowed) as refused:
            await clear(desk, asked, name)
        assert ("Cy, who is asked for it" in str(refused.value)) is (name != "gus")
    async with desk.act() as tx:
        opened = await open_candidacy(tx, candidacy_id=candidacy_id, by=desk.people["cy"])
        assert (opened.to_clear, opened.actions) == (asked, [])
        assert opened.overview.next is not None
        assert (opened.overview.next.what, opened.overview.owner) == (
            "Clear the offer call, so that it can be made",
            "Cy",
        )
        assert [one.id for one in (await desk_of(tx, desk.people["cy"])).owned] == [candidacy_id]
    await clear(desk, asked)
    async with desk.act() as tx:
        with pytest.raises(NotThere):
            await open_candidacy(tx, candidacy_id=candidacy_id, by=desk.people["cy"])


async def test_a_reversal_ends_it_and_a_new_hire_asks_anew(desk: Desk) -> None:
    """What was cleared for one decision isn't for the next."""
    candidacy_id = await hire(desk)
    first = await waiting(desk, candidacy_id)
    await clear(desk, first)
    async with desk.act() as tx:
        await reverse_decision(tx, candidacy_id=candidacy_id, seen=1, reason="A mistake.", by=desk.people["hana"])
    with pytest.raises(NotNow, match="nothing to clear any more"):
        await clear(desk, first)
    await desk.decide(candidacy_id, Choice.HIRE, email=ADA)
    second = await waiting(desk, candidacy_id)
    assert second != first
    with pytest.raises(NotNow, match="waits for Cy's word"):
        await log(desk, candidacy_id)
    async with desk.act() as tx:
        await reverse_decision(tx, candidacy_id=candidacy_id, seen=3, reason="Again.", by=desk.people["hana"])
    assert "taken back" in await card(desk, second, "cy", Surface.CLEARANCE)
    begun = desk.now
    await desk.pass_time(begun + timedelta(days=3))
    assert DUE not in await desk.notices("cy")


async def test_other_settings_ask_somebody_else_or_nobody(desk: Desk) -> None:
    """A new person is asked for what waits; without one it is clear, and the caller hears so."""
    candidacy_id = await hire(desk)
    asked = await waiting(desk, candidacy_id)
    for name in ("mel", None):
        async with desk.act() as tx:
            row = (await tx.session.execute(select(Settings))).scalar_one()
            row.clearer_id = desk.people[name].id if name else None
            await tx.session.flush()
            await hand_over_clearances(tx, by=desk.people["tala"])
        if name:
            assert "Mel is asked" in await card(desk, asked, "cy", Surface.CLEARANCE)
            assert "May Ada Lovelace be called" in await card(desk, asked, "mel", Surface.CLEARANCE)
            with pytest.raises(NotAllowed):
                await clear(desk, asked)
    assert (await desk.notices("hana"))[-1] == "You can call Ada Lovelace now: Tala cleared it."


async def _opened(desk: Desk, candidacy_id: int) -> None:
    async with desk.act() as tx:
        await open_log(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
