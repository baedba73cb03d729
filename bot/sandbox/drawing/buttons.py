"""What is pressed: buttons, menus behind three dots, and the dialogs that ask once more."""

from markupsafe import Markup, escape

from bot.sandbox.drawing.emoji import character, with_emoji
from bot.sandbox.drawing.mrkdwn import draw_text, draw_words, words
from bot.sandbox.drawing.pen import Pen
from bot.sandbox.drawing.tags import NOTHING, Attribute, join, safe_address, tag
from bot.sandbox.ids import JSON

_ICONS = {"trash": "wastebasket", "thumbs_up": "+1", "thumbs_down": "-1"}


def draw_button(pen: Pen, element: JSON, block_id: str) -> Markup:
    """Draw a button; one with a url opens it and is pressed as well."""
    looks = f"button {element['style']}" if element.get("style") in ("primary", "danger") else "button"
    dialog, asking = draw_confirm(pen, element)
    pressed = _pressed(pen, element, block_id, element.get("value")) | {"data_confirm": asking}
    label = element.get("accessibility_label")
    inside = draw_words(pen, element.get("text"))
    url = element.get("url")
    if url and safe_address(url):
        outside: dict[str, Attribute] = {"href": str(url), "target": "_blank", "rel": "noopener noreferrer nofollow"}
        return join([tag("a", inside, class_=looks, aria_label=label, **outside, **pressed), dialog])
    return join([tag("button", inside, type="button", class_=looks, aria_label=label, **pressed), dialog])


def draw_icon_button(pen: Pen, element: JSON, block_id: str) -> Markup:
    """Draw a small button with a sign; it is not there for people it is not meant for."""
    only_for = element.get("visible_to_user_ids")
    if only_for and pen.names.viewer not in only_for:
        return NOTHING
    dialog, asking = draw_confirm(pen, element)
    icon = str(element.get("icon", ""))
    sign = character(_ICONS.get(icon, icon)) or "•"
    text = words(element.get("text"))
    pressed = _pressed(pen, element, block_id, element.get("value")) | {"data_confirm": asking}
    label = str(element.get("accessibility_label") or text or icon)
    shown = [tag("span", sign, aria_hidden="true"), " ", text]
    return join([tag("button", *shown, type="button", class_="button icon", aria_label=label, **pressed), dialog])


def draw_feedback_buttons(pen: Pen, element: JSON, block_id: str) -> Markup:
    """Draw the pair of thumbs."""
    made = []
    for key, name in (("positive_button", "+1"), ("negative_button", "-1")):
        one = element.get(key)
        if not one:
            continue
        text = words(one.get("text"))
        label = str(one.get("accessibility_label") or text)
        shown = [tag("span", character(name), aria_hidden="true"), " ", text]
        pressed = _pressed(pen, element, block_id, one.get("value"))
        made.append(tag("button", *shown, type="button", class_="button icon", aria_label=label, **pressed))
    return tag("span", *made, class_="feedback-buttons")


def draw_overflow(pen: Pen, element: JSON, block_id: str) -> Markup:
    """Draw the menu behind three dots; each choice is a button of its own."""
    dialog, asking = draw_confirm(pen, element)
    points = []
    for option in element.get("options") or []:
        pressed = _pressed(pen, element, block_id, option.get("value")) | {"data_confirm": asking}
        inside = [draw_words(pen, option.get("text")), describe(pen, option)]
        url = option.get("url")
        if url and safe_address(url):
            made = tag("a", *inside, href=str(url), target="_blank", rel="noopener noreferrer nofollow", **pressed)
        else:
            made = tag("button", *inside, type="button", **pressed)
        points.append(tag("li", made))
    dots = tag("summary", tag("span", "⋯", aria_hidden="true"), aria_label="More actions", title="More actions")
    return join([tag("details", dots, tag("ul", *points), class_="overflow"), dialog])


def describe(pen: Pen, option: JSON) -> Markup:
    """Draw the smaller words under a choice."""
    text = option.get("description")
    return tag("small", draw_words(pen, text), class_="description") if text else NOTHING


def draw_confirm(pen: Pen, element: JSON) -> tuple[Markup, str | None]:
    """Draw the dialog that is shown before a press counts, and give its id; nothing where there is none.

    The dialog stays closed until the page opens it; its buttons carry data-answer "confirm" or "deny".
    """
    confirm = element.get("confirm")
    if not isinstance(confirm, dict) or not pen.interactive:
        return NOTHING, None
    own, title = pen.new_id(), pen.new_id()
    yes = "button danger" if confirm.get("style") == "danger" else "button primary"
    answers = [
        tag(
            "button",
            with_emoji(words(confirm.get("deny")) or "Cancel"),
            type="button",
            class_="button",
            data_answer="deny",
        ),
        tag(
            "button",
            with_emoji(words(confirm.get("confirm")) or "Yes"),
            type="button",
            class_=yes,
            data_answer="confirm",
        ),
    ]
    dialog = tag(
        "dialog",
        tag("h2", with_emoji(words(confirm.get("title")) or "Are you sure?"), id=title),
        tag("div", draw_text(pen, confirm.get("text")), class_="mrkdwn"),
        tag("div", *answers, class_="answers"),
        id=own,
        class_="confirm",
        aria_labelledby=title,
    )
    return dialog, own


def draw_unknown_element(element: JSON) -> Markup:
    """Name an element nobody knows how to draw."""
    return tag("code", escape(str(element.get("type"))), class_="unknown")


def _pressed(pen: Pen, element: JSON, block_id: str, value: object) -> dict[str, Attribute]:
    return {
        "data_kind": str(element.get("type", "")),
        "data_block_id": block_id,
        "data_action_id": str(element.get("action_id", "")),
        "data_value": None if value is None else str(value),
        "disabled": not pen.interactive,
    }
