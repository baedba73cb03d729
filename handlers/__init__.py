"""The table of contents: every Slack entry point on one line."""

import re

from slack_bolt.async_app import AsyncApp

from bot.messages import approval_forms, arranging, call_forms
from bot.messages import approvals as approval_messages
from bot.messages import call_scripts as script_messages
from bot.messages import callers as caller_messages
from bot.messages import changed_meetings as change_messages
from bot.messages import debrief_channels as channel_messages
from bot.messages import debriefs as debrief_messages
from bot.messages import decisions as decision_messages
from bot.messages import directory as directory_messages
from bot.messages import feedback as feedback_messages
from bot.messages import invitations as invitation_messages
from bot.messages import meeting_requests as request_messages
from bot.messages import meetings as meeting_messages
from bot.messages import offer_calls as call_messages
from bot.messages import questions as question_messages
from bot.messages import reminders as reminder_messages
from bot.messages import reveals as reveal_messages
from bot.messages import wordings as wording_messages
from bot.messages.answers import RECORD_ANSWER, TOLD_OF_END
from bot.messages.candidacies import CANDIDACY_MENU, CHOOSE_CANDIDACY, CLEAR_CALL, OPEN_NOT_YET
from bot.messages.clearances import HOLD_CALL_BACK
from bot.messages.entered_feedback import ENTER_FEEDBACK
from bot.messages.feedback_forms import KEEP_DRAFT, USE_AS_FEEDBACK
from bot.messages.held_points import KEEP_HELD_POINT, RELEASE_HELD_POINT
from bot.messages.introductions import ASK_IN_MY_NAME, RATHER_NOT_ASK
from bot.messages.settings import OPEN_SETTINGS, SAVE_SETTINGS
from bot.messages.stats import OPEN_STATS
from bot.messages.thanks import OPEN_THANKS, SEND_THANKS
from bot.messages.undelivered import SEND_AGAIN
from bot.messages.volunteers import VOLUNTEER
from bot.messages.written_offers import RECORD_WRITTEN_OFFER
from handlers import (
    answers,
    call_scripts,
    callers,
    candidacies,
    changed_meetings,
    clearances,
    commands,
    corrections,
    debrief_channels,
    debriefs,
    decisions,
    directory,
    entered_feedback,
    feedback,
    held_points,
    home,
    introductions,
    invitations,
    meeting_requests,
    meetings,
    messages,
    offer_calls,
    people,
    questions,
    reminders,
    reveals,
    settings,
    shortcuts,
    stats,
    thanks,
    undelivered,
    volunteers,
    wordings,
    written_offers,
)
from handlers.door import Door
from handlers.errors import answer_error
from handlers.index import Index


def connect(app: AsyncApp, door: Door) -> None:
    """Have all requests come in by the door, answered by who is named here, and what they raise told by one handler."""
    app.use(door.enter)
    app.error(answer_error)
    entry_points = Index()
    register(entry_points)
    entry_points.connect(app)


