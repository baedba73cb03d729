"""Every Slack entry point, the row of the access table it belongs to, and how to press it at the right moment."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from bot.messages import answers as answer_messages
from bot.messages import approval_forms, arranging, call_forms
from bot.messages import approvals as approval_messages
from bot.messages import call_scripts as script_messages
from bot.messages import callers as caller_messages
from bot.messages import debrief_channels as channel_messages
from bot.messages import debriefs as debrief_messages
from bot.messages import decisions as decision_messages
from bot.messages import directory as directory_messages
from bot.messages import feedback as feedback_messages
from bot.messages import held_points as held_messages
from bot.messages import invitations as invitation_messages
from bot.messages import meeting_requests as request_messages
from bot.messages import meetings as meeting_messages
from bot.messages import offer_calls as call_messages
from bot.messages import questions as question_messages
from bot.messages import reminders as reminder_messages
from bot.messages import reveals as reveal_messages
from bot.messages import wordings as wording_messages
from bot.messages.candidacies import CANDIDACY_MENU, CHOOSE_CANDIDACY, CLEAR_CALL, OPEN_NOT_YET
from bot.messages.change_forms import choice_field, words_field
from bot.messages.clearances import HOLD_CALL_BACK
from bot.messages.entered_feedback import ENTER_FEEDBACK
from bot.messages.feedback_forms import KEEP_DRAFT, USE_AS_FEEDBACK
from bot.messages.settings import OPEN_SETTINGS, SAVE_SETTINGS
from bot.messages.stats import OPEN_STATS, STATS
from bot.messages.thanks import OPEN_THANKS, SEND_THANKS
from bot.messages.undelivered import SEND_AGAIN
from bot.messages.written_offers import RECORD_WRITTEN_OFFER
from bot.rules.access import Action
from bot.rules.words import Answer, Choice, Sentiment, Stage
from tests.story.crowd import Crowd
from tests.story.forging import HOME, Answered, at, channel, chosen, day, ticked, typed, user, users
from tests.story.subjects import Roles, Subject

Press = Callable[[Crowd, str, Subject], Awaitable[Answered]]
"""(the crowd, who, about what) → what came of it."""

CHANGES, SAYS, NOTHING, OPENS_ENTRY = "*", "+", "", "entry"
"""What an entry point does besides opening a form: changes what is stored, says something, or redraws a form.

