"""Clearing a call: what the person asked reads and presses, and who hears of it."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.messages.blocks import Message, View, button, buttons, clip, context, header, quote, safe, section, when
from bot.messages.candidacies import CLEAR_CALL, OPEN_NOT_YET
from bot.messages.forms import day_picker, field_input, form, text_input
from bot.messages.offer_calls import OPEN_LOG_CALL
from bot.messages.times import long_time
from bot.rules.days import spoken_day
from bot.rules.words import Stage

HOLD_CALL_BACK = "hold_call_back"
REASON = 1000


@dataclass(frozen=True)
class ClearanceShown:
    """A call to be cleared, as one reader sees it; `is_standing`: the decision holds.

    `held_back_by`, `held_back_at`, `reason` and `held_back_until` go together: somebody said that it isn't clear yet.
    """

    id: int
    candidate: str
    job: str
    stage: Stage
    is_standing: bool
    decided_by: str
    decided_at: datetime
    caller: str
    asked: str
    is_reader_asked: bool
    cleared_by: str | None
    cleared_at: datetime | None
    held_back_by: str | None
    held_back_at: datetime | None
    reason: str | None
    held_back_until: date | None


def clearance_card(shown: ClearanceShown) -> Message:
    """Ask for the word that a call waits for, or say what became of it."""
    name = safe(shown.candidate)
    over = _over(shown)
    if over:
        return Message(over, [section(over)])
    said = f"May {name} be called with our offer?"
    decided = f"{safe(shown.decided_by)} decided to hire them {when(shown.decided_at)}"
    blocks = [
        header(f"Clear the call: {shown.candidate} · {shown.job}"),
        section(
            f"*{said}* {decided}; {safe(shown.caller)} makes the call. Nobody calls before you say that all is settled:"
            " the headcount, the approval."
        ),
    ]
    if shown.held_back_by and shown.held_back_at and shown.held_back_until:
        said_so = f"Not yet, said {safe(shown.held_back_by)} {when(shown.held_back_at)}."
        blocks += [context(f"{said_so} I ask again on {spoken_day(shown.held_back_until)}. What is missing:")]
        blocks += quote(shown.reason or "")
    sure = button("Clear to call", CLEAR_CALL, shown.id, style="primary")
    blocks += [
        buttons(sure, button("Not yet", OPEN_NOT_YET, shown.id)),
        context(
            f"*Clear to call* tells {safe(shown.caller)} that they may call; *Not yet* asks why, and when to ask again."
        ),
    ]
    return Message(said, blocks)


def _over(shown: ClearanceShown) -> str | None:
    name = safe(shown.candidate)
    if shown.cleared_by and shown.cleared_at:
        return f"The offer call to {name} is clear: {safe(shown.cleared_by)}, {when(shown.cleared_at)}."
    if not shown.is_standing or shown.stage is Stage.DEBRIEF:
        return f"The decision on {name} was taken back, so there is nothing to clear."
    if shown.stage is Stage.CLOSED:
        return f"The candidacy of {name} has ended, so there is nothing to clear."
    if not shown.is_reader_asked:
        return (
            f"{safe(shown.asked)} is asked to clear the offer call to {name} now. There is nothing left for you to do."
        )
    return None


def not_yet_form(clearance_id: int, candidate: str, again_on: date) -> View:
    """Ask why a call has to wait, and when to ask again."""
    return form(
        HOLD_CALL_BACK,
        "Not yet",
        [
            section(f"*{safe(candidate)}* isn't called for now. You can still press *Clear to call* at any time."),
            text_input(
                "What is missing?",
                "reason",
                REASON,
                is_multiline=True,
                hint="The hiring manager and the caller read it. No amounts, please.",
            ),
            field_input(
                "When shall I ask again?",
                "until",
                day_picker(again_on),
                hint="Nobody is reminded before that day.",
            ),
        ],
        submit="Tell them",
        ids={"clearance": clearance_id},
    )


def call_held_back(candidate: str, by: str, reason: str, until: date) -> Message:
    """Tell the hiring manager and the caller that the call has to wait, and why."""
    said = f"{safe(candidate)} can't be called yet, says {safe(by)}."
    again = f"It comes up again on {spoken_day(until)}."
    then = context(f"I tell the caller as soon as it is clear. Until then please don't call. {again}")
    return Message(said, [section(f"*{said}*"), *quote(clip(reason, REASON)), then])


def call_cleared(candidacy_id: int, candidate: str, by: str) -> Message:
    """Tell the caller that they may call."""
    said = f"You can call {safe(candidate)} now: {safe(by)} cleared it."
    row = buttons(button("Log the call", OPEN_LOG_CALL, candidacy_id, style="primary"))
    return Message(said, [section(f"*{said}* The script is above; `/offer call` shows it again."), row])


def clearance_due(clearance_id: int, candidate: str) -> Message:
    """Remind the person asked that a call waits for their word."""
    said = f"The offer call to {safe(candidate)} still waits for your word."
    row = buttons(
        button("Clear to call", CLEAR_CALL, clearance_id, style="primary"),
        button("Not yet", OPEN_NOT_YET, clearance_id),
    )
    return Message(said, [section(f"*{said}* Good news ages badly: please clear it, or say what is missing."), row])


def clearance_overdue(candidate: str, clearer: str) -> Message:
    """Tell the coordinator that the call still waits, and who can help."""
    said = f"The offer call to {safe(candidate)} still waits for {safe(clearer)}'s word."
    more = (
        "The head of talent or an administrator can clear it too: `/offer` with the candidate's name shows the button."
    )
    return Message(said, [section(f"*{said}* Please ask them. {more}")])


def not_cleared_yet(clearer: str) -> str:
    """Refuse to log a call that nobody cleared; plain text."""
    return (
        f"This call isn't clear yet: it waits for {clearer}'s word. Nothing was saved. Please ask {clearer} to press"
        " Clear to call; I tell you at once."
    )


def cleared_already(by: str, at: datetime, zone: str) -> str:
    """Say that the call is clear, in the reader's zone; plain text."""
    return f"It is clear already: {by}, {long_time(at, zone)}. Nothing was changed."
