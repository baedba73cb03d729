"""Forty candidacies in every stage, as they stand on a Sunday evening."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.process.debriefs import NewDebrief, open_debrief
from bot.process.decisions import Deciding, decide
from bot.process.feedback import give_feedback
from bot.process.invitations import settle_invitation
from bot.process.reminders import plan_reminder
from bot.process.written_offers import WrittenOffer, record_written_offer
from bot.rules.feedback_form import Given
from bot.rules.words import Choice, Sentiment, Stage
from storage.candidacies import Candidacy, candidacy, job_titled
from storage.database import Transaction
from storage.debriefs import debrief
from storage.decisions import Decision
from storage.meeting_requests import FreeWindow
from storage.offer_calls import OfferCall, current_call
from storage.panels import Seat, seats
from tests.process.companies import BERLIN, INTERVIEWERS, MANAGERS, NEW_YORK, SUNDAY, Company
from tests.process.habits import Habits

DEBRIEFS, DECIDED, CALLED, ASKING = 12, 4, 10, 14
"""How many gather feedback, were decided on Friday, called on Friday, and have asked for people since Thursday."""
CANDIDACIES = DEBRIEFS + DECIDED + CALLED + ASKING

THURSDAY, FRIDAY = SUNDAY - timedelta(days=4, hours=-10), SUNDAY - timedelta(days=3, hours=-10)
MONDAY, TUESDAY = date(2030, 1, 7), date(2030, 1, 8)
MONDAY_NOON = datetime(2030, 1, 7, 12, tzinfo=ZoneInfo(BERLIN))
HARDLY_ANYBODY = ("max", "lea", "kai", "ann")
"""A panel of which three never write."""


async def begin(company: Company, habits: Habits) -> None:
    """Play what came before the week, and send what was said of it."""
    company.now = THURSDAY
    asking = [await _called(company, number) for number in range(ASKING)]
    await company.pass_time(THURSDAY + timedelta(hours=2))
    for number, candidacy_id in enumerate(asking):
        await _send_offer(company, candidacy_id, SUNDAY.date() + timedelta(days=3 + number))
        async with company.look() as tx:
            row = await candidacy(tx, candidacy_id)
        await habits.wish(row, [])
    company.now = FRIDAY
    await habits.coordinate()
    company.now = FRIDAY + timedelta(hours=4)
    await habits.answer()
    numbers = iter(range(ASKING, CANDIDACIES))
    for _ in range(CALLED):
        await _called(company, next(numbers))
    for _ in range(DECIDED):
        await _decided(company, next(numbers))
    for _ in range(DEBRIEFS):
        await _opened(company, next(numbers))
    await company.pass_time(SUNDAY)
    await company.send()


async def _opened(company: Company, number: int) -> int:
    """Open a debrief that is due on Monday noon; of every second the last interview is on Tuesday."""
    manager = company.people[MANAGERS[number % len(MANAGERS)]]
    new = NewDebrief(
        candidate=f"Ada No. {number}",
        job=f"Engineer {number % 9}",
        hiring_manager=manager,
        interviewers=company.everybody(_panel(number)),
        coordinator=company.people["cora"],
        channel=company.channel,
        due_at=MONDAY_NOON,
        email=f"ada{number}@home.example",
        openings=9,
    )
    async with company.act() as tx:
        row = await open_debrief(tx, new, by=manager)
        for held in (await seats(tx, row.id))[-1:] if number % 2 else ():
            held.interview_on = TUESDAY
            await plan_reminder(tx, row, held, BERLIN)
        _free(tx, row.id, number)
    return row.id


def _panel(number: int) -> Sequence[str]:
    """Name three who interview: each of the dozen in turn, beside others every time."""
    turn = [INTERVIEWERS[(number * 5 + step) % len(INTERVIEWERS)] for step in (0, 1, 4)]
    return HARDLY_ANYBODY if number == CANDIDACIES - 1 else turn


def _zone(number: int) -> str:
    return NEW_YORK if number % 4 == 0 else BERLIN


def _free(tx: Transaction, candidacy_id: int, number: int) -> None:
    """Let the candidate be free on four days of the week and the Monday after."""
    zone = _zone(number)
    for day in (0, 1, 2, 3, 6):
        start = datetime.combine(TUESDAY + timedelta(days=day), time(9), ZoneInfo(zone))
        span = {"starts_at": start, "ends_at": start + timedelta(hours=9), "zone": zone}
        tx.session.add(FreeWindow(workspace_id=tx.workspace_id, candidacy_id=candidacy_id, **span))


async def _decided(company: Company, number: int) -> int:
    """Open a debrief, gather all feedback and decide to hire."""
    candidacy_id = await _opened(company, number)
    async with company.look() as tx:
        shown = await debrief(tx, candidacy_id)
    known = {one.id: one for one in company.people.values()}
    for place in shown.seats:
        async with company.act() as tx:
            given = Given(good="You drew the failure cases first.", grow="Say earlier what you leave out.")
            await give_feedback(tx, seat_id=place.id, given=given, by=known[place.who.id])
    deciding = Deciding(Choice.HIRE, "We talked about it.", zone=_zone(number))
    async with company.act() as tx:
        await decide(tx, deciding, candidacy_id=candidacy_id, seen=0, by=known[shown.hiring_manager.id])
    return candidacy_id


async def _called(company: Company, number: int) -> int:
    """Put in a candidacy whose candidate was called and invited; nobody is told of what came before."""
    manager = company.people[MANAGERS[number % len(MANAGERS)]]
    async with company.act() as tx:
        row = Candidacy(
            workspace_id=tx.workspace_id,
            job_id=(await job_titled(tx, f"Engineer {number % 9}")).id,
            candidate_name=f"Ada No. {number}",
            candidate_email=f"ada{number}@home.example",
            candidate_zone=_zone(number),
            stage=Stage.REVERSE_INTERVIEW,
            opener_id=manager.id,
            hiring_manager_id=manager.id,
            caller_id=manager.id,
            coordinator_id=company.people["cora"].id,
            debrief_channel=company.channel,
            opened_at=tx.now,
            feedback_due_at=tx.now,
        )
        tx.session.add(row)
        await tx.session.flush()
        about = {"workspace_id": tx.workspace_id, "candidacy_id": row.id}
        tx.session.add_all(
            [
                Decision(**about, choice=Choice.HIRE, reason="Yes.", decided_by_id=manager.id, decided_at=tx.now),
                OfferCall(
                    **about,
                    logged_by_id=manager.id,
                    logged_at=tx.now,
                    sentiment=Sentiment.POSITIVE,
                    said="They are glad.",
                ),
                *(Seat(**about, person_id=one.id) for one in company.everybody(_panel(number))),
            ]
        )
        _free(tx, row.id, number)
        await tx.session.flush()
        call = await current_call(tx, row.id)
        assert call is not None
        await settle_invitation(tx, row, call, by=manager)
    return row.id


async def _send_offer(company: Company, candidacy_id: int, expires_on: date) -> None:
    offer = WrittenOffer(sent_on=THURSDAY.date(), expires_on=expires_on)
    async with company.act() as tx:
        await record_written_offer(tx, offer, candidacy_id=candidacy_id, by=company.people["cora"])
