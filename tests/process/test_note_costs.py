"""What a morning note and an afternoon list cost: thirty candidacies ask the database as often as three."""

import json
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, select

from bot.process.timers import TIMERS
from bot.rules.words import ContactClass, MeetingState, RequestState, Sentiment, Stage, TimerKind
from storage.candidacies import Candidacy
from storage.contacts import Contact
from storage.database import Transaction
from storage.deliveries import Delivery
from storage.meeting_requests import MeetingRequest
from storage.meetings import Meeting
from storage.offer_calls import Invitation, OfferCall
from storage.outbox import carry_out_redraws
from storage.timers import Timer
from tests.process.reverse_interviews import Office, office_in

FEW, MANY = 3, 30
NINE = datetime(2030, 1, 8, 8, tzinfo=UTC)
"""In the morning, in Berlin."""


class Unsaved(Exception):
    """What was counted is taken back, so that it can be counted again."""


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """A workspace on a Monday."""
    async with office_in(sqlite_url) as opened:
        yield opened


async def open_candidacies(office: Office, first: int, last: int) -> None:
    """Open candidacies; of four, one has requests, one a call agreed on, one is silent, and one's offer runs out."""
    async with office.act() as tx:
        known, cora = await tx.session.get_one(Candidacy, office.candidacy_id), office.people["cora"].id
        ours, at = {"workspace_id": tx.workspace_id}, tx.now - timedelta(days=6)
        theirs = {one: getattr(known, one) for one in ("job_id", "opener_id", "hiring_manager_id", "debrief_channel")}
        theirs |= {"coordinator_id": cora, "caller_id": cora, "opened_at": at, "feedback_due_at": at}
        for n in range(first, last):
            stage = Stage.REVERSE_INTERVIEW if n % 4 == 0 else Stage.AWAITING_ANSWER
            runs_out = date(2030, 1, 9) if n % 4 == 3 else None
            row = Candidacy(**ours, **theirs, candidate_name=f"Grace {n}", stage=stage, offer_expires_on=runs_out)
            tx.session.add(row)
            await tx.session.flush()
            about = ours | {"candidacy_id": row.id}
            invited = Invitation(**about, made_by_id=cora, made_at=at, goes_at=at, sent_at=at)
            call = OfferCall(**about, logged_by_id=cora, logged_at=at, sentiment=Sentiment.POSITIVE, said="Glad.")
            tx.session.add_all([invited, call])
            await tx.session.flush()
            due = {1: (TimerKind.FOLLOW_UP, call.id), 2: (TimerKind.REQUESTS_FOLLOW_UP, invited.id)}.get(n % 4)
            if due is not None:
                tx.session.add(Timer(**about, key=f"due:{n}", kind=due[0], subject_id=due[1], due_at=NINE))
            if stage is Stage.REVERSE_INTERVIEW:
                await _ask(tx, row, cora)


async def _ask(tx: Transaction, row: Candidacy, cora: int) -> None:
    """Enter a request to approve, and one of which an investor was asked by mail days ago."""
    ours, at = {"workspace_id": tx.workspace_id}, tx.now - timedelta(days=6)
    about, email = ours | {"candidacy_id": row.id}, f"ines{row.id}@fund.example"
    ines = Contact(**ours, name="Ines", email=email, contact_class=ContactClass.INVESTOR, zone="UTC")
    tx.session.add(ines)
    await tx.session.flush()
    asked = {"contact_id": ines.id, "asked_for_id": ines.id, "state": RequestState.ASKED}
    wish = MeetingRequest(**about, **asked, entered_at=at)
    tx.session.add_all([wish, MeetingRequest(**about, entered_at=at, contact_class=ContactClass.BOARD_MEMBER)])
    await tx.session.flush()
    to = {"request_id": wish.id, "contact_id": ines.id, "approved_by_id": cora, "asked_at": at, "zone": "UTC"}
    tx.session.add(Meeting(**about, **to, state=MeetingState.ASKED, uid=f"uid{row.id}"))


async def statements(office: Office, kind: TimerKind) -> int:
    """Let a note or list come, as it would; returns how many statements that took."""
    counted = [0]

    def count(*_: object) -> None:
        counted[0] += 1

    office.now, engine = NINE, office.database.engine.sync_engine
    with suppress(Unsaved):
        async with office.act() as tx:
            event.listen(engine, "before_cursor_execute", count)
            await TIMERS[kind](tx, Timer(kind=kind, key=kind, due_at=NINE, subject_id=office.people["cora"].id))
            await carry_out_redraws(tx)
            event.remove(engine, "before_cursor_execute", count)
            text = json.dumps((await tx.session.execute(select(Delivery.payload))).scalars().all())
            assert "Grace 0" in text
            raise Unsaved
    return counted[0]


@pytest.mark.parametrize("kind", [TimerKind.WAITING_FOR_YOU, TimerKind.APPROVALS_WAITING])
async def test_many_candidacies_ask_as_much_as_a_few(office: Office, kind: TimerKind) -> None:
    """Requests to approve, silent contacts, calls agreed, silent candidates, offers that run out."""
    await open_candidacies(office, 0, FEW)
    few = await statements(office, kind)
    await open_candidacies(office, FEW, MANY)
    assert await statements(office, kind) == few
