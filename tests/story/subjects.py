"""Candidacies at any point of the story, written as rows: what tests of one press or one form begin with."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import uuid4
from zoneinfo import ZoneInfo

from bot.rules.corrections import Marked, Piece, seen_mark
from bot.rules.held_points import HoldReason
from bot.rules.words import (
    Answer,
    Choice,
    ContactClass,
    DeliveryState,
    FeedbackState,
    MeetingState,
    PointKind,
    QuestionState,
    RequestState,
    Sentiment,
    Sharing,
    Source,
    Stage,
    Transport,
)
from storage.answers import RecordedAnswer
from storage.base import Base, Owned
from storage.call_scripts import ScriptPoint
from storage.candidacies import Candidacy, job_titled
from storage.clearances import Clearance
from storage.contacts import Contact, contact, contact_of_email, contact_of_person
from storage.database import Database, Transaction
from storage.decisions import Decision
from storage.feedback import Feedback, FeedbackVersion, Point
from storage.held_points import HeldPoint, digest_of
from storage.meeting_requests import FreeWindow, MeetingRequest
from storage.meetings import Meeting, ProposedTime
from storage.offer_calls import Invitation, OfferCall
from storage.outbox import Delivery
from storage.panels import Seat
from storage.people import Person
from storage.questions import Question
from storage.wordings import SavedWording, newest_wording

THURSDAY = datetime(2030, 1, 10, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
FRIDAY = date(2030, 1, 11)
UNTOUCHED = frozenset({"audit_entries", "receipts", "people", "paces"})
"""Tables that aren't the story's: who asked for what, and who they are."""
BOOKKEEPING = {
    "deliveries": "id, key, revision, payload, mail_to, is_to_be_removed, CASE WHEN state = 'failed' THEN 1 ELSE 0 END"
}
"""Of deliveries only what is owed; whether it was sent meanwhile is no doing of the request looked at."""


@dataclass(frozen=True)
class Roles:
    """Who is what to a candidacy."""

    opener: Person
    manager: Person
    caller: Person
    coordinator: Person
    seat: Person
    contact: Person
    other_seat: Person


@dataclass
class Subject:
    """A candidacy and the ids of what belongs to it, by name, as buttons and forms carry them."""

    id: int
    name: str
    made: int = 0
    """How many decisions and reversals there were."""
    call: int = 0
    ids: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, name: str) -> int:
        """Return an id by its name."""
        return self.ids[name]


@dataclass
class Maker:
    """Writes candidacies into a database; each has a name that nothing else begins with."""

    database: Database
    workspace_id: int
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def at(  # noqa: PLR0913  # what a story may have in it, each by name
        self,
        stage: Stage,
        roles: Roles,
        *,
        answer: Answer | None = None,
        decided: Choice | None = None,
        sentiment: Sentiment | None = None,
        email: str = "candidate@home.example",
        is_sent: bool = True,
        is_settled: bool = False,
        is_blind: bool = False,
        is_to_be_cleared: bool = False,
        is_for_anybody: bool = False,
        work_email: str | None = None,
    ) -> Subject:
        """Make a candidacy at a stage with what must have happened before.

        `decided`, `sentiment`: what else than a hire and a good call; `is_sent`: the invitation has gone out;
        `is_settled`: nothing is asked for or ahead; `is_blind`: feedback isn't revealed;
        `is_to_be_cleared`: nobody may call yet; `is_for_anybody`: anybody who knows a subject is asked for, too;
        `work_email`: they had accepted before, and this was to be their address.
        """
        async with self.database.transaction(self.workspace_id) as tx:
            subject = await _begin(tx, stage, roles, answer, email, next(self.numbers))
            await _panel(tx, subject, roles)
            await _undelivered(tx, subject)
            await _wordings(tx, subject, roles)
            (await tx.session.get_one(Candidacy, subject.id)).is_blind = is_blind
            standing = decided or (Choice.NO_HIRE if answer is Answer.NO_HIRE else None)
            if standing is None and stage is not Stage.DEBRIEF and answer is not Answer.WITHDRAWN:
                standing = Choice.HIRE
            if standing is not None:
                await _decision(tx, subject, roles, standing, is_told=answer is Answer.NO_HIRE)
            if is_to_be_cleared:
                await _clearance(tx, subject, roles)
            if sentiment is None and stage in {Stage.REVERSE_INTERVIEW, Stage.AWAITING_ANSWER}:
                sentiment = Sentiment.POSITIVE
            if standing is Choice.HIRE:
                await _script(tx, subject, is_late=sentiment is not None)
            if sentiment is not None:
                await _call(tx, subject, roles, sentiment, is_sent=is_sent)
            if stage is Stage.REVERSE_INTERVIEW and not is_settled:
                await _requests(tx, subject, roles)
            if is_for_anybody:
                await _anybody(tx, subject, roles)
            await _behind_them(tx, subject, roles, answer, work_email)
            if stage is Stage.CLOSED and answer is not Answer.NO_HIRE:
                await _answered(tx, subject, roles, answer or Answer.ACCEPTED)
            return subject

    async def version_of(self, contact_id: int) -> int:
        """Return how often an entry of the directory was changed."""
        async with self.database.reading(self.workspace_id) as tx:
            return (await contact(tx, contact_id)).version

    async def list_again(self, contact_id: int) -> None:
        """Put somebody back into the directory."""
        async with self.database.transaction(self.workspace_id) as tx:
            row = await contact(tx, contact_id)
            row.listed_at = row.listed_at or tx.now

    async def looks(self, *, since: int = 0) -> dict[str, list[tuple[object, ...]]]:
        """Return every row of the story's tables, by table; of candidacies and what is owed those from this id on."""
        async with self.database.reading(self.workspace_id) as tx:
            connection = await tx.session.connection()
            return {
                table: [tuple(row) for row in await connection.exec_driver_sql(_select(table, since))]
                for table in Base.metadata.tables
                if table not in UNTOUCHED
            }


