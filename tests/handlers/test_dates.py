"""Dates that nobody means are refused beside their field, in whatever form they are chosen."""

import pytest

from bot.process.refusals import WrongField
from handlers.payloads import Submission


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_time_is_refused(day: str) -> None:
    """It would be no day at all in another time zone."""
    form = Submission("V1", "", "", {"expires_on": {"selected_date": day}})
    with pytest.raises(WrongField) as refused:
        form.date("expires_on")
    assert list(refused.value.fields) == ["expires_on"]
    assert Submission("V1", "", "", {"expires_on": {"selected_date": None}}).date("expires_on") is None
