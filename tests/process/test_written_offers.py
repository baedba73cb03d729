"""The written offer: its days, who hears of them, and warnings before it runs out."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.messages.written_offers import OfferShown, written_offer_recorded
from bot.process import approvals, exact_times
from bot.process.meetings import accept_time
from bot.process.refusals import NotAllowed, NotNow, WrongField
from bot.process.written_offers import WrittenOffer, record_written_offer
from storage.candidacies import candidacy
from tests.process.calls import called, card
from tests.process.desks import Desk, desk_in
from tests.process.reverse_interviews import office_in


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    """A workspace with people, on a Monday morning."""
    async with desk_in(sqlite_url) as opened:
        yield opened


async def send(  # the form's fields
    desk: Desk,
    candidacy_id: int,
    sent_on: date | None = None,
    expires_on: date | None = None,
    by: str = "cora",
    **other: Any,  # noqa: ANN401  # the rest of the form
) -> None:
    """Record the written offer."""
    async with desk.act() as tx:
        offer = WrittenOffer(sent_on, expires_on, **other)
        await record_written_offer(tx, offer, candidacy_id=candidacy_id, by=desk.people[by])


async def test_its_people_are_warned_three_days_and_one_day_before(desk: Desk) -> None:
    """And again for the new day when it is prolonged; not for the old one."""
    candidacy_id = await called(desk)
    await send(desk, candidacy_id, date(2030, 1, 7), date(2030, 1, 18))
    assert "The written offer to Ada Lovelace went out on Monday 7 January." in await desk.notices("hana")
    await desk.pass_time(desk.now + timedelta(days=8))
    warned = "The offer to Ada Lovelace runs out in 3 days: it stands until Friday 18 January."
    assert await desk.brought_up("hana", warned) == 1
    await send(desk, candidacy_id, date(2030, 1, 7), date(2030, 1, 25))
    await desk.pass_time(desk.now + timedelta(days=20))
    assert await desk.brought_up("hana", warned) == 1
    for ahead in ("in 3 days", "tomorrow"):
        said = f"The offer to Ada Lovelace runs out {ahead}: it stands until Friday 25 January."
        assert await desk.brought_up("hana", said) == 1


@pytest.mark.parametrize(
    ("sent_on", "expires_on", "field"),
    [
        (date(2030, 1, 8), None, "sent_on"),
        (date(2030, 1, 7), date(2030, 1, 6), "expires_on"),
        (date(2029, 12, 1), date(2029, 12, 20), "expires_on"),
    ],
)
async def test_days_that_cannot_be_are_refused(desk: Desk, sent_on: date, expires_on: date | None, field: str) -> None:
    """Sent in the future, run out before it was sent, run out already."""
    candidacy_id = await called(desk)
    with pytest.raises(WrongField) as refused:
        await send(desk, candidacy_id, sent_on, expires_on)
    assert set(refused.value.fields) == {field}


async def test_what_falls_on_a_day_off_is_said_before_it(desk: Desk) -> None:
    """An offer that ends on a Monday is brought up on Friday, once for both reminders, to everybody who sees to it.

    Without an answer it is brought up the day after, too.
    """
    candidacy_id = await called(desk)
    await send(desk, candidacy_id, date(2030, 1, 7), date(2030, 1, 21))
    warned = "The offer to Ada Lovelace runs out in 3 days: it stands until Monday 21 January."
    await desk.pass_time(datetime(2030, 1, 18, 8, 59, tzinfo=ZoneInfo("Europe/Berlin")))
    assert not await desk.brought_up("hana", warned)
    await desk.pass_time(datetime(2030, 1, 18, 9, 1, tzinfo=ZoneInfo("Europe/Berlin")))
    assert [await desk.brought_up(name, warned) for name in ("hana", "cora", "mel")] == [1, 1, 0]
    await desk.pass_time(datetime(2030, 1, 22, 9, 1, tzinfo=ZoneInfo("Europe/Berlin")))
    after = "The offer to Ada Lovelace ran out on Monday 21 January, and no answer is recorded."
    assert [await desk.brought_up(name, after) for name in ("hana", "cora", "mel")] == [1, 1, 0]


async def test_a_promise_is_reminded_of_until_it_is_kept(desk: Desk) -> None:
    """The script says the day; three days and one day before hiring manager and coordinator hear that it isn't sent."""
    candidacy_id = await called(desk)
    await send(desk, candidacy_id, due_on=date(2030, 1, 17), note="Legal reads it.")
    assert "The written offer to Ada Lovelace is promised by Thursday 17 January." in await desk.notices("hana")
    assert "comes by Thursday 17 January" in await card(desk, candidacy_id)
    due = "The written offer to Ada Lovelace is promised by Thursday 17 January, and isn't recorded as sent."
    await desk.pass_time(datetime(2030, 1, 14, 10, 0, tzinfo=ZoneInfo("Europe/Berlin")))
    assert [await desk.brought_up(name, due) for name in ("hana", "cora")] == [1, 1]
    await send(desk, candidacy_id, date(2030, 1, 14), due_on=date(2030, 1, 17))
    await desk.pass_time(desk.now + timedelta(days=10))
    assert await desk.brought_up("cora", due) == 1


