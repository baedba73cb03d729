"""The candidate's private page: what it shows, and what they do there themselves. The link is their only credential.

Refusals are worded for the candidate; nothing of what colleagues are told reaches them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from bot.messages import candidate_pages as messages
from bot.messages.meeting_mails import Then
from bot.messages.steps import OF_MEETING
from bot.messages.times import long_time
from bot.process.asking import call_off, let_go
from bot.process.meeting_requests import (
    WAITING,
    WindowTyped,
    Wish,
    enter_request,
    note_nothing_more,
    replace_windows,
    take_back,
    usual_contact,
)
from bot.process.meetings import requests_changed
from bot.process.missed_meetings import make_up
from bot.process.page_requests import Around, contact_ids, is_ahead, request_shown, standing_meeting
from bot.process.places import change_way_to_meet
from bot.process.private_links import Doing, refuse_link
from bot.process.questions import ask_on_page
from bot.process.refusals import NotNow, NotThere, WrongField
from bot.process.say import refresh, tell
from bot.process.suggestions import propose
from bot.process.thanks import mark_thanks, thank_on_page
from bot.rules.words import ContactClass, MeetingState, PlaceKind, QuestionState, RequestState
from storage.alternates import forget_alternates
from storage.audit import record
from storage.candidacies import Candidacy, job, lock
from storage.cases import Reach, asked_before, case_of
from storage.contacts import Contact, contacts, offered_by_name
from storage.database import Transaction
from storage.meeting_requests import MeetingRequest, free_windows, requests_of
from storage.meetings import Meeting, meetings_of
from storage.offer_calls import current_call, invitation
from storage.people import people, person
from storage.private_links import opened_by
from storage.questions import questions_of
from storage.receipts import take_receipt
from storage.workspaces import settings

MOST_WISHES = 40
MOST_QUESTIONS = 60
"""More than anybody asks for; beyond that, somebody else is at the keyboard."""

LENGTHS_ALLOWED = {"named": 80, "area": 150, "learn": 2000, "question": 2000, "thanks": 2000}
"""Characters a field takes."""

NOT_YOURS = "There is nothing like that on your page (any more). It may have been changed meanwhile."
NO_TIME_AGREED = "No time is agreed for this at the moment, so there is none to change."


@dataclass(frozen=True)
class WishTyped:
    """A request as a candidate fills it in."""

    named: str | None = None
    kind: ContactClass | None = None
    area: str | None = None
    learn: str | None = None
    may_name: bool = False
    minutes: int = 30
    place: PlaceKind = PlaceKind.VIDEO


async def open_page(tx: Transaction, token: str) -> messages.PageShown:
    """Return all the page shows, in a fixed number of queries; raises LinkIsOver. It changes nothing."""
    row = await _opened(tx, token)
    wishes, meetings = await requests_of(tx, row.id), await meetings_of(tx, row.id)
    asked, call, invited = await questions_of(tx, row.id), await current_call(tx, row.id), await invitation(tx, row.id)
    met = await contacts(tx, contact_ids(wishes, meetings))
    ids = [row.coordinator_id, row.caller_id, *(one.person_id for one in met.values())]
    minders = [person_id for one in asked for person_id in (one.owner_id, one.settled_by_id)]
    known = await people(tx, [*ids, *(one.refused_by_id for one in wishes), *minders])
    coordinator, caller = known[row.coordinator_id], known[row.caller_id]
    unasked = await asked_before(tx, row, [Reach(one, None) for one in met.values() if one.person_id is None])
    around = Around(tx.now, row, meetings, met, known, unasked)
    zone = row.candidate_zone or coordinator.zone
    today = tx.now.astimezone(ZoneInfo(zone)).date()
    windows = [(one.starts_at, one.ends_at) for one in await free_windows(tx, row.id) if one.ends_at > tx.now]
    return messages.PageShown(
        candidate=row.candidate_name,
        company=(await settings(tx)).company,
        job=(await job(tx, row.job_id)).title,
        caller=caller.name,
        called_on=call.logged_at.astimezone(ZoneInfo(caller.zone)).date() if call else None,
        coordinator=coordinator.name,
        coordinator_email=coordinator.email,
        zone=row.candidate_zone,
        expiry=messages.expiry_of(row.offer_expires_on, today, coordinator.name),
        has_nothing_more=invited is not None and invited.nothing_more_at is not None,
        wishes=await mark_thanks(tx, row, messages.next_first(request_shown(around, one) for one in wishes)),
        windows=windows,
        questions=[
            messages.QuestionShown(
                one.text,
                messages.question_status(one.state, known[one.settled_by_id or one.owner_id].name),
                messages.readers_of(coordinator.name, known[one.owner_id].name, manager_may_read=one.manager_may_read),
                one.note if one.state is not QuestionState.OPEN else None,
            )
            for one in asked
        ],
    )


async def open_asking(tx: Transaction, token: str) -> tuple[messages.PageShown, list[messages.Offered]]:
    """Return what the form to ask for somebody shows: the page, and whom candidates may be told of by name."""
    page = await open_page(tx, token)
    return page, [messages.Offered(one.id, one.name, one.contact_class) for one in await offered_by_name(tx)]


async def open_wish(tx: Transaction, token: str, request_id: int) -> WishTyped:
    """Return a request as it was filled in, for its candidate to change; raises NotThere, NotNow or LinkIsOver."""
    wish = await _own(tx, await _opened(tx, token), request_id)
    _check_changeable(wish)
    return WishTyped(
        await _name_of(tx, wish),
        wish.contact_class,
        wish.area,
        wish.learn,
        wish.may_name,
        wish.minutes,
        wish.place_kind,
    )


async def ask_for_someone(tx: Transaction, doing: Doing, typed: WishTyped) -> None:
    """Keep a request; the coordinator has it on their card. Raises WrongField, NotNow or LinkIsOver."""
    row = await _enter(tx, doing, "ask_for_someone")
    _check(typed)
    wishes = await requests_of(tx, row.id)
    waiting = [one for one in wishes if one.state in WAITING]
    if len(waiting) >= MOST_WISHES:
        raise NotNow("That is a long list already. Please write to us about anything more.")
    known = await _offered(tx, typed.named)
    _check_new(typed, known, waiting)
    wish = await enter_request(tx, row, _wish(typed), by=None)
    if known is not None:
        wish.named, wish.contact_class = None, None
        wish.asked_for_id = wish.contact_id = known.id


async def change_wish(tx: Transaction, doing: Doing, request_id: int, typed: WishTyped) -> None:
    """Change a request nobody was asked about yet; raises WrongField, NotThere, NotNow or LinkIsOver."""
    row = await _enter(tx, doing, "change_wish", request_id=request_id)
    wish = await _own(tx, row, request_id)
    _check_changeable(wish)
    _check(typed)
    before = (await _name_of(tx, wish), wish.contact_class, wish.area)
    known = await _offered(tx, typed.named)
    _check_new(typed, known, [one for one in await requests_of(tx, row.id) if one.state in WAITING and one is not wish])
    is_other_name, is_to_find = typed.named != before[0], False
    is_other = is_other_name or (not typed.named and (typed.kind, typed.area) != before[1:])
    if is_other:
        await let_go(tx, row, wish)
        await forget_alternates(tx, wish.id)
    if is_other_name and known is not None:
        wish.contact_id = wish.asked_for_id = known.id
        wish.chosen_by_id = wish.named = None
        typed = replace(typed, kind=None)
    elif is_other:
        to = await usual_contact(tx, row, _wish(typed))
        wish.contact_id, wish.asked_for_id, wish.chosen_by_id = to.id if to else None, None, None
        wish.named = typed.named
        is_to_find = to is None
    wish.contact_class, wish.area, wish.learn = typed.kind, typed.area, typed.learn
    wish.may_name, wish.minutes = typed.may_name, typed.minutes
    await change_way_to_meet(tx, wish, typed.place)
    await tx.session.flush()
    if is_to_find:
        await propose(tx, row, wish)
    await requests_changed(tx, row)
    await refresh(tx, row)


async def cancel_wish(tx: Transaction, doing: Doing, request_id: int) -> None:
    """Take a request back, with the meeting that came of it; raises NotThere, NotNow or LinkIsOver."""
    row = await _enter(tx, doing, "cancel_wish", request_id=request_id)
    wish = await _own(tx, row, request_id)
    held = await _meeting(tx, wish)
    if wish.state not in WAITING | {RequestState.AGREED} or not is_ahead(tx.now, held):
        raise NotNow("This is over already, so there is nothing to cancel.")
    if held is not None:
        coordinator = await person(tx, row.coordinator_id)
        who = (await case_of(tx, row, held)).to.name
        at = long_time(held.starts_at, coordinator.zone) if held.starts_at else None
        said = messages.candidate_cancelled(row.candidate_name, who, at)
        await tell(tx, row.coordinator_id, said, key=f"meeting:{held.id}:cancelled_on_page", candidacy=row)
    await take_back(tx, row, wish)


async def ask_another_time(tx: Transaction, doing: Doing, request_id: int) -> None:
    """Give an agreed time back and have another found with the same person; raises NotThere, NotNow or LinkIsOver."""
    row = await _enter(tx, doing, "ask_another_time", request_id=request_id)
    wish = await _own(tx, row, request_id)
    held = await _meeting(tx, wish)
    if held is None or held.starts_at is None or wish.state is not RequestState.AGREED or not is_ahead(tx.now, held):
        raise NotNow(NO_TIME_AGREED)
    case = await case_of(tx, row, held)
    case.request.give_back(tx.now)
    await call_off(
        tx,
        case,
        reason="The candidate can't make the time we agreed on; another one is being looked for.",
        then=Then.ANOTHER_TIME,
        tell_contact=case.to.email is None,
    )
    at = long_time(held.starts_at, case.coordinator.zone)
    said = messages.candidate_moves(row.candidate_name, case.to.name, at)
    await tell(tx, row.coordinator_id, said, key=f"meeting:{held.id}:moved_on_page", candidacy=row)
    await requests_changed(tx, row)
    await refresh(tx, row)


async def report_missed_on_page(tx: Transaction, doing: Doing, request_id: int) -> None:
    """Note that they didn't talk, and have another time found; raises NotThere or LinkIsOver."""
    row = await _enter(tx, doing, "report_missed_on_page", request_id=request_id)
    held = await _meeting(tx, await _own(tx, row, request_id))
    if held is None or held.state is not MeetingState.HELD:
        raise NotThere(NOT_YOURS)
    await make_up(tx, await case_of(tx, row, held), reporter=row.candidate_name)


