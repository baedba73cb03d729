"""What people see of a debrief: its card, the first word to each interviewer, and the short notes around it."""

from collections.abc import Sequence
from datetime import date

from bot.messages.blocks import Block, Message, button, buttons, context, header, mention, menu, safe, section, when
from bot.rules.debriefs import Debrief, Decided, PanelSeat, Who
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


def day(one: date) -> str:
    """Show a date."""
    return f"{one:%a} {one.day} {one:%b %Y}"


def title(debrief: Debrief) -> str:
    """Name the candidacy in plain text."""
    return f"{debrief.candidate} · {debrief.job}"


def debrief_card(debrief: Debrief) -> Message:
    """Make the card in the debrief channel: who, what state, what is in; never a word of the feedback."""
    if debrief.stage is Stage.DEBRIEF and not debrief.is_decided:
        return _gathering(debrief)
    blocks = [header(title(debrief)), section(_state(debrief)), section(_roll(debrief)), context(_owners(debrief))]
    return Message(f"Debrief: {safe(title(debrief))}", blocks)


def _gathering(debrief: Debrief) -> Message:
    due = when(debrief.due_at)
    count = f"{debrief.seats_in} of {len(debrief.seats)} in"
    state = f"*Debrief open* · {count} · feedback due {due}"
    if debrief.decision is not None:
        state += f"\n{said(debrief.decision)}. It is decided again on {day(debrief.decision.revisit_on or date.max)}."
    blocks = [
        header(title(debrief)),
        section(state, menu(DEBRIEF_MENU, _menu(debrief))),
        section(_roll(debrief)),
        context(_owners(debrief)),
        context(_how_to_answer(debrief)),
        buttons(button("Give feedback", GIVE_OWN_FEEDBACK, debrief.candidacy_id, style="primary")),
    ]
    return Message(f"Debrief: {safe(title(debrief))}, {count}", blocks)


def _how_to_answer(debrief: Debrief) -> str:
    read_out = "after a hire the caller reads it to the candidate, except what is marked *Team only:*."
    if debrief.is_blind:
        since = (
            f"It was revealed {when(debrief.revealed_at)} to the panel and the hiring manager; what comes now is marked"
            if debrief.revealed_at
            else "Nobody reads another's before everyone is in; then it is revealed to the panel and the hiring manager"
        )
        return (
            "*Blind:* interviewers, reply to my direct message or use the form, not this thread; with *Good:* and "
            f"*Grow:*, written to the candidate as “you”. {since}; {read_out}"
        )
    return (
        "Interviewers: reply in this thread or to my direct message, with *Good:* and *Grow:*, written to the "
        "candidate as “you”. Everyone in this channel can read the thread; the hiring manager and the panel read "
        f"all of it before deciding; {read_out}"
    )


def _menu(debrief: Debrief) -> dict[str, str]:
    choices = {"edit": "Edit", "decide": "Decide", "reveal": "Reveal now", "close": "Close"}
    if not debrief.is_hidden:
        del choices["reveal"]
    return {f"{word}:{debrief.candidacy_id}": label for word, label in choices.items()}


def _owners(debrief: Debrief) -> str:
    manager, coordinator = debrief.hiring_manager, debrief.coordinator
    return f"{safe(manager.name)} decides · {safe(coordinator.name)} coordinates"


def _roll(debrief: Debrief) -> str:
    missing = "Not in" if debrief.is_decided else "Waiting for"
    by_state = {
        "In": [_name(seat) for seat in debrief.seats if seat.state is SeatState.IN],
        "In, still to be sorted by": [_name(seat) for seat in debrief.seats if seat.state is SeatState.TO_SORT],
        missing: [_name(seat) for seat in debrief.seats if seat.state is SeatState.WAITING],
    }
    lines = [f"*{label}:* {', '.join(names)}" for label, names in by_state.items() if names]
    return _clipped("\n".join(lines)) or "Nobody is on the panel."


