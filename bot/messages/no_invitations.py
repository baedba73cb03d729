"""Asking why somebody who is to be hired isn't invited to interview the company."""

from slack_sdk.models.blocks import StaticSelectElement

from bot.messages.blocks import Block, options
from bot.messages.forms import field_input, option_of, text_input
from bot.rules.words import WhyNotInvited

NOT_INVITED = {
    WhyNotInvited.BAD_CALL: "The call didn't go well",
    WhyNotInvited.THEIR_WISH: "They didn't want it",
    WhyNotInvited.ANSWERED_SOONER: "They had made up their mind",
    WhyNotInvited.NO_TIME: "There was no time for it",
    WhyNotInvited.OTHER: "Something else: say it below",
}


def not_invited_fields(why: WhyNotInvited | None, note: str | None, *, hint: str) -> list[Block]:
    """Ask why a candidate isn't invited to interview us, in a choice and a few words."""
    choices = options({one.value: label for one, label in NOT_INVITED.items()})
    chosen = option_of(choices, why)
    return [
        field_input(
            "Why are they not invited to interview us?",
            "not_invited",
            StaticSelectElement(options=choices, initial_option=chosen),
            hint=hint,
            is_optional=True,
        ),
        text_input("In a few words", "not_invited_note", 500, value=note, is_optional=True),
    ]
