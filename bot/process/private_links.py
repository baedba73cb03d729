"""Private links: made when a mail is written, replaced when a candidate asks for a fresh one."""

from dataclasses import dataclass
from datetime import timedelta
from typing import NoReturn

from bot.messages.private_links import fresh_link_mail, page_rests
from bot.process.refusals import LinkIsOver, LinkRests
from bot.process.say import letterhead, send_mail
from storage.audit import record
from storage.candidacies import Candidacy, lock
from storage.database import Transaction
from storage.meeting_rows import Case
from storage.people import person
from storage.private_links import (
    OPEN_STAGES,
    invited_at,
    links_made_since,
    make_answer_link,
    make_link,
    once_opened_by,
    resting,
)
from storage.workspaces import workspace

REST = timedelta(minutes=5)
"""Real time between two fresh links of one candidacy."""

MOST_A_DAY = 5
"""Links of one candidacy in a day; more of them would be somebody's game with their mailbox."""


@dataclass(frozen=True)
class Doing:
    """Who does something, by their link's token; `form` names the very form, so that sending it twice does it once."""

    token: str
    form: str


async def page_address(tx: Transaction, row: Candidacy, *, replaces: bool = True) -> str | None:
    """Make the candidacy's link and return the address of its page, for the mail; None without PUBLIC_URL.

    Links mailed before open nothing from now on, unless this one `replaces` none of them.
    """
    public_url = (await workspace(tx)).public_url
    if public_url is None or row.candidate_email is None:
        return None
    return f"{public_url}/r/{await make_link(tx, row.id, row.candidate_email, replaces=replaces)}"


async def answer_address(tx: Transaction, case: Case, mail_to: str) -> str | None:
    """Make the link by which somebody at this address answers for a meeting; None without PUBLIC_URL."""
    public_url = (await workspace(tx)).public_url
    return f"{public_url}/m/{await make_answer_link(tx, case.meeting.id, mail_to)}" if public_url else None


async def refuse_link(tx: Transaction, token: str) -> NoReturn:
    """Raise what is true of a link that opens nothing: LinkRests, else LinkIsOver.

    No page tells of an end before a person did.
    """
    row = await resting(tx, token)
    if row is None:
        raise LinkIsOver
    coordinator = await person(tx, row.coordinator_id)
    raise LinkRests(page_rests(coordinator.name, coordinator.email))


async def send_fresh_link(tx: Transaction, *, old: str, typed: str) -> None:
    """Mail a fresh link to the address on file, for an old link or the address typed; tells nobody whether it did.

    Nothing happens for whoever isn't invited, has answered, or got one a moment ago.
    """
    known = await once_opened_by(tx, old)
    found = {known.id} if known else {one.id for one in await invited_at(tx, typed)}
    for candidacy_id in sorted(found):
        await _send(tx, await lock(tx, candidacy_id))


async def _send(tx: Transaction, row: Candidacy) -> None:
    just_now = await links_made_since(tx, row.id, tx.real - REST)
    today = await links_made_since(tx, row.id, tx.real - timedelta(days=1))
    if row.stage not in OPEN_STAGES or row.candidate_email is None or just_now or today >= MOST_A_DAY:
        return
    page = await page_address(tx, row)
    if page is None:
        return
    coordinator = await person(tx, row.coordinator_id)
    letter = fresh_link_mail(row.candidate_name, page, coordinator.name)
    head = await letterhead(tx, row)
    mail = head.mail(to=row.candidate_email, subject=letter.subject, text=letter.text, date=tx.now)
    await record(tx, "send_fresh_link", person_id=None, candidacy_id=row.id)
    await send_mail(tx, mail, key=f"private_link:{row.id}:{tx.real.isoformat()}", candidacy=row)
