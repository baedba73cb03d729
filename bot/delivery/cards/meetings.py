"""Draws the coordinator's card and the contact's brief from the tables."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.delivery.cards.suggestions import assistants, is_by_name, reasons
from bot.messages.approvals import CardShown, LastStep, PageShown, RowShown, RowState
from bot.messages.blocks import Message
from bot.messages.calendar import usual_place
from bot.messages.caps import beyond_theirs, beyond_yours
from bot.messages.coordinator_cards import coordinator_card
from bot.messages.meetings import PASSED_ON, BriefShown, contact_brief, why_you
from bot.rules.next_step import APPROVED_WITHIN, URGENT_DAYS
from bot.rules.suggestions import VOLUNTEERED
from bot.rules.words import MeetingState, RequestState, Stage
from storage.alternates import alternates_for
from storage.audit import last_act
from storage.briefs import delegate_asked_by_mail, shown_to
from storage.candidacies import Candidacy, candidacy, job
from storage.database import Transaction
from storage.meeting_requests import MeetingRequest
from storage.meeting_rows import (
    PAGE,
    Case,
    Row,
    answer_by,
    asked_before,
    case_of,
    excess_of,
    free_of_agreed,
    is_after_offer,
    knows_candidate,
    page_of,
    reaches,
    rows,
    zone_of,
)
from storage.meetings import meeting, meetings_of, proposed_times
from storage.people import people, person
from storage.places import Places, known_places, place_beforehand
from storage.volunteers import volunteers_for

STEPS = {
    "meeting_approved": "approved",
    "propose_exact_time": "set a time",
    "choose_someone": "chose somebody",
    "ask_for_volunteers": "asked for volunteers",
    "volunteer": "offered to take one",
    "say_no": "said no",
    "accept_time": "accepted a time",
    "other_times": "asked for other times",
    "cant_meet": "declined",
    "record_reply": "recorded an answer",
    "set_place": "wrote the place",
    "move_meeting": "moved a meeting",
    "cancel_meeting": "cancelled a meeting",
    "missed_meeting": "noted that a meeting didn't come about",
    "approve_alternates": "approved who is asked next",
    "split_request": "split a subject over two people",
    "hand_over_meetings": "handed this card over",
    "change_wish": "changed a request on their page",
    "cancel_wish": "cancelled a request on their page",
    "ask_another_time": "asked for another time on their page",
    "report_missed": "said that a conversation didn't come about",
    "report_missed_on_page": "said on their page that a conversation didn't come about",
}
"""The acts a card tells as its last step, by their name in the audit trail."""
THEIRS = frozenset({"change_wish", "cancel_wish", "ask_another_time", "report_missed_on_page"})
"""What of that the candidate does themselves."""


async def draw_coordinator_card(tx: Transaction, candidacy_id: int, viewer_id: int | None) -> list[Message]:
    """Draw the coordinator's card of one candidacy; whoever coordinated it before sees none any more."""
    row = await candidacy(tx, candidacy_id)
    if viewer_id not in {None, row.coordinator_id}:
        return []
    known = await people(tx, [row.hiring_manager_id, row.coordinator_id])
    coordinator = known[row.coordinator_id]
    zone = zone_of(row, coordinator.zone)
    page = await page_of(tx, row)
    found = await rows(tx, row, page.shown)
    days = _days_left(row, tx.now, zone)
    why = await reasons(tx, row, found)
    helpers, volunteers = await assistants(tx, found), await _volunteers(tx, found)
    places = await known_places(tx, row)
    following = await _alternates(tx, found)
    knowers = await asked_before(tx, row, [one.reach for one in found if one.reach])
    shown = [
        replace(
            _row(one, why[one.request.id], coordinator.zone, tx.now),
            is_after_offer=_is_after_offer(row, one, zone),
            may_name=one.request.may_name or (one.reach is not None and knows_candidate(row, one.reach.contact)),
            lacks_place=_lacks_place(places, one),
            assistant=helpers.get(one.request.id),
            knower=knowers[one.reach.contact.id].name if one.reach and one.reach.contact.id in knowers else None,
            volunteers=volunteers[one.request.id],
            alternates=following[one.request.id],
        )
        for one in found
    ]
    open_since = [one.entered_at for one in page.all if one.state is RequestState.OPEN]
    is_late = any(tx.now - since > APPROVED_WITHIN for since in open_since)
    return coordinator_card(
        CardShown(
            candidacy_id=row.id,
            candidate=row.candidate_name,
            candidate_email=row.candidate_email,
            job=(await job(tx, row.job_id)).title,
            hiring_manager=known[row.hiring_manager_id].name,
            zone=zone,
            days_left=days,
            is_overdue=bool(open_since) and (is_late or (days is not None and days <= URGENT_DAYS)),
            is_over=row.stage in {Stage.CLOSED, Stage.DEBRIEF},
            rows=shown,
            last_step=await _last_step(tx, row, page.all),
            page=PageShown(page.number, PAGE, len(page.all), len(open_since)) if len(page.all) > PAGE else None,
        )
    )


