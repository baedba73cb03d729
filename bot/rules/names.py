"""Find whom somebody means by a typed name, whatever its capitals, accents and order."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import TypeVar

Item = TypeVar("Item")

_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h"}
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"['’\u02bc`\u00b4]")


def match_items(typed: str, items: Iterable[Item], name: Callable[[Item], str]) -> list[Item]:
    """Return the items whose names somebody may mean, best first; names typed in full leave no others.

    Next come names that begin with what was typed, then those with a word that begins with each word typed.
    """
    ranked = [(rank, item) for item in items if (rank := _rank(typed, name(item))) is not None]
    if any(rank == 0 for rank, _ in ranked):
        return [item for rank, item in ranked if rank == 0]
    return [item for _, item in sorted(ranked, key=lambda pair: pair[0])]


def _rank(typed: str, name: str) -> int | None:
    """Say how well a name fits: 0 in full, 1 from its beginning, 2 by some of its words, None not at all."""
    readings = zip(_readings(typed), _readings(name), strict=True)
    ranks = [_rank_words(wanted, words) for wanted, words in readings]
    return min((rank for rank in ranks if rank is not None), default=None)


def _rank_words(wanted: list[str], words: list[str]) -> int | None:
    """Rank plain words against plain words; each word of a name is used once."""
    if not wanted:
        return None
    if wanted == words:
        return 0
    if " ".join(words).startswith(" ".join(wanted)):
        return 1
    left = list(words)
    for word in sorted(wanted, key=len, reverse=True):
        found = min((one for one in left if one.startswith(word)), key=len, default=None)
        if found is None:
            return None
        left.remove(found)
    return 2


def _readings(text: str) -> tuple[list[str], list[str]]:
    """Reduce a text to plain words, once with accents dropped and once with umlauts written out."""
    composed = unicodedata.normalize("NFC", _APOSTROPHE.sub("", text)).casefold()
    return plain_words(composed), plain_words(composed.translate(_UMLAUTS))


def plain_words(text: str) -> list[str]:
    """Drop accents and split into words."""
    letters = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return _WORD.findall("".join(letter for letter in letters if not unicodedata.combining(letter)).casefold())
