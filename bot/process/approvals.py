"""The coordinator's acts on requests: approve, approve all, say no; what is missing is asked for first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.messages.approval_forms import ApprovalShown, ReplyShown
from bot.messages.candidate_pages import KINDS, wished
from bot.messages.meeting_mails import refused_mail
from bot.messages.places import MissingPlace
from bot.messages.steps import OF_REQUEST
from bot.messages.times import long_time, mark_of, short_time, two_zones
from bot.process.access import Action, allow
from bot.process.asking import ask, call_off, let_go
from bot.process.meetings import plan_all_answered
from bot.process.places import missing_places
from bot.process.refusals import AlreadyDone, CardChanged, NotNow
from bot.process.say import refresh, refresh_brief, send_mail
from bot.process.too_late import ON_CARD, cards_about, check_asked, check_goes_on, what_came
from bot.rules.words import MeetingState, PlaceKind, RequestState, Surface
from storage.alternates import alternates_for
from storage.audit import last_act, record
from storage.candidacies import Candidacy, candidacy, lock, zone_of
from storage.cases import Reach, asked_before, case_of, reach
from storage.contacts import lock_contact
from storage.database import Transaction
from storage.meeting_requests import MeetingRequest, request, requests_of
from storage.meeting_rows import Row, page_of, row_of, rows_on
from storage.meeting_times import new_times, times_left
from storage.meetings import has_declined, meeting, meetings_of
from storage.outbox import redraw
from storage.people import Person, named_to, person

Places = Mapping[PlaceKind, str]
"""Where they meet, by the way they meet, as far as somebody wrote it."""
NOWHERE: Places = {}


async def approve_meeting(
    tx: Transaction, *, request_id: int, by: Person, mark: str | None = None, places: Places = NOWHERE
) -> None:
    """Ask the chosen contact about the times on the card; again where they were silent or the times are gone.

    `mark` names what the pressed card showed, where it showed times; `places` count where nothing is known.
    Raises CardChanged when the times are others by now, AlreadyDone when somebody approved before or it is over, NotNow
    without a contact or a time.
    """
    row, found, to, times = await _to_approve(tx, request_id, by, mark)
    await end_asking(tx, row, found, "New times follow.", tell_contact=False)
    await ask(tx, row, found.request, to, times, by=by, place=places.get(found.request.place_kind))
    await record(tx, "meeting_approved", person_id=by.id, candidacy_id=row.id, subject_id=found.request.id)
    await refresh(tx, row)


async def open_approval(tx: Transaction, *, request_id: int, by: Person, mark: str | None = None) -> ApprovalShown:
    """Return what is missing before one request is approved; raises what `approve_meeting` does."""
    row, found, to, _ = await _to_approve(tx, request_id, by, mark)
    return await _approval(tx, row, [(found, to)], mark, request_id=request_id)


async def open_approval_of_all(
    tx: Transaction, *, candidacy_id: int, by: Person, mark: str | None = None
) -> ApprovalShown:
    """Return what is missing before all that is ready is approved; raises what `approve_all_meetings` does."""
    row, ready = await _all_to_approve(tx, candidacy_id, by, mark)
    return await _approval(tx, row, ready, mark)


async def _approval(
    tx: Transaction,
    row: Candidacy,
    ready: Sequence[tuple[Row, Reach]],
    mark: str | None,
    *,
    request_id: int | None = None,
) -> ApprovalShown:
    knowers = await asked_before(tx, row, [to for _, to in ready])
    mailed = [_mailed(tx, one, to, knowers.get(to.contact.id)) for one, to in ready]
    return ApprovalShown(
        candidacy_id=row.id,
        request_id=request_id,
        mark=int(mark, 16) if mark else None,
        candidate=row.candidate_name,
        asked=[to.name for _, to in ready],
        mailed=[address for address in mailed if address],
        missing=await missing_places(tx, row, [(one.request, to) for one, to in ready]),
    )


def _mailed(tx: Transaction, found: Row, to: Reach, knower: Person | None) -> str | None:
    """Return the address a question goes to: of somebody outside Slack, or of who looks after their calendar.

    `knower` is who is asked first whether it may.
    """
    is_delegates = to.contact.has_consent(tx.now) and found.excess is None
    delegate = to.contact.delegate_email if is_delegates else None
    address = delegate or (to.email if to.person is None else None)
    return f"{address} (once {knower.name} has said yes)" if address and knower else address


async def _to_approve(
    tx: Transaction, request_id: int, by: Person, mark: str | None
) -> tuple[Candidacy, Row, Reach, Sequence[datetime]]:
    """Take a request that can be approved now, with whom to ask about which times."""
    row, wish = await take_request(tx, request_id, by)
    await _hold_contacts(tx, [wish])
    found = await row_of(tx, row, wish.id)
    to = await askable(tx, found, by)
    _check_shown(row, [found], mark, by)
    times = found.times if wish.state is RequestState.OPEN else await new_times(tx, row, wish, to)
    if not times:
        raise NotNow(
            f"No time was found that suits both {row.candidate_name} and {to.name}. Ask for more free hours and enter "
            "them with `/offer ask`, or press *Set a time*."
        )
    return row, found, to, times


async def approve_all_meetings(
    tx: Transaction, *, candidacy_id: int, by: Person, mark: str | None = None, places: Places = NOWHERE
) -> int:
    """Approve every row of the card that has a contact and times, as it shows them; returns how many.

    `mark` names what the pressed card showed; raises CardChanged when that is something else by now. `places` count
    where nothing is known.
    """
    row, ready = await _all_to_approve(tx, candidacy_id, by, mark)
    for one, to in ready:
        await ask(tx, row, one.request, to, one.times, by=by, place=places.get(one.request.place_kind))
        await record(tx, "meeting_approved", person_id=by.id, candidacy_id=row.id, subject_id=one.request.id)
    await refresh(tx, row)
    return len(ready)


async def _all_to_approve(
    tx: Transaction, candidacy_id: int, by: Person, mark: str | None
) -> tuple[Candidacy, list[tuple[Row, Reach]]]:
    """Take a candidacy with all that can be approved now, and whom to ask."""
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.APPROVE_MEETING, by, row)
    await check_goes_on(tx, row, by)
    await _hold_contacts(tx, await requests_of(tx, row.id))
    ready = [one for one in await rows_on(tx, row, await page_of(tx, row)) if is_ready(one)]
    if not ready:
        raise AlreadyDone(f"{await _last_ended(tx, row, by)}Nothing is left to approve.", cards=cards_about(row))
    _check_shown(row, ready, mark, by)
    return row, [(one, one.reach) for one in ready if one.reach is not None]


async def _last_ended(tx: Transaction, row: Candidacy, by: Person) -> str:
    """Say who did what with the request that was seen to last, and when."""
    entry = await last_act(tx, row.id, OF_REQUEST)
    last = next((one for one in await requests_of(tx, row.id) if entry and one.id == entry.subject_id), None)
    return await what_came(tx, row, last, by) if last else ""


async def _hold_contacts(tx: Transaction, wishes: Sequence[MeetingRequest]) -> None:
    """Take the contacts who are to be asked, or asked again, so that no other candidacy is offered their times too."""
    waiting = {RequestState.OPEN, RequestState.ASKED}
    for contact_id in sorted({one.contact_id for one in wishes if one.contact_id and one.state in waiting}):
        await lock_contact(tx, contact_id)


def _check_shown(row: Candidacy, found: Sequence[Row], mark: str | None, by: Person) -> None:
    """Raise CardChanged when the pressed card showed somebody else, or other times, than would be asked about now."""
    named = [(one.reach.name if one.reach else "", one.times) for one in found]
    if mark is None or mark == mark_of(named):
        return
    zone = zone_of(row, by.zone)
    lines = [
        f"{one.reach.name}: {'; '.join(two_zones(at, one.reach.zone, zone) for at in one.times) or 'none left'}"
        for one in found
        if one.reach
    ]
    raise CardChanged(
        f"Nobody was asked yet: the times changed meanwhile. Now they are: {'. '.join(lines)}. The card is refreshed; "
        "press *Approve* again if they suit.",
        cards=cards_about(row),
    )


async def turn_card(tx: Transaction, *, candidacy_id: int, page: int, by: Person) -> None:
    """Show another page of a long coordinator's card."""
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.APPROVE_MEETING, by, row)
    row.card_page = max(0, page)
    await redraw(tx, Surface.COORDINATOR_CARD, row.id)


