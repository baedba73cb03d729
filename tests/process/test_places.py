"""Where meetings take place: what is known goes in by itself, what is missing is asked for, nobody meets by chance."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.messages.places import MissingPlace
from bot.process import approvals, meetings
from bot.process.approval_lists import cards_waiting
from bot.process.places import change_way_to_meet, place_for_next, place_to_ask
from bot.rules.words import ContactClass, PlaceKind, Surface
from storage.candidacies import lock
from storage.cases import reach
from storage.contacts import Contact
from storage.meeting_requests import request
from storage.meetings import Meeting
from storage.workspaces import settings
from tests.databases import on_sqlite
from tests.process.presses import approve_next, ask, decline
from tests.process.reverse_interviews import BERLIN, Office, office_in

LINK, OWN, ROOM = "https://video.example/acme", "https://video.example/cora", "2nd floor, Main St 1. Bo fetches you"

PEOPLE = ("ann", "bo", "eve", "ines")


@pytest.fixture
async def everywhere(database_url: str) -> AsyncIterator[Office]:
    """The same on both databases."""
    async with office_in(database_url) as opened:
        yield opened


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview."""
    async with office_in(sqlite_url) as opened:
        yield opened


async def choose(office: Office, *, video_link: str | None = None, room: str | None = None) -> None:
    """Have the workspace's places in its settings."""
    async with office.act() as tx:
        row = await settings(tx)
        row.video_link, row.office = video_link, room
        tx.session.add(row)


async def agreed(office: Office, asked: Meeting, by: str) -> str | None:
    """Have the first time accepted; returns where it takes place."""
    proposed = (await office.times(asked.id))[0]
    async with office.act() as tx:
        await meetings.accept_time(tx, meeting_id=asked.id, proposed_id=proposed.id, by=office.people[by])
    return next(one.place for one in await office.meetings() if one.id == asked.id)


async def test_approval_asks_for_what_is_missing_and_the_card_asks_again(office: Office) -> None:
    """A room and a link, once for all rows; the number of the candidate is known, so nothing is missing by phone."""
    cora, kinds = office.people["cora"], (PlaceKind.OFFICE, PlaceKind.VIDEO, PlaceKind.PHONE, PlaceKind.VIDEO)
    wishes = [await office.request(who, place_kind=kind) for who, kind in zip(PEOPLE, kinds, strict=True)]
    card = await office.meetings_card()
    assert card.count("*Approve* asks you for it first") == 3
    assert "Missing: who calls" not in card
    async with office.act() as tx:
        shown = await approvals.open_approval_of_all(tx, candidacy_id=office.candidacy_id, by=cora)
        one = await approvals.open_approval(tx, request_id=wishes[2], by=cora)
    link, room = MissingPlace(["Bo B.", "Ines Vestor"]), MissingPlace(["Ann A."])
    assert shown.missing == {PlaceKind.OFFICE: room, PlaceKind.VIDEO: link}
    assert (shown.mailed, one.missing) == (["ines@fund.example"], {})
    places = {PlaceKind.VIDEO: LINK, PlaceKind.PHONE: "No use for it"}
    async with office.act() as tx:
        await approvals.approve_all_meetings(tx, candidacy_id=office.candidacy_id, by=cora, places=places)
    asked = await office.meetings()
    assert [one.place for one in asked] == [None, LINK, None, LINK]
    [mail] = await office.mails("ines@fund.example")
    assert LINK in mail.get_content()
    assert (await office.meetings_card()).count("Add place") == 1
    async with office.act() as tx:
        await meetings.set_place(tx, meeting_id=asked[0].id, place=ROOM, by=cora)
    asked = await office.meetings()
    assert f"Place: {ROOM}" in await office.meetings_card()
    assert f"Place: {ROOM}" in await office.card(Surface.CONTACT_BRIEF, asked[0].id, "ann")


async def test_what_was_written_goes_on_when_a_meeting_moves_and_is_proposed_for_others(office: Office) -> None:
    """The same two keep their room at the next time; somebody else in the office is proposed it on the form."""
    cora = office.people["cora"]
    asked = await ask(office, "ann", place_kind=PlaceKind.OFFICE)
    async with office.act() as tx:
        await meetings.set_place(tx, meeting_id=asked.id, place=ROOM, by=cora)
    assert await agreed(office, asked, "ann") == ROOM
    async with office.act() as tx:
        await meetings.move_meeting(tx, meeting_id=asked.id, by=cora)
    assert [one.place for one in await office.meetings()] == [ROOM, ROOM]
    wish = await office.request("bo", place_kind=PlaceKind.OFFICE)
    async with office.act() as tx:
        shown = await approvals.open_approval(tx, request_id=wish, by=cora)
    assert shown.missing == {PlaceKind.OFFICE: MissingPlace(["Bo B."], ROOM)}


async def test_the_room_goes_on_to_whoever_is_asked_next_and_who_calls_whom_does_not(office: Office) -> None:
    """Ann can't: Bo, approved to be next, reads the room that Cora wrote. A number to call would be Ann's."""
    asked = await ask(office, "ann", place_kind=PlaceKind.OFFICE)
    cora = office.people["cora"]
    async with office.act() as tx:
        await meetings.set_place(tx, meeting_id=asked.id, place=ROOM, by=cora)
    await approve_next(office, asked.request_id, "bo")
    await decline(office, asked, "ann")
    last = (await office.meetings())[-1]
    assert (last.place, last.is_place_written) == (ROOM, True)
    assert f"Place: {ROOM}" in await office.card(Surface.CONTACT_BRIEF, last.id, "bo")
    async with office.act() as tx:
        row, wish = await lock(tx, office.candidacy_id), await request(tx, asked.request_id)
        wish.place_kind = PlaceKind.PHONE
        assert await place_for_next(tx, row, wish) is None


