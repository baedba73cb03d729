"""Call scripts: what each is made of, gathered from the panel's feedback."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from bot.rules.call_script import InterviewerFeedback, ScriptFacts
from bot.rules.words import FeedbackState, PointKind, SeatState, Sharing
from storage.candidacies import Candidacy, job
from storage.database import Transaction
from storage.feedback import FeedbackVersion, Point, enterers, feedback_of, points_of, seat_states
from storage.held_points import released_since
from storage.panels import Seat, seats
from storage.people import Person, people
from storage.workspaces import settings, workspace


async def script_facts(tx: Transaction, row: Candidacy) -> ScriptFacts:
    """Gather what the call script is made of: of each seat the points that may be passed on, the rest as a number."""
    panel = await seats(tx, row.id)
    standing = await feedback_of(tx, [seat.id for seat in panel])
    states = await seat_states(tx, panel, standing)
    known = await people(
        tx, [row.caller_id, row.hiring_manager_id, row.coordinator_id, *(seat.person_id for seat in panel)]
    )
    written = {one.id: one.seat_id for one in standing if one.state is FeedbackState.COUNTED}
    points = await points_of(tx, list(written))
    entered = enterers(standing)
    named = await people(tx, entered.values())
    chosen = await settings(tx)
    return ScriptFacts(
        candidate=row.candidate_name,
        job=(await job(tx, row.job_id)).title,
        caller=known[row.caller_id].name,
        hiring_manager=known[row.hiring_manager_id].name,
        coordinator=known[row.coordinator_id].name,
        interviewers=tuple(
            _passed_on(row, seat, known[seat.person_id], [one for one in points if written[one.feedback_id] == seat.id])
            for seat in panel
        ),
        company=chosen.company,
        phone=row.candidate_phone,
        zone=row.candidate_zone,
        good_hours=row.good_hours,
        now=tx.now,
        caller_zone=known[row.caller_id].zone,
        missing=tuple(known[seat.person_id].name for seat in panel if states[seat.id] is not SeatState.IN),
        held_count=sum(one.sharing is Sharing.HELD for one in points),
        entered=tuple(
            (known[seat.person_id].name, named[entered[seat.id]].name)
            for seat in panel
            if seat.id in entered and not seat.is_unnamed
        ),
        mail_address=(await workspace(tx)).mail_from,
    )


async def written_since(tx: Transaction, row: Candidacy, instant: datetime) -> list[Person]:
    """Return the interviewers of whose feedback something came, changed or was released after this instant."""
    panel = {seat.id: seat.person_id for seat in await seats(tx, row.id)}
    rows = await feedback_of(tx, list(panel))
    written = {one.id: panel[one.seat_id] for one in rows}
    query = select(FeedbackVersion.feedback_id).where(
        FeedbackVersion.workspace_id == tx.workspace_id,
        FeedbackVersion.feedback_id.in_(written),
        FeedbackVersion.written_at > instant,
    )
    late = {written[feedback_id] for feedback_id in (await tx.session.execute(query)).scalars()}
    late |= {written[one.id] for one in rows if one.reworded_at and one.reworded_at > instant}
    late |= {panel[seat_id] for seat_id in await released_since(tx, list(panel), instant)}
    return sorted((await people(tx, late)).values(), key=lambda one: one.name)


async def last_written(tx: Transaction, row: Candidacy) -> datetime | None:
    """Return when feedback on the candidacy last came or changed."""
    rows = await feedback_of(tx, [seat.id for seat in await seats(tx, row.id)])
    query = select(func.max(FeedbackVersion.written_at)).where(
        FeedbackVersion.workspace_id == tx.workspace_id, FeedbackVersion.feedback_id.in_([one.id for one in rows])
    )
    worded = [(await tx.session.execute(query)).scalar_one(), *(one.reworded_at for one in rows)]
    return max((at for at in worded if at), default=None)


def _passed_on(row: Candidacy, seat: Seat, who: Person, points: Sequence[Point]) -> InterviewerFeedback:
    shared = [one for one in points if one.sharing is Sharing.SHAREABLE]
    return InterviewerFeedback(
        name=who.name,
        good=tuple(one.text for one in shared if one.kind is PointKind.GOOD),
        grow=tuple(one.text for one in shared if one.kind is PointKind.GROW),
        role=who.title,
        met_on=seat.interview_on,
        is_caller=seat.person_id == row.caller_id,
        unnamed=seat.is_unnamed,
    )
