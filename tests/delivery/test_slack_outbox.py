"""The outbox against Slack: everything once, in its order, whatever goes wrong on the way."""

from datetime import timedelta

import pytest

from bot.rules.words import DeliveryState, Surface
from storage.database import Transaction, real_now
from storage.outbox import To, remove_message
from storage.undelivered import try_again
from tests.delivery.conftest import CARD, Office, paced


async def test_notices_arrive_in_order_and_threads_hang_on_their_roots(office: Office) -> None:
    """A thread's reply owed together with its root goes out after it, under it."""
    root, _ = await office.owe("one", "two")
    await office.owe("reply", root=root)
    await office.hurry()
    assert await office.seen() == ["one", "two"]
    sent = await office.delivery("one")
    assert await office.seen(thread_ts=sent.ts) == ["one", "reply"]
    assert {row.state for row in await office.deliveries()} == {DeliveryState.DELIVERED}


async def test_a_direct_message_opens_the_conversation_once(office: Office) -> None:
    """The conversation's id is kept with the person."""
    await office.owe("hello", "again", to=To(person_id=office.ann_id))
    await office.hurry()
    assert await office.seen("direct") == ["hello", "again"]
    assert await office.calls("conversations.open") == 1


@pytest.mark.parametrize("drops_metadata", [False, True])
@pytest.mark.parametrize("in_thread", [False, True])
async def test_an_answer_lost_after_storing_is_looked_up(
    office: Office, *, drops_metadata: bool, in_thread: bool
) -> None:
    """A 500 or a dropped connection after the message was stored never posts it twice."""
    await office.control.drop_metadata(dropped=drops_metadata)
    root = (await office.owe("root"))[0] if in_thread else None
    await office.hurry()
    for number, kind in enumerate(("status", "drop", "error"), 1):
        await office.control.fault("chat.postMessage", kind, after=True)
        await office.owe(f"message {number}", root=root)
        await office.hurry()
    everything = [message["text"] for message in await office.control.everything()]
    assert sorted(text for text in everything if "message" in text) == ["message 1", "message 2", "message 3"]
    assert {row.state for row in await office.deliveries()} == {DeliveryState.DELIVERED}
    ids = [row.ts for row in await office.deliveries()]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("kind", ["status", "drop", "error"])
async def test_an_answer_lost_before_storing_is_sent_again(office: Office, kind: str) -> None:
    """What the look-up does not find goes out again."""
    await office.control.fault("chat.postMessage", kind)
    await office.owe("hello", "after")
    await office.hurry()
    assert await office.seen() == ["hello", "after"]


@pytest.mark.parametrize("drops_metadata", [False, True])
async def test_a_crash_between_sending_and_writing_down(office: Office, *, drops_metadata: bool) -> None:
    """The bot dies while Slack holds its answer back; the next one finds the message, and later ones follow it."""
    await office.control.drop_metadata(dropped=drops_metadata)
    await office.control.fault("chat.postMessage", "withhold")
    await office.show("card")
    await office.start()
    await office.control.withheld()
    await office.stop()
    await office.owe("later")
    assert (await office.deliveries())[0].state is DeliveryState.SENDING
    await office.run_out()
    await office.change("card, changed")
    await office.hurry()
    assert await office.seen() == ["card, changed", "later"]


async def test_same_words_twice_are_two_messages(office: Office) -> None:
    """Where metadata is dropped, a message that another delivery became is not taken for the lost one."""
    await office.control.drop_metadata()
    await office.owe("thanks")
    await office.hurry()
    async with office.database.transaction(office.workspace_id) as tx:
        (await tx.session.merge(await office.delivery("thanks"))).key = "first thanks"
    await office.control.fault("chat.postMessage", "status")
    await office.owe("thanks")
    await office.hurry()
    assert await office.seen() == ["thanks", "thanks"]


