"""Where a candidacy goes when something happens to it, cell by cell, through the door; refusals say what to do."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copy

import pytest
import pytest_asyncio

from bot.messages.answers import RECORD_ANSWER
from bot.messages.call_forms import LOG_CALL
from bot.messages.debriefs import CLOSE_DEBRIEF
from bot.messages.decision_forms import DECIDE, REVERSE_DECISION
from bot.messages.decisions import TELL_CANDIDATE
from bot.messages.invitations import INVITE_ANYWAY, INVITE_NOW, NOTHING_MORE
from bot.messages.meeting_requests import REQUEST_MEETING
from bot.messages.questions import ALL_ANSWERED
from bot.rules.stages import AFTER_NO_HIRE, ANSWERS, TABLE, Event
from bot.rules.words import Answer, Choice, Sentiment, Stage
from storage.candidacies import candidacy
from storage.decisions import decisions
from storage.offer_calls import current_call
from tests.postgres import Postgres
from tests.story.crowd import Crowd, crowd_in
from tests.story.forging import Answered, chosen, day, typed
from tests.story.subjects import Subject, changed

pytestmark = pytest.mark.asyncio(loop_scope="module")

COLUMNS = (Stage.DEBRIEF, Stage.OFFER_CALL, Stage.REVERSE_INTERVIEW, Stage.AWAITING_ANSWER, Stage.CLOSED)

DESIGN = """
decide_hire    | offer_call       | no: back first         | no: back first    | no: back first    | no: new debrief
decide_no_hire | closed once told | no: back first         | no: back first    | no: back first    | no: new debrief
decide_not_yet | debrief          | no: back first         | no: back first    | no: back first    | no: new debrief
reverse        | no: nothing to   | debrief                | debrief           | debrief           | no: the answer
call_positive  | no: decide first | reverse_interview      | corrects          | corrects          | no: correct that
call_mixed     | no: decide first | offer_call             | corrects          | corrects          | no: correct that
call_negative  | no: decide first | awaiting_answer        | corrects          | corrects          | no: correct that
request        | no: decide first | no: log the call first | reverse_interview | reverse_interview | no: new debrief
nothing_more   | no: log it first | no: log it first       | awaiting_answer   | awaiting_answer   | no: new debrief
accepted       | no: no offer     | closed                 | closed            | closed            | corrects
declined       | no: no offer     | closed                 | closed            | closed            | corrects
withdrawn      | closed           | closed                 | closed            | closed            | no: new debrief
rescinded      | no: no hire      | closed                 | closed            | closed            | no: the answer
"""
"""The stage afterwards; or no, with words of what is said about it."""

AFTER_A_NO_HIRE = """
decide_hire    | no: back first   | no: back first
decide_no_hire | no: back first   | no: back first
decide_not_yet | no: back first   | no: back first
reverse        | debrief          | debrief
call_positive  | no: decide first | no: closed
call_mixed     | no: decide first | no: closed
call_negative  | no: decide first | no: closed
request        | no: decide first | no: new debrief
nothing_more   | no: log it first | no: new debrief
accepted       | no: no offer     | no: reverse
declined       | no: no offer     | no: reverse
withdrawn      | closed           | no: new debrief
rescinded      | no: no hire      | no: closed
"""
"""The same in debrief while the candidate is yet to be told, and closed afterwards."""


@dataclass(frozen=True)
class Cell:
    """One event at one stage; `happens` is what the tables above say."""

    event: Event
    stage: Stage
    happens: str
    is_after_no_hire: bool = False

    @property
    def name(self) -> str:
        """What the test is called."""
        return f"{self.event} in {self.stage}{' after a no hire' if self.is_after_no_hire else ''}"


def cells(table: str, columns: tuple[Stage, ...], *, is_after_no_hire: bool = False) -> list[Cell]:
    """Read a table."""
    rows = [[word.strip() for word in line.split("|")] for line in table.strip().splitlines()]
    return [
        Cell(Event(row[0]), stage, happens, is_after_no_hire)
        for row in rows
        for stage, happens in zip(columns, row[1:], strict=True)
    ]


CELLS = [*cells(DESIGN, COLUMNS), *cells(AFTER_A_NO_HIRE, (Stage.DEBRIEF, Stage.CLOSED), is_after_no_hire=True)]

SENTIMENTS = {
    Event.CALL_POSITIVE: (Sentiment.POSITIVE,),
    Event.CALL_MIXED: (Sentiment.MIXED, Sentiment.NEEDS_TIME),
    Event.CALL_NEGATIVE: (Sentiment.NEGATIVE,),
}
CHOICES = {
    Event.DECIDE_HIRE: Choice.HIRE,
    Event.DECIDE_NO_HIRE: Choice.NO_HIRE,
    Event.DECIDE_NOT_YET: Choice.NOT_YET,
}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def crowd(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Crowd]:
    """Run the product with everybody in it, on SQLite by Socket Mode."""
    folder = tmp_path_factory.mktemp("stages")
    url = f"sqlite+aiosqlite:///{copy(migrated_file, folder / 'bot.sqlite3')}"
    async with crowd_in(url, folder, over_http=False) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def crowd_on_postgresql(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Crowd]:
    """The same on PostgreSQL by HTTP."""
    with postgres.database() as url:
        async with crowd_in(url, tmp_path_factory.mktemp("stages"), over_http=True) as running:
            yield running


async def test_every_cell_is_played() -> None:
    """The tables above have each cell of the product's."""
    assert {(cell.event, cell.stage) for cell in CELLS if not cell.is_after_no_hire} == set(TABLE)
    assert {(cell.event, cell.stage) for cell in CELLS if cell.is_after_no_hire} >= set(AFTER_NO_HIRE)


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
async def test_a_cell(crowd: Crowd, cell: Cell) -> None:
    """The event is entered where a person enters it, in every way there is for it."""
    await _play(crowd, cell)


