"""How and where people meet: in words, and as the coordinator is asked for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.messages.blocks import Block, View, clip, context
from bot.messages.forms import form, text_input
from bot.rules.words import PlaceKind

SET_PLACE = "set_place"

PLACES = {PlaceKind.OFFICE: "in the office", PlaceKind.VIDEO: "by video", PlaceKind.PHONE: "by phone"}
"""How people meet, in words."""


@dataclass(frozen=True)
class MissingPlace:
    """For talks with whom a place is missing; `before` was written for this candidate, for the same way to meet."""

    who: Sequence[str]
    before: str | None = None


_PLACE_ASKED = {
    PlaceKind.OFFICE: ("Room and address", "Where exactly they meet."),
    PlaceKind.VIDEO: ("Video link", "Or another way to meet."),
    PlaceKind.PHONE: ("Who calls which number", "With the country's code."),
}


def place_fields(missing: Mapping[PlaceKind, MissingPlace]) -> list[Block]:
    """Ask where they meet, for each way that nothing is known of; left empty, the card asks again."""
    if not missing:
        return []
    fields = []
    for kind, one in missing.items():
        label, hint = _PLACE_ASKED[kind]
        hint = f"{hint} With: {clip(', '.join(one.who), 1000)}"
        fields.append(text_input(label, f"place_{kind}", 300, value=one.before, hint=hint, is_optional=True))
        fields += _access(f"_{kind}") if kind is PlaceKind.OFFICE else []
    return [*fields, context("Both sides get it once a time is agreed. Not known yet? The card asks again.")]


def _access(suffix: str = "") -> list[Block]:
    return [
        text_input("Who meets them, and where", f"host{suffix}", 150, is_optional=True),
        text_input("How to get in", f"access{suffix}", 150, is_optional=True, hint="A bell, a badge, a floor."),
    ]


def place_form(meeting_id: int, place: str | None, kind: PlaceKind) -> View:
    """Ask where a meeting takes place, and in the office who fetches them and how one gets in; both sides get it."""
    label, hint = _PLACE_ASKED[kind]
    return form(
        SET_PLACE,
        "Place",
        [
            text_input(label, "place", 300, value=place, hint=f"{hint} Both sides get it once a time is agreed."),
            *(_access() if kind is PlaceKind.OFFICE else []),
        ],
        submit="Save and send",
        ids={"meeting": meeting_id},
    )


def usual_place(kind: PlaceKind, asker: str, who: str, candidate: str, phone: str | None) -> str:
    """Say how to meet while nobody has written a place: who calls which number, or who tells the rest."""
    if kind is PlaceKind.PHONE and phone:
        return f"By phone: {who} calls {candidate} at {phone}."
    rest = {
        PlaceKind.PHONE: "sends the number.",
        PlaceKind.VIDEO: "sends the link before it begins.",
        PlaceKind.OFFICE: "writes which room, and meets you at the door.",
    }
    return f"{PLACES[kind].capitalize()}: {asker} {rest[kind]}"
