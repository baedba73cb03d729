"""reactions.*: the bot's own emoji under messages."""

from bot.sandbox.conversations import Channel, Message
from bot.sandbox.ids import JSON, SlackError
from bot.sandbox.methods.context import Context, Method
from bot.sandbox.rates import TIER_2, TIER_3


def _target(context: Context, args: JSON) -> tuple[Channel, Message, str]:
    """Find the message to react to, and the emoji."""
    context.need("reactions:write")
    channel = context.workspace.open_to_bot(context.my(args, "channel"))
    name = context.my(args, "name").strip(":")
    message = channel.messages.get(context.my(args, "timestamp"))
    if message is None or message.subtype == "tombstone":
        raise SlackError("message_not_found")
    if channel.archived:
        raise SlackError("is_archived")
    return channel, message, name


def _add(context: Context, args: JSON) -> JSON:
    channel, message, name = _target(context, args)
    if context.workspace.bot_user_id in message.reactions.get(name, []):
        raise SlackError("already_reacted")
    context.posting.react(channel, message, context.workspace.bot_user_id, name)
    return {}


def _remove(context: Context, args: JSON) -> JSON:
    channel, message, name = _target(context, args)
    if context.workspace.bot_user_id not in message.reactions.get(name, []):
        raise SlackError("no_reaction")
    context.posting.react(channel, message, context.workspace.bot_user_id, name)
    return {}


METHODS = [Method("reactions.add", _add, TIER_3), Method("reactions.remove", _remove, TIER_2)]
