"""Meeting requests: what may be asked for, by whom it is entered, when the candidate is free; and nothing more."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.delivery.cards.coordinator_cards import draw_coordinator_card
from bot.process.contacts import Outsider
from bot.process.meeting_requests import (
    WindowTyped,
    Wish,
    nothing_more,
    open_requests,
    request_meeting,
    withdraw_request,
)
from bot.process.refusals import AlreadyDone, NotAllowed, NotNow, WrongField
from bot.rules.words import ContactClass, RequestState, Sentiment, Stage, Surface
from storage.candidacies import lock
from storage.contacts import contact
from storage.meeting_requests import MeetingRequest, free_windows, requests_of
from tests.databases import on_sqlite
from tests.process.calls import ADA, called, card, hire, invited
from tests.process.desks import Desk, desk_in
from tests.process.prepared import prepared

ASK_AGAIN = "Ada Lovelace hasn't asked for anyone yet."
INES = Outsider("Ines Vestor", "Ines@Fund.example")


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    """A workspace with people, on a Monday morning."""
    async with desk_in(database_url) as opened:
        yield opened


async def ask(desk: Desk, candidacy_id: int, by: str = "cora", **wish: Any) -> MeetingRequest:  # noqa: ANN401  # the form's
    """Submit the form with these fields."""
    async with desk.act() as tx:
        return await request_meeting(tx, Wish(**wish), candidacy_id=candidacy_id, by=desk.people[by])


async def entered(desk: Desk, candidacy_id: int) -> list[MeetingRequest]:
    """Return the requests as they are now."""
    async with desk.database.reading(desk.workspace_id) as tx:
        return list(await requests_of(tx, candidacy_id))


async def invited_candidacy(desk: Desk) -> int:
    """Call, invite and let the mail go out."""

    async def play() -> int:
        candidacy_id = await called(desk)
        await desk.pass_time(desk.now + timedelta(minutes=5))
        return candidacy_id

    return await prepared(desk, "invited", play)


@on_sqlite
async def test_a_person_a_class_or_a_subject_can_be_asked_for(desk: Desk) -> None:
    """Each alone is a request, and so is any mix; the first one takes the invitation up."""
    candidacy_id = await invited_candidacy(desk)
    await ask(desk, candidacy_id, person=desk.people["mel"], learn="How do you plan?", may_name=True)
    await ask(desk, candidacy_id, by="hana", contact_class=ContactClass.CHIEF_EXECUTIVE, minutes=15)
    await ask(desk, candidacy_id, area="Research", contact_class=ContactClass.CURRENT_EMPLOYEE)
    await ask(desk, candidacy_id, outsider=INES, contact_class=ContactClass.INVESTOR)
    rows = await entered(desk, candidacy_id)
    assert [row.state for row in rows] == [RequestState.OPEN] * 4
    async with desk.database.reading(desk.workspace_id) as tx:
        mel, ines = await contact(tx, rows[0].contact_id or 0), await contact(tx, rows[3].contact_id or 0)
    assert (mel.name, mel.contact_class, mel.consented_at) == ("Mel", ContactClass.CURRENT_EMPLOYEE, None)
    assert (ines.email, ines.contact_class, rows[3].contact_class) == (
        "ines@fund.example",
        ContactClass.INVESTOR,
        None,
    )
    made = await invited(desk, candidacy_id)
    assert made is not None
    assert made.taken_up_at is not None


@on_sqlite
async def test_a_hiring_manager_asked_for_is_the_candidacys_own(desk: Desk) -> None:
    """Proposed by itself, once; the class stays what was asked for."""
    candidacy_id = await invited_candidacy(desk)
    await ask(desk, candidacy_id, contact_class=ContactClass.HIRING_MANAGER)
    await ask(desk, candidacy_id, contact_class=ContactClass.HIRING_MANAGER, area="Pay")
    first, second = await entered(desk, candidacy_id)
    assert (first.asked_for_id, first.contact_class) == (None, ContactClass.HIRING_MANAGER)
    assert second.contact_id is None
    async with desk.database.reading(desk.workspace_id) as tx:
        assert (await contact(tx, first.contact_id or 0)).person_id == desk.people["hana"].id
        (card,) = await draw_coordinator_card(tx, candidacy_id, None)
    assert "The hiring manager · asked for: hiring manager" in str(card.blocks)


@pytest.mark.parametrize(
    ("field", "wish"),
    [
        ("person", {}),
        ("name", {"outsider": Outsider(None, "ines@fund.example")}),
        ("email", {"outsider": Outsider("Ines", None)}),
        ("email", {"outsider": Outsider("Ines", "ines at fund")}),
        ("email", {"outsider": Outsider("Ada", ADA.upper()), "contact_class": ContactClass.OTHER}),
        ("contact_class", {"outsider": INES}),
        ("zone", {"area": "Research", "zone": "Atlantis"}),
    ],
)
@on_sqlite
async def test_what_cannot_be_used_is_said_beside_its_field(desk: Desk, field: str, wish: dict[str, Any]) -> None:
    """Nothing at all, half an outsider, the candidate themselves: the form stays open and nothing is kept."""
    candidacy_id = await invited_candidacy(desk)
    with pytest.raises(WrongField) as refused:
        await ask(desk, candidacy_id, **wish)
    assert set(refused.value.fields) == {field}
    assert await entered(desk, candidacy_id) == []


@pytest.mark.parametrize("name", ["gus", "dee", "bot", "fay"])
@on_sqlite
async def test_only_full_members_are_asked_in_slack(desk: Desk, name: str) -> None:
    """A guest, a stranger, an app and somebody who left are refused."""
    candidacy_id = await invited_candidacy(desk)
    with pytest.raises(WrongField) as refused:
        await ask(desk, candidacy_id, person=desk.people[name])
    assert set(refused.value.fields) == {"person"}


@on_sqlite
async def test_an_address_of_somebody_in_slack_means_them(desk: Desk) -> None:
    """They are asked in Slack, and not twice at a time."""
    candidacy_id = await invited_candidacy(desk)
    await ask(desk, candidacy_id, outsider=Outsider("Mel", "MEL@acme.example"))
    (row,) = await entered(desk, candidacy_id)
    async with desk.database.reading(desk.workspace_id) as tx:
        assert (await contact(tx, row.contact_id or 0)).person_id == desk.people["mel"].id
    with pytest.raises(WrongField, match="on the list already"):
        await ask(desk, candidacy_id, person=desk.people["mel"])


async def test_free_times_are_kept_as_instants_of_the_candidates_zone(desk: Desk) -> None:
    """Entered twice they are one; replaced they are gone."""
    candidacy_id = await invited_candidacy(desk)
    tuesday = [WindowTyped(1, date(2030, 1, 8), time(14), time(17)), WindowTyped(2, None, None, None)]
    for kind in (ContactClass.INVESTOR, ContactClass.OTHER):
        await ask(desk, candidacy_id, contact_class=kind, zone="new york", windows=tuesday)
    async with desk.database.reading(desk.workspace_id) as tx:
        kept = [(one.starts_at, one.ends_at, one.zone) for one in await free_windows(tx, candidacy_id)]
    starts_at, ends_at = datetime(2030, 1, 8, 19, tzinfo=UTC), datetime(2030, 1, 8, 22, tzinfo=UTC)
    assert kept == [(starts_at, ends_at, "America/New_York")]
    assert (await desk.row(candidacy_id)).candidate_zone == "America/New_York"
    later = [WindowTyped(3, date(2030, 1, 9), time(9), time(10))]
    await ask(desk, candidacy_id, area="Research", windows=later, replaces_windows=True)
    async with desk.database.reading(desk.workspace_id) as tx:
        assert [one.starts_at.day for one in await free_windows(tx, candidacy_id)] == [9]


@pytest.mark.parametrize(
    ("field", "window"),
    [
        ("day_2", WindowTyped(2, None, time(9), time(10))),
        ("from_1", WindowTyped(1, date(2030, 1, 9), None, time(10))),
        ("to_1", WindowTyped(1, date(2030, 1, 9), time(9), None)),
        ("to_3", WindowTyped(3, date(2030, 1, 9), time(9), time(9))),
        ("day_1", WindowTyped(1, date(2030, 1, 6), time(9), time(10))),
        ("from_1", WindowTyped(1, date(2030, 3, 31), time(1, 30), time(4))),
        ("to_1", WindowTyped(1, date(2030, 10, 27), time(0), time(1, 30))),
    ],
)
@on_sqlite
async def test_a_wrong_window_is_said_beside_its_field(desk: Desk, field: str, window: WindowTyped) -> None:
    """Half a row, an end before its start, the past, an hour that the clocks skip or repeat in Lisbon."""
    candidacy_id = await invited_candidacy(desk)
    with pytest.raises(WrongField) as refused:
        await ask(desk, candidacy_id, area="Research", windows=[window])
    assert set(refused.value.fields) == {field}
    assert await entered(desk, candidacy_id) == []


@on_sqlite
async def test_requests_wait_for_the_call(desk: Desk) -> None:
    """Before it nothing can be asked for, after a bad one it can."""
    candidacy_id = await hire(desk)
    with pytest.raises(NotNow, match="Log the call first"):
        await ask(desk, candidacy_id, area="Research")
    with pytest.raises(NotNow, match="Log the call first"):
        async with desk.act() as tx:
            await open_requests(tx, candidacy_id=candidacy_id, by=desk.people["cora"])


@on_sqlite
async def test_asking_after_a_bad_call_opens_the_reverse_interview(desk: Desk) -> None:
    """Somebody who wasn't invited may ask all the same."""
    candidacy_id = await called(desk, Sentiment.NEGATIVE)
    await ask(desk, candidacy_id, area="Research")
    assert (await desk.row(candidacy_id)).stage is Stage.REVERSE_INTERVIEW


