"""conversations.*: finding, joining and reading conversations."""

import base64
import binascii

from bot.sandbox.conversations import Detail, Message
from bot.sandbox.ids import JSON, SlackError
from bot.sandbox.methods.context import Context, Method
from bot.sandbox.rates import TIER_3, TIER_4

MOST_HISTORY = 999
HISTORY_PAGE = 100


def _open(context: Context, args: JSON) -> JSON:
    context.need("im:write")
    if args.get("channel"):
        return {"channel": {"id": context.workspace.open_to_bot(str(args["channel"])).id}}
    users = args.get("users") or ""
    ids = [each for each in (users if isinstance(users, list) else str(users).split(",")) if each]
    if len(ids) != 1:
        raise SlackError("users_list_not_supplied" if not ids else "missing_scope")
    person = context.someone(ids[0])
    if person.deactivated:
        raise SlackError("user_disabled")
    if person.bot:
        raise SlackError("cannot_dm_bot")
    known = {each.user for each in context.workspace.channels.values()}
    channel = context.workspace.direct(person.id)
    already = {"no_op": True, "already_open": True} if person.id in known else {}
    shown = channel.as_slack(bot_user_id=context.workspace.bot_user_id) if args.get("return_im") else {"id": channel.id}
    return already | {"channel": shown}


def _info(context: Context, args: JSON) -> JSON:
    channel = context.workspace.open_to_bot(context.my(args, "channel"), member=False)
    context.need_for(channel, "read")
    shown = channel.as_slack(bot_user_id=context.workspace.bot_user_id)
    return {"channel": shown | ({"num_members": len(channel.members)} if args.get("include_num_members") else {})}


def _join(context: Context, args: JSON) -> JSON:
    context.need("channels:join")
    channel = context.workspace.open_to_bot(context.my(args, "channel"), member=False)
    if channel.kind != "public":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    me = context.workspace.bot_user_id
    already = {"warning": "already_in_channel"} if me in channel.members else {}
    context.posting.join(channel, me)
    return {"channel": channel.as_slack(bot_user_id=me)} | already


def _members(context: Context, args: JSON) -> JSON:
    channel = context.workspace.open_to_bot(context.my(args, "channel"), member=False)
    context.need_for(channel, "read")
    limit = _limit(args, MOST_HISTORY)
    members = sorted(channel.members)
    start = _position(args)
    return {"members": members[start : start + limit]} | _next(start + limit, len(members))


def _history(context: Context, args: JSON) -> JSON:
    channel = context.workspace.open_to_bot(context.my(args, "channel"))
    context.need_for(channel, "history")
    found = [each for each in reversed(channel.top_level()) if _within(each, args)]
    start, limit = _position(args), _limit(args, MOST_HISTORY)
    page = found[start : start + limit]
    shown = [channel.shown(each, _detail(context, args)) for each in page]
    more = start + limit < len(found)
    return {"messages": shown, "has_more": more, "pin_count": 0} | _next(start + limit, len(found))


def _replies(context: Context, args: JSON) -> JSON:
    channel = context.workspace.open_to_bot(context.my(args, "channel"))
    context.need_for(channel, "history")
    asked = channel.messages.get(context.my(args, "ts"))
    if asked is None:
        raise SlackError("thread_not_found")
    root = channel.messages[asked.thread_ts] if asked.is_reply and asked.thread_ts in channel.messages else asked
    replies = [each for each in channel.replies(root.ts) if _within(each, args)]
    start, limit = _position(args), _limit(args, MOST_HISTORY + 1)
    room = max(1, limit - 1)
    page = [root, *replies[start : start + room]]
    more = start + room < len(replies)
    shown = [channel.shown(each, _detail(context, args)) for each in page]
    return {"messages": shown, "has_more": more} | _next(start + room, len(replies))


def _detail(context: Context, args: JSON) -> Detail:
    """How much metadata comes back."""
    if context.posting.drop_metadata:
        return "none"
    return "full" if args.get("include_all_metadata") else "type"


def _within(message: Message, args: JSON) -> bool:
    """Whether a message lies between oldest and latest."""
    oldest, latest = str(args.get("oldest") or "0"), str(args.get("latest") or "99999999999")
    moment = _padded(message.ts)
    if args.get("inclusive"):
        return _padded(oldest) <= moment <= _padded(latest)
    return _padded(oldest) < moment < _padded(latest)


def _padded(ts: str) -> tuple[int, str]:
    """Make a timestamp comparable without losing digits."""
    seconds, _, fraction = ts.partition(".")
    return int(seconds or 0), fraction.ljust(6, "0")


def _limit(args: JSON, most: int) -> int:
    """Take the page size."""
    asked = str(args.get("limit") or HISTORY_PAGE)
    if not asked.isdigit() or not 0 < int(asked) <= most:
        raise SlackError("invalid_limit")
    return int(asked)


def _position(args: JSON) -> int:
    """Take the place a cursor stands for."""
    if not args.get("cursor"):
        return 0
    try:
        return int(base64.b64decode(str(args["cursor"]), validate=True).decode().removeprefix("next:"))
    except (binascii.Error, ValueError) as error:
        raise SlackError("invalid_cursor") from error


def _next(position: int, total: int) -> JSON:
    """Make the cursor of the next page, if there is one."""
    cursor = base64.b64encode(f"next:{position}".encode()).decode() if position < total else ""
    return {"response_metadata": {"next_cursor": cursor}}


METHODS = [
    Method("conversations.open", _open, TIER_3),
    Method("conversations.info", _info, TIER_3),
    Method("conversations.join", _join, TIER_3),
    Method("conversations.members", _members, TIER_4),
    Method("conversations.history", _history, TIER_3),
    Method("conversations.replies", _replies, TIER_3),
]
