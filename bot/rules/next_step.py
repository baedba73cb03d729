"""Says of an open candidacy whose turn it is, what they do next and by when: no state waits for nobody."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from bot.rules.text import listed
from bot.rules.words import Role, Stage

APPROVED_WITHIN = timedelta(days=1)
"""How long a request may wait for the coordinator before it is overdue."""
URGENT_DAYS = 2
"""Days before an offer runs out in which nothing waits for a list."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an open candidacy; instants are aware UTC.

    `seats` are those whose feedback is in or still waited for; of `silent_seats` it won't come by itself.
    `open_requests` wait for the coordinator: to be approved, or as whoever was asked is silent; `placeless` agreed
    conversations are soon and have no place. `follow_up_on` is the agreed date of the next step; `next_meeting_at` the
    start of the first agreed meeting ahead; `question_due_on` the first day an open question is due. `is_all_asked`:
    the candidate was asked whether everything is answered. `is_to_be_cleared`: nobody may call before a named person's
    word.
    """

    stage: Stage
    opened_at: datetime
    feedback_due_at: datetime
    seats: int
    seats_in: int
    is_no_hire_untold: bool
    is_call_logged: bool
    is_invitation_waiting: bool
    open_requests: int
    asked_requests: int
    next_meeting_at: datetime | None
    open_questions: int
    follow_up_on: date | None
    offer_expires_on: date | None
    silent_seats: int = 0
    is_all_asked: bool = False
    question_due_on: date | None = None
    late_points: int = 0
    """Points of feedback that came after the call and are still to be passed on."""
    pass_on_by: date | None = None
    is_to_be_cleared: bool = False
    clear_on: date | None = None
    """The day to which that word was put off."""
    is_end_untold: bool = False
    """A decision was taken back of which a called candidate is yet to hear from a person."""
    is_uninvited: bool = False
    """A corrected log took the invitation back, and nothing was asked for."""
    requests_since: datetime | None = None
    """Since when the oldest open request waits to be approved."""
    placeless: int = 0
    offer_due_on: date | None = None
    """By when the written offer is promised, while it isn't sent."""
    gone: frozenset[Role] = frozenset()
    """Which of the owners has left, or is a guest now: HIRING_MANAGER, COORDINATOR."""
    is_caller_gone: bool = False


@dataclass(frozen=True, slots=True)
class NextStep:
    """Whose turn it is, what to do, and the date it is due: an instant, a date, or None for "as soon as you can".

    `owner` is MEMBER for whoever is asked to clear the call. `is_listed`: its owner gets a list of such steps.
    `has_owners`: it is about questions, each of which has an owner of its own.
    """

    owner: Role
    what: str
    due: datetime | date | None
    is_listed: bool = False
    has_owners: bool = False


def next_step(now: Standing) -> NextStep:
    """Name the one next step of an open candidacy; where an owner has left, it is the others' to find another."""
    if Role.COORDINATOR in now.gone:
        return NextStep(Role.HIRING_MANAGER, "Choose another coordinator with `/debrief edit`; this one has left", None)
    if Role.HIRING_MANAGER in now.gone:
        return NextStep(Role.COORDINATOR, "Choose who decides now with `/debrief edit`; whoever did has left", None)
    step = _of_stage(now)
    if now.is_caller_gone and step.owner is Role.HIRING_MANAGER and now.stage is not Stage.DEBRIEF:
        return replace(step, owner=Role.COORDINATOR)
    return step


def _of_stage(now: Standing) -> NextStep:
    if now.stage is Stage.DEBRIEF:
        return _in_debrief(now)
    if now.stage is Stage.OFFER_CALL and now.is_to_be_cleared:
        return NextStep(Role.MEMBER, "Clear the offer call, so that it can be made", now.clear_on)
    if now.stage is Stage.OFFER_CALL:
        what = "Call again, as agreed" if now.is_call_logged else "Make the offer call and log it"
        return NextStep(Role.HIRING_MANAGER, what, now.follow_up_on)
    step = _after_the_call(now)
    if now.late_points and step.owner is not Role.COORDINATOR:  # the coordinator's step doesn't wait for the caller
        late = f"Pass on {_count(now.late_points, 'point')} of feedback that came after the call"
        return NextStep(Role.HIRING_MANAGER, late, now.pass_on_by)
    return step


