"""What a debrief shows, as values: who is on the panel, what is in, what was decided."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.rules.reminders import MOST_REMINDERS
from bot.rules.words import Answer, Attachment, Choice, SeatState, Stage, Vote


@dataclass(frozen=True, slots=True)
class Who:
    """A person as messages name them."""

    id: int
    slack_id: str | None
    """None: they have no Slack."""
    name: str
    zone: str


@dataclass(frozen=True, slots=True)
class PanelSeat:
    """One interviewer's place. `vote` is the last one they wrote, None where there is none."""

    id: int
    who: Who
    state: SeatState
    vote: Vote | None
    interview_on: date | None
    reminders: int
    is_excused: bool
    is_after_reveal: bool
    """Something of it was written only after the others' feedback could be read."""
    has_declined: bool
    """They said that they can't give feedback."""
    is_gone: bool
    """They have left, or are a guest in Slack now."""
    entered_by: str | None = None
    """Who entered their feedback, or some of it, for them, where somebody did."""
    has_unsorted: bool = False
    """Some of what they wrote waits for them to say whether it is feedback."""
    wrote_themselves: bool = False
    """They wrote some of it, or all, themselves."""
    is_confirmed: bool = False
    """They said that it was read rightly, whoever entered it."""
    wordless: Attachment | None = None
    """What they posted with no words beside it, where they are asked for words."""
    awaits_word: bool = False
    """Some of what they wrote themselves stays inside the team until they have said a word on it."""
    unplaced: int = 0
    """Direct messages of theirs of which they are yet to say whom they are about; looked up where it is decided."""

    @property
    def author(self) -> str:
        """Name whose feedback it is, and who entered it where they didn't write it themselves."""
        if self.entered_by is None:
            return self.who.name
        return f"{self.who.name} ({'partly ' if self.wrote_themselves else ''}entered by {self.entered_by})"

    @property
    def is_awaited(self) -> bool:
        """Whether the decision still waits for this feedback."""
        return self.state is not SeatState.IN and not self.is_excused

    @property
    def has_spoken(self) -> bool:
        """Whether their feedback is in and theirs: what was entered for somebody with Slack is so once they agree."""
        is_theirs = self.entered_by is None or self.wrote_themselves or self.is_confirmed or not self.who.slack_id
        return self.state is SeatState.IN and is_theirs

    @property
    def can_be_asked(self) -> bool:
        """Whether its holder can still be asked for it."""
        return self.is_awaited and not self.has_declined and not self.is_gone

    @property
    def is_to_be_reminded(self) -> bool:
        """Whether it is awaited of somebody who can give it; or it is in, but for a word they were not reminded of."""
        lacks_word = self.state is SeatState.IN and self.awaits_word and self.reminders < MOST_REMINDERS
        return self.can_be_asked or (lacks_word and not self.is_gone)


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision that was made, and perhaps taken back. `told_at`: when the candidate heard of a no hire."""

    id: int
    choice: Choice
    reason: str
    by: Who
    at: datetime
    revisit_on: date | None
    told_at: datetime | None
    reversed_by: Who | None
    reversed_at: datetime | None
    reversal_reason: str | None


@dataclass(frozen=True, slots=True)
class Hired:
    """Another candidate for the same job whose hire stands: nobody has declined, withdrawn or rescinded it."""

    candidate: str
    by: Who
    at: datetime


@dataclass(frozen=True, slots=True)
class Invited:
    """The invitation to interview us that was made; `goes_at` counts until it is held or sent."""

    goes_at: datetime
    is_held: bool
    is_sent: bool


@dataclass(frozen=True, slots=True)
class Debrief:
    """One candidacy as its debrief shows it; instants are aware UTC, `channel` is a Slack id.

    `decision` is what holds now: a hire, a no hire, or the last *not yet*; `decisions` are all there were, first to
    last, and `decisions_made` counts them and their reversals, so that a form opened on older facts can be told from a
    fresh one. `openings` is how many are to be hired for the job.
    """

    candidacy_id: int
    candidate: str
    job: str
    openings: int
    stage: Stage
    answer: Answer | None
    opener: Who
    hiring_manager: Who
    caller: Who
    coordinator: Who
    channel: str
    due_at: datetime
    seats: tuple[PanelSeat, ...]
    decision: Decided | None
    decisions: tuple[Decided, ...]
    decisions_made: int
    invited: Invited | None
    is_blind: bool
    revealed_at: datetime | None
    revealed_by: Who | None
    """Who revealed it before everyone was in."""
    is_to_be_cleared: bool = False
    """Nobody may call the candidate yet: somebody's word is awaited."""

    @property
    def is_hidden(self) -> bool:
        """Whether nobody may read another's feedback or vote yet."""
        return self.is_blind and self.revealed_at is None

    @property
    def is_decided(self) -> bool:
        """Whether a hire or a no hire holds."""
        return self.decision is not None and self.decision.choice is not Choice.NOT_YET

    @property
    def is_no_hire(self) -> bool:
        """Whether a no hire holds, and the candidacy isn't closed otherwise."""
        return self.answer is None and self.decision is not None and self.decision.choice is Choice.NO_HIRE

    @property
    def taken_back(self) -> Decided | None:
        """The last hire or no hire that was taken back, while no other holds."""
        found = [one for one in self.decisions if one.reversed_at is not None]
        return found[-1] if found and not self.is_decided else None

    @property
    def seats_in(self) -> int:
        """How many seats' feedback is in."""
        return sum(seat.state is SeatState.IN for seat in self.seats)

    @property
    def is_complete(self) -> bool:
        """Whether nobody's feedback is awaited any more, and there is some."""
        return self.seats_in > 0 and not any(seat.is_awaited for seat in self.seats)

    @property
    def reachable_panel(self) -> set[int]:
        """The people of the panel who can be written to in Slack."""
        return {seat.who.id for seat in self.seats if seat.who.slack_id is not None and not seat.is_gone}

    def seat_of(self, person_id: int) -> PanelSeat | None:
        """Return the person's seat, if they hold one."""
        return next((seat for seat in self.seats if seat.who.id == person_id), None)

    def votes_are_hidden_from(self, person_id: int) -> bool:
        """Whether the votes aren't revealed, or the person must give their own feedback before they see the others'."""
        own = self.seat_of(person_id)
        return self.is_hidden or (own is not None and own.state is not SeatState.IN)
