"""Everything people see about meetings, with the nastiest words they may hold, within every limit of Slack."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.messages import approval_forms, approvals, briefs, evening_notes, meeting_mails, meetings, places, questions
from bot.messages.approvals import CardShown, LastStep, RowShown, RowState
from bot.messages.blocks import Message, linked, section, when
from bot.messages.briefs import BriefShown
from bot.messages.coordinator_cards import coordinator_card
from bot.messages.evening_notes import Tomorrow
from bot.messages.questions import QuestionShown, QuestionsShown
from bot.rules.words import ContactClass, MeetingState, PlaceKind, QuestionState
from bot.sandbox.limits import check_blocks, check_view

NOW = datetime(2030, 1, 7, 9, 0, tzinfo=UTC)
TIMES = [NOW + timedelta(days=day) for day in (1, 2, 3)]
NAMES = ["A", "<!channel> & `@here` *bold*", "\u202eevil\u202c 🦄", "&" * 150]
TEXTS = ["x", "<!everyone> <@U1> &amp; ``` @channel\n\n> quote", "\u202e🦄" * 200, "&<>" * 900]


def row(state: RowState, name: str, text: str, number: int = 1) -> RowShown:
    """Make a row with everything in it."""
    return RowShown(
        request_id=number,
        state=state,
        who=None if state is RowState.FIND_SOMEONE else name,
        email="a" * 60 + "@fund.example",
        zone="America/New_York",
        why=text[:300],
        load=2,
        consented=False,
        learn=text,
        minutes=45,
        place_kind=PlaceKind.OFFICE,
        may_name=True,
        times=[] if state is RowState.TIMES_GONE else TIMES,
        meeting_id=number,
        asked_at=NOW,
        starts_at=NOW,
        place=text[:300],
        note=text[:1000],
    )


def card(rows: list[RowShown], name: str) -> CardShown:
    """Make the card."""
    step = LastStep("approved", name, NOW)
    return CardShown(
        1,
        name,
        "ada@lovelace.example",
        name,
        name,
        "Europe/Berlin",
        2,
        is_overdue=True,
        is_over=False,
        rows=rows,
        last_step=step,
    )


def brief(state: MeetingState, name: str, text: str) -> BriefShown:
    """Make a brief with everything in it."""
    return BriefShown(
        meeting_id=1,
        state=state,
        asker=name,
        candidate=name,
        job=name,
        learn=text,
        area=text[:300],
        minutes=30,
        place_kind=PlaceKind.VIDEO,
        zone="Asia/Kolkata",
        candidate_zone="America/St_Johns",
        times=dict(enumerate(TIMES, 1)),
        answer_by=NOW,
        starts_at=NOW,
        place=text[:300],
        wrote=text[:1000],
        email="ann@acme.example",
    )


def check(message: Message) -> None:
    """Hold one message against every limit, and against one primary button and no broadcast."""
    payload = message.payload()
    assert check_blocks(payload["blocks"], "message") == []
    assert 0 < len(payload["text"]) <= 3000
    assert "<!" not in payload["text"]
    assert str(payload["blocks"]).count("'style': 'primary'") <= 1
    for words in mrkdwn(payload["blocks"]):
        assert "<!" not in words.replace("<!date", "")
        assert "<@" not in words


def mrkdwn(node: Any) -> list[str]:  # noqa: ANN401  # any JSON
    """Return every mrkdwn text; each is verbatim."""
    if isinstance(node, list):
        return [text for part in node for text in mrkdwn(part)]
    if not isinstance(node, dict):
        return []
    if node.get("type") == "mrkdwn":
        assert node["verbatim"] is True
        return [node["text"]]
    return [text for part in node.values() for text in mrkdwn(part)]


def test_an_instant_is_told_once_and_reads_well_where_slack_can_not_show_it() -> None:
    """Each reader's own zone in the message; the day and time in UTC in a notification, no markup."""
    at = when(NOW)
    assert at == f"<!date^{int(NOW.timestamp())}^{{date_short_pretty}} {{time}}|7 Jan, 09:00 UTC>"
    assert when(NOW, "{time}").endswith("|09:00 UTC>")
    payload = Message(f"Out {at}", [section(f"Out {at}")]).payload()
    assert payload["text"] == "Out 7 Jan, 09:00 UTC"
    assert at in str(payload["blocks"])
    note = approvals.agreed_note("Ada", "Eve", NOW, "Europe/Berlin", is_mailed=True)
    assert note.text == "Eve meets Ada on Monday 7 January, 10:00 (Berlin)."


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", TEXTS)
def test_the_coordinators_card_holds_anything(name: str, text: str) -> None:
    """In each state a row can have, and with forty rows at once."""
    for state in RowState:
        for message in coordinator_card(card([row(state, name, text)], name)):
            check(message)
    many = [row(RowState.TO_APPROVE, name, text, number) for number in range(40)]
    found = coordinator_card(card(many, name))
    for message in found:
        check(message)
    buttons = str([message.blocks for message in found])
    assert buttons.count(f"'action_id': '{approvals.APPROVE_MEETING}'") == 40


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", TEXTS)
def test_a_contact_can_be_told_anything(name: str, text: str) -> None:
    """The brief in each state, and the notices."""
    for state in MeetingState:
        check(briefs.contact_brief(brief(state, name, text)))
    check(evening_notes.evening_note([Tomorrow(NOW, name, 30, text[:300], name, text[:80])] * 3, "Asia/Kolkata"))
    check(meetings.not_needed(name, text[:300]))
    check(meetings.reminder(name))
    check(approvals.agreed_note(name, name, NOW, "Europe/Berlin", is_mailed=True))
    check(approvals.answer_came(name, name, "can't make it"))
    check(approvals.approvals_waiting([approvals.CardWaiting(name, name, 2, None)] * 2))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", TEXTS)
