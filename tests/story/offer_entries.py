"""Entry points of the call and of what the candidate asks for: requests, approvals and meetings."""

from bot.messages import approval_forms, arranging, call_forms
from bot.messages import approvals as approval_messages
from bot.messages import call_scripts as script_messages
from bot.messages import callers as caller_messages
from bot.messages import changed_meetings as changed
from bot.messages import held_points as held_messages
from bot.messages import introductions as introduction_messages
from bot.messages import invitations as invitation_messages
from bot.messages import meeting_requests as request_messages
from bot.messages import meetings as meeting_messages
from bot.messages import offer_calls as call_messages
from bot.messages import questions as question_messages
from bot.messages.candidacies import CLEAR_CALL, OPEN_NOT_YET
from bot.messages.clearances import HOLD_CALL_BACK
from bot.messages.places import SET_PLACE
from bot.messages.thanks import OPEN_THANKS, SEND_THANKS
from bot.rules.access import Action
from tests.story.crowd import Crowd
from tests.story.forging import Answered, at, chosen, day, typed, user, users
from tests.story.subjects import Subject
from tests.story.ways_in import (
    BADLY_CALLED,
    CALLING,
    CHANGES,
    FOR_ANYBODY,
    INVITING,
    LOG,
    MEETING,
    NOTHING,
    SAYS,
    SETTLED,
    TO_CLEAR,
    UNSURE,
    EntryPoint,
    Moment,
    a_button,
    a_command,
    a_form,
    id_of,
    ids_as,
)


async def _hand_over(crowd: Crowd, who: str, subject: Subject) -> Answered:
    to = user(crowd.slack_id("mel"))
    return await crowd.forge.submit(who, caller_messages.HAND_OVER_CALL, {"candidacy": subject.id}, to=to)


async def _pass_on_thanks(crowd: Crowd, who: str, subject: Subject) -> Answered:
    fields = {"contact": chosen(subject["contact"]), "words": typed("It helped me.")}
    return await crowd.forge.submit(who, SEND_THANKS, {"candidacy": subject.id}, **fields)


async def _change_question(crowd: Crowd, who: str, subject: Subject) -> Answered:
    fields = {"owner": user(crowd.slack_id("cora")), "due_on": day("2030-01-14")}
    return await crowd.forge.submit(who, question_messages.CHANGE_QUESTION, {"question": subject["question"]}, **fields)


async def _approve_at_places(crowd: Crowd, who: str, subject: Subject) -> Answered:
    ids = {"candidacy": subject.id, "request": subject["request_request"]}
    return await crowd.forge.submit(who, approval_forms.APPROVE_AT_PLACES, ids, place_video=typed("https://v.example"))


async def _turn_card(crowd: Crowd, who: str, subject: Subject) -> Answered:
    return await crowd.forge.press(who, f"{approval_messages.TURN_CARD}:on", f"{subject.id}:1")


async def _record_question(crowd: Crowd, who: str, subject: Subject) -> Answered:
    fields = {"question": typed("How long?"), "owner": user(crowd.slack_id("cora")), "due_on": day("2030-01-11")}
    return await crowd.forge.submit(who, question_messages.RECORD_QUESTION, {"candidacy": subject.id}, **fields)


def _call_scripts(call: Action) -> list[EntryPoint]:
    """Return what the caller's card offers about the script itself."""
    plain, arrange, order = script_messages.PLAIN_SCRIPT, arranging.ARRANGE_SCRIPT, arranging.ARRANGE_POINTS
    words = typed("Lovely hike?")
    return [
        a_button(call_messages.SHOW_PLAIN_SCRIPT, call, plain, CALLING, id_of),
        _read_script_on(call, plain),
        a_button(script_messages.PASSED_ON, call, CHANGES, MEETING, lambda one: f"{one.id}:{one['script_point']}"),
        a_button(arranging.OPEN_ARRANGING, call, arrange, CALLING, id_of),
        _shift(arranging.MOVE_INTERVIEWER, call, CHANGES, "down", of="seat"),
        _shift(arranging.MOVE_INTERVIEWER, call, order, arranging.POINTS, of="seat"),
        _shift(arranging.MOVE_POINT, call, CHANGES, "up", of="script_point"),
        a_form(arrange, call, CALLING, ids_as("candidacy"), opening=words),
        a_form(order, call, CALLING, lambda one: {"candidacy": one.id, "seat": one["seat"]}, words=words),
    ]


