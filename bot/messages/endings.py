"""What people are told when a candidacy ends: owners, panel, those who met the candidate, and who waits still."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.messages.answers import OUTCOMES, TOLD, TOLD_OF_END
from bot.messages.blocks import Block, Message, button, buttons, safe, section, sections, when
from bot.messages.candidacies import ACTIONS, CANDIDACY_MENU, STAGES
from bot.messages.mails import Letter, quoted
from bot.rules.access import Action
from bot.rules.days import spoken_date
from bot.rules.templates import Value
from bot.rules.wording import Part, Wording, first_name
from bot.rules.words import Answer, Stage

CORRECTED = "Correction: "
"""Begins what is told a second time, because an answer was corrected."""


@dataclass(frozen=True)
class Waiting:
    """Another open candidacy for the same job, and the next thing its hiring manager can do."""

    candidacy_id: int
    name: str
    stage: Stage
    action: Action


@dataclass(frozen=True)
class Ended:
    """How a candidacy ended; `is_correction`: something else was recorded and told before."""

    candidacy_id: int
    name: str
    job: str
    answer: Answer
    starts_on: date | None = None
    has_work_email: bool = False
    is_correction: bool = False

    @property
    def said(self) -> str:
        """Say it in a line of mrkdwn, to people who may know all of it."""
        return f"{CORRECTED if self.is_correction else ''}{safe(self.name)} {OUTCOMES[self.answer]} · {safe(self.job)}"

    @property
    def joins(self) -> str:
        """Say whether they join, to everybody else."""
        joined = "is joining us" if self.answer is Answer.ACCEPTED else "won't be joining us"
        return f"{CORRECTED if self.is_correction else ''}{safe(self.name)} {joined}."


@dataclass(frozen=True)
class LeftBehind:
    """What others wrote about somebody who joins: the debrief's thread, and whether replies of theirs are listed."""

    thread: str | None
    is_listed: bool


def ended_for_owners(
    ended: Ended, waiting: Sequence[Waiting], say_nothing: str | None, left: LeftBehind | None, questions: int = 0
) -> Message:
    """Tell an owner how it ended, and which candidates of theirs wait for the same job; `say_nothing` as below.

    `left`: for whoever sees to it that nothing is left for somebody who joins to read; `questions`: how many of the
    candidate's have no answer that they have read.
    """
    lines = [
        *_news(ended),
        *_unanswered(ended.name, questions),
        *(_left_behind(left) if left else []),
        *_say_nothing(say_nothing),
    ]
    return Message(ended.said, [*sections(lines), *_waiting(waiting)])


def _unanswered(name: str, questions: int) -> list[str]:
    if not questions:
        return []
    is_one = questions == 1
    what = f"A question of {safe(name)}'s has" if is_one else f"{questions} questions of {safe(name)}'s have"
    then = f"Please answer {'it' if is_one else 'them'} yourself; my messages to you have the words."
    return [f"*{what} no answer that they have read*, and their page is closed now. {then}"]


def _left_behind(left: LeftBehind) -> list[str]:
    if left.is_listed:
        return ["What interviewers wrote about them and are yet to delete is listed in this message's thread."]
    if left.thread is None:
        return []
    look = f"I can't tell who else wrote there: please look through <{left.thread}|the thread>."
    return [f"No interviewer's reply about them is left in the channel. {look}"]


def _news(ended: Ended) -> list[str]:
    lines = [f"*{ended.said}*"]
    if ended.starts_on:
        lines.append(f"First day: {spoken_date(ended.starts_on)}. What I posted with feedback is deleted before then.")
    if ended.answer is Answer.ACCEPTED and not ended.has_work_email:
        lines.append(
            "Their work e-mail address isn't recorded yet. Please add it with `/offer answer` as soon as there is one: "
            "whoever has it can never open this candidacy."
        )
    lines.append(
        "Reminders and open meeting requests are stopped, and what was agreed is called off. The panel and whoever "
        "they met are told."
    )
    return lines


def _waiting(waiting: Sequence[Waiting]) -> list[Block]:
    return [
        section(
            f"*{safe(one.name)}* is still waiting for the same job ({STAGES[one.stage]}). Do they know where they"
            " stand?",
            button(ACTIONS[one.action], f"{CANDIDACY_MENU}:{one.action}", one.candidacy_id),
        )
        for one in waiting[:MOST_WAITING]
    ] + sections(
        [f"and {len(waiting) - MOST_WAITING} more: `/offer` lists them"] if len(waiting) > MOST_WAITING else []
    )


MOST_WAITING = 10
"""How many others one message brings up."""


def still_waiting(ended: Ended, waiting: Sequence[Waiting]) -> Message:
    """Bring up, to their hiring manager, who else waits for a job that somebody was just won for or lost to."""
    names = ", ".join(safe(one.name) for one in waiting[:MOST_WAITING])
    verb = "is" if len(waiting) == 1 else "are"
    said = f"{names} {verb} still waiting · {safe(ended.job)}"
    return Message(said, [section(f"*{ended.said}*"), *_waiting(waiting)])


