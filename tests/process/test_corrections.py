"""What authors say of how they were read: sorting, changing, moving."""

from collections.abc import AsyncIterator

import pytest

from bot.messages.decisions import votes
from bot.process import corrections
from bot.process.corrections import Said, WordingChanged
from bot.process.refusals import AlreadyDone, NotThere
from storage.audit import last_act
from storage.debriefs import debrief
from tests.databases import on_sqlite
from tests.process.panels import CHAT, GOOD, Panel, direct, feedback_ids, panel_in


@pytest.fixture
async def panel(database_url: str) -> AsyncIterator[Panel]:
    """One open candidacy with two interviewers."""
    async with panel_in(database_url) as opened:
        yield opened


async def sort(panel: Panel, feedback_id: int, said: dict[int, str], *, version: int = 1) -> None:
    """Say what pieces of a reply are."""
    async with panel.database.transaction(panel.workspace_id) as tx:
        await corrections.sort_feedback(tx, feedback_id=feedback_id, version=version, said=said, by=panel.people["ann"])


async def change(panel: Panel, said: dict[int, Said], *, seen: int | None = None) -> int:
    """Change pieces, as Ann saw them; returns what tells the state they were in before."""
    ann, seat_id = panel.people["ann"], panel.seats["ann"]
    async with panel.database.transaction(panel.workspace_id) as tx:
        before = (await corrections.open_change(tx, seat_id=seat_id, by=ann)).seen
        await corrections.change_feedback(tx, seat_id=seat_id, seen=before if seen is None else seen, said=said, by=ann)
    return before


async def points(panel: Panel, who: str = "ann") -> list[tuple[str, str, str]]:
    """Return kind, sharing and words of all points somebody has."""
    return [(point[1], point[2], point[-1]) for row in await panel.told(who) for point in row[-1]]


async def test_a_reply_is_sorted_line_by_line(panel: Panel) -> None:
    """Lines become points, private points and notes as their author says, a few at a time; a stale form is refused."""
    await panel.hear(panel.reply("You were quick\nbut loud\nlevel unclear\nsee you at lunch"))
    [feedback_id] = await feedback_ids(panel)
    await sort(panel, feedback_id, {0: "good", 1: "grow"})
    assert (await panel.state(), await points(panel)) == ("to_sort", [])
    await sort(panel, feedback_id, {2: "team_only", 3: "talk"})
    [(_, state, _, _, notes, *_)] = await panel.told()
    assert (state, notes) == ("counted", ["see you at lunch"])
    sorted_points = [
        ("good", "shareable", "You were quick"),
        ("grow", "shareable", "but loud"),
        ("note", "team_only", "level unclear"),
    ]
    assert await points(panel) == sorted_points
    with pytest.raises(AlreadyDone):
        await sort(panel, feedback_id, {0: "grow"})
    await panel.hear(panel.reply("You were quick\nbut loud\nlevel unclear", edit=1))
    assert (await panel.state(), await points(panel)) == ("in", sorted_points)
    await panel.hear(panel.reply("You were quick\nbut loud\nlevel unclear\nand late", edit=2))
    assert await panel.state() == "to_sort"
    with pytest.raises(WordingChanged):
        await sort(panel, feedback_id, {3: "grow"}, version=2)
    await sort(panel, feedback_id, {3: "grow"}, version=3)
    assert await points(panel) == [*sorted_points, ("grow", "shareable", "and late")]


async def test_what_an_author_changes_outlives_edits_of_the_rest(panel: Panel) -> None:
    """Kind, sharing and words stay for what reads as before; the reply stays as written; a stale form is refused."""
    first = "Good:\n• You drew it all\n• You looked sick\nGrow:\n• Say what you assume\nsee you"
    await panel.hear(panel.reply(first))
    said = {0: Said("grow", "You drew it all, late"), 1: Said("good", "You kept going"), 2: Said("grow_inside", None)}
    seen = await change(panel, said)
    corrected = [
        ("grow", "shareable", "You drew it all, late"),
        ("good", "shareable", "You kept going"),
        ("grow", "team_only", "Say what you assume"),
    ]
    assert await points(panel) == corrected
    [(_, _, text, *_)] = await panel.told()
    assert text == first
    with pytest.raises(WordingChanged):
        await change(panel, {0: Said("talk")}, seen=seen)
    await panel.hear(panel.reply(first.replace("Grow:", "• New one\nGrow:"), edit=1))
    assert await points(panel) == [*corrected[:2], ("good", "shareable", "New one"), corrected[2]]
    await panel.hear(panel.reply("Good: You drew it all\nTeam only: Say what you assume", edit=2))
    assert await points(panel) == [corrected[0], ("note", "team_only", "Say what you assume")]
    await change(panel, {0: Said("talk"), 1: Said("team_only", "Unsure of the level")})
    assert await points(panel) == [("note", "team_only", "Unsure of the level")]
    async with panel.database.reading(panel.workspace_id) as tx:
        rewritten = await last_act(tx, panel.candidacy_id, ["rewrite_held_point"])
    assert rewritten is not None


