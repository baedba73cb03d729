"""What is taken for an amount of money, and what isn't; the sentences stand in tests/data/amounts.toml."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.amounts import amount_in, why_no_amount

SENTENCES: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "amounts.toml").read_text(encoding="utf-8")
)
AMOUNTS, OTHERS = SENTENCES["amounts"], SENTENCES["no_amounts"]


def test_amounts_are_found() -> None:
    """With signs, codes, words for money, a k, grouped, by the year, as a share, or in words."""
    assert [text for text in AMOUNTS if amount_in(text) is None] == []


def test_other_numbers_pass() -> None:
    """Dates, times, phone numbers, rooms, versions, addresses, counts of people and things."""
    assert {text: found for text in OTHERS if (found := amount_in(text))} == {}


@settings(max_examples=50)
@given(st.sampled_from(AMOUNTS), st.text(max_size=40))
def test_what_stands_around_it_hides_nothing(text: str, other: str) -> None:
    """An amount is found on any line."""
    assert amount_in(f"{other}\n{text}\n{other}") is not None


def test_the_refusal_names_what_it_found_and_why() -> None:
    """So that whoever typed it knows what to leave out."""
    said = why_no_amount(amount_in("The base is 85,000 a year") or "")
    assert "“85,000" in said
    assert "written offer" in said


@pytest.mark.timeout(10)
@pytest.mark.parametrize("piece", ["1 ", "a hundred ", "1,000", "pay ", "9"])
def test_a_long_text_is_judged_quickly(piece: str) -> None:
    """Forty thousand characters of what begins like an amount take no noticeable time."""
    amount_in(piece * (40_000 // len(piece)))
