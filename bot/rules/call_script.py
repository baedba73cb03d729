"""The words of the offer call: everybody's feedback, the two questions and the invitation (DESIGN.md §9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.rules.days import spoken_day
from bot.rules.reading_time import reading_minutes
from bot.rules.templates import Value
from bot.rules.text import listed
from bot.rules.wording import AS_SHIPPED, Part, Wording, first_name
from bot.rules.words import ContactClass
from bot.rules.zones import city


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
class OwnWords:
    """What was added to the script in somebody's own words; `by` names them where it isn't who calls now."""

    text: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class InterviewerFeedback:
    """What one interviewer said that may be passed on, addressed to the candidate.

    `role`: what they are in the company. `met_on`: the day of their interview. `unnamed`: asked not to be named.
    `own_words`: what the caller adds after it.
    """

    name: str
    good: tuple[str, ...] = ()
    grow: tuple[str, ...] = ()
    role: str | None = None
    met_on: date | None = None
    is_caller: bool = False
    unnamed: bool = False
    own_words: OwnWords | None = None


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
    called_on: date | None = None
    """When they were called on a hire that was taken back since; `is_untold`: which nobody has told them yet."""
    is_untold: bool = False
    entered: tuple[tuple[str, str], ...] = ()
    """Interviewers who are named and whose feedback somebody entered for them, each with who did."""
    mail_address: str | None = None
    figures_by: date | None = None
    wording: Wording = AS_SHIPPED
    opening_words: OwnWords | None = None
    """What the caller adds at the end of the opening, and before the invitation."""
    invitation_words: OwnWords | None = None

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
    wording: int = 1
    """The version of the workspace's wording it was made with."""


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
        *(_interviewer(facts, one) for one in facts.interviewers if _has_part(one)),
        _questions(facts),
        _ways_on(facts),
        _invitation(facts),
        _next(facts),
    ]
    minutes = reading_minutes(line.text for section in spoken for line in section.lines if not line.speaker_note)
    return Script((_call(facts, minutes), _for_you(facts), *spoken), minutes, facts.wording.version)


def possessive(name: str) -> str:
    """Write whose something is: Ann's, James'."""
    return f"{name}'" if name.endswith(("s", "S")) else f"{name}'s"


def _worded(facts: ScriptFacts, part: Part, **more: Value) -> tuple[Line, ...]:
    """Make lines to be spoken of a part that the workspace words."""
    values: dict[str, Value] = {
        "candidate": facts.candidate,
        "first_name": first_name(facts.candidate),
        "job": facts.job,
        "company": facts.company,
        "caller": facts.caller,
        "hiring_manager": facts.hiring_manager,
        "coordinator": facts.coordinator,
        "hiring_manager_calls": facts.by_hiring_manager,
        "coordinator_calls": facts.caller == facts.coordinator,
    }
    return tuple(Line(text) for text in facts.wording.say(part, {**values, **more}))


def _notes(*texts: str) -> tuple[Line, ...]:
    """Make notes for the caller."""
    return tuple(Line(text, speaker_note=True) for text in texts)


def _say(*texts: str) -> tuple[Line, ...]:
    """Make lines to be spoken."""
    return tuple(Line(text) for text in texts)


def _own(words: OwnWords | None) -> tuple[Line, ...]:
    """Make lines of what the caller adds, marked for them as such."""
    if words is None or not words.text.strip():
        return ()
    return (*_notes(f"{possessive(words.by)} own words:" if words.by else "Your own words:"), *_say(words.text.strip()))


def _points(texts: Iterable[str]) -> tuple[Line, ...]:
    """Make a line of each point, in its author's words."""
    return tuple(Line(text.strip(), is_point=True) for text in texts if text.strip())


