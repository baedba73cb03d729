"""Blind debriefs: nobody reads another's feedback before the reveal; it comes once, to everyone together."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.delivery.cards import RENDERERS
from bot.process.corrections import Said, change_feedback, open_change
from bot.process.debrief_edits import DebriefChange, edit_debrief
from bot.process.entered_feedback import Entry, enter_feedback
from bot.process.feedback import confirm_feedback, give_feedback
from bot.process.panels import go_on_without
from bot.process.refusals import AlreadyDone, NotAllowed, NotNow
from bot.process.replies import Reply, record_reply
from bot.process.reveals import REVEAL, open_reveal, read_points, reveal_now
from bot.process.reversals import reverse_decision
from bot.rules.feedback_form import Given
from bot.rules.words import Choice, DeliveryState, Standing, Surface, Vote
from storage.audit import AuditEntry
from storage.debriefs import card_of
from storage.deliveries import Delivery
from storage.undelivered import unfinished
from tests.process.calls import card
from tests.process.desks import CHANNEL, TUESDAY_NOON, Desk, desk_in

READ_NOW = "The feedback on Ada Lovelace can be read now"
ROOT = "1700000000.000100"
NONCES = ("zigzag", "quixotic", "flummoxed")


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    """A workspace with people, one of them an administrator, on a Monday morning."""
    async with desk_in(sqlite_url) as opened:
        opened.people["cy"].standing = Standing.ADMIN
        yield opened


async def read(desk: Desk, candidacy_id: int, name: str) -> list[tuple[str, bool]]:
    """Return whose points somebody reads, and whether they were written after the reveal."""
    async with desk.act() as tx:
        _, points = await read_points(tx, candidacy_id=candidacy_id, by=desk.people[name])
    return sorted({(one.author, one.is_after_reveal) for one in points})


async def reveal(desk: Desk, candidacy_id: int, name: str = "hana") -> None:
    """Reveal it early."""
    async with desk.act() as tx:
        await reveal_now(tx, candidacy_id=candidacy_id, reason="Bo is ill.", by=desk.people[name])


async def change_panel(desk: Desk, candidacy_id: int, *names: str) -> None:
    """Give these people the seats."""
    change = DebriefChange(
        hiring_manager=desk.people["hana"],
        interviewers=[desk.people[name] for name in names],
        coordinator=desk.people["cora"],
        due_at=TUESDAY_NOON,
        email=None,
        interviews={},
    )
    async with desk.act() as tx:
        await edit_debrief(tx, change, candidacy_id=candidacy_id, by=desk.people["mel"])


async def reply(desk: Desk, candidacy_id: int, name: str, text: str, number: int = 1) -> None:
    """Write in the thread of the card."""
    async with desk.act() as tx:
        card = await card_of(tx, await desk.row(candidacy_id))
        assert card is not None
        card.state, card.sent_channel, card.ts = DeliveryState.DELIVERED, CHANNEL, ROOT
        await tx.session.flush()
        ts = f"17000001{number:02}.000100"
        said = Reply(CHANNEL, is_direct=False, ts=ts, thread_ts=ROOT, text=text, **NOTHING_MORE)
        await record_reply(tx, said, by=desk.people[name])


NOTHING_MORE: dict[str, Any] = {"blocks": (), "attached": None, "edited_ts": None, "is_deleted": False}


async def audited(desk: Desk) -> list[int | None]:
    """Return who revealed, as the audit trail has it."""
    async with desk.database.reading(desk.workspace_id) as tx:
        query = select(AuditEntry.person_id).where(AuditEntry.act == REVEAL, AuditEntry.was_denied.is_(False))
        return list((await tx.session.execute(query)).scalars())


async def test_it_is_revealed_when_the_last_awaited_seat_comes_in(desk: Desk) -> None:
    """Before, nobody reads it, whoever they are; then the panel is told once and the hiring manager decides."""
    candidacy_id = await desk.open(is_blind=True)
    await desk.give(candidacy_id, "ann", Vote.STRONG_NO_HIRE)
    for name in ("hana", "cora", "mel", "cy", "ann", "bo"):
        with pytest.raises(NotAllowed, match=r"blind|yours"):
            await read(desk, candidacy_id, name)
    await desk.give(candidacy_id, "bo")
    row = await desk.row(candidacy_id)
    assert (row.revealed_at, row.revealed_by_id, row.reveal_reason) == (desk.now, None, None)
    for name in ("hana", "cora", "cy", "ann", "bo"):
        assert await read(desk, candidacy_id, name) == [("Ann", False), ("Bo", False)]
    assert [READ_NOW in await desk.notices(name) for name in ("ann", "bo", "hana")] == [True, True, False]
    await desk.give(candidacy_id, "bo", Vote.NO_HIRE)
    assert (await desk.notices("ann")).count(READ_NOW) == 1
    assert await audited(desk) == [None]


async def test_going_on_without_somebody_reveals_nothing_until_the_hiring_manager_says_why(desk: Desk) -> None:
    """The prompt to decide comes and offers it; who was missing gives theirs first, and that is marked."""
    candidacy_id = await desk.open(is_blind=True)
    await desk.give(candidacy_id, "ann")
    async with desk.act() as tx:
        missing = (await desk.seen(candidacy_id)).seat_of(desk.people["bo"].id)
        assert missing is not None
        await go_on_without(tx, seat_id=missing.id, by=desk.people["cora"])
    assert (await desk.row(candidacy_id)).revealed_at is None
    prompt = await card(desk, candidacy_id, surface=Surface.DECISION_PROMPT)
    assert "Reveal now" in prompt
    assert "nobody sees votes" in prompt
    await reveal(desk, candidacy_id)
    with pytest.raises(NotNow, match="your own feedback first"):
        await read(desk, candidacy_id, "bo")
    desk.now += timedelta(minutes=1)
    await desk.give(candidacy_id, "bo")
    assert await read(desk, candidacy_id, "bo") == [("Ann", False), ("Bo", True)]


async def test_what_is_entered_for_a_colleague_reveals_nothing_until_they_agree(desk: Desk) -> None:
    """Nobody brings the others' words to light by entering what is missing."""
    candidacy_id = await desk.open(is_blind=True)
    await desk.give(candidacy_id, "ann")
    missing = (await desk.seen(candidacy_id)).seat_of(desk.people["bo"].id)
    assert missing is not None
    entry = Entry(missing.id, None, None, "Good: You asked why.", Vote.HIRE)
    async with desk.act() as tx:
        await enter_feedback(tx, entry, candidacy_id=candidacy_id, by=desk.people["hana"])
    assert (await desk.row(candidacy_id)).revealed_at is None
    assert "Reveal now" in await card(desk, candidacy_id, surface=Surface.DECISION_PROMPT)
    async with desk.act() as tx:
        await confirm_feedback(tx, seat_id=missing.id, by=desk.people["bo"])
    assert (await desk.row(candidacy_id)).revealed_at == desk.now


