"""Mails: plain, warm text to people outside Slack, with a calendar entry where there is one."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from hashlib import sha256
from uuid import uuid4

from bot.rules.text import one_line


@dataclass(frozen=True)
class Letter:
    """What a mail says; where it goes and who sends it are added by whoever sends it.

    `calendar` is an iCalendar text whose METHOD is `calendar_method`. `is_automatic`: no act of ours led to it,
    so no program is to answer it.
    """

    subject: str
    text: str
    calendar: bytes | None = None
    calendar_method: str = "REQUEST"
    is_automatic: bool = False


def paragraphs(*parts: str) -> str:
    """Join the paragraphs of a mail, empty ones left out; each is one line, which mail programs break as they like."""
    return "\n\n".join(part for part in parts if part) + "\n"


def quoted(text: str) -> str:
    """Set somebody's own words off, as mail programs do."""
    return "\n".join(f"> {line}" for line in text.strip().splitlines())


@dataclass(frozen=True)
class Letterhead:
    """Who mails about a candidacy come from: the company's address under a name, answers going to the coordinator."""

    sender_name: str
    sender_address: str
    reply_to: str | None

    @property
    def domain(self) -> str:
        """The domain of the sender's address, for ids."""
        return self.sender_address.rsplit("@", 1)[-1]

    @property
    def mailbox(self) -> str:
        """Where answers are read: the coordinator's mailbox, else the one mails come from."""
        return self.reply_to or self.sender_address

    def mail(self, letter: Letter, *, to: str, date: datetime, about: str | None = None) -> "Mail":
        """Write a mail, with a Message-ID no other mail has; `about` is the same in all mails of one conversation."""
        own = f"<{uuid4().hex}@{self.domain}>"
        thread = f"<{sha256(f'{about} {to.casefold()}'.encode()).hexdigest()[:32]}@{self.domain}>" if about else None
        return Mail(to=to, letter=letter, head=self, message_id=own, date=date, thread=thread)


@dataclass(frozen=True)
class Mail:
    """One mail, complete: what `as_bytes` gives is sent as it is, however often it is tried."""

    to: str
    letter: Letter
    head: Letterhead
    message_id: str
    date: datetime
    thread: str | None = None
    """What it is a reply to, as all mails of its conversation are: mail programs show them together."""

    def as_bytes(self) -> bytes:
        """Return the mail as it goes over the wire."""
        mail = EmailMessage(policy=SMTP.clone(cte_type="7bit"))  # not every server on the way takes 8 bits
        mail["From"] = formataddr((one_line(self.head.sender_name), self.head.sender_address))
        mail["To"] = self.to
        mail["Subject"] = one_line(self.letter.subject)
        mail["Date"] = format_datetime(self.date)
        mail["Message-ID"] = self.message_id
        if self.head.reply_to:
            mail["Reply-To"] = self.head.reply_to
        if self.thread:
            mail["In-Reply-To"] = self.thread
            mail["References"] = self.thread
        if self.letter.is_automatic:
            mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(self.letter.text)
        if self.letter.calendar:
            self._attach_calendar(mail, self.letter.calendar)
        return mail.as_bytes()

    def _attach_calendar(self, mail: EmailMessage, calendar: bytes) -> None:
        text = calendar.decode()
        mail.add_alternative(text, subtype="calendar", params={"method": self.letter.calendar_method})
        mail.add_attachment(calendar, maintype="application", subtype="ics", filename="invite.ics")