def facts_noted(ended: Ended, by: str, work_email: str | None) -> Message:
    """Say that the first day or the work address of somebody who accepted was noted or changed."""
    day = f"First day: {spoken_date(ended.starts_on)}. " if ended.starts_on else ""
    address = f"Work address: {safe(work_email)}." if work_email else "No work address yet."
    said = f"Noted by {safe(by)}: {safe(ended.name)} joins as {safe(ended.job)}"
    return Message(said, [section(f"*{said}*\n{day}{address}")])


def ended_for_panel(ended: Ended, replies: Sequence[str], say_nothing: str | None) -> Message:
    """Tell an interviewer how it ended; when somebody joins, ask them to delete what they wrote in the channel.

    `say_nothing`: who speaks with the candidate first, where they are yet to hear of it.
    """
    lines = [f"*{ended.joins}* Thank you for the time and the thought you gave them.", *_say_nothing(say_nothing)]
    if replies:
        lines.append("They will soon read along here. Please delete what you wrote about them in the channel:")
        lines += [f"• <{url}|your reply>" for url in replies]
    return Message(ended.joins, sections(lines))


def ended_for_contact(ended: Ended, minutes: int, say_nothing: str | None) -> Message:
    """Tell a contact how it ended, with thanks for the minutes they gave."""
    thanks = f"*{ended.joins}* Thank you for the {minutes} minutes you gave them."
    return Message(ended.joins, sections([thanks, *_say_nothing(say_nothing)]))


def _say_nothing(speaker: str | None) -> list[str]:
    if speaker is None:
        return []
    return [f"{safe(speaker)} speaks with them about it first; until then please say nothing to them."]


def tell_them(ended: Ended, waiting: Sequence[Waiting], first_meeting: datetime | None) -> Message:
    """Tell the coordinator how it ended, with their task: to speak with the called candidate before anything else."""
    task = (
        f"*They told us.* When you have confirmed it with them, press *{TOLD}*."
        if ended.answer is Answer.WITHDRAWN
        else f"*They are to hear it from a person.* When you have told them, press *{TOLD}*."
    )
    lines = [*_news(ended), f"{task} {waits_for_telling(first_meeting)}"]
    return Message(ended.said, [*sections(lines), _told_button(ended.candidacy_id), *_waiting(waiting)])


def waits_for_telling(first_meeting: datetime | None) -> str:
    """Say what goes out once the candidate was told, and nothing before."""
    if first_meeting is None:
        return "No meeting of theirs is ahead. Nothing leaves the company before you press."
    return (
        "Nothing leaves the company before that; then their meetings are cancelled by a kind mail. The first would be "
        f"{when(first_meeting)}."
    )


def still_untold(name: str, what: str, since: datetime, coordinator: str, press: int | None) -> Message:
    """Remind, or bring up to somebody above, that a candidate is yet to hear of the end.

    `press`: the candidacy's id where the reader may note that they were told; None: somebody else is to do it.
    """
    said = f"{safe(name)} hasn't been told yet"
    text = f"*{said}* that {what}: {when(since)}. Until a person has told them, nothing leaves the company."
    if press is None:
        return Message(said, [section(f"{text} {safe(coordinator)} was asked to. Please see that somebody does.")])
    return Message(said, [section(f"{text} When you have, press *{TOLD}*."), _told_button(press)])


def _told_button(candidacy_id: int) -> Block:
    return buttons(button(TOLD, TOLD_OF_END, candidacy_id, style="primary"))


def told_noted(name: str, by: str | None, *, has_meetings: bool) -> Message:
    """Say that it is noted that the candidate was told, and what follows; `by` is None for whoever noted it."""
    said = f"Noted: {safe(name)} has been told{f', says {safe(by)}' if by else ''}."
    then = " Their meetings are now cancelled by a kind mail." if has_meetings else " Nothing is mailed to them."
    return Message(said, [section(f"{said}{then}")])


@dataclass(frozen=True)
class Thanked:
    """What somebody outside Slack gave, and what the candidate wrote for them, if they did."""

    contact: str
    minutes: int
    words: str | None = None


def thanks(given: Thanked, ended: Ended, coordinator: str, wording: Wording) -> Letter:
    """Thank a contact outside Slack."""
    values: dict[str, Value] = {
        "contact": given.contact,
        "minutes": str(given.minutes),
        "their_words": quoted(given.words) if given.words else None,
        "candidate": ended.name,
        "first_name": first_name(ended.name),
        "coordinator": coordinator,
        "accepted": ended.answer is Answer.ACCEPTED,
        "is_correction": ended.is_correction,
    }
    return Letter(wording.write(Part.THANKS_SUBJECT, values), f"{wording.write(Part.THANKS_MAIL, values)}\n")
