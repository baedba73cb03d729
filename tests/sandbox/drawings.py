"""Draws for one reader and reads the HTML as a strict browser would: what must not be in it raises."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from bot.sandbox.drawing import Names, Place, draw_blocks, draw_mrkdwn

VOID = {"br", "hr", "img", "input"}
TAGS = VOID | set(
    re.findall(
        r"\w+",
        """a article blockquote button caption code details dialog div em fieldset figcaption figure footer form
        h2 h3 h4 h5 h6 header label legend li mark ol optgroup option p pre rect s section select small span strong
        summary svg table tbody td textarea th thead time tr u ul""",
    )
)
ATTRIBUTES = set(
    re.findall(
        r"[\w-]+",
        """accept alt aria-describedby aria-hidden aria-invalid aria-label aria-labelledby aria-required autocomplete
        autofocus checked class datetime disabled fill for height href id label loading max maxlength min minlength
        multiple name novalidate open placeholder referrerpolicy rel role rows scope selected src start step target
        title type value viewbox width""",
    )
)
DATA = set(
    re.findall(
        r"[\w-]+",
        """action-id answer block-id callback-id channel close confirm dispatches field group hash kind least most
        suggest user value view-id""",
    )
)
BLOCKS = {"p", "div", "pre", "blockquote", "ul", "ol", "table", "figure", "fieldset", "dialog", "form", "section"}
LINES = {"p", "label", "legend", "summary", "button", "h2", "h3", "h4", "a", "span", "strong", "em", "s"}


@dataclass
class Node:
    """An element with its attributes."""

    tag: str
    attributes: dict[str, str | None]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """A parsed piece of HTML: its elements, and the words one can read, emoji by their short names."""

    html: str
    nodes: list[Node] = field(default_factory=list)
    text: str = ""
    open: list[Node] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read all of it; AssertionError when it is not safe or not well-formed."""
        HTMLParser.__init__(self, convert_charrefs=True)
        self.feed(str(self.html))
        self.close()
        assert not self.open, f"unclosed {self.open}"
        ids = [each.attributes["id"] for each in self.nodes if "id" in each.attributes]
        assert len(ids) == len(set(ids)), "an id twice"
        for each in self.nodes:
            for key in ("for", "aria-describedby", "aria-labelledby", "data-confirm"):
                for target in str(each.attributes.get(key) or "").split():
                    assert target in ids, f"{key} leads nowhere: {target}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a start tag."""
        assert tag in TAGS, f"unexpected <{tag}>"
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute twice: {attrs}"
        for name, value in attrs:
            assert name in ATTRIBUTES or name.removeprefix("data-") in DATA, f"unexpected {name}={value} in <{tag}>"
            if name in ("href", "src"):
                assert str(value).startswith(("http://", "https://", "mailto:", "tel:", "/")), value
        if tag in BLOCKS:
            assert not [each.tag for each in self.open if each.tag in LINES], f"<{tag}> inside a line"
        node = Node(tag, dict(attrs))
        self.nodes.append(node)
        if tag == "br":
            self.handle_data("\n")
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        """Take an end tag."""
        assert self.open.pop().tag == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        """Take words; of an emoji its short name."""
        if self.open and self.open[-1].attributes.get("class") == "emoji":
            data = str(self.open[-1].attributes["title"])
        self.text += data
        for each in self.open:
            each.text += data

    def handle_comment(self, data: str) -> None:
        """Refuse comments."""
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        """Refuse declarations."""
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        """Refuse processing instructions."""
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        """Refuse whatever else begins with <!."""
        raise AssertionError(data)

    def find(self, tag: str, **attributes: str) -> Node:
        """Give the first element with a tag and attributes (data_field for data-field); IndexError without one."""
        return self.all(tag, **attributes)[0]

    def all(self, tag: str, **attributes: str) -> list[Node]:
        """Give all such elements."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [each for each in self.nodes if each.tag == tag and wanted.items() <= each.attributes.items()]


NOW = datetime(2030, 5, 8, 10, 0, tzinfo=UTC)
UNIX = int(datetime(2030, 5, 9, 12, 30, tzinfo=UTC).timestamp())
NAMES = Names(
    people={"U1": "Ann", "U2": "Bo <b>"},
    places={"C1": Place("town"), "C2": Place("deep", "private"), "D1": Place("The App", "im")},
    groups={"S1": "panel"},
    handles={"ann": "U1"},
    viewer="U1",
    channel_link="/channel/{id}",
)
JSON = dict[str, Any]


def read(text: str, **how: Any) -> Page:  # noqa: ANN401  # the arguments of draw_mrkdwn
    """Draw mrkdwn and read it."""
    return Page(draw_mrkdwn(text, NAMES, "Europe/Berlin", now=NOW, **how))


def drawn(*blocks: JSON, **how: Any) -> Page:  # noqa: ANN401  # the arguments of draw_blocks
    """Draw blocks and read them."""
    return Page(draw_blocks(list(blocks), NAMES, "Europe/Berlin", now=NOW, **how))


def plain(text: str) -> JSON:
    """Make a plain text object."""
    return {"type": "plain_text", "text": text}


def rich(*groups: JSON) -> Page:
    """Draw a rich_text block."""
    return drawn({"type": "rich_text", "elements": list(groups)})


def group(kind: str, *elements: JSON | str, **more: object) -> JSON:
    """Make a group of rich text."""
    made = [{"type": "text", "text": each} if isinstance(each, str) else each for each in elements]
    return {"type": f"rich_text_{kind}", "elements": made, **more}


def points(style: str, indent: int, *texts: str, **more: int) -> JSON:
    """Make a list."""
    return group("list", *[group("section", each) for each in texts], style=style, indent=indent, **more)


def option(value: str) -> JSON:
    """Make a choice."""
    return {"text": plain(f"The {value}"), "value": value}