async def say_when_free(tx: Transaction, doing: Doing, zone: str, windows: Sequence[WindowTyped]) -> None:
    """Keep when the candidate is free, in the place of what was known; raises WrongField or LinkIsOver."""
    row = await _enter(tx, doing, "say_when_free")
    if not zone:
        raise WrongField(zone="Which time zone are these times in? Choose the nearest city.")
    await replace_windows(tx, row, zone, windows)


async def say_nothing_more(tx: Transaction, doing: Doing) -> None:
    """Note that the candidate has nothing (more) to ask; raises LinkIsOver. Saying so again changes nothing."""
    row = await _enter(tx, doing, "say_nothing_more")
    invited = await invitation(tx, row.id)
    if invited is None or invited.nothing_more_at is None:
        await note_nothing_more(tx, row, by=None)


async def ask_question(tx: Transaction, doing: Doing, text: str | None, *, manager_may_read: bool) -> None:
    """Keep a question; the coordinator sees that it is answered. Raises WrongField, NotNow or LinkIsOver."""
    row = await _enter(tx, doing, "ask_question")
    if not text:
        raise WrongField(question="Please write your question here.")
    _check_length(question=text)
    asked = await questions_of(tx, row.id)
    if any(one.state is QuestionState.OPEN and one.text == text for one in asked):
        raise WrongField(question="You have asked this already; your page says how it stands.")
    if len(asked) >= MOST_QUESTIONS:
        raise NotNow("That is a long list already. Please write to us about anything more.")
    await ask_on_page(tx, row, text, manager_may_read=manager_may_read)


