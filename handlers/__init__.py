"""The table of contents: every Slack entry point on one line."""

import re

from slack_bolt.async_app import AsyncApp

from bot.messages import approval_forms, arranging, call_forms, decision_forms, directory_entries
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
from bot.messages.places import SET_PLACE
from bot.messages.settings import OPEN_SETTINGS, SAVE_SETTINGS
from bot.messages.stats import OPEN_STATS
from bot.messages.thanks import OPEN_THANKS, SEND_THANKS
from bot.messages.undelivered import SEND_AGAIN
from bot.messages.volunteers import VOLUNTEER
from bot.messages.written_offers import RECORD_WRITTEN_OFFER
from handlers import (
    answers,
    approvals,
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


def register(on: Index) -> None:
    """Name every entry point; a pattern stands for a family of them."""
    on.event("app_home_opened")(home.opened)
    on.event("user_change")(people.user_changed)
    on.command("/debrief")(commands.debrief_command)
    on.command("/offer")(commands.offer_command)
    on.action(OPEN_SETTINGS)(settings.open_form)
    on.view(SAVE_SETTINGS)(settings.save)
    on.action(RELEASE_HELD_POINT)(held_points.release)
    on.action(KEEP_HELD_POINT)(held_points.keep)
    on.action(SEND_AGAIN)(undelivered.again)
    on.view(re.compile(f"{CHOOSE_CANDIDACY}:.+"))(candidacies.chosen)
    on.action(CANDIDACY_MENU)(candidacies.choose)
    on.action(re.compile(f"{CANDIDACY_MENU}:.+"))(candidacies.press)
    on.view(RECORD_WRITTEN_OFFER)(written_offers.record)
    on.view(RECORD_ANSWER)(answers.record)
    on.action(TOLD_OF_END)(answers.told)
    _wordings(on)
    _debriefs(on)
    _debrief_channels(on)
    _feedback(on)
    _offer_calls(on)
    _meeting_requests(on)
    _approvals(on)
    _meetings(on)
    _questions(on)
    _directory(on)


def _debriefs(on: Index) -> None:
    on.action(debrief_messages.OPEN_DEBRIEF)(debriefs.open_empty_form)
    on.view(debrief_messages.OPEN_DEBRIEF)(debriefs.save)
    on.action(debrief_messages.DEBRIEF_MENU)(debriefs.menu)
    on.action(debrief_messages.EDIT_DEBRIEF)(debriefs.open_edit_form)
    on.view(debrief_messages.EDIT_DEBRIEF)(debriefs.save_edit)
    on.view(debrief_messages.CLOSE_DEBRIEF)(debriefs.close)
    on.action(debrief_messages.GO_ON_WITHOUT)(debriefs.go_on)
    on.action(debrief_messages.REPLACE_INTERVIEWER)(debriefs.open_replace_form)
    on.view(debrief_messages.REPLACE_INTERVIEWER)(debriefs.replace)
    on.action(reminder_messages.DECLINE_FEEDBACK)(reminders.open_decline_form)
    on.view(reminder_messages.DECLINE_FEEDBACK)(reminders.decline)
    on.action(reminder_messages.REMIND_LATER_TODAY)(reminders.later)
    on.action(reminder_messages.REMIND_NEXT_MORNING)(reminders.later)
    on.action(decision_messages.OPEN_DECISION)(decisions.open_form)
    on.view(decision_forms.DECIDE)(decisions.save)
    on.view(decision_forms.REVERSE_DECISION)(decisions.reverse)
    on.action(decision_messages.TELL_CANDIDATE)(decisions.told)
    on.action(reveal_messages.READ_POINTS)(reveals.show_points)
    on.view(reveal_messages.READ_POINTS)(reveals.show_more)
    on.action(reveal_messages.OPEN_REVEAL)(reveals.open_form)
    on.view(reveal_messages.REVEAL_NOW)(reveals.reveal)


def _wordings(on: Index) -> None:
    on.action(wording_messages.OPEN_WORDINGS)(wordings.open_list)
    on.action(wording_messages.OPEN_CHAPTER)(wordings.open_chapter)
    on.action(re.compile(f"{wording_messages.PREVIEW_CHAPTER}:.+"))(wordings.preview)
    on.view(wording_messages.SAVE_CHAPTER)(wordings.save)
    on.action(wording_messages.RESET_CHAPTER)(wordings.reset)
    on.action(wording_messages.OPEN_VERSIONS)(wordings.open_versions)
    on.action(wording_messages.USE_AGAIN)(wordings.use_again)


def _debrief_channels(on: Index) -> None:
    for name in debrief_channels.LOST:
        on.event(name)(debrief_channels.lost)
    on.event("member_joined_channel")(debrief_channels.joined)
    on.event("channel_unarchive")(debrief_channels.unarchived)
    on.event("group_unarchive")(debrief_channels.unarchived)
    on.action(channel_messages.RETRY_CHANNEL)(debrief_channels.retry)
    on.action(channel_messages.OPEN_MOVE)(debrief_channels.open_form)
    on.view(channel_messages.MOVE_DEBRIEF)(debrief_channels.move)
    on.action(channel_messages.POST_CARD_AGAIN)(debrief_channels.post_again)


def _feedback(on: Index) -> None:
    on.event("message")(messages.message)
    on.action(debrief_messages.GIVE_FEEDBACK)(feedback.open_form)
    on.action(debrief_messages.GIVE_OWN_FEEDBACK)(feedback.open_own_form)
    on.view(debrief_messages.GIVE_FEEDBACK)(feedback.give)
    on.action(re.compile(f"{KEEP_DRAFT}:.+"))(feedback.keep_draft)
    on.action(ENTER_FEEDBACK)(entered_feedback.open_form)
    on.view(ENTER_FEEDBACK)(entered_feedback.enter)
    on.message_shortcut(USE_AS_FEEDBACK)(shortcuts.use_as_feedback)
    on.view(USE_AS_FEEDBACK)(shortcuts.place)
    on.action(feedback_messages.CONFIRM_FEEDBACK)(feedback.confirm)
    on.action(feedback_messages.KEEP_INSIDE_TEAM)(feedback.keep_inside_team)
    on.action(feedback_messages.HIDE_NAME)(feedback.hide_name)
    on.action(feedback_messages.SORT_FEEDBACK)(corrections.open_sorting)
    on.view(feedback_messages.SORT_FEEDBACK)(corrections.sort)
    on.action(feedback_messages.CHANGE_FEEDBACK)(corrections.open_change)
    on.view(feedback_messages.CHANGE_FEEDBACK)(corrections.change)
    on.action(feedback_messages.DISMISS_FEEDBACK)(corrections.dismiss)
    on.action(feedback_messages.PLACE_FEEDBACK)(corrections.place)


def _offer_calls(on: Index) -> None:
    on.action(call_messages.OPEN_LOG_CALL)(offer_calls.open_form)
    on.view(call_forms.LOG_CALL)(offer_calls.log)
    on.action(call_messages.OPEN_NO_ANSWER)(callers.open_no_answer)
    on.action(call_messages.OPEN_CALL_LATER)(callers.open_later)
    on.view(caller_messages.PUT_OFF_CALL)(callers.put_off)
    on.action(call_messages.OPEN_HAND_OVER)(callers.open_handing_over)
    on.view(caller_messages.HAND_OVER_CALL)(callers.hand_over)
    on.action(call_messages.TAKE_CALL)(callers.take)
    on.action(CLEAR_CALL)(clearances.clear)
    on.action(OPEN_NOT_YET)(clearances.open_form)
    on.view(HOLD_CALL_BACK)(clearances.hold_back)
    on.action(call_messages.SHOW_PLAIN_SCRIPT)(call_scripts.show_plain)
    on.view(script_messages.PLAIN_SCRIPT)(call_scripts.read_on)
    on.action(script_messages.PASSED_ON)(call_scripts.passed_on)
    on.action(arranging.OPEN_ARRANGING)(call_scripts.open_form)
    on.action(arranging.MOVE_INTERVIEWER)(call_scripts.move_part)
    on.action(arranging.MOVE_POINT)(call_scripts.move_one_point)
    on.view(arranging.ARRANGE_SCRIPT)(call_scripts.keep_words)
    on.view(arranging.ARRANGE_POINTS)(call_scripts.keep_points)
    on.action(invitation_messages.HOLD_INVITATION)(invitations.hold)
    on.action(invitation_messages.OPEN_EDIT_INVITATION)(invitations.open_edit)
    on.view(invitation_messages.EDIT_INVITATION)(invitations.edit)
    on.action(invitation_messages.SEND_INVITATION_NOW)(invitations.send_now)
    on.action(invitation_messages.INVITE_NOW)(invitations.invite)
    on.action(invitation_messages.OPEN_INVITE_ANYWAY)(invitations.open_anyway)
    on.view(invitation_messages.INVITE_ANYWAY)(invitations.invite_anyway)


def _meeting_requests(on: Index) -> None:
    on.action(invitation_messages.OPEN_REQUEST)(meeting_requests.open_form)
    on.view(request_messages.REQUEST_MEETING)(meeting_requests.request)
    on.action(request_messages.ENTER_ANOTHER)(meeting_requests.another)
    on.action(request_messages.WITHDRAW_REQUEST)(meeting_requests.withdraw)
    on.action(invitation_messages.NOTHING_MORE)(meeting_requests.end)


def _approvals(on: Index) -> None:
    on.action(approval_messages.APPROVE_MEETING)(approvals.approve)
    on.action(approval_messages.APPROVE_ALL)(approvals.approve_all)
    on.action(approval_messages.OPEN_APPROVAL)(approvals.open_approval)
    on.action(re.compile(f"{approval_messages.TURN_CARD}:.+"))(approvals.turn_card)
    on.action(approval_messages.OPEN_APPROVAL_OF_ALL)(approvals.open_approval_of_all)
    on.view(approval_forms.APPROVE_AT_PLACES)(approvals.approve_at_places)
    on.action(approval_messages.OPEN_CHOICE)(approvals.open_choice)
    on.view(approval_forms.CHOOSE_SOMEONE)(approvals.choose)
    on.action(approval_messages.ASK_VOLUNTEERS)(volunteers.ask)
    on.action(VOLUNTEER)(volunteers.volunteer)
    on.action(ASK_IN_MY_NAME)(introductions.agree)
    on.action(RATHER_NOT_ASK)(introductions.refuse)
    on.action(approval_messages.OPEN_SAY_NO)(approvals.open_say_no)
    on.view(approval_forms.SAY_NO)(approvals.say_no)
    on.action(approval_messages.OPEN_EXACT_TIME)(approvals.open_exact_time)
    on.view(approval_forms.EXACT_TIME)(approvals.propose_exact_time)
    on.action(approval_messages.REQUEST_MENU)(approvals.menu)
    on.view(approval_forms.APPROVE_ALTERNATES)(approvals.approve_alternates)
    on.view(approval_forms.HAND_OVER_MEETINGS)(approvals.hand_over)
    on.view(approval_forms.SPLIT_REQUEST)(approvals.split)


def _meetings(on: Index) -> None:
    on.action(approval_messages.OPEN_REPLY)(meetings.open_reply)
    on.view(approval_forms.RECORD_REPLY)(meetings.record_reply)
    on.action(approval_messages.OPEN_PLACE)(meetings.open_place)
    on.view(SET_PLACE)(meetings.set_place)
    on.action(change_messages.OPEN_MOVE)(changed_meetings.open_move)
    on.view(change_messages.MOVE_MEETING)(changed_meetings.move)
    on.action(change_messages.OPEN_CANCEL)(changed_meetings.open_cancel)
    on.view(change_messages.CANCEL_MEETING)(changed_meetings.cancel)
    on.action(approval_messages.MISSED_MEETING)(changed_meetings.missed)
    on.action(meeting_messages.ACCEPT_TIME)(meetings.accept)
    on.action(meeting_messages.OPEN_OTHER_TIMES)(meetings.open_other_times)
    on.view(meeting_messages.OTHER_TIMES)(meetings.other_times)
    on.action(meeting_messages.CANT_MEET)(meetings.cant_meet)
    on.action(meeting_messages.OPEN_GIVE_BACK)(changed_meetings.open_giving_back)
    on.view(meeting_messages.GIVE_BACK)(changed_meetings.give_back)
    on.action(meeting_messages.REPORT_MISSED)(changed_meetings.report_missed)


def _directory(on: Index) -> None:
    on.action(directory_messages.OPEN_DIRECTORY)(directory.open_from_home)
    on.action(OPEN_STATS)(stats.open_from_home)
    on.view(directory_messages.SEARCH_DIRECTORY)(directory.search)
    on.action(re.compile(f"{directory_messages.TURN_DIRECTORY}:.+"))(directory.turn)
    on.action(directory_messages.OPEN_COLLEAGUE)(directory.open_colleague)
    on.action(directory_messages.OPEN_OUTSIDER)(directory.open_outsider)
    on.action(directory_messages.OPEN_ENTRY)(directory.open_entry)
    on.view(directory_entries.ADD_COLLEAGUE)(directory.add_colleague)
    on.view(directory_entries.ADD_OUTSIDER)(directory.add_outsider)
    on.view(directory_entries.SAVE_ENTRY)(directory.save)
    on.view(directory_entries.SAVE_OWN_ENTRY)(directory.save_own)
    on.action(directory_entries.REMOVE_ENTRY)(directory.remove)


def _questions(on: Index) -> None:
    on.action(question_messages.ALL_ANSWERED)(questions.all_answered)
    on.action(question_messages.OPEN_QUESTION)(questions.open_form)
    on.view(question_messages.RECORD_QUESTION)(questions.record)
    on.action(question_messages.OPEN_SETTLE)(questions.open_settle)
    on.view(question_messages.SETTLE_QUESTION)(questions.settle)
    on.action(OPEN_THANKS)(thanks.open_form)
    on.view(SEND_THANKS)(thanks.pass_on)
    on.action(question_messages.OPEN_CHANGE)(questions.open_change)
    on.view(question_messages.CHANGE_QUESTION)(questions.change)