An entry of the directory opens as another form for whoever it is about.
"""


@dataclass(frozen=True)
class Moment:
    """When in a candidacy's story something is pressed; the fields are `Maker.at`'s."""

    stage: Stage
    more: dict[str, object] = field(default_factory=dict)

    async def make(self, crowd: Crowd, roles: Roles, **more: object) -> Subject:
        """Make a candidacy of that moment."""
        return await crowd.make.at(self.stage, roles, **{**self.more, **more})  # type: ignore[arg-type]  # by name


@dataclass(frozen=True)
class EntryPoint:
    """One way in: `key` is what it is registered by, `does` what it does or the callback_id of the form it opens.

    `is_named`: a candidacy is meant by its name, and doesn't exist for whoever has no part in it.
    """

    key: str
    action: Action
    press: Press
    does: str
    moment: Moment | None
    is_named: bool = False
    word: str = ""

    @property
    def name(self) -> str:
        """What the test is called."""
        return f"{self.key} {self.word}".strip()


DEBRIEFING = Moment(Stage.DEBRIEF)
BLIND = Moment(Stage.DEBRIEF, {"is_blind": True})
TO_TELL = Moment(Stage.DEBRIEF, {"decided": Choice.NO_HIRE})
CALLING = Moment(Stage.OFFER_CALL)
TO_CLEAR = Moment(Stage.OFFER_CALL, {"is_to_be_cleared": True})
UNSURE = Moment(Stage.OFFER_CALL, {"sentiment": Sentiment.MIXED})
INVITING = Moment(Stage.REVERSE_INTERVIEW, {"is_sent": False})
BADLY_CALLED = Moment(Stage.AWAITING_ANSWER, {"sentiment": Sentiment.NEGATIVE})
MEETING = Moment(Stage.REVERSE_INTERVIEW)
FOR_ANYBODY = Moment(Stage.REVERSE_INTERVIEW, {"is_for_anybody": True})
SETTLED = Moment(Stage.REVERSE_INTERVIEW, {"is_settled": True})
UNTOLD = Moment(Stage.CLOSED, {"answer": Answer.RESCINDED})

REMINDED = (
    reminder_messages.DECLINE_FEEDBACK,
    reminder_messages.REMIND_LATER_TODAY,
    reminder_messages.REMIND_NEXT_MORNING,
)
"""What an interviewer may press in a reminder; those whose feedback is in are told that it is."""

LOG = {"sentiment": chosen("positive"), "said": typed("Glad.")}


def _button(
    action_id: str, action: Action, does: str, moment: Moment, what: Callable[[Subject], object], word: str = ""
) -> EntryPoint:
    async def press(crowd: Crowd, who: str, subject: Subject) -> Answered:
        return await crowd.forge.press(who, action_id, what(subject))

    return EntryPoint(f"action {action_id}", action, press, does, moment, word=word)


def _menu(action_id: str, action: Action, does: str, moment: Moment, word: str) -> EntryPoint:
    async def press(crowd: Crowd, who: str, subject: Subject) -> Answered:
        return await crowd.forge.choose(who, action_id, f"{word}:{subject.id}")

    return EntryPoint(f"action {action_id}", action, press, does, moment, word=word)


def _home(action_id: str, action: Action, does: str) -> EntryPoint:
    async def press(crowd: Crowd, who: str, subject: Subject) -> Answered:
        del subject
        return await crowd.forge.press(who, action_id, "", place=HOME)

    return EntryPoint(f"action {action_id}", action, press, does, None)


def _form(
    callback_id: str,
    action: Action,
    moment: Moment | None,
    ids: Callable[[Subject], dict[str, int]],
    **fields: dict[str, object],
) -> EntryPoint:
    async def press(crowd: Crowd, who: str, subject: Subject) -> Answered:
        return await crowd.forge.submit(who, callback_id, ids(subject), **fields)

    return EntryPoint(f"view {callback_id}", action, press, CHANGES, moment)


def _choosing(action: Action, does: str, moment: Moment) -> EntryPoint:
    callback_id = f"{CHOOSE_CANDIDACY}:{action}"

    async def press(crowd: Crowd, who: str, subject: Subject) -> Answered:
        return await crowd.forge.submit(who, callback_id, candidacy=chosen(subject.id))

    return EntryPoint(f"view {callback_id}", action, press, does, moment)


def _typed(command: str, word: str, action: Action, does: str, moment: Moment | None) -> EntryPoint:
    async def press(crowd: Crowd, who: str, subject: Subject) -> Answered:
        return await crowd.forge.command(who, command, f"{word} {subject.name if moment else ''}".strip())

    return EntryPoint(f"command {command}", action, press, does, moment, is_named=moment is not None, word=word)


def _id(subject: Subject) -> int:
    return subject.id


def _about(name: str, of: str = "") -> Callable[[Subject], dict[str, int]]:
    return lambda subject: {name: subject[of] if of else subject.id}


def _seen(subject: Subject) -> dict[str, int]:
    return {"candidacy": subject.id, "made": subject.made}


async def _open(crowd: Crowd, who: str, subject: Subject) -> Answered:
    del subject
    return await crowd.forge.submit(
        who,
        debrief_messages.OPEN_DEBRIEF,
        {},
        candidate=typed(f"Opened by {who}"),
        job=typed("Designer"),
        channel=channel(crowd.world.cast.channel),
        **_panel_of(crowd),
    )


async def _edit(crowd: Crowd, who: str, subject: Subject) -> Answered:
    return await crowd.forge.submit(
        who, debrief_messages.EDIT_DEBRIEF, {"candidacy": subject.id}, **_panel_of(crowd, "bo", "mel")
    )


async def _replace(crowd: Crowd, who: str, subject: Subject) -> Answered:
    ids, instead = {"seat": subject["other_seat"]}, user(crowd.slack_id("mel"))
    return await crowd.forge.submit(who, debrief_messages.REPLACE_INTERVIEWER, ids, instead=instead)


async def _decline(crowd: Crowd, who: str, subject: Subject) -> Answered:
    return await crowd.forge.submit(who, reminder_messages.DECLINE_FEEDBACK, {"seat": subject["seat"]})


async def _move(crowd: Crowd, who: str, subject: Subject) -> Answered:
    to = channel(crowd.world.cast.channel)
    return await crowd.forge.submit(who, channel_messages.MOVE_DEBRIEF, {"candidacy": subject.id}, channel=to)


def _panel_of(crowd: Crowd, *more: str) -> dict[str, dict[str, object]]:
    return {
        "hiring_manager": user(crowd.slack_id("hana")),
        "coordinator": user(crowd.slack_id("cora")),
        "interviewers": users(*(crowd.slack_id(name) for name in ("ann", *more))),
        "due_on": day("2030-01-09"),
        "due_time": at("12:00"),
    }


async def _save_settings(crowd: Crowd, who: str, subject: Subject) -> Answered:
    del subject
    head = user(crowd.slack_id("theo"))
    fields = {
        "company": typed(f"Acme of {who}"),
        "work_days": ticked("0", "1"),
        "due_in_days": typed("1"),
        "buffer_minutes": typed("15"),
        "notice_hours": typed("2"),
        "head_of_talent": head,
    }
    return await crowd.forge.submit(who, SAVE_SETTINGS, {}, **fields)


async def _hand_over(crowd: Crowd, who: str, subject: Subject) -> Answered:
    to = user(crowd.slack_id("mel"))
    return await crowd.forge.submit(who, caller_messages.HAND_OVER_CALL, {"candidacy_id": subject.id}, to=to)


async def _pass_on_thanks(crowd: Crowd, who: str, subject: Subject) -> Answered:
    fields = {"contact": chosen(subject["contact"]), "words": typed("It helped me.")}
    return await crowd.forge.submit(who, SEND_THANKS, {"candidacy": subject.id}, **fields)


async def _change_question(crowd: Crowd, who: str, subject: Subject) -> Answered:
    fields = {"owner": user(crowd.slack_id("cora")), "due_on": day("2030-01-14")}
    return await crowd.forge.submit(who, question_messages.CHANGE_QUESTION, {"question": subject["question"]}, **fields)


async def _record_question(crowd: Crowd, who: str, subject: Subject) -> Answered:
    fields = {"question": typed("How long?"), "owner": user(crowd.slack_id("cora")), "due_on": day("2030-01-11")}
    return await crowd.forge.submit(who, question_messages.RECORD_QUESTION, {"candidacy": subject.id}, **fields)


async def _type_feedback(crowd: Crowd, who: str, subject: Subject) -> Answered:
    ids = {"seat": subject["seat"], "seen": 10**9}
    return await crowd.forge.type_into(who, f"{KEEP_DRAFT}:good", ids, good=typed(f"{who} typed this"))


async def _use_words(crowd: Crowd, who: str, subject: Subject) -> Answered:
    del subject
    return await crowd.forge.shortcut(who, USE_AS_FEEDBACK, "You asked why.")


async def _place_words(crowd: Crowd, who: str, subject: Subject) -> Answered:
    fields = {"seat": chosen(subject["seat"]), "words": typed("You asked why.")}
    return await crowd.forge.submit(who, USE_AS_FEEDBACK, {}, **fields)


async def _enter(crowd: Crowd, who: str, subject: Subject) -> Answered:
    fields = {"author": chosen(subject["other_seat"]), "text": typed("Good: You asked why.")}
    return await crowd.forge.submit(who, ENTER_FEEDBACK, {"candidacy": subject.id}, **fields)


async def _read_on(crowd: Crowd, who: str, subject: Subject) -> Answered:
    return await crowd.forge.submit(who, reveal_messages.READ_POINTS, {"candidacy": subject.id, "start": 0})


def _call_scripts(call: Action) -> list[EntryPoint]:
    """Return what the caller's card offers about the script itself."""
    plain, arrange, order = script_messages.PLAIN_SCRIPT, arranging.ARRANGE_SCRIPT, arranging.ARRANGE_POINTS
    words = typed("Lovely hike?")
    return [
        _button(call_messages.SHOW_PLAIN_SCRIPT, call, plain, CALLING, _id),
        _read_script_on(call, plain),
        _button(script_messages.PASSED_ON, call, CHANGES, MEETING, lambda one: f"{one.id}:{one['script_point']}"),
        _button(arranging.OPEN_ARRANGING, call, arrange, CALLING, _id),
        _shift(arranging.MOVE_INTERVIEWER, call, CHANGES, "down", of="seat"),
        _shift(arranging.MOVE_INTERVIEWER, call, order, arranging.POINTS, of="seat"),
        _shift(arranging.MOVE_POINT, call, CHANGES, "up", of="script_point"),
        _form(arrange, call, CALLING, _about("candidacy_id"), opening=words),
        _form(order, call, CALLING, lambda one: {"candidacy_id": one.id, "seat_id": one["seat"]}, words=words),
    ]


