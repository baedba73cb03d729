"""The morning note: one message with everything that waits for its reader."""

from collections.abc import Sequence

from bot.messages.blocks import Message, context, safe, section, sections
from bot.rules.next_step import NextStep


def morning_note(waiting: Sequence[tuple[str, str, NextStep]]) -> Message:
    """List candidate, job and next step of each candidacy that waits for the reader."""
    count = f"{len(waiting)} candidate{'' if len(waiting) == 1 else 's'}"
    lines = [f"• *{safe(name)}* · {safe(job)}: {step.what}" for name, job, step in waiting]
    return Message(
        f"{count} waiting for you",
        [section(f"*Good morning. {count} waiting for you:*"), *sections(lines), context("`/offer` shows them all.")],
    )
