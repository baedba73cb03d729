"""The call script as people read it: words to speak stand out, notes for the caller are small and marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages.blocks import (
    HEADER,
    MESSAGE_TEXT,
    SECTION,
    Block,
    Message,
    View,
    bullets,
    button,
    buttons,
    clip,
    context,
    header,
    pack,
    read_out,
    safe,
    section,
    weight,
)
from bot.messages.forms import first_of_form, form
from bot.rules.call_script import Line, Script, Section, SectionKind
from bot.rules.days import spoken_day

NOTE = "🔇"

PASSED_ON = "pass_on_late_feedback"
PLAIN_SCRIPT = "plain_script"

HEADING_ROOM = 600
"""Characters kept free in each message for what heads and ends it."""
PART_BLOCKS = 47
"""Blocks of a message that holds 50, without its heading, its end, and where it goes on."""


@dataclass(frozen=True)
class ToPassOn:
    """What came after the call: by interviewer's heading their points, the day by which to pass it on.

    `newest` is the id of the newest of these points: pressing *Passed on* means none that came after it.
    """

    points: Sequence[tuple[str, Sequence[str]]]
    due_on: date
    newest: int


@dataclass(frozen=True)
class Heard:
    """How many points the candidate heard, is to hear by a day because they came after the call, or wasn't told."""

    passed_on: int = 0
    to_pass_on: int = 0
    by: date | None = None
    left_out: int = 0
    taken_back: int = 0
    """How many points they heard before their author took them back."""


def script_head(script: Script) -> list[Block]:
    """Show what is for the caller only, under the heading of the message."""
    parts = [part for part in script.sections if _is_for_caller(part)]
    return [block for part in parts for block in _section(part)[part.kind is SectionKind.CALL :]]


def script_body(script: Script) -> list[tuple[str, list[Block]]]:
    """Show what is spoken: each part's blocks, under its title."""
    return [(part.title, _section(part)) for part in script.sections if not _is_for_caller(part)]


def in_parts(first_text: str, pieces: Iterable[tuple[str, list[Block]]], foot: Block, heading: str) -> list[Message]:
    """Spread a script over as many messages as Slack's limits ask for, each headed and, if several, numbered.

    `pieces` are blocks under the title they go by. It is split between blocks, never after a piece's first; a piece
    that goes on in the next message says so there.
    """
    parts: list[list[Block]] = [[]]
    size = 0
    for title, blocks in pieces:
        for number, block in enumerate(blocks):
            own = weight(block)
            needed = own + (weight(blocks[1]) if number == 0 and len(blocks) > 1 and title else 0)
            is_full = len(parts[-1]) + 1 + (needed > own) > PART_BLOCKS
            if parts[-1] and (is_full or size + needed > MESSAGE_TEXT - HEADING_ROOM):
                parts.append([context(f"*{safe(clip(title, 100))}*, continued")] if number and title else [])
                size = 0
            parts[-1].append(block)
            size += own
    parts[-1].append(foot)
    if len(parts) > 1:
        parts[0].append(context(f"👇 It goes on in this message's thread, up to part {len(parts)}."))
    return [_part(first_text, part, heading, number, len(parts)) for number, part in enumerate(parts, start=1)]


def _part(first_text: str, blocks: list[Block], heading: str, number: int, parts: int) -> Message:
    count = f" ({number} of {parts})" if parts > 1 else ""
    head = f"{clip(heading, HEADER - len(count))}{count}"
    return Message(first_text if number == 1 else safe(head), [header(head), *blocks])


