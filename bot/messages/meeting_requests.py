"""The form in which a candidate's requests are entered, one at a time, and the notes about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import (
    ButtonElement,
    CheckboxesElement,
    EmailInputElement,
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
    clip_mrkdwn,
    confirm,
    context,
    divider,
    options,
    quote,
    safe,
    section,
)
from bot.messages.forms import day_picker, field_input, form, text_input
from bot.messages.invitations import NOTHING_MORE
from bot.messages.places import PLACES
from bot.messages.times import span
from bot.rules.signals import Lead
from bot.rules.text import capitalised
from bot.rules.words import ContactClass, PlaceKind, RequestState
from bot.rules.zones import city

REQUEST_MEETING = "request_meeting"
WITHDRAW_REQUEST = "withdraw_request"
ENTER_ANOTHER = "enter_another_request"

WINDOWS = 3
MINUTES = (15, 30, 45, 60)
LISTED = 20
"""Requests listed in the form, the newest ones."""

STATES = {
    RequestState.OPEN: "waits for approval",
    RequestState.ASKED: "they are being asked",
    RequestState.AGREED: "agreed",
    RequestState.REFUSED: "refused",
    RequestState.WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True)
class Entered:
    """One request that was entered, as the form lists it."""

    id: int
    who: str | None
    contact_class: ContactClass | None
    area: str | None
    minutes: int
    place_kind: PlaceKind
    state: RequestState


@dataclass(frozen=True)
class RequestsKnown:
    """What the form shows; `windows` are the free times entered so far, `noted` what the caller wrote down.

    `leads`: what the candidate spoke of in the call may lead to; `place_kind`: how they would rather meet.
    """

    candidacy_id: int
    candidate: str
    zone: str
    entered: Sequence[Entered]
    windows: Sequence[tuple[datetime, datetime]]
    noted: str | None
    leads: Sequence[Lead] = ()
    place_kind: PlaceKind | None = None
    areas: Sequence[str] = ()
    """What people of the directory can talk about."""
    others: int = 0
    other_areas: Sequence[str] = ()
    """How many more requests there are, which are for the coordinator to read, and what they are about."""


def request_form(known: RequestsKnown) -> View:
    """Ask for one request: whom or what, what they want to learn, how, and when they are free."""
    return form(
        REQUEST_MEETING,
        "Enter a request",
        [
            section(
                f"Whom or what did *{safe(known.candidate)}* ask for? One request at a time: a person, a kind of"
                " person, a subject, or any mix. Nobody is asked before the coordinator approves it."
            ),
            *_noted(known),
            *_whom(known.areas),
            *_what(known.place_kind or PlaceKind.VIDEO),
            *_when(known),
            *_list(known),
        ],
        ids={"candidacy": known.candidacy_id},
    )


def request_saved(known: RequestsKnown) -> View:
    """Say that the request is saved, and offer the next."""
    return form(
        "told",
        "Saved",
        [
            section(f"*Saved.* {safe(known.candidate)}'s requests are on the coordinator's card."),
            buttons(button("Add another", ENTER_ANOTHER, known.candidacy_id, style="primary")),
            *_list(known),
        ],
        submit=None,
        close="Done",
    )


def nothing_more_noted(candidate: str, by: str | None, caller: str | None, *, has_meetings: bool) -> Message:
    """Say that the candidate has nothing more to ask, and what follows; `caller` is None for the caller themselves.

    `by` is None where the candidate said so on their own page.
    """
    said = f"{safe(candidate)} has nothing more to ask."
    then = (
        "The meetings agreed or under way go on; after the last, their answer is awaited."
        if has_meetings
        else "Now we wait for their answer. Ask for it when it feels right, and record it with `/offer answer`."
        if caller is None
        else f"Now we wait for their answer; {safe(caller)} asks for it. `/offer answer` records it."
    )
    source = f"{safe(by)} noted it." if by else "They said so on their page."
    return Message(said, [section(f"*{said}* {source} {then}")])


def _noted(known: RequestsKnown) -> list[Block]:
    """Show what the call left to go on: what the caller noted, and what they may want to ask about."""
    noted = [context("Noted in the call:"), *quote(known.noted)] if known.noted else []
    lines = [f"• {safe(one.area)} ({CLASSES[one.contact_class]}): {safe(one.question)}" for one in known.leads]
    heard = "They spoke of this in the call, and may want to ask about it:"
    return [*noted, *([context("\n".join([heard, *lines]))] if lines else [])]


def _whom(areas: Sequence[str]) -> list[Block]:
    classes = StaticSelectElement(options=options({one.value: capitalised(label) for one, label in CLASSES.items()}))
    return [
        field_input("Somebody in Slack", "person", UserSelectElement(), is_optional=True),
        text_input("Or somebody outside Slack: their name", "name", 80, is_optional=True),
        field_input(
            "Their e-mail address",
            "email",
            EmailInputElement(),
            hint="Where you know it; else the coordinator finds them.",
            is_optional=True,
        ),
        field_input(
            "What kind of person",
            "contact_class",
            classes,
            hint="Alone, it asks for anyone of that kind. With a name, it says who they are to us.",
            is_optional=True,
        ),
        text_input(
            "A subject they want to explore",
            "area",
            150,
            hint=clip(f"Somebody can talk about: {', '.join(areas)}.", 2000) if areas else None,
            is_optional=True,
        ),
    ]


def _what(place_kind: PlaceKind) -> list[Block]:
    minutes = options({str(one): f"{one} minutes" for one in MINUTES})
    places = {one.value: capitalised(label) for one, label in PLACES.items()}
    usual = options({place_kind.value: places[place_kind.value]})[0]
    tick = options({"yes": "They may be told the candidate's name before they say yes"})
    return [
        text_input(
            "What they want to learn",
            "learn",
            2000,
            is_multiline=True,
            hint="In their own words. Whoever is asked reads it.",
            is_optional=True,
        ),
        field_input("Name", "may_name", CheckboxesElement(options=tick), is_optional=True),
        field_input(
            "How long",
            "minutes",
            StaticSelectElement(options=minutes, initial_option=minutes[1]),
        ),
        field_input(
            "How",
            "place",
            StaticSelectElement(options=options(places), initial_option=usual),
        ),
    ]


def _when(known: RequestsKnown) -> list[Block]:
    hint = "The times below are in it. Region and city, or just the city."
    blocks: list[Block] = [
        divider(),
        section("*When are they free?* Left empty, I look for times in everybody's working hours."),
        *_windows_known(known),
        text_input("Their time zone", "zone", 100, value=known.zone, hint=hint),
    ]
    for number in range(1, WINDOWS + 1):
        blocks += _window(number, known.zone)
    return blocks


def _windows_known(known: RequestsKnown) -> list[Block]:
    if not known.windows:
        return []
    zone = known.zone
    lines = [span(start, end, zone) for start, end in known.windows]
    tick = options({"yes": "Replace these by what I enter now"})
    return [
        context(clip(f"Free so far ({city(known.zone)} time): {'; '.join(lines)}", 2000)),
        field_input(
            "Times entered before",
            "replaces_windows",
            CheckboxesElement(options=tick),
            is_optional=True,
        ),
    ]


def _window(number: int, zone: str) -> list[Block]:
    def time_of(label: str, name: str) -> Block:
        field = f"{name}_{number}"
        picker = TimePickerElement(timezone=zone)
        return field_input(f"{label} (time in {city(zone)})", field, picker, is_optional=True)

    date_picker = day_picker()
    return [
        field_input(f"Free on, {number} of {WINDOWS}", f"day_{number}", date_picker, is_optional=True),
        time_of("From", "from"),
        time_of("Until", "to"),
    ]


def _list(known: RequestsKnown) -> list[Block]:
    if not known.entered and not known.others:
        return []
    return [
        divider(),
        section(f"*Asked for so far: {len(known.entered) + known.others}*"),
        *_others(known),
        *(section(_line(one), _withdraw_button(one)) for one in known.entered[-LISTED:]),
        buttons(button("Nothing more, thanks", NOTHING_MORE, known.candidacy_id)),
    ]


def _others(known: RequestsKnown) -> list[Block]:
    """Say how many requests the coordinator has besides, and about what."""
    if not known.others:
        return []
    about = f", about: {safe(', '.join(known.other_areas))}" if known.other_areas else ""
    return [context(clip_mrkdwn(f"{known.others} of them the candidate or the coordinator entered{about}.", 2000))]


def _withdraw_button(one: Entered) -> ButtonElement | None:
    """Offer to take a request back; once somebody was asked, not without asking again."""
    if one.state not in {RequestState.OPEN, RequestState.ASKED, RequestState.AGREED}:
        return None
    text = "Whoever was asked is told that it isn't needed any more; an agreed meeting is cancelled."
    sure = None if one.state is RequestState.OPEN else confirm("Withdraw this request?", text, "Withdraw", "Keep it")
    return button("Withdraw", WITHDRAW_REQUEST, one.id, confirm=sure)


def _line(one: Entered) -> str:
    what = [
        *([f"*{safe(one.who)}*"] if one.who else []),
        *([CLASSES[one.contact_class]] if one.contact_class else []),
        *([f"about {safe(one.area)}"] if one.area else []),
    ]
    return f"{' · '.join(what)} · {one.minutes} min, {PLACES[one.place_kind]} · _{STATES[one.state]}_"
