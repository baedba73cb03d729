"""The brief: what a contact sees in Slack of what they are asked, with times to pick, and what became of it."""

from dataclasses import dataclass, field
from datetime import datetime

from slack_sdk.models.blocks import ButtonElement

from bot.messages.blocks import (
    Block,
    Message,
    button,
    buttons,
    confirm,
    context,
    header,
    linked,
    quote,
    safe,
    section,
    sections,
    when,
)
from bot.messages.meetings import (
    ACCEPT_TIME,
    CANT_MEET,
    OPEN_GIVE_BACK,
    OPEN_OTHER_TIMES,
    REPORT_MISSED,
    THEIR_TURN,
)
from bot.messages.places import PLACES
from bot.messages.times import one_of, other_times_asked_for, short_time, two_zones
from bot.rules.text import capitalised
from bot.rules.words import MeetingState, PlaceKind


@dataclass(frozen=True)
class BriefShown:
    """What a contact is asked, or agreed to; `candidate` is None until their name may be given. `times` by id."""

    meeting_id: int
    state: MeetingState
    asker: str
    candidate: str | None
    job: str
    learn: str | None
    area: str | None
    minutes: int
    place_kind: PlaceKind
    zone: str
    candidate_zone: str
    times: dict[int, datetime] = field(default_factory=dict)
    answer_by: datetime | None = None
    starts_at: datetime | None = None
    place: str | None = None
    wrote: str | None = None
    email: str | None = None
    is_asked_anew: bool = False
    """Whether the same contact was asked about other times since."""
    is_to_move: bool = False
    """Whether the conversation is still wanted, at another time."""
    may_report_missed: bool = False
    """Whether it can still be made up for, where it didn't come about."""
    is_passed_on: bool = False
    """Whether somebody else was asked, as no answer came in time."""
    why: str = ""
    """Why they and nobody else, in plain text."""
    where: str | None = None
    """Where they would meet, as far as it is known before a time is."""
    beyond: str | None = None
    """That it is more than they said they can give, where it is."""
    on_behalf_of: str | None = None
    """Whom the reader answers for, where it isn't themselves."""
    delegate: str | None = None
    """Who was asked for them before they were."""
    moved_from: datetime | None = None
    """When it was to be, as agreed before it had to be moved."""
    may_write_anew: bool = False
    """Whether what was written about other times can still be changed: nothing came of it yet."""
    wanted_others: bool = False
    """Whether they, or whoever answers for them, were asked before and wrote about other times."""


def contact_brief(brief: BriefShown) -> Message:
    """Draw the brief as things stand: asked with times to pick, or how it ended."""
    draw = {
        MeetingState.ASKED: _asked,
        MeetingState.AGREED: _agreed,
        MeetingState.HELD: _held,
        MeetingState.DECLINED: _declined,
        MeetingState.CANCELLED: _cancelled,
    }
    return draw[brief.state](brief)


def _asked(brief: BriefShown) -> Message:
    how = f"for {brief.minutes} minutes, {PLACES[brief.place_kind]}"
    who = brief.on_behalf_of or "you"
    title = "Would you meet a candidate?" if brief.on_behalf_of is None else "A time with a candidate?"
    request = f"{brief.asker} asks: would {who} talk with {_who(brief)} {how}?"
    short = f"{brief.asker} asks whether you would talk with a candidate for {brief.minutes} minutes."
    if brief.wanted_others:
        title = f"Would {one_of(brief.times)} do?"
        request = f"{capitalised(other_times_asked_for(brief.times))}. {request}"
    if brief.moved_from is not None:
        at = two_zones(brief.moved_from, brief.zone, brief.candidate_zone)
        title, short = "Another time?", f"{brief.asker} asks about another time with {_called(brief)}."
        request = (
            f"{brief.asker} asks: which other time would suit {who} for the conversation with {_who(brief)} {how}? "
            f"It was to be on {at}."
        )
    blocks = [
        header(title),
        section(safe(request)),
        *([context(_for_whom(brief))] if brief.on_behalf_of or brief.delegate else []),
        *(sections([f"*{safe(brief.beyond)}*"]) if brief.beyond else []),
        section(THEIR_TURN),
        *_wishes(brief),
        section(
            f"*{_whose(brief)} part:* be frank. This conversation isn't assessed and nobody collects "
            f"{_opinion(brief)} opinion of the candidate.\n"
            "*Please leave out:* pay, other candidates, confidential matters. Their search is confidential too."
        ),
        *_times(brief),
        buttons(
            button("Other times", OPEN_OTHER_TIMES, brief.meeting_id), button("I can't", CANT_MEET, brief.meeting_id)
        ),
        context(_silence(brief)),
    ]
    return Message(safe(short), blocks)


