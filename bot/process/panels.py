"""Panels: who may sit on one, taking seats and leaving them."""

from collections.abc import Iterable, Sequence

from bot.messages import debriefs as messages
from bot.process.refusals import WrongField
from bot.process.reminders import cancel_reminders, plan_reminder
from bot.process.say import tell
from bot.rules.typed_values import Unreadable, mail_address
from bot.rules.words import SeatState, Standing
from storage.candidacies import Candidacy
from storage.database import Transaction
from storage.debriefs import debrief
from storage.feedback import seat_states
from storage.panels import Seat, seats
from storage.people import Person, people


def wrong_people(panel: Iterable[Person], manager: Person, coordinator: Person, email: str | None) -> dict[str, str]:
    """Say, by field of a form, who of these can have no part in the debrief."""
    found = {
        "interviewers": " ".join(filter(None, (_why_not(one, email) for one in each_once(panel)))),
        "hiring_manager": _why_not(manager, email),
        "coordinator": _why_not(coordinator, email),
    }
    wrong = {field: text for field, text in found.items() if text}
    if not list(panel):
        wrong["interviewers"] = "Choose at least one interviewer."
    return wrong


def checked_address(wrong: dict[str, str], email: str | None) -> str | None:
    """Raise all that is wrong at once, the address included; return the address as it is kept."""
    kept = None
    if email:
        try:
            kept = mail_address(email)
        except Unreadable as unreadable:
            wrong["email"] = str(unreadable)
    if wrong:
        raise WrongField(**wrong)
    return kept


def is_address_of(person: Person, email: str | None) -> bool:
    """Tell whether this is the person's own address."""
    return bool(email and person.email) and (person.email or "").casefold() == (email or "").strip().casefold()


def each_once(panel: Iterable[Person]) -> list[Person]:
    """Return the people in their order, each once however often they were chosen."""
    return list({one.id: one for one in panel}.values())


async def seat_interviewers(tx: Transaction, row: Candidacy, newcomers: Sequence[Person]) -> None:
    """Give these people a seat, ask each for their feedback, and plan their reminders."""
    added = [Seat(workspace_id=tx.workspace_id, candidacy_id=row.id, person_id=one.id) for one in newcomers]
    tx.session.add_all(added)
    await tx.session.flush()
    asked = await debrief(tx, row.id)
    for seat, person in zip(added, newcomers, strict=True):
        note = messages.feedback_asked(asked, seat.id)
        await tell(tx, person.id, note, key=f"seat:{seat.id}:asked", candidacy=row)
        await plan_reminder(tx, row, seat, person.zone)


async def change_panel(tx: Transaction, row: Candidacy, wanted: Sequence[Person]) -> list[str]:
    """Make these people the panel; returns what changed, for the thread."""
    panel = await seats(tx, row.id)
    states = await seat_states(tx, panel)
    wanted_by_id = {one.id: one for one in wanted}
    leaving = [seat for seat in panel if seat.person_id not in wanted_by_id]
    names = await people(tx, [seat.person_id for seat in leaving])
    stuck = [names[seat.person_id].name for seat in leaving if states[seat.id] is not SeatState.WAITING]
    if stuck:
        raise WrongField(interviewers=f"Feedback came already from: {', '.join(stuck)}. They stay on the panel.")
    was = await debrief(tx, row.id)
    for seat in leaving:
        seat.removed_at = tx.now
        await cancel_reminders(tx, row, seat)
        await tell(tx, seat.person_id, messages.panel_left(was), key=f"seat:{seat.id}:left", candidacy=row)
    await tx.session.flush()
    held = {seat.person_id for seat in panel}
    joining = [one for one in wanted_by_id.values() if one.id not in held]
    await seat_interviewers(tx, row, joining)
    return [f"{one.name} joined the panel" for one in joining] + [
        f"{names[seat.person_id].name} left the panel" for seat in leaving
    ]


def _why_not(person: Person, email: str | None) -> str:
    """Say why this person can have no part in the debrief; empty when they can."""
    if is_address_of(person, email):
        return f"{person.name} has the candidate's e-mail address."
    reasons = {
        Standing.GUEST: "is a guest here",
        Standing.FOREIGN: "belongs to another workspace",
        Standing.DEACTIVATED: "is deactivated in Slack",
        Standing.BOT: "is an app",
    }
    reason = reasons.get(person.standing)
    return f"{person.name} {reason}. Choose full members only." if reason else ""
