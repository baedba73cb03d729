"""What somebody was given of a candidate's questions follows what becomes of them, wherever it stands."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from bot.process import questions
from bot.rules.words import Standing, Surface
from storage.candidacies import lock
from storage.deliveries import cards_of
from storage.people import Person
from storage.questions import questions_of
from tests.process.prepared import prepared
from tests.process.reverse_interviews import Office, office_in
from tests.process.test_questions import enter, given, settle, talk_with_ann

DUE = date(2030, 1, 14)


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """One candidacy whose meeting with Ann is over."""
    async with office_in(sqlite_url) as opened:
        await prepared(opened, "talked with Ann", lambda: talk_with_ann(opened))
        yield opened


@pytest.fixture
async def asked(office: Office) -> int:
    """Ada asks something on her page, and it is Cora's to answer."""
    async with office.act() as tx:
        await questions.ask_on_page(tx, await lock(tx, office.candidacy_id), "And who pays?", manager_may_read=False)
        [kept] = await questions_of(tx, office.candidacy_id)
    return kept.id


async def revisions(office: Office, question_id: int) -> list[int]:
    """Return how often each card of a question was to be drawn, first given first."""
    async with office.look() as tx:
        return [one.revision for one in await cards_of(tx, Surface.QUESTION_TASK, question_id)]


async def give(office: Office, question_id: int, owner: str) -> None:
    """Choose who answers."""
    async with office.act() as tx:
        cora, to = office.people["cora"], office.people[owner]
        await questions.change_question(tx, question_id=question_id, owner=to, due_on=DUE, by=cora)


async def test_whoever_was_given_it_sees_whose_it_is_and_that_it_is_settled(office: Office, asked: int) -> None:
    """Cora gives it to Ann, and takes it back: Ann's message says so, and both say when it is settled."""
    [first] = await revisions(office, asked)
    await give(office, asked, "ann")
    [second, anns] = await revisions(office, asked)
    assert second > first
    assert "Ann A. answers this question of Ada Lovelace" in await given(office, asked, "cora")
    await give(office, asked, "cora")
    [third, anns_next] = await revisions(office, asked)
    assert (third > second, anns_next > anns) == (True, True)
    assert "is answered by Cora C. now" in await given(office, asked, "ann")
    await settle(office, asked)
    assert [now > before for now, before in zip(await revisions(office, asked), (third, anns_next), strict=True)] == [
        True,
        True,
    ]


async def test_what_comes_back_says_whose_it_was_until_somebody_gives_it_anew(office: Office, asked: int) -> None:
    """Ann leaves; Cora keeps it, for another day, and so she does what she had entered herself."""
    entered = await enter(office, owner="ann")
    await give(office, asked, "ann")
    async with office.act() as tx:
        gone = await tx.session.get_one(Person, office.people["ann"].id)
        gone.standing = Standing.DEACTIVATED
        await questions.return_questions(tx, gone=gone)
    assert "which Ann A. had, is yours now" in await given(office, asked, "cora")
    await give(office, asked, "cora")
    assert "asks on their page" in await given(office, asked, "cora")
    await give(office, entered, "cora")
    assert "An open question of Ada Lovelace is yours." in await given(office, entered, "cora")


async def test_a_new_coordinator_is_named_where_others_answer(office: Office, asked: int) -> None:
    """Ann reads who reads it besides her by now; Cora has it no more."""
    await give(office, asked, "ann")
    before = await revisions(office, asked)
    async with office.act() as tx:
        row = await lock(tx, office.candidacy_id)
        row.coordinator_id = office.people["mel"].id
        await questions.hand_questions_on(tx, row, before=office.people["cora"])
    assert [now > then for now, then in zip(await revisions(office, asked), before, strict=True)] == [True, True]
    assert "Only you and Mel M." in await given(office, asked, "ann")
    assert "is answered by Ann A. now" in await given(office, asked, "cora")
