"""The forms of a debrief: opening it, changing it, closing it, and choosing one of several."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    CheckboxesElement,
    ConversationFilter,
    ConversationSelectElement,
    EmailInputElement,
    NumberInputElement,
    PlainTextInputElement,
    TimePickerElement,
    UserMultiSelectElement,
    UserSelectElement,
)

from bot.messages.blocks import Block, View, clip, context, options, safe, section
from bot.messages.debriefs import CLOSE_DEBRIEF, EDIT_DEBRIEF, OPEN_DEBRIEF, title
from bot.messages.forms import day_picker, field_input, form, text_input
from bot.rules.debriefs import Debrief, PanelSeat
from bot.rules.text import listed
from bot.rules.zones import city

PUBLIC_IS_FINE = "public_is_fine"
TAKES_OFF_GIVEN = "takes_off_given"
MOST_OPENINGS = 999
MOST_NAMED = 10
IS_BLIND = "is_blind"


@dataclass(frozen=True)
class Prefilled:
    """What the opening form starts with; people and the channel are Slack ids, `due_at` is aware UTC."""

    zone: str
    due_at: datetime
    candidate: str | None = None
    job: str | None = None
    hiring_manager: str | None = None
    coordinator: str | None = None
    channel: str | None = None
    interviewers: Sequence[str] = field(default_factory=tuple)
    is_blind: bool = False
    unknown: Sequence[str] = ()
    """What was typed behind an @ and is no person to Slack."""


def opening_form(known: Prefilled) -> View:
    """Ask for the four things a debrief needs, and show what the settings make of the rest."""
    return form(
        OPEN_DEBRIEF,
        "Open a debrief",
        [
            _text("candidate", "Candidate", known.candidate, "As you say their name, e.g. Ada Lovelace"),
            _text("job", "Job", known.job, "E.g. Staff Engineer"),
            *_unknown(known.unknown),
            _person("hiring_manager", "Hiring manager: decides and calls", known.hiring_manager),
            _panel(known.interviewers),
            _outsiders([]),
            context("Everyone on the panel gets one direct message. The rest is filled in from the settings."),
            *_dates(known.due_at, known.zone),
            _blind(is_ticked=known.is_blind),
            _person("coordinator", "Recruiting coordinator: arranges the meetings", known.coordinator),
            _email(None),
            _openings(None),
            _channel(known.channel),
            field_input(
                "If the channel is public",
                PUBLIC_IS_FINE,
                CheckboxesElement(
                    options=options({"yes": "Every full member here may find and read this debrief"}),
                ),
                hint="Tick this only if that is fine. In a private channel only its members read it.",
                is_optional=True,
            ),
        ],
        submit="Open",
    )


def editing_form(debrief: Debrief, zone: str, email: str | None) -> View:
    """Ask for changes to a debrief, filled with what holds now."""
    interviews = [_interview(seat) for seat in debrief.seats if seat.is_awaited][:60]
    return form(
        EDIT_DEBRIEF,
        "Edit the debrief",
        [
            section(f"*{safe(title(debrief))}*"),
            _person("hiring_manager", "Hiring manager: decides and calls", debrief.hiring_manager.slack_id),
            _panel([seat.who.slack_id for seat in debrief.seats if seat.who.slack_id]),
            _outsiders([seat.who.name for seat in debrief.seats if seat.who.slack_id is None]),
            *_dates(debrief.due_at, zone),
            _person("coordinator", "Recruiting coordinator: arranges the meetings", debrief.coordinator.slack_id),
            _email(email),
            _openings(str(debrief.openings)),
            _taking_off(),
            *interviews,
        ],
        ids={"candidacy": debrief.candidacy_id},
    )


def closing_form(debrief: Debrief) -> View:
    """Ask once more before a candidacy is closed without a decision."""
    return form(
        CLOSE_DEBRIEF,
        "Close the debrief",
        [
            section(
                f"*{safe(title(debrief))}*\nClose it when the candidate has withdrawn or is no longer considered. "
                "Reminders stop, the panel is told, and nothing is sent to the candidate. It can't be opened again. "
                "To tell the candidate no, use *Decide* instead."
            ),
            text_input("Why", "reason", 2000, is_multiline=True, hint="Kept with the candidacy; not posted."),
        ],
        submit="Close it",
        close="Keep it open",
        ids={"candidacy": debrief.candidacy_id},
    )


def usage(examples: Sequence[str]) -> str:
    """Explain `/debrief`, with the reader's own candidacies as examples; in mrkdwn."""
    example = safe(examples[0]) if examples else "Ada Lovelace"
    mine = "".join(f"\n• {safe(one)}" for one in examples[:10])
    return (
        "*/debrief* is everything up to the decision:\n"
        "`/debrief` opens a form; `/debrief Ada Lovelace, Staff Engineer @ann @bo` opens it filled in\n"
        f"`/debrief edit {example}` changes the panel, dates and owners\n"
        f"`/debrief enter {example}` enters feedback for somebody without Slack, or from a scorecard\n"
        f"`/debrief decide {example}` decides, or takes a decision back\n"
        "The name can be left out. Everything after the decision is `/offer`."
        + (f"\nYours now:{mine}" if mine else "\nYou have no open candidacies yet.")
    )


