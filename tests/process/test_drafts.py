"""Drafts of the feedback form: kept as they are typed, shown to their author alone, gone once handed in."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.messages.feedback_forms import feedback_form
from bot.process import drafts, feedback
from bot.process.drafts import OpenForm
from bot.process.refusals import NotAllowed
from bot.process.stages import close
from bot.rules.feedback_form import FormPoint, Given
from bot.rules.words import Answer, PointKind, Vote
from storage.audit import AuditEntry
from storage.candidacies import lock
from storage.drafts import Draft, draft_of, prune_drafts
from storage.panels import seat
from tests.process.panels import Panel, panel_in

TYPED = Given(good="You asked why.", grow="Say wh", vote=Vote.HIRE)


@pytest.fixture
async def panel(sqlite_url: str) -> AsyncIterator[Panel]:
    """One open candidacy with two interviewers."""
    async with panel_in(sqlite_url) as opened:
        yield opened


async def opened(panel: Panel, who: str = "ann") -> OpenForm:
    """Open somebody's form."""
    async with panel.database.transaction(panel.workspace_id) as tx:
        return await drafts.open_form(tx, seat_id=panel.seats[who], by=panel.people[who])


async def type_in(panel: Panel, form: OpenForm, given: Given, ts: str = "1.000001", *, by: str = "ann") -> None:
    """Press a key in a form, after which this stands in it."""
    async with panel.database.transaction(panel.workspace_id) as tx:
        await drafts.keep_draft(tx, seat_id=form.seat_id, seen=form.seen, given=given, typed_ts=ts, by=panel.people[by])


async def hand_in(panel: Panel, form: OpenForm, given: Given) -> None:
    """Press Save."""
    async with panel.database.transaction(panel.workspace_id) as tx:
        await feedback.give_feedback(tx, seat_id=form.seat_id, given=given, by=panel.people["ann"], seen=form.seen)


async def kept(panel: Panel) -> Given | None:
    """Return what is stored of Ann's draft."""
    async with panel.database.reading(panel.workspace_id) as tx:
        row = await draft_of(tx, panel.seats["ann"])
        return row.given if row else None


async def test_what_is_typed_is_there_when_the_form_opens_again(panel: Panel) -> None:
    """On another device or after a crash, with the time; keys that arrive late change nothing; nothing else moves."""
    form = await opened(panel)
    assert (form.given, form.draft_at) == (Given(), None)
    await type_in(panel, form, TYPED, "2.000001")
    await type_in(panel, form, Given(good="You as"), "1.000001")
    again = await opened(panel)
    assert again.given == TYPED
    assert again.draft_at is not None
    view = feedback_form(again.seat_id, again.candidate, again.given, seen=again.seen, draft_at=again.draft_at)
    assert f"your draft of <!date^{int(again.draft_at.timestamp())}^" in str(view["blocks"])
    assert (await opened(panel, "bo")).given == Given()
    assert await panel.state() == "waiting"
    async with panel.database.reading(panel.workspace_id) as tx:
        acts = (await tx.session.execute(select(AuditEntry.act))).scalars().all()
    assert acts == ["give_feedback"] * 3, "each opening is noted, no key is"


async def test_handing_in_ends_the_draft_and_a_late_key_does_not_bring_it_back(panel: Panel) -> None:
    """The form opens with what was saved, without a word of a draft; typing in it begins another."""
    form = await opened(panel)
    await type_in(panel, form, TYPED)
    await hand_in(panel, form, Given(good="You asked why."))
    await type_in(panel, form, TYPED, "9.000001")
    assert await kept(panel) is None
    again = await opened(panel)
    assert (again.given, again.draft_at) == (Given(good="You asked why."), None)
    await type_in(panel, again, TYPED)
    assert (await opened(panel)).given == TYPED
    await hand_in(panel, again, Given())
    await type_in(panel, again, TYPED, "9.000001")
    assert (await opened(panel)).given == Given()


async def test_a_reply_that_comes_while_a_form_is_open_is_not_lost(panel: Panel) -> None:
    """It stands in the draft when that is opened again; handed in without, the form leaves it counting beside."""
    await panel.hear(panel.reply("Good: one", 1))
    form = await opened(panel)
    await type_in(panel, form, Given(good="one\ntwo"))
    await panel.hear(panel.reply("Good: three\nTeam only: four", 2))
    again = await opened(panel)
    assert again.given == Given(good="one\ntwo\nthree", team_only="four")
    await hand_in(panel, form, Given(good="one\ntwo"))
    assert sorted(point[-1] for row in await panel.told() for point in row[-1]) == ["four", "one", "three", "two"]
    assert (await opened(panel)).given == Given(good="one\ntwo\nthree", team_only="four")


async def test_a_draft_is_its_authors_alone(panel: Panel) -> None:
    """Nobody else types into it, and nothing that is drawn shows it."""
    form = await opened(panel)
    await type_in(panel, form, TYPED)
    with pytest.raises(NotAllowed):
        await type_in(panel, form, TYPED, by="bo")
    with pytest.raises(NotAllowed):
        await type_in(panel, form, TYPED, by="hana")
    assert "asked why" not in await panel.receipt()


@pytest.mark.parametrize("ending", ["closed", "removed"])
async def test_a_draft_nobody_can_hand_in_is_forgotten(panel: Panel, ending: str) -> None:
    """With the candidacy's end, or the seat's; what is typed on disappears without a complaint."""
    form = await opened(panel)
    await type_in(panel, form, TYPED)
    async with panel.database.transaction(panel.workspace_id) as tx:
        if ending == "closed":
            close(tx, await lock(tx, panel.candidacy_id), Answer.WITHDRAWN)
        else:
            (await seat(tx, panel.seats["ann"])).removed_at = tx.now
            tx.finishing[prune_drafts] = None
    await type_in(panel, form, TYPED, "9.000001")
    async with panel.database.reading(panel.workspace_id) as tx:
        assert (await tx.session.execute(select(Draft))).scalars().all() == []


def test_points_are_added_once() -> None:
    """What stands in the fields already isn't repeated."""
    points = [FormPoint(PointKind.GOOD, "a"), FormPoint(PointKind.GROW, "b"), FormPoint(PointKind.GROW, "c", True)]  # noqa: FBT003  # a point's parts
    once = Given(good="a", vote=Vote.HIRE).plus(points)
    assert once == Given("a", "b", "- c", Vote.HIRE)
    assert once.plus(points) == once