def _read_script_on(call: Action, plain: str) -> EntryPoint:
    async def press(crowd: Crowd, who: str, subject: Subject) -> Answered:
        return await crowd.forge.submit(who, plain, {"candidacy_id": subject.id, "start": 1})

    return EntryPoint(f"view {plain}", call, press, plain, CALLING)


def _shift(action_id: str, call: Action, does: str, word: str, *, of: str) -> EntryPoint:
    async def press(crowd: Crowd, who: str, subject: Subject) -> Answered:
        return await crowd.forge.choose(who, action_id, f"{word}:{subject.id}:{subject[of]}")

    return EntryPoint(f"action {action_id}", call, press, does, CALLING)


def _debriefs() -> list[EntryPoint]:
    edit, decide = Action.EDIT_DEBRIEF, Action.DECIDE
    edit_form, decide_form = debrief_messages.EDIT_DEBRIEF, decision_messages.DECIDE
    menu, close_form = debrief_messages.DEBRIEF_MENU, debrief_messages.CLOSE_DEBRIEF
    read = reveal_messages.READ_POINTS
    open_view = f"view {debrief_messages.OPEN_DEBRIEF}"
    reason = typed("It has to be.")
    return [
        _typed("/debrief", "", Action.OPEN_DEBRIEF, debrief_messages.OPEN_DEBRIEF, None),
        _typed("/debrief", "edit", edit, edit_form, DEBRIEFING),
        _typed("/debrief", "enter", Action.ENTER_FEEDBACK, ENTER_FEEDBACK, DEBRIEFING),
        _typed("/debrief", "decide", decide, decide_form, DEBRIEFING),
        _home(debrief_messages.OPEN_DEBRIEF, Action.OPEN_DEBRIEF, debrief_messages.OPEN_DEBRIEF),
        EntryPoint(open_view, Action.OPEN_DEBRIEF, _open, CHANGES, None),
        _menu(menu, edit, edit_form, DEBRIEFING, "edit"),
        _menu(menu, edit, close_form, DEBRIEFING, "close"),
        _menu(menu, Action.ENTER_FEEDBACK, ENTER_FEEDBACK, DEBRIEFING, "enter"),
        _button(ENTER_FEEDBACK, Action.ENTER_FEEDBACK, ENTER_FEEDBACK, DEBRIEFING, lambda one: one["other_seat"]),
        EntryPoint(f"view {ENTER_FEEDBACK}", Action.ENTER_FEEDBACK, _enter, CHANGES, DEBRIEFING),
        _menu(menu, decide, decide_form, DEBRIEFING, "decide"),
        _button(debrief_messages.EDIT_DEBRIEF, edit, edit_form, DEBRIEFING, _id),
        EntryPoint(f"view {edit_form}", edit, _edit, CHANGES, DEBRIEFING),
        _form(close_form, edit, DEBRIEFING, _about("candidacy"), reason=reason),
        _button(debrief_messages.GO_ON_WITHOUT, edit, CHANGES, DEBRIEFING, lambda one: one["other_seat"]),
        _button(
            debrief_messages.REPLACE_INTERVIEWER,
            edit,
            debrief_messages.REPLACE_INTERVIEWER,
            DEBRIEFING,
            lambda one: one["other_seat"],
        ),
        EntryPoint(f"view {debrief_messages.REPLACE_INTERVIEWER}", edit, _replace, CHANGES, DEBRIEFING),
        _button(decision_messages.OPEN_DECISION, decide, decide_form, DEBRIEFING, _id),
        _form(
            decide_form, decide, DEBRIEFING, _seen, choice=chosen("hire"), reason=reason, beyond_openings=ticked("yes")
        ),
        _form(decision_messages.REVERSE_DECISION, decide, CALLING, _seen, reason=reason),
        _button(read, Action.READ_POINTS, read, DEBRIEFING, _id),
        _button(read, Action.READ_POINTS_BEFORE_REVEAL, read, BLIND, _id),
        EntryPoint(f"view {read}", Action.READ_POINTS, _read_on, read, DEBRIEFING),
        _menu(menu, decide, reveal_messages.REVEAL_NOW, BLIND, "reveal"),
        _button(reveal_messages.OPEN_REVEAL, decide, reveal_messages.REVEAL_NOW, BLIND, _id),
        _form(reveal_messages.REVEAL_NOW, decide, BLIND, _about("candidacy"), reason=reason),
        _button(decision_messages.TELL_CANDIDATE, Action.RECORD_ANSWER, CHANGES, TO_TELL, lambda one: one["decision"]),
        _button(SEND_AGAIN, edit, CHANGES, DEBRIEFING, lambda one: one["undelivered"]),
        _button(channel_messages.RETRY_CHANNEL, edit, SAYS, DEBRIEFING, _id),
        _button(channel_messages.POST_CARD_AGAIN, edit, SAYS, DEBRIEFING, _id),
        _button(channel_messages.OPEN_MOVE, edit, channel_messages.MOVE_DEBRIEF, DEBRIEFING, _id),
        EntryPoint(f"view {channel_messages.MOVE_DEBRIEF}", edit, _move, CHANGES, DEBRIEFING),
    ]


