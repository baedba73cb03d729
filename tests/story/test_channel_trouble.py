"""A debrief's channel that is lost, shared or renamed, and a card that is deleted: told once, mended with one press."""

import pytest

from bot.sandbox.actor import Actor
from bot.sandbox.seen import SeenMessage
from handlers.debrief_channels import watch_channels
from tests.world import World

WROTE = "Good: You listened.\nGrow: Ask more."
LOST = "The debrief channel can't be used"


async def opened(world: World, channel: str = "debriefs") -> SeenMessage:
    """Open a debrief as Hana with Mel as its hiring manager; returns its card."""
    hana = world.cast.hana
    form = await world.form(hana, await hana.command("/debrief", "Ada Lovelace, Staff Engineer @ann @bo"))
    values = {"hiring_manager": "mel", "coordinator": "cora", "channel": channel}
    answer = await world.submit(hana, form, values)
    assert answer.ok, answer
    return (await cards(world, channel))[-1]


async def cards(world: World, channel: str = "debriefs") -> list[SeenMessage]:
    """Return the debrief's cards that stand in a channel, oldest first."""
    return [one for one in await world.cast.ann.messages(channel) if one.words.startswith("Ada Lovelace · Staff")]


async def told(who: Actor, text: str) -> list[SeenMessage]:
    """Return the direct messages whose notification begins like this."""
    return [one for one in await who.direct_messages() if one.text.startswith(text)]


@pytest.mark.parametrize(("has_replies", "is_heard"), [(True, True), (False, True), (False, False)])
async def test_a_deleted_card_is_posted_again_and_both_threads_count(
    lone: World, *, has_replies: bool, is_heard: bool
) -> None:
    """Opener and hiring manager hear it once, from an event or an edit in vain; pressed by both, one new one stands."""
    cast, card = lone.cast, await opened(lone)
    if has_replies:
        await cast.ann.post("debriefs", WROTE, thread_ts=card.ts)
        await lone.settle()
    await lone.sandbox.control.silence(silent=not is_heard)
    await cast.tala.delete("debriefs", card.ts)
    await lone.settle()
    await lone.sandbox.control.silence(silent=False)
    await cast.bo.direct("Good: You asked why.")
    await lone.settle()
    notices = [await told(who, "The debrief's card was deleted") for who in (cast.hana, cast.mel)]
    assert [len(found) for found in notices] == [1, 1]
    assert "still count" in notices[0][0].words
    for who, (notice,) in zip((cast.hana, cast.mel), notices, strict=True):
        await lone.press(who, notice, "Post the card again")
    assert [len(await told(who, "The debrief's card is back")) for who in (cast.hana, cast.mel)] == [1, 0]
    (new,) = await cards(lone)
    assert "2 of 2 in" in new.words if has_replies else "1 of 2 in" in new.words
    if has_replies:
        await cast.ann.post("debriefs", "Vote: hire", thread_ts=card.ts)
    await cast.ann.post("debriefs", "Good: You drew it first.", thread_ts=new.ts)
    await lone.settle()
    (receipt,) = [one for one in await cast.ann.direct_messages() if "drew it first" in one.words]
    assert "You listened." in receipt.words if has_replies else True
    assert "Your vote" in receipt.words if has_replies else True
    assert "2 of 2 in" in (await cards(lone))[-1].words


async def test_a_lost_channel_is_told_once_and_the_debrief_moves_on(lone: World) -> None:
    """Archived: one message each; what waited is posted in the new channel, replies count there; the bot removed."""
    cast, control = lone.cast, lone.sandbox.control
    everyone = [cast.hana, cast.ann, cast.bo, cast.mel, cast.tala]
    old = await control.add_channel("panel", private=True, members=everyone, bot=True)
    new = await control.add_channel("newpanel", private=True, members=everyone, bot=True)
    card = await opened(lone, "panel")
    await cast.ann.post(old, WROTE, thread_ts=card.ts)
    await lone.settle()
    await control.archive(old)
    await lone.settle()
    form = await lone.form(cast.mel, await cast.mel.command("/debrief", "decide"))
    answer = await lone.submit(cast.mel, form, {"choice": "not_yet", "reason": "Later.", "revisit_on": "2030-01-15"})
    assert answer.ok, answer
    for who in (cast.hana, cast.mel):
        (notice,) = await told(who, LOST)
        assert "Unarchive it" in notice.words
    await cast.hana.press(notice := (await told(cast.hana, LOST))[0], "It's unarchived, try again")
    await lone.settle()
    assert "is archived" in (await cast.hana.direct_messages())[-1].words
    form = await lone.form(cast.hana, await cast.hana.press(notice, "Move to another channel…"))
    assert (await lone.submit(cast.hana, form, {"channel": "newpanel"})).ok
    (moved,) = await cards(lone, "newpanel")
    assert "1 of 2 in" in moved.words
    thread = [one.words for one in await cast.ann.messages(new, moved.ts)]
    assert any("Not yet" in words for words in thread), thread
    assert len(await told(cast.ann, "The debrief of Ada Lovelace moved")) == 1
    await cast.bo.post(new, WROTE, thread_ts=moved.ts)
    await lone.settle()
    assert "2 of 2 in" in (await cards(lone, "newpanel"))[-1].words
    await control.kick(new)
    await lone.settle()
    assert ["/invite" in one.words for one in await told(cast.mel, LOST)] == [False, True]
    await control.invite(new)
    await lone.settle()
    assert len(await told(cast.mel, LOST)) == 2


async def test_a_shared_channel_gets_nothing_more_until_the_debrief_moves(lone: World) -> None:
    """Not even an edit of the card; on moving it is taken away there. A new name changes nothing anybody reads."""
    cast, control = lone.cast, lone.sandbox.control
    members = [cast.hana, cast.ann, cast.bo, cast.mel]
    await control.add_channel("inner", private=True, members=members, bot=True)
    card = await opened(lone)
    await control.rename("debriefs", "panel")
    await cast.ann.post("panel", WROTE, thread_ts=card.ts)
    await lone.settle()
    assert "1 of 2 in" in (await cards(lone, "panel"))[-1].words
    assert not await told(cast.mel, LOST)
    await control.share("panel")
    await lone.settle()
    (notice,) = await told(cast.mel, LOST)
    assert "another company" in notice.words
    before = await cast.ann.messages("panel")
    await cast.bo.direct(WROTE)
    await lone.settle()
    assert [one.words for one in await cast.ann.messages("panel")] == [one.words for one in before]
    form = await lone.form(cast.mel, await cast.mel.press(notice, "Move to another channel…"))
    assert (await lone.submit(cast.mel, form, {"channel": "inner"})).ok
    assert "2 of 2 in" in (await cards(lone, "inner"))[-1].words
    assert not await cards(lone, "panel")


async def test_what_slack_did_not_tell_of_is_seen_within_the_hour(lone: World) -> None:
    """Archived and taken out of the archive while no event came: told, and mended."""
    cast, control = lone.cast, lone.sandbox.control
    await opened(lone)
    await control.hold_events()
    client = lone.app.door.client
    await control.archive("debriefs")
    await watch_channels(lone.app.database, client, lone.app.workspace.id)
    await lone.app.settle()
    assert len(await told(cast.hana, LOST)) == 1
    await cast.bo.direct(WROTE)
    await control.archive("debriefs", archived=False)
    await watch_channels(lone.app.database, client, lone.app.workspace.id)
    await control.release_events()
    await lone.settle()
    assert "1 of 2 in" in (await cards(lone))[-1].words
