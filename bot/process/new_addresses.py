"""Somebody outside Slack is reached at another address: what they are asked, and what is agreed, goes there at once.

Nothing goes to the address before, not even that an entry is off: it may have been wrong, or be read by others by now.
"""

from bot.messages.approvals import address_changed
from bot.process.asking import await_reply_anew
from bot.process.coordinator_notes import note_for_coordinator
from bot.process.meeting_mails import Side, ask_by_mail, mail_agreement
from bot.process.refusals import WrongField
from bot.process.say import refresh_brief
from bot.rules.words import Lapse, MeetingState
from storage.briefs import asked_in_the_name_of
from storage.calendars import ACTIVE
from storage.candidacies import Candidacy, lock
from storage.cases import Case, case_of, was_asked_by_mail
from storage.contacts import Contact
from storage.database import Transaction
from storage.meeting_requests import candidacies_to_propose_for
from storage.meeting_times import times_left
from storage.meetings import is_to_come, meetings_of, meetings_with
from storage.withdrawals import withdraw_unsent


async def hold_meetings_of(tx: Transaction, contact_id: int) -> list[Candidacy]:
    """Take the candidacies in which a contact is asked or agreed, and whatever else follows their entry, in one order.

    Returns those in which they are asked or agreed.
    """
    active = {one.candidacy_id for one in await meetings_with(tx, contact_id) if one.state in ACTIVE}
    taken = active | set(await candidacies_to_propose_for(tx, contact_id))
    rows = [await lock(tx, candidacy_id) for candidacy_id in sorted(taken)]
    return [row for row in rows if row.id in active]


async def follow_address(tx: Transaction, known: Contact, rows: list[Candidacy], *, before: str) -> None:
    """Write to a contact's new address what still counts, in these candidacies; no link sent `before` opens any more.

    What was about to go to the address before stays here. Raises WrongField where they were asked for another candidate
    before their entry was taken.
    """
    held = {row.id for row in rows}
    if any(one.state in ACTIVE and one.candidacy_id not in held for one in await meetings_with(tx, known.id)):
        raise WrongField(email=f"{known.name} was asked at the address before a moment ago. Save this once more.")
    for row in rows:
        mine = [one for one in await meetings_of(tx, row.id) if one.contact_id == known.id and is_to_come(one, tx.now)]
        cases = [await case_of(tx, row, one) for one in mine]
        asked = [one for one in cases if await was_asked_by_mail(tx, one.meeting)]
        await withdraw_unsent(tx, row.id, *Lapse, mail_to=before)
        for case in cases:
            if case.meeting.state is MeetingState.AGREED:
                await _confirm_again(tx, case)
            elif case in asked:
                await _ask_again(tx, case)


async def _confirm_again(tx: Transaction, case: Case) -> None:
    """Send the entry of what is agreed; it is the same one, so that a calendar that has it keeps it once."""
    case.meeting.sequence += 1
    await tx.session.flush()
    await mail_agreement(tx, case, Side.CONTACT)
    await refresh_brief(tx, case.meeting.id)  # a delegate reads there to whom the entry goes
    await _note(tx, case)


async def _ask_again(tx: Transaction, case: Case) -> None:
    """Ask the same once more, as far as its times are still free; the time to answer begins anew."""
    times = list((await times_left(tx, case)).values())
    if not times:
        return
    version = f":{case.to.contact.version}"
    await await_reply_anew(tx, case, min(times), anew=version)
    signed_by = await asked_in_the_name_of(tx, case.meeting)
    again = version if await was_asked_by_mail(tx, case.meeting) else ""  # the first may never have gone out
    await ask_by_mail(tx, case, times, signed_by=signed_by.name if signed_by else None, again=again)
    await _note(tx, case)


async def _note(tx: Transaction, case: Case) -> None:
    """Have the coordinator know to whom what went once more."""
    is_agreed = case.meeting.state is MeetingState.AGREED
    note = address_changed(case.candidacy.candidate_name, case.to.name, case.to.email or "", is_agreed=is_agreed)
    key = f"meeting:{case.meeting.id}:address:{case.to.contact.version}"
    await note_for_coordinator(tx, case.candidacy, note, key=key, lapses=Lapse.AT_END)