def _feedback() -> list[EntryPoint]:
    give = Action.GIVE_FEEDBACK
    form, sort = debrief_messages.GIVE_FEEDBACK, feedback_messages.SORT_FEEDBACK
    change = feedback_messages.CHANGE_FEEDBACK
    return [
        _button(debrief_messages.GIVE_FEEDBACK, give, form, DEBRIEFING, lambda one: one["seat"]),
        *(_button(one, give, SAYS, DEBRIEFING, lambda one: one["seat"]) for one in REMINDED),
        EntryPoint(f"view {reminder_messages.DECLINE_FEEDBACK}", give, _decline, SAYS, DEBRIEFING),
        _button(debrief_messages.GIVE_OWN_FEEDBACK, give, form, DEBRIEFING, _id),
        _form(form, give, DEBRIEFING, _about("seat", "seat"), good=typed("You asked why.")),
        EntryPoint(f"action {KEEP_DRAFT}:.+", give, _type_feedback, CHANGES, DEBRIEFING),
        EntryPoint(f"message_shortcut {USE_AS_FEEDBACK}", give, _use_words, USE_AS_FEEDBACK, None),
        EntryPoint(f"view {USE_AS_FEEDBACK}", give, _place_words, form, DEBRIEFING),
        _button(feedback_messages.CONFIRM_FEEDBACK, give, CHANGES, DEBRIEFING, lambda one: one["seat"]),
        _button(feedback_messages.KEEP_INSIDE_TEAM, give, CHANGES, DEBRIEFING, lambda one: f"{one['seat']}:1"),
        _button(feedback_messages.HIDE_NAME, give, CHANGES, DEBRIEFING, lambda one: f"{one['seat']}:1"),
        _button(sort, give, sort, DEBRIEFING, lambda one: one["to_sort"]),
        _form(
            sort,
            give,
            DEBRIEFING,
            lambda one: {"feedback": one["to_sort"], "version": 1, "start": 0, "next": 1},
            piece_0=chosen("good"),
        ),
        _button(change, give, change, DEBRIEFING, lambda one: one["seat"]),
        _change(),
        _button(feedback_messages.DISMISS_FEEDBACK, give, CHANGES, DEBRIEFING, lambda one: one["to_sort"]),
        _button(
            feedback_messages.PLACE_FEEDBACK, give, CHANGES, DEBRIEFING, lambda one: f"{one['to_place']}:{one['seat']}"
        ),
    ]


