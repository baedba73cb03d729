"""The invitation to interview the company: its mail, the card that shows it before it goes out, and asking about it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from slack_sdk.models.blocks import ButtonElement, EmailInputElement

from bot.messages.blocks import (
    Block,
    Message,
    View,
    button,
    buttons,
    confirm,
    context,
    quote,
    safe,
    section,
    when,
)
from bot.messages.forms import field_input, form, text_input
from bot.messages.times import long_time
from bot.rules.call_script import CLASS_WORDS
from bot.rules.days import spoken_day
from bot.rules.invitations import InvitationFacts
from bot.rules.templates import Value
from bot.rules.wording import Part, first_name
from bot.rules.words import ContactClass

HOLD_INVITATION = "hold_invitation"
SEND_INVITATION_NOW = "send_invitation_now"
OPEN_EDIT_INVITATION = "open_edit_invitation"
EDIT_INVITATION = "edit_invitation"
INVITE_NOW = "invite_now"
OPEN_INVITE_ANYWAY = "open_invite_anyway"
INVITE_ANYWAY = "invite_anyway"
OPEN_REQUEST = "open_request_meeting"
NOTHING_MORE = "nothing_more"


TEXT = "text_"
"""How the fields of the edited text are called, each with its number and how it is joined to the one before."""
PARAGRAPH = "\n\n"
JOINTS = {PARAGRAPH: "", "\n": "line", " ": "word", "": "letter"}
FIELD = re.compile(rf"{TEXT}(\d+)({'|'.join(JOINTS.values())})")
SUBJECT_LENGTH = 150
FIELD_LENGTH = 3000
"""Characters a field takes; a longer mail is edited in several."""
FILLED = 2400
"""Characters a field begins with at most, so that there is room to write."""


class InvitationState(StrEnum):
    """Where an invitation stands, as its card shows it."""

    GOING_OUT = "going_out"
    HELD = "held"
    DELAYED = "delayed"
    """The mail server hasn't taken it."""
    SENT = "sent"
    FAILED = "failed"
    STOPPED = "stopped"
    """A corrected log took it back."""
    REVERSED = "reversed"
    ENDED = "ended"


@dataclass(frozen=True)
class InvitationLetter:
    """What an invitation says, and to which address it goes."""

    email: str | None
    subject: str
    text: str

    @property
    def mark(self) -> str:
        """Name all of it in eight characters: a press on a card tells what was seen."""
        return sha256(repr((self.email, self.subject, self.text)).encode()).hexdigest()[:8]


@dataclass(frozen=True)
class InvitationShown:
    """An invitation as its card shows it; `at` is when it goes out, was held or was sent.

    `edited_by`: who put it in other words than the workspace's. `is_over`: the candidacy has ended.
    """

    candidacy_id: int
    candidate: str
    letter: InvitationLetter
    state: InvitationState
    at: datetime
    edited_by: str | None = None
    is_over: bool = False


def invitation_letter(
    facts: InvitationFacts, email: str | None, subject: str | None = None, text: str | None = None
) -> InvitationLetter:
    """Write the mail: as somebody edited it, or in our usual words."""
    if subject is not None and text is not None:
        return InvitationLetter(email, subject, text)
    return InvitationLetter(email, invitation_subject(facts), invitation_text(facts))


def invitation_subject(facts: InvitationFacts) -> str:
    """Head the mail."""
    return facts.wording.write(Part.INVITATION_SUBJECT, _values(facts))


def invitation_text(facts: InvitationFacts) -> str:
    """Write the mail: the offer stands, whom and what they may ask, how, and that no is fine."""
    people = "\n".join(f"  - {_whom(kind)}" for kind in ContactClass)
    text = facts.wording.write(Part.INVITATION_MAIL, {**_values(facts), "people_to_meet": people, "page": facts.page})
    return f"{text}\n"


