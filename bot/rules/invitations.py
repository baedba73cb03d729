"""What an invitation to interview the company is made of."""

from dataclasses import dataclass
from datetime import date

from bot.rules.wording import AS_SHIPPED, Wording


@dataclass(frozen=True, slots=True)
class InvitationFacts:
    """Who invites whom. `called_on` is the day of the call where the caller is; `company` None where it isn't set."""

    candidate: str
    job: str
    caller: str
    coordinator: str
    company: str | None
    called_on: date
    page: str | None = None
    """The address of the candidate's own page, where there is one."""
    wording: Wording = AS_SHIPPED
