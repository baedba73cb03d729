"""Asking colleagues who could talk with a candidate: the post in the debrief's channel, and the notes it leads to."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages.blocks import Message, button, buttons, clip, context, safe, section, sections
from bot.messages.places import PLACES
from bot.rules.words import ContactClass, PlaceKind

VOLUNTEER = "volunteer"


@dataclass(frozen=True)
class CallShown:
    """What colleagues read: neither who the candidate is nor what they want to learn. `names` are volunteers."""

    request_id: int
    job: str
    coordinator: str
    contact_class: ContactClass | None
    area: str | None
    minutes: int
    place_kind: PlaceKind
    names: Sequence[str]
    is_open: bool


def volunteers_wanted(shown: CallShown) -> Message:
    """Ask who could take it, or say that somebody was found."""
    what = f"A candidate for {safe(shown.job)} would like to talk {_about(shown)}"
    if not shown.is_open:
        text = f"{what}. That is seen to: thank you."
        return Message(text, sections([text]))
    how = f"for {shown.minutes} minutes, {PLACES[shown.place_kind]}"
    so_far = f"So far: {safe(clip(', '.join(shown.names), 400))}. " if shown.names else ""
    return Message(
        f"{what}. Who can take this?",
        [
            *sections([f"{what}, {how}. *Who can take this?*"]),
            buttons(button("I can take this", VOLUNTEER, shown.request_id, style="primary")),
            context(f"{so_far}{safe(shown.coordinator)} chooses, and asks you for a time. Nobody writes anything up."),
        ],
    )


def _about(shown: CallShown) -> str:
    is_colleague = shown.contact_class is ContactClass.CURRENT_EMPLOYEE
    person = "with somebody who works here" if is_colleague else "with somebody"
    return f"{person} about {safe(shown.area)}" if shown.area else person


def volunteer_noted(job: str, coordinator: str, about: str | None) -> Message:
    """Thank somebody who said that they can take it, and say what follows."""
    talk = f"to talk about {safe(about)} " if about else ""
    text = f"Saved: you can take the request {talk}of a candidate for {safe(job)}."
    then = f"{safe(coordinator)} chooses. If it is you, I ask you for a time; *I can't* is still fine then."
    return Message(text, [section(f"*{text}*"), context(then)])


def volunteer_came(candidate: str, who: str, about: str | None) -> Message:
    """Tell the coordinator that somebody can take a request."""
    text = f"{safe(who)} can talk with {safe(candidate)}{f' about {safe(about)}' if about else ''}."
    return Message(text, [section(text), context("*Find someone* on the candidate's card has them. You choose.")])
