"""Private links: made when a mail is written, and when a candidate or a contact asks for a fresh one."""

from dataclasses import dataclass
from datetime import timedelta
from typing import NoReturn

from bot.messages.private_links import fresh_answer_link_mail, fresh_link_mail, page_rests
from bot.process.refusals import LinkIsOver, LinkRests
from bot.process.say import send_mail
from storage.audit import record
from storage.candidacies import Candidacy, lock
from storage.cases import Case, case_of
from storage.database import Transaction
from storage.meetings import Meeting, is_to_come, meeting
from storage.people import person
from storage.private_links import (
    OPEN_STAGES,
    answerable_at,
    invited_at,
    links_made_since,
    make_answer_link,
    make_link,
    once_answered_by,
    once_opened_by,
    resting,
)
from storage.workspaces import workspace

REST = timedelta(minutes=5)
"""Real time between two fresh links of one candidacy, or to answer for one meeting."""

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

    Nothing happens for whoever isn't invited or asked, has answered the offer, or got one a moment ago.
    """
    known, asked = await once_opened_by(tx, old), await once_answered_by(tx, old)
    answerable = [] if known else await _answerable(tx, asked[1] if asked else typed, asked[0] if asked else None)
    found = {known.id} if known else set() if asked else {one.id for one in await invited_at(tx, typed)}
    for candidacy_id in sorted({*found, *(one.candidacy_id for one, _ in answerable)}):
        row = await lock(tx, candidacy_id)
        if candidacy_id in found:
            await _send(tx, row)
        for one, is_delegates in answerable:
            if one.candidacy_id == candidacy_id:
                await _send_to_contact(tx, row, one, is_delegates=is_delegates)


async def _answerable(tx: Transaction, address: str, meeting_id: int | None) -> list[tuple[Meeting, bool]]:
    """Return what whoever has this address may answer for; `meeting_id`: only what became of this meeting."""
    found = await answerable_at(tx, address)
    if meeting_id is not None:
        asked = await meeting(tx, meeting_id)
        found = [one for one in found if one[0].request_id == asked.request_id]
    return [one for one in found if is_to_come(one[0], tx.now)]


async def _send_to_contact(tx: Transaction, row: Candidacy, asked: Meeting, *, is_delegates: bool) -> None:
    case = await case_of(tx, row, asked)
    address = case.to.contact.delegate_email if is_delegates else case.to.email
    just_now = await links_made_since(tx, tx.real - REST, meeting_id=asked.id)
    today = await links_made_since(tx, tx.real - timedelta(days=1), meeting_id=asked.id)
    if address is None or just_now or today >= MOST_A_DAY:
        return
    page = await answer_address(tx, case, address)
    if page is None:
        return
    letter = fresh_answer_link_mail(None if is_delegates else case.to.name, page, case.coordinator.name)
    await record(tx, "send_fresh_link", person_id=None, candidacy_id=row.id)
    await send_mail(tx, letter, address, key=f"answer_link:{asked.id}:{tx.real.isoformat()}", candidacy=row)


async def _send(tx: Transaction, row: Candidacy) -> None:
    just_now = await links_made_since(tx, tx.real - REST, candidacy_id=row.id)
    today = await links_made_since(tx, tx.real - timedelta(days=1), candidacy_id=row.id)
    if row.stage not in OPEN_STAGES or row.candidate_email is None or just_now or today >= MOST_A_DAY:
        return
    page = await page_address(tx, row)
    if page is None:
        return
    coordinator = await person(tx, row.coordinator_id)
    letter = fresh_link_mail(row.candidate_name, page, coordinator.name)
    await record(tx, "send_fresh_link", person_id=None, candidacy_id=row.id)
    await send_mail(tx, letter, row.candidate_email, key=f"private_link:{row.id}:{tx.real.isoformat()}", candidacy=row)
