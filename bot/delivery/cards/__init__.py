"""The registry of cards: one line a surface, one module a noun.

A renderer reads the tables in the transaction it is given and returns what is to be seen: messages (the first is the
card, the others continue it in its thread; none: there is nothing to show any more), a view for App Home, or where a
reaction is and whether it is to be there.
"""

from collections.abc import Awaitable, Callable

from bot.delivery.cards import (
    call_scripts,
    clearances,
    coordinator_cards,
    debriefs,
    feedback,
    held_points,
    home,
    introductions,
    invitations,
    meetings,
    questions,
    remains,
    reminders,
    volunteers,
)
from bot.messages.blocks import Message, View
from bot.rules.words import Surface
from storage.database import Transaction

Renderer = Callable[[Transaction, int, int | None], Awaitable[list[Message] | View]]
"""(transaction, subject's id, id of the person who sees it or None in a channel) → messages, or a view."""

RENDERERS: dict[Surface, Renderer] = {
    Surface.CALL_SCRIPT: call_scripts.draw_call_script,
    Surface.CLEARANCE: clearances.draw_clearance,
    Surface.INVITATION: invitations.draw_invitation,
    Surface.DEBRIEF_CARD: debriefs.draw_debrief_card,
    Surface.FEEDBACK_RECEIPT: feedback.draw_feedback_receipt,
    Surface.FEEDBACK_ASKED: reminders.draw_feedback_asked,
    Surface.FEEDBACK_REMINDER: reminders.draw_feedback_reminder,
    Surface.DECISION_PROMPT: debriefs.draw_decision_prompt,
    Surface.COORDINATOR_CARD: coordinator_cards.draw_coordinator_card,
    Surface.CONTACT_BRIEF: meetings.draw_contact_brief,
    Surface.TIMES_AGAIN: meetings.draw_times_again,
    Surface.INTRODUCTION: introductions.draw_introduction,
    Surface.VOLUNTEERS_WANTED: volunteers.draw_volunteers_wanted,
    Surface.QUESTIONS_CARD: questions.draw_questions_card,
    Surface.QUESTION_TASK: questions.draw_question_task,
    Surface.HELD_POINTS: held_points.draw_held_points,
    Surface.REMAINS: remains.draw_remains,
    Surface.REACTION: feedback.draw_reaction,
    Surface.HOME: home.draw,
}
