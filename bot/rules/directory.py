"""What is typed into an entry of the directory, read; and which entries a typed word means."""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import TypeVar

from bot.rules.names import plain_words
from bot.rules.typed_values import Unreadable, whole_number
from bot.rules.working_hours import WorkingHours

Item = TypeVar("Item")

MOST_AREAS, MOST_LETTERS, MOST_TALKS = 30, 60, 99


class Consent(StrEnum):
    """What somebody outside said to being offered to candidates."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    YES = "yes"
    NO = "no"


def read_areas(typed: str | None) -> list[str]:
    """Return areas typed with commas, semicolons or one a line, each once; raises Unreadable for too long or many."""
    pieces = (typed or "").replace(";", ",").replace("\n", ",").split(",")
    areas: dict[str, str] = {}
    for piece in pieces:
        area = " ".join(piece.split())
        if len(area) > MOST_LETTERS:
            message = f"“{area[:20]}…” is too long: an area has {MOST_LETTERS} letters at most, such as on-call."
            raise Unreadable(message)
        if area:
            areas.setdefault(area.casefold(), area)
    if len(areas) > MOST_AREAS:
        message = f"These are {len(areas)} areas; {MOST_AREAS} are as many as anybody reads."
        raise Unreadable(message)
    return list(areas.values())


def read_cap(typed: str | None) -> int | None:
    """Return how many conversations somebody can give; None where nothing was typed; raises Unreadable."""
    return whole_number(typed, most=MOST_TALKS) if typed else None


def check_days(days: Sequence[int] | None, usual: WorkingHours) -> list[int] | None:
    """Return somebody's own working days, None where they are the usual ones or none were chosen."""
    chosen = sorted(set(days or ()))
    return chosen if chosen and frozenset(chosen) != usual.days else None


def known_areas(areas: Iterable[Sequence[str]], most: int = 12) -> list[str]:
    """Return the areas of many entries, each once, those of most people first."""
    counts: dict[str, tuple[int, str]] = {}
    for tags in areas:
        for tag in tags:
            count, name = counts.get(tag.casefold(), (0, tag))
            counts[tag.casefold()] = (count + 1, name)
    ranked = sorted(counts.values(), key=lambda one: (-one[0], one[1].casefold()))
    return [name for _, name in ranked[:most]]


def find_entries(typed: str, entries: Iterable[Item], words: Callable[[Item], str]) -> list[Item]:
    """Return the entries in whose words each word typed begins one."""
    wanted = plain_words(typed)
    return [one for one in entries if all(_begins(word, plain_words(words(one))) for word in wanted)]


def _begins(word: str, words: Sequence[str]) -> bool:
    return any(one.startswith(word) for one in words)
