"""The end of a candidacy: what it stops, whom it tells, what is deleted, and how it is corrected."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.process.answers import Ending, record_answer
from bot.process.refusals import AlreadyDone, NotAllowed, NotNow, WrongField
from bot.process.untold_ends import told_of_end
from bot.rules.words import Answer, Sentiment, Stage, Standing, TimerState, WhyNotInvited
from storage.answers import answers
from storage.candidacies import candidacy
from storage.deliveries import Delivery
from storage.people import person
from storage.timers import timers_of
from tests.databases import on_sqlite
from tests.process.calls import called, card, hire, words
from tests.process.desks import Desk, desk_in

FIRST_DAY = date(2030, 3, 1)


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    """A workspace with people, on a Monday morning."""
    async with desk_in(database_url) as opened:
        yield opened


async def end(desk: Desk, candidacy_id: int, answer: Answer, by: str = "hana", **other: object) -> None:
    """Record an answer."""
    other.setdefault("why_not_invited", WhyNotInvited.ANSWERED_SOONER)
    ending = Ending(answer, **other)  # type: ignore[arg-type]  # a form's fields by name
    async with desk.act() as tx:
        await record_answer(tx, ending, candidacy_id=candidacy_id, by=desk.people[by])


@on_sqlite
async def test_an_acceptance_asks_for_the_first_day(desk: Desk) -> None:
    """Without it nothing could be deleted in time."""
    candidacy_id = await called(desk)
    with pytest.raises(WrongField) as refused:
        await end(desk, candidacy_id, Answer.ACCEPTED)
    assert set(refused.value.fields) == {"starts_on"}
    assert (await desk.row(candidacy_id)).stage is Stage.REVERSE_INTERVIEW


@on_sqlite
async def test_an_acceptance_closes_stops_and_tells_each_once(desk: Desk) -> None:
    """No timer but the removal is left; owners and panel hear of it once."""
    candidacy_id = await called(desk)
    await end(desk, candidacy_id, Answer.ACCEPTED, starts_on=FIRST_DAY, work_email="Ada@Acme.example")
    row = await desk.row(candidacy_id)
    assert (row.stage, row.answer) == (Stage.CLOSED, Answer.ACCEPTED)
    async with desk.act() as tx:
        left = await timers_of(tx, candidacy_id)
        (recorded,) = await answers(tx, candidacy_id)
    assert {timer.kind.value for timer in left if timer.state is TimerState.WAITING} == {"remove_feedback"}
    assert recorded.work_email == "ada@acme.example"
    for name, said in (("ann", "Ada Lovelace is joining us."), ("hana", "Ada Lovelace accepted the offer")):
        assert sum(said in text for text in await desk.notices(name)) == 1


async def test_posts_with_feedback_are_deleted_before_the_first_day(desk: Desk) -> None:
    """The script and the receipts are taken out of Slack on the day before, at the latest."""
    candidacy_id = await called(desk)
    assert "You helped ann." in await card(desk, candidacy_id)
    await end(desk, candidacy_id, Answer.ACCEPTED, starts_on=FIRST_DAY)
    await desk.pass_time(datetime.combine(FIRST_DAY, datetime.min.time(), desk.now.tzinfo))
    async with desk.act() as tx:
        rows = (await tx.session.execute(Delivery.__table__.select())).mappings().all()
    held = [row for row in rows if row["surface"] in {"call_script", "feedback_receipt", "decision_prompt"}]
    assert held
    assert all(row["is_to_be_removed"] or row["state"] == "cancelled" for row in held)


async def last_said(desk: Desk, name: str) -> str:
    """Return the words of the last thing somebody was told."""
    query = select(Delivery).where(Delivery.person_id == desk.people[name].id, Delivery.payload.is_not(None))
    async with desk.database.reading(desk.workspace_id) as tx:
        rows = (await tx.session.execute(query.order_by(Delivery.id))).scalars().all()
    return "\n".join(words(rows[-1].payload))


@on_sqlite
async def test_the_end_is_told_to_who_is_still_there(desk: Desk) -> None:
    """Of the panel nobody is written to who is deactivated in Slack."""
    candidacy_id = await called(desk)
    async with desk.act() as tx:
        (await person(tx, desk.people["bo"].id)).standing = Standing.DEACTIVATED
    before = {name: len(await desk.notices(name)) for name in ("ann", "bo")}
    await end(desk, candidacy_id, Answer.DECLINED)
    assert {name: len(await desk.notices(name)) - before[name] for name in before} == {"ann": 1, "bo": 0}


@on_sqlite
async def test_the_same_answer_twice_changes_nothing(desk: Desk) -> None:
    """The second hears who recorded it."""
    candidacy_id = await called(desk)
    await end(desk, candidacy_id, Answer.DECLINED, reason="Too far away.")
    with pytest.raises(AlreadyDone, match="Hana"):
        await end(desk, candidacy_id, Answer.DECLINED, by="cora")


@on_sqlite
async def test_a_correction_needs_its_reason_and_keeps_the_history(desk: Desk) -> None:
    """Declined by mistake, accepted in truth."""
    candidacy_id = await called(desk)
    await end(desk, candidacy_id, Answer.DECLINED)
    with pytest.raises(WrongField) as refused:
        await end(desk, candidacy_id, Answer.ACCEPTED, starts_on=FIRST_DAY)
    assert set(refused.value.fields) == {"reason"}
    await end(desk, candidacy_id, Answer.ACCEPTED, starts_on=FIRST_DAY, reason="I pressed the wrong one.")
    async with desk.act() as tx:
        kept = await answers(tx, candidacy_id)
    assert [(one.answer, one.superseded_at is None) for one in kept] == [
        (Answer.DECLINED, False),
        (Answer.ACCEPTED, True),
    ]


@on_sqlite
async def test_there_is_no_answer_before_there_is_an_offer(desk: Desk) -> None:
    """A debrief can be withdrawn from, not accepted."""
    candidacy_id = await desk.open()
    with pytest.raises(NotNow, match="No offer"):
        await end(desk, candidacy_id, Answer.ACCEPTED, starts_on=FIRST_DAY)
    await end(desk, candidacy_id, Answer.WITHDRAWN)
    assert (await desk.row(candidacy_id)).answer is Answer.WITHDRAWN


async def test_a_called_candidate_who_withdraws_is_spoken_with_first(desk: Desk) -> None:
    """The coordinator gets news and task as one; pressing it a second time says that it was noted."""
    candidacy_id = await called(desk, Sentiment.POSITIVE)
    before = len(await desk.notices("cora"))
    await end(desk, candidacy_id, Answer.WITHDRAWN)
    assert (await desk.notices("cora"))[before:] == ["Ada Lovelace withdrew · Staff Engineer"]
    assert "They told us.* When you have confirmed it with them" in await last_said(desk, "cora")
    async with desk.act() as tx:
        await told_of_end(tx, candidacy_id=candidacy_id, by=desk.people["cora"])
    with pytest.raises(AlreadyDone):
        async with desk.act() as tx:
            await told_of_end(tx, candidacy_id=candidacy_id, by=desk.people["cora"])


@on_sqlite
async def test_rescinding_needs_a_reason(desk: Desk) -> None:
    """An offer isn't taken back without one."""
    candidacy_id = await hire(desk)
    with pytest.raises(WrongField):
        await end(desk, candidacy_id, Answer.RESCINDED)
    await end(desk, candidacy_id, Answer.RESCINDED, reason="The position is gone.")
    assert (await desk.row(candidacy_id)).answer is Answer.RESCINDED


