"""Colleagues who say that they can take a request."""

from collections.abc import AsyncIterator

import pytest

from bot.process import approvals, choices, volunteers
from bot.process.contacts import Suggestable
from bot.process.refusals import AlreadyDone, NotAllowed, NotNow, NotThere
from bot.rules.words import ContactClass, Surface
from tests.process.directories import ask, proposed
from tests.process.reverse_interviews import Office, office_in


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview; nobody is listed."""
    async with office_in(sqlite_url) as opened:
        yield opened


async def test_volunteers_say_so_and_the_coordinator_chooses(office: Office) -> None:
    """Asked once, in the debrief's channel, without the candidate's name or words; nobody is asked by volunteering."""
    people = office.people
    wish = await ask(office, area="on-call", learn="Who wakes up?")
    async with office.act() as tx:
        await volunteers.ask_for_volunteers(tx, request_id=wish, by=people["cora"])
    post = await office.card(Surface.VOLUNTEERS_WANTED, wish)
    assert "A candidate for Staff Engineer would like to talk with somebody about on-call" in post
    assert "Ada" not in post
    assert "Who wakes up?" not in post
    with pytest.raises(AlreadyDone):
        async with office.act() as tx:
            await volunteers.ask_for_volunteers(tx, request_id=wish, by=people["cora"])
    for who in ("mel", "bo"):
        async with office.act() as tx:
            await volunteers.volunteer(tx, request_id=wish, by=people[who])
    for who, refusal in (("mel", AlreadyDone), ("gus", NotAllowed)):
        with pytest.raises(refusal):
            async with office.act() as tx:
                await volunteers.volunteer(tx, request_id=wish, by=people[who])
    assert (await office.wish(wish)).contact_id is None
    assert "You choose. Can take this: Mel M., Bo B." in await office.meetings_card()
    assert "Saved: you can take the request" in (await office.told("mel"))[-1]
    async with office.act() as tx:
        shown = await choices.open_choice(tx, request_id=wish, by=people["cora"])
        chosen = Suggestable(shown.suggested[1].value)
        await choices.choose_someone(tx, request_id=wish, chosen=chosen, by=people["cora"])
        await approvals.approve_meeting(tx, request_id=wish, by=people["cora"])
    assert await proposed(office, wish) == "Bo B."
    assert "That is seen to: thank you." in await office.card(Surface.VOLUNTEERS_WANTED, wish)
    with pytest.raises(NotThere):
        async with office.act() as tx:
            await volunteers.volunteer(tx, request_id=wish, by=people["ann"])


async def test_volunteers_arent_asked_for_one_person(office: Office) -> None:
    """Nor while somebody is being asked; and the candidate can't take their own."""
    named = await ask(office, named="Eve")
    with pytest.raises(NotNow, match="asked for one person"):
        async with office.act() as tx:
            await volunteers.ask_for_volunteers(tx, request_id=named, by=office.people["cora"])
    assert "Ask for volunteers" not in await office.meetings_card()
    investor = await ask(office, contact_class=ContactClass.INVESTOR, area="money")
    assert "Ask for volunteers" not in await office.meetings_card()
    with pytest.raises(NotNow, match="colleagues can't be"):
        async with office.act() as tx:
            await volunteers.ask_for_volunteers(tx, request_id=investor, by=office.people["cora"])
    await ask(office, contact_class=ContactClass.CURRENT_EMPLOYEE)
    assert "Ask for volunteers" in await office.meetings_card()
    office.candidacy_id = await office.open("Mel", "MEL@acme.example")
    wish = await ask(office, area="on-call")
    with pytest.raises(NotAllowed, match="about you"):
        async with office.act() as tx:
            await volunteers.volunteer(tx, request_id=wish, by=office.people["mel"])
