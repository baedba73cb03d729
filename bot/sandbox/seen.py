"""What a person sees, as values a test or demo can ask: messages, forms, Home tabs, acknowledgements."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.sandbox.ids import JSON


class NotPossible(Exception):
    """A person's client does not let them do that; `error` is the reason's short name."""

    def __init__(self, error: str, detail: str) -> None:
        """Keep what the workspace answered."""
        super().__init__(f"{error}: {detail}")
        self.error = error


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """How the app answered an interaction: HTTP status (0 for none), time taken, and what the person was shown.

    `error` is None when all went well, else operation_timeout, dispatch_failed, trouble_connecting, not_submitted or
    the like; `errors` are the texts under fields by block id.
    """

    status: int
    milliseconds: float
    body: JSON | str | None = None
    error: str | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the person saw no error."""
        return self.error is None


@dataclass(frozen=True, slots=True)
class Pressable:
    """A button, menu or input somebody can use: `choices` are the texts of a menu, `confirm` its dialog."""

    action_id: str
    block_id: str
    kind: str
    text: str
    value: str | None
    choices: tuple[str, ...] = ()
    confirm: JSON | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """Blocks on a screen."""

    raw: JSON

    @property
    def blocks(self) -> list[JSON]:
        """The blocks, empty when there are none."""
        return list(self.raw.get("blocks") or [])

    @property
    def words(self) -> str:
        """Everything there is to read, a line for each text; block texts where there are blocks."""
        return "\n".join(_texts(self.blocks)) if self.blocks else str(self.raw.get("text", ""))

    @property
    def pressables(self) -> list[Pressable]:
        """Everything there is to press or fill in, from top to bottom."""
        return [_pressable(block, each) for block in self.blocks for each in _elements(block)]

    def find(self, name: str) -> Pressable:
        """Find a pressable by action id or text; KeyError names what is there."""
        for each in self.pressables:
            if name in (each.action_id, each.text):
                return each
        raise KeyError(f"{name} is none of {[(each.action_id, each.text) for each in self.pressables]}")


@dataclass(frozen=True, slots=True)
class SeenMessage(Shown):
    """A message as one person sees it."""

    @property
    def channel(self) -> str:
        """The conversation's id."""
        return str(self.raw["channel"])

    @property
    def ts(self) -> str:
        """The message's id in its conversation."""
        return str(self.raw["ts"])

    @property
    def text(self) -> str:
        """The notification text."""
        return str(self.raw.get("text", ""))

    @property
    def user(self) -> str:
        """Who wrote it."""
        return str(self.raw["user"])

    @property
    def thread_ts(self) -> str | None:
        """The root it belongs to, its own ts for a root with replies."""
        return self.raw.get("thread_ts")

    @property
    def ephemeral(self) -> bool:
        """Whether only this person sees it."""
        return bool(self.raw.get("ephemeral"))

    @property
    def target(self) -> JSON:
        """What the workspace calls it."""
        return {"channel": self.channel, "ts": self.ts}


@dataclass(frozen=True, slots=True)
class SeenView(Shown):
    """A form or Home tab as its owner sees it."""

    @property
    def id(self) -> str:
        """The view's id."""
        return str(self.raw["id"])

    @property
    def title(self) -> str:
        """The title above a form."""
        return str(self.raw["title"]["text"])

    @property
    def callback_id(self) -> str:
        """The app's name for it."""
        return str(self.raw["callback_id"])

    @property
    def values(self) -> dict[str, JSON]:
        """`state.values` as they are now."""
        return dict(self.raw["state"]["values"])

    @property
    def target(self) -> JSON:
        """What the workspace calls it."""
        return {"view_id": self.id}


def _texts(node: object) -> Iterator[str]:
    """Read blocks from top to bottom; a run of rich text is one line."""
    if isinstance(node, list):
        for each in node:
            yield from _texts(each)
    elif isinstance(node, dict):
        if str(node.get("type", "")).startswith("rich_text_") and node["type"] != "rich_text_list":
            yield "".join(_run(each) for each in node.get("elements") or [])
        elif isinstance(node.get("text"), str):
            yield node["text"]
        else:
            for key, each in node.items():
                if key not in ("confirm", "metadata"):
                    yield from _texts(each)


def _run(element: JSON) -> str:
    """Read one inline element of rich text."""
    kind = element.get("type")
    forms = {"user": ("user_id", "<@{}>"), "channel": ("channel_id", "<#{}>"), "emoji": ("name", ":{}:")}
    if kind in forms:
        key, form = forms[str(kind)]
        return form.format(element[key])
    return str(element.get("text") or element.get("url") or element.get("fallback") or "")


def _elements(block: JSON) -> Iterator[JSON]:
    """Give what a person can use in a block."""
    for part in [block.get("element"), block.get("accessory"), *(block.get("elements") or [])]:
        if isinstance(part, dict) and "action_id" in part:
            yield part


def _pressable(block: JSON, element: JSON) -> Pressable:
    """Describe one element."""
    label = element.get("text") or block.get("label") or element.get("placeholder") or {}
    groups = element.get("option_groups") or [element]
    choices = tuple(each["text"]["text"] for group in groups for each in group.get("options") or [])
    value, kind = element.get("value"), element["type"]
    text = str(label.get("text", ""))
    return Pressable(
        element["action_id"], block.get("block_id", ""), kind, text, value, choices, element.get("confirm")
    )
