"""The directory from a file and to one: all or nothing, twice is once, and what goes out comes back unchanged."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.process.consents import record_consent
from bot.process.directory import Entry, add_entry
from bot.process.meeting_requests import Wish, request_meeting
from bot.process.people_files import Imported, Refused, export_people, import_people
from bot.rules.directory import Consent
from bot.rules.people_file import read_people, write_people
from bot.rules.words import ContactClass, Standing
from storage.contacts import all_contacts, listed_contacts
from storage.people import person
from tests.process.reverse_interviews import Office, office_in

PEOPLE = """\
slack_id;email;name;class;areas;zone;hours;days;per_week;assistant;known_by;place;off_limits;offered;consent
UBO;;;;"on-call, money";;10:00-16:00;mon wed;2;kim@acme.example;;https://meet.example/bo;The merger;yes;
;ANN@acme.example;;;on-call;;;;;UMEL;;;;no;
;ines@fund.example;Ines Vestor;investor;money;New York;;;;;UEVE;;;yes;yes
"""


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """A workspace whose directory is empty."""
    async with office_in(sqlite_url) as opened:
        yield opened


async def take(office: Office, data: str | bytes, *, is_partial: bool = False) -> Imported:
    """Import a file."""
    lines, problems = read_people(data if isinstance(data, bytes) else data.encode())
    async with office.act() as tx:
        return await import_people(tx, lines, problems, is_partial=is_partial)


async def written(office: Office) -> bytes:
    """Export the directory."""
    async with office.look() as tx:
        return write_people(await export_people(tx))


def counts(done: Imported) -> tuple[int, int, int]:
    """Return how many were added, changed and left as they were."""
    return done.added, done.changed, done.unchanged


async def test_a_file_fills_the_directory_and_twice_is_once(office: Office) -> None:
    """By Slack id, by address for colleagues, by address for outsiders; requests without anybody get somebody."""
    async with office.act() as tx:
        wish = Wish(area="money")
        made = await request_meeting(tx, wish, candidacy_id=office.candidacy_id, by=office.people["cora"])
    assert counts(await take(office, PEOPLE)) == (3, 0, 0)
    assert counts(await take(office, PEOPLE)) == (0, 0, 3)
    async with office.look() as tx:
        ann, bo, ines = await listed_contacts(tx)
    assert (bo.person_id, bo.areas, bo.work_days, bo.per_week) == (
        office.people["bo"].id,
        ["on-call", "money"],
        [0, 2],
        2,
    )
    assert (bo.delegate_email, bo.place, bo.off_limits) == ("kim@acme.example", "https://meet.example/bo", "The merger")
    assert (ann.person_id, ann.is_not_offered, ann.delegate_id) == (
        office.people["ann"].id,
        True,
        office.people["mel"].id,
    )
    assert (ines.email, ines.zone, ines.known_by_id) == (
        "ines@fund.example",
        "America/New_York",
        office.people["eve"].id,
    )
    assert ines.consent_expires_at == office.now + timedelta(days=365)
    assert (await office.wish(made.id)).contact_id == bo.id
    only = "slack_id,per_week\nUBO,3\n"
    assert counts(await take(office, only)) == (0, 1, 0)
    async with office.look() as tx:
        assert [(one.areas, one.per_week) for one in await listed_contacts(tx)][1] == (["on-call", "money"], 3)


async def test_what_goes_out_comes_back_as_it_was(office: Office) -> None:
    """With consent that ran out, somebody who has left, formulas; a reason not to be offered is in no file."""
    await take(office, PEOPLE)
    facts = {"contact_class": ContactClass.OTHER, "off_limits": "=1+1", "place": "'-x", "is_not_offered": True}
    secret = Entry(person=office.people["mel"], not_offered_reason="Leaves in March", **facts)  # type: ignore[arg-type]  # fields by name
    no = Entry(
        name="Ivo",
        email="ivo@fund.example",
        contact_class=ContactClass.FORMER_EMPLOYEE,
        zone="UTC",
        consent=Consent.NO,
    )
    async with office.act() as tx:
        await add_entry(tx, secret, by=office.people["tala"], is_outside=False)
        await add_entry(tx, no, by=office.people["tala"], is_outside=True)
        (await person(tx, office.people["bo"].id)).standing = Standing.DEACTIVATED
    office.now += timedelta(days=400)
    data = await written(office)
    assert b"Leaves in March" not in data
    assert b"'=1+1" in data
    assert counts(await take(office, data)) == (0, 0, 5)
    assert await written(office) == data
    async with office.look() as tx:
        mel = next(one for one in await listed_contacts(tx) if one.name == "Mel M.")
    assert (mel.not_offered_reason, mel.off_limits, mel.place) == ("Leaves in March", "=1+1", "'-x")


WRONG = """\
slack_id,email,name,class,zone,assistant,known_by,consent,consent_until
UBO,,,,,,,,
UNOBODY,,,,,,,,
UGUS,,,,,,,,
,bo@acme.example,,,,,,,
,ines@fund.example,Ines,,UTC,,,,
,ivo@fund.example,,investor,,,,,
,ian@fund.example,Ian,investor,UTC,,UGUS,,
,isa@fund.example,Isa,investor,UTC,,,yes,2029-01-01
UMEL,,,former_employee,,,,,
UEVE,,,,,UNOBODY,,,
UEVE,,,,,,,,2031-13-01
"""


async def test_nothing_is_imported_when_a_line_is_wrong_unless_that_is_wanted(office: Office) -> None:
    """Each wrong line is said with its column; with `is_partial` the right ones go in alone."""
    with pytest.raises(Refused) as refused:
        await take(office, WRONG)
    said = [(one.line, one.column) for one in refused.value.problems]
    assert said == [
        (3, "slack_id"),
        (4, "slack_id"),
        (5, "email"),
        (6, "class"),
        (7, "name"),
        (8, "known_by"),
        (9, "consent_until"),
        (10, "class"),
        (11, "assistant"),
        (12, "consent_until"),
    ]
    assert "same person as in line 2" in str(refused.value.problems[2])
    async with office.look() as tx:
        assert await listed_contacts(tx) == []
    done = await take(office, WRONG, is_partial=True)
    assert (counts(done), len(done.problems)) == ((1, 0, 0), 10)
    async with office.look() as tx:
        assert [one.name for one in await listed_contacts(tx)] == ["Bo B."]


async def test_whoever_a_file_takes_out_is_proposed_no_more(office: Office) -> None:
    """Bo was proposed for money; the file marks him, and Ines takes his place."""
    await take(office, PEOPLE)
    async with office.act() as tx:
        wish = Wish(area="money")
        made = await request_meeting(tx, wish, candidacy_id=office.candidacy_id, by=office.people["cora"])
    before = (await office.wish(made.id)).contact_id
    async with office.look() as tx:
        known = {one.id: one for one in await listed_contacts(tx)}
    proposed = known[before or 0]
    assert proposed.person_id == office.people["bo"].id
    await take(office, "slack_id;offered\nUBO;no\n")
    after = (await office.wish(made.id)).contact_id
    assert known[after or 0].email == "ines@fund.example"


async def test_a_file_that_doesnt_know_of_a_no_leaves_it(office: Office) -> None:
    """Ines was asked by name and said no; a file that lists her with an empty cell takes nothing back."""
    await office.request("ines")
    async with office.act() as tx:
        [known] = await all_contacts(tx)
        record_consent(tx, known, said_yes=False)
    await take(office, "email;name;class;zone;consent\nines@fund.example;Ines Vestor;investor;New York;\n")
    async with office.look() as tx:
        [ines] = await listed_contacts(tx)
    assert ines.refused_at is not None
