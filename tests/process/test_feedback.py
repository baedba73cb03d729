"""Feedback: what is kept, how it is read, and that order and repetition change nothing."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.process import feedback
from bot.process.refusals import NotAllowed, NotNow, WrongField
from bot.process.stages import close
from bot.rules.feedback_form import Given
from bot.rules.words import Answer, Attachment, Vote
from storage.candidacies import lock
from storage.deliveries import by_key
from storage.panels import seat
from tests.databases import on_sqlite
from tests.process.panels import CHANNEL, CHAT, GOOD, Panel, direct, panel_in


@pytest.fixture
async def panel(database_url: str) -> AsyncIterator[Panel]:
    """One open candidacy with two interviewers."""
    async with panel_in(database_url) as opened:
        yield opened


@on_sqlite
async def test_a_marked_reply_counts_and_its_author_sees_how_it_was_read(panel: Panel) -> None:
    """Points and vote are stored, the seat is in, and the receipt shows each of them."""
    await panel.hear(panel.reply(GOOD))
    assert await panel.state() == "in"
    [(_, state, text, vote, _, _, version, _, points)] = await panel.told()
    assert (state, text, vote, version) == ("counted", GOOD, "lean_hire", 1)
    assert [(point[1], point[2], point[-1]) for point in points] == [
        ("good", "shareable", "You drew the whole system first."),
        ("grow", "shareable", "Say what you assume."),
    ]
    receipt = await panel.receipt()
    for said in ("You drew the whole system first.", "Say what you assume.", "Lean hire", "Looks right", "Change"):
        assert said in receipt


@on_sqlite
async def test_a_reply_without_marks_waits_for_its_author(panel: Panel) -> None:
    """It is kept to the letter, the seat is in to sort, and the receipt asks."""
    await panel.hear(panel.reply(CHAT))
    assert await panel.state() == "to_sort"
    receipt = await panel.receipt()
    assert CHAT in receipt
    assert "That's my feedback" in receipt
    assert "Just talking" in receipt


@on_sqlite
async def test_what_may_not_be_heard_is_held_and_said_so(panel: Panel) -> None:
    """A point about health is held, team-only points stay inside."""
    await panel.hear(panel.reply("Good: You looked sick and still did well\nTeam only: strong on paper"))
    [(*_, points)] = await panel.told()
    assert [point[2] for point in points] == ["held", "team_only"]
    assert "health" in await panel.receipt()


@on_sqlite
async def test_an_edit_is_read_again_and_a_deletion_takes_back(panel: Panel) -> None:
    """The newest wording counts, every wording is kept, and a deleted one leaves the seat waiting."""
    await panel.hear(panel.reply(GOOD))
    await panel.hear(panel.reply("Grow: Slow down.", edit=1))
    [(*_, points)] = await panel.told()
    assert [point[-1] for point in points] == ["Slow down."]
    await panel.hear(panel.reply("", is_deleted=True))
    [(_, state, text, *_, versions, points)] = await panel.told()
    assert (state, text, points) == ("withdrawn", "", [])
    assert [wording for _, wording in versions] == [GOOD, "Grow: Slow down."]
    assert await panel.state() == "waiting"
    assert "took back" in await panel.receipt()


@on_sqlite
async def test_an_edit_that_loses_its_marks_is_to_be_sorted(panel: Panel) -> None:
    """Feedback edited into prose is asked about, not dropped."""
    await panel.hear(panel.reply(GOOD))
    await panel.hear(panel.reply("You were quick and kind.", edit=1))
    assert await panel.state() == "to_sort"


@on_sqlite
async def test_a_deletion_heard_of_first_leaves_a_tombstone(panel: Panel) -> None:
    """The message that arrives later stays taken back, its wording in the history."""
    await panel.hear(panel.reply("", is_deleted=True))
    await panel.hear(panel.reply(GOOD))
    [(_, state, text, *_, versions, _)] = await panel.told()
    assert (state, text, [wording for _, wording in versions]) == ("withdrawn", "", [GOOD])


@on_sqlite
async def test_others_in_the_thread_are_conversation(panel: Panel) -> None:
    """Somebody who is not on the panel is neither stored nor answered."""
    await panel.hear(panel.reply(GOOD), who="hana")
    assert await panel.told("ann") == []
    assert await panel.told("bo") == []


WORDINGS = st.sampled_from(
    [
        GOOD,
        CHAT,
        "Grow: Slow down.",
        "Vote: hire",
        "+ quick\n- loud\n• late",
        "Good: You looked sick and still did well",
        "Team only: unsure about the level",
        "Bye",
        "",
    ]
)


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[tuple[str, int, int, bool]], list[int]]:
    """Draw what happens to up to three messages, and an order with repetitions in which it is heard of."""
    happened = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        wordings = draw(st.lists(WORDINGS, min_size=1, max_size=3))
        happened += [(text, number, edit, False) for edit, text in enumerate(wordings)]
        if draw(st.booleans()):
            happened.append(("", number, 0, True))
    heard = draw(st.permutations(list(range(len(happened))) * 2))
    return happened, heard


@pytest.mark.long
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories())
async def test_order_and_repetition_change_nothing(
    panel: Panel, story: tuple[list[tuple[str, int, int, bool]], list[int]]
) -> None:
    """Whatever the order and however often: tables, seat and receipt are as if each was heard of once, in order."""
    happened, heard = story
    once, shuffled = await panel.open(), await panel.open()
    for one, order in ((once, range(len(happened))), (shuffled, heard)):
        for index in order:
            text, number, edit, is_deleted = happened[index]
            await one.hear(one.reply(text, number, edit=edit, is_deleted=is_deleted))
    assert await shuffled.told() == await once.told()
    assert await shuffled.state() == await once.state()
    assert words(await shuffled.receipt()) == words(await once.receipt())


def words(receipt: str) -> list[str]:
    """Return what a receipt says, without times and the names of candidacies."""
    return [re.sub(r"[0-9]+", "#", line) for line in receipt.splitlines() if "· Engineer" not in line]


@on_sqlite
async def test_a_file_alone_is_kept_and_asked_about(panel: Panel) -> None:
    """It makes the seat neither in nor to sort; words added to it, in whatever order that is heard of, are read."""
    clip = panel.reply("")
    worded = replace(panel.reply("Good: quick", 1, edit=1), attached=Attachment.CLIP)
    other = await panel.open("Grace Hopper")
    for one, story in ((panel, [clip, clip, worded]), (other, [worded, clip])):
        for reply in story:
            second = int(one.root.partition(".")[0]) + 10
            edited_ts = f"{second + 1}.000200" if reply.edited_ts else None
            await one.hear(replace(reply, ts=f"{second}.000100", thread_ts=one.root, edited_ts=edited_ts))
            if one is panel and not edited_ts:
                assert await one.state() == "waiting"
                assert "You posted a clip" in await one.receipt()
        assert (await one.state(), [point[-1] for row in await one.told() for point in row[-1]]) == ("in", ["quick"])
    assert await panel.told() == await other.told()
    receipt = await panel.receipt()
    assert "I don't open what you attached" in receipt
    assert "this is the 2nd version" in receipt


@on_sqlite
async def test_the_form_opens_with_what_replies_said_and_takes_their_place(panel: Panel) -> None:
    """Every point is in the form; what is saved counts once, and the replies' wording is kept."""
    await panel.hear(panel.reply(GOOD))
    await panel.hear(panel.reply("Team only: unsure about the level", 2))
    ann, seat_id = panel.people["ann"], panel.seats["ann"]
    async with panel.database.transaction(panel.workspace_id) as tx:
        _, _, given_before = await feedback.open_feedback(tx, seat_id=seat_id, by=ann)
        assert given_before == Given(
            "You drew the whole system first.", "Say what you assume.", "unsure about the level", Vote.LEAN_HIRE
        )
        changed = Given("- You drew it all\n• And kindly", "none", "+ brave\n- loud", Vote.HIRE)
        await feedback.give_feedback(tx, seat_id=seat_id, given=changed, by=ann)
    form, *replies = await panel.told()
    assert [(point[1], point[2], point[-1]) for point in form[-1]] == [
        ("good", "shareable", "You drew it all"),
        ("good", "shareable", "And kindly"),
        ("good", "team_only", "brave"),
        ("grow", "team_only", "loud"),
    ]
    assert [(one[1], one[2], one[-1]) for one in replies] == [
        ("replaced", GOOD, []),
        ("replaced", "Team only: unsure about the level", []),
    ]
    await panel.hear(panel.reply("Good: quite another thing", edit=1))
    assert "quite another thing" in await panel.receipt()
    assert [one[1] for one in await panel.told()] == ["counted", "to_sort", "replaced"]


