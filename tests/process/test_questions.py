"""Closing the loop: one mail to the candidate, open questions with an owner, and counts for the hiring manager."""

import re
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from bot.process import approvals, meetings, questions
from bot.process.answers import Ending, record_answer
from bot.process.missed_meetings import missed_meeting
from bot.process.private_links import page_address
from bot.process.question_mails import tell_with_another
from bot.process.questions import Asked
from bot.process.refusals import AlreadyDone, NotAllowed, NotNow, WrongField
from bot.rules.next_step import NextStep
from bot.rules.words import Answer, MeetingState, QuestionState, Role, Stage, Standing, Surface, WhyNotInvited
from storage.candidacies import candidacy, lock
from storage.deliveries import cards_of
from storage.home import desk
from storage.people import Person
from storage.private_links import opened_by
from storage.questions import questions_of
from storage.standings import overviews
from storage.workspaces import workspace
from tests.databases import on_sqlite
from tests.process.prepared import prepared
from tests.process.reverse_interviews import MONDAY, Office, office_in

ADA = "ada@lovelace.example"
SECRET = "Will the Lisbon office <!here> stay?"


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """One candidacy whose meeting with Ann is over, an hour and a half later."""
    async with office_in(database_url) as opened:
        await prepared(opened, "talked with Ann", lambda: talk_with_ann(opened))
        yield opened


async def talk_with_ann(office: Office) -> None:
    """Arrange a meeting and let it, and the hour after it, pass."""
    wish = await office.request("ann")
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
    [*_, asked] = await office.meetings()
    proposed = (await office.times(asked.id))[0]
    async with office.act() as tx:
        await meetings.accept_time(tx, meeting_id=asked.id, proposed_id=proposed.id, by=office.people["ann"])
    await office.move(proposed.starts_at + timedelta(hours=2))


async def stage(office: Office) -> Stage:
    """Return where the candidacy stands."""
    async with office.look() as tx:
        return (await candidacy(tx, office.candidacy_id)).stage


async def finish(office: Office, by: str = "cora") -> None:
    """Press *Everything is answered*."""
    async with office.act() as tx:
        await questions.everything_is_answered(tx, candidacy_id=office.candidacy_id, by=office.people[by])


async def enter(office: Office, owner: str = "cora", due_on: date = date(2030, 1, 11), by: str = "cora") -> int:
    """Enter a question; returns its id."""
    async with office.act() as tx:
        asked = Asked(SECRET, office.people[owner], due_on)
        kept = await questions.record_question(tx, asked, candidacy_id=office.candidacy_id, by=office.people[by])
        return kept.id


async def settle(
    office: Office, question_id: int, state: QuestionState = QuestionState.ANSWERED, by: str = "cora"
) -> None:
    """Settle a question."""
    async with office.act() as tx:
        await questions.settle_question(
            tx, question_id=question_id, state=state, note="It stays.", by=office.people[by]
        )


async def questions_card(office: Office) -> str:
    """Return what the coordinator's card of questions shows."""
    return await office.card(Surface.QUESTIONS_CARD, office.candidacy_id)


async def given(office: Office, question_id: int, who: str) -> str:
    """Return what somebody sees of a question that was given to them."""
    async with office.look() as tx:
        found = [one.person_id for one in await cards_of(tx, Surface.QUESTION_TASK, question_id)]
    assert office.people[who].id in found
    return await office.card(Surface.QUESTION_TASK, question_id, who)


async def asked_mails(office: Office) -> int:
    """Count the mails that asked Ada whether everything is answered."""
    return sum(one["Subject"] == "Is everything answered?" for one in await office.mails(ADA))


@on_sqlite
async def test_an_hour_after_the_last_meeting_the_candidate_is_asked_once(office: Office) -> None:
    """The mail names whom they met; another meeting later brings the card again, but no second mail."""
    [held] = await office.meetings()
    assert held.state is MeetingState.HELD
    assert await asked_mails(office) == 1
    assert "Ann A." in (await office.mails(ADA))[-1].get_content()
    assert "Everything is answered" in await questions_card(office)
    async with office.look() as tx:
        (overview,) = await overviews(tx, [await candidacy(tx, office.candidacy_id)])
    assert overview.next == NextStep(
        Role.COORDINATOR, "Settle what is still open, or record that everything is answered", None
    )
    await talk_with_ann(office)
    assert await asked_mails(office) == 1


