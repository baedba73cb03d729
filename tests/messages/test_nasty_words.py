"""Every builder of what people read, with the nastiest words people may type, against every limit of Slack and mail."""

import inspect
import json
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from importlib import import_module
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import bot.messages as package
from bot.messages import (
    answers,
    approval_forms,
    approvals,
    arranging,
    calendar,
    call_forms,
    call_scripts,
    callers,
    candidacies,
    candidate_pages,
    change_forms,
    clearances,
    debrief_channels,
    debrief_forms,
    debriefs,
    decisions,
    directory,
    endings,
    entered_feedback,
    feedback,
    feedback_forms,
    held_points,
    home,
    introductions,
    invitations,
    meeting_requests,
    meetings,
    mornings,
    offer_calls,
    panels,
    private_links,
    questions,
    remains,
    reminders,
    reveals,
    stats,
    thanks,
    undelivered,
    volunteers,
    wordings,
    written_offers,
)
from bot.messages import settings as settings_messages
from bot.messages.blocks import Message
from bot.messages.calendar import Letter
from bot.messages.call_scripts import script_body
from bot.messages.feedback import PointShown, ReceiptShown, ToSort
from bot.messages.mails import Letterhead
from bot.rules.call_script import InterviewerFeedback, ScriptFacts, compose_script
from bot.rules.corrections import Piece, pieces_read
from bot.rules.feedback_form import Given
from bot.rules.feedback_reader import Reading
from bot.rules.text import unescape
from bot.rules.words import PointKind, Sharing
from bot.sandbox.broadcasts import Broadcasts
from bot.sandbox.limits import check_blocks, check_view, refuse_blocks, refuse_long
from tests.messages import nasty
from tests.messages.entries import parse

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

Builder = Callable[..., Any]