def _change() -> EntryPoint:
    async def press(crowd: Crowd, who: str, subject: Subject) -> Answered:
        seen = subject["seen"]
        ids = {"seat": subject["seat"], "seen": seen, "start": 0, "next": 1}
        fields = {words_field(0, seen): typed("You asked why."), choice_field(0, seen): chosen("grow")}
        return await crowd.forge.submit(who, feedback_messages.CHANGE_FEEDBACK, ids, **fields)

    return EntryPoint(f"view {feedback_messages.CHANGE_FEEDBACK}", Action.GIVE_FEEDBACK, press, CHANGES, DEBRIEFING)


def _calls() -> list[EntryPoint]:
    call, release, about = Action.OFFER_CALL, Action.RELEASE_POINT, _about("candidacy_id")
    anyway, clear = invitation_messages.INVITE_ANYWAY, Action.CLEAR_CALL
    later = {"day": day("2030-01-09"), "at": at("10:00")}
    return [
        _button(held_messages.RELEASE_HELD_POINT, release, CHANGES, CALLING, lambda one: one["held_point"]),
        _button(held_messages.KEEP_HELD_POINT, release, CHANGES, CALLING, lambda one: one["held_point"]),
        _typed("/offer", "call", call, SAYS, CALLING),
        _button(call_messages.OPEN_LOG_CALL, call, call_forms.LOG_CALL, CALLING, _id),
        _form(call_forms.LOG_CALL, call, CALLING, lambda one: {"candidacy_id": one.id, "seen": 0}, **LOG),
        _button(call_messages.OPEN_NO_ANSWER, call, caller_messages.PUT_OFF_CALL, CALLING, _id),
        _button(call_messages.OPEN_CALL_LATER, call, caller_messages.PUT_OFF_CALL, CALLING, _id),
        _form(
            caller_messages.PUT_OFF_CALL, call, CALLING, lambda one: {"candidacy_id": one.id, "was_tried": 0}, **later
        ),
        _button(call_messages.OPEN_HAND_OVER, call, caller_messages.HAND_OVER_CALL, CALLING, _id),
        _button(call_messages.TAKE_CALL, call, CHANGES, CALLING, _id),
        _button(CLEAR_CALL, clear, CHANGES, TO_CLEAR, lambda one: one["clearance"]),
        _button(OPEN_NOT_YET, clear, HOLD_CALL_BACK, TO_CLEAR, lambda one: one["clearance"]),
        _form(HOLD_CALL_BACK, clear, TO_CLEAR, lambda one: {"clearance_id": one["clearance"]}, reason=typed("Friday.")),
        EntryPoint(f"view {caller_messages.HAND_OVER_CALL}", call, _hand_over, CHANGES, CALLING),
        *_call_scripts(call),
        _button(invitation_messages.HOLD_INVITATION, call, CHANGES, INVITING, _id),
        _button(invitation_messages.OPEN_EDIT_INVITATION, call, invitation_messages.EDIT_INVITATION, INVITING, _id),
        _form(
            invitation_messages.EDIT_INVITATION,
            call,
            INVITING,
            lambda one: {"candidacy_id": one.id, "seen": 0},
            email=typed("ada@new.example"),
            subject=typed("Your turn"),
            text_0=typed("Dear Ada, ask us."),
        ),
        _button(invitation_messages.SEND_INVITATION_NOW, call, CHANGES, INVITING, _id),
        _button(invitation_messages.INVITE_NOW, call, CHANGES, UNSURE, _id),
        _button(invitation_messages.OPEN_INVITE_ANYWAY, call, anyway, BADLY_CALLED, _id),
        _form(anyway, call, BADLY_CALLED, about, reason=typed("She asked for it.")),
    ]


