"""Why somebody is suggested, in a few words for the coordinator."""

from datetime import datetime

from bot.rules.suggestions import Suggestion

_DAYS_A_WEEK, _DAYS_A_MONTH = 7, 30


def suggestion_reason(one: Suggestion, now: datetime) -> str:
    """Say why it is them, in plain text: what they know, when they were last asked, how much they can still give."""
    who = one.who
    parts = [
        *([f"knows {one.area}"] if one.area else []),
        f"last asked {_ago(now, who.asked_at)}" if who.asked_at else "not asked so far",
        *([f"{who.asked_in_week} of {who.per_week} this week"] if who.per_week is not None else []),
        *([f"{who.asked_in_month} of {who.per_month} this month"] if who.per_month is not None else []),
        *(["on the panel"] if who.is_on_panel else []),
        *([] if who.shares_hours else ["few hours in common"]),
    ]
    return " · ".join(parts)


def _ago(now: datetime, then: datetime) -> str:
    days = (now - then).days
    if days < 1:
        return "today"
    spans = ((_DAYS_A_MONTH, "month"), (_DAYS_A_WEEK, "week"), (1, "day"))
    length, noun = next(span for span in spans if days >= span[0])
    count = days // length
    return f"{count} {noun}{'' if count == 1 else 's'} ago"
