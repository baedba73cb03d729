"""Enter for …: the form, what whoever enters is told, and what the opener hears of interviewers without Slack."""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import (
    ButtonElement,
    EmailInputElement,
    PlainTextInputElement,
    PlainTextObject,
    StaticSelectElement,
)

from bot.messages.blocks import (
    BUTTON,
    Block,
    Message,
    View,
    button,
    buttons,
    clip,
    context,
    options,
    pack,
    safe,
    section,
    sections,
    when,
)
from bot.messages.feedback import CHANGE_FEEDBACK
from bot.messages.feedback_forms import vote_menu
from bot.messages.forms import field_input, form, option_of, text_input
from bot.rules.debriefs import Debrief, PanelSeat
from bot.rules.words import SeatState, Sharing, Vote

ENTER_FEEDBACK = "enter_feedback"

FIELD = 3000
FIELDS = 3
"""Fields for a pasted text, at least; each holds as much as Slack lets one hold."""

MOST_CHOICES = 100
SHARINGS = {Sharing.SHAREABLE: "to pass on", Sharing.TEAM_ONLY: "for the team only", Sharing.HELD: "held back"}


def entering_form(
    candidacy_id: int,
    candidate: str,
    panel: Mapping[int, str],
    *,
    seat_id: int | None = None,
    entered: str = "",
    vote: Vote | None = None,
) -> View:
    """Ask whose feedback it is and for its text; `panel` is names by seat id, `entered` what the reader entered."""
    intro = (
        f"On *{safe(candidate)}*: for an interviewer without Slack, or from a scorecard written elsewhere. It is shown "
        "as entered by you; whoever has Slack gets it to confirm or change."
    )
    blocks = [
        section(intro),
        *_whose(panel, seat_id),
        *_texts(entered),
        field_input("Their vote", "vote", vote_menu(vote), is_optional=True),
        context("What you enter takes the place of what was entered for them before."),
    ]
    return form(ENTER_FEEDBACK, "Enter feedback for …", blocks, ids={"candidacy": candidacy_id})


def feedback_entered(
    *, candidate: str, author: str, seat_id: int, sharings: Sequence[Sharing], is_to_sort: bool, is_outside: bool
) -> Message:
    """Tell whoever entered feedback that it is saved, how it was read in numbers, and who confirms it."""
    name = safe(author)
    counts = [f"{sharings.count(one)} {label}" for one, label in SHARINGS.items() if one in sharings]
    said = f"*Saved*, as entered by you for {name}, on *{safe(candidate)}*: {', '.join(counts) or 'no points yet'}."
    if is_to_sort:
        said += " I found no _Good:_ or _Grow:_ in it: please sort it in the form that is open, or open it again below."
    elif is_outside:
        said += f" {name} has no Slack, so nobody but you can check it: please read it over with them."
    else:
        said += f" {name} has it in a message, to confirm or change."
    return Message(
        f"Saved, as entered by you for {name}",
        [section(said), buttons(button("Change what you entered", ENTER_FEEDBACK, seat_id))],
    )


def entered_for_you(*, candidate: str, by: str, seat_id: int) -> Message:
    """Tell an interviewer who has a receipt already that somebody added to it."""
    said = (
        f"*{safe(by)}* entered feedback on *{safe(candidate)}* for you. It stands beside yours in my message “Your "
        f"feedback on {safe(candidate)}”; your own vote stays. If it isn't what you meant, change it or leave it out."
    )
    text = f"{safe(by)} entered feedback on {safe(candidate)} for you"
    return Message(text, [section(said), buttons(button("Change", CHANGE_FEEDBACK, seat_id))])


def entry_replaced(*, candidate: str, author: str, by: str) -> Message:
    """Tell whoever entered feedback that somebody else has entered it anew."""
    said = (
        f"*{safe(by)}* entered {safe(author)}'s feedback on *{safe(candidate)}* anew, in place of what you entered. "
        "If something of yours is missing now, please tell them."
    )
    return Message(f"{safe(author)}'s feedback was entered anew", [section(said)])


def enter_button(seat_id: int, author: str, *, style: str | None = None) -> ButtonElement:
    """Make the button that opens the form for one interviewer."""
    return button(clip(f"Enter for {author}", BUTTON), ENTER_FEEDBACK, seat_id, style=style)


def outsider_asked(debrief: Debrief, seat: PanelSeat) -> Message:
    """Tell the opener that somebody without Slack is theirs to ask."""
    return _ask(debrief, seat, f"{safe(seat.who.name)} has no Slack, so please ask them for their feedback")


def outsider_reminded(debrief: Debrief, seat: PanelSeat) -> Message:
    """Remind the opener of feedback that they were to ask somebody without Slack for, or that waits to be sorted."""
    if seat.state is SeatState.TO_SORT:
        name, candidate = safe(seat.who.name), safe(debrief.candidate)
        text = (
            f"*What was entered for {name} on {candidate}, {safe(debrief.job)}, isn't sorted yet.* It doesn't count so "
            "far. Whoever entered it opens it again, presses *Save*, and says line by line what it is."
        )
        press = button("Open it", ENTER_FEEDBACK, seat.id, style="primary")
        return Message(f"{name}'s feedback on {candidate} isn't sorted", [section(text), buttons(press)])
    return _ask(debrief, seat, f"Nothing is entered yet for {safe(seat.who.name)}, who has no Slack. Please ask them")


def _ask(debrief: Debrief, seat: PanelSeat, request: str) -> Message:
    name, candidate = safe(seat.who.name), safe(debrief.candidate)
    asked = (
        f"*{request}* on *{candidate}, {safe(debrief.job)}*, by {when(debrief.due_at)}.\n"
        f"Best written to {candidate}, as “you”, under _Good:_ and _Grow:_; if we make an offer it is read to them. "
        f"Then enter it here, and everyone sees that you entered it for {name}."
    )
    return Message(
        f"{name}'s feedback on {candidate}",
        [*sections(asked.split("\n")), buttons(enter_button(seat.id, seat.who.name, style="primary"))],
    )


def _whose(panel: Mapping[int, str], seat_id: int | None) -> list[Block]:
    choices = options({str(key): name for key, name in list(panel.items())[:MOST_CHOICES]})
    chosen = option_of(choices, str(seat_id))
    author = StaticSelectElement(placeholder=PlainTextObject(text="Choose"), options=choices, initial_option=chosen)
    return [
        *([field_input("Whose feedback is it?", "author", author, is_optional=True)] if choices else []),
        *(
            []
            if chosen
            else [
                text_input("Or somebody without Slack: their name", "name", 100, is_optional=True),
                field_input("Their e-mail address", "email", EmailInputElement(), is_optional=True),
            ]
        ),
    ]


def _texts(entered: str) -> list[Block]:
    parts = pack(entered.splitlines(), FIELD)
    parts += [""] * (FIELDS - len(parts))
    hint = "Paste it. What stands under Good: and Grow: is passed on; without them you sort it line by line next."
    return [
        field_input(
            "Their feedback" if number == 0 else "Their feedback (continued)",
            "text" if number == 0 else f"text_{number + 1}",
            PlainTextInputElement(action_id="text", multiline=True, max_length=FIELD, initial_value=part or None),
            hint=hint if number == 0 else None,
            is_optional=number > 0,
        )
        for number, part in enumerate(parts)
    ]
