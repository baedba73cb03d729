"""rich_text blocks: sections, lists inside lists, quotations and passages of code."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from bot.sandbox.drawing.dates import draw_date
from bot.sandbox.drawing.emoji import character, draw_emoji
from bot.sandbox.drawing.mentions import draw_broadcast, draw_group, draw_person, draw_place
from bot.sandbox.drawing.pen import Pen
from bot.sandbox.drawing.tags import escape_with_breaks, join, link, tag
from bot.sandbox.ids import JSON

_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}")
_STYLES = (
    ("code", "code"),
    ("strike", "s"),
    ("italic", "em"),
    ("bold", "strong"),
    ("underline", "u"),
    ("highlight", "mark"),
    ("client_highlight", "mark"),
)


def draw_rich_text(pen: Pen, block: JSON) -> Markup:
    """Draw a rich_text block, or a value that has its shape."""
    return tag("div", draw_groups(pen, block.get("elements") or []), class_="rich-text")


def draw_groups(pen: Pen, groups: Iterable[JSON]) -> Markup:
    """Draw groups one after the other, gathering neighbouring lists."""
    parts: list[Markup] = []
    lists: list[JSON] = []
    for group in groups:
        if group.get("type") == "rich_text_list":
            lists.append(group)
            continue
        if lists:
            parts.append(_draw_lists(pen, lists))
            lists = []
        parts.append(_draw_group(pen, group))
    return join([*parts, _draw_lists(pen, lists)] if lists else parts)


def _draw_group(pen: Pen, group: JSON) -> Markup:
    kind, elements = group.get("type"), group.get("elements") or []
    if kind == "rich_text_preformatted":
        return tag("pre", tag("code", join(_letters(each) for each in elements)))
    inside = draw_inline(pen, elements)
    if kind == "rich_text_quote":
        return tag("blockquote", inside)
    return tag("div", inside, class_="rich-section")


# Lists


@dataclass(slots=True)
class _List:
    """A list being gathered: each point is its own drawing and the lists under it."""

    style: str
    indent: int
    start: int
    skipped: int
    bordered: bool
    points: list[list["Markup | _List"]] = field(default_factory=list)

    def draw(self) -> Markup:
        points = [
            tag("li", *[part.draw() if isinstance(part, _List) else part for part in point]) for point in self.points
        ]
        looks = [f"level-{self.indent}", f"skip-{self.skipped}" if self.skipped else "", "bordered" * self.bordered]
        classes = " ".join(filter(None, looks))
        if self.style == "ordered":
            return tag("ol", *points, class_=classes, start=self.start + 1 if self.start else None)
        return tag("ul", *points, class_=classes)


def _draw_lists(pen: Pen, groups: list[JSON]) -> Markup:
    """Nest neighbouring lists by their indent; one that goes on after a deeper one is continued."""
    roots: list[_List] = []
    open_: list[_List] = []
    for group in groups:
        indent, style = int(group.get("indent") or 0), str(group.get("style", "bullet"))
        offset = int(group.get("offset") or 0)
        while open_ and open_[-1].indent > indent:
            open_.pop()
        if open_ and open_[-1].indent == indent and not _goes_on(open_[-1], style, offset):
            open_.pop()
        if not open_ or open_[-1].indent < indent:
            above = open_[-1] if open_ else None
            made = _List(style, indent, offset, indent - (above.indent + 1 if above else 0), bool(group.get("border")))
            if above and above.points:
                above.points[-1].append(made)
            else:
                roots.append(made)
            open_.append(made)
        open_[-1].points += [[_draw_point(pen, each)] for each in group.get("elements") or []]
    return join(each.draw() for each in roots)


def _goes_on(above: _List, style: str, offset: int) -> bool:
    return above.style == style and offset in (0, above.start + len(above.points))


def _draw_point(pen: Pen, group: JSON) -> Markup:
    if group.get("type") == "rich_text_section":
        return draw_inline(pen, group.get("elements") or [])
    return _draw_group(pen, group)


# What stands in a line


def draw_inline(pen: Pen, elements: Iterable[JSON]) -> Markup:
    """Draw the elements of a line, each in its style."""
    return join([_element(pen, each) for each in elements])


def _element(pen: Pen, element: JSON) -> Markup:
    kind = element.get("type")
    if kind == "text":
        drawn = escape_with_breaks(str(element.get("text", "")))
    else:
        draw = _ELEMENTS.get(str(kind))
        drawn = draw(pen, element) if draw else tag("code", str(element.get("text") or f"[{kind}]"), class_="unknown")
    style = element.get("style")
    if isinstance(style, dict):
        for key, name in _STYLES:
            if style.get(key):
                drawn = tag(name, drawn)
    return drawn


def _link(_pen: Pen, element: JSON) -> Markup:
    address = str(element.get("url", ""))
    return link(address, escape_with_breaks(str(element.get("text") or address.removeprefix("mailto:"))))


def _emoji(_pen: Pen, element: JSON) -> Markup:
    name, tone = str(element.get("name", "")), element.get("skin_tone")
    colon = f":{name}:" + (f":skin-tone-{tone}:" if tone else "")
    drawn = draw_emoji(colon) if not tone or tone in range(2, 7) else None
    return drawn or _by_code(element, colon) or escape(colon)


def _by_code(element: JSON, colon: str) -> Markup | None:
    """Draw an emoji by its code points, such as 1f44d-1f3fd, where its name is unknown."""
    codes = str(element.get("unicode", "")).split("-")
    try:
        found = "".join(chr(int(each, 16)) for each in codes)
    except (ValueError, OverflowError):
        return None
    return tag("span", found, class_="emoji", role="img", aria_label=colon.strip(":"), title=colon)


def _date(pen: Pen, element: JSON) -> Markup:
    pattern = str(element.get("format") or "{date_short_pretty} {time}")
    fallback = str(element.get("fallback") or element.get("timestamp", ""))
    return draw_date(element.get("timestamp"), pattern, str(element.get("url") or ""), fallback, pen.zone, pen.now)


def _colour(_pen: Pen, element: JSON) -> Markup:
    value = str(element.get("value", ""))
    if not _COLOUR.fullmatch(value):
        return escape(value)
    square = tag(
        "svg", tag("rect", width=1, height=1, fill=value), viewBox="0 0 1 1", class_="swatch", aria_hidden="true"
    )
    return tag("span", square, value, class_="colour")


_ELEMENTS: dict[str, Callable[[Pen, JSON], Markup]] = {
    "link": _link,
    "emoji": _emoji,
    "date": _date,
    "color": _colour,
    "user": lambda pen, element: draw_person(pen, str(element.get("user_id", ""))),
    "channel": lambda pen, element: draw_place(pen, str(element.get("channel_id", ""))),
    "usergroup": lambda pen, element: draw_group(pen, str(element.get("usergroup_id", ""))),
    "broadcast": lambda _pen, element: draw_broadcast(str(element.get("range", "channel"))),
    "team": lambda _pen, element: tag("span", str(element.get("team_id", "")), class_="mention team"),
}


def _letters(element: JSON) -> Markup:
    """Draw an element of a passage of code, to the letter."""
    text = str(element.get("text") or element.get("url") or element.get("name") or "")
    return link(str(element["url"]), text) if element.get("type") == "link" else escape(text)


def rich_text_words(node: object) -> str:
    """Flatten a rich_text value to the words in it, a line for each group, for a box that holds plain text."""
    if not isinstance(node, dict):
        return str(node or "")
    kind = str(node.get("type", ""))
    if kind in ("rich_text", "rich_text_list"):
        mark = "- " if kind == "rich_text_list" else ""
        return "\n".join(mark + rich_text_words(each).removesuffix("\n") for each in node.get("elements") or [])
    if kind.startswith("rich_text_"):
        return "".join(rich_text_words(each) for each in node.get("elements") or [])
    if kind == "emoji":
        return character(str(node.get("name", ""))) or f":{node.get('name')}:"
    marks = {"user": ("@", "user_id"), "channel": ("#", "channel_id"), "broadcast": ("@", "range")}
    mark, key = marks.get(kind, ("", "text"))
    return mark + str(node.get(key) or node.get("url") or "")