def _call(facts: ScriptFacts, minutes: int) -> Section:
    """Whom to call, where and when."""
    notes = [f"Phone: {facts.phone}" if facts.phone else "There is no phone number yet. Ask the coordinator for one."]
    if facts.pronunciation:
        notes.append(f"How to say the name: {facts.pronunciation}")
    if facts.zone and facts.caller_zone and facts.now:
        notes.append(f"Their clock: {_difference(facts.now, facts.zone, facts.caller_zone)} ({city(facts.zone)})")
    elif facts.zone:
        notes.append(f"Their time zone: {city(facts.zone)}")
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
    if facts.called_on is not None:
        untold = ", and nobody has told them so" if facts.is_untold else ""
        notes.append(
            f"They were called with this news on {spoken_day(facts.called_on)} already; that decision was taken back "
            f"since{untold}. Say first why you call again; what is below is written for a first call."
        )
    notes += _silent(facts)
    notes += [
        f"{by} entered {possessive(author)} feedback; it is read as {possessive(author)}."
        for author, by in facts.entered
    ]
    if any(one.unnamed for one in facts.interviewers):
        notes.append(
            "Some feedback comes from somebody who asked not to be named. Don't say who, and don't help to guess."
        )
    if facts.held_count:
        points = "1 point is" if facts.held_count == 1 else f"{facts.held_count} points are"
        notes.append(
            f"{points} held back for now, until the author rewords it or the head of talent or an administrator "
            "releases it. Nothing about that is for the candidate."
        )
    return Section(SectionKind.FOR_YOU, "For you only", _notes(*notes))


def _opening(facts: ScriptFacts) -> Section:
    """A good moment? Who is calling, and the news."""
    everybody_spoke = not facts.missing and len(facts.interviewers) > 1 and all(map(_says, facts.interviewers))
    lines = (
        *_worded(facts, Part.GREETING, everybody_spoke=everybody_spoke),
        *_notes("If it isn't, agree on a better time, then press Later."),
        *_worded(facts, Part.NEWS, everybody_spoke=everybody_spoke),
    )
    return Section(SectionKind.OPENING, "Opening", (*lines, *_own(facts.opening_words)))


def _says(one: InterviewerFeedback) -> bool:
    """Whether there is something of theirs to pass on."""
    return any(text.strip() for text in (*one.good, *one.grow))


def _has_part(one: InterviewerFeedback) -> bool:
    """Whether something is said where they come: a heading above nothing would be read out as somebody's silence."""
    return _says(one) or (one.own_words is not None and bool(one.own_words.text.strip()))


def _silent(facts: ScriptFacts) -> list[str]:
    """Name to the caller whoever's feedback is in and holds nothing for the candidate."""
    silent = [one for one in facts.interviewers if not _has_part(one) and one.name not in facts.missing]
    named = sorted((one for one in silent if not one.unnamed), key=lambda one: not one.is_caller)
    who = ["you" if one.is_caller else one.name for one in named]
    unnamed = ["one who asked not to be named"] if len(named) < len(silent) else []
    return [f"Nothing that can be passed on came from {listed([*who, *unnamed], 'or')}."] if silent else []


def _interviewer(facts: ScriptFacts, one: InterviewerFeedback) -> Section:
    """One interviewer: who they are to the candidate, all strengths, all points to grow on."""
    good, grow = _points(one.good), _points(one.grow)
    title = heading_of(one.name, is_caller=one.is_caller, unnamed=one.unnamed)
    gave = f"{'This interviewer' if one.unnamed else 'You' if one.is_caller else one.name} gave"
    if not good and not grow:
        nothing = _notes(f"{gave} nothing that can be passed on.")
        return Section(SectionKind.INTERVIEWER, title, (*nothing, *_own(one.own_words)))
    strengths, growth = _leads(facts, one)
    lines = (
        *_introduction(facts, one),
        *(strengths if good else _notes(f"{gave} no strengths that can be passed on.")),
        *good,
        *(growth if grow else _notes(f"{gave} nothing to grow on that can be passed on.")),
        *grow,
        *_own(one.own_words),
    )
    return Section(SectionKind.INTERVIEWER, title, lines)


