"""Mails: the same bytes each time, repeated only while nobody knows whether they arrived."""

import asyncio
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.rules.words import DeliveryState
from bot.settings import MailFolder, MailServer
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
