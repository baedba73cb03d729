"""Mails: the same bytes each time, repeated only while nobody knows whether they arrived."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from ical.calendar_stream import IcsCalendarStream
from sqlalchemy import update

from bot.messages.calendar import Entry, calendar_entry
from bot.messages.mails import Letter, Letterhead
from bot.rules.words import DeliveryState
from bot.settings import MailFolder, MailServer
from storage.deliveries import Delivery
from storage.outbox import post_mail
from tests.delivery.conftest import Office

MESSAGE_ID = "<invitation-7@bot.example>"


class Inbox:
    """A mail server's handler that keeps what arrives and answers as it is told, once each."""

    def __init__(self) -> None:
        """Take everything, at first."""
        self.mails: list[bytes] = []
        self.answers: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's
        """Keep the mail; an answer that begins with "lost" is the connection's end instead."""
        del session
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith(("2", "lost")):
            self.mails.append(bytes(envelope.original_content or b""))
        if answer.startswith("lost") and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return answer


@pytest.fixture
def inbox() -> Inbox:
    """What the mail server got."""
    return Inbox()


@pytest.fixture
async def mail(inbox: Inbox, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[object]:
    """Where mails go: a server by default, else the folder or nothing the test asks for."""
    wanted = getattr(request, "param", "server")
    if wanted != "server":
        yield MailFolder(tmp_path / "mails") if wanted == "folder" else None
        return
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(inbox, hostname="mail.example"), "127.0.0.1", 0
    )
    yield MailServer("127.0.0.1", server.sockets[0].getsockname()[1], None, None, is_tls=False)
    server.close()
    await server.wait_closed()


def invitation() -> bytes:
    """Write a mail with a word that must survive."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Hiring <hiring@company.example>", "ada@mail.example"
    mail["Subject"], mail["Message-ID"] = "Your turn to ask", MESSAGE_ID
    mail.set_content("Dear Ada, who would you like to meet? – Köln\n")
    return mail.as_bytes()


async def owe(office: Office) -> None:
    """Owe the invitation."""
    async with office.database.transaction(office.workspace_id) as tx:
        await post_mail(tx, key="invitation:7", mail=invitation(), mail_to="ada@mail.example", message_id=MESSAGE_ID)


async def finish(office: Office) -> DeliveryState:
    """Send until the mail is delivered or failed, without waiting for the waits."""
    await office.start()
    while (state := (await office.delivery("invitation:7")).state) not in {
        DeliveryState.DELIVERED,
        DeliveryState.FAILED,
    }:
        await office.run_out_waits()
        await asyncio.sleep(0.05)
    await office.drain()
    return state


@pytest.mark.parametrize(
    ("answers", "copies", "state", "error"),
    [
        ([], 1, DeliveryState.DELIVERED, []),
        (["451 later", "250 OK"], 1, DeliveryState.DELIVERED, []),
        (["lost", "lost", "250 OK"], 3, DeliveryState.DELIVERED, []),
        (["554 never"], 0, DeliveryState.FAILED, ["invitation:7: smtp_554"]),
        (["451 later"] * 16, 0, DeliveryState.FAILED, ["invitation:7: smtp_451"]),
    ],
)
async def test_a_mail_server_s_answers(
    office: Office, inbox: Inbox, answers: list[str], copies: int, state: DeliveryState, error: list[str]
) -> None:
    """Put off, tried again; refused, shown; the answer lost, the very same bytes again."""
    inbox.answers = list(answers)
    await owe(office)
    assert await finish(office) is state
    assert len(inbox.mails) == copies
    assert len(set(inbox.mails)) <= 1
    assert office.failed == error
    assert (await office.delivery("invitation:7")).mail == b""


async def test_taken_back_while_it_is_handed_over(office: Office, inbox: Inbox) -> None:
    """What the server puts off isn't tried again, and its link is kept nowhere."""
    inbox.answers = ["451 later", "250 OK"]
    await owe(office)
    async with office.database.transaction(office.workspace_id) as tx:
        await tx.session.execute(update(Delivery).values(is_to_be_removed=True))
    await office.hurry()
    row = await office.delivery("invitation:7")
    assert (row.state, row.mail, inbox.mails, inbox.answers) == (DeliveryState.CANCELLED, b"", [], ["250 OK"])


