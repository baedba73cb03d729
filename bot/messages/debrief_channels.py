"""What people see when a debrief's channel can't be used, or its card is gone: what still works, and what mends it."""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import CheckboxesElement, ConversationFilter, ConversationSelectElement

from bot.messages.blocks import Message, View, button, buttons, context, options, safe, section
from bot.messages.debrief_forms import PUBLIC_IS_FINE
from bot.messages.debriefs import title
from bot.messages.forms import field_input, form
from bot.rules.debriefs import Debrief
from bot.rules.words import ChannelTrouble

RETRY_CHANNEL = "retry_channel"
OPEN_MOVE = "open_move_debrief"
MOVE_DEBRIEF = "move_debrief"
POST_CARD_AGAIN = "post_card_again"

MOST_LISTED = 20

WHAT: Mapping[ChannelTrouble, str] = {
    ChannelTrouble.LEFT: "I'm not in {} any more",
    ChannelTrouble.ARCHIVED: "{} is archived",
    ChannelTrouble.SHARED: "{} is shared with another company or workspace now, whose people can read it",
    ChannelTrouble.FORBIDDEN: "I'm not allowed to post in {}",
}
STILL: Mapping[ChannelTrouble, str] = {
    ChannelTrouble.LEFT: "Replies in its threads don't reach me, and what I'd post there waits.",
    ChannelTrouble.ARCHIVED: "Nobody can reply in its threads, and what I'd post there waits.",
    ChannelTrouble.SHARED: "So I post nothing there any more; what was to go there waits.",
    ChannelTrouble.FORBIDDEN: "What I'd post there waits.",
}
MEND: Mapping[ChannelTrouble, str] = {
    ChannelTrouble.LEFT: "Type `/invite @Reverse Interview` there and I go on by myself; or press.",
    ChannelTrouble.ARCHIVED: "Unarchive it and I go on by myself; or move the debrief.",
    ChannelTrouble.SHARED: "Move the debrief to a channel of ours: then I also take its card away there.",
    ChannelTrouble.FORBIDDEN: "Ask an administrator, then press.",
}
RETRY: Mapping[ChannelTrouble, str] = {
    ChannelTrouble.LEFT: "I've invited it back, try again",
    ChannelTrouble.ARCHIVED: "It's unarchived, try again",
    ChannelTrouble.SHARED: "It's ours alone again, try again",
    ChannelTrouble.FORBIDDEN: "Try again",
}
MEANWHILE = "Feedback by direct message and by form still comes in; reminders and the decision go on as they were."


def channel_lost(channel: str, trouble: ChannelTrouble, debriefs: Sequence[Debrief], candidacy_id: int) -> Message:
    """Tell that a channel can't be used, for these debriefs of the reader's; each can be moved, all tried again.

    `candidacy_id` is one of theirs, by which the channel is meant.
    """
    where = f"<#{channel}>"
    names = ", ".join(safe(one.candidate) for one in debriefs[:MOST_LISTED])
    said = f":warning: *{WHAT[trouble].format(where)}*. {STILL[trouble]} {MEANWHILE}\n{MEND[trouble]}"
    move_first = trouble is ChannelTrouble.SHARED
    retry = button(RETRY[trouble], RETRY_CHANNEL, candidacy_id, style=None if move_first else "primary")
    rows = [
        section(f"*{safe(title(one))}*", button("Move to another channel…", OPEN_MOVE, one.candidacy_id))
        for one in debriefs[:MOST_LISTED]
    ]
    return Message(f"The debrief channel can't be used: {names}", [section(said), *rows, buttons(retry)])


def still_lost(trouble: ChannelTrouble) -> str:
    """Answer whoever tries again too early; plain text."""
    what = WHAT[trouble].format("that channel")
    return f"{what[0].upper()}{what[1:]}. Nothing was posted. {MEND[trouble]}"


def card_lost(debrief: Debrief) -> Message:
    """Tell that the debrief's card was deleted from its channel, and offer to post it again."""
    said = (
        f":warning: *The card of {safe(title(debrief))} was deleted* from <#{debrief.channel}>. Nothing that was "
        f"written is lost, and replies in its old thread still count. {MEANWHILE}"
    )
    return Message(
        f"The debrief's card was deleted: {safe(debrief.candidate)}",
        [section(said), buttons(button("Post the card again", POST_CARD_AGAIN, debrief.candidacy_id, style="primary"))],
    )


def channel_mended(channel: str) -> Message:
    """Confirm to whoever tried again that the bot goes on in a channel."""
    text = f"I go on in <#{channel}>. What waited to be posted there is on its way."
    return Message("The debrief channel can be used again", [section(text)])


def card_posted(debrief: Debrief) -> Message:
    """Confirm to whoever asked for it that a new card is posted."""
    text = f"The card of *{safe(title(debrief))}* is in <#{debrief.channel}> again. Replies in both threads count."
    return Message(f"The debrief's card is back: {safe(debrief.candidate)}", [section(text)])


def moving_form(debrief: Debrief) -> View:
    """Ask for the channel in which a debrief goes on."""
    choice = ConversationSelectElement(
        filter=ConversationFilter(
            include=["public", "private"], exclude_external_shared_channels=True, exclude_bot_users=True
        ),
    )
    tick = options({"yes": "Every full member here may find and read this debrief"})
    return form(
        MOVE_DEBRIEF,
        "Move the debrief",
        [
            section(
                f"*{safe(title(debrief))}* is held in <#{debrief.channel}>. Its card and whatever follows go to the "
                "channel you choose. What was written stays counted, and the panel is told."
            ),
            field_input("New channel", "channel", choice),
            field_input(
                "If the channel is public",
                PUBLIC_IS_FINE,
                CheckboxesElement(options=tick),
                is_optional=True,
            ),
        ],
        submit="Move",
        ids={"candidacy": debrief.candidacy_id},
    )


def debrief_moved(debrief: Debrief, by: str, former: str) -> Message:
    """Tell the people of a debrief where it goes on."""
    said = f"{safe(by)} moved the debrief of *{safe(title(debrief))}* from <#{former}> to <#{debrief.channel}>."
    what = "What was written already stays counted."
    if not debrief.is_blind:
        what += f" From now on interviewers reply in the thread in <#{debrief.channel}>, or to my direct message."
    return Message(f"The debrief of {safe(debrief.candidate)} moved", [section(said), context(what)])
