"""Values people type: an e-mail address, a time zone, a number."""

import re
from collections import defaultdict
from functools import cache
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email


class Unreadable(ValueError):
    """What was typed can't be used; the text says why, for the person who typed it."""


def mail_address(typed: str) -> str:
    """Return an e-mail address, its domain in lower case; raises Unreadable."""
    try:
        return validate_email(typed.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise Unreadable("This doesn't read as an e-mail address, such as ada@home.example.") from None


def zone_name(typed: str) -> str:
    """Return the time zone's full name for "Europe/Berlin", "europe/berlin" or just "Berlin"; raises Unreadable."""
    wanted = typed.strip().casefold().replace(" ", "_")
    found = _zones().get(wanted, [])
    if len(found) != 1:
        message = "No time zone has this name. Give the nearest big city, such as Berlin, New York or Asia/Kathmandu."
        raise Unreadable(message)
    return found[0]


def whole_number(typed: str, *, most: int) -> int:
    """Return a whole number from 0 to `most`; raises Unreadable."""
    if not re.fullmatch("[0-9]{1,9}", typed.strip()) or int(typed) > most:
        message = f"Give a whole number from 0 to {most}."
        raise Unreadable(message)
    return int(typed)


@cache
def zone_names() -> tuple[str, ...]:
    """Return every time zone there is, by name; read from the disk once. What stands for no place isn't one."""
    return tuple(sorted(available_timezones() - {"Factory", "localtime"}))


@cache
def _zones() -> dict[str, list[str]]:
    """Zones by full name and by city, in lower case; a city that several zones share is no name."""
    names: dict[str, list[str]] = defaultdict(list)
    for zone in zone_names():
        names[zone.casefold()].append(zone)
        if "/" in zone and zone.split("/")[0] not in {"posix", "right"}:
            names[zone.rsplit("/", 1)[1].casefold()].append(zone)
    return {name: [name_] if (name_ := _exact(name, zones)) else zones for name, zones in names.items()}


def _exact(name: str, zones: list[str]) -> str | None:
    return next((zone for zone in zones if zone.casefold() == name), None)
