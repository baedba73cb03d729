"""Pictures, films and files."""

from markupsafe import Markup

from bot.sandbox.drawing.mrkdwn import draw_words, words
from bot.sandbox.drawing.pen import Pen
from bot.sandbox.drawing.tags import NOTHING, link, safe_address, tag, void
from bot.sandbox.ids import JSON


def draw_picture(element: JSON) -> Markup:
    """Draw a picture by its address; only its words where there is no address a browser may open."""
    alt = str(element.get("alt_text") or "")
    source = str(element.get("image_url") or (element.get("slack_file") or {}).get("url") or "")
    if not safe_address(source):
        return tag("span", alt or "A picture", class_="picture missing", role="img", aria_label=alt or "A picture")
    return void("img", src=source, alt=alt, class_="picture", loading="lazy", referrerpolicy="no-referrer")


def draw_image(pen: Pen, block: JSON) -> Markup:
    """Draw an image block with its title; the words stand below for when the picture does not come."""
    title = block.get("title")
    caption = (
        draw_words(pen, title) if title else link(str(block.get("image_url") or ""), str(block.get("alt_text", "")))
    )
    return tag(
        "figure", tag("figcaption", caption), draw_picture(block), class_="image", data_block_id=block.get("block_id")
    )


def draw_video(pen: Pen, block: JSON) -> Markup:
    """Draw a video block as its still, title and words, linked to where it plays."""
    title = draw_words(pen, block.get("title"))
    still = draw_picture({"image_url": block.get("thumbnail_url"), "alt_text": block.get("alt_text")})
    heading = link(str(block.get("title_url") or block.get("video_url") or ""), title)
    by = " · ".join(filter(None, (str(block.get("author_name") or ""), str(block.get("provider_name") or ""))))
    description = block.get("description")
    return tag(
        "figure",
        tag("figcaption", heading),
        tag("small", by) if by else NOTHING,
        tag("p", draw_words(pen, description)) if description else NOTHING,
        link(str(block.get("video_url") or ""), still),
        class_="video",
        data_block_id=block.get("block_id"),
    )


def draw_file(_pen: Pen, block: JSON) -> Markup:
    """Draw a file block, or a file of a message: its name, linked where there is an address."""
    name = words(block.get("title")) or str(
        block.get("name") or block.get("external_id") or block.get("id") or "A file"
    )
    address = block.get("permalink") or block.get("url_private") or ""
    size = block.get("size")
    about = f" · {int(size) // 1024 + 1} kB" if size else ""
    sign = tag("span", "📄", aria_hidden="true")
    return tag("div", sign, " ", link(str(address), name), about, class_="file", data_block_id=block.get("block_id"))
