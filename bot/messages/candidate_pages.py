"""What a candidate's private page says: where each wish and question stands, in words for the one who asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.messages.blocks import Message, safe, section
from bot.messages.times import long_time, span
from bot.rules.days import spoken_day
from bot.rules.text import capitalised, listed
from bot.rules.words import ContactClass, PlaceKind, QuestionState
from bot.rules.zones import city

KINDS: Mapping[ContactClass, str] = {
    ContactClass.CHIEF_EXECUTIVE: "the chief executive",
    ContactClass.INVESTOR: "an investor",
    ContactClass.BOARD_MEMBER: "a member of the board",
    ContactClass.CURRENT_EMPLOYEE: "somebody who works here",
    ContactClass.FORMER_EMPLOYEE: "somebody who used to work here",
    ContactClass.HIRING_MANAGER: "the hiring manager, once more",
    ContactClass.OTHER: "somebody else",
}
"""The kinds of people a candidate may ask for, as they read them."""

WAYS: Mapping[PlaceKind, str] = {
    PlaceKind.VIDEO: "by video",
    PlaceKind.PHONE: "by phone",
    PlaceKind.OFFICE: "in our office",
}
LENGTHS = (15, 30, 45, 60)

SAVED: Mapping[str, str] = {
    "ask": "Saved. {coordinator} has your request and looks for the right person and a time. You can ask for more.",
    "change": "Saved. {coordinator} has your request as you changed it.",
    "cancel": "Saved. That is cancelled, and whoever had been asked is told. You owe nobody a reason.",
    "move": "Saved. The time is given back, and {coordinator} looks for another one.",
    "missed": "Saved. {coordinator} hears of it, and a mail tells you of another time.",
    "times": "Saved. These are the times {coordinator} goes by from now on.",
    "question": "Saved. {coordinator} has your question. The answer will stand here, or an honest word why not, and a "
    "mail tells you so.",
    "nothing": "Saved. Thank you for telling us. If something comes to mind after all, just ask here.",
    "thanks": "Saved. Your words go to them as they stand; {coordinator} has them too.",
    "again": "That was saved already; here is how everything stands.",
}
"""What is said after each act; the page names them by these words in its address."""


@dataclass(frozen=True)
class WishShown:
    """One request as the candidate reads it, and what can still be done about it."""

    id: int
    heading: str
    status: str
    details: Sequence[str]
    off_limits: str | None
    learn: str | None
    reason: str | None
    instead: str | None
    may_change: bool
    may_cancel: bool
    may_move: bool
    is_over: bool
    may_thank: bool = False
    may_report_missed: bool = False
    """Whether it is over, and could have failed to come about."""
    starts_at: datetime | None = None
    """When they talk, where that is agreed and still ahead."""
    thanks: str | None = None
    """What the candidate wrote for whom they met."""


@dataclass(frozen=True)
class Offered:
    """Somebody who has said that candidates may ask for them by name."""

    id: int
    name: str
    kind: ContactClass

    @property
    def words(self) -> str:
        """Who they are: `Ines Vestor, an investor`."""
        return f"{self.name}, {KINDS[self.kind]}"


@dataclass(frozen=True)
class QuestionShown:
    """One question as the candidate reads it; `note` is the answer, or why there is none."""

    text: str
    status: str
    readers: str
    note: str | None


@dataclass(frozen=True)
class PageShown:
    """Everything the page shows. `zone` is None while nobody knows where the candidate is."""

    candidate: str
    company: str | None
    job: str
    caller: str
    called_on: date | None
    coordinator: str
    coordinator_email: str | None
    zone: str | None
    expiry: str | None
    has_nothing_more: bool
    wishes: Sequence[WishShown]
    windows: Sequence[tuple[datetime, datetime]]
    questions: Sequence[QuestionShown]

    @property
    def city(self) -> str | None:
        """Whose clocks are theirs, as far as we know."""
        return city(self.zone) if self.zone else None

    @property
    def is_under_way(self) -> bool:
        """Whether they have begun, so that what became of it comes before what the page is for."""
        return bool(self.wishes or self.questions)

    @property
    def team(self) -> str:
        """Who the candidate may ask: the company by its name, where it is set."""
        return self.company or "us"

    @property
    def called(self) -> str:
        """Who told them of the decision, and when."""
        on = f" on {spoken_day(self.called_on)}" if self.called_on else ""
        return f"{self.caller} called you{on}"

    @property
    def free(self) -> list[str]:
        """When the candidate is free, a line each."""
        return [span(start, end, self.zone or "UTC") for start, end in self.windows]


@dataclass(frozen=True)
class WishStands:
    """What decides how a wish is told: who does what about it, and who is named where they may be.

    `who` is the person met, once they agreed. `asked_at`, `starts_at`: instants, told in `zone`.
    """

    coordinator: str
    zone: str
    has_person: bool = False
    who: str | None = None
    asked_at: datetime | None = None
    starts_at: datetime | None = None
    zone_there: str | None = None
    """Whose clocks count where they meet, where the candidate comes from elsewhere."""
    place: str | None = None
    refused_by: str | None = None
    is_held: bool = False
    is_withdrawn: bool = False


def status_of(one: WishStands) -> str:
    """Say where a wish stands, with whom it lies and what comes next."""
    if one.is_withdrawn:
        return "This isn't going ahead any more."
    if one.refused_by:
        return f"This isn't possible. {one.refused_by} decided it and says why:"
    if one.starts_at:
        return _agreed(one, one.starts_at)
    if one.asked_at:
        return (
            f"Asked on {long_time(one.asked_at, one.zone)}; no answer yet. {one.coordinator} keeps at it, and you get "
            "a mail once there is a time."
        )
    what = "a time for the two of you" if one.has_person else "the right person"
    return f"{one.coordinator} is finding {what}."


def _agreed(one: WishStands, starts_at: datetime) -> str:
    at = long_time(starts_at, one.zone)
    if one.is_held:
        return f"You talked{_with(one.who)} on {at}."
    there = f" There it is {long_time(starts_at, one.zone_there)}." if one.zone_there else ""
    return f"Agreed: you talk{_with(one.who)} on {at}.{there} {one.place or f'{one.coordinator} sends you the place.'}"


def next_first(wishes: Iterable[WishShown]) -> list[WishShown]:
    """Put what is agreed first, the next conversation before all others, and what is over last."""
    last = datetime.max.replace(tzinfo=UTC)
    return sorted(wishes, key=lambda one: (one.is_over, one.starts_at or last))


def heading_of(name: str | None, kind: ContactClass | None, area: str | None) -> str:
    """Name what was asked for, as briefly as it goes."""
    said = wished(" · ".join(part for part in (name, KINDS[kind] if kind else None) if part), area)
    return capitalised(said)


def wished(who: str | None, area: str | None) -> str:
    """Name what was asked for within a sentence: `an investor, about runway`."""
    if not who:
        return f"somebody about {area}"
    return f"{who}, about {area}" if area else who


def details_of(minutes: int, place: PlaceKind, *, may_name: bool, is_ahead: bool) -> list[str]:
    """Say how they would like to talk and, while it is to be agreed, what is told of them."""
    name = "they may know your name from the start" if may_name else "they learn your name once they agree"
    return [f"{minutes} minutes, {WAYS[place]}", *([name] if is_ahead else [])]


def question_status(state: QuestionState, who: str) -> str:
    """Say what became of a question; `who` sees to it, or has settled it."""
    return {
        QuestionState.OPEN: f"Open: {who} sees to it.",
        QuestionState.ANSWERED: f"{who} answers:",
        QuestionState.CANT_BE_SHARED: f"We can't share this. {who} says why:",
    }[state]


def readers_of(coordinator: str, owner: str, *, manager_may_read: bool) -> str:
    """Say who may read a question."""
    names = list(dict.fromkeys([coordinator, owner, *(["the hiring manager"] if manager_may_read else [])]))
    return f"Only {listed(names)} can read this."


def expiry_of(day: date | None, today: date, coordinator: str) -> str | None:
    """Tell the offer's last day as it is; nothing where none was set."""
    if day is None:
        return None
    if day < today:
        return f"The date on our offer, {spoken_day(day)}, has passed. Please write to {coordinator} how things stand."
    last = "today is its last day" if day == today else f"it stands until the end of {spoken_day(day)}"
    return f"Our offer has a date: {last}. If that is too soon for what you still want to know, tell {coordinator} so."


def clock_in(zone: str, now: datetime) -> str:
    """Say what time it is there, so that a wrong zone is noticed: `London, where it is 15:04 now`."""
    at: time = now.astimezone(ZoneInfo(zone)).time()
    return f"{city(zone)}, where it is {at:%H:%M} now"


def candidate_cancelled(candidate: str, who: str, at: str | None) -> Message:
    """Tell the coordinator that the candidate called something off on their page."""
    when = f", {safe(at)}," if at else ""
    said = f"{safe(candidate)} cancelled the conversation with {safe(who)}{when} on their page."
    return Message(said, [section(f"{said} Whoever had to be told is told.")])


def candidate_moves(candidate: str, who: str, at: str) -> Message:
    """Tell the coordinator that the candidate can't make an agreed time."""
    said = f"{safe(candidate)} can't make the time agreed with {safe(who)}, {safe(at)}, and said so on their page."
    then = "It is given back, and both are told. The card of the meetings proposes new times for you to approve."
    return Message(said, [section(f"{said} {then}")])


def _with(who: str | None) -> str:
    return f" with {who}" if who else ""
