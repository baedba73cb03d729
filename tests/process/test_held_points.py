"""Held points: who learns of them, what releasing and rewording do, and what stays inside the team."""

from collections.abc import AsyncIterator
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from bot.delivery.cards.home import draw
from bot.process.answers import Ending, record_answer
from bot.process.candidacies import open_candidacy
from bot.process.feedback import give_feedback, keep_inside_team
from bot.process.held_points import hand_over_held_points, rule_on_held_point, show_held_points
from bot.process.refusals import AlreadyDone, NotAllowed, NotNow, NotThere
from bot.process.reversals import reverse_decision
from bot.process.settings import Chosen, save_settings
from bot.rules.access import Action
from bot.rules.feedback_form import Given
from bot.rules.words import Answer, Choice, Standing, Surface
from storage.audit import AuditEntry
from storage.deliveries import Delivery, cards_of
from storage.held_points import held_points
from storage.panels import seat_of
from storage.people import person
from storage.workspaces import Settings, settings
from tests.process.calls import ADA, card, log
from tests.process.desks import Desk, desk_in

KIDS = "Your kids might need you in the afternoons."
ACCENT = "Your accent made you hard to follow."


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    """A workspace with people, Tala its head of talent, on a Monday morning."""
    async with desk_in(sqlite_url) as opened:
        async with opened.act() as tx:
            tx.session.add(
                Settings(workspace_id=opened.workspace_id, head_of_talent_id=opened.people["tala"].id, due_in_days=1)
            )
        yield opened


async def give(desk: Desk, candidacy_id: int, grow: str, name: str = "ann") -> int:
    """Fill somebody's form; returns the seat's id."""
    async with desk.act() as tx:
        seat = await seat_of(tx, candidacy_id, desk.people[name].id)
        assert seat is not None
        given = Given(good="You listen.", grow=grow)
        await give_feedback(tx, seat_id=seat.id, given=given, by=desk.people[name])
        return seat.id


async def hired(desk: Desk, grow: str = f"{KIDS}\n{ACCENT}") -> int:
    """Decide to hire while something of Ann's is held; returns the candidacy's id."""
    candidacy_id = await desk.open()
    await give(desk, candidacy_id, grow)
    await give(desk, candidacy_id, "Say more.", "bo")
    await desk.decide(candidacy_id, Choice.HIRE, email=ADA)
    return candidacy_id


async def rule(desk: Desk, candidacy_id: int, text: str, *, is_released: bool, by: str = "tala") -> None:
    """Press a button beside the point with these words."""
    async with desk.database.reading(desk.workspace_id) as tx:
        (found,) = [one.row.id for one in await held_points(tx, candidacy_id) if one.point.text == text]
    async with desk.act() as tx:
        await rule_on_held_point(tx, held_point_id=found, is_released=is_released, by=desk.people[by])


async def held_card(desk: Desk, candidacy_id: int, name: str = "tala") -> str:
    """Return the words of the head of talent's card."""
    return await card(desk, candidacy_id, name, Surface.HELD_POINTS)


async def receivers(desk: Desk, candidacy_id: int) -> set[str]:
    """Return who was shown what is held."""
    async with desk.database.reading(desk.workspace_id) as tx:
        shown = {one.person_id for one in await cards_of(tx, Surface.HELD_POINTS, candidacy_id)}
    return {name for name, person in desk.people.items() if person.id in shown}


async def acts(desk: Desk) -> list[tuple[int | None, str]]:
    """Return who did what to held points, as audited; not who was denied."""
    query = select(AuditEntry).where(AuditEntry.act.contains("point")).order_by(AuditEntry.id)
    async with desk.database.reading(desk.workspace_id) as tx:
        return [(one.person_id, one.act) for one in (await tx.session.execute(query)).scalars()]


async def test_the_head_of_talent_releases_or_keeps_and_all_concerned_see_it(desk: Desk) -> None:
    """After a hire they get one card; script, receipt and audit trail follow what they press; twice is once."""
    candidacy_id = await desk.open()
    seat_id = await give(desk, candidacy_id, f"{KIDS}\n{ACCENT}")
    assert await receivers(desk, candidacy_id) == set()
    await desk.decide(candidacy_id, Choice.HIRE, email=ADA)
    assert await receivers(desk, candidacy_id) == {"tala"}
    said = await held_card(desk, candidacy_id)
    for expected in (
        "2 points are held back",
        "Ann",
        "family or private life",
        KIDS,
        ACCENT,
        "Hana reads it to Ada Lovelace on the call",
    ):
        assert expected in said
    script = await card(desk, candidacy_id)
    assert "2 points are held back" in script
    assert KIDS not in script

    await rule(desk, candidacy_id, KIDS, is_released=True)
    await rule(desk, candidacy_id, KIDS, is_released=True)
    await rule(desk, candidacy_id, ACCENT, is_released=False)
    script = await card(desk, candidacy_id)
    assert KIDS in script
    assert ACCENT not in script
    assert "1 point is held back" in script
    receipt = await card(desk, seat_id, "ann", Surface.FEEDBACK_RECEIPT)
    assert "One of these points was held back; the head of talent released it." in receipt
    assert "Kept inside the team" in receipt
    said = await held_card(desk, candidacy_id)
    for expected in ("All settled", "Released by Tala", "Kept inside the team by Tala"):
        assert expected in said
    tala = desk.people["tala"].id
    release = Action.RELEASE_POINT
    assert await acts(desk) == [(tala, release), (tala, release), (tala, release), (tala, "keep_held_point")]

    await rule(desk, candidacy_id, KIDS, is_released=False)
    await rule(desk, candidacy_id, ACCENT, is_released=True)
    script = await card(desk, candidacy_id)
    assert ACCENT in script
    assert KIDS not in script


