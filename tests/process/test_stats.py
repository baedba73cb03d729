"""The figures: what is counted, for whom, and how little it takes to be too little."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert

from bot.messages.stats import stats_shown, stats_view
from bot.process.refusals import NotAllowed
from bot.process.stats import figures
from bot.rules.figures import Figures, Outcome
from bot.rules.words import ContactClass
from storage.all_tables import metadata
from tests.process.reverse_interviews import MONDAY, Office, office_in
from tests.storage.valid_rows import ROWS, Row

DAY = timedelta(days=1)
BEGIN = MONDAY - 30 * DAY
FIRST = 11
"""The id of the first row put in; the candidacy there is already has a lower one."""


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview, which no figure counts yet."""
    async with office_in(sqlite_url) as opened:
        yield opened


async def put(office: Office, table: str, rows: Sequence[Row]) -> None:
    """Put rows in, each a valid one but for what is given, numbered from FIRST on."""
    made = [{**ROWS[table](1), "id": number, **row} for number, row in enumerate(rows, start=FIRST)]
    async with office.act() as tx:
        await tx.session.execute(insert(metadata.tables[table]), made)


async def offers(office: Office, number: int, manager: str = "hana") -> None:
    """Put in that many candidacies with an answer, of which the first quarter declined, and every second one met Eve.

    The n-th was called n hours after the decision, met Eve two days after the call, and answered after three more.
    """
    ids = range(FIRST, FIRST + number)
    owners = {
        "job_id": 1,
        "opener_id": office.people[manager].id,
        "hiring_manager_id": office.people[manager].id,
        "caller_id": office.people[manager].id,
        "coordinator_id": office.people["cora"].id,
    }
    ends = ["declined" if n < number // 4 else "accepted" for n in range(number)]
    about = [{"candidacy_id": one} for one in ids]
    called = [BEGIN + timedelta(hours=n) for n in range(1, number + 1)]
    await put(
        office,
        "candidacies",
        [owners | {"stage": "closed", "answer": end, "closed_at": MONDAY, "candidate_email": None} for end in ends],
    )
    await put(office, "decisions", [one | {"decided_at": BEGIN} for one in about])
    await put(office, "offer_calls", [one | {"logged_at": at} for one, at in zip(about, called, strict=True)])
    await put(office, "invitations", [one | {"sent_at": MONDAY, "taken_up_at": None} for one in about])
    await put(
        office,
        "answers",
        [one | {"answer": end, "recorded_at": at + 5 * DAY} for one, end, at in zip(about, ends, called, strict=True)],
    )
    await put(office, "contacts", [{"id": 1, "person_id": office.people["eve"].id}])
    eve = {"contact_id": 1, "asked_for_id": 1, "state": "agreed"}
    await put(office, "meeting_requests", [one | eve for one in about[::2]])
    await put(
        office,
        "meetings",
        [
            one | eve | {"request_id": FIRST + n, "state": "held", "uid": f"meeting {n}"} | _span(at + 2 * DAY)
            for n, (one, at) in enumerate(zip(about[::2], called[::2], strict=True))
        ],
    )


def _span(start: Any) -> Row:  # noqa: ANN401  # an instant
    return {"starts_at": start, "ends_at": start + timedelta(minutes=45)}


async def seen(office: Office, who: str) -> Figures:
    """Return what somebody sees of the figures."""
    async with office.look() as tx:
        return await figures(tx, by=office.people[who])


def said(found: Figures) -> str:
    """Return what is shown, as text."""
    return str(stats_shown(found).blocks)


async def test_everything_is_counted_in_a_fixed_number_of_queries(office: Office) -> None:
    """Of a thousand as of ten: rates with their interval, waits with their n, access by class, and the load."""
    queries: list[int] = []
    engine = office.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *_: queries.append(1))
    await offers(office, 1000)
    queries.clear()
    found = await seen(office, "cora")
    thousand = len(queries)
    assert found.overall is not None
    assert found.overall.rate is not None
    assert (found.overall.accepted, found.overall.offers) == (750, 1000)
    assert found.overall.rate.low < 0.75 < found.overall.rate.high
    assert found.with_step is not None
    assert (found.with_step.offers, found.waiting.call_to_meeting.n) == (500, 500)
    assert found.waiting.call_to_meeting.half == 2 * DAY
    assert found.waiting.decision_to_call.half == timedelta(hours=500.5)
    assert found.waiting.decision_to_call.most == timedelta(hours=900)
    assert found.waiting.meeting_to_answer.most == 3 * DAY
    [eve] = found.access
    assert (eve.kind, eve.candidates, eve.asked) == (ContactClass.CHIEF_EXECUTIVE, 500, 500)
    assert eve.outcomes is not None
    assert eve.outcomes[Outcome.GRANTED] == 500
    assert found.load is not None
    assert [(one.name, one.meetings, one.minutes) for one in found.load] == [("Eve E.", 500, 22500)]
    text = said(found)
    assert "750 of 1000, 75% (n = 1000, 72%–78%)" in text
    assert "half within 20.9 days, nine in ten within 37.5 days (n = 1000)" in text
    assert "Eve E.: 500 conversations, 375 h 00" in text
    assert stats_view(found)["title"]["text"] == "Figures"
    await _empty(office)
    await offers(office, 10)
    queries.clear()
    await seen(office, "cora")
    assert len(queries) == thousand


