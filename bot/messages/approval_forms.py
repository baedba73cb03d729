"""The coordinator's forms about a request or meeting: somebody else, no, an exact time, an answer by mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    CheckboxesElement,
    EmailInputElement,
    Option,
    PlainTextObject,
    RadioButtonsElement,
    StaticSelectElement,
    TimePickerElement,
    UserMultiSelectElement,
    UserSelectElement,
)

from bot.messages.approvals import CLASSES
from bot.messages.blocks import OPTION, Block, View, clip, context, options, quote, safe, section
from bot.messages.forms import day_picker, field_input, form, option_of, text_input
from bot.messages.places import MissingPlace, place_fields
from bot.messages.times import span, two_zones
from bot.rules.words import ContactClass, PlaceKind
from bot.rules.zones import city

CHOOSE_SOMEONE = "choose_someone"
SAY_NO = "say_no"
APPROVE_AT_PLACES = "approve_at_places"
EXACT_TIME = "propose_exact_time"
RECORD_REPLY = "record_reply"
APPROVE_ALTERNATES = "approve_alternates"
HAND_OVER_MEETINGS = "hand_over_meetings"
SPLIT_REQUEST = "split_request"

ANOTHER_TIME = "exact"
OTHER_TIMES = "other"
DECLINED = "declined"
NO_ANSWER = "no_answer"


@dataclass(frozen=True)
class Suggested:
    """Somebody who could be asked; `value` says who in ids, `why` is the reason in plain text."""

    value: str
    name: str
    why: str


def choose_form(
    request_id: int, candidate: str, suggested: Sequence[Suggested], kind: ContactClass | None = None
) -> View:
    """Ask who it should be instead: one of those suggested, somebody in Slack, or a name and address outside it.

    `kind`: what was asked for.
    """
    kinds = options({one.value: name for one, name in CLASSES.items()})
    asked_for = option_of(kinds, kind)
    ways = "One of those suggested, somebody in Slack" if suggested else "Somebody in Slack"
    return form(
        CHOOSE_SOMEONE,
        "Choose someone",
        [
            section(f"Whom should we ask for {safe(candidate)}? {ways}, *or* a name and an e-mail address."),
            *_suggested(suggested),
            field_input("In Slack", "person", UserSelectElement(), is_optional=True),
            text_input("Or outside Slack: their name", "name", 80, is_optional=True),
            field_input("Their e-mail address", "email", EmailInputElement(), is_optional=True),
            text_input(
                "Their city or time zone",
                "zone",
                100,
                is_optional=True,
                hint="For example New York. Left empty: where you are, unless we know better. They can change it.",
            ),
            field_input(
                "Who they are to us",
                "contact_class",
                StaticSelectElement(options=kinds, initial_option=asked_for),
                hint="Needed for somebody outside Slack.",
                is_optional=True,
            ),
            context("Nobody is asked yet: the card shows them with times, and you approve."),
        ],
        ids={"request": request_id},
    )


def _suggested(suggested: Sequence[Suggested]) -> list[Block]:
    """Offer those suggested, best first, each with the reason."""
    if not suggested:
        return []
    choices = [
        Option(
            value=one.value,
            text=PlainTextObject(text=clip(one.name, OPTION)),
            description=PlainTextObject(text=clip(one.why, OPTION)),
        )
        for one in suggested
    ]
    element = StaticSelectElement(options=choices)
    hint = "The directory's, least recently asked first."
    return [field_input("Suggested", "suggested", element, hint=hint, is_optional=True)]


def say_no_form(request_id: int, candidate: str, email: str | None) -> View:
    """Ask for the reason and an alternative, both of which the candidate reads."""
    told = f"{safe(candidate)} gets one mail at {safe(email)}" if email else f"Please tell {safe(candidate)} yourself"
    return form(
        SAY_NO,
        "Say no",
        [
            section(f"{told}: kind, with your reason and what you offer instead."),
            text_input("Why it isn't possible", "reason", 1000, is_multiline=True),
            text_input("What you offer instead", "alternative", 1000, is_multiline=True, is_optional=True),
        ],
        submit="Send it" if email else "Save",
        ids={"request": request_id},
    )


@dataclass(frozen=True)
class ExactTimeShown:
    """What the form of one time shows; `zone` is the contact's, `begin_with` a time to change as needed.

    `missing` is what is not known of where they meet, `free` are the spans the candidate named, `wrote` are the
    contact's words about other times.
    """

    request_id: int
    who: str
    zone: str
    candidate: str
    candidate_zone: str
    missing: Mapping[PlaceKind, MissingPlace]
    mailed_at: str | None = None
    """Where whoever is asked gets a mail, where they do."""
    begin_with: datetime | None = None
    free: Sequence[tuple[datetime, datetime]] = ()
    wrote: str | None = None
    instead_of: int | None = None
    """The meeting they were asked about already and haven't answered; that is off once this one is sent."""
    contact_id: int | None = None
    """Who is asked: nobody else, whoever the request goes to by the time the form is sent."""


