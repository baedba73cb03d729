"""Entry points of everything up to the decision: debriefs and feedback."""

from bot.messages import debrief_channels as channel_messages
from bot.messages import debriefs as debrief_messages
from bot.messages import decision_forms
from bot.messages import decisions as decision_messages
from bot.messages import feedback as feedback_messages
from bot.messages import reminders as reminder_messages
from bot.messages import reveals as reveal_messages
from bot.messages.corrections import choice_field, words_field
from bot.messages.entered_feedback import ENTER_FEEDBACK
from bot.messages.feedback_forms import KEEP_DRAFT, USE_AS_FEEDBACK
from bot.messages.undelivered import SEND_AGAIN
from bot.rules.access import Action
from tests.story.crowd import Crowd
from tests.story.forging import Answered, at, channel, chosen, day, ticked, typed, user, users
from tests.story.subjects import Subject
from tests.story.ways_in import (
    BLIND,
    CALLING,
    CHANGES,
    DEBRIEFING,
    REMINDED,
    SAYS,
    TO_TELL,
    EntryPoint,
    a_button,
    a_command,
    a_form,
    a_menu,
    id_of,
    ids_as,
    on_home,
    seen_of,
)


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


def debriefs() -> list[EntryPoint]:
    """Return the ways to open, edit and mend a debrief."""
    edit = Action.EDIT_DEBRIEF
    edit_form = debrief_messages.EDIT_DEBRIEF
    menu, close_form = debrief_messages.DEBRIEF_MENU, debrief_messages.CLOSE_DEBRIEF
    open_view = f"view {debrief_messages.OPEN_DEBRIEF}"
    reason = typed("It has to be.")
    return [
        a_command("/debrief", "", Action.OPEN_DEBRIEF, debrief_messages.OPEN_DEBRIEF, None),
        a_command("/debrief", "edit", edit, edit_form, DEBRIEFING),
        a_command("/debrief", "enter", Action.ENTER_FEEDBACK, ENTER_FEEDBACK, DEBRIEFING),
        on_home(debrief_messages.OPEN_DEBRIEF, Action.OPEN_DEBRIEF, debrief_messages.OPEN_DEBRIEF),
        EntryPoint(open_view, Action.OPEN_DEBRIEF, _open, CHANGES, None),
        a_menu(menu, edit, edit_form, DEBRIEFING, "edit"),
        a_menu(menu, edit, close_form, DEBRIEFING, "close"),
        a_menu(menu, Action.ENTER_FEEDBACK, ENTER_FEEDBACK, DEBRIEFING, "enter"),
        a_button(ENTER_FEEDBACK, Action.ENTER_FEEDBACK, ENTER_FEEDBACK, DEBRIEFING, lambda one: one["other_seat"]),
        EntryPoint(f"view {ENTER_FEEDBACK}", Action.ENTER_FEEDBACK, _enter, CHANGES, DEBRIEFING),
        a_button(debrief_messages.EDIT_DEBRIEF, edit, edit_form, DEBRIEFING, id_of),
        EntryPoint(f"view {edit_form}", edit, _edit, CHANGES, DEBRIEFING),
        a_form(close_form, edit, DEBRIEFING, ids_as("candidacy"), reason=reason),
        a_button(debrief_messages.GO_ON_WITHOUT, edit, CHANGES, DEBRIEFING, lambda one: one["other_seat"]),
        a_button(
            debrief_messages.REPLACE_INTERVIEWER,
            edit,
            debrief_messages.REPLACE_INTERVIEWER,
            DEBRIEFING,
            lambda one: one["other_seat"],
        ),
        EntryPoint(f"view {debrief_messages.REPLACE_INTERVIEWER}", edit, _replace, CHANGES, DEBRIEFING),
        a_button(SEND_AGAIN, edit, CHANGES, DEBRIEFING, lambda one: one["undelivered"]),
        a_button(channel_messages.RETRY_CHANNEL, edit, SAYS, DEBRIEFING, id_of),
        a_button(channel_messages.POST_CARD_AGAIN, edit, SAYS, DEBRIEFING, id_of),
        a_button(channel_messages.OPEN_MOVE, edit, channel_messages.MOVE_DEBRIEF, DEBRIEFING, id_of),
        EntryPoint(f"view {channel_messages.MOVE_DEBRIEF}", edit, _move, CHANGES, DEBRIEFING),
    ]