def _text(block_id: str, label: str, value: str | None, example: str) -> Block:
    element = PlainTextInputElement(
        initial_value=clip(value, 70) if value else None, max_length=70, placeholder=example
    )
    return field_input(label, block_id, element)


def _person(block_id: str, label: str, chosen: str | None) -> Block:
    return field_input(label, block_id, UserSelectElement(initial_user=chosen))


def _unknown(names: Sequence[str]) -> list[Block]:
    """Say who of those typed isn't among the people below, so that nobody is forgotten."""
    if not names:
        return []
    others = ["others"] if names[MOST_NAMED:] else []
    whom = safe(listed([*(clip(one, 80) for one in names[:MOST_NAMED]), *others]))
    return [section(f":warning: I can't tell who is meant by {whom}. Please choose the people yourself, below.")]


def _panel(chosen: Sequence[str]) -> Block:
    element = UserMultiSelectElement(initial_users=list(chosen) or None)
    return field_input("Interviewers", "interviewers", element)


def _outsiders(names: Sequence[str]) -> Block:
    element = PlainTextInputElement(multiline=True, max_length=3000, initial_value="\n".join(names) or None)
    return field_input(
        "Interviewers without Slack",
        "outsiders",
        element,
        hint="One name a line. Whoever opened the debrief asks them and enters what they say.",
        is_optional=True,
    )


def _dates(due_at: datetime, zone: str) -> list[Block]:
    local = due_at.astimezone(ZoneInfo(zone))
    return [
        field_input("Feedback is due on", "due_on", day_picker(local.date())),
        field_input(
            f"… at ({clip(city(zone), 60)} time)",
            "due_time",
            TimePickerElement(initial_time=f"{local:%H:%M}", timezone=zone),
        ),
    ]


def _blind(*, is_ticked: bool) -> Block:
    choice = options({"yes": "Blind: nobody reads another's feedback before everyone is in"})
    element = CheckboxesElement(options=choice, initial_options=choice if is_ticked else None)
    hint = "Feedback then comes by direct message or form; the channel shows who is in. Can't be changed later."
    return field_input("Who reads what, when", IS_BLIND, element, hint=hint, is_optional=True)


def _email(value: str | None) -> Block:
    return field_input(
        "The candidate's e-mail address",
        "email",
        EmailInputElement(initial_value=value),
        hint="Used for the invitation after an offer. Whoever has this address in Slack can't open this candidacy.",
        is_optional=True,
    )


def _openings(value: str | None) -> Block:
    element = NumberInputElement(
        is_decimal_allowed=False, min_value="1", max_value=str(MOST_OPENINGS), initial_value=value
    )
    hint = "How many are to be hired. A hire beyond it asks the hiring manager to confirm. Left empty: as it is, or 1."
    return field_input("Openings for this job", "openings", element, hint=hint, is_optional=True)


def _taking_off() -> Block:
    """Let whoever takes somebody off the panel whose feedback is in say that they mean it."""
    element = CheckboxesElement(options=options({"yes": "Take them off with their feedback"}))
    hint = "What they wrote is kept on record, but nobody is shown it and the candidate isn't read it."
    label = "If you take off somebody whose feedback is in"
    return field_input(label, TAKES_OFF_GIVEN, element, hint=hint, is_optional=True)


def _channel(chosen: str | None) -> Block:
    return field_input(
        "Debrief channel",
        "channel",
        ConversationSelectElement(
            initial_conversation=chosen,
            filter=ConversationFilter(
                include=["public", "private"], exclude_external_shared_channels=True, exclude_bot_users=True
            ),
        ),
        hint="The debrief's card and thread go here.",
    )


def _interview(seat: PanelSeat) -> Block:
    return field_input(
        f"{clip(seat.who.name, 80)}'s interview",
        f"interview_{seat.id}",
        day_picker(seat.interview_on),
        hint="They aren't reminded before this day is over.",
        is_optional=True,
    )
