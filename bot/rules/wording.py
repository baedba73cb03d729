"""What is said to candidates in words a workspace may choose: the parts, what each may name, and our own words."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from importlib.resources import files

from bot.rules.amounts import amount_in, why_no_amount
from bot.rules.templates import LONGEST, Mistake, Value, Vocabulary, check_template, render_template

LONGEST_SUBJECT = 250
"""Characters of the template that makes a mail's subject."""


class Part(StrEnum):
    """One template; a saved wording is kept by these words, so none is ever renamed."""

    GREETING = "greeting"
    NEWS = "news"
    INTRODUCTION = "introduction"
    STRENGTHS = "strengths"
    GROWTH = "growth"
    OWN_INTRODUCTION = "own_introduction"
    OWN_STRENGTHS = "own_strengths"
    OWN_GROWTH = "own_growth"
    UNNAMED_INTRODUCTION = "unnamed_introduction"
    FEELING = "feeling"
    DOUBTS = "doubts"
    WHEN_GOOD = "when_good"
    WHEN_UNSURE = "when_unsure"
    WHEN_NOT_GOOD = "when_not_good"
    INVITATION = "invitation"
    MAIL_FOLLOWS = "mail_follows"
    OFFER_FOLLOWS = "offer_follows"
    INVITATION_SUBJECT = "invitation_subject"
    INVITATION_MAIL = "invitation_mail"
    CANCELLATION_SUBJECT = "cancellation_subject"
    CANCELLATION_MAIL = "cancellation_mail"
    THANKS_SUBJECT = "thanks_subject"
    THANKS_MAIL = "thanks_mail"


class Chapter(StrEnum):
    """What is worded together: a section of the call script, or a mail."""

    OPENING = "opening"
    INTERVIEWERS = "interviewers"
    QUESTIONS = "questions"
    WAYS_ON = "ways_on"
    INVITATION = "invitation"
    NEXT = "next"
    INVITATION_MAIL = "invitation_mail"
    THANKS_MAIL = "thanks_mail"
    CANCELLATION_MAIL = "cancellation_mail"


CHAPTERS: Mapping[Chapter, tuple[Part, ...]] = {
    Chapter.OPENING: (Part.GREETING, Part.NEWS),
    Chapter.INTERVIEWERS: (
        Part.INTRODUCTION,
        Part.STRENGTHS,
        Part.GROWTH,
        Part.OWN_INTRODUCTION,
        Part.OWN_STRENGTHS,
        Part.OWN_GROWTH,
        Part.UNNAMED_INTRODUCTION,
    ),
    Chapter.QUESTIONS: (Part.FEELING, Part.DOUBTS),
    Chapter.WAYS_ON: (Part.WHEN_GOOD, Part.WHEN_UNSURE, Part.WHEN_NOT_GOOD),
    Chapter.INVITATION: (Part.INVITATION,),
    Chapter.NEXT: (Part.MAIL_FOLLOWS, Part.OFFER_FOLLOWS),
    Chapter.INVITATION_MAIL: (Part.INVITATION_SUBJECT, Part.INVITATION_MAIL),
    Chapter.THANKS_MAIL: (Part.THANKS_SUBJECT, Part.THANKS_MAIL),
    Chapter.CANCELLATION_MAIL: (Part.CANCELLATION_SUBJECT, Part.CANCELLATION_MAIL),
}
"""Every part, in the order of the script."""

SUBJECTS = frozenset({Part.INVITATION_SUBJECT, Part.CANCELLATION_SUBJECT, Part.THANKS_SUBJECT})
"""The parts that are a mail's subject: one line."""


def _one(*names: str) -> frozenset[str]:
    return frozenset(names)


def _vocabulary(
    *required: frozenset[str],
    always: frozenset[str] = frozenset(),
    sometimes: frozenset[str] = frozenset(),
    flags: frozenset[str] = frozenset(),
) -> Vocabulary:
    """Add to what every part of the script may name."""
    return Vocabulary(
        always=_one("candidate", "first_name", "job", "caller", "hiring_manager", "coordinator") | always,
        sometimes=_one("company") | sometimes,
        flags=_one("hiring_manager_calls", "coordinator_calls") | flags,
        required=required,
    )


_NAME = _one("candidate", "first_name")
_PLACE = _one("is_first", "is_last")
_MAIL = Vocabulary(
    always=_one("candidate", "first_name", "job", "caller", "coordinator", "called_on"), sometimes=_one("company")
)
_THANKS = Vocabulary(
    always=_one("contact", "candidate", "first_name", "coordinator"), flags=_one("accepted", "is_correction")
)
_CANCELLATION = Vocabulary(always=_one("candidate", "first_name", "contact", "meeting_at", "coordinator"))