@pytest.mark.parametrize("cell", CELLS[::4], ids=lambda cell: cell.name)
async def test_every_fourth_cell_on_postgresql(crowd_on_postgresql: Crowd, cell: Cell) -> None:
    """The same, for some of them."""
    await _play(crowd_on_postgresql, cell)


async def _play(crowd: Crowd, cell: Cell) -> None:
    for number in range(len(_ways(cell))):
        subject = await _subject(crowd, cell)
        before = await crowd.make.looks(since=subject.id)
        answered = await _happen(crowd, cell, subject, number)
        if cell.happens.startswith("no: "):
            assert cell.happens.removeprefix("no: ") in answered.told.casefold(), answered
            assert answered.form is None
            assert changed(before, await crowd.make.looks(since=subject.id)) == []
        else:
            assert not answered.told or answered.told.startswith("*Saved.*"), answered
            await _check(crowd, cell, subject)


async def test_a_corrected_answer_needs_a_reason(crowd: Crowd) -> None:
    """Without one the form stays open and says so."""
    subject = await crowd.make.at(Stage.CLOSED, crowd.roles(), answer=Answer.ACCEPTED)
    answered = await _record_answer(crowd, subject, Answer.DECLINED, {})
    assert "why" in answered.told.casefold()
    assert (await _row(crowd, subject))[:2] == (Stage.CLOSED, Answer.ACCEPTED)


async def test_invite_now_moves_on_after_a_call_that_was_not_simply_good(crowd: Crowd) -> None:
    """It counts as a good call; before a call is logged it is refused."""
    unsure = await crowd.make.at(Stage.OFFER_CALL, crowd.roles(), sentiment=Sentiment.MIXED)
    answered = await crowd.forge.press("hana", INVITE_NOW, unsure.id)
    assert not answered.told, answered
    assert (await _row(crowd, unsure))[0] is Stage.REVERSE_INTERVIEW
    for stage, said in ((Stage.OFFER_CALL, "Log the call first"), (Stage.DEBRIEF, "Decide first")):
        subject = await crowd.make.at(stage, crowd.roles())
        answered = await crowd.forge.press("hana", INVITE_NOW, subject.id)
        assert said in answered.told
        assert (await _row(crowd, subject))[0] is stage


@pytest.mark.parametrize(
    ("sentiment", "stage"),
    [
        (Sentiment.POSITIVE, Stage.REVERSE_INTERVIEW),
        (Sentiment.NEEDS_TIME, Stage.OFFER_CALL),
        (Sentiment.MIXED, Stage.OFFER_CALL),
        (Sentiment.NEGATIVE, Stage.AWAITING_ANSWER),
    ],
)
async def test_a_call_that_left_it_open_is_followed_by_another(
    crowd: Crowd, sentiment: Sentiment, stage: Stage
) -> None:
    """Its log is filled in again, and the candidacy goes where the newest leads."""
    subject = await crowd.make.at(Stage.OFFER_CALL, crowd.roles(), sentiment=Sentiment.MIXED)
    callback_id, ids, fields = _form(Event(f"call_{_event_of(sentiment)}"), subject, sentiment)
    answered = await crowd.forge.submit("hana", callback_id, ids, **fields)
    assert not answered.told, answered
    assert (await _row(crowd, subject))[::2] == (stage, sentiment)


async def test_invite_anyway_is_asked_for_with_a_reason_and_moves_nothing_after_a_bad_call(crowd: Crowd) -> None:
    """The answer is awaited already; what was sent before isn't sent again."""
    badly = await crowd.make.at(Stage.AWAITING_ANSWER, crowd.roles(), sentiment=Sentiment.NEGATIVE)
    answered = await crowd.forge.press("hana", INVITE_NOW, badly.id)
    assert "Say why" in answered.told
    answered = await crowd.forge.submit(
        "hana", INVITE_ANYWAY, {"candidacy": badly.id}, reason=typed("She asked for it.")
    )
    assert not answered.told, answered
    assert (await _row(crowd, badly))[0] is Stage.AWAITING_ANSWER
    for stage, said in ((Stage.REVERSE_INTERVIEW, "went out already"), (Stage.CLOSED, "is closed")):
        subject = await crowd.make.at(stage, crowd.roles())
        answered = await crowd.forge.press("hana", INVITE_NOW, subject.id)
        assert said in answered.told
        assert (await _row(crowd, subject))[0] is stage


