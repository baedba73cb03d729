"""Deciding, telling a candidate no, and taking a decision back."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.delivery.cards.debriefs import draw_debrief_card, draw_decision_prompt
from bot.messages.decision_forms import decide_form, decided_form
from bot.process.access import Action
from bot.process.callers import hand_over_call
from bot.process.candidacies import open_candidacy
from bot.process.decisions import open_decision
from bot.process.no_hires import tell_candidate
from bot.process.offer_calls import CallLog, log_call
from bot.process.refusals import AlreadyDone, NotAllowed, NotNow, WrongField
from bot.process.reveals import read_points
from bot.process.reversals import reverse_decision
from bot.rules.words import Answer, Choice, Sentiment, Stage, Surface, Vote
from storage.audit import AuditEntry
from storage.decisions import decisions
from storage.deliveries import cards_of
from tests.databases import on_sqlite
from tests.process.desks import TUESDAY_NOON, Desk, desk_in
from tests.process.prepared import prepared

TO_TELL = "Please tell a candidate about a decision"


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    """A workspace with people, on a Monday morning."""
    async with desk_in(database_url) as opened:
        yield opened


async def complete(desk: Desk) -> int:
    """Open a debrief and give both interviewers' feedback; returns the candidacy's id."""

    async def play() -> int:
        candidacy_id = await desk.open()
        await desk.give(candidacy_id, "ann", Vote.STRONG_HIRE)
        await desk.give(candidacy_id, "bo", Vote.LEAN_NO_HIRE)
        return candidacy_id

    return await prepared(desk, "complete", play)


@pytest.fixture
async def lone(sqlite_url: str) -> AsyncIterator[Desk]:
    """The same on SQLite alone, where the database makes no difference."""
    async with desk_in(sqlite_url) as opened:
        yield opened


async def reverse(desk: Desk, candidacy_id: int, name: str = "hana") -> None:
    """Take the decision back."""
    seen = (await desk.seen(candidacy_id)).decisions_made
    async with desk.act() as tx:
        await reverse_decision(tx, candidacy_id=candidacy_id, seen=seen, reason="We were hasty.", by=desk.people[name])


async def card(desk: Desk, candidacy_id: int) -> str:
    """Return the debrief card as one text."""
    async with desk.database.reading(desk.workspace_id) as tx:
        (shown,) = await draw_debrief_card(tx, candidacy_id, None)
    return str(shown.blocks)


async def prompt(desk: Desk, candidacy_id: int, name: str = "hana") -> str:
    """Return a person's decision prompt as one text; empty when they have none."""
    async with desk.database.reading(desk.workspace_id) as tx:
        return "".join(str(one.blocks) for one in await draw_decision_prompt(tx, candidacy_id, desk.people[name].id))


@on_sqlite
async def test_the_prompt_comes_when_the_last_feedback_is_in(desk: Desk) -> None:
    """Not before; with votes and a reminder a working day later; the hiring manager alone sees it."""
    candidacy_id = await desk.open()
    await desk.give(candidacy_id, "ann", Vote.STRONG_HIRE)
    async with desk.database.reading(desk.workspace_id) as tx:
        assert not await cards_of(tx, Surface.DECISION_PROMPT, candidacy_id)
    await desk.give(candidacy_id, "bo", None)
    shown = await prompt(desk, candidacy_id)
    assert "Everyone's feedback is in" in shown
    assert "strong hire" in shown
    assert "no vote" in shown
    assert await prompt(desk, candidacy_id, "ann") == ""
    await desk.pass_time(TUESDAY_NOON)
    assert (await desk.notices("hana"))[1:] == ["A decision waits: Ada Lovelace · Staff Engineer"]


async def test_a_hire_leads_to_the_call(desk: Desk) -> None:
    """The stage moves, the caller has a script, the thread says who decided, and nowhere why."""
    candidacy_id = await complete(desk)
    await desk.decide(candidacy_id, Choice.HIRE, zone="berlin", email="Ada@Home.Example", phone="+49 30 1234567")
    row = await desk.row(candidacy_id)
    assert (row.stage, row.candidate_zone, row.candidate_phone) == (
        Stage.OFFER_CALL,
        "Europe/Berlin",
        "+49 30 1234567",
    )
    assert row.candidate_email == "Ada@home.example"
    async with desk.database.reading(desk.workspace_id) as tx:
        assert len(await cards_of(tx, Surface.CALL_SCRIPT, candidacy_id)) == 1
    assert await desk.notices(None) == ["Decided: hire"]
    assert "We talked" not in await card(desk, candidacy_id)
    assert "actions" not in await card(desk, candidacy_id)


