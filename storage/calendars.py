"""What we know of people's calendars: the meetings of a candidate and of contacts, read at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from bot.rules.finding_times import Window
from bot.rules.words import MeetingState
from storage.candidacies import of_same_candidates
from storage.database import Transaction
from storage.meeting_requests import MeetingRequest
from storage.meetings import Meeting, proposed_times

ACTIVE = (MeetingState.ASKED, MeetingState.AGREED)


@dataclass(frozen=True)
class Calendars:
    """The meetings of a candidate, and of some contacts with anybody, first asked first; of others there may be more.

    `candidacies` are all of the candidate's. `minutes` and `proposed` are by meeting: how long each is to be, and the
    times its contact may pick, or might have, earliest first.
    """

    candidacies: Collection[int]
    meetings: Sequence[Meeting]
    minutes: Mapping[int, int]
    proposed: Mapping[int, Sequence[datetime]]

    def with_contact(self, contact_id: int) -> list[Meeting]:
        """Return the contact's meetings."""
        return [one for one in self.meetings if one.contact_id == contact_id]

    def busy(self, contact_id: int, *, without: int | None = None, is_agreed_only: bool = False) -> list[Window]:
        """Return when the candidate or the contact is in a meeting, or may be, where times are only proposed."""
        taken = []
        for one in self.meetings:
            if one.id == without or (one.contact_id != contact_id and one.candidacy_id not in self.candidacies):
                continue
            if one.state is MeetingState.AGREED and one.starts_at and one.ends_at:
                taken.append(Window(one.starts_at, one.ends_at))
            elif one.state is MeetingState.ASKED and not is_agreed_only:
                taken += spans(self.proposed[one.id], self.minutes[one.id])
        return taken


async def calendars(tx: Transaction, candidacy_id: int, contact_ids: Collection[int]) -> Calendars:
    """Read the meetings of the candidate, for whichever job, and of these contacts."""
    return (await calendars_of(tx, [candidacy_id], contact_ids))[candidacy_id]


async def calendars_of(
    tx: Transaction, candidacy_ids: Collection[int], contact_ids: Collection[int]
) -> dict[int, Calendars]:
    """Read the meetings of several candidacies' candidates and of these contacts at once; by candidacy."""
    theirs = await of_same_candidates(tx, candidacy_ids)
    found = (
        await tx.session.execute(
            select(Meeting, MeetingRequest.minutes)
            .join(MeetingRequest, MeetingRequest.id == Meeting.request_id)
            .where(
                Meeting.workspace_id == tx.workspace_id,
                or_(Meeting.candidacy_id.in_(frozenset().union(*theirs.values())), Meeting.contact_id.in_(contact_ids)),
            )
            .order_by(Meeting.id)
            .execution_options(populate_existing=True)  # as they are now that a contact or candidate was waited for
        )
    ).all()
    meetings = [row[0] for row in found]
    asked = [one.id for one in meetings if one.state is MeetingState.ASKED or one.candidacy_id in theirs]
    proposed: dict[int, list[datetime]] = defaultdict(list)
    for one_time in await proposed_times(tx, asked):
        proposed[one_time.meeting_id].append(one_time.starts_at)
    minutes = {row[0].id: row[1] for row in found}
    return {one: Calendars(ids, meetings, minutes, proposed) for one, ids in theirs.items()}


def spans(starts: Sequence[datetime], minutes: int) -> list[Window]:
    """Return the spans of time that begin at these instants."""
    return [Window(at, at + timedelta(minutes=minutes)) for at in starts]