def _requests() -> list[EntryPoint]:
    ask, form = Action.REQUEST_MEETING, request_messages.REQUEST_MEETING
    return [
        _typed("/offer", "ask", ask, form, MEETING),
        _button(invitation_messages.OPEN_REQUEST, ask, form, MEETING, _id),
        _form(form, ask, MEETING, _about("candidacy_id"), area=typed("money")),
        _button(request_messages.ENTER_ANOTHER, ask, NOTHING, MEETING, _id),
        _button(request_messages.WITHDRAW_REQUEST, ask, CHANGES, MEETING, lambda one: one["request_request"]),
        _button(invitation_messages.NOTHING_MORE, ask, CHANGES, SETTLED, _id),
    ]


def _approvals() -> list[EntryPoint]:
    approve, forms = Action.APPROVE_MEETING, approval_forms
    request = _about("request", "request_request")
    ines = {"name": typed("Ines Other"), "email": typed("other@fund.example"), "contact_class": chosen("investor")}

    def wish(subject: Subject) -> int:
        return subject["request_request"]

    def agreed(subject: Subject) -> int:
        return subject["agreed_meeting"]

    return [
        _button(approval_messages.APPROVE_MEETING, approve, CHANGES, MEETING, wish),
        _button(approval_messages.APPROVE_ALL, approve, CHANGES, MEETING, _id),
        _button(approval_messages.OPEN_CHOICE, approve, forms.CHOOSE_SOMEONE, MEETING, wish),
        _form(forms.CHOOSE_SOMEONE, approve, MEETING, request, **ines),
        _button(approval_messages.ASK_VOLUNTEERS, approve, CHANGES, FOR_ANYBODY, lambda one: one["anybody_request"]),
        _button(approval_messages.OPEN_SAY_NO, approve, forms.SAY_NO, MEETING, wish),
        _form(forms.SAY_NO, approve, MEETING, request, reason=typed("On holiday.")),
        _button(approval_messages.OPEN_EXACT_TIME, approve, forms.EXACT_TIME, MEETING, wish),
        _form(forms.EXACT_TIME, approve, MEETING, request, date=day("2030-01-14"), time=at("10:00")),
        _button(
            approval_messages.OPEN_REPLY, approve, forms.RECORD_REPLY, MEETING, lambda one: one["asked_outside_meeting"]
        ),
        _form(
            forms.RECORD_REPLY,
            approve,
            MEETING,
            _about("meeting", "asked_outside_meeting"),
            reply=chosen(approval_forms.DECLINED),
        ),
        _button(approval_messages.OPEN_PLACE, approve, forms.SET_PLACE, MEETING, agreed),
        _form(forms.SET_PLACE, approve, MEETING, _about("meeting", "agreed_meeting"), place=typed("Room 1")),
        _button(approval_messages.MOVE_MEETING, approve, CHANGES, MEETING, agreed),
        _button(approval_messages.CANCEL_MEETING, approve, CHANGES, MEETING, agreed),
        _button(question_messages.ALL_ANSWERED, approve, CHANGES, SETTLED, _id),
        _button(question_messages.OPEN_QUESTION, approve, question_messages.RECORD_QUESTION, MEETING, _id),
        EntryPoint(f"view {question_messages.RECORD_QUESTION}", approve, _record_question, CHANGES, MEETING),
        _button(
            question_messages.OPEN_CHANGE,
            approve,
            question_messages.CHANGE_QUESTION,
            MEETING,
            lambda one: one["question"],
        ),
        _button(OPEN_THANKS, approve, SEND_THANKS, MEETING, _id),
        EntryPoint(f"view {SEND_THANKS}", approve, _pass_on_thanks, CHANGES, MEETING),
        EntryPoint(f"view {question_messages.CHANGE_QUESTION}", approve, _change_question, CHANGES, MEETING),
    ]