def decisions() -> list[EntryPoint]:
    """Return the ways to decide, to reverse, and to read and reveal what was said."""
    decide, decide_form = Action.DECIDE, decision_forms.DECIDE
    menu, read, reason = debrief_messages.DEBRIEF_MENU, reveal_messages.READ_POINTS, typed("It has to be.")
    return [
        a_command("/debrief", "decide", decide, decide_form, DEBRIEFING),
        a_menu(menu, decide, decide_form, DEBRIEFING, "decide"),
        a_button(decision_messages.OPEN_DECISION, decide, decide_form, DEBRIEFING, id_of),
        a_form(
            decide_form,
            decide,
            DEBRIEFING,
            seen_of,
            choice=chosen("hire"),
            reason=reason,
            beyond_openings=ticked("yes"),
        ),
        a_form(decision_forms.REVERSE_DECISION, decide, CALLING, seen_of, reason=reason),
        a_button(read, Action.READ_POINTS, read, DEBRIEFING, id_of),
        a_button(read, Action.READ_POINTS_BEFORE_REVEAL, read, BLIND, id_of),
        EntryPoint(f"view {read}", Action.READ_POINTS, _read_on, read, DEBRIEFING),
        a_menu(menu, decide, reveal_messages.REVEAL_NOW, BLIND, "reveal"),
        a_button(reveal_messages.OPEN_REVEAL, decide, reveal_messages.REVEAL_NOW, BLIND, id_of),
        a_form(reveal_messages.REVEAL_NOW, decide, BLIND, ids_as("candidacy"), reason=reason),
        a_button(decision_messages.TELL_CANDIDATE, Action.RECORD_ANSWER, CHANGES, TO_TELL, lambda one: one["decision"]),
    ]


def feedback() -> list[EntryPoint]:
    """Return the ways to give and sort feedback."""
    give = Action.GIVE_FEEDBACK
    form, sort = debrief_messages.GIVE_FEEDBACK, feedback_messages.SORT_FEEDBACK
    change = feedback_messages.CHANGE_FEEDBACK
    return [
        a_button(debrief_messages.GIVE_FEEDBACK, give, form, DEBRIEFING, lambda one: one["seat"]),
        *(a_button(one, give, does, DEBRIEFING, lambda one: one["seat"]) for one, does in REMINDED.items()),
        EntryPoint(f"view {reminder_messages.DECLINE_FEEDBACK}", give, _decline, SAYS, DEBRIEFING),
        a_button(debrief_messages.GIVE_OWN_FEEDBACK, give, form, DEBRIEFING, id_of),
        a_form(form, give, DEBRIEFING, ids_as("seat", "seat"), good=typed("You asked why.")),
        EntryPoint(f"action {KEEP_DRAFT}:.+", give, _type_feedback, CHANGES, DEBRIEFING),
        EntryPoint(f"message_shortcut {USE_AS_FEEDBACK}", give, _use_words, USE_AS_FEEDBACK, None),
        EntryPoint(f"view {USE_AS_FEEDBACK}", give, _place_words, form, DEBRIEFING),
        a_button(feedback_messages.CONFIRM_FEEDBACK, give, CHANGES, DEBRIEFING, lambda one: one["seat"]),
        a_button(feedback_messages.KEEP_INSIDE_TEAM, give, CHANGES, DEBRIEFING, lambda one: f"{one['seat']}:1"),
        a_button(feedback_messages.HIDE_NAME, give, CHANGES, DEBRIEFING, lambda one: f"{one['seat']}:1"),
        a_button(sort, give, sort, DEBRIEFING, lambda one: one["to_sort"]),
        a_form(
            sort,
            give,
            DEBRIEFING,
            lambda one: {"feedback": one["to_sort"], "version": 1, "start": 0, "next": 1},
            piece_0=chosen("good"),
        ),
        a_button(change, give, change, DEBRIEFING, lambda one: one["seat"]),
        _change(),
        a_button(feedback_messages.DISMISS_FEEDBACK, give, CHANGES, DEBRIEFING, lambda one: one["to_sort"]),
        a_button(
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
