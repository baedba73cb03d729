"""chat.*: the bot's own messages."""

from bot.sandbox.conversations import Channel, Message
from bot.sandbox.defaults import completed
from bot.sandbox.ids import JSON, SlackError
from bot.sandbox.limits import (
    MOST_ATTACHMENTS,
    MOST_MARKDOWN,
    MOST_TEXT,
    MOST_UPDATED_TEXT,
    check_blocks,
    refuse_blocks,
    refuse_long,
    refuse_metadata,
)
from bot.sandbox.methods.context import Context, Method
from bot.sandbox.rates import TIER_3, TIER_4


def checked_blocks(blocks: list[JSON] | None) -> list[JSON] | None:
    """Refuse bad blocks; give the good ones with the ids and defaults Slack fills in."""
    if blocks is None:
        return None
    refuse_blocks(check_blocks(blocks, "message"))
    refuse_long(blocks)
    return [completed(each) for each in blocks]


def target(context: Context, args: JSON) -> Channel:
    """Find where to post: a channel the bot may write to, or a person's direct messages by user id."""
    workspace, where = context.workspace, context.my(args, "channel")
    if where in workspace.people:
        if workspace.people[where].deactivated:
            raise SlackError("user_disabled")
        where = workspace.direct(where).id
    public = "chat:write.public" in workspace.manifest.scopes
    channel = workspace.open_to_bot(where, member=not public)
    if channel.archived:
        raise SlackError("is_archived")
    if channel.kind == "im" and not workspace.manifest.messages_tab:
        raise SlackError("messages_tab_disabled")
    return channel


def _root(channel: Channel, thread_ts: object) -> str | None:
    """Find the root to reply under."""
    if not thread_ts:
        return None
    root = channel.messages.get(str(thread_ts))
    if root is None:
        raise SlackError("thread_not_found")
    if root.is_reply:
        raise SlackError("cannot_reply_to_message")
    return root.ts


def written(context: Context, channel: Channel, args: JSON) -> Message:
    """Make a message of the bot from what it sent; not yet posted."""
    workspace, text = context.workspace, str(args.get("text") or "")
    if args.get("markdown_text") and (text or args.get("blocks")):
        raise SlackError("markdown_text_conflict")
    if len(str(args.get("markdown_text") or "")) > MOST_MARKDOWN:
        raise SlackError("msg_too_long")
    if len(args.get("attachments") or []) > MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    blocks = checked_blocks(args.get("blocks") or None)
    if not (text.strip() or blocks or args.get("attachments") or args.get("markdown_text")):
        raise SlackError("no_text")
    refuse_metadata(args.get("metadata"))
    return Message(
        channel=channel.id,
        ts=workspace.timestamps.next(),
        user=workspace.bot_user_id,
        team_id=workspace.team_id,
        text=text[:MOST_TEXT],
        blocks=blocks,
        metadata=args.get("metadata"),
        bot=workspace.bot,
    )


def count_calls(context: Context, message: Message, args: JSON) -> None:
    """Count who would be called by a message."""
    loud = bool(args.get("link_names")) or args.get("parse") == "full"
    context.workspace.broadcasts.look(message.channel, message.ts, message.text, message.blocks, link_names=loud)


def _post(context: Context, args: JSON) -> JSON:
    context.need("chat:write")
    channel = target(context, args)
    thread_ts = _root(channel, args.get("thread_ts"))
    message = written(context, channel, args)
    context.pace(channel)
    message.thread_ts = thread_ts
    message.broadcast = bool(thread_ts and args.get("reply_broadcast"))
    count_calls(context, message, args)
    context.posting.add(channel, message)
    return {"channel": channel.id, "ts": message.ts, "message": context.posting.shown(channel, message)}


def _mine(context: Context, args: JSON, error: str) -> tuple[Channel, Message]:
    """Find a message of the bot's own, by the id of its conversation."""
    channel = context.workspace.open_to_bot(context.my(args, "channel"))
    message = channel.messages.get(context.my(args, "ts"))
    if message is None or message.subtype == "tombstone":
        raise SlackError("message_not_found")
    if message.bot is None:
        raise SlackError(error)
    if channel.archived:
        raise SlackError("is_archived")
    return channel, message


def _update(context: Context, args: JSON) -> JSON:
    context.need("chat:write")
    channel, message = _mine(context, args, "cant_update_message")
    text = str(args.get("text") or "")
    if len(text) > MOST_UPDATED_TEXT:
        raise SlackError("msg_too_long")
    blocks = checked_blocks(args.get("blocks") or None)
    if not (text.strip() or blocks or args.get("attachments")):
        raise SlackError("no_text")
    refuse_metadata(args.get("metadata"))
    message.metadata = args.get("metadata") or message.metadata
    context.posting.edit(channel, message, text, blocks, human=bool(text))
    count_calls(context, message, args)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": context.posting.shown(channel, message),
    }


def _delete(context: Context, args: JSON) -> JSON:
    context.need("chat:write")
    channel, message = _mine(context, args, "cant_delete_message")
    context.posting.delete(channel, message)
    return {"channel": channel.id, "ts": args["ts"]}


def _post_ephemeral(context: Context, args: JSON) -> JSON:
    context.need("chat:write")
    channel = target(context, args)
    reader = context.someone(args.get("user"))
    if reader.id not in channel.members:
        raise SlackError("user_not_in_channel")
    message = written(context, channel, args)
    message.only_for, message.thread_ts = reader.id, args.get("thread_ts")
    context.posting.whisper(channel, message)
    count_calls(context, message, args)
    return {"message_ts": message.ts}


def _permalink(context: Context, args: JSON) -> JSON:
    channel = context.workspace.open_to_bot(context.my(args, "channel"), member=False)
    message = channel.messages.get(context.my(args, "message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    link = f"https://{context.workspace.domain}.slack.example/archives/{channel.id}/p{message.ts.replace('.', '')}"
    thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else ""
    return {"channel": channel.id, "permalink": link + thread}


METHODS = [
    Method("chat.postMessage", _post),
    Method("chat.update", _update, TIER_3),
    Method("chat.delete", _delete, TIER_3),
    Method("chat.postEphemeral", _post_ephemeral, TIER_4),
    Method("chat.getPermalink", _permalink),
]
