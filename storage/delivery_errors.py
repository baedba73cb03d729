"""What the error of a delivery that failed means for trying it again."""

CHANNEL_TROUBLE = frozenset({"not_in_channel", "channel_not_found", "is_archived", "restricted_action"})
"""Slack's names for a channel the bot cannot post to."""

DELETED = "message_not_found"
CARD_GONE = frozenset({DELETED, "cant_update_message"})
"""Slack's names for a message that somebody deleted, the second where replies keep its tombstone: not drawn again."""

UNCONFIRMED = "unconfirmed: "
"""Begins the error of a delivery that may have been posted, but could not be looked up."""


def is_channel_trouble(error: str | None) -> bool:
    """Say whether a delivery failed because the bot can't use its channel."""
    return (error or "").removeprefix(UNCONFIRMED) in CHANNEL_TROUBLE
