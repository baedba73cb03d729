"""Mails about a candidate's questions: is everything answered, and what became of what they asked on their page."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages.mails import Letter, paragraphs, quoted
from bot.rules.text import listed
from bot.rules.words import QuestionState


@dataclass(frozen=True)
class OnPage:
    """How many of the questions they asked on their page are open, and settled without their knowing it yet."""

    still_open: int = 0
    settled: int = 0


NONE = OnPage()


def all_answered_mail(
    candidate: str, met: Sequence[str], asker: str, page: str | None = None, asked: OnPage = NONE
) -> Letter:
    """Ask a candidate once whether anything is still open; `page` is the address of their own page, if any."""
    how = f"reply to this mail, or say it on your own page:\n\n{page}\n\n" if page else "just reply to this mail. "
    thanks = "If you would like to thank somebody you met, write me a line for them, and I pass it on as it is."
    after = f"you have now talked with {listed(met)}." if met else "we have now been through what you asked for."
    return Letter(
        "Is everything answered?",
        paragraphs(
            f"Hello {candidate},",
            f"{after} Is everything answered?",
            _on_page(asked),
            f"If a{'nother' if asked != NONE else ''} question is still open, or if you would like to meet somebody "
            f"else, {how}I'll see that you get an answer, or an honest word why not.",
            'If everything is answered, a short "yes" is enough.',
            thanks if met else "",
            asker,
        ),
        is_automatic=True,
    )


def _on_page(asked: OnPage) -> str:
    """Say that what they asked is not forgotten, so that nobody asks it again."""
    settled, count = "What became of what you asked on your page stands there now.", asked.still_open
    still = f"{count} questions of yours are" if count > 1 else "One question of yours is"
    pending = f"{still} with us still; you get a mail once that is settled." if count else ""
    return " ".join([*([settled] if asked.settled else []), *([pending] if pending else [])])


def settled_on_page(candidate: str, asked: Sequence[tuple[str, QuestionState]], asker: str, page: str) -> Letter:
    """Tell a candidate that their page has what became of these questions, once for all of them."""
    states = {state for _, state in asked}
    said = "Your page has the answers now, and says why where we can't share one:"
    if states == {QuestionState.ANSWERED}:
        said = f"Your page has the answer{'s' if len(asked) > 1 else ''} now:"
    elif states == {QuestionState.CANT_BE_SHARED}:
        said = "I'm afraid we can't share that. Your page says why:"
    return Letter(
        f"About your question{'s' if len(asked) > 1 else ''}",
        paragraphs(
            f"Hello {candidate},",
            "you asked us this on your page:",
            *(quoted(text) for text, _ in asked),
            f"{said}\n\n{page}",
            "Is something still unclear? Ask on, there or by a reply to this mail.",
            asker,
        ),
        is_automatic=True,
    )
