"""The directory: who may see and change what of it, what an entry holds, and who is suggested from it."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.process import approvals, choices, directory, meetings, volunteers
from bot.process.consents import record_consent
from bot.process.contacts import Outsider, Suggestable
from bot.process.departures import follow_departure
from bot.process.directory import Entry
from bot.process.meeting_requests import Wish, open_requests, request_meeting
from bot.process.refusals import AlreadyDone, NotAllowed, NotNow, NotThere, WrongField
from bot.process.suggestions import suggestions_for
from bot.rules.directory import Consent
from bot.rules.words import ContactClass, PlaceKind, RequestState, Standing, Surface
from storage.candidacies import candidacy
from storage.contacts import Contact, all_contacts, contact
from storage.database import Transaction
from storage.meeting_requests import request
from storage.people import person
from storage.workspaces import settings
from tests.process.reverse_interviews import MONDAY, NEW_YORK, Office, office_in

EMPLOYEE, INVESTOR = ContactClass.CURRENT_EMPLOYEE, ContactClass.INVESTOR
INES = Entry(
    name="Ines Vestor", email="Ines@Fund.example", contact_class=INVESTOR, zone="New York", consent=Consent.YES
)


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview; nobody is listed."""
    async with office_in(sqlite_url) as opened:
        yield opened


async def add(office: Office, who: str, *, by: str = "cora", **fields: Any) -> int:  # noqa: ANN401  # an entry's fields
    """List a colleague who knows about on-call; returns the contact's id."""
    facts: dict[str, Any] = {"areas": "on-call", "contact_class": EMPLOYEE, **fields}
    entry = Entry(person=office.people[who], **facts)
    async with office.act() as tx:
        return (await directory.add_entry(tx, entry, by=office.people[by], is_outside=False)).id


async def add_outside(office: Office, entry: Entry = INES, *, by: str = "tala") -> int:
    """List somebody outside Slack; returns the contact's id."""
    async with office.act() as tx:
        return (await directory.add_entry(tx, entry, by=office.people[by], is_outside=True)).id


async def save(office: Office, contact_id: int, entry: Entry, *, by: str = "cora") -> None:
    """Change an entry as it stands."""
    async with office.act() as tx:
        seen = (await contact(tx, contact_id)).version
        await directory.save_entry(tx, entry, contact_id=contact_id, seen=seen, by=office.people[by])


async def entry(office: Office, contact_id: int) -> Contact:
    """Return an entry as it is now."""
    async with office.look() as tx:
        return await contact(tx, contact_id)


async def listed(office: Office, by: str) -> list[str]:
    """Name whom somebody sees in the directory."""
    async with office.look() as tx:
        shown = await directory.open_directory(tx, by=office.people[by])
        return [row.name for row, _ in shown.entries] if shown else ["own"]


async def ask(office: Office, **wish: object) -> int:
    """Enter what the candidate asked for; returns the request's id."""
    async with office.act() as tx:
        made = await request_meeting(
            tx,
            Wish(**wish),  # type: ignore[arg-type]  # fields by name
            candidacy_id=office.candidacy_id,
            by=office.people["cora"],
        )
        return made.id


async def proposed(office: Office, request_id: int) -> str | None:
    """Name whom a request goes to."""
    wish = await office.wish(request_id)
    return (await entry(office, wish.contact_id)).name if wish.contact_id else None


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
    assert "Chosen by Cora C. · asked for: about on-call" in await office.meetings_card()
    first = int(shown.suggested[0].value.partition(":")[2])
    await save(office, first, Entry(is_not_offered=True))
    chosen = Suggestable(shown.suggested[0].value)
    with pytest.raises(WrongField, match="any more"):
        async with office.act() as tx:
            await choices.choose_someone(tx, request_id=wish, chosen=chosen, by=office.people["cora"])


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
