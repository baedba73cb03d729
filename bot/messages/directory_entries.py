"""One entry of the directory as people see it: its form, and what is said of it when it is added, saved or removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from slack_sdk.models.blocks import (
    CheckboxesElement,
    EmailInputElement,
    NumberInputElement,
    RadioButtonsElement,
    StaticSelectElement,
    TimePickerElement,
    UserSelectElement,
)

from bot.messages.approvals import CLASSES
from bot.messages.blocks import (
    Block,
    Message,
    View,
    button,
    buttons,
    clip,
    confirm,
    context,
    divider,
    options,
    safe,
    section,
    sections,
)
from bot.messages.directory import OPEN_DIRECTORY
from bot.messages.forms import day_picker, field_input, form, option_of, text_input
from bot.messages.not_offered import Mark, not_offered_fields
from bot.messages.settings import DAYS
from bot.rules.directory import MOST_TALKS, Consent
from bot.rules.text import capitalised
from bot.rules.words import ContactClass
from bot.rules.zones import city

ADD_COLLEAGUE = "add_colleague"
ADD_OUTSIDER = "add_outsider"
SAVE_ENTRY = "save_entry"
SAVE_OWN_ENTRY = "save_own_entry"
REMOVE_ENTRY = "remove_entry"

CONSENTS = {
    Consent.NOT_ASKED: "Hasn't been asked",
    Consent.ASKED: "Was asked, hasn't answered",
    Consent.YES: "Said yes",
    Consent.NO: "Said no",
}


@dataclass(frozen=True)
class EntryShown:
    """One entry as the form shows it; people are Slack ids. `contact_id` is None for a new one.

    `is_own`: its reader looks after themselves alone; `is_outside`: not in Slack, or a former colleague.
    """

    contact_id: int | None
    version: int
    is_own: bool
    is_outside: bool
    is_listed: bool
    name: str | None
    email: str | None
    contact_class: ContactClass | None
    areas: str
    known_areas: Sequence[str]
    zone: str | None
    day_start: time | None
    day_end: time | None
    work_days: Sequence[int]
    per_week: int | None
    per_month: int | None
    delegate: str | None
    delegate_email: str | None
    known_by: str | None
    place: str | None
    off_limits: str | None
    mark: Mark
    consent: Consent
    consent_until: date | None


def entry_form(shown: EntryShown) -> View:
    """Make the form of one entry, filled with what holds now."""
    callback_id, title = _kind(shown)
    return form(
        callback_id,
        title,
        [
            *_who(shown),
            *_topics(shown),
            *_hours(shown),
            *_caps(shown),
            *_helpers(shown),
            *(_consent(shown) if shown.is_outside else []),
            *not_offered_fields(shown.mark, is_own=shown.is_own),
            *_removing(shown),
        ],
        ids={"contact": shown.contact_id or 0, "seen": shown.version},
    )


def _kind(shown: EntryShown) -> tuple[str, str]:
    if shown.is_own:
        return SAVE_OWN_ENTRY, "You and candidates"
    if shown.contact_id is not None:
        return SAVE_ENTRY, "Change an entry"
    return (ADD_OUTSIDER, "Add somebody") if shown.is_outside else (ADD_COLLEAGUE, "Add a colleague")


def _who(shown: EntryShown) -> list[Block]:
    if shown.is_own:
        state = (
            "You are listed among those candidates may be offered to talk with."
            if shown.is_listed
            else "You aren't listed yet. *Save* lists you among those candidates may be offered to talk with."
        )
        said = (
            "You are always asked first, and *I can't* needs no reason. The head of talent and coordinators read this."
        )
        return [section(state), context(said)]
    classes = options({one.value: capitalised(label) for one, label in CLASSES.items()})
    chosen = option_of(classes, shown.contact_class)
    kind = StaticSelectElement(options=classes, initial_option=chosen)
    blocks = [field_input("Who they are to us", "contact_class", kind)]
    if shown.is_outside:
        return [*_outside(shown), *blocks]
    if shown.contact_id is None:
        return [field_input("Who", "person", UserSelectElement()), *blocks]
    return [section(f"*{safe(shown.name or '')}*"), *blocks]


def _outside(shown: EntryShown) -> list[Block]:
    known_by = UserSelectElement(initial_user=shown.known_by)
    return [
        text_input("Name", "name", 80, value=shown.name),
        field_input(
            "E-mail address",
            "email",
            EmailInputElement(initial_value=shown.email),
            hint="Written anew, what they are asked now and what is agreed is mailed there at once."
            if shown.contact_id is not None
            else None,
        ),
        field_input(
            "Who knows them",
            "known_by",
            known_by,
            hint="Is asked first, before any mail goes out.",
            is_optional=True,
        ),
    ]


def _topics(shown: EntryShown) -> list[Block]:
    known = f" Known: {', '.join(shown.known_areas)}." if shown.known_areas else ""
    who = "you" if shown.is_own else "they"
    return [
        text_input(
            f"What {who} can talk about",
            "areas",
            2000,
            value=shown.areas,
            is_multiline=True,
            hint=clip(f"With commas: on-call, money, growing as an engineer.{known}", 2000),
            is_optional=True,
        ),
        text_input(
            f"What {who} can't talk about",
            "off_limits",
            500,
            value=shown.off_limits,
            hint="Besides pay, other candidates and confidential matters. Candidates read it once a time is agreed.",
            is_optional=True,
        ),
    ]


def _hours(shown: EntryShown) -> list[Block]:
    days = options(DAYS)
    chosen = [one for one in days if int(one.value or 0) in shown.work_days] or None
    work_days = CheckboxesElement(options=days, initial_options=chosen)
    blocks: list[Block] = []
    if shown.is_outside:
        hint = "Region and city, or just the city: Europe/Berlin."
        blocks.append(text_input("Time zone", "zone", 100, value=shown.zone, hint=hint))
    elif shown.zone:
        blocks.append(context(f"Time zone: {safe(city(shown.zone))}, as the Slack profile has it."))
    return [
        *blocks,
        _time("day_start", "The day starts at", shown.day_start),
        _time("day_end", "The day ends at", shown.day_end),
        field_input("Days", "work_days", work_days, hint="Left empty: the workspace's.", is_optional=True),
    ]


def _caps(shown: EntryShown) -> list[Block]:
    return [
        _number("per_week", "Conversations a week, at most", shown.per_week),
        _number("per_month", "Conversations a month, at most", shown.per_month),
    ]


def _helpers(shown: EntryShown) -> list[Block]:
    delegate = UserSelectElement(initial_user=shown.delegate)
    address = EmailInputElement(initial_value=shown.delegate_email)
    room = "Where candidates join by video"
    return [
        text_input(
            room,
            "place",
            300,
            value=shown.place,
            hint="A link of their own, or a number to dial. Left empty: it is sent.",
            is_optional=True,
        ),
        field_input("Assistant, in Slack", "delegate", delegate, is_optional=True),
        field_input("Or the assistant's e-mail address", "delegate_email", address, is_optional=True),
    ]


def _consent(shown: EntryShown) -> list[Block]:
    choices = options({one.value: label for one, label in CONSENTS.items()})
    radio = RadioButtonsElement(options=choices, initial_option=option_of(choices, shown.consent))
    until = day_picker(shown.consent_until)
    return [
        field_input("May candidates be offered them?", "consent", radio, hint="Before a yes, only you see this entry."),
        field_input("Their yes holds until", "consent_until", until, hint="Left empty: a year.", is_optional=True),
    ]


def _removing(shown: EntryShown) -> list[Block]:
    if shown.contact_id is None or shown.is_own or not shown.is_listed:
        return []
    text = "Nobody is told. Meetings that are asked or agreed stay; they can be added again."
    sure = confirm("Take them out of the directory?", text, "Take out", "Keep")
    return [divider(), buttons(button("Take out of the directory", REMOVE_ENTRY, shown.contact_id, confirm=sure))]


def entry_added(by: str, areas: Sequence[str]) -> Message:
    """Tell a colleague that they were listed, and how they change it."""
    about = f" about {safe(clip(', '.join(areas), 500))}" if areas else ""
    text = f"{safe(by)} listed you among those candidates may be offered to talk with{about}."
    more = (
        "You are always asked first, and *I can't* needs no reason. Say here what you know, how often, or not at all:"
    )
    return Message(text, [*sections([text, more]), buttons(button("What I can talk about", OPEN_DIRECTORY))])


def entry_saved(name: str, mark: str | None, *, is_own: bool) -> View:
    """Say that an entry is saved, and what follows: `mark` says why they aren't offered, where they aren't."""
    who = "You" if is_own else safe(name)
    verb = "are" if is_own else "is"
    then = (
        f"{who} {verb} in the directory, but not suggested: {safe(mark)}."
        if mark
        else f"{who} may be suggested from now on."
    )
    where = "`/offer people` shows it and changes it, at any time."
    return form("told", "Saved", sections([f"*Saved.* {then}", where]), submit=None, close="Done")


def entry_removed(name: str) -> View:
    """Say that somebody was taken out."""
    said = f"*Saved.* {safe(name)} isn't in the directory any more, and won't be suggested."
    return form("told", "Saved", sections([said]), submit=None, close="Done")


def _time(block_id: str, label: str, chosen: time | None) -> Block:
    element = TimePickerElement(initial_time=f"{chosen:%H:%M}" if chosen else None)
    return field_input(label, block_id, element, is_optional=True)


def _number(block_id: str, label: str, value: int | None) -> Block:
    element = NumberInputElement(
        is_decimal_allowed=False,
        min_value="0",
        max_value=str(MOST_TALKS),
        initial_value=None if value is None else str(value),
    )
    return field_input(label, block_id, element, is_optional=True)