def _event_of(sentiment: Sentiment) -> str:
    return "mixed" if sentiment is Sentiment.NEEDS_TIME else sentiment.value


def _ways(cell: Cell) -> tuple[object, ...]:
    """Return the ways to enter an event: several where several buttons or choices mean it."""
    if cell.event in SENTIMENTS:
        return SENTIMENTS[cell.event]
    if cell.event is Event.NOTHING_MORE:
        settled = cell.stage is Stage.AWAITING_ANSWER
        return (NOTHING_MORE,) if settled else (NOTHING_MORE, ALL_ANSWERED)
    if cell.event is Event.WITHDRAWN and cell.stage is Stage.DEBRIEF:
        return (RECORD_ANSWER, CLOSE_DEBRIEF)
    return (None,)


async def _subject(crowd: Crowd, cell: Cell) -> Subject:
    if cell.is_after_no_hire:
        answer = Answer.NO_HIRE if cell.stage is Stage.CLOSED else None
        return await crowd.make.at(cell.stage, crowd.roles(), decided=Choice.NO_HIRE, answer=answer)
    other = Answer.DECLINED if cell.event is Event.ACCEPTED else Answer.ACCEPTED
    answer = other if cell.stage is Stage.CLOSED else None
    return await crowd.make.at(cell.stage, crowd.roles(), answer=answer, is_settled=cell.event is not Event.REVERSE)


async def _happen(crowd: Crowd, cell: Cell, subject: Subject, number: int) -> Answered:
    """Enter the event as the hiring manager, or the coordinator where it is theirs."""
    event, way = cell.event, _ways(cell)[number]
    reason = {"reason": typed("It has to be.")}
    if event is Event.NOTHING_MORE:
        return await crowd.forge.press("cora", str(way), subject.id)
    if event in ANSWERS.values() and way != CLOSE_DEBRIEF:
        return await _record_answer(crowd, subject, Answer(event), reason)
    callback_id, ids, fields = _form(event, subject, way)
    return await crowd.forge.submit("hana", callback_id, ids, **fields, **({} if event in SENTIMENTS else reason))


def _form(event: Event, subject: Subject, way: object) -> tuple[str, dict[str, int], dict[str, dict[str, object]]]:
    """Return an event's form: callback_id, ids in its metadata, fields besides a reason."""
    seen, friday = {"candidacy": subject.id, "made": subject.made}, day("2030-01-11")
    if event in CHOICES:
        revisit = {"revisit_on": friday} if event is Event.DECIDE_NOT_YET else {}
        return DECIDE, seen, {"choice": chosen(CHOICES[event]), **revisit}
    if event is Event.REVERSE:
        return REVERSE_DECISION, seen, {}
    if event in SENTIMENTS:
        ids = {"candidacy": subject.id, "seen": subject.call}
        return LOG_CALL, ids, {"sentiment": chosen(way), "said": typed("So so."), "next_on": friday}
    if event is Event.REQUEST:
        return REQUEST_MEETING, {"candidacy": subject.id}, {"area": typed("money")}
    return CLOSE_DEBRIEF, {"candidacy": subject.id}, {}


async def _record_answer(
    crowd: Crowd, subject: Subject, answer: Answer, reason: dict[str, dict[str, object]]
) -> Answered:
    fields = {
        "answer": chosen(answer),
        "starts_on": day("2030-03-01"),
        "not_invited": chosen("answered_sooner"),
        **reason,
    }
    return await crowd.forge.submit("hana", RECORD_ANSWER, {"candidacy": subject.id}, **fields)


async def _check(crowd: Crowd, cell: Cell, subject: Subject) -> None:
    """Compare the stage, and that what was entered is what holds now."""
    stage, answer, sentiment = await _row(crowd, subject)
    if cell.happens == "closed once told":
        assert (stage, answer) == (Stage.DEBRIEF, None)
        async with crowd.make.database.reading(crowd.make.workspace_id) as tx:
            (*_, made) = await decisions(tx, subject.id)
        answered = await crowd.forge.press("cora", TELL_CANDIDATE, made.id)
        assert not answered.told, answered
        assert (await _row(crowd, subject))[:2] == (Stage.CLOSED, Answer.NO_HIRE)
        return
    assert stage == (cell.stage if cell.happens == "corrects" else Stage(cell.happens))
    if cell.event in SENTIMENTS:
        assert sentiment in SENTIMENTS[cell.event]
    if stage is Stage.CLOSED:
        assert answer == Answer(cell.event)


async def _row(crowd: Crowd, subject: Subject) -> tuple[Stage, Answer | None, Sentiment | None]:
    async with crowd.make.database.reading(crowd.make.workspace_id) as tx:
        row, call = await candidacy(tx, subject.id), await current_call(tx, subject.id)
        return row.stage, row.answer, call.sentiment if call else None
