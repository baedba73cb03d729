"""The mail that tells a candidate what became of what they asked on their page: one for all settled within an hour."""

from collections.abc import Sequence
from datetime import timedelta

from bot.messages.question_mails import OnPage, settled_on_page
from bot.process.private_links import page_address
from bot.process.say import send_mail
from bot.rules.words import QuestionState, TimerKind
from storage.candidacies import Candidacy, lock
from storage.database import Transaction
from storage.people import person
from storage.private_links import OPEN_STAGES
from storage.questions import Question, questions_of
from storage.timers import Timer, set_timer

GATHERED = timedelta(hours=1)
"""What is settled within this time of the first goes into one mail."""


async def plan_settled_mail(tx: Transaction, row: Candidacy, kept: Question) -> None:
    """Plan to tell the candidate of a question that was settled, where they asked it on their page."""
    if kept.is_from_page:
        due, key = tx.now + GATHERED, f"settled_on_page:{kept.id}"
        await set_timer(tx, TimerKind.SETTLED_ON_PAGE, due, key=key, candidacy_id=row.id)


async def mail_settled(tx: Transaction, timer: Timer) -> None:
    """Mail what was settled since the last mail, in one; nothing where the candidate knows, or has answered."""
    row = await lock(tx, timer.candidacy_id or 0)
    found = _untold(await questions_of(tx, row.id))
    if not found or row.stage not in OPEN_STAGES or row.candidate_email is None:
        return
    page = await page_address(tx, row, replaces=False)
    if page is None:
        return
    coordinator = await person(tx, row.coordinator_id)
    letter = settled_on_page(row.candidate_name, [(one.text, one.state) for one in found], coordinator.name, page)
    await send_mail(tx, letter, row.candidate_email, key=f"timer:{timer.key}", candidacy=row)
    _note_told(tx, found)


async def tell_with_another(tx: Transaction, row: Candidacy) -> OnPage:
    """Return what another mail to the candidate says of these questions, and note that it does."""
    asked = await questions_of(tx, row.id)
    found = _untold(asked)
    _note_told(tx, found)
    return OnPage(sum(one.is_from_page and one.state is QuestionState.OPEN for one in asked), len(found))


async def unanswered(tx: Transaction, row: Candidacy) -> int:
    """Count the candidate's questions that are open, or whose answer waits to be mailed."""
    asked = await questions_of(tx, row.id)
    return sum(one.state is QuestionState.OPEN for one in asked) + len(_untold(asked))


def _untold(asked: Sequence[Question]) -> list[Question]:
    return [one for one in asked if one.is_from_page and one.settled_at is not None and one.told_at is None]


def _note_told(tx: Transaction, found: Sequence[Question]) -> None:
    for one in found:
        one.told_at = tx.now
