"""The figures of `/offer stats`, claimed no louder than they are."""

from datetime import timedelta

from bot.messages.blocks import Message, context, header, sections
from bot.rules.figures import Acceptance, Figures, Invited
from bot.rules.words import Answer, WhyNotInvited

NOT_INVITED = {
    WhyNotInvited.BAD_CALL: "the call didn't go well",
    WhyNotInvited.THEIR_WISH: "they didn't want it",
    WhyNotInvited.ANSWERED_SOONER: "they had made up their mind",
    WhyNotInvited.NO_TIME: "there was no time",
    WhyNotInvited.OTHER: "another reason",
    Answer.WITHDRAWN: "they withdrew before",
    Answer.RESCINDED: "the offer was taken back before",
}


def stats_shown(figures: Figures) -> Message:
    """Show the figures, the acceptance rate first."""
    scope = "All candidacies" if figures.is_everything else "Your own jobs"
    lines = [
        f"*Offers accepted:* {_acceptance(figures.overall)}",
        f"• with a reverse interview: {_acceptance(figures.with_step)}",
        f"• without: {_acceptance(figures.without_step)}",
        f"*Invited to interview us:* {_invited(figures.invited)}",
        f"*Invitations:* {figures.sent} sent, {figures.took_up} taken up",
        f"*From decision to call:* {_length(figures.decision_to_call)}",
        f"*From call to first meeting:* {_length(figures.call_to_meeting)}",
        f"*From decision to answer:* {_length(figures.decision_to_answer)}",
        "*Whom candidates asked for:*" if figures.access else "*Whom candidates asked for:* nobody yet",
        *(
            f"• {kind.replace('_', ' ')}: asked for {count.asked}, agreed {count.granted}, refused {count.refused}"
            for kind, count in figures.access.items()
        ),
    ]
    return Message(
        f"Offers accepted: {_acceptance(figures.overall)}",
        [
            header("What the reverse interview does"),
            context(f"{scope} · durations are medians · ranges are 95% (Wilson) intervals"),
            *sections(lines),
        ],
    )


def _acceptance(counted: Acceptance) -> str:
    if counted.offers == 0:
        return "no offers answered yet"
    said = f"{counted.accepted} of {counted.offers}"
    if counted.rate is None:
        return f"{said} (not enough offers yet for a rate)"
    rate = counted.rate
    return f"{said}, {rate.share:.0%} (n = {rate.n}, {rate.low:.0%}–{rate.high:.0%})"


def _invited(counted: Invited) -> str:
    if not counted.hires:
        return "nobody was to be hired yet"
    reasons = [f"{number} {NOT_INVITED.get(why, 'for no recorded reason')}" for why, number in counted.reasons.items()]
    left = f" · not invited: {', '.join(reasons)}" if reasons else ""
    waiting = f" · {counted.waiting} not yet" if counted.waiting else ""
    return f"{counted.invited} of {counted.hires} to be hired{left}{waiting}"


def _length(duration: timedelta | None) -> str:
    if duration is None:
        return "nothing to measure yet"
    if duration >= timedelta(days=2):
        return f"{duration / timedelta(days=1):.1f} days"
    return f"{duration / timedelta(hours=1):.1f} hours"
