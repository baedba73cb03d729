"""One time that the coordinator sets: it must exist, lie ahead, and be meant."""

import json
from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.messages import approval_forms
from bot.process import approvals, choices, exact_times, meetings
from bot.process.refusals import AlreadyDone, WrongField
from bot.rules.words import MeetingState, Surface
from storage.candidacies import lock
from storage.cases import case_of
from storage.meetings import meeting
from tests.process.reverse_interviews import BERLIN, NEW_YORK, Office, office_in


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview."""
    async with office_in(sqlite_url) as opened:
        yield opened


async def set_time(  # the fields of a form, each named
    office: Office,
    wish: int,
    day: date,
    at: time,
    *,
    is_sure: bool = False,
    instead_of: int | None = None,
    contact_id: int | None = None,
) -> None:
    """Submit the form that *Set a time* opens: for whom it was, and in the place of which meeting."""
    async with office.act() as tx:
        await exact_times.propose_exact_time(
            tx,
            request_id=wish,
            day=day,
            at=at,
            by=office.people["cora"],
            is_sure=is_sure,
            instead_of=instead_of,
            contact_id=contact_id,
        )


async def test_the_form_begins_with_a_time_that_is_proposed(office: Office) -> None:
    """The first on the card, then of those asked about, on Eve's clock; the agreed one where no other is left."""
    wish, cora = await office.request("eve"), office.people["cora"]

    async def begins() -> datetime | None:
        async with office.look() as tx:
            return (await exact_times.open_exact_time(tx, request_id=wish, by=cora)).begin_with

    on_card = await begins()
    assert on_card is not None
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=wish, by=cora)
    [asked] = await office.meetings()
    first = (await office.times(asked.id))[0]
    assert await begins() == on_card == first.starts_at
    shown = approval_forms.ExactTimeShown(wish, "Eve", NEW_YORK, "Ada", BERLIN, {}, begin_with=on_card)
    form = approval_forms.exact_time_form(shown)
    local = on_card.astimezone(ZoneInfo(NEW_YORK))
    for said in (f'"initial_date": "{local:%Y-%m-%d}"', f'"initial_time": "{local:%H:%M}"'):
        assert said in json.dumps(form)
    async with office.act() as tx:
        await meetings.accept_time(tx, meeting_id=asked.id, proposed_id=first.id, by=office.people["eve"])
    async with office.act() as tx:
        (await lock(tx, office.candidacy_id)).offer_expires_on = date(2030, 1, 7)
        await meetings.move_meeting(tx, meeting_id=asked.id, by=cora)
    assert await begins() == on_card
    office.now = on_card + timedelta(minutes=1)
    assert await begins() is None


async def test_a_time_set_by_mistake_is_set_anew_as_long_as_nobody_took_it(office: Office) -> None:
    """Cora meant Wednesday: Ann reads on the old brief that the new choice is below, and is asked anew, once.

    Whoever began before that doesn't undo it; the form repeats what Ann wrote, and when Ada is free.
    """
    wish, cora, ann = await office.request("ann"), office.people["cora"], office.people["ann"]
    await set_time(office, wish, date(2030, 1, 8), time(11))
    with pytest.raises(AlreadyDone, match="You approved this"):
        await set_time(office, wish, date(2030, 1, 9), time(11))
    [first] = await office.meetings()
    assert f"exact:{wish}" in await office.meetings_card()
    async with office.look() as tx:
        shown = await exact_times.open_exact_time(tx, request_id=wish, by=cora)
    assert "asked about before is off then" in json.dumps(approval_forms.exact_time_form(shown))
    await set_time(office, wish, date(2030, 1, 9), time(11), instead_of=shown.instead_of)
    with pytest.raises(AlreadyDone):
        await set_time(office, wish, date(2030, 1, 10), time(11), instead_of=shown.instead_of)
    old, new = await office.meetings()
    assert (old.id, old.state, new.state) == (first.id, MeetingState.CANCELLED, MeetingState.ASKED)
    assert "The new choice is below." in await office.card(Surface.CONTACT_BRIEF, old.id, "ann")
    async with office.act() as tx:
        await meetings.other_times(tx, meeting_id=new.id, wrote="Friday before nine", by=ann)
    async with office.look() as tx:
        known = json.dumps(
            approval_forms.exact_time_form(await exact_times.open_exact_time(tx, request_id=wish, by=cora)),
            ensure_ascii=False,
        )
    assert "Friday before nine" in known
    assert "is free (Berlin time): Tuesday 8 January, 09:00–18:00; Wednesday" in known


async def test_a_time_set_for_one_person_is_asked_of_nobody_else(office: Office) -> None:
    """Cora has the form for Ann open while Bo is chosen in another window: Bo hears nothing of Ann's time."""
    wish, cora = await office.request("ann"), office.people["cora"]
    async with office.look() as tx:
        shown = await exact_times.open_exact_time(tx, request_id=wish, by=cora)
    assert json.loads(str(approval_forms.exact_time_form(shown)["private_metadata"]))["contact"] == shown.contact_id
    async with office.act() as tx:
        await choices.choose_someone(tx, request_id=wish, chosen=office.people["bo"], by=cora)
    with pytest.raises(AlreadyDone, match=r"Nobody was asked: this goes to Bo B\. by now"):
        await set_time(office, wish, date(2030, 1, 8), time(11), contact_id=shown.contact_id)
    assert await office.meetings() == []


