"""A called candidate hears from a person that it is over; until then nothing leaves the company."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.delivery.cards.home import draw
from bot.messages.answers import answer_form
from bot.messages.blocks import Message
from bot.process import approvals, meetings
from bot.process.answers import Ending, open_answer, record_answer
from bot.process.candidacies import open_candidacy
from bot.process.decisions import Deciding, decide
from bot.process.meetings import Reply
from bot.process.no_hires import tell_candidate
from bot.process.offer_calls import CallLog, log_call
from bot.process.refusals import AlreadyDone, NotAllowed
from bot.process.reversals import reverse_decision
from bot.process.say import tell
from bot.process.untold_ends import MOST_REMINDERS, told_of_end
from bot.rules.words import (
    Answer,
    Choice,
    DeliveryState,
    Lapse,
    MeetingState,
    Sentiment,
    Stage,
    Surface,
    TimerKind,
)
from storage.candidacies import candidacy
from storage.decisions import Decision
from storage.deliveries import Delivery
from storage.meetings import Meeting
from storage.offer_calls import OfferCall
from storage.timers import timers_of
from storage.workspaces import Settings
from tests.process.prepared import prepared
from tests.process.reverse_interviews import MONDAY, Office, office_in

ADA, ANN, INES = "ada@lovelace.example", "ann@acme.example", "ines@fund.example"


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """A called candidate with a meeting agreed with Ann and one with Ines, who has no Slack; Eve is asked."""
    async with office_in(sqlite_url) as opened:
        await prepared(opened, "called, two agreed and one asked", lambda: _arranged(opened))
        yield opened


async def _arranged(opened: Office) -> None:
    await _called(opened)
    await _agree_with_ann(opened)
    await _agree_with_ines(opened)
    await _ask(opened, "eve")


async def _called(opened: Office) -> None:
    """Let the hire be decided, the call be logged, and Tala be the head of talent."""
    async with opened.act() as tx:
        hana, about = opened.people["hana"].id, {"workspace_id": tx.workspace_id, "candidacy_id": opened.candidacy_id}
        tx.session.add(Decision(**about, choice=Choice.HIRE, reason="Yes.", decided_by_id=hana, decided_at=tx.now))
        tx.session.add(
            OfferCall(**about, logged_by_id=hana, logged_at=tx.now, sentiment=Sentiment.POSITIVE, said="Glad.")
        )
        tx.session.add(Settings(workspace_id=tx.workspace_id, head_of_talent_id=opened.people["tala"].id))


async def _ask(office: Office, who: str) -> Meeting:
    wish = await office.request(who)
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
    return (await office.meetings())[-1]


async def _agree_with_ann(office: Office) -> None:
    asked = await _ask(office, "ann")
    first = (await office.times(asked.id))[0]
    async with office.act() as tx:
        await meetings.accept_time(tx, meeting_id=asked.id, proposed_id=first.id, by=office.people["ann"])


async def _agree_with_ines(office: Office) -> None:
    asked = await _ask(office, "ines")
    first = (await office.times(asked.id))[0]
    async with office.act() as tx:
        await meetings.record_reply(tx, Reply(str(first.id)), meeting_id=asked.id, by=office.people["cora"])


async def _end(office: Office, answer: Answer, by: str = "hana") -> None:
    async with office.act() as tx:
        ending = Ending(answer, "It has to be.")
        await record_answer(tx, ending, candidacy_id=office.candidacy_id, by=office.people[by])


async def _reverse(office: Office) -> None:
    async with office.act() as tx:
        await reverse_decision(
            tx, candidacy_id=office.candidacy_id, seen=1, reason="A mistake.", by=office.people["hana"]
        )


async def test_the_form_says_that_two_conversations_are_called_off(office: Office) -> None:
    """How many and when the first is; with whom is the coordinator's to know. Once it is recorded nothing is ahead."""
    for ahead in (2, 0):
        async with office.look() as tx:
            opened = await open_answer(tx, candidacy_id=office.candidacy_id, by=office.people["hana"])
        assert len(opened.ahead) == ahead
        read = json.dumps(answer_form(opened.row.id, "Ada", None, opened.ahead, lacks_reason=False))
        assert ("2 conversations are agreed, the first for <!date^" in read) is (ahead == 2)
        assert "Ann" not in read
        if ahead:
            await _end(office, Answer.RESCINDED)


