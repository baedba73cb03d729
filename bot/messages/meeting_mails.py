"""The mails about meetings: what candidates and outsiders are asked, what is agreed, and that it is off."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from textwrap import indent

from bot.messages.caps import beyond_yours
from bot.messages.mails import Letter, paragraphs, quoted
from bot.messages.meetings import THEIR_TURN
from bot.messages.places import PLACES
from bot.messages.times import long_time, one_of, other_times_asked_for, two_zones
from bot.rules.caps import Excess
from bot.rules.templates import Value
from bot.rules.wording import Part, Wording, first_name
from bot.rules.words import PlaceKind
from bot.rules.zones import city


@dataclass(frozen=True)
class Agreement:
    """An agreed meeting as one side reads of it; `receiver` is that side, `other` the other one.

    `other_is` says who that is to them, such as "Head of Finance"; `page` is where they change it themselves.
    """

    receiver: str
    other: str
    other_is: str | None
    starts_at: datetime
    minutes: int
    zone: str
    place: str
    asker: str
    asker_email: str
    off_limits: str | None = None
    """What the contact can't talk about besides the usual, in their words."""
    page: str | None = None
    own_page: str | None = None
    """The page itself, behind a link for its reader alone, where the mail is the place for that."""
    is_in_slack: bool = False
    """Whether the receiver has the same before them in Slack, with a button."""
    help_phone: str | None = None
    is_update: bool = False
    zone_there: str | None = None
    """Whose clocks count where they meet, where the receiver comes from elsewhere."""
    area: str | None = None
    learn: str | None = None
    """What the candidate wants to learn, in their words, where the contact was sent it nowhere else."""

    @property
    def subject(self) -> str:
        """The subject of its confirmation."""
        return f"{'Updated: your' if self.is_update else 'Your'} conversation with {self.other}"


def agreed_for_candidate(meeting: Agreement) -> Letter:
    """Confirm a meeting to the candidate: whom, when, how to join, what can be asked, whom to turn to."""
    other, asker = meeting.other, meeting.asker
    return Letter(
        meeting.subject,
        paragraphs(
            *_agreed(meeting),
            f"Ask whatever helps you decide. {other} has been asked to be frank, isn't assessing you, and writes "
            f"nothing about you. {_left_out(meeting)}",
            *([f"{other} also can't talk about this: {meeting.off_limits}"] if meeting.off_limits else []),
            f"The time is attached as an entry for your calendar. {_on_the_day(meeting)}",
            asker,
        ),
    )


def _left_out(meeting: Agreement) -> str:
    """Say what it can't be about, and who can be asked for figures: after it, where they meet that very person."""
    if meeting.other == meeting.asker:
        return "Pay, other candidates and confidential matters are left out; for figures, reply to this mail."
    return (
        f"Pay, other candidates and confidential matters are what {meeting.other} can't talk about; {meeting.asker} "
        "can tell you more about figures."
    )


def agreed_for_contact(meeting: Agreement) -> Letter:
    """Confirm a meeting to the contact."""
    other, asker = meeting.other, meeting.asker
    return Letter(
        meeting.subject,
        paragraphs(
            *_agreed(meeting),
            *wishes(meeting.area, meeting.learn),
            "Be frank: this conversation isn't assessed, and nobody collects your opinion. Please leave out pay, other "
            f"candidates and confidential matters, and keep it to yourself that {other} is talking with us.",
            f"The time is attached as an entry for your calendar. {_on_the_day(meeting)}",
            f"Thank you,\n{asker}",
        ),
    )


def _agreed(meeting: Agreement) -> list[str]:
    """Say what both sides read first: what it is, how to change it, with whom, when and where."""
    return [
        f"Hello {meeting.receiver},",
        f"{_what_it_is(meeting)} {_how_to_change(meeting)}",
        _whom(meeting),
        _when_and_where(meeting),
    ]


def _what_it_is(meeting: Agreement) -> str:
    """Say what the mail is about: it is the line that inboxes show beside the subject."""
    is_now = "has changed; how it is now stands below" if meeting.is_update else "is agreed"
    return f"your conversation with {meeting.other} {is_now}."


def _how_to_change(meeting: Agreement) -> str:
    """Say it before the rest, so that nobody has to look for it."""
    reads = f"{meeting.asker} reads it ({meeting.asker_email})"
    if meeting.page:
        return (
            f"To change anything about this, press here, and the link to your page comes by mail: {meeting.page}\n"
            f"Or just reply to this mail: {reads}."
        )
    if meeting.own_page:
        return (
            f"To change anything about this, press here, on the page for you alone: {meeting.own_page}\n"
            f"Or just reply to this mail: {reads}."
        )
    if meeting.is_in_slack:
        return (
            "To change anything about this, press \u201cI can't make it\u201d on our message to you in Slack, or just "
            f"reply to this mail: {reads}."
        )
    return f"To change anything about this, just reply to this mail: {reads}."


