"""Before somebody who accepted starts: what the bot posted with feedback goes, and what remains is listed."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.messages.blocks import Message, quote
from bot.process.answers import Ending, record_answer
from bot.process.replies import Reply, record_reply
from bot.process.say import tell
from bot.rules.words import Answer, DeliveryState, Surface, Transport
from storage.answers import answers
from storage.candidacies import candidacy
from storage.database import Transaction
from storage.deliveries import Delivery, cards_of, delivery
from storage.timers import timers_of
from tests.process.calls import called, card
from tests.process.desks import CHANNEL, Desk, desk_in

FIRST_DAY = date(2030, 3, 1)
ROOT = "1700000000.000100"


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    """A workspace with people, on a Monday morning."""
    async with desk_in(sqlite_url) as opened:
        yield opened


async def accept(desk: Desk, candidacy_id: int, **other: object) -> None:
    """Record that they accepted, after the invitation went out."""
    await desk.pass_time(desk.now + timedelta(minutes=6))
    facts = {"starts_on": FIRST_DAY, **other}
    ending = Ending(Answer.ACCEPTED, **facts)  # type: ignore[arg-type]  # a form's fields by name
    async with desk.act() as tx:
        await record_answer(tx, ending, candidacy_id=candidacy_id, by=desk.people["hana"])


async def deliver(desk: Desk) -> None:
    """Let everything owed stand in Slack."""
    async with desk.act() as tx:
        where = (Delivery.state == DeliveryState.PENDING, Delivery.transport == Transport.SLACK)
        rows = (await tx.session.execute(select(Delivery).where(*where, Delivery.ts.is_(None)))).scalars().all()
        for row in rows:
            row.state, row.ts = DeliveryState.DELIVERED, f"1700000001.{row.id:06}"
            row.sent_channel = row.channel or f"D{row.person_id}"


async def gone(tx: Transaction, candidacy_id: int) -> dict[str, bool]:
    """Tell of each Slack message about the candidacy, by its key, whether it is deleted or being so."""
    query = select(Delivery).where(Delivery.candidacy_id == candidacy_id, Delivery.transport == Transport.SLACK)
    rows = (await tx.session.execute(query)).scalars()
    return {row.key: row.is_to_be_removed or row.state is DeliveryState.CANCELLED for row in rows}


async def test_what_holds_or_quotes_feedback_is_deleted_before_the_first_day(desk: Desk) -> None:
    """Cards with feedback, every post in the channel, and any notice that quotes a point; other notices stay.

    Where nobody else has anything to delete, the coordinator gets the answer alone.
    """
    candidacy_id = await called(desk)
    async with desk.act() as tx:
        row = await candidacy(tx, candidacy_id)
        quoting = Message("About your words", quote("You helped ann."))
        await tell(tx, desk.people["ann"].id, quoting, key="test:quoting", candidacy=row)
        await tell(tx, desk.people["ann"].id, Message("Thank you"), key="test:plain", candidacy=row)
    await deliver(desk)
    await accept(desk, candidacy_id)
    await desk.pass_time(datetime.combine(FIRST_DAY - timedelta(days=1), datetime.min.time(), desk.now.tzinfo))
    async with desk.act() as tx:
        assert not (await gone(tx, candidacy_id))["test:quoting"]
        assert not await cards_of(tx, Surface.REMAINS, candidacy_id)
    await desk.pass_time(datetime.combine(FIRST_DAY, datetime.min.time(), desk.now.tzinfo))
    async with desk.act() as tx:
        found = await gone(tx, candidacy_id)
        in_channel = select(Delivery.key).where(Delivery.channel == CHANNEL, Delivery.surface.is_(None))
        posts = (await tx.session.execute(in_channel)).scalars().all()
    assert found["test:quoting"]
    assert not found["test:plain"]
    assert posts
    assert all(found[key] for key in posts)
    assert all(found[key] for key in found if key.startswith(("call_script:", "feedback_receipt:", "decision_prompt:")))
    assert not found[f"debrief_card:{candidacy_id}:channel:{CHANNEL}"]
    assert "Ada" not in await card(desk, candidacy_id, surface=Surface.DEBRIEF_CARD)


async def _replied(desk: Desk, candidacy_id: int) -> Reply:
    """Have Ann reply in the debrief's thread."""
    async with desk.act() as tx:
        debrief_card = Delivery.key == f"debrief_card:{candidacy_id}:channel:{CHANNEL}"
        await tx.session.execute(update(Delivery).where(debrief_card).values(ts=ROOT, sent_channel=CHANNEL))
    reply = Reply(
        channel=CHANNEL,
        is_direct=False,
        ts="1700000009.000100",
        thread_ts=ROOT,
        text="Good: you drew it.",
        blocks=[],
        attached=None,
        edited_ts=None,
        is_deleted=False,
    )
    async with desk.act() as tx:
        await record_reply(tx, reply, by=desk.people["ann"])
    return reply


