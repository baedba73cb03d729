"""Where a candidacy goes when something happens to it: DESIGN.md §4's table as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.rules.words import Answer, Choice, Sentiment, Stage


class Event(StrEnum):
    """What can happen to a candidacy; the rows of the table."""

    DECIDE_HIRE = "decide_hire"
    DECIDE_NO_HIRE = "decide_no_hire"
    DECIDE_NOT_YET = "decide_not_yet"
    REVERSE = "reverse"
    CALL_POSITIVE = "call_positive"
    CALL_MIXED = "call_mixed"
    CALL_NEGATIVE = "call_negative"
    REQUEST = "request"
    NOTHING_MORE = "nothing_more"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    RESCINDED = "rescinded"


DECISIONS: Mapping[Choice, Event] = {
    Choice.HIRE: Event.DECIDE_HIRE,
    Choice.NO_HIRE: Event.DECIDE_NO_HIRE,
    Choice.NOT_YET: Event.DECIDE_NOT_YET,
}
"""The event of each decision."""

CALLS: Mapping[Sentiment, Event] = {
    Sentiment.POSITIVE: Event.CALL_POSITIVE,
    Sentiment.MIXED: Event.CALL_MIXED,
    Sentiment.NEEDS_TIME: Event.CALL_MIXED,
    Sentiment.NEGATIVE: Event.CALL_NEGATIVE,
}
"""The event of each logged call; *Invite now* is CALL_POSITIVE."""

ANSWERS: Mapping[Answer, Event] = {
    Answer.ACCEPTED: Event.ACCEPTED,
    Answer.DECLINED: Event.DECLINED,
    Answer.WITHDRAWN: Event.WITHDRAWN,
    Answer.RESCINDED: Event.RESCINDED,
}
"""The event of each answer that is entered; no hire is a decision, not an answer to enter."""


@dataclass(frozen=True, slots=True)
class Move:
    """What an event does: the stage afterwards, and how it gets there.

    `corrects`: what was logged before is corrected, with a reason, and nothing else moves.
    """

    stage: Stage
    corrects: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an event can't happen at a stage, and what to do instead, in words for the person who tried."""

    text: str


class Impossible(Exception):
    """The event can't happen at this stage; the text says why and what to do instead."""

    def __init__(self, text: str) -> None:
        """Keep the words for the person who tried."""
        super().__init__(text)
        self.text = text


Cell = Move | Refused

_DEBRIEF = Move(Stage.DEBRIEF)
_CALL = Move(Stage.OFFER_CALL)
_INTERVIEW = Move(Stage.REVERSE_INTERVIEW)
_WAITING = Move(Stage.AWAITING_ANSWER)
_CLOSED = Move(Stage.CLOSED)
_FIX_INTERVIEW = Move(Stage.REVERSE_INTERVIEW, corrects=True)
_FIX_WAITING = Move(Stage.AWAITING_ANSWER, corrects=True)
_FIX_CLOSED = Move(Stage.CLOSED, corrects=True)

_ALREADY = Refused("A hire has already been decided. To decide again, reverse that decision first.")
_REVERSE_FIRST = Refused("A hire has been decided. To decide otherwise, reverse that decision first.")
_NO_DECISION = Refused("There is nothing to reverse: no decision stands. Decide when you are ready.")
_NO_CALL_YET = Refused("There is no offer call to log yet. Decide first; after a hire the call script is sent.")
_NO_REQUEST_YET = Refused(
    "Meetings can be asked for after the offer call. Decide first, then make the call and log it."
)
_LOG_FIRST = Refused("Meetings can be asked for after the offer call. Log the call first, then enter the request.")
_NO_INVITATION = Refused(
    "The candidate hasn't been invited to ask for meetings yet. Make the offer call and log it first."
)
_NO_OFFER = Refused("No offer has been made, so there is no answer to it. If the candidate has withdrawn, enter that.")
_NOTHING_TO_TAKE_BACK = Refused("No offer has been made, so there is none to take back. Decide no hire instead.")
_OVER = Refused("This candidacy is closed. If it should go on, open a new debrief.")
_OVER_DECIDED = Refused("This candidacy is closed and its answer is logged. Open a new debrief to decide again.")
_OVER_ANSWERED = Refused(
    "This candidacy ended with the answer to its offer, so its decision stays. Correct the answer instead."
)
_OVER_CALL = Refused("This candidacy is closed, so its call log stays as it is. If the answer is wrong, correct that.")
_OVER_REQUEST = Refused("This candidacy is closed, so no more meetings can be asked for. Open a new debrief to go on.")
_OVER_RESCINDED = Refused(
    "This candidacy is closed, so its offer can't be taken back here. Correct the answer if it is wrong."
)
_TO_TELL = Refused("No hire has been decided. To decide again, reverse that decision first.")
_AFTER_NO_HIRE = Refused("It was decided not to hire this candidate. Reverse that decision first.")
_NO_OFFER_AFTER_NO_HIRE = Refused("It was decided not to hire, so there was no offer. Reverse that decision first.")

