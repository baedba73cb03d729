"""What the coordinator's card of one candidate knows and offers, and the notes that lead there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.messages.blocks import Block, Message, context, safe, section, sections
from bot.messages.times import long_time
from bot.rules.text import listed
from bot.rules.words import ContactClass, PlaceKind

APPROVE_MEETING = "approve_meeting"
APPROVE_ALL = "approve_all_meetings"
OPEN_APPROVAL = "open_approve_meeting"
OPEN_APPROVAL_OF_ALL = "open_approve_all_meetings"
OPEN_CHOICE = "open_choose_someone"
TURN_CARD = "turn_coordinator_card"
ASK_VOLUNTEERS = "ask_for_volunteers"
OPEN_SAY_NO = "open_say_no"
OPEN_EXACT_TIME = "open_propose_exact_time"
OPEN_REPLY = "open_record_reply"
OPEN_PLACE = "open_set_place"
MISSED_MEETING = "missed_meeting"
REQUEST_MENU = "request_menu"

CLASSES = {
    ContactClass.CHIEF_EXECUTIVE: "chief executive",
    ContactClass.INVESTOR: "investor",
    ContactClass.BOARD_MEMBER: "board member",
    ContactClass.CURRENT_EMPLOYEE: "current employee",
    ContactClass.FORMER_EMPLOYEE: "former employee",
    ContactClass.HIRING_MANAGER: "hiring manager",
    ContactClass.OTHER: "somebody else",
}


class RowState(StrEnum):
    """What a row waits for, or how it ended."""

    FIND_SOMEONE = "find_someone"
    TO_APPROVE = "to_approve"
    NO_TIMES = "no_times"
    OTHER_TIMES = "other_times"
    CANT = "cant"
    ASKED = "asked"
    SILENT = "silent"
    TIMES_GONE = "times_gone"
    AGREED = "agreed"
    HELD = "held"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class RowShown:
    """One request as the card shows it; `times` are proposable or proposed, `email` is set for people outside Slack."""

    request_id: int
    state: RowState
    who: str | None
    email: str | None
    zone: str
    why: str
    load: int
    consented: bool
    learn: str | None
    minutes: int
    place_kind: PlaceKind
    may_name: bool
    times: list[datetime]
    meeting_id: int | None = None
    asked_at: datetime | None = None
    starts_at: datetime | None = None
    place: str | None = None
    note: str | None = None
    delegate: str | None = None
    knower: str | None = None
    """Who knows somebody outside and is asked before any mail goes out; None once it did."""
    is_not_offered: bool = False
    """Whether they are marked as not to be offered; why is for the head of talent alone."""
    volunteers: tuple[str, ...] = ()
    may_ask_volunteers: bool = False
    """Whether colleagues can still be asked who can take it: nobody is named, and they weren't asked."""
    were_volunteers_asked: bool = False
    alternates: tuple[str, ...] = ()
    """Whom the coordinator approved to be asked next, in order."""
    can_split: bool = False
    """Whether it is about a subject that two people could take, and nobody was asked yet."""
    lacks_place: bool = False
    """Whether nobody has said yet where they meet, and nothing else says it: *Approve* asks for it."""
    delegate_email: str | None = None
    """Who would be mailed in their place, where somebody outside Slack looks after their calendar."""
    beyond: str | None = None
    """That it is more than they said they can give, where it is."""
    changed_why: str | None = None
    """Why what was agreed before was moved or cancelled, where the coordinator wrote it."""
    is_after_offer: bool = False
    """Whether it is agreed, or asked about, for a time when the offer has run out."""
    is_left_out: bool = False
    """Whether it is agreed for a time that isn't among those the candidate has named since."""


@dataclass(frozen=True)
class LastStep:
    """Who did what and when; `who` is None where the bot did it by itself."""

    what: str
    who: str | None
    at: datetime


@dataclass(frozen=True)
class PageShown:
    """Which part of a long card is shown: the page's number from 0, how many rows a page has, how many there are."""

    number: int
    size: int
    total: int


@dataclass(frozen=True)
class CardShown:
    """Everything the card shows; `days_left` is None where the offer has no expiry date.

    `to_see_to` counts what waits for the coordinator.
    """

    candidacy_id: int
    candidate: str
    candidate_email: str | None
    job: str
    hiring_manager: str
    zone: str
    days_left: int | None
    is_overdue: bool
    is_over: bool
    rows: list[RowShown]
    last_step: LastStep | None
    to_see_to: int = 0
    page: PageShown | None = None
    """Which part of it this is, where it holds more requests than one page."""


def counted(number: int, noun: str) -> str:
    """Say how many, in words that fit."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


@dataclass(frozen=True)
class CardWaiting:
    """How many requests of a candidate wait for their coordinator, and the address of the card that has the buttons.

    `placeless` counts the conversations that are agreed, and soon, and have no place yet.
    """

    candidate: str
    job: str
    count: int
    url: str | None
    placeless: int = 0

    @property
    def waiting(self) -> str:
        """Say what waits."""
        requests = [counted(self.count, "request")] if self.count else []
        return listed([*requests, *([f"{_talks(self.placeless)} without a place"] if self.placeless else [])])


def _talks(number: int) -> str:
    return counted(number, "agreed conversation")


def to_card(url: str | None) -> str:
    """Lead to a card, in mrkdwn; nothing where its address isn't known."""
    return f" · <{url}|Open the card>" if url else ""


