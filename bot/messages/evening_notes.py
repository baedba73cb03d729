"""The note of the evening before, with all of the next day: in Slack to a contact, by mail to a candidate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import indent

from bot.messages.blocks import Message, context, linked, safe, section, sections
from bot.messages.mails import Letter, paragraphs
from bot.messages.times import clock, day, long_time
from bot.rules.zones import city


@dataclass(frozen=True)
class Tomorrow:
    """One meeting of the next day, as one side of it reads about it; `who` is the other side."""

    starts_at: datetime
    who: str
    minutes: int
    place: str
    asker: str
    """Whom to write to about it."""
    is_to_us: str | None = None
    """Who the other side is, such as "one of our investors"."""
    zone_there: str | None = None
    """Whose clocks count where they meet, where the reader comes from elsewhere."""

    def line(self, zone: str) -> str:
        """Say when and with whom: `14:00, 30 minutes: Eve Ellis, Chief Executive`."""
        who = f"{self.who}, {self.is_to_us}" if self.is_to_us else self.who
        return f"{clock(self.starts_at, zone)}, {self.minutes} minutes: {who}"


def on_day(meetings: Sequence[Tomorrow], zone: str, *, is_today: bool) -> str:
    """Name the day they are on: `tomorrow, Wednesday 9 January`."""
    days = dict.fromkeys(day(one.starts_at, zone) for one in meetings)
    return ", ".join(["today" if is_today else "tomorrow", *days])


def evening_note(meetings: list[Tomorrow], zone: str, *, is_today: bool = False) -> Message:
    """Remind a contact of all their meetings of the next day, which has begun where it is sent late."""
    askers = list(dict.fromkeys(one.asker for one in meetings))
    lines = [
        f"• {safe(one.line(zone))}{f' (arranged by {safe(one.asker)})' if len(askers) > 1 else ''}\n"
        f"{indent(linked(one.place), '   ')}"
        for one in meetings
    ]
    count = (
        "a conversation with a candidate" if len(meetings) == 1 else f"{len(meetings)} conversations with candidates"
    )
    text = f"You have {count} {on_day(meetings, zone, is_today=is_today)}."
    whom = safe(askers[0]) if len(askers) == 1 else "whoever arranged it"
    last = context(
        f"If something has come up, press *I can't make it* on what you agreed to, or write to {whom}: it can still be "
        "moved."
    )
    return Message(text, [section(f"*{text}*"), *sections(lines), last])


def _there(one: Tomorrow) -> str:
    return f"There it is {long_time(one.starts_at, one.zone_there)}\n" if one.zone_there else ""


def evening_mail(  # what a candidate reads on the evening before, each named
    receiver: str,
    meetings: list[Tomorrow],
    zone: str,
    asker: str,
    *,
    help_phone: str | None = None,
    is_today: bool = False,
) -> Letter:
    """Remind a candidate of all their meetings of the next day, which has begun where it is sent late."""
    rows = [indent(f"{one.line(zone)}\n{_there(one)}{one.place}", "    ") for one in meetings]
    text = paragraphs(
        f"Hello {receiver},",
        f"this is what you have {on_day(meetings, zone, is_today=is_today)}:",
        *rows,
        f"The times are those of {city(zone)}. If something has come up, just reply: {asker} reads it.",
        f"If something goes wrong on the day, phone {help_phone}." if help_phone else "",
        asker,
    )
    subject = f"{'Today' if is_today else 'Tomorrow'}'s conversation{'' if len(meetings) == 1 else 's'}"
    return Letter(subject, text, is_automatic=True)