VOCABULARY: Mapping[Part, Vocabulary] = {
    **dict.fromkeys(Part, _vocabulary()),
    Part.GREETING: _vocabulary(_NAME, _one("caller"), flags=_one("everybody_spoke")),
    Part.NEWS: _vocabulary(_one("job"), flags=_one("everybody_spoke")),
    Part.INTRODUCTION: _vocabulary(
        _one("interviewer"), always=_one("interviewer"), sometimes=_one("role", "met_on"), flags=_PLACE
    ),
    Part.OWN_INTRODUCTION: _vocabulary(sometimes=_one("met_on"), flags=_PLACE),
    Part.UNNAMED_INTRODUCTION: _vocabulary(flags=_PLACE),
    Part.INVITATION: _vocabulary(_one("people_to_meet"), always=_one("people_to_meet")),
    Part.MAIL_FOLLOWS: _vocabulary(sometimes=_one("mail_address")),
    Part.OFFER_FOLLOWS: _vocabulary(_one("figures_by"), sometimes=_one("figures_by")),
    Part.INVITATION_SUBJECT: _MAIL,
    Part.INVITATION_MAIL: Vocabulary(
        always=_MAIL.always | {"people_to_meet"},
        sometimes=_MAIL.sometimes | {"page"},
        required=(_NAME, _one("people_to_meet"), _one("page"), _one("coordinator")),
    ),
    Part.CANCELLATION_SUBJECT: _CANCELLATION,
    Part.CANCELLATION_MAIL: replace(
        _CANCELLATION, required=(_NAME, _one("contact"), _one("meeting_at"), _one("coordinator"))
    ),
    Part.THANKS_SUBJECT: _THANKS,
    Part.THANKS_MAIL: replace(
        _THANKS,
        always=_THANKS.always | {"minutes"},
        sometimes=_one("their_words"),
        required=(_one("contact"), _NAME, _one("their_words"), _one("coordinator")),
    ),
}
"""What each part may name, and must."""

OURS: Mapping[Part, str] = {
    Part(name): source.strip()
    for name, source in tomllib.loads(files("bot.rules").joinpath("wording.toml").read_text(encoding="utf-8")).items()
}
"""Our own words, as wording.toml has them."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How a workspace words it: `texts` where it differs from ours; versions are counted from 1, which is ours."""

    version: int = 1
    texts: Mapping[Part, str] = field(default_factory=dict)

    def source(self, part: Part) -> str:
        """Return the template of a part."""
        return self.texts.get(part, OURS[part])

    def say(self, part: Part, values: Mapping[str, Value]) -> list[str]:
        """Return what is to be spoken, a paragraph each; every line that is written is one."""
        return [line.strip() for line in render_template(self.source(part), values).splitlines() if line.strip()]

    def write(self, part: Part, values: Mapping[str, Value]) -> str:
        """Return what is to be read, its empty lines kept, never more than one in a row."""
        return re.sub(r"\n\s*\n", "\n\n", render_template(self.source(part), values))

    def changed(self, texts: Mapping[Part, str]) -> dict[Part, str]:
        """Return what differs from ours once these texts are put in."""
        return {part: text for part, text in {**self.texts, **texts}.items() if text != OURS[part]}


AS_SHIPPED = Wording()


def tidy(text: str) -> str:
    """Return a template as it is kept: line ends of one kind, nothing around it."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def mistakes(texts: Mapping[Part, str]) -> dict[Part, str]:
    """Return what keeps which of these templates from being used, as a sentence for whoever wrote them."""
    found = {}
    for part, text in texts.items():
        try:
            check_part(part, text)
        except Mistake as mistake:
            found[part] = str(mistake)
    return found


def check_part(part: Part, text: str) -> None:
    """Return when a template may stand for a part; else raise Mistake."""
    if part in SUBJECTS:
        if len(text) > LONGEST_SUBJECT:
            raise Mistake(f"This is {len(text)} characters long; {LONGEST_SUBJECT} is the most for a subject.")
        if len(text.splitlines()) > 1:
            raise Mistake("A subject is one line.", 2)
    for number, line in enumerate(text.splitlines(), 1):
        if amount := amount_in(line):
            raise Mistake(why_no_amount(amount), number)
    check_template(text, VOCABULARY[part])


def first_name(name: str) -> str:
    """Return the first word of a name."""
    return (name.split() or [name])[0]


def differing(one: Mapping[Part, str], other: Mapping[Part, str]) -> list[Chapter]:
    """Return the chapters two wordings say differently."""
    return [
        chapter
        for chapter, parts in CHAPTERS.items()
        if any(one.get(part, OURS[part]) != other.get(part, OURS[part]) for part in parts)
    ]


def longest(part: Part) -> int:
    """Return how many characters a part's template may have."""
    return LONGEST_SUBJECT if part in SUBJECTS else LONGEST
