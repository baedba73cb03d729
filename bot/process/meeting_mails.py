"""The mails about one meeting: the question to somebody outside Slack, and each side's calendar entry."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from bot.messages.calendar import Entry, calendar_entry
from bot.messages.delegates import agreed_for_diary, ask_delegate, off_for_diary
from bot.messages.mails import Letter
from bot.messages.meeting_mails import (
    Agreement,
    Ask,
    Then,
    agreed_for_candidate,
    agreed_for_contact,
    ask_outsider,
    cancelled,
    cancelled_at_the_end,
)
from bot.messages.meetings import OURS, why_you
from bot.messages.places import usual_place
from bot.messages.times import clocks_there, long_time
from bot.process.private_links import answer_address
from bot.process.say import letterhead, send_mail
from bot.rules.words import ContactClass, Lapse, PlaceKind
from storage.briefs import delegate_key
from storage.candidacies import job, zone_of
from storage.cases import Case, answer_by, ask_key
from storage.database import Transaction
from storage.deliveries import standing
from storage.meeting_rows import excess_of
from storage.meetings import meetings_of, moved_from, other_times_wanted
from storage.places import place_beforehand
from storage.wordings import wording_of
from storage.workspaces import company_name, settings, workspace


class Side(StrEnum):
    """The two sides of a meeting."""

    CANDIDATE = "candidate"
    CONTACT = "contact"


async def ask_by_mail(
    tx: Transaction,
    case: Case,
    times: Sequence[datetime],
    *,
    signed_by: str | None = None,
    freed: Case | None = None,
    again: str = "",
) -> None:
    """Ask somebody outside Slack for consent and a time at once; their reply goes to the coordinator.

    `signed_by`: the colleague who knows them, where it goes out in their name; `freed`: the meeting this is to stand
    for, whose entry the same mail takes out of their calendar; `again` tells it from the first that asked the same.
    """
    if case.to.email is None:
        return
    question = await _question(tx, case, times, case.to.email, signed_by)
    letter = ask_outsider(replace(question, is_freed=freed is not None))
    if freed is not None:
        letter = await _with_entry(tx, freed, Side.CONTACT, letter, case.to.email, is_cancelled=True)
    key, lapses = f"{ask_key(case.meeting)}{again}", Lapse.AT_END if freed is None else Lapse.NEVER
    await send_mail(tx, letter, case.to.email, key=key, candidacy=case.candidacy, sender=signed_by, lapses=lapses)


async def mail_agreement(tx: Transaction, case: Case, side: Side, *, is_update: bool = False) -> bool:
    """Send a side its confirmation with the calendar entry; returns whether there was an address."""
    agreement = await _agreement(tx, case, side, is_update=is_update)
    if side is Side.CONTACT and case.to.person is None and case.to.email is not None:
        agreement = replace(agreement, page=None, own_page=await answer_address(tx, case, case.to.email))
    letter = agreed_for_candidate(agreement) if side is Side.CANDIDATE else agreed_for_contact(agreement)
    return await _send_entry(tx, case, side, letter, is_cancelled=False)


async def mail_cancellation(
    tx: Transaction,
    case: Case,
    side: Side,
    then: Then = Then.NOTHING,
    *,
    words: str | None = None,
    is_end: bool = False,
) -> bool:
    """Tell a side that the agreed meeting is off, in words and for their calendar; the same one only once.

    `words`: what the coordinator writes besides; `is_end`: a candidate, who heard from a person that it is over.
    """
    agreement = await _agreement(tx, case, side)
    if is_end:
        at, wording = long_time(agreement.starts_at, agreement.zone), await wording_of(tx, case.candidacy)
        letter = cancelled_at_the_end(agreement.receiver, agreement.other, at, agreement.asker, wording)
    else:
        is_over = agreement.starts_at <= tx.now
        letter = cancelled(agreement, then, to_candidate=side is Side.CANDIDATE, words=words, is_over=is_over)
    return await _send_entry(tx, case, side, letter, is_cancelled=True)


async def _agreement(tx: Transaction, case: Case, side: Side, *, is_update: bool = False) -> Agreement:
    candidacy, wish, coordinator = case.candidacy, case.request, case.coordinator
    here = (candidacy.candidate_name, zone_of(candidacy, coordinator.zone))
    there = (case.to.name, case.to.zone)
    (receiver, zone), (other, _) = (here, there) if side is Side.CANDIDATE else (there, here)
    asked = await standing(tx, ask_key(case.meeting))
    reads_it_first = case.to.person is None and (asked is None or asked.mail_to != case.to.email)
    return Agreement(
        receiver=receiver,
        other=other,
        other_is=who_is(case)
        if side is Side.CANDIDATE
        else f"a candidate for {(await job(tx, candidacy.job_id)).title}",
        starts_at=_starts(case),
        minutes=wish.minutes,
        zone=zone,
        place=place_of(case),
        asker=coordinator.name,
        asker_email=(await letterhead(tx, candidacy)).mailbox,
        off_limits=case.to.contact.off_limits,
        page=await _page(tx, case, side),
        is_in_slack=side is Side.CONTACT and case.to.person is not None,
        help_phone=(await settings(tx)).help_phone,
        is_update=is_update,
        zone_there=office_clocks(case, zone) if side is Side.CANDIDATE else None,
        area=wish.area if reads_it_first else None,
        learn=wish.learn if reads_it_first else None,
    )


def office_clocks(case: Case, zone: str) -> str | None:
    """Return whose clocks count in the office, where those of a candidate's zone show something else."""
    at = case.meeting.starts_at
    if case.request.place_kind is not PlaceKind.OFFICE or at is None:
        return None
    return clocks_there(at, zone, case.to.zone)