_COLUMNS = (Stage.DEBRIEF, Stage.OFFER_CALL, Stage.REVERSE_INTERVIEW, Stage.AWAITING_ANSWER, Stage.CLOSED)

_ROWS: Mapping[Event, tuple[Cell, Cell, Cell, Cell, Cell]] = {
    Event.DECIDE_HIRE: (_CALL, _ALREADY, _ALREADY, _ALREADY, _OVER_DECIDED),
    Event.DECIDE_NO_HIRE: (_DEBRIEF, _REVERSE_FIRST, _REVERSE_FIRST, _REVERSE_FIRST, _OVER_DECIDED),
    Event.DECIDE_NOT_YET: (_DEBRIEF, _REVERSE_FIRST, _REVERSE_FIRST, _REVERSE_FIRST, _OVER_DECIDED),
    Event.REVERSE: (_NO_DECISION, _DEBRIEF, _DEBRIEF, _DEBRIEF, _OVER_ANSWERED),
    Event.CALL_POSITIVE: (_NO_CALL_YET, _INTERVIEW, _FIX_INTERVIEW, _FIX_WAITING, _OVER_CALL),
    Event.CALL_MIXED: (_NO_CALL_YET, _CALL, _FIX_INTERVIEW, _FIX_WAITING, _OVER_CALL),
    Event.CALL_NEGATIVE: (_NO_CALL_YET, _WAITING, _FIX_INTERVIEW, _FIX_WAITING, _OVER_CALL),
    Event.REQUEST: (_NO_REQUEST_YET, _LOG_FIRST, _INTERVIEW, _INTERVIEW, _OVER_REQUEST),
    Event.NOTHING_MORE: (_NO_INVITATION, _NO_INVITATION, _WAITING, _WAITING, _OVER),
    Event.ACCEPTED: (_NO_OFFER, _CLOSED, _CLOSED, _CLOSED, _FIX_CLOSED),
    Event.DECLINED: (_NO_OFFER, _CLOSED, _CLOSED, _CLOSED, _FIX_CLOSED),
    Event.WITHDRAWN: (_CLOSED, _CLOSED, _CLOSED, _CLOSED, _OVER),
    Event.RESCINDED: (_NOTHING_TO_TAKE_BACK, _CLOSED, _CLOSED, _CLOSED, _OVER_RESCINDED),
}

TABLE: Mapping[tuple[Event, Stage], Cell] = {
    (event, stage): cell for event, cells in _ROWS.items() for stage, cell in zip(_COLUMNS, cells, strict=True)
}
"""DESIGN.md §4, cell by cell; what differs after a no hire stands in AFTER_NO_HIRE.

A no hire leaves the candidacy in debrief until somebody has told the candidate, which closes it.
"""

AFTER_NO_HIRE: Mapping[tuple[Event, Stage], Cell] = {
    (Event.DECIDE_HIRE, Stage.DEBRIEF): _TO_TELL,
    (Event.DECIDE_NO_HIRE, Stage.DEBRIEF): _TO_TELL,
    (Event.DECIDE_NOT_YET, Stage.DEBRIEF): _TO_TELL,
    (Event.REVERSE, Stage.DEBRIEF): _DEBRIEF,
    (Event.DECIDE_HIRE, Stage.CLOSED): _AFTER_NO_HIRE,
    (Event.DECIDE_NO_HIRE, Stage.CLOSED): _AFTER_NO_HIRE,
    (Event.DECIDE_NOT_YET, Stage.CLOSED): _AFTER_NO_HIRE,
    (Event.REVERSE, Stage.CLOSED): _DEBRIEF,
    (Event.ACCEPTED, Stage.CLOSED): _NO_OFFER_AFTER_NO_HIRE,
    (Event.DECLINED, Stage.CLOSED): _NO_OFFER_AFTER_NO_HIRE,
}
"""The cells that differ once no hire is decided: in debrief until the candidate is told, closed afterwards."""


def move(event: Event, stage: Stage, answer: Answer | None = None) -> Move:
    """Say what an event does to a candidacy at a stage; raises Impossible with words for the person who tried.

    `answer` is how the candidacy ended; in debrief, `Answer.NO_HIRE` means decided but the candidate is yet to be told.
    """
    cell = TABLE[event, stage]
    if answer is Answer.NO_HIRE:
        cell = AFTER_NO_HIRE.get((event, stage), cell)
    if isinstance(cell, Refused):
        raise Impossible(cell.text)
    return cell
