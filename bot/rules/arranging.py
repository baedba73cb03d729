"""The order in which things are said: as somebody put them, and nobody given away by their place."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from enum import StrEnum
from typing import TypeVar

One = TypeVar("One")


class Shift(StrEnum):
    """Where something in a list is moved to."""

    FIRST = "first"
    UP = "up"
    DOWN = "down"
    LAST = "last"


def moved(order: Sequence[One], one: One, shift: Shift) -> list[One]:
    """Return the order with one of its members moved; at the edge it stays. Raises ValueError for what isn't in it."""
    at = order.index(one)
    rest = [*order[:at], *order[at + 1 :]]
    to = {Shift.FIRST: 0, Shift.UP: max(0, at - 1), Shift.DOWN: at + 1, Shift.LAST: len(rest)}[shift]
    return [*rest[:to], one, *rest[to:]]


def in_places(
    items: Iterable[One],
    place: Callable[[One], int | None],
    *,
    within: Callable[[One], Hashable] = lambda _: None,
) -> list[One]:
    """Put what was given a place in that order, and the rest after it as it comes.

    `within`: groups that stay together where they are; places count inside each.
    """
    groups: dict[Hashable, list[One]] = {}
    for one in items:
        groups.setdefault(within(one), []).append(one)
    return [one for group in groups.values() for one in sorted(group, key=lambda each: _rank(place(each)))]


def unnamed_last(items: Iterable[One], is_unnamed: Callable[[One], bool], shuffled: Callable[[One], str]) -> list[One]:
    """Put whoever is named first, as they come; the unnamed after them, in an order that says nothing of them."""
    found = list(items)
    return [one for one in found if not is_unnamed(one)] + sorted(filter(is_unnamed, found), key=shuffled)


def _rank(place: int | None) -> tuple[bool, int]:
    return place is None, place or 0