def _whom(meeting: Agreement) -> str:
    return f"You talk with {meeting.other}{', ' + meeting.other_is if meeting.other_is else ''}:"


def _on_the_day(meeting: Agreement) -> str:
    how = f"phone {meeting.help_phone}, or reply here" if meeting.help_phone else "reply here"
    return f"If something goes wrong on the day, {how}."


def _when_and_where(meeting: Agreement) -> str:
    at = long_time(meeting.starts_at, meeting.zone)
    there = f"There it is {long_time(meeting.starts_at, meeting.zone_there)}\n" if meeting.zone_there else ""
    return indent(f"{at}, {meeting.minutes} minutes\n{there}{meeting.place}", "    ")


class Then(StrEnum):
    """What follows once an agreed meeting is off."""

    NOTHING = "nothing"
    ANOTHER_TIME = "another_time"
    ANSWERED = "answered"
    """Nothing: the candidate has answered the offer."""
    SOMEBODY = "somebody"
    """Another time or somebody else is looked for; the contact has no part in it any more."""


def cancelled(
    meeting: Agreement, then: Then, *, to_candidate: bool = False, words: str | None = None, is_over: bool = False
) -> Letter:
    """Tell one side that an agreed meeting won't take place, or didn't; `words` are those of whoever arranged it."""
    is_moved = then is Then.ANOTHER_TIME
    since, what, after, more = "", "won't take place", "There is nothing for you to do.", ""
    if is_moved:
        what, after = "has to be moved", "We are looking for another time and will come back to you."
        if meeting.is_in_slack:
            after = "Other times come in a message to you in Slack."
    elif to_candidate and then is Then.SOMEBODY:
        after = "We are looking for another time, or for somebody else for you to talk with, and will come back to you."
    elif to_candidate:
        more = "If you would still like to talk with them, or with somebody else, just reply."
        since = "now that you have answered our offer, " if then is Then.ANSWERED else ""
    if is_over:
        what = "didn't come about"
    at = long_time(meeting.starts_at, meeting.zone)
    return Letter(
        f"{_how_off(is_moved=is_moved, is_over=is_over)}: conversation with {meeting.other}",
        paragraphs(
            f"Hello {meeting.receiver},",
            f"{since}the conversation with {meeting.other} on {at} {what}. {after}",
            f"{meeting.asker} writes:\n\n{quoted(words)}" if words else "",
            more,
            "Your calendar should take the entry out by itself with this mail. Questions? Just reply.",
            meeting.asker,
        ),
    )


def _how_off(*, is_moved: bool, is_over: bool) -> str:
    if is_moved:
        return "Another time" if is_over else "To be moved"
    return "Cancelled"


def cancelled_at_the_end(candidate: str, other: str, at: str, asker: str, wording: Wording) -> Letter:
    """Tell a candidate, who heard from a person that it is over, that a meeting won't take place."""
    values: dict[str, Value] = {
        "candidate": candidate,
        "first_name": first_name(candidate),
        "contact": other,
        "meeting_at": at,
        "coordinator": asker,
    }
    text = wording.write(Part.CANCELLATION_MAIL, values)
    return Letter(wording.write(Part.CANCELLATION_SUBJECT, values), f"{text}\n")


@dataclass(frozen=True)
class Ask:
    """A request to somebody outside Slack; `candidate` is None until the name may be given."""

    receiver: str
    candidate: str | None
    job: str
    company: str | None
    learn: str | None
    area: str | None
    minutes: int
    place_kind: PlaceKind
    zone: str
    candidate_zone: str
    times: list[datetime]
    asker: str
    page: str | None = None
    """The address of the page on which they can answer, where the installation has pages."""
    why: str = ""
    """Why they and nobody else."""
    answer_by: datetime | None = None
    beyond: Excess | None = None
    """Whether it is more than they said they can give."""
    where: str | None = None
    """Where they would meet, as far as it is known before a time is."""
    moved_from: datetime | None = None
    """When it was to be, as agreed before it had to be moved."""
    wanted_others: bool = False
    """Whether they, or whoever answers for them, were asked before and wrote about other times."""
    is_freed: bool = False
    """Whether this mail takes that time out of their calendar."""
    asks_consent: bool = True
    """Whether they are asked for their consent with it: no yes of theirs holds."""

    @property
    def who(self) -> str:
        """Whom they would talk with."""
        kind = f"a candidate for {self.job}{f' at {self.company}' if self.company else ''}"
        return f"{self.candidate}, {kind}" if self.candidate else kind

    @property
    def listed_times(self) -> str:
        """The times, one a line."""
        return "\n".join(f"    {two_zones(at, self.zone, self.candidate_zone)}" for at in self.times)

    @property
    def whose_clocks(self) -> str:
        """Whose time stands first in those lines; empty where there is but one."""
        return "" if self.zone == self.candidate_zone else f" ({city(self.zone)} time, then theirs)"

    @property
    def other_clocks(self) -> str:
        """Where to see the times for whoever is away; empty without a page."""
        what = "it" if len(self.times) == 1 else "them"
        return f"If you are somewhere else, your page below shows {what} on your clocks." if self.page else ""

    @property
    def yes(self) -> str:
        """How they say yes in a reply."""
        return "that it suits you" if len(self.times) == 1 else "with the one that suits you"

    @property
    def how_to_answer(self) -> str:
        """How they answer, up to "reply"."""
        on_page = f"Answer in a minute on this page, which is for you alone:\n\n{self.page}\n\nOr just"
        return on_page if self.page else "Just"


