"""The coordinator's card of one candidate: a row a meeting request, what may be done with each, and what it does."""

from datetime import datetime

from slack_sdk.models.blocks import ButtonElement, OverflowMenuElement

from bot.messages.approvals import (
    APPROVE_ALL,
    APPROVE_MEETING,
    ASK_VOLUNTEERS,
    MISSED_MEETING,
    OPEN_APPROVAL,
    OPEN_APPROVAL_OF_ALL,
    OPEN_CHOICE,
    OPEN_EXACT_TIME,
    OPEN_PLACE,
    OPEN_REPLY,
    OPEN_SAY_NO,
    REQUEST_MENU,
    TURN_CARD,
    CardShown,
    LastStep,
    RowShown,
    RowState,
    counted,
)
from bot.messages.blocks import (
    Block,
    Message,
    button,
    buttons,
    clip,
    confirm,
    context,
    divider,
    header,
    linked,
    menu,
    pack,
    quote,
    safe,
    section,
    sections,
    split_messages,
    when,
)
from bot.messages.changed_meetings import OPEN_CANCEL, OPEN_MOVE
from bot.messages.places import PLACES
from bot.messages.times import mark_of, two_zones
from bot.rules.words import PlaceKind
from bot.rules.zones import city

CONTEXT = 2000
"""Characters of one small grey line, at most."""

MISSING = {
    PlaceKind.OFFICE: "Missing: which room, and who fetches them.",
    PlaceKind.VIDEO: "Missing: a video link.",
    PlaceKind.PHONE: "Missing: who calls which number.",
}


def coordinator_card(card: CardShown) -> list[Message]:
    """Draw the card; more than one message only when there is very much to say."""
    to_approve = [row for row in card.rows if row.state is RowState.TO_APPROVE]
    blocks = _head(card)
    if not card.is_over and any(row.state in _PROPOSING for row in card.rows):
        blocks.append(context("Calendars checked for all times: only meetings arranged here, nobody's own calendar."))
    if len(to_approve) > 1 and not card.is_over:
        blocks.append(buttons(_approve_all(card, to_approve)))
    for row in card.rows:
        blocks += [divider(), *_row(card, row, is_primary=len(to_approve) == 1)]
    if not card.is_over and card.page is None and not any(_menu(card, row) for row in card.rows):
        lead = "All of this is over." if card.rows else "Nothing is asked for at the moment."
        hand_over = menu(REQUEST_MENU, _handing_over(card))
        blocks += [divider(), section(f"{lead} Requests are entered with `/offer ask`.", hand_over)]
    blocks += [divider(), *_turning(card), context(_last_step(card.last_step))]
    heading = f"Meetings for {card.candidate} · {card.job}"
    return split_messages(safe(_summary(card)), blocks, heading)


def _summary(card: CardShown) -> str:
    waiting = f"{card.to_see_to} to see to" if card.to_see_to else "nothing to do for you now"
    return f"Meetings for {card.candidate} ({card.job}): {waiting}."


def _turning(card: CardShown) -> list[Block]:
    """Say which part of a long card this is, and lead to the others."""
    page = card.page
    if page is None:
        return []
    first = page.number * page.size + 1
    last = min(first + page.size - 1, page.total)
    said = f"Requests {first} to {last} of {page.total}; those that wait for you come first, what is over last."
    back = [button("Back", f"{TURN_CARD}:back", f"{card.candidacy_id}:{page.number - 1}")] if page.number else []
    on = [button("More", f"{TURN_CARD}:on", f"{card.candidacy_id}:{page.number + 1}")] if last < page.total else []
    return [context(said), buttons(*back, *on)]


_COORDINATORS_TURN = {
    RowState.FIND_SOMEONE,
    RowState.TO_APPROVE,
    RowState.NO_TIMES,
    RowState.OTHER_TIMES,
    RowState.CANT,
    RowState.SILENT,
    RowState.TIMES_GONE,
}


_EXACT_IN_MENU = {RowState.TO_APPROVE, RowState.ASKED, RowState.SILENT}
"""The rows on which one time can be set, though it is seldom wanted: elsewhere it is a button, or not possible."""
_PROPOSING = {RowState.TO_APPROVE, RowState.OTHER_TIMES, RowState.NO_TIMES}
"""The rows on which times are proposed, or looked for."""