def _name(seat: PanelSeat) -> str:
    name = safe(seat.who.name)
    if seat.is_excused and seat.state is SeatState.WAITING:
        return f"{name} (going on without)"
    if seat.interview_on and seat.state is SeatState.WAITING:
        return f"{name} (interview {day(seat.interview_on)})"
    return name


def _clipped(lines: str) -> str:
    return lines if len(lines) <= 2900 else lines[:2900].rsplit(",", 1)[0] + " and more"  # noqa: PLR2004  # below 3,000


def said(decided: Decided) -> str:
    """Say what was decided, by whom and when; in mrkdwn."""
    return f"*{CHOICES[decided.choice].capitalize()}*, decided by {safe(decided.by.name)} {when(decided.at)}"


def _state(debrief: Debrief) -> str:
    decided = f"{said(debrief.decision)}." if debrief.decision else ""
    return f"{decided}\n{next_step(debrief)}".strip()


def next_step(debrief: Debrief) -> str:
    """Say what happens now, for everyone in the channel; in mrkdwn."""
    if debrief.answer is not None:
        return ENDS[debrief.answer]
    caller, coordinator = safe(debrief.caller.name), safe(debrief.coordinator.name)
    if debrief.stage is Stage.OFFER_CALL:
        return f"Now {caller} calls the candidate with the news and your feedback."
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
        return f"The candidate knows. {coordinator} arranges the meetings they ask for."
    if invited.is_sent:
        return f"The candidate knows, and is now invited to interview us. {coordinator} arranges the meetings."
    if invited.is_held:
        return "The candidate knows. The invitation to interview us is held until somebody sends it."
    return f"The candidate knows. The invitation to interview us goes out {when(invited.goes_at)}."


def feedback_asked(debrief: Debrief, seat_id: int) -> Message:
    """Ask one interviewer for their feedback, and show how to write it."""
    candidate, job = safe(debrief.candidate), safe(debrief.job)
    return Message(
        f"Your feedback on {candidate}, please",
        [
            section(
                f"*Your feedback on {candidate}, {job}*, please, by {when(debrief.due_at)}.\n"
                f"Write it *to {candidate}*, as “you”: if we make an offer, the caller will read it to them. "
                "Examples help."
            ),
            section(
                "*Good:* You drew the whole system before you wrote a line.\n"
                "*Grow:* Say what you assume. You had the answer twice before we knew the question.\n"
                "*Vote:* hire"
            ),
            section(
                f"{_where_to_answer(debrief)} "
                "What you put under *Team only:* is never read to the candidate; neither is your vote."
            ),
            buttons(button("Give feedback", GIVE_FEEDBACK, seat_id, style="primary")),
            context(
                f"{safe(debrief.hiring_manager.name)} decides and {safe(debrief.coordinator.name)} coordinates; they "
                f"and the panel read all feedback before the decision{_when_read(debrief)}"
            ),
        ],
    )


def _where_to_answer(debrief: Debrief) -> str:
    if debrief.is_blind:
        return "Reply to this message or use the form: this debrief is *blind*, so please write nothing in the channel."
    return f"Reply to this message, or in the thread in <#{debrief.channel}>, or use the form."


def _when_read(debrief: Debrief) -> str:
    if debrief.is_hidden:
        return ", once everyone's is in. Until then nobody reads yours, administrators included, nor you the others'."
    if debrief.is_blind:
        return ". The others' is revealed already, so yours is marked as written after it."
    return ". A reply in the thread is read by everyone there."


def debrief_opened(debrief: Debrief, reader_id: int) -> Message:
    """Tell the opener and the hiring manager where it is open and what comes next for them."""
    candidate, job = safe(debrief.candidate), safe(debrief.job)
    names = ", ".join(safe(seat.who.name) for seat in debrief.seats)
    lines = [f"The debrief of *{candidate}, {job}* is open in <#{debrief.channel}>. I have asked {names}."]
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
    return Message(f"Debrief opened: {candidate}, {job}", [section(_clipped("\n".join(lines)))])


