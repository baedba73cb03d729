"""Somebody outside Slack has another address by now: what is asked and what is agreed goes there, once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.process import introductions, meetings
from bot.process.directory import Entry
from bot.rules.directory import Consent
from bot.rules.words import DeliveryState, Surface
from storage.deliveries import Delivery
from tests.process.directories import INES, add_outside, save
from tests.process.presses import ask, words
from tests.process.reverse_interviews import Office
from tests.process.test_meeting_mails import accept, entry
from tests.web.visits import PUBLIC_URL, Visitor, visitor_of

OLD, NEW, NEWEST = "ines@fund.example", "ines@newfund.example", "vestor@home.example"


@pytest.fixture
async def ines(sqlite_url: str) -> AsyncIterator[Visitor]:
    """Ines Vestor, who stands in the directory."""
    async with visitor_of(sqlite_url) as visitor:
        yield visitor


async def send(office: Office, *, failed: bool = False) -> None:
    """Have all mails go out, or fail."""
    async with office.act() as tx:
        for row in (await tx.session.execute(select(Delivery).where(Delivery.mail_to.is_not(None)))).scalars():
            row.state, row.mail = (DeliveryState.FAILED if failed else DeliveryState.DELIVERED), b""


async def move_to(office: Office, contact_id: int, address: str) -> None:
    """Have the head of talent write another address down."""
    await save(office, contact_id, Entry(**{**vars(INES), "email": address}), by="tala")


async def page_of(ines: Visitor, address: str) -> str:
    """Return the address of the page in the last mail."""
    text = words((await ines.office.mails(address))[-1])
    [link] = [one for one in text.split() if one.startswith(f"{PUBLIC_URL}/m/")]
    return link.removeprefix(PUBLIC_URL)


async def test_an_open_question_goes_to_the_new_address_once(ines: Visitor) -> None:
    """With a link that works, the old one closed; nothing more when the entry is saved again; Cora reads of it."""
    office = ines.office
    contact_id = await add_outside(office)
    await ask(office, "ines", learn="Why now?")
    old = await page_of(ines, OLD)
    await send(office)
    office.now += timedelta(hours=5)
    for _ in range(2):
        await move_to(office, contact_id, NEW)
    assert (await office.meetings())[-1].asked_at == office.now, "the time to answer begins anew"
    [mail] = await office.mails(NEW)
    assert "Why now?" in words(mail)
    assert len(await office.mails(OLD)) == 1
    assert (await ines.client.get(old)).status_code == 404
    ines.at = await page_of(ines, NEW)
    asked = (await office.meetings())[-1]
    assert "You talk with Ada Lovelace" in await ines.saved("", {"choice": str((await office.times(asked.id))[0].id)})
    told = [one for one in await office.told("cora") if "new address" in one]
    assert ["The question to Ines Vestor" in one and NEW in one for one in told] == [True]


@pytest.mark.parametrize("failed", [False, True])
async def test_what_never_arrived_at_a_wrong_address_is_asked_at_the_right_one(ines: Visitor, *, failed: bool) -> None:
    """Still in the outbox, it never goes there; asked again it is the question, and its answer can be recorded."""
    office = ines.office
    contact_id = await add_outside(office)
    asked = await ask(office, "ines")
    if failed:
        await send(office, failed=True)
    await move_to(office, contact_id, NEW)
    await move_to(office, contact_id, NEWEST)
    async with office.look() as tx:
        rows = (await tx.session.execute(select(Delivery).where(Delivery.mail_to.is_not(None)))).scalars()
        states = {row.mail_to: row.state for row in rows}
    assert states == {OLD: DeliveryState.CANCELLED, NEW: DeliveryState.CANCELLED, NEWEST: DeliveryState.PENDING}
    await accept(office, asked, "ines")


async def test_a_mail_that_also_frees_an_agreed_time_stays_here_too(ines: Visitor) -> None:
    """The meeting is moved, and before that mail went out her address is another: what it asks is asked there."""
    office = ines.office
    contact_id = await add_outside(office)
    asked = await ask(office, "ines")
    await accept(office, asked, "ines")
    await send(office)
    async with office.act() as tx:
        await meetings.move_meeting(tx, meeting_id=asked.id, by=office.people["cora"])
    await move_to(office, contact_id, NEW)
    async with office.look() as tx:
        query = select(Delivery.mail_to, Delivery.state).where(Delivery.mail_to.in_([OLD, NEW])).order_by(Delivery.id)
        (*sent, freeing, again) = (await tx.session.execute(query)).all()
        to_ada = select(Delivery.state).where(Delivery.mail_to == "ada@lovelace.example").order_by(Delivery.id)
        adas = (await tx.session.execute(to_ada)).scalars().all()
    assert {tuple(one) for one in sent} == {(OLD, DeliveryState.DELIVERED)}
    assert (tuple(freeing), tuple(again)) == ((OLD, DeliveryState.CANCELLED), (NEW, DeliveryState.PENDING))
    assert "Another time?" in str((await office.mails(NEW))[-1]["Subject"])
    assert adas[-1] is DeliveryState.PENDING, "what Ada is to read of it goes out"


async def test_whoever_is_asked_first_reads_where_the_mail_would_go(ines: Visitor) -> None:
    """Bo, who knows her; nothing goes out before his word, and then to the new address alone."""
    office = ines.office
    entry_without_yes = Entry(**{**vars(INES), "consent": Consent.NOT_ASKED, "known_by": office.people["bo"]})
    contact_id = await add_outside(office, entry_without_yes)
    asked = await ask(office, "ines")
    await save(office, contact_id, replace(entry_without_yes, email=NEW), by="tala")
    assert NEW in await office.card(Surface.INTRODUCTION, asked.id, "bo")
    assert await office.mails(NEW) == []
    async with office.act() as tx:
        await introductions.ask_in_my_name(tx, meeting_id=asked.id, by=office.people["bo"])
    assert (len(await office.mails(NEW)), await office.mails(OLD)) == (1, [])
    await save(office, contact_id, replace(entry_without_yes, email=NEWEST), by="tala")
    assert "Bo B." in str((await office.mails(NEWEST))[-1]["From"])


async def test_what_is_agreed_goes_into_the_calendar_at_the_new_address(ines: Visitor) -> None:
    """The same entry with a higher number, as calendars that have it take it; the old mailbox gets nothing more."""
    office = ines.office
    contact_id = await add_outside(office)
    asked = await ask(office, "ines", learn="Why now?")
    await accept(office, asked, "ines")
    [*_, first] = await office.mails(OLD)
    before = entry(first)
    await send(office)
    await move_to(office, contact_id, NEW)
    [again] = await office.mails(NEW)
    after = entry(again)
    assert before is not None
    assert after is not None
    assert (after[0], after[1].uid, after[1].start) == ("REQUEST", before[1].uid, before[1].start)
    assert after[1].sequence == (before[1].sequence or 0) + 1
    assert NEW in "".join(str(one) for one in after[1].attendees)
    assert str(again["Subject"]) == "Your conversation with Ada Lovelace"
    assert "Why now?" in words(again)
    assert len(await office.mails(OLD)) == 2
    ines.at = await page_of(ines, NEW)
    assert "You talk with Ada Lovelace" in await ines.look()