def _read_script_on(call: Action, plain: str) -> EntryPoint:
    async def press(crowd: Crowd, who: str, subject: Subject) -> Answered:
        return await crowd.forge.submit(who, plain, {"candidacy": subject.id, "start": 1})

    return EntryPoint(f"view {plain}", call, press, plain, CALLING)


def _shift(action_id: str, call: Action, does: str, word: str, *, of: str) -> EntryPoint:
    async def press(crowd: Crowd, who: str, subject: Subject) -> Answered:
        return await crowd.forge.choose(who, action_id, f"{word}:{subject.id}:{subject[of]}")

    return EntryPoint(f"action {action_id}", call, press, does, CALLING)


def calls() -> list[EntryPoint]:
    """Return the ways around the offer call and the invitation."""
    call, release, clear = Action.OFFER_CALL, Action.RELEASE_POINT, Action.CLEAR_CALL
    later = {"day": day("2030-01-09"), "at": at("10:00")}
    return [
        a_button(held_messages.RELEASE_HELD_POINT, release, CHANGES, CALLING, lambda one: one["held_point"]),
        a_button(held_messages.KEEP_HELD_POINT, release, CHANGES, CALLING, lambda one: one["held_point"]),
        a_command("/offer", "call", call, SAYS, CALLING),
        a_button(call_messages.OPEN_LOG_CALL, call, call_forms.LOG_CALL, CALLING, id_of),
        a_form(call_forms.LOG_CALL, call, CALLING, lambda one: {"candidacy": one.id, "seen": 0}, **LOG),
        a_button(call_messages.OPEN_NO_ANSWER, call, caller_messages.PUT_OFF_CALL, CALLING, id_of),
        a_button(call_messages.OPEN_CALL_LATER, call, caller_messages.PUT_OFF_CALL, CALLING, id_of),
        a_form(caller_messages.PUT_OFF_CALL, call, CALLING, lambda one: {"candidacy": one.id, "was_tried": 0}, **later),
        a_button(call_messages.OPEN_HAND_OVER, call, caller_messages.HAND_OVER_CALL, CALLING, id_of),
        a_button(call_messages.TAKE_CALL, call, CHANGES, CALLING, id_of),
        a_button(CLEAR_CALL, clear, CHANGES, TO_CLEAR, lambda one: one["clearance"]),
        a_button(OPEN_NOT_YET, clear, HOLD_CALL_BACK, TO_CLEAR, lambda one: one["clearance"]),
        a_form(
            HOLD_CALL_BACK,
            clear,
            TO_CLEAR,
            lambda one: {"clearance": one["clearance"]},
            reason=typed("Friday."),
            until=day("2030-01-09"),
        ),
        EntryPoint(f"view {caller_messages.HAND_OVER_CALL}", call, _hand_over, CHANGES, CALLING),
        *_call_scripts(call),
        *_invitations(call),
    ]


def _invitations(call: Action) -> list[EntryPoint]:
    anyway = invitation_messages.INVITE_ANYWAY
    return [
        a_button(invitation_messages.HOLD_INVITATION, call, CHANGES, INVITING, id_of),
        a_button(invitation_messages.OPEN_EDIT_INVITATION, call, invitation_messages.EDIT_INVITATION, INVITING, id_of),
        a_form(
            invitation_messages.EDIT_INVITATION,
            call,
            INVITING,
            lambda one: {"candidacy": one.id, "seen": 0},
            email=typed("ada@new.example"),
            subject=typed("Your turn"),
            text_0=typed("Dear Ada, ask us."),
        ),
        a_button(invitation_messages.SEND_INVITATION_NOW, call, CHANGES, INVITING, id_of),
        a_button(invitation_messages.INVITE_NOW, call, CHANGES, UNSURE, id_of),
        a_button(invitation_messages.OPEN_INVITE_ANYWAY, call, anyway, BADLY_CALLED, id_of),
        a_form(anyway, call, BADLY_CALLED, ids_as("candidacy"), reason=typed("She asked for it.")),
    ]


def requests() -> list[EntryPoint]:
    """Return the ways to enter what the candidate asks for."""
    ask, form = Action.REQUEST_MEETING, request_messages.REQUEST_MEETING
    return [
        a_command("/offer", "ask", ask, form, MEETING),
        a_button(invitation_messages.OPEN_REQUEST, ask, form, MEETING, id_of),
        a_form(form, ask, MEETING, ids_as("candidacy"), area=typed("money")),
        a_button(request_messages.ENTER_ANOTHER, ask, NOTHING, MEETING, id_of),
        a_button(request_messages.WITHDRAW_REQUEST, ask, CHANGES, MEETING, lambda one: one["request_request"]),
        a_button(invitation_messages.NOTHING_MORE, ask, CHANGES, SETTLED, id_of),
    ]


