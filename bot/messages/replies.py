"""Short answers to what people write to the bot, or in a debrief's thread, beside the receipt of what was saved."""

from datetime import datetime

from bot.messages.blocks import Message, button, buttons, context, safe, section, sections
from bot.messages.meetings import ACCEPT_TIME, CANT_MEET, OPEN_OTHER_TIMES
from bot.messages.times import short_time, two_zones
from bot.rules.words import Attachment


def word_needed(candidate: str, attached: Attachment | None, url: str) -> Message:
    """Ask an author for a word on something they wrote after their receipt was posted; the receipt has the buttons."""
    name = safe(candidate)
    if attached is not None:
        said = (
            f"*You posted a {attached}.* Please write in words what {name} should hear. Until then it is no feedback."
        )
    else:
        said = (
            f"*Is what you just wrote feedback on {name}?* I found no _Good:_ or _Grow:_ in it, so I pass nothing of "
            "it on until you say so."
        )
    return Message(f"A word from you on {name}, please", [section(f"{said} *<{url}|Answer on my message>*.")])


def place_needed(url: str) -> Message:
    """Ask an author on several panels whom their direct message is about; the receipt has the choice."""
    said = "*Whom is what you just wrote about?* You are on several panels, so it counts nowhere until you say so."
    return Message("Whom is what you wrote about?", [section(f"{said} *<{url}|Choose the candidate on my message>*.")])


def nothing_open() -> Message:
    """Answer a direct message of somebody who is asked for nothing at the moment."""
    text = (
        "Thanks for writing. No feedback of yours is awaited at the moment, so I haven't saved this. "
        "When you are on a panel I'll write to you first; `/offer` shows what waits for you."
    )
    return Message("No feedback of yours is awaited at the moment", [section(text)])


def write_to_coordinator(asker: str) -> Message:
    """Answer a direct message of a contact who is asked for a time, or has agreed on one: it reached nobody."""
    text = (
        "I can't pass that on. To answer, use the buttons on what I asked you: a time, *Other times* for your own "
        f"words, or *I can't*. For anything else, or to change what is agreed, please write to {safe(asker)}."
    )
    return Message(f"Please use the buttons above, or write to {safe(asker)}", [section(text)])


def times_again(  # the facts of the question, each named
    meeting_id: int, asker: str, times: dict[int, datetime], zone: str, candidate_zone: str, *, whom: str | None
) -> Message:
    """Answer a direct message of somebody who is asked for a time: it reached nobody, and here are the buttons."""
    said = f"I can't pass that on: only your press on one of these reaches {safe(asker)}."
    rows = [
        section(
            safe(two_zones(at, zone, candidate_zone)),
            button(f"Accept {short_time(at, zone)}", ACCEPT_TIME, f"{meeting_id}:{key}"),
        )
        for key, at in times.items()
    ]
    answers = buttons(button("Other times", OPEN_OTHER_TIMES, meeting_id), button("I can't", CANT_MEET, meeting_id))
    about = f"A time of {safe(whom)}'s with a candidate:" if whom else "A time with a candidate:"
    last = context(f"*Other times* takes your own words. For anything else, write to {safe(asker)}.")
    return Message(f"Please pick a time, or write to {safe(asker)}", [*sections([said, about]), *rows, answers, last])


def times_settled(asker: str) -> Message:
    """Say, where the buttons stood, that a direct message reached nobody, and that no time is asked for any more."""
    text = (
        "I couldn't pass that on. The time with a candidate that I asked you for is settled by now: what I asked you "
        f"says how. For anything else, please write to {safe(asker)}."
    )
    return Message("The time I asked you for is settled", [section(text)])


def came_too_late(candidate: str) -> Message:
    """Tell an interviewer that a candidacy is closed and their words were not saved."""
    text = (
        f"The candidacy of *{safe(candidate)}* is closed, so I haven't saved what you just wrote about it. "
        "If it matters, please tell the hiring manager yourself."
    )
    return Message(f"{safe(candidate)}'s candidacy is closed", [section(text)])