async def test_only_the_first_of_two_decisions_counts(desk: Desk) -> None:
    """Two at once: one is kept; the other hears who decided what and when, here the reader themselves."""
    candidacy_id = await complete(desk)
    outcomes = await asyncio.gather(
        desk.decide(candidacy_id, Choice.HIRE), desk.decide(candidacy_id, Choice.NO_HIRE), return_exceptions=True
    )
    refused = [one for one in outcomes if isinstance(one, AlreadyDone)]
    assert len(refused) == 1
    assert str(refused[0]).startswith("You decided already")
    async with desk.database.reading(desk.workspace_id) as tx:
        assert len(await decisions(tx, candidacy_id)) == 1


@on_sqlite
async def test_only_the_hiring_manager_decides(desk: Desk) -> None:
    """Opener, coordinator, interviewers and other members may not, and each denial raised says who may."""
    candidacy_id = await complete(desk)
    for name in ("mel", "cora", "ann", "cy"):
        with pytest.raises(NotAllowed, match="Hana"):
            async with desk.act() as tx:
                await open_decision(tx, candidacy_id=candidacy_id, by=desk.people[name])


@on_sqlite
async def test_not_yet_needs_a_date_and_comes_back_then(desk: Desk) -> None:
    """Without a date it is refused on the field; on the date the hiring manager hears of it."""
    candidacy_id = await complete(desk)
    with pytest.raises(WrongField) as refused:
        await desk.decide(candidacy_id, Choice.NOT_YET)
    assert list(refused.value.fields) == ["revisit_on"]
    await desk.decide(candidacy_id, Choice.NOT_YET, revisit_on=date(2030, 1, 14))
    assert (await desk.row(candidacy_id)).stage is Stage.DEBRIEF
    ((key, due),) = [one for one in await desk.waiting() if one[0].startswith("decision_reminder")]
    assert due == datetime(2030, 1, 14, 9, tzinfo=ZoneInfo("Europe/Berlin"))
    assert key.endswith(":1")
    await desk.decide(candidacy_id, Choice.HIRE)
    assert (await desk.row(candidacy_id)).stage is Stage.OFFER_CALL


@on_sqlite
async def test_contact_details_that_cannot_be_used_are_refused(desk: Desk) -> None:
    """A zone nobody knows, a malformed address, and a colleague's address as the candidate's."""
    candidacy_id = await complete(desk)
    with pytest.raises(WrongField) as refused:
        await desk.decide(candidacy_id, Choice.HIRE, zone="Atlantis", email="ada@")
    assert set(refused.value.fields) == {"zone", "email"}
    with pytest.raises(WrongField) as refused:
        await desk.decide(candidacy_id, Choice.HIRE, email="ann@acme.example")
    assert "Ann" in refused.value.fields["email"]


@on_sqlite
async def test_after_a_no_hire_the_coordinator_tells_the_candidate(desk: Desk) -> None:
    """A task with a date, reminded of; pressing it closes the candidacy, pressing again changes nothing."""
    candidacy_id = await complete(desk)
    decision_id = await desk.decide(candidacy_id, Choice.NO_HIRE)
    assert (await desk.row(candidacy_id)).stage is Stage.DEBRIEF
    assert await desk.notices("cora") == [TO_TELL]
    with pytest.raises(AlreadyDone):
        await desk.decide(candidacy_id, Choice.HIRE)
    await desk.pass_time(desk.now + timedelta(days=2, hours=1))
    assert await desk.notices("cora") == [TO_TELL, TO_TELL]
    with pytest.raises(NotAllowed):
        async with desk.act() as tx:
            await tell_candidate(tx, decision_id=decision_id, by=desk.people["ann"])
    async with desk.act() as tx:
        await tell_candidate(tx, decision_id=decision_id, by=desk.people["cora"])
    row = await desk.row(candidacy_id)
    assert (row.stage, row.answer) == (Stage.CLOSED, Answer.NO_HIRE)
    assert await desk.waiting() == []
    with pytest.raises(AlreadyDone):
        async with desk.act() as tx:
            await tell_candidate(tx, decision_id=decision_id, by=desk.people["cora"])


