"""The form in which an offer call is logged and its log corrected."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from slack_sdk.models.blocks import (
    CheckboxesElement,
    EmailInputElement,
    OptionGroup,
    RadioButtonsElement,
    StaticMultiSelectElement,
    StaticSelectElement,
)

from bot.messages.blocks import OPTION, Block, View, clip, context, divider, options, quote, safe, section
from bot.messages.forms import day_picker, field_input, fit_form, form, option_of, text_input
from bot.messages.no_invitations import not_invited_fields
from bot.messages.offer_calls import SENTIMENTS, SHORT_SENTIMENTS, SIGNALS
from bot.messages.places import PLACES
from bot.messages.times import long_time
from bot.rules.call_logs import LogEntry, history
from bot.rules.days import spoken_day
from bot.rules.text import capitalised
from bot.rules.words import PlaceKind, PointKind, Signal, WhyNotInvited

LOG_CALL = "log_call"

AGAIN, CORRECTED = "again", "corrected"

WORDS = 3000
MOST_POINTS = 100
"""Points of one interviewer that can be chosen from, and interviewers: what a select holds."""
MOST_IN_ALL = 300
"""Points of a whole script that a form has room for."""


@dataclass(frozen=True)
class PointToLog:
    """A point of the script as the log may name it."""

    id: int
    author: str
    kind: PointKind
    text: str
    is_left_out: bool


@dataclass(frozen=True)
class LogKnown:
    """What a log form is filled with; `seen` is the id of the log so far, 0 for none.

    `is_correction`: the call led on, so that there is none to be made any more.
    """

    candidacy_id: int
    candidate: str
    seen: int
    is_correction: bool
    now: LogEntry | None
    before: Sequence[LogEntry]
    phone: str | None
    zone: str | None
    email: str | None
    place_kind: PlaceKind | None
    points: Sequence[PointToLog]
    why_not_invited: WhyNotInvited | None
    not_invited_note: str | None
    reader_zone: str
    is_due_again: bool = False
    """Whether the day has come on which they were to talk again."""


def log_form(known: LogKnown) -> View:
    """Ask how the call went: one choice and one box; the rest is below and optional."""
    chosen = {one.value: label for one, label in SENTIMENTS.items()}
    now = known.now
    initial = options({now.sentiment.value: SENTIMENTS[now.sentiment]})[0] if now else None
    choice = RadioButtonsElement(options=options(chosen), initial_option=initial)
    blocks = [
        section(f"The offer call to *{safe(known.candidate)}*"),
        *_which_call(known),
        field_input("How did they take it?", "sentiment", choice),
        text_input(
            "What did they say to the two questions?",
            "said",
            WORDS,
            value=now.said if now else None,
            is_multiline=True,
            hint="How they feel, and what they are unsure about. In their words, as far as you can; no amounts.",
        ),
        context("*Good* sends the invitation in five minutes; you'll see the mail and can hold it."),
        *_next(known),
        *([] if known.email else [_address(known)]),
        divider(),
        context("All below can stay empty."),
        *_left_out(known),
        *_more(known),
        *_contact_details(known),
        *_no_invitation(known),
        *_history(known),
    ]
    return form(
        LOG_CALL,
        "Correct the log" if known.is_correction else "Log the call",
        fit_form(blocks, "Still earlier logs are kept, and not shown here."),
        ids={"candidacy": known.candidacy_id, "seen": known.seen},
    )


def _which_call(known: LogKnown) -> list[Block]:
    """Ask, where they were called and are to be called again, whether this is another call."""
    if known.now is None or known.is_correction:
        return []
    again, corrected = options({AGAIN: "We talked again", CORRECTED: "I put the log right; there was no new call"})
    initial = again if known.is_due_again else corrected
    choice = RadioButtonsElement(options=[again, corrected], initial_option=initial)
    hint = "After another call, what came in since the last one counts as passed on too."
    return [field_input("What do you log?", "which_call", choice, hint=hint)]


def _next(known: LogKnown) -> list[Block]:
    day = day_picker(known.now.next_on if known.now else None)
    hint = "Needed when it was mixed or they need time."
    return [field_input("When do you talk again?", "next_on", day, hint=hint, is_optional=True)]


def _left_out(known: LogKnown) -> list[Block]:
    """Offer the points of the script, an interviewer a group; nothing chosen means that all was passed on."""
    groups, chosen = [], []
    for author, points in groupby(known.points[:MOST_IN_ALL], key=lambda one: one.author):
        named = {str(one.id): clip(f"{_KINDS[one.kind]} {_one_line(one.text)}", OPTION) for one in points}
        offered = options(dict(list(named.items())[:MOST_POINTS]))
        groups.append(OptionGroup(label=clip(author, OPTION), options=offered))
        chosen += [
            one for one in offered if int(one.value or 0) in {each.id for each in known.points if each.is_left_out}
        ]
    if not groups:
        return []
    select = StaticMultiSelectElement(option_groups=groups[:MOST_POINTS], initial_options=chosen[:MOST_POINTS] or None)
    why = known.now.left_out if known.now else None
    more = f" The first {MOST_IN_ALL} points are listed." if len(known.points) > MOST_IN_ALL else ""
    return [
        field_input(
            "What of the feedback did you leave out?",
            "points_left_out",
            select,
            hint=f"Empty if you passed on everything. Authors are told which of their points weren't said.{more}",
            is_optional=True,
        ),
        text_input(
            "If you left something out: why?", "left_out", WORDS, value=why, is_multiline=True, is_optional=True
        ),
    ]


def _more(known: LogKnown) -> list[Block]:
    now = known.now
    heard = options({one.value: label for one, label in SIGNALS.items()})
    ticked = [one for one in heard if now and Signal(one.value or "") in now.signals]
    return [
        field_input(
            "What did they speak of?",
            "signals",
            CheckboxesElement(options=heard, initial_options=ticked or None),
            hint="It comes up as a suggestion where their requests are entered.",
            is_optional=True,
        ),
        text_input(
            "Whom or what did they ask for already?",
            "asked_for",
            WORDS,
            value=now.asked_for if now else None,
            is_multiline=True,
            hint="As a note. Enter it with Enter requests afterwards, so that times can be found.",
            is_optional=True,
        ),
        text_input(
            "The first question alone: how do they feel?",
            "feels",
            WORDS,
            value=now.feels if now else None,
            is_multiline=True,
            is_optional=True,
        ),
        text_input(
            "The second alone: what are they unsure about?",
            "unsure",
            WORDS,
            value=now.unsure if now else None,
            is_multiline=True,
            is_optional=True,
        ),
    ]


def _address(known: LogKnown) -> Block:
    """Ask for the address; where none is known yet it stands above what can stay empty."""
    hint = "The invitation goes there. Their own, not one at their present employer."
    element = EmailInputElement(initial_value=known.email)
    needed = "" if known.email else " It is needed after a good call."
    return field_input("Their e-mail address", "email", element, hint=hint + needed, is_optional=True)


def _contact_details(known: LogKnown) -> list[Block]:
    places = options({one.value: capitalised(label) for one, label in PLACES.items()})
    chosen = option_of(places, known.place_kind)
    return [
        *([_address(known)] if known.email else []),
        text_input("Their phone number", "phone", 200, value=known.phone, is_optional=True),
        text_input(
            "Their time zone",
            "zone",
            100,
            value=known.zone,
            hint="Region and city, such as Europe/Berlin, or just the city.",
            is_optional=True,
        ),
        field_input(
            "How they would rather meet",
            "place",
            StaticSelectElement(options=places, initial_option=chosen),
            is_optional=True,
        ),
    ]


def _no_invitation(known: LogKnown) -> list[Block]:
    """Ask for the reason that everybody needs who isn't invited; a bad call is one by itself."""
    return not_invited_fields(
        known.why_not_invited,
        known.not_invited_note,
        hint="Only after a call that went badly. Left empty, that is the reason.",
    )


