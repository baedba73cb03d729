"""Style hints: what a point could say better to the candidate; a setting, off by default, and never in the way."""

import re
from enum import StrEnum

from bot.rules.words import PointKind


class StyleHint(StrEnum):
    """What a point lacks."""

    THIRD_PERSON = "third_person"
    NO_EXAMPLE = "no_example"
    VERY_SHORT = "very_short"


FEW_WORDS = 2
FEW_CHARACTERS = 20
"""A point of so many words and characters is very short; the latter for writing without spaces."""

_JUDGEMENTS = (
    "amazing awesome average bad best brilliant calm clear competent confident cool decent deep excellent exceptional"
    " experienced fantastic fine friendly good great helpful impressive incredible intelligent junior kind"
    " knowledgeable lovely mediocre nice ok okay open outstanding perfect pleasant poor professional quick quiet senior"
    " sharp shy slow smart solid strong super superb talented technical terrific thoughtful vague weak wonderful"
)
_OF_WHAT = (
    "a all an analytical and approach architecture at attitude background candidate code coding collaboration"
    " communication communicator culture cultural depth design developer energy engineer english experience fit general"
    " guy in is job knowledge leadership listener listening mindset of on overall person presence presentation problem"
    " programming skill skills solving system team teamwork the thinker thinking verbal vibe vibes with work writing"
)
_HOW = "absolutely bit extremely fairly just not pretty quite rather really so somewhat too totally truly very"
_BARE = frozenset(f"{_JUDGEMENTS} {_OF_WHAT} {_HOW}".split())
_JUDGES = frozenset(_JUDGEMENTS.split())
_WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_YOU = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
_START = r"(?:\A|[.!?;:]\s+)\W*"
_THIRD = re.compile(rf"{_START}(?:she|he|they|(?:the|this) candidate)\b", re.IGNORECASE)


def hint_for(kind: PointKind, text: str, candidate: str) -> StyleHint | None:
    """Return what would make a point better to hear for the candidate of this name, None when nothing comes to mind."""
    if kind is PointKind.NOTE:
        return None
    if not _YOU.search(text) and (_THIRD.search(text) or _speaks_of(candidate, text)):
        return StyleHint.THIRD_PERSON
    words = [word.lower() for word in _WORDS.findall(text)]
    if words and _JUDGES & set(words) and set(words) <= _BARE:
        return StyleHint.NO_EXAMPLE
    if len(words) <= FEW_WORDS and len(text) <= FEW_CHARACTERS:
        return StyleHint.VERY_SHORT
    return None


def _speaks_of(candidate: str, text: str) -> bool:
    first = candidate.split(maxsplit=1)[0] if candidate.strip() else ""
    return bool(first) and re.search(rf"{_START}{re.escape(first)}\b", text, re.IGNORECASE) is not None
