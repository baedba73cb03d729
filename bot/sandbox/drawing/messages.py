"""Messages, drawn."""

from collections.abc import Mapping
from datetime import UTC, datetime

from markupsafe import Markup

from bot.sandbox.drawing.blocks import draw_all
from bot.sandbox.drawing.media import draw_file, draw_picture
from bot.sandbox.drawing.mrkdwn import mrkdwn
from bot.sandbox.drawing.names import Names
from bot.sandbox.drawing.pen import Pen
from bot.sandbox.drawing.tags import NOTHING, join, link, tag
from bot.sandbox.ids import JSON
from bot.sandbox.limits import Surface


def draw_mrkdwn(
    text: str,
    names: Names,
    zone: str,
    *,
    verbatim: bool = False,
    link_names: bool = True,
    now: datetime | None = None,
) -> Markup:
    """Draw mrkdwn; unless `verbatim`, bare links and mail addresses become links, and with `link_names` @people too."""
    pen = Pen(names, zone, now=now or datetime.now(UTC))
    return mrkdwn(pen, text, links=not verbatim, names=link_names)


def draw_blocks(  # what a surface holds
    blocks: list[JSON],
    names: Names,
    zone: str,
    *,
    interactive: bool = True,
    surface: Surface = "message",
    typed: Mapping[str, JSON] | None = None,
    place: str = "blocks",
    now: datetime | None = None,
) -> Markup:
    """Draw blocks one below the other; `typed` is `state.values`, `place` makes the DOM ids unique on a page."""
    pen = Pen(names, zone, surface, interactive, typed or {}, place=place, now=now or datetime.now(UTC))
    return tag("div", draw_all(pen, blocks), class_="blocks")


def draw_message(
    message: JSON,
    names: Names,
    zone: str,
    *,
    interactive: bool = True,
    typed: Mapping[str, JSON] | None = None,
    place: str | None = None,
    now: datetime | None = None,
) -> Markup:
    """Draw what a message says, given as Slack shows it: blocks or text, files, attachments, and that it was edited."""
    where = place or f"m-{message.get('channel', '')}-{message.get('ts', '')}"
    pen = Pen(names, zone, "message", interactive, typed or {}, place=where, now=now or datetime.now(UTC))
    blocks = message.get("blocks")
    if blocks:
        body = tag("div", draw_all(pen, blocks), class_="blocks")
    else:
        body = tag("div", mrkdwn(pen, str(message.get("text") or ""), links=True), class_="mrkdwn")
    files = [draw_file(pen, each) for each in message.get("files") or []]
    more = [_attachment(pen, each) for each in message.get("attachments") or []]
    edited = tag("span", "(edited)", class_="edited") if message.get("edited") else NOTHING
    return tag("div", body, *files, *more, edited, class_="message-body")


def _attachment(pen: Pen, attachment: JSON) -> Markup:
    """Draw a secondary attachment, or an unfurled link."""
    parts: list[Markup] = []
    if attachment.get("pretext"):
        parts.append(tag("div", mrkdwn(pen, str(attachment["pretext"]), links=True), class_="mrkdwn"))
    if attachment.get("title"):
        parts.append(tag("strong", link(str(attachment.get("title_link") or ""), str(attachment["title"]))))
    text = attachment.get("text") or (attachment.get("fallback") if not attachment.get("blocks") else "")
    if text:
        parts.append(tag("div", mrkdwn(pen, str(text), links=True), class_="mrkdwn"))
    for each in attachment.get("fields") or []:
        said = mrkdwn(pen, str(each.get("value", "")), links=True)
        parts.append(tag("div", tag("strong", str(each.get("title", ""))), " ", said, class_="mrkdwn"))
    if attachment.get("image_url"):
        parts.append(draw_picture({"image_url": attachment["image_url"], "alt_text": attachment.get("fallback")}))
    parts.append(draw_all(pen, attachment.get("blocks") or []))
    return tag("div", join(parts), class_="attachment")
