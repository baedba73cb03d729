"""Which points get a style hint, and which are good as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.style_hints import StyleHint, hint_for
from bot.rules.words import PointKind

HINTS = {
    StyleHint.NO_EXAMPLE: ("Great!", "Nice communication", "Really strong technical skills.", "good", "Very smart guy"),
    StyleHint.THIRD_PERSON: (
        "She was calm when the demo broke.",
        "He could have asked for the load first",
        "Solid. They explained the index well.",
        "Ada drew it before explaining it.",
        "The candidate knew Postgres.",
    ),
    StyleHint.VERY_SHORT: ("SQL", "Time management", "more tests"),
    None: (
        "You were calm when the demo broke.",
        "Great that you asked for the load first.",
        "You asked Maria for her view, and she was glad.",
        "Strong SQL: the index you proposed halved the query.",
        "Draw before you explain.",
        "Adaptive to the hints I gave",
        "Du hast sofort nach dem Warum gefragt",
        "先問了為什麼再開始畫架構圖而且很清楚也很有耐心",
    ),
}


@pytest.mark.parametrize("hint", HINTS, ids=str)
def test_hints(hint: StyleHint | None) -> None:
    """Bare judgements, talk about somebody and a word or two; never what speaks to the candidate with substance."""
    for text in HINTS[hint]:
        assert hint_for(PointKind.GOOD, text, "Ada Lovelace") is hint, text


def test_notes_get_none() -> None:
    """What stays inside the team is nobody's to polish."""
    assert hint_for(PointKind.NOTE, "Great!", "Ada Lovelace") is None


@given(st.sampled_from(list(PointKind)), st.text(max_size=60), st.text(max_size=12))
def test_any_words_and_any_name(kind: PointKind, text: str, candidate: str) -> None:
    """Nothing people type breaks it, and speaking to the candidate is never called talk about them."""
    hint_for(kind, text, candidate)
    assert hint_for(kind, f"You {text}", candidate) is not StyleHint.THIRD_PERSON
