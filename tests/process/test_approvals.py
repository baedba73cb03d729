"""Approving requests: who is asked about which times, and every way it can be refused."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.delivery.cards.home import draw as draw_home
from bot.process import approvals, choices, exact_times
from bot.process.contacts import Outsider
from bot.process.meeting_requests import Wish, request_meeting
from bot.process.refusals import AlreadyDone, CardChanged, NotAllowed, NotNow, Refusal, WrongField
from bot.rules.words import ContactClass, MeetingState, RequestState, Surface
from storage.candidacies import lock
from storage.deliveries import cards_of
from storage.meeting_requests import request
from tests.databases import on_sqlite
from tests.process.presses import accept, approve
from tests.process.reverse_interviews import BERLIN, MONDAY, NEW_YORK, Office, office_in


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview."""
    async with office_in(database_url) as opened:
        yield opened


async def test_approving_asks_the_contact_about_three_times_that_suit_both(office: Office) -> None:
    """All in Ada's free hours and Eve's working hours, an ocean away; the card shows them in both zones."""
    wish = await office.request("eve", learn="How is the money made?")
    card = await office.meetings_card()
    await approve(office, wish)
    [asked] = await office.meetings()
    times = [one.starts_at for one in await office.times(asked.id)]
    assert len(times) == 3
    for at in times:
        here, there = at.astimezone(ZoneInfo(BERLIN)), at.astimezone(ZoneInfo(NEW_YORK))
        assert time(9) <= here.time() <= time(17, 30)
        assert time(9) <= there.time()
        assert here.day in {8, 9, 10}
        assert f"{here:%H:%M} Berlin" in card
        assert f"{there:%H:%M} New York" in card
    brief = await office.card(Surface.CONTACT_BRIEF, asked.id)
    assert "How is the money made?" in brief
    assert "Ada" not in brief
    assert "a candidate for Staff Engineer" in brief
    assert brief.count('"accept_time"') == 3
    assert "Asked" in await office.meetings_card()


@on_sqlite
async def test_the_name_is_given_before_a_yes_only_where_the_candidate_allowed_it(office: Office) -> None:
    """With their leave it stands in the brief."""
    await approve(office, await office.request("ann", may_name=True))
    [asked] = await office.meetings()
    assert "Ada Lovelace" in await office.card(Surface.CONTACT_BRIEF, asked.id)


@on_sqlite
async def test_a_second_approval_says_who_did_it_and_when(office: Office) -> None:
    """And nobody is asked twice."""
    wish = await office.request("ann")
    await approve(office, wish)
    with pytest.raises(AlreadyDone, match=r"You approved this on Monday 7 January, 10:00 \(Berlin\)"):
        await approve(office, wish)
    assert len(await office.meetings()) == 1


