"""What people fill in and read about the written offer; never an amount."""

from datetime import date

from slack_sdk.models.blocks import DatePickerElement

from bot.messages.blocks import Message, View, context, field_input, form, safe, section

RECORD_WRITTEN_OFFER = "record_written_offer"


def written_offer_form(candidacy_id: int, name: str, sent_on: date, expires_on: date | None) -> View:
    """Ask for the two days; what is known is filled in."""
    return form(
        RECORD_WRITTEN_OFFER,
        "Written offer",
        [
            section(f"The written offer to *{safe(name)}*"),
            field_input("Sent on", "sent_on", _day("sent_on", sent_on)),
            field_input(
                "Stands until",
                "expires_on",
                _day("expires_on", expires_on),
                hint="Leave it empty if the offer has no end. Meetings are proposed before it.",
                is_optional=True,
            ),
            context("Figures stay in the written offer: none are kept here."),
        ],
        private_metadata=f'{{"candidacy_id": {candidacy_id}}}',
    )


def written_offer_recorded(name: str, by: str, sent_on: date, expires_on: date | None) -> Message:
    """Say that it is recorded."""
    until = ""
    if expires_on:
        until = f" It stands until {_said(expires_on)}; the caller is reminded three days and one day before."
    said = f"The written offer to {safe(name)} went out on {_said(sent_on)}."
    return Message(said, [section(f"*{said}*{until}"), context(f"Recorded by {safe(by)}")])


def offer_runs_out(name: str, expires_on: date) -> Message:
    """Warn that the offer runs out."""
    said = f"The offer to {safe(name)} stands until {_said(expires_on)}."
    text = (
        f"*{said}*\nTalk with them, or give them more time with `/offer sent`. `/offer answer` records what they say."
    )
    return Message(said, [section(text)])


def _day(block_id: str, chosen: date | None) -> DatePickerElement:
    return DatePickerElement(action_id=block_id, initial_date=chosen.isoformat() if chosen else None)


def _said(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"
