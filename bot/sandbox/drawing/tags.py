"""HTML made of tags and texts: everything that is not markup already is escaped here, in one place."""

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

BREAK = Markup("<br>")
NOTHING = Markup("")
_SAFE_ADDRESS = re.compile(r"(?:https?://[^\s/]|mailto:[^\s]|tel:[+\d])", re.IGNORECASE)

Attribute = str | int | bool | None


def tag(_name: str, *children: object, **attributes: Attribute) -> Markup:
    """Make an element; `class_` and `data_block_id` become class and data-block-id, None and False are left out."""
    return _markup(f"<{_name}{_attributes(attributes)}>{_inside(children)}</{_name}>")


def void(_name: str, **attributes: Attribute) -> Markup:
    """Make an element that holds nothing, such as an input or an image."""
    return _markup(f"<{_name}{_attributes(attributes)}>")


def join(parts: Iterable[object]) -> Markup:
    """Put parts one after the other, escaping those that are plain text."""
    return _markup(_inside(parts))


def escape_with_breaks(text: str) -> Markup:
    """Escape a text and break it where it has line breaks."""
    if "\n" not in text:
        return escape(text)
    return BREAK.join(text.split("\n"))


def link(address: str, *children: object, class_: str | None = None) -> Markup:
    """Link to an address that is safe to open; one that is not stays the bare words."""
    if not safe_address(address):
        return join(children)
    return tag("a", *children, href=address, class_=class_, target="_blank", rel="noopener noreferrer nofollow")


def safe_address(address: object) -> bool:
    """Tell whether a browser may open it: the web, mail and telephone, nothing that runs."""
    return isinstance(address, str) and _SAFE_ADDRESS.match(address) is not None


def _inside(parts: Iterable[object]) -> str:
    return "".join([each if isinstance(each, Markup) else escape(each) for each in parts])


def _attributes(attributes: dict[str, Attribute]) -> str:
    made = []
    for name, value in attributes.items():
        if value is None or value is False:
            continue
        spelled = name.rstrip("_").replace("_", "-")
        made.append(f" {spelled}" if value is True else f' {spelled}="{escape(value)}"')
    return "".join(made)


def _markup(made: str) -> Markup:
    return Markup(made)  # noqa: S704  # names come from our own code; values and what is inside were escaped