def who_is(case: Case) -> str | None:
    """Say who a contact is to somebody who may have asked for a kind of person: their title, else what they are to us.

    None where no word says it.
    """
    if case.to.person is not None and case.to.person.title:
        return case.to.person.title
    kind = case.to.contact.contact_class
    if kind is ContactClass.HIRING_MANAGER and case.to.contact.person_id != case.candidacy.hiring_manager_id:
        kind = ContactClass.CURRENT_EMPLOYEE  # they hire for another job
    said = OURS.get(kind)
    return said.removeprefix("somebody ") if said else None


async def _page(tx: Transaction, case: Case, side: Side) -> str | None:
    """Return where whoever isn't in Slack gets the link to their page, which stays out of calendars others may see."""
    public_url = (await workspace(tx)).public_url
    if side is Side.CONTACT and case.to.person is not None:
        return None
    return f"{public_url}/{'r' if side is Side.CANDIDATE else 'm'}/fresh" if public_url else None


async def _send_entry(tx: Transaction, case: Case, side: Side, letter: Letter, *, is_cancelled: bool) -> bool:
    address = _address(case, side)
    if address is None:
        return False
    mail = await _with_entry(tx, case, side, letter, address, is_cancelled=is_cancelled)
    key = f"meeting:{case.meeting.id}:{side}:{'cancel' if is_cancelled else case.meeting.sequence}"
    lapses = Lapse.NEVER if is_cancelled else Lapse.AT_END
    await send_mail(tx, mail, address, key=key, candidacy=case.candidacy, lapses=lapses)
    return True


async def _with_entry(  # what a side reads, for whom, and what becomes of their calendar
    tx: Transaction, case: Case, side: Side, letter: Letter, address: str, *, is_cancelled: bool
) -> Letter:
    """Put a side's calendar entry, for its attendee at this address, into a letter."""
    row, head = case.meeting, await letterhead(tx, case.candidacy)
    if row.organizer_email is None:
        row.organizer_email = head.mailbox
        row.organizer_name = case.coordinator.name if head.reply_to else head.sender_name
    # A coordinator who is the contact would be told that the meeting is their own, and nothing of changes.
    is_own = row.organizer_email == address
    names = (case.candidacy.candidate_name, case.to.name)
    attendee, other = names if side is Side.CANDIDATE else (names[1], names[0])
    data, method = calendar_entry(
        Entry(
            uid=f"{row.uid}-{side}",
            sequence=row.sequence,
            stamp=tx.now,
            starts_at=_starts(case),
            ends_at=row.ends_at or _starts(case),
            other=other,
            place=place_of(case),
            asker=case.coordinator.name,
            asker_email=head.mailbox,
            organizer=head.sender_name if is_own else row.organizer_name or head.sender_name,
            organizer_email=head.sender_address if is_own else row.organizer_email,
            attendee=attendee,
            attendee_email=address,
            page=await _page(tx, case, side),
            help_phone=(await settings(tx)).help_phone,
            is_cancelled=is_cancelled,
        )
    )
    return replace(letter, calendar=data, calendar_method=method)


