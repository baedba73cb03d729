"""Equal access: every hire that led to no invitation has a recorded reason, and the figures count them."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from bot.messages.stats import stats_shown
from bot.process.answers import Ending, open_answer, record_answer
from bot.process.invitations import invite_now
from bot.process.refusals import WrongField
from bot.process.stats import figures
from bot.rules.words import Answer, Choice, Sentiment, WhyNotInvited
from storage.decisions import standing_decision
from storage.no_invitations import NoInvitation, no_invitation
from tests.process.calls import called, hire, log, words
from tests.process.desks import Desk, desk_in


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    """A workspace with people, on a Monday morning."""
    async with desk_in(sqlite_url) as opened:
        yield opened


async def reason(desk: Desk, candidacy_id: int) -> NoInvitation | None:
    """Return the reason kept for the hire that stands."""
    async with desk.database.reading(desk.workspace_id) as tx:
        made = await standing_decision(tx, candidacy_id)
        return await no_invitation(tx, made.id) if made else None


async def end(desk: Desk, candidacy_id: int, answer: Answer, **other: object) -> None:
    """Record an answer, with no more than is given."""
    async with desk.act() as tx:
        ending = Ending(answer, **other)  # type: ignore[arg-type]  # a form's fields by name
        await record_answer(tx, ending, candidacy_id=candidacy_id, by=desk.people["hana"])


async def test_a_bad_call_is_a_reason_by_itself_and_can_have_a_better_one(desk: Desk) -> None:
    """A correction changes it; a better call takes it back."""
    candidacy_id = await called(desk, Sentiment.NEGATIVE)
    kept = await reason(desk, candidacy_id)
    assert kept is not None
    assert (kept.why, kept.note) == (WhyNotInvited.BAD_CALL, None)
    with pytest.raises(WrongField) as refused:
        await log(desk, candidacy_id, Sentiment.NEGATIVE, why_not_invited=WhyNotInvited.OTHER)
    assert set(refused.value.fields) == {"not_invited_note"}
    await log(desk, candidacy_id, Sentiment.NEGATIVE, not_invited_note="They move abroad.")
    kept = await reason(desk, candidacy_id)
    assert kept is not None
    assert (kept.why, kept.note) == (WhyNotInvited.OTHER, "They move abroad.")
    await end(desk, candidacy_id, Answer.DECLINED)
    assert (await desk.row(candidacy_id)).answer is Answer.DECLINED


async def test_who_corrects_a_bad_call_takes_the_reason_back(desk: Desk) -> None:
    """What is open again may still lead to an invitation."""
    candidacy_id = await called(desk, Sentiment.NEGATIVE)
    await log(desk, candidacy_id, Sentiment.MIXED, next_on=date(2030, 1, 10))
    assert await reason(desk, candidacy_id) is None


async def test_an_answer_without_an_invitation_asks_why_there_was_none(desk: Desk) -> None:
    """After a mixed call, and with no call at all; a withdrawal is its own reason."""
    candidacy_id = await called(desk, Sentiment.MIXED)
    async with desk.act() as tx:
        assert (await open_answer(tx, candidacy_id=candidacy_id, by=desk.people["hana"])).lacks_reason
    with pytest.raises(WrongField) as refused:
        await end(desk, candidacy_id, Answer.ACCEPTED, starts_on=date(2030, 3, 1))
    assert set(refused.value.fields) == {"not_invited"}
    await end(
        desk, candidacy_id, Answer.ACCEPTED, starts_on=date(2030, 3, 1), why_not_invited=WhyNotInvited.ANSWERED_SOONER
    )
    kept = await reason(desk, candidacy_id)
    assert kept is not None
    assert kept.why is WhyNotInvited.ANSWERED_SOONER
    other = await desk.open("Grace Hopper")
    await end(desk, other, Answer.WITHDRAWN)


async def test_an_invited_candidate_needs_no_reason(desk: Desk) -> None:
    """Invite now after a mixed call: the mail went out, so nothing is asked."""
    candidacy_id = await called(desk, Sentiment.MIXED)
    async with desk.act() as tx:
        await invite_now(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    await desk.pass_time(desk.now + timedelta(minutes=6))
    async with desk.act() as tx:
        assert not (await open_answer(tx, candidacy_id=candidacy_id, by=desk.people["hana"])).lacks_reason
    await end(desk, candidacy_id, Answer.DECLINED)


async def test_the_figures_say_who_was_invited_and_why_others_were_not(desk: Desk) -> None:
    """One invited, one after a bad call, one who withdrew, one still to be called."""
    invited = await hire(desk)
    await log(desk, invited)
    await desk.pass_time(desk.now + timedelta(minutes=6))
    for name, sentiment in (("Grace Hopper", Sentiment.NEGATIVE), ("Alan Turing", None), ("Mary Jackson", None)):
        candidacy_id = await desk.open(name)
        await desk.decide(candidacy_id, Choice.HIRE, is_beyond_openings=True)
        if sentiment is not None:
            await log(desk, candidacy_id, sentiment)
        elif name == "Alan Turing":
            await end(desk, candidacy_id, Answer.WITHDRAWN)
    async with desk.act() as tx:
        shown = stats_shown(await figures(tx, by=desk.people["cora"]))
    line = (
        "*Invited to interview us:* 1 of 4 to be hired · not invited: the call didn't go well (1), they withdrew before"
        " (1) · 1 not yet"
    )
    assert line in "\n".join(words(shown.blocks))
