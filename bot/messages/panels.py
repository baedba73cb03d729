"""What people see when a panel or its owners change: who left, who is gone, what the panel hears of a hire."""

from collections.abc import Sequence

from slack_sdk.models.blocks import UserSelectElement

from bot.messages.blocks import Message, View, button, buttons, context, safe, section, sections
from bot.messages.debriefs import EDIT_DEBRIEF, REPLACE_INTERVIEWER
from bot.messages.forms import field_input, form
from bot.messages.reveals import READ_POINTS
from bot.rules.debriefs import Debrief, PanelSeat, Who


def panel_left(debrief: Debrief, *, was_in: bool) -> Message:
    """Tell an interviewer that they are no longer asked; `was_in`: they had given feedback."""
    text = f"You are no longer on the panel of *{safe(debrief.candidate)}, {safe(debrief.job)}*; nothing to do."
    if was_in:
        text += " What you wrote is kept on record, but nobody is shown it and the candidate isn't read it."
    return Message("You are no longer on a panel", [section(text)])


def role_changed(debrief: Debrief, reader: Who, role: str) -> Message:
    """Tell somebody that they now decide or coordinate; `role` is the verb."""
    mine = f"You now {role} on" if role == "decide" else f"You now {role}"
    text = (
        f"{mine} *{safe(debrief.candidate)}, {safe(debrief.job)}*; the debrief is in <#{debrief.channel}>.\n"
        "`/offer` lists everything that waits for you."
    )
    return Message(f"{safe(reader.name)}, you now {role}", [section(text)])


def debrief_edited(debrief: Debrief, by: str, changes: Sequence[str]) -> Message:
    """Say to the owners what was changed; `changes` are plain texts of ours with people's names."""
    lead = f"{safe(by)} changed the debrief of *{safe(debrief.candidate)}, {safe(debrief.job)}*:"
    lines = [f"• {safe(change)}" for change in changes]
    told = "Whom it concerns I have told; the card shows it to the rest."
    return Message(f"Debrief changed: {safe(debrief.candidate)}", [*sections([lead, *lines]), context(told)])


def replace_form(debrief: Debrief, seat: PanelSeat) -> View:
    """Ask who takes a seat instead of its holder."""
    name = safe(seat.who.name)
    return form(
        REPLACE_INTERVIEWER,
        "Replace an interviewer",
        [
            section(
                f"*{safe(debrief.candidate)}, {safe(debrief.job)}*\nWhoever you choose gets one direct message with "
                f"what to do, and {name}'s interview date. {name} is told that nothing is left to do."
            ),
            field_input("Who instead", "instead", UserSelectElement()),
        ],
        submit="Replace",
        ids={"seat": seat.id},
    )


def owner_gone(debrief: Debrief, who: Who, *, decides: bool) -> Message:
    """Tell whoever can help that the hiring manager or the coordinator of a candidacy can't do it any more."""
    role, then = (
        ("decides on", "Nobody can decide before somebody else does.")
        if decides
        else ("coordinates", "What the coordinator would do waits until somebody else does.")
    )
    about = f"*{safe(debrief.candidate)}, {safe(debrief.job)}*"
    text = f"*{safe(who.name)}* {role} {about} and is deactivated in Slack or a guest now. {then}"
    return Message(
        f"{safe(debrief.candidate)} needs somebody else than {safe(who.name)}",
        [section(text), buttons(button("Choose another", EDIT_DEBRIEF, debrief.candidacy_id, style="primary"))],
    )


def hire_heard(debrief: Debrief, reader_id: int, *, is_revealed: bool) -> Message:
    """Tell an interviewer of a hire: what is next, and that from now on they answer rather than assess.

    `is_revealed`: it was a blind debrief, whose feedback the panel may read with this.
    """
    candidate, caller = safe(debrief.candidate), safe(debrief.caller.name)
    coordinator = safe(debrief.coordinator.name)
    may_read = is_revealed and not debrief.votes_are_hidden_from(reader_id)
    return Message(
        f"We want to hire {candidate}",
        [
            section(
                f"*We want to hire {candidate}* as {safe(debrief.job)}. {caller} calls with the news and passes on "
                "the panel's feedback, the good and the constructive. Please say nothing before that call.\n"
                f"*From now on please stop assessing and start answering:* {candidate} is deciding about us. If they "
                f"would like to talk with you, {coordinator} asks you for a time; be frank, nobody collects your "
                "opinion of that conversation. Thank you for interviewing."
            ),
            *([buttons(button("Read the feedback", READ_POINTS, debrief.candidacy_id))] if may_read else []),
        ],
    )
