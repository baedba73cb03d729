"""What a contact is told in Slack beside their brief, and their forms: other times, and giving an agreed one back."""

from collections.abc import Mapping

from bot.messages.blocks import Message, View, context, quote, safe, section, sections
from bot.messages.forms import form, text_input
from bot.rules.words import ContactClass

ACCEPT_TIME = "accept_time"
OPEN_OTHER_TIMES = "open_other_times"
OTHER_TIMES = "other_times"
CANT_MEET = "cant_meet"
OPEN_GIVE_BACK = "open_give_back_time"
GIVE_BACK = "give_back_time"
REPORT_MISSED = "report_missed"

PASSED_ON = (
    "You haven't had a moment to answer about talking with a candidate, and that is fine: we ask somebody else now."
)
"""What whoever is silent hears once somebody else is asked in their place; it is kept as the reason, too."""

THEIR_TURN = (
    "We have decided: we would like them to join us. Now they are deciding about us, so this time the candidate asks."
)
"""What the conversation is for, to whoever is asked for it."""

OURS: Mapping[ContactClass, str] = {
    ContactClass.CHIEF_EXECUTIVE: "our chief executive",
    ContactClass.INVESTOR: "one of our investors",
    ContactClass.BOARD_MEMBER: "a member of our board",
    ContactClass.CURRENT_EMPLOYEE: "somebody who works here",
    ContactClass.FORMER_EMPLOYEE: "somebody who used to work here",
    ContactClass.HIRING_MANAGER: "the hiring manager",
}
"""What people are to us, as we say it to whoever is asked and to candidates; of anybody else we know no word."""


def why_you(*, is_by_name: bool, kind: ContactClass | None, area: str | None) -> str:
    """Say in plain text why it is this contact who is asked; the subject itself stands in the next line."""
    if is_by_name:
        return "asked for by name."
    if kind is ContactClass.HIRING_MANAGER:
        return "they asked for their hiring manager."
    if kind is not None and kind in OURS:
        return f"they asked for {OURS[kind]}."
    return "they asked for somebody who knows the subject." if area else "they asked for somebody like you."


def other_times_form(meeting_id: int, asker: str, wrote: str | None = None) -> View:
    """Ask a contact when they could; `wrote`: what they said of it before, for them to change."""
    return form(
        OTHER_TIMES,
        "Other times",
        [
            text_input(
                "When would it suit you?",
                "times",
                1000,
                value=wrote,
                is_multiline=True,
                hint="Days and hours in your own time zone, in your own words.",
            ),
            context(f"{safe(asker)} gets this, finds a time with the candidate and comes back to you."),
        ],
        submit="Send",
        ids={"meeting": meeting_id},
    )


def giving_back_form(meeting_id: int, asker: str, candidate: str, email: str | None) -> View:
    """Ask a contact who can't keep what was agreed whether another time would do."""
    told = (
        f"{safe(candidate)} hears of it by mail ({safe(email)})" if email else f"{safe(asker)} tells {safe(candidate)}"
    )
    return form(
        GIVE_BACK,
        "I can't make it",
        [
            section(
                f"The time is given back at once. {told}, without a reason, and {safe(asker)} sees to what follows."
            ),
            text_input(
                "When would it suit you instead?",
                "times",
                1000,
                is_multiline=True,
                hint="In your own words and your own time zone. Leave it empty if you can't at all: that is fine.",
                is_optional=True,
            ),
        ],
        submit="Give it back",
        ids={"meeting": meeting_id},
    )


def not_needed(asker: str, reason: str, words: str | None = None) -> Message:
    """Tell a contact once that what they were asked, or agreed to, won't take place; `words` are the asker's own."""
    text = f"{reason} There is nothing for you to do. Questions go to {asker}."
    written = [context(f"{safe(asker)} writes:"), *quote(words)] if words else []
    return Message(safe(text), [*sections([safe(text)]), *written])


def reminder(asker: str, waiting: int = 1) -> Message:
    """Remind a contact once a day of the requests that wait for their answer."""
    one = (
        f"{safe(asker)} asked whether you would talk with a candidate. Would you pick a time above, or press *I can't*?"
    )
    many = (
        f"{waiting} candidates wait for your answer. Would you pick a time in each message above, or press *I can't*?"
    )
    text = one if waiting == 1 else many
    return Message(text, [section(text)])
