"""What people see of a decision: the prompt, what is posted, and the tasks that follow."""

from datetime import date, datetime

from bot.messages.answers import TOLD, TOLD_OF_END
from bot.messages.blocks import (
    Block,
    Message,
    button,
    buttons,
    clip,
    context,
    header,
    quote,
    safe,
    section,
    sections,
    when,
)
from bot.messages.debriefs import CHOICES, next_step, said, title
from bot.messages.reveals import AFTER_REVEAL, OPEN_REVEAL, READ_POINTS
from bot.messages.times import long_time
from bot.rules.days import short_date
from bot.rules.debriefs import Debrief, Decided, PanelSeat
from bot.rules.words import Choice, SeatState

OPEN_DECISION = "open_decision"
TELL_CANDIDATE = "tell_candidate"


def decision_prompt(debrief: Debrief) -> Message:
    """Bring the hiring manager the decision, or show what came of it."""
    heading = header(f"Decide: {title(debrief)}")
    if debrief.is_decided and debrief.decision is not None:
        text = f"{said(debrief.decision)}.\n{next_step(debrief)}"
        blocks = [header(title(debrief)), section(text), context("Why, for you and the record only:")]
        change = context("To take it back: `/debrief decide`.")
        return Message(
            f"Decided: {safe(title(debrief))}", [*blocks, *quote(clip(debrief.decision.reason, 2900)), change]
        )
    if debrief.answer is not None:
        return Message(f"Closed: {safe(title(debrief))}", [header(title(debrief)), section(next_step(debrief))])
    lead = f"{debrief.seats_in} of {len(debrief.seats)} are in."
    if debrief.is_complete:
        is_all = debrief.seats_in == len(debrief.seats)
        lead = "Everyone's feedback is in." if is_all else "All feedback we still waited for is in."
    if debrief.decision is not None and debrief.decision.choice is Choice.NOT_YET:
        again = short_date(debrief.decision.revisit_on or date.max)
        lead = f"{said(debrief.decision)}; it is decided again on {again}, or sooner if you like. {lead}"
    blocks = [
        heading,
        section(lead),
        *votes(debrief, debrief.hiring_manager.id),
        buttons(
            button("Decide", OPEN_DECISION, debrief.candidacy_id, style="primary"),
            button("Reveal now", OPEN_REVEAL, debrief.candidacy_id)
            if debrief.is_hidden
            else button("Read the feedback", READ_POINTS, debrief.candidacy_id),
        ),
        context("*Decide* opens a form. Nothing goes to the candidate before you or a colleague have called them."),
    ]
    return Message(f"Please decide: {safe(title(debrief))}", blocks)


def votes(debrief: Debrief, reader_id: int) -> list[Block]:
    """Show each seat's vote and who is missing; none before the reveal or to a panel member who isn't in yet."""
    missing = [_missing(seat) for seat in debrief.seats if seat.state is not SeatState.IN]
    lines = [f"*Not in:* {', '.join(missing)}"] if missing else []
    lines += [_unplaced(debrief, seat) for seat in debrief.seats if seat.unplaced]
    if debrief.is_hidden:
        lines.append("This debrief is blind: nobody sees votes or feedback before it is revealed.")
        return sections(lines)
    if debrief.votes_are_hidden_from(reader_id):
        lines.append("You are on the panel: give your own feedback first, then you see the others' votes.")
        return sections(lines)
    voted = [_vote(seat) for seat in debrief.seats if seat.state is SeatState.IN]
    return sections([*voted, *lines])


def _missing(seat: PanelSeat) -> str:
    """Name somebody whose feedback isn't in, and what there is of it."""
    name = safe(seat.who.name)
    if seat.state is SeatState.TO_SORT:
        return f"{name} (wrote something they have yet to sort)"
    return f"{name} (posted a {seat.wordless}, asked for words)" if seat.wordless else name


def _unplaced(debrief: Debrief, seat: PanelSeat) -> str:
    """Say that somebody wrote what may be about this candidate: only they know."""
    name, several = safe(seat.who.name), seat.unplaced > 1
    messages = (
        f"{seat.unplaced} messages of {name}'s aren't placed yet"
        if several
        else f"1 message of {name}'s isn't placed yet"
    )
    which = "they are" if several else "it is"
    return (
        f"{messages}: {name}, who is on several panels, has yet to say whether {which} about {safe(debrief.candidate)}."
    )


def _vote(seat: PanelSeat) -> str:
    late = f" {AFTER_REVEAL}" if seat.is_after_reveal else ""
    more = " _(wrote more, which they have yet to sort)_" if seat.has_unsorted else ""
    return f"{safe(seat.author)}: {f'*{seat.vote.words}*' if seat.vote else 'no vote'}{late}{more}"


