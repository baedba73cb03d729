"""Turns what somebody types into what Slack's message box sends: escaped text and a rich_text block."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.ids import JSON, new_id

_BULLET = re.compile(r"(?P<indent> *)(?:[-*•]) (?P<text>.*)")
_NUMBER = re.compile(r"(?P<indent> *)\d+[.)] (?P<text>.*)")
_QUOTE = re.compile(r"> ?(?P<text>.*)")
_EMOJI = {"👍": "+1", "👎": "-1", "✅": "white_check_mark", "🎉": "tada", "❤️": "heart", "🙂": "slightly_smiling_face"}
_TONES = {"🏻": 2, "🏼": 3, "🏽": 4, "🏾": 5, "🏿": 6}
_TOKEN = re.compile(
    r"(?P<mention>(?<![\w.])@[\w.-]*\w)|(?P<room>(?<!\w)#[\w-]+)|(?P<link>https?://[^\s<>]+)"
    r"|(?P<colon>:(?:[+-]1|[a-z][a-z0-9_+-]*):(?::skin-tone-[2-6]:)?)"
    rf"|(?P<emoji>(?:{'|'.join(map(re.escape, _EMOJI))})[{''.join(_TONES)}]?)"
    r"|`(?P<code>[^`\n]+)`|(?<![\w*])\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
    r"|(?<![\w_])_(?P<italic>[^\s_](?:[^_\n]*[^\s_])?)_(?![\w_])|(?<![\w~])~(?P<strike>[^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])"
)
_STYLES = {"code": "`", "bold": "*", "italic": "_", "strike": "~"}

Find = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Composed:
    """A message as a client sends it: mrkdwn text with escapes, and the rich_text blocks."""

    text: str
    blocks: list[JSON]


def escape(text: str) -> str:
    """Escape the three characters Slack escapes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Composer:
    """Slack's message box; `person` and `channel` find an id by handle or name, or None."""

    def __init__(self, person: Find, channel: Find) -> None:
        """Take the two ways to find an id."""
        self._person, self._channel = person, channel

    def compose(self, typed: str) -> Composed:
        """Turn lines that begin with "- " or "1. " into lists, "> " into quotes, the rest into sections."""
        groups: list[JSON] = []
        lines = [self._take(line, groups) for line in typed.split("\n")]
        _close(groups)
        return Composed("\n".join(lines), [{"type": "rich_text", "block_id": new_id("", 5), "elements": groups}])

    def plain(self, typed: str) -> str:
        """Give only the text, escaped, with mentions and links as ids."""
        return self._inline(typed)[0]

    def _take(self, line: str, groups: list[JSON]) -> str:
        """Add one line to the groups; gives its text."""
        bullet, number, quote = _BULLET.fullmatch(line), _NUMBER.fullmatch(line), _QUOTE.fullmatch(line)
        found = bullet or number
        if found:
            return self._list_item(found, "bullet" if bullet else "ordered", groups)
        text, elements = self._inline(quote["text"] if quote else line)
        kind = "rich_text_quote" if quote else "rich_text_section"
        if groups and groups[-1]["type"] == kind:
            _add(groups[-1]["elements"], [{"type": "text", "text": "\n"}, *elements])
        else:
            groups.append({"type": kind, "elements": elements})
        return f"&gt; {text}" if quote else text

    def _list_item(self, found: re.Match[str], style: str, groups: list[JSON]) -> str:
        """Add one point to the list it belongs to."""
        indent = len(found["indent"]) // 2
        text, elements = self._inline(found["text"])
        item = {"type": "rich_text_section", "elements": elements}
        last = groups[-1] if groups else {}
        if last.get("type") == "rich_text_list" and (last["style"], last["indent"]) == (style, indent):
            last["elements"].append(item)
        else:
            if last.get("type") == "rich_text_section":
                _add(last["elements"], [{"type": "text", "text": "\n"}])
            groups.append({"type": "rich_text_list", "style": style, "indent": indent, "border": 0, "elements": [item]})
        place = len(groups[-1]["elements"])
        mark = ("•" if indent == 0 else "◦") if style == "bullet" else f"{place}."
        return f"{'    ' * indent}{mark} {text}"

    def _inline(self, line: str) -> tuple[str, list[JSON]]:
        """Turn a line's mentions, links, emoji and styles into elements."""
        text, elements, at = "", list[JSON](), 0
        for match in _TOKEN.finditer(line):
            made = self._element(match)
            if made is None:
                continue
            before = line[at : match.start()]
            text += escape(before) + made[0]
            _add(elements, [{"type": "text", "text": before}, made[1]])
            at = match.end()
        _add(elements, [{"type": "text", "text": line[at:]}])
        return text + escape(line[at:]), elements

    def _element(self, match: re.Match[str]) -> tuple[str, JSON] | None:
        """Make one special element with its text; None when it means nothing."""
        kind, found = str(match.lastgroup), match[str(match.lastgroup)]
        if kind == "mention":
            return self._mention(found.removeprefix("@"))
        if kind == "room":
            channel = self._channel(found.removeprefix("#"))
            return (f"<#{channel}>", {"type": "channel", "channel_id": channel}) if channel else None
        if kind == "link":
            return f"<{escape(found)}>", {"type": "link", "url": found}
        if kind in ("colon", "emoji"):
            return _emoji(found)
        mark = _STYLES[kind]
        return f"{mark}{escape(found)}{mark}", {"type": "text", "text": found, "style": {kind: True}}

    def _mention(self, name: str) -> tuple[str, JSON] | None:
        if name in ("channel", "here", "everyone"):
            return f"<!{name}>", {"type": "broadcast", "range": name}
        person = self._person(name)
        return (f"<@{person}>", {"type": "user", "user_id": person}) if person else None


def _emoji(found: str) -> tuple[str, JSON]:
    """Make an emoji from its colon form or its character."""
    if found.startswith(":"):
        name, _, tone = found.strip(":").partition("::skin-tone-")
    else:
        name = next(known for character, known in _EMOJI.items() if found.startswith(character))
        tone = str(_TONES.get(found[-1], ""))
    colon = f":{name}:" + (f":skin-tone-{tone}:" if tone else "")
    return colon, {"type": "emoji", "name": name} | ({"skin_tone": int(tone)} if tone else {})


def _add(elements: list[JSON], more: list[JSON]) -> None:
    """Append elements, joining plain text to plain text and leaving empty text out."""
    for each in more:
        if each["type"] == "text" and not each["text"]:
            continue
        last = elements[-1] if elements else {}
        if each["type"] == last.get("type") == "text" and each.get("style") == last.get("style"):
            last["text"] += each["text"]
        else:
            elements.append(dict(each))


def _close(groups: list[JSON]) -> None:
    """Drop groups in which nothing stands."""
    groups[:] = [each for each in groups if each["elements"]]
