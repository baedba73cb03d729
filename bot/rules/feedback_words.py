"""The words people head their feedback with, as headings.toml has them, made ready for the reader of replies."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from importlib.resources import files

from bot.rules.words import Vote


class Heading(StrEnum):
    """What a heading announces."""

    GOOD = "good"
    GROW = "grow"
    TEAM_ONLY = "team_only"
    VOTE = "vote"
    ASIDE = "aside"


LANGUAGES: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(
    files("bot.rules").joinpath("headings.toml").read_text(encoding="utf-8")
)
"""What the file holds: by language, the phrases by what they are."""

ALONE_TOO = frozenset({Heading.GOOD, Heading.GROW, Heading.TEAM_ONLY})
"""The headings that may do without a colon when they are bold or a list follows."""

VOTES: Mapping[str, Vote] = {vote.words: vote for vote in Vote}
"""The six votes as people write them; nothing else is one."""


def spoken(kind: str) -> frozenset[str]:
    """Return all phrases of a kind, in every language."""
    return frozenset(phrase for language in LANGUAGES.values() for phrase in language.get(kind, []))


def any_of(words: Iterable[str]) -> str:
    """Write a pattern for any of these words, longest first, however the spaces and apostrophes are typed."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+").replace("'", "['’]") for word in ordered)


NOTHING = spoken("nothing")
"""What stands under a heading when there is nothing to say; lower case, without a full stop."""

CHAT = spoken("chat")
"""What people say after a thumb when they answer a colleague; lower case, without punctuation."""

MONTHS, WEEKDAYS = any_of(spoken("months")), any_of(spoken("weekdays"))
"""Patterns of the names of months and of weekdays."""

HEADING_OF: Mapping[str, Heading] = {phrase: heading for heading in Heading for phrase in spoken(heading)}
"""Each phrase with what it announces."""


def heading_of(words: str) -> Heading:
    """Return what these words announce; they must be one of the phrases, in any case and spacing."""
    return HEADING_OF[" ".join(words.replace("’", "'").lower().split())]