def _called(brief: BriefShown) -> str:
    return brief.candidate or "a candidate"


def _who(brief: BriefShown) -> str:
    return f"{brief.candidate}, a candidate for {brief.job}," if brief.candidate else f"a candidate for {brief.job}"


def _wishes(brief: BriefShown) -> list[Block]:
    blocks: list[Block] = (
        sections([f"*Why {safe(brief.on_behalf_of or 'you')}:* {safe(brief.why)}"]) if brief.why else []
    )
    if brief.area:
        blocks += sections([f"*They would like to talk about:* {safe(brief.area)}"])
    if brief.learn:
        blocks += [section("*What they want to learn, in their words:*"), *quote(brief.learn)]
    return blocks


def _times(brief: BriefShown) -> list[Block]:
    if not brief.times:
        return [section(f"The times we had in mind are gone. {safe(brief.asker)} will come back to you with others.")]
    order = "" if brief.zone == brief.candidate_zone else f" {_whose(brief)} time first, theirs second."
    which = "Does this suit" if len(brief.times) == 1 else "Which of these suits"
    rows = [section(f"*{which} {safe(brief.on_behalf_of or 'you')}?*{order}")]
    for key, at in brief.times.items():
        accept = button(f"Accept {short_time(at, brief.zone)}", ACCEPT_TIME, f"{brief.meeting_id}:{key}")
        rows.append(section(safe(two_zones(at, brief.zone, brief.candidate_zone)), accept))
    return [*rows, *([context(f"Place: {linked(brief.where)}")] if brief.where else [])]


def _for_whom(brief: BriefShown) -> str:
    """Say who else may answer."""
    if brief.on_behalf_of is not None:
        who = safe(brief.on_behalf_of)
        return f"You look after {who}'s calendar, so you are asked first. Either of you may answer, once for both."
    return f"{safe(brief.delegate or '')} was asked first. Either of you may answer, once for both."


def _answered_for(brief: BriefShown) -> str:
    """Say why a contact may read of something agreed that they didn't answer themselves."""
    return f"{safe(brief.delegate or '')} was asked first; either of you may answer, once for both."


def _whose(brief: BriefShown) -> str:
    return "Your" if brief.on_behalf_of is None else f"{safe(brief.on_behalf_of)}'s"


def _opinion(brief: BriefShown) -> str:
    return "your" if brief.on_behalf_of is None else "any"


def _silence(brief: BriefShown) -> str:
    by = f"Please answer by {when(brief.answer_by)}. " if brief.answer_by else ""
    then = (
        f"{safe(brief.asker)} may ask somebody else"
        if brief.on_behalf_of is None
        else f"{safe(brief.on_behalf_of)} is asked too"
    )
    return (
        f"{by}*I can't* needs no reason. If we don't hear from you, {then}. "
        f"Anything unclear? Write to {safe(brief.asker)}."
    )