def _values(facts: InvitationFacts) -> dict[str, Value]:
    return {
        "candidate": facts.candidate,
        "first_name": first_name(facts.candidate),
        "job": facts.job,
        "caller": facts.caller,
        "coordinator": facts.coordinator,
        "company": facts.company,
        "called_on": spoken_day(facts.called_on),
    }


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
    if shown.state not in NOTHING_GOES:
        edited = f" · Edited by {safe(shown.edited_by)}" if shown.edited_by else ""
        blocks += [
            context(f"To {safe(shown.letter.email or 'nobody yet')} · Subject: {safe(shown.letter.subject)}{edited}")
        ]
        blocks += quote(shown.letter.text)
    edit = button("Edit", OPEN_EDIT_INVITATION, shown.candidacy_id)
    if shown.state is InvitationState.GOING_OUT:
        hold = button("Hold", HOLD_INVITATION, shown.candidacy_id)
        blocks.append(buttons(hold, _send_button(shown, style=None), edit))
    if shown.state is InvitationState.HELD:
        blocks.append(buttons(_send_button(shown, style="primary"), edit))
    if shown.state is InvitationState.FAILED:
        blocks.append(buttons(_send_button(shown, style="primary", label="Send again"), edit))
    if shown.state is InvitationState.SENT and not shown.is_over:
        blocks.append(buttons(button("Enter requests", OPEN_REQUEST, shown.candidacy_id, style="primary")))
    return Message(_headline(shown), blocks)


NOTHING_GOES = frozenset({InvitationState.STOPPED, InvitationState.REVERSED, InvitationState.ENDED})
"""Where there is no mail to be shown."""


def _headline(shown: InvitationShown) -> str:
    name = safe(shown.candidate)
    if shown.state is InvitationState.GOING_OUT:
        return f"The invitation to {name} goes out at {when(shown.at, '{time}')}"
    return {
        InvitationState.HELD: f"The invitation to {name} is held",
        InvitationState.DELAYED: f"The invitation to {name} isn't out yet",
        InvitationState.SENT: f"The invitation to {name} went out {when(shown.at)}",
        InvitationState.FAILED: f"The invitation to {name} could not be sent",
        InvitationState.STOPPED: f"No invitation goes out to {name}",
        InvitationState.REVERSED: f"Nothing more goes out to {name}",
        InvitationState.ENDED: f"Nothing more goes out to {name}",
    }[shown.state]


def _explained(shown: InvitationShown) -> str:
    if shown.state is InvitationState.SENT and shown.is_over:
        return "This is what was sent. The candidacy is closed."
    return {
        InvitationState.GOING_OUT: (
            "This is the whole mail. *Hold* keeps it back until you send it yourself, and so does *Edit*."
        ),
        InvitationState.HELD: "Nothing goes out until somebody presses *Send now*.",
        InvitationState.DELAYED: (
            "The mail server hasn't taken it so far. I keep trying for two hours, and say here what became of it."
        ),
        InvitationState.SENT: "This is what was sent. When they answer, enter their wishes here or with `/offer ask`.",
        InvitationState.FAILED: (
            "Is the address right? *Edit* changes it, *Send again* tries once more. If that doesn't help, tell them"
            " yourself, and have an administrator run `reverse-interview doctor`."
        ),
        InvitationState.STOPPED: "The log of the call was corrected. The script can still invite them.",
        InvitationState.REVERSED: "The decision was taken back. What went out before can't be taken back.",
        InvitationState.ENDED: "The candidacy is closed.",
    }[shown.state]


def _send_button(shown: InvitationShown, *, style: str | None, label: str = "Send now") -> ButtonElement:
    sure = confirm(
        "Send the invitation now?", f"It goes to {shown.letter.email} at once and can't be taken back.", "Send now"
    )
    value = f"{shown.candidacy_id}:{shown.letter.mark}"
    return button(label, SEND_INVITATION_NOW, value, style=style, confirm=sure)


