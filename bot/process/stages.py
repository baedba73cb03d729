"""Moves a candidacy along the table of stages, or refuses in words."""

from bot.process.refusals import NotNow
from bot.rules.stages import Event, Impossible, Move, move
from bot.rules.words import Answer, Stage
from storage.candidacies import Candidacy
from storage.database import Transaction
from storage.drafts import prune_drafts


def check_move(candidacy: Candidacy, event: Event, *, no_hire_stands: bool = False) -> Move:
    """Return what the event would do now; raises NotNow, saying what to do instead.

    `no_hire_stands`: no hire is decided, and the candidate is yet to be told.
    """
    try:
        return move(event, candidacy.stage, Answer.NO_HIRE if no_hire_stands else candidacy.answer)
    except Impossible as refusal:
        raise NotNow(str(refusal)) from refusal


def close(tx: Transaction, candidacy: Candidacy, answer: Answer) -> None:
    """Close the candidacy with its answer."""
    candidacy.stage, candidacy.answer, candidacy.closed_at = Stage.CLOSED, answer, tx.now
    tx.finishing[prune_drafts] = None
