"""Every builder of what people read, with the nastiest words people may type, against every limit of Slack and mail."""

import inspect
import json
import pkgutil
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from functools import cache
from importlib import import_module
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import bot.messages as package
from bot.messages import (
    calendar,
    corrections,
    feedback,
    feedback_forms,
    invitations,
)
from bot.messages.blocks import Message
from bot.messages.call_scripts import script_body
from bot.messages.feedback import PointShown, ReceiptShown, ToSort
from bot.messages.mails import Letter, Letterhead
from bot.rules.call_script import InterviewerFeedback, ScriptFacts, compose_script
from bot.rules.corrections import Piece, pieces_read
from bot.rules.feedback_form import Given
from bot.rules.feedback_reader import Reading
from bot.rules.text import unescape
from bot.rules.words import PointKind, Sharing
from bot.sandbox.broadcasts import Broadcasts
from bot.sandbox.limits import check_blocks, check_view, refuse_blocks, refuse_long
from tests.messages import nasty
from tests.messages.builders import BUILDERS, BY_NAME, MRKDWN, OURS, OWN, Builder
from tests.messages.entries import parse
from tests.messages.parts import PARTS

_SEQUENCE = re.compile(r"<[^<>]*>")
_LABELS = (
    "your reply|still there|message|the thread|Open the card|Answer on my message|Choose the candidate on my message"
)
_ALLOWED = re.compile(
    rf"<!date\^\d+\^[^<>|]*\|[^<>|]*UTC>|<#(?:{OURS})>|<@(?:U0ANN|W12345678)>|<https://acme\.[^<>|]*\|(?:{_LABELS})>"
    r"|<https://[^<>|\s]+>"  # where they meet, which shows where it leads
)
_IDS = re.compile(r'[\w:{}", .-]*')


def discovered() -> set[str]:
    """Name every public function of bot.messages that makes something people read."""
    found = set()
    for module in pkgutil.iter_modules(package.__path__):
        if module.name in {"blocks", "forms", "mails", "times"}:
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
    arguments = data.draw(_calls_of(builder))
    for made in _each(builder(**arguments)):
        judge(made)


@cache
def _calls_of(builder: Builder) -> st.SearchStrategy[dict[str, Any]]:
    return nasty.calls_of(builder, {**BY_NAME, **OWN.get(builder, {})})


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
        judge_mail(made)
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


def judge_mail(letter: Letter) -> None:
    """Fail when a mail of these words has other headers than ours, or says anything else."""
    head = Letterhead("Co<ra\r\nBcc: x@evil.example>", "hiring@acme.example", "cora@acme.example")
    now = datetime(2030, 1, 7, 9, 0, tzinfo=UTC)
    raw = head.mail(letter, to="ada@home.example", date=now).as_bytes()
    mail = message_from_bytes(raw, policy=default)
    ours = {"From", "To", "Subject", "Date", "Message-ID", "Reply-To", "MIME-Version", "Content-Type", "Auto-Submitted"}
    assert set(mail.keys()) <= ours | {"Content-Transfer-Encoding"}, mail.keys()
    assert mail["To"] == "ada@home.example"
    assert mail["From"].addresses[0].addr_spec == "hiring@acme.example"
    assert _bare(mail["Subject"]) == _bare(letter.subject)
    body = mail.get_body(("plain",))
    assert body is not None
    assert _bare(body.get_content()) == _bare(letter.text)
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
    if entry.place and not entry.is_cancelled:
        assert _bare(read.get("LOCATION", "")) == _bare(entry.place)
    judge_mail(Letter("Your conversation", "Hello", made))


@settings(max_examples=20, deadline=None, derandomize=True, phases=[Phase.generate])
@given(nasty.calls_of(invitations.invitation_text, BY_NAME))
def test_nasty_words_in_an_invitation(arguments: dict[str, Any]) -> None:
    """The subject is one line and the text is said as it is."""
    judge_mail(Letter(invitations.invitation_subject(**arguments), invitations.invitation_text(**arguments)))


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
        yield (view := corrections.sorting_form(1, 1, "Ada", pieces, start))
        start = json.loads(view["private_metadata"])["next"]


def _read(blocks: list[Any]) -> str:
    return "".join(
        unescape(one["text"]) if one.get("type") == "mrkdwn" else one["text"]
        for one in _walk(blocks)
        if isinstance(one.get("text"), str)
    )