def is_ready(row: Row) -> bool:
    """Tell whether a row only waits for approval."""
    declined = row.meeting is not None and row.meeting.state is MeetingState.DECLINED
    is_askable = row.reach is not None and not row.is_unwilling
    return row.request.state is RequestState.OPEN and is_askable and bool(row.times) and not declined


async def say_no(tx: Transaction, *, request_id: int, reason: str, alternative: str | None, by: Person) -> None:
    """Refuse a request; the candidate gets one mail with the reason and what is offered instead."""
    row, wish = await take_request(tx, request_id, by)
    await check_not_agreed(tx, row, wish, by, "Cancel it instead: both are told.")
    await end_asking(
        tx, row, await row_of(tx, row, wish.id), "The conversation with a candidate isn't needed after all."
    )
    await redraw(tx, Surface.VOLUNTEERS_WANTED, wish.id)
    wish.state, wish.refusal = RequestState.REFUSED, reason
    wish.refused_by_id, wish.alternative = by.id, alternative
    await record(tx, "say_no", person_id=by.id, candidacy_id=row.id, subject_id=wish.id)
    if row.candidate_email is not None:
        coordinator = await person(tx, row.coordinator_id)
        asked_for = await wish_in_words(tx, wish)
        letter = refused_mail(row.candidate_name, asked_for, reason, alternative, coordinator.name)
        await send_mail(tx, letter, row.candidate_email, key=f"request:{wish.id}:refused", candidacy=row)
    await plan_all_answered(tx, row)
    await refresh(tx, row)


