"""One candidacy at a glance: where it stands, whose turn it is, and what its reader may do."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.rules.access import Action, offered
from bot.rules.next_step import NextStep
from bot.rules.words import Answer, Role, Stage


@dataclass(frozen=True, slots=True)
class Overview:
    """One candidacy with its job, owners, seats and next step (None when it is closed).

    `troubles` counts messages that could not be delivered. `is_hidden`: it is blind, and not revealed yet.
    """

    id: int
    name: str
    job: str
    stage: Stage
    next: NextStep | None
    opener_id: int
    caller_id: int
    caller: str
    hiring_manager_id: int
    hiring_manager: str
    coordinator_id: int
    coordinator: str
    seats: int
    seats_in: int
    seats_to_sort: int
    troubles: int
    is_hidden: bool
    late_points: int = 0
    """Points of feedback that came after the call and are still to be passed on, by `pass_on_by`."""
    pass_on_by: date | None = None
    clearer_id: int | None = None
    answer: Answer | None = None
    """How it ended, once it is closed."""
    clearer: str | None = None
    """Who is asked to clear the call, while it waits for that."""
    awaited: tuple[str, ...] = ()
    """Which contacts the next step waits for; for the coordinator alone: others learn how many."""

    @property
    def owner(self) -> str:
        """The name of whose turn it is, among the owners."""
        return self._turn[1]

    def is_turn_of(self, person_id: int) -> bool:
        """Tell whether it is this owner's turn, rather than an interviewer's or a contact's."""
        is_owners = self.next is not None and self.next.owner in {Role.HIRING_MANAGER, Role.COORDINATOR, Role.MEMBER}
        return is_owners and self._turn[0] == person_id

    def is_overdue_for(self, person_id: int, now: datetime, today: date) -> bool:
        """Tell whether it is this owner's turn, and was to be done before; `today` is their date."""
        due = self.next.due if self.next is not None and self.is_turn_of(person_id) else None
        return due is not None and (due <= now if isinstance(due, datetime) else due < today)

    @property
    def _turn(self) -> tuple[int, str]:
        if self.next and self.next.owner is Role.MEMBER and self.clearer_id is not None:
            return self.clearer_id, self.clearer or ""
        if self.next and self.next.owner is Role.COORDINATOR:
            return self.coordinator_id, self.coordinator
        is_deciding = self.stage is Stage.DEBRIEF
        return (self.hiring_manager_id, self.hiring_manager) if is_deciding else (self.caller_id, self.caller)

    def roles_of(self, person_id: int) -> set[Role]:
        """Return what somebody is to the candidacy as an owner."""
        owners = {
            Role.OPENER: {self.opener_id},
            Role.HIRING_MANAGER: {self.hiring_manager_id, self.caller_id},
            Role.COORDINATOR: {self.coordinator_id},
        }
        return {role for role, ids in owners.items() if person_id in ids}

    def actions_of(self, person_id: int) -> list[Action]:
        """Return what an owner is offered now, the next step first."""
        actions = offered(self.stage, self.roles_of(person_id), decides=person_id == self.hiring_manager_id)
        return [one for one in actions if not (self.is_hidden and one is Action.READ_POINTS)]