@on_sqlite
async def test_after_a_second_try_it_is_brought_up_again(office: Office) -> None:
    """Ada and Ann hadn't talked after all; once they have, Cora's card comes again, and Ada gets no second mail."""
    [held] = await office.meetings()
    async with office.act() as tx:
        await missed_meeting(tx, meeting_id=held.id, by=office.people["cora"])
    again = (await office.meetings())[-1]
    proposed = (await office.times(again.id))[0]
    async with office.act() as tx:
        await meetings.accept_time(tx, meeting_id=again.id, proposed_id=proposed.id, by=office.people["ann"])
    await office.move(proposed.starts_at + timedelta(minutes=31))
    async with office.look() as tx:
        [before] = await cards_of(tx, Surface.QUESTIONS_CARD, office.candidacy_id)
    await office.move(proposed.starts_at + timedelta(hours=2))
    async with office.look() as tx:
        [card] = await cards_of(tx, Surface.QUESTIONS_CARD, office.candidacy_id)
    assert card.revision > before.revision
    assert await asked_mails(office) == 1


@on_sqlite
async def test_everything_answered_moves_on_and_tells_the_hiring_manager_in_counts(office: Office) -> None:
    """Once; a second press says so."""
    await finish(office)
    assert await stage(office) is Stage.AWAITING_ANSWER
    [told] = await office.told("hana")
    assert "1 conversation took place" in told
    with pytest.raises(AlreadyDone):
        await finish(office)
    assert len(await office.told("hana")) == 1


@on_sqlite
async def test_an_open_question_holds_it_up_until_it_is_settled(office: Office) -> None:
    """Its text is on the coordinator's card, quoted to the letter; with the last answer it moves on by itself."""
    kept = await enter(office)
    card = await questions_card(office)
    assert SECRET in card
    assert "rich_text_quote" in card
    with pytest.raises(NotNow, match="1 of the questions is still open"):
        await finish(office)
    await settle(office, kept)
    assert await stage(office) is Stage.AWAITING_ANSWER
    [told] = await office.told("hana")
    assert "1 question answered" in told
    assert SECRET not in told
    assert "It stays." in (await office.told("cora"))[-1]
    with pytest.raises(AlreadyDone):
        await settle(office, kept)


@on_sqlite
async def test_a_contact_the_candidate_met_may_own_a_question(office: Office) -> None:
    """Ann gets its text and settles it, and can't twice; what can't be shared is counted apart."""
    kept = await enter(office, owner="ann")
    task = await given(office, kept, "ann")
    assert SECRET in task
    assert '"Settle"' in task
    await settle(office, kept, QuestionState.CANT_BE_SHARED, by="ann")
    assert "Saved" in (await office.told("ann"))[-1]
    task = await given(office, kept, "ann")
    assert "is settled (can't be shared), by Ann A." in task
    assert '"Settle"' not in task
    assert "1 couldn't be shared" in (await office.told("hana"))[-1]


@pytest.mark.parametrize("owner", ["hana", "bo", "tala"])
@on_sqlite
async def test_who_may_not_read_questions_can_not_own_one(office: Office, owner: str) -> None:
    """The form says so beside the field, and nobody was told its text."""
    with pytest.raises(WrongField) as refusal:
        await enter(office, owner=owner)
    assert list(refusal.value.fields) == ["owner"]
    assert not await office.told(owner)
    async with office.look() as tx:
        assert not await questions_of(tx, office.candidacy_id)


@pytest.mark.parametrize("who", ["hana", "ann", "bo", "tala", "gus"])
@on_sqlite
async def test_only_the_coordinator_enters_and_reads_questions(office: Office, who: str) -> None:
    """Ann reads her own alone; the others none."""
    kept = await enter(office)
    with pytest.raises(NotAllowed):
        await enter(office, by=who)
    with pytest.raises(NotAllowed):
        await settle(office, kept, by=who)
    with pytest.raises(NotAllowed):
        async with office.act() as tx:
            await questions.open_settle_form(tx, question_id=kept, by=office.people[who])
    with pytest.raises(NotAllowed):
        await finish(office, by=who)
    assert SECRET not in await office.card(Surface.QUESTIONS_CARD, office.candidacy_id, who)


@on_sqlite
async def test_a_question_is_due_on_a_day_ahead(office: Office) -> None:
    """Yesterday is an error of the field."""
    with pytest.raises(WrongField) as refusal:
        await enter(office, due_on=date(2030, 1, 7))
    assert list(refusal.value.fields) == ["due_on"]


