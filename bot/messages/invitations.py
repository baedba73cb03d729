"""The invitation to interview the company: its mail, the card that shows it before it goes out, and asking about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from slack_sdk.models.blocks import ButtonElement, PlainTextInputElement

from bot.messages.blocks import (
    Block,
    Message,
    View,
    button,
    buttons,
    confirm,
    context,
    field_input,
    form,
    quote,
    safe,
    section,
    when,
)
from bot.messages.times import long_time
from bot.rules.call_script import CLASS_WORDS, spoken_day
from bot.rules.invitations import InvitationFacts
from bot.rules.words import ContactClass

HOLD_INVITATION = "hold_invitation"
SEND_INVITATION_NOW = "send_invitation_now"
INVITE_NOW = "invite_now"
OPEN_INVITE_ANYWAY = "open_invite_anyway"
INVITE_ANYWAY = "invite_anyway"
OPEN_REQUEST = "open_request_meeting"
NOTHING_MORE = "nothing_more"


class InvitationState(StrEnum):
    """Where an invitation stands, as its card shows it."""

    GOING_OUT = "going_out"
    HELD = "held"
    SENT = "sent"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True)
class InvitationShown:
    """An invitation as its card shows it; `at` is when it goes out, was held or was sent."""

    candidacy_id: int
    candidate: str
    email: str | None
    state: InvitationState
    at: datetime
    subject: str
    text: str


def invitation_subject(facts: InvitationFacts) -> str:
    """Head the mail."""
    return f"Your turn to ask us{f' at {facts.company}' if facts.company else ''}, {facts.candidate}"


def invitation_text(facts: InvitationFacts) -> str:
    """Write the mail: the offer stands, whom and what they may ask, how, and that no is fine."""
    people = "\n".join(f"  - {_whom(kind)}" for kind in ContactClass)
    return f"""Dear {facts.candidate},

it was good that {facts.caller} could call you on {spoken_day(facts.called_on)}. Our offer stands: we would like you to
join us as {facts.job}, whatever you make of this invitation.

So far we have asked most of the questions. Now it is your turn: you may interview us while you make up your mind.

You can talk to anyone you like:
{people}

Ask about anything that matters to you. These talks are for you alone: nobody rates them, nobody is asked what they
think of you, and nothing you ask changes our decision.

How it works: answer this mail. Tell me whom you would like to meet or what you would like to know more about, and when
you are free in the next days (with your time zone). Half an hour each is usual, by video, by phone or in our office. I
will find the times, and nobody hears of it who doesn't need to.

It is an offer and no duty. If you have all you need, a short "no, thank you" is fine too.

With kind regards,
{facts.coordinator}
"""


def _whom(kind: ContactClass) -> str:
    if kind is ContactClass.HIRING_MANAGER:
        return "the hiring manager, once more"
    return CLASS_WORDS[kind]


def invitation_in_other_hands(name: str) -> Message:
    """Say to a former caller or coordinator that others see to the invitation now."""
    said = f"Others see to the invitation of {safe(name)} now. There is nothing left for you to do here."
    return Message(said, [section(said)])


def invitation_card(shown: InvitationShown) -> Message:
    """Show whoever called what goes out to whom and when, with what they can still do about it."""
    blocks: list[Block] = [section(f"*{_headline(shown)}*\n{_explained(shown)}")]
    if shown.state is not InvitationState.STOPPED:
        blocks += [context(f"To {safe(shown.email or 'nobody yet')} · Subject: {safe(shown.subject)}")]
        blocks += quote(shown.text)
    if shown.state is InvitationState.GOING_OUT:
        hold = button("Hold", HOLD_INVITATION, shown.candidacy_id)
        blocks.append(buttons(hold, _send_button(shown, style=None)))
    if shown.state is InvitationState.HELD:
        blocks.append(buttons(_send_button(shown, style="primary")))
    if shown.state is InvitationState.SENT:
        blocks.append(buttons(button("Enter requests", OPEN_REQUEST, shown.candidacy_id, style="primary")))
    return Message(_headline(shown), blocks)


def _headline(shown: InvitationShown) -> str:
    name = safe(shown.candidate)
    if shown.state is InvitationState.GOING_OUT:
        return f"The invitation to {name} goes out at {when(shown.at, '{time}')}"
    return {
        InvitationState.HELD: f"The invitation to {name} is held",
        InvitationState.SENT: f"The invitation to {name} went out {when(shown.at)}",
        InvitationState.FAILED: f"The invitation to {name} could not be sent",
        InvitationState.STOPPED: f"No invitation goes out to {name}",
    }[shown.state]


def _explained(shown: InvitationShown) -> str:
    return {
        InvitationState.GOING_OUT: "This is the whole mail. *Hold* keeps it back until you send it yourself.",
        InvitationState.HELD: "Nothing goes out until somebody presses *Send now*.",
        InvitationState.SENT: "When they answer, enter their wishes here or with `/offer ask`.",
        InvitationState.FAILED: "Please tell them yourself, and have an administrator run `reverse-interview doctor`.",
        InvitationState.STOPPED: "The decision was reversed, or the candidacy has ended.",
    }[shown.state]


def _send_button(shown: InvitationShown, *, style: str | None) -> ButtonElement:
    sure = confirm("Send the invitation now?", f"It goes to {shown.email} at once and can't be taken back.", "Send now")
    return button("Send now", SEND_INVITATION_NOW, shown.candidacy_id, style=style, confirm=sure)


def invite_anyway_form(candidacy_id: int, candidate: str, email: str | None) -> View:
    """Ask why a candidate is invited although the call went badly, naming who gets mail."""
    return form(
        INVITE_ANYWAY,
        "Invite anyway",
        [
            section(
                f"The call with *{safe(candidate)}* didn't go well. If you invite them anyway, the invitation goes to"
                f" {safe(email or 'them (no address is known yet)')} five minutes later; you can hold it until then."
            ),
            field_input("Why?", "reason", PlainTextInputElement(action_id="reason", multiline=True, max_length=2000)),
        ],
        submit="Invite",
        private_metadata=f'{{"candidacy_id": {candidacy_id}}}',
    )


def nothing_asked_yet(candidacy_id: int, candidate: str, email: str | None, sent_at: datetime) -> Message:
    """Tell the coordinator that an invitation has led to nothing so far, and what may help."""
    said = f"{safe(candidate)} hasn't asked for anyone yet."
    to = f" to {safe(email)}" if email else ""
    return Message(
        said,
        [
            section(
                f"*{said}* The invitation went out{to} {when(sent_at)}. A short friendly call may help: did the mail"
                " arrive, and is there anyone or anything they would like to know more about? I won't ask again."
            ),
            buttons(
                button("Enter requests", OPEN_REQUEST, candidacy_id, style="primary"),
                button("Nothing more, thanks", NOTHING_MORE, candidacy_id),
            ),
        ],
    )


def sent_already(sent_at: datetime, zone: str) -> str:
    """Say that the invitation is out, in the reader's zone."""
    return f"The invitation went out already: {long_time(sent_at, zone)}. Nothing was changed."


def goes_already(goes_at: datetime, zone: str) -> str:
    """Say that the invitation is about to go out, in the reader's zone."""
    return f"The invitation is on its way: it goes out {long_time(goes_at, zone)}, unless you hold it."