async def test_a_promise_that_was_not_kept_and_a_day_nobody_named_are_brought_up(desk: Desk) -> None:
    """The working day after a promised one; or some days after the call, once, to the coordinator alone."""
    candidacy_id = await called(desk)
    unsaid = "When does the written offer to Ada Lovelace go out?"
    await desk.pass_time(datetime(2030, 1, 11, 8, 0, tzinfo=UTC))
    assert [await desk.brought_up(name, unsaid) for name in ("hana", "cora")] == [0, 1]
    await send(desk, candidacy_id, due_on=date(2030, 1, 18))
    await desk.pass_time(datetime(2030, 1, 21, 9, 0, tzinfo=UTC))
    past = "The written offer to Ada Lovelace was promised by Friday 18 January, and isn't recorded as sent."
    assert [await desk.brought_up(name, past) for name in ("hana", "cora")] == [1, 1]
    await desk.pass_time(datetime(2030, 2, 1, 9, 0, tzinfo=UTC))
    assert [await desk.brought_up("cora", one) for one in (unsaid, past)] == [1, 1]


def test_somebody_asked_about_several_times_is_named_once() -> None:
    """By the first of them."""
    late = [("Ann", datetime(2030, 1, 10, hour, tzinfo=UTC)) for hour in (9, 11)] + [
        ("Bo", datetime(2030, 1, 11, 9, tzinfo=UTC))
    ]
    shown = OfferShown(1, "Ada", None, date(2030, 1, 7), date(2030, 1, 9), None)
    said = str(written_offer_recorded(shown, "Cora", late, "UTC").blocks)
    assert said.count("Ann (Thursday 10 January, 09:00") == said.count("Ann (") == said.count("Bo (") == 1
    assert said.count("or later") == 1


async def test_meetings_after_its_end_are_named(sqlite_url: str) -> None:
    """To whoever records the end, on the coordinator's card, and before a time after it is asked about."""
    async with office_in(sqlite_url) as office:
        wish = await office.request("ann")
        async with office.act() as tx:
            await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
            (await candidacy(tx, office.candidacy_id)).offer_sent_on = date(2030, 1, 7)
        [asked] = await office.meetings()
        last = (await office.times(asked.id))[-1]
        async with office.act() as tx:
            await accept_time(tx, meeting_id=asked.id, proposed_id=last.id, by=office.people["ann"])
        assert "After the offer has run out" not in await office.meetings_card()
        async with office.act() as tx:
            offer = WrittenOffer(date(2030, 1, 7), date(2030, 1, 8))
            await record_written_offer(tx, offer, candidacy_id=office.candidacy_id, by=office.people["cora"])
        for name in ("cora", "hana"):
            assert "After it runs out:* Ann A. (" in (await office.told(name))[-1]
        assert "After the offer has run out" in await office.meetings_card()
        other = await office.request("eve")
        with pytest.raises(WrongField, match="after the offer has run out"):
            async with office.act() as tx:
                await exact_times.propose_exact_time(
                    tx, request_id=other, day=date(2030, 1, 10), at=time(10), by=office.people["cora"]
                )


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "sent_on"),
        ({"due_on": date(2030, 1, 6)}, "due_on"),
        ({"sent_on": date(2030, 1, 7), "note": "Base of 85,000."}, "note"),
    ],
)
async def test_an_empty_form_a_promise_gone_by_and_amounts_are_refused(
    desk: Desk, fields: dict[str, Any], field: str
) -> None:
    """Each with the reason beside its field; nothing is kept."""
    candidacy_id = await called(desk)
    with pytest.raises(WrongField) as refused:
        await send(desk, candidacy_id, **fields)
    assert set(refused.value.fields) == {field}
    assert (await desk.row(candidacy_id)).offer_note is None


async def test_there_is_no_written_offer_without_a_decision_and_only_owners_record_it(desk: Desk) -> None:
    """An interviewer may not, and nobody may in debrief."""
    with pytest.raises(NotNow):
        await send(desk, await desk.open("Grace Example"), date(2030, 1, 7))
    with pytest.raises(NotAllowed):
        await send(desk, await called(desk), date(2030, 1, 7), by="ann")
