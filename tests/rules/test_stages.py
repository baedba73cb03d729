"""DESIGN.md §4's table, cell by cell, the refused ones too."""

import pytest

from bot.rules.stages import AFTER_NO_HIRE, ANSWERS, CALLS, DECISIONS, TABLE, Event, Impossible, Move, Refused, move
from bot.rules.words import Answer, Choice, Sentiment, Stage

COLUMNS = (Stage.DEBRIEF, Stage.OFFER_CALL, Stage.REVERSE_INTERVIEW, Stage.AWAITING_ANSWER, Stage.CLOSED)

DESIGN = """
decide_hire    | offer_call      | refused           | refused           | refused           | refused
decide_no_hire | closed when told| refused           | refused           | refused           | refused
decide_not_yet | debrief         | refused           | refused           | refused           | refused
reverse        | refused         | debrief           | debrief           | debrief           | refused
call_positive  | refused         | reverse_interview | corrects          | corrects          | refused
call_mixed     | refused         | offer_call        | corrects          | corrects          | refused
call_negative  | refused         | awaiting_answer   | corrects          | corrects          | refused
request        | refused         | refused           | reverse_interview | reverse_interview | refused
nothing_more   | refused         | refused           | awaiting_answer   | awaiting_answer   | refused
accepted       | refused         | closed            | closed            | closed            | corrects
declined       | refused         | closed            | closed            | closed            | corrects
withdrawn      | closed          | closed            | closed            | closed            | refused
rescinded      | refused         | closed            | closed            | closed            | refused
"""

AFTER_NO_HIRE_DESIGN = """
decide_hire    | refused | refused
decide_no_hire | refused | refused
decide_not_yet | refused | refused
reverse        | debrief | debrief
call_positive  | refused | refused
call_mixed     | refused | refused
call_negative  | refused | refused
request        | refused | refused
nothing_more   | refused | refused
accepted       | refused | refused
declined       | refused | refused
withdrawn      | closed  | refused
rescinded      | refused | refused
"""


def cells(table: str, columns: tuple[Stage, ...]) -> list[tuple[Event, Stage, str]]:
    """Read a table of this file into (event, stage, what should happen)."""
    rows = [[word.strip() for word in line.split("|")] for line in table.strip().splitlines()]
    return [(Event(row[0]), stage, word) for row in rows for stage, word in zip(columns, row[1:], strict=True)]


def expected(word: str, stage: Stage) -> Move | None:
    """Turn a word of the table into the move it stands for; None for a refusal."""
    if word == "refused":
        return None
    if word == "corrects":
        return Move(stage, corrects=True)
    if word == "closed when told":
        return Move(stage)
    return Move(Stage(word))


def happens(event: Event, stage: Stage, answer: Answer | None) -> Move | None:
    """Try the event; None when it is refused."""
    try:
        return move(event, stage, answer)
    except Impossible:
        return None


@pytest.mark.parametrize(("event", "stage", "word"), cells(DESIGN, COLUMNS))
def test_every_cell(event: Event, stage: Stage, word: str) -> None:
    """Each event at each stage does what the design says, whatever the offer's answer was."""
    for answer in (None, Answer.ACCEPTED, Answer.DECLINED, Answer.WITHDRAWN, Answer.RESCINDED):
        assert happens(event, stage, answer) == expected(word, stage)


@pytest.mark.parametrize(("event", "stage", "word"), cells(AFTER_NO_HIRE_DESIGN, (Stage.DEBRIEF, Stage.CLOSED)))
def test_every_cell_after_a_no_hire(event: Event, stage: Stage, word: str) -> None:
    """After a no hire, told or not, only reversing it goes on; withdrawing is possible until the candidate is told."""
    assert happens(event, stage, Answer.NO_HIRE) == expected(word, stage)


def test_no_cell_is_missing() -> None:
    """The table has a cell for each event at each stage, and exceptions only for cells that exist."""
    assert set(TABLE) == {(event, stage) for event in Event for stage in Stage}
    assert set(AFTER_NO_HIRE) <= set(TABLE)


def test_a_refusal_says_what_to_do() -> None:
    """Each refusal is two sentences or more: why it can't be, and what to do instead."""
    refusals = [cell for cell in (*TABLE.values(), *AFTER_NO_HIRE.values()) if isinstance(cell, Refused)]
    for refusal in refusals:
        assert refusal.text.endswith(".")
        assert len(refusal.text.split(". ")) + len(refusal.text.split(": ")) + len(refusal.text.split(", so ")) > 3


def test_the_refusal_carries_its_words() -> None:
    """What is raised says why, for the person who tried."""
    with pytest.raises(Impossible, match="Log the call first") as refusal:
        move(Event.REQUEST, Stage.OFFER_CALL)
    assert refusal.value.text == str(refusal.value)


def test_every_choice_has_its_event() -> None:
    """Each decision, each way a call can go and each answer that can be entered leads to an event."""
    assert set(DECISIONS) == set(Choice)
    assert set(CALLS) == set(Sentiment)
    assert set(ANSWERS) == set(Answer) - {Answer.NO_HIRE}
