"""The mark *Don't offer them to candidates*: the fields that set it, and what others read of it."""

from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import CheckboxesElement

from bot.messages.blocks import Block, context, options, safe, when
from bot.messages.forms import field_input, text_input

REASON = 500


@dataclass(frozen=True)
class Mark:
    """The mark as one reader sees it; `by` is None where a people file set it."""

    is_set: bool
    by: str | None
    at: datetime | None
    reason: str | None
    reads_reason: bool
    may_change: bool


def not_offered_fields(mark: Mark, *, is_own: bool) -> list[Block]:
    """Ask whether they are to be offered for now; whoever can't take the mark back reads who can."""
    if mark.is_set and not mark.may_change:
        return _set_by(mark, is_own=is_own)
    choices = options({"yes": "Don't offer me to candidates" if is_own else "Don't offer them to candidates"})
    tick = CheckboxesElement(options=choices, initial_options=choices if mark.is_set else None)
    hint = "Only the head of talent reads it." + ("" if mark.reads_reason else " What was written before stays.")
    return [
        field_input("For now", "is_not_offered", tick, is_optional=True),
        *_set_by(mark, is_own=is_own),
        text_input("Why not", "not_offered_reason", REASON, value=mark.reason, hint=hint, is_optional=True),
    ]


def _set_by(mark: Mark, *, is_own: bool) -> list[Block]:
    if mark.at is None:
        return []
    by = safe(mark.by) if mark.by else "a people file"
    whom = "You are" if is_own else "They are"
    said = f"{whom} marked as not to be offered to candidates for now: by {by}, {when(mark.at)}."
    if mark.may_change:
        return [context(said)]
    may = f"{by} or the head of talent" if mark.by else "The head of talent"
    return [context(f"{said} Only the head of talent reads why. {may} can take it back: please ask them.")]