async def _wordings(tx: Transaction, subject: Subject, roles: Roles) -> None:
    """Word the greeting twice: the newest version can be reset, the one before it used again."""
    for word in ("Hello", "Hi"):
        newest = await newest_wording(tx)
        subject.ids["earlier_wording"] = newest.id
        row = SavedWording(
            workspace_id=tx.workspace_id,
            version=newest.version + 1,
            texts={"greeting": f"{word} {{{{ candidate }}}}, {{{{ caller }}}} here, {subject.id}."},
            made_by_id=roles.opener.id,
            made_at=tx.now,
        )
        tx.session.add(row)
        await tx.session.flush()
        subject.ids["wording"] = row.id


def _select(table: str, since: int) -> str:
    columns = BOOKKEEPING.get(table, "*")
    where = f" WHERE candidacy_id >= {since}" if "candidacy_id" in Base.metadata.tables[table].columns else ""
    return f"SELECT {columns} FROM {table}{where} ORDER BY 1"  # noqa: S608  # names of our own tables


async def _begin(
    tx: Transaction, stage: Stage, roles: Roles, answer: Answer | None, email: str, number: int
) -> Subject:
    row = Candidacy(
        workspace_id=tx.workspace_id,
        job_id=(await job_titled(tx, "Staff Engineer")).id,
        candidate_name=f"Ada {number:04}",
        candidate_email=email,
        candidate_zone="Europe/Berlin",
        candidate_phone="+49 30 5550100",
        stage=stage,
        answer=(answer or Answer.ACCEPTED) if stage is Stage.CLOSED else None,
        closed_at=tx.now if stage is Stage.CLOSED else None,
        opener_id=roles.opener.id,
        hiring_manager_id=roles.manager.id,
        caller_id=roles.caller.id,
        coordinator_id=roles.coordinator.id,
        debrief_channel="C1DEBRIEFS",
        opened_at=tx.now,
        feedback_due_at=tx.now + timedelta(days=1),
    )
    await _add(tx, row)
    return Subject(row.id, row.candidate_name)


async def _panel(tx: Transaction, subject: Subject, roles: Roles) -> None:
    """Seat two: one whose feedback is in, who also wrote something to sort and something to place; one awaited."""
    mine = Seat(candidacy_id=subject.id, person_id=roles.seat.id)
    other = Seat(candidacy_id=subject.id, person_id=roles.other_seat.id)
    await _add(tx, mine)
    if roles.other_seat.id != roles.seat.id:
        await _add(tx, other)
    form = Feedback(seat_id=mine.id, source=Source.FORM, state=FeedbackState.COUNTED, text="You listened.")
    sort = _message(mine, "You drew it for me.", is_unplaced=False)
    place = _message(mine, "Good: quick.", is_unplaced=True)
    for one in (form, sort, place):
        one.notes, one.version, one.written_at = [], 1, tx.now
        one.pieces = [Piece(Marked(one.text, PointKind.GOOD if one is form else None))]
        await _add(tx, one)
        await _add(tx, FeedbackVersion(feedback_id=one.id, stamp=one.ts or "000001", text=one.text, written_at=tx.now))
    point = {"kind": PointKind.GOOD, "sharing": Sharing.SHAREABLE, "text": "You listened."}
    await _add(tx, Point(feedback_id=form.id, position=0, **point))
    held = {"kind": PointKind.GROW, "sharing": Sharing.HELD, "hold_reason": HoldReason.PAY, "text": "Ask for less pay."}
    await _add(tx, Point(feedback_id=form.id, position=1, **held))
    row = HeldPoint(seat_id=mine.id, digest=digest_of("Ask for less pay."), reason=HoldReason.PAY, held_at=tx.now)
    await _add(tx, row)
    subject.ids["held_point"] = row.id
    subject.ids["seen"] = seen_mark([(form.id, form.version, form.pieces)])
    subject.ids |= {"seat": mine.id, "other_seat": other.id or mine.id, "to_sort": sort.id, "to_place": place.id}


