"""What people see when feedback may be read: all of it as one form, and in a blind debrief its reveal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.messages.blocks import Block, Message, View, button, buttons, context, quote, safe, section, sections
from bot.messages.debriefs import GIVE_OWN_FEEDBACK, title
from bot.messages.forms import first_of_form, form, text_input
from bot.rules.debriefs import Debrief
from bot.rules.words import PointKind

READ_POINTS = "read_points"
OPEN_REVEAL = "open_reveal"
REVEAL_NOW = "reveal_now"

KINDS = {PointKind.GOOD: "Good", PointKind.GROW: "Grow", PointKind.NOTE: "Note"}
AFTER_REVEAL = "_(written after the reveal)_"
UNDONE = (
    "You and the panel may then read each other's feedback. It can't be hidden again; what comes later counts, and is "
    "marked as written after the reveal."
)


@dataclass(frozen=True)
class ReadPoint:
    """One point as the panel reads it: whose, what kind, its text, and whether it stays inside the team.

    `is_after_reveal`: it was given or changed once its author could read the others'.
    """

    author: str
    kind: PointKind
    text: str
    stays_inside: bool
    is_after_reveal: bool = False


def points_view(debrief: Debrief, points: Sequence[ReadPoint], start: int = 0) -> View:
    """Show all feedback, by author; what stays inside the team, or came after the reveal, is marked.

    What is too long for one form goes on in the next, which begins with block `start`; nothing is cut.
    """
    blocks = [(author, block) for author, said in groupby(points, lambda one: one.author) for block in _said(said)]
    start = min(start, len(blocks))
    goes_on = 0 < start < len(blocks) and blocks[start][0] == blocks[start - 1][0]
    shown = first_of_form([block for _, block in blocks[start:]])
    lead = [section(f"*{safe(title(debrief))}*"), *([context(f"{safe(blocks[start][0])} goes on:")] if goes_on else [])]
    ids = {"candidacy": debrief.candidacy_id, "start": start + len(shown)}
    return form(
        READ_POINTS,
        "Feedback",
        [*lead, *(shown or [section("There is nothing more." if start else "No feedback has come in yet.")])],
        submit="Go on" if ids["start"] < len(blocks) else None,
        close="Close",
        ids=ids,
    )


def _said(points: Iterable[ReadPoint]) -> list[Block]:
    """Show what one interviewer said."""
    lines: list[str] = []
    for one in points:
        if not lines:
            lines.append(f"*{safe(one.author)}*")
        inside = " _(stays inside the team)_" if one.stays_inside else ""
        late = f" {AFTER_REVEAL}" if one.is_after_reveal else ""
        lines.append(f"• {KINDS[one.kind]}{inside}{late}: {safe(one.text)}")
    return sections(lines)


def reveal_form(debrief: Debrief) -> View:
    """Ask the hiring manager why a blind debrief is to be revealed before everyone is in."""
    missing = ", ".join(safe(seat.who.name) for seat in debrief.seats if seat.is_awaited)
    return form(
        REVEAL_NOW,
        "Reveal now",
        [
            *sections([f"*{safe(title(debrief))}* is blind. Still awaited: {missing or 'nobody'}.", UNDONE]),
            text_input("Why now?", "reason", 1000, is_multiline=True, hint="Everyone on the panel reads this."),
        ],
        submit="Reveal it",
        close="Keep it blind",
        ids={"candidacy": debrief.candidacy_id},
    )


def feedback_revealed(debrief: Debrief, reader_id: int, reason: str | None) -> Message:
    """Tell a reader that all feedback may be read now, and why: `reason` is the one given for an early reveal."""
    candidate, by = safe(debrief.candidate), debrief.revealed_by
    about = f"{candidate}, {safe(debrief.job)}"
    if by is None:
        said = f"All feedback on *{about}* is in, and revealed to the panel."
    elif reason is None:
        said = f"*{safe(by.name)}* has decided on *{about}*, so all feedback is revealed to the panel."
    else:
        whose = "You" if by.id == reader_id else f"*{safe(by.name)}*"
        said = f"{whose} revealed the feedback on *{about}* to the panel before everyone was in, because:"
    blocks = [*sections([said]), *quote(reason or "")]
    if debrief.votes_are_hidden_from(reader_id):
        blocks.append(section("Give yours first; then you can read the others'. It is marked as written after this."))
        press = button("Give feedback", GIVE_OWN_FEEDBACK, debrief.candidacy_id, style="primary")
    else:
        press = button("Read the feedback", READ_POINTS, debrief.candidacy_id, style="primary")
    return Message(f"The feedback on {candidate} can be read now", [*blocks, buttons(press)])


def others_can_read(candidate: str, channel: str) -> Message:
    """Tell an interviewer of a blind debrief that what they wrote in the channel counts, but can be read there."""
    text = (
        f"What you wrote in the thread in <#{channel}> counts as your feedback on *{safe(candidate)}*. This debrief is "
        "blind, though, and others can read the thread. If you'd rather they didn't: send it to me here, then delete "
        "it there; what is deleted no longer counts."
    )
    return Message("Others can read what you wrote in the thread", [section(text)])
