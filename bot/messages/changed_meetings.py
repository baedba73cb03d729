"""The coordinator's forms for what was agreed: moving it or calling it off, with who reads what."""

from dataclasses import dataclass

from bot.messages.blocks import Block, View, safe, section
from bot.messages.forms import form, text_input

OPEN_MOVE = "open_move_meeting"
OPEN_CANCEL = "open_cancel_meeting"
MOVE_MEETING = "move_meeting"
CANCEL_MEETING = "cancel_meeting"


@dataclass(frozen=True)
class ChangeShown:
    """What the forms say of an agreed meeting; an address is None where no mail can go."""

    meeting_id: int
    at: str
    who: str
    who_email: str | None
    candidate: str
    candidate_email: str | None


def move_form(shown: ChangeShown) -> View:
    """Say what moving does and who hears of it; the reason is for the team alone."""
    text = (
        f"*{safe(shown.who)} and {safe(shown.candidate)}, {safe(shown.at)}.* The time is given back at once. "
        f"{_told(shown, 'it has to move, without a reason')} {safe(shown.who)} is asked about new times, where there "
        "are any; else the card says what is missing."
    )
    return form(
        MOVE_MEETING,
        "Move this meeting",
        [section(text), _reason(shown)],
        submit="Move it",
        close="Keep the time",
        ids={"meeting": shown.meeting_id},
    )


def cancel_form(shown: ChangeShown) -> View:
    """Say who hears that it is off; words go to both, the reason to nobody outside the team."""
    text = (
        f"*{safe(shown.who)} and {safe(shown.candidate)}, {safe(shown.at)}.* It is called off for good. "
        f"{_told(shown, 'it will not take place')}"
    )
    hint = f"{shown.candidate} and {shown.who} both read it, in the message that says that it is off."
    return form(
        CANCEL_MEETING,
        "Cancel this meeting",
        [
            section(text),
            text_input("A word to both", "words", 1000, is_multiline=True, hint=hint, is_optional=True),
            _reason(shown),
        ],
        submit="Cancel it",
        close="Keep it",
        ids={"meeting": shown.meeting_id},
    )


def _told(shown: ChangeShown, what: str) -> str:
    """Name who is mailed where, and whom nobody tells."""
    sides = ((shown.candidate, shown.candidate_email), (shown.who, shown.who_email))
    mailed = " and ".join(f"{safe(name)} ({safe(email)})" for name, email in sides if email)
    read = f"{mailed} {'reads' if None in {email for _, email in sides} else 'read'} by mail that {what}."
    untold = "" if shown.candidate_email else f" Please tell {safe(shown.candidate)} yourself: no address is known."
    return f"{read if mailed else ''}{untold}".strip()


def _reason(shown: ChangeShown) -> Block:
    hint = f"It stands on the candidate's card. Neither {shown.candidate} nor {shown.who} reads it."
    return text_input("Why, for the team's record", "reason", 300, is_multiline=True, hint=hint, is_optional=True)
