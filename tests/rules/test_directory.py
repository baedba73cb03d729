"""What is typed into the directory: areas, caps, days, and what a search finds."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.suggestions import suggestion_reason
from bot.rules.directory import MOST_AREAS, check_days, find_entries, known_areas, read_areas, read_cap
from bot.rules.suggestions import Askable, Suggestion
from bot.rules.typed_values import Unreadable
from bot.rules.words import ContactClass
from bot.rules.working_hours import DEFAULT_HOURS

NOW = datetime(2030, 1, 7, 9, 0, tzinfo=UTC)


@given(st.lists(st.text(st.characters(exclude_characters=",;\n"), max_size=60), max_size=MOST_AREAS))
def test_areas_are_read_each_once_in_their_order(typed: list[str]) -> None:
    """With commas, semicolons or one a line; spaces and capitals make no other area."""
    areas = read_areas(" ,\n".join(typed))
    assert areas == read_areas(";".join(areas))
    assert len({one.casefold() for one in areas}) == len(areas)
    assert {one.casefold() for one in areas} == {" ".join(one.split()).casefold() for one in typed} - {""}


def test_what_cant_be_read_is_said() -> None:
    """Too long, too many, no number; nothing typed is nothing said."""
    for read, typed in (
        (read_areas, "x" * 61),
        (read_areas, ",".join(map(str, range(31)))),
        (read_cap, "two"),
        (read_cap, "-1"),
        (read_cap, "100"),
    ):
        with pytest.raises(Unreadable):
            read(typed)
    assert read_areas(None) == []
    assert (read_cap(None), read_cap("0")) == (None, 0)


def test_days_are_kept_where_they_are_somebodys_own() -> None:
    """The workspace's own are its own to change."""
    assert check_days([4, 0, 0], DEFAULT_HOURS) == [0, 4]
    assert check_days([4, 3, 2, 1, 0], DEFAULT_HOURS) is None
    assert check_days([], DEFAULT_HOURS) is None


def test_known_areas_are_those_of_most_people_first() -> None:
    """Each once, whatever its capitals, and no more than are read."""
    assert known_areas([["money"], ["On-call", "money"], ["on-call"], ["art"], ["Money"]], most=2) == [
        "money",
        "On-call",
    ]


def test_a_search_finds_by_the_beginnings_of_words() -> None:
    """Each word typed begins a word; accents and order are no matter, and signs alone find everything."""
    people = ["Åsa Öberg money", "Ines Vestor investor", "Bo Berg on-call"]
    found = {typed: find_entries(typed, people, str) for typed in ("oberg as", "inv", "call on", "berg", "zed", "…")}
    assert found == {
        "oberg as": people[:1],
        "inv": people[1:2],
        "call on": people[2:],
        "berg": people[2:],
        "zed": [],
        "…": people,
    }


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "today"), (1, "1 day ago"), (6, "6 days ago"), (7, "1 week ago"), (21, "3 weeks ago"), (65, "2 months ago")],
)
def test_a_reason_says_what_speaks_for_somebody(days: int, said: str) -> None:
    """What they know, when they were last asked, what they can still give, and what speaks against them."""
    who = Askable(
        1,
        "Bo",
        ContactClass.CURRENT_EMPLOYEE,
        per_week=2,
        per_month=4,
        asked_in_week=1,
        asked_in_month=3,
        asked_at=NOW - timedelta(days=days),
        is_on_panel=True,
        shares_hours=False,
    )
    assert suggestion_reason(Suggestion(who, "on-call"), NOW) == (
        f"knows on-call · last asked {said} · 1 of 2 this week · 3 of 4 this month · on the panel · few hours in common"
    )
