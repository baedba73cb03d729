"""App Home: a plain list of what waits for its reader, and where everything of theirs stands."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.messages.answers import TOLD, TOLD_OF_END
from bot.messages.approvals import to_card
from bot.messages.blocks import (
    SECTION,
    Block,
    View,
    button,
    buttons,
    clip_mrkdwn,
    context,
    divider,
    header,
    safe,
    section,
    sections,
    when,
)
from bot.messages.candidacies import CANDIDACY_MENU, MOST, candidacy_rows, next_step_of
from bot.messages.directory import OPEN_DIRECTORY
from bot.messages.questions import OPEN_SETTLE
from bot.messages.settings import OPEN_SETTINGS
from bot.messages.stats import OPEN_STATS
from bot.rules.access import Action
from bot.rules.days import spoken_day
from bot.rules.overview import Overview
from bot.rules.words import SeatState

MOST_OWED = 12
"""Things of one kind that wait for the reader and are listed one by one; with the candidacies they fit on one page."""

MOST_HELD = 5
"""Candidates whose held points are listed."""


@dataclass(frozen=True)
class OwedShown:
    """Feedback the reader owes: for whom, until when, and the seat."""

    name: str
    due_at: datetime
    state: SeatState
    seat_id: int


@dataclass(frozen=True)
class ToTell:
    """A candidate who is yet to hear from a person that it is over, or that a decision was taken back; since when."""

    candidacy_id: int
    name: str
    since: datetime


@dataclass(frozen=True)
class QuestionOwed:
    """A candidate's open question that is the reader's to answer."""

    question_id: int
    name: str
    due_on: date


@dataclass(frozen=True)
class HeldOwed:
    """Points of a candidate's feedback that are held until the reader says what becomes of them."""

    candidacy_id: int
    name: str
    points: int


@dataclass(frozen=True)
class HomeShown:
    """What App Home shows one reader; `asked` counts meetings that wait for their answer."""

    reader_id: int
    owed: Sequence[OwedShown]
    asked: int
    to_tell: Sequence[ToTell]
    to_settle: Sequence[QuestionOwed]
    candidacies: Sequence[Overview]
    """Those in which something of the reader's is overdue first."""
    may_set_up: bool
    is_set_up: bool
    is_blind_by_default: bool
    gives_style_hints: bool
    areas: Sequence[str] | None
    """What candidates may be told that the reader can talk about; None: they aren't in the directory."""
    is_offered: bool
    sees_directory: bool
    sees_figures: bool
    held: Sequence[HeldOwed] = ()
    overdue: Collection[int] = ()
    """The ids of candidacies in which something of the reader's is overdue."""
    card_urls: Mapping[int, str] = field(default_factory=dict)
    """Addresses of the cards on which the reader coordinates candidacies, by their ids."""


def home_view(shown: HomeShown) -> View:
    """Draw the page."""
    blocks = [*_set_up(shown), header("Waiting for you"), *_waiting(shown), divider(), *_candidacies(shown)]
    return {"type": "home", "blocks": [*blocks, divider(), *_talking(shown), *_figures(shown)]}


def closed_home() -> View:
    """Say to a guest, or somebody of another workspace, why there is nothing here."""
    return {"type": "home", "blocks": [section("Reverse Interview is for full members of this workspace.")]}


def _set_up(shown: HomeShown) -> list[Block]:
    if not shown.may_set_up:
        return []
    said = (
        "Settings: channels, coordinator, working hours, mails, debriefs."
        if shown.is_set_up
        else "*Welcome.* Choose the debrief channel and the recruiting coordinator; everything else has a default."
    )
    style = None if shown.is_set_up else "primary"
    blind = "blind" if shown.is_blind_by_default else "open"
    hints = "on" if shown.gives_style_hints else "off"
    chosen = [context(f"Debriefs are {blind} by default · Style hints are {hints}")] if shown.is_set_up else []
    return [section(said), *chosen, buttons(button("Settings", OPEN_SETTINGS, style=style)), divider()]


