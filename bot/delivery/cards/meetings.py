"""Draws what a contact was asked, or what became of it, from the tables: the brief, and the times once more."""

from bot.messages.blocks import Message
from bot.messages.briefs import BriefShown, contact_brief
from bot.messages.caps import beyond_yours
from bot.messages.meetings import PASSED_ON, why_you
from bot.messages.places import usual_place
from bot.messages.replies import times_again, times_settled, write_to_coordinator
from bot.rules.words import MeetingState, RequestState, Stage
from storage.briefs import delegate_asked_by_mail, shown_to
from storage.candidacies import candidacy, job, zone_of
from storage.cases import Case, case_of, knows_candidate, wanted_by
from storage.database import Transaction
from storage.meeting_rows import excess_of, may_write_anew
from storage.meeting_times import times_left
from storage.meetings import meeting, meetings_of, moved_from, other_times_wanted
from storage.people import person
from storage.places import place_beforehand


async def draw_contact_brief(tx: Transaction, meeting_id: int, viewer_id: int | None) -> list[Message]:
    """Draw what a contact, or their delegate, was asked, with the times still free, or what became of it.

    Whoever isn't their delegate any more sees none.
    """
    asked = await meeting(tx, meeting_id)
    row = await candidacy(tx, asked.candidacy_id)
    case = await case_of(tx, row, asked)
    if await _was_delegate(tx, case, viewer_id):
        return []
    is_delegates = viewer_id is not None and viewer_id == case.to.contact.delegate_id
    return [contact_brief(await _brief(tx, case, is_delegates=is_delegates))]


async def draw_times_again(tx: Transaction, meeting_id: int, viewer_id: int | None) -> list[Message]:
    """Draw the answer to a direct message of whoever is asked for a time: the times still free, as long as it is."""
    asked = await meeting(tx, meeting_id)
    case = await case_of(tx, await candidacy(tx, asked.candidacy_id), asked)
    if viewer_id not in {case.to.contact.person_id, case.to.contact.delegate_id}:
        return []  # who was their delegate when they wrote; their brief may be gone by now, and tell nothing of it
    asker = case.coordinator.name
    if asked.state is not MeetingState.ASKED:
        return [times_settled(asker)]
    times = await times_left(tx, case)
    if not times:
        return [write_to_coordinator(asker)]
    whom = case.to.name if viewer_id == case.to.contact.delegate_id else None
    there = zone_of(case.candidacy, case.coordinator.zone)
    return [times_again(asked.id, asker, times, case.to.zone, there, whom=whom)]


async def _brief(tx: Transaction, case: Case, *, is_delegates: bool) -> BriefShown:
    row, asked, wish = case.candidacy, case.meeting, case.request
    known = await meetings_of(tx, row.id)
    later = [one for one in known if one.request_id == wish.id and one.id > asked.id]
    before = moved_from(known, asked)
    beyond = await excess_of(tx, asked, case.to.contact)
    knows_them = knows_candidate(row, case.to.contact) and not is_delegates
    is_known = wish.may_name or knows_them or asked.state in {MeetingState.AGREED, MeetingState.HELD}
    return BriefShown(
        meeting_id=asked.id,
        state=asked.state,
        asker=case.coordinator.name,
        candidate=row.candidate_name if is_known or asked.starts_at or before else None,
        job=(await job(tx, row.job_id)).title,
        learn=wish.learn,
        area=wish.area,
        minutes=wish.minutes,
        place_kind=wish.place_kind,
        zone=case.to.zone,
        candidate_zone=zone_of(row, case.coordinator.zone),
        times=await times_left(tx, case),
        answer_by=await wanted_by(tx, asked, case.to),
        starts_at=asked.starts_at,
        place=asked.place
        or usual_place(wish.place_kind, case.coordinator.name, case.to.name, row.candidate_name, row.candidate_phone),
        may_write_anew=await may_write_anew(tx, asked),
        wrote=asked.reason if asked.state is MeetingState.DECLINED else None,
        email=case.to.email,
        is_asked_anew=any(one.contact_id == asked.contact_id for one in later),
        why=why_you(is_by_name=wish.is_by_name, kind=wish.contact_class, area=wish.area),
        where=asked.place or await place_beforehand(tx, row, case.to.contact, wish.place_kind),
        beyond=beyond_yours(beyond) if beyond and not is_delegates else None,
        on_behalf_of=case.to.name if is_delegates else None,
        delegate=await _delegate(tx, case),
        moved_from=before.starts_at if before else None,
        wanted_others=other_times_wanted(known, asked),
        may_report_missed=row.stage in {Stage.REVERSE_INTERVIEW, Stage.AWAITING_ANSWER},
        is_passed_on=asked.reason == PASSED_ON,
        is_to_move=wish.contact_id == asked.contact_id and wish.state is RequestState.OPEN,
    )


async def _delegate(tx: Transaction, case: Case) -> str | None:
    """Return who was asked for the contact before them, where somebody was."""
    one = case.to.contact
    if one.delegate_id is not None and one.delegate_id in await shown_to(tx, case.meeting.id):
        return (await person(tx, one.delegate_id)).name
    return await delegate_asked_by_mail(tx, case.meeting)


async def _was_delegate(tx: Transaction, case: Case, viewer_id: int | None) -> bool:
    one = case.to.contact
    return viewer_id not in {None, one.person_id, one.delegate_id} and viewer_id in await shown_to(tx, case.meeting.id)
