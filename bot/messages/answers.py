"""What people read and fill in when a candidacy ends."""

from collections.abc import Sequence
from datetime import date, datetime

from slack_sdk.models.blocks import (
    DatePickerElement,
    EmailInputElement,
    PlainTextInputElement,
    RadioButtonsElement,
)

from bot.messages.blocks import (
    Message,
    View,
    button,
    buttons,
    context,
    field_input,
    form,
    options,
    safe,
    section,
    sections,
)
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


def answer_form(candidacy_id: int, name: str, recorded: Answer | None) -> View:
    """Ask how it ended; what was recorded before is shown, and changing it asks why."""
    choices = options({answer.value: label for answer, label in ENDINGS.items()})
    known = (
        [context(f"Recorded so far: {safe(name)} {OUTCOMES[recorded]}. To correct that, say why below.")]
        if recorded
        else []
    )
    return form(
        RECORD_ANSWER,
        "Record the answer",
        [
            section(f"How did it end with *{safe(name)}*?"),
            *known,
            field_input("Answer", "answer", RadioButtonsElement(action_id="answer", options=choices)),
            field_input(
                "First day (when accepted)",
                "starts_on",
                DatePickerElement(action_id="starts_on"),
                hint="What I posted with feedback about them is deleted before that day.",
                is_optional=True,
            ),
            field_input(
                "Work e-mail address (when accepted)",
                "work_email",
                EmailInputElement(action_id="work_email"),
                hint="Whoever has this address can never open this candidacy.",
                is_optional=True,
            ),
            field_input(
                "Why (when declined, rescinded or corrected)",
                "reason",
                PlainTextInputElement(action_id="reason", multiline=True, max_length=2000),
                hint="For the owners of this candidacy alone. No amounts, please.",
                is_optional=True,
            ),
        ],
        submit="Record",
        private_metadata=f'{{"candidacy_id": {candidacy_id}}}',
    )


def already_recorded(answer: Answer, name: str, at: datetime, zone: str) -> str:
    """Say that this very answer is recorded; plain text, in the reader's zone."""
    return f"That is recorded already: {answer.value}, by {name}, {long_time(at, zone)}. Nothing was changed."


def ended_for_owners(name: str, title: str, answer: Answer, starts_on: date | None, others: Sequence[str]) -> Message:
    """Tell the owners how it ended, and who else waits for the same job."""
    return Message(_ended(name, title, answer), sections(_news(name, title, answer, starts_on, others)))


def _ended(name: str, title: str, answer: Answer) -> str:
    return f"{safe(name)} {OUTCOMES[answer]} · {safe(title)}"


def _news(name: str, title: str, answer: Answer, starts_on: date | None, others: Sequence[str]) -> list[str]:
    lines = [f"*{_ended(name, title, answer)}*"]
    if starts_on:
        lines.append(f"First day: {starts_on:%A, %d %B %Y}. What I posted with feedback is deleted before then.")
    lines.append("Reminders and open meeting requests are stopped. The panel and the people they met are told.")
    if others:
        waiting = ", ".join(f"*{safe(one)}*" for one in others)
        lines.append(f"Still waiting for the same job: {waiting}. Do they know where they stand?")
    return lines


def ended_for_panel(name: str, answer: Answer, replies: Sequence[str]) -> Message:
    """Tell an interviewer how it ended; when somebody joins, ask them to delete what they wrote in the channel."""
    joined = answer is Answer.ACCEPTED
    said = f"{safe(name)} is joining us." if joined else f"{safe(name)} won't be joining us."
    lines = [f"*{said}* Thank you for the time and the thought you gave them."]
    if replies:
        lines.append("They will soon read along here. Please delete what you wrote about them in the channel:")
        lines += [f"• <{url}|your reply>" for url in replies]
    return Message(said, sections(lines))


def ended_for_contact(name: str, answer: Answer) -> Message:
    """Tell a contact how it ended, with thanks."""
    joined = answer is Answer.ACCEPTED
    said = f"{safe(name)} is joining us." if joined else f"{safe(name)} won't be joining us."
    return Message(said, [section(f"*{said}* Thank you for taking the time to talk with them.")])


def tell_them(
    candidacy_id: int, name: str, title: str, answer: Answer, others: Sequence[str], *, has_meetings: bool
) -> Message:
    """Tell the coordinator how it ended, with their task: to speak with the called candidate before anything else."""
    task = (
        f"They told us. When you have confirmed it with them, press *{TOLD}*."
        if answer is Answer.WITHDRAWN
        else f"They are to hear it from a person. When you have told them, press *{TOLD}*."
    )
    then = (
        "Nothing goes out to them before that; then their planned meetings are cancelled by a kind mail."
        if has_meetings
        else "No meetings were planned; nothing is mailed."
    )
    lines = [*_news(name, title, answer, None, others), f"*{task}* {then}"]
    press = buttons(button(TOLD, TOLD_OF_END, candidacy_id, style="primary"))
    return Message(_ended(name, title, answer), [*sections(lines), press])


def told_noted(name: str, by: str) -> Message:
    """Say that it is noted that the candidate was told, and what follows."""
    said = f"Noted: {safe(name)} has been told, says {safe(by)}."
    return Message(said, [section(f"{said} A meeting still planned with them is now cancelled by mail.")])


def thanks(contact: str, candidate: str, answer: Answer, coordinator: str) -> tuple[str, str]:
    """Return subject and text of the thanks to a contact outside Slack."""
    ended = "has accepted our offer and is joining us" if answer is Answer.ACCEPTED else "won't be joining us"
    text = (
        f"Hello {contact},\n\nthank you for the time you gave {candidate}. I'd like you to know how it ended:"
        f" {candidate} {ended}.\n\nThere is nothing for you to do.\n\nWith thanks,\n{coordinator}\n"
    )
    return f"Thank you for talking with {candidate}", text


def link(workspace_url: str, channel: str, ts: str) -> str:
    """Return the address of a message in Slack."""
    return f"{workspace_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