def edit_invitation_form(candidacy_id: int, seen: int, candidate: str, letter: InvitationLetter) -> View:
    """Show the mail as it would go out, to be changed for this candidate; a long one in several fields."""
    parts = _parts(letter.text)
    labels = ["Text"] if len(parts) == 1 else [f"Text, part {number}" for number in range(1, len(parts) + 1)]
    texts = [
        _text_field(label, f"{TEXT}{number}{JOINTS[joint]}", part, is_optional=number > 0)
        for number, (label, (joint, part)) in enumerate(zip(labels, parts, strict=True))
    ]
    return form(
        EDIT_INVITATION,
        "Edit the invitation",
        [
            section(
                f"The mail to *{safe(candidate)}* alone. It is held: it goes out when somebody presses *Send now*, and "
                "not by itself. No amounts, please; they stand in the written offer."
            ),
            field_input(
                "To",
                "email",
                EmailInputElement(initial_value=letter.email),
                hint="Every later mail to them goes there too.",
            ),
            text_input("Subject", "subject", SUBJECT_LENGTH, value=letter.subject),
            *texts,
        ],
        ids={"candidacy": candidacy_id, "seen": seen},
    )


def _text_field(label: str, name: str, part: str, *, is_optional: bool) -> Block:
    return text_input(label, name, FIELD_LENGTH, value=part, is_multiline=True, is_optional=is_optional)


def joined_text(typed: Mapping[str, str | None]) -> str:
    """Put the text together from a form's fields, by their ids: as it was parted, what was emptied left out."""
    found = {int(one[1]): (one[2], typed[name]) for name in typed if (one := FIELD.fullmatch(name))}
    joints = {sign: joint for joint, sign in JOINTS.items()}
    text = ""
    for _, (sign, part) in sorted(found.items()):
        if part:
            text += f"{joints[sign] if text else ''}{part}"
    return text


def _parts(text: str) -> list[tuple[str, str]]:
    """Split a mail so that each part fits a field: between paragraphs where it can be, else lines, else words.

    Each part comes with what joins it to the one before.
    """
    parts, joint, rest = [], PARAGRAPH, text.strip()
    while len(rest) > FILLED:
        following = next((one for one in JOINTS if one and rest.rfind(one, FILLED // 3, FILLED) > 0), "")
        at = rest.rfind(following, 0, FILLED) if following else FILLED
        parts.append((joint, rest[:at]))
        joint, rest = following, rest[at + len(following) :].lstrip()
    return [*parts, (joint, rest)]


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
            text_input("Why?", "reason", 2000, is_multiline=True),
        ],
        submit="Invite",
        ids={"candidacy": candidacy_id},
    )


@dataclass(frozen=True)
class Unasked:
    """A candidate who was invited and has asked for nobody so far."""

    candidacy_id: int
    candidate: str
    email: str | None
    sent_at: datetime


A_CALL_MAY_HELP = (
    "A short friendly call may help: did the mail arrive, and is there anyone or anything they would like to know more "
    "about?"
)


def nobody_asked_for(one: Unasked) -> str:
    """Say that an invitation has led to nothing so far."""
    return f"{safe(one.candidate)} hasn't asked for anyone yet."


def invited_when(one: Unasked) -> str:
    """Say where the invitation went, and when."""
    return f"The invitation went out{f' to {safe(one.email)}' if one.email else ''} {when(one.sent_at)}."


def nothing_asked_yet(one: Unasked) -> Message:
    """Tell the coordinator that an invitation has led to nothing so far, and what may help."""
    said = nobody_asked_for(one)
    text = f"*{said}* {invited_when(one)} {A_CALL_MAY_HELP} I won't ask again."
    return Message(said, [section(text), buttons(*unasked_buttons(one, style="primary"))])


def unasked_buttons(one: Unasked, *, style: str | None = None) -> list[ButtonElement]:
    """Offer what follows from a talk with them; `style` is the first one's."""
    return [
        button("Enter requests", OPEN_REQUEST, one.candidacy_id, style=style),
        button("Nothing more, thanks", NOTHING_MORE, one.candidacy_id),
    ]


def sent_already(sent_at: datetime, zone: str) -> str:
    """Say that the invitation is out, in the reader's zone."""
    return f"The invitation went out already: {long_time(sent_at, zone)}. Nothing was changed."


def goes_already(goes_at: datetime, zone: str) -> str:
    """Say that the invitation is about to go out, in the reader's zone."""
    return f"The invitation is on its way: it goes out {long_time(goes_at, zone)}, unless you hold it."
