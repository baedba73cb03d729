"""The rows of a candidacy at some point of its story, by what they are about."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
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
from storage.base import Owned
from storage.call_scripts import ScriptPoint
from storage.candidacies import Candidacy, job_titled
from storage.clearances import Clearance
from storage.contacts import Contact, contact_of_email, contact_of_person
from storage.database import Transaction
from storage.decisions import Decision
from storage.deliveries import Delivery
from storage.feedback import Feedback, Point
from storage.feedback_versions import FeedbackVersion
from storage.held_points import HeldPoint, digest_of
from storage.meeting_requests import FreeWindow, MeetingRequest
from storage.meetings import Meeting, ProposedTime
from storage.offer_calls import Invitation, OfferCall
from storage.panels import Seat
from storage.people import Person
from storage.questions import Question
from storage.wordings import SavedWording, newest_wording

THURSDAY = datetime(2030, 1, 10, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
FRIDAY = date(2030, 1, 11)


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
    delegate: Person
    """Who answers for the contact, and knows the one outside Slack."""


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


async def add_wordings(tx: Transaction, subject: Subject, roles: Roles) -> None:
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


async def add_candidacy(
    tx: Transaction, stage: Stage, roles: Roles, answer: Answer | None, email: str, number: int
) -> Subject:
    """Write the candidacy itself."""
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


async def add_panel(tx: Transaction, subject: Subject, roles: Roles) -> None:
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


async def add_script(tx: Transaction, subject: Subject, *, is_late: bool) -> None:
    """Have the one point stand in the script; after the call as one that came too late for it."""
    row = ScriptPoint(seat_id=subject["seat"], kind=PointKind.GOOD, digest=digest_of("You listened."))
    row.added_at, row.is_told, row.due_on = tx.now, True, FRIDAY if is_late else None
    await _add(tx, row)
    subject.ids["script_point"] = row.id


async def add_decision(tx: Transaction, subject: Subject, roles: Roles, choice: Choice, *, is_told: bool) -> None:
    """Write the decision, and whether the candidate was told."""
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


async def add_clearance(tx: Transaction, subject: Subject, roles: Roles) -> None:
    """Ask the other interviewer for the word that the call waits for."""
    ids = {"candidacy_id": subject.id, "decision_id": subject["decision"], "person_id": roles.other_seat.id}
    row = Clearance(asked_at=tx.now, **ids)
    await _add(tx, row)
    subject.ids["clearance"] = row.id


async def add_call(tx: Transaction, subject: Subject, roles: Roles, sentiment: Sentiment, *, is_sent: bool) -> None:
    """Write the log of the call, and the invitation where it went well."""
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


async def add_requests(tx: Transaction, subject: Subject, roles: Roles) -> None:
    """Ask for four: one to approve, one asked (in Slack, and outside), one agreed, one held; and an open question."""
    helper = roles.delegate.id
    inside = await _contact(tx, Contact(person_id=roles.contact.id, name=roles.contact.name))
    inside.delegate_id = helper if helper != roles.contact.id else None
    ines = Contact(email=f"ines.{helper}@fund.example", name="Ines Vestor", known_by_id=helper)
    outside = await _contact(tx, ines)
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


async def add_wish_for_anybody(tx: Transaction, subject: Subject, roles: Roles) -> None:
    """Ask for whoever knows a subject."""
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


async def add_answer(tx: Transaction, subject: Subject, roles: Roles, answer: Answer) -> None:
    """Write the answer that was recorded."""
    row = RecordedAnswer(candidacy_id=subject.id, answer=answer, recorded_by_id=roles.manager.id, recorded_at=tx.now)
    if answer is Answer.ACCEPTED:
        row.starts_on, row.work_email = date(2030, 3, 1), "ada.new@acme.example"
    await _add(tx, row)


async def add_what_is_behind(
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


async def add_undelivered(tx: Transaction, subject: Subject) -> None:
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