async def _told(office: Office, by: str = "cora") -> None:
    async with office.act() as tx:
        await told_of_end(tx, candidacy_id=office.candidacy_id, by=office.people[by])


async def _mailed(office: Office) -> dict[str, int]:
    return {to: len(await office.mails(to)) for to in (ADA, INES)}


async def _rescind(office: Office) -> None:
    await _end(office, Answer.RESCINDED)


async def _withdraw(office: Office) -> None:
    await _end(office, Answer.WITHDRAWN)


ENDS = {"reversed": _reverse, "rescinded": _rescind, "withdrawn": _withdraw}


@pytest.mark.parametrize("way", ENDS)
async def test_inside_all_stops_at_once_and_nothing_leaves_before_they_were_told(office: Office, way: str) -> None:
    """Ann and Eve hear of it once and are asked to keep quiet; Ada and Ines by mail once a person has told Ada."""
    before = await _mailed(office)
    inside = {name: len(await office.told(name)) for name in ("ann", "eve")}
    await ENDS[way](office)
    assert {one.state for one in await office.meetings()} == {MeetingState.CANCELLED}
    async with office.look() as tx:
        waiting = {one.kind for one in await timers_of(tx, office.candidacy_id)}
    assert waiting == {TimerKind.UNTOLD_END}
    for name, heard in inside.items():
        assert len(await office.told(name)) == heard + 1
        assert "Cora C. speaks with the candidate first" in (await office.told(name))[-1]
    assert await _mailed(office) == before
    task = (await office.told("cora"))[-1]
    assert "I've told them" in task
    assert "Nothing leaves the company before that" in task
    assert "The first would be" in task
    await _told(office)
    assert await _mailed(office) == {ADA: before[ADA] + 2, INES: before[INES] + 1}
    assert all("METHOD:CANCEL" in mail.as_string() for mail in (await office.mails(ADA))[-2:])
    assert "as we said when we spoke" in (await office.mails(ADA))[-1].as_string()
    await office.move(MONDAY + timedelta(days=10))
    assert await _mailed(office) == {ADA: before[ADA] + 2, INES: before[INES] + 1}
    with pytest.raises(AlreadyDone):
        await _told(office)


async def test_somebody_outside_who_was_only_asked_hears_after_the_candidate(sqlite_url: str) -> None:
    """Ines was asked about times; that she isn't needed leaves the company once Ada knows, and once."""
    async with office_in(sqlite_url) as office:
        await _called(office)
        await _ask(office, "ines")
        async with office.act() as tx:
            sent = update(Delivery).where(Delivery.mail_to == INES)
            await tx.session.execute(sent.values(state=DeliveryState.DELIVERED, mail=b""))
        await _rescind(office)
        assert len(await office.mails(INES)) == 1
        await _told(office)
        assert len(await office.mails(INES)) == 2
        assert (
            "the conversation with a candidate for Staff Engineer that you"
            in (await office.mails(INES))[-1].as_string()
        )
        assert await office.mails(ADA) == []


async def test_after_four_hours_it_is_brought_up_and_to_the_head_of_talent(office: Office) -> None:
    """In the coordinator's hours; then each working day, to both three times; who isn't an owner presses nothing."""
    await _end(office, Answer.RESCINDED)
    assert "Cora C. speaks with them about it first" in (await office.told("hana"))[-1]
    before = {name: len(await office.told(name)) for name in ("cora", "tala")}
    await office.move(MONDAY + timedelta(hours=3, minutes=59))
    assert {name: len(await office.told(name)) for name in before} == before
    await office.move(MONDAY + timedelta(hours=4, minutes=1))
    [reminded], [escalated] = [(await office.told(name))[before[name] :] for name in ("cora", "tala")]
    assert "that the offer was taken back" in reminded
    assert "told_of_end" in reminded
    assert "Cora C. was asked to" in escalated
    assert "told_of_end" not in escalated
    await office.move(MONDAY + timedelta(days=14))
    said = {name: (await office.told(name))[count:] for name, count in before.items()}
    assert len(said["tala"]) == MOST_REMINDERS
    assert all("hasn't been told yet" in one for one in said["cora"][:MOST_REMINDERS])
    mornings = said["cora"][MOST_REMINDERS:]
    assert mornings, "it isn't left at that: her note has it every morning, with the button"
    assert all("1 candidate to speak with" in one and "told_of_end" in one for one in mornings)
    await _told(office)
    heard = len(await office.told("cora"))
    await office.move(MONDAY + timedelta(days=21))
    assert len(await office.told("cora")) == heard


