"""What people read and fill in when a candidacy ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from slack_sdk.models.blocks import (
    EmailInputElement,
    RadioButtonsElement,
)

from bot.messages.blocks import Block, View, context, options, safe, section, when
from bot.messages.forms import day_picker, field_input, form, option_of, text_input
from bot.messages.no_invitations import not_invited_fields
from bot.messages.times import long_time
from bot.rules.words import Answer

RECORD_ANSWER = "record_answer"
TOLD_OF_END = "told_of_end"
TOLD = "I've told them"

ENDINGS = {
    Answer.ACCEPTED: "Accepted: they are joining",
    Answer.DECLINED: "Declined: they said no to the offer",
    Answer.WITHDRAWN: "Withdrawn: they left the process themselves",
    Answer.RESCINDED: "Rescinded: we take the offer back",
}

OUTCOMES = {
    Answer.ACCEPTED: "accepted the offer",
    Answer.DECLINED: "declined the offer",
    Answer.WITHDRAWN: "withdrew",
    Answer.RESCINDED: "won't join: the offer was taken back",
    Answer.NO_HIRE: "won't join",
}


@dataclass(frozen=True)
class AnswerKnown:
    """The answer as it was recorded so far, for the form to begin with."""

    answer: Answer
    starts_on: date | None = None
    work_email: str | None = None


def answer_form(
    candidacy_id: int, name: str, known: AnswerKnown | None, ahead: Sequence[datetime], *, lacks_reason: bool
) -> View:
    """Ask how it ended; what was recorded before is shown, and changing it asks why.

    `ahead`: when the agreed conversations begin that are called off with it. `lacks_reason`: nobody has said yet why
    they were not invited to interview us.
    """
    choices = options({answer.value: label for answer, label in ENDINGS.items()})
    chosen = option_of(choices, known.answer if known else None)
    return form(
        RECORD_ANSWER,
        "Record the answer",
        [
            section(f"How did it end with *{safe(name)}*?"),
            *_recorded(name, known),
            *_called_off(name, ahead),
            field_input("Answer", "answer", RadioButtonsElement(options=choices, initial_option=chosen)),
            *_when_accepted(known),
            text_input(
                "Why (when declined, rescinded or corrected)",
                "reason",
                2000,
                is_multiline=True,
                hint="For the owners of this candidacy alone. No amounts, please.",
                is_optional=True,
            ),
            *(not_invited_fields(None, None, hint="Needed when they accepted or declined.") if lacks_reason else []),
        ],
        submit="Record",
        ids={"candidacy": candidacy_id},
    )


def _when_accepted(known: AnswerKnown | None) -> list[Block]:
    return [
        field_input(
            "First day (when accepted)",
            "starts_on",
            day_picker(known.starts_on if known else None),
            hint="What I posted with feedback about them is deleted before that day.",
            is_optional=True,
        ),
        field_input(
            "Work e-mail address (when accepted)",
            "work_email",
            EmailInputElement(initial_value=known.work_email if known else None),
            hint="Whoever has this address can never open this candidacy. It can be added later.",
            is_optional=True,
        ),
    ]


def _recorded(name: str, known: AnswerKnown | None) -> list[Block]:
    if known is None:
        return []
    more = " First day and work address can be changed as they are." if known.answer is Answer.ACCEPTED else ""
    return [context(f"Recorded so far: {safe(name)} {OUTCOMES[known.answer]}. To correct that, say why below.{more}")]


def _called_off(name: str, ahead: Sequence[datetime]) -> list[Block]:
    """Say what it does to the conversations that are still to come, and when the candidate reads so."""
    if not ahead:
        return []
    one = f"*A conversation is agreed for {when(ahead[0])}: recording an answer calls it off.*"
    many = (
        f"*{len(ahead)} conversations are agreed, the first for {when(ahead[0])}: recording an answer calls them off.*"
    )
    reads = (
        f"{safe(name)} and whoever they were to meet read so by mail; after _withdrawn_ or _rescinded_ {safe(name)} "
        f"does once somebody has pressed *{TOLD}*. If they would still like to talk, record it afterwards."
    )
    return [section(f"{one if len(ahead) == 1 else many} {reads}")]


def already_recorded(answer: Answer, name: str, at: datetime, zone: str) -> str:
    """Say that this very answer is recorded; plain text, in the reader's zone."""
    return f"That is recorded already: {answer.value}, by {name}, {long_time(at, zone)}. Nothing was changed."


def link(workspace_url: str, channel: str, ts: str, thread_ts: str | None = None) -> str:
    """Return the address of a message in Slack; of a reply with the thread it stands in."""
    address = f"{workspace_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
    return f"{address}?thread_ts={thread_ts}&cid={channel}" if thread_ts and thread_ts != ts else address
