"""Arranging: nothing is lost or doubled by it, and no place says who is unnamed."""

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.arranging import Shift, in_places, moved, unnamed_last

ORDERS = st.lists(st.integers(0, 99), min_size=1, max_size=8, unique=True)


@given(ORDERS, st.data())
def test_a_move_loses_nothing(order: list[int], data: st.DataObject) -> None:
    """Whatever is moved wherever, the others keep their order, and it stands where it was sent."""
    one, shift = data.draw(st.sampled_from(order)), data.draw(st.sampled_from(Shift))
    new = moved(order, one, shift)
    assert [each for each in new if each != one] == [each for each in order if each != one]
    at, last = order.index(one), len(order) - 1
    places = {Shift.FIRST: 0, Shift.UP: max(0, at - 1), Shift.DOWN: min(last, at + 1), Shift.LAST: last}
    assert new.index(one) == places[shift]


@given(st.lists(st.tuples(st.integers(0, 2), st.none() | st.integers(0, 4), st.integers()), max_size=8))
def test_what_has_a_place_comes_first_in_its_group(items: list[tuple[int, int | None, int]]) -> None:
    """Places count inside a group; what has none follows in the order it came; all of it is there."""
    new = in_places(items, lambda one: one[1], within=lambda one: one[0])
    assert sorted(map(repr, new)) == sorted(map(repr, items))
    groups = list(dict.fromkeys(one[0] for one in items))
    assert list(dict.fromkeys(one[0] for one in new)) == groups
    for group in groups:
        mine = [one for one in new if one[0] == group]
        places = [one[1] for one in mine if one[1] is not None]
        assert places == sorted(places)
        assert [one[1] for one in mine[len(places) :]] == [None] * (len(mine) - len(places))
        assert [one for one in mine if one[1] is None] == [one for one in items if one[0] == group and one[1] is None]


@given(st.lists(st.tuples(st.integers(0, 99), st.booleans()), max_size=8, unique_by=lambda one: one[0]), st.randoms())
def test_the_unnamed_stand_last_whoever_was_asked_first(panel: list[tuple[int, bool]], chance: object) -> None:
    """The order of the unnamed is the same whatever place they had on the panel."""
    shuffled = list(panel)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    orders = [
        unnamed_last(order, lambda one: one[1], lambda one: f"{one[0] * 7919 % 101:03}") for order in (panel, shuffled)
    ]
    assert [one for one in orders[0] if one[1]] == [one for one in orders[1] if one[1]]
    assert [one for one in orders[0] if not one[1]] == [one for one in panel if not one[1]]
    assert [one[1] for one in orders[0]] == sorted(one[1] for one in panel)
