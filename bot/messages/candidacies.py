"""Candidacies as lists and one by one: where each stands, whose turn it is, and what the reader may do."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from slack_sdk.models.blocks import ButtonElement, OverflowMenuElement, StaticSelectElement

from bot.messages.answers import TOLD, TOLD_OF_END
from bot.messages.blocks import (
    Block,
    Message,
    View,
    button,
    buttons,
    clip,
    context,
    header,
    menu,
    options,
    safe,
    section,
    when,
)
from bot.messages.debriefs import ENDS
from bot.messages.decisions import TELL_CANDIDATE
from bot.messages.forms import field_input, form
from bot.rules.access import Action
from bot.rules.days import spoken_day
from bot.rules.next_step import NextStep
from bot.rules.overview import Overview
from bot.rules.text import listed
from bot.rules.words import Role, Stage

CANDIDACY_MENU = "candidacy_menu"
CHOOSE_CANDIDACY = "choose_candidacy"
CLEAR_CALL = "clear_call"
OPEN_NOT_YET = "open_not_yet_clear"

MOST_CHOICES = 100
MOST = 40
"""Candidacies shown in one list; a message holds 50 blocks."""
MOST_AWAITED = 3
"""Contacts who are waited for that are named; the coordinator's card has all."""

STAGES = {
    Stage.DEBRIEF: "Debrief",
    Stage.OFFER_CALL: "Offer call",
    Stage.REVERSE_INTERVIEW: "Reverse interview",
    Stage.AWAITING_ANSWER: "Awaiting their answer",
    Stage.CLOSED: "Closed",
}


ACTIONS = {
    Action.DECIDE: "Decision",
    Action.EDIT_DEBRIEF: "Edit panel and dates",
    Action.ENTER_FEEDBACK: "Enter feedback for …",
    Action.READ_POINTS: "Read the feedback",
    Action.OFFER_CALL: "Offer call",
    Action.RELEASE_POINT: "Held points",
    Action.REQUEST_MEETING: "Enter a request",
    Action.WRITTEN_OFFER: "Written offer",
    Action.RECORD_ANSWER: "Record the answer",
}


def candidacy_list(shown: Sequence[Overview], reader_id: int, scope: str) -> Message:
    """List candidacies with one next step each."""
    if not shown:
        return Message("No open candidacies", [section(f"{scope}: none is open. `/debrief` opens one.")])
    heading = context(f"{scope} · `/offer &lt;name&gt;` shows one with everything you can do")
    blocks = [header("Open candidacies"), heading, *candidacy_rows(shown, reader_id)]
    return Message(f"{len(shown)} open {'candidacy' if len(shown) == 1 else 'candidacies'}", blocks)


def candidacy_rows(shown: Sequence[Overview], reader_id: int) -> list[Block]:
    """Show a row a candidacy with a menu of what the reader may do, as many as one list holds."""
    rows = [section(candidacy_line(one, reader_id), _menu(one, reader_id)) for one in shown[:MOST]]
    if len(shown) > MOST:
        rows.append(context(f"and {len(shown) - MOST} more: `/offer &lt;name&gt;` finds each"))
    return rows


def candidacy_line(one: Overview, reader_id: int) -> str:
    """Say in two lines where it stands and what is next."""
    first = f"*{safe(one.name)}* · {safe(one.job)} · {STAGES[one.stage]}"
    return f"{first}\n{_next(one, reader_id)}{_late(one)}{_troubles(one)}"


def candidacy_shown(
    one: Overview,
    actions: Sequence[Action],
    *,
    reader_id: int,
    no_hire_to_tell: int | None,
    has_end_to_tell: bool,
    to_clear: int | None = None,
) -> Message:
    """Show one candidacy with the reader's actions, the next step's first.

    `no_hire_to_tell` is the id of a decision, `has_end_to_tell` means an end or a reversal, of which the candidate is
    yet to hear from a person; `to_clear` the id of a clearance that waits for the reader.
    """
    first: list[ButtonElement] = []
    if no_hire_to_tell is not None:
        first = [button(TOLD, TELL_CANDIDATE, no_hire_to_tell, style="primary")]
    elif has_end_to_tell:
        first = [button(TOLD, TOLD_OF_END, one.id, style="primary")]
    to_sort = f" ({one.seats_to_sort} more to be sorted)" if one.seats_to_sort else ""
    state = f"{STAGES[one.stage]} · feedback {one.seats_in} of {one.seats} in{to_sort}"
    blocks: list[Block] = [
        header(f"{one.name} · {one.job}"),
        section(f"{state}\n{_next(one, reader_id)}{_late(one)}{_troubles(one)}"),
        context(f"Makes the call: {safe(one.caller)} · Coordinates: {safe(one.coordinator)}"),
    ]
    if first:
        blocks.append(section(f"{safe(one.name)} is still to hear of it from a person. Afterwards, press *{TOLD}*."))
    if to_clear is not None:
        clear = button("Clear to call", CLEAR_CALL, to_clear, style="primary")
        first += [clear, button("Not yet", OPEN_NOT_YET, to_clear)]
    if first or actions:
        blocks.append(buttons(*first, *_actions(one.id, actions, has_primary=bool(first))))
    return Message(f"{safe(one.name)}: {STAGES[one.stage]}", blocks)


