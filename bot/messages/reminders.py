"""What interviewers are asked and reminded of, and what the hiring manager hears when feedback won't come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.messages.blocks import (
    Block,
    Message,
    View,
    button,
    buttons,
    context,
    mention,
    quote,
    safe,
    section,
    split_messages,
    when,
)
from bot.messages.debriefs import GIVE_FEEDBACK, GO_ON_WITHOUT, REPLACE_INTERVIEWER
from bot.messages.entered_feedback import enter_button
from bot.messages.forms import form, text_input
from bot.rules.days import short_date
from bot.rules.debriefs import Debrief, PanelSeat
from bot.rules.words import SeatState, Stage

DECLINE_FEEDBACK = "decline_feedback"
REMIND_LATER_TODAY = "remind_later_today"
REMIND_NEXT_MORNING = "remind_next_morning"

NO_HIRE = "it was decided not to hire, so nothing is awaited. What you still write is kept on record."
NO_LONGER = "you are no longer on this panel; nothing to do."


class Missing(StrEnum):
    """Why feedback won't come by itself."""

    SILENT = "silent"
    DECLINED = "declined"
    GONE = "gone"


@dataclass(frozen=True)
class Owed:
    """One seat of a reminder: `seat` is None once it was given up, `next_at` when it is reminded again, if ever."""

    debrief: Debrief
    seat: PanelSeat | None
    next_at: datetime | None