def _history(known: LogKnown) -> list[Block]:
    """List the logs so far, the newest first: who, when, what changed, and what it said before."""
    if not known.before or known.now is None:
        return []
    blocks: list[Block] = [divider(), section("*Logged so far*")]
    for number, (one, changed) in enumerate(reversed(history([*known.before, known.now]))):
        what = f"corrected {', '.join(changed) or 'nothing'}" if one is not known.before[0] else "logged it"
        blocks.append(context(f"{safe(one.by)}, {long_time(one.at, known.reader_zone)}: {what}"))
        if number:
            blocks += _earlier(one)
    return blocks


def _earlier(one: LogEntry) -> list[Block]:
    lines = [f"It said: {SHORT_SENTIMENTS[one.sentiment]}"]
    if one.signals:
        lines.append(f"They spoke of: {', '.join(SIGNALS[signal] for signal in one.signals)}")
    if one.next_on:
        lines.append(f"Next: {spoken_day(one.next_on)}")
    texts = _told(("", one.said), ("How they feel:", one.feels), ("Unsure about:", one.unsure))
    more = _told(("They asked for:", one.asked_for), ("Left out, because:", one.left_out))
    return [context(" · ".join(lines)), *texts, *more]


def _told(*texts: tuple[str, str | None]) -> Iterable[Block]:
    return [block for label, text in texts if text for block in ([context(label)] if label else []) + quote(text)]


_KINDS = {PointKind.GOOD: "+", PointKind.GROW: "△", PointKind.NOTE: "·"}


def _one_line(text: str) -> str:
    return " ".join(text.split())