async def test_a_new_request_keeps_it_from_ending(office: Office) -> None:
    """As long as one is open, the press is refused in words."""
    await office.request("bo")
    with pytest.raises(NotNow, match="still ahead"):
        await finish(office)


def mornings(told: list[str]) -> list[str]:
    """Return the morning notes among what somebody was told."""
    return [one for one in told if "Good morning" in one]


@on_sqlite
async def test_an_owner_is_reminded_in_their_morning_note_until_it_is_settled(office: Office) -> None:
    """From the day it is due, without its text; Ann owns nothing else here. Who settled it stands on the card."""
    kept = await enter(office, owner="ann", due_on=date(2030, 1, 10))
    await office.move(MONDAY + timedelta(days=2))
    assert not mornings(await office.told("ann"))
    await office.move(MONDAY + timedelta(days=4, hours=1))
    notes = mornings(await office.told("ann"))
    assert len(notes) == 2
    assert all("Waiting for you: 1 question of a candidate" in one and SECRET not in one for one in notes)
    async with office.look() as tx:
        assert [one.id for one, _ in (await desk(tx, office.people["ann"])).to_settle] == [kept]
    await settle(office, kept, by="ann")
    await office.move(MONDAY + timedelta(days=9))
    assert len(mornings(await office.told("ann"))) == 2
    assert "Answered, noted by Ann A." in await questions_card(office)


async def test_a_question_changes_hands_and_comes_back_from_whoever_leaves(office: Office) -> None:
    """Given to Ann with another date; she leaves, and Cora has it; Mel takes over, and has it with the rest."""
    kept = await enter(office)
    async with office.act() as tx:
        due, cora = date(2030, 1, 14), office.people["cora"]
        await questions.change_question(tx, question_id=kept, owner=office.people["ann"], due_on=due, by=cora)
    assert SECRET in await given(office, kept, "ann")
    assert "Ann A., by Monday 14 January" in await questions_card(office)
    async with office.act() as tx:
        gone = await tx.session.get_one(Person, office.people["ann"].id)
        gone.standing = Standing.DEACTIVATED
        await questions.return_questions(tx, gone=gone)
    back = await given(office, kept, "cora")
    assert "An open question of Ada Lovelace, which Ann A. had, is yours now." in back
    assert SECRET in back
    assert SECRET not in await given(office, kept, "ann")
    with pytest.raises(WrongField):
        async with office.act() as tx:
            await questions.change_question(tx, question_id=kept, owner=gone, due_on=due, by=cora)
    async with office.act() as tx:
        row = await lock(tx, office.candidacy_id)
        row.coordinator_id = office.people["mel"].id
        await questions.hand_questions_on(tx, row, before=office.people["cora"])
    assert SECRET in await given(office, kept, "mel")
    assert "is answered by Mel M. now" in await given(office, kept, "cora")
    await settle(office, kept, by="mel")
    with pytest.raises(AlreadyDone):
        async with office.act() as tx:
            await questions.open_change_form(tx, question_id=kept, by=office.people["mel"])


@on_sqlite
async def test_the_hiring_manager_reads_a_question_only_if_the_candidate_said_so(office: Office) -> None:
    """Then they have it, and how it was settled."""
    await enter(office)
    assert SECRET not in "".join(await office.told("hana"))
    async with office.act() as tx:
        asked = Asked("May I bring my dog?", office.people["cora"], date(2030, 1, 11), manager_may_read=True)
        kept = await questions.record_question(tx, asked, candidacy_id=office.candidacy_id, by=office.people["cora"])
    await settle(office, kept.id)
    given, settled = [one for one in await office.told("hana") if "dog" in one]
    assert "said that you may read it" in given
    assert "settled (answered), by Cora C." in settled


