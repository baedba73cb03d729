"""What the coordinator's card costs: as many questions to the database for many requests as for a few."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from bot.delivery.cards.coordinator_cards import draw_coordinator_card
from bot.process import approvals
from bot.process.asking import ask
from bot.rules.words import ContactClass, RequestState, Standing
from storage.alternates import Alternate
from storage.candidacies import candidacy
from storage.cases import reach
from storage.contacts import Contact
from storage.meeting_requests import MeetingRequest
from storage.meeting_rows import PAGE, page_of, row_of, rows_on
from storage.people import Person
from storage.volunteers import Volunteer
from tests.process.reverse_interviews import BERLIN, Office, office_in

FEW, MANY = 2, 8


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview."""
    async with office_in(sqlite_url) as opened:
        yield opened


async def ask_for_all_kinds(office: Office, first: int, last: int) -> None:
    """Enter requests of every kind for people of their own; the last kind is approved."""
    async with office.act() as tx:
        for n in range(first, last):
            about = {"workspace_id": tx.workspace_id, "zone": BERLIN}
            asked = about | {"refreshed_at": tx.real, "standing": Standing.MEMBER}
            inside, knower, other = (Person(**asked, slack_id=f"U{n}{one}", name=f"{one} {n}") for one in "IKO")
            for one in (inside, knower, other):
                tx.session.add(one)
            await tx.session.flush()
            kind = {"contact_class": ContactClass.INVESTOR}
            listed = {"listed_at": tx.now, "areas": [f"Subject {n}"], "contact_class": ContactClass.CURRENT_EMPLOYEE}
            known = {"email": f"ines{n}@fund.example", "known_by_id": knower.id}
            outside = Contact(**about, **kind, **known, name=f"Ines {n}")
            within = Contact(**about, **listed, name=inside.name, person_id=inside.id)
            instead = Contact(**about, **listed, name=other.name, person_id=other.id, delegate_id=knower.id)
            tx.session.add_all([outside, within, instead])
            await tx.session.flush()
            entered = {"workspace_id": tx.workspace_id, "candidacy_id": office.candidacy_id, "entered_at": tx.now}
            wishes = [
                MeetingRequest(**entered, contact_id=outside.id, asked_for_id=outside.id),
                MeetingRequest(**entered, contact_id=instead.id, asked_for_id=within.id, chosen_by_id=knower.id),
                MeetingRequest(**entered, contact_id=within.id, area=f"Subject {n}"),
                MeetingRequest(**entered, named=f"Nobody {n}"),
                MeetingRequest(**entered, contact_id=outside.id, asked_for_id=outside.id, learn="Money?"),
            ]
            tx.session.add_all(wishes)
            await tx.session.flush()
            about_it = {"workspace_id": tx.workspace_id, "request_id": wishes[2].id}
            tx.session.add(Alternate(**about_it, contact_id=instead.id, approved_by_id=knower.id, place=0))
            tx.session.add(Volunteer(**about_it, person_id=other.id, volunteered_at=tx.now))
            at, cora = tx.now + timedelta(days=2, hours=n), office.people["cora"]
            row, to = await candidacy(tx, office.candidacy_id), await reach(tx, outside.id)
            await ask(tx, row, wishes[-1], to, [at], by=cora)


async def statements(office: Office) -> int:
    """Draw the card; returns how many statements that took."""
    counted = [0]

    def count(*_: object) -> None:
        counted[0] += 1

    engine = office.database.engine.sync_engine
    async with office.look() as tx:
        event.listen(engine, "before_cursor_execute", count)
        assert await draw_coordinator_card(tx, office.candidacy_id, office.people["cora"].id)
        event.remove(engine, "before_cursor_execute", count)
    return counted[0]


async def test_the_card_asks_as_much_for_many_requests_as_for_few(office: Office) -> None:
    """By name, outside through a colleague, somebody chosen instead, suggested with an alternate, and asked."""
    await ask_for_all_kinds(office, 0, FEW)
    few = await statements(office)
    await ask_for_all_kinds(office, FEW, MANY)
    assert await statements(office) == few


async def test_a_card_of_very_many_requests_shows_a_page_of_them(office: Office) -> None:
    """What waits comes first and is approved as it is shown; the rest is a press away, and costs nothing until then."""
    await ask_for_all_kinds(office, 0, PAGE // 5 + 1)
    few = await statements(office)
    await ask_for_all_kinds(office, PAGE // 5 + 1, PAGE)
    assert await statements(office) == few
    cora, total = office.people["cora"], 5 * PAGE
    card = await office.meetings_card()
    assert f"Requests 1 to {PAGE} of {total}" in card
    assert "no answer yet" not in card
    async with office.act() as tx:
        done = await approvals.approve_all_meetings(tx, candidacy_id=office.candidacy_id, by=cora)
    assert 0 < done <= PAGE
    for page in (1, 99):
        async with office.act() as tx:
            await approvals.turn_card(tx, candidacy_id=office.candidacy_id, page=page, by=cora)
        card = await office.meetings_card()
    assert f"Requests {total - PAGE + 1} to {total} of {total}" in card
    assert ("More" in card, "Back" in card, "No mail yet" in card) == (False, True, True)
    first = await office.wish(1)
    assert first.state in {RequestState.OPEN, RequestState.ASKED}
    async with office.act() as tx:
        await approvals.say_no(tx, request_id=first.id, reason="Too many.", alternative=None, by=cora)
    assert (await office.wish(1)).state is RequestState.REFUSED


async def test_no_two_pages_offer_the_same_time(office: Office) -> None:
    """The candidate has one head: what the first page proposes is proposed on no other, and each asks as it shows."""
    async with office.act() as tx:
        about = {"workspace_id": tx.workspace_id, "candidacy_id": office.candidacy_id}
        kind = {"contact_class": ContactClass.INVESTOR, "zone": BERLIN, "workspace_id": tx.workspace_id}
        asked = [Contact(**kind, name=f"No. {n}", email=f"no{n}@fund.example") for n in range(PAGE + 2)]
        tx.session.add_all(asked)
        await tx.session.flush()
        to = [{"contact_id": one.id, "asked_for_id": one.id, "minutes": 15, "entered_at": tx.now} for one in asked]
        tx.session.add_all([MeetingRequest(**about, **one) for one in to])
    seen: list[datetime] = []
    async with office.look() as tx:
        row = await candidacy(tx, office.candidacy_id)
        for page in (0, 1):
            row.card_page = page
            found = await rows_on(tx, row, await page_of(tx, row))
            assert all(one.times for one in found)
            assert (await row_of(tx, row, found[-1].request.id)).times == found[-1].times
            seen += [at for one in found for at in one.times]
    assert len(seen) == len(set(seen)) > 2 * PAGE