async def wish_in_words(tx: Transaction, wish: MeetingRequest) -> str:
    """Name what was asked for, to the candidate: whom they named, else the kind of person, and the subject."""
    kind = KINDS[wish.contact_class] if wish.contact_class else None
    name = (await reach(tx, wish.asked_for_id)).name if wish.asked_for_id is not None else wish.named
    return wished(name or kind, wish.area)


@dataclass(frozen=True)
class RowToChange:
    """What the coordinator's forms show of a request."""

    candidacy: Candidacy
    request: MeetingRequest
    reach: Reach | None
    zone: str
    missing: Mapping[PlaceKind, MissingPlace]


async def open_row(tx: Transaction, *, request_id: int, by: Person) -> RowToChange:
    """Return what a form about a request shows, for whoever may change it."""
    wish = await request(tx, request_id)
    row = await candidacy(tx, wish.candidacy_id)
    await allow(tx, Action.APPROVE_MEETING, by, row)
    await check_wanted(tx, row, wish, by)
    await check_not_agreed(tx, row, wish, by, "Move or cancel it instead: both are told.")
    to = await reach(tx, wish.contact_id) if wish.contact_id else None
    missing = await missing_places(tx, row, [(wish, to)] if to else [])
    return RowToChange(row, wish, to, zone_of(row, by.zone), missing)


async def open_reply(tx: Transaction, *, meeting_id: int, by: Person) -> ReplyShown:
    """Return what the form of an outsider's answer shows."""
    asked = await meeting(tx, meeting_id)
    row = await candidacy(tx, asked.candidacy_id)
    await allow(tx, Action.APPROVE_MEETING, by, row)
    case = await case_of(tx, row, asked)
    await check_asked(tx, case, by, ON_CARD)
    return ReplyShown(
        meeting_id=asked.id,
        who=case.to.name,
        zone=case.to.zone,
        candidate=row.candidate_name,
        candidate_zone=zone_of(row, by.zone),
        times=await times_left(tx, case),
        following=await _following(tx, case.request),
    )