def _actions(candidacy_id: int, actions: Sequence[Action], *, has_primary: bool) -> list[ButtonElement]:
    styles = (None if number or has_primary else "primary" for number in range(len(actions)))
    return [
        button(ACTIONS[action], f"{CANDIDACY_MENU}:{action}", candidacy_id, style=style)
        for action, style in zip(actions, styles, strict=True)
    ]


def nothing_found(typed: str, examples: Sequence[str]) -> Message:
    """Say that no candidacy of the reader's matches, with names that would."""
    known = ", ".join(f"`/offer {safe(name)}`" for name in examples[:3])
    hint = f" Try {known}." if known else " You have none open: `/debrief` opens one."
    said = f"No candidacy of yours matches “{safe(clip(typed, 80))}”.{hint}"
    return Message(said, [section(said)])


def choosing_form(action: Action, choices: Mapping[int, str]) -> View:
    """Ask which candidacy is meant (id → name and job), as many as a select holds."""
    element = StaticSelectElement(
        options=options({str(key): label for key, label in list(choices.items())[:MOST_CHOICES]}),
    )
    asked = field_input("Which candidate?", "candidacy", element)
    return form(f"{CHOOSE_CANDIDACY}:{action}", ACTIONS[action], [asked], submit="Next")


def next_step_of(one: Overview) -> str:
    """Say what is next and by when, to whoever's turn it is; in mrkdwn."""
    return f"{one.next.what}{_by(one.next)}" if one.next else "Closed"


def offer_usage(examples: Sequence[str]) -> str:
    """Explain `/offer`, with names of the reader's own."""
    name = safe(examples[0]) if examples else "Ada"
    return "\n".join(
        [
            "*`/offer` is for everything after the decision.* A name is needed only when you have several.",
            "• `/offer`: your candidacies, each with its next step",
            f"• `/offer {name}`: one candidacy and everything you can do",
            f"• `/offer call {name}`: the call script, and logging the call",
            f"• `/offer ask {name}`: enter whom they want to meet",
            f"• `/offer sent {name}`: the written offer: promised by when, sent when, and until when it stands",
            f"• `/offer answer {name}`: accepted, declined, withdrawn or rescinded",
            "• `/offer stats`: what the reverse interview does to your acceptance rate",
            "• `/offer people`: whom candidates may be offered to talk with, and what you say of yourself",
            "• `/offer settings`: for the head of talent",
            "Up to the decision it is `/debrief`.",
        ]
    )


def _next(one: Overview, reader_id: int) -> str:
    if one.next is None:
        return ENDS[one.answer] if one.answer else "Closed"
    if one.next.owner is Role.CONTACT:
        return f"Next: {one.next.what}{_with_whom(one, reader_id)}{_by(one.next)}"
    whose = "Interviewers" if one.next.owner is Role.SEAT else safe(one.owner)
    return f"Next: {one.next.what} · {whose}{_by(one.next)}"


def _with_whom(one: Overview, reader_id: int) -> str:
    """Name the contacts who are waited for, to the coordinator: whom a candidate asks for is for them alone."""
    if not one.awaited or reader_id != one.coordinator_id:
        return ""
    names, rest = [safe(name) for name in one.awaited[:MOST_AWAITED]], len(one.awaited) - MOST_AWAITED
    waits = "with" if one.next and one.next.due else "waiting for"
    return f" · {waits} {listed([*names, f'{rest} more'] if rest > 0 else names)}"


def _menu(one: Overview, reader_id: int) -> OverflowMenuElement | None:
    choices = {f"{action}:{one.id}": ACTIONS[action] for action in one.actions_of(reader_id)}
    return menu(CANDIDACY_MENU, choices) if choices else None


def _by(step: NextStep) -> str:
    if step.due is None:
        return ""
    return f" · by {when(step.due) if isinstance(step.due, datetime) else spoken_day(step.due)}"


def _late(one: Overview) -> str:
    """Say what came after the call, where the next step is another."""
    if not one.late_points or one.pass_on_by is None or (one.next and one.next.due == one.pass_on_by):
        return ""
    noun = "point" if one.late_points == 1 else "points"
    by = f"by {spoken_day(one.pass_on_by)}"
    return f"\n:new: {one.late_points} {noun} of feedback came after the call · {safe(one.caller)} passes on {by}"


def _troubles(one: Overview) -> str:
    if not one.troubles:
        return ""
    noun = "message" if one.troubles == 1 else "messages"
    return f"\n:warning: {one.troubles} {noun} could not be delivered"
