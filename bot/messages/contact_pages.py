"""What somebody outside Slack reads on the page behind their mail: who asks, what it is about, how it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.messages.meetings import PASSED_ON, THEIR_TURN
from bot.messages.places import PLACES
from bot.messages.times import long_time, one_of, two_zones
from bot.rules.days import spoken_date
from bot.rules.text import capitalised
from bot.rules.words import MeetingState, PlaceKind
from bot.rules.zones import city


@dataclass(frozen=True)
class AskShown:
    """Everything the page shows; `candidate` is None until the name may be given, `times` are those still free."""

    receiver: str
    candidate: str | None
    job: str
    company: str | None
    area: str | None
    learn: str | None
    minutes: int
    place_kind: PlaceKind
    zone: str
    candidate_zone: str
    times: Mapping[int, datetime]
    asker: str
    asker_email: str | None
    state: MeetingState
    starts_at: datetime | None
    place: str
    wrote: str | None
    is_delegates: bool = False
    """Whether its reader looks after the contact's calendar, and answers for them."""
    why: str = ""
    """Why they and nobody else."""
    answer_by: datetime | None = None
    beyond: str | None = None
    """That it is more than they said they can give, where it is."""
    where: str | None = None
    """Where they would meet, as far as it is known before a time is."""
    may_change_zone: bool = False
    """Whether only their own word tells on whose clocks they read the times."""

    may_write_anew: bool = False
    """Whether they wrote about other times, and nothing came of it yet."""
    may_give_back: bool = False
    """Whether a time is agreed and still ahead."""
    is_to_move: bool = False
    """Whether the conversation is still wanted, at another time."""

    may_report_missed: bool = False
    """Whether it is over, and could have failed to come about."""
    moved_from: datetime | None = None
    """When it was to be, as agreed before it had to be moved."""
    is_candidate_mailed: bool = True
    """Whether mail reaches the candidate, so that nobody has to tell them."""

    in_future: str = ""
    """What holds from now on by their own word, where they have said something of it."""

    @property
    def tells(self) -> str:
        """How the candidate hears of what is changed here."""
        who = self.candidate or "the candidate"
        told = f"{who} reads by mail" if self.is_candidate_mailed else f"{self.asker} tells {who}"
        return capitalised(told)

    @property
    def heading(self) -> str:
        """What the page is about: what is asked, or with whom they talk."""
        if self.is_waiting:
            first = f"A time for {self.receiver}?" if self.is_delegates else "Would you talk with a candidate?"
            return first if self.moved_from is None else "Another time for this conversation?"
        return f"Talking with {self.candidate or 'a candidate'}"

    @property
    def their_turn(self) -> str:
        """What the conversation is for."""
        return THEIR_TURN

    @property
    def was_to_be(self) -> str:
        """When it was to be before it had to be moved; empty where it is asked about for the first time."""
        return f"It was to be on {long_time(self.moved_from, self.zone)}." if self.moved_from else ""

    @property
    def one_of(self) -> str:
        """What they may choose."""
        return one_of(self.times)

    @property
    def silence(self) -> str:
        """What no answer means, and by when."""
        due = long_time(self.answer_by, self.zone) if self.answer_by else None
        if self.is_delegates:
            after = f", after {due}," if due else ""
            return f"A no needs no reason. Without an answer {self.receiver} is asked, and then{after} somebody else."
        return f"A no needs no reason. Without an answer{f' by {due}' if due else ''} we ask somebody else."

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is still wanted."""
        return self.state is MeetingState.ASKED

    @property
    def who(self) -> str:
        """Whom they would talk with."""
        at = f" at {self.company}" if self.company else ""
        kind = f"a candidate for {self.job}{at}"
        return f"{self.candidate}, {kind}" if self.candidate else kind

    @property
    def how(self) -> str:
        """How long, and in which way."""
        return f"{self.minutes} minutes, {PLACES[self.place_kind]}"

    @property
    def choices(self) -> Mapping[str, str]:
        """What may be answered, by what the form sends."""
        times = {str(one): two_zones(at, self.zone, self.candidate_zone) for one, at in self.times.items()}
        no = f"{self.receiver} can't" if self.is_delegates else "I can't, or would rather not"
        return {**times, "other": "at another time (say when below)", "no": no}

    @property
    def city(self) -> str:
        """Whose clocks are theirs, as far as we know."""
        return city(self.zone)

    @property
    def clocks(self) -> str:
        """Whose clocks the times are on."""
        if self.zone == self.candidate_zone:
            return f"On the clocks of {city(self.zone)}."
        return f"On the clocks of {city(self.zone)}, then theirs."

    @property
    def standing(self) -> Sequence[str]:
        """How it stands once an answer came or isn't wanted any more, a paragraph each."""
        if self.state in {MeetingState.AGREED, MeetingState.HELD} and self.starts_at:
            talk = "You talked" if self.state is MeetingState.HELD else "You talk"
            if self.is_delegates:
                talk = f"{self.receiver} {'talked' if self.state is MeetingState.HELD else 'talks'}"
            who, at = self.candidate or "the candidate", long_time(self.starts_at, self.zone)
            said = f"{talk} with {who} on {at}, for {self.minutes} minutes."
            change = [] if self.may_give_back else [f"Write to {self.asker} to change anything."]
            is_over = self.state is MeetingState.HELD
            return [said, "Thank you for making the time."] if is_over else [said, self.place, *change]
        if self.state is MeetingState.DECLINED and self.wrote:
            return [f"Thank you: {self.asker} has what you wrote about other times, and comes back to you."]
        if self.state is MeetingState.DECLINED:
            return [f"Thank you for telling us. {self.asker} asks somebody else; you need do nothing more."]
        if self.is_to_move:
            return [f"This is to be at another time. {self.asker} comes back to you with new ones."]
        if self.wrote == PASSED_ON:
            return ["There was no answer in time, and that is fine: somebody else was asked. Thank you all the same."]
        return ["This conversation isn't needed any more, so there is nothing for you to do. Thank you all the same."]


def in_future(asker: str, zone: str, *, asked_until: datetime | None, is_refused: bool) -> str:
    """Say whether others may ask for them, by their yes or no; nothing where there is neither."""
    if is_refused:
        return f"You asked us not to ask you any more, and we won't. If that changes, a word to {asker} is enough."
    if asked_until is None:
        return ""
    day = spoken_date(asked_until.astimezone(ZoneInfo(zone)).date())
    until = f"Other candidates may read your name and ask for you until {day}."
    return f"{until} If that is to end sooner, a word to {asker} is enough."


SAVED: Mapping[str, str] = {
    "answer": "Saved, thank you.",
    "zone": "Saved. The times are on your clocks now, and so is what we write to you.",
    "missed": "Saved, thank you. It is to be made up for.",
    "back": "Saved, thank you. The time is given back.",
    "again": "That was saved already; here is how it stands.",
}
"""What is said after each act; the page names them by these words in its address."""

FUTURE: Mapping[str, str] = {
    "yes": "yes, candidates may read my name and ask for me, for a year from now",
    "no": "no, please don't ask me any more",
}
"""Whether they may be asked again at all, by what the form sends."""