async def test_of_one_time_it_is_asked_whether_it_suits_not_which(office: Office) -> None:
    """After other times were asked for, in Slack and by mail; once the time to answer is over, none is named."""
    said: dict[str, tuple[str, ...]] = {
        "ann": ("Would this time do?", "Here is another time, as was asked for.", "Does this suit you?"),
        "ines": ("here is another time, as was asked for. Would it suit you", "This time would suit them"),
    }
    for who, words in said.items():
        wish = await office.request(who)
        await set_time(office, wish, date(2030, 1, 9), time(17), is_sure=True)
        first = (await office.meetings())[-1]
        async with office.act() as tx:
            case = await case_of(tx, await lock(tx, office.candidacy_id), await meeting(tx, first.id))
            await meetings.decline(tx, case, "In the morning", None)
        await set_time(office, wish, date(2030, 1, 10), time(11 if who == "ann" else 12), is_sure=True)
        asked = (await office.meetings())[-1]
        text = await office.card(Surface.CONTACT_BRIEF, asked.id, "ann")
        if who == "ines":
            text = " ".join((await office.mails("ines@fund.example"))[-1].get_content().split())
        for one in words:
            assert one in text
        if who == "ann":
            assert "Please answer by" in text
            office.now += timedelta(days=2, hours=7)
            assert "Please answer by" not in await office.card(Surface.CONTACT_BRIEF, asked.id, "ann")
            office.now -= timedelta(days=2, hours=7)


@pytest.mark.parametrize(("day", "at"), [(date(2030, 1, 6), time(11)), (date(2030, 3, 31), time(2, 30))])
async def test_an_exact_time_must_exist_and_lie_ahead(office: Office, day: date, at: time) -> None:
    """Yesterday, and an hour the clocks skip, are errors of the field."""
    wish = await office.request("ann")
    with pytest.raises(WrongField) as refusal:
        await set_time(office, wish, day, at)
    assert list(refusal.value.fields) == ["time"]
    assert not await office.meetings()


async def test_an_hour_hardly_meant_is_asked_about_only_when_sure(office: Office) -> None:
    """Eleven at night in New York is five in Berlin: both clocks are shown, and nobody is asked by a slip."""
    wish, day, at = await office.request("eve"), date(2030, 1, 11), time(23)
    both = r"23:00 \(New York\).*12 January, 05:00 \(Berlin\).*Eve E\.'s working hours.*Ada Lovelace's night"
    with pytest.raises(WrongField, match=both):
        await set_time(office, wish, day, at)
    with pytest.raises(WrongField, match="in 2031, months ahead"):
        await set_time(office, wish, date(2031, 1, 9), time(11))
    assert not await office.meetings()
    await set_time(office, wish, day, at, is_sure=True)
    assert len(await office.meetings()) == 1


async def test_a_time_that_somebody_may_still_take_is_asked_about_only_when_sure(office: Office) -> None:
    """Ann may yet agree to it for Grace; the coordinator reads so on the field, and may mean it."""
    for_grace = await office.request("ann", candidacy_id=await office.open("Grace Hopper", "grace@hopper.example"))
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=for_grace, by=office.people["cora"])
    [asked] = await office.meetings()
    taken = (await office.times(asked.id))[0].starts_at.astimezone(ZoneInfo(BERLIN))
    wish = await office.request("ann")
    with pytest.raises(WrongField, match="asked about it for another conversation"):
        await set_time(office, wish, taken.date(), taken.time())
    await set_time(office, wish, taken.date(), taken.time(), is_sure=True)
    assert len(await office.meetings()) == 2
    async with office.act() as tx:
        first = (await office.times(asked.id))[0].id
        await meetings.accept_time(tx, meeting_id=asked.id, proposed_id=first, by=office.people["ann"])
    for when, why in ((taken.date(), "has an agreed conversation then"), (date(2030, 1, 6), "has passed")):
        with pytest.raises(WrongField, match=why):
            await set_time(office, wish, when, taken.time(), is_sure=True)


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2030, 3, 10), "next time they show is 03:00"), (date(2030, 11, 3), "at UTC−4, then at UTC−5")],
)
async def test_a_time_that_is_none_or_two_is_refused_on_the_field(office: Office, day: date, words: str) -> None:
    """Half past two in New York, half past one when clocks go back: the field says what the clocks do."""
    wish = await office.request("eve")
    at = time(2, 30) if day.month == 3 else time(1, 30)
    with pytest.raises(WrongField, match=words) as refused:
        await set_time(office, wish, day, at)
    assert list(refused.value.fields) == ["time"]
