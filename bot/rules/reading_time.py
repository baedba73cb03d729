"""How long it takes to read something aloud."""

import re
from collections.abc import Iterable
from math import ceil

WORDS_A_MINUTE = 150
"""How fast one speaks on the phone when the other should follow."""

SIGNS_A_WORD = 1.7
"""How many signs of a script that sets no spaces take as long to say as one word."""

_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
"""Thai, Lao, Japanese and Chinese signs."""


def reading_minutes(texts: Iterable[str]) -> int:
    """Return how many minutes it takes to read texts aloud, begun ones as a whole."""
    words = 0.0
    for text in texts:
        signs = len(_WITHOUT_SPACES.findall(text))
        words += signs / SIGNS_A_WORD + len((_WITHOUT_SPACES.sub(" ", text) if signs else text).split())
    return max(1, ceil(words / WORDS_A_MINUTE))