async def test_nobody_is_asked_again_once_they_were_told(office: Office) -> None:
    """The timer goes with the press, whoever of the owners it was; the coordinator reads who."""
    await _end(office, Answer.WITHDRAWN, by="cora")
    with pytest.raises(NotAllowed):
        await _told(office, by="tala")
    await _told(office, by="hana")
    assert "says Hana H." in (await office.told("cora"))[-1]
    before = len(await office.told("tala"))
    await office.move(MONDAY + timedelta(days=14))
    assert len(await office.told("tala")) == before


async def test_it_can_be_noted_from_app_home_and_the_candidacy(office: Office) -> None:
    """Closed or open again: both offer *I've told them* until it is pressed."""
    await _end(office, Answer.RESCINDED)
    for is_open in (True, False):
        for name in ("cora", "hana"):
            async with office.look() as tx:
                opened = await open_candidacy(tx, candidacy_id=office.candidacy_id, by=office.people[name])
            assert opened.has_end_to_tell is is_open
            assert ("is still to hear of it" in await _home(office, name)) is is_open
        if is_open:
            await _told(office)


async def _home(office: Office, name: str) -> str:
    async with office.look() as tx:
        return str(await draw(tx, office.people[name].id, None))


async def test_a_correction_to_their_own_answer_lets_everything_out(office: Office) -> None:
    """Rescinded by mistake: they accepted, so they know; the cancelled meetings are told to both sides."""
    before = await _mailed(office)
    await _end(office, Answer.RESCINDED)
    async with office.act() as tx:
        ending = Ending(Answer.ACCEPTED, "Pressed the wrong one.", MONDAY.date() + timedelta(days=30))
        await record_answer(tx, ending, candidacy_id=office.candidacy_id, by=office.people["cora"])
    assert await _mailed(office) == {ADA: before[ADA] + 2, INES: before[INES] + 1}
    assert "now that you have answered our offer" in (await office.mails(ADA))[-1].as_string()
    async with office.look() as tx:
        assert (await candidacy(tx, office.candidacy_id)).untold_since is None
    assert "Correction: Ada Lovelace accepted the offer" in (await office.told("cora"))[-1]


async def test_whom_they_met_outside_is_thanked_after_the_candidate_knows(office: Office) -> None:
    """Ines doesn't learn from us that the offer is gone before Ada does."""
    await office.move(MONDAY + timedelta(days=3))
    before = len(await office.mails(INES))
    await _end(office, Answer.RESCINDED)
    assert len(await office.mails(INES)) == before
    await _told(office)
    assert (await office.mails(INES))[-1]["Subject"] == "Thank you for talking with Ada Lovelace"


async def test_a_no_hire_that_is_told_tells_of_the_reversal_too(office: Office) -> None:
    """Called, taken back, decided otherwise: one talk with the candidate, one press, and what waited goes out."""
    before = await _mailed(office)
    await _reverse(office)
    async with office.act() as tx:
        deciding = Deciding(Choice.NO_HIRE, "Not after all.")
        made = await decide(tx, deciding, candidacy_id=office.candidacy_id, seen=2, by=office.people["hana"])
    async with office.look() as tx:
        opened = await open_candidacy(tx, candidacy_id=office.candidacy_id, by=office.people["cora"])
    assert (opened.no_hire_to_tell, opened.has_end_to_tell) == (made.id, False)
    assert await _mailed(office) == before
    async with office.act() as tx:
        await tell_candidate(tx, decision_id=made.id, by=office.people["cora"])
    assert await _mailed(office) == {ADA: before[ADA] + 2, INES: before[INES] + 1}
    async with office.look() as tx:
        assert (await candidacy(tx, office.candidacy_id)).untold_since is None


