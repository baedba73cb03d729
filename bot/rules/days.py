"""How a day is said, without a time or a zone."""

from datetime import date


def spoken_day(day: date) -> str:
    """Write a day as one says it: Friday 4 January."""
    return f"{day:%A} {day.day} {day:%B}"


def spoken_date(day: date) -> str:
    """Write a day that may be far off: Friday 4 January 2030."""
    return f"{spoken_day(day)} {day.year}"


def short_date(day: date) -> str:
    """Write a day in little room: Fri 4 Jan 2030."""
    return f"{day:%a} {day.day} {day:%b %Y}"