def still_to_hear(untold: ToTell) -> Block:
    """Say that a candidate is yet to hear of it, with what notes that they have."""
    said = f"*{safe(untold.name)}* is still to hear of it from a person, since {when(untold.since)}."
    return section(said, button(TOLD, TOLD_OF_END, untold.candidacy_id))


def _waiting(shown: HomeShown) -> list[Block]:
    lines = []
    for one in shown.owed[:MOST_OWED]:
        state = "in, to sort" if one.state is SeatState.TO_SORT else "awaited"
        lines.append(section(f"Your feedback on *{safe(one.name)}*: {state} · due {when(one.due_at)}"))
    lines += _more(len(shown.owed) - MOST_OWED, "candidates wait for your feedback: see my messages to you")
    if shown.asked:
        noun = "conversation waits" if shown.asked == 1 else "conversations wait"
        lines.append(section(f"{shown.asked} {noun} for you to pick a time: see my messages to you."))
    lines += [still_to_hear(untold) for untold in shown.to_tell[:MOST_OWED]]
    lines += _more(len(shown.to_tell) - MOST_OWED, "are still to hear of it from a person: they follow here")
    for asked in shown.to_settle[:MOST_OWED]:
        said = f"A question of *{safe(asked.name)}*, due {spoken_day(asked.due_on)}"
        lines.append(section(said, button("Settle", OPEN_SETTLE, asked.question_id)))
    lines += _more(len(shown.to_settle) - MOST_OWED, "questions are yours to answer: they follow here")
    lines += _held(shown)
    marks = dict.fromkeys(shown.overdue, "🔴 Overdue · ")
    lines += sections([marks.get(one.id, "") + _turn(shown, one) for one in _turns(shown)])
    return lines or [context("Nothing. Enjoy it.")]


def _held(shown: HomeShown) -> list[Block]:
    """List what is held, with the way to it; never its words, which others may see over the reader's shoulder."""
    rows = [
        section(
            f"{'1 point' if one.points == 1 else f'{one.points} points'} of the feedback on *{safe(one.name)}*: "
            "held back until you say what becomes of that.",
            button("Held points", f"{CANDIDACY_MENU}:{Action.RELEASE_POINT}", one.candidacy_id),
        )
        for one in shown.held[:MOST_HELD]
    ]
    return rows + _more(len(shown.held) - MOST_HELD, "candidates' feedback has held points: they follow here")


def _more(count: int, what: str) -> list[Block]:
    return [context(f"and {count} more {what}")] if count > 0 else []


def _turn(shown: HomeShown, one: Overview) -> str:
    """Say what is next, and lead to the coordinator's card where that is done there."""
    is_on_card = one.next is not None and one.next.is_listed
    return f"*{safe(one.name)}*: {next_step_of(one)}{to_card(shown.card_urls.get(one.id)) if is_on_card else ''}"


def _turns(shown: HomeShown) -> list[Overview]:
    """Return the candidacies that wait for the reader themselves, as many as are listed below."""
    return [one for one in shown.candidacies[:MOST] if one.is_turn_of(shown.reader_id)]


def _talking(shown: HomeShown) -> list[Block]:
    """Say what stands in the directory about the reader, and lead there."""
    if shown.areas is None:
        said = "You aren't listed among those candidates may be offered to talk with."
    elif not shown.is_offered:
        said = "You are listed, and candidates aren't offered you for now."
    else:
        about = f": {safe(', '.join(shown.areas))}" if shown.areas else ""
        said = f"Candidates may be offered you to talk with{about}."
    label = "People to offer" if shown.sees_directory else "What I can talk about"
    return [section(clip_mrkdwn(f"*Talking with candidates.* {said}", SECTION)), buttons(button(label, OPEN_DIRECTORY))]


def _figures(shown: HomeShown) -> list[Block]:
    if not shown.sees_figures:
        return []
    said = "*Figures.* How many offers are accepted, how long candidates wait, whom they ask for and who says yes."
    return [section(said, button("Figures", OPEN_STATS))]


def _candidacies(shown: HomeShown) -> list[Block]:
    if not shown.candidacies:
        return [context("You own no open candidacy. `/debrief` opens one.")]
    return [header("Your candidacies"), *candidacy_rows(shown.candidacies, shown.reader_id)]
