"""Hands mails over: by SMTP, or as .eml files in a folder. The bytes are final, so a repeat is the same mail."""

import hashlib
from datetime import timedelta
from email import message_from_bytes
from email.utils import parseaddr
from pathlib import Path

import aiosmtplib

from bot.delivery.claims import Claim
from bot.delivery.outcome import Outcome, back_off
from bot.rules.words import DeliveryState
from bot.settings import MailFolder, MailServer

TIMEOUT = 20
"""Seconds one hand-over may take; within a claim's lease."""

TRIES = 16
"""How often a mail is handed over that the server puts off: over about an hour and a half."""

LONGEST_WAIT = timedelta(minutes=15)
FOR_GOOD = 500

NOT_SENT = (aiosmtplib.SMTPConnectError, aiosmtplib.SMTPConnectTimeoutError, ConnectionRefusedError)


class Mailer:
    """Makes one attempt at a claimed mail; without a place to hand it to, it fails visibly."""

    def __init__(self, place: MailServer | MailFolder | None) -> None:
        """Take where mails go."""
        self._place = place

    async def send(self, claim: Claim) -> Outcome:
        """Hand the mail over; `unknown` when the server's word was lost, then the same bytes go again."""
        mail, to, message_id = claim.row.mail, claim.row.mail_to, claim.row.message_id
        if mail is None or to is None or message_id is None:
            return Outcome(DeliveryState.FAILED, "not_a_mail")
        revision = claim.row.revision
        match self._place:
            case None:
                return Outcome(DeliveryState.FAILED, "no SMTP_URL")
            case MailFolder(path):
                write_mail(path, message_id, mail)
                return Outcome(DeliveryState.DELIVERED, revision=revision)
            case MailServer() as server:
                return await _hand_over(server, claim, mail, to)


def write_mail(folder: Path, message_id: str, mail: bytes) -> Path:
    """Write a mail into the folder, whole or not at all, under a name made from its Message-ID."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(message_id.encode()).hexdigest()[:20]}.eml"
    half = path.with_suffix(".part")
    half.write_bytes(mail)
    half.replace(path)
    return path


async def _hand_over(server: MailServer, claim: Claim, mail: bytes, to: str) -> Outcome:
    sender = parseaddr(str(message_from_bytes(mail).get("From", "")))[1]
    try:
        await aiosmtplib.send(
            mail,
            sender=sender,
            recipients=[to],
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password.get_secret_value() if server.password else None,
            use_tls=server.is_tls,
            timeout=TIMEOUT,
        )
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        return _outcome_of(error, claim)
    return Outcome(DeliveryState.DELIVERED, revision=claim.row.revision)


def _outcome_of(error: Exception, claim: Claim) -> Outcome:
    name, wait = type(error).__name__, back_off(claim.row.attempts, LONGEST_WAIT)
    code = _code(error)
    if code is not None:
        is_final = code >= FOR_GOOD or claim.row.attempts >= TRIES
        return Outcome(DeliveryState.FAILED if is_final else DeliveryState.PENDING, f"smtp_{code}", wait=wait)
    state = DeliveryState.PENDING if isinstance(error, NOT_SENT) else DeliveryState.UNKNOWN
    return Outcome(state, name, wait=wait)


def _code(error: Exception) -> int | None:
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return max((refused.code for refused in error.recipients), default=None)
    return error.code if isinstance(error, aiosmtplib.SMTPResponseException) and error.code > 0 else None