async def test_a_conversation_without_a_place_waits_for_the_coordinator_until_it_has_one(office: Office) -> None:
    """Ann agrees to meet in an office nobody has named: Cora's card and lists bring it up, until she has said where."""
    asked = await ask(office, "ann", place_kind=PlaceKind.OFFICE)
    assert await agreed(office, asked, "ann") is None
    assert "1 to see to" in await office.meetings_card()
    await office.move(office.now.replace(hour=14))
    said = (await office.told("cora"))[-1]
    assert "1 agreed conversation has no place yet." in said
    assert "Staff Engineer: 1 agreed conversation without a place" in said
    assert "request" not in said
    async with office.act() as tx:
        await meetings.set_place(tx, meeting_id=asked.id, place=ROOM, by=office.people["cora"])
    told = len(await office.told("cora"))
    assert "nothing to do for you now" in await office.meetings_card()
    await office.move(office.now + timedelta(hours=20))
    assert len(await office.told("cora")) == told


async def test_a_place_is_wanted_of_what_is_soon_and_stands(office: Office) -> None:
    """From three days before, over a weekend; not while they talk, nor once it is called off."""
    asked, cora = await ask(office, "ann", place_kind=PlaceKind.OFFICE), office.people["cora"]
    await agreed(office, asked, "ann")
    starts_at = (await office.meetings())[-1].starts_at
    assert starts_at is not None

    async def wanted(at: datetime) -> list[int]:
        office.now = at
        async with office.act() as tx:
            return [one.placeless for one in await cards_waiting(tx, cora.id)]

    soon, minute = starts_at - timedelta(days=3), timedelta(minutes=1)
    assert [await wanted(at) for at in (soon - minute, soon, starts_at + minute)] == [[], [1], []]
    office.now = soon
    async with office.act() as tx:
        await meetings.cancel_meeting(tx, meeting_id=asked.id, by=cora)
    assert await wanted(soon) == []


async def test_what_a_person_wrote_outlives_a_move_and_what_is_usual_is_found_anew(office: Office) -> None:
    """Ann's link, typed by Cora, is hers the next time too; Bo's, given by itself, may be somebody else's by then."""
    await choose(office, video_link=LINK)
    cora = office.people["cora"]
    for who, expected in (("ann", [OWN, OWN]), ("bo", [LINK, None])):
        asked = await ask(office, who, place_kind=PlaceKind.VIDEO)
        assert await agreed(office, asked, who) == LINK
        async with office.act() as tx:
            if who == "ann":
                await meetings.set_place(tx, meeting_id=asked.id, place=OWN, by=cora)
            await meetings.move_meeting(tx, meeting_id=asked.id, by=cora)
        assert [one.place for one in await office.meetings() if one.request_id == asked.request_id] == expected
    moved = (await office.meetings())[1]
    assert f"Place: <{OWN}" in await office.card(Surface.CONTACT_BRIEF, moved.id, "ann")
    async with office.act() as tx:
        row, wish = await lock(tx, office.candidacy_id), await request(tx, moved.request_id)
        to = await reach(tx, moved.contact_id)
        assert await place_to_ask(tx, row, wish, to, None) == OWN
        await change_way_to_meet(tx, wish, PlaceKind.OFFICE)
        assert await place_to_ask(tx, row, wish, to, None) is None


async def test_the_office_stands_in_everything_that_is_sent(office: Office) -> None:
    """Brief, confirmations, both entries."""
    await choose(office, room=ROOM)
    asked = await ask(office, "ann", place_kind=PlaceKind.OFFICE)
    assert "Missing" not in await office.meetings_card()
    assert f"Place: {ROOM}" in await office.card(Surface.CONTACT_BRIEF, asked.id, "ann")
    assert await agreed(office, asked, "ann") == ROOM
    for address in ("ada@lovelace.example", "ann@acme.example"):
        [mail] = await office.mails(address)
        assert all(
            ROOM in "".join(part.get_content().split("\r\n ")).replace("\\", "")
            for part in mail.walk()
            if part.get_content_maintype() == "text"
        )


@on_sqlite
async def test_a_shared_link_is_given_to_one_conversation_at_a_time(everywhere: Office) -> None:
    """The coordinator's comes first, then the workspace's; the third at that hour has none, and the card says so."""
    office = everywhere
    await choose(office, video_link=LINK)
    async with office.act() as tx:
        known = {"person_id": office.people["cora"].id, "name": "Cora C.", "zone": BERLIN, "place": OWN}
        kind = {"contact_class": ContactClass.CURRENT_EMPLOYEE}
        tx.session.add(Contact(workspace_id=tx.workspace_id, **known, **kind))
    others = [await office.open(f"No {n}", f"no{n}@home.example") for n in range(2)]
    found = []
    for who, row in zip(("ann", "bo", "tala"), (office.candidacy_id, *others), strict=True):
        found.append(await agreed(office, await ask(office, who, place_kind=PlaceKind.VIDEO, candidacy_id=row), who))
    assert found == [OWN, LINK, None]
    assert "No place yet: *Add place* sends it to both" in await office.card(Surface.COORDINATOR_CARD, others[1])