def _head(card: CardShown) -> list[Block]:
    mark = "🔴 Overdue · " if card.is_overdue else ""
    expiry = ""
    if card.days_left is not None and not card.is_over:
        expiry = f" · the offer expires in {counted(card.days_left, 'day')}"
        if card.days_left <= 0:
            expiry = " · the offer expires today" if card.days_left == 0 else " · the offer has run out"
    facts = (
        f"Hiring manager: {safe(card.hiring_manager)} · {safe(card.candidate)}'s zone: {safe(city(card.zone))}{expiry}"
    )
    blocks = [header(f"{mark}Meetings for {card.candidate} · {card.job}"), context(facts)]
    if card.is_over:
        blocks.append(section("There is nothing left to arrange."))
    return blocks


def _row(card: CardShown, row: RowShown, *, is_primary: bool) -> list[Block]:
    how = f"{row.minutes} minutes, {PLACES[row.place_kind]}"
    nobody = "Nobody" if row.state in _OVER else "Nobody chosen yet"
    blocks = sections([f"*{safe(row.who or nobody)}* · {how}", safe(row.why)])
    if row.learn and row.state not in _OVER:
        blocks += [context(f"What {safe(card.candidate)} wants to learn:"), *quote(row.learn)]
    blocks += _standing(card, row)
    if row.were_volunteers_asked and row.state in _COORDINATORS_TURN:
        blocks.append(context(_volunteers(row)))
    if row.changed_why and not card.is_over:
        blocks.append(context(f"Moved or cancelled, for the record: {safe(row.changed_why)}"))
    if row.alternates and row.state in {*_COORDINATORS_TURN, RowState.ASKED}:
        blocks.append(context(_alternates(row)))
    choices: list[ButtonElement | OverflowMenuElement] = []
    if not card.is_over:
        choices = [*_buttons(card, row, is_primary=is_primary), *_menu(card, row)]
    return [*blocks, buttons(*choices)] if choices else blocks


def _alternates(row: RowShown) -> str:
    who = safe(", then ".join(row.alternates))
    first = safe(row.who or "nobody")
    if row.email or row.delegate_email:
        return f"If {first} can't, asked at once, as you approved: {who}. No answer came? *Record their answer*."
    late = "" if row.state is RowState.SILENT else " or doesn't answer in time"
    return f"If {first} can't{late}, asked at once, as you approved: {who}."


def _volunteers(row: RowShown) -> str:
    who = safe(clip(", ".join(row.volunteers), 400))
    return f"You choose. Can take this: {who}" if who else "Colleagues were asked who can take this; nobody so far."


_OVER = {RowState.HELD, RowState.REFUSED, RowState.WITHDRAWN}


def _standing(card: CardShown, row: RowShown) -> list[Block]:
    """Say where a row stands and, before it is approved, what Approve will do."""
    who, candidate = safe(row.who or ""), safe(card.candidate)
    times = "\n".join(f"• {safe(two_zones(at, row.zone, card.zone))}" for at in row.times)
    said = {
        RowState.FIND_SOMEONE: "Choose who it could be.",
        RowState.TO_APPROVE: f"Times that suit both:\n{times}",
        RowState.NO_TIMES: _no_times(card),
        RowState.OTHER_TIMES: f"{who} can't at the times we asked about, and wrote this about other times:",
        RowState.CANT: f"{who} can't make it. Choose somebody else, or tell {candidate} that it won't work out.",
        RowState.ASKED: f"{_asked(row)} Times asked about:\n{times}{_missing(row)}",
        RowState.SILENT: _silent(row),
        RowState.TIMES_GONE: f"None of the times {who} was asked about is left. Ask again with new ones.",
        RowState.AGREED: f"✅ Agreed: {_agreed(card, row)}\n{_place(row)}",
        RowState.HELD: f"Took place: {_agreed(card, row)}",
        RowState.REFUSED: f"Said no, and told {candidate}:",
        RowState.WITHDRAWN: "Not going ahead any more.",
    }[row.state]
    blocks = sections([said])
    if row.note and row.state in {RowState.OTHER_TIMES, RowState.REFUSED}:
        blocks += quote(row.note)
    if row.state is RowState.OTHER_TIMES:
        others = f"Times that suit both, and weren't asked about:\n{times}"
        blocks += sections([others if row.times else _no_times(card, "other ")])
    if row.is_left_out:
        then = "*Move* it if it doesn't suit them any more; else leave it, both still have it."
        blocks.append(context(f":warning: The free times {candidate} gave since leave this out. {then}"))
    if row.is_after_offer and row.state not in _OVER:
        blocks.append(context(":warning: After the offer has run out. Move it, or give them more time: `/offer sent`."))
    if row.state in _PROPOSING:
        blocks += [context(part) for part in pack(_approving(card, row), CONTEXT)]
    return blocks


