"""Settings: what the head of talent chooses for the whole workspace."""

from dataclasses import dataclass
from datetime import time

from bot.process.access import Action, allow
from bot.process.clearances import hand_over_clearances
from bot.process.held_points import hand_over_held_points
from bot.process.refusals import WrongField
from bot.rules.typed_values import Unreadable, whole_number
from bot.rules.words import Surface
from storage.database import Transaction
from storage.outbox import redraw
from storage.people import Person
from storage.workspaces import MOST_BUFFER, MOST_DAYS, MOST_NOTICE, Settings, settings

NUMBERS = {"due_in_days": MOST_DAYS, "buffer_minutes": MOST_BUFFER, "notice_hours": MOST_NOTICE}
"""The fields that take a whole number, with the highest one."""


@dataclass(frozen=True)
class Chosen:
    """A filled settings form; the channels are Slack ids, the days Monday = 0, numbers as typed."""

    company: str | None
    debrief_channel: str | None
    coordinator: Person | None
    clearer: Person | None
    coordinator_channel: str | None
    head_of_talent: Person | None
    day_start: time
    day_end: time
    work_days: list[int]
    due_in_days: str | None
    due_at: time
    mail_sender: str | None
    is_blind_by_default: bool
    gives_style_hints: bool
    buffer_minutes: str | None
    notice_hours: str | None
    help_phone: str | None
    video_link: str | None = None
    office: str | None = None


async def open_settings(tx: Transaction, *, by: Person) -> Settings:
    """Return the settings to change, for whoever may change them."""
    await allow(tx, Action.CHANGE_SETTINGS, by)
    return await settings(tx)


async def save_settings(tx: Transaction, chosen: Chosen, *, by: Person) -> None:
    """Keep the settings; what is open already stays as it was opened."""
    await allow(tx, Action.CHANGE_SETTINGS, by)
    _check(chosen)
    row = await settings(tx)
    head_before = row.head_of_talent_id
    tx.session.add(row)
    row.company, row.mail_sender = chosen.company, chosen.mail_sender
    row.debrief_channel, row.coordinator_channel = chosen.debrief_channel, chosen.coordinator_channel
    row.coordinator_id = chosen.coordinator.id if chosen.coordinator else None
    row.clearer_id = chosen.clearer.id if chosen.clearer else None
    row.head_of_talent_id = chosen.head_of_talent.id if chosen.head_of_talent else None
    row.day_start, row.day_end, row.work_days = chosen.day_start, chosen.day_end, sorted(chosen.work_days)
    row.due_in_days, row.due_at = _number(chosen, "due_in_days"), chosen.due_at
    row.buffer_minutes, row.notice_hours = _number(chosen, "buffer_minutes"), _number(chosen, "notice_hours")
    row.help_phone, row.video_link, row.office = chosen.help_phone, chosen.video_link, chosen.office
    row.is_blind_by_default, row.gives_style_hints = chosen.is_blind_by_default, chosen.gives_style_hints
    await tx.session.flush()
    if row.head_of_talent_id != head_before:
        await hand_over_held_points(tx)
    await hand_over_clearances(tx, by=by)
    for person_id in {by.id, row.coordinator_id, row.head_of_talent_id} - {None}:
        await redraw(tx, Surface.HOME, person_id or 0)


def _check(chosen: Chosen) -> None:
    """Raise WrongField for what can't be kept."""
    if chosen.day_start >= chosen.day_end:
        raise WrongField(day_end="The day ends before it starts. Choose a later time.")
    if not chosen.work_days:
        raise WrongField(work_days="Choose at least one working day.")
    people = {"coordinator": chosen.coordinator, "clearer": chosen.clearer, "head_of_talent": chosen.head_of_talent}
    for field, person in people.items():
        if person is not None and not person.standing.is_member:
            raise WrongField(**{field: f"{person.name} isn't a full member of this workspace. Choose somebody who is."})
    for field in NUMBERS:
        _number(chosen, field)


def _number(chosen: Chosen, field: str) -> int:
    """Return the whole number typed in a field; raises WrongField."""
    try:
        return whole_number(getattr(chosen, field) or "", most=NUMBERS[field])
    except Unreadable as unreadable:
        raise WrongField(**{field: str(unreadable)}) from unreadable