@pytest.mark.parametrize("lacks", [True, False])
async def test_what_cant_be_looked_up_is_shown_and_never_sent_blindly(office: Office, *, lacks: bool) -> None:
    """Without a way to look, a person is told; a later redraw looks again before it posts."""
    if lacks:
        await office.control.lack_method("conversations.history")
    else:
        await office.control.fault("conversations.history", "error", error="missing_scope", count=None)
    await office.control.fault("chat.postMessage", "status", after=True)
    card = await office.show("card")
    await office.hurry()
    error = "unknown_method" if lacks else "missing_scope"
    assert office.failed == [f"{card.key}: unconfirmed: {error}"]
    assert await office.seen() == ["card"]
    await office.control.clear_faults()
    await office.change("card, changed")
    await office.hurry()
    assert await office.seen() == ["card, changed"]


@paced
async def test_slack_asks_to_wait(office: Office) -> None:
    """A 429 closes the method for as long as Slack says, and nothing is lost or doubled."""
    await office.control.fault("chat.postMessage", "ratelimited", seconds=2)
    began = real_now()
    await office.owe("one")
    await office.owe("other", to=To(person_id=office.bo_id))
    await office.drain()
    assert real_now() - began >= timedelta(seconds=2)
    assert await office.seen() == ["one"]
    assert await office.calls("chat.postMessage") <= 4


@paced
async def test_a_channel_gets_a_message_a_second_after_a_burst(office: Office) -> None:
    """Five messages to one channel take two seconds, while another conversation does not wait."""
    began = real_now()
    await office.owe(*(str(number) for number in range(5)))
    await office.owe("direct", to=To(person_id=office.ann_id))
    await office.drain()
    assert real_now() - began >= timedelta(seconds=1.9)
    assert await office.seen() == ["0", "1", "2", "3", "4"]
    direct, fourth = await office.delivery("direct"), await office.delivery("3")
    assert (direct.ts or "") < (fourth.ts or "")


async def test_a_refused_message_is_shown_and_holds_nothing_back(office: Office) -> None:
    """Blocks Slack refuses fail with Slack's word, replies under them too, and the lane goes on."""
    root = (await office.owe("x" * 3001))[0]
    await office.owe("reply", root=root)
    await office.owe("next")
    await office.hurry()
    assert await office.seen() == ["next"]
    assert [line.split(": ")[1] for line in office.failed] == ["invalid_blocks", "root_failed"]


async def test_a_card_for_a_channel_the_bot_is_not_in_fails_once(office: Office) -> None:
    """Telling a person has all cards drawn again, yet this one waits until it was mended; then it shows the latest."""
    await office.control.kick(office.channel)
    card = await office.show("old")
    await office.hurry()
    await office.change("new")
    await office.hurry()
    assert office.failed == [f"{card.key}: not_in_channel"]
    await office.control.invite(office.channel)
    async with office.database.transaction(office.workspace_id) as tx:
        await try_again(tx, await office.delivery(card.key))
    await office.hurry()
    assert (await office.seen())[-1] == "new"


async def test_a_channel_the_bot_was_removed_from_and_let_in_again(office: Office) -> None:
    """What failed is tried again, in its order, once the bot is back."""
    await office.control.kick(office.channel)
    await office.owe("one", "two")
    await office.hurry()
    assert office.failed == ["one: not_in_channel", "two: not_in_channel"]
    await office.control.invite(office.channel)
    async with office.database.transaction(office.workspace_id) as tx:
        await try_again(tx, await office.delivery("one"))
    await office.hurry()
    assert [words for words in await office.seen() if words in {"one", "two"}] == ["one", "two"]


@paced
async def test_a_card_is_redrawn_in_place(office: Office) -> None:
    """Changes edit the one message; unchanged, nothing is called."""
    await office.show("first")
    await office.hurry()
    await office.change("second")
    await office.hurry()
    assert await office.seen() == ["second"]
    assert await office.calls("chat.update") == 1


async def test_a_card_that_changes_while_it_is_sent_is_sent_again(office: Office) -> None:
    """The revision moves between drawing and Slack's answer."""
    await office.control.fault("chat.postMessage", "withhold")
    await office.show("old")
    await office.start()
    await office.control.withheld()
    await office.change("new")
    await office.control.release()
    await office.drain()
    assert await office.seen() == ["new"]


