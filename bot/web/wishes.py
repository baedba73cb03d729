"""Between the fields of the private pages and what they mean: requests, free times, questions to start from."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from starlette.requests import Request

from bot.messages.candidate_pages import LENGTHS, PageShown
from bot.messages.forms import WHICH
from bot.process.candidate_pages import WishTyped
from bot.process.meeting_requests import WindowTyped
from bot.process.refusals import WrongField
from bot.rules.question_bank import question_at
from bot.rules.words import ContactClass, PlaceKind
from bot.rules.working_hours import comes_twice
from bot.web.forms import Typed

MOST_ROWS = 20
"""Rows of free time a form has at most."""


def wish_of(typed: Typed) -> WishTyped:
    """Read a request; raises WrongField for a choice that wasn't offered."""
    minutes = typed.text("minutes") or "30"
    if minutes not in {str(one) for one in LENGTHS}:
        raise WrongField(minutes="Please choose one of these.")
    return WishTyped(
        named=typed.line("named"),
        kind=typed.choice("kind", ContactClass),
        area=typed.line("area"),
        learn=typed.text("learn"),
        may_name=typed.is_ticked("may_name"),
        minutes=int(minutes),
        place=typed.choice("place", PlaceKind) or PlaceKind.VIDEO,
    )


def fields_of(wish: WishTyped) -> dict[str, str]:
    """Write a request into the fields."""
    return {
        "named": wish.named or "",
        "kind": wish.kind.value if wish.kind else "",
        "area": wish.area or "",
        "learn": wish.learn or "",
        "may_name": "yes" if wish.may_name else "",
        "minutes": str(wish.minutes),
        "place": wish.place.value,
    }


def windows_of(typed: Typed) -> list[WindowTyped]:
    """Read the rows of free time; raises WrongField for a day or time that is none."""
    return [
        WindowTyped(number, typed.date(f"day_{number}"), typed.time(f"from_{number}"), typed.time(f"to_{number}"))
        for number in range(1, MOST_ROWS + 1)
    ]


def rows_of(page: PageShown) -> dict[str, str]:
    """Write the free times known into rows, and the zone they are in."""
    fields = {"zone": page.zone or ""}
    zone = ZoneInfo(page.zone or "UTC")
    days = [part for start, end in page.windows for part in _days(start.astimezone(zone), end.astimezone(zone))]
    for number, (begins, ends) in enumerate(days[:MOST_ROWS], 1):
        fields |= {f"day_{number}": f"{begins:%Y-%m-%d}", f"from_{number}": f"{begins:%H:%M}"}
        fields[f"to_{number}"] = f"{ends:%H:%M}"
        both = {f"from_{number}": begins, f"to_{number}": ends}
        fields |= {WHICH + name: str(at.fold) for name, at in both.items() if comes_twice(at, zone.key)}
    return fields


def _days(begins: datetime, ends: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Part a span at each midnight of its zone, as a row holds one day."""
    midnight = datetime.combine(begins.date() + timedelta(days=1), time(), begins.tzinfo)
    while midnight < ends:
        yield begins, midnight
        begins, midnight = midnight, datetime.combine(midnight.date() + timedelta(days=1), time(), begins.tzinfo)
    yield begins, ends


def rows_filled(fields: Mapping[str, str]) -> int:
    """Tell which is the last row with something in it."""
    names = ("day", "from", "to")
    return max((n for n in range(1, MOST_ROWS + 1) if any(fields.get(f"{name}_{n}") for name in names)), default=0)


def prefilled(request: Request) -> dict[str, str]:
    """Fill a form as the address says: with a question of the bank, or with somebody who may be asked for by name."""
    kind, area = request.query_params.get("kind", ""), request.query_params.get("area", "")
    number = request.query_params.get("number", "")
    found = ContactClass(kind) if kind in set(ContactClass) else None
    is_number = number.isascii() and number.isdigit() and len(number) < len("1000")
    question = question_at(found, area, int(number)) if is_number else None
    filled = {"kind": found.value if found else "", "learn": question or ""}
    filled["whom"] = request.query_params.get("whom", "")
    return filled | ({"area": area} if question and not found else {})