def plain_script(script: Script, title: str, candidacy_id: int, start: int = 0) -> View:
    """Show the script as one plain text to read or copy, notes in brackets; what one form can't hold is read on.

    `start`: how many pieces of the text stood in the forms before.
    """
    lines = [line for part in script.sections for line in _plain(part)]
    pieces = pack(lines, SECTION)
    start = min(start, len(pieces) - 1)
    blocks = [
        {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": False}} for text in pieces[start:]
    ]
    shown = first_of_form(blocks)
    following = start + len(shown)
    more = following < len(pieces)
    ids = {"candidacy": candidacy_id, "start": following} if more else None
    submit = "Read on" if more else None
    return form(PLAIN_SCRIPT, title, shown, submit=submit, close="Close", ids=ids)


def late_feedback(candidacy_id: int, late: ToPassOn) -> list[Block]:
    """Show what came after the call and is still to be passed on, with the button that says it was."""
    told = button("Passed on", PASSED_ON, f"{candidacy_id}:{late.newest}")
    ask = f"Please tell them by {spoken_day(late.due_on)}, then press *Passed on*."
    blocks = [section(f":new: *This came after the call, so they haven't heard it.* {ask}", told)]
    for heading, texts in late.points:
        blocks += [context(f"*{safe(heading)}*"), *bullets(texts)]
    return blocks


def script_changed(candidate: str, lines: Sequence[str], due_on: date | None) -> Message:
    """Say in the script's thread what changed in it; `due_on` where the call was made already."""
    what = "\n".join(f"• {safe(line)}" for line in lines)
    head = f"The call script for {safe(candidate)} has changed"
    after = "The script above is up to date."
    if due_on is not None:
        after += (
            f" What was added came after the call: please pass it on by {spoken_day(due_on)}, then press *Passed on*."
        )
    return Message(
        f"{head}.", [section(f"*{head}:*"), *[section(text) for text in pack([what], SECTION)], context(after)]
    )


def pass_on_due(candidacy_id: int, candidate: str, count: int, newest: int) -> Message:
    """Remind the caller of what the candidate is still to hear."""
    points = "1 point of feedback" if count == 1 else f"{count} points of feedback"
    said = (
        f"{points} on {safe(candidate)} came after the call and {'is' if count == 1 else 'are'} still to be passed on."
    )
    more = "Tell them on your next call or in a short one: they were promised what everybody saw."
    row = buttons(button("Passed on", PASSED_ON, f"{candidacy_id}:{newest}", style="primary"))
    return Message(said, [section(f"*{said}* {more} `/offer call` shows it."), row])


def points_left_out(candidate: str, caller: str, texts: Sequence[str]) -> Message:
    """Tell an author which of their own points the candidate didn't hear."""
    which = "one of your points" if len(texts) == 1 else f"{len(texts)} of your points"
    said = f"{safe(caller)} didn't pass on {which} to {safe(candidate)} in the offer call."
    more = (
        f"Nothing is asked of you. If you think that {safe(candidate)} should hear it, please talk to {safe(caller)}."
    )
    shown, room = [], MESSAGE_TEXT - HEADING_ROOM
    for block in bullets(texts):
        room -= weight(block)
        shown += [block] if room > 0 else []
    rest = [] if room > 0 else [context("There is more of it than one message holds.")]
    return Message(said, [section(f"*{said}*"), *shown, *rest, context(more)])


def heard_lines(candidate: str, heard: Heard) -> list[Block]:
    """Tell an author what the candidate has heard of their points; nothing before the call."""
    name, is_all = safe(candidate), not heard.to_pass_on and not heard.left_out
    by = f" by {spoken_day(heard.by)}" if heard.by else ""
    lines = [
        (heard.passed_on and is_all, f"{name} has heard all of _Good_ and _To grow on_."),
        (heard.to_pass_on, f"{_points(heard.to_pass_on)} came after the call: {name} is to hear of it{by}."),
        (heard.left_out, f"{name} didn't hear {_points(heard.left_out).lower()} in the call."),
    ]
    return [context(line) for holds, line in lines if holds]


def _points(number: int) -> str:
    return "One of these points" if number == 1 else f"{number} of these points"


def _is_for_caller(part: Section) -> bool:
    return part.kind in {SectionKind.CALL, SectionKind.FOR_YOU}


def _section(part: Section) -> list[Block]:
    blocks = [header(part.title)]
    for kind, lines in _runs(part.lines):
        texts = [line.text for line in lines]
        if kind == "feedback":
            blocks += read_out((line.text, line.is_point) for line in lines)
        elif kind == "note":
            mark = "" if _is_for_caller(part) else f"{NOTE} "
            blocks += [context(text) for text in pack((f"{mark}{safe(text)}" for text in texts), SECTION)]
        else:
            blocks += [section(text) for text in pack((safe(text) for text in texts), SECTION)]
    return blocks


def _runs(lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """Group lines of a kind that follow each other; in an interviewer's part what is said and the points are one."""
    lines = list(lines)
    spoken = "feedback" if any(line.is_point for line in lines) else "say"
    runs: list[tuple[str, list[Line]]] = []
    for line in lines:
        kind = "note" if line.speaker_note else spoken
        if runs and runs[-1][0] == kind:
            runs[-1][1].append(line)
        else:
            runs.append((kind, [line]))
    return runs


def _plain(part: Section) -> list[str]:
    lines = [part.title.upper()]
    for line in part.lines:
        mark = "- " if line.is_point else ""
        lines.append(f"[{line.text}]" if line.speaker_note else f"{mark}{line.text}")
    return [*lines, " "]
