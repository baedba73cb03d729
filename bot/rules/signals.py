"""What a candidate spoke of in the offer call, and what they may want to ask about because of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.rules.words import ContactClass, Signal


@dataclass(frozen=True, slots=True)
class Lead:
    """What a signal may lead to: a subject to explore, a question in the candidate's place, and whom to ask."""

    area: str
    question: str
    contact_class: ContactClass


LEADS: Mapping[Signal, Lead] = {
    Signal.WORK: Lead(
        "the work itself", "What would I work on in the first three months?", ContactClass.CURRENT_EMPLOYEE
    ),
    Signal.TEAM: Lead("the team", "What is it like when this team disagrees?", ContactClass.CURRENT_EMPLOYEE),
    Signal.MANAGER: Lead("how my manager leads", "How will you help me grow here?", ContactClass.HIRING_MANAGER),
    Signal.GROWTH: Lead("growth", "Who has grown here in the last two years, and how?", ContactClass.CURRENT_EMPLOYEE),
    Signal.COMPANY: Lead(
        "where the company is going", "What has to go right in the next two years?", ContactClass.CHIEF_EXECUTIVE
    ),
    Signal.WAY_OF_WORKING: Lead(
        "remote work and hours", "When are you expected to be reachable?", ContactClass.CURRENT_EMPLOYEE
    ),
    Signal.PAY: Lead("how pay is decided", "How is pay set and reviewed here?", ContactClass.HIRING_MANAGER),
    Signal.MOVING: Lead(
        "moving and settling in", "How did the company help you when you moved?", ContactClass.CURRENT_EMPLOYEE
    ),
    Signal.OTHER_OFFER: Lead(
        "why people join and why they leave", "Why did you leave, and what do you miss?", ContactClass.FORMER_EMPLOYEE
    ),
}
"""A deadline leads to no subject: it means that times should be early."""


def leads(signals: Collection[Signal], asked: Collection[str] = ()) -> list[Lead]:
    """Return what these signals lead to, in one order; without subjects that were asked for already."""
    known = {one.casefold() for one in asked}
    return [LEADS[one] for one in Signal if one in signals and one in LEADS and LEADS[one].area.casefold() not in known]
