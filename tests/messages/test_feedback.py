"""The receipt and the forms: within Slack's limits whatever people wrote, and nothing of it lost."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.messages.blocks import Message, View
from bot.messages.call_scripts import Heard
from bot.messages.corrections import change_form, sorting_form
from bot.messages.feedback import Edited, Movable, PointShown, ReceiptShown, ToSort, feedback_receipt
from bot.messages.feedback_forms import feedback_form
from bot.messages.replies import came_too_late
from bot.rules.corrections import Marked, Piece
from bot.rules.feedback_form import FormPoint, Given
from bot.rules.held_points import HoldReason
from bot.rules.words import Attachment, PointKind, Sharing, Vote
from bot.sandbox.limits import check_blocks, check_view

NASTY = [
    "",
    "plain",
    "<!channel> @channel <@U1> &amp; `code` ```block``` *bold* <https://evil.example|acme>",
    "\u202eright to left\u202c שלום مرحبا",
    "👍🏽" * 400,
    "word " * 8000,
    "x" * 40_000,
    "one\ntwo\n\nthree\n" * 2000,
]


def receipt(text: str, name: str) -> list[Message]:
    """Draw a receipt in which everything there can be says the same."""
    said = text.strip() or "x"
    return feedback_receipt(
        ReceiptShown(
            seat_id=1,
            candidate=name,
            job=name,
            author=name,
            points=[
                PointShown(PointKind.GOOD, Sharing.SHAREABLE, said),
                PointShown(PointKind.GROW, Sharing.HELD, said, HoldReason.HEALTH),
                PointShown(PointKind.NOTE, Sharing.TEAM_ONLY, said),
                PointShown(PointKind.GROW, Sharing.TEAM_ONLY, said, is_proposed=True),
            ],
            votes=[Vote.LEAN_HIRE],
            notes=[said],
            to_sort=[ToSort(1, said, {}), ToSort(2, said, dict.fromkeys(range(1, 130), name))],
            was_withdrawn=True,
            is_confirmed=False,
            is_team_only=False,
            is_unnamed=False,
            is_late=True,
            is_closed=False,
            wordless=Attachment.CLIP,
            has_files=True,
            edited=Edited(3, datetime(2030, 1, 7, tzinfo=UTC)),
            movable=[Movable(number, said, is_direct=True) for number in range(120)],
            places=dict.fromkeys(range(2, 130), name),
        )
    )


@pytest.mark.parametrize("text", NASTY)
def test_a_receipt_keeps_the_limits_and_every_word(text: str) -> None:
    """Each message is one Slack takes, nothing is cut, and no markup of people's is ours."""
    messages = receipt(text, (text or "Ada")[:140].strip())
    for message in messages:
        assert check_blocks(message.blocks, "message") == []
        assert "<!channel>" not in message.text
        assert not any("<!channel>" in section for section in _mrkdwn(message.blocks))
    shown = "".join("".join(_plain(message.blocks)) for message in messages)
    for line in text.split():
        assert line in shown or len(line) > 1000
    assert shown.count("x") >= 40_000 or text != "x" * 40_000


def pages(form_at: Callable[[int], View], total: int) -> Iterator[View]:
    """Make the forms one is led through, from the first to the last."""
    start = 0
    while start < total:
        yield (view := form_at(start))
        start = json.loads(view["private_metadata"])["next"]


@pytest.mark.parametrize("text", NASTY)
def test_the_forms_keep_the_limits(text: str) -> None:
    """Long fields go on in a second one; a reply of a thousand lines goes on in further forms, and none is lost."""
    given = Given.of([FormPoint(PointKind.GOOD, line) for line in text.splitlines() if line][:500], Vote.HIRE)
    name = (text or "Ada")[:140].strip()
    pieces = [Piece(Marked(line)) for line in text.splitlines()[:400] if line.strip()] or [Piece(Marked("x"))]
    sorting = list(pages(lambda start: sorting_form(1, 1, name, pieces, start), len(pieces)))
    held = [(one, HoldReason.HEALTH) for one in pieces]
    changing = list(pages(lambda start: change_form(1, 7, name, held, start), len(pieces)))
    for views, select in ((sorting, "piece_"), (changing, "choice_")):
        offered = [block["block_id"] for view in views for block in view["blocks"] if "block_id" in block]
        assert len({one for one in offered if one.startswith(select)}) == len(pieces)
    for view in (feedback_form(1, name, given), *sorting[:2], *changing[:2], sorting[-1], changing[-1]):
        assert check_view(view, "modal") == []
        assert len(json.dumps(view)) < 250_000
    assert check_blocks(came_too_late(name).blocks, "message") == []


def test_points_go_through_the_form_unchanged() -> None:
    """What the form is filled with is read back as the same points."""
    points = [
        FormPoint(PointKind.GOOD, "You drew it first."),
        FormPoint(PointKind.GOOD, "C++ & <b>"),
        FormPoint(PointKind.GROW, "Good: is what you say too often"),
        FormPoint(PointKind.GOOD, "brave", is_private=True),
        FormPoint(PointKind.GROW, "loud", is_private=True),
        FormPoint(PointKind.NOTE, "level unclear", is_private=True),
    ]
    assert Given.of(points, None).points == points


def _mrkdwn(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if value.get("type") == "mrkdwn" else []
        return own + [text for part in value.values() for text in _mrkdwn(part)]
    return [text for part in value for text in _mrkdwn(part)] if isinstance(value, list) else []


def _plain(value: object) -> Sequence[str]:
    if isinstance(value, dict):
        own = [value["text"]] if value.get("type") == "text" else []
        return own + [text for part in value.values() for text in _plain(part)]
    return [text for part in value for text in _plain(part)] if isinstance(value, list) else []


def test_a_receipt_promises_no_more_than_will_happen() -> None:
    """What is read to the candidate depends on the decision, and on whether any of it is for them."""
    good, inside = (PointShown(PointKind.GOOD, one, "You asked why") for one in (Sharing.SHAREABLE, Sharing.TEAM_ONLY))
    cases: list[tuple[PointShown, dict[str, bool], str]] = [
        (good, {}, "If we make an offer, the caller reads"),
        (good, {"is_late": True}, "are in the call script"),
        (good, {"is_late": True, "is_no_hire": True}, "Ada is read none of it"),
        (inside, {}, "Ada hears none of it"),
    ]
    flags = ("was_withdrawn", "is_confirmed", "is_team_only", "is_unnamed", "is_late", "is_closed")
    for point, other, said in cases:
        held: dict[str, Any] = dict.fromkeys(flags, False) | other
        (message,) = feedback_receipt(ReceiptShown(1, "Ada", "Engineer", "Ann", [point], [], [], [], **held))
        assert said in str(message.blocks), (point, other)
        assert ("marked as late" in str(message.blocks)) is (other == {"is_late": True})


def test_who_takes_back_what_was_heard_reads_so() -> None:
    """Nothing is passed on any more, but nobody unsays it either."""
    flags = ("is_confirmed", "is_team_only", "is_unnamed", "is_late", "is_closed")
    for heard, said in ((Heard(), "Nothing of it is passed on"), (Heard(taken_back=2), "had heard it in the call")):
        held: dict[str, Any] = dict.fromkeys(flags, False) | {"was_withdrawn": True, "heard": heard}
        (message,) = feedback_receipt(ReceiptShown(1, "Ada", "Engineer", "Ann", [], [], [], [], **held))
        assert said in str(message.blocks)
