"""Style hints on an interviewer's receipt: a friendly line a point that could say more; nothing has to change."""

from collections.abc import Iterable, Mapping

from bot.messages.blocks import Block, clip, context, safe
from bot.rules.style_hints import StyleHint, hint_for
from bot.rules.words import PointKind

MOST_HINTS = 5
SHOWN = 60
"""Characters of a point by which its author knows it again."""

SAYS: Mapping[StyleHint, str] = {
    StyleHint.NO_EXAMPLE: "what did you see? An example says more than the word.",
    StyleHint.THIRD_PERSON: "the caller reads it to {}, so it sounds better as “you”.",
    StyleHint.VERY_SHORT: "a few more words would help {} know what you mean.",
}


def style_hints(candidate: str, points: Iterable[tuple[PointKind, str]]) -> list[Block]:
    """Give a line for each of these points that could be easier to hear, a few at most; nothing where all is well."""
    name = safe(candidate)
    found = [(text, hint) for kind, text in points if (hint := hint_for(kind, text, candidate))]
    lines = [f"“{safe(clip(' '.join(text.split()), SHOWN))}”: {SAYS[hint].format(name)}" for text, hint in found]
    if not lines:
        return []
    return [context("\n".join([":bulb: *Only if you like:*", *lines[:MOST_HINTS]]))]
