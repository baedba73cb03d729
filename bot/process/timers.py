"""What happens when a timer falls due: one line a kind, naming the use case that re-reads the world and acts."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.process import (
    call_scripts,
    callers,
    clearances,
    decisions,
    evening_notes,
    housekeeping,
    invitations,
    meeting_timers,
    morning_notes,
    mornings,
    no_hires,
    offer_calls,
    question_mails,
    questions,
    remains,
    reminders,
    untold_ends,
)
from bot.rules.words import TimerKind
from storage.database import Transaction
from storage.timers import Timer

UseCase = Callable[[Transaction, Timer], Awaitable[object]]

TIMERS: dict[TimerKind, UseCase] = {
    TimerKind.APPROVALS_WAITING: mornings.list_approvals,
    TimerKind.CONTACT_REPLY: meeting_timers.remind_contact,
    TimerKind.NEXT_BEST: meeting_timers.offer_next_best,
    TimerKind.EVENING_NOTE: evening_notes.send_evening_note,
    TimerKind.MEETING_ENDED: meeting_timers.end_meeting,
    TimerKind.ALL_ANSWERED: questions.ask_all_answered,
    TimerKind.SETTLED_ON_PAGE: question_mails.mail_settled,
    TimerKind.CALL_REMINDER: callers.remind_of_call,
    TimerKind.CLEARANCE_REMINDER: clearances.remind_to_clear,
    TimerKind.FOLLOW_UP: offer_calls.follow_up,
    TimerKind.SCRIPT_CHANGES: call_scripts.tell_changes,
    TimerKind.LATE_FEEDBACK: call_scripts.remind_to_pass_on,
    TimerKind.SEND_INVITATION: invitations.send_invitation,
    TimerKind.REQUESTS_FOLLOW_UP: invitations.follow_up_requests,
    TimerKind.FEEDBACK_REMINDER: reminders.remind_of_feedback,
    TimerKind.DECISION_REMINDER: decisions.remind_of_decision,
    TimerKind.TELL_CANDIDATE: no_hires.remind_to_tell,
    TimerKind.UNTOLD_END: untold_ends.remind_untold,
    TimerKind.REMOVE_FEEDBACK: remains.remove_feedback,
    TimerKind.WAITING_FOR_YOU: morning_notes.waiting_for_you,
    TimerKind.KEEP_HOUSE: housekeeping.keep_house,
}

LATEST: dict[TimerKind, timedelta] = {
    TimerKind.EVENING_NOTE: timedelta(hours=12),
}
"""How late a timer may still run, where it makes no sense for ever: what fell due longer ago is marked missed."""