def panel_left(debrief: Debrief) -> Message:
    """Tell an interviewer that their feedback isn't needed any more."""
    text = f"You are no longer on the panel of *{safe(debrief.candidate)}, {safe(debrief.job)}*; nothing to do."
    return Message("You are no longer on a panel", [section(text)])


def role_changed(debrief: Debrief, reader: Who, role: str) -> Message:
    """Tell somebody that they now decide or coordinate; `role` is the verb."""
    mine = f"You now {role} on" if role == "decide" else f"You now {role}"
    text = (
        f"{mine} *{safe(debrief.candidate)}, {safe(debrief.job)}*; the debrief is in <#{debrief.channel}>.\n"
        "`/offer` lists everything that waits for you."
    )
    return Message(f"{safe(reader.name)}, you now {role}", [section(text)])


def debrief_closed(debrief: Debrief, by: Who) -> Message:
    """Tell the people concerned that nothing more is to come."""
    text = (
        f"{safe(by.name)} closed the debrief of *{safe(debrief.candidate)}, {safe(debrief.job)}*: the candidate is no "
        "longer considered. There is nothing more to do. Thank you for your time."
    )
    return Message(f"Debrief closed: {safe(debrief.candidate)}", [section(text)])


def debrief_edited(by: Who, changes: Sequence[str]) -> Message:
    """Say in the thread what was changed; `changes` are plain texts of ours with people's names."""
    lines = "\n".join(f"• {safe(change)}" for change in changes)
    return Message("The debrief was changed", [section(_clipped(f"{safe(by.name)} changed this debrief:\n{lines}"))])


def feedback_reminded(waiting: Sequence[tuple[Debrief, int, bool]]) -> Message:
    """Remind one interviewer of all they owe: debriefs, each with their seat's id and whether a reply is to sort."""
    blocks: list[Block] = [section("*Your feedback is awaited.* A few sentences to the candidate are enough.")]
    for debrief, seat_id, is_to_sort in waiting[:20]:
        text = (
            f"*{safe(debrief.candidate)}, {safe(debrief.job)}* · was due {when(debrief.due_at)} · <#{debrief.channel}>"
        )
        if is_to_sort:
            text += (
                "\nYou replied, but I couldn't tell whether it is your feedback. Please say so on my message to you."
            )
        blocks.append(section(text, button("Give feedback", GIVE_FEEDBACK, seat_id)))
    in_thread = "" if any(debrief.is_blind for debrief, _, _ in waiting) else ", or in the thread"
    blocks.append(context(f"You can also reply to this message{in_thread}, with *Good:* and *Grow:*."))
    names = ", ".join(safe(debrief.candidate) for debrief, _, _ in waiting[:20])
    return Message(f"Your feedback is awaited: {names}", blocks)


def feedback_missing(debrief: Debrief, seat: PanelSeat) -> Message:
    """Ask the hiring manager what to do about feedback that didn't come."""
    name, candidate = safe(seat.who.name), safe(debrief.candidate)
    text = (
        f"{mention(seat.who.slack_id)} hasn't given feedback on *{candidate}, {safe(debrief.job)}* after three "
        "reminders.\n"
        "*Go on without*: I stop waiting for it; it still counts if it comes. "
        "*Replace*: choose somebody else for the panel."
    )
    return Message(
        f"{name}'s feedback on {candidate} is missing",
        [
            section(text),
            buttons(
                button("Go on without", GO_ON_WITHOUT, seat.id, style="primary"),
                button("Replace", REPLACE_INTERVIEWER, seat.id),
            ),
        ],
    )


def going_on_without(debrief: Debrief, seat: PanelSeat) -> Message:
    """Confirm to the hiring manager that the decision no longer waits for a seat."""
    text = f"Noted: *{safe(debrief.candidate)}* no longer waits for {safe(seat.who.name)}'s feedback."
    return Message("Noted", [section(text)])
