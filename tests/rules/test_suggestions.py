"""Whom to suggest: who fits, who may be asked, and that the load evens out."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.suggestions import Askable, Wanted, fitting_area, shares_hours, suggest
from bot.rules.words import ContactClass
from bot.rules.working_hours import WorkingHours

NOW = datetime(2030, 1, 7, 9, 0, tzinfo=UTC)
EMPLOYEE, INVESTOR = ContactClass.CURRENT_EMPLOYEE, ContactClass.INVESTOR
ON_CALL = Wanted(None, "on-call")


def knowing(number: int, *areas: str, **facts: object) -> Askable:
    """Make somebody of the directory."""
    return Askable(number, f"No. {number}", EMPLOYEE, areas, **facts)  # type: ignore[arg-type]  # fields by name


def ids(directory: list[Askable], wanted: Wanted = ON_CALL) -> list[int]:
    """Return whom the rule suggests, best first."""
    return [one.who.id for one in suggest(directory, wanted)]


@pytest.mark.parametrize(
    ("wanted", "areas", "fits"),
    [
        ("On-call", ("money", "on-call"), "on-call"),
        ("how on call really is", ("on-call",), "on-call"),
        ("remote", ("remote work",), "remote work"),
        ("Kündigung", ("KUNDIGUNG",), "KUNDIGUNG"),
        ("call", ("on call duty", "call"), "on call duty"),
        ("money", ("monetisation",), None),
        ("🦄", ("🦄",), None),
        ("", ("on-call",), None),
    ],
)
def test_areas_are_compared_by_their_words(wanted: str, areas: tuple[str, ...], fits: str | None) -> None:
    """Capitals, accents and hyphens aside; more words on either side still fit."""
    assert fitting_area(wanted, areas) == fits


def test_class_and_area_must_both_fit() -> None:
    """What is asked for together is looked for together; nothing asked for finds nobody."""
    both = Askable(1, "Ines", INVESTOR, ("money",))
    directory = [both, Askable(2, "Ivo", INVESTOR), knowing(3, "money")]
    assert ids(directory, Wanted(INVESTOR, "money")) == [1]
    assert ids(directory, Wanted(INVESTOR, None)) == [1, 2]
    assert ids(directory, Wanted(None, "money")) == [1, 3]
    assert ids(directory, Wanted(None, None)) == []


def test_who_has_given_enough_is_left_alone() -> None:
    """A cap of a week or a month that is reached; nought is nobody's turn ever."""
    full = knowing(1, "on-call", per_week=2, asked_in_week=2)
    busy = knowing(2, "on-call", per_month=1, asked_in_month=1)
    never = knowing(3, "on-call", per_week=0)
    room = knowing(4, "on-call", per_week=2, asked_in_week=1, per_month=3, asked_in_month=2)
    assert ids([full, busy, never, room]) == [4]


def test_the_least_recently_asked_come_first() -> None:
    """Never asked before long ago before lately; the panel, and who works in the candidate's night, last."""
    lately = knowing(1, "on-call", asked_at=NOW, asked_ever=1)
    long_ago = knowing(2, "on-call", asked_at=NOW - timedelta(days=90), asked_ever=9)
    never = knowing(3, "on-call")
    panel = knowing(4, "on-call", is_on_panel=True)
    asleep = knowing(5, "on-call", shares_hours=False)
    assert ids([asleep, panel, lately, long_ago, never]) == [3, 2, 1, 4, 5]
    assert ids([asleep, panel, never], replace(ON_CALL, without=frozenset({3}))) == [4, 5]


@pytest.mark.parametrize(
    ("zone", "candidate_zone", "shared"),
    [
        ("Europe/Berlin", "Europe/Berlin", True),
        ("America/New_York", "Europe/Berlin", True),
        ("America/Los_Angeles", "Europe/Berlin", True),
        ("Australia/Sydney", "Europe/Berlin", False),
        ("Europe/Berlin", "Australia/Sydney", True),
        ("Pacific/Kiritimati", "Pacific/Honolulu", True),
    ],
)
def test_hours_are_shared_where_work_meets_day(zone: str, candidate_zone: str, *, shared: bool) -> None:
    """An hour is enough, across midnight and the date line."""
    assert shares_hours(WorkingHours(time(9), time(18)), zone, candidate_zone, NOW) is shared


@settings(max_examples=60, deadline=None)
@given(
    people=st.integers(1, 7),
    gaps=st.lists(st.sampled_from([0, 0, 1, 60, 60 * 24 * 40]), min_size=1, max_size=60),
    shuffled=st.randoms(use_true_random=False),
)
def test_with_equal_people_the_load_evens_out(people: int, gaps: list[int], shuffled: random.Random) -> None:
    """Whatever the pace of requests, nobody is asked twice more than anybody else."""
    directory = {number: knowing(number, "on-call") for number in range(people)}
    asked: Counter[int] = Counter(dict.fromkeys(directory, 0))
    now = NOW
    for gap in gaps:
        now += timedelta(minutes=gap)
        crowd = list(directory.values())
        shuffled.shuffle(crowd)
        first = suggest(crowd, ON_CALL)[0].who
        asked[first.id] += 1
        directory[first.id] = replace(first, asked_at=now, asked_ever=first.asked_ever + 1)
        assert max(asked.values()) - min(asked.values()) <= 1