async def test_what_was_said_of_a_point_holds_for_its_words_alone(desk: Desk) -> None:
    """The same words stay released or kept; new ones are judged anew, and the rewording is audited."""
    candidacy_id = await hired(desk)
    await rule(desk, candidacy_id, KIDS, is_released=True)
    await rule(desk, candidacy_id, ACCENT, is_released=False)
    seat_id = await give(desk, candidacy_id, f"Ask more.\n{KIDS}\n{ACCENT}")
    script = await card(desk, candidacy_id)
    assert KIDS in script
    assert ACCENT not in script
    assert (desk.people["ann"].id, "rewrite_held_point") not in await acts(desk)

    await give(desk, candidacy_id, f"{KIDS} Often.\nSpeak more slowly.")
    script = await card(desk, candidacy_id)
    assert "Speak more slowly." in script
    assert KIDS not in script
    assert "1 point is held back" in await held_card(desk, candidacy_id)
    assert (await acts(desk)).count((desk.people["ann"].id, "rewrite_held_point")) == 2

    await give(desk, candidacy_id, KIDS)
    assert KIDS in await card(desk, candidacy_id)
    async with desk.act() as tx:
        await keep_inside_team(tx, seat_id=seat_id, is_team_only=True, by=desk.people["ann"])
    assert KIDS not in await card(desk, candidacy_id)
    assert "Nothing of the feedback on Ada Lovelace is held any more" in await held_card(desk, candidacy_id)
    async with desk.act() as tx:
        await keep_inside_team(tx, seat_id=seat_id, is_team_only=False, by=desk.people["ann"])
    assert KIDS in await card(desk, candidacy_id)


async def test_a_press_that_comes_too_late_says_what_became_of_the_point(desk: Desk) -> None:
    """Reworded, reversed or closed meanwhile: nothing is passed on, and the card says why."""
    candidacy_id = await hired(desk, KIDS)
    async with desk.database.reading(desk.workspace_id) as tx:
        (held,) = await held_points(tx, candidacy_id)

    async def press() -> None:
        async with desk.act() as tx:
            await rule_on_held_point(tx, held_point_id=held.row.id, is_released=True, by=desk.people["tala"])

    await give(desk, candidacy_id, "Plan your afternoons.")
    with pytest.raises(AlreadyDone, match="isn't held any more"):
        await press()
    await give(desk, candidacy_id, KIDS)
    async with desk.act() as tx:
        await reverse_decision(tx, candidacy_id=candidacy_id, seen=1, reason="Too soon.", by=desk.people["hana"])
    with pytest.raises(NotNow, match="no offer"):
        await press()
    assert "was reversed" in await held_card(desk, candidacy_id)
    await desk.decide(candidacy_id, Choice.HIRE, email=ADA)
    assert KIDS in await held_card(desk, candidacy_id)
    async with desk.act() as tx:
        await record_answer(tx, Ending(Answer.WITHDRAWN), candidacy_id=candidacy_id, by=desk.people["cora"])
    with pytest.raises(NotNow, match="closed"):
        await press()
    said = await held_card(desk, candidacy_id)
    assert "is closed" in said
    assert KIDS not in said


async def test_only_the_head_of_talent_and_administrators_may(desk: Desk) -> None:
    """Caller, coordinator and author are told who may; an administrator is offered it where something is held."""
    candidacy_id = await hired(desk, KIDS)
    for name in ("hana", "cora", "ann"):
        with pytest.raises(NotAllowed, match="head of talent or an administrator"):
            await rule(desk, candidacy_id, KIDS, is_released=True, by=name)
        assert KIDS not in await held_card(desk, candidacy_id, name)
    async with desk.act() as tx:
        mel = await tx.session.merge(desk.people["mel"])
        mel.standing = Standing.ADMIN
        assert Action.RELEASE_POINT in (await open_candidacy(tx, candidacy_id=candidacy_id, by=mel)).actions
        await show_held_points(tx, candidacy_id=candidacy_id, by=mel)
    assert await receivers(desk, candidacy_id) == {"tala", "mel"}
    await give(desk, candidacy_id, "Plan your afternoons.")
    async with desk.act() as tx:
        assert Action.RELEASE_POINT not in (await open_candidacy(tx, candidacy_id=candidacy_id, by=mel)).actions
        with pytest.raises(NotThere, match="Nothing of the feedback"):
            await show_held_points(tx, candidacy_id=candidacy_id, by=mel)