def _contacts() -> list[EntryPoint]:
    answer, read = Action.ANSWER_FOR_MEETING, Action.READ_QUESTIONS
    settle = question_messages.SETTLE_QUESTION

    def asked(subject: Subject) -> int:
        return subject["asked_meeting"]

    return [
        _button(
            meeting_messages.ACCEPT_TIME,
            answer,
            CHANGES,
            MEETING,
            lambda one: f"{one['asked_meeting']}:{one['asked_time']}",
        ),
        _button(meeting_messages.OPEN_OTHER_TIMES, answer, meeting_messages.OTHER_TIMES, MEETING, asked),
        _form(
            meeting_messages.OTHER_TIMES, answer, MEETING, _about("meeting", "asked_meeting"), times=typed("Friday?")
        ),
        _button(meeting_messages.CANT_MEET, answer, CHANGES, MEETING, asked),
        _button(question_messages.OPEN_SETTLE, read, settle, MEETING, lambda one: one["question"]),
        _form(
            settle,
            read,
            MEETING,
            _about("question", "question"),
            state=chosen("answered"),
            note=typed("Three years."),
        ),
    ]


def _directory() -> list[EntryPoint]:
    inside, outside, people = Action.EDIT_EMPLOYEES, Action.EDIT_OUTSIDERS, directory_messages

    async def add(crowd: Crowd, who: str, subject: Subject) -> Answered:
        del subject
        whom = {"tala": "mel", "theo": "bo"}.get(who, "hana")
        fields = {"person": user(crowd.slack_id(whom)), "contact_class": chosen("current_employee")}
        return await crowd.forge.submit(who, people.ADD_COLLEAGUE, {}, **fields)

    async def add_outside(crowd: Crowd, who: str, subject: Subject) -> Answered:
        fields = {"name": typed("Ivo Invest"), "email": typed(f"{who}{subject.id}@fund.example")}
        more = {"zone": typed("Berlin"), "contact_class": chosen("investor")}
        return await crowd.forge.submit(who, people.ADD_OUTSIDER, {}, **fields, **more)

    async def save(crowd: Crowd, who: str, subject: Subject) -> Answered:
        ids = {"contact": subject["contact"], "seen": await crowd.make.version_of(subject["contact"])}
        return await crowd.forge.submit(who, people.SAVE_ENTRY, ids, areas=typed(f"on-call, as {who} says"))

    async def remove(crowd: Crowd, who: str, subject: Subject) -> Answered:
        await crowd.make.list_again(subject["contact"])
        return await crowd.forge.press(who, people.REMOVE_ENTRY, subject["contact"])

    async def open_entry(crowd: Crowd, who: str, subject: Subject) -> Answered:
        return await crowd.forge.press(who, people.OPEN_ENTRY, subject["contact"])

    return [
        _home(people.OPEN_COLLEAGUE, inside, people.ADD_COLLEAGUE),
        _home(people.OPEN_OUTSIDER, outside, people.ADD_OUTSIDER),
        EntryPoint(f"action {people.OPEN_ENTRY}", inside, open_entry, OPENS_ENTRY, None),
        EntryPoint(f"view {people.ADD_COLLEAGUE}", inside, add, CHANGES, None),
        EntryPoint(f"view {people.ADD_OUTSIDER}", outside, add_outside, CHANGES, None),
        EntryPoint(f"view {people.SAVE_ENTRY}", inside, save, CHANGES, None),
        EntryPoint(f"action {people.REMOVE_ENTRY}", inside, remove, CHANGES, None),
    ]


