"""The forms of a decision: making it, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import (
    CheckboxesElement,
    EmailInputElement,
    RadioButtonsElement,
    UserSelectElement,
)

from bot.messages.blocks import (
    Block,
    View,
    button,
    buttons,
    clip,
    context,
    options,
    quote,
    safe,
    section,
    sections,
    when,
)
from bot.messages.debriefs import CHOICES, next_step, said, title
from bot.messages.decisions import votes
from bot.messages.forms import day_picker, field_input, form, text_input
from bot.messages.reveals import OPEN_REVEAL
from bot.messages.times import long_time
from bot.rules.debriefs import Debrief, Decided, Hired
from bot.rules.text import capitalised
from bot.rules.words import Answer

DECIDE = "decide"
REVERSE_DECISION = "reverse_decision"
BEYOND_OPENINGS = "beyond_openings"
MOST_NAMED = 3
"""How many of those who have a job's openings are named beside the field."""
MOST_BEFORE = 10
"""How many earlier decisions a form shows."""


@dataclass(frozen=True)
class Contactable:
    """How the candidate is reached, as far as it is known."""

    phone: str | None
    good_hours: str | None
    zone: str | None
    email: str | None
    backup: str | None = None
    """The Slack id of who calls when the caller can't."""


def decide_form(debrief: Debrief, reader_id: int, known: Contactable, filling: Sequence[Hired]) -> View:
    """Ask for the decision and why; for a hire, how the candidate is reached.

    `filling` are others who are hired for the job and take all its openings: another hire is to be confirmed.
    """
    choices = {one.value: capitalised(words) for one, words in CHOICES.items()}
    return form(
        DECIDE,
        "Decide",
        [
            section(f"*{safe(title(debrief))}*"),
            *_history(debrief),
            *votes(debrief, reader_id),
            *_reveal(debrief),
            field_input(
                "Decision",
                "choice",
                RadioButtonsElement(options=options(choices)),
            ),
            text_input(
                "Why",
                "reason",
                2000,
                is_multiline=True,
                hint="For the record. It is never posted in the channel, and nobody's vote is named.",
            ),
            *_beyond_openings(debrief, filling),
            field_input(
                "If not yet: when do you decide?",
                "revisit_on",
                day_picker(),
                is_optional=True,
            ),
            *_for_the_call(known),
        ],
        submit="Decide",
        ids=_seen(debrief),
    )


def _for_the_call(known: Contactable) -> list[Block]:
    """Ask what the caller needs, if it is a hire."""
    zone_hint = "Region and city, e.g. Europe/Berlin. Left empty: the hiring manager's zone."
    return [
        context("*If hire*: what the caller needs. All of it can be filled in later, at the call."),
        text_input(
            "The candidate's phone number",
            "phone",
            200,
            value=known.phone,
            hint="With country code, e.g. +49 30 1234567",
            is_optional=True,
        ),
        text_input(
            "Good hours to call",
            "good_hours",
            200,
            value=known.good_hours,
            hint="E.g. after 17:00, not on Wednesdays",
            is_optional=True,
        ),
        text_input("The candidate's time zone", "zone", 200, value=known.zone, hint=zone_hint, is_optional=True),
        field_input(
            "The candidate's e-mail address",
            "email",
            EmailInputElement(initial_value=known.email),
            hint="The invitation goes there after the call; nothing before it.",
            is_optional=True,
        ),
        field_input(
            "Backup caller",
            "backup",
            UserSelectElement(initial_user=known.backup),
            hint="Is asked to call when the call isn't made for two working days. Empty: the coordinator.",
            is_optional=True,
        ),
    ]


def decided_form(debrief: Debrief, decided: Decided, zone: str) -> View:
    """Show the decision that holds, and ask why it is taken back, where it still can be."""
    shown = [
        section(f"*{safe(title(debrief))}*\n{said(decided)}.\n{next_step(debrief)}"),
        *quote(clip(decided.reason, 2900)),
        *_history(debrief),
    ]
    if debrief.answer not in {None, Answer.NO_HIRE}:
        return form(REVERSE_DECISION, "Decided", shown, submit=None, close="Close")
    return form(
        REVERSE_DECISION,
        "Decided",
        [
            *shown,
            text_input(
                "Take this decision back? Say why",
                "reason",
                2000,
                is_multiline=True,
                hint=f"Decided {long_time(decided.at, zone)}. Taking it back stops reminders and everything not yet "
                "sent, and opens the debrief again. A candidate who knows hears nothing from me until somebody "
                "has spoken with them.",
            ),
        ],
        submit="Take it back",
        close="Leave it",
        ids=_seen(debrief),
    )


def openings_filled(debrief: Debrief, filling: Sequence[Hired]) -> str:
    """Say who has the job's openings already; plain text."""
    first = ", ".join(f"{one.candidate} (decided by {one.by.name})" for one in filling[:MOST_NAMED])
    more = len(filling) - MOST_NAMED
    names = f"{first} and {more} more" if more > 0 else first
    openings = "1 opening" if debrief.openings == 1 else f"{debrief.openings} openings"
    return f"{debrief.job} has {openings}, and a hire is decided for: {names}."


def _beyond_openings(debrief: Debrief, filling: Sequence[Hired]) -> list[Block]:
    if not filling:
        return []
    element = CheckboxesElement(options=options({"yes": "Hire all the same"}))
    label, text = "If hire: more than the job has openings", openings_filled(debrief, filling)
    hint = "How many openings there are can be changed with /debrief edit."
    field = field_input(label, BEYOND_OPENINGS, element, hint=hint, is_optional=True)
    return [*sections([f"*Before you hire:* {safe(text)}"]), field]


def _history(debrief: Debrief) -> list[Block]:
    """Show what was decided before and holds no more, with its reasons; the latest where there is very much."""
    now = debrief.decision.id if debrief.decision else None
    before = [one for one in debrief.decisions if one.id != now]
    blocks: list[Block] = []
    if len(before) > MOST_BEFORE:
        blocks.append(context(f"{len(before) - MOST_BEFORE} decisions before these are left out here."))
    for one in before[-MOST_BEFORE:]:
        blocks += [section(f"*Before:* {said(one)}, because:"), *quote(one.reason)]
        if one.reversed_at is not None and one.reversed_by is not None:
            back = f"Taken back by {safe(one.reversed_by.name)} {when(one.reversed_at)}, because:"
            blocks += [section(back), *quote(one.reversal_reason or "")]
    return blocks


def _reveal(debrief: Debrief) -> list[Block]:
    """Offer the reveal of a blind debrief, for which nothing need be decided yet."""
    if not debrief.is_hidden:
        return []
    said = "*Hire* and *No hire* reveal it to the panel; *Not yet* keeps it blind."
    return [buttons(button("Reveal now", OPEN_REVEAL, debrief.candidacy_id)), context(said)]


def _seen(debrief: Debrief) -> dict[str, int]:
    return {"candidacy": debrief.candidacy_id, "made": debrief.decisions_made}