def approvals() -> list[EntryPoint]:
    """Return the ways to approve, arrange and change meetings."""
    approve, forms = Action.APPROVE_MEETING, approval_forms
    request = ids_as("request", "request_request")
    ines = {"name": typed("Ines Other"), "email": typed("other@fund.example"), "contact_class": chosen("investor")}

    def wish(subject: Subject) -> int:
        return subject["request_request"]

    def agreed(subject: Subject) -> int:
        return subject["agreed_meeting"]

    return [
        a_button(approval_messages.APPROVE_MEETING, approve, CHANGES, MEETING, wish),
        a_button(approval_messages.APPROVE_ALL, approve, CHANGES, MEETING, id_of),
        a_button(approval_messages.OPEN_APPROVAL, approve, forms.APPROVE_AT_PLACES, MEETING, wish),
        a_button(approval_messages.OPEN_APPROVAL_OF_ALL, approve, forms.APPROVE_AT_PLACES, MEETING, id_of),
        EntryPoint(f"view {forms.APPROVE_AT_PLACES}", approve, _approve_at_places, CHANGES, MEETING),
        EntryPoint(f"action {approval_messages.TURN_CARD}:.+", approve, _turn_card, CHANGES, MEETING),
        a_button(approval_messages.OPEN_CHOICE, approve, forms.CHOOSE_SOMEONE, MEETING, wish),
        a_form(forms.CHOOSE_SOMEONE, approve, MEETING, request, **ines),
        a_button(approval_messages.ASK_VOLUNTEERS, approve, CHANGES, FOR_ANYBODY, lambda one: one["anybody_request"]),
        a_button(approval_messages.OPEN_SAY_NO, approve, forms.SAY_NO, MEETING, wish),
        a_form(forms.SAY_NO, approve, MEETING, request, reason=typed("On holiday.")),
        a_button(approval_messages.OPEN_EXACT_TIME, approve, forms.EXACT_TIME, MEETING, wish),
        a_form(forms.EXACT_TIME, approve, MEETING, request, date=day("2030-01-14"), time=at("10:00")),
        a_button(
            approval_messages.OPEN_REPLY, approve, forms.RECORD_REPLY, MEETING, lambda one: one["asked_outside_meeting"]
        ),
        a_form(
            forms.RECORD_REPLY,
            approve,
            MEETING,
            ids_as("meeting", "asked_outside_meeting"),
            reply=chosen(approval_forms.DECLINED),
        ),
        a_button(approval_messages.OPEN_PLACE, approve, SET_PLACE, MEETING, agreed),
        a_form(SET_PLACE, approve, MEETING, ids_as("meeting", "agreed_meeting"), place=typed("Room 1")),
        a_button(changed.OPEN_MOVE, approve, changed.MOVE_MEETING, MEETING, agreed),
        a_form(changed.MOVE_MEETING, approve, MEETING, ids_as("meeting", "agreed_meeting"), reason=typed("A clash.")),
        a_button(changed.OPEN_CANCEL, approve, changed.CANCEL_MEETING, MEETING, agreed),
        a_form(changed.CANCEL_MEETING, approve, MEETING, ids_as("meeting", "agreed_meeting"), words=typed("Sorry!")),
        a_button(approval_messages.MISSED_MEETING, approve, CHANGES, MEETING, lambda one: one["held_meeting"]),
        *_request_menu(approve),
    ]


def questions() -> list[EntryPoint]:
    """Return the ways to keep a candidate's questions, and to pass on their thanks."""
    approve = Action.APPROVE_MEETING
    return [
        a_button(question_messages.ALL_ANSWERED, approve, CHANGES, SETTLED, id_of),
        a_button(question_messages.OPEN_QUESTION, approve, question_messages.RECORD_QUESTION, MEETING, id_of),
        EntryPoint(f"view {question_messages.RECORD_QUESTION}", approve, _record_question, CHANGES, MEETING),
        a_button(
            question_messages.OPEN_CHANGE,
            approve,
            question_messages.CHANGE_QUESTION,
            MEETING,
            lambda one: one["question"],
        ),
        a_button(OPEN_THANKS, approve, SEND_THANKS, MEETING, id_of),
        EntryPoint(f"view {SEND_THANKS}", approve, _pass_on_thanks, CHANGES, MEETING),
        EntryPoint(f"view {question_messages.CHANGE_QUESTION}", approve, _change_question, CHANGES, MEETING),
    ]


