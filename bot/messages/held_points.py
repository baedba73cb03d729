"""The head of talent's card of a candidate's held points: each with its author, why, the words and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.messages.blocks import (
    Block,
    Message,
    button,
    buttons,
    confirm,
    context,
    header,
    quote,
    safe,
    section,
    split_messages,
    when,
)
from bot.rules.held_points import SPEAKS_OF, HoldReason
from bot.rules.words import PointKind, Stage

RELEASE_HELD_POINT = "release_held_point"
KEEP_HELD_POINT = "keep_held_point"

FOOT = (
    "Only the head of talent and administrators see this; the caller sees how many are held. Authors can reword "
    "their points too: new words are looked at anew."
)
KINDS = {PointKind.GOOD: "good", PointKind.GROW: "to grow on", PointKind.NOTE: "a note"}


@dataclass(frozen=True)
class Ruled:
    """What was said of a held point, by whom and when."""

    is_released: bool
    by: str
    at: datetime


@dataclass(frozen=True)
class HeldShown:
    """One held point; `is_unnamed`: its author asked not to be named to the candidate."""

    id: int
    author: str
    is_unnamed: bool
    kind: PointKind
    reason: HoldReason
    text: str
    ruled: Ruled | None


@dataclass(frozen=True)
class HeldPointsShown:
    """What is held of a candidacy's feedback, for one reader; `may_release` is false for who is no head of talent.

    `is_called`: the offer call is logged already.
    """

    candidate: str
    job: str
    caller: str
    stage: Stage
    may_release: bool
    is_called: bool
    points: Sequence[HeldShown]


def held_points_card(shown: HeldPointsShown) -> list[Message]:
    """Draw the card; continued in its thread where it is long."""
    over = _over(shown)
    if over:
        return [Message(over, [section(over)])]
    title = f"Held points: {shown.candidate} · {shown.job}"
    blocks = [header(title), section(_intro(shown))]
    for one in shown.points:
        blocks += _point(shown, one)
    blocks.append(context(FOOT))
    return split_messages(_summary(shown), blocks, title)


def nobody_releases(candidate: str, number: int) -> Message:
    """Tell the coordinator that something is held and nobody is named who could release it; never what."""
    name, is_one = safe(candidate), number == 1
    points, it = ("1 point", "it") if is_one else (f"{number} points", "them")
    shown = "it is" if is_one else "they are"
    said = (
        f"*{points} of the feedback on {name} {'is' if is_one else 'are'} held back*, for words that a candidate "
        f"shouldn't hear unchecked, and there is no head of talent to look at {it}. A Slack administrator can: {shown} "
        "in my App Home for them, and *Settings* there is where a head of talent is chosen. Until somebody releases "
        f"{it}, {name} hears nothing of {it}."
    )
    return Message(f"Feedback on {name}: {points} held back, and nobody to release {it}", [section(said)])


def _over(shown: HeldPointsShown) -> str | None:
    name = safe(shown.candidate)
    if shown.stage is Stage.CLOSED:
        return f"The candidacy of {name} is closed. Nothing of the feedback is passed on any more."
    if shown.stage is Stage.DEBRIEF:
        return f"The decision on {name} was reversed, so no feedback is passed on. There is nothing to release."
    if not shown.may_release:
        return f"Held points of the feedback on {name} are for the head of talent; that is somebody else now."
    if not shown.points:
        return (
            f"Nothing of the feedback on {name} is held any more: its authors reworded it, or keep it inside the team."
        )
    return None


def _waiting(shown: HeldPointsShown) -> str:
    number = sum(one.ruled is None for one in shown.points)
    return "1 point is held back" if number == 1 else f"{number} points are held back"


def _summary(shown: HeldPointsShown) -> str:
    if all(one.ruled for one in shown.points):
        return f"Feedback on {safe(shown.candidate)}: all held points are settled"
    return f"Feedback on {safe(shown.candidate)}: {_waiting(shown)}, until you say what becomes of that"


def _intro(shown: HeldPointsShown) -> str:
    name, caller = safe(shown.candidate), safe(shown.caller)
    if all(one.ruled for one in shown.points):
        return "*All settled.* You can still change your mind below."
    said = f"*{_waiting(shown)}* from {name}, for words that a candidate shouldn't hear unchecked."
    how = f"*Release* puts a point into the call script: {_then(caller, name, is_called=shown.is_called)}"
    return f"{said} Nothing of it is passed on without you.\n{how}"


def _then(caller: str, name: str, *, is_called: bool) -> str:
    """Say what happens to a released point; the names as the place asks for them."""
    if is_called:
        return f"the offer call is made already, so {caller} sees it marked as new, and passes it on to {name} later."
    return f"{caller} reads it to {name} on the call, in its author's words."


def _point(shown: HeldPointsShown, one: HeldShown) -> list[Block]:
    unnamed = " (won't be named)" if one.is_unnamed else ""
    head = f"*{safe(one.author)}*{unnamed} · {KINDS[one.kind]} · seems to speak of *{SPEAKS_OF[one.reason]}*"
    then = _then(shown.caller, shown.candidate, is_called=shown.is_called)
    sure = confirm("Release this point?", f"It goes into the call script: {then}", "Release")
    release = button("Release", RELEASE_HELD_POINT, one.id, confirm=sure)
    keep = button("Keep inside the team", KEEP_HELD_POINT, one.id)
    if one.ruled is None:
        return [section(head), *quote(one.text), buttons(release, keep)]
    done = "Released" if one.ruled.is_released else "Kept inside the team"
    state = context(f"{done} by {safe(one.ruled.by)}, {when(one.ruled.at)}")
    return [section(head), *quote(one.text), state, buttons(keep if one.ruled.is_released else release)]
