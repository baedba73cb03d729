"""The words of the offer call: everybody's feedback, the two questions and the invitation (DESIGN.md §9)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil
from zoneinfo import ZoneInfo

from bot.rules.words import ContactClass

WORDS_A_MINUTE = 130
"""How fast one speaks on the phone when the other should follow."""


class SectionKind(StrEnum):
    """The parts of a script, in order; one INTERVIEWER part for each of them."""

    CALL = "call"
    FOR_YOU = "for_you"
    OPENING = "opening"
    INTERVIEWER = "interviewer"
    QUESTIONS = "questions"
    WAYS_ON = "ways_on"
    INVITATION = "invitation"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class InterviewerFeedback:
    """What one interviewer said that may be passed on, addressed to the candidate.

    `role`: what they are in the company. `met_on`: the day of their interview. `unnamed`: asked not to be named.
    """

    name: str
    good: tuple[str, ...] = ()
    grow: tuple[str, ...] = ()
    role: str | None = None
    met_on: date | None = None
    is_caller: bool = False
    unnamed: bool = False


@dataclass(frozen=True, slots=True)
class ScriptFacts:
    """What a script is made of; only points that may be passed on, the rest as a number.

    `missing`: names of those whose feedback isn't in or isn't sorted. `mail_address`: where the invitation comes from.
    `figures_by`: the day on which the written offer is due. `now`: aware, to compare the candidate's clock
    with the caller's (`caller_zone`).
    """

    candidate: str
    job: str
    caller: str
    hiring_manager: str
    coordinator: str
    interviewers: tuple[InterviewerFeedback, ...]
    company: str | None = None
    phone: str | None = None
    pronunciation: str | None = None
    zone: str | None = None
    good_hours: str | None = None
    now: datetime | None = None
    caller_zone: str | None = None
    missing: tuple[str, ...] = ()
    held_count: int = 0
    entered: tuple[tuple[str, str], ...] = ()
    """Interviewers who are named and whose feedback somebody entered for them, each with who did."""
    mail_address: str | None = None
    figures_by: date | None = None

    @property
    def by_hiring_manager(self) -> bool:
        """Whether the hiring manager makes the call."""
        return self.caller == self.hiring_manager


@dataclass(frozen=True, slots=True)
class Line:
    """One line: to be spoken, or a note for the caller alone; `is_point` when it is an interviewer's own words."""

    text: str
    speaker_note: bool = False
    is_point: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a script, with at least one line."""

    kind: SectionKind
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """A whole script, and how many minutes reading it aloud takes."""

    sections: tuple[Section, ...]
    reading_minutes: int


CLASS_WORDS: Mapping[ContactClass, str] = {
    ContactClass.CHIEF_EXECUTIVE: "our chief executive",
    ContactClass.INVESTOR: "one of our investors",
    ContactClass.BOARD_MEMBER: "a member of our board",
    ContactClass.CURRENT_EMPLOYEE: "people who work here",
    ContactClass.FORMER_EMPLOYEE: "people who used to work here",
    ContactClass.HIRING_MANAGER: "the hiring manager",
    ContactClass.OTHER: "anybody else you have in mind",
}
"""How each class of contact is offered to a candidate."""


def compose_script(facts: ScriptFacts) -> Script:
    """Compose the script: every point of every interviewer once, in the order given; gaps are notes for the caller."""
    spoken = [
        _opening(facts),
        *(_interviewer(one) for one in facts.interviewers),
        _questions(),
        _ways_on(facts),
        _invitation(facts),
        _next(facts),
    ]
    words = sum(len(line.text.split()) for section in spoken for line in section.lines if not line.speaker_note)
    minutes = max(1, ceil(words / WORDS_A_MINUTE))
    return Script((_call(facts, minutes), _for_you(facts), *spoken), minutes)


def spoken_day(day: date) -> str:
    """Write a day as one says it: Friday 4 January."""
    return f"{day:%A} {day.day} {day:%B}"


def listed(names: Sequence[str], last: str = "and") -> str:
    """Write names as one says them: Ann, Bo and Cy."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}" if names else ""


def _notes(*texts: str) -> tuple[Line, ...]:
    """Make notes for the caller."""
    return tuple(Line(text, speaker_note=True) for text in texts)


def _say(*texts: str) -> tuple[Line, ...]:
    """Make lines to be spoken."""
    return tuple(Line(text) for text in texts)