def _after_the_call(now: Standing) -> NextStep:
    if now.stage is Stage.REVERSE_INTERVIEW:
        return _in_reverse_interview(now)
    if now.open_questions:
        return _questions(now)
    if now.offer_due_on:
        return NextStep(Role.COORDINATOR, "Send the written offer, and record that it is out", now.offer_due_on)
    return NextStep(Role.HIRING_MANAGER, "Ask for their answer and record it", now.follow_up_on or now.offer_expires_on)


def _in_debrief(now: Standing) -> NextStep:
    if now.is_end_untold:
        what = "Speak with the candidate about the decision that was taken back"
        return NextStep(Role.COORDINATOR, what, None)
    if now.is_no_hire_untold:
        return NextStep(Role.COORDINATOR, "Tell the candidate about the decision", None)
    if now.silent_seats and now.follow_up_on is None:
        missing = _count(now.silent_seats, "interviewer")
        return NextStep(Role.HIRING_MANAGER, f"Go on without {missing}, or replace them", now.feedback_due_at)
    if now.seats_in < now.seats and now.follow_up_on is None:
        waiting = _count(now.seats - now.seats_in, "interviewer")
        return NextStep(Role.SEAT, f"Feedback of {waiting} is awaited", now.feedback_due_at)
    return NextStep(Role.HIRING_MANAGER, "Decide", now.follow_up_on or now.feedback_due_at)


def _in_reverse_interview(now: Standing) -> NextStep:
    if now.is_invitation_waiting:
        return NextStep(Role.HIRING_MANAGER, "Send the invitation, or keep holding it", None)
    if now.open_requests or now.placeless:
        requests = [_count(now.open_requests, "meeting request")] if now.open_requests else []
        places = [f"{_count(now.placeless, 'agreed conversation')} without a place"] if now.placeless else []
        what = f"See to {listed([*requests, *places])}"
        return NextStep(Role.COORDINATOR, what, _approval_due(now), is_listed=True)
    if now.asked_requests:
        return NextStep(Role.CONTACT, f"{_count(now.asked_requests, 'contact')} to pick a time", None)
    if now.next_meeting_at:
        return NextStep(Role.CONTACT, "A meeting takes place", now.next_meeting_at)
    return _after_meetings(now)


def _approval_due(now: Standing) -> datetime | None:
    """Return by when the oldest request is to be approved: within a day, at once where the offer runs out shortly."""
    if now.requests_since is None:
        return None
    due = now.requests_since + APPROVED_WITHIN
    if now.offer_expires_on is not None:
        urgent = datetime.combine(now.offer_expires_on - timedelta(days=URGENT_DAYS), time(), UTC)
        due = min(due, max(now.requests_since, urgent))
    return due


def _after_meetings(now: Standing) -> NextStep:
    """Name the coordinator's step where no meeting is asked for or ahead."""
    if now.open_questions:
        return _questions(now)
    if now.is_uninvited:
        return NextStep(Role.HIRING_MANAGER, "Talk with them again; the script invites them", now.follow_up_on)
    if now.is_all_asked:
        return NextStep(Role.COORDINATOR, "Settle what is still open, or record that everything is answered", None)
    return NextStep(
        Role.COORDINATOR, "Ask whom they would like to meet, or record that it is nothing more", now.follow_up_on
    )


def _questions(now: Standing) -> NextStep:
    what = f"See to {_count(now.open_questions, 'open question')}"
    return NextStep(Role.COORDINATOR, what, now.question_due_on, has_owners=True)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
