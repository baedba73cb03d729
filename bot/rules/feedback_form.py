"""Feedback as it stands in the form: one point a line, in three fields."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.rules.feedback_reader import Reading
from bot.rules.feedback_words import NOTHING
from bot.rules.words import PointKind, Sharing, Vote

_BULLET = re.compile(r"\A(?:[-–−•*+]|\d{1,2}[.)])\s+(?=\S)")
_KINDS = {"+": PointKind.GOOD, "-": PointKind.GROW, "–": PointKind.GROW, "−": PointKind.GROW}
_SIGNS = {PointKind.GOOD: "+ ", PointKind.GROW: "- ", PointKind.NOTE: ""}


@dataclass(frozen=True, slots=True)
class FormPoint:
    """One point of a form; `is_private`: it was written into the field for the team only."""

    kind: PointKind
    text: str
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """The form's fields as filled in; in `team_only` a line with `+ ` is praise and one with `- ` is to grow on."""

    good: str = ""
    grow: str = ""
    team_only: str = ""
    vote: Vote | None = None

    @classmethod
    def of(cls, points: Iterable[FormPoint], vote: Vote | None) -> "Given":
        """Write points into the fields, one a line."""
        told = list(points)
        return cls(
            good="\n".join(one.text for one in told if one.kind is PointKind.GOOD and not one.is_private),
            grow="\n".join(one.text for one in told if one.kind is PointKind.GROW and not one.is_private),
            team_only="\n".join(_SIGNS[one.kind] + one.text for one in told if _stays(one)),
            vote=vote,
        )

    @property
    def points(self) -> list[FormPoint]:
        """Read the fields: each line that says something is a point."""
        public = [(PointKind.GOOD, self.good), (PointKind.GROW, self.grow)]
        found = [FormPoint(kind, _bare(line)) for kind, field in public for line in _said(field)]
        inside = (
            FormPoint(_KINDS.get(line[0], PointKind.NOTE), _bare(line), is_private=True)
            for line in _said(self.team_only)
        )
        return [*found, *inside]

    @classmethod
    def of_reading(cls, reading: Reading) -> "Given":
        """Write what a message was read as into the fields; without marks all of it is for the team only."""
        points = [FormPoint(one.kind, one.text, one.sharing is Sharing.TEAM_ONLY) for one in reading.points]
        notes = [] if points else [FormPoint(PointKind.NOTE, note, is_private=True) for note in reading.notes]
        return cls.of([*points, *notes], reading.vote)

    def plus(self, points: Iterable[FormPoint]) -> "Given":
        """Add points below what stands in the fields; those that stand there already aren't repeated."""
        known = set(self.points)
        more = Given.of([one for one in points if one not in known], self.vote)
        return Given(
            good=_below(self.good, more.good),
            grow=_below(self.grow, more.grow),
            team_only=_below(self.team_only, more.team_only),
            vote=self.vote,
        )

    @property
    def text(self) -> str:
        """Return everything that was written, each field under its heading."""
        fields = {"Good": self.good, "Grow": self.grow, "Team only": self.team_only}
        parts = [f"{heading}:\n{field}" for heading, field in fields.items() if field.strip()]
        vote = [f"Vote: {self.vote.value.replace('_', ' ')}"] if self.vote else []
        return "\n\n".join([*parts, *vote])


def _below(field: str, more: str) -> str:
    return "\n".join(part for part in (field, more) if part)


def _stays(point: FormPoint) -> bool:
    return point.is_private or point.kind is PointKind.NOTE


def _said(field: str) -> list[str]:
    lines = (line.strip() for line in field.splitlines())
    return [line for line in lines if line and line.lower().strip(" .!") not in NOTHING]


def _bare(line: str) -> str:
    return _BULLET.sub("", line, count=1)