def test_questions_are_quoted_to_the_letter(name: str, text: str) -> None:
    """On the card, in the owner's task, and when settled."""
    asked = [QuestionShown(1, text, name, date(2030, 1, 9), state, text) for state in QuestionState]
    for is_done, is_over in ((True, False), (False, False), (False, True)):
        shown = QuestionsShown(1, name, None, [name] * 3, is_done, asked, is_over)
        for message in questions.questions_card(shown):
            check(message)
    check(questions.question_task(name, asked[0], name))
    check(questions.question_settled(name, asked[1]))
    check(questions.where_things_stand(name, 1, 1, 1, 1))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", TEXTS)
def test_forms_hold_anything(name: str, text: str) -> None:
    """All forms about meetings and questions."""
    zones = ("Asia/Kolkata", "America/St_Johns")
    shown = approval_forms.ReplyShown(1, name, zones[0], name, zones[1], dict(enumerate(TIMES)))
    for view in (
        approval_forms.choose_form(1, name, [approval_forms.Suggested("contact:1", name, text)]),
        approval_forms.say_no_form(1, name, "ada@lovelace.example"),
        approval_forms.exact_time_form(
            approval_forms.ExactTimeShown(
                1, name, zones[0], name, zones[1], {}, free=[(TIMES[0], TIMES[0] + timedelta(hours=1))] * 40, wrote=text
            )
        ),
        approval_forms.reply_form(shown),
        places.place_form(1, text[:300], PlaceKind.OFFICE),
        meetings.other_times_form(1, name),
        questions.question_form(1, name, "U1", date(2030, 1, 9)),
        questions.settle_form(1, text),
    ):
        assert check_view(view, "modal") == []


def test_a_rows_buttons_stand_below_it_in_whichever_message() -> None:
    """A card that goes on in another message begins that with a whole row."""
    rows = [row(RowState.TO_APPROVE, f"Contact {number}", "Why?", number) for number in range(23)]
    found = coordinator_card(card(rows, "Ada"))
    assert len(found) > 2
    for message in found:
        said = str(message.blocks)
        names = [number for number in range(23) if f"*Contact {number}*" in said]
        assert said.count(f"'action_id': '{approvals.APPROVE_MEETING}'") == len(names), names


def test_an_ended_candidacys_card_asks_for_nothing() -> None:
    """Neither for requests nor to mind when the offer runs out."""
    (open_card,) = coordinator_card(card([], "Ada"))
    (over,) = coordinator_card(replace(card([], "Ada"), is_over=True))
    assert "Requests are entered" in str(open_card.blocks)
    assert "the offer expires in 2 days" in str(open_card.blocks)
    assert "There is nothing left to arrange." in str(over.blocks)
    assert not any(said in str(over.blocks) for said in ("Requests are entered", "expires"))


def test_a_brief_names_the_subject_once() -> None:
    """Why they are asked says who was wanted; what it is about stands below."""
    asked_for = ((True, None), (False, ContactClass.HIRING_MANAGER), (False, ContactClass.INVESTOR), (False, None))
    for is_by_name, kind in asked_for:
        why = meetings.why_you(is_by_name=is_by_name, kind=kind, area="on-call")
        told = replace(brief(MeetingState.ASKED, "Ann", "Why?"), area="on-call", why=why)
        assert str(briefs.contact_brief(told).blocks).count("on-call") == 1


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, ("This time would", "shows it on your clocks", "reply that it suits")),
        (3, ("These times would", "shows them on your clocks", "reply with the one")),
    ],
)
def test_a_mail_that_asks_speaks_of_as_many_times_as_it_has(count: int, said: tuple[str, ...]) -> None:
    """One time isn't spoken of as several."""
    who = {"receiver": "Ines", "candidate": None, "job": "Engineer", "company": None, "asker": "Cora"}
    what = {"learn": None, "area": None, "minutes": 30, "place_kind": PlaceKind.VIDEO, "page": "https://ri.example/m/x"}
    where = {"zone": "Europe/Berlin", "candidate_zone": "Europe/Berlin", "times": TIMES[:count]}
    asked: dict[str, Any] = {**who, **what, **where}
    text = meeting_mails.ask_outsider(meeting_mails.Ask(**asked)).text
    assert [one for one in said if one not in text] == []


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Room 4 & <b>", "Room 4 &amp; &lt;b&gt;"),
        ("By video: https://meet.example/a?b=1&c=2.", "By video: <https://meet.example/a?b=1&amp;c=2>."),
        ("<https://meet.example|the boss>", "&lt;<https://meet.example>|the boss&gt;"),
    ],
)
def test_a_place_has_its_links_to_press(typed: str, shown: str) -> None:
    """Nothing else in it acts, and a link shows where it leads."""
    assert linked(typed) == shown
