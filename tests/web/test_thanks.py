"""Thanks on the private page: to whom the candidate met, once, in their own words."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import event

from bot.process import approvals, meetings
from bot.rules.words import MeetingState
from storage.contacts import contact_of_person
from storage.meetings import Meeting
from tests.process.reverse_interviews import MONDAY
from tests.web.visits import Visitor, visitor_of


@pytest.fixture
async def ada(sqlite_url: str) -> AsyncIterator[Visitor]:
    """Ada, with her link."""
    async with visitor_of(sqlite_url) as visitor:
        yield visitor


async def test_whom_they_met_gets_the_candidates_words_once(ada: Visitor) -> None:
    """Not before they met; then Ann has them as they stand, Cora too, and the page shows what was passed on."""
    office = ada.office
    wish = await office.request("ann")
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
    [asked] = await office.meetings()
    first = (await office.times(asked.id))[0]
    async with office.act() as tx:
        await meetings.accept_time(tx, meeting_id=asked.id, proposed_id=first.id, by=office.people["ann"])
    assert "Say thank you" not in await ada.look()
    thanks = f"/requests/{wish}/thanks"
    assert (await ada.client.get(ada.at + thanks)).status_code == 409
    await office.move(MONDAY + timedelta(days=4))
    assert "Say thank you" in await ada.look()
    assert "They and Cora C. read this, nobody else." in await ada.look(thanks)
    assert (await ada.send(thanks, {"thanks": " "})).status_code == 422
    page = await ada.saved(thanks, {"thanks": "You were <frank>."})
    assert "Saved. Your words go to them as they stand; Cora C. has them too." in page
    assert "What you wrote for them:" in page
    assert "You were <frank>." in page
    assert "Say thank you" not in page
    [told] = [one for one in await office.told("ann") if "thanks you" in one]
    assert "You were <frank>." in told
    assert (await ada.client.get(ada.at + thanks)).status_code == 409


async def test_a_page_costs_the_same_however_many_they_met(ada: Visitor) -> None:
    """As many statements after one conversation as after three."""
    office, asked = ada.office, 0

    def count(*_: object) -> None:
        nonlocal asked
        asked += 1

    event.listen(office.database.engine.sync_engine, "before_cursor_execute", count)
    costs = []
    for who in (["ann"], ["bo", "eve"]):
        for name in who:
            wish = await office.request(name)
            async with office.act() as tx:
                facts = {"candidacy_id": office.candidacy_id, "request_id": wish, "uid": name, "zone": "UTC"}
                when = {"starts_at": MONDAY, "ends_at": MONDAY + timedelta(hours=1), "asked_at": MONDAY}
                to = await contact_of_person(tx, office.people[name].id)
                assert to is not None
                held = Meeting(workspace_id=tx.workspace_id, contact_id=to.id, state=MeetingState.HELD, **facts, **when)
                held.approved_by_id = office.people["cora"].id
                tx.session.add(held)
        asked = 0
        await ada.look()
        costs.append(asked)
    assert costs[0] == costs[1]