def _message(seat: Seat, wrote: str, *, is_unplaced: bool) -> Feedback:
    return Feedback(
        seat_id=seat.id,
        source=Source.DIRECT,
        channel="D1DIRECT",
        ts=f"{uuid4().int % 10**10}.000100",
        state=FeedbackState.TO_SORT,
        text=wrote,
        is_unplaced=is_unplaced,
    )


async def _script(tx: Transaction, subject: Subject, *, is_late: bool) -> None:
    """Have the one point stand in the script; after the call as one that came too late for it."""
    row = ScriptPoint(seat_id=subject["seat"], kind=PointKind.GOOD, digest=digest_of("You listened."))
    row.added_at, row.is_told, row.due_on = tx.now, True, FRIDAY if is_late else None
    await _add(tx, row)
    subject.ids["script_point"] = row.id


async def _decision(tx: Transaction, subject: Subject, roles: Roles, choice: Choice, *, is_told: bool) -> None:
    row = Decision(
        candidacy_id=subject.id,
        choice=choice,
        reason="We talked about it.",
        decided_by_id=roles.manager.id,
        decided_at=tx.now,
        revisit_on=FRIDAY if choice is Choice.NOT_YET else None,
        told_at=tx.now if is_told else None,
    )
    await _add(tx, row)
    subject.ids["decision"], subject.made = row.id, 1


async def _clearance(tx: Transaction, subject: Subject, roles: Roles) -> None:
    """Ask the other interviewer for the word that the call waits for."""
    ids = {"candidacy_id": subject.id, "decision_id": subject["decision"], "person_id": roles.other_seat.id}
    row = Clearance(asked_at=tx.now, **ids)
    await _add(tx, row)
    subject.ids["clearance"] = row.id


async def _call(tx: Transaction, subject: Subject, roles: Roles, sentiment: Sentiment, *, is_sent: bool) -> None:
    row = OfferCall(
        candidacy_id=subject.id,
        logged_by_id=roles.caller.id,
        logged_at=tx.now,
        sentiment=sentiment,
        said="Glad.",
        next_on=FRIDAY if sentiment in {Sentiment.MIXED, Sentiment.NEEDS_TIME} else None,
    )
    await _add(tx, row)
    subject.call = row.id
    if sentiment is Sentiment.POSITIVE:
        when = {"made_at": tx.now, "goes_at": tx.now + timedelta(minutes=5), "sent_at": tx.now if is_sent else None}
        await _add(tx, Invitation(candidacy_id=subject.id, made_by_id=roles.caller.id, **when))


async def _requests(tx: Transaction, subject: Subject, roles: Roles) -> None:
    """Ask for four: one to approve, one asked (in Slack, and outside), one agreed, one held; and an open question."""
    inside = await _contact(tx, Contact(person_id=roles.contact.id, name=roles.contact.name))
    outside = await _contact(tx, Contact(email="ines@fund.example", name="Ines Vestor"))
    subject.ids["contact"] = inside.id
    for offset in (0, 1):
        start = THURSDAY + timedelta(days=offset)
        span = {"starts_at": start, "ends_at": start + timedelta(hours=9), "zone": "Europe/Berlin"}
        await _add(tx, FreeWindow(candidacy_id=subject.id, **span))
    states = {
        "request": (inside, RequestState.OPEN, None),
        "asked": (inside, RequestState.ASKED, MeetingState.ASKED),
        "asked_outside": (outside, RequestState.ASKED, MeetingState.ASKED),
        "agreed": (inside, RequestState.AGREED, MeetingState.AGREED),
        "held": (inside, RequestState.AGREED, MeetingState.HELD),
    }
    for number, (name, (to, state, meeting)) in enumerate(states.items()):
        wish = MeetingRequest(
            candidacy_id=subject.id,
            contact_id=to.id,
            asked_for_id=to.id,
            state=state,
            entered_by_id=roles.coordinator.id,
            entered_at=tx.now,
        )
        await _add(tx, wish)
        subject.ids[f"{name}_request"] = wish.id
        if meeting is not None:
            await _meeting(tx, subject, roles, wish, meeting, name, number)
    facts = {"text": "How long does the money last?", "due_on": FRIDAY, "state": QuestionState.OPEN}
    question = Question(candidacy_id=subject.id, owner_id=roles.contact.id, asked_at=tx.now, **facts)
    await _add(tx, question)
    subject.ids["question"] = question.id


