"""The forms of the offer call: the log, another time, and who makes it instead."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    DatePickerElement,
    EmailInputElement,
    PlainTextInputElement,
    RadioButtonsElement,
    TimePickerElement,
    UserSelectElement,
)

from bot.messages.blocks import Block, View, clip, context, field_input, form, options, safe, section
from bot.messages.offer_calls import SENTIMENTS
from bot.messages.times import city
from bot.rules.words import Sentiment

LOG_CALL = "log_call"
PUT_OFF_CALL = "put_off_call"
HAND_OVER_CALL = "hand_over_call"

WORDS = 3000


@dataclass(frozen=True)
class LogKnown:
    """What a log form is filled with; `seen` is the id of the log it corrects, 0 for the first."""

    candidacy_id: int
    candidate: str
    seen: int
    phone: str | None
    zone: str | None
    email: str | None
    sentiment: Sentiment | None = None
    said: str | None = None
    next_on: date | None = None
    left_out: str | None = None
    asked_for: str | None = None


def log_form(known: LogKnown) -> View:
    """Ask how the call went: one choice and one box; the rest is below and optional."""
    chosen = {one.value: label for one, label in SENTIMENTS.items()}
    initial = options({known.sentiment.value: SENTIMENTS[known.sentiment]})[0] if known.sentiment else None
    choice = RadioButtonsElement(action_id="sentiment", options=options(chosen), initial_option=initial)
    return form(
        LOG_CALL,
        "Correct the log" if known.seen else "Log the call",
        [
            section(f"The offer call to *{safe(known.candidate)}*"),
            field_input("How did they take it?", "sentiment", choice),
            field_input(
                "What did they say to the two questions?",
                "said",
                _words("said", known.said),
                hint="How they feel, and what they are unsure about. In their words, as far as you can.",
            ),
            context("*Good* sends the invitation in five minutes; you'll see the mail and can hold it."),
            *_more(known),
            *_contact_details(known),
        ],
        private_metadata=f'{{"candidacy_id": {known.candidacy_id}, "seen": {known.seen}}}',
    )


def _more(known: LogKnown) -> list[Block]:
    day = DatePickerElement(action_id="next_on", initial_date=known.next_on.isoformat() if known.next_on else None)
    return [
        field_input(
            "When do you talk again?",
            "next_on",
            day,
            hint="Needed when it was mixed or they need time.",
            is_optional=True,
        ),
        field_input(
            "Whom or what did they ask for already?",
            "asked_for",
            _words("asked_for", known.asked_for),
            hint="As a note. Enter it with Enter requests afterwards, so that times can be found.",
            is_optional=True,
        ),
        field_input(
            "What of the feedback did you leave out?",
            "left_out",
            _words("left_out", known.left_out),
            hint="Leave this empty if you passed on everything.",
            is_optional=True,
        ),
    ]


def _contact_details(known: LogKnown) -> list[Block]:
    return [
        field_input(
            "Their e-mail address",
            "email",
            EmailInputElement(action_id="email", initial_value=known.email),
            hint="The invitation goes there. Their own, not one at their present employer.",
            is_optional=True,
        ),
        field_input(
            "Their phone number",
            "phone",
            PlainTextInputElement(action_id="phone", initial_value=known.phone, max_length=200),
            is_optional=True,
        ),
        field_input(
            "Their time zone",
            "zone",
            PlainTextInputElement(action_id="zone", initial_value=known.zone, max_length=100),
            hint="Region and city, such as Europe/Berlin, or just the city.",
            is_optional=True,
        ),
    ]


def put_off_form(candidacy_id: int, candidate: str, *, was_tried: bool, zone: str, now: datetime) -> View:
    """Ask when to call instead, in the zone of whoever fills it in."""
    local = now.astimezone(ZoneInfo(zone)) + timedelta(hours=2)
    said = "Nobody answered? Then try again:" if was_tried else "When suits them better?"
    time_picker = TimePickerElement(action_id="at", initial_time=f"{local:%H}:00", timezone=zone)
    return form(
        PUT_OFF_CALL,
        "No answer" if was_tried else "Call later",
        [
            section(f"The offer call to *{safe(candidate)}*. {said}"),
            field_input("Day", "day", DatePickerElement(action_id="day", initial_date=local.date().isoformat())),
            field_input(clip(f"Time in {city(zone)}, where you are", 75), "at", time_picker),
            context("I remind you then. The coordinator hears of it a working day later if the call isn't logged."),
        ],
        private_metadata=f'{{"candidacy_id": {candidacy_id}, "was_tried": {int(was_tried)}}}',
    )


def hand_over_form(candidacy_id: int, candidate: str) -> View:
    """Ask who makes the call instead."""
    return form(
        HAND_OVER_CALL,
        "Hand the call over",
        [
            section(f"Who makes the offer call to *{safe(candidate)}*?"),
            field_input("Caller", "to", UserSelectElement(action_id="to")),
            context("They get the script with everybody's feedback at once, and log the call."),
        ],
        submit="Hand over",
        private_metadata=f'{{"candidacy_id": {candidacy_id}}}',
    )


def _words(name: str, value: str | None) -> PlainTextInputElement:
    return PlainTextInputElement(action_id=name, multiline=True, max_length=WORDS, initial_value=value)
