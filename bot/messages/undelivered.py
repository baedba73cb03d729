"""Telling a person that something did not arrive, and how to mend it."""

from bot.messages.blocks import Message, button, buttons, safe, section

SEND_AGAIN = "send_again"

OF_CHANNELS = {
    "not_in_channel": "I'm not in that channel. Type `/invite @Reverse Interview` there, then press the button.",
    "channel_not_found": "I can't see that channel. Type `/invite @Reverse Interview` there, then press the button.",
    "is_archived": "That channel is archived. Unarchive it, then press the button.",
    "restricted_action": "I'm not allowed to post there. Ask an administrator, then press the button.",
}
"""What to do about a channel; of direct messages these words would make no sense."""

REASONS = {
    "unknown_method": "This Slack server can't do that. Please tell whoever runs this bot. I say so once.",
    "user_disabled": "They are deactivated in Slack.",
    "no SMTP_URL": "This installation has no mail server yet (SMTP_URL). Please write to them yourself.",
}


def message_failed(
    name: str, error: str, delivery_id: int | None, *, channel: str | None = None, receiver: str | None = None
) -> Message:
    """Say that a Slack message about a candidacy could not be posted to a channel (its id) or a person (their name)."""
    where = f"<#{channel}>" if channel else safe(receiver or "somebody")
    said = f"I couldn't post a message about {safe(name)} to {where}."
    known = REASONS | OF_CHANNELS if channel else REASONS
    reason = known.get(error, f"Slack says `{safe(error)}`.")
    if not channel and delivery_id is not None:
        reason += " Please tell them yourself, or have that mended and press the button."
    press = [buttons(button("Try again", SEND_AGAIN, delivery_id))] if delivery_id is not None else []
    return Message(said, [section(f":warning: *{said}*\n{reason}"), *press])


def mail_failed(name: str, address: str, error: str) -> Message:
    """Say that a mail about a candidacy did not go out."""
    said = f"A mail about {safe(name)} to {safe(address)} did not go out."
    reason = REASONS.get(error, f"The mail server says: {safe(error)}. Please write to them yourself.")
    return Message(said, [section(f":warning: *{said}*\n{reason}")])


def timer_failed(name: str, what: str) -> Message:
    """Say that something that was due for a candidacy could not be done."""
    said = f"Something that was due for {safe(name)} did not happen: {what}."
    reason = "I tried five times. Please do it yourself where it can't wait, and tell whoever runs this bot."
    return Message(said, [section(f":warning: *{said}*\n{reason}")])
