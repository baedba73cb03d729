"""Draws a candidate's questions from the tables: all on the coordinator's card, one for whoever it is given to."""

from collections.abc import Mapping

from bot.messages import questions as messages
from bot.messages.blocks import Message
from bot.messages.questions import QuestionShown, QuestionsShown, questions_card
from bot.rules.words import MeetingState, QuestionState, Stage
from storage.candidacies import candidacy
from storage.cases import reach
from storage.database import Transaction
from storage.meetings import meetings_of
from storage.people import Person, people
from storage.private_links import OPEN_STAGES
from storage.questions import Question, question, questions_of


async def draw_questions_card(tx: Transaction, candidacy_id: int, viewer_id: int | None) -> list[Message]:
    """Draw whether all is answered and what is open; for somebody who no longer coordinates, without the texts."""
    row = await candidacy(tx, candidacy_id)
    asked = await questions_of(tx, row.id) if viewer_id == row.coordinator_id else []
    known = await people(tx, [one for each in asked for one in (each.owner_id, each.settled_by_id, each.had_by_id)])
    held = [one for one in await meetings_of(tx, row.id) if one.state is MeetingState.HELD]
    names = [(await reach(tx, one.contact_id)).name for one in held]
    return questions_card(
        QuestionsShown(
            candidacy_id=row.id,
            candidate=row.candidate_name,
            candidate_email=row.candidate_email,
            met=list(dict.fromkeys(names)),
            is_done=row.stage is not Stage.REVERSE_INTERVIEW
            and not any(one.state is QuestionState.OPEN for one in asked),
            questions=[_shown(one, known) for one in asked],
            is_over=row.stage not in OPEN_STAGES,
        )
    )


async def draw_question_task(tx: Transaction, question_id: int, viewer_id: int | None) -> list[Message]:
    """Draw a question for somebody it was given to: to settle, or what became of it; its text for who may read it."""
    kept = await question(tx, question_id)
    row = await candidacy(tx, kept.candidacy_id)
    known = await people(tx, [row.coordinator_id, kept.owner_id, kept.settled_by_id, kept.had_by_id])
    one, name = _shown(kept, known), row.candidate_name
    if viewer_id not in {row.coordinator_id, kept.owner_id, kept.settled_by_id}:
        return [messages.question_taken_over(name, one.owner)]
    if one.state is not QuestionState.OPEN:
        return [messages.question_over(name, one)]
    if viewer_id != kept.owner_id:
        return [messages.question_given(name, one)]
    if viewer_id != row.coordinator_id:
        return [messages.question_task(name, one, known[row.coordinator_id].name)]
    is_new = one.is_from_page and one.had_by is None
    return [messages.asked_on_page(name, one) if is_new else messages.question_returned(name, one)]


def _shown(kept: Question, known: Mapping[int, Person]) -> QuestionShown:
    return QuestionShown(
        kept.id,
        kept.text,
        known[kept.owner_id].name,
        kept.due_on,
        kept.state,
        kept.note,
        manager_may_read=kept.manager_may_read,
        settled_by=known[kept.settled_by_id].name if kept.settled_by_id else None,
        is_from_page=kept.is_from_page,
        had_by=known[kept.had_by_id].name if kept.had_by_id else None,
    )
