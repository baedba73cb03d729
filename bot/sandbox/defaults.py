"""What Slack fills in when an app leaves it out of blocks."""

from bot.sandbox.ids import JSON, new_id

_UNNAMED = {"image", "mrkdwn", "plain_text"}


def completed(block: JSON) -> JSON:
    """Give a block as Slack keeps it: text flags set, the block and its elements named."""
    named = with_defaults(block)
    named["block_id"] = block.get("block_id") or new_id("", 5)
    if named["type"] == "rich_text":
        return named
    for part in [named.get("element"), named.get("accessory"), *(named.get("elements") or [])]:
        if isinstance(part, dict) and part.get("type") not in _UNNAMED:
            part.setdefault("action_id", new_id("", 5))
    return named


def with_defaults(node: JSON) -> JSON:
    """Fill in what Slack adds to text objects: emoji for plain text, verbatim for mrkdwn."""
    filled = {key: _inside(value) for key, value in node.items()}
    if node.get("type") == "plain_text":
        return {"emoji": True} | filled
    return {"verbatim": False} | filled if node.get("type") == "mrkdwn" else filled


def _inside(value: object) -> object:
    if isinstance(value, list):
        return [_inside(each) for each in value]
    return with_defaults(value) if isinstance(value, dict) else value