async def test_what_is_held_or_released_later_reaches_who_needs_it(desk: Desk) -> None:
    """Late feedback brings the card, a release after the call is announced, a new head of talent gets what waits."""
    candidacy_id = await hired(desk, "Ask more.")
    assert await receivers(desk, candidacy_id) == set()
    desk.now += timedelta(hours=1)
    await log(desk, candidacy_id)
    desk.now += timedelta(hours=1)
    await give(desk, candidacy_id, KIDS, "bo")
    assert await receivers(desk, candidacy_id) == {"tala"}
    desk.now += timedelta(hours=1)
    await log(desk, candidacy_id)
    desk.now += timedelta(hours=1)
    assert "came after the call" not in await card(desk, candidacy_id)
    assert "the offer call is made already" in await held_card(desk, candidacy_id)
    await rule(desk, candidacy_id, KIDS, is_released=True)
    assert "they haven't heard it" in await card(desk, candidacy_id)

    await give(desk, candidacy_id, ACCENT)
    async with desk.act() as tx:
        chosen = Chosen(
            company=None,
            debrief_channel=None,
            coordinator=None,
            coordinator_channel=None,
            head_of_talent=desk.people["cy"],
            day_start=time(9),
            day_end=time(18),
            work_days=[0],
            due_in_days="1",
            due_at=time(12),
            mail_sender=None,
            is_blind_by_default=False,
            gives_style_hints=False,
            buffer_minutes="10",
            notice_hours="4",
            help_phone=None,
            clearer=None,
        )
        await save_settings(tx, chosen, by=desk.people["tala"])
    assert await receivers(desk, candidacy_id) == {"tala", "cy"}
    assert ACCENT in await held_card(desk, candidacy_id, "cy")
    assert "somebody else now" in await held_card(desk, candidacy_id, "tala")


async def test_style_hints_stand_in_the_receipt_when_they_are_wanted(desk: Desk) -> None:
    """Off by default; one line a point that could say more, for the author alone."""
    candidacy_id = await desk.open()
    seat_id = await give(desk, candidacy_id, "Great!\nShe could ask more.\nYou drew it before you explained it.")
    assert "Only if you like" not in await card(desk, seat_id, "ann", Surface.FEEDBACK_RECEIPT)
    async with desk.act() as tx:
        (await settings(tx)).gives_style_hints = True
    receipt = await card(desk, seat_id, "ann", Surface.FEEDBACK_RECEIPT)
    for expected in ("“Great!”: what did you see?", "“She could ask more.”: the caller reads it to Ada Lovelace"):
        assert expected in receipt
    assert "“You drew" not in receipt


async def test_what_is_held_is_in_the_app_home_of_whoever_may_release_it(desk: Desk) -> None:
    """Without a head of talent administrators see it there, and the coordinator hears that there is something."""
    held, nobody = (
        "points of the feedback on *Ada Lovelace*",
        "Feedback on Ada Lovelace: 2 points held back, and nobody",
    )
    async with desk.act() as tx:
        (await settings(tx)).head_of_talent_id = None
        desk.people["mel"] = await person(tx, desk.people["mel"].id)
        desk.people["mel"].standing = Standing.ADMIN
    candidacy_id = await hired(desk)
    assert await receivers(desk, candidacy_id) == set()
    assert [nobody in one for one in await desk.notices("cora")].count(True) == 1
    assert KIDS not in str(await payloads(desk, "cora"))
    assert [f"2 {held}" in await home(desk, name) for name in ("mel", "tala", "cora", "hana")] == [
        True,
        False,
        False,
        False,
    ]
    await rule(desk, candidacy_id, KIDS, is_released=False, by="mel")
    assert "1 point of the feedback" in await home(desk, "mel")
    async with desk.act() as tx:
        (await settings(tx)).head_of_talent_id = desk.people["tala"].id
        await hand_over_held_points(tx)
    assert "1 point of the feedback" in await home(desk, "tala")
    assert await receivers(desk, candidacy_id) == {"tala"}
    await rule(desk, candidacy_id, ACCENT, is_released=True)
    assert "of the feedback on" not in await home(desk, "tala")
    assert [nobody in one for one in await desk.notices("cora")].count(True) == 1


async def home(desk: Desk, name: str) -> str:
    """Return somebody's App Home."""
    async with desk.database.reading(desk.workspace_id) as tx:
        return str(await draw(tx, desk.people[name].id, desk.people[name].id))


async def payloads(desk: Desk, name: str) -> list[object]:
    """Return everything somebody was told."""
    query = select(Delivery.payload).where(Delivery.person_id == desk.people[name].id)
    async with desk.database.reading(desk.workspace_id) as tx:
        return list((await tx.session.execute(query)).scalars())
