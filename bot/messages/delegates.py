"""What somebody who looks after a contact's calendar reads outside Slack: the question, and what came of it."""

from textwrap import indent

from bot.messages.mails import Letter, paragraphs
from bot.messages.meeting_mails import Agreement, Ask, Then, wishes
from bot.messages.meetings import THEIR_TURN
from bot.messages.places import PLACES
from bot.messages.times import long_time, one_of, other_times_asked_for
from bot.rules.text import capitalised


def ask_delegate(ask: Ask) -> Letter:
    """Ask whoever looks after the receiver's calendar for a time."""
    name = ask.receiver
    by = f", after {long_time(ask.answer_by, ask.zone)}," if ask.answer_by else ""
    subject, request = _question(ask)
    return Letter(
        subject,
        paragraphs(
            "Hello,",
            f"you look after {name}'s calendar. {request}",
            f"{'The time is this' if len(ask.times) == 1 else 'The times are these'}{ask.whose_clocks}:"
            if ask.whose_clocks
            else "",
            ask.listed_times,
            f"Place: {ask.where}" if ask.where else "",
            THEIR_TURN,
            *wishes(ask.area, ask.learn),
            f"{ask.how_to_answer} reply with a time, with other times, or that it can't be; a no needs no reason. If "
            f"we don't hear from you, I ask {name}, and then{by} somebody else. That this candidate is talking with us "
            "is confidential.",
            f"Thank you,\n{ask.asker}",
        ),
    )


def _question(ask: Ask) -> tuple[str, str]:
    """Say what is asked, with the mail's subject: the first time, again as other times were asked for, or to move."""
    name, who, how = ask.receiver, ask.who, f"{ask.minutes} minutes, {PLACES[ask.place_kind]}"
    asked = f"Would {one_of(ask.times)} suit {name} for a conversation with {who}: {how}?"
    if ask.moved_from is not None:
        at = long_time(ask.moved_from, ask.zone)
        request = f"On {at}, {name} was to talk with {who}. That is to be at another time: {how}."
        request += " What is attached takes the old one out of the calendar." if ask.is_freed else ""
        subject = f"Another time for {name}? Conversation with {ask.candidate or 'a candidate'}"
        return subject, f"{request} Would {one_of(ask.times)} suit {name} instead?"
    if ask.wanted_others:
        again = capitalised(other_times_asked_for(ask.times))
        return f"Would {one_of(ask.times)} do for {name}?", f"{again}. {asked}"
    return f"A time for {name}: {ask.minutes} minutes with a candidate?", asked


def not_needed_any_more(who: str, asker: str) -> Letter:
    """Tell whoever looks after a contact's calendar that no time is needed."""
    return Letter(
        f"No longer needed: a time for {who}",
        paragraphs(
            "Hello,",
            f"the conversation with a candidate that I asked you to find a time of {who}'s for isn't needed any more. "
            "There is nothing for you to do.",
            f"Thank you all the same,\n{asker}",
        ),
    )


def agreed_for_diary(meeting: Agreement, email: str | None) -> Letter:
    """Tell whoever was asked for a time of the receiver's what is agreed; `email` is where the receiver has it too."""
    who, other = meeting.receiver, meeting.other
    at = long_time(meeting.starts_at, meeting.zone)
    theirs = (
        f"{who} has the same entry by mail ({email}); it is attached here so that you can see to the diary."
        if email
        else f"The entry is attached for {who}'s calendar. I have no address of theirs: please see that it gets there."
    )
    page = f"press here, on the page for you alone: {meeting.own_page}\nOr just" if meeting.own_page else "just"
    return Letter(
        f"{'Updated' if meeting.is_update else 'Agreed'}: {who} and {other}",
        paragraphs(
            "Hello,",
            f"{who} talks with {other}, {meeting.other_is}:",
            indent(f"{at}, {meeting.minutes} minutes\n{meeting.place}", "    "),
            theirs,
            f"To change anything about this, {page} reply to this mail: {meeting.asker} reads it "
            f"({meeting.asker_email}). That {other} is talking with us is confidential.",
            f"Thank you,\n{meeting.asker}",
        ),
    )


def off_for_diary(meeting: Agreement, then: Then) -> Letter:
    """Tell whoever was asked for a time of the receiver's that what was agreed is off."""
    is_moved = then is Then.ANOTHER_TIME
    at = long_time(meeting.starts_at, meeting.zone)
    what = "has to be moved. I'll come back to you about another time" if is_moved else "won't take place"
    return Letter(
        f"{'To be moved' if is_moved else 'Cancelled'}: {meeting.receiver} and {meeting.other}",
        paragraphs(
            "Hello,",
            f"the conversation of {meeting.receiver} with {meeting.other} on {at} {what}.",
            "What is attached takes the entry out of the calendar. Questions? Just reply.",
            f"Thank you,\n{meeting.asker}",
        ),
    )


def answered_by_contact(who: str, asker: str) -> Letter:
    """Tell whoever looks after a contact's calendar that the contact has answered."""
    return Letter(
        f"Answered: a time for {who}",
        paragraphs(
            "Hello,",
            f"{who} has answered about the conversation with a candidate that I asked you to find a time for. There is "
            "nothing left for you to do.",
            f"Thank you all the same,\n{asker}",
        ),
    )


def answered_by_delegate(who: str, asker: str) -> Letter:
    """Tell a contact who was asked by mail that whoever looks after their calendar has answered."""
    return Letter(
        "Answered: a conversation with a candidate",
        paragraphs(
            f"Hello {who},",
            "whoever looks after your calendar has answered about the conversation with a candidate that I asked you "
            "about. There is nothing left for you to do.",
            f"Thank you all the same,\n{asker}",
        ),
    )