async def _following(tx: Transaction, wish: MeetingRequest) -> str | None:
    approved = (await alternates_for(tx, [wish.id]))[wish.id]
    return (await reach(tx, approved[0].contact_id)).name if approved else None


async def take_request(tx: Transaction, request_id: int, by: Person) -> tuple[Candidacy, MeetingRequest]:
    """Take the candidacy and read the request afresh; raises AlreadyDone when it is over."""
    row = await lock(tx, (await request(tx, request_id)).candidacy_id)
    await allow(tx, Action.APPROVE_MEETING, by, row)
    await check_goes_on(tx, row, by)
    wish = await request(tx, request_id)
    await check_wanted(tx, row, wish, by)
    return row, wish


async def check_wanted(tx: Transaction, row: Candidacy, wish: MeetingRequest, by: Person) -> None:
    """Raise, saying who ended it and when, where a request is over."""
    instead = {
        RequestState.WITHDRAWN: "It isn't wanted any more, so there is nothing to do.",
        RequestState.REFUSED: f"{row.candidate_name} was told.",
    }
    if wish.state in instead:
        said = f"{await what_came(tx, row, wish, by)}{instead[wish.state]}"
        raise AlreadyDone(said, cards=cards_about(row))


async def check_not_agreed(tx: Transaction, row: Candidacy, wish: MeetingRequest, by: Person, instead: str) -> None:
    """Raise, saying who agreed and when, where a request has led to an agreed meeting; `instead` says what to do."""
    if wish.state is RequestState.AGREED:
        last = next((one for one in reversed(await meetings_of(tx, row.id)) if one.request_id == wish.id), None)
        came = await what_came(tx, row, wish, by, last)
        raise NotNow(f"{came}This meeting is agreed. {instead}", cards=cards_about(row))


async def askable(
    tx: Transaction, found: Row, by: Person, *, is_exact: bool = False, instead_of: int | None = None
) -> Reach:
    """Return whom to ask; raises a refusal saying who did what before, or what to do first.

    `instead_of`: the meeting they are asked about already, where something else is to be asked in its place.
    """
    if found.reach is None:
        raise NotNow("Nobody is chosen yet. Press *Find someone* first.")
    if found.is_unwilling:
        raise NotNow(f"{found.reach.name} has said that they don't want to be asked. Choose somebody else, or say no.")
    name, asked = found.reach.name, found.meeting
    if asked is None:
        return found.reach
    row = await candidacy(tx, asked.candidacy_id)
    came, cards = await what_came(tx, row, found.request, by, asked), cards_about(row, asked)
    if asked.state is MeetingState.AGREED and asked.starts_at is not None:
        at = short_time(asked.starts_at, found.reach.zone)
        raise AlreadyDone(f"{came}This is agreed: {name}, {at} their time.", cards=cards)
    if asked.state is MeetingState.HELD and asked.starts_at is not None:
        at = long_time(asked.starts_at, by.zone)
        raise AlreadyDone(f"This meeting with {name} took place on {at}.", cards=cards)
    is_waiting = asked.state is MeetingState.ASKED and found.times and not found.is_silent
    if is_waiting and asked.id != instead_of:
        approver = named_to(by.id, await person(tx, asked.approved_by_id))
        said = f"{approver} approved this on {long_time(asked.asked_at, by.zone)}: {name} was asked."
        raise AlreadyDone(said, cards=cards)
    if has_declined(asked) and not is_exact:
        raise NotNow(f"{came}{name} can't make it. Press *Someone else*, or *Say no*.", cards=cards)
    return found.reach


async def end_asking(tx: Transaction, row: Candidacy, found: Row, reason: str, *, tell_contact: bool = True) -> None:
    """End what was asked before; who is asked anew reads it on the old brief, and needs no message of its own."""
    if found.meeting is not None and found.meeting.state is MeetingState.ASKED:
        await call_off(tx, await case_of(tx, row, found.meeting), reason=reason, tell_contact=tell_contact)
    elif tell_contact:
        await let_go(tx, row, found.request, reason)
    elif found.meeting is not None:
        await refresh_brief(tx, found.meeting.id)