async def _volunteers(tx: Transaction, found: Sequence[Row]) -> dict[int, tuple[str, ...]]:
    """Return who said of each request that they can take it, first come first."""
    offered = await volunteers_for(tx, [one.request.id for one in found])
    known = await people(tx, [who for ids in offered.values() for who in ids])
    return {one.request.id: tuple(known[who].name for who in offered[one.request.id]) for one in found}


async def _alternates(tx: Transaction, found: Sequence[Row]) -> dict[int, tuple[str, ...]]:
    """Return whom the coordinator approved to be asked next, by request."""
    approved = await alternates_for(tx, [one.request.id for one in found])
    known = await reaches(tx, [one.contact_id for rows_of in approved.values() for one in rows_of])
    return {one.request.id: tuple(known[next_.contact_id].name for next_ in approved[one.request.id]) for one in found}


def _days_left(row: Candidacy, now: datetime, zone: str) -> int | None:
    if row.offer_expires_on is None:
        return None
    return (row.offer_expires_on - now.astimezone(ZoneInfo(zone)).date()).days


async def _last_step(tx: Transaction, row: Candidacy, wishes: Sequence[MeetingRequest]) -> LastStep | None:
    """Return the last act on the requests, their being entered included."""
    entry = await last_act(tx, row.id, STEPS)
    entered = max(wishes, key=lambda wish: wish.entered_at, default=None)
    if entry is not None and (entered is None or entry.at >= entered.entered_at):
        on_page = row.candidate_name if entry.act in THEIRS else "Somebody outside Slack"
        who = (await person(tx, entry.person_id)).name if entry.person_id else on_page
        return LastStep(STEPS[entry.act], who, entry.at)
    if entered is None:
        return None
    if entered.entered_by_id is None:
        return LastStep("asked on their page", row.candidate_name, entered.entered_at)
    return LastStep("entered a request", (await person(tx, entered.entered_by_id)).name, entered.entered_at)


def _lacks_place(places: Places, row: Row) -> bool:
    """Tell whether somebody has to say where they meet; what was written for the same two goes on."""
    is_written = row.meeting is not None and row.meeting.place is not None
    return row.reach is not None and not is_written and places.lack(row.reach.contact, row.request.place_kind)


def _is_after_offer(candidacy: Candidacy, row: Row, zone: str) -> bool:
    agreed = row.meeting.starts_at if row.meeting is not None and row.meeting.state is MeetingState.AGREED else None
    length = timedelta(minutes=row.request.minutes)
    return any(is_after_offer(candidacy, at + length, zone) for at in ([agreed] if agreed else row.times))


def _row(row: Row, why: str, zone: str, now: datetime) -> RowShown:
    wish, asked, to = row.request, row.meeting, row.reach
    one = to.contact if to and to.contact.has_consent(now) and row.excess is None else None
    return RowShown(
        request_id=wish.id,
        state=_state(row),
        who=to.name if to else None,
        email=to.email if to and to.person is None else None,
        zone=to.zone if to else zone,
        why=why,
        load=row.load,
        consented=to is not None and to.contact.has_consent(now),
        is_not_offered=to is not None and to.contact.is_not_offered,
        learn=wish.learn,
        minutes=wish.minutes,
        place_kind=wish.place_kind,
        may_name=wish.may_name,
        times=row.times,
        delegate_email=one.delegate_email if one else None,
        beyond=beyond_theirs(to.name, row.excess) if to and row.excess else None,
        meeting_id=asked.id if asked else None,
        asked_at=asked.asked_at if asked else None,
        starts_at=asked.starts_at if asked else None,
        place=asked.place if asked else None,
        note=wish.refusal or (asked.reason if asked else None),
        may_ask_volunteers=_may_ask_volunteers(wish),
        were_volunteers_asked=wish.volunteers_asked_at is not None,
        can_split=wish.can_be_split,
        changed_why=row.changed_why,
    )


