"""Panels: who may sit on one, taking seats and leaving them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from bot.messages import panels as messages
from bot.messages.reminders import going_on_without
from bot.process.access import Action, allow
from bot.process.decisions import feedback_changed
from bot.process.outsiders import ask_for_outsider
from bot.process.refusals import AlreadyDone, WrongField
from bot.process.reminders import cancel_reminders, plan_reminder
from bot.process.say import refresh_asked, refresh_reminder, tell
from bot.rules.debriefs import Debrief, PanelSeat
from bot.rules.typed_values import Unreadable, mail_address
from bot.rules.words import SeatState, Standing, Surface
from storage.candidacies import Candidacy, lock
from storage.database import Transaction
from storage.debriefs import debrief
from storage.drafts import prune_drafts
from storage.feedback import seat_states
from storage.outbox import To, redraw, show_card
from storage.panels import Seat, left_seat_of, seat, seats
from storage.people import Person, people


def wrong_people(
    panel: Iterable[Person],
    manager: Person,
    coordinator: Person,
    email: str | None,
    seated: Collection[int] = (),
) -> dict[str, str]:
    """Say, by field of a form, who of these can have no part in the debrief.

    `seated` are on the panel already: one who has left since stays until somebody takes them off.
    """
    panel = each_once(panel)
    newcomers = [one for one in panel if one.id not in seated or is_address_of(one, email)]
    found = {
        "interviewers": " ".join(filter(None, (why_not(one, email) for one in newcomers))),
        "hiring_manager": why_not(manager, email),
        "coordinator": why_not(coordinator, email),
    }
    wrong = {field: text for field, text in found.items() if text}
    if not panel:
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


async def seat_interviewers(
    tx: Transaction, row: Candidacy, newcomers: Sequence[Person], interview_on: date | None = None
) -> None:
    """Give these people a seat, ask each for their feedback, and plan their reminders.

    Who comes back to the panel takes their seat again, with what they had written.
    """
    for one in newcomers:
        held = await left_seat_of(tx, row.id, one.id) or Seat(candidacy_id=row.id, person_id=one.id)
        held.workspace_id = tx.workspace_id
        held.removed_at = held.excused_at = held.declined_at = None
        held.reminders = 0
        held.interview_on = interview_on or held.interview_on
        tx.session.add(held)
        await tx.session.flush()
        if one.slack_id is None:
            await ask_for_outsider(tx, row, held)
        else:
            await show_card(tx, Surface.FEEDBACK_ASKED, held.id, To(person_id=one.id), candidacy_id=row.id)
        await refresh_asked(tx, held)
        await redraw(tx, Surface.FEEDBACK_RECEIPT, held.id)
        await plan_reminder(tx, row, held, one.zone)


async def change_panel(
    tx: Transaction, row: Candidacy, wanted: Sequence[Person], *, takes_off_given: bool
) -> list[str]:
    """Make these people the panel; returns what changed, for the owners.

    Raises WrongField for whoever would leave with feedback given, unless `takes_off_given`.
    """
    panel = await seats(tx, row.id)
    states = await seat_states(tx, panel)
    wanted_by_id = {one.id: one for one in wanted}
    leaving = [one for one in panel if one.person_id not in wanted_by_id]
    names = await people(tx, [one.person_id for one in leaving])
    given = [names[one.person_id].name for one in leaving if states[one.id] is not SeatState.WAITING]
    if given and not takes_off_given:
        raise WrongField(
            interviewers=f"Feedback came already from: {', '.join(given)}. To take them off all the same, tick "
            "“Take them off with their feedback” below."
        )
    for one in leaving:
        await remove_seat(tx, row, one, was_in=states[one.id] is not SeatState.WAITING)
    held = {one.person_id for one in panel}
    joining = [one for one in wanted_by_id.values() if one.id not in held]
    await seat_interviewers(tx, row, joining)
    return [f"{one.name} joined the panel" for one in joining] + [
        f"{names[one.person_id].name} left the panel" for one in leaving
    ]


async def remove_seat(tx: Transaction, row: Candidacy, leaving: Seat, *, was_in: bool) -> None:
    """Take a seat from its holder, who is told; what they wrote is kept, and shown to nobody."""
    shown = await debrief(tx, row.id)
    leaving.removed_at = tx.now
    tx.finishing[prune_drafts] = None
    await cancel_reminders(tx, row, leaving)
    await tx.session.flush()
    if leaving.person_id in shown.reachable_panel:
        key = f"seat:{leaving.id}:left:{tx.real.timestamp():.6f}"
        await tell(tx, leaving.person_id, messages.panel_left(shown, was_in=was_in), key=key, candidacy=row)
    await refresh_asked(tx, leaving)
    await redraw(tx, Surface.FEEDBACK_RECEIPT, leaving.id)


async def awaited_seat(tx: Transaction, *, seat_id: int, by: Person) -> tuple[Debrief, PanelSeat]:
    """Return a debrief and one of its seats whose feedback is awaited, for whoever may change the panel."""
    row = await lock(tx, (await seat(tx, seat_id)).candidacy_id)
    await allow(tx, Action.EDIT_DEBRIEF, by, row)
    shown = await debrief(tx, row.id)
    return shown, _awaited(shown, seat_id)


async def go_on_without(tx: Transaction, *, seat_id: int, by: Person) -> None:
    """Stop waiting for a seat's feedback; what comes later still counts. Pressed twice it is the same."""
    shown, place = await awaited_seat(tx, seat_id=seat_id, by=by)
    row, missing = await lock(tx, shown.candidacy_id), await seat(tx, seat_id)
    missing.excused_at = tx.now
    await tx.session.flush()
    await tell(
        tx,
        by.id,
        going_on_without(shown, place),
        key=f"seat:{seat_id}:excused:{tx.real.timestamp():.6f}",
        candidacy=row,
    )
    await refresh_reminder(tx, missing)
    await feedback_changed(tx, row)


def _awaited(shown: Debrief, seat_id: int) -> PanelSeat:
    place = next((one for one in shown.seats if one.id == seat_id), None)
    if place is None or not place.is_awaited:
        raise AlreadyDone("Nothing waits for this feedback any more: it came, or the panel was changed.")
    if shown.is_decided or shown.answer is not None:
        raise AlreadyDone("Nothing waits for this feedback any more: it is decided, or the candidacy is closed.")
    return place


def why_not(person: Person, email: str | None) -> str:
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