async def test_the_coordinator_has_a_list_of_what_remains(desk: Desk) -> None:
    """It names what can't be deleted and what others are to delete, and grows shorter as they do.

    It stands in the thread of the answer, which is the one message.
    """
    candidacy_id = await called(desk)
    await deliver(desk)
    reply = await _replied(desk, candidacy_id)
    await accept(desk, candidacy_id)
    shown = await remains(desk, candidacy_id)
    link = f"https://acme.example/archives/{CHANNEL}/p1700000009000100?thread_ts={ROOT}&cid={CHANNEL}"
    assert f"• Ann: <{link}|still there>, asked to delete it" in shown
    assert "work address isn't recorded yet" in shown
    assert "I delete them" in shown
    async with desk.act() as tx:
        [listed] = await cards_of(tx, Surface.REMAINS, candidacy_id)
        assert ":owner:" in (await delivery(tx, listed.root_id or 0)).key
    asked = [text for text in await desk.notices("ann") if "is joining us" in text]
    assert len(asked) == 1
    async with desk.act() as tx:
        gone_reply = Reply(**{**vars(reply), "is_deleted": True})
        await record_reply(tx, gone_reply, by=None)
    assert "all 1 deleted" in await remains(desk, candidacy_id)
    await desk.pass_time(datetime.combine(FIRST_DAY, datetime.min.time(), desk.now.tzinfo))
    assert (await desk.notices("cora"))[-1] == "Ada Lovelace starts on Friday"
    assert "still being deleted" in await remains(desk, candidacy_id)
    async with desk.act() as tx:
        being = (Delivery.is_to_be_removed.is_(True), Delivery.surface == Surface.CALL_SCRIPT)
        await tx.session.execute(update(Delivery).where(*being).values(state=DeliveryState.FAILED, error="nope"))
    assert "1 couldn't be deleted. A Slack administrator can: one in somebody's direct messages." in await remains(
        desk, candidacy_id
    )
    assert await card(desk, candidacy_id, "ann", Surface.REMAINS) == ""


async def remains(desk: Desk, candidacy_id: int) -> str:
    """Return the list as the coordinator sees it."""
    return await card(desk, candidacy_id, "cora", Surface.REMAINS)


async def test_first_day_and_work_address_can_be_noted_later(desk: Desk) -> None:
    """The removal moves with the day; the owners hear of it, the panel isn't told again."""
    candidacy_id = await called(desk)
    await accept(desk, candidacy_id)
    heard = len(await desk.notices("ann"))
    later = date(2030, 4, 1)
    await accept(desk, candidacy_id, starts_on=later, work_email="Ada@Acme.example")
    assert "Noted by Hana: Ada Lovelace joins as Staff Engineer" in await desk.notices("cora")
    assert len(await desk.notices("ann")) == heard
    async with desk.act() as tx:
        known = await answers(tx, candidacy_id)
        due = {timer.due_at.date() for timer in await timers_of(tx, candidacy_id)}
    assert [(one.starts_on, one.work_email, one.superseded_at is None) for one in known] == [
        (FIRST_DAY, None, False),
        (later, "ada@acme.example", True),
    ]
    assert due == {date(2030, 3, 31)}
    assert "work address ada@acme.example can never open" in await remains(desk, candidacy_id)


async def test_who_declined_after_all_leaves_no_list(desk: Desk) -> None:
    """A corrected acceptance deletes nothing, and the debrief's card says again what it said."""
    candidacy_id = await called(desk)
    await deliver(desk)
    await accept(desk, candidacy_id)
    async with desk.act() as tx:
        ending = Ending(Answer.DECLINED, "They changed their mind.")
        await record_answer(tx, ending, candidacy_id=candidacy_id, by=desk.people["cora"])
    await desk.pass_time(datetime.combine(FIRST_DAY, datetime.min.time(), desk.now.tzinfo))
    assert await remains(desk, candidacy_id) == ""
    async with desk.act() as tx:
        assert not (await gone(tx, candidacy_id))[f"decision_prompt:{candidacy_id}:person:{desk.people['hana'].id}"]
    assert "Ada Lovelace" in await card(desk, candidacy_id, surface=Surface.DEBRIEF_CARD)
    assert "Correction: Ada Lovelace won't be joining us." in await desk.notices("ann")
