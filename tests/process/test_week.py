"""A week of forty candidacies: what everybody receives, as it was really sent, is within what was promised them."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.rules.next_step import URGENT_DAYS
from bot.rules.words import RequestState
from storage.candidacies import all_candidacies
from storage.meeting_requests import requests_of
from storage.meetings import meetings_of
from storage.panels import Seat, seats
from tests.process.beginnings import CANDIDACIES, TUESDAY, begin
from tests.process.companies import INTERVIEWERS, MANAGERS, OUTSIDE, PEOPLE, SUNDAY, Company, company_in
from tests.process.habits import Habits
from tests.process.received import Received, day_of

REMINDERS_A_SEAT = 3
"""“A seat is never reminded before its interview date, nor after feedback came; at most three times.” (§3.3)"""
REMINDERS_A_DAY = 1
"""“In the interviewer's hours, all their candidacies in one message.” (§3.3)"""
LISTS_A_DAY = 1
"""“9:00 and 14:00, one list a coordinator” (§5): the one at nine is a part of the morning note."""
MORNINGS_A_DAY = 1
"""“Waiting for you: 9:00, one message a person, none when empty.” (§5)"""
EVENINGS_A_DAY = 1
"""“One note the evening before with all of tomorrow.” (§3.10)"""
COORDINATORS_DAY = 18
"""What “120 nudges a day” (§1) must never become: less than half a message for each of forty candidacies."""
MANAGERS_DAY, INTERVIEWERS_DAY, CONTACTS_DAY = 9, 8, 10
"""The most that notifies anybody else on one day, what answers their own acts included."""
ONCE_A_CANDIDACY = ("invitation", "candidacy:all_answered")
"""“Mails to a candidate, few: invitation; one confirmation a meeting; one note the evening before; one ‘all
answered?’.” (§9)"""
A_DAY_AND_PERSON = {
    "feedback_reminder": REMINDERS_A_DAY,
    "timer:approvals_waiting": LISTS_A_DAY,
    "waiting_for_you": MORNINGS_A_DAY,
    "timer:evening_note": EVENINGS_A_DAY,
    "contact_reply": REMINDERS_A_DAY,
    "seat:missing": REMINDERS_A_DAY,
}
ABOUT_REQUESTS = ("meeting:agreed", "meeting:declined", "timer:next_best", "timer:contact_reply", "request:urgent")
SATURDAY, SUNDAY_AFTER = 5, 6
HOURS = 24

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]


async def week_in(url: str, mails: Path) -> tuple[Received, "Looks"]:
    """Let the week pass, and count what everybody receives on each day of it."""
    async with company_in(url, mails) as company:
        habits, received, looks = Habits(company), Received(company), Looks(company)
        await begin(company, habits)
        await received.look(None)
        for day in range(7):
            for hour in range(HOURS):
                await company.pass_time(SUNDAY + timedelta(days=day, hours=hour))
                await habits.hour()
            await company.pass_time(SUNDAY + timedelta(days=day + 1) - timedelta(minutes=1))
            await company.send()
            await received.look(day)
            await looks.take()
        return received, looks


class Looks:
    """The seats and meetings as they stood each midnight."""

    def __init__(self, company: Company) -> None:
        """Look at nothing yet."""
        self._company = company
        self.reminders: list[dict[int, tuple[int, Seat]]] = []
        self.expiries: dict[int, int] = {}
        """Days from Monday until a candidacy's offer runs out."""
        self.meetings: Counter[str] = Counter()
        """How often meetings with somebody were asked, agreed, moved and called off, by their name."""
        self.agreements: Counter[int] = Counter()
        """The same of a candidacy."""
        self.refusals: Counter[int] = Counter()

    async def take(self) -> None:
        """Look at the facts at the end of a day."""
        names = {number: name for name, number in self._company.contacts.items()}
        async with self._company.look() as tx:
            rows = await all_candidacies(tx)
            self.reminders.append({one.id: (one.reminders, one) for row in rows for one in await seats(tx, row.id)})
            found = [one for row in rows for one in await meetings_of(tx, row.id)]
            wishes = [one for row in rows for one in await requests_of(tx, row.id)]
        assert len(rows) == CANDIDACIES
        self.expiries = {row.id: (row.offer_expires_on - day_of(0)).days for row in rows if row.offer_expires_on}
        changes = [(one, 2 + one.sequence) for one in found]
        self.meetings = Counter()
        self.agreements = Counter()
        for one, count in changes:
            self.meetings[names[one.contact_id]] += count
            self.agreements[one.candidacy_id] += count
        self.refusals = Counter(one.candidacy_id for one in wishes if one.state is RequestState.REFUSED)


