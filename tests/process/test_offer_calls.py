"""The offer call: script, log and corrections, invitation."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from bot.process.answers import Ending, record_answer
from bot.process.corrections import Said, change_feedback, open_change
from bot.process.invitations import hold_invitation, invite_now, send_invitation_now
from bot.process.offer_calls import open_call, show_call
from bot.process.refusals import AlreadyDone, NotAllowed, NotNow, WrongField
from bot.process.reversals import reverse_decision
from bot.rules.words import Answer, Choice, DeliveryState, Sentiment, Stage, Surface, WhyNotInvited
from storage.deliveries import cards_of
from storage.offer_calls import calls
from storage.panels import seat_of
from tests.process.calls import ADA, called, card, hire, invited, log, logged, mailed
from tests.process.desks import Desk, desk_in

SOON = timedelta(minutes=5)


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    """A workspace with people, on a Monday morning."""
    async with desk_in(sqlite_url) as opened:
        yield opened


async def test_a_hire_brings_the_script_with_everybodys_points(desk: Desk) -> None:
    """Phone, hours and every shareable point are there; nothing was mailed to the candidate."""
    candidacy_id = await hire(desk)
    said = await card(desk, candidacy_id)
    for expected in ("+49 30 1234", "after 17:00", "From Ann", "You helped ann.", "You helped bo.", "Say more."):
        assert expected in said
    assert "Log the call" in said
    assert await mailed(desk, candidacy_id) is None


async def test_whoever_is_missing_is_named_to_the_caller_only(desk: Desk) -> None:
    """A gap is a note, and late feedback is announced where the script changed."""
    candidacy_id = await desk.open()
    await desk.give(candidacy_id, "ann")
    await desk.decide(candidacy_id, Choice.HIRE, email=ADA)
    assert "Bo has not given feedback that is ready to pass on" in await card(desk, candidacy_id)
    desk.now += timedelta(hours=1)
    await desk.give(candidacy_id, "bo")
    said = await card(desk, candidacy_id)
    assert "Changed since the decision:* Bo added a strength and a point to grow on." in said
    assert "You helped bo." in said
    async with desk.act() as tx:
        held = await seat_of(tx, candidacy_id, desk.people["ann"].id)
        assert held is not None
        ann = desk.people["ann"]
        seen = (await open_change(tx, seat_id=held.id, by=ann)).seen
        await change_feedback(tx, seat_id=held.id, seen=seen, said={0: Said("good", "You helped us all.")}, by=ann)
    said = await card(desk, candidacy_id)
    assert "Ann" in said.partition("Changed since the decision:*")[2].partition("It is as below")[0]
    assert "You helped us all." in said


async def test_an_unnamed_interviewer_is_named_nowhere_in_the_script(desk: Desk) -> None:
    """Not even where late feedback is announced."""
    candidacy_id = await desk.open()
    await desk.give(candidacy_id, "ann")
    await desk.decide(candidacy_id, Choice.HIRE, email=ADA)
    desk.now += timedelta(hours=1)
    await desk.give(candidacy_id, "bo")
    async with desk.act() as tx:
        held = await seat_of(tx, candidacy_id, desk.people["bo"].id)
        assert held is not None
        held.is_unnamed = True
    said = await card(desk, candidacy_id)
    assert "You helped bo." in said
    assert "Bo" not in said.replace("Bot", "")


async def test_a_good_call_invites_five_minutes_later(desk: Desk) -> None:
    """The caller sees address, text and time first; then one mail goes out, answers going to the coordinator."""
    candidacy_id = await called(desk)
    assert (await desk.row(candidacy_id)).stage is Stage.REVERSE_INTERVIEW
    assert await mailed(desk, candidacy_id) is None
    shown = await card(desk, candidacy_id, surface=Surface.INVITATION)
    assert ADA in shown
    assert "Now it is your turn" in shown
    assert "Hold" in shown
    await desk.pass_time(desk.now + SOON)
    mail = await mailed(desk, candidacy_id)
    assert mail is not None
    assert mail.mail_to == ADA
    letter = message_from_bytes(mail.mail or b"", policy=default)
    assert letter["Reply-To"] == "cora@acme.example"
    text = letter.get_body().get_content()  # type: ignore[union-attr]  # a mail of ours has a body
    for expected in ("chief executive", "investors", "board", "used to work here", "Our offer stands", "no duty"):
        assert expected in text
    assert "went out" in await card(desk, candidacy_id, surface=Surface.INVITATION)


async def test_a_held_invitation_goes_out_by_hand_only(desk: Desk) -> None:
    """Hold stops the timer for good; Send now sends once."""
    candidacy_id = await called(desk)
    async with desk.act() as tx:
        await hold_invitation(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    await desk.pass_time(desk.now + timedelta(days=1))
    assert await mailed(desk, candidacy_id) is None
    await log(desk, candidacy_id)
    await desk.pass_time(desk.now + timedelta(days=1))
    assert await mailed(desk, candidacy_id) is None
    async with desk.act() as tx:
        await send_invitation_now(tx, candidacy_id=candidacy_id, by=desk.people["cora"])
    assert await mailed(desk, candidacy_id) is not None
    with pytest.raises(AlreadyDone, match="went out already"):
        async with desk.act() as tx:
            await send_invitation_now(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    with pytest.raises(AlreadyDone, match="went out already"):
        async with desk.act() as tx:
            await hold_invitation(tx, candidacy_id=candidacy_id, by=desk.people["hana"])


async def test_a_good_call_needs_an_address(desk: Desk) -> None:
    """Without one the form stays open with the error on that field, and nothing is kept."""
    candidacy_id = await hire(desk, email=None)
    with pytest.raises(WrongField) as refused:
        await log(desk, candidacy_id)
    assert set(refused.value.fields) == {"email"}
    assert await logged(desk, candidacy_id) is None
    await log(desk, candidacy_id, email="Ada@Home.example", zone="lisbon")
    row = await desk.row(candidacy_id)
    assert (row.candidate_email, row.candidate_zone) == (ADA.replace("ada@", "Ada@"), "Europe/Lisbon")


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("email", {"email": "ada at home"}),
        ("email", {"email": "Cora@acme.example"}),
        ("zone", {"zone": "Atlantis"}),
        ("next_on", {"next_on": date(2030, 1, 6)}),
        ("unsure", {"unsure": "They have 95k elsewhere."}),
    ],
)
async def test_a_wrong_field_of_the_log_is_said_beside_it(desk: Desk, field: str, values: dict[str, Any]) -> None:
    """A malformed address, an unknown zone, a past day and an amount are refused."""
    candidacy_id = await hire(desk)
    with pytest.raises(WrongField) as refused:
        await log(desk, candidacy_id, **values)
    assert set(refused.value.fields) == {field}


@pytest.mark.parametrize("sentiment", [Sentiment.MIXED, Sentiment.NEEDS_TIME])
async def test_an_unsure_candidate_gets_a_date_and_no_mail(desk: Desk, sentiment: Sentiment) -> None:
    """The day is required, brought up when it comes, and the invitation waits for Invite now."""
    candidacy_id = await hire(desk)
    with pytest.raises(WrongField) as refused:
        await log(desk, candidacy_id, sentiment)
    assert set(refused.value.fields) == {"next_on"}
    await log(desk, candidacy_id, sentiment, next_on=date(2030, 1, 10))
    row = await desk.row(candidacy_id)
    assert (row.stage, row.follow_up_on) == (Stage.OFFER_CALL, date(2030, 1, 10))
    await desk.pass_time(desk.now + timedelta(days=4))
    told = [await desk.brought_up(one, "Today is the day to get back to Ada Lovelace.") for one in ("hana", "cora")]
    assert told == [1, 0]
    assert await mailed(desk, candidacy_id) is None
    async with desk.act() as tx:
        await invite_now(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    await desk.pass_time(desk.now + SOON)
    assert (await desk.row(candidacy_id)).stage is Stage.REVERSE_INTERVIEW
    assert await mailed(desk, candidacy_id) is not None


async def test_a_bad_call_invites_nobody_without_a_reason(desk: Desk) -> None:
    """The offer stands, the answer is awaited; Invite anyway asks why and keeps it."""
    candidacy_id = await called(desk, Sentiment.NEGATIVE)
    row = await desk.row(candidacy_id)
    assert row.stage is Stage.AWAITING_ANSWER
    assert row.follow_up_on == date(2030, 1, 10)
    await desk.pass_time(desk.now + timedelta(hours=1))
    assert await mailed(desk, candidacy_id) is None
    with pytest.raises(WrongField):
        async with desk.act() as tx:
            await invite_now(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    async with desk.act() as tx:
        await invite_now(tx, candidacy_id=candidacy_id, by=desk.people["hana"], reason="They asked for it.")
    made = await invited(desk, candidacy_id)
    assert made is not None
    assert made.reason == "They asked for it."
    await desk.pass_time(desk.now + SOON)
    assert await mailed(desk, candidacy_id) is not None


async def test_nobody_is_invited_before_a_logged_call(desk: Desk) -> None:
    """No mail to a candidate precedes a call."""
    candidacy_id = await hire(desk)
    with pytest.raises(NotNow, match="Log the call first"):
        async with desk.act() as tx:
            await invite_now(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    with pytest.raises(NotNow, match="no invitation yet"):
        async with desk.act() as tx:
            await send_invitation_now(tx, candidacy_id=candidacy_id, by=desk.people["hana"])


async def test_a_correction_keeps_the_history_and_takes_an_unsent_invitation_back(desk: Desk) -> None:
    """The log before stays; what hasn't gone out doesn't, what has stays a fact."""
    candidacy_id = await called(desk)
    await log(desk, candidacy_id, Sentiment.NEGATIVE)
    assert await invited(desk, candidacy_id) is None
    await desk.pass_time(desk.now + timedelta(hours=1))
    assert await mailed(desk, candidacy_id) is None
    async with desk.database.reading(desk.workspace_id) as tx:
        kept = [one.sentiment for one in await calls(tx, candidacy_id)]
    assert kept == [Sentiment.POSITIVE, Sentiment.NEGATIVE]
    await log(desk, candidacy_id, Sentiment.POSITIVE)
    await desk.pass_time(desk.now + SOON)
    await log(desk, candidacy_id, Sentiment.NEGATIVE)
    assert await mailed(desk, candidacy_id) is not None
    assert "Logged 4 times" in await card(desk, candidacy_id)


async def test_a_form_opened_on_an_older_log_changes_nothing(desk: Desk) -> None:
    """Two people log the same call: the second hears who was first."""
    candidacy_id = await hire(desk)
    await log(desk, candidacy_id, by="cora", seen=0)
    with pytest.raises(AlreadyDone, match="Cora logged this call meanwhile"):
        await log(desk, candidacy_id, Sentiment.NEGATIVE, seen=0)
    held = await logged(desk, candidacy_id)
    assert held is not None
    assert held.sentiment is Sentiment.POSITIVE


@pytest.mark.parametrize("name", ["ann", "mel", "gus"])
async def test_the_script_is_for_the_owners_alone(desk: Desk, name: str) -> None:
    """An interviewer, an opener and a guest neither read nor log it."""
    candidacy_id = await hire(desk)
    with pytest.raises(NotAllowed):
        await log(desk, candidacy_id, by=name)
    with pytest.raises(NotAllowed):
        async with desk.act() as tx:
            await show_call(tx, candidacy_id=candidacy_id, by=desk.people[name])
    assert "You helped" not in await card(desk, candidacy_id, name)


async def test_a_reversal_stops_the_invitation_and_a_new_hire_begins_anew(desk: Desk) -> None:
    """Nothing unsent goes out; after a second decision the call is to be made and logged again."""
    candidacy_id = await called(desk)
    async with desk.act() as tx:
        await reverse_decision(tx, candidacy_id=candidacy_id, seen=1, reason="A mistake.", by=desk.people["hana"])
    await desk.pass_time(desk.now + timedelta(hours=1))
    assert await mailed(desk, candidacy_id) is None
    assert "reversed" in await card(desk, candidacy_id)
    await desk.decide(candidacy_id, Choice.HIRE, email=ADA)
    assert await logged(desk, candidacy_id) is None
    assert "Log the call" in await card(desk, candidacy_id)
    await log(desk, candidacy_id)
    await desk.pass_time(desk.now + SOON)
    mail = await mailed(desk, candidacy_id)
    assert mail is not None
    assert mail.state is DeliveryState.PENDING


async def test_the_script_is_gone_when_the_story_has_ended(desk: Desk) -> None:
    """No feedback stays in the card, and the call can't be logged any more."""
    candidacy_id = await called(desk)
    async with desk.act() as tx:
        ending = Ending(Answer.DECLINED, why_not_invited=WhyNotInvited.NO_TIME)
        await record_answer(tx, ending, candidacy_id=candidacy_id, by=desk.people["hana"])
    assert "You helped" not in await card(desk, candidacy_id)
    with pytest.raises(NotNow):
        await log(desk, candidacy_id)
    await desk.pass_time(desk.now + timedelta(days=9))
    assert await mailed(desk, candidacy_id) is None