async def test_just_talking_twice_is_once(panel: Panel) -> None:
    """The reply is conversation, the seat waits again, and an edit without marks doesn't ask again."""
    await panel.hear(panel.reply(CHAT))
    [feedback_id] = await feedback_ids(panel)
    for _ in range(2):
        async with panel.database.transaction(panel.workspace_id) as tx:
            await corrections.dismiss_feedback(tx, feedback_id=feedback_id, by=panel.people["ann"])
    await panel.hear(panel.reply("I'll write mine tomorrow", edit=1))
    assert await panel.state() == "waiting"
    await panel.hear(panel.reply("Good: quick", edit=2))
    assert await panel.state() == "in"


async def test_a_direct_message_of_somebody_on_several_panels_is_asked_about(panel: Panel) -> None:
    """It is kept, counts for nobody until its author has chosen, is read where they put it, and can be moved again."""
    other = await panel.open("Grace Hopper")
    await panel.hear(direct("1800000000.000100", GOOD))
    assert (await panel.state(), await other.state()) == ("waiting", "waiting")
    assert "Which candidate is this for?" in await other.receipt()
    [feedback_id] = await feedback_ids(other)
    await move(panel, feedback_id, panel.seats["ann"])
    await panel.hear(direct("1800000000.000100", GOOD))
    assert (await panel.state(), await other.state()) == ("in", "waiting")
    assert "Move to …" in await panel.receipt()
    await change(panel, {0: Said("good", "You drew all of it")})
    for _ in range(2):
        await move(panel, feedback_id, other.seats["ann"])
    assert (await panel.state(), await other.state()) == ("waiting", "in")
    assert ("good", "shareable", "You drew all of it") in await points(other)
    assert "Nothing from you on Ada Lovelace yet." in await panel.receipt()
    with pytest.raises(NotThere):
        await move(panel, feedback_id, panel.seats["bo"])


async def test_all_direct_messages_move_together_and_a_reply_alone(panel: Panel) -> None:
    """What was said directly goes at once; what stands in the thread stays, until it is moved itself."""
    for number in range(2):
        await panel.hear(direct(f"1800000000.00010{number}", f"Good: {number}"))
    await panel.hear(panel.reply("Grow: louder"))
    other = await panel.open("Grace Hopper")
    thread, first, _ = await feedback_ids(panel)
    await move(panel, first, other.seats["ann"], with_direct=True)
    assert [words for *_, words in await points(panel)] == ["louder"]
    assert [words for *_, words in await points(other)] == ["0", "1"]
    await move(panel, thread, other.seats["ann"])
    await panel.hear(panel.reply("Grow: quieter", edit=1))
    assert (await panel.state(), [words for *_, words in await points(other)]) == ("waiting", ["quieter", "0", "1"])


async def move(panel: Panel, feedback_id: int, seat_id: int, *, with_direct: bool = False) -> None:
    """Move something of Ann's."""
    async with panel.database.transaction(panel.workspace_id) as tx:
        await corrections.place_feedback(
            tx, feedback_id=feedback_id, seat_id=seat_id, with_direct=with_direct, by=panel.people["ann"]
        )


@on_sqlite
async def test_what_is_yet_to_be_sorted_shows_at_decide_beside_what_is_in(panel: Panel) -> None:
    """Until its author says what it is, whoever decides knows that there is more."""
    await panel.hear(panel.reply(GOOD))
    await panel.hear(panel.reply("And one more thing about the schedule", 2))
    assert "wrote more, which they have yet to sort" in await at_decide(panel)
    await sort(panel, (await feedback_ids(panel))[-1], {0: "grow"})
    assert "yet to sort" not in await at_decide(panel)


async def at_decide(panel: Panel) -> str:
    """Return what the hiring manager sees of the votes."""
    async with panel.database.reading(panel.workspace_id) as tx:
        return str(votes(await debrief(tx, panel.candidacy_id), panel.people["hana"].id))
