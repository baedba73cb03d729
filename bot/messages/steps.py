"""What people did about meetings, in words: by the names that acts have in the audit trail."""

from collections.abc import Mapping
from datetime import datetime

from bot.messages.times import long_time
from bot.rules.text import capitalised

STEPS: Mapping[str, str] = {
    "meeting_approved": "approved",
    "propose_exact_time": "set a time",
    "choose_someone": "chose somebody",
    "ask_for_volunteers": "asked for volunteers",
    "volunteer": "offered to take one",
    "say_no": "said no",
    "withdraw_request": "cancelled a request",
    "accept_time": "accepted a time",
    "other_times": "asked for other times",
    "cant_meet": "declined",
    "record_reply": "recorded an answer",
    "set_place": "wrote the place",
    "move_meeting": "moved a meeting",
    "cancel_meeting": "cancelled a meeting",
    "missed_meeting": "noted that a meeting didn't come about",
    "approve_alternates": "approved who is asked next",
    "split_request": "split a subject over two people",
    "hand_over_meetings": "handed this card over",
    "change_wish": "changed a request on their page",
    "cancel_wish": "cancelled a request on their page",
    "ask_another_time": "asked for another time on their page",
    "contact_gone": "left",
    "report_missed": "said that a conversation didn't come about",
    "report_missed_on_page": "said on their page that a conversation didn't come about",
}
"""The acts a card tells as its last step."""

THEIRS = frozenset({"change_wish", "cancel_wish", "ask_another_time", "report_missed_on_page"})
"""What of that the candidate does themselves."""

OF_MEETING: Mapping[str, str] = {
    "accept_time": "accepted a time",
    "other_times": "asked for other times",
    "cant_meet": "declined this",
    "record_reply": "recorded an answer to this",
    "move_meeting": "moved this",
    "cancel_meeting": "cancelled this",
    "missed_meeting": "noted that this didn't come about",
    "report_missed": "said that this didn't come about",
    "ask_another_time": "asked for another time",
    "report_missed_on_page": "said that this didn't come about",
}
"""What is done with one meeting, or the asking about it."""

ENDS = frozenset(
    {
        "move_meeting",
        "cancel_meeting",
        "missed_meeting",
        "report_missed",
        "ask_another_time",
        "report_missed_on_page",
    }
)
"""What of that ends a meeting."""

OF_REQUEST: Mapping[str, str] = {
    "meeting_approved": "approved this",
    "propose_exact_time": "set a time",
    "choose_someone": "chose somebody else",
    "alternate_asked": "",
    "say_no": "said no to this",
    "withdraw_request": "cancelled this",
    "cancel_wish": "cancelled this",
    "change_wish": "changed this",
    "contact_gone": "left",
}
"""What is done to a request, and so to whatever was asked for it before."""

BY_ITSELF: Mapping[str, str] = {
    "alternate_asked": "Nobody answered in time, so somebody else was asked on {}.",
    "meetings_called_off": "This was called off on {}.",
}
"""What the bot does of itself, or as a part of somebody's act that isn't about meetings."""


def done_before(act: str, who: str, at: datetime, zone: str) -> str:
    """Say in one sentence who did what and when, to somebody who comes too late; in the reader's zone."""
    if act in BY_ITSELF:
        return BY_ITSELF[act].format(long_time(at, zone))
    return f"{capitalised(who)} {OF_MEETING.get(act) or OF_REQUEST[act]} on {long_time(at, zone)}."