@paced
async def test_a_redraw_holds_no_later_post_back(office: Office) -> None:
    """A card whose redraw is put off stays where it is; what follows in its lane goes out."""
    await office.show("card")
    await office.drain()
    await office.control.fault("chat.update", "ratelimited", seconds=30)
    await office.change("card, changed")
    await office.owe("next")
    await office.drain()
    assert await office.seen() == ["card", "next"]


async def test_a_long_card_goes_on_in_its_thread_and_shrinks_and_grows(office: Office) -> None:
    """Continuations are posted, edited, deleted and posted again; none is ever doubled."""
    for parts in (["a", "b", "c"], ["A"], ["A", "B"], ["A", "B", "C", "D"]):
        card = await office.show(*parts)
        await office.hurry()
        sent = await office.delivery(card.key)
        thread = await office.seen(thread_ts=sent.ts)
        assert thread == parts


async def test_a_removed_message_disappears(office: Office) -> None:
    """The bot's own message is deleted, also when its sending was never confirmed; removing twice is no error."""
    await office.control.fault("chat.postMessage", "status", after=True)
    await office.owe("one")
    await office.start()
    for _ in range(2):
        async with office.database.transaction(office.workspace_id) as tx:
            await remove_message(tx, await tx.session.merge(await office.delivery("one")))
        await office.hurry()
    assert await office.seen() == []
    assert (await office.delivery("one")).state is DeliveryState.CANCELLED


async def test_a_card_shown_again_after_it_was_removed(office: Office) -> None:
    """It is posted anew, with its continuation."""
    card = await office.show("a", "b")
    await office.hurry()
    async with office.database.transaction(office.workspace_id) as tx:
        await remove_message(tx, await tx.session.merge(await office.delivery(card.key)))
    await office.hurry()
    assert [row.state for row in await office.deliveries()] == [DeliveryState.CANCELLED] * 2
    await office.show("c", "d")
    await office.hurry()
    assert await office.seen() == ["c"]
    assert await office.seen(thread_ts=(await office.delivery(card.key)).ts) == ["c", "d"]


async def test_home_is_published_and_stands_in_no_way(office: Office) -> None:
    """App Home is a card without a message; while it can't be drawn, direct messages go out."""
    view: dict[str, object] = {"type": "home", "blocks": []}

    async def home(tx: Transaction, subject_id: int, person_id: int | None) -> dict[str, object]:
        assert (subject_id, person_id) == (office.ann_id, office.ann_id)
        assert tx.workspace_id == office.workspace_id
        return view

    office.renderers[Surface.HOME] = home
    await office.control.fault("views.publish", "status", count=1)
    await office.show_home()
    await office.owe("hello", to=To(person_id=office.ann_id))
    await office.hurry()
    assert await office.seen("direct") == ["hello"]
    assert await office.ann.home() is not None


async def test_a_card_that_cant_be_drawn_is_tried_five_times_and_shown(office: Office) -> None:
    """A mistake of ours in one card stops neither the others nor itself for ever."""

    async def broken(tx: Transaction, subject_id: int, person_id: int | None) -> list[object]:
        del tx, subject_id, person_id
        raise ZeroDivisionError

    office.renderers[CARD] = broken  # type: ignore[assignment]  # a broken renderer
    card = await office.show("x", to=To(person_id=office.bo_id))
    await office.owe("fine")
    await office.start()
    await office.hurry()
    assert office.failed == [f"{card.key}: ZeroDivisionError"]
    assert await office.seen() == ["fine"]


async def test_a_revoked_token_loses_nothing(office: Office) -> None:
    """What can't be sent for want of a good token waits until it is mended."""
    await office.control.fault("chat.postMessage", "error", error="token_revoked")
    await office.owe("hello")
    await office.hurry()
    assert await office.seen() == ["hello"]


@paced
async def test_two_replicas_send_once(office: Office) -> None:
    """Two outboxes on one database share the work and double nothing."""
    await office.start()
    first = office.dispatcher
    await office.start()
    await office.owe("one", "two")
    await office.show("card", to=To(person_id=office.ann_id))
    await office.hurry()
    assert first is not None
    await first.stop()
    assert await office.seen() == ["one", "two"]
    assert await office.seen("direct") == ["card"]