def _ends() -> list[EntryPoint]:
    answer, menu = Action.RECORD_ANSWER, CANDIDACY_MENU
    record = answer_messages.RECORD_ANSWER
    opened = {
        Action.DECIDE: (decision_messages.DECIDE, DEBRIEFING),
        Action.EDIT_DEBRIEF: (debrief_messages.EDIT_DEBRIEF, DEBRIEFING),
        Action.READ_POINTS: (reveal_messages.READ_POINTS, DEBRIEFING),
        Action.ENTER_FEEDBACK: (ENTER_FEEDBACK, DEBRIEFING),
        Action.OFFER_CALL: (SAYS, CALLING),
        Action.RELEASE_POINT: (SAYS, CALLING),
        Action.REQUEST_MEETING: (request_messages.REQUEST_MEETING, MEETING),
        Action.WRITTEN_OFFER: (RECORD_WRITTEN_OFFER, CALLING),
        Action.RECORD_ANSWER: (record, CALLING),
    }
    menus = [_menu(menu, action, does, moment, action) for action, (does, moment) in opened.items()]
    rows = [_button(f"{menu}:{action}", action, does, moment, _id) for action, (does, moment) in opened.items()]
    choices = [_choosing(action, does, moment) for action, (does, moment) in opened.items()]
    return [
        *menus,
        *rows,
        *choices,
        _typed("/offer", "sent", Action.WRITTEN_OFFER, RECORD_WRITTEN_OFFER, CALLING),
        _form(RECORD_WRITTEN_OFFER, Action.WRITTEN_OFFER, CALLING, _about("candidacy_id"), sent_on=day("2030-01-07")),
        _typed("/offer", "answer", answer, record, CALLING),
        _form(
            record, answer, CALLING, _about("candidacy_id"), answer=chosen("declined"), not_invited=chosen("no_time")
        ),
        _button(answer_messages.TOLD_OF_END, answer, CHANGES, UNTOLD, _id),
        _typed("/offer", "settings", Action.CHANGE_SETTINGS, SAVE_SETTINGS, None),
        _home(OPEN_SETTINGS, Action.CHANGE_SETTINGS, SAVE_SETTINGS),
        EntryPoint(f"view {SAVE_SETTINGS}", Action.CHANGE_SETTINGS, _save_settings, CHANGES, None),
        _typed("/offer", "stats", Action.READ_OWN_STATS, SAYS, None),
        _home(OPEN_STATS, Action.READ_OWN_STATS, STATS),
    ]


def _wordings() -> list[EntryPoint]:
    change, worded = Action.CHANGE_SETTINGS, wording_messages

    def pressed(action_id: str, does: str, what: Callable[[Subject], object]) -> EntryPoint:
        return replace(_button(action_id, change, does, MEETING, what), moment=None)

    async def preview(crowd: Crowd, who: str, subject: Subject) -> Answered:
        ids = {"chapter": 0, "seen": subject["wording"]}
        return await crowd.forge.type_into(who, f"{worded.PREVIEW_CHAPTER}:greeting", ids, greeting=typed("Hi"))

    async def save(crowd: Crowd, who: str, subject: Subject) -> Answered:
        ids = {"chapter": 0, "seen": subject["wording"]}
        fields = {"greeting": typed(f"{{{{ caller }}}} to {{{{ candidate }}}} {who}"), "news": typed("{{ job }}")}
        return await crowd.forge.submit(who, worded.SAVE_CHAPTER, ids, **fields)

    return [
        pressed(worded.OPEN_WORDINGS, worded.OPEN_WORDINGS, lambda _: ""),
        pressed(worded.OPEN_CHAPTER, worded.SAVE_CHAPTER, lambda _: "opening"),
        EntryPoint(f"action {worded.PREVIEW_CHAPTER}:.+", change, preview, NOTHING, None),
        EntryPoint(f"view {worded.SAVE_CHAPTER}", change, save, CHANGES, None),
        pressed(worded.RESET_CHAPTER, CHANGES, lambda _: 0),
        pressed(worded.OPEN_VERSIONS, worded.OPEN_VERSIONS, lambda _: ""),
        pressed(worded.USE_AGAIN, CHANGES, lambda one: one["earlier_wording"]),
    ]


ENTRY_POINTS = [
    *_debriefs(),
    *_feedback(),
    *_calls(),
    *_requests(),
    *_approvals(),
    *_contacts(),
    *_directory(),
    *_ends(),
    *_wordings(),
]