def _request_menu(approve: Action) -> list[EntryPoint]:
    """Return what a request's menu offers, and the forms it opens."""
    exact, following, hand = (
        approval_forms.EXACT_TIME,
        approval_forms.APPROVE_ALTERNATES,
        approval_forms.HAND_OVER_MEETINGS,
    )

    def item(word: str, does: str, moment: Moment, of: str | None = None) -> EntryPoint:
        async def press(crowd: Crowd, who: str, subject: Subject) -> Answered:
            number = subject[of] if of else subject.id
            return await crowd.forge.choose(who, approval_messages.REQUEST_MENU, f"{word}:{number}")

        return EntryPoint(f"action {approval_messages.REQUEST_MENU}", approve, press, does, moment, word=word)

    return [
        item("exact", exact, MEETING, "request_request"),
        item("next", following, MEETING, "request_request"),
        item("split", approval_forms.SPLIT_REQUEST, FOR_ANYBODY, "anybody_request"),
        item("hand", hand, MEETING),
        EntryPoint(f"view {following}", approve, _approve_alternates, CHANGES, MEETING),
        EntryPoint(f"view {hand}", approve, _hand_over_meetings, CHANGES, MEETING),
        EntryPoint(f"view {approval_forms.SPLIT_REQUEST}", approve, _split_request, CHANGES, FOR_ANYBODY),
    ]


async def _approve_alternates(crowd: Crowd, who: str, subject: Subject) -> Answered:
    fields = {"colleagues": users(crowd.slack_id("mel"))}
    return await crowd.forge.submit(
        who, approval_forms.APPROVE_ALTERNATES, {"request": subject["request_request"]}, **fields
    )


async def _split_request(crowd: Crowd, who: str, subject: Subject) -> Answered:
    ids = {"request": subject["anybody_request"]}
    return await crowd.forge.submit(who, approval_forms.SPLIT_REQUEST, ids, first=typed("nights"), second=typed("days"))


async def _hand_over_meetings(crowd: Crowd, who: str, subject: Subject) -> Answered:
    fields = {"coordinator": user(crowd.slack_id("mel"))}
    return await crowd.forge.submit(who, approval_forms.HAND_OVER_MEETINGS, {"candidacy": subject.id}, **fields)


def contacts() -> list[EntryPoint]:
    """Return the ways in which a contact answers."""
    answer, read = Action.ANSWER_FOR_MEETING, Action.READ_QUESTIONS
    settle = question_messages.SETTLE_QUESTION

    def asked(subject: Subject) -> int:
        return subject["asked_meeting"]

    return [
        a_button(
            meeting_messages.ACCEPT_TIME,
            answer,
            CHANGES,
            MEETING,
            lambda one: f"{one['asked_meeting']}:{one['asked_time']}",
        ),
        a_button(meeting_messages.OPEN_OTHER_TIMES, answer, meeting_messages.OTHER_TIMES, MEETING, asked),
        a_form(
            meeting_messages.OTHER_TIMES, answer, MEETING, ids_as("meeting", "asked_meeting"), times=typed("Friday?")
        ),
        a_button(meeting_messages.CANT_MEET, answer, CHANGES, MEETING, asked),
        a_button(
            meeting_messages.OPEN_GIVE_BACK,
            answer,
            meeting_messages.GIVE_BACK,
            MEETING,
            lambda one: one["agreed_meeting"],
        ),
        a_form(meeting_messages.GIVE_BACK, answer, MEETING, ids_as("meeting", "agreed_meeting"), times=typed("Friday")),
        *(
            a_button(press, Action.INTRODUCE, CHANGES, MEETING, lambda one: one["asked_outside_meeting"])
            for press in (introduction_messages.ASK_IN_MY_NAME, introduction_messages.RATHER_NOT_ASK)
        ),
        a_button(meeting_messages.REPORT_MISSED, answer, CHANGES, MEETING, lambda one: one["held_meeting"]),
        a_button(question_messages.OPEN_SETTLE, read, settle, MEETING, lambda one: one["question"]),
        a_form(
            settle,
            read,
            MEETING,
            ids_as("question", "question"),
            state=chosen("answered"),
            note=typed("Three years."),
        ),
    ]