async def test_a_week_of_forty_candidacies(sqlite_url: str, tmp_path: Path) -> None:
    """Every stage, all seven kinds of contacts, people who are silent, decline, move and don't come."""
    received, looks = await week_in(sqlite_url, tmp_path / "mails")
    print(received.table(), received.kinds(["cora", "hana", "ann", "eve"]), sep="\n\n")  # noqa: T201  # the table
    assert sum(looks.meetings.values()) > CANDIDACIES, "a week in which hardly anybody met proves nothing"
    _check_reminders(looks)
    _check_days(received)
    _check_weekend(received)
    _check_coordinator(received, looks)
    _check_mails(received, looks)


def _check_reminders(looks: Looks) -> None:
    for number, seen in enumerate(looks.reminders):
        for reminders, seat in seen.values():
            assert reminders <= REMINDERS_A_SEAT
            assert seat.interview_on is None or reminders == 0 or day_of(number) > TUESDAY


def _check_days(received: Received) -> None:
    most = (
        {"cora": COORDINATORS_DAY}
        | dict.fromkeys(MANAGERS, MANAGERS_DAY)
        | dict.fromkeys(INTERVIEWERS, INTERVIEWERS_DAY)
    )
    over: dict[tuple[object, ...], int] = {}
    for name in PEOPLE:
        for day in range(7):
            posts = received.posts(name, day)
            counts = Counter(one.kind for one in posts)
            over |= {(name, day): len(posts)} if len(posts) > most.get(name, CONTACTS_DAY) else {}
            for kind, limit in A_DAY_AND_PERSON.items():
                count = sum(number for each, number in counts.items() if each.startswith(kind))
                over |= {(name, day, kind): count} if count > limit else {}
    assert over == {}


def _check_weekend(received: Received) -> None:
    """Nobody is reminded on days off: there is what is on Monday, and the card of a candidate who asks then."""
    off = [one for one in received.sent if one.day in {SATURDAY, SUNDAY_AFTER} and not one.is_mail]
    assert _kinds(off) <= {"timer:evening_note:contact", "coordinator_card"}


def _check_coordinator(received: Received, looks: Looks) -> None:
    """Single messages about requests come only where the offer is about to run out; the rest is under the cards."""
    singles = [one for one in received.posts("cora") if one.kind.startswith(ABOUT_REQUESTS)]
    hurried = [one for one in singles if looks.expiries.get(one.candidacy_id or 0, 99) - one.day > URGENT_DAYS]
    assert _kinds(hurried) == set()
    assert sum(one.is_quiet for one in received.sent if one.to == "cora") > len(singles)


def _check_mails(received: Received, looks: Looks) -> None:
    """A question, a calendar entry and thanks a meeting for somebody outside, and one for each real change."""
    for name in OUTSIDE:
        thanks = len(received.mails(f"{name}@fund.example", "answer"))
        assert len(received.mails(f"{name}@fund.example")) - thanks <= looks.meetings[name]
    mails = [one for one in received.sent if one.is_mail and one.to.endswith("@home.example")]
    for candidacy_id in {one.candidacy_id or 0 for one in mails}:
        mine = Counter(one.kind for one in mails if one.candidacy_id == candidacy_id)
        assert all(mine[kind] <= 1 for kind in ONCE_A_CANDIDACY)
        assert mine["request:refused"] <= looks.refusals[candidacy_id]
        about = sum(count for kind, count in mine.items() if kind.startswith("meeting:"))
        assert about <= looks.agreements[candidacy_id]
        evenings = Counter(one.day for one in mails if one.candidacy_id == candidacy_id and "evening" in one.kind)
        assert all(count <= EVENINGS_A_DAY for count in evenings.values())


def _kinds(sent: Iterable[object]) -> set[str]:
    return {str(getattr(one, "kind", one)) for one in sent}