def feedback_asked(debrief: Debrief, seat: PanelSeat | None, *, is_overdue: bool = False) -> Message:
    """Ask one interviewer for their feedback, and show how to write it; or say what came of the question."""
    candidate, job = safe(debrief.candidate), safe(debrief.job)
    text = f"Your feedback on {candidate}, please"
    if seat is not None and seat.state is SeatState.IN:
        return _already_in(text, debrief, seat)
    if seat is None or debrief.answer is not None or debrief.is_no_hire:
        over = NO_HIRE if debrief.is_no_hire else "this candidacy is closed; nothing to do."
        return Message(text, [section(f"*{candidate}, {job}:* {over if seat else NO_LONGER}")])
    interview = f" Your interview: {short_date(seat.interview_on)}." if seat.interview_on else ""
    give = button("Give feedback", GIVE_FEEDBACK, seat.id, style="primary")
    cannot = button("I can't", DECLINE_FEEDBACK, seat.id)
    return Message(
        text,
        [
            section(
                f"*Your feedback on {candidate}, {job}*, please, {_until(debrief, is_overdue=is_overdue)}{interview}\n"
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
            *_how_it_stands(debrief, seat),
            buttons(give, cannot) if _may_decline(debrief, seat) else buttons(give),
            context(_who_reads(debrief)),
        ],
    )


def _until(debrief: Debrief, *, is_overdue: bool) -> str:
    """Say by when it is asked for."""
    if debrief.is_decided:
        called = "they have been called" if debrief.stage is not Stage.OFFER_CALL else "the call follows"
        return f"as soon as you can: the decision is made, and {called}."
    due = when(debrief.due_at)
    return f"as soon as you can: it was due {due}." if is_overdue else f"by {due}."


def _already_in(text: str, debrief: Debrief, seat: PanelSeat) -> Message:
    """Say of a question that it is answered, whatever comes of the candidacy: it isn't drawn again then."""
    said = (
        f"*Your feedback on {safe(debrief.candidate)}, {safe(debrief.job)}*, is in. Thank you. Another message from me "
        "shows how I read it; to add something, reply here or use the form."
    )
    return Message(text, [section(said), buttons(button("Give feedback", GIVE_FEEDBACK, seat.id))])


def _how_it_stands(debrief: Debrief, seat: PanelSeat) -> list[Block]:
    if debrief.is_decided:
        return [section("What you write now still counts, marked as late.")]
    if seat.has_declined and seat.is_awaited:
        return [section(_declined(debrief))]
    return []


def _declined(debrief: Debrief) -> str:
    manager = safe(debrief.hiring_manager.name)
    return f"You said that you can't. {manager} knows, and I won't remind you. If you can after all, just write it."


def _may_decline(debrief: Debrief, seat: PanelSeat) -> bool:
    return seat.can_be_asked and not debrief.is_decided


def _where_to_answer(debrief: Debrief) -> str:
    if debrief.is_blind:
        return "Reply to this message or use the form: this debrief is *blind*, so please write nothing in the channel."
    return f"Reply to this message, or in the thread in <#{debrief.channel}>, or use the form."


def _who_reads(debrief: Debrief) -> str:
    manager, coordinator = safe(debrief.hiring_manager.name), safe(debrief.coordinator.name)
    lead = f"{manager} decides and {coordinator} coordinates"
    if debrief.is_hidden:
        return (
            f"{lead}. Nobody reads yours, administrators included, nor you the others', before everyone's is in or "
            f"{manager} reveals all of it earlier and says why; then they, the panel and the head of talent do."
        )
    readers = f"{lead}; they, the panel and the head of talent read all feedback."
    if debrief.is_blind:
        return f"{readers} It is revealed by now; what you write or change is marked as written after that."
    return f"{readers} A reply in the thread is read by everyone there."


def feedback_reminded(owed: Sequence[Owed]) -> list[Message]:
    """Remind one interviewer of all they owe, and show how each stands since; continued where it is long."""
    waiting = [one for one in owed if _is_waiting(one)]
    names = ", ".join(safe(one.debrief.candidate) for one in waiting or owed)
    if not owed:
        return [Message("A newer reminder is below", [context("I have reminded you again since: please look below.")])]
    asked = [one for one in waiting if not _lacks_word(one)]
    lead = "*Your feedback is awaited.* A few sentences to the candidate are enough."
    if waiting and not asked:
        lead = "*A word of yours is awaited* on feedback that you gave."
    blocks = [section(lead if waiting else "*Nothing more is awaited here.* Thank you.")]
    for one in owed:
        blocks += _owed(one, is_first=asked[:1] == [one])
    if asked:
        in_thread = "" if any(one.debrief.is_blind for one in waiting) else ", or in the debrief's thread"
        blocks.append(context(f"You can also reply to this message{in_thread}, with *Good:* and *Grow:*."))
    again = [one.seat.id for one in waiting if one.seat and one.next_at]
    if again:
        ids = ":".join(map(str, again))
        later = [
            button("Remind me in 2 hours", REMIND_LATER_TODAY, ids),
            button("Tomorrow at 9:00", REMIND_NEXT_MORNING, ids),
        ]
        blocks += [buttons(*later)]
    awaited = "A word of yours is awaited" if waiting and not asked else "Your feedback is awaited"
    return split_messages(f"{awaited}: {names}", blocks, awaited)


def _is_waiting(one: Owed) -> bool:
    return one.seat is not None and (_may_decline(one.debrief, one.seat) or _lacks_word(one))


def _lacks_word(one: Owed) -> bool:
    """Whether feedback is in, but for a word of its author on some of it."""
    if one.seat is None or one.debrief.stage is not Stage.DEBRIEF or one.debrief.is_decided:
        return False
    return one.seat.state is SeatState.IN and one.seat.awaits_word


def _owed(one: Owed, *, is_first: bool) -> list[Block]:
    debrief, seat = one.debrief, one.seat
    name = f"*{safe(debrief.candidate)}, {safe(debrief.job)}*"
    if _lacks_word(one):
        return [section(f"{name}: {_word_lacking(debrief)}")]
    if seat is None or debrief.answer is not None or seat.state is SeatState.IN:
        is_in = seat is not None and seat.state is SeatState.IN
        return [section(f"{name}: {'your feedback is in. Thank you.' if is_in else 'nothing to do any more.'}")]
    give = button("Give feedback", GIVE_FEEDBACK, seat.id, style="primary" if is_first else None)
    if not _may_decline(debrief, seat):
        return [section(f"{name}: {_why_not_asked(debrief, seat)}", give)]
    text = f"{name} · due {when(debrief.due_at)} · <#{debrief.channel}>"
    if seat.state is SeatState.TO_SORT:
        text += "\nYou replied, but I couldn't tell whether it is your feedback. Please say so on my message to you."
    elif seat.awaits_word:
        text += "\nYou wrote me something, but I can't tell whom it is about. Please say so on my message to you."
    text += f"\nI'll remind you again {when(one.next_at)}." if one.next_at else "\nThis is the last time I remind you."
    return [section(text), buttons(give, button("I can't", DECLINE_FEEDBACK, seat.id))]


def _word_lacking(debrief: Debrief) -> str:
    return (
        "your feedback is in, and I wait for a word of yours on some of what you wrote. Please say it on my message "
        f"“Your feedback on {safe(debrief.candidate)}”: until then that part stays inside the team. I won't ask again."
    )


def _why_not_asked(debrief: Debrief, seat: PanelSeat) -> str:
    if debrief.is_no_hire:
        return NO_HIRE
    if debrief.is_decided:
        return "decided meanwhile. What you write now still counts, marked as late."
    if seat.is_excused:
        return f"{safe(debrief.hiring_manager.name)} goes on without yours. It still counts if it comes."
    return _declined(debrief)


def decline_form(debrief: Debrief, seat_id: int) -> View:
    """Ask somebody who can't give feedback why, if they like to say, and tell them who hears it."""
    manager = safe(debrief.hiring_manager.name)
    return form(
        DECLINE_FEEDBACK,
        "I can't give feedback",
        [
            section(
                f"*{safe(debrief.candidate)}, {safe(debrief.job)}*\n"
                f"{manager} is told now, and goes on without your feedback or asks somebody else. I won't remind you "
                "again. If you can after all, your feedback still counts."
            ),
            text_input("Why", "reason", 1000, is_multiline=True, hint=f"Only {manager} reads it.", is_optional=True),
        ],
        submit="Tell them",
        ids={"seat": seat_id},
    )


def feedback_missing(missing: Sequence[tuple[Debrief, PanelSeat]], why: Missing, words: str | None) -> Message:
    """Ask the hiring manager what to do about feedback that won't come; `words` are the interviewer's own.

    Several interviewers, of one panel or of several, are one message, each with the same buttons.
    """
    names, is_alone = [safe(one.who.name) for _, one in missing], len(missing) == 1
    candidates = {one.candidacy_id: safe(one.candidate) for one, _ in missing}
    whose = f"{names[0]}'s" if is_alone else f"{len(missing)} interviewers'"
    whom = next(iter(candidates.values())) if len(candidates) == 1 else f"{len(candidates)} candidates"
    enter = f"Enter for {names[0]}" if is_alone else "Enter for …"
    offered = (
        "*Go on without*: I stop waiting for it; it still counts if it comes. "
        "*Replace*: choose somebody else for the panel, who is asked at once. "
        f"*{enter}*: when they told you elsewhere."
    )
    blocks: list[Block] = []
    for about, one in missing:
        blocks += [section(_why_missing(about, one, why)), *quote(words or ""), _instead_of(one, is_alone=is_alone)]
    return Message(f"{whose} feedback on {whom} is missing", [*blocks, context(offered)])


def _instead_of(seat: PanelSeat, *, is_alone: bool) -> Block:
    return buttons(
        button("Go on without", GO_ON_WITHOUT, seat.id, style="primary" if is_alone else None),
        button("Replace", REPLACE_INTERVIEWER, seat.id),
        enter_button(seat.id, seat.who.name),
    )


def _why_missing(debrief: Debrief, seat: PanelSeat, why: Missing) -> str:
    name, about = f"*{safe(seat.who.name)}*", f"on *{safe(debrief.candidate)}, {safe(debrief.job)}*"
    is_to_sort = seat.state is SeatState.TO_SORT
    if why is Missing.GONE:
        left = "left unsorted what they wrote" if is_to_sort else "hasn't given feedback"
        return f"{name} is deactivated in Slack or a guest now, and {left} {about}."
    if seat.who.slack_id is None:
        nothing = f"What was entered for {name} {about} isn't sorted yet, so it doesn't count."
        return nothing if is_to_sort else f"Nothing is entered for {name} {about}, after three reminders."
    called = mention(seat.who.slack_id)
    if why is Missing.DECLINED:
        return f"{called} says they can't give feedback {about}."
    if is_to_sort:
        return f"{called} wrote something {about}, but hasn't told me whether it is feedback, though I asked again."
    return f"{called} hasn't given feedback {about} after three reminders."


def going_on_without(debrief: Debrief, seat: PanelSeat) -> Message:
    """Confirm to the hiring manager that the decision no longer waits for a seat."""
    text = f"Noted: *{safe(debrief.candidate)}* no longer waits for {safe(seat.who.name)}'s feedback."
    return Message("Noted", [section(text)])
