"""A candidate says anew when they are free: what suits no more is asked of nobody; what is agreed is pointed out."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.messages.approvals import left_out
from bot.process.asking import redraw_around
from bot.process.coordinator_notes import note_for_coordinator
from bot.rules.finding_times import Window, merged
from bot.rules.words import MeetingState
from storage.candidacies import Candidacy
from storage.cases import case_of
from storage.database import Transaction
from storage.meeting_requests import free_windows, requests_of
from storage.meetings import meetings_of, proposed_times


async def windows_of(tx: Transaction, row: Candidacy) -> list[Window]:
    """Return when the candidate said that they are free."""
    return merged([Window(one.starts_at, one.ends_at) for one in await free_windows(tx, row.id)])


async def drop_lost_times(tx: Transaction, row: Candidacy, before: Sequence[Window]) -> None:
    """Let nobody agree any more to a time that lay in what the candidate said `before`, and doesn't now.

    A time outside of that, or a single one where nothing was said, is one the coordinator knew of, and stays.
    """
    now = await windows_of(tx, row)
    if not now:
        return
    minutes = {one.id: one.minutes for one in await requests_of(tx, row.id)}
    for asked in [one for one in await meetings_of(tx, row.id) if one.state is MeetingState.ASKED]:
        length, times = timedelta(minutes=minutes[asked.request_id]), await proposed_times(tx, [asked.id])
        found = [one for one in times if (_lies_in(one.starts_at, length, before) if before else len(times) > 1)]
        lost = [one for one in found if not _lies_in(one.starts_at, length, now)]
        for one in lost:
            await tx.session.delete(one)
        if lost:
            await tx.session.flush()
            await redraw_around(tx, asked)


async def mark_left_out(tx: Transaction, row: Candidacy, before: Sequence[Window]) -> None:
    """Point out to the coordinator, once, what is agreed for a time that the candidate leaves out now.

    A time that lay outside of what they said `before` is one the coordinator knew of.
    """
    now = await windows_of(tx, row)
    for one in await meetings_of(tx, row.id):
        if one.state is not MeetingState.AGREED or one.starts_at is None or one.ends_at is None:
            continue
        length, was_known = one.ends_at - one.starts_at, one.is_left_out
        is_new = not before or _lies_in(one.starts_at, length, before)
        one.is_left_out = (
            bool(now) and one.starts_at > tx.now and (was_known or is_new) and not _lies_in(one.starts_at, length, now)
        )
        if one.is_left_out and not was_known:
            case = await case_of(tx, row, one)
            note = left_out(row.candidate_name, case.to.name, one.starts_at, case.coordinator.zone)
            await note_for_coordinator(tx, row, note, key=f"meeting:{one.id}:left_out")
    await tx.session.flush()


def _lies_in(start: datetime, length: timedelta, windows: Sequence[Window]) -> bool:
    return any(window.start <= start and start + length <= window.end for window in windows)
