"""What an invitation to interview the company is made of."""

from dataclasses import dataclass
from datetime import date

from bot.rules.wording import AS_SHIPPED, Wording

PAGE = "(here stands the link to their private page)"
"""Where the link comes in what is shown, edited and kept of an invitation; the mail alone has the link itself."""


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
    """What stands for the address of the candidate's own page, where the installation has pages."""
    wording: Wording = AS_SHIPPED