BUILDERS: list[Builder] = [
    answers.answer_form,
    approval_forms.choose_form,
    approval_forms.say_no_form,
    approval_forms.exact_time_form,
    approval_forms.reply_form,
    approval_forms.place_form,
    approvals.coordinator_card,
    approvals.approvals_waiting,
    approvals.answer_came,
    approvals.has_answered,
    approvals.agreed_note,
    calendar.agreed_for_candidate,
    calendar.agreed_for_contact,
    calendar.cancelled,
    calendar.ask_outsider,
    calendar.not_needed_mail,
    calendar.refused_mail,
    calendar.evening_mail,
    calendar.all_answered_mail,
    call_forms.log_form,
    callers.put_off_form,
    callers.hand_over_form,
    callers.call_overdue,
    callers.caller_gone,
    callers.call_taken,
    callers.call_handed_over,
    clearances.clearance_card,
    clearances.not_yet_form,
    clearances.call_held_back,
    clearances.call_cleared,
    clearances.clearance_due,
    clearances.clearance_overdue,
    arranging.arranging_form,
    arranging.points_form,
    call_scripts.plain_script,
    call_scripts.script_changed,
    call_scripts.pass_on_due,
    call_scripts.points_left_out,
    candidacies.candidacy_list,
    candidacies.choosing_form,
    candidacies.nothing_found,
    candidacies.candidacy_shown,
    change_forms.change_form,
    change_forms.sorting_form,
    debrief_forms.opening_form,
    debrief_forms.editing_form,
    debrief_forms.closing_form,
    debrief_channels.channel_lost,
    debrief_channels.card_lost,
    debrief_channels.channel_mended,
    debrief_channels.card_posted,
    debrief_channels.moving_form,
    debrief_channels.debrief_moved,
    debriefs.debrief_card,
    debriefs.debrief_opened,
    debriefs.debrief_closed,
    decisions.decision_prompt,
    decisions.decide_form,
    decisions.decided_form,
    decisions.decision_posted,
    decisions.decision_reversed,
    decisions.speak_with_them,
    decisions.tell_candidate_asked,
    decisions.candidate_told,
    decisions.decision_due,
    directory.directory_view,
    directory.entry_form,
    directory.entry_added,
    directory.entry_saved,
    directory.entry_removed,
    entered_feedback.entering_form,
    entered_feedback.feedback_entered,
    entered_feedback.entered_for_you,
    entered_feedback.entry_replaced,
    entered_feedback.outsider_asked,
    entered_feedback.outsider_reminded,
    feedback.feedback_receipt,
    feedback.nothing_open,
    feedback.write_to_coordinator,
    feedback.came_too_late,
    feedback_forms.feedback_form,
    feedback_forms.placing_form,
    held_points.held_points_card,
    home.home_view,
    home.closed_home,
    endings.ended_for_owners,
    endings.still_waiting,
    endings.facts_noted,
    endings.ended_for_panel,
    endings.ended_for_contact,
    endings.tell_them,
    endings.still_untold,
    endings.told_noted,
    endings.thanks,
    invitations.invitation_card,
    invitations.edit_invitation_form,
    invitations.invitation_in_other_hands,
    invitations.invite_anyway_form,
    invitations.nothing_asked_yet,
    meeting_requests.request_form,
    meeting_requests.request_saved,
    meeting_requests.nothing_more_noted,
    meetings.contact_brief,
    meetings.other_times_form,
    meetings.not_needed,
    meetings.reminder,
    meetings.evening_note,
    mornings.morning_note,
    offer_calls.call_card,
    offer_calls.call_due,
    offer_calls.follow_up_due,
    panels.panel_left,
    panels.role_changed,
    panels.debrief_edited,
    panels.replace_form,
    panels.owner_gone,
    panels.hire_heard,
    questions.questions_card,
    private_links.fresh_link_mail,
    introductions.may_we_ask,
    introductions.asked_in_your_name,
    introductions.not_asked,
    introductions.knower_would_rather_not,
    candidate_pages.candidate_cancelled,
    candidate_pages.candidate_moves,
    questions.asked_on_page,
    questions.question_task,
    questions.question_to_read,
    questions.question_settled,
    questions.question_returned,
    questions.question_taken_over,
    questions.change_form,
    questions.where_things_stand,
    questions.question_form,
    questions.settle_form,
    reveals.points_view,
    reveals.reveal_form,
    reveals.feedback_revealed,
    reveals.others_can_read,
    reminders.feedback_asked,
    reminders.feedback_reminded,
    reminders.decline_form,
    reminders.feedback_missing,
    reminders.going_on_without,
    settings_messages.settings_form,
    stats.stats_shown,
    stats.stats_view,
    thanks.thanks_form,
    thanks.thanks_passed_on,
    thanks.thanks_kept,
    undelivered.message_failed,
    undelivered.mail_failed,
    undelivered.timer_failed,
    volunteers.volunteers_wanted,
    volunteers.volunteer_noted,
    volunteers.volunteer_came,
    remains.remains_card,
    remains.left_to_do,
    wordings.wordings_form,
    wordings.chapter_form,
    wordings.versions_form,
    wordings.wording_saved,
    written_offers.written_offer_form,
    written_offers.written_offer_recorded,
    written_offers.offer_runs_out,
    written_offers.offer_is_due,
]
"""What makes a message, a form, a page or a mail."""

MRKDWN: list[Builder] = [
    candidacies.candidacy_line,
    candidacies.next_step_of,
    candidacies.offer_usage,
    debrief_forms.usage,
    debriefs.next_step,
    debriefs.said,
]
"""What makes mrkdwn; the plain text of refusals is escaped where it is answered."""

