"""A candidate's requests as their private page tells them: where each stands, and whom it may name."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.messages import candidate_pages as messages
from bot.messages.places import usual_place
from bot.messages.times import clocks_there
from bot.process.meeting_requests import WAITING
from bot.rules.words import ContactClass, MeetingState, PlaceKind, RequestState
from storage.candidacies import Candidacy
from storage.contacts import Contact
from storage.meeting_requests import MeetingRequest
from storage.meetings import Meeting, has_declined
from storage.people import Person

STANDING = frozenset({MeetingState.ASKED, MeetingState.AGREED, MeetingState.HELD})
"""The states of a meeting that counts for its request."""


@dataclass(frozen=True)
class Around:
    """What a candidacy's requests are told from, all read before; contacts and people by id.

    `unasked` are contacts of whom only the colleague who knows them was asked so far.
    """

    now: datetime
    candidacy: Candidacy
    meetings: Sequence[Meeting]
    met: Mapping[int, Contact]
    known: Mapping[int, Person]
    unasked: Collection[int]

    @property
    def coordinator(self) -> Person:
        """Who sees to the requests."""
        return self.known[self.candidacy.coordinator_id]

    def name_of(self, contact_id: int) -> str:
        """Name a contact, by their profile as it is now where they are in Slack."""
        one = self.met[contact_id]
        return self.known[one.person_id].name if one.person_id else one.name


def contact_ids(wishes: Sequence[MeetingRequest], meetings: Sequence[Meeting]) -> set[int]:
    """Return the contacts whom requests and meetings are about."""
    asked_for = {one.asked_for_id for one in wishes}
    return {one for one in {*asked_for, *(each.contact_id for each in meetings)} if one is not None}


def standing_meeting(wish: MeetingRequest, meetings: Sequence[Meeting]) -> Meeting | None:
    """Return what was asked of somebody last or agreed for the request, if anything is."""
    return next((one for one in reversed(meetings) if one.request_id == wish.id and one.state in STANDING), None)


def is_ahead(now: datetime, held: Meeting | None) -> bool:
    """Say whether a meeting, if there is one, is still to come."""
    if held is None or held.starts_at is None:
        return True
    return held.state is not MeetingState.HELD and held.starts_at > now


def request_shown(around: Around, wish: MeetingRequest) -> messages.WishShown:
    """Tell one request; the person's name only where the candidate gave it, or they have agreed to meet."""
    last = standing_meeting(wish, around.meetings)
    agreed = last if last is not None and last.state is not MeetingState.ASKED else None
    is_open = wish.state in WAITING | {RequestState.AGREED} and is_ahead(around.now, last)
    name = around.name_of(wish.asked_for_id) if wish.asked_for_id else wish.named
    return messages.WishShown(
        id=wish.id,
        heading=messages.heading_of(name, wish.contact_class, wish.area),
        status=messages.status_of(_stands(around, wish, last, agreed)),
        details=messages.details_of(
            wish.minutes,
            wish.place_kind,
            may_name=wish.may_name,
            is_ahead=wish.state in WAITING and not _knows_name(wish, around.meetings),
        ),
        off_limits=around.met[agreed.contact_id].off_limits if agreed else None,
        learn=wish.learn,
        reason=wish.refusal,
        instead=wish.alternative,
        may_change=wish.state is RequestState.OPEN,
        may_cancel=is_open,
        may_move=is_open and agreed is not None,
        starts_at=agreed.starts_at if is_open and agreed else None,
        may_report_missed=last is not None and last.state is MeetingState.HELD,
        is_over=not is_open,
    )


def _stands(around: Around, wish: MeetingRequest, last: Meeting | None, agreed: Meeting | None) -> messages.WishStands:
    who = around.name_of(agreed.contact_id) if agreed else None
    zone = around.candidacy.candidate_zone or around.coordinator.zone
    is_asked = wish.state is RequestState.ASKED and last is not None and last.contact_id not in around.unasked
    is_refused = wish.state is RequestState.REFUSED
    return messages.WishStands(
        coordinator=around.coordinator.name,
        zone=zone,
        has_person=wish.contact_id is not None and not _cant(wish, around.meetings),
        who=who,
        asked_at=last.asked_at if last and is_asked else None,
        starts_at=agreed.starts_at if agreed else None,
        zone_there=_office_clocks(around, wish, agreed, zone) if agreed else None,
        place=_place(around, wish, agreed, who) if agreed and who else None,
        refused_by=around.known[wish.refused_by_id].name if is_refused and wish.refused_by_id else None,
        is_held=last is not None and (last.state is MeetingState.HELD or not is_ahead(around.now, last)),
        is_withdrawn=wish.state is RequestState.WITHDRAWN,
    )


def _knows_name(wish: MeetingRequest, meetings: Iterable[Meeting]) -> bool:
    """Tell whether whoever the request is for knows the candidate's name: their hiring manager, or once they agreed."""
    mine = [one for one in meetings if (one.request_id, one.contact_id) == (wish.id, wish.contact_id)]
    return wish.contact_class is ContactClass.HIRING_MANAGER or any(one.starts_at for one in mine)


def _cant(wish: MeetingRequest, meetings: Iterable[Meeting]) -> bool:
    """Tell whether whoever the request still names said last that they can't, so that somebody else is looked for."""
    mine = [one for one in meetings if (one.request_id, one.contact_id) == (wish.id, wish.contact_id)]
    return bool(mine) and has_declined(mine[-1])


def _office_clocks(around: Around, wish: MeetingRequest, agreed: Meeting, zone: str) -> str | None:
    if wish.place_kind is not PlaceKind.OFFICE or agreed.starts_at is None:
        return None
    one = around.met[agreed.contact_id]
    return clocks_there(agreed.starts_at, zone, around.known[one.person_id].zone if one.person_id else one.zone)


def _place(around: Around, wish: MeetingRequest, agreed: Meeting, who: str) -> str:
    row = around.candidacy
    usual = usual_place(wish.place_kind, around.coordinator.name, who, row.candidate_name, row.candidate_phone)
    return agreed.place or usual
