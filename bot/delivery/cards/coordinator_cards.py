"""Draws the coordinator's card of a candidacy from the tables: a page of its requests, and what happened last."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.delivery.cards.suggestions import delegates, is_by_name, reasons
from bot.messages.approvals import CardShown, LastStep, PageShown, RowShown, RowState
from bot.messages.blocks import Message
from bot.messages.caps import beyond_theirs
from bot.messages.coordinator_cards import coordinator_card
from bot.messages.steps import STEPS, THEIRS
from bot.rules.next_step import APPROVED_WITHIN, URGENT_DAYS
from bot.rules.suggestions import VOLUNTEERED
from bot.rules.words import MeetingState, RequestState, Stage
from storage.alternates import alternates_for
from storage.audit import last_act
from storage.candidacies import Candidacy, candidacy, job, zone_of
from storage.cases import asked_before, knows_candidate, reaches
from storage.database import Transaction
from storage.meeting_requests import MeetingRequest
from storage.meeting_rows import PAGE, Page, Row, page_of, rows_on
from storage.meeting_times import is_after_offer
from storage.people import named_to, people, person
from storage.places import Places, known_places
from storage.turns import coordinators_turns
from storage.volunteers import volunteers_for


async def draw_coordinator_card(tx: Transaction, candidacy_id: int, viewer_id: int | None) -> list[Message]:
    """Draw the coordinator's card of one candidacy; whoever coordinated it before sees none any more."""
    row = await candidacy(tx, candidacy_id)
    if viewer_id not in {None, row.coordinator_id}:
        return []
    known = await people(tx, [row.hiring_manager_id, row.coordinator_id])
    coordinator = known[row.coordinator_id]
    zone = zone_of(row, coordinator.zone)
    page = await page_of(tx, row)
    days = _days_left(row, tx.now, zone)
    shown = await _rows(tx, row, page, coordinator.zone, viewer_id)
    open_since = [one.open_since for one in page.all if one.state is RequestState.OPEN]
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
            to_see_to=await _to_see_to(tx, row),
            last_step=await _last_step(tx, row, page.all, shown, viewer_id),
            page=PageShown(page.number, PAGE, len(page.all)) if len(page.all) > PAGE else None,
        )
    )


async def _to_see_to(tx: Transaction, row: Candidacy) -> int:
    """Count what waits for the coordinator, as their lists do."""
    turn = (await coordinators_turns(tx, [row]))[row.id]
    return turn.requests + turn.placeless


async def _rows(
    tx: Transaction, row: Candidacy, page: Page, coordinators_zone: str, viewer_id: int | None
) -> list[RowShown]:
    """Gather what a page's rows show, in a number of queries that doesn't grow with them."""
    found, zone = await rows_on(tx, row, page), zone_of(row, coordinators_zone)
    why = await reasons(tx, row, found, viewer_id)
    helpers, volunteers = await delegates(tx, found), await _volunteers(tx, found)
    places, following = await known_places(tx, row), await _alternates(tx, found)
    knowers = await asked_before(tx, row, [one.reach for one in found if one.reach])
    return [
        replace(
            _row(one, why[one.request.id], coordinators_zone, tx.now),
            is_after_offer=_is_after_offer(row, one, zone),
            may_name=_is_named(row, one),
            lacks_place=_lacks_place(places, one),
            delegate=helpers.get(one.request.id),
            knower=knowers[one.reach.contact.id].name if one.reach and one.reach.contact.id in knowers else None,
            volunteers=volunteers[one.request.id],
            alternates=following[one.request.id],
        )
        for one in found
    ]


async def _volunteers(tx: Transaction, found: Sequence[Row]) -> dict[int, tuple[str, ...]]:
    """Return who said of each request that they can take it, first come first."""
    offered = await volunteers_for(tx, [one.request.id for one in found])
    known = await people(tx, [who for ids in offered.values() for who in ids])
    return {one.request.id: tuple(known[who].name for who in offered[one.request.id]) for one in found}


async def _alternates(tx: Transaction, found: Sequence[Row]) -> dict[int, tuple[str, ...]]:
    """Return whom the coordinator approved to be asked next and who still can be, by request."""
    approved = await alternates_for(tx, [one.request.id for one in found])
    known = await reaches(tx, [one.contact_id for rows_of in approved.values() for one in rows_of])
    following = {key: [known[one.contact_id] for one in rows_of] for key, rows_of in approved.items()}
    return {
        one.request.id: tuple(to.name for to in following.get(one.request.id, ()) if to.may_be_next) for one in found
    }


def _is_named(row: Candidacy, one: Row) -> bool:
    """Tell whether whoever is asked reads the candidate's name, or knows it."""
    knows = one.reach is not None and knows_candidate(row, one.reach.contact)
    return one.request.may_name or one.was_agreed or knows


def _days_left(row: Candidacy, now: datetime, zone: str) -> int | None:
    if row.offer_expires_on is None:
        return None
    return (row.offer_expires_on - now.astimezone(ZoneInfo(zone)).date()).days


async def _last_step(
    tx: Transaction,
    row: Candidacy,
    wishes: Sequence[MeetingRequest],
    shown: Sequence[RowShown],
    viewer_id: int | None,
) -> LastStep | None:
    """Return the last act on the requests, their being entered included."""
    entry = await last_act(tx, row.id, STEPS)
    entered = max(wishes, key=lambda wish: wish.entered_at, default=None)
    if entry is not None and (entered is None or entry.at >= entered.entered_at):
        on_page = row.candidate_name if entry.act in THEIRS else _outside(shown)
        who = named_to(viewer_id, await person(tx, entry.person_id), "you") if entry.person_id else on_page
        return LastStep(STEPS[entry.act], who, entry.at)
    if entered is None:
        return None
    if entered.entered_by_id is None:
        return LastStep("asked on their page", row.candidate_name, entered.entered_at)
    who = named_to(viewer_id, await person(tx, entered.entered_by_id), "you")
    return LastStep("entered a request", who, entered.entered_at)


def _outside(shown: Sequence[RowShown]) -> str:
    """Say who outside Slack did something; by name where it can have been one person only."""
    several = {None if one.delegate_email else one.who for one in shown if one.email or one.delegate_email}
    return (several.pop() if len(several) == 1 else None) or "Somebody outside Slack"


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
        is_left_out=asked is not None and asked.is_left_out and asked.state is MeetingState.AGREED,
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
    if row.is_unwilling:
        return RowState.CANT
    if row.meeting is not None and row.meeting.state is MeetingState.DECLINED:
        return RowState.OTHER_TIMES if row.meeting.reason else RowState.CANT
    return RowState.TO_APPROVE if row.times else RowState.NO_TIMES
