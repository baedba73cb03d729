"""What somebody who looks after a contact's calendar reads outside Slack: the question, and that it isn't needed."""

from bot.messages.approvals import PLACES
from bot.messages.calendar import Ask, Letter
from bot.messages.times import city, two_zones


def ask_delegate(ask: Ask) -> Letter:
    """Ask whoever looks after the receiver's calendar for a time."""
    name, place = ask.receiver, PLACES[ask.place_kind]
    kind = f"a candidate for {ask.job}{f' at {ask.company}' if ask.company else ''}"
    who = f"{ask.candidate}, {kind}" if ask.candidate else kind
    order = "" if ask.zone == ask.candidate_zone else f" ({city(ask.zone)} time, then theirs)"
    page = f"Answer in a minute on this page, which is for you alone:\n\n{ask.page}\n\nOr just" if ask.page else "Just"
    return Letter(
        f"A time for {name}: {ask.minutes} minutes with a candidate?",
        _paragraphs(
            "Hello,",
            f"you look after {name}'s calendar. Would one of these times suit {name} for a talk with {who}: "
            f"{ask.minutes} minutes, {place}?",
            f"The times are these{order}:" if order else "",
            "\n".join(f"    {two_zones(at, ask.zone, ask.candidate_zone)}" for at in ask.times),
            f"Place: {ask.where}" if ask.where else "",
            "We have decided for them and they are deciding about us, so this time the candidate asks.",
            f"They would like to talk about: {ask.area}" if ask.area else "",
            f"What they want to learn, in their words:\n\n{_quoted(ask.learn)}" if ask.learn else "",
            f"{page} reply with a time, with other times, or that it can't be; a no needs no reason. If we don't hear "
            f"from you, I ask {name}, and then somebody else. That this candidate is talking with us is confidential.",
            f"Thank you,\n{ask.asker}",
        ),
    )


def not_needed_any_more(who: str, asker: str) -> Letter:
    """Tell whoever looks after a contact's calendar that no time is needed."""
    return Letter(
        f"No longer needed: a time for {who}",
        _paragraphs(
            "Hello,",
            f"the conversation with a candidate that I asked you to find a time of {who}'s for isn't needed any more. "
            "There is nothing for you to do.",
            f"Thank you all the same,\n{asker}",
        ),
    )


def _paragraphs(*paragraphs: str) -> str:
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.strip().splitlines())