@pytest.mark.parametrize("name", ["ann", "mel", "gus"])
@on_sqlite
async def test_only_caller_and_coordinator_enter_requests(desk: Desk, name: str) -> None:
    """An interviewer, the opener and a guest may not."""
    candidacy_id = await invited_candidacy(desk)
    with pytest.raises(NotAllowed):
        await ask(desk, candidacy_id, by=name, area="Research")
    with pytest.raises(NotAllowed):
        async with desk.act() as tx:
            await nothing_more(tx, candidacy_id=candidacy_id, by=desk.people[name])


async def test_silence_is_brought_up_once(desk: Desk) -> None:
    """Two working days after the invitation, in the coordinator's morning note."""
    candidacy_id = await invited_candidacy(desk)
    assert (await desk.row(candidacy_id)).follow_up_on == date(2030, 1, 9)
    await desk.pass_time(datetime(2030, 1, 9, 7, 59, tzinfo=UTC))
    assert await desk.brought_up("cora", f"*{ASK_AGAIN}*") == 0
    await desk.pass_time(desk.now + timedelta(minutes=1))
    assert await desk.mornings("cora") == [ASK_AGAIN]
    assert await desk.brought_up("cora", "The invitation went out to ada@home.example") == 1
    await desk.pass_time(desk.now + timedelta(days=5))
    assert await desk.brought_up("cora", f"*{ASK_AGAIN}*") == 1
    assert ASK_AGAIN not in await desk.notices("cora")