def exact_time_form(shown: ExactTimeShown) -> View:
    """Ask for one time to propose, in the contact's zone, and for what is missing of where they meet."""
    who, candidate = safe(shown.who), safe(shown.candidate)
    asked = f"is asked by mail to {safe(shown.mailed_at)}" if shown.mailed_at else "is asked"
    before = " What they were asked about before is off then." if shown.instead_of else ""
    return form(
        EXACT_TIME,
        "Set a time",
        [
            section(f"{who} {asked} whether this one time suits. Please be sure that {candidate} is free.{before}"),
            *_known_of_times(shown),
            *_date_and_time(shown.zone, shown.begin_with, is_optional=False),
            field_input(
                "An unusual hour?",
                "is_sure",
                CheckboxesElement(options=options({"yes": "Yes, at this hour"})),
                hint="Needed outside their working hours, and in the candidate's night.",
                is_optional=True,
            ),
            *place_fields(shown.missing),
            context(f"{who} is in {safe(city(shown.zone))}, {candidate} in {safe(city(shown.candidate_zone))}."),
        ],
        submit="Ask",
        ids={"request": shown.request_id, "instead_of": shown.instead_of or 0, "contact": shown.contact_id or 0},
    )


def _known_of_times(shown: ExactTimeShown) -> list[Block]:
    """Repeat what the card behind the form says of when both could: the contact's words, the candidate's free times."""
    blocks: list[Block] = []
    if shown.wrote:
        blocks += [context(f"{safe(shown.who)} wrote about other times:"), *quote(shown.wrote)]
    if shown.free:
        spans = "; ".join(span(start, end, shown.candidate_zone) for start, end in shown.free)
        said = f"{safe(shown.candidate)} is free ({safe(city(shown.candidate_zone))} time): {safe(spans)}"
        blocks.append(context(clip(said, 2000)))
    return blocks


@dataclass(frozen=True)
class ReplyShown:
    """What the form of an outsider's answer shows; `times` by the proposed time's id."""

    meeting_id: int
    who: str
    zone: str
    candidate: str
    candidate_zone: str
    times: dict[int, datetime]
    following: str | None = None
    """Who is next on the coordinator's list, where somebody is."""


def reply_form(shown: ReplyShown) -> View:
    """Ask what somebody outside Slack answered by mail or on the phone."""
    choices = {str(key): two_zones(at, shown.zone, shown.candidate_zone) for key, at in shown.times.items()}
    choices |= {
        ANOTHER_TIME: "Agreed, at another time (below)",
        OTHER_TIMES: "Not at these times (say more below)",
        DECLINED: "They can't, or don't want to",
    }
    if shown.following:
        choices[NO_ANSWER] = clip(f"No answer came: ask {shown.following} instead", OPTION)
    return form(
        RECORD_REPLY,
        "Record their answer",
        [
            section(f"What did {safe(shown.who)} answer?"),
            field_input("Answer", "reply", RadioButtonsElement(options=options(choices))),
            *_date_and_time(shown.zone, None, is_optional=True),
            text_input("What they wrote about other times", "note", 1000, is_multiline=True, is_optional=True),
            context(
                f"A time you enter here counts as agreed, and both get it by mail for their calendar: please be sure "
                f"that {safe(shown.candidate)} is free."
            ),
        ],
        ids={"meeting": shown.meeting_id},
    )


