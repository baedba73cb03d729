"""What changed in a call script, in a sentence a person; never what anybody wrote."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.rules.text import listed
from bot.rules.words import PointKind

UNNAMED = "An interviewer who asked not to be named"

NOUNS: Mapping[PointKind, tuple[str, str]] = {
    PointKind.GOOD: ("a strength", "strengths"),
    PointKind.GROW: ("a point to grow on", "points to grow on"),
}


@dataclass(frozen=True, slots=True)
class ScriptChange:
    """How many points of one interviewer came into a script and went out of it, by kind.

    `name`: None where they asked not to be named. `has_left`: they are no longer on the panel.
    """

    name: str | None
    added: Mapping[PointKind, int] = field(default_factory=dict)
    gone: Mapping[PointKind, int] = field(default_factory=dict)
    has_left: bool = False


def change_lines(changes: Iterable[ScriptChange]) -> list[str]:
    """Say of each interviewer what changed, those who changed nothing left out."""
    return [line for line in map(_line, changes) if line]


def counted(number: int, kind: PointKind) -> str:
    """Count points of a kind: a strength, 2 points to grow on."""
    one, many = NOUNS[kind]
    return one if number == 1 else f"{number} {many}"


def _line(change: ScriptChange) -> str | None:
    who = change.name or UNNAMED
    if change.has_left:
        return (
            f"{who} is no longer on the panel; nothing of theirs is passed on." if any(change.gone.values()) else None
        )
    reworded = {kind: min(change.added.get(kind, 0), change.gone.get(kind, 0)) for kind in NOUNS}
    parts = [
        _part("added", {kind: number - reworded[kind] for kind, number in change.added.items()}),
        _part("reworded", reworded),
        _part("took back", {kind: number - reworded[kind] for kind, number in change.gone.items()}),
    ]
    said = [part for part in parts if part]
    return f"{who} {listed(said)}." if said else None


def _part(verb: str, numbers: Mapping[PointKind, int]) -> str | None:
    nouns = [counted(numbers[kind], kind) for kind in NOUNS if numbers.get(kind)]
    return f"{verb} {listed(nouns)}" if nouns else None