async def test_taking_who_is_missing_off_the_panel_reveals_nothing(desk: Desk) -> None:
    """The hiring manager is brought the decision, and may reveal it with a reason."""
    candidacy_id = await desk.open(is_blind=True)
    await desk.give(candidacy_id, "ann")
    await change_panel(desk, candidacy_id, "ann")
    assert (await desk.row(candidacy_id)).revealed_at is None
    assert "Reveal now" in await card(desk, candidacy_id, surface=Surface.DECISION_PROMPT)
    await reveal(desk, candidacy_id)


async def test_the_hiring_manager_alone_reveals_it_early_once_and_says_why(desk: Desk) -> None:
    """An open debrief has nothing to reveal; each of the panel hears the reason; what changes after is marked."""
    candidacy_id, other = await desk.open(is_blind=True), await desk.open("Grace Example")
    await desk.give(candidacy_id, "ann")
    for name in ("cora", "mel", "cy", "ann"):
        with pytest.raises(NotAllowed):
            await reveal(desk, candidacy_id, name)
    with pytest.raises(NotNow):
        await reveal(desk, other)
    async with desk.act() as tx:
        assert (await open_reveal(tx, candidacy_id=candidacy_id, by=desk.people["hana"])).is_hidden
    await reveal(desk, candidacy_id)
    with pytest.raises(AlreadyDone):
        await reveal(desk, candidacy_id)
    row = await desk.row(candidacy_id)
    assert (row.revealed_by_id, row.reveal_reason) == (desk.people["hana"].id, "Bo is ill.")
    assert [READ_NOW in await desk.notices(name) for name in ("ann", "bo", "hana")] == [True, True, True]
    assert await audited(desk) == [desk.people["hana"].id]
    desk.now += timedelta(minutes=1)
    await desk.give(candidacy_id, "ann", Vote.NO_HIRE)
    assert await read(desk, candidacy_id, "hana") == [("Ann", True)]
    (seat, _) = (await desk.seen(candidacy_id)).seats
    assert seat.is_after_reveal
    async with desk.database.reading(desk.workspace_id) as tx:
        receipt = await RENDERERS[Surface.FEEDBACK_RECEIPT](tx, seat.id, desk.people["ann"].id)
    assert "written after the feedback was revealed" in str(receipt)


