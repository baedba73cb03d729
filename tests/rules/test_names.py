"""Whom somebody means by a typed name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.names import match_items

NAMES = ["Ada Lovelace", "Ada", "Zoë Müller-Straße", "Søren Łukasz O’Brien", "Adam Lovell", "李小龙"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ada lovelace", ["Ada Lovelace"]),
        ("ADA", ["Ada"]),
        ("Adam", ["Adam Lovell"]),
        ("ad", ["Ada Lovelace", "Ada", "Adam Lovell"]),
        ("lovel", ["Ada Lovelace", "Adam Lovell"]),
        ("Lovelace, Ada", ["Ada Lovelace"]),
        ("a love", ["Ada Lovelace", "Adam Lovell"]),
        ("zoe muller", ["Zoë Müller-Straße"]),
        ("Mueller", ["Zoë Müller-Straße"]),
        ("strasse", ["Zoë Müller-Straße"]),
        ("soren obrien", ["Søren Łukasz O’Brien"]),
        ("lukasz", ["Søren Łukasz O’Brien"]),
        ("李", ["李小龙"]),
        ("grace", []),
        ("ada ada", []),
        ("", []),
        ("!?", []),
    ],
)
def test_matches(typed: str, found: list[str]) -> None:
    """Capitals, accents, order and unfinished words don't matter; a name in full is the only one."""
    assert match_items(typed, NAMES, str) == found


@given(st.lists(st.text(max_size=20), max_size=8))
def test_a_name_finds_itself(names: list[str]) -> None:
    """Every name with a letter in it is found by typing it."""
    for name in names:
        found = match_items(name, names, str)
        assert name in found or not any(character.isalnum() for character in name)


def test_items_keep_their_doubles() -> None:
    """Two candidates of one name are both found."""
    items = [(1, "Ada Lovelace"), (2, "Ada Lovelace"), (3, "Bo")]
    assert match_items("ada", items, lambda item: item[1]) == items[:2]
