"""Which times are proposed: in the contact's own hours, with notice and air, clear of whatever may be agreed yet."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from bot.process.meetings import move_meeting
from bot.rules.words import MeetingState, Surface
from storage.candidacies import candidacy, lock, of_same_candidates
from storage.cases import case_of
from storage.contacts import Contact
from storage.deliveries import cards_of
from storage.meeting_rows import page_of, row_of, rows, rows_on
from storage.meeting_times import is_after_offer, times_left
from storage.meetings import Meeting
from storage.workspaces import settings
from tests.databases import on_sqlite
from tests.process.presses import accept, approve, ask
from tests.process.reverse_interviews import BERLIN, MONDAY, NEW_YORK, Office, office_in

AIR = timedelta(minutes=15)
HALF_HOUR = timedelta(minutes=30)


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview."""
    async with office_in(database_url) as opened:
        yield opened


@pytest.fixture
async def lone_office(sqlite_url: str) -> AsyncIterator[Office]:
    """The same, on one database only."""
    async with office_in(sqlite_url) as opened:
        yield opened


async def proposed(office: Office) -> list[list[datetime]]:
    """Return the times of each meeting that was asked for."""
    return [[one.starts_at for one in await office.times(row.id)] for row in await office.meetings()]


def keep_apart(first: list[datetime], second: list[datetime]) -> bool:
    """Tell whether half hours at these times could all be held by one person, with a break between."""
    return all(abs(one - other) >= HALF_HOUR + AIR for one in first for other in second)


async def test_two_candidates_are_not_offered_the_same_half_hour(office: Office) -> None:
    """Approved at once, by two people: what Eve is asked about for Ada, she isn't asked about for Grace."""
    grace = await office.open("Grace Hopper", "grace@hopper.example")
    first, second = await office.request("eve"), await office.request("eve", candidacy_id=grace)
    await asyncio.gather(approve(office, first), approve(office, second))
    for_ada, for_grace = await proposed(office)
    assert len(for_ada) == len(for_grace) == 3
    assert keep_apart(for_ada, for_grace)


@on_sqlite
async def test_a_candidate_for_two_jobs_is_one_person(office: Office) -> None:
    """The other candidacy has her address in other letters; nobody is offered times that Ann was asked about."""
    again = await office.open("Ada Lovelace", "ADA@lovelace.example")
    await approve(office, await office.request("ann"))
    await approve(office, await office.request("bo", candidacy_id=again))
    with_ann, with_bo = await proposed(office)
    assert keep_apart(with_ann, with_bo)


async def test_what_one_candidate_would_be_offered_is_left_to_another(lone_office: Office) -> None:
    """Read together, the rows of two candidates have the times they have alone."""
    grace = await lone_office.open("Grace Hopper", "grace@hopper.example")
    wishes = [await lone_office.request("ann"), await lone_office.request("bo", candidacy_id=grace)]
    async with lone_office.look() as tx:
        both = [await candidacy(tx, one) for one in (lone_office.candidacy_id, grace)]
        alone = [await row_of(tx, row, wish) for row, wish in zip(both, wishes, strict=True)]
        assert await rows(tx, both, [one.request for one in alone]) == alone
        assert set(alone[0].times) & set(alone[1].times)
    async with lone_office.act() as tx:
        for row in both:
            (await lock(tx, row.id)).candidate_email = None
        alike = await of_same_candidates(tx, [one.id for one in both])
    assert alike == {one.id: {one.id} for one in both}, "nobody is known by an address that isn't known"


async def test_what_is_agreed_for_one_job_is_drawn_anew_where_the_other_shows_it(lone_office: Office) -> None:
    """Of Ada's other candidacy the card proposes Bo the times that are left, and Eve's brief has them."""
    again = await lone_office.open("Ada Lovelace", "ADA@lovelace.example")
    await lone_office.request("bo", candidacy_id=again)
    eves, asked = await ask(lone_office, "eve", candidacy_id=again), await ask(lone_office)
    seen = [await revisions(lone_office, again, eves)]
    await accept(lone_office, asked)
    seen.append(await revisions(lone_office, again, eves))
    await move(lone_office, asked)
    seen.append(await revisions(lone_office, again, eves))
    assert all(list(one) == sorted(set(one)) for one in zip(*seen, strict=True)), seen


async def revisions(office: Office, candidacy_id: int, asked: Meeting) -> list[int]:
    """Return how often a coordinator's card was to be drawn, and the brief of somebody who is asked."""
    async with office.look() as tx:
        cards = await cards_of(tx, Surface.COORDINATOR_CARD, candidacy_id)
        return [one.revision for one in [*cards, *await cards_of(tx, Surface.CONTACT_BRIEF, asked.id)]]