def approvals_waiting(cards: Sequence[CardWaiting]) -> Message:
    """List what waits for a coordinator."""
    text = requests_wait(cards)
    return Message(
        text, [section(f"*{text}*"), *cards_listed(cards), context("The buttons are on each candidate's card.")]
    )


def requests_wait(cards: Sequence[CardWaiting]) -> str:
    """Say how many requests wait for a coordinator, and how many conversations have no place yet."""
    total, placeless = sum(one.count for one in cards), sum(one.placeless for one in cards)
    requests = f"{counted(total, 'meeting request')} {'waits' if total == 1 else 'wait'} for you."
    places = f"{_talks(placeless)} {'has' if placeless == 1 else 'have'} no place yet."
    return " ".join([*([requests] if total or not placeless else []), *([places] if placeless else [])])


def cards_listed(cards: Sequence[CardWaiting]) -> list[Block]:
    """List the candidates whose requests wait, each with the way to the card."""
    return sections(f"• *{safe(one.candidate)}* · {safe(one.job)}: {one.waiting}{to_card(one.url)}" for one in cards)


def urgent_request(candidate: str, job: str, days: int) -> Message:
    """Tell a coordinator at once of a request that can't wait for the next list."""
    until = "has run out" if days < 0 else "expires today" if days == 0 else f"expires in {counted(days, 'day')}"
    text = f"{safe(candidate)} ({safe(job)}) asks for a conversation, and the offer {until}."
    return Message(text, [section(text), context("It is on the candidate's card, to be approved.")])


def answer_came(candidate: str, who: str, what: str) -> Message:
    """Tell the coordinator what a contact answered; the card has the buttons."""
    text = f"{safe(who)} {what} for {safe(candidate)}."
    return Message(text, [section(text), context("The next step is on the candidate's card.")])


def address_changed(candidate: str, who: str, address: str, *, is_agreed: bool) -> Message:
    """Tell the coordinator that somebody outside Slack was written to again, at their new address."""
    what = "What is agreed with" if is_agreed else "The question to"
    text = f"{what} {safe(who)} about {safe(candidate)} went to their new address, {safe(address)}."
    return Message(text, [section(text), context("The link in the mail before opens nothing any more.")])


def didnt_talk(reporter: str, other: str, who: str | None) -> Message:
    """Tell the coordinator that a conversation didn't come about, by the word of one of its sides.

    `who` is asked about another time; None: whoever it was has left, which is told besides.
    """
    text = f"{safe(reporter)} says that the conversation with {safe(other)} didn't come about. It is to be made up for."
    asked = f"{safe(who)} is asked about new times where there are any; the" if who else "The"
    return Message(text, [section(text), context(f"{asked} candidate's card says how it stands.")])


@dataclass(frozen=True)
class NextBest:
    """Who would be asked next; `is_approved`: the coordinator has approved it, so that no other approval is needed."""

    name: str
    is_approved: bool


def contact_is_silent(candidate: str, who: str, following: NextBest | None, *, is_by_mail: bool) -> Message:
    """Tell the coordinator that a contact hasn't answered in time, and who would be next."""
    text = f"{safe(who)} hasn't answered yet about talking with {safe(candidate)}."
    then = "They can still answer; *Someone else* is on the candidate's card."
    if following is not None and following.is_approved and is_by_mail:
        then = (
            f"Nothing in your mailbox either? *Record their answer* on the candidate's card has {safe(following.name)} "
            "asked at once, as you approved."
        )
    elif following is not None and not following.is_approved:
        then = f"Next best: {safe(following.name)}, under *Someone else* on the card. Who is silent can still answer."
    return Message(text, [section(text), context(then)])


def has_answered(candidate: str, who: str) -> Message:
    """Ask the coordinator whether somebody outside Slack, who answers by mail, has answered."""
    text = f"Has {safe(who)} answered about talking with {safe(candidate)}?"
    last = "Their reply comes to your mailbox. *Record their answer* is on the candidate's card."
    return Message(text, [section(text), context(last)])


def agreed_note(  # the facts of the note, each named
    candidate: str, who: str, starts_at: datetime, zone: str, *, is_mailed: bool, lacks_place: bool = False
) -> Message:
    """Tell the coordinator that a meeting is agreed, what was sent, and whether somebody has to say where they meet."""
    text = f"{safe(who)} meets {safe(candidate)} on {safe(long_time(starts_at, zone))}."
    sent = (
        "Both have it in their mail as a calendar entry."
        if is_mailed
        else "Not everybody could be mailed: see the card."
    )
    missing = "Where they meet is still missing: *Add place*, on the candidate's card, sends it to both."
    return Message(text, [section(text), *([section(missing)] if lacks_place else []), context(sent)])


def left_out(candidate: str, who: str, starts_at: datetime, zone: str) -> Message:
    """Tell the coordinator that what is agreed isn't among the times the candidate has named since."""
    at = safe(long_time(starts_at, zone))
    text = f"The new free times of {safe(candidate)} leave out the conversation with {safe(who)} on {at}."
    then = "Both still have it. If it doesn't suit any more: *Move*, on the candidate's card."
    return Message(text, [section(text), context(then)])
