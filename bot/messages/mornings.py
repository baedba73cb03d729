"""The morning note: one message with everything that waits for its reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages.blocks import Block, Message, button, context, safe, section, sections
from bot.messages.questions import OPEN_SETTLE
from bot.rules.days import spoken_day
from bot.rules.next_step import NextStep

MOST = 20
"""How many questions one note holds; App Home has the others."""


@dataclass(frozen=True)
class QuestionDue:
    """A candidate's question that is the reader's to answer, by now."""

    question_id: int
    name: str
    due_on: date


def morning_note(waiting: Sequence[tuple[str, str, NextStep]], questions: Sequence[QuestionDue] = ()) -> Message:
    """List candidate, job and next step of each candidacy that waits for the reader, and the questions they owe."""
    counts = [
        _count(len(waiting), "candidate") if waiting else "",
        _count(len(questions), "question of a candidate", "questions of candidates") if questions else "",
    ]
    count = " and ".join(filter(None, counts))
    lines = [f"• *{safe(name)}* · {safe(job)}: {step.what}" for name, job, step in waiting]
    last = [context("`/offer` shows them all.")] if waiting else []
    asked = [_asked(one) for one in questions[:MOST]]
    if len(questions) > MOST:
        asked.append(context(f"and {len(questions) - MOST} more: my Home tab has them"))
    return Message(
        f"{count} waiting for you",
        [section(f"*Good morning. {count} waiting for you:*"), *sections(lines), *asked, *last],
    )


def _asked(one: QuestionDue) -> Block:
    said = f"*{safe(one.name)}* waits for an answer, due {spoken_day(one.due_on)}."
    return section(said, button("Settle", OPEN_SETTLE, one.question_id))


def _count(number: int, noun: str, plural: str | None = None) -> str:
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
