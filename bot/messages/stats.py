"""The figures of `/offer stats` and of App Home, claimed no louder than they are."""

from collections.abc import Sequence
from datetime import timedelta

from bot.messages.approvals import CLASSES
from bot.messages.blocks import Block, Message, View, context, header, safe, sections
from bot.messages.forms import form
from bot.rules.figures import Acceptance, Access, Figures, Invited, Load, Outcome
from bot.rules.rates import ENOUGH, Waits
from bot.rules.words import Answer, WhyNotInvited

OPEN_STATS = "open_stats"
STATS = "stats"

NOT_INVITED = {
    WhyNotInvited.BAD_CALL: "the call didn't go well",
    WhyNotInvited.THEIR_WISH: "they didn't want it",
    WhyNotInvited.ANSWERED_SOONER: "they had made up their mind",
    WhyNotInvited.NO_TIME: "there was no time",
    WhyNotInvited.OTHER: "another reason",
    Answer.WITHDRAWN: "they withdrew before",
    Answer.RESCINDED: "the offer was taken back before",
}

OUTCOMES = {
    Outcome.GRANTED: "met or agreed",
    Outcome.REFUSED: "we said no",
    Outcome.DECLINED: "who was asked couldn't",
    Outcome.TAKEN_BACK: "taken back or stopped with the offer",
    Outcome.OPEN: "still open",
}

MOST_NAMES = 15
"""How many contacts are named by their load."""

TOO_FEW = "too few yet to say anything"


def stats_shown(figures: Figures) -> Message:
    """Show the figures, the acceptance rate first."""
    said = f"Offers accepted: {_acceptance(figures.overall)}"
    return Message(said, [header("What the reverse interview does"), *_blocks(figures)])


def stats_view(figures: Figures) -> View:
    """Show the figures in a window."""
    return form(STATS, "Figures", _blocks(figures), submit=None, close="Close")


def _blocks(figures: Figures) -> list[Block]:
    scope = "All candidacies" if figures.is_everything else f"Your own jobs; nothing that fewer than {ENOUGH} stand for"
    return [
        context(f"{scope} · ranges are 95% (Wilson) intervals"),
        *sections(_offers(figures)),
        context("A comparison, not a proof: who takes the step may have been likelier to accept anyway."),
        *sections([*_waiting(figures), *_access(figures), *_load(figures.load)]),
    ]


def _offers(figures: Figures) -> list[str]:
    uptake = figures.uptake
    return [
        f"*Offers accepted:* {_acceptance(figures.overall)}",
        f"• with a reverse interview: {_acceptance(figures.with_step)}",
        f"• without: {_acceptance(figures.without_step)}",
        f"*Invited to interview us:* {_invited(figures.invited)}",
        f"*Invitations:* {f'{uptake.took_up} of {uptake.sent} taken up' if uptake else TOO_FEW}",
    ]


def _acceptance(counted: Acceptance | None) -> str:
    if counted is None:
        return f"not enough offers yet (fewer than {ENOUGH} answered)"
    if counted.offers == 0:
        return "no offers answered yet"
    said = f"{counted.accepted} of {counted.offers}"
    if counted.rate is None:
        return f"{said} (not enough offers yet for a rate)"
    rate = counted.rate
    return f"{said}, {rate.share:.0%} (n = {rate.n}, {rate.low:.0%}–{rate.high:.0%})"


def _invited(counted: Invited | None) -> str:
    if counted is None:
        return TOO_FEW
    if not counted.hires:
        return "nobody was to be hired yet"
    reasons = [f"{NOT_INVITED.get(why, 'no reason recorded')} ({number})" for why, number in counted.reasons.items()]
    reasons += [f"{counted.various} for various reasons"] if counted.various else []
    left = f" · not invited: {', '.join(reasons)}" if reasons else ""
    waiting = f" · {counted.waiting} not yet" if counted.waiting else ""
    return f"{counted.invited} of {counted.hires} to be hired{left}{waiting}"


def _waiting(figures: Figures) -> list[str]:
    times = figures.waiting
    return [
        "*How long candidates wait:*",
        f"• from the decision to the call: {_waits(times.decision_to_call)}",
        f"• from the call to the first meeting: {_waits(times.call_to_meeting)}",
        f"• from the first meeting to the answer: {_waits(times.meeting_to_answer)}",
        f"• from the decision to the answer: {_waits(times.decision_to_answer)}",
    ]


def _waits(counted: Waits) -> str:
    if counted.half is None:
        return f"not enough offers yet (n = {counted.n})" if counted.n else "nothing to measure yet"
    most = f", nine in ten within {_length(counted.most)}" if counted.most is not None else ""
    return f"half within {_length(counted.half)}{most} (n = {counted.n})"


def _length(duration: timedelta) -> str:
    if duration >= timedelta(days=2):
        return f"{duration / timedelta(days=1):.1f} days"
    return f"{duration / timedelta(hours=1):.1f} hours"


def _access(figures: Figures) -> list[str]:
    kinds = f"{figures.kinds_hidden} other kind{'' if figures.kinds_hidden == 1 else 's'}"
    hidden = [f"• {kinds}, asked for by too few"] if figures.kinds_hidden else []
    if not figures.access and not hidden:
        return ["*Whom candidates asked for:* nobody yet"]
    return ["*Whom candidates asked for:*", *[_kind(one) for one in figures.access], *hidden]


def _kind(one: Access) -> str:
    who = CLASSES[one.kind] if one.kind else "a subject, no matter with whom"
    times = "once" if one.asked == 1 else f"{one.asked} times"
    if one.outcomes is None:
        return f"• {who}: {times}"
    became = [f"{OUTCOMES[outcome]} {number}" for outcome, number in one.outcomes.items() if number]
    return f"• {who}: {times} ({', '.join(became)})"


def _load(load: Sequence[Load] | None) -> list[str]:
    if not load:
        return []
    named, others = load[:MOST_NAMES], load[MOST_NAMES:]
    lines = [f"• {safe(one.name)}: {_given(one.meetings, one.minutes)}" for one in named]
    if others:
        given = _given(sum(one.meetings for one in others), sum(one.minutes for one in others))
        lines.append(f"• {len(others)} others: {given}")
    return ["*Who carries the load* (the last 90 days, and what is agreed ahead):", *lines]


def _given(meetings: int, minutes: int) -> str:
    hours = f"{minutes // 60} h {minutes % 60:02}" if minutes >= 60 else f"{minutes} minutes"  # noqa: PLR2004  # an hour
    return f"{meetings} conversation{'' if meetings == 1 else 's'}, {hours}"
