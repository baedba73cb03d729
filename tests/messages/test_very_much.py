"""Messages and pages stay within Slack's limits however much there is to tell."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.messages.approvals import CardShown, RowShown, RowState
from bot.messages.blocks import Message
from bot.messages.call_scripts import points_left_out
from bot.messages.coordinator_cards import coordinator_card
from bot.messages.home import HeldOwed, HomeShown, OwedShown, QuestionOwed, ToTell, home_view
from bot.messages.remains import RemainsShown, ReplyLeft, remains_card
from bot.messages.volunteers import CallShown, volunteers_wanted
from bot.rules.next_step import NextStep
from bot.rules.overview import Overview
from bot.rules.words import PlaceKind, Role, SeatState, Stage
from bot.sandbox.limits import check_blocks, check_view, refuse_long

NOW = datetime(2030, 1, 7, 9, tzinfo=UTC)
REPLY = "https://acme.slack.com/archives/C0123456789/p1700000000000000?thread_ts=1700000000.000000&cid=C0123456789"


def remains() -> list[Message]:
    """List what a panel of thirty wrote in a channel, several replies each."""
    replies = [ReplyLeft("Somebody Longname", REPLY, is_gone=False, can_be_asked=True)] * 150
    mails = {f"somebody{number}@fund.example": 2 for number in range(60)}
    facts: dict[str, Any] = {"messages": 9, "undeleted": [None] * 30, "left": replies, "thread": REPLY, "mails": mails}
    return remains_card(RemainsShown("Ada", date(2030, 2, 1), NOW, is_removed=False, work_email=None, **facts))


def volunteers() -> list[Message]:
    """Name everybody of a large channel."""
    names = ["Somebody Longname"] * 300
    return [volunteers_wanted(CallShown(1, "Job", "Cora", None, "on-call", 30, PlaceKind.VIDEO, names, is_open=True))]


def meetings() -> list[Message]:
    """Show the coordinator a request that everybody of a large channel could take."""
    row = RowShown(
        request_id=1,
        state=RowState.TO_APPROVE,
        who="Ann",
        email=None,
        zone="Europe/Berlin",
        why="asked for: about on-call",
        load=0,
        consented=True,
        learn=None,
        minutes=30,
        place_kind=PlaceKind.VIDEO,
        may_name=False,
        times=[NOW],
        volunteers=("Somebody Longname",) * 300,
        were_volunteers_asked=True,
    )
    facts: dict[str, Any] = {"candidate_email": None, "job": "Job", "hiring_manager": "Hana", "zone": "Europe/Berlin"}
    card = CardShown(1, "Ada", days_left=None, is_overdue=False, is_over=False, rows=[row], last_step=None, **facts)
    return coordinator_card(card)


@pytest.mark.parametrize(
    "messages",
    [[points_left_out("Ada", "Hana", ["x " * 1500] * 14)], remains(), volunteers(), meetings()],
    ids=["left_out", "remains", "volunteers", "meetings"],
)
def test_a_message_is_never_refused_for_its_length(messages: list[Message]) -> None:
    """Whatever doesn't fit goes on in another message, or is said to be more."""
    for one in messages:
        blocks = one.payload()["blocks"]
        assert check_blocks(blocks, "message") == []
        refuse_long(blocks)


def overview(number: int) -> Overview:
    """Make a candidacy of somebody who has every part in it."""
    return Overview(
        number,
        "Ada " * 20,
        "Job",
        Stage.OFFER_CALL,
        NextStep(Role.COORDINATOR, "approve the requests", None),
        opener_id=1,
        caller_id=1,
        caller="Cora",
        hiring_manager_id=1,
        hiring_manager="Cora",
        coordinator_id=1,
        coordinator="Cora",
        seats=3,
        seats_in=1,
        seats_to_sort=0,
        troubles=0,
        is_hidden=False,
    )


def test_app_home_holds_whatever_waits_for_somebody_who_coordinates_everything() -> None:
    """A hundred of each kind: some are listed, the others are counted."""
    view = home_view(
        HomeShown(
            reader_id=1,
            owed=[OwedShown("Ada", NOW, SeatState.WAITING, 1)] * 100,
            asked=2,
            to_tell=[ToTell(number, "Ada", NOW) for number in range(100)],
            to_settle=[QuestionOwed(number, "Ada", NOW.date()) for number in range(100)],
            candidacies=[overview(number) for number in range(100)],
            may_set_up=True,
            is_set_up=True,
            is_blind_by_default=False,
            gives_style_hints=False,
            areas=["on-call"] * 30,
            is_offered=True,
            sees_directory=True,
            sees_figures=True,
            held=[HeldOwed(number, "Ada", 2) for number in range(100)],
        )
    )
    assert check_view(view, "home") == []
    assert str(view).count("and 88 more") == 3
