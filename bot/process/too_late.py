"""What somebody reads who presses, or sends a form, after something else was done: who did what and when."""

from collections.abc import Mapping, Sequence

from bot.messages.meetings import PASSED_ON
from bot.messages.steps import BY_ITSELF, ENDS, OF_MEETING, OF_REQUEST, THEIRS, done_before
from bot.messages.times import long_time
from bot.process.refusals import AlreadyDone, NotNow
from bot.process.stages import check_move
from bot.rules.stages import Event, Move
from bot.rules.words import MeetingState, RequestState, Surface
from storage.answers import current_answer
from storage.audit import AuditEntry, last_act, last_act_on
from storage.briefs import delegate_asked_by_mail
from storage.candidacies import Candidacy
from storage.cases import Case, Reach, knows_candidate, reach
from storage.database import Transaction
from storage.decisions import decisions
from storage.meeting_requests import MeetingRequest
from storage.meetings import Meeting
from storage.people import Person, named_to, person

OF_THE_END = "meetings_called_off"
"""The act that calls everything off with the candidacy, whatever ended that."""


ON_CARD = "The card shows how it stands."


def cards_about(row: Candidacy, met: Meeting | None = None) -> Sequence[tuple[Surface, int]]:
    """Return what shows how a candidacy's requests, or one meeting of it, stand."""
    of_meeting = (Surface.CONTACT_BRIEF, Surface.TIMES_AGAIN, Surface.INTRODUCTION)
    return [(Surface.COORDINATOR_CARD, row.id), *((one, met.id) for one in of_meeting if met is not None)]


async def what_came(
    tx: Transaction, row: Candidacy, wish: MeetingRequest, reader: Person, met: Meeting | None = None
) -> str:
    """Say who did what with a request, or one meeting about it, and when, in the reader's zone.

    It is a sentence and a space, or empty where nothing is known of it.
    """
    entry = await _newest(tx, row, wish, met)
    if entry is None:
        return ""
    contact_id = met.contact_id if met else wish.contact_id
    to = await reach(tx, contact_id) if contact_id else None
    return f"{done_before(entry.act, await _who(tx, row, wish, entry, reader, met, to), entry.at, reader.zone)} "


async def _newest(tx: Transaction, row: Candidacy, wish: MeetingRequest, met: Meeting | None) -> AuditEntry | None:
    """Return what ended a meeting, else what was last done with it, or with its request since it was asked about."""
    known: Mapping[str, int | None] = {**dict.fromkeys(OF_REQUEST, wish.id), OF_THE_END: None}
    if met is None:
        return await last_act_on(tx, row.id, known)
    if met.state is MeetingState.CANCELLED:
        ended = await last_act_on(tx, row.id, dict.fromkeys(ENDS, met.id))
        if ended is not None:
            return ended
    entry = await last_act_on(tx, row.id, {**known, **dict.fromkeys(OF_MEETING, met.id)})
    is_before = entry is not None and entry.act not in OF_MEETING and entry.at <= met.asked_at
    return None if is_before else entry


async def _who(  # who may be told of whom, each named
    tx: Transaction,
    row: Candidacy,
    wish: MeetingRequest,
    entry: AuditEntry,
    reader: Person,
    met: Meeting | None,
    to: Reach | None,
) -> str:
    """Name who did it: a contact reads the candidate's name only where they know it."""
    if entry.person_id is not None:
        return named_to(reader.id, await person(tx, entry.person_id))
    if entry.act in BY_ITSELF:
        return ""
    if entry.act in THEIRS:
        is_known = wish.may_name or (met is not None and met.starts_at is not None)
        is_known = is_known or reader.id == row.coordinator_id or (to is not None and knows_candidate(row, to.contact))
        return row.candidate_name if is_known else "the candidate"
    name = to.name if to else "whoever was asked"
    has_delegate = met is not None and await delegate_asked_by_mail(tx, met) is not None
    return f"{name} or their assistant" if has_delegate else name