async def say_thanks(tx: Transaction, doing: Doing, request_id: int, words: str | None) -> None:
    """Pass the candidate's words on to whom they met; raises WrongField, NotThere, AlreadyDone or LinkIsOver."""
    row = await _enter(tx, doing, "say_thanks")
    wish = await _own(tx, row, request_id)
    if not words:
        raise WrongField(thanks="Please write your words here.")
    _check_length(thanks=words)
    await thank_on_page(tx, row, wish, words)


async def _enter(tx: Transaction, doing: Doing, act: str, *, request_id: int | None = None) -> Candidacy:
    """Take the candidacy the link opens; once a form: raises AlreadyHandled for the same one again.

    `request_id`: the request, or with an act upon a meeting the one whose meeting, the act is about.
    """
    row = await lock(tx, (await _opened(tx, doing.token)).id)
    await _opened(tx, doing.token)  # as it is now that nobody else can change it
    await take_receipt(tx, f"page:{row.id}:{doing.form}")
    wish = await _own(tx, row, request_id) if request_id is not None else None
    about = await _meeting(tx, wish) if wish and act in OF_MEETING else wish
    await record(tx, act, person_id=None, candidacy_id=row.id, subject_id=about.id if about else None)
    return row


async def _opened(tx: Transaction, token: str) -> Candidacy:
    row = await opened_by(tx, token)
    return await refuse_link(tx, token) if row is None else row


