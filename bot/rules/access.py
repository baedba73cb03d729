"""Who may do what to a candidacy: DESIGN.md §10 as data, and the actions each stage offers."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from bot.rules.words import Role, Stage


class Action(StrEnum):
    """The rows of the table."""

    OPEN_DEBRIEF = "open_debrief"
    EDIT_DEBRIEF = "edit_debrief"
    GIVE_FEEDBACK = "give_feedback"
    ENTER_FEEDBACK = "enter_feedback"
    READ_POINTS_BEFORE_REVEAL = "read_points_before_reveal"
    READ_POINTS = "read_points"
    DECIDE = "decide"
    RELEASE_POINT = "release_point"
    CLEAR_CALL = "clear_call"
    OFFER_CALL = "offer_call"
    REQUEST_MEETING = "request_meeting"
    APPROVE_MEETING = "approve_meeting"
    ANSWER_FOR_MEETING = "answer_for_meeting"
    INTRODUCE = "introduce"
    READ_QUESTIONS = "read_questions"
    WRITTEN_OFFER = "written_offer"
    RECORD_ANSWER = "record_answer"
    EDIT_EMPLOYEES = "edit_employees"
    EDIT_OUTSIDERS = "edit_outsiders"
    CHANGE_SETTINGS = "change_settings"
    READ_ALL_STATS = "read_all_stats"
    READ_OWN_STATS = "read_own_stats"


T, O, H, C, S, K, M = Role  # noqa: E741  # the letters of the table

MAY: Mapping[Action, frozenset[Role]] = {
    Action.OPEN_DEBRIEF: frozenset({T, O, H, C, S, K, M}),
    Action.EDIT_DEBRIEF: frozenset({T, O, H, C}),
    Action.GIVE_FEEDBACK: frozenset({S}),
    Action.ENTER_FEEDBACK: frozenset({T, O, H, C}),
    Action.READ_POINTS_BEFORE_REVEAL: frozenset(),
    Action.READ_POINTS: frozenset({T, H, C, S}),
    Action.DECIDE: frozenset({H}),
    Action.RELEASE_POINT: frozenset({T}),
    Action.CLEAR_CALL: frozenset({T}),
    Action.OFFER_CALL: frozenset({H, C}),
    Action.REQUEST_MEETING: frozenset({H, C}),
    Action.APPROVE_MEETING: frozenset({C}),
    Action.ANSWER_FOR_MEETING: frozenset({K}),
    Action.INTRODUCE: frozenset(),  # whoever knows the contact, which no role says
    Action.READ_QUESTIONS: frozenset({C, K}),
    Action.WRITTEN_OFFER: frozenset({H, C}),
    Action.RECORD_ANSWER: frozenset({H, C}),
    Action.EDIT_EMPLOYEES: frozenset({T, C}),
    Action.EDIT_OUTSIDERS: frozenset({T}),
    Action.CHANGE_SETTINGS: frozenset({T}),
    Action.READ_ALL_STATS: frozenset({T, C}),
    Action.READ_OWN_STATS: frozenset({H}),
}

OFFERED: Mapping[Stage, tuple[Action, ...]] = {
    Stage.DEBRIEF: (Action.DECIDE, Action.EDIT_DEBRIEF, Action.ENTER_FEEDBACK, Action.READ_POINTS),
    Stage.OFFER_CALL: (
        Action.OFFER_CALL,
        Action.RELEASE_POINT,
        Action.WRITTEN_OFFER,
        Action.RECORD_ANSWER,
        Action.DECIDE,
        Action.READ_POINTS,
    ),
    Stage.REVERSE_INTERVIEW: (
        Action.REQUEST_MEETING,
        Action.WRITTEN_OFFER,
        Action.RECORD_ANSWER,
        Action.OFFER_CALL,
        Action.RELEASE_POINT,
        Action.DECIDE,
    ),
    Stage.AWAITING_ANSWER: (
        Action.RECORD_ANSWER,
        Action.WRITTEN_OFFER,
        Action.REQUEST_MEETING,
        Action.OFFER_CALL,
        Action.RELEASE_POINT,
        Action.DECIDE,
    ),
    Stage.CLOSED: (Action.RECORD_ANSWER,),
}
"""What a candidacy's menu offers at each stage, the next step first; DECIDE shows or reverses the decision.

RELEASE_POINT only while something is held, READ_POINTS not before the reveal of a blind debrief.
"""


def offered(stage: Stage, roles: Iterable[Role], *, decides: bool) -> list[Action]:
    """Return what somebody with these roles is offered at a stage; only who `decides` may take a decision back."""
    held = frozenset(roles)
    return [action for action in OFFERED[stage] if MAY[action] & held and (decides or action is not Action.DECIDE)]