CONSENT = (
    "With a yes, other candidates may read your name and ask for you too, for a year; tell me if you would rather not."
)


def wishes(area: str | None, learn: str | None) -> list[str]:
    """Say what a candidate wants to talk about and to learn, as far as they said so, each in a paragraph."""
    about = [f"They would like to talk about: {area}"] if area else []
    return [*about, *([f"What they want to learn, in their words:\n\n{quoted(learn)}"] if learn else [])]


def _question(ask: Ask) -> tuple[str, str]:
    """Say what is asked, with the mail's subject: the first time, again as other times were asked for, or to move."""
    who, how = ask.who, f"{ask.minutes} minutes, {PLACES[ask.place_kind]}"
    if ask.moved_from is not None:
        at = long_time(ask.moved_from, ask.zone)
        request = f"which other time would suit you for the conversation with {who}? It was to be on {at}, for {how}."
        request += " Your calendar should take that out by itself with this mail." if ask.is_freed else ""
        return f"Another time? Conversation with {ask.candidate or 'a candidate'}", request
    if ask.wanted_others:
        suits = "it" if len(ask.times) == 1 else "one"
        request = f"{other_times_asked_for(ask.times)}. Would {suits} suit you for a conversation with {who}: {how}?"
        return f"Would {one_of(ask.times)} do? A conversation with a candidate", request
    return f"Would you talk with a candidate for {ask.minutes} minutes?", f"would you talk with {who}, for {how}?"


def ask_outsider(ask: Ask) -> Letter:
    """Ask somebody outside Slack for consent and a time at once."""
    by = f" by {long_time(ask.answer_by, ask.zone)}" if ask.answer_by else ""
    subject, request = _question(ask)
    return Letter(
        subject,
        paragraphs(
            f"Hello {ask.receiver},",
            request,
            THEIR_TURN,
            f"Why you: {ask.why}" if ask.why else "",
            *wishes(ask.area, ask.learn),
            "Your part: be frank. The conversation isn't assessed, and nobody collects your opinion. Please leave out "
            "pay, other candidates and confidential matters; that they are talking with us is confidential too.",
            beyond_yours(ask.beyond) if ask.beyond else "",
            f"{'This time' if len(ask.times) == 1 else 'These times'} would suit them{ask.whose_clocks}:",
            ask.listed_times,
            ask.other_clocks,
            f"Place: {ask.where}" if ask.where else "",
            f"{ask.how_to_answer} reply {ask.yes}, with other times, or that you would rather not; a no needs no "
            f"reason. If we don't hear from you{by}, we ask somebody else.",
            CONSENT if ask.asks_consent else "",
            f"Thank you,\n{ask.asker}",
        ),
    )


def not_needed_mail(receiver: str, with_whom: str, asker: str) -> Letter:
    """Tell somebody outside Slack, once, that what they were asked isn't needed any more; they may be asked a lot."""
    return Letter(
        "No longer needed: a conversation with a candidate",
        paragraphs(
            f"Hello {receiver},",
            f"the conversation {with_whom} that you were asked about isn't needed any more. There is nothing for you "
            "to do.",
            f"Thank you all the same,\n{asker}",
        ),
    )


def refused_mail(candidate: str, wish: str, reason: str, alternative: str | None, asker: str) -> Letter:
    """Tell a candidate that a wish can't be met, why, and what is offered instead."""
    return Letter(
        "About the conversation you asked for",
        paragraphs(
            f"Hello {candidate},",
            f"you asked to talk with {wish}. I'm afraid that isn't possible:",
            quoted(reason),
            f"What we can offer instead:\n\n{quoted(alternative)}" if alternative else "",
            "Is there somebody else you would like to meet, or something else you would like to know? Just reply.",
            asker,
        ),
    )