async def test_a_decision_reveals_it_and_not_yet_does_not(desk: Desk) -> None:
    """The decision's reason is told to nobody; taken back, it stays revealed, and a newcomer's words are marked."""
    candidacy_id = await desk.open(is_blind=True)
    await desk.give(candidacy_id, "ann")
    await desk.decide(candidacy_id, Choice.NOT_YET, revisit_on=(desk.now + timedelta(days=7)).date())
    assert (await desk.row(candidacy_id)).is_hidden
    await desk.decide(candidacy_id, Choice.NO_HIRE)
    row = await desk.row(candidacy_id)
    assert (row.revealed_by_id, row.reveal_reason) == (desk.people["hana"].id, "We talked about it.")
    told = [one for one in await notices_about(desk) if one.payload and one.payload["text"] == READ_NOW]
    assert {one.person_id for one in told} == {desk.people["ann"].id, desk.people["bo"].id}
    assert "talked" not in str([one.payload for one in told])
    async with desk.act() as tx:
        reason = "Too soon."
        await reverse_decision(tx, candidacy_id=candidacy_id, seen=2, reason=reason, by=desk.people["hana"])
    assert not (await desk.row(candidacy_id)).is_hidden
    desk.now += timedelta(minutes=1)
    await change_panel(desk, candidacy_id, "ann", "cy")
    await desk.give(candidacy_id, "cy")
    assert await read(desk, candidacy_id, "hana") == [("Ann", False), ("Cy", True)]
    assert len(await audited(desk)) == 1


async def test_a_hire_reveals_it_in_one_message(desk: Desk) -> None:
    """Who is in reads all from there; what an author then puts in other words is marked, a mere press is not."""
    candidacy_id = await desk.open(is_blind=True)
    await desk.give(candidacy_id, "ann")
    await desk.decide(candidacy_id, Choice.HIRE)
    heard = [one for one in await notices_about(desk) if one.payload and "We want to hire" in one.payload["text"]]
    may_read = {one.person_id: "Read the feedback" in str(one.payload) for one in heard}
    assert may_read == {desk.people["ann"].id: True, desk.people["bo"].id: False}
    assert READ_NOW not in [*await desk.notices("ann"), *await desk.notices("bo")]
    assert not (await desk.row(candidacy_id)).is_hidden
    desk.now += timedelta(minutes=1)
    (seat, _) = (await desk.seen(candidacy_id)).seats
    for words, is_marked in ((None, False), ("You asked twice.", True)):
        async with desk.act() as tx:
            changing = await open_change(tx, seat_id=seat.id, by=desk.people["ann"])
            said = {0: Said("good_inside", words)}
            await change_feedback(tx, seat_id=seat.id, seen=changing.seen, said=said, by=desk.people["ann"])
        assert await read(desk, candidacy_id, "hana") == [("Ann", is_marked)]