def register(app: Index) -> None:
    """Name every entry point; a pattern stands for a family of them."""
    app.event("app_home_opened")(home.opened)
    app.event("user_change")(people.user_changed)
    app.command("/debrief")(commands.debrief_command)
    app.command("/offer")(commands.offer_command)
    app.action(debrief_messages.OPEN_DEBRIEF)(debriefs.open_empty_form)
    app.view(debrief_messages.OPEN_DEBRIEF)(debriefs.save)
    app.action(debrief_messages.DEBRIEF_MENU)(debriefs.menu)
    app.action(debrief_messages.EDIT_DEBRIEF)(debriefs.open_edit_form)
    app.view(debrief_messages.EDIT_DEBRIEF)(debriefs.save_edit)
    app.view(debrief_messages.CLOSE_DEBRIEF)(debriefs.close)
    app.action(debrief_messages.GO_ON_WITHOUT)(debriefs.go_on)
    app.action(debrief_messages.REPLACE_INTERVIEWER)(debriefs.open_replace_form)
    app.view(debrief_messages.REPLACE_INTERVIEWER)(debriefs.replace)
    app.action(reminder_messages.DECLINE_FEEDBACK)(reminders.open_decline_form)
    app.view(reminder_messages.DECLINE_FEEDBACK)(reminders.decline)
    app.action(reminder_messages.REMIND_LATER_TODAY)(reminders.later)
    app.action(reminder_messages.REMIND_NEXT_MORNING)(reminders.later)
    app.action(decision_messages.OPEN_DECISION)(decisions.open_form)
    app.view(decision_messages.DECIDE)(decisions.save)
    app.view(decision_messages.REVERSE_DECISION)(decisions.reverse)
    app.action(decision_messages.TELL_CANDIDATE)(decisions.told)
    app.action(reveal_messages.READ_POINTS)(reveals.show_points)
    app.view(reveal_messages.READ_POINTS)(reveals.show_more)
    app.action(reveal_messages.OPEN_REVEAL)(reveals.open_form)
    app.view(reveal_messages.REVEAL_NOW)(reveals.reveal)
    app.action(OPEN_SETTINGS)(settings.open_form)
    app.view(SAVE_SETTINGS)(settings.save)
    _wordings(app)
    app.action(RELEASE_HELD_POINT)(held_points.release)
    app.action(KEEP_HELD_POINT)(held_points.keep)
    app.action(SEND_AGAIN)(undelivered.again)
    app.view(re.compile(f"{CHOOSE_CANDIDACY}:.+"))(candidacies.chosen)
    app.action(CANDIDACY_MENU)(candidacies.choose)
    app.action(re.compile(f"{CANDIDACY_MENU}:.+"))(candidacies.press)
    app.view(RECORD_WRITTEN_OFFER)(written_offers.record)
    app.view(RECORD_ANSWER)(answers.record)
    app.action(TOLD_OF_END)(answers.told)
    _debrief_channels(app)
    _feedback(app)
    _offer_calls(app)
    _meeting_requests(app)
    _meetings(app)
    _questions(app)
    _directory(app)


def _wordings(app: Index) -> None:
    app.action(wording_messages.OPEN_WORDINGS)(wordings.open_list)
    app.action(wording_messages.OPEN_CHAPTER)(wordings.open_chapter)
    app.action(re.compile(f"{wording_messages.PREVIEW_CHAPTER}:.+"))(wordings.preview)
    app.view(wording_messages.SAVE_CHAPTER)(wordings.save)
    app.action(wording_messages.RESET_CHAPTER)(wordings.reset)
    app.action(wording_messages.OPEN_VERSIONS)(wordings.open_versions)
    app.action(wording_messages.USE_AGAIN)(wordings.use_again)


def _debrief_channels(app: Index) -> None:
    for name in debrief_channels.LOST:
        app.event(name)(debrief_channels.lost)
    app.event("member_joined_channel")(debrief_channels.joined)
    app.event("channel_unarchive")(debrief_channels.unarchived)
    app.event("group_unarchive")(debrief_channels.unarchived)
    app.action(channel_messages.RETRY_CHANNEL)(debrief_channels.retry)
    app.action(channel_messages.OPEN_MOVE)(debrief_channels.open_form)
    app.view(channel_messages.MOVE_DEBRIEF)(debrief_channels.move)
    app.action(channel_messages.POST_CARD_AGAIN)(debrief_channels.post_again)


def _feedback(app: Index) -> None:
    app.event("message")(messages.message)
    app.action(debrief_messages.GIVE_FEEDBACK)(feedback.open_form)
    app.action(debrief_messages.GIVE_OWN_FEEDBACK)(feedback.open_own_form)
    app.view(debrief_messages.GIVE_FEEDBACK)(feedback.give)
    app.action(re.compile(f"{KEEP_DRAFT}:.+"))(feedback.keep_draft)
    app.action(ENTER_FEEDBACK)(entered_feedback.open_form)
    app.view(ENTER_FEEDBACK)(entered_feedback.enter)
    app.message_shortcut(USE_AS_FEEDBACK)(shortcuts.use_as_feedback)
    app.view(USE_AS_FEEDBACK)(shortcuts.place)
    app.action(feedback_messages.CONFIRM_FEEDBACK)(feedback.confirm)
    app.action(feedback_messages.KEEP_INSIDE_TEAM)(feedback.keep_inside_team)
    app.action(feedback_messages.HIDE_NAME)(feedback.hide_name)
    app.action(feedback_messages.SORT_FEEDBACK)(corrections.open_sorting)
    app.view(feedback_messages.SORT_FEEDBACK)(corrections.sort)
    app.action(feedback_messages.CHANGE_FEEDBACK)(corrections.open_change)
    app.view(feedback_messages.CHANGE_FEEDBACK)(corrections.change)
    app.action(feedback_messages.DISMISS_FEEDBACK)(corrections.dismiss)
    app.action(feedback_messages.PLACE_FEEDBACK)(corrections.place)


