"""Draws what a colleague is asked who knows somebody outside Slack: whether a mail may go out in their name."""

from bot.messages import introductions as messages
from bot.messages.blocks import Message
from bot.rules.words import MeetingState
from storage.candidacies import candidacy, job
from storage.cases import case_of, was_asked_by_mail
from storage.database import Transaction
from storage.meetings import meeting


async def draw_introduction(tx: Transaction, meeting_id: int, viewer_id: int | None) -> list[Message]:
    """Draw the question with its buttons as long as it waits for this colleague, else what became of it."""
    asked = await meeting(tx, meeting_id)
    row = await candidacy(tx, asked.candidacy_id)
    case = await case_of(tx, row, asked)
    is_mailed = await was_asked_by_mail(tx, asked)
    if is_mailed or asked.state is not MeetingState.ASKED or viewer_id != case.to.contact.known_by_id:
        return [messages.introduction_over(case.to.name, is_mailed=is_mailed)]
    wish = case.request
    shown = messages.IntroductionAsked(
        meeting_id=asked.id,
        who=case.to.name,
        email=case.to.email or "",
        job=(await job(tx, row.job_id)).title,
        learn=wish.learn,
        area=wish.area,
        minutes=wish.minutes,
        asker=case.coordinator.name,
        names_candidate=wish.may_name,
    )
    return [messages.may_we_ask(shown)]