@on_sqlite
async def test_an_empty_form_is_refused_or_takes_everything_back(panel: Panel) -> None:
    """Nothing given and nothing written is an error on the field; emptied, all is taken back."""
    ann, seat_id = panel.people["ann"], panel.seats["ann"]
    with pytest.raises(WrongField):
        async with panel.database.transaction(panel.workspace_id) as tx:
            await feedback.give_feedback(tx, seat_id=seat_id, given=Given(), by=ann)
    await panel.hear(panel.reply(GOOD))
    async with panel.database.transaction(panel.workspace_id) as tx:
        await feedback.give_feedback(tx, seat_id=seat_id, given=Given(), by=ann)
    assert await panel.state() == "waiting"


async def test_an_author_keeps_it_inside_the_team_unnamed_and_confirms(panel: Panel) -> None:
    """The choices hold for what is written later too, can be taken back, and a proposed point waits for a yes."""
    await panel.hear(panel.reply("+ quick\n• late"))
    [(*_, points)] = await panel.told()
    assert [(point[1], point[2], point[5]) for point in points] == [
        ("good", "shareable", False),
        ("grow", "team_only", True),
    ]
    ann, seat_id = panel.people["ann"], panel.seats["ann"]
    async with panel.database.transaction(panel.workspace_id) as tx:
        await feedback.confirm_feedback(tx, seat_id=seat_id, by=ann)
        await feedback.keep_inside_team(tx, seat_id=seat_id, is_team_only=True, by=ann)
        await feedback.hide_name(tx, seat_id=seat_id, is_unnamed=True, by=ann)
        assert (await seat(tx, seat_id)).confirmed_at is not None
    await panel.hear(panel.reply("Good: kind", 2))
    assert {point[2] for row in await panel.told() for point in row[-1]} == {"team_only"}
    async with panel.database.transaction(panel.workspace_id) as tx:
        await feedback.keep_inside_team(tx, seat_id=seat_id, is_team_only=False, by=ann)
    assert {point[2] for row in await panel.told() for point in row[-1]} == {"shareable"}