@dataclass(frozen=True)
class ApprovalShown:
    """What the form of an approval shows: who is asked, `mailed` are addresses, and what is missing of where they meet.

    `request_id` is None for all requests; `mark` names the times that the card showed.
    """

    candidacy_id: int
    request_id: int | None
    mark: int | None
    candidate: str
    asked: Sequence[str]
    mailed: Sequence[str]
    missing: Mapping[PlaceKind, MissingPlace]


def approval_form(shown: ApprovalShown) -> View:
    """Ask for what is missing of where they meet, before these people are asked; whom it mails is named."""
    ids = {"candidacy": shown.candidacy_id, "request": shown.request_id or 0}
    who = clip(", ".join(shown.asked), 1000)
    verb = "is" if len(shown.asked) == 1 else "are"
    by_mail = f" By mail: {safe(clip(', '.join(shown.mailed), 1000))}." if shown.mailed else ""
    return form(
        APPROVE_AT_PLACES,
        "Approve",
        [
            section(f"*{safe(who)}* {verb} asked about talking with {safe(shown.candidate)}.{by_mail}"),
            *place_fields(shown.missing),
        ],
        submit="Approve" if shown.request_id else f"Approve all {len(shown.asked)}",
        ids=ids | ({"mark": shown.mark} if shown.mark is not None else {}),
    )


def alternates_form(  # the facts of the form, each named
    request_id: int, candidate: str, who: str, suggested: Sequence[str], chosen: Sequence[str]
) -> View:
    """Ask who comes next when the first one can't."""
    hint = f"The directory suggests: {', '.join(suggested)}." if suggested else "The first one chosen is asked first."
    element = UserMultiSelectElement(initial_users=list(chosen)[:2] or None, max_selected_items=2)
    return form(
        APPROVE_ALTERNATES,
        "Who is asked next",
        [
            section(
                f"If {safe(who)} can't talk with {safe(candidate)}, whom should we ask at once, without another "
                "approval? Up to two, the first one first."
            ),
            field_input("In Slack", "colleagues", element, hint=hint, is_optional=True),
            context(
                "Nobody is asked now. They get times that suit both by direct message, and you hear of it. Somebody "
                "outside Slack is never mailed without your approval."
            ),
        ],
        ids={"request": request_id},
    )


def split_form(request_id: int, candidate: str, area: str, first: str, second: str) -> View:
    """Ask what each of two people is to talk about, with two parts of the subject filled in."""
    return form(
        SPLIT_REQUEST,
        "Split over two people",
        [
            section(
                f"{safe(candidate)} asked about *{safe(area)}*. What is each of the two to talk about? It may be the "
                "same."
            ),
            text_input("The first", "first", 150, value=first),
            text_input("The second", "second", 150, value=second),
            context(
                f"They stand on the card each for itself, and on {safe(candidate)}'s page. Nobody is asked or mailed "
                "yet."
            ),
        ],
        submit="Split",
        ids={"request": request_id},
    )


def hand_over_form(candidacy_id: int, candidate: str) -> View:
    """Ask who sees to a candidate's meetings from now on."""
    return form(
        HAND_OVER_MEETINGS,
        "Hand over",
        [
            section(f"Who sees to {safe(candidate)}'s meetings and questions from now on?"),
            field_input("Coordinator", "coordinator", UserSelectElement()),
            context("They get this card and hear of it; so does the hiring manager. The card leaves you."),
        ],
        submit="Hand over",
        ids={"candidacy": candidacy_id},
    )


def _date_and_time(zone: str, begin_with: datetime | None, *, is_optional: bool) -> list[Block]:
    local = begin_with.astimezone(ZoneInfo(zone)) if begin_with else None
    day = day_picker(local.date() if local else None)
    at = TimePickerElement(initial_time=f"{local:%H:%M}" if local else None, timezone=zone)
    return [
        field_input(f"Date in {city(zone)}", "date", day, is_optional=is_optional),
        field_input(f"Time in {city(zone)}", "time", at, is_optional=is_optional),
    ]