def heading_of(name: str, *, is_caller: bool, unnamed: bool) -> str:
    """Head what an interviewer said; who asked not to be named isn't."""
    if unnamed:
        return "From one of the interviewers"
    return "From you" if is_caller else f"From {name}"


def _introduction(facts: ScriptFacts, one: InterviewerFeedback) -> tuple[Line, ...]:
    """Say whose words follow; of somebody unnamed neither role nor day is given away, nor by the one day left over."""
    speaking = [each for each in facts.interviewers if _says(each)]
    place = {"is_first": len(speaking) > 1 and one is speaking[0], "is_last": len(speaking) > 1 and one is speaking[-1]}
    if one.unnamed:
        return _worded(facts, Part.UNNAMED_INTRODUCTION, **place)
    all_named = not any(each.unnamed for each in facts.interviewers)
    met_on = spoken_day(one.met_on) if one.met_on and all_named else None
    if one.is_caller:
        return _worded(facts, Part.OWN_INTRODUCTION, met_on=met_on, **place)
    return _worded(facts, Part.INTRODUCTION, interviewer=one.name, role=one.role, met_on=met_on, **place)


def _leads(facts: ScriptFacts, one: InterviewerFeedback) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Lead into the strengths and into the points to grow on."""
    if one.is_caller and not one.unnamed:
        return _worded(facts, Part.OWN_STRENGTHS), _worded(facts, Part.OWN_GROWTH)
    return _worded(facts, Part.STRENGTHS), _worded(facts, Part.GROWTH)


def _questions(facts: ScriptFacts) -> Section:
    """The two questions, one at a time."""
    lines = (
        *_worded(facts, Part.FEELING),
        *_notes("Wait. Let them finish, and don't argue with what they say."),
        *_worded(facts, Part.DOUBTS),
        *_notes("Listen, and write it down in their words. You don't need to answer now."),
    )
    return Section(SectionKind.QUESTIONS, "Two questions, one at a time", lines)


def _ways_on(facts: ScriptFacts) -> Section:
    """Three short ways on: good, unsure, not good."""
    lines = (
        *_notes("If it sounds good:"),
        *_worded(facts, Part.WHEN_GOOD),
        *_notes("If they are unsure:"),
        *_worded(facts, Part.WHEN_UNSURE),
        *_notes("Then leave the invitation for that call, unless they would like it now."),
        *_notes("If it isn't good:"),
        *_worded(facts, Part.WHEN_NOT_GOOD),
        *_notes("Then thank them, skip the invitation, and tell them what happens next."),
    )
    return Section(SectionKind.WAYS_ON, "Then, one of three", lines)


def _invitation(facts: ScriptFacts) -> Section:
    """The invitation: anyone, each class in words; any subject; no is fine."""
    own = "me once more" if facts.by_hiring_manager else f"{facts.hiring_manager} as the hiring manager"
    people = {**CLASS_WORDS, ContactClass.HIRING_MANAGER: own}
    anyone = listed([people[kind] for kind in ContactClass], "or")
    lines = _worded(facts, Part.INVITATION, people_to_meet=anyone)
    listen = _notes("If they name somebody, write it down.")
    return Section(SectionKind.INVITATION, "The invitation", (*_own(facts.invitation_words), *lines, *listen))


def _next(facts: ScriptFacts) -> Section:
    """What happens next: the mail, the figures, and the old job."""
    figures_by = spoken_day(facts.figures_by) if facts.figures_by else None
    lines = (
        *_notes("Leave out the mail if you left out the invitation."),
        *_worded(facts, Part.MAIL_FOLLOWS, mail_address=facts.mail_address),
        *_worded(facts, Part.OFFER_FOLLOWS, figures_by=figures_by),
        *_notes("Now log the call. Nothing is sent to the candidate before you do."),
    )
    return Section(SectionKind.NEXT, "What happens next", lines)
