"""Time zones as people call them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_MINUTE = timedelta(minutes=1)


def city(zone: str) -> str:
    """Name a zone shortly: `New York` for America/New_York; by its offset where it has no place."""
    place = zone.rsplit("/", 1)[-1]
    if zone.startswith("Etc/") or place in {"UTC", "GMT"}:
        return offset_of(datetime(2030, 1, 1, tzinfo=ZoneInfo(zone)))  # the same on any day
    return place.replace("_", " ")


def offset_of(local: datetime) -> str:
    """Tell how far a clock is from UTC: `UTC+2`, `UTC−3:30`."""
    apart = local.utcoffset() or timedelta()
    hours, minutes = divmod(round(abs(apart) / _MINUTE), 60)
    if not apart:
        return "UTC"
    return f"UTC{'−' if apart < timedelta() else '+'}{hours}" + (f":{minutes:02}" if minutes else "")
