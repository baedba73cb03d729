"""The mailbox of everyone the bot writes to: its mails as they were sent, calendar entries drawn."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from icalendar import Calendar
from markupsafe import Markup

from bot.demo.drawing import draw
from bot.messages.times import long_time
from bot.rules.days import spoken_date
from bot.sandbox.page import Asked, Panel


@dataclass(frozen=True)
class Box:
    """One address and how many mails it got."""

    address: str
    count: int


@dataclass(frozen=True)
class Entry:
    """A calendar entry of a mail."""

    method: str
    summary: str
    when: str
    place: str
    sequence: int


@dataclass(frozen=True)
class ReadMail:
    """A mail as its receiver reads it."""

    to: str
    sender: str
    reply_to: str
    subject: str
    text: str
    entries: list[Entry]


class Mailbox:
    """The mails in a folder, newest first."""

    def __init__(self, folder: Path) -> None:
        """Read what is in the folder whenever it is asked for."""
        self._folder = folder

    @property
    def panel(self) -> Panel:
        """The mailbox as a page of the workspace."""
        return Panel("mail", "Mailbox", self._draw, badge=self._count)

    async def _draw(self, asked: Asked) -> Markup:
        mails = self._mails()
        chosen = asked.query.get("to", "")
        boxes = [Box(address, count) for address, count in sorted(Counter(mail.to for mail in mails).items())]
        shown = [mail for mail in mails if chosen in {"", mail.to}]
        return draw("mailbox.html", address=asked.address, boxes=boxes, chosen=chosen, mails=shown)

    async def _count(self) -> int:
        return len(list(self._folder.glob("*.eml")))

    def _mails(self) -> list[ReadMail]:
        paths = sorted(self._folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        return [_read(message_from_bytes(path.read_bytes(), policy=default)) for path in paths]


def _read(mail: EmailMessage) -> ReadMail:
    body = mail.get_body(("plain",))
    parts = [part.get_content() for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return ReadMail(
        to=str(mail["To"]),
        sender=str(mail["From"]),
        reply_to=str(mail["Reply-To"] or ""),
        subject=str(mail["Subject"]),
        text=str(body.get_content()) if body else "",
        entries=[entry for text in parts for entry in _entries(str(text))],
    )


def _entries(text: str) -> list[Entry]:
    calendar = Calendar.from_ical(text)
    return [
        Entry(
            method=str(calendar.get("METHOD", "")),
            summary=str(event.get("SUMMARY", "")),
            when=_when(event.start),
            place=str(event.get("LOCATION", "")),
            sequence=int(event.get("SEQUENCE", 0)),
        )
        for event in calendar.events
    ]


def _when(start: date) -> str:
    if not isinstance(start, datetime):
        return spoken_date(start)
    return long_time(start, "Europe/Berlin")