def decision_posted(debrief: Debrief, decided: Decided) -> Message:
    """Tell the thread what was decided, by whom, when, and what happens now; never why."""
    if decided.choice is Choice.NOT_YET:
        again = short_date(decided.revisit_on or date.max)
        then = f"It is decided again on {again}. Feedback can still be given and changed."
    else:
        then = next_step(debrief)
    if decided.choice is Choice.HIRE:
        then += " Thank you for it, the good and the constructive."
    return Message(f"Decided: {CHOICES[decided.choice]}", [section(f"{said(decided)}.\n{then}")])


def decision_reversed(debrief: Debrief, by: str, choice: Choice, *, was_told: bool, is_untold: bool) -> Message:
    """Tell the thread and the people concerned that a decision was taken back.

    `was_told`: the candidate heard no. `is_untold`: they were called about the offer, and are yet to hear of this.
    """
    text = _reversed(debrief, by, choice)
    if is_untold:
        coordinator = safe(debrief.coordinator.name)
        text += f" {coordinator} speaks with the candidate first; until then please say nothing about it to them."
    if was_told:
        text += " The candidate has been told no already; please speak with each other before anybody speaks with them."
    return Message("A decision was taken back", [section(text)])


def _reversed(debrief: Debrief, by: str, choice: Choice) -> str:
    return (
        f"{safe(by)} took back the decision on {safe(title(debrief))}, which was *{CHOICES[choice]}*. The debrief is "
        "open again: nothing that was planned goes on, and I send the candidate nothing."
    )


def speak_with_them(debrief: Debrief, by: str, choice: Choice, then: str) -> Message:
    """Tell the coordinator of a reversal, with their task: to speak with the called candidate before anything else.

    `then` says what goes out once they press.
    """
    text = (
        f"{_reversed(debrief, by, choice)}\n*{safe(debrief.candidate)} has been called about an offer.* Please "
        f"speak with {safe(debrief.hiring_manager.name)}, then with the candidate. {then}"
    )
    pressed = buttons(button(TOLD, TOLD_OF_END, debrief.candidacy_id, style="primary"))
    return Message("A candidate is to hear that a decision was taken back", [section(text), pressed])


def tell_candidate_asked(debrief: Debrief, decision_id: int, by_when: datetime) -> Message:
    """Give the coordinator the task to tell a candidate no."""
    text = (
        f"*Tell {safe(debrief.candidate)} by {when(by_when)}* that we don't go on with them as {safe(debrief.job)}.\n"
        f"{safe(debrief.hiring_manager.name)} decided, and knows why. I send the candidate nothing: this news comes "
        "from a person. When you have told them, press; that closes the candidacy."
    )
    return Message(
        "Please tell a candidate about a decision",
        [section(text), buttons(button(TOLD, TELL_CANDIDATE, decision_id, style="primary"))],
    )


def candidate_told(debrief: Debrief, by: str) -> Message:
    """Confirm that the candidate knows and the candidacy is closed."""
    text = f"{safe(by)} told {safe(debrief.candidate)}. The candidacy as {safe(debrief.job)} is closed: no hire."
    return Message("The candidate has been told", [section(text)])


def decision_due(debrief: Debrief) -> Message:
    """Remind the hiring manager that the decision waits for them."""
    return Message(
        f"A decision waits: {safe(title(debrief))}",
        [
            section(
                f"*{safe(title(debrief))}* waits for your decision: {debrief.seats_in} of {len(debrief.seats)} are in."
            ),
            buttons(button("Decide", OPEN_DECISION, debrief.candidacy_id, style="primary")),
        ],
    )


def _decider(decided: Decided, reader_id: int) -> str:
    return "You" if decided.by.id == reader_id else decided.by.name


def already_decided(decided: Decided, reader_id: int, zone: str) -> str:
    """Say who decided what and when, to somebody who came later; plain text, in their zone."""
    return (
        f"{_decider(decided, reader_id)} decided already: {CHOICES[decided.choice]}, {long_time(decided.at, zone)}. "
        "To decide otherwise, take that decision back first, with /debrief decide."
    )


def changed_meanwhile(decided: Decided | None, reader_id: int, zone: str) -> str:
    """Say that the form was opened on older facts; plain text, in the reader's zone."""
    now = (
        f"{_decider(decided, reader_id)} decided {CHOICES[decided.choice]}, {long_time(decided.at, zone)}"
        if decided
        else "the last decision was taken back"
    )
    return f"This changed since you opened the form: {now}. Close it and use /debrief decide again."
