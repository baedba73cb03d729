"""Where people meet, as it is read from the fields of a form."""

from bot.rules.words import PlaceKind
from handlers.payloads import Submission


def places_of(form: Submission) -> dict[PlaceKind, str]:
    """Read where they meet, by the way they meet."""
    written = {kind: place_of(form, f"_{kind}") for kind in PlaceKind}
    return {kind: place for kind, place in written.items() if place is not None}


def place_of(form: Submission, suffix: str = "") -> str | None:
    """Read a place, in the office with who meets them and how to get in; None where nothing is written."""
    parts = [form.text(name + suffix) for name in ("place", "host", "access")]
    return ". ".join(part.rstrip(".") for part in parts if part) or None
