"""The figures a company learns from, as values."""

from dataclasses import dataclass
from datetime import timedelta

from bot.rules.rates import Rate
from bot.rules.words import Answer, ContactClass, WhyNotInvited


@dataclass(frozen=True)
class Acceptance:
    """How many answered offers were accepted; `rate` is None while there are too few to claim one."""

    accepted: int
    offers: int
    rate: Rate | None


@dataclass(frozen=True)
class Access:
    """Of one contact class: how often it was asked for, granted (agreed to) and refused."""

    asked: int
    granted: int
    refused: int


@dataclass(frozen=True)
class Invited:
    """Of those to be hired: how many were invited to interview us, why others weren't, and who waits for it yet.

    A reason is a word of WhyNotInvited, or the answer that came before an invitation could.
    """

    hires: int
    invited: int
    reasons: dict[WhyNotInvited | Answer, int]
    waiting: int


@dataclass(frozen=True)
class Figures:
    """What `/offer stats` shows; durations are medians, None where nothing got that far."""

    is_everything: bool
    overall: Acceptance
    with_step: Acceptance
    without_step: Acceptance
    invited: Invited
    sent: int
    took_up: int
    decision_to_call: timedelta | None
    call_to_meeting: timedelta | None
    decision_to_answer: timedelta | None
    access: dict[ContactClass, Access]
