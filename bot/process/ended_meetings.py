"""What the end of a candidacy, or of its offer, does to the meetings: all are called off; who hears of it, and when."""

from collections.abc import Collection
from datetime import datetime

from bot.messages.meeting_mails import Then
from bot.process.asking import NO_OTHER_TIME, NOT_NEEDED, SAY_NOTHING, call_off, off_key, tell_contact_off
from bot.process.delegates import mail_delegate_off, tell_delegates_diary
from bot.process.meeting_mails import Side, mail_cancellation
from bot.process.say import refresh_brief
from bot.process.too_late import OF_THE_END
from bot.rules.words import MeetingState, RequestState, Surface, TimerKind
from storage.audit import record
from storage.candidacies import Candidacy
from storage.cases import case_of
from storage.database import Transaction
from storage.deliveries import standing
from storage.meeting_requests import requests_of
from storage.meeting_rows import waits_for_word
from storage.meetings import Meeting, meetings_of
from storage.outbox import redraw
from storage.timers import cancel_timers


async def withdraw_meetings(
    tx: Transaction, row: Candidacy, *, tell_outside: bool, knowing: Collection[int] = ()
) -> datetime | None:
    """Call off everything that is asked for, asked or agreed; each contact is told once.

    `tell_outside`: the candidate and contacts outside Slack may hear of it now; else call
    `tell_outside_of_cancellations` when a person has told the candidate. `knowing`: people who hear of it otherwise.
    Returns the start of the first agreed meeting the candidate is still to be told of.
    """
    told: set[int] = set()
    meetings, wishes = await meetings_of(tx, row.id), await requests_of(tx, row.id)
    waiting = [waits_for_word(wish, meetings) for wish in wishes]
    for one in meetings:
        if one.state in {MeetingState.ASKED, MeetingState.AGREED} or one in waiting:
            case = await case_of(tx, row, one)
            person_id = case.to.contact.person_id
            is_known = one.contact_id in told or person_id in knowing
            reason = f"{NOT_NEEDED} {NO_OTHER_TIME}" if one in waiting else NOT_NEEDED
            reason = reason if tell_outside else f"{reason} {SAY_NOTHING.format(case.coordinator.name)}"
            then = Then.ANSWERED if tell_outside else Then.NOTHING
            await call_off(tx, case, reason=reason, then=then, tell_outside=tell_outside, tell_contact=not is_known)
            told.add(one.contact_id)
        elif one.state is MeetingState.HELD:
            await refresh_brief(tx, one.id)
    met = {one.request_id for one in meetings if one.state is MeetingState.HELD}
    for wish in wishes:
        if wish.state in {RequestState.OPEN, RequestState.ASKED, RequestState.AGREED} and wish.id not in met:
            wish.state = RequestState.WITHDRAWN
            await redraw(tx, Surface.VOLUNTEERS_WANTED, wish.id)
    if told:
        await record(tx, OF_THE_END, person_id=None, candidacy_id=row.id)
    await cancel_timers(tx, row.id, TimerKind.ALL_ANSWERED, TimerKind.EVENING_NOTE)
    for card in (Surface.COORDINATOR_CARD, Surface.QUESTIONS_CARD):
        await redraw(tx, card, row.id)
    ahead = [one.starts_at for one in meetings if was_ahead(tx, one) and one.starts_at]
    return None if tell_outside else min(ahead, default=None)


async def tell_outside_of_cancellations(tx: Transaction, row: Candidacy, then: Then | None = None) -> None:
    """Tell the candidate and contacts outside Slack what was called off without them, each kindly and once.

    What was sent before isn't sent again. The candidate's mail takes leave of them unless `then` says what follows.
    """
    told: set[int] = set()
    cancelled = [one for one in await meetings_of(tx, row.id) if one.state is MeetingState.CANCELLED]
    for one in [one for one in cancelled if was_ahead(tx, one)]:
        case = await case_of(tx, row, one)
        await mail_cancellation(tx, case, Side.CANDIDATE, then or Then.NOTHING, is_end=then is None)
        await tell_delegates_diary(tx, case, Then.NOTHING)
        if case.to.person is None:
            await mail_cancellation(tx, case, Side.CONTACT)
            told.add(one.contact_id)
    for one in cancelled:
        was_asked = _is_of_the_end(one) and (one.starts_at is None or NO_OTHER_TIME in (one.reason or ""))
        case = await case_of(tx, row, one)
        if was_asked:
            await mail_delegate_off(tx, case)
        if was_asked and case.to.person is None and one.contact_id not in told and not await standing(tx, off_key(one)):
            await tell_contact_off(tx, case, NOT_NEEDED, was_agreed=False)
            told.add(one.contact_id)


def was_ahead(tx: Transaction, row: Meeting) -> bool:
    """Tell whether the end called an agreed time off that was still ahead, and not one that was given back before."""
    is_ahead = row.starts_at is not None and row.starts_at > tx.now
    return is_ahead and _is_of_the_end(row) and NO_OTHER_TIME not in (row.reason or "")


def _is_of_the_end(row: Meeting) -> bool:
    return row.state is MeetingState.CANCELLED and (row.reason or "").startswith(NOT_NEEDED)