async def test_two_who_approve_at_once_ask_once(office: Office) -> None:
    """One wins, the other reads who did."""
    wish = await office.request("ann")
    outcomes = await asyncio.gather(approve(office, wish), approve(office, wish), return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["AlreadyDone", "NoneType"]
    assert len(await office.meetings()) == 1


@on_sqlite
async def test_approve_all_offers_no_time_twice(office: Office) -> None:
    """Everybody ready is asked, the candidate's time is proposed once only; what needs a person stays."""
    await office.request("ann")
    await office.request("eve")
    await office.request(area="On call")
    async with office.act() as tx:
        count = await approvals.approve_all_meetings(tx, candidacy_id=office.candidacy_id, by=office.people["cora"])
    assert count == 2
    asked = await office.meetings()
    proposed = [one.starts_at for row in asked for one in await office.times(row.id)]
    assert len(proposed) == len(set(proposed)) == 6
    assert "Find someone" in await office.meetings_card()
    with pytest.raises(AlreadyDone):
        async with office.act() as tx:
            await approvals.approve_all_meetings(tx, candidacy_id=office.candidacy_id, by=office.people["cora"])


@pytest.mark.parametrize("who", ["hana", "ann", "tala", "mel"])
@on_sqlite
async def test_only_the_coordinator_approves(office: Office, who: str) -> None:
    """Not the hiring manager, not the head of talent, not the person asked for."""
    wish = await office.request("ann")
    with pytest.raises(NotAllowed, match="recruiting coordinator"):
        await approve(office, wish, by=who)


@on_sqlite
async def test_a_request_without_a_person_needs_one_first(office: Office) -> None:
    """Then whoever was chosen is asked, and the card says who chose them."""
    wish = await office.request(contact_class=ContactClass.INVESTOR)
    with pytest.raises(NotNow, match="Find someone"):
        await approve(office, wish)
    ines = Outsider("Ines Vestor", "Ines@Fund.example")
    async with office.act() as tx:
        await choices.choose_someone(
            tx, request_id=wish, chosen=ines, contact_class=ContactClass.INVESTOR, by=office.people["cora"]
        )
    card = await office.meetings_card()
    assert "Chosen by you · asked for: investor" in card
    assert "Ines Vestor has no other conversation with candidates on record." in card
    assert "asks Ines Vestor by mail to ines@fund.example" in card
    await approve(office, wish)
    [mail] = await office.mails("ines@fund.example")
    assert mail["Reply-To"] == "cora@acme.example"
    text = mail.get_content() if not mail.is_multipart() else ""
    assert "Would you talk" in str(mail["Subject"])
    assert "Ada" not in text
    assert "Berlin" in text


@on_sqlite
async def test_the_first_mail_has_times_at_which_somebody_outside_is_awake(office: Office) -> None:
    """Cora says that Ines is in New York; about the next candidate, that she is in London now."""
    for place, name in (("new york", NEW_YORK), ("London", "Europe/London")):
        other = await office.open(f"Grace of {place}", "grace@hopper.example")
        wish = await office.request(contact_class=ContactClass.INVESTOR, candidacy_id=other)
        ines = Outsider("Ines Vestor", "ines@fund.example", place)
        async with office.act() as tx:
            kind, cora = ContactClass.INVESTOR, office.people["cora"]
            await choices.choose_someone(tx, request_id=wish, chosen=ines, contact_class=kind, by=cora)
        await approve(office, wish)
        asked = (await office.meetings())[-1]
        assert asked.zone == name
        hours = [one.starts_at.astimezone(ZoneInfo(name)).hour for one in await office.times(asked.id)]
        assert hours
        assert min(hours) >= 9
        assert (
            f"{name.split('/')[1].replace('_', ' ')} time"
            in (await office.mails("ines@fund.example"))[-1].get_content()
        )


@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        (Outsider("Ada", "ADA@lovelace.example"), "email"),
        (Outsider("Ines", "no address"), "email"),
        (Outsider("Ines", None), "email"),
        (Outsider(None, "ines@fund.example"), "name"),
        (Outsider("Ines", "ines@fund.example"), "contact_class"),
        (Outsider("Ines", "ines@fund.example", "Nowhere"), "zone"),
        (Outsider("Ann", "ann@acme.example"), "email"),
        ("bo", "person"),
        ("gus", "person"),
        ("ann", "person"),
    ],
)
@on_sqlite
async def test_some_can_not_be_chosen(office: Office, chosen: Outsider | str, field: str) -> None:
    """The candidate, a broken address, somebody half told, a guest, whoever is on the list already."""
    wish = await office.request("ann")
    await office.request("bo")
    who = office.people[chosen] if isinstance(chosen, str) else chosen
    with pytest.raises(WrongField) as refusal:
        async with office.act() as tx:
            await choices.choose_someone(tx, request_id=wish, chosen=who, by=office.people["cora"])
    assert list(refusal.value.fields) == [field]


async def test_choosing_somebody_else_tells_the_first_one_once(office: Office) -> None:
    """They read that it isn't needed, their brief has no buttons left, and nobody new is asked before approval."""
    wish = await office.request("ann")
    await approve(office, wish)
    async with office.act() as tx:
        await choices.choose_someone(tx, request_id=wish, chosen=office.people["bo"], by=office.people["cora"])
    [asked] = await office.meetings()
    assert asked.state is MeetingState.CANCELLED
    assert "accept_time" not in await office.card(Surface.CONTACT_BRIEF, asked.id)
    assert len(await office.told("ann")) == 1
    with pytest.raises(AlreadyDone):
        await accept(office, asked)
    assert (await office.wish(wish)).state is RequestState.OPEN


@on_sqlite
async def test_a_no_is_told_to_the_candidate_in_one_mail(office: Office) -> None:
    """With the reason and the alternative; a second no is refused."""
    wish = await office.request("eve")
    async with office.act() as tx:
        await approvals.say_no(
            tx, request_id=wish, reason="Eve is away.", alternative="Bo could.", by=office.people["cora"]
        )
    [mail] = await office.mails("ada@lovelace.example")
    text = mail.get_content()
    assert "Eve E." in text
    assert "> Eve is away." in text
    assert "What we can offer instead: > Bo could." in " ".join(text.split())
    with pytest.raises(AlreadyDone):
        async with office.act() as tx:
            await approvals.say_no(tx, request_id=wish, reason="x", alternative=None, by=office.people["cora"])
    assert "Eve is away." in await office.meetings_card()