def _no_times(card: CardShown, which: str = "") -> str:
    """Say that nothing is left to propose, and what helps: times after the offer's last day are never proposed."""
    before, more = "", ""
    if card.days_left is not None:
        before, more = " before the offer runs out", ", give them more time with `/offer sent`"
    return (
        f"No {which}time was found that suits both{before}. Ask {safe(card.candidate)} for more free hours and enter "
        f"them with `/offer ask`{more}, or set a time you know of."
    )


def _asks(row: RowShown) -> str:
    """Name the button that asks them."""
    if row.state is RowState.TO_APPROVE:
        return "Approve"
    return "Ask again" if row.state is RowState.OTHER_TIMES and row.times else "Set a time"


def _asked(row: RowShown) -> str:
    if row.knower:
        return f"No mail yet: {safe(row.knower)} was asked {_when(row.asked_at)} whether it may go out in their name."
    return f"Asked {_when(row.asked_at)}; no answer yet."


def _silent(row: RowShown) -> str:
    if row.knower:
        return f"{_asked(row)} No answer in time: ask them yourself, or choose somebody else."
    return (
        f"Asked {_when(row.asked_at)} and no answer in time. {safe(row.who or '')} can still answer; "
        "you can also choose somebody else."
    )


def _approving(card: CardShown, row: RowShown) -> list[str]:
    """Say what Approve sends to whom, and what was checked."""
    who = safe(row.who or "")
    way = f"by mail to {safe(row.email)}" if row.email else "by direct message"
    first = f"{safe(row.knower or '')}, who knows {who}, is asked first if it may go out in their name."
    consent = " It also asks whether they want to at all." if row.email and not row.consented else ""
    delegate = f" {safe(row.delegate)} is asked first, in their place." if row.delegate else ""
    mark = f"{who} is marked as not to be offered for now: *Someone else* may be better." if row.is_not_offered else ""
    name = f"with {safe(card.candidate)}'s name" if row.may_name else "without the name until they say yes"
    others = counted(row.load, "other conversation") if row.load else "no other conversation"
    return [
        *([mark] if mark else []),
        f"*{_asks(row)}* asks {who} {way}, {name}.{consent}{delegate}",
        *([safe(row.beyond)] if row.beyond else []),
        *([f"{MISSING[row.place_kind]} *{_asks(row)}* asks you for it first."] if row.lacks_place else []),
        *([first] if row.knower else []),
        f"{who} has {others} with candidates on record.",
    ]


def _agreed(card: CardShown, row: RowShown) -> str:
    return safe(two_zones(row.starts_at, row.zone, card.zone)) if row.starts_at else ""


def _missing(row: RowShown) -> str:
    """Say where they would meet, or what is still missing for it."""
    if row.place:
        return f"\n{_place(row)}"
    return f"\n{MISSING[row.place_kind]}" if row.lacks_place else ""


def _place(row: RowShown) -> str:
    return f"Place: {linked(row.place)}" if row.place else "No place yet: *Add place* sends it to both."


def _buttons(card: CardShown, row: RowShown, *, is_primary: bool) -> list[ButtonElement]:
    someone = button("Find someone" if row.who is None else "Someone else", OPEN_CHOICE, row.request_id)
    say_no = button("Say no", OPEN_SAY_NO, row.request_id)
    exact = button("Set a time", OPEN_EXACT_TIME, row.request_id)
    approve = _approve(row, "Approve", is_primary=is_primary)
    again = _approve(row, "Ask again", is_primary=False)
    ask = [_ask_volunteers(row)] if row.may_ask_volunteers else []
    reply = [button("Record their answer", OPEN_REPLY, row.meeting_id)] if row.email or row.delegate_email else []
    by_state = {
        RowState.FIND_SOMEONE: [someone, *ask, say_no],
        RowState.TO_APPROVE: [approve, someone, say_no],
        RowState.NO_TIMES: [exact, someone, say_no],
        RowState.OTHER_TIMES: [exact, *([again] if row.times else []), someone, say_no],
        RowState.CANT: [someone, *ask, say_no],
        RowState.ASKED: [*reply, someone, *_add_place(row), say_no],
        RowState.SILENT: [*reply, again, someone, *_add_place(row), say_no],
        RowState.TIMES_GONE: [*reply, again, exact, someone, say_no],
        RowState.AGREED: _for_agreed(row),
        RowState.HELD: [_missed(card, row)],
    }
    return by_state.get(row.state, [])