def _offer_calls(app: Index) -> None:
    app.action(call_messages.OPEN_LOG_CALL)(offer_calls.open_form)
    app.view(call_forms.LOG_CALL)(offer_calls.log)
    app.action(call_messages.OPEN_NO_ANSWER)(callers.open_no_answer)
    app.action(call_messages.OPEN_CALL_LATER)(callers.open_later)
    app.view(caller_messages.PUT_OFF_CALL)(callers.put_off)
    app.action(call_messages.OPEN_HAND_OVER)(callers.open_handing_over)
    app.view(caller_messages.HAND_OVER_CALL)(callers.hand_over)
    app.action(call_messages.TAKE_CALL)(callers.take)
    app.action(CLEAR_CALL)(clearances.clear)
    app.action(OPEN_NOT_YET)(clearances.open_form)
    app.view(HOLD_CALL_BACK)(clearances.hold_back)
    app.action(call_messages.SHOW_PLAIN_SCRIPT)(call_scripts.show_plain)
    app.view(script_messages.PLAIN_SCRIPT)(call_scripts.read_on)
    app.action(script_messages.PASSED_ON)(call_scripts.passed_on)
    app.action(arranging.OPEN_ARRANGING)(call_scripts.open_form)
    app.action(arranging.MOVE_INTERVIEWER)(call_scripts.move_part)
    app.action(arranging.MOVE_POINT)(call_scripts.move_one_point)
    app.view(arranging.ARRANGE_SCRIPT)(call_scripts.keep_words)
    app.view(arranging.ARRANGE_POINTS)(call_scripts.keep_points)
    app.action(invitation_messages.HOLD_INVITATION)(invitations.hold)
    app.action(invitation_messages.OPEN_EDIT_INVITATION)(invitations.open_edit)
    app.view(invitation_messages.EDIT_INVITATION)(invitations.edit)
    app.action(invitation_messages.SEND_INVITATION_NOW)(invitations.send_now)
    app.action(invitation_messages.INVITE_NOW)(invitations.invite)
    app.action(invitation_messages.OPEN_INVITE_ANYWAY)(invitations.open_anyway)
    app.view(invitation_messages.INVITE_ANYWAY)(invitations.invite_anyway)


def _meeting_requests(app: Index) -> None:
    app.action(invitation_messages.OPEN_REQUEST)(meeting_requests.open_form)
    app.view(request_messages.REQUEST_MEETING)(meeting_requests.request)
    app.action(request_messages.ENTER_ANOTHER)(meeting_requests.another)
    app.action(request_messages.WITHDRAW_REQUEST)(meeting_requests.withdraw)
    app.action(invitation_messages.NOTHING_MORE)(meeting_requests.end)


