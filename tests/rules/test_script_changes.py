"""What changed in a script is said by counts; nobody is named who asked not to be."""

from bot.rules.script_changes import UNNAMED, ScriptChange, change_lines, counted
from bot.rules.words import PointKind

GOOD, GROW = PointKind.GOOD, PointKind.GROW


def test_changes_are_said_as_one_would() -> None:
    """Added, reworded and taken back, one sentence an interviewer; who changed nothing isn't mentioned."""
    assert change_lines(
        [
            ScriptChange("Bo", added={GOOD: 1}),
            ScriptChange("Ann", added={GOOD: 1, GROW: 2}, gone={GOOD: 1}),
            ScriptChange("Cy", gone={GROW: 1}),
            ScriptChange("Dee", added={GOOD: 3}, gone={GOOD: 1, GROW: 2}),
            ScriptChange("Mel", added={GOOD: 0}, gone={GROW: 0}),
            ScriptChange("Eve", gone={GOOD: 2}, has_left=True),
            ScriptChange("Tala", has_left=True),
            ScriptChange(None, added={GROW: 1}),
        ]
    ) == [
        "Bo added a strength.",
        "Ann added 2 points to grow on and reworded a strength.",
        "Cy took back a point to grow on.",
        "Dee added 2 strengths, reworded a strength and took back 2 points to grow on.",
        "Eve is no longer on the panel; nothing of theirs is passed on.",
        f"{UNNAMED} added a point to grow on.",
    ]
    assert counted(200, GROW) == "200 points to grow on"
