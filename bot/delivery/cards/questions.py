"""Draws the coordinator's card of a candidate's questions from the tables."""

from bot.messages.blocks import Message
from bot.messages.questions import QuestionShown, QuestionsShown, questions_card
from bot.rules.words import MeetingState, QuestionState, Stage
from storage.candidacies import candidacy
from storage.database import Transaction
from storage.meeting_rows import reach
from storage.meetings import meetings_of
from storage.people import people
from storage.questions import questions_of


async def draw_questions_card(tx: Transaction, candidacy_id: int, viewer_id: int | None) -> list[Message]:
    """Draw whether all is answered and what is open; for somebody who no longer coordinates, without the texts."""
    row = await candidacy(tx, candidacy_id)
    asked = await questions_of(tx, row.id) if viewer_id == row.coordinator_id else []
    known = await people(tx, [one for each in asked for one in (each.owner_id, each.settled_by_id)])
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
            questions=[
                QuestionShown(
                    one.id,
                    one.text,
                    known[one.owner_id].name,
                    one.due_on,
                    one.state,
                    one.note,
                    manager_may_read=one.manager_may_read,
                    settled_by=known[one.settled_by_id].name if one.settled_by_id else None,
                )
                for one in asked
            ],
        )
    )