def _points(texts: Iterable[str]) -> tuple[Line, ...]:
    """Make a line of each point, in its author's words."""
    return tuple(Line(text.strip(), is_point=True) for text in texts if text.strip())


def _call(facts: ScriptFacts, minutes: int) -> Section:
    """Whom to call, where and when."""
    notes = [f"Phone: {facts.phone}" if facts.phone else "There is no phone number yet. Ask the coordinator for one."]
    if facts.pronunciation:
        notes.append(f"How to say the name: {facts.pronunciation}")
    if facts.zone and facts.caller_zone and facts.now:
        notes.append(f"Their clock: {_difference(facts.now, facts.zone, facts.caller_zone)} ({facts.zone})")
    elif facts.zone:
        notes.append(f"Their time zone: {facts.zone}")
    if facts.good_hours:
        notes.append(f"Good hours: {facts.good_hours}")
    notes.append(
        f"Reading aloud takes about {minutes} {'minute' if minutes == 1 else 'minutes'}; leave time to listen."
    )
    return Section(SectionKind.CALL, f"Call {facts.candidate} · {facts.job}", _notes(*notes))


def _difference(now: datetime, theirs: str, yours: str) -> str:
    """Compare two zones' clocks as they are now; unlike a time of day, it stays right while the script is read."""
    ahead = (now.astimezone(ZoneInfo(theirs)).utcoffset() or timedelta()) - (
        now.astimezone(ZoneInfo(yours)).utcoffset() or timedelta()
    )
    if not ahead:
        return "the same as yours"
    hours, minutes = divmod(int(abs(ahead).total_seconds()) // 60, 60)
    parts = [f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in ((hours, "hour"), (minutes, "minute"))]
    said = " ".join(part for part in parts if not part.startswith("0 "))
    return f"{said} {'ahead of' if ahead > timedelta() else 'behind'} yours"


def _for_you(facts: ScriptFacts) -> Section:
    """What the caller should know and not say."""
    notes = [
        "Give no figures and make no promises on this call; they come with the written offer.",
        "Pass on every point, in these words or your own, and the critical ones as kindly as the others.",
    ]
    if facts.missing:
        verb = "has" if len(facts.missing) == 1 else "have"
        notes.append(
            f"{listed(facts.missing)} {verb} not given feedback that is ready to pass on. Don't speak for them."
        )
    notes += [f"{by} entered {author}'s feedback; it is read as {author}'s." for author, by in facts.entered]
    if facts.held_count:
        points = "1 point is" if facts.held_count == 1 else f"{facts.held_count} points are"
        notes.append(
            f"{points} held back for now, until the author rewords it or the head of talent or an administrator "
            "releases it. Nothing about that is for the candidate."
        )
    return Section(SectionKind.FOR_YOU, "For you only", _notes(*notes))


def _opening(facts: ScriptFacts) -> Section:
    """A good moment? Who is calling, and the news."""
    where = f" at {facts.company}" if facts.company else ""
    for_whom = "" if facts.by_hiring_manager else f"calling for {facts.hiring_manager}, "
    together = "We decided together." if facts.missing else "Everybody who met you had a say, and we decided together."
    each = "your interviewers" if facts.missing else "each of your interviewers"
    lines = (
        *_say(f"Hello, is that {facts.candidate}? This is {facts.caller}{where}. I am {for_whom}the hiring manager."),
        *_say("Is this a good moment? It takes a little while, and I have good news."),
        *_notes("If it isn't, agree on a better time, then press Later."),
        *_say(
            f"We would like you to join us as {facts.job}. {together}",
            f"Before anything else, I want to tell you what {each} saw: what they liked, "
            "and where they think you can still grow. Stop me whenever you like.",
        ),
    )
    return Section(SectionKind.OPENING, "Opening", lines)


def _interviewer(one: InterviewerFeedback) -> Section:
    """One interviewer: who they are to the candidate, all strengths, all points to grow on."""
    good, grow = _points(one.good), _points(one.grow)
    gave = f"{'This interviewer' if one.unnamed else 'You' if one.is_caller else one.name} gave"
    if not good and not grow:
        return Section(SectionKind.INTERVIEWER, _title(one), _notes(f"{gave} nothing that can be passed on."))
    strengths, growth = _leads(one)
    lines = (
        *_say(_introduction(one)),
        *(_say(strengths) if good else _notes(f"{gave} no strengths that can be passed on.")),
        *good,
        *(_say(growth) if grow else _notes(f"{gave} nothing to grow on that can be passed on.")),
        *grow,
    )
    return Section(SectionKind.INTERVIEWER, _title(one), lines)


def _title(one: InterviewerFeedback) -> str:
    """Head an interviewer's part; who asked not to be named isn't."""
    if one.unnamed:
        return "From one of the interviewers"
    return "From you" if one.is_caller else f"From {one.name}"


def _introduction(one: InterviewerFeedback) -> str:
    """Say whose words follow; of somebody unnamed neither role nor day is given away."""
    if one.unnamed:
        return "This comes from one of your interviewers."
    if one.is_caller:
        return f"Now my own impression{f' from our talk on {spoken_day(one.met_on)}' if one.met_on else ''}."
    role = f", {one.role}" if one.role else ""
    met = f", whom you met on {spoken_day(one.met_on)}" if one.met_on else ""
    return f"This comes from {one.name}{role}{met}."


def _leads(one: InterviewerFeedback) -> tuple[str, str]:
    """Lead into the strengths and into the points to grow on."""
    if one.is_caller and not one.unnamed:
        return "What I liked:", "Where I think you can grow:"
    return "What they liked:", "Where they think you can grow:"


def _questions() -> Section:
    """The two questions, one at a time."""
    lines = (
        *_say("That is what everybody saw. How do you feel about it, and about joining us?"),
        *_notes("Wait. Let them finish, and don't argue with what they say."),
        *_say("And is there anything you are unsure about, or would want to know before you can decide?"),
        *_notes("Listen, and write it down in their words. You don't need to answer now."),
    )
    return Section(SectionKind.QUESTIONS, "Two questions, one at a time", lines)


def _ways_on(facts: ScriptFacts) -> Section:
    """Three short ways on: good, unsure, not good."""
    lines = (
        *_notes("If it sounds good:"),
        *_say("I am very glad to hear that. Then I have an invitation for you."),
        *_notes("If they are unsure:"),
        *_say("Thank you for being open with me. Take the time you need. When may I call you again?"),
        *_notes("Then leave the invitation for that call, unless they would like it now."),
        *_notes("If it isn't good:"),
        *_say(
            "Thank you for telling me. Our offer stands, and you don't have to explain. "
            f"If there is something we should understand or put right, {_we(facts)} would like to hear it."
        ),
        *_notes("Then thank them, skip the invitation, and tell them what happens next."),
    )
    return Section(SectionKind.WAYS_ON, "Then, one of three", lines)


def _we(facts: ScriptFacts) -> str:
    """Who would like to hear it."""
    return "I" if facts.by_hiring_manager else f"{facts.hiring_manager} and I"


def _invitation(facts: ScriptFacts) -> Section:
    """The invitation: anyone, each class in words; any subject; no is fine."""
    own = "me once more" if facts.by_hiring_manager else f"{facts.hiring_manager} as the hiring manager"
    people = {**CLASS_WORDS, ContactClass.HIRING_MANAGER: own}
    lines = _say(
        "So far we asked most of the questions. Now it is your turn: we would like you to interview us.",
        f"You can talk to anyone you like: {listed([people[kind] for kind in ContactClass], 'or')}.",
        "Ask about anything that matters to you. Nobody rates these talks, and nothing you ask changes our decision.",
        "It is an offer and no duty: if you have all you need, that is fine too.",
    )
    return Section(SectionKind.INVITATION, "The invitation", (*lines, *_notes("If they name somebody, write it down.")))


def _next(facts: ScriptFacts) -> Section:
    """What happens next: the mail, the figures, and the old job."""
    sender = f", from {facts.mail_address}" if facts.mail_address else ""
    sends = "I send" if facts.caller == facts.coordinator else f"{facts.coordinator} sends"
    mail = f"{sends} you a mail{sender}"
    figures = f"by {spoken_day(facts.figures_by)}" if facts.figures_by else "as soon as it is ready"
    lines = (
        *_notes("Leave out the mail if you left out the invitation."),
        *_say(f"Shortly after this call {mail}. There you can say whom you would like to meet."),
        *_say(
            f"The written offer with all the figures comes {figures}.",
            "Please don't resign from your job before you have it in writing and it is right for you.",
            "Thank you for your time with us. I enjoyed making this call.",
        ),
        *_notes("Now log the call. Nothing is sent to the candidate before you do."),
    )
    return Section(SectionKind.NEXT, "What happens next", lines)
