"""A candidate says anew when they are free: times others were asked about, and that suit no more, are gone."""

from collections.abc import Sequence
from datetime import timedelta

from bot.process.asking import redraw_around
from bot.rules.finding_times import Window, merged
from bot.rules.words import MeetingState
from storage.candidacies import Candidacy
from storage.database import Transaction
from storage.meeting_requests import free_windows, requests_of
from storage.meetings import ProposedTime, meetings_of, proposed_times


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
        found = [one for one in times if (_lies_in(one, length, before) if before else len(times) > 1)]
        lost = [one for one in found if not _lies_in(one, length, now)]
        for one in lost:
            await tx.session.delete(one)
        if lost:
            await tx.session.flush()
            await redraw_around(tx, asked)


def _lies_in(one: ProposedTime, length: timedelta, windows: Sequence[Window]) -> bool:
    return any(window.start <= one.starts_at and one.starts_at + length <= window.end for window in windows)