@on_sqlite
async def test_a_hiring_manager_on_the_panel_gives_feedback_first(desk: Desk) -> None:
    """Others' votes and points stay hidden from a panel member until their own are in."""
    candidacy_id = await desk.open(panel=("ann", "hana"))
    await desk.give(candidacy_id, "ann", Vote.STRONG_NO_HIRE)
    with pytest.raises(NotNow):
        async with desk.act() as tx:
            await read_points(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    assert (await desk.seen(candidacy_id)).votes_are_hidden_from(desk.people["hana"].id)
    assert "strong no hire" not in await prompt(desk, candidacy_id)
    await desk.give(candidacy_id, "hana")
    assert "strong no hire" in await prompt(desk, candidacy_id)
    async with desk.act() as tx:
        _, points = await read_points(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    assert {one.author for one in points} == {"Ann", "Hana"}


@on_sqlite
async def test_a_hire_taken_back_stops_the_call_and_opens_the_debrief(desk: Desk) -> None:
    """Timers of the call go, the thread says it, the coordinator hears it once, and it can be decided again."""
    candidacy_id = await complete(desk)
    await desk.decide(candidacy_id, Choice.HIRE)
    assert any(key.startswith("call_reminder") for key, _ in await desk.waiting())
    await reverse(desk, candidacy_id)
    assert (await desk.row(candidacy_id)).stage is Stage.DEBRIEF
    assert not any(key.startswith("call_reminder") for key, _ in await desk.waiting())
    assert (await desk.notices("cora")).count("A decision was taken back") == 1
    assert "A decision was taken back" in await desk.notices(None)
    await desk.decide(candidacy_id, Choice.HIRE)
    assert (await desk.row(candidacy_id)).stage is Stage.OFFER_CALL


@on_sqlite
async def test_a_called_candidate_hears_a_reversal_from_a_person(desk: Desk) -> None:
    """After a logged call the coordinator has the task to speak with them; the invitation doesn't go out."""
    candidacy_id = await complete(desk)
    await desk.decide(candidacy_id, Choice.HIRE, email="ada@home.example")
    async with desk.act() as tx:
        log = CallLog(Sentiment.POSITIVE, "Delighted.")
        await log_call(tx, log, candidacy_id=candidacy_id, seen=0, by=desk.people["hana"])
    before = len(await desk.notices("cora"))
    await reverse(desk, candidacy_id)
    told = (await desk.notices("cora"))[before:]
    assert told == ["A candidate is to hear that a decision was taken back"], "news and task are one message"
    assert not any(key.startswith("send_invitation") for key, _ in await desk.waiting())


@on_sqlite
async def test_a_no_hire_is_taken_back_before_and_after_the_candidate_was_told(desk: Desk) -> None:
    """Before: the task is void. After: the closed candidacy is open again."""
    candidacy_id = await complete(desk)
    decision_id = await desk.decide(candidacy_id, Choice.NO_HIRE)
    await reverse(desk, candidacy_id)
    with pytest.raises(NotNow):
        async with desk.act() as tx:
            await tell_candidate(tx, decision_id=decision_id, by=desk.people["cora"])
    second = await desk.decide(candidacy_id, Choice.NO_HIRE)
    async with desk.act() as tx:
        await tell_candidate(tx, decision_id=second, by=desk.people["cora"])
    await reverse(desk, candidacy_id)
    row = await desk.row(candidacy_id)
    assert (row.stage, row.answer, row.closed_at) == (Stage.DEBRIEF, None, None)


@on_sqlite
async def test_there_is_nothing_to_take_back_before_a_decision(desk: Desk) -> None:
    """It is refused with what to do instead, and others may not at all."""
    candidacy_id = await complete(desk)
    with pytest.raises(NotNow, match="nothing to reverse"):
        await reverse(desk, candidacy_id)
    await desk.decide(candidacy_id, Choice.HIRE)
    with pytest.raises(NotAllowed):
        await reverse(desk, candidacy_id, "cora")


@on_sqlite
async def test_a_form_opened_on_older_facts_is_refused(desk: Desk) -> None:
    """Decided and taken back meanwhile: the old form doesn't decide over it."""
    candidacy_id = await complete(desk)
    await desk.decide(candidacy_id, Choice.HIRE)
    old = (await desk.seen(candidacy_id)).decisions_made
    await reverse(desk, candidacy_id)
    with pytest.raises(AlreadyDone, match="changed since"):
        async with desk.act() as tx:
            await reverse_decision(tx, candidacy_id=candidacy_id, seen=old, reason="Again.", by=desk.people["hana"])


@on_sqlite
async def test_decisions_are_audited_without_their_reason(desk: Desk) -> None:
    """The trail says who decided on which candidacy."""
    candidacy_id = await complete(desk)
    await desk.decide(candidacy_id, Choice.HIRE)
    async with desk.database.reading(desk.workspace_id) as tx:
        rows = (await tx.session.execute(AuditEntry.__table__.select())).mappings().all()
    found = [row for row in rows if row["act"] == "decide" and row["candidacy_id"] == candidacy_id]
    assert {row["person_id"] for row in found} == {desk.people["hana"].id}


@on_sqlite
async def test_more_than_the_openings_are_hired_only_knowingly(desk: Desk) -> None:
    """Two hired at once for one opening: the second is asked to confirm, hears who has it, and may all the same."""
    ada, grace, mary = [await desk.open(name) for name in ("Ada Lovelace", "Grace Example", "Mary Example")]
    outcomes = await asyncio.gather(
        desk.decide(ada, Choice.HIRE), desk.decide(grace, Choice.HIRE), return_exceptions=True
    )
    (refused,) = [one for one in outcomes if isinstance(one, WrongField)]
    assert set(refused.fields) == {"beyond_openings", "choice"}
    second, first = (grace, "Ada Lovelace") if isinstance(outcomes[1], WrongField) else (ada, "Grace Example")
    assert f"{first} (decided by Hana)" in refused.fields["beyond_openings"]
    async with desk.act() as tx:
        shown, known, filling = await open_decision(tx, candidacy_id=second, by=desk.people["hana"])
    assert "Hire all the same" in str(decide_form(shown, desk.people["hana"].id, known, filling))
    await desk.decide(second, Choice.HIRE, is_beyond_openings=True)
    assert (await desk.row(second)).stage is Stage.OFFER_CALL
    with pytest.raises(WrongField):
        await desk.decide(mary, Choice.HIRE)
    await reverse(desk, ada)
    await reverse(desk, grace)
    await desk.decide(mary, Choice.HIRE)


async def test_what_was_decided_first_stays_readable(lone: Desk) -> None:
    """The card says who took it back; the forms show both reasons; the reasons are nowhere else."""
    candidacy_id = await complete(lone)
    await lone.decide(candidacy_id, Choice.HIRE)
    await reverse(lone, candidacy_id)
    assert "decided by Hana" in await card(lone, candidacy_id)
    assert "was taken back by Hana" in await card(lone, candidacy_id)
    async with lone.act() as tx:
        shown, known, filling = await open_decision(tx, candidacy_id=candidacy_id, by=lone.people["hana"])
    assert (shown.decisions[0].reason, shown.decisions[0].reversal_reason) == ("We talked about it.", "We were hasty.")
    form = str(decide_form(shown, lone.people["hana"].id, known, filling))
    await lone.decide(candidacy_id, Choice.NO_HIRE)
    assert "taken back" not in await card(lone, candidacy_id)
    shown = await lone.seen(candidacy_id)
    assert shown.decision is not None
    for view in (form, str(decided_form(shown, shown.decision, "Europe/Berlin"))):
        assert "We talked about it." in view
        assert "We were hasty." in view
    for answer, inputs in ((Answer.NO_HIRE, 1), (Answer.DECLINED, 0)):
        closed = decided_form(replace(shown, answer=answer), shown.decision, "Europe/Berlin")
        assert [one["type"] for one in closed["blocks"]].count("input") == inputs
        assert ("submit" in closed) is bool(inputs)
    assert "hasty" not in await card(lone, candidacy_id)


async def test_at_a_hire_the_panel_hears_once_what_to_do_now(lone: Desk) -> None:
    """Each interviewer has one message, without votes or reasons; a reversal reaches them too; a no hire doesn't."""
    candidacy_id = await lone.open(panel=("ann", "bo", "hana"))
    await lone.decide(candidacy_id, Choice.HIRE)
    heard = "We want to hire Ada Lovelace"
    assert [(await lone.notices(name)).count(heard) for name in ("ann", "bo", "hana", "cora")] == [1, 1, 0, 0]
    await reverse(lone, candidacy_id)
    assert (await lone.notices("ann"))[-1] == "A decision was taken back"
    before = await lone.notices("ann")
    await lone.decide(candidacy_id, Choice.NO_HIRE)
    assert await lone.notices("ann") == before


async def test_not_yet_is_said_by_the_card_alone(lone: Desk) -> None:
    """It posts nothing; the card names the date, and feedback can still be given."""
    candidacy_id = await complete(lone)
    await lone.decide(candidacy_id, Choice.NOT_YET, revisit_on=date(2030, 1, 14))
    assert await lone.notices(None) == []
    assert "It is decided again on Mon 14 Jan 2030" in await card(lone, candidacy_id)


async def test_whoever_makes_the_call_decides_nothing(lone: Desk) -> None:
    """A call handed over hands over no decision: the caller is told who may, and isn't offered it."""
    candidacy_id = await complete(lone)
    await lone.decide(candidacy_id, Choice.HIRE)
    async with lone.act() as tx:
        await hand_over_call(tx, candidacy_id=candidacy_id, to=lone.people["cy"], by=lone.people["hana"])
    with pytest.raises(NotAllowed, match="Hana"):
        await reverse(lone, candidacy_id, "cy")
    async with lone.act() as tx:
        assert Action.DECIDE not in (await open_candidacy(tx, candidacy_id=candidacy_id, by=lone.people["cy"])).actions
        assert Action.DECIDE in (await open_candidacy(tx, candidacy_id=candidacy_id, by=lone.people["hana"])).actions
    await reverse(lone, candidacy_id)
