"""What people see of a debrief: its card, the first word to each interviewer, and the short notes around it."""

from collections.abc import Iterable
from datetime import date

from bot.messages.blocks import (
    SECTION,
    Block,
    Message,
    button,
    buttons,
    context,
    header,
    menu,
    pack,
    safe,
    section,
    sections,
    when,
)
from bot.rules.days import short_date
from bot.rules.debriefs import Debrief, Decided, PanelSeat
from bot.rules.words import Answer, Choice, SeatState, Stage

OPEN_DEBRIEF = "open_debrief"
EDIT_DEBRIEF = "edit_debrief"
CLOSE_DEBRIEF = "close_debrief"
DEBRIEF_MENU = "debrief_menu"
GIVE_FEEDBACK = "give_feedback"
GIVE_OWN_FEEDBACK = "give_own_feedback"
GO_ON_WITHOUT = "go_on_without"
REPLACE_INTERVIEWER = "replace_interviewer"

CHOICES = {Choice.HIRE: "hire", Choice.NO_HIRE: "no hire", Choice.NOT_YET: "not yet"}
ENDS = {
    Answer.ACCEPTED: "The candidate accepted.",
    Answer.DECLINED: "The candidate declined.",
    Answer.WITHDRAWN: "Closed: the candidate withdrew or is no longer considered.",
    Answer.RESCINDED: "The offer was taken back.",
    Answer.NO_HIRE: "No hire. The candidate has been told.",
}


def title(debrief: Debrief) -> str:
    """Name the candidacy in plain text."""
    return f"{debrief.candidate} · {debrief.job}"


def debrief_card(debrief: Debrief) -> Message:
    """Make the card in the debrief channel: who, what state, what is in; never a word of the feedback."""
    if debrief.stage is Stage.DEBRIEF and not debrief.is_decided:
        return _gathering(debrief)
    if debrief.answer is Answer.ACCEPTED:  # the candidate will read along here
        return Message("This debrief is closed", [section("*This debrief is closed.* What stood here was removed.")])
    blocks = [header(title(debrief)), section(_state(debrief)), *_roll(debrief), context(_owners(debrief))]
    return Message(f"Debrief: {safe(title(debrief))}", blocks)


def _gathering(debrief: Debrief) -> Message:
    due = when(debrief.due_at)
    count = f"{debrief.seats_in} of {len(debrief.seats)} in"
    state = f"*Debrief open* · {count} · feedback due {due}"
    if debrief.taken_back is not None:
        state += f"\n{_taken_back(debrief.taken_back)}"
    if debrief.decision is not None:
        again = short_date(debrief.decision.revisit_on or date.max)
        state += f"\n{said(debrief.decision)}. It is decided again on {again}."
    blocks = [
        header(title(debrief)),
        section(state, menu(DEBRIEF_MENU, _menu(debrief))),
        *_roll(debrief),
        context(_owners(debrief)),
        context(_how_to_answer(debrief)),
        buttons(button("Give feedback", GIVE_OWN_FEEDBACK, debrief.candidacy_id, style="primary")),
    ]
    return Message(f"Debrief: {safe(title(debrief))}, {count}", blocks)


def _how_to_answer(debrief: Debrief) -> str:
    read_out = "after a hire the caller reads it to the candidate, except *Team only:*."
    if debrief.is_blind:
        manager = safe(debrief.hiring_manager.name)
        readers = "panel, hiring manager, coordinator and head of talent"
        since = (
            f"It was revealed {when(debrief.revealed_at)} to {readers}; what comes now is marked as later"
            if debrief.revealed_at
            else f"Nobody reads another's before everyone is in or {manager} reveals it; then {readers} read all of it"
        )
        return (
            "*Blind:* interviewers, reply to my direct message or use the form, not this thread; with *Good:* and "
            f"*Grow:*, to the candidate as “you”. {since}; {read_out}"
        )
    return (
        "Interviewers: reply here or to my direct message, with *Good:* and *Grow:*, to the candidate as “you”. "
        "Everyone here can read the thread; panel, hiring manager, coordinator and head of talent all of it; "
        f"{read_out}"
    )


def _menu(debrief: Debrief) -> dict[str, str]:
    choices = {
        "edit": "Edit",
        "enter": "Enter feedback for …",
        "decide": "Decide",
        "reveal": "Reveal now",
        "close": "Close",
    }
    if not debrief.is_hidden:
        del choices["reveal"]
    return {f"{word}:{debrief.candidacy_id}": label for word, label in choices.items()}


def _owners(debrief: Debrief) -> str:
    manager, coordinator = debrief.hiring_manager, debrief.coordinator
    return f"{safe(manager.name)} decides · {safe(coordinator.name)} coordinates"


def _roll(debrief: Debrief) -> list[Block]:
    """Name everyone on the panel by how their feedback stands; a long panel goes on in another section."""
    missing = "Not in" if debrief.is_decided or debrief.answer is not None else "Waiting for"
    by_state = {
        "In": [_name(seat) for seat in debrief.seats if seat.state is SeatState.IN],
        "In, still to be sorted by": [_name(seat) for seat in debrief.seats if seat.state is SeatState.TO_SORT],
        missing: [_name(seat) for seat in debrief.seats if seat.state is SeatState.WAITING],
    }
    lines = [line for label, names in by_state.items() if names for line in _listed(f"*{label}:*", names)]
    return sections(lines or ["Nobody is on the panel."])