PARTS = {
    "blocks.py": "made of nothing but our own helpers",
    "candidacy_rows": "the rows of candidacy_list and of home_view",
    "script_head": "stands in call_card",
    "script_body": "stands in call_card",
    "in_parts": "stands in call_card",
    "late_feedback": "stands in call_card",
    "heard_lines": "stands in feedback_receipt",
    "style_hints": "stands in feedback_receipt",
    "suggestion_reason": "plain text that stands in coordinator_card and choose_form",
    "votes": "stands in decision_prompt and decide_form",
    "calendar_entry": "has a test of its own below",
    "status_of": "words of the private page, escaped by its templates",
    "heading_of": "words of the private page, escaped by its templates",
    "details_of": "words of the private page, escaped by its templates",
    "question_status": "words of the private page, escaped by its templates",
    "readers_of": "words of the private page, escaped by its templates",
    "expiry_of": "words of the private page, escaped by its templates",
    "span": "words of the private page, escaped by its templates",
    "clock_in": "words of the private page, escaped by its templates",
    "chapter_reset": "plain text that its caller escapes",
    "invitation_subject": "stands in a mail of its own below",
    "invitation_text": "stands in a mail of its own below",
    "invitation_letter": "stands in a mail of its own below",
    "text_fields": "ids",
    "waits_for_telling": "stands in tell_them and speak_with_them",
    "already_recorded": "a refusal's plain text",
    "already_decided": "a refusal's plain text",
    "changed_meanwhile": "a refusal's plain text",
    "too_early_or_late": "a refusal's plain text",
    "not_cleared_yet": "a refusal's plain text",
    "cleared_already": "a refusal's plain text",
    "not_invited_fields": "stands in log_form",
    "logged_meanwhile": "a refusal's plain text",
    "logged_already": "a refusal's plain text",
    "sent_already": "a refusal's plain text",
    "goes_already": "a refusal's plain text",
    "still_lost": "a refusal's plain text",
    "title": "plain text that its callers escape or put into a header",
    "day": "a date",
    "usual_place": "plain text that a meeting keeps as its place",
    "enter_button": "stands in outsider_asked and in feedback_missing",
    "openings_filled": "a refusal's plain text, escaped where decide_form shows it",
    "link": "an address made of ids",
    "words_field": "an id",
    "choice_field": "an id",
    "piece_field": "an id",
}