def marks(card: str, action: str = "open_approve_meeting") -> list[str]:
    """Return the marks that a card's buttons carry."""
    blocks = [block for message in json.loads(card) for block in message["blocks"]]
    pressed = [one for block in blocks if block["type"] == "actions" for one in block["elements"]]
    return [one["value"].partition(":")[2] for one in pressed if one["action_id"] == action]


@on_sqlite
async def test_approving_asks_about_the_times_shown_or_not_at_all(office: Office) -> None:
    """Ann was offered to Grace meanwhile: Ada's card is drawn again, and a press on the old one is refused."""
    wish = await office.request("ann")
    other = await office.open("Grace Hopper", "grace@hopper.example")
    second = await office.request("ann", candidacy_id=other)
    [old] = marks(await office.meetings_card())
    async with office.look() as tx:
        [card] = await cards_of(tx, Surface.COORDINATOR_CARD, office.candidacy_id)
    await approve(office, second)
    async with office.look() as tx:
        [again] = await cards_of(tx, Surface.COORDINATOR_CARD, office.candidacy_id)
    assert again.revision > card.revision
    with pytest.raises(CardChanged, match=r"the times changed meanwhile.*Ann A\.: .*Berlin"):
        async with office.act() as tx:
            await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"], mark=old)
    [new] = marks(await office.meetings_card())
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"], mark=new)
    first, last = await office.meetings()
    offered = [{one.starts_at for one in await office.times(row.id)} for row in (first, last)]
    assert offered[0].isdisjoint(offered[1])


@on_sqlite
async def test_approving_all_asks_about_the_times_shown(office: Office) -> None:
    """The one button stands for all of them."""
    for who in ("ann", "eve"):
        await office.request(who)
    [mark] = marks(await office.meetings_card(), "open_approve_all_meetings")
    cora = office.people["cora"]
    with pytest.raises(CardChanged):
        async with office.act() as tx:
            await approvals.approve_all_meetings(tx, candidacy_id=office.candidacy_id, by=cora, mark="00000000")
    async with office.act() as tx:
        await approvals.approve_all_meetings(tx, candidacy_id=office.candidacy_id, by=cora, mark=mark)
    assert len(await office.meetings()) == 2


async def test_whom_the_candidate_asked_for_is_kept_when_somebody_else_is_chosen(office: Office) -> None:
    """The card and the refusal name Eve, although it went to Bo meanwhile."""
    wish = await office.request("eve")
    async with office.act() as tx:
        await choices.choose_someone(tx, request_id=wish, chosen=office.people["bo"], by=office.people["cora"])
    assert "Chosen by you · asked for: Eve E." in await office.meetings_card()
    async with office.act() as tx:
        await approvals.say_no(tx, request_id=wish, reason="No.", alternative=None, by=office.people["cora"])
    [mail] = await office.mails("ada@lovelace.example")
    assert "you asked to talk with Eve E." in mail.get_content()


@on_sqlite
async def test_when_no_time_fits_the_coordinator_hears_what_to_do(office: Office) -> None:
    """The card and the refusal both say it; one exact time can be asked about instead."""
    wish = await office.request("ann")
    async with office.act() as tx:
        (await lock(tx, office.candidacy_id)).offer_expires_on = date(2030, 1, 7)
    office.now = MONDAY + timedelta(hours=10)
    assert "No time was found that suits both before the offer runs out. Ask" in await office.meetings_card()
    with pytest.raises(NotNow, match="Set a time"):
        await approve(office, wish)
    async with office.act() as tx:
        await exact_times.propose_exact_time(
            tx, request_id=wish, day=date(2030, 1, 11), at=time(11), by=office.people["cora"], is_sure=True
        )
    [asked] = await office.meetings()
    [only] = await office.times(asked.id)
    assert only.starts_at.astimezone(ZoneInfo(BERLIN)).hour == 11


@on_sqlite
async def test_a_withdrawn_request_can_not_be_approved(office: Office) -> None:
    """The card on an old screen says so."""
    wish = await office.request("ann")
    async with office.act() as tx:
        (await request(tx, wish)).state = RequestState.WITHDRAWN
    with pytest.raises(AlreadyDone):
        await approve(office, wish)


