"""The directory: who may see and change what of it, and what an entry holds."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.process import approvals, directory, meetings
from bot.process.consents import record_consent
from bot.process.contacts import Outsider
from bot.process.directory import Entry
from bot.process.meeting_requests import Wish, open_requests, request_meeting
from bot.process.refusals import AlreadyDone, NotAllowed, NotNow, WrongField
from bot.rules.directory import Consent
from bot.rules.words import ContactClass, PlaceKind, RequestState
from storage.contacts import Contact, all_contacts, contact
from storage.workspaces import settings
from tests.process.directories import EMPLOYEE, INES, INVESTOR, add, add_outside, ask, entry, listed, proposed, save
from tests.process.reverse_interviews import MONDAY, NEW_YORK, Office, office_in


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview; nobody is listed."""
    async with office_in(sqlite_url) as opened:
        yield opened


async def test_an_outsider_is_seen_by_the_head_of_talent_alone_until_they_say_yes(office: Office) -> None:
    """And again once their yes has run out; a coordinator may neither add nor change them."""
    with pytest.raises(NotAllowed, match="the head of talent or an administrator"):
        await add_outside(office, by="cora")
    ines = await add_outside(office, Entry(**{**vars(INES), "consent": Consent.ASKED}))
    await add(office, "bo")
    assert await listed(office, "tala") == ["Bo B.", "Ines Vestor"]
    assert await listed(office, "cora") == ["Bo B."]
    assert await listed(office, "mel") == ["own"]
    wish = await ask(office, contact_class=INVESTOR)
    assert await proposed(office, wish) is None
    async with office.act() as tx:
        record_consent(tx, await contact(tx, ines), said_yes=True, until=MONDAY + timedelta(days=30))
    assert await listed(office, "cora") == ["Bo B.", "Ines Vestor"]
    assert await proposed(office, await ask(office, contact_class=INVESTOR)) == "Ines Vestor"
    for by in ("cora", "mel"):
        with pytest.raises(NotAllowed):
            await save(office, ines, INES, by=by)
    office.now = MONDAY + timedelta(days=31)
    assert await listed(office, "cora") == ["Bo B."]
    kept = await entry(office, ines)
    assert (kept.email, kept.zone, kept.known_by_id) == ("ines@fund.example", NEW_YORK, None)


async def test_what_an_entry_says_of_consent_is_kept_as_it_was_said(office: Office) -> None:
    """Asked, yes for a year or until a day, no, and back; a day that has passed is refused."""
    ines = await add_outside(office)
    year = (await entry(office, ines)).consent_expires_at
    assert year == MONDAY + timedelta(days=365)
    until = Entry(**{**vars(INES), "consent_until": date(2030, 3, 1), "known_by": office.people["eve"]})
    await save(office, ines, until, by="tala")
    kept = await entry(office, ines)
    assert kept.consent_expires_at == datetime(2030, 3, 1, 23, 59, 59, tzinfo=UTC)
    assert kept.known_by_id == office.people["eve"].id
    with pytest.raises(WrongField, match="has passed"):
        await save(office, ines, Entry(**{**vars(INES), "consent_until": date(2029, 1, 1)}), by="tala")
    await save(office, ines, Entry(**{**vars(INES), "consent": Consent.NO}), by="tala")
    kept = await entry(office, ines)
    assert (kept.consented_at, kept.refused_at, kept.version) == (None, MONDAY, 6)
    await save(office, ines, Entry(**{**vars(INES), "consent": Consent.NOT_ASKED}), by="tala")
    assert (await entry(office, ines)).refused_at is None


async def test_everybody_looks_after_their_own_entry(office: Office) -> None:
    """Saving it lists them; kind and consent aren't theirs to say, and nobody else's entry is."""
    own = Entry(areas="money, On-call ,money", day_start=time(10), day_end=time(16), work_days=[0, 2], per_week="2")
    async with office.act() as tx:
        await directory.save_own_entry(tx, own, seen=0, by=office.people["mel"])
    async with office.look() as tx:
        shown = await directory.open_own_entry(tx, by=office.people["mel"])
    kept = shown.entry
    assert kept is not None
    assert (kept.areas, kept.per_week, kept.work_days) == (["money", "On-call"], 2, [0, 2])
    assert (kept.contact_class, kept.listed_at) == (EMPLOYEE, MONDAY)
    assert shown.is_own
    assert not shown.reads_reason
    await save(office, kept.id, Entry(contact_class=INVESTOR), by="mel")
    assert (await entry(office, kept.id)).contact_class is EMPLOYEE
    bo = await add(office, "bo")
    for act in (directory.open_entry, directory.remove_entry):
        with pytest.raises(NotAllowed):
            async with office.act() as tx:
                await act(tx, contact_id=bo, by=office.people["mel"])
    for who in ("gus",):
        with pytest.raises(NotAllowed, match="full members"):
            async with office.act() as tx:
                await directory.open_own_entry(tx, by=office.people[who])


