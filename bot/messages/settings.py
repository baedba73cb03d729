"""The settings form of the head of talent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from slack_sdk.models.blocks import (
    CheckboxesElement,
    ConversationFilter,
    ConversationSelectElement,
    NumberInputElement,
    Option,
    PlainTextObject,
    TimePickerElement,
    UserSelectElement,
)

from bot.messages.blocks import Block, View, button, context, options, section
from bot.messages.forms import field_input, form, text_input
from bot.messages.wordings import OPEN_WORDINGS

OPEN_SETTINGS = "open_settings"
SAVE_SETTINGS = "save_settings"

BY_DEFAULT = "by_default"
BLIND = "blind"
STYLE_HINTS = "style_hints"
TICKS = {
    BLIND: ("Blind by default", "Nobody reads others' feedback before all is in; openers can choose."),
    STYLE_HINTS: ("Style hints", "I tell interviewers privately how a point could say more."),
}

DAYS = {
    "0": "Monday",
    "1": "Tuesday",
    "2": "Wednesday",
    "3": "Thursday",
    "4": "Friday",
    "5": "Saturday",
    "6": "Sunday",
}


@dataclass(frozen=True)
class SettingsShown:
    """The settings as the form shows them; people and channels are Slack ids."""

    company: str | None
    debrief_channel: str | None
    coordinator: str | None
    clearer: str | None
    coordinator_channel: str | None
    head_of_talent: str | None
    day_start: time
    day_end: time
    work_days: list[int]
    due_in_days: int
    due_at: time
    mail_sender: str | None
    is_blind_by_default: bool
    gives_style_hints: bool
    buffer_minutes: int
    notice_hours: int
    help_phone: str | None
    video_link: str | None
    office: str | None


def settings_form(shown: SettingsShown) -> View:
    """Make the form, filled with what holds now."""
    wording = section(
        "*Wording*: what the call script says, and the mails of an offer.", accessory=button("Wording", OPEN_WORDINGS)
    )
    return form(
        SAVE_SETTINGS,
        "Settings",
        [
            context("For the whole workspace. Debriefs that are open already stay as they were opened."),
            wording,
            *_channels_and_roles(shown),
            *_hours_and_debriefs(shown),
            *_company(shown),
            *_meetings(shown),
        ],
    )


def _channels_and_roles(shown: SettingsShown) -> list[Block]:
    return [
        _channel("debrief_channel", "Debrief channel", shown.debrief_channel, "Where debriefs are opened."),
        _person("coordinator", "Recruiting coordinator", shown.coordinator, "Until set: whoever opens a debrief."),
        _channel(
            "coordinator_channel",
            "Coordinator's channel",
            shown.coordinator_channel,
            "Where meeting requests wait for approval. Until set: the coordinator's direct messages.",
        ),
        _person(
            "clearer",
            "Who clears offer calls",
            shown.clearer,
            "Nobody is called with an offer before they press Clear to call. Empty: no such step.",
        ),
        _person("head_of_talent", "Head of talent", shown.head_of_talent, "Besides the Slack administrators."),
    ]


def _hours_and_debriefs(shown: SettingsShown) -> list[Block]:
    days = options(DAYS)
    work_days = CheckboxesElement(
        options=days,
        initial_options=[one for one in days if int(one.value or 0) in shown.work_days],
    )
    zone_hint = "In each person's own time zone, as their Slack profile has it."
    return [
        field_input("Working days", "work_days", work_days, hint=zone_hint),
        _time("day_start", "The day starts at", shown.day_start),
        _time("day_end", "The day ends at", shown.day_end),
        _number("due_in_days", "Feedback is due after so many working days", shown.due_in_days, most=30),
        _time("due_at", "… at", shown.due_at),
        _ticks(BY_DEFAULT, "Debriefs", {BLIND: shown.is_blind_by_default, STYLE_HINTS: shown.gives_style_hints}),
    ]


def _company(shown: SettingsShown) -> list[Block]:
    return [
        text_input(
            "Company name",
            "company",
            80,
            value=shown.company,
            hint="As candidates know you; used in scripts and mails.",
            is_optional=True,
        ),
        text_input(
            "Mails come from",
            "mail_sender",
            80,
            value=shown.mail_sender,
            hint="A name, for example Cora at Acme.",
            is_optional=True,
        ),
    ]


def _meetings(shown: SettingsShown) -> list[Block]:
    return [
        _number("buffer_minutes", "Minutes kept free between two conversations", shown.buffer_minutes, most=120),
        _number("notice_hours", "Hours from asking to the first time proposed", shown.notice_hours, most=72),
        text_input(
            "Phone on the day",
            "help_phone",
            80,
            value=shown.help_phone,
            hint="Whom candidates and contacts call if something goes wrong. It stands in their confirmations.",
            is_optional=True,
        ),
        text_input(
            "Link for video conversations",
            "video_link",
            300,
            value=shown.video_link,
            hint="For whoever has none of their own in the directory. Only one conversation is there at a time.",
            is_optional=True,
        ),
        text_input(
            "Where people meet in the office",
            "office",
            300,
            value=shown.office,
            hint="Room and address, who fetches them, how one gets in. It stands in their confirmations.",
            is_optional=True,
        ),
    ]


def _channel(block_id: str, label: str, chosen: str | None, hint: str) -> dict[str, object]:
    return field_input(
        label,
        block_id,
        ConversationSelectElement(
            initial_conversation=chosen,
            filter=ConversationFilter(include=["public", "private"], exclude_external_shared_channels=True),
        ),
        hint=hint,
        is_optional=True,
    )


def _person(block_id: str, label: str, chosen: str | None, hint: str) -> dict[str, object]:
    element = UserSelectElement(initial_user=chosen)
    return field_input(label, block_id, element, hint=hint, is_optional=True)


def _time(block_id: str, label: str, chosen: time) -> dict[str, object]:
    return field_input(label, block_id, TimePickerElement(initial_time=f"{chosen:%H:%M}"))


def _number(block_id: str, label: str, value: int, *, most: int) -> dict[str, object]:
    element = NumberInputElement(is_decimal_allowed=False, min_value="0", max_value=str(most), initial_value=str(value))
    return field_input(label, block_id, element)


def _ticks(block_id: str, label: str, ticked: Mapping[str, bool]) -> dict[str, object]:
    choices = [
        Option(value=value, text=PlainTextObject(text=name), description=PlainTextObject(text=said))
        for value, (name, said) in TICKS.items()
    ]
    element = CheckboxesElement(
        options=choices, initial_options=[one for one in choices if ticked[one.value or ""]] or None
    )
    return field_input(label, block_id, element, is_optional=True)
