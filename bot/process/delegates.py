"""Delegates: whoever looks after a contact's calendar is asked first, and may answer as the contact may."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.messages import meetings
from bot.messages.delegates import answered_by_contact, answered_by_delegate, not_needed_any_more
from bot.messages.mails import Letter
from bot.messages.meeting_mails import Then
from bot.process.access import is_candidate, own_addresses
from bot.process.meeting_mails import ask_delegate_by_mail, mail_entry_to_delegate
from bot.process.say import send_mail, tell
from bot.rules.words import Lapse, Surface
from storage.briefs import delegate_asked_by_mail, shown_to
from storage.cases import Case, was_asked_by_mail
from storage.database import Transaction
from storage.meeting_rows import excess_of
from storage.outbox import To, redraw, show_card
from storage.people import Person, person


@dataclass(frozen=True)
class Delegate:
    """Who answers for a contact: a colleague, or somebody at an address."""

    person: Person | None
    email: str | None


async def delegate_of(tx: Transaction, case: Case) -> Delegate | None:
    """Return who may answer for the contact, where they have somebody: not the candidate, nor whoever has left.

    Somebody outside gives their first yes themselves.
    """
    one = case.to.contact
    if not one.has_consent(tx.now):
        return None
    if one.delegate_id is not None:
        helper = await person(tx, one.delegate_id)
        is_open = helper.standing.is_member and not await is_candidate(tx, helper, case.candidacy)
        return Delegate(helper, None) if is_open else None
    if one.delegate_email is None or one.delegate_email.casefold() in await own_addresses(tx, case.candidacy):
        return None
    return Delegate(None, one.delegate_email)


async def ask_delegate(tx: Transaction, case: Case, times: Sequence[datetime], freed: Case | None = None) -> bool:
    """Put the question to the contact's delegate; returns whether there is one.

    To more than they said they can give only the contact says yes. `freed`: the agreed meeting this is to stand for; a
    delegate who has its entry reads with the question that it is off, or by itself where the contact is asked.
    """
    helper = await delegate_of(tx, case)
    diary = await _diary(tx, freed) if freed is not None else None
    if helper is None or await excess_of(tx, case.meeting, case.to.contact):
        if freed is not None:
            await tell_delegates_diary(tx, freed, Then.ANOTHER_TIME)
        return False
    if helper.person is not None:
        await show_brief(tx, case, helper.person.id)
    elif helper.email is not None:
        await ask_delegate_by_mail(tx, case, times, helper.email, freed if diary == helper.email else None)
    return True


async def is_only_with_delegate(tx: Transaction, case: Case) -> bool:
    """Tell whether a delegate was asked, whoever is theirs by now, and the contact was not yet."""
    shown = await shown_to(tx, case.meeting.id)
    if not shown and await delegate_asked_by_mail(tx, case.meeting) is None:
        return False
    if case.to.person is not None:
        return case.to.person.id not in shown
    return not await was_asked_by_mail(tx, case.meeting)


async def show_brief(tx: Transaction, case: Case, person_id: int) -> None:
    """Show somebody what the contact is asked, or what came of it, with the buttons."""
    where = To(person_id=person_id)
    await show_card(tx, Surface.CONTACT_BRIEF, case.meeting.id, where, candidacy_id=case.candidacy.id)
    await redraw(tx, Surface.HOME, person_id)


async def tell_delegate_off(tx: Transaction, case: Case, reason: str) -> None:
    """Tell a colleague who was asked for the contact that it isn't needed."""
    helper_id = case.to.contact.delegate_id
    if helper_id is None or helper_id not in await shown_to(tx, case.meeting.id):
        return
    if (await person(tx, helper_id)).standing.is_member:
        note = meetings.not_needed(case.coordinator.name, reason)
        await tell(tx, helper_id, note, key=f"meeting:{case.meeting.id}:off:delegate", candidacy=case.candidacy)


async def mail_delegate_off(tx: Transaction, case: Case) -> None:
    """Tell a delegate who was asked by mail that it isn't needed."""
    address = await delegate_asked_by_mail(tx, case.meeting)
    if address is None:
        return
    await _mail(tx, case, address, not_needed_any_more(case.to.name, case.coordinator.name))


async def tell_delegates_diary(tx: Transaction, case: Case, then: Then | None = None) -> None:
    """Have a delegate who was asked by mail, and still is theirs, know what is agreed; with `then`, that it is off."""
    address = await _diary(tx, case)
    if address is not None:
        await mail_entry_to_delegate(tx, case, address, then)


async def _diary(tx: Transaction, case: Case) -> str | None:
    """Return the address of a delegate who has the contact's entry: was asked by mail, and still is theirs."""
    address = await delegate_asked_by_mail(tx, case.meeting)
    return address if address == case.to.contact.delegate_email else None


async def tell_the_other(tx: Transaction, case: Case, *, is_delegates: bool) -> None:
    """Tell whoever else was asked by mail that an answer came that agrees to nothing; in Slack their brief says it."""
    asker = case.coordinator.name
    if is_delegates and case.to.person is None and case.to.email and await was_asked_by_mail(tx, case.meeting):
        await _mail(tx, case, case.to.email, answered_by_delegate(case.to.name, asker))
    address = None if is_delegates else await delegate_asked_by_mail(tx, case.meeting)
    if address is not None:
        await _mail(tx, case, address, answered_by_contact(case.to.name, asker))


async def _mail(tx: Transaction, case: Case, address: str, letter: Letter) -> None:
    """Send one of the two the last word about a question; there is but one."""
    key = f"meeting:{case.meeting.id}:off:delegate"
    await send_mail(tx, letter, address, key=key, candidacy=case.candidacy, lapses=Lapse.NEVER)