async def test_why_somebody_isnt_offered_is_for_the_head_of_talent_alone(office: Office) -> None:
    """Others may write a reason and never read one; what they can't read they don't wipe out either."""
    bo = await add(office, "bo", is_not_offered=True, not_offered_reason="Leaves in March")
    async with office.look() as tx:
        by_cora = await directory.open_entry(tx, contact_id=bo, by=office.people["cora"])
        by_tala = await directory.open_entry(tx, contact_id=bo, by=office.people["tala"])
    assert (by_cora.reads_reason, by_tala.reads_reason) == (False, True)
    await save(office, bo, Entry(is_not_offered=True, areas="on-call"))
    assert (await entry(office, bo)).not_offered_reason == "Leaves in March"
    assert await proposed(office, await ask(office, area="on-call")) is None
    await save(office, bo, Entry(is_not_offered=True), by="tala")
    assert (await entry(office, bo)).not_offered_reason is None


async def test_a_mark_is_taken_back_by_whoever_set_it_or_the_head_of_talent(office: Office) -> None:
    """Others read who set it, and leave it as it stands whatever they send; so does the person themselves."""
    bo = await add(office, "bo", is_not_offered=True)
    cora = office.people["cora"]
    assert ((await entry(office, bo)).not_offered_by_id, (await entry(office, bo)).not_offered_at) == (cora.id, MONDAY)
    for name, may in (("bo", False), ("cora", True), ("tala", True)):
        async with office.look() as tx:
            assert (await directory.open_entry(tx, contact_id=bo, by=office.people[name])).may_unmark is may
    await save(office, bo, Entry(areas="on-call", not_offered_reason="Mine"), by="bo")
    kept = await entry(office, bo)
    assert (kept.is_not_offered, kept.not_offered_by_id, kept.not_offered_reason) == (True, cora.id, None)
    assert kept.areas == ["on-call"]
    await save(office, bo, Entry(), by="cora")
    kept = await entry(office, bo)
    assert (kept.is_not_offered, kept.not_offered_by_id, kept.not_offered_at) == (False, None, None)
    await save(office, bo, Entry(is_not_offered=True), by="tala")
    await save(office, bo, Entry(), by="cora")
    assert (await entry(office, bo)).is_not_offered


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"areas": "x" * 61}, "areas"),
        ({"areas": ",".join(map(str, range(31)))}, "areas"),
        ({"per_week": "many"}, "per_week"),
        ({"per_month": "100"}, "per_month"),
        ({"day_start": time(9)}, "day_end"),
        ({"day_start": time(9), "day_end": time(9)}, "day_end"),
        ({"delegate_email": "kim"}, "delegate_email"),
        ({"contact_class": None}, "contact_class"),
        ({"contact_class": ContactClass.FORMER_EMPLOYEE}, "contact_class"),
    ],
)
async def test_what_cant_be_kept_is_said_beside_its_field(office: Office, fields: dict[str, Any], field: str) -> None:
    """And nobody is listed."""
    with pytest.raises(WrongField) as refused:
        await add(office, "bo", **fields)
    assert list(refused.value.fields) == [field]
    assert await listed(office, "tala") == []


async def test_people_are_refused_where_they_cant_be(office: Office) -> None:
    """Guests, somebody listed already, colleagues by mail, themselves as assistant, two assistants, no name."""
    people = office.people
    bo = await add(office, "bo")
    outside = vars(INES)
    for attempt, field in (
        (add(office, "gus"), "person"),
        (add(office, "bo"), "person"),
        (add(office, "ann", delegate=people["ann"]), "delegate"),
        (add(office, "ann", delegate=people["mel"], delegate_email="kim@acme.example"), "delegate_email"),
        (add_outside(office, Entry(**{**outside, "email": "MEL@acme.example"})), "email"),
        (add_outside(office, Entry(**{**outside, "email": None})), "email"),
        (add_outside(office, Entry(**{**outside, "name": None})), "name"),
        (add_outside(office, Entry(**{**outside, "zone": "Atlantis"})), "zone"),
        (add_outside(office, Entry(**{**outside, "known_by": people["gus"]})), "known_by"),
    ):
        with pytest.raises(WrongField) as refused:
            await attempt
        assert list(refused.value.fields) == [field]
    async with office.act() as tx:
        with pytest.raises(AlreadyDone, match="meanwhile"):
            await directory.save_entry(tx, Entry(), contact_id=bo, seen=0, by=people["cora"])