def _listed(lead: str, names: Iterable[str], end: str = "") -> list[str]:
    """List names after a lead, in more lines than one where a section can't hold them; no name is broken."""
    *others, last = names
    parts = pack([lead, *(f"{one}," for one in others), f"{last}{end}"], SECTION)
    return [part.replace("\n", " ") for part in parts]


def _name(seat: PanelSeat) -> str:
    name = safe(seat.who.name)
    if seat.is_excused and seat.state is SeatState.WAITING:
        return f"{name} (going on without)"
    if seat.is_gone and seat.state is SeatState.WAITING:
        return f"{name} (deactivated in Slack or a guest now)"
    if seat.has_declined and seat.state is SeatState.WAITING:
        return f"{name} (can't)"
    if seat.interview_on and seat.state is SeatState.WAITING:
        return f"{name} (interview {short_date(seat.interview_on)})"
    return safe(seat.author) if seat.who.slack_id or seat.entered_by else f"{name} (has no Slack)"


def said(decided: Decided) -> str:
    """Say what was decided, by whom and when; in mrkdwn."""
    return f"*{CHOICES[decided.choice].capitalize()}*, decided by {safe(decided.by.name)} {when(decided.at)}"


def _taken_back(decided: Decided) -> str:
    by = safe(decided.reversed_by.name) if decided.reversed_by else ""
    return f"{said(decided)}, was taken back by {by} {when(decided.reversed_at or decided.at)}."


def _state(debrief: Debrief) -> str:
    decided = f"{said(debrief.decision)}." if debrief.decision else ""
    return f"{decided}\n{next_step(debrief)}".strip()


def next_step(debrief: Debrief) -> str:
    """Say what happens now, for everyone in the channel; in mrkdwn."""
    if debrief.answer is not None:
        return ENDS[debrief.answer]
    caller, coordinator = safe(debrief.caller.name), safe(debrief.coordinator.name)
    if debrief.stage is Stage.OFFER_CALL:
        now, once = ("", " once that is cleared") if debrief.is_to_be_cleared else ("Now ", "")
        return f"{now}{caller} calls the candidate with the news and the panel's feedback{once}."
    if debrief.stage is Stage.REVERSE_INTERVIEW:
        return _inviting(debrief)
    if debrief.stage is Stage.AWAITING_ANSWER:
        return "The candidate has our offer. We wait for their answer."
    if debrief.is_decided:
        return f"Now {coordinator} tells the candidate. Please say nothing to them before that."
    return "The debrief is open."


def _inviting(debrief: Debrief) -> str:
    """Say whether the candidate is invited already; after a corrected log or a late request there is no invitation."""
    invited, coordinator = debrief.invited, safe(debrief.coordinator.name)
    if invited is None:
        return f"The candidate knows. If they ask for meetings, {coordinator} arranges them."
    if invited.is_sent:
        return f"The candidate knows, and is now invited to interview us. {coordinator} arranges the meetings."
    if invited.is_held:
        return "The candidate knows. The invitation to interview us is held until somebody sends it."
    return f"The candidate knows. The invitation to interview us goes out {when(invited.goes_at)}."


def debrief_opened(debrief: Debrief, reader_id: int) -> Message:
    """Tell the opener and the hiring manager where it is open and what comes next for them."""
    candidate, job = safe(debrief.candidate), safe(debrief.job)
    lines = [f"The debrief of *{candidate}, {job}* is open in <#{debrief.channel}>."]
    asked = [safe(seat.who.name) for seat in debrief.seats if seat.who.slack_id]
    if asked:
        lines += _listed("I have asked", asked, ".")
    outside = [safe(seat.who.name) for seat in debrief.seats if seat.who.slack_id is None]
    if outside:
        lines += _listed(f"Without Slack, and therefore {safe(debrief.opener.name)}'s to ask:", outside, ".")
    if reader_id == debrief.hiring_manager.id:
        lines.append(
            "You decide. I'll bring you *Decide* when everyone's feedback is in; before that, `/debrief decide`."
        )
    else:
        lines.append(f"{safe(debrief.hiring_manager.name)} decides when everyone's feedback is in.")
    if debrief.is_blind:
        lines.append(
            "It is *blind*: feedback comes to me alone, and is revealed to the panel and the hiring manager when "
            "everyone is in. The hiring manager can reveal it before that, with a reason: *Reveal now* in the card's "
            "menu."
        )
    lines.append(f"Feedback is due {when(debrief.due_at)}. To change the panel or the dates: `/debrief edit`.")
    return Message(f"Debrief opened: {candidate}, {job}", sections(lines))


def debrief_closed(debrief: Debrief, by: str) -> Message:
    """Tell the people concerned that nothing more is to come."""
    text = (
        f"{safe(by)} closed the debrief of *{safe(debrief.candidate)}, {safe(debrief.job)}*: the candidate is no "
        "longer considered. There is nothing more to do. Thank you for your time."
    )
    return Message(f"Debrief closed: {safe(debrief.candidate)}", [section(text)])
