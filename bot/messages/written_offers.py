"""What people fill in and read about the written offer; never an amount."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from slack_sdk.models.blocks import DatePickerElement, PlainTextInputElement

from bot.messages.blocks import Block, Message, View, button, buttons, context, field_input, form, quote, safe, section
from bot.messages.candidacies import ACTIONS, CANDIDACY_MENU
from bot.messages.times import long_time
from bot.rules.access import Action
from bot.rules.days import spoken_day

RECORD_WRITTEN_OFFER = "record_written_offer"
MOST_OFFERS = 20
"""How many offers that run out one message names."""
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
            field_input(
                "Sent on",
                "sent_on",
                _day("sent_on", today if is_new else known.sent_on),
                hint="Leave it empty while it isn't sent.",
                is_optional=True,
            ),
            field_input(
                "Promised by",
                "due_on",
                _day("due_on", known.due_on),
                hint="The call script says it; I remind you three days and one day before, until it is sent.",
                is_optional=True,
            ),
            field_input(
                "Stands until",
                "expires_on",
                _day("expires_on", known.expires_on),
                hint="Leave it empty if the offer has no end. Meetings are proposed before it.",
                is_optional=True,
            ),
            field_input(
                "Note",
                "note",
                PlainTextInputElement(action_id="note", initial_value=known.note, max_length=500, multiline=True),
                hint="How it went out, or where it lies. No amounts: the written offer is what counts.",
                is_optional=True,
            ),
        ],
        private_metadata=f'{{"candidacy_id": {known.candidacy_id}}}',
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


def offers_run_out(offers: Sequence[Expiring]) -> Message:
    """Warn of offers that run out, or have, in one message; the first to run out first."""
    blocks: list[Block] = []
    for one in sorted(offers, key=lambda one: one.expires_on)[:MOST_OFFERS]:
        press = _button(Action.RECORD_ANSWER, one.candidacy_id, is_alone=len(offers) == 1)
        blocks += [section(f"*{_runs_out(one)}*"), press]
    said = _runs_out(offers[0]) if len(offers) == 1 else f"{len(offers)} offers run out, or have run out."
    more = f" {len(offers) - MOST_OFFERS} more: `/offer` shows them." if len(offers) > MOST_OFFERS else ""
    return Message(said, [*blocks, context(f"Talk with them, or give them more time with `/offer sent`.{more}")])


def _runs_out(one: Expiring) -> str:
    until = spoken_day(one.expires_on)
    if one.days_left < 0:
        return f"The offer to {safe(one.name)} ran out on {until}, and no answer is recorded."
    ahead = {0: "today", 1: "tomorrow"}.get(one.days_left, f"in {one.days_left} days")
    return f"The offer to {safe(one.name)} runs out {ahead}: it stands until {until}."


def offer_is_due(candidacy_id: int, name: str, due_on: date, *, is_past: bool) -> Message:
    """Warn that the written offer is promised and not sent; `is_past`: the day has gone by."""
    promised = f"{'was' if is_past else 'is'} promised by {spoken_day(due_on)}"
    said = f"The written offer to {safe(name)} {promised}, and isn't recorded as sent."
    text = (
        f"*{said}*\nThey were asked not to resign before they have it. Once it is out, or if it takes longer, say so:"
    )
    return Message(said, [section(text), _button(Action.WRITTEN_OFFER, candidacy_id)])


def offer_unsaid(candidacy_id: int, name: str) -> Message:
    """Ask when the written offer goes out, where nobody has said so."""
    said = f"When does the written offer to {safe(name)} go out?"
    text = (
        f"*{said}*\nThe call was some days ago, and no day is recorded here. They were asked not to resign before they "
        "have it in writing. Enter when it went out, or by when it is promised: then I remind you in time, and "
        "propose meetings before it runs out. I won't ask this again."
    )
    return Message(said, [section(text), _button(Action.WRITTEN_OFFER, candidacy_id)])


def _button(action: Action, candidacy_id: int, *, is_alone: bool = True) -> Block:
    style = "primary" if is_alone else None
    return buttons(button(ACTIONS[action], f"{CANDIDACY_MENU}:{action}", candidacy_id, style=style))


def _day(block_id: str, chosen: date | None) -> DatePickerElement:
    return DatePickerElement(action_id=block_id, initial_date=chosen.isoformat() if chosen else None)
