"""Candidacies as lists and one by one: where each stands, whose turn it is, and what the reader may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.messages.blocks import Block, Message, button, buttons, context, header, safe, section, when
from bot.rules.next_step import NextStep
from bot.rules.words import Role, Stage

OPEN_CANDIDACY = "open_candidacy"

MOST = 40
"""Candidacies shown in one list; a message holds 50 blocks."""

STAGES = {
    Stage.DEBRIEF: "Debrief",
    Stage.OFFER_CALL: "Offer call",
    Stage.REVERSE_INTERVIEW: "Reverse interview",
    Stage.AWAITING_ANSWER: "Awaiting their answer",
    Stage.CLOSED: "Closed",
}


@dataclass(frozen=True)
class CandidacyShown:
    """One candidacy as a reader sees it; `owner` names whose turn it is, `ended` how it ended."""

    id: int
    name: str
    job: str
    stage: Stage
    next: NextStep | None
    owner: str
    caller: str
    coordinator: str
    seats: int
    seats_in: int
    ended: str | None = None
    troubles: int = 0


@dataclass(frozen=True)
class ActionShown:
    """Something the reader may do now: a button's label and its action id."""

    label: str
    action_id: str


def candidacy_list(shown: Sequence[CandidacyShown], scope: str) -> Message:
    """List candidacies with one next step each."""
    if not shown:
        return Message("No open candidacies", [section(f"No open candidacies: {scope}. `/debrief` opens one.")])
    heading = context(f"{scope} · `/offer <name>` shows one with everything you can do")
    blocks = [header("Open candidacies"), heading, *candidacy_rows(shown)]
    return Message(f"{len(shown)} open candidacies", blocks)


def candidacy_rows(shown: Sequence[CandidacyShown]) -> list[Block]:
    """Show a row a candidacy with a button that opens it, as many as one list holds."""
    rows = [section(candidacy_line(one), button("Open", OPEN_CANDIDACY, one.id)) for one in shown[:MOST]]
    if len(shown) > MOST:
        rows.append(context(f"and {len(shown) - MOST} more: `/offer <name>` finds each"))
    return rows


def candidacy_line(one: CandidacyShown) -> str:
    """Say in two lines where it stands and what is next."""
    first = f"*{safe(one.name)}* · {safe(one.job)} · {STAGES[one.stage]}"
    return f"{first}\n{_next(one)}{_troubles(one)}"


def candidacy_shown(one: CandidacyShown, actions: Sequence[ActionShown]) -> Message:
    """Show one candidacy with the reader's actions, the next step's first."""
    state = f"{STAGES[one.stage]} · feedback {one.seats_in} of {one.seats} in"
    blocks: list[Block] = [
        header(f"{one.name} · {one.job}"),
        section(f"{state}\n{_next(one)}{_troubles(one)}"),
        context(f"Makes the call: {safe(one.caller)} · Coordinates: {safe(one.coordinator)}"),
    ]
    if actions:
        row = [
            button(action.label, action.action_id, one.id, style="primary" if number == 0 else None)
            for number, action in enumerate(actions)
        ]
        blocks.append(buttons(*row))
    return Message(f"{safe(one.name)}: {STAGES[one.stage]}", blocks)


def nothing_found(typed: str, examples: Sequence[str]) -> str:
    """Say that no candidacy of the reader's matches, with names that would."""
    known = ", ".join(f"`/offer {safe(name)}`" for name in examples[:3])
    hint = f" Try {known}." if known else " You have none open: `/debrief` opens one."
    return f"No candidacy of yours matches “{safe(typed)}”.{hint}"


def _next(one: CandidacyShown) -> str:
    if one.ended:
        return one.ended
    if one.next is None:
        return "Closed"
    due = f" · by {_due(one.next.due)}" if one.next.due else ""
    whose = {Role.SEAT: "Interviewers", Role.CONTACT: "Contact"}.get(one.next.owner, safe(one.owner))
    return f"Next: {one.next.what} · {whose}{due}"


def _due(due: datetime | date) -> str:
    return when(due) if isinstance(due, datetime) else f"{due:%A, %d %b}"


def _troubles(one: CandidacyShown) -> str:
    if not one.troubles:
        return ""
    noun = "message" if one.troubles == 1 else "messages"
    return f"\n:warning: {one.troubles} {noun} could not be delivered"
