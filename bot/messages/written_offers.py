"""What people fill in and read about the written offer; never an amount."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.messages.blocks import Block, Message, View, context, quote, safe, section
from bot.messages.forms import day_picker, field_input, form, text_input
from bot.messages.times import long_time
from bot.rules.days import spoken_day

RECORD_WRITTEN_OFFER = "record_written_offer"
MOST_LATE = 10
"""How many meetings after the offer's end one message names."""


@dataclass(frozen=True)
class OfferShown:
    """What is known of a written offer; `due_on`: by when it was promised."""

    candidacy_id: int
    name: str
    due_on: date | None = None
    sent_on: date | None = None
    expires_on: date | None = None
    note: str | None = None


def written_offer_form(known: OfferShown, today: date) -> View:
    """Ask for its days; what is known is filled in, and a new one begins with today as the day it was sent."""
    is_new = known.due_on is None and known.sent_on is None
    return form(
        RECORD_WRITTEN_OFFER,
        "Written offer",
        [
            section(f"The written offer to *{safe(known.name)}*"),
            _day("Sent on", "sent_on", today if is_new else known.sent_on, "Leave it empty while it isn't sent."),
            _day(
                "Promised by",
                "due_on",
                known.due_on,
                "The call script says it; I remind you three days and one day before, until it is sent.",
            ),
            _day(
                "Stands until",
                "expires_on",
                known.expires_on,
                "Leave it empty if the offer has no end. Meetings are proposed before it.",
            ),
            text_input(
                "Note",
                "note",
                500,
                value=known.note,
                is_multiline=True,
                hint="How it went out, or where it lies. No amounts: the written offer is what counts.",
                is_optional=True,
            ),
        ],
        ids={"candidacy": known.candidacy_id},
    )


def written_offer_recorded(shown: OfferShown, by: str, late: Sequence[tuple[str, datetime]], zone: str) -> Message:
    """Say that it is recorded, and which meetings lie after it runs out, in the reader's zone."""
    name = safe(shown.name)
    if shown.sent_on:
        said = f"The written offer to {name} went out on {spoken_day(shown.sent_on)}."
    else:
        said = f"The written offer to {name} is promised by {spoken_day(shown.due_on or date.max)}."
    until = ""
    if shown.expires_on:
        until = f" It stands until {spoken_day(shown.expires_on)}; you hear of it three days and one day before."
    blocks: list[Block] = [section(f"*{said}*{until}")]
    if late and shown.expires_on:
        times: dict[str, list[datetime]] = {}
        for who, at in late:
            times.setdefault(who, []).append(at)
        named = ", ".join(
            f"{safe(who)} ({long_time(at[0], zone)}{' or later' if at[1:] else ''})"
            for who, at in list(times.items())[:MOST_LATE]
        )
        more = f" and {len(times) - MOST_LATE} more" if len(times) > MOST_LATE else ""
        blocks.append(
            section(
                f":warning: *After it runs out:* {named}{more}. Move these meetings, or give {name} more time with"
                " `/offer sent`."
            )
        )
    blocks += quote(shown.note or "")
    return Message(said, [*blocks, context(f"Recorded by {safe(by)}")])


@dataclass(frozen=True)
class Expiring:
    """An offer that runs out in so many days; below zero: so many ago."""

    candidacy_id: int
    name: str
    expires_on: date
    days_left: int


@dataclass(frozen=True)
class Promised:
    """A written offer that is promised and not sent; `is_past`: the day has gone by."""

    candidacy_id: int
    name: str
    due_on: date
    is_past: bool


@dataclass(frozen=True)
class Unpromised:
    """A written offer of which nobody has said when it goes out."""

    candidacy_id: int
    name: str


def runs_out(one: Expiring) -> str:
    """Say of an offer that it runs out, or has."""
    until = spoken_day(one.expires_on)
    if one.days_left < 0:
        return f"The offer to {safe(one.name)} ran out on {until}, and no answer is recorded."
    ahead = {0: "today", 1: "tomorrow"}.get(one.days_left, f"in {one.days_left} days")
    return f"The offer to {safe(one.name)} runs out {ahead}: it stands until {until}."


def is_promised(one: Promised) -> str:
    """Say of a written offer that it is promised, or was, and isn't sent."""
    promised = f"{'was' if one.is_past else 'is'} promised by {spoken_day(one.due_on)}"
    return f"The written offer to {safe(one.name)} {promised}, and isn't recorded as sent."


def goes_out_when(one: Unpromised) -> str:
    """Ask when a written offer goes out."""
    return f"When does the written offer to {safe(one.name)} go out?"


def _day(label: str, block_id: str, chosen: date | None, hint: str) -> Block:
    return field_input(label, block_id, day_picker(chosen), hint=hint, is_optional=True)
