"""`<!date^…>`: an instant in the words and the zone of whoever reads it."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.sandbox.drawing.tags import link, tag

_TOKEN = re.compile(r"\{([a-z_]+)\}")
_RECENT = timedelta(days=183)
_FORMS = {
    "date_num": "%Y-%m-%d",
    "date_slash": "%m/%d/%Y",
    "date": "%B {th}",
    "date_short": "%b {day}",
    "date_long": "%A, %B {th}",
    "date_long_full": "%A, %B {th}, %Y",
}
_WITH_YEAR_WHEN_FAR = {"date", "date_short", "date_long"}
_STEPS = (("year", 31_536_000), ("month", 2_592_000), ("day", 86_400), ("hour", 3_600), ("minute", 60))


def draw_date(unix: object, pattern: str, address: str, fallback: str, zone: str, now: datetime) -> Markup:
    """Draw an instant (Unix seconds) by a pattern of tokens, in an IANA zone; the fallback where it is no instant."""
    try:
        instant = datetime.fromtimestamp(int(str(unix)), ZoneInfo(zone))
    except (ValueError, OverflowError, OSError):
        return tag("time", fallback)
    words = format_date(instant, pattern, now)
    exact = f"{instant:%A, %d %B %Y, %H:%M} {zone}"
    drawn = tag("time", words or fallback, datetime=f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", title=exact)
    return link(address, drawn) if address else drawn


def format_date(instant: datetime, pattern: str, now: datetime) -> str:
    """Fill a pattern such as `{date_short_pretty} at {time}` with an instant in the reader's zone; others stay."""
    today = now.astimezone(instant.tzinfo)

    def fill(match: re.Match[str]) -> str:
        made = _token(match[1], instant, today)
        if made is None:
            return match[0]
        return made[:1].upper() + made[1:] if match.start() == 0 else made

    return _TOKEN.sub(fill, pattern)


def _token(name: str, at: datetime, now: datetime) -> str | None:
    if name == "time":
        return f"{_hour(at)}:{at:%M %p}"
    if name == "time_secs":
        return f"{_hour(at)}:{at:%M:%S %p}"
    if name == "ago":
        return _ago(at, now)
    if name.endswith("_pretty"):
        near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((at.date() - now.date()).days)
        return near or _token(name.removesuffix("_pretty"), at, now)
    form = _FORMS.get(name)
    if form is None:
        return None
    if name in _WITH_YEAR_WHEN_FAR and abs(at - now) >= _RECENT:
        form += ", %Y"
    return at.strftime(form).replace("{day}", str(at.day)).replace("{th}", _ordinal(at.day))


def _hour(at: datetime) -> int:
    return at.hour % 12 or 12


def _ordinal(day: int) -> str:
    ending = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")  # noqa: PLR2004  # 11th to 13th
    return f"{day}{ending}"


def _ago(at: datetime, now: datetime) -> str:
    seconds = int((now - at).total_seconds())
    for noun, length in _STEPS:
        count = abs(seconds) // length
        if count:
            words = f"{count} {noun}{'' if count == 1 else 's'}"
            return f"{words} ago" if seconds > 0 else f"in {words}"
    return "just now"
