"""Which statements are held, and which pass; the sentences stand in tests/data/held_points.toml."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.held_points import RULES, SPEAKS_OF, HoldReason, reason_to_hold

SENTENCES: dict[str, dict[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "held_points.toml").read_text(encoding="utf-8")
)
HELD, FREE = SENTENCES["held"], SENTENCES["free"]
MANY = 100


@pytest.mark.parametrize("reason", HELD)
def test_held(reason: str) -> None:
    """What touches a person's grounds, health, family, rivals or pay is held, with the reason."""
    missed = {text: found for text in HELD[reason] if (found := reason_to_hold(text)) != reason}
    assert not missed


@pytest.mark.parametrize("group", FREE)
def test_free(group: str) -> None:
    """What speaks of the work passes, even where a word looks alike."""
    wrongly = {text: found for text in FREE[group] if (found := reason_to_hold(text))}
    assert not wrongly


def test_every_reason_has_rules_words_and_many_sentences() -> None:
    """Each reason can be found, and said; both directions are tried a hundred times."""
    assert set(RULES) == set(SPEAKS_OF) == set(HoldReason) == set(HELD)
    for sentences in (HELD, FREE):
        every = [text for texts in sentences.values() for text in texts]
        assert len(every) == len(set(every)) >= MANY


@given(st.sampled_from([text for texts in HELD.values() for text in texts]))
def test_case_and_quotes_change_nothing(text: str) -> None:
    """Capitals, curly apostrophes and line breaks hide nothing."""
    assert reason_to_hold(text) is reason_to_hold(text.upper().replace(" ", "\n").replace("'", "’"))


@given(st.sampled_from([text for texts in HELD.values() for text in texts]), st.text(max_size=40))
def test_what_stands_around_it_hides_nothing(text: str, other: str) -> None:
    """A sentence is held wherever it stands in a point."""
    assert reason_to_hold(f"{other}. {text} {other}") is not None


@pytest.mark.timeout(10)
@pytest.mark.parametrize("piece", ["as a ", "of the a b ", "9"])
def test_a_long_point_is_judged_quickly(piece: str) -> None:
    """Forty thousand characters of what begins like a rule take no noticeable time."""
    assert reason_to_hold(piece * (40_000 // len(piece))) is None