async def handed_over(tx: Transaction, row: Candidacy, reader: Person) -> str:
    """Say who gave a candidate's meetings to their present coordinator, and when; a sentence and a space, or empty."""
    entry = await last_act(tx, row.id, ["hand_over_meetings"])
    if entry is None or entry.person_id is None:
        return ""
    who = named_to(reader.id, await person(tx, entry.person_id))
    return f"{who} handed the meetings over on {long_time(entry.at, reader.zone)}. "


async def check_asked(tx: Transaction, case: Case, by: Person, instead: str | None = None) -> None:
    """Raise, saying who did what and when, when the meeting doesn't wait for an answer any more."""
    if case.meeting.state is not MeetingState.ASKED:
        came = await what_came(tx, case.candidacy, case.request, by, case.meeting)
        raise AlreadyDone(f"{came}{instead or _instead(case, by)}", cards=cards_about(case.candidacy, case.meeting))


def _instead(case: Case, by: Person) -> str:
    """Say to whoever would answer how it stands, and what they can do."""
    row, asker = case.meeting, case.coordinator.name
    if row.state in {MeetingState.AGREED, MeetingState.HELD} and row.starts_at is not None:
        return f"This is agreed for {long_time(row.starts_at, by.zone)}. To change it, write to {asker}."
    if row.reason == PASSED_ON:
        return f"Nothing was saved, and it is off your desk. If you would still like to, write to {asker}."
    has_it, is_declined = f"{asker} has the answer.", row.state is MeetingState.DECLINED
    anew = f"This is to be at another time. {asker} comes back to you with new ones."
    instead = {
        RequestState.AGREED: "Another time was agreed since. The newer message has it.",
        RequestState.ASKED: "You were asked about other times since. Please answer the newer message.",
        RequestState.OPEN: has_it if is_declined else anew,
    }
    if case.request.contact_id == row.contact_id and case.request.state in instead:
        return instead[case.request.state]
    over = "It isn't needed any more, so there is nothing to answer. Thank you all the same."
    return has_it if is_declined else over


async def check_agreed(tx: Transaction, case: Case, by: Person) -> None:
    """Raise, saying who did what and when, when there is no agreed time to change."""
    met, wish = case.meeting, case.request
    if met.state is MeetingState.AGREED:
        return
    came, cards = await what_came(tx, case.candidacy, wish, by, met), cards_about(case.candidacy, met)
    if met.state is MeetingState.CANCELLED:
        is_kept = wish.contact_id == met.contact_id and wish.state is not RequestState.WITHDRAWN
        both = "both were told" if met.starts_at else "whoever was asked was told"
        instead = "Its time is given back" if is_kept else "It is called off"
        raise AlreadyDone(f"{came}{instead}, and {both}. {ON_CARD}", cards=cards)
    if met.state is MeetingState.HELD and met.starts_at is not None:
        raise AlreadyDone(f"It took place on {long_time(met.starts_at, by.zone)}. {ON_CARD}", cards=cards)
    raise NotNow(f"{came}This meeting isn't agreed, so there is nothing to move or cancel. {ON_CARD}", cards=cards)


async def check_goes_on(tx: Transaction, row: Candidacy, by: Person) -> Move:
    """Return what an act about meetings would do at the candidacy's stage; raises NotNow, saying who ended them."""
    try:
        return check_move(row, Event.REQUEST)
    except NotNow as refusal:
        raise NotNow(f"{await _ended(tx, row, by)}{refusal}", cards=cards_about(row)) from refusal


async def _ended(tx: Transaction, row: Candidacy, by: Person) -> str:
    """Say who recorded an answer, or took the decision back, and when; a sentence and a space, or empty."""
    answer, decided = await current_answer(tx, row.id), await decisions(tx, row.id)
    if answer is not None:
        who, what, at = answer.recorded_by_id, f"recorded the answer ({answer.answer})", answer.recorded_at
    elif decided and decided[-1].reversed_by_id is not None and decided[-1].reversed_at is not None:
        who, what, at = decided[-1].reversed_by_id, "took the decision back", decided[-1].reversed_at
    else:
        return ""
    return f"{named_to(by.id, await person(tx, who))} {what} on {long_time(at, by.zone)}. "