OURS = "C0DEBRIEF|D12345678"
SAID = st.sampled_from(["approved", "asked for other times", "Decide"])
BY_NAME: nasty.ByName = {
    **dict.fromkeys(("zone", "candidate_zone", "reader_zone"), nasty.zones),
    **dict.fromkeys(("email", "candidate_email", "address", "asker_email", "organizer_email"), nasty.addresses),
    "attendee_email": nasty.addresses,
    **dict.fromkeys(("slack_id", "interviewers", "suggested", "coordinator_id"), nasty.slack_ids),
    **dict.fromkeys(("channel", "debrief_channel", "coordinator_channel"), nasty.channels),
    **dict.fromkeys(("what", "role", "scope", "heading"), SAID),
    **dict.fromkeys(
        ("learn", "said", "feels", "unsure", "left_out", "asked_for", "note", "wrote", "reason", "noted"), nasty.words
    ),
    **dict.fromkeys(("text", "notes", "pieces", "good", "grow", "team_only"), nasty.essays),
    "replies": st.just("https://acme.slack.example/archives/C0DEBRIEF/p1700000000000100"),
    **dict.fromkeys(("url", "thread"), st.just("https://acme.slack.example/archives/C0DEBRIEF/p1700000000000100")),
    "undeleted": st.just("https://acme.slack.example/archives/C0DEBRIEF/p1700000000000100"),
    "then": SAID,
    "phone": nasty.short,
    "callback_id": st.just("choose"),
    "company": nasty.short.map(lambda text: text[:80]),
    "mail_sender": nasty.short.map(lambda text: text[:80]),
    "choices": st.dictionaries(st.integers(1, 99), nasty.short, min_size=1, max_size=4),
    "script": nasty.of(
        ScriptFacts,
        "facts",
        {"zone": nasty.zones, "caller_zone": nasty.zones, "good": nasty.words, "grow": nasty.words},
    ).map(compose_script),
}
OWN: Mapping[Builder, nasty.ByName] = {
    wordings.chapter_form: {
        "texts": nasty.words.map(lambda text: "{{ candidate }} " + re.sub(r"[{}%#]", "", text)),
        "caller_zone": nasty.zones,
    },
    feedback_forms.feedback_form: {"grow": nasty.words, "team_only": nasty.words},
    debrief_channels.debrief_moved: {"former": nasty.channels},
    debrief_forms.opening_form: dict.fromkeys(("hiring_manager", "coordinator"), nasty.slack_ids),
    settings_messages.settings_form: {
        **dict.fromkeys(("coordinator", "head_of_talent", "clearer"), nasty.slack_ids),
        **dict.fromkeys(("due_in_days", "notice_hours"), st.integers(0, 30)),
        "help_phone": nasty.short.map(lambda text: text[:80]),
    },
    callers.hand_over_form: {"backup": nasty.slack_ids},
    decisions.decide_form: {"backup": nasty.slack_ids},
    questions.questions_card: {"text": nasty.words},
    questions.asked_on_page: {"text": nasty.words},
    questions.question_task: {"text": nasty.words},
    questions.question_to_read: {"text": nasty.words},
    questions.question_settled: {"text": nasty.words},
    questions.question_returned: {"text": nasty.words},
    questions.change_form: {"text": nasty.words, "owner": nasty.slack_ids},
    invitations.invitation_card: {"text": nasty.words, "subject": nasty.short},
    written_offers.written_offer_form: {"note": nasty.short},
    approval_forms.choose_form: {"suggested": nasty.short, "value": st.integers(1, 10**9).map(str), "why": nasty.words},
    directory.entry_form: {
        **dict.fromkeys(("delegate", "known_by"), nasty.slack_ids),
        **dict.fromkeys(("delegate_email", "email"), nasty.addresses),
        **dict.fromkeys(("areas", "known_areas", "off_limits"), nasty.words),
    },
    undelivered.message_failed: {"error": st.sampled_from(["is_archived", "<!channel>"])},
}

_SEQUENCE = re.compile(r"<[^<>]*>")
_LABELS = "your reply|still there|message|the thread"
_ALLOWED = re.compile(
    rf"<!date\^\d+\^[^<>|]*\|[^<>|]*UTC>|<#(?:{OURS})>|<@(?:U0ANN|W12345678)>|<https://acme\.[^<>|]*\|(?:{_LABELS})>"
)
_IDS = re.compile(r'[\w:{}", .-]*')


def discovered() -> set[str]:
    """Name every public function of bot.messages that makes something people read."""
    found = set()
    for module in pkgutil.iter_modules(package.__path__):
        if module.name in {"blocks", "times"}:
            continue
        loaded = import_module(f"{package.__name__}.{module.name}")
        found |= {
            name
            for name, one in inspect.getmembers(loaded, inspect.isfunction)
            if one.__module__ == loaded.__name__ and not name.startswith("_")
        }
    return found


def test_no_builder_is_forgotten() -> None:
    """A builder that stands in no list here isn't tried with nasty words: add it."""
    named = {one.__name__ for one in (*BUILDERS, *MRKDWN)} | set(PARTS)
    assert discovered() <= named, sorted(discovered() - named)
    assert named - discovered() <= {"blocks.py"}, sorted(named - discovered())


