"""Emoji by their short names, as Slack writes them between colons."""

import re
from functools import lru_cache

import emoji
from markupsafe import Markup

from bot.sandbox.drawing.tags import escape_with_breaks, join, tag

SHORT_NAME = r":(?:[+-]1|[a-z0-9_][\w+'’.-]*):(?::skin-tone-[2-6]:)?"
_IN_TEXT = re.compile(SHORT_NAME)
_FLAG = re.compile(r"flag-([a-z])([a-z])")
_FIRST_TONE, _FIRST_LETTER = 0x1F3FB, 0x1F1E6
_VARIANT = "\N{VARIATION SELECTOR-16}"
_ONLY_SLACK = {
    "simple_smile": "🙂",
    "large_green_circle": "🟢",
    "large_yellow_circle": "🟡",
    "large_orange_circle": "🟠",
    "large_purple_circle": "🟣",
    "large_brown_circle": "🟤",
    "knife_fork_plate": "🍽️",
}


@lru_cache(maxsize=4096)
def character(name: str, tone: int = 0) -> str | None:
    """Give the emoji of a short name without colons, in a skin tone from 2 to 6; None for names nobody knows."""
    flag = _FLAG.fullmatch(name)
    if flag:
        return "".join(chr(_FIRST_LETTER + ord(letter) - ord("a")) for letter in flag.groups())
    found = _ONLY_SLACK.get(name) or _known(name)
    if found is None or not tone:
        return found
    return found[0] + chr(_FIRST_TONE + tone - 2) + found[1:].removeprefix(_VARIANT)


def _known(name: str) -> str | None:
    for spelled in (name, name.replace("-", "_")):
        colon = f":{spelled}:"
        made = emoji.emojize(colon, language="alias", variant="emoji_type")
        if made != colon:
            return made
    return None


@lru_cache(maxsize=4096)
def draw_emoji(colon: str) -> Markup | None:
    """Draw `:tada:` or `:+1::skin-tone-3:`; None when the name is unknown."""
    name, _, tone = colon[1:-1].partition("::skin-tone-")
    found = character(name, int(tone or 0))
    if found is None:
        return None
    return tag("span", found, class_="emoji", role="img", aria_label=name.replace("_", " "), title=colon)


def with_emoji(text: str) -> Markup:
    """Escape a text, break its lines, and draw the emoji named in it."""
    if text.count(":") < 2:  # noqa: PLR2004  # a name stands between two
        return escape_with_breaks(text)
    parts: list[Markup] = []
    at = 0
    for match in _IN_TEXT.finditer(text):
        drawn = draw_emoji(match[0])
        if drawn is not None:
            parts += (escape_with_breaks(text[at : match.start()]), drawn)
            at = match.end()
    return join([*parts, escape_with_breaks(text[at:])])