def place_of(case: Case) -> str:
    """Say how they meet, in the coordinator's words where there are any, else in the contact's own room."""
    candidacy, kind = case.candidacy, case.request.place_kind
    room = case.to.contact.place if kind is PlaceKind.VIDEO else None
    return (
        case.meeting.place
        or room
        or usual_place(kind, case.coordinator.name, case.to.name, candidacy.candidate_name, candidacy.candidate_phone)
    )


def _address(case: Case, side: Side) -> str | None:
    return case.candidacy.candidate_email if side is Side.CANDIDATE else case.to.email


async def ask_delegate_by_mail(
    tx: Transaction, case: Case, times: Sequence[datetime], address: str, freed: Case | None = None
) -> None:
    """Ask whoever looks after the contact's calendar; their reply goes to the coordinator.

    `freed`: the meeting this is to stand for, which the same mail takes out of the calendar.
    """
    question = await _question(tx, case, times, address)
    letter = ask_delegate(replace(question, is_freed=freed is not None))
    if freed is not None:
        attendee = freed.to.email or address
        letter = await _with_entry(tx, freed, Side.CONTACT, letter, attendee, is_cancelled=True)
    key, lapses = delegate_key(case.meeting), Lapse.AT_END if freed is None else Lapse.NEVER
    await send_mail(tx, letter, address, key=key, candidacy=case.candidacy, lapses=lapses)


async def mail_entry_to_delegate(tx: Transaction, case: Case, address: str, then: Then | None = None) -> None:
    """Send whoever was asked in the contact's place the contact's calendar entry, or with `then` its cancellation."""
    agreement = await _agreement(tx, case, Side.CONTACT, is_update=case.meeting.sequence > 0)
    if then is None:
        own = replace(agreement, own_page=await answer_address(tx, case, address))
        letter, key = agreed_for_diary(own, case.to.email), f"meeting:{case.meeting.id}:diary:{case.meeting.sequence}"
    else:
        letter, key = off_for_diary(agreement, then), f"meeting:{case.meeting.id}:diary:cancel"
    is_cancelled, attendee = then is not None, case.to.email or address
    mail = await _with_entry(tx, case, Side.CONTACT, letter, attendee, is_cancelled=is_cancelled)
    lapses = Lapse.NEVER if is_cancelled else Lapse.AT_END
    await send_mail(tx, mail, address, key=key, candidacy=case.candidacy, lapses=lapses)


async def _question(
    tx: Transaction, case: Case, times: Sequence[datetime], address: str, signed_by: str | None = None
) -> Ask:
    """Gather what a mail asks, with the page behind a link for this address."""
    arranges = f"{case.coordinator.name} arranges the time and reads your answer."
    candidacy, wish = case.candidacy, case.request
    known = await meetings_of(tx, candidacy.id)
    before = moved_from(known, case.meeting)
    return Ask(
        receiver=case.to.name,
        candidate=candidacy.candidate_name if wish.may_name or before else None,
        moved_from=before.starts_at if before else None,
        wanted_others=other_times_wanted(known, case.meeting),
        job=(await job(tx, candidacy.job_id)).title,
        company=await company_name(tx),
        learn=wish.learn,
        area=wish.area,
        minutes=wish.minutes,
        place_kind=wish.place_kind,
        zone=case.to.zone,
        candidate_zone=zone_of(candidacy, case.coordinator.zone),
        times=list(times),
        asker=f"{signed_by}\n\n{arranges}" if signed_by else case.coordinator.name,
        page=await answer_address(tx, case, address),
        why=why_you(is_by_name=wish.is_by_name, kind=wish.contact_class, area=wish.area),
        answer_by=await answer_by(tx, case.meeting, case.to),
        beyond=await excess_of(tx, case.meeting, case.to.contact),
        asks_consent=not case.to.contact.has_consent(tx.now),
        where=case.meeting.place or await place_beforehand(tx, candidacy, case.to.contact, wish.place_kind),
    )


def _starts(case: Case) -> datetime:
    if case.meeting.starts_at is None:
        message = f"meeting {case.meeting.id} has no time"
        raise ValueError(message)
    return case.meeting.starts_at
