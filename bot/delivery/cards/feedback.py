"""Draws an interviewer's receipt from the tables."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from bot.messages.blocks import Message, View
from bot.messages.call_scripts import Heard
from bot.messages.feedback import Edited, Movable, PointShown, ReceiptShown, ToSort, feedback_receipt
from bot.rules.held_points import HoldReason
from bot.rules.words import Choice, FeedbackState, Sharing, Source, Stage
from storage.call_scripts import left_out, script_points
from storage.candidacies import Candidacy, candidacy, job
from storage.database import Transaction
from storage.decisions import standing_decision
from storage.feedback import Feedback, Point, all_feedback_of, by_id, enterers, feedback_of, points_of, votes_of
from storage.feedback_versions import last_wordings
from storage.held_points import HeldPoint, digest_of, held_of_seats
from storage.offer_calls import current_call
from storage.panels import Seat, held_labels, seat
from storage.people import person
from storage.reveals import written_after
from storage.workspaces import settings

COUNTED_MARK = "white_check_mark"
"""The reaction under a reply that counts."""

STANDING = frozenset({FeedbackState.COUNTED, FeedbackState.TO_SORT, FeedbackState.WORDLESS})
"""What is shown of what somebody wrote: the rest is talk, or was taken back or replaced."""


async def draw_feedback_receipt(tx: Transaction, seat_id: int, viewer_id: int | None) -> list[Message]:
    """Draw the receipt of a seat for its author; nobody else sees one."""
    row = await seat(tx, seat_id)
    if viewer_id != row.person_id:
        return []
    about = await candidacy(tx, row.candidacy_id)
    written = await all_feedback_of(tx, seat_id)
    standing = [one for one in written if one.state in STANDING]
    counted = [one for one in written if one.state is FeedbackState.COUNTED]
    places = await held_labels(tx, row.person_id)
    decision = await standing_decision(tx, about.id)
    shown = ReceiptShown(
        seat_id=seat_id,
        candidate=about.candidate_name,
        job=(await job(tx, about.job_id)).title,
        author=(await person(tx, row.person_id)).name,
        points=await _points(tx, seat_id, counted),
        votes=list(votes_of(counted).values()),
        notes=[note for one in counted for note in one.notes],
        to_sort=_to_sort(standing, places),
        was_withdrawn=any(one.state is FeedbackState.WITHDRAWN for one in written),
        is_confirmed=row.confirmed_at is not None,
        is_team_only=row.is_team_only,
        is_unnamed=row.is_unnamed,
        is_late=about.stage is not Stage.DEBRIEF or decision is not None,
        is_closed=about.stage is Stage.CLOSED,
        is_no_hire=decision is not None and decision.choice is Choice.NO_HIRE,
        gives_hints=(await settings(tx)).gives_style_hints,
        wordless=next((one.attached for one in reversed(standing) if one.state is FeedbackState.WORDLESS), None),
        has_files=any(one.attached for one in counted),
        is_after_reveal=bool(await written_after(tx, [row.id], about.revealed_at)),
        edited=await _edited(tx, standing),
        movable=_movable(standing),
        entered_by=await _enterer(tx, row),
        heard=await _heard(tx, about, seat_id),
        places={seat_id: label for seat_id, label in places.items() if seat_id != row.id},
    )
    return feedback_receipt(shown)


async def _points(tx: Transaction, seat_id: int, counted: Sequence[Feedback]) -> list[PointShown]:
    """Show what counts point by point, in the order it was written."""
    points = await points_of(tx, [one.id for one in counted])
    order = {one.id: number for number, one in enumerate(counted)}
    rulings = await held_of_seats(tx, [seat_id])
    return [
        PointShown(
            one.kind,
            one.sharing,
            one.text,
            HoldReason(one.hold_reason) if one.hold_reason else None,
            one.is_proposed,
            _ruling(rulings, one),
        )
        for one in sorted(points, key=lambda one: (order[one.feedback_id], one.position))
    ]


async def _heard(tx: Transaction, about: Candidacy, seat_id: int) -> Heard:
    """Count what the candidate has heard of a seat's points, once there was a call."""
    call = await current_call(tx, about.id)
    if call is None or about.stage is Stage.DEBRIEF:
        return Heard()
    ever = [one for one in await script_points(tx, about.id) if one.seat_id == seat_id]
    mine = [one for one in ever if one.gone_at is None]
    waiting = [one.due_on for one in mine if one.due_on and not one.passed_on_at]
    named = {one.script_point_id for one in await left_out(tx, [call.id])}
    return Heard(
        passed_on=sum(one.passed_on_at is not None for one in mine),
        to_pass_on=len(waiting),
        by=min(waiting, default=None),
        left_out=sum(one.id in named and one.passed_on_at is None for one in mine),
        taken_back=sum(one.gone_at is not None and one.passed_on_at is not None for one in ever),
    )


def _to_sort(standing: Sequence[Feedback], places: Mapping[int, str]) -> list[ToSort]:
    return [
        ToSort(one.id, one.text, places if one.is_unplaced else {})
        for one in standing
        if one.state is FeedbackState.TO_SORT
    ]


def _movable(standing: Sequence[Feedback]) -> list[Movable]:
    return [
        Movable(one.id, one.text, is_direct=one.source is Source.DIRECT)
        for one in standing
        if one.ts is not None and not one.is_unplaced
    ]


async def draw_reaction(tx: Transaction, feedback_id: int, viewer_id: int | None) -> View:
    """Say whether a reply in the channel is marked as counted; in a blind debrief none is."""
    del viewer_id
    row = await by_id(tx, feedback_id)
    about = await candidacy(tx, (await seat(tx, row.seat_id)).candidacy_id)
    is_on = row.state is FeedbackState.COUNTED and not about.is_blind
    return {"channel": row.channel, "timestamp": row.ts, "name": COUNTED_MARK, "is_on": is_on}


async def _enterer(tx: Transaction, row: Seat) -> str | None:
    """Name who entered some of what stands for the seat's holder."""
    by = enterers(await feedback_of(tx, [row.id])).get(row.id)
    return (await person(tx, by)).name if by else None


async def _edited(tx: Transaction, standing: Sequence[Feedback]) -> Edited | None:
    """Return the last edit of what stands, where anything was edited."""
    edited = [one for one in standing if one.version > 1]
    last = await last_wordings(tx, [one.id for one in edited])
    found = [Edited(one.version, _instant(one.edited_ts) if one.edited_ts else last[one.id]) for one in edited]
    return max(found, key=lambda one: one.at, default=None)


def _instant(ts: str) -> datetime:
    """Return when a Slack ts was, to the second: to be shown, not to be compared."""
    return datetime.fromtimestamp(int(ts.partition(".")[0]), UTC)


def _ruling(rulings: Mapping[tuple[int, str], HeldPoint], point: Point) -> bool | None:
    """Return what the head of talent said of a point, while that decides who hears it."""
    said = {digest: row.is_released for (_, digest), row in rulings.items()}
    return said.get(digest_of(point.text)) if point.sharing is not Sharing.TEAM_ONLY else None
