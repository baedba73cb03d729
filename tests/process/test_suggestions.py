"""Who is suggested from the directory for a request, and whom the coordinator chooses."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import event

from bot.process import approvals, choices, directory, meetings
from bot.process.contacts import Suggestable
from bot.process.departures import follow_departure
from bot.process.directory import Entry
from bot.process.refusals import NotThere, WrongField
from bot.process.suggestions import suggestions_for
from bot.rules.words import Standing
from storage.candidacies import candidacy
from storage.contacts import Contact
from storage.database import Transaction
from storage.meeting_requests import request
from storage.people import person
from tests.process.directories import EMPLOYEE, add, ask, proposed, save
from tests.process.reverse_interviews import MONDAY, Office, office_in


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview; nobody is listed."""
    async with office_in(sqlite_url) as opened:
        yield opened


async def test_a_subject_goes_to_the_least_recently_asked_with_the_reason_on_the_card(office: Office) -> None:
    """Two requests go to two people; a cap that is reached, and the candidate by their address, are left out."""
    for who in ("mel", "bo", "ann"):
        await add(office, who, per_week="1")
    first, second = [await ask(office, area=f"On call{more}", learn="How often?") for more in ("", " at night")]
    assert [await proposed(office, first), await proposed(office, second)] == ["Mel M.", "Bo B."]
    card = await office.meetings_card()
    assert "Suggested: knows on-call · not asked so far · 0 of 1 this week · asked for: about On call" in card
    async with office.act() as tx:
        await approvals.approve_all_meetings(tx, candidacy_id=office.candidacy_id, by=office.people["cora"])
    office.candidacy_id = await office.open("Grace Hopper", "ANN@acme.example")
    assert await proposed(office, await ask(office, area="on-call")) is None
    office.now = MONDAY + timedelta(days=8)
    async with office.act() as tx:
        shown = await choices.open_choice(tx, request_id=first, by=office.people["cora"])
    assert [one.name for one in shown.suggested] == ["Ann A."]


async def test_the_exact_name_of_a_colleague_who_is_nobody_of_the_directory_is_pointed_out(office: Office) -> None:
    """On the card, and first in the form; only colleagues, whom the coordinator still chooses themselves."""
    async with office.act() as tx:
        (await person(tx, office.people["gus"].id)).name = (await person(tx, office.people["ann"].id)).name
    called, nobody = await ask(office, named="ANN a."), await ask(office, named="Ann")
    card = await office.meetings_card()
    assert card.count("A colleague is called that: Find someone has them.") == 1
    assert await proposed(office, called) is None
    async with office.act() as tx:
        shown = [await choices.open_choice(tx, request_id=one, by=office.people["cora"]) for one in (called, nobody)]
    assert [[(one.name, one.why) for one in form.suggested] for form in shown] == [
        [("Ann A.", "has the name they asked for")],
        [],
    ]
    async with office.act() as tx:
        chosen = Suggestable(shown[0].suggested[0].value)
        await choices.choose_someone(tx, request_id=called, chosen=chosen, by=office.people["cora"])
    assert await proposed(office, called) == "Ann A."
    assert "A colleague is called that" not in await office.meetings_card()


async def test_somebody_who_cant_makes_room_for_the_next_best(office: Office) -> None:
    """By *I can't*, by taking themselves out, by leaving; and whoever is added is proposed where nobody was."""
    ann, bo = await add(office, "ann"), await add(office, "bo")
    wish = await ask(office, area="on-call")
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
    [asked] = await office.meetings()
    async with office.act() as tx:
        await meetings.cant_meet(tx, meeting_id=asked.id, by=office.people["ann"])
    assert await proposed(office, wish) == "Bo B."
    await save(office, bo, Entry(is_not_offered=True), by="bo")
    assert await proposed(office, wish) is None
    assert "Find someone" in await office.meetings_card()
    await add(office, "mel")
    assert await proposed(office, wish) == "Mel M."
    async with office.act() as tx:
        gone = await person(tx, office.people["mel"].id)
        gone.standing = Standing.DEACTIVATED
        await follow_departure(tx, gone=gone)
    assert await proposed(office, wish) is None
    async with office.act() as tx:
        await directory.remove_entry(tx, contact_id=ann, by=office.people["cora"])
    with pytest.raises(NotThere):
        async with office.act() as tx:
            await directory.remove_entry(tx, contact_id=ann, by=office.people["cora"])


async def test_a_thousand_contacts_cost_no_more_questions_than_one(office: Office) -> None:
    """Suggestions and the coordinator's card ask the database as often, however many are listed."""
    await add(office, "bo")
    wish = await ask(office, area="on-call")
    counts = []
    for many in (0, 1000):
        async with office.act() as tx:
            tx.session.add_all([_somebody(tx, number) for number in range(many)])
        counts.append(await _questions_asked(office, wish))
    assert counts[0] == counts[1] > 0


def _somebody(tx: Transaction, number: int) -> Contact:
    facts = {"contact_class": EMPLOYEE, "areas": ["on-call"], "zone": "UTC", "listed_at": tx.now}
    consent = {"consented_at": tx.now, "consent_expires_at": tx.now + timedelta(days=9)}
    email = f"somebody{number}@fund.example"
    return Contact(workspace_id=tx.workspace_id, name=f"Somebody {number}", email=email, **facts, **consent)


async def _questions_asked(office: Office, request_id: int) -> int:
    """Count the statements that suggesting and drawing take."""
    asked: list[object] = []

    def count(*said: object) -> None:
        asked.append(said)

    engine = office.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", count)
    async with office.look() as tx:
        await suggestions_for(tx, await candidacy(tx, office.candidacy_id), await request(tx, request_id))
    await office.meetings_card()
    event.remove(engine, "before_cursor_execute", count)
    return len(asked)


async def test_the_coordinator_chooses_from_those_suggested(office: Office) -> None:
    """Best first, each with the reason; whoever isn't to be offered any more is refused."""
    for who in ("ann", "bo", "mel"):
        await add(office, who)
    wish = await ask(office, area="on-call")
    async with office.act() as tx:
        shown = await choices.open_choice(tx, request_id=wish, by=office.people["cora"])
    assert [one.name for one in shown.suggested] == ["Bo B.", "Mel M."]
    second = Suggestable(shown.suggested[1].value)
    async with office.act() as tx:
        await choices.choose_someone(tx, request_id=wish, chosen=second, by=office.people["cora"])
    assert await proposed(office, wish) == "Mel M."
    assert "Chosen by you · asked for: about on-call" in await office.meetings_card()
    first = int(shown.suggested[0].value.partition(":")[2])
    await save(office, first, Entry(is_not_offered=True))
    chosen = Suggestable(shown.suggested[0].value)
    with pytest.raises(WrongField, match="any more"):
        async with office.act() as tx:
            await choices.choose_someone(tx, request_id=wish, chosen=chosen, by=office.people["cora"])
