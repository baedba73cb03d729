"""What it says where a conversation is more than somebody said they can give."""

from bot.rules.caps import Excess


def beyond_yours(one: Excess) -> str:
    """Say to the contact, in plain text, that it would be more than they said."""
    return (
        f"You said at most {one.most} a {one.span}; this would be the {_ordinal(one.number)}. So it is for you alone "
        "to say, and a no is fine."
    )


def beyond_theirs(who: str, one: Excess) -> str:
    """Say to the coordinator, in plain text, that it would be more than the contact said."""
    return (
        f"{who} said at most {one.most} a {one.span}, and this would be the {_ordinal(one.number)}: they read so, and "
        "only they can say yes."
    )


def only_with_their_yes(who: str, one: Excess) -> str:
    """Say to a delegate why they can't say yes."""
    return (
        f"{who} said at most {one.most} a {one.span}, and this would be the {_ordinal(one.number)}. Only {who} can "
        "say yes to that; *Other times* and *I can't* are yours to press."
    )


def _ordinal(number: int) -> str:
    is_teen = number % 100 in {11, 12, 13}
    return f"{number}{'th' if is_teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
