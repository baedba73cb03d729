"""The figures a company learns from, as values; and what of them is too little to be shown to everybody."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.rules.rates import ENOUGH, Rate, Waits
from bot.rules.words import Answer, ContactClass, WhyNotInvited


@dataclass(frozen=True)
class Acceptance:
    """How many answered offers were accepted; `rate` is None while there are too few to claim one."""

    accepted: int
    offers: int
    rate: Rate | None


class Outcome(StrEnum):
    """What became of a request: agreed or met, refused by us, declined by whom we asked, taken back, still open."""

    GRANTED = "granted"
    REFUSED = "refused"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"
    OPEN = "open"


@dataclass(frozen=True)
class Access:
    """What became of the requests for one kind of person; `kind` is None for a subject, no matter with whom.

    `candidates` asked, `asked` times. The outcomes add up to `asked`; None where they are too small to show.
    """

    kind: ContactClass | None
    candidates: int
    asked: int
    outcomes: dict[Outcome, int] | None


@dataclass(frozen=True)
class Load:
    """What one contact gives: conversations held or agreed, and their minutes."""

    name: str
    meetings: int
    minutes: int


@dataclass(frozen=True)
class Invited:
    """Of those to be hired: how many were invited to interview us, why others weren't, and who waits for it yet.

    A reason is a word of WhyNotInvited, or the answer that came before an invitation could. `various`: how many were
    left out for reasons too rare to be named.
    """

    hires: int
    invited: int
    reasons: dict[WhyNotInvited | Answer, int]
    waiting: int
    various: int = 0


@dataclass(frozen=True)
class Uptake:
    """How many invitations were sent, and how many of them taken up."""

    sent: int
    took_up: int


@dataclass(frozen=True)
class WaitingTimes:
    """How long candidates wait, from step to step."""

    decision_to_call: Waits
    call_to_meeting: Waits
    meeting_to_answer: Waits
    decision_to_answer: Waits


@dataclass(frozen=True)
class Figures:
    """What `/offer stats` shows; None is what is too little to be shown to its reader.

    `load` is for those alone who see everything, most minutes first; `kinds_hidden` counts the rows of `access` left
    out.
    """

    is_everything: bool
    overall: Acceptance | None
    with_step: Acceptance | None
    without_step: Acceptance | None
    invited: Invited | None
    uptake: Uptake | None
    waiting: WaitingTimes
    access: Sequence[Access]
    load: Sequence[Load] | None
    kinds_hidden: int = 0


def without_small_cells(figures: Figures) -> Figures:
    """Take out of somebody's own figures whatever so few candidates stand behind that one could be recognised.

    A comparison goes as a whole: with one side and the total, the other would be known.
    """
    sides = (figures.with_step, figures.without_step)
    is_comparable = all(one is None or one.offers == 0 or one.offers >= ENOUGH for one in sides)
    shown = [one for one in figures.access if one.candidates >= ENOUGH]
    return replace(
        figures,
        overall=figures.overall if figures.overall and figures.overall.offers >= ENOUGH else None,
        with_step=figures.with_step if is_comparable else None,
        without_step=figures.without_step if is_comparable else None,
        invited=_coarser(figures.invited) if figures.invited and figures.invited.hires >= ENOUGH else None,
        uptake=figures.uptake if figures.uptake and figures.uptake.sent >= ENOUGH else None,
        access=[replace(one, outcomes=_all_large(one.outcomes)) for one in shown],
        load=None,
        kinds_hidden=len(figures.access) - len(shown),
    )


def _coarser(invited: Invited) -> Invited:
    named = {why: number for why, number in invited.reasons.items() if number >= ENOUGH}
    return replace(invited, reasons=named, various=sum(invited.reasons.values()) - sum(named.values()))


def _all_large(outcomes: dict[Outcome, int] | None) -> dict[Outcome, int] | None:
    small = [number for number in (outcomes or {}).values() if 0 < number < ENOUGH]
    return None if small else outcomes