def _may_ask_volunteers(wish: MeetingRequest) -> bool:
    is_for_colleagues = wish.contact_class in VOLUNTEERED and not is_by_name(wish)
    return is_for_colleagues and wish.volunteers_asked_at is None


def _state(row: Row) -> RowState:
    ended = {RequestState.REFUSED: RowState.REFUSED, RequestState.WITHDRAWN: RowState.WITHDRAWN}
    if row.request.state in ended:
        return ended[row.request.state]
    if row.meeting is not None and row.request.state is not RequestState.OPEN:
        by_meeting = {MeetingState.AGREED: RowState.AGREED, MeetingState.HELD: RowState.HELD}
        waiting = RowState.SILENT if row.is_silent else RowState.ASKED
        return by_meeting.get(row.meeting.state, waiting if row.times else RowState.TIMES_GONE)
    if row.reach is None:
        return RowState.FIND_SOMEONE
    if row.reach.contact.refused_at is not None:
        return RowState.CANT
    if row.meeting is not None and row.meeting.state is MeetingState.DECLINED:
        return RowState.OTHER_TIMES if row.meeting.reason else RowState.CANT
    return RowState.TO_APPROVE if row.times else RowState.NO_TIMES


async def _delegate(tx: Transaction, case: Case) -> str | None:
    """Return who was asked for the contact before them, where somebody was."""
    one = case.to.contact
    if one.delegate_id is not None and one.delegate_id in await shown_to(tx, case.meeting.id):
        return (await person(tx, one.delegate_id)).name
    return await delegate_asked_by_mail(tx, case.meeting)


async def _was_delegate(tx: Transaction, case: Case, viewer_id: int | None) -> bool:
    one = case.to.contact
    return viewer_id not in {None, one.person_id, one.delegate_id} and viewer_id in await shown_to(tx, case.meeting.id)


async def draw_contact_brief(tx: Transaction, meeting_id: int, viewer_id: int | None) -> list[Message]:
    """Draw what a contact, or their delegate, was asked, with the times still free, or what became of it.

    Whoever isn't their delegate any more sees none.
    """
    asked = await meeting(tx, meeting_id)
    row = await candidacy(tx, asked.candidacy_id)
    case = await case_of(tx, row, asked)
    if await _was_delegate(tx, case, viewer_id):
        return []
    wish, zone = case.request, case.to.zone
    proposed = await proposed_times(tx, [asked.id])
    free = await free_of_agreed(tx, asked, wish.minutes, [one.starts_at for one in proposed])
    later = [one for one in await meetings_of(tx, row.id) if one.request_id == wish.id and one.id > asked.id]
    beyond = await excess_of(tx, asked, case.to.contact)
    is_delegates = viewer_id is not None and viewer_id == case.to.contact.delegate_id
    knows_them = knows_candidate(row, case.to.contact) and not is_delegates
    is_known = wish.may_name or knows_them or asked.state in {MeetingState.AGREED, MeetingState.HELD}
    return [
        contact_brief(
            BriefShown(
                meeting_id=asked.id,
                state=asked.state,
                asker=case.coordinator.name,
                candidate=row.candidate_name if is_known or asked.starts_at else None,
                job=(await job(tx, row.job_id)).title,
                learn=wish.learn,
                area=wish.area,
                minutes=wish.minutes,
                place_kind=wish.place_kind,
                zone=zone,
                candidate_zone=zone_of(row, case.coordinator.zone),
                times={one.id: one.starts_at for one in proposed if one.starts_at in free},
                answer_by=await answer_by(tx, asked, case.to),
                starts_at=asked.starts_at,
                place=asked.place
                or usual_place(
                    wish.place_kind, case.coordinator.name, case.to.name, row.candidate_name, row.candidate_phone
                ),
                wrote=asked.reason if asked.state is MeetingState.DECLINED else None,
                email=case.to.email,
                is_asked_anew=any(one.contact_id == asked.contact_id for one in later),
                why=why_you(is_by_name=wish.is_by_name, kind=wish.contact_class, area=wish.area),
                where=asked.place or await place_beforehand(tx, row, case.to.contact, wish.place_kind),
                beyond=beyond_yours(beyond) if beyond and not is_delegates else None,
                on_behalf_of=case.to.name if is_delegates else None,
                delegate=await _delegate(tx, case),
                may_report_missed=row.stage in {Stage.REVERSE_INTERVIEW, Stage.AWAITING_ANSWER},
                is_passed_on=asked.reason == PASSED_ON,
                is_to_move=wish.contact_id == asked.contact_id and wish.state is RequestState.OPEN,
            )
        )
    ]
