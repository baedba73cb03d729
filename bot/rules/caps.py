"""How many conversations somebody said they can give, and whether one more goes beyond it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.rules.suggestions import MONTH, WEEK


@dataclass(frozen=True)
class Excess:
    """One conversation more than somebody said they can give: the `number`th where `most` was the word."""

    number: int
    most: int
    span: str


def excess(asked: Iterable[datetime], at: datetime, per_week: int | None, per_month: int | None) -> Excess | None:
    """Tell whether a conversation asked for at an instant goes beyond what somebody can give, after those `asked`."""
    known = list(asked)
    for length, most, span in ((WEEK, per_week, "week"), (MONTH, per_month, "month")):
        number = 1 + sum(at - length < one <= at for one in known)
        if most is not None and number > most:
            return Excess(number, most, span)
    return None