async def _empty(office: Office) -> None:
    """Take out again what was put in."""
    async with office.act() as tx:
        for table in reversed(metadata.sorted_tables):
            if "candidacy_id" in table.c or table.name == "contacts":
                await tx.session.execute(table.delete())
        candidacies = metadata.tables["candidacies"]
        await tx.session.execute(candidacies.delete().where(candidacies.c.id >= FIRST))


async def test_a_hiring_manager_sees_nothing_one_candidate_could_be_known_by(office: Office) -> None:
    """Of four offers hardly anything; of eight the rate, but no comparison of four with four, and never the load."""
    await offers(office, 4)
    few = await seen(office, "hana")
    assert (few.overall, few.invited, few.uptake, few.access, few.kinds_hidden) == (None, None, None, [], 1)
    assert "not enough offers yet (fewer than 5 answered)" in said(few)
    assert "1 other kind, asked for by too few" in said(few)
    assert few.waiting.decision_to_call.half is None
    everything = await seen(office, "tala")
    assert everything.overall is not None
    assert (everything.overall.offers, everything.overall.rate) == (4, None)
    assert "3 of 4 (not enough offers yet for a rate)" in said(everything)
    await _empty(office)
    await offers(office, 8)
    more = await seen(office, "hana")
    assert more.overall is not None
    assert more.overall.rate is not None
    assert (more.with_step, more.without_step, more.load) == (None, None, None)
    assert not more.is_everything


async def test_how_requests_ended_is_told_apart(office: Office) -> None:
    """Agreed, refused by us, declined by whom was asked, taken back, still open; by what the candidate asked for."""
    kinds: list[Row] = [
        {"state": "agreed", "contact_class": "investor"},
        {"state": "refused", "refusal": "On leave", "refused_by_id": 1, "contact_class": "investor"},
        {"state": "withdrawn", "contact_class": "investor"},
        {"state": "withdrawn", "contact_class": "investor"},
        {"state": "open", "contact_class": "investor"},
        {"state": "open", "area": "on-call"},
    ]
    await put(office, "contacts", [{"id": 1, "person_id": office.people["eve"].id}])
    plain = {"candidacy_id": office.candidacy_id, "contact_id": 1, "asked_for_id": None, "area": None}
    blank = {"refusal": None, "refused_by_id": None, "contact_class": None}
    await put(office, "meeting_requests", [plain | blank | one for one in kinds])
    declined = {"candidacy_id": office.candidacy_id, "contact_id": 1, "request_id": 13, "state": "declined"}
    await put(office, "meetings", [declined | {"starts_at": None, "ends_at": None}])
    investor, subject = (await seen(office, "cora")).access
    assert investor.kind is ContactClass.INVESTOR
    assert investor.outcomes == {"granted": 1, "refused": 1, "declined": 1, "taken_back": 1, "open": 1}
    assert (subject.kind, subject.asked) == (None, 1)
    text = said(await seen(office, "cora"))
    assert "investor: 5 times (met or agreed 1, we said no 1, who was asked couldn" in text
    assert "a subject, no matter with whom: once (still open 1)" in text


async def test_figures_are_for_those_who_have_any(office: Office) -> None:
    """A hiring manager sees their own, the coordinator all, any other member is told whose they are."""
    assert not (await seen(office, "hana")).is_everything
    assert (await seen(office, "cora")).is_everything
    with pytest.raises(NotAllowed, match="the head of talent or an administrator, the hiring manager, the recruiting"):
        await seen(office, "bo")