@on_sqlite
async def test_only_the_author_may(panel: Panel) -> None:
    """Another interviewer and the hiring manager are refused."""
    await panel.hear(panel.reply(GOOD))
    for who in ("bo", "hana"):
        with pytest.raises(NotAllowed):
            async with panel.database.transaction(panel.workspace_id) as tx:
                await feedback.keep_inside_team(tx, seat_id=panel.seats["ann"], is_team_only=True, by=panel.people[who])


@on_sqlite
async def test_a_direct_message_finds_the_one_open_candidacy(panel: Panel) -> None:
    """With one open seat it is that seat's feedback."""
    await panel.hear(direct("1800000000.000100", GOOD))
    assert await panel.state() == "in"


@on_sqlite
async def test_closed_candidacies_take_nothing_and_say_so(panel: Panel) -> None:
    """A reply that reads as feedback is answered once; forms are refused; taking back still works."""
    await panel.hear(panel.reply(GOOD))
    async with panel.database.transaction(panel.workspace_id) as tx:
        close(tx, await lock(tx, panel.candidacy_id), Answer.WITHDRAWN)
    late = panel.reply("Good: one more thing", 2)
    for _ in range(2):
        await panel.hear(late)
    assert len(await panel.told()) == 1
    async with panel.database.reading(panel.workspace_id) as tx:
        assert await by_key(tx, f"message:{CHANNEL}:{late.ts}:closed") is not None
    with pytest.raises(NotNow):
        async with panel.database.transaction(panel.workspace_id) as tx:
            await feedback.open_feedback(tx, seat_id=panel.seats["ann"], by=panel.people["ann"])
    await panel.hear(panel.reply("", is_deleted=True))
    [(_, state, *_)] = await panel.told()
    assert state == "withdrawn"


@on_sqlite
async def test_a_direct_message_that_answers_nothing_gets_a_kind_word(panel: Panel) -> None:
    """Somebody on no panel is told so, once a message."""
    for _ in range(2):
        await panel.hear(direct("1800000000.000100", "hello", who="cora"), who="cora")
    async with panel.database.reading(panel.workspace_id) as tx:
        assert await by_key(tx, "message:DCORA:1800000000.000100:nothing_open") is not None