async def _own(tx: Transaction, row: Candidacy, request_id: int) -> MeetingRequest:
    """Return one of the candidate's own requests; another's looks like one that isn't there."""
    wish = next((one for one in await requests_of(tx, row.id) if one.id == request_id), None)
    if wish is None:
        raise NotThere(NOT_YOURS)
    return wish


async def _meeting(tx: Transaction, wish: MeetingRequest) -> Meeting | None:
    return standing_meeting(wish, await meetings_of(tx, wish.candidacy_id))


def _check_changeable(wish: MeetingRequest) -> None:
    if wish.state is not RequestState.OPEN:
        raise NotNow(
            "Somebody was asked about this already, so it can't be changed here. You can cancel it and ask anew."
        )


def _check(typed: WishTyped) -> None:
    if not (typed.named or typed.kind or typed.area):
        raise WrongField(named="Whom or what would you like? Give a name, a kind of person or a subject.")
    _check_length(named=typed.named, area=typed.area, learn=typed.learn)


def _check_new(typed: WishTyped, known: Contact | None, others: Sequence[MeetingRequest]) -> None:
    """Raise WrongField where somebody is on the candidate's list twice, by name or as their hiring manager."""
    if typed.named and any((one.named or "").casefold() == typed.named.casefold() for one in others):
        raise WrongField(named=f"{typed.named} is on your list already. You can change that request there.")
    if known is not None and any(one.contact_id == known.id for one in others):
        raise WrongField(named=f"{known.name} is on your list already. You can change that request there.")
    is_manager = typed.kind is ContactClass.HIRING_MANAGER and not typed.named
    if is_manager and any(one.contact_class is typed.kind and one.named is None for one in others):
        raise WrongField(kind="The hiring manager is on your list already. You can change that request there.")


def _check_length(**fields: str | None) -> None:
    long = {name: LENGTHS_ALLOWED[name] for name, text in fields.items() if len(text or "") > LENGTHS_ALLOWED[name]}
    if long:
        raise WrongField(**{name: f"Please use at most {most} characters." for name, most in long.items()})


def _wish(typed: WishTyped) -> Wish:
    return Wish(
        named=typed.named,
        contact_class=typed.kind,
        area=typed.area,
        learn=typed.learn,
        may_name=typed.may_name,
        minutes=typed.minutes,
        place_kind=typed.place,
    )


async def _offered(tx: Transaction, name: str | None) -> Contact | None:
    """Return whom a name means among those the page names; any other name is for the coordinator to find."""
    found = [one for one in await offered_by_name(tx) if name and one.name.casefold() == name.casefold()]
    return found[0] if len(found) == 1 else None


async def _name_of(tx: Transaction, wish: MeetingRequest) -> str | None:
    """Return the name the candidate gave: as they wrote it, or of the person it was entered for."""
    if wish.asked_for_id is None:
        return wish.named
    known = (await contacts(tx, [wish.asked_for_id]))[wish.asked_for_id]
    return known.name
