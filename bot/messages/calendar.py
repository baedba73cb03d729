"""Calendar entries: one side's own of a meeting, as iCalendar."""

from dataclasses import dataclass
from datetime import datetime

from icalendar import Calendar, Event, vCalAddress, vText

from bot.rules.text import one_line

PRODUCT = "-//Reverse Interview//Meetings//EN"


@dataclass(frozen=True)
class Entry:
    """One side's calendar entry of a meeting. `stamp` is when it was made; the uid stays, the sequence only rises.

    `asker` is whom its receiver writes to, `organizer` whose mailbox it comes from for as long as it lives; `page` is
    where they change it themselves, `help_phone` whom they phone.
    """

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    other: str
    place: str | None
    asker: str
    asker_email: str
    organizer: str
    organizer_email: str
    attendee: str
    attendee_email: str
    page: str | None = None
    help_phone: str | None = None
    is_cancelled: bool = False


def calendar_entry(entry: Entry) -> tuple[bytes, str]:
    """Write an entry as iCalendar (RFC 5545, 5546), times in UTC; returns it with its METHOD."""
    method = "CANCEL" if entry.is_cancelled else "REQUEST"
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp)
    event.add("last-modified", entry.stamp)
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.ends_at)
    event.add("summary", f"Conversation with {one_line(entry.other)}")
    event.add("description", _lines(_description(entry)))
    if entry.place and not entry.is_cancelled:
        event.add("location", _lines(entry.place))
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE")
    event.add("class", "PRIVATE")
    event["organizer"] = _address(entry.organizer, entry.organizer_email)
    attendee = _address(entry.attendee, entry.attendee_email)
    attendee.params["ROLE"], attendee.params["RSVP"] = vText("REQ-PARTICIPANT"), vText("FALSE")
    attendee.params["PARTSTAT"] = vText("ACCEPTED")
    event.add("attendee", attendee, encode=False)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return calendar.to_ical(), method


def _description(entry: Entry) -> str:
    """Say how to change it before anything else, then what helps on the day; nothing of what they talk about."""
    writing = f"write to {entry.asker} ({entry.asker_email})"
    if entry.is_cancelled:
        return f"This is off. If you have a question, {writing}."
    change = f"press here: {entry.page}\nOr {writing}." if entry.page else f"{writing}."
    phone = [f"If something goes wrong on the day, phone {entry.help_phone}."] if entry.help_phone else []
    return "\n".join([f"To change it or to cancel, {change}", *([entry.place] if entry.place else []), *phone])


def _lines(text: str) -> str:
    """Keep the breaks of a text, and no other control characters."""
    return "\n".join(one_line(line) for line in text.splitlines())


def _address(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params["CN"] = vText(one_line(name.replace('"', "'")))
    return address