def _meetings(app: Index) -> None:
    app.action(approval_messages.APPROVE_MEETING)(meetings.approve)
    app.action(approval_messages.APPROVE_ALL)(meetings.approve_all)
    app.action(approval_messages.OPEN_APPROVAL)(meetings.open_approval)
    app.action(re.compile(f"{approval_messages.TURN_CARD}:.+"))(meetings.turn_card)
    app.action(approval_messages.OPEN_APPROVAL_OF_ALL)(meetings.open_approval_of_all)
    app.view(approval_forms.APPROVE_AT_PLACES)(meetings.approve_at_places)
    app.action(approval_messages.OPEN_CHOICE)(meetings.open_choice)
    app.view(approval_forms.CHOOSE_SOMEONE)(meetings.choose)
    app.action(approval_messages.ASK_VOLUNTEERS)(volunteers.ask)
    app.action(VOLUNTEER)(volunteers.volunteer)
    app.action(ASK_IN_MY_NAME)(introductions.agree)
    app.action(RATHER_NOT_ASK)(introductions.refuse)
    app.action(approval_messages.OPEN_SAY_NO)(meetings.open_say_no)
    app.view(approval_forms.SAY_NO)(meetings.say_no)
    app.action(approval_messages.OPEN_EXACT_TIME)(meetings.open_exact_time)
    app.view(approval_forms.EXACT_TIME)(meetings.propose_exact_time)
    app.action(approval_messages.OPEN_REPLY)(meetings.open_reply)
    app.view(approval_forms.RECORD_REPLY)(meetings.record_reply)
    app.action(approval_messages.OPEN_PLACE)(meetings.open_place)
    app.view(approval_forms.SET_PLACE)(meetings.set_place)
    app.action(change_messages.OPEN_MOVE)(changed_meetings.open_move)
    app.view(change_messages.MOVE_MEETING)(changed_meetings.move)
    app.action(change_messages.OPEN_CANCEL)(changed_meetings.open_cancel)
    app.view(change_messages.CANCEL_MEETING)(changed_meetings.cancel)
    app.action(approval_messages.MISSED_MEETING)(changed_meetings.missed)
    app.action(approval_messages.REQUEST_MENU)(meetings.menu)
    app.view(approval_forms.APPROVE_ALTERNATES)(meetings.approve_alternates)
    app.view(approval_forms.HAND_OVER_MEETINGS)(meetings.hand_over)
    app.action(meeting_messages.ACCEPT_TIME)(meetings.accept)
    app.action(meeting_messages.OPEN_OTHER_TIMES)(meetings.open_other_times)
    app.view(meeting_messages.OTHER_TIMES)(meetings.other_times)
    app.action(meeting_messages.CANT_MEET)(meetings.cant_meet)
    app.action(meeting_messages.OPEN_GIVE_BACK)(changed_meetings.open_giving_back)
    app.view(meeting_messages.GIVE_BACK)(changed_meetings.give_back)
    app.action(meeting_messages.REPORT_MISSED)(changed_meetings.report_missed)


def _directory(app: Index) -> None:
    app.action(directory_messages.OPEN_DIRECTORY)(directory.open_from_home)
    app.action(OPEN_STATS)(stats.open_from_home)
    app.view(directory_messages.SEARCH_DIRECTORY)(directory.search)
    app.action(re.compile(f"{directory_messages.TURN_DIRECTORY}:.+"))(directory.turn)
    app.action(directory_messages.OPEN_COLLEAGUE)(directory.open_colleague)
    app.action(directory_messages.OPEN_OUTSIDER)(directory.open_outsider)
    app.action(directory_messages.OPEN_ENTRY)(directory.open_entry)
    app.view(directory_messages.ADD_COLLEAGUE)(directory.add_colleague)
    app.view(directory_messages.ADD_OUTSIDER)(directory.add_outsider)
    app.view(directory_messages.SAVE_ENTRY)(directory.save)
    app.view(directory_messages.SAVE_OWN_ENTRY)(directory.save_own)
    app.action(directory_messages.REMOVE_ENTRY)(directory.remove)


def _questions(app: Index) -> None:
    app.action(question_messages.ALL_ANSWERED)(questions.all_answered)
    app.action(question_messages.OPEN_QUESTION)(questions.open_form)
    app.view(question_messages.RECORD_QUESTION)(questions.record)
    app.action(question_messages.OPEN_SETTLE)(questions.open_settle)
    app.view(question_messages.SETTLE_QUESTION)(questions.settle)
    app.action(OPEN_THANKS)(thanks.open_form)
    app.view(SEND_THANKS)(thanks.pass_on)
    app.action(question_messages.OPEN_CHANGE)(questions.open_change)
    app.view(question_messages.CHANGE_QUESTION)(questions.change)