async def test_nothing_is_logged_before_a_hire(desk: Desk) -> None:
    """The refusal says what comes first."""
    candidacy_id = await desk.open()
    with pytest.raises(NotNow, match="Decide first"):
        await log(desk, candidacy_id, email=ADA)
    async with desk.act() as tx:
        row, call = await open_call(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    assert (row.id, call) == (candidacy_id, None)


async def test_the_channel_hears_of_the_invitation_once_it_is_out(desk: Desk) -> None:
    """In its five minutes, and while it is held, nobody is called invited."""
    candidacy_id = await called(desk)
    for surface in (Surface.DEBRIEF_CARD, Surface.DECISION_PROMPT):
        assert "The invitation to interview us goes out" in await card(desk, candidacy_id, surface=surface)
    async with desk.act() as tx:
        await hold_invitation(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    for surface in (Surface.DEBRIEF_CARD, Surface.DECISION_PROMPT):
        assert "is held until somebody sends it" in await card(desk, candidacy_id, surface=surface)
    async with desk.act() as tx:
        await send_invitation_now(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    for surface in (Surface.DEBRIEF_CARD, Surface.DECISION_PROMPT):
        assert "is now invited to interview us" in await card(desk, candidacy_id, surface=surface)


async def test_the_script_is_shown_with_the_way_to_it(desk: Desk) -> None:
    """Once it stands in Slack, whoever asks for it gets its address; before, it is about to be posted."""
    candidacy_id = await hire(desk)
    async with desk.act() as tx:
        assert (await show_call(tx, candidacy_id=candidacy_id, by=desk.people["hana"]))[1] is None
        (shown,) = await cards_of(tx, Surface.CALL_SCRIPT, candidacy_id)
        shown.sent_channel, shown.ts = "D1HANA", "1700000000.000100"
    async with desk.act() as tx:
        _, address = await show_call(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    assert address == "https://acme.example/archives/D1HANA/p1700000000000100"