def _menu(card: CardShown, row: RowShown) -> list[OverflowMenuElement]:
    """Offer what is done less often; nothing in it reaches anybody outside by itself."""
    if row.state not in {*_COORDINATORS_TURN, RowState.ASKED, RowState.AGREED}:
        return []
    key = row.request_id
    has_next = row.who is not None and row.state not in {RowState.CANT, RowState.AGREED}
    choices = {
        **({f"exact:{key}": "Set an exact time"} if row.state in _EXACT_IN_MENU else {}),
        **({f"next:{key}": "Approve who is asked next"} if has_next else {}),
        **({f"split:{key}": "Split over two people"} if row.can_split else {}),
        **_handing_over(card),
    }
    return [menu(REQUEST_MENU, choices)]


def _handing_over(card: CardShown) -> dict[str, str]:
    return {f"hand:{card.candidacy_id}": "Hand over to another coordinator"}


def _missed(card: CardShown, row: RowShown) -> ButtonElement:
    """Offer to make up for a meeting that somebody didn't come to."""
    mailed = f"{card.candidate} ({card.candidate_email}) reads" if card.candidate_email else "Nobody outside reads"
    asked = f"{row.who} ({row.email})" if row.email else row.who
    text = f"{asked} is asked about new times. {mailed} that it is to be at another time, without a reason."
    question = confirm("Did it not come about?", text, "Find new times")
    return button("They didn't come", MISSED_MEETING, row.meeting_id, confirm=question)


def _ask_volunteers(row: RowShown) -> ButtonElement:
    """Offer to ask colleagues in the debrief's channel; what the candidate wants to learn isn't told."""
    text = "They read the job and what they would talk about, not the candidate's name or questions. You choose."
    question = confirm("Ask the debrief's channel who can take this?", text, "Ask them")
    return button("Ask for volunteers", ASK_VOLUNTEERS, row.request_id, confirm=question)


def _approve(row: RowShown, label: str, *, is_primary: bool) -> ButtonElement:
    value = f"{row.request_id}:{_mark([row])}" if row.state is RowState.TO_APPROVE else row.request_id
    style = "primary" if is_primary else None
    if row.lacks_place:
        return button(label, OPEN_APPROVAL, value, style=style)
    question = None
    if row.delegate_email:
        text = f"A mail at {row.delegate_email} asks for a time of {row.who}'s. Answers come to you."
        question = confirm("Mail their assistant?", text, "Send the mail")
    elif row.email:
        text = f"{row.who} gets a mail at {row.email} with the request and the times. Answers come to you."
        if row.knower:
            text = f"{row.knower} is asked first whether {row.who} may be written to in their name, at {row.email}."
        question = confirm(f"Mail {clip(row.who or '', 60)}?", text, "Ask them" if row.knower else "Send the mail")
    return button(label, APPROVE_MEETING, value, style=style, confirm=question)


def _approve_all(card: CardShown, rows: list[RowShown]) -> ButtonElement:
    label = f"Approve {'these' if card.page else 'all'} {len(rows)}"
    value = f"{card.candidacy_id}:{_mark(rows)}"
    if any(row.lacks_place for row in rows):
        return button(label, OPEN_APPROVAL_OF_ALL, value, style="primary")
    outside = [row.delegate_email or row.email or "" for row in rows if row.delegate_email or row.email]
    question = None
    if outside:
        text = f"{len(rows)} people are asked. By mail: {', '.join(outside)}."
        question = confirm(f"{label}?", text, label)
    return button(label, APPROVE_ALL, value, style="primary", confirm=question)


def _mark(rows: list[RowShown]) -> str:
    return mark_of((row.who or "", row.times) for row in rows)


def _add_place(row: RowShown) -> list[ButtonElement]:
    return [_change_place(row)] if row.lacks_place or row.place else []


def _change_place(row: RowShown) -> ButtonElement:
    return button("Change place" if row.place else "Add place", OPEN_PLACE, row.meeting_id)


def _for_agreed(row: RowShown) -> list[ButtonElement]:
    return [
        _change_place(row),
        button("Move", OPEN_MOVE, row.meeting_id),
        button("Cancel", OPEN_CANCEL, row.meeting_id, style="danger"),
    ]


def _last_step(step: LastStep | None) -> str:
    if step is None:
        return "What is asked for here is for the coordinator alone; others see how much, and about what."
    return f"Last step: {safe(step.who or 'the bot')} {step.what}, {when(step.at)}"


def _when(instant: datetime | None) -> str:
    return when(instant) if instant else ""
