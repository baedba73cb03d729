"""Every open candidacy has somebody whose turn it is."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.next_step import Standing, next_step
from bot.rules.words import Role, Stage

INSTANT = datetime(2030, 1, 7, 9, tzinfo=UTC)
COUNTS = st.integers(0, 5)

STANDINGS = st.builds(
    Standing,
    stage=st.sampled_from([stage for stage in Stage if stage is not Stage.CLOSED]),
    opened_at=st.just(INSTANT),
    feedback_due_at=st.just(INSTANT),
    seats=st.integers(1, 5),
    seats_in=st.integers(0, 1),
    is_no_hire_untold=st.booleans(),
    is_call_logged=st.booleans(),
    is_invitation_waiting=st.booleans(),
    open_requests=COUNTS,
    asked_requests=COUNTS,
    next_meeting_at=st.none() | st.just(INSTANT),
    open_questions=COUNTS,
    follow_up_on=st.none() | st.just(date(2030, 1, 10)),
    offer_expires_on=st.none() | st.just(date(2030, 1, 20)),
    is_all_asked=st.booleans(),
    is_uninvited=st.booleans(),
    is_to_be_cleared=st.booleans(),
    question_due_on=st.none() | st.just(date(2030, 1, 11)),
)


@given(STANDINGS)
def test_there_is_always_an_owner_and_something_to_do(standing: Standing) -> None:
    """No state waits for nobody."""
    step = next_step(standing)
    assert step.owner in {Role.SEAT, Role.HIRING_MANAGER, Role.COORDINATOR, Role.CONTACT, Role.MEMBER}
    assert (step.owner is Role.MEMBER) == (standing.stage is Stage.OFFER_CALL and standing.is_to_be_cleared)
    assert step.what


@given(STANDINGS)
def test_an_untold_no_hire_is_the_coordinators(standing: Standing) -> None:
    """Nothing else matters in a debrief once no hire is decided and the candidate doesn't know."""
    if standing.stage is Stage.DEBRIEF and standing.is_no_hire_untold:
        assert next_step(standing).owner is Role.COORDINATOR


@given(STANDINGS)
def test_once_all_was_asked_nobody_is_sent_to_ask_whom_they_would_like_to_meet(standing: Standing) -> None:
    """What is left is to settle what is open, now and not on a day that has passed."""
    step = next_step(standing)
    if standing.stage is Stage.REVERSE_INTERVIEW and standing.is_all_asked:
        assert not step.what.startswith("Ask whom")
    if step.what.startswith("Settle what"):
        assert (step.owner, step.due) == (Role.COORDINATOR, None)


@given(STANDINGS)
def test_whoever_was_not_invited_is_not_waited_for(standing: Standing) -> None:
    """Nobody asks whom they would like to meet where no invitation went out: the caller talks with them."""
    step = next_step(standing)
    if standing.is_uninvited:
        assert not step.what.startswith("Ask whom")
    if step.what.startswith("Talk with them"):
        assert (step.owner, step.due) == (Role.HIRING_MANAGER, standing.follow_up_on)


@given(STANDINGS, st.sampled_from([Role.HIRING_MANAGER, Role.COORDINATOR]))
def test_whoever_has_left_is_not_waited_for(standing: Standing, gone: Role) -> None:
    """Whoever is left chooses another; what the caller would do is the coordinator's."""
    step = next_step(replace(standing, gone=frozenset({gone})))
    assert step.owner in {Role.HIRING_MANAGER, Role.COORDINATOR} - {gone}
    if standing.stage is not Stage.DEBRIEF:
        assert next_step(replace(standing, is_caller_gone=True)).owner is not Role.HIRING_MANAGER


@given(STANDINGS, st.integers(1, 3))
def test_what_came_after_the_call_is_the_callers_unless_the_coordinator_has_to_act(
    standing: Standing, points: int
) -> None:
    """It comes before waiting for others; what the coordinator does doesn't wait for it; before the call it is none."""
    late = replace(standing, late_points=points, pass_on_by=date(2030, 1, 9))
    before, step = next_step(standing), next_step(late)
    is_called = standing.stage in {Stage.REVERSE_INTERVIEW, Stage.AWAITING_ANSWER}
    if is_called and before.owner is not Role.COORDINATOR:
        assert (step.owner, step.due) == (Role.HIRING_MANAGER, date(2030, 1, 9))
        assert step.what == f"Pass on {points} point{'' if points == 1 else 's'} of feedback that came after the call"
    else:
        assert step == before
