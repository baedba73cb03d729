"""Forms and App Home, drawn."""

from collections.abc import Mapping
from datetime import UTC, datetime

from markupsafe import Markup

from bot.sandbox.drawing.blocks import draw_all
from bot.sandbox.drawing.emoji import with_emoji
from bot.sandbox.drawing.mrkdwn import words
from bot.sandbox.drawing.names import Names
from bot.sandbox.drawing.pen import Pen
from bot.sandbox.drawing.tags import NOTHING, join, tag
from bot.sandbox.ids import JSON


def draw_view(
    view: JSON,
    names: Names,
    zone: str,
    *,
    errors: Mapping[str, str] | None = None,
    interactive: bool = True,
    now: datetime | None = None,
) -> Markup:
    """Draw a form or Home tab, given as Slack shows it, with what is entered now and what is wrong by block id.

    A form is a <form data-view-id data-hash>; its buttons are a submit, data-close="this" and data-close="all".
    """
    home = view.get("type") == "home"
    view_id = str(view.get("id", ""))
    pen = Pen(
        names,
        zone,
        surface="home" if home else "modal",
        interactive=interactive,
        typed=(view.get("state") or {}).get("values") or {},
        errors=errors or {},
        place=view_id or "view",
        now=now or datetime.now(UTC),
    )
    blocks = view.get("blocks") or []
    body = draw_all(pen, blocks)
    if home:
        return tag("div", body, class_="home blocks", data_view_id=view_id, data_hash=view.get("hash"))
    return _form(pen, view, join([_other_errors(pen, blocks), body]))


def _form(pen: Pen, view: JSON, body: Markup) -> Markup:
    title, disabled = pen.new_id(), not pen.interactive
    close, submit = words(view.get("close")) or "Close", words(view.get("submit"))
    all_ = tag(
        "button", "×", type="button", class_="close", aria_label="Close all", data_close="all", disabled=disabled
    )
    head = tag("header", tag("h2", with_emoji(words(view.get("title"))), id=title), all_)
    cancel = tag("button", with_emoji(close), type="button", class_="button", data_close="this", disabled=disabled)
    stopped = disabled or bool(view.get("submit_disabled"))
    send = (
        tag("button", with_emoji(submit), type="submit", class_="button primary", disabled=stopped)
        if submit
        else NOTHING
    )
    return tag(
        "form",
        head,
        tag("div", body, class_="blocks"),
        tag("footer", cancel, send),
        class_="view",
        data_view_id=view.get("id"),
        data_hash=view.get("hash"),
        data_callback_id=view.get("callback_id"),
        aria_labelledby=title,
        novalidate=True,
    )


def _other_errors(pen: Pen, blocks: list[JSON]) -> Markup:
    """Draw the errors that belong to no input there is."""
    inputs = {each.get("block_id") for each in blocks if each.get("type") == "input"}
    lost = [tag("p", text) for block_id, text in pen.errors.items() if block_id not in inputs]
    return tag("div", *lost, class_="form-error", role="alert") if lost else NOTHING
