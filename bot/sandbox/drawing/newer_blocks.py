"""Slack's newer blocks: tables, cards, alerts, containers, charts, tasks."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from bot.sandbox.drawing.buttons import draw_button
from bot.sandbox.drawing.markdown import draw_markdown
from bot.sandbox.drawing.media import draw_picture
from bot.sandbox.drawing.mrkdwn import draw_text, draw_words
from bot.sandbox.drawing.pen import Draw, Pen
from bot.sandbox.drawing.rich_text import draw_rich_text
from bot.sandbox.drawing.tags import NOTHING, escape_with_breaks, join, link, tag
from bot.sandbox.ids import JSON

_LEVELS = {"info": "\N{INFORMATION SOURCE}\N{VARIATION SELECTOR-16}", "warning": "⚠️", "error": "⛔", "success": "✅"}
_STATUSES = {"pending": "Waiting", "in_progress": "In progress", "complete": "Done", "error": "Failed"}


def _markdown(pen: Pen, block: JSON) -> Markup:
    return tag("div", draw_markdown(pen, str(block.get("text", ""))), class_="markdown", data_block_id=_id(block))


def _table(pen: Pen, block: JSON) -> Markup:
    """Draw a table; its first row heads the columns."""
    settings: Sequence[JSON | None] = block.get("column_settings") or []
    rows = [_cells(pen, row, settings, head=index == 0) for index, row in enumerate(block.get("rows") or [])]
    caption = block.get("caption")
    title = tag("caption", draw_words(pen, caption)) if caption else NOTHING
    made = tag("table", title, tag("thead", *rows[:1]), tag("tbody", *rows[1:]))
    return tag("div", made, class_=str(block["type"]).replace("_", "-"), data_block_id=_id(block))


def _cells(pen: Pen, row: Iterable[JSON], settings: Sequence[JSON | None], *, head: bool) -> Markup:
    made = []
    for index, cell in enumerate(row):
        setting = (settings[index] if index < len(settings) else None) or {}
        align = setting.get("align")
        looks = f"align-{align}" if align in ("left", "center", "right") else None
        inside = _cell(pen, cell)
        made.append(tag("th", inside, scope="col", class_=looks) if head else tag("td", inside, class_=looks))
    return tag("tr", *made)


def _cell(pen: Pen, cell: JSON) -> Markup:
    kind = cell.get("type")
    if kind == "rich_text":
        return draw_rich_text(pen, cell)
    if kind in ("mrkdwn", "plain_text"):
        return draw_text(pen, cell)
    value = cell.get("text")
    return escape_with_breaks(str(cell.get("value", "") if value is None else value))


def _alert(pen: Pen, block: JSON) -> Markup:
    level = str(block.get("level") or "default")
    sign = tag("span", _LEVELS[level], aria_hidden="true") if level in _LEVELS else NOTHING
    looks = f"alert {level}" if level in _LEVELS else "alert"
    return tag("div", sign, " ", draw_text(pen, block.get("text")), class_=looks, role="note", data_block_id=_id(block))


def _card(pen: Pen, block: JSON) -> Markup:
    hero, icon, block_id = block.get("hero_image"), block.get("icon"), str(block.get("block_id", ""))
    texts = (("title", "h4"), ("subtitle", "p"), ("body", "div"))
    lines = [
        tag(name, draw_words(pen, block[key]) if name != "div" else draw_text(pen, block[key]), class_=f"card-{key}")
        for key, name in texts
        if block.get(key)
    ]
    buttons = [draw_button(pen, each, block_id) for each in block.get("actions") or []]
    return tag(
        "article",
        _picture(hero),
        _picture(icon),
        *lines,
        tag("div", *buttons, class_="actions") if buttons else NOTHING,
        class_="card",
        data_block_id=_id(block),
    )


def _picture(image: JSON | str | None) -> Markup:
    if not image:
        return NOTHING
    return draw_picture({"image_url": image, "alt_text": ""} if isinstance(image, str) else image)


def _carousel(pen: Pen, block: JSON) -> Markup:
    cards = [tag("li", _card(pen, each)) for each in block.get("elements") or []]
    return tag("ul", *cards, class_="carousel", data_block_id=_id(block))


def _container(pen: Pen, block: JSON) -> Markup:
    """Draw blocks held together, folded where the app asks for it."""
    rich, subtitle = block.get("rich_text_title"), block.get("subtitle")
    title = draw_rich_text(pen, rich) if rich else tag("strong", draw_words(pen, block.get("title")))
    small = tag("small", draw_words(pen, subtitle)) if subtitle else NOTHING
    inside = join(pen.draw(pen, each) for each in block.get("child_blocks") or block.get("blocks") or [])
    width = block.get("width")
    looks = f"container {width}" if width in ("narrow", "wide", "full") else "container"
    parts = [_picture(block.get("icon")), title, small]
    if block.get("is_collapsible"):
        folded = bool(block.get("default_collapsed"))
        return tag("details", tag("summary", *parts), inside, class_=looks, open=not folded, data_block_id=_id(block))
    return tag("section", tag("div", *parts, class_="container-title"), inside, class_=looks, data_block_id=_id(block))


def _chart(pen: Pen, block: JSON) -> Markup:
    """Draw a chart as the table of its values."""
    chart = block.get("chart") or block
    if chart.get("segments"):
        heads, rows = ["", "Value"], [[each.get("label"), each.get("value")] for each in chart["segments"]]
    else:
        series = chart.get("series") or []
        points = [each.get("data") or each.get("points") or [] for each in series]
        axis = chart.get("axis_config") or {}
        heads = [str(axis.get("x_label") or ""), *(str(each.get("name") or each.get("label") or "") for each in series)]
        rows = [
            [column[0].get("label"), *(each.get("value") for each in column)] for column in zip(*points, strict=True)
        ]
    head = tag("tr", *(tag("th", each, scope="col") for each in heads))
    body = [tag("tr", tag("th", row[0], scope="row"), *(tag("td", each) for each in row[1:])) for row in rows]
    title = tag("figcaption", draw_words(pen, block.get("title")))
    table = tag("table", tag("thead", head), tag("tbody", *body))
    return tag("figure", title, table, class_="chart", data_block_id=_id(block))


def _task(pen: Pen, block: JSON) -> Markup:
    status = str(block.get("status") or "pending")
    sources = [
        tag("li", link(str(each.get("url")), str(each.get("text") or each.get("url")))) for each in _sources(block)
    ]
    return tag(
        "article",
        tag("strong", draw_words(pen, block.get("title"))),
        " ",
        tag("span", _STATUSES.get(status, status), class_="status"),
        *[draw_rich_text(pen, block[key]) for key in ("details", "output") if block.get(key)],
        tag("ul", *sources) if sources else NOTHING,
        class_="task-card",
        data_block_id=_id(block),
    )


def _sources(block: JSON) -> list[JSON]:
    return list(block.get("sources") or [])


def _plan(pen: Pen, block: JSON) -> Markup:
    tasks = [tag("li", _task(pen, each)) for each in block.get("tasks") or []]
    title = tag("strong", draw_words(pen, block.get("title")))
    return tag("section", title, tag("ol", *tasks), class_="plan", data_block_id=_id(block))


def _id(block: JSON) -> str | None:
    return block.get("block_id")


NEWER: dict[str, Draw] = {
    "markdown": _markdown,
    "table": _table,
    "data_table": _table,
    "alert": _alert,
    "card": _card,
    "carousel": _carousel,
    "container": _container,
    "data_visualization": _chart,
    "task_card": _task,
    "plan": _plan,
}