@pytest.mark.parametrize("builder", [*BUILDERS, *MRKDWN], ids=lambda one: one.__name__)
@settings(
    max_examples=6, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(data=st.data())
def test_nasty_words_stay_words(builder: Builder, data: st.DataObject) -> None:
    """Within every limit of Slack's and mail's; nothing anybody typed acts."""
    arguments = data.draw(nasty.calls_of(builder, {**BY_NAME, **OWN.get(builder, {})}))
    for made in _each(builder(**arguments)):
        judge(made)


def _each(made: object) -> list[Any]:
    return made if isinstance(made, list) else [made]


def judge(made: object) -> None:
    """Fail on whatever Slack or a mail server would refuse, and on typed words that act."""
    if isinstance(made, Message):
        _judge_message(made)
    elif isinstance(made, dict):
        refuse_blocks(check_view(made, "home" if made["type"] == "home" else "modal"))
        _judge_words(made)
    elif isinstance(made, Letter):
        judge_mail(made.subject, made.text)
    elif isinstance(made, tuple):
        judge_mail(*made)
    else:
        _judge_mrkdwn(str(made))


def _judge_message(message: Message) -> None:
    payload = message.payload()
    assert payload["text"].strip()
    assert len(payload["text"]) <= 3900
    refuse_blocks(check_blocks(payload["blocks"], "message"))
    refuse_long(payload["blocks"])
    _judge_mrkdwn(payload["text"])
    _judge_words(payload["blocks"])
    called = Broadcasts()
    called.look("C1", "1.1", payload["text"], payload["blocks"])
    assert not called.found


def _judge_words(blocks: object) -> None:
    for one in _walk(blocks):
        if one.get("type") == "mrkdwn":
            assert one["verbatim"] is True
            _judge_mrkdwn(one["text"])
        for name in ("value", "private_metadata", "action_id", "block_id", "callback_id"):
            assert _IDS.fullmatch(str(one.get(name) or "")), (name, one[name])
        assert one.get("type") not in {"user", "link", "broadcast", "channel", "usergroup"}


def _judge_mrkdwn(text: str) -> None:
    acting = [one for one in _SEQUENCE.findall(text) if not _ALLOWED.fullmatch(one)]
    assert not acting, acting
    rest = _SEQUENCE.sub("", text)
    assert "<" not in rest
    assert ">" not in rest
    assert not re.search(r"&(?!amp;|lt;|gt;)", rest), rest


def _walk(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, Mapping):
        yield dict(node)
        for one in node.values():
            yield from _walk(one)
    elif isinstance(node, list):
        for one in node:
            yield from _walk(one)


def judge_mail(subject: str, text: str, calendar_bytes: bytes | None = None) -> None:
    """Fail when a mail of these words has other headers than ours, or says anything else."""
    head = Letterhead("Co<ra\r\nBcc: x@evil.example>", "hiring@acme.example", "cora@acme.example")
    now = datetime(2030, 1, 7, 9, 0, tzinfo=UTC)
    raw = head.mail(to="ada@home.example", subject=subject, text=text, date=now, calendar=calendar_bytes).as_bytes()
    mail = message_from_bytes(raw, policy=default)
    ours = {"From", "To", "Subject", "Date", "Message-ID", "Reply-To", "MIME-Version", "Content-Type"}
    assert set(mail.keys()) <= ours | {"Content-Transfer-Encoding"}, mail.keys()
    assert mail["To"] == "ada@home.example"
    assert mail["From"].addresses[0].addr_spec == "hiring@acme.example"
    assert _bare(mail["Subject"]) == _bare(subject)
    body = mail.get_body(("plain",))
    assert body is not None
    assert _bare(body.get_content()) == _bare(text)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.isascii(), "not every server on the way takes 8 bits"


def _bare(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=40, deadline=None, derandomize=True, phases=[Phase.generate])
@given(
    nasty.calls_of(calendar.calendar_entry, {**BY_NAME, "uid": st.just("meeting-1@acme.example"), "place": nasty.short})
)
def test_nasty_words_in_a_calendar_entry(arguments: dict[str, Any]) -> None:
    """They are a summary, a place or a name, and nothing more, whatever program reads them."""
    made, method = calendar.calendar_entry(**arguments)
    entry = arguments["entry"]
    read = parse(made.decode())
    known = (
        "UID SEQUENCE DTSTAMP LAST-MODIFIED DTSTART DTEND SUMMARY DESCRIPTION LOCATION STATUS TRANSP CLASS ORGANIZER"
    )
    other = "ATTENDEE PRODID VERSION METHOD BEGIN END"
    assert {key for key in read if not key.endswith(";")} <= {*known.split(), *other.split()}, read
    assert read["METHOD"] == method
    assert _bare(read["SUMMARY"]) == _bare(f"Conversation with {entry.other}")
    assert read["ORGANIZER"] == f"mailto:{entry.organizer_email}"
    assert read["ATTENDEE"] == f"mailto:{entry.attendee_email}"
    if entry.place:
        assert _bare(read.get("LOCATION", "")) == _bare(entry.place)
    judge_mail("Your conversation", "Hello", made)


@settings(max_examples=20, deadline=None, derandomize=True, phases=[Phase.generate])
@given(nasty.calls_of(invitations.invitation_text, BY_NAME))
def test_nasty_words_in_an_invitation(arguments: dict[str, Any]) -> None:
    """The subject is one line and the text is said as it is."""
    judge_mail(invitations.invitation_subject(**arguments), invitations.invitation_text(**arguments))


@settings(max_examples=30, deadline=None, derandomize=True, phases=[Phase.generate])
@given(nasty.essays, nasty.essays)
def test_nothing_is_cut_from_a_script(first: str, second: str) -> None:
    """The card holds every word, however many there are, over as many messages as that takes."""
    ann = InterviewerFeedback("Ann", good=(first,), grow=(second,))
    facts = ScriptFacts("Ada", "Engineer", "Hana", "Hana", "Cora", (ann,))
    read = _bare(_read([block for _, blocks in script_body(compose_script(facts)) for block in blocks]))
    assert _bare(first) in read
    assert _bare(second) in read


@settings(max_examples=30, deadline=None, derandomize=True, phases=[Phase.generate])
@given(nasty.essays, nasty.essays, nasty.essays)
def test_nothing_is_cut_from_a_receipt_and_the_form(good: str, note: str, to_sort: str) -> None:
    """An interviewer reads back all they wrote, and finds it in the form and where they sort it."""
    point = PointShown(PointKind.GOOD, Sharing.SHAREABLE, good)
    waits = ToSort(1, to_sort, {})
    quiet: dict[str, Any] = dict.fromkeys(
        ("was_withdrawn", "is_confirmed", "is_team_only", "is_unnamed", "is_late", "is_closed"), False
    )
    shown = ReceiptShown(1, "Ada", "Engineer", "Ann", [point], [], [note], [waits], **quiet)
    read = _bare(
        _read([block for one in feedback.feedback_receipt(shown) for block in one.blocks if block["type"] != "header"])
    )
    for text in (good, note, to_sort):
        assert _bare(text) in read
    filled = feedback_forms.feedback_form(1, "Ada", Given(good=good))
    values = [one["initial_value"] for one in _walk(filled) if "initial_value" in one]
    assert _bare("".join(values)) == _bare(good)
    pieces = pieces_read(Reading((), None, (), is_feedback=False), to_sort)
    read = "".join(_read(view["blocks"]) for view in _all_pages(pieces)).replace("The paragraph above", "")
    for piece in pieces:
        assert _bare(piece.read.text) in _bare(read)


def _all_pages(pieces: list[Piece]) -> Iterator[dict[str, Any]]:
    """Make the forms in which a reply is sorted, one after the other."""
    start = 0
    while start < len(pieces):
        yield (view := change_forms.sorting_form(1, 1, "Ada", pieces, start))
        start = json.loads(view["private_metadata"])["next"]


def _read(blocks: list[Any]) -> str:
    return "".join(
        unescape(one["text"]) if one.get("type") == "mrkdwn" else one["text"]
        for one in _walk(blocks)
        if isinstance(one.get("text"), str)
    )
