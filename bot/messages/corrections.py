"""The forms in which authors put right how they were read: sorting a reply that has no marks, changing what counts.

What is too long for one form goes on in a next one: each is saved for itself, and nothing is cut.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from slack_sdk.models.blocks import PlainTextObject, StaticSelectElement

from bot.messages.blocks import Block, View, options, quote, safe, section
from bot.messages.feedback import CHANGE_FEEDBACK, SORT_FEEDBACK
from bot.messages.forms import FORM_BLOCKS, FORM_BYTES, field_input, form, option_of, text_input
from bot.rules.corrections import Marked, Piece, choice_of
from bot.rules.held_points import SPEAKS_OF, HoldReason

FIELD = 3000
LABEL = 1900
ROOM = 5
"""Blocks of a form that say what it is about."""

ALL = "all"
SORTS = {
    "good": "Good: pass it on",
    "grow": "To grow on: pass it on",
    "team_only": "For the team only",
    "talk": "Just talking: leave it out",
}
"""What a piece of a reply may be: value → label."""

CHANGES = {
    "good": "Good: the candidate hears it",
    "grow": "To grow on: the candidate hears it",
    "good_inside": "Good, for the team only",
    "grow_inside": "To grow on, for the team only",
    "team_only": "A note, for the team only",
    "talk": "Just talking: leave it out",
}
"""What a piece of what counts may be made: value → label."""

STAYS_INSIDE = "*All of it stays inside the team*, as you asked: the candidate hears none of it, whatever you choose."
CHANGED_MEANWHILE = "*This has changed meanwhile, so I saved nothing.* Here it is as it stands now."


def sorting_form(
    feedback_id: int, version: int, candidate: str, pieces: Sequence[Piece], start: int = 0, *, is_anew: bool = False
) -> View:
    """Ask what each piece of a reply is; a choice above may answer for all that follow."""
    question = f"What of your reply should *{safe(candidate)}* hear?"
    blocks = [*_anew(is_anew=is_anew), section(question)]
    if len(pieces) - start > 1:
        hint = "Below you choose only what is different."
        blocks.append(field_input("All of it is", ALL, _select(SORTS, None), hint=hint, is_optional=True))
    shown = _fitting(_sorting(number, pieces[number]) for number in range(start, len(pieces)))
    ids = {"feedback": feedback_id, "version": version, "start": start, "next": start + len(shown)}
    return _paged(SORT_FEEDBACK, "Sort your reply", [*blocks, *_flat(shown)], ids, len(pieces))


def change_form(
    seat_id: int,
    seen: int,
    candidate: str,
    pieces: Sequence[tuple[Piece, HoldReason | None]],
    start: int = 0,
    *,
    is_team_only: bool = False,
    is_anew: bool = False,
) -> View:
    """Show each piece that stands, to be put in other words or made something else.

    The blocks carry `seen`, so that a form filled anew shows what stands and not what was typed.
    """
    intro = (
        f"How I read you on *{safe(candidate)}*. What you change here stays, also when you edit another part of your "
        "message; the message itself stays as you wrote it. To add something, or for your vote, write another reply or "
        "press *Give feedback*."
    )
    shown = _fitting(_changing(number, seen, *pieces[number]) for number in range(start, len(pieces)))
    ids = {"seat": seat_id, "seen": seen, "start": start, "next": start + len(shown)}
    inside = [section(STAYS_INSIDE)] if is_team_only else []
    blocks = [*_anew(is_anew=is_anew), section(intro), *inside, *_flat(shown)]
    return _paged(CHANGE_FEEDBACK, "Change your feedback", blocks, ids, len(pieces))


def words_field(number: int, seen: int) -> str:
    """Return the id of the field with a piece's words."""
    return f"words_{number}_{seen}"


def choice_field(number: int, seen: int) -> str:
    """Return the id of the field that says what a piece is."""
    return f"choice_{number}_{seen}"


def piece_field(number: int) -> str:
    """Return the id of the field that says what a piece of a reply without marks is."""
    return f"piece_{number}"


def _anew(*, is_anew: bool) -> list[Block]:
    return [section(CHANGED_MEANWHILE)] if is_anew else []


def _sorting(number: int, piece: Piece) -> list[Block]:
    text, field = piece.read.text, piece_field(number)
    is_long = len(text) > LABEL
    known = piece.stands if piece.said or piece.read.kind else None
    select = _select(SORTS, known)
    label = "The paragraph above" if is_long else text
    return [*(quote(text) if is_long else []), field_input(label, field, select, is_optional=True)]


def _changing(number: int, seen: int, piece: Piece, reason: HoldReason | None) -> list[Block]:
    text, field = piece.stands.text, words_field(number, seen)
    hint = (
        f"Held back: seems to speak of {SPEAKS_OF[reason]}. Put differently, it can be passed on." if reason else None
    )
    choice = choice_field(number, seen)
    select = _select(CHANGES, piece.stands)
    if len(text) > FIELD:
        said = f"{number + 1}. What this is (too long to edit here; edit your message for that)"
        return [*quote(text), field_input(said, choice, select, hint=hint)]
    words = text_input(f"{number + 1}.", field, FIELD, value=text, is_multiline=True, hint=hint)
    return [words, field_input("is", choice, select)]


def _select(choices: Mapping[str, str], known: Marked | None) -> StaticSelectElement:
    offered = options(dict(choices))
    value = choice_of(known) if known else None
    value = "team_only" if value and value not in choices else value
    return StaticSelectElement(
        placeholder=PlainTextObject(text="Choose"), options=offered, initial_option=option_of(offered, value)
    )


def _fitting(parts: Iterable[list[Block]]) -> list[list[Block]]:
    """Return as many parts as one form holds, at least one."""
    fitting: list[list[Block]] = []
    count, size = ROOM, 0
    for part in parts:
        count, size = count + len(part), size + len(json.dumps(part))
        if fitting and (count > FORM_BLOCKS or size > FORM_BYTES):
            break
        fitting.append(part)
    return fitting


def _flat(parts: Sequence[list[Block]]) -> Iterator[Block]:
    return (block for part in parts for block in part)


def _paged(callback_id: str, title: str, blocks: Sequence[Block], ids: Mapping[str, int], total: int) -> View:
    """Make the form; where more follows it says so, and its button leads there."""
    has_more = ids["next"] < total
    where = [section(f"_{ids['start'] + 1} to {ids['next']} of {total}._")] if has_more or ids["start"] else []
    submit = "Save and go on" if has_more else "Save"
    return form(callback_id, title, [*where, *blocks], submit=submit, ids=ids)
