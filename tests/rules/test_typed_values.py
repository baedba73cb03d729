"""What people type as an address, a zone or a number."""

import pytest

from bot.rules.typed_values import Unreadable, mail_address, whole_number, zone_name


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("Europe/Berlin", "Europe/Berlin"), (" new york ", "America/New_York"), ("tokyo", "Asia/Tokyo"), ("utc", "UTC")],
)
def test_a_zone_is_known_by_its_name_or_its_city(typed: str, zone: str) -> None:
    """People type a city more often than a zone."""
    assert zone_name(typed) == zone


@pytest.mark.parametrize("typed", ["", "Atlantis", "Central", "GMT plus one", "localtime"])
def test_what_names_no_one_zone_is_refused(typed: str) -> None:
    """Better a question than a meeting at the wrong hour."""
    with pytest.raises(Unreadable, match="nearest big city, such as Berlin"):
        zone_name(typed)


def test_an_address_keeps_its_name_and_folds_its_domain() -> None:
    """Letter case may matter before the @, never after it."""
    assert mail_address(" Ada@Home.Example ") == "Ada@home.example"


@pytest.mark.parametrize("typed", ["", "ada", "ada@", "ada@home example", "ada@home"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    """A mail that can't arrive is noticed while the form is open."""
    with pytest.raises(Unreadable):
        mail_address(typed)


def test_a_whole_number_is_kept_within_its_bounds() -> None:
    """Zero and the most are numbers too."""
    assert [whole_number(typed, most=30) for typed in ("0", " 7 ", "030")] == [0, 7, 30]


@pytest.mark.parametrize("typed", ["", "abc", "31", "-1", "1.5", "1e1", "٣", "9" * 5000])
def test_what_is_no_such_number_is_refused(typed: str) -> None:
    """Whatever stands in the field, its reader learns what would do."""
    with pytest.raises(Unreadable, match="from 0 to 30"):
        whole_number(typed, most=30)
