"""Who calls and when: another time, another caller, and the notes about both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import CheckboxesElement, TimePickerElement, UserSelectElement

from bot.messages.blocks import Block, Message, View, button, buttons, clip, context, options, safe, section, when
from bot.messages.forms import day_picker, field_input, form
from bot.messages.offer_calls import OPEN_HAND_OVER, TAKE_CALL
from bot.messages.times import long_time, two_zones
from bot.rules.zones import city

PUT_OFF_CALL = "put_off_call"
HAND_OVER_CALL = "hand_over_call"
THEIR_WISH = "their_wish"
MOST_TO_TAKE = 10


@dataclass(frozen=True)
class PuttingOff:
    """What the form for another time shows; `proposed` are instants that suit the candidate, `zone` is the reader's."""

    candidacy_id: int
    candidate: str
    was_tried: bool
    zone: str
    candidate_zone: str | None
    good_hours: str | None
    proposed: Sequence[datetime]
    now: datetime


def put_off_form(shown: PuttingOff) -> View:
    """Ask when to call instead, in the zone of whoever fills it in; the first time that suits both stands there."""
    first = shown.proposed[0] if shown.proposed else shown.now + timedelta(hours=2)
    local = first.astimezone(ZoneInfo(shown.zone))
    said = "Nobody answered? Then try again:" if shown.was_tried else "When suits them better?"
    time_picker = TimePickerElement(initial_time=f"{local:%H:%M}", timezone=shown.zone)
    tick = options({"yes": "They asked to be called then"})
    return form(
        PUT_OFF_CALL,
        "No answer" if shown.was_tried else "Call later",
        [
            section(f"The offer call to *{safe(shown.candidate)}*. {said}"),
            *_good_times(shown),
            field_input("Day", "day", day_picker(local.date())),
            field_input(clip(f"Time in {city(shown.zone)}, where you are", 75), "at", time_picker),
            field_input(
                "Early or late where they are",
                THEIR_WISH,
                CheckboxesElement(options=tick),
                hint="Needed for a call before 8:00 or from 21:00 on, on their clock.",
                is_optional=True,
            ),
            context(
                "The caller is reminded then. If the call isn't logged, the backup hears of it a working day later."
            ),
        ],
        ids={"candidacy": shown.candidacy_id, "was_tried": int(shown.was_tried)},
    )


def _good_times(shown: PuttingOff) -> list[Block]:
    """Say when they like to be called, and the next times that are so, on both clocks."""
    lines = [f"Their good hours: {safe(clip(shown.good_hours, 300))}"] if shown.good_hours else []
    if shown.candidate_zone is None:
        lines.append("Their time zone isn't known, so please think of it yourself.")
    elif shown.proposed:
        theirs = shown.candidate_zone
        lines += ["Good times for them:", *(f"• {two_zones(at, shown.zone, theirs)}" for at in shown.proposed)]
    return [context("\n".join(lines))] if lines else []


def too_early_or_late(call_at: datetime, zone: str) -> str:
    """Say what time it would be for the candidate; plain text beside the field."""
    return (
        f"That is {long_time(call_at, zone)} for them. Choose another time, or tick below that they asked to be called"
        " then."
    )


def hand_over_form(candidacy_id: int, candidate: str, caller: str, backup: str | None) -> View:
    """Ask who makes the call instead, and who is asked when they can't; both chosen as Slack ids."""
    return form(
        HAND_OVER_CALL,
        "Hand the call over",
        [
            section(f"Who makes the offer call to *{safe(candidate)}*? So far it is {safe(caller)}."),
            field_input("Caller", "to", UserSelectElement()),
            context("They get the script with everybody's feedback at once, and log the call."),
            field_input(
                "Backup",
                "backup",
                UserSelectElement(initial_user=backup),
                hint="Is asked to call when the caller hasn't for two working days. Empty: the coordinator.",
                is_optional=True,
            ),
        ],
        submit="Hand over",
        ids={"candidacy": candidacy_id},
    )


def call_overdue(
    candidacy_id: int, candidate: str, caller: str, agreed: datetime | None, *, may_hand_over: bool
) -> Message:
    """Tell the backup that the caller hasn't made the call, and that they can."""
    said = f"{safe(caller)} hasn't logged the offer call to {safe(candidate)}."
    since = f" It was set for {when(agreed)}." if agreed else " They have been waiting since the decision."
    more = (
        f"{since}\nPlease ask {safe(caller)}. If they are away, press *I make this call*: you get the script at once,"
        f" and {safe(caller)} is told."
    )
    row = [button("I make this call", TAKE_CALL, candidacy_id, style="primary")]
    if may_hand_over:
        row.append(button("Hand over", OPEN_HAND_OVER, candidacy_id))
    return Message(said, [section(f"*{said}*{more}"), buttons(*row)])


def caller_gone(candidacy_id: int, candidate: str, caller: str) -> Message:
    """Tell the backup that the caller can't call any more, and that they can make the call."""
    said = f"{safe(caller)}, who was to call {safe(candidate)} with our offer, is deactivated in Slack or a guest now."
    more = "Press *I make this call* and you get the script at once; from there the call can be handed over."
    row = buttons(button("I make this call", TAKE_CALL, candidacy_id, style="primary"))
    return Message(said, [section(f"*{said}* {more}"), row])


def calls_to_take(calls: Sequence[tuple[int, str, str]]) -> Message:
    """Tell a backup, who can't read the script, whose calls they could make: candidacy's id, candidate, caller."""
    said = "You make this call if its caller can't." if len(calls) == 1 else "You make these calls if a caller can't."
    more = "Press *I make this call* only when they are away: you get the script at once, and they are told."
    blocks: list[Block] = [section(f"*{said}* {more}")]
    for candidacy_id, candidate, caller in calls[:MOST_TO_TAKE]:
        take = button("I make this call", TAKE_CALL, candidacy_id, style="primary" if len(calls) == 1 else None)
        line = f"*{safe(candidate)}*: {safe(caller)} makes the offer call."
        blocks += [section(line), buttons(take)]
    return Message(said, blocks)


def call_taken(candidate: str, by: str) -> Message:
    """Tell the new caller that the call is theirs."""
    said = f"{safe(by)} asked you to make the offer call to {safe(candidate)}."
    more = "The script is above. If you can't, press *Hand over* there and choose somebody else."
    return Message(said, [section(f"*{said}*\n{more}")])


def call_handed_over(candidate: str, to: str, by: str) -> Message:
    """Tell whoever had the call that somebody else makes it."""
    said = f"{safe(to)} makes the offer call to {safe(candidate)} now."
    how = "They took it over" if to == by else f"{safe(by)} handed it over"
    return Message(said, [section(f"*{said}* {how}; there is nothing left for you to do.")])
