"""When an asked contact is reminded and counts as silent: in their hours, and while their answer can still help."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.reply_times import answer_due, reminder_due
from bot.rules.working_hours import DEFAULT_HOURS, add_working_days, working_part

NEW_YORK = "America/New_York"
ZONES = ("UTC", NEW_YORK, "Europe/Berlin", "Asia/Kolkata", "Pacific/Kiritimati", "Australia/Lord_Howe")
MONDAY = datetime(2030, 1, 14, 14, tzinfo=UTC)
"""Nine in the morning in New York."""


def test_a_weekend_is_no_time_to_answer() -> None:
    """Asked on Thursday about Monday at nine, a contact is silent on Friday, and not only when the time has come."""
    thursday = datetime(2030, 1, 10, 15, tzinfo=UTC)
    assert reminder_due(thursday, MONDAY, DEFAULT_HOURS, NEW_YORK) == datetime(2030, 1, 11, 14, 30, tzinfo=UTC)
    assert answer_due(thursday, MONDAY, DEFAULT_HOURS, NEW_YORK) == datetime(2030, 1, 11, 19, 30, tzinfo=UTC)


def test_who_does_not_work_before_the_first_time_is_asked_until_then() -> None:
    """Asked on Saturday about Monday at nine: there is no hour of theirs in between."""
    assert answer_due(MONDAY - timedelta(days=2), MONDAY, DEFAULT_HOURS, NEW_YORK) == MONDAY


@given(
    st.timedeltas(timedelta(), timedelta(days=365)),
    st.timedeltas(timedelta(minutes=30), timedelta(days=40)),
    st.sampled_from(ZONES),
)
def test_reminded_first_and_silent_in_their_hours_before_the_first_time(
    after: timedelta, ahead: timedelta, zone: str
) -> None:
    """Whatever is asked when: a reminder isn't after the end, and the end isn't after the first time proposed."""
    asked_at = MONDAY + after
    first = asked_at + ahead
    reminded, silent = (rule(asked_at, first, DEFAULT_HOURS, zone) for rule in (reminder_due, answer_due))
    assert asked_at <= reminded <= silent <= first
    assert silent <= add_working_days(asked_at, 2, DEFAULT_HOURS, zone)
    if working_part(asked_at, first, 0.8, DEFAULT_HOURS, zone) is not None:
        assert silent < first