@on_sqlite
async def test_other_candidates_for_the_job_are_brought_up(desk: Desk) -> None:
    """Who is still waiting isn't forgotten."""
    await desk.open("Grace Example")
    candidacy_id = await called(desk)
    await end(desk, candidacy_id, Answer.ACCEPTED, starts_on=FIRST_DAY)
    async with desk.act() as tx:
        rows = (await tx.session.execute(Delivery.__table__.select())).mappings().all()
    told = [row for row in rows if row["person_id"] == desk.people["hana"].id and "answer:" in row["key"]]
    assert "Grace Example" in str(told[-1]["payload"])


@on_sqlite
async def test_a_panel_member_may_not_record_it(desk: Desk) -> None:
    """Only the hiring manager, the caller and the coordinator may."""
    candidacy_id = await called(desk)
    with pytest.raises(NotAllowed):
        await end(desk, candidacy_id, Answer.DECLINED, by="ann")


@on_sqlite
async def test_the_work_address_never_opens_the_candidacy(desk: Desk) -> None:
    """Once recorded, whoever has it may do nothing, though they be made its coordinator afterwards."""
    candidacy_id = await called(desk)
    await end(desk, candidacy_id, Answer.ACCEPTED, starts_on=FIRST_DAY, work_email="Cy@acme.example")
    async with desk.act() as tx:
        (await candidacy(tx, candidacy_id)).coordinator_id = desk.people["cy"].id
    with pytest.raises(NotAllowed):
        await end(desk, candidacy_id, Answer.DECLINED, by="cy", reason="Let me in.")


@pytest.mark.parametrize("name", ["hana", "cora", "mel", "bo"])
@on_sqlite
async def test_nobody_with_a_part_in_it_is_taken_for_the_candidate(desk: Desk, name: str) -> None:
    """An owner's or interviewer's address in the wrong field would lock them out."""
    candidacy_id = await called(desk)
    with pytest.raises(WrongField) as refused:
        await end(desk, candidacy_id, Answer.ACCEPTED, starts_on=FIRST_DAY, work_email=f"{name.upper()}@acme.example")
    assert set(refused.value.fields) == {"work_email"}


@on_sqlite
async def test_a_first_day_gone_by_is_refused(desk: Desk) -> None:
    """Today is not too late."""
    candidacy_id = await called(desk)
    with pytest.raises(WrongField) as refused:
        await end(desk, candidacy_id, Answer.ACCEPTED, starts_on=date(2030, 1, 6))
    assert set(refused.value.fields) == {"starts_on"}
    await end(desk, candidacy_id, Answer.ACCEPTED, starts_on=date(2030, 1, 7))


@on_sqlite
async def test_time_stands_still_for_a_closed_candidacy(desk: Desk) -> None:
    """A month later nobody has heard another word about it."""
    candidacy_id = await called(desk)
    await end(desk, candidacy_id, Answer.DECLINED)
    before = {name: await desk.notices(name) for name in ("ann", "hana", "cora")}
    await desk.pass_time(desk.now + timedelta(days=30))
    assert before == {name: await desk.notices(name) for name in ("ann", "hana", "cora")}
    assert not await desk.mornings("hana")
