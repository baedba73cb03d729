"""Thanks in the candidate's own words: the coordinator's form, and what the contact gets."""

from collections.abc import Mapping

from slack_sdk.models.blocks import StaticSelectElement

from bot.messages.blocks import Message, View, context, options, quote, safe, section
from bot.messages.forms import field_input, form, text_input

OPEN_THANKS = "open_pass_on_thanks"
SEND_THANKS = "pass_on_thanks"

LONGEST = 2000
MOST = 100
"""How many contacts a list holds."""


def thanks_form(candidacy_id: int, candidate: str, choices: Mapping[int, str]) -> View:
    """Ask whom the candidate thanks (by contact), and in which words."""
    met = options({str(number): name for number, name in list(choices.items())[:MOST]})
    whom = StaticSelectElement(options=met, initial_option=met[0])
    hint = "As they said it; nothing is added but how long they met."
    return form(
        SEND_THANKS,
        "Pass on thanks",
        [
            section(f"What did {safe(candidate)} say or write?"),
            field_input("To", "contact", whom),
            text_input("Their words", "words", LONGEST, is_multiline=True, hint=hint),
            context("A colleague gets this at once, somebody outside Slack with our thanks when the answer is in."),
        ],
        submit="Pass on",
        ids={"candidacy": candidacy_id},
    )


def thanks_passed_on(candidate: str, minutes: int, words: str) -> Message:
    """Give a colleague the candidate's thanks."""
    text = f"{safe(candidate)} thanks you for the {minutes} minutes you gave them:"
    return Message(
        text, [section(f"*{text}*"), *quote(words), context("These are their own words. No need to answer.")]
    )


def thanks_kept(candidate: str, contact: str, words: str, *, is_outside: bool) -> Message:
    """Tell the coordinator that the words are saved, and when they reach whom."""
    when = "with our thanks by mail, once the answer is recorded" if is_outside else "now"
    text = f"Saved: {safe(candidate)}'s thanks. {safe(contact)} gets them {when}."
    return Message(text, [section(text), *quote(words)])
