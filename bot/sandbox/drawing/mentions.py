"""People, conversations, groups and links inside texts."""

from urllib.parse import quote

from markupsafe import Markup

from bot.sandbox.drawing.dates import draw_date
from bot.sandbox.drawing.emoji import with_emoji
from bot.sandbox.drawing.pen import Pen
from bot.sandbox.drawing.tags import link, safe_address, tag

BROADCASTS = ("channel", "here", "everyone")


def unescape(text: str) -> str:
    """Take back the three escapes Slack knows; nothing else is decoded."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") if "&" in text else text


def draw_person(pen: Pen, person: str, label: str = "") -> Markup:
    """Mention a person; somebody unknown keeps the label or the id."""
    mine = " mine" if person == pen.names.viewer else ""
    return tag("span", f"@{pen.names.people.get(person) or label or person}", class_=f"mention{mine}", data_user=person)


def draw_place(pen: Pen, channel: str, label: str = "") -> Markup:
    """Mention a conversation, with a link where the reader may open it."""
    place = pen.names.places.get(channel)
    name = f"#{place.name}" if place else f"#{label}" if label else "a private channel"
    if place and pen.names.channel_link:
        address = pen.names.channel_link.replace("{id}", quote(channel, safe=""))
        return tag("a", name, class_="channel", href=address, data_channel=channel)
    return tag("span", name, class_="channel", data_channel=channel)


def draw_group(pen: Pen, group: str, label: str = "") -> Markup:
    """Mention a user group."""
    name = pen.names.groups.get(group) or label.removeprefix("@") or group
    return tag("span", f"@{name}", class_="mention group", data_group=group)


def draw_broadcast(name: str) -> Markup:
    """Mention everybody: @channel, @here, @everyone."""
    return tag("span", f"@{name}", class_="mention broadcast")


def draw_control(pen: Pen, control: str) -> Markup | None:
    """Draw what stands between < and > in mrkdwn; None when it means nothing and is to be shown as written."""
    first, (body, _, label) = control[:1], control[1:].partition("|")
    if first == "@" and body:
        return draw_person(pen, body, unescape(label))
    if first == "#" and body:
        return draw_place(pen, body, unescape(label))
    if first == "!":
        return _special(pen, body, unescape(label))
    address, _, words = control.partition("|")
    address = unescape(address)
    if not safe_address(address):
        return None
    return link(address, with_emoji(unescape(words) or address.removeprefix("mailto:")))


def _special(pen: Pen, body: str, label: str) -> Markup | None:
    """Draw a broadcast, a user group or a date."""
    name, *rest = body.split("^")
    if name in BROADCASTS:
        return draw_broadcast(name)
    if name == "subteam" and rest:
        return draw_group(pen, rest[0], label)
    if name == "date" and len(rest) > 1:
        address = unescape("^".join(rest[2:]))
        return draw_date(rest[0], unescape(rest[1]), address, label or unescape(rest[1]), pen.zone, pen.now)
    return with_emoji(label) if label else None