async def move(office: Office, agreed: Meeting) -> None:
    """Press *Move*."""
    async with office.act() as tx:
        await move_meeting(tx, meeting_id=agreed.id, by=office.people["cora"])


async def test_a_time_that_came_to_be_tight_is_offered_only_where_no_other_is_left(lone_office: Office) -> None:
    """Ann agrees with Grace to what touches a time that Ada's question proposes: it goes; as the last, it stays."""
    grace = await lone_office.open("Grace Hopper", "grace@hopper.example")
    asked = await ask(lone_office)
    tight, *others = [one.starts_at for one in await lone_office.times(asked.id)]
    met = await ask(lone_office, candidacy_id=grace)
    async with lone_office.act() as tx:
        first = (await lone_office.times(met.id))[0]
        (await tx.session.merge(first)).starts_at = tight + HALF_HOUR
    await accept(lone_office, met)
    assert await left(lone_office, asked) == others
    async with lone_office.act() as tx:
        for one in await lone_office.times(asked.id):
            if one.starts_at in others:
                await tx.session.delete(await tx.session.merge(one))
    assert await left(lone_office, asked) == [tight]
    await accept(lone_office, asked)
    assert {one.state for one in await lone_office.meetings()} == {MeetingState.AGREED}


async def left(office: Office, asked: Meeting) -> list[datetime]:
    """Return which times a contact may still pick; the coordinator's card shows the same."""
    async with office.look() as tx:
        row = await candidacy(tx, office.candidacy_id)
        found = list((await times_left(tx, await case_of(tx, row, asked))).values())
        assert (await row_of(tx, row, asked.request_id)).times == found
    return found


async def test_hours_notice_and_air_are_as_they_were_set(lone_office: Office) -> None:
    """Eve's own hours, a day and a half's notice, half an hour between two; the offer's last day bounds them all."""
    async with lone_office.act() as tx:
        chosen = await settings(tx)
        chosen.notice_hours, chosen.buffer_minutes = 36, 30
        tx.session.add(chosen)
        (await lock(tx, lone_office.candidacy_id)).offer_expires_on = date(2030, 1, 10)
    wishes = [await lone_office.request("eve"), await lone_office.request("eve")]
    async with lone_office.act() as tx:
        eve = await tx.session.get_one(Contact, (await lone_office.wish(wishes[0])).contact_id)
        eve.day_start, eve.day_end, eve.work_days = time(6), time(11), [1, 2, 3]
    for wish in wishes:
        await approve(lone_office, wish)
    first, second = await proposed(lone_office)
    assert first
    assert second
    assert all(abs(one - other) >= 2 * HALF_HOUR for one in first for other in second)
    for at in [*first, *second]:
        assert at >= MONDAY + timedelta(hours=36)
        assert at.day in {9, 10}
        assert time(6) <= at.astimezone(ZoneInfo(NEW_YORK)).time() <= time(10, 30)


async def test_a_meeting_is_over_before_the_offer_is(lone_office: Office) -> None:
    """One that runs into the next day is late, though it begins in time."""
    async with lone_office.act() as tx:
        row = await lock(tx, lone_office.candidacy_id)
        row.offer_expires_on = date(2030, 1, 9)
        starts_at = datetime(2030, 1, 9, 23, 45, tzinfo=ZoneInfo(BERLIN))
        assert is_after_offer(row, starts_at + HALF_HOUR, NEW_YORK)
        assert not is_after_offer(row, starts_at + AIR / 2, NEW_YORK)


async def test_many_requests_take_no_more_queries(lone_office: Office) -> None:
    """Six people asked for, half of them approved, cost as many queries as two; the whole card too."""
    counts = []
    for names in (("ann", "bo"), ("eve", "mel", "tala", "hana")):
        wishes = [await lone_office.request(name) for name in names]
        for wish in wishes[::2]:
            await approve(lone_office, wish)
        queries: list[int] = []

        def count(*_: object, seen: list[int] = queries) -> None:
            seen.append(1)

        engine = lone_office.database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", count)
        async with lone_office.look() as tx:
            row = await candidacy(tx, lone_office.candidacy_id)
            assert await rows_on(tx, row, await page_of(tx, row))
        of_rows = len(queries)
        await lone_office.meetings_card()
        event.remove(engine, "before_cursor_execute", count)
        counts.append((of_rows, len(queries) - of_rows))
    assert counts[0] == counts[1]
