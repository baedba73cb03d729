"""The directory as people see it: the list with its search."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import (
    ButtonElement,
    PlainTextInputElement,
)

from bot.messages.approvals import CLASSES
from bot.messages.blocks import (
    Block,
    View,
    button,
    buttons,
    clip,
    context,
    divider,
    safe,
    section,
)
from bot.messages.forms import field_input, form
from bot.rules.words import ContactClass

OPEN_DIRECTORY = "open_directory"
SEARCH_DIRECTORY = "search_directory"
TURN_DIRECTORY = "turn_directory_page"
OPEN_COLLEAGUE = "open_new_colleague"
OPEN_OUTSIDER = "open_new_outsider"
OPEN_ENTRY = "open_entry"

PAGE = 20
"""Entries on one page of the list."""


@dataclass(frozen=True)
class EntryLine:
    """One entry as the list shows it; `mark` says why they aren't offered at the moment, where they aren't."""

    contact_id: int
    name: str
    contact_class: ContactClass
    areas: Sequence[str]
    per_week: int | None
    per_month: int | None
    mark: str | None
    may_change: bool


@dataclass(frozen=True)
class DirectoryShown:
    """One page of the directory; `found` of `total` entries match what was typed."""

    lines: Sequence[EntryLine]
    typed: str | None
    page: int
    found: int
    total: int
    may_add_outside: bool


def directory_view(shown: DirectoryShown) -> View:
    """Draw the list: search, a page of entries, and what may be added."""
    search = PlainTextInputElement(initial_value=clip(shown.typed or "", 100) or None, max_length=100)
    blocks = [
        field_input("Search", "typed", search, hint="A name, a kind of person or a subject.", is_optional=True),
        context(_counted(shown)),
        *(section(_line(one), _change(one)) for one in shown.lines),
        *_turning(shown),
        divider(),
        buttons(*_adding(shown)),
    ]
    return form(SEARCH_DIRECTORY, "People to offer", blocks, submit="Search", close="Close")


def _counted(shown: DirectoryShown) -> str:
    if not shown.total:
        return (
            "Nobody is listed yet, and nothing has to be: what candidates ask for then comes to the coordinator as "
            "*Find someone*. Whoever is listed is suggested."
        )
    if not shown.found:
        return f"None of {shown.total} matches. Try fewer words."
    first = shown.page * PAGE + 1
    return f"{first}–{first + len(shown.lines) - 1} of {shown.found}"


def _line(one: EntryLine) -> str:
    areas = f" · {safe(clip(', '.join(one.areas), 300))}" if one.areas else ""
    caps = [
        f"at most {count} a {span}"
        for count, span in ((one.per_week, "week"), (one.per_month, "month"))
        if count is not None
    ]
    more = [*caps, *([f"not suggested: {safe(one.mark)}"] if one.mark else [])]
    return f"*{safe(one.name)}* · {CLASSES[one.contact_class]}{areas}\n{' · '.join(more) or 'as often as needed'}"


def _change(one: EntryLine) -> ButtonElement | None:
    return button("Change", OPEN_ENTRY, one.contact_id) if one.may_change else None


def _turning(shown: DirectoryShown) -> list[Block]:
    back = [button("Back", f"{TURN_DIRECTORY}:back", shown.page - 1)] if shown.page else []
    more = [button("More", f"{TURN_DIRECTORY}:on", shown.page + 1)] if (shown.page + 1) * PAGE < shown.found else []
    return [buttons(*back, *more)] if back or more else []


def _adding(shown: DirectoryShown) -> list[ButtonElement]:
    outside = [button("Add somebody outside Slack", OPEN_OUTSIDER)] if shown.may_add_outside else []
    return [button("Add a colleague", OPEN_COLLEAGUE), *outside]