@on_sqlite
async def test_what_waits_is_listed_twice_a_day_in_one_message(office: Office) -> None:
    """One list for both candidates at two, the next at nine; none once nothing waits."""
    wish = await office.request("ann")
    other = await office.open("Grace Hopper", "grace@hopper.example")
    second = await office.request("bo", candidacy_id=other)
    await office.move(MONDAY + timedelta(hours=5))
    [said] = await office.told("cora")
    assert "2 meeting requests wait for you." in said
    assert "Grace Hopper" in said
    await office.move(MONDAY + timedelta(days=1))
    assert len(await office.told("cora")) == 2
    await approve(office, wish)
    await approve(office, second)
    before = len(await office.told("cora"))
    await office.move(MONDAY + timedelta(days=1, hours=5))
    assert len(await office.told("cora")) == before


@on_sqlite
async def test_silence_brings_a_reminder_then_the_next_best_and_a_late_answer_still_counts(office: Office) -> None:
    """Before the first time comes: Ann, then Cora, whose card offers somebody else. Then Ann accepts after all."""
    await approve(office, await office.request("ann"))
    [asked] = await office.meetings()
    await office.move(MONDAY + timedelta(days=1, hours=1))
    assert len(await office.told("ann")) == 1
    await office.move(MONDAY + timedelta(days=2, hours=1))
    assert any("hasn't answered yet" in one for one in await office.told("cora"))
    assert "Someone else" in await office.meetings_card()
    await accept(office, asked, number=2)
    [agreed] = await office.meetings()
    assert agreed.state is MeetingState.AGREED


@on_sqlite
async def test_refusals_read_as_sentences(office: Office) -> None:
    """Each ends with a full stop and says what to do."""
    wish = await office.request(area="Anything")
    with pytest.raises(Refusal) as refusal:
        await approve(office, wish)
    assert str(refusal.value).endswith(".")


@on_sqlite
async def test_a_silent_contact_is_brought_up_until_somebody_acts(office: Office) -> None:
    """After the word that Ann is silent, the coordinator's lists name the request each working day."""
    await approve(office, await office.request("ann"))
    await office.move(MONDAY + timedelta(days=4))
    lists = [one for one in await office.told("cora") if "1 meeting request waits for you." in one]
    assert len(lists) >= 2


async def test_a_request_that_can_not_wait_is_told_at_once(office: Office) -> None:
    """The offer expires tomorrow: one word to Cora, unless they entered it; a month ahead the list is soon enough.

    What is asked for together is one.
    """
    soon, later = date(2030, 1, 8), date(2030, 2, 7)
    for expires, by, said in ((later, "hana", 0), (soon, "cora", 0), (soon, "hana", 1)):
        before = len(await office.told("cora"))
        async with office.act() as tx:
            (await lock(tx, office.candidacy_id)).offer_expires_on = expires
            for area in ("On call", "Money"):
                wish = Wish(area=f"{area} {said}", zone=BERLIN)
                await request_meeting(tx, wish, candidacy_id=office.candidacy_id, by=office.people[by])
        told = (await office.told("cora"))[before:]
        assert len(told) == said, (expires, by)
    assert "asks for a conversation, and the offer expires in 1 day" in told[0]


async def test_app_home_shows_what_is_overdue_first(office: Office) -> None:
    """Grace's request waits for two days, Ada's since this morning; the way to the card is one press.

    Once Ada's offer is about to run out, hers can't wait either.
    """
    other = await office.open("Grace Hopper", "grace@hopper.example")
    await office.request("bo", candidacy_id=other)
    office.now += timedelta(days=2)
    await office.request("ann")
    async with office.act() as tx:
        for number, row in enumerate([office.candidacy_id, other]):
            [card] = await cards_of(tx, Surface.COORDINATOR_CARD, row)
            card.sent_channel, card.ts = "D1CORA", f"1700.{number}"
    home = await home_of(office)
    assert home.index("Overdue · *Grace Hopper*") < home.index("*Ada Lovelace*: See to 1 meeting request")
    assert home.count("Overdue") == 1
    assert home.count("<https://acme.slack.com/archives/D1CORA/p1700") == 2
    async with office.act() as tx:
        (await lock(tx, office.candidacy_id)).offer_expires_on = office.now.date() + timedelta(days=2)
    assert (await home_of(office)).count("Overdue") == 2
    await office.move(office.now.replace(hour=14))
    assert "<https://acme.slack.com/archives/D1CORA/p17001|Open the card>" in (await office.told("cora"))[-1]


async def home_of(office: Office) -> str:
    """Return Cora's App Home."""
    async with office.look() as tx:
        return json.dumps(await draw_home(tx, office.people["cora"].id, None), ensure_ascii=False)
