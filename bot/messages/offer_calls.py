"""The offer call: the caller's card with the script and the log, its forms, and the notes about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from slack_sdk.models.blocks import ButtonElement

from bot.messages.arranging import OPEN_ARRANGING
from bot.messages.blocks import (
    Block,
    Message,
    bullets,
    button,
    buttons,
    confirm,
    context,
    divider,
    quote,
    safe,
    section,
    sections,
    when,
)
from bot.messages.call_scripts import NOTE, ToPassOn, in_parts, late_feedback, script_body, script_head
from bot.messages.candidacies import CANDIDACY_MENU
from bot.messages.invitations import INVITE_NOW, NOTHING_MORE, OPEN_INVITE_ANYWAY, OPEN_REQUEST
from bot.messages.times import long_time
from bot.rules.access import Action
from bot.rules.call_script import Script
from bot.rules.days import spoken_day
from bot.rules.words import Sentiment, Signal, Stage

OPEN_LOG_CALL = "open_log_call"
OPEN_NO_ANSWER = "open_no_answer"
OPEN_CALL_LATER = "open_call_later"
OPEN_HAND_OVER = "open_hand_over_call"
TAKE_CALL = "take_call"
RECORD = f"{CANDIDACY_MENU}:{Action.RECORD_ANSWER}"
SHOW_PLAIN_SCRIPT = "show_plain_script"

SENTIMENTS = {
    Sentiment.POSITIVE: "Good: they are pleased, invite them",
    Sentiment.MIXED: "Mixed: some things are unclear to them",
    Sentiment.NEEDS_TIME: "They need time to think",
    Sentiment.NEGATIVE: "Not good: it looks like a no",
}
SHORT_SENTIMENTS = {
    Sentiment.POSITIVE: "good",
    Sentiment.MIXED: "mixed",
    Sentiment.NEEDS_TIME: "they need time",
    Sentiment.NEGATIVE: "not good",
}

SIGNALS = {
    Signal.WORK: "The work itself",
    Signal.TEAM: "The team",
    Signal.MANAGER: "Their manager",
    Signal.GROWTH: "Growth and learning",
    Signal.COMPANY: "Where the company is going",
    Signal.WAY_OF_WORKING: "Remote work and hours",
    Signal.PAY: "Pay and benefits (no figures here)",
    Signal.MOVING: "Moving, permits, the first day",
    Signal.OTHER_OFFER: "Another offer",
    Signal.DEADLINE: "A deadline of theirs",
}


@dataclass(frozen=True)
class Logged:
    """The call as it was logged; `corrections` is how often the log was changed before."""

    by: str
    at: datetime
    sentiment: Sentiment
    said: str
    left_out: str | None
    asked_for: str | None
    next_on: date | None
    corrections: int
    feels: str | None = None
    unsure: str | None = None
    signals: Sequence[Signal] = ()
    points_left_out: Sequence[str] = ()


@dataclass(frozen=True)
class NextTry:
    """When the call is to be made, after it was put off; `was_tried`: nobody answered at `put_off_at`."""

    call_at: datetime
    was_tried: bool
    put_off_at: datetime


@dataclass(frozen=True)
class CallShown:
    """Everything the card shows to one reader; `may_read` is false for whoever the call was taken from.

    `changes`: what changed in the script before the call, a sentence an interviewer; `to_pass_on`: what came after it.
    `was_sent`: the invitation went out; `has_nothing_more`: somebody noted that they want to ask for nothing (more).
    `backup` calls when the caller can't; `waits_for`: whose word is missing before anybody may call.
    """

    candidacy_id: int
    candidate: str
    candidate_email: str | None
    job: str
    stage: Stage
    caller: str
    is_reader_caller: bool
    may_read: bool
    script: Script
    as_of: datetime | None
    changes: Sequence[str]
    to_pass_on: ToPassOn | None
    logged: Logged | None
    next_try: NextTry | None
    is_invited: bool
    has_requests: bool
    was_sent: bool
    has_nothing_more: bool
    backup: str | None = None
    waits_for: str | None = None


def call_card(shown: CallShown) -> list[Message]:
    """Draw the card: what to do, the log once there is one, the script; more messages where it is long."""
    heading = f"Call {shown.candidate} · {shown.job}"
    over = _over(shown)
    if over:
        return [Message(over, [section(over)])]
    top = [*_news(shown), *script_head(shown.script), *_after_head(shown), buttons(*_buttons(shown))]
    late = late_feedback(shown.candidacy_id, shown.to_pass_on) if shown.to_pass_on else []
    how_to_read = context(f"Speak what is set in full size. Small lines with {NOTE} are for you alone.")
    pieces = [("", top), ("What came after the call", late), ("The log", [*_log(shown), divider(), how_to_read])]
    return in_parts(_summary(shown), [*pieces, *script_body(shown.script)], context(_foot(shown)), heading)


def _over(shown: CallShown) -> str | None:
    name = safe(shown.candidate)
    if shown.stage is Stage.CLOSED:
        return f"The candidacy of {name} is closed. The call script is no longer shown."
    if shown.stage is Stage.DEBRIEF:
        return f"The decision on {name} was reversed, so there is no offer call to make. Please don't call now."
    if not shown.may_read:
        return f"{safe(shown.caller)} makes the offer call to {name} now. There is nothing left for you to do here."
    return None


def _summary(shown: CallShown) -> str:
    name = safe(shown.candidate)
    if shown.logged:
        return f"The offer call to {name} is logged: {SHORT_SENTIMENTS[shown.logged.sentiment]}"
    return f"The offer call to {name}: what to say, and how to log it"


def _news(shown: CallShown) -> list[Block]:
    lines = []
    if not shown.is_reader_caller:
        lines.append(f"*{safe(shown.caller)} makes this call.*")
    if shown.waits_for and shown.stage is Stage.OFFER_CALL:
        word = f"*Please don't call yet: this waits for {safe(shown.waits_for)}'s word.*"
        lines.append(f"⏳ {word} I tell the caller once it is clear.")
    if shown.changes:
        lines.append(f":new: *Changed since the decision:* {safe(' '.join(shown.changes))} It is as below now.")
    if shown.stage is Stage.AWAITING_ANSWER:
        nothing = "They have nothing more to ask. " if shown.has_nothing_more else ""
        lines.append(f"{nothing}*Now we wait for their answer.*")
    elif shown.has_nothing_more:
        lines.append("They have nothing more to ask. The meetings agreed or under way go on.")
    return sections(lines)


def _log(shown: CallShown) -> list[Block]:
    if shown.logged is None:
        return []
    one = shown.logged
    lines = [f"*Logged: {SHORT_SENTIMENTS[one.sentiment]}* · {safe(one.by)}, {when(one.at)}"]
    if one.corrections:
        lines.append(f"Logged {one.corrections + 1} times; earlier logs are kept.")
    if one.next_on:
        lines.append(f"Next: {spoken_day(one.next_on)}")
    if one.signals:
        lines.append(f"They spoke of: {', '.join(SIGNALS[each] for each in one.signals)}")
    blocks = [section("\n".join(lines)), *quote(one.said)]
    for label, text in (
        ("How they feel", one.feels),
        ("What they are unsure about", one.unsure),
        ("They asked for", one.asked_for),
        ("Why something was left out", one.left_out),
    ):
        if text:
            blocks += [context(f"{label}:"), *quote(text)]
    if one.points_left_out:
        blocks += [context("Left out of the call:"), *bullets(one.points_left_out)]
    return blocks


def _after_head(shown: CallShown) -> list[Block]:
    if shown.next_try is None:
        return []
    one = shown.next_try
    tried = f"Tried {when(one.put_off_at)}, nobody answered. " if one.was_tried else ""
    remind = f"I'll remind {'you' if shown.is_reader_caller else safe(shown.caller)} then."
    return [section(f"⏰ {tried}*Call {when(one.call_at)}.* {remind}")]


def _buttons(shown: CallShown) -> list[ButtonElement]:
    value = shown.candidacy_id
    reading = [button("Plain text", SHOW_PLAIN_SCRIPT, value), button("Arrange", OPEN_ARRANGING, value)]
    if shown.stage is Stage.OFFER_CALL:
        log = button("Log the call", OPEN_LOG_CALL, value, style="primary")
        later = [button("No answer", OPEN_NO_ANSWER, value), button("Later", OPEN_CALL_LATER, value)]
        take = [] if shown.is_reader_caller else [button("I make this call", TAKE_CALL, value)]
        call = [] if shown.waits_for else [log, *_invite(shown), *later]
        return [*call, *reading, *take, button("Hand over", OPEN_HAND_OVER, value)]
    is_waiting = shown.stage is Stage.AWAITING_ANSWER
    ask = button("Enter requests", OPEN_REQUEST, value, style=None if is_waiting else "primary")
    can_end = shown.was_sent and not shown.has_requests and not shown.has_nothing_more
    nothing = [button("Nothing more, thanks", NOTHING_MORE, value)] if can_end else []
    answer = [button("Record the answer", RECORD, value, style="primary")] if is_waiting else []
    return [*answer, ask, *_invite(shown), *nothing, button("Correct the log", OPEN_LOG_CALL, value), *reading]


def _invite(shown: CallShown) -> list[ButtonElement]:
    if shown.logged is None or shown.is_invited:
        return []
    if shown.logged.sentiment is Sentiment.NEGATIVE:
        return [button("Invite anyway", OPEN_INVITE_ANYWAY, shown.candidacy_id)]
    to = shown.candidate_email or "them once an address is entered with “Correct the log”"
    sure = confirm("Invite them now?", f"The mail goes to {to} in five minutes; you can hold it until then.", "Invite")
    return [button("Invite now", INVITE_NOW, shown.candidacy_id, confirm=sure)]


def _foot(shown: CallShown) -> str:
    version = f" With all feedback up to {when(shown.as_of)}." if shown.as_of else ""
    wording = f" Version {shown.script.wording} of the wording."
    backup = f" If the caller can't, {safe(shown.backup)} is asked to call." if shown.backup else ""
    return f"Only the caller, the hiring manager and the coordinator can see this.{backup}{version}{wording}"


def call_due(candidacy_id: int, candidate: str, phone: str | None, agreed: datetime | None) -> Message:
    """Remind the caller that the call waits, or that its time has come."""
    name = safe(candidate)
    said = f"It is time to call {name}." if agreed else f"The offer call to {name} is still to be made."
    reach = f" Phone: {safe(phone)}." if phone else ""
    why = "" if agreed else " Good news ages badly: they have been waiting since the decision."
    return _call_note(candidacy_id, said, f"{why}{reach} `/offer call` shows the script again.")


@dataclass(frozen=True)
class FollowUp:
    """Whom to get back to on the day agreed with them; `is_awaiting`: to ask for their answer."""

    candidacy_id: int
    candidate: str
    sentiment: Sentiment
    called_at: datetime
    invited_at: datetime | None
    is_awaiting: bool


def follow_up_due(due: FollowUp) -> Message:
    """Tell the caller that the day agreed with the candidate has come."""
    said = f"Today is the day to get back to {safe(due.candidate)}."
    invited = f" The invitation went out {when(due.invited_at)}." if due.invited_at else ""
    last = f" The call {when(due.called_at)}: {SHORT_SENTIMENTS[due.sentiment]}.{invited}"
    if due.is_awaiting:
        answer = buttons(button("Record the answer", RECORD, due.candidacy_id, style="primary"))
        return Message(said, [section(f"*{said}*{last} Ask for their answer, and record it."), answer])
    more = f"{last} Afterwards, log how it went; `/offer answer` records their answer."
    return _call_note(due.candidacy_id, said, more)


def _call_note(candidacy_id: int, said: str, more: str) -> Message:
    row = buttons(
        button("Log the call", OPEN_LOG_CALL, candidacy_id, style="primary"),
        button("Hand over", OPEN_HAND_OVER, candidacy_id),
    )
    return Message(said, [section(f"*{said}*{more}"), row])


def logged_meanwhile(by: str, at: datetime, zone: str) -> str:
    """Say that the log changed while the form was open, in the reader's zone."""
    return (
        f"{by} logged this call meanwhile: {long_time(at, zone)}. Nothing of yours was saved."
        " Copy what you typed, close this and open the log from the script once more to add to it."
    )


def logged_already(by: str, at: datetime, zone: str) -> str:
    """Say that the call was made, in the reader's zone."""
    return f"The call is made: {by} logged it {long_time(at, zone)}. Press *Correct the log* to change that."