def _agreed(brief: BriefShown) -> Message:
    at = brief.starts_at
    is_simple = brief.on_behalf_of is None and brief.delegate is None
    time = safe(two_zones(at, brief.zone, brief.candidate_zone)) if at else ""
    mailed = (
        f"A calendar entry goes to {safe(brief.email)}."
        if brief.email
        else "The profile has no e-mail address, so please put it into the calendar yourself."
    )
    lines = [
        f"{_talks(brief)} with *{safe(brief.candidate or '')}*, a candidate for {safe(brief.job)}.",
        f"*{time}*, {brief.minutes} minutes",
        f"Place: {linked(brief.place)}" if brief.place else f"Place: {safe(brief.asker)} sends it to you.",
        mailed,
    ]
    blocks = [
        header("Agreed, thank you" if is_simple else "Agreed"),
        *sections(lines),
        *_wishes(brief),
        section(
            "Be frank; this conversation isn't assessed. Leave out pay, other candidates and confidential matters."
        ),
        buttons(button("I can't make it", OPEN_GIVE_BACK, brief.meeting_id)),
        *([context(_answered_for(brief))] if brief.delegate else []),
        context(f"Anything else about it? Write to {safe(brief.asker)}."),
    ]
    return Message(safe(f"Agreed: {brief.on_behalf_of or 'you'} and {brief.candidate} talk."), blocks)


def _talks(brief: BriefShown) -> str:
    return "You talk" if brief.on_behalf_of is None else f"{safe(brief.on_behalf_of)} talks"


def _held(brief: BriefShown) -> Message:
    if brief.on_behalf_of is not None:
        text = f"{safe(brief.on_behalf_of)} and {safe(brief.candidate or 'the candidate')} have talked. Thank you."
        return Message(text, [section(text)])
    text = (
        f"You gave {safe(brief.candidate or 'the candidate')} {brief.minutes} minutes. Thank you: it helps them decide."
    )
    missed = [buttons(_didnt_talk(brief))] if brief.may_report_missed else []
    return Message(text, [section(text), context("There is nothing to write up."), *missed])


def _didnt_talk(brief: BriefShown) -> ButtonElement:
    text = (
        f"{brief.asker} hears of it. {brief.candidate or 'The candidate'} hears that it is to be at another time, "
        "without a reason, and you are asked about new times."
    )
    question = confirm("You didn't talk?", text, "Find another time", "We did talk")
    return button("We didn't talk", REPORT_MISSED, brief.meeting_id, confirm=question)


def _declined(brief: BriefShown) -> Message:
    if brief.wrote is None:
        who = "It can't be" if brief.on_behalf_of or brief.delegate else "You can't make it"
        text = f"{who}, and that is fine. {safe(brief.asker)} knows."
        return Message(text, [section(text)])
    text = f"Thank you: {safe(brief.asker)} has what you wrote about other times and comes back to you."
    anew = [buttons(button("Change this", OPEN_OTHER_TIMES, brief.meeting_id))] if brief.may_write_anew else []
    return Message(text, [section(text), *quote(brief.wrote), *anew])


def _cancelled(brief: BriefShown) -> Message:
    if brief.is_asked_anew or brief.is_to_move:
        return _moved(brief)
    if brief.is_passed_on:
        text = "There was no answer in time, and that is fine: somebody else was asked to talk with this candidate."
        return Message(text, [section(text), context(f"Nothing to do for you. Questions go to {safe(brief.asker)}.")])
    text = f"This conversation with {safe(brief.candidate or 'a candidate')} isn't needed any more."
    return Message(text, [section(text), context(f"Nothing to do for you. Questions go to {safe(brief.asker)}.")])


def _moved(brief: BriefShown) -> Message:
    """Say that a time is free again, and where the new ones are."""
    freed = "These times don't stand any more."
    if brief.starts_at is not None:
        at = safe(two_zones(brief.starts_at, brief.zone, brief.candidate_zone))
        freed = f"The time we agreed on, {at}, is free again."
    then = "The new choice is below." if brief.is_asked_anew else f"{safe(brief.asker)} comes back to you with others."
    text = f"The conversation with {safe(brief.candidate or 'a candidate')} is to be at another time. {freed} {then}"
    return Message(text, [section(text)])
