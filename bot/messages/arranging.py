"""The forms in which a caller arranges the call script: who comes first, which point first, words of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages.blocks import Block, View, clip, context, menu, safe, section
from bot.messages.forms import FORM_BLOCKS, form, text_input
from bot.rules.arranging import Shift
from bot.rules.script_changes import counted
from bot.rules.words import PointKind

OPEN_ARRANGING = "open_arranging"
ARRANGE_SCRIPT = "arrange_script"
MOVE_INTERVIEWER = "move_interviewer"
MOVE_POINT = "move_script_point"
ARRANGE_POINTS = "arrange_points"

POINTS = "points"
"""The choice in an interviewer's menu that opens the order of their points."""

OWN_WORDS = 2000
SHOWN = 160
"""Characters of a point that are shown where it is put in its place; in the script it stands whole."""
ROWS = FORM_BLOCKS - 8
"""Interviewers, or points, that one form can move."""

SHIFTS = {Shift.FIRST: "To the top", Shift.UP: "Up", Shift.DOWN: "Down", Shift.LAST: "To the end"}
KINDS = {PointKind.GOOD: "Strengths", PointKind.GROW: "To grow on"}


@dataclass(frozen=True)
class PartShown:
    """One interviewer's part of the script, by the seat's id: its heading and how many points of each kind it has."""

    seat_id: int
    heading: str
    good: int
    grow: int


@dataclass(frozen=True)
class PointPlaced:
    """One point of an interviewer, by its ScriptPoint's id."""

    id: int
    kind: PointKind
    text: str


def arranging_form(
    candidacy_id: int, candidate: str, parts: Sequence[PartShown], opening: str | None, invitation: str | None
) -> View:
    """Show the interviewers in the order they are spoken of, each with a menu, and the caller's own words."""
    lead = f"The order in which *{safe(candidate)}* hears everybody's feedback. The script follows each move at once."
    rows = [_interviewer(candidacy_id, one, number, len(parts)) for number, one in enumerate(parts[:ROWS])]
    return form(
        ARRANGE_SCRIPT,
        "Arrange the script",
        [
            section(lead),
            *rows,
            *_rest(len(parts) - ROWS, "interviewers"),
            context("Nothing can be taken out here or put in other words: everybody's points are theirs."),
            _own_words("Your own words, at the end of the opening", "opening", opening),
            _own_words("Your own words, before the invitation", "invitation", invitation),
        ],
        submit="Save words",
        close="Close",
        ids={"candidacy": candidacy_id},
    )


def points_form(candidacy_id: int, part: PartShown, points: Sequence[PointPlaced], words: str | None) -> View:
    """Show one interviewer's points in the order they are read, each with a menu, and what the caller adds after."""
    blocks: list[Block] = []
    for kind, label in KINDS.items():
        own = [one for one in points if one.kind is kind]
        blocks += [context(f"*{label}*")] if own else []
        blocks += [_point(candidacy_id, one, number, len(own)) for number, one in enumerate(own)]
    return form(
        ARRANGE_POINTS,
        "Order the points",
        [
            section(f"*{safe(part.heading)}*, in the order you read it. The script follows each move at once."),
            *blocks[:ROWS],
            *_rest(len(blocks) - ROWS, "points"),
            _own_words("Your own words, after these", "words", words),
        ],
        submit="Save words",
        close="Close",
        ids={"candidacy": candidacy_id, "seat": part.seat_id},
    )


def _interviewer(candidacy_id: int, one: PartShown, number: int, count: int) -> Block:
    counts = [counted(own, kind) for own, kind in ((one.good, PointKind.GOOD), (one.grow, PointKind.GROW)) if own]
    choices = {f"{shift}:{candidacy_id}:{one.seat_id}": SHIFTS[shift] for shift in _shifts(number, count)}
    choices |= {f"{POINTS}:{candidacy_id}:{one.seat_id}": "Points, own words"}
    line = f"*{number + 1}.* {safe(one.heading)} · {', '.join(counts) or 'nothing to pass on'}"
    return section(line, menu(MOVE_INTERVIEWER, choices))


def _point(candidacy_id: int, one: PointPlaced, number: int, count: int) -> Block:
    choices = {f"{shift}:{candidacy_id}:{one.id}": SHIFTS[shift] for shift in _shifts(number, count)}
    return section(f"{number + 1}. {safe(clip(one.text, SHOWN))}", menu(MOVE_POINT, choices) if choices else None)


def _shifts(number: int, count: int) -> list[Shift]:
    """Return where something at this place of so many can go."""
    up = [Shift.FIRST, Shift.UP] if number else []
    return up + ([Shift.DOWN, Shift.LAST] if number < count - 1 else [])


def _rest(count: int, noun: str) -> list[Block]:
    return [context(f"{count} more {noun} follow as they are.")] if count > 0 else []


def _own_words(label: str, name: str, value: str | None) -> Block:
    hint = "For you to say; marked as your own. No figures: what counts is the written offer."
    return text_input(label, name, OWN_WORDS, value=value, is_multiline=True, hint=hint, is_optional=True)