async def test_an_early_word_in_the_channel_counts_and_its_author_hears_who_can_read_it(desk: Desk) -> None:
    """Once, and only before the reveal; chat isn't feedback, so it is nobody's business."""
    candidacy_id = await desk.open(is_blind=True)
    warned = "Others can read what you wrote in the thread"
    await reply(desk, candidacy_id, "ann", "See you all at four?")
    assert warned not in await desk.notices("ann")
    await reply(desk, candidacy_id, "ann", "Good: You listened.", 2)
    await reply(desk, candidacy_id, "ann", "Grow: Say more.", 3)
    assert (await desk.notices("ann")).count(warned) == 1
    assert (await desk.seen(candidacy_id)).seats_in == 1
    await reply(desk, candidacy_id, "bo", "Good: You asked why.", 4)
    assert not (await desk.row(candidacy_id)).is_hidden
    await change_panel(desk, candidacy_id, "ann", "bo", "cy")
    await reply(desk, candidacy_id, "cy", "Good: You laughed.", 5)
    assert warned not in await desk.notices("cy")


async def notices_about(desk: Desk) -> list[Delivery]:
    """Return everything that is owed."""
    async with desk.database.reading(desk.workspace_id) as tx:
        return list(await unfinished(tx))


async def seen_by_others(desk: Desk, author: str) -> str:
    """Return everything that anybody but the author gets to see: what is owed them, cards drawn, and App Home."""
    mine = desk.people[author].id
    owed = [one for one in await notices_about(desk) if one.person_id != mine]
    shown = [str((one.payload, one.mail)) for one in owed]
    cards = [(one.surface, one.subject_id, one.person_id) for one in owed if one.surface and one.subject_id]
    homes = [(Surface.HOME, desk.people[name].id, desk.people[name].id) for name in ("hana", "cora", "mel", "cy", "bo")]
    async with desk.database.reading(desk.workspace_id) as tx:
        for surface, subject_id, viewer_id in [*cards, *homes]:
            shown.append(str(await RENDERERS[surface](tx, subject_id, viewer_id)))
    return "\n".join(shown)


async def test_nothing_anybody_gets_before_the_reveal_holds_a_word_of_it(desk: Desk) -> None:
    """Whatever happens meanwhile: forms, direct replies, a *not yet*, reminders, a new hiring manager; then it does."""
    candidacy_id = await desk.open(panel=("ann", "bo", "cy"), is_blind=True)
    seat = (await desk.seen(candidacy_id)).seat_of(desk.people["ann"].id)
    assert seat is not None
    later = (desk.now + timedelta(days=3)).date()

    async def by_form() -> None:
        given = Given(good="You zigzagged.", grow="Quixotic plans.", team_only="Flummoxed.", vote=Vote.LEAN_NO_HIRE)
        async with desk.act() as tx:
            await give_feedback(tx, seat_id=seat.id, given=given, by=desk.people["ann"])

    async def directly() -> None:
        said = Reply(
            "D1", is_direct=True, ts="1700000900.000100", thread_ts=None, text="A zigzag, I say", **NOTHING_MORE
        )
        async with desk.act() as tx:
            await record_reply(tx, said, by=desk.people["ann"])

    acts: list[Callable[[], Awaitable[object]]] = [
        by_form,
        directly,
        lambda: desk.decide(candidacy_id, Choice.NOT_YET, revisit_on=later),
        lambda: desk.pass_time(desk.now + timedelta(days=2)),
        lambda: change_panel(desk, candidacy_id, "ann", "bo"),
    ]
    for act in acts:
        await act()
        assert (await desk.row(candidacy_id)).is_hidden
        shown = (await seen_by_others(desk, "ann")).casefold()
        assert not [word for word in (*NONCES, "lean no hire: ", "lean no hire*") if word in shown], act
    await desk.give(candidacy_id, "bo")
    assert "lean no hire*" in (await seen_by_others(desk, "ann")).casefold()
    assert READ_NOW in await desk.notices("hana")