async def test_listing_somebody_takes_no_answer_of_theirs_back(office: Office) -> None:
    """Ines was asked by name, in a zone that was guessed, and said no; she is listed later by who doesn't know that."""
    await office.request("ines")
    [ines] = [one for one in await _everybody(office) if one.email == "ines@fund.example"]
    async with office.act() as tx:
        record_consent(tx, await contact(tx, ines.id), said_yes=False)
    unknowing = Entry(name="Ines V.", email="ines@fund.example", contact_class=INVESTOR, zone="Lisbon")
    assert await add_outside(office, unknowing) == ines.id
    known = await entry(office, ines.id)
    assert (known.refused_at is not None, known.name, known.zone) == (True, "Ines V.", "Europe/Lisbon")
    await save(office, ines.id, unknowing, by="tala")
    assert (await entry(office, ines.id)).refused_at is None


async def test_a_yes_that_ran_out_can_be_given_again(office: Office) -> None:
    """Another yes without a date holds for a year from then; one that holds is left as it is."""
    ines = await add_outside(office)
    first = (await entry(office, ines)).consent_expires_at
    await save(office, ines, INES, by="tala")
    assert (await entry(office, ines)).consent_expires_at == first
    office.now = MONDAY + timedelta(days=400)
    await save(office, ines, INES, by="tala")
    assert (await entry(office, ines)).has_consent(office.now)


async def _everybody(office: Office) -> Sequence[Contact]:
    async with office.look() as tx:
        return await all_contacts(tx)


async def test_who_said_no_isnt_asked_and_a_mark_is_shown(office: Office) -> None:
    """Neither by name nor on approval; a colleague named by the candidate can be asked, but the card says the mark."""
    ines = await add_outside(office)
    wish = await ask(office, contact_class=INVESTOR)
    async with office.act() as tx:
        record_consent(tx, await contact(tx, ines), said_yes=False)
    with pytest.raises(NotNow, match="don't want to be asked"):
        async with office.act() as tx:
            await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
    assert '"approve_' not in await office.meetings_card()
    with pytest.raises(WrongField, match="don't want to be asked"):
        await ask(office, outsider=Outsider("Ines", "ines@fund.example"))
    await add(office, "bo", is_not_offered=True, not_offered_reason="On leave")
    await ask(office, person=office.people["bo"])
    card = await office.meetings_card()
    assert "Bo B. is marked as not to be offered for now: *Someone else* may be better." in card
    assert "On leave" not in card


async def test_hours_room_and_limits_of_an_entry_count(office: Office) -> None:
    """Only their own hours are proposed; they meet in their room; the candidate reads what they can't talk about."""
    fields: dict[str, Any] = {
        "day_start": time(13),
        "day_end": time(15),
        "work_days": [2],
        "place": "https://meet.example/bo",
    }
    await add(office, "bo", off_limits="The merger.", **fields)
    wish = await ask(office, area="on-call", place_kind=PlaceKind.VIDEO)
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
    [asked] = await office.meetings()
    times = await office.times(asked.id)
    assert {(one.starts_at.weekday(), one.starts_at.hour) for one in times} <= {(2, 12), (2, 13)}
    async with office.act() as tx:
        await meetings.accept_time(tx, meeting_id=asked.id, proposed_id=times[0].id, by=office.people["bo"])
    [mail] = await office.mails("ada@lovelace.example")
    body = mail.get_body(("plain",))
    assert body is not None
    assert "https://meet.example/bo" in body.get_content()
    assert "Bo B. also can't talk about this: The merger." in body.get_content()


async def test_the_hiring_manager_reads_how_much_is_asked_and_about_what(office: Office) -> None:
    """Names and words are the coordinator's; what somebody entered themselves they see in full."""
    await ask(office, named="Eve", area="money", learn="How long?")
    async with office.act() as tx:
        own = Wish(area="on-call")
        await request_meeting(tx, own, candidacy_id=office.candidacy_id, by=office.people["hana"])
    async with office.look() as tx:
        for_hana = await open_requests(tx, candidacy_id=office.candidacy_id, by=office.people["hana"])
        for_cora = await open_requests(tx, candidacy_id=office.candidacy_id, by=office.people["cora"])
    assert [one.area for one in for_hana.requests] == ["on-call"]
    assert [one.area for one in for_hana.others] == ["money"]
    assert [one.state for one in for_cora.requests] == [RequestState.OPEN] * 2
    assert for_cora.others == []


async def test_a_workspaces_coordinator_keeps_the_directory_too(office: Office) -> None:
    """Whoever is chosen in the settings, though they coordinate nothing yet."""
    with pytest.raises(NotAllowed):
        await add(office, "bo", by="mel")
    async with office.act() as tx:
        chosen = await settings(tx)
        chosen.coordinator_id = office.people["mel"].id
        tx.session.add(chosen)
    await add(office, "bo", by="mel")
    assert await listed(office, "mel") == ["Bo B."]