async def test_the_question_whether_all_is_answered_brings_the_private_page_beside_earlier_links(
    sqlite_url: str,
) -> None:
    """Whoever has a page may say there what is open; what the invitation brought still opens it.

    What is open there is said, so that nobody asks it again; what a mail told isn't told by another.
    """
    async with office_in(sqlite_url) as office:
        async with office.act() as tx:
            (await workspace(tx)).public_url = "https://hiring.acme.example"
            first = await page_address(tx, await lock(tx, office.candidacy_id))
            for text in (SECRET, "And the <dog>?", "And who pays?"):
                await questions.ask_on_page(tx, await lock(tx, office.candidacy_id), text, manager_may_read=False)
            kept = await questions_of(tx, office.candidacy_id)
        assert "asks on their page:" in await given(office, kept[1].id, "cora")
        await settle(office, kept[0].id)
        assert "is settled (answered), by Cora C." in await given(office, kept[0].id, "cora")
        async with office.act() as tx:
            said = await tell_with_another(tx, await lock(tx, office.candidacy_id))
        assert (said.still_open, said.settled) == (2, 1)
        await talk_with_ann(office)
        assert not [one for one in await office.mails(ADA) if "About your" in one["Subject"]]
        text = (await office.mails(ADA))[-1].get_content()
        assert "2 questions of yours are with us still; you get a mail" in text
        assert "If another question is still open" in text
        tokens = [*re.findall(r"https://hiring\.acme\.example/r/(\S+)", text), (first or "").rpartition("/")[2]]
        assert len(tokens) == 2
        async with office.look() as tx:
            for token in tokens:
                opened = await opened_by(tx, token)
                assert opened is not None
                assert opened.id == office.candidacy_id


async def test_an_early_question_of_the_page_ends_nothing_when_it_is_answered(sqlite_url: str) -> None:
    """Ada asks before she has asked for anybody: the answer isn't the end of her asking."""
    async with office_in(sqlite_url) as office:
        async with office.act() as tx:
            await questions.ask_on_page(tx, await lock(tx, office.candidacy_id), SECRET, manager_may_read=False)
            [kept] = await questions_of(tx, office.candidacy_id)
        await settle(office, kept.id)
        assert await stage(office) is Stage.REVERSE_INTERVIEW
        assert not await office.told("hana")


@pytest.mark.parametrize("is_settled", [False, True])
async def test_a_question_that_was_not_read_outlives_the_answer(sqlite_url: str, *, is_settled: bool) -> None:
    """Ada accepts before her question is settled, or before the mail about it goes out: Cora hears that it is hers."""
    async with office_in(sqlite_url) as office:
        cora = office.people["cora"]
        async with office.act() as tx:
            await questions.ask_on_page(tx, await lock(tx, office.candidacy_id), SECRET, manager_may_read=False)
            [asked] = await questions_of(tx, office.candidacy_id)
        if is_settled:
            await settle(office, asked.id)
        ending = Ending(
            Answer.ACCEPTED,
            starts_on=MONDAY.date() + timedelta(days=30),
            why_not_invited=WhyNotInvited.ANSWERED_SOONER,
        )
        async with office.act() as tx:
            await record_answer(tx, ending, candidacy_id=office.candidacy_id, by=cora)
        assert "A question of Ada Lovelace's has no answer that they have read" in (await office.told("cora"))[-1]
        assert "no answer" not in (await office.told("hana"))[-1]
        await office.move(office.now + timedelta(hours=2))
        assert await office.mails(ADA) == []
        if not is_settled:
            await settle(office, asked.id)
            assert "please tell them yourself" in (await office.told("cora"))[-1]


@on_sqlite
async def test_after_the_end_no_card_offers_what_would_be_refused(office: Office) -> None:
    """Ada accepts before all was said to be answered: what Cora and Ann have before them follows."""
    [held] = await office.meetings()
    shown = ((Surface.QUESTIONS_CARD, office.candidacy_id, "cora"), (Surface.CONTACT_BRIEF, held.id, "ann"))
    before = await revisions(office, held.id)
    assert ["actions" in await office.card(*one) for one in shown] == [True, True]
    ending = Ending(Answer.DECLINED, why_not_invited=WhyNotInvited.ANSWERED_SOONER)
    async with office.act() as tx:
        await record_answer(tx, ending, candidacy_id=office.candidacy_id, by=office.people["cora"])
    assert ["actions" in await office.card(*one) for one in shown] == [False, False]
    assert all(now > then for now, then in zip(await revisions(office, held.id), before, strict=True))


async def revisions(office: Office, meeting_id: int) -> list[int]:
    """Return how often the card of questions and a contact's message are to have been drawn."""
    async with office.look() as tx:
        cards = await cards_of(tx, Surface.QUESTIONS_CARD, office.candidacy_id)
        return [one.revision for one in [*cards, *await cards_of(tx, Surface.CONTACT_BRIEF, meeting_id)]]