async def _anybody(tx: Transaction, subject: Subject, roles: Roles) -> None:
    facts = {"area": "on-call", "entered_by_id": roles.coordinator.id, "entered_at": tx.now}
    wish = MeetingRequest(candidacy_id=subject.id, **facts)
    await _add(tx, wish)
    subject.ids["anybody_request"] = wish.id


async def _meeting(
    tx: Transaction,
    subject: Subject,
    roles: Roles,
    wish: MeetingRequest,
    state: MeetingState,
    name: str,
    number: int,
) -> None:
    # Each candidacy a week of its own: a contact can't be in two meetings at a time.
    start = (THURSDAY + timedelta(weeks=subject.id, hours=number)).astimezone(UTC)
    has_time = state in {MeetingState.AGREED, MeetingState.HELD}
    row = Meeting(
        candidacy_id=subject.id,
        request_id=wish.id,
        contact_id=wish.contact_id,
        approved_by_id=roles.coordinator.id,
        asked_at=tx.now,
        state=state,
        starts_at=start if has_time else None,
        ends_at=start + timedelta(minutes=30) if has_time else None,
        zone="Europe/Berlin",
        uid=str(uuid4()),
    )
    await _add(tx, row)
    proposed = ProposedTime(meeting_id=row.id, starts_at=start)
    await _add(tx, proposed)
    subject.ids |= {f"{name}_meeting": row.id, f"{name}_time": proposed.id}


async def _contact(tx: Transaction, new: Contact) -> Contact:
    by_mail = await contact_of_email(tx, new.email) if new.email else None
    known = await contact_of_person(tx, new.person_id) if new.person_id else by_mail
    if known is None:
        new.contact_class, new.zone = ContactClass.CURRENT_EMPLOYEE, "Europe/Berlin"
        new.listed_at = tx.now
        await _add(tx, new)
    return known or new


async def _answered(tx: Transaction, subject: Subject, roles: Roles, answer: Answer) -> None:
    row = RecordedAnswer(candidacy_id=subject.id, answer=answer, recorded_by_id=roles.manager.id, recorded_at=tx.now)
    if answer is Answer.ACCEPTED:
        row.starts_on, row.work_email = date(2030, 3, 1), "ada.new@acme.example"
    await _add(tx, row)


async def _behind_them(
    tx: Transaction, subject: Subject, roles: Roles, answer: Answer | None, work_email: str | None
) -> None:
    """Let somebody who was taken an offer back from not know yet; leave an acceptance that was corrected since."""
    if answer is Answer.RESCINDED:
        (await tx.session.get_one(Candidacy, subject.id)).untold_since = tx.now
    if work_email is None:
        return
    row = RecordedAnswer(
        candidacy_id=subject.id,
        answer=Answer.ACCEPTED,
        recorded_by_id=roles.manager.id,
        recorded_at=tx.now,
        superseded_at=tx.now,
        starts_on=date(2030, 3, 1),
        work_email=work_email,
    )
    await _add(tx, row)


async def _undelivered(tx: Transaction, subject: Subject) -> None:
    """Owe a channel a message about the candidacy that could not be posted."""
    row = Delivery(
        key=f"test:{subject.id}",
        token=uuid4().hex,
        transport=Transport.SLACK,
        candidacy_id=subject.id,
        lane=f"channel:C{subject.id}",
        channel=f"C{subject.id}",
        payload={"text": "Not delivered"},
        state=DeliveryState.FAILED,
        not_before=tx.real,
        error="not_in_channel",
    )
    await _add(tx, row)
    subject.ids["undelivered"] = row.id


async def _add(tx: Transaction, row: Owned) -> None:
    row.workspace_id = tx.workspace_id
    tx.session.add(row)
    await tx.session.flush()


def changed(before: dict[str, list[tuple[object, ...]]], after: dict[str, list[tuple[object, ...]]]) -> Sequence[str]:
    """Name the tables that are another now, with the rows that are new in them."""
    return [
        f"{table}: {[row for row in after[table] if row not in before[table]]}"
        for table in before
        if before[table] != after[table]
    ]