@on_sqlite
async def test_silence_about_an_offer_that_runs_out_is_a_message_of_its_own(desk: Desk) -> None:
    """Two days before its last day nothing waits to be found in a list."""
    candidacy_id = await invited_candidacy(desk)
    async with desk.act() as tx:
        (await lock(tx, candidacy_id)).offer_expires_on = date(2030, 1, 11)
    await desk.pass_time(datetime(2030, 1, 9, 8, tzinfo=UTC))
    assert (await desk.notices("cora")).count(ASK_AGAIN) == 1
    assert await desk.brought_up("cora", f"*{ASK_AGAIN}*") == 0


@on_sqlite
async def test_silence_is_not_brought_up_once_somebody_asked(desk: Desk) -> None:
    """A request cancels it."""
    candidacy_id = await invited_candidacy(desk)
    await ask(desk, candidacy_id, area="Research")
    await desk.pass_time(desk.now + timedelta(days=3))
    assert ASK_AGAIN not in await desk.notices("cora")
    assert await desk.brought_up("cora", ASK_AGAIN) == 0


@on_sqlite
async def test_a_request_is_taken_back_once(desk: Desk) -> None:
    """Afterwards the same person can be asked for anew."""
    candidacy_id = await invited_candidacy(desk)
    row = await ask(desk, candidacy_id, person=desk.people["mel"])
    async with desk.act() as tx:
        await withdraw_request(tx, request_id=row.id, by=desk.people["hana"])
    with pytest.raises(AlreadyDone, match="withdrawn already"):
        async with desk.act() as tx:
            await withdraw_request(tx, request_id=row.id, by=desk.people["hana"])
    await ask(desk, candidacy_id, person=desk.people["mel"])
    assert [one.state for one in await entered(desk, candidacy_id)] == [RequestState.WITHDRAWN, RequestState.OPEN]


async def test_nothing_more_awaits_the_answer(desk: Desk) -> None:
    """The caller hears it and gets a day to ask; more can still be asked until the answer."""
    candidacy_id = await invited_candidacy(desk)
    async with desk.act() as tx:
        await nothing_more(tx, candidacy_id=candidacy_id, by=desk.people["cora"])
    assert (await desk.row(candidacy_id)).stage is Stage.AWAITING_ANSWER
    assert (await desk.notices("hana"))[-1] == "Ada Lovelace has nothing more to ask."
    with pytest.raises(AlreadyDone):
        async with desk.act() as tx:
            await nothing_more(tx, candidacy_id=candidacy_id, by=desk.people["cora"])
    await desk.pass_time(desk.now + timedelta(days=3))
    assert await desk.brought_up("hana", "Today is the day to get back to Ada Lovelace.") == 1
    await ask(desk, candidacy_id, area="Research")
    assert (await desk.row(candidacy_id)).stage is Stage.REVERSE_INTERVIEW


@on_sqlite
async def test_nothing_more_lets_open_requests_go_on(desk: Desk) -> None:
    """What was asked for before is still seen to, so the stage stays."""
    candidacy_id = await invited_candidacy(desk)
    await ask(desk, candidacy_id, area="Research")
    async with desk.act() as tx:
        await nothing_more(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    assert (await desk.row(candidacy_id)).stage is Stage.REVERSE_INTERVIEW


@on_sqlite
async def test_nothing_more_is_said_where_it_was_pressed(desk: Desk) -> None:
    """Caller and coordinator are told, the script loses the button, and every card says what is waited for."""
    candidacy_id = await invited_candidacy(desk)
    assert "Nothing more" in await card(desk, candidacy_id)
    async with desk.act() as tx:
        await nothing_more(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    for name in ("hana", "cora"):
        assert (await desk.notices(name)).count("Ada Lovelace has nothing more to ask.") == 1
    script = await card(desk, candidacy_id)
    assert "Nothing more" not in script
    assert "Now we wait for their answer." in script
    assert "We wait for their answer." in await card(desk, candidacy_id, surface=Surface.DEBRIEF_CARD)