async def test_taken_back_while_nobody_knows_whether_it_arrived(office: Office, inbox: Inbox) -> None:
    """The bot died while it was handed over: it isn't handed over again."""
    await owe(office)
    past = datetime.now(UTC) - timedelta(seconds=1)
    async with office.database.transaction(office.workspace_id) as tx:
        known = {"state": DeliveryState.SENDING, "lease_until": past, "first_tried_at": past, "is_to_be_removed": True}
        await tx.session.execute(update(Delivery).values(known))
    await office.hurry()
    row = await office.delivery("invitation:7")
    assert (row.state, row.mail, inbox.mails) == (DeliveryState.CANCELLED, b"", [])


@pytest.mark.parametrize("mail", ["folder"], indirect=True)
async def test_mails_written_to_a_folder(office: Office, tmp_path: Path) -> None:
    """The bytes are written as they are, under a name that a repeat has too."""
    await owe(office)
    await owe(office)
    assert await finish(office) is DeliveryState.DELIVERED
    (written,) = (tmp_path / "mails").iterdir()
    assert written.suffix == ".eml"
    assert written.read_bytes() == invitation()


@pytest.mark.parametrize("mail", ["nothing"], indirect=True)
async def test_without_a_mail_server_mails_fail_visibly(office: Office) -> None:
    """Nothing is dropped silently."""
    await owe(office)
    assert await finish(office) is DeliveryState.FAILED
    assert office.failed == ["invitation:7: no SMTP_URL"]


def confirmation() -> bytes:
    """Write a confirmation with its calendar entry, of people whose names need more than ASCII and one line."""
    at = datetime(2030, 1, 8, 14, 0, tzinfo=UTC)
    data, method = calendar_entry(
        Entry(
            uid="abc-candidate",
            sequence=3,
            stamp=at,
            starts_at=at,
            ends_at=at + timedelta(minutes=30),
            other="Žofie Nováková-Łukasz, geb. Weiß; " + "é" * 60,
            place="Raum 5, 2. Stock\nBitte klingeln",
            asker="Cora Cölé",
            asker_email="cora@company.example",
            organizer="Cora Cölé",
            organizer_email="cora@company.example",
            attendee="Ada Lovelace",
            attendee_email="ada@mail.example",
        )
    )
    letter = Letter(
        "Your conversation with Žofie\r\nBcc: eve@evil.example",
        "Hello Ada,\n\n.a line that begins with a dot\n",
        calendar=data,
        calendar_method=method,
    )
    head = Letterhead("Köln & Co.", "hiring@company.example", "cora@company.example")
    return head.mail(letter, to="ada@mail.example", date=at).as_bytes()


async def test_a_calendar_entry_arrives_as_programs_expect_it(office: Office, inbox: Inbox) -> None:
    """Over the wire: words and entry as alternatives, the entry attached too, one METHOD, nothing bent."""
    async with office.database.transaction(office.workspace_id) as tx:
        await post_mail(
            tx, key="invitation:7", mail=confirmation(), mail_to="ada@mail.example", message_id="<7@company.example>"
        )
    assert await finish(office) is DeliveryState.DELIVERED
    [sent] = inbox.mails
    assert max(len(line) for line in sent.split(b"\r\n")) <= 998
    assert not [sign for sign in sent if sign > 127]
    mail = message_from_bytes(sent, policy=default)
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/calendar",
        "application/ics",
    ]
    plain, calendar, attached = (part for part in mail.walk() if not part.is_multipart())
    assert plain.get_content().splitlines()[-1] == ".a line that begins with a dot"
    assert mail["Bcc"] is None
    assert (str(mail["From"]), str(mail["Reply-To"])) == (
        '"Köln & Co." <hiring@company.example>',
        "cora@company.example",
    )
    assert (calendar.get_param("method"), calendar.get_content_charset()) == ("REQUEST", "utf-8")
    assert calendar.get_content_disposition() is None
    assert attached.get_filename() == "invite.ics"
    text = calendar.get_payload(decode=True)
    assert attached.get_payload(decode=True) == text
    assert isinstance(text, bytes)
    assert b"\r\nMETHOD:REQUEST\r\n" in text
    [event] = IcsCalendarStream.calendar_from_ics(text.decode()).events
    assert (event.uid, event.sequence, event.start) == ("abc-candidate", 3, datetime(2030, 1, 8, 14, 0, tzinfo=UTC))
    assert event.summary == "Conversation with Žofie Nováková-Łukasz, geb. Weiß; " + "é" * 60
    assert event.location == "Raum 5, 2. Stock\nBitte klingeln"
    assert event.organizer is not None
    assert event.organizer.common_name == "Cora Cölé"