async def test_a_new_call_tells_them_too_and_invites_them_anew(office: Office) -> None:
    """Taken back and decided again: once the new call is logged, what waited goes out, and a new invitation follows."""
    before = await _mailed(office)
    await _reverse(office)
    hana = office.people["hana"]
    await office.move(office.now + timedelta(minutes=1))
    async with office.act() as tx:
        await decide(tx, Deciding(Choice.HIRE, "Yes."), candidacy_id=office.candidacy_id, seen=2, by=hana)
    assert await _mailed(office) == before
    known = (
        "They were called with this news on Monday 7 January already; that decision was taken back since, and nobody"
    )
    assert known in await office.card(Surface.CALL_SCRIPT, office.candidacy_id, "hana")
    async with office.act() as tx:
        call = CallLog(Sentiment.POSITIVE, "Glad again.")
        await log_call(tx, call, candidacy_id=office.candidacy_id, seen=0, by=hana)
    assert await _mailed(office) == {ADA: before[ADA] + 2, INES: before[INES] + 1}
    assert known not in await office.card(Surface.CALL_SCRIPT, office.candidacy_id, "hana")
    off = [mail.as_string() for mail in (await office.mails(ADA))[-2:]]
    assert all("METHOD:CANCEL" in one and "If you would still like to talk" in one for one in off)
    assert not any("as we said" in one or "the trust you gave us" in one for one in off), "nobody takes leave of her"
    await office.move(office.now + timedelta(minutes=6))
    assert "Your turn" in (await office.mails(ADA))[-1]["Subject"]


@pytest.mark.parametrize("way", ["reversed", "withdrawn"])
async def test_what_colleagues_were_not_yet_sent_is_withdrawn(office: Office, way: str) -> None:
    """A reminder that still waits in the outbox isn't sent after the end."""
    async with office.act() as tx:
        row = await candidacy(tx, office.candidacy_id)
        assert row.stage is Stage.REVERSE_INTERVIEW
        for lapses in Lapse:
            await tell(tx, office.people["eve"].id, Message("Soon"), key=lapses, candidacy=row, lapses=lapses)
    await ENDS[way](office)
    query = select(Delivery.key).where(Delivery.key.in_(list(Lapse)), Delivery.state == DeliveryState.PENDING)
    async with office.look() as tx:
        left = set((await tx.session.execute(query)).scalars())
    assert left == ({Lapse.NEVER} if way == "reversed" else {Lapse.NEVER, Lapse.WITH_DECISION})
    assert "There is nothing left to arrange" in await office.card(Surface.COORDINATOR_CARD, office.candidacy_id)


@pytest.mark.parametrize("way", [Answer.RESCINDED, Answer.WITHDRAWN, None])
async def test_decided_anew_and_ended_before_the_new_call_still_waits_for_a_person(
    office: Office, way: Answer | None
) -> None:
    """Taken back, decided again, and over before anybody called: Ada hears of it all from a person, once."""
    before, hana = await _mailed(office), office.people["hana"]
    await _reverse(office)
    async with office.act() as tx:
        await decide(tx, Deciding(Choice.HIRE, "Yes."), candidacy_id=office.candidacy_id, seen=2, by=hana)
    if way is None:
        async with office.act() as tx:
            await reverse_decision(tx, candidacy_id=office.candidacy_id, seen=3, reason="No.", by=hana)
    else:
        await _end(office, way)
    assert await _mailed(office) == before
    async with office.look() as tx:
        assert TimerKind.UNTOLD_END in {one.kind for one in await timers_of(tx, office.candidacy_id)}
    await _told(office)
    assert await _mailed(office) == {ADA: before[ADA] + 2, INES: before[INES] + 1}
