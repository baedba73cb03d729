"""Deciding: hire, no hire or not yet, with a reason; and what must follow from it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.messages import decisions as messages
from bot.messages.decision_forms import Contactable, openings_filled
from bot.messages.panels import hire_heard
from bot.process.access import Action, allow
from bot.process.addresses import whose_address
from bot.process.call_scripts import follow_script
from bot.process.callers import check_backup
from bot.process.held_points import bring_held_points
from bot.process.mornings import comes_with_note
from bot.process.no_hires import ask_to_tell
from bot.process.offer_calls import prepare_call
from bot.process.refusals import AlreadyDone, WrongField
from bot.process.reminders import keep_reminders
from bot.process.reveals import reveal_complete, reveal_decided
from bot.process.say import post, refresh, refresh_receipts, remind, tell
from bot.process.stages import check_move
from bot.process.times import start_of_work, today
from bot.rules.debriefs import Debrief, Hired
from bot.rules.stages import DECISIONS
from bot.rules.typed_values import Unreadable, mail_address, zone_name
from bot.rules.words import Answer, Choice, DeliveryState, Lapse, Stage, Surface, TimerKind, TimerState
from bot.rules.working_hours import add_working_days
from storage.candidacies import Candidacy, candidacy, lock
from storage.database import Transaction
from storage.debriefs import card_of, debrief, hires_beside
from storage.decisions import Decision
from storage.deliveries import cards_of
from storage.feedback import unplaced_of
from storage.outbox import To, remove_message, show_card
from storage.people import Person, person
from storage.timers import Timer, cancel_timers, set_timer
from storage.workspaces import working_hours

MOST_REMINDERS = 3
"""How often a decision is brought up by message; after that App Home and lists show it."""


@dataclass(frozen=True)
class Deciding:
    """A filled decision form, as typed; `revisit_on` goes with *not yet*, the rest with a hire."""

    choice: Choice
    reason: str
    revisit_on: date | None = None
    phone: str | None = None
    good_hours: str | None = None
    zone: str | None = None
    email: str | None = None
    backup: Person | None = None
    """Who calls when the caller can't; None: the coordinator."""
    is_beyond_openings: bool = False
    """The hiring manager knows that others have the job's openings already, and hires all the same."""


async def feedback_changed(tx: Transaction, row: Candidacy, *, may_reveal: bool = False) -> None:
    """Follow a change of feedback or panel: reminders, the prompt to decide while nobody is awaited, the cards.

    `may_reveal`: it was feedback; taking people off the panel of a blind debrief brings nothing to light.
    """
    shown = await debrief(tx, row.id)
    if row.stage is Stage.DEBRIEF and not shown.is_decided:
        await keep_reminders(tx, row, shown)
        if shown.is_complete:
            shown = await reveal_complete(tx, row, shown) if may_reveal else shown
            await _bring_decision(tx, row, shown)
        elif shown.decision is None:
            await cancel_timers(tx, row.id, TimerKind.DECISION_REMINDER)
            await _take_prompt_back(tx, row)
    await follow_script(tx, row)
    await refresh(tx, row)


async def hand_over_prompt(tx: Transaction, row: Candidacy) -> None:
    """Take the prompt from whoever decided before; the new hiring manager gets it once it is time."""
    for card in await cards_of(tx, Surface.DECISION_PROMPT, row.id):
        if card.person_id != row.hiring_manager_id and card.part == 0:
            await remove_message(tx, card)


async def open_decision(tx: Transaction, *, candidacy_id: int, by: Person) -> tuple[Debrief, Contactable, list[Hired]]:
    """Return what the decision form shows, for whoever may decide: also where a decision stands already.

    The last are others hired for the same job, where they take all its openings.
    """
    row = await candidacy(tx, candidacy_id)
    await allow(tx, Action.DECIDE, by, row)
    shown = await _with_unplaced(tx, await debrief(tx, candidacy_id))
    if row.stage is Stage.CLOSED and not shown.is_decided:
        check_move(row, DECISIONS[Choice.HIRE])
    backup = (await person(tx, row.backup_id)).slack_id if row.backup_id else None
    known = Contactable(row.candidate_phone, row.good_hours, row.candidate_zone, row.candidate_email, backup)
    return shown, known, await _filling(tx, row, shown)


async def _with_unplaced(tx: Transaction, shown: Debrief) -> Debrief:
    """Count what people on the panel wrote directly and are yet to place: it may be about this candidate."""
    found = await unplaced_of(tx, [one.who.id for one in shown.seats])
    return replace(shown, seats=tuple(replace(one, unplaced=found.get(one.who.id, 0)) for one in shown.seats))


async def decide(tx: Transaction, deciding: Deciding, *, candidacy_id: int, seen: int, by: Person) -> Decision:
    """Keep a decision and start what follows; `seen` is how many had been made when the form was opened.

    Raises AlreadyDone, saying who decided what and when; NotNow; WrongField.
    """
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.DECIDE, by, row)
    before = await debrief(tx, row.id)
    if before.is_decided and before.decision is not None:
        if row.answer not in {None, Answer.NO_HIRE}:
            check_move(row, DECISIONS[deciding.choice])
        raise AlreadyDone(messages.already_decided(before.decision, by.id, by.zone))
    if before.decisions_made != seen:
        raise AlreadyDone(messages.changed_meanwhile(before.decision, by.id, by.zone))
    moved = check_move(row, DECISIONS[deciding.choice])
    _check(tx, deciding, by)
    if deciding.choice is Choice.HIRE:
        await _check_openings(tx, row, before, deciding)
        await _keep_contact(tx, row, before, deciding)
        await _keep_backup(tx, row, deciding)
    decision = _kept(tx, row, deciding, by)
    row.stage = moved.stage
    await tx.session.flush()
    await _follow(tx, row, decision)
    await refresh_receipts(tx, row)
    await refresh(tx, row)
    return decision


async def remind_of_decision(tx: Transaction, timer: Timer) -> None:
    """Bring the decision up again, a few times at most; where the morning note does, by that alone."""
    row = await lock(tx, timer.candidacy_id or 0)
    shown = await due_decision(tx, timer)
    if shown is None:
        return
    if not await comes_with_note(tx, timer, row.hiring_manager_id):
        await remind(tx, timer, row.hiring_manager_id, messages.decision_due(shown), candidacy=row)
    number = int(timer.key.rsplit(":", 1)[1])
    if number < MOST_REMINDERS:
        due = add_working_days(tx.now, 1, await working_hours(tx), shown.hiring_manager.zone)
        await _set_reminder(tx, shown, due, number + 1)


async def due_decision(tx: Transaction, timer: Timer) -> Debrief | None:
    """Return the debrief whose decision a timer brings up; None where it doesn't wait for one any more."""
    shown = await debrief(tx, timer.candidacy_id or 0)
    return None if shown.stage is not Stage.DEBRIEF or shown.is_decided else shown


async def _bring_decision(tx: Transaction, row: Candidacy, shown: Debrief) -> None:
    """Show the prompt; where no later date was set, remind a working day after the last feedback."""
    to = To(person_id=row.hiring_manager_id)
    await show_card(tx, Surface.DECISION_PROMPT, row.id, to, candidacy_id=row.id)
    if shown.decision is None:
        due = add_working_days(tx.now, 1, await working_hours(tx), shown.hiring_manager.zone)
        for number in range(1, MOST_REMINDERS + 1):  # those that were sent stay sent
            if await _set_reminder(tx, shown, due, number):
                return


async def _take_prompt_back(tx: Transaction, row: Candidacy) -> None:
    """Take the prompt away while somebody is awaited again; it comes anew, and is noticed, once all is in."""
    for card in await cards_of(tx, Surface.DECISION_PROMPT, row.id):
        if card.part == 0 and not card.is_to_be_removed and card.state is not DeliveryState.CANCELLED:
            await remove_message(tx, card)


async def _set_reminder(tx: Transaction, shown: Debrief, due: datetime, number: int) -> bool:
    """Set one reminder of the decision; return whether it is still to come."""
    key = f"decision_reminder:{shown.candidacy_id}:{shown.decisions_made}:{number}"
    timer = await set_timer(tx, TimerKind.DECISION_REMINDER, due, key=key, candidacy_id=shown.candidacy_id)
    return timer.state is TimerState.WAITING


def _check(tx: Transaction, deciding: Deciding, by: Person) -> None:
    if deciding.choice is not Choice.NOT_YET:
        return
    if deciding.revisit_on is None:
        raise WrongField(revisit_on="When will you decide? Choose a day, so that the candidate isn't left waiting.")
    if deciding.revisit_on <= today(tx, by.zone):
        raise WrongField(revisit_on="Choose a day after today; to decide today, choose hire or no hire.")


async def _filling(tx: Transaction, row: Candidacy, shown: Debrief) -> list[Hired]:
    """Return who else is hired for the job, if they take all its openings."""
    found = await hires_beside(tx, row)
    return found if len(found) >= shown.openings else []


async def _check_openings(tx: Transaction, row: Candidacy, shown: Debrief, deciding: Deciding) -> None:
    """Ask for a second look before more are hired than the job has openings; two who hire at once do it in turn."""
    filling = await _filling(tx, row, shown)
    if filling and not deciding.is_beyond_openings:
        text = openings_filled(shown, filling)
        raise WrongField(
            beyond_openings=f"{text} Tick this to hire all the same.",
            choice=f"{text} To hire all the same, tick it below, or open Decide again where there is nothing to tick.",
        )


async def _keep_contact(tx: Transaction, row: Candidacy, before: Debrief, deciding: Deciding) -> None:
    """Keep how the candidate is reached; raises WrongField for what can't be used."""
    wrong = {}
    zone, email = row.candidate_zone or before.hiring_manager.zone, row.candidate_email
    try:
        zone = zone_name(deciding.zone) if deciding.zone else zone
    except Unreadable as unreadable:
        wrong["zone"] = str(unreadable)
    try:
        email = mail_address(deciding.email) if deciding.email else email
    except Unreadable as unreadable:
        wrong["email"] = str(unreadable)
    theirs = await whose_address(tx, row, email)
    if theirs:
        wrong["email"] = theirs
    if wrong:
        raise WrongField(**wrong)
    row.candidate_zone, row.candidate_email = zone, email
    row.candidate_phone = deciding.phone or row.candidate_phone
    row.good_hours = deciding.good_hours or row.good_hours


async def _keep_backup(tx: Transaction, row: Candidacy, deciding: Deciding) -> None:
    """Keep who calls when the caller can't; raises WrongField for somebody who can't either."""
    if deciding.backup is not None:
        await check_backup(tx, row, deciding.backup, caller_id=row.caller_id)
    is_other = deciding.backup is not None and deciding.backup.id != row.coordinator_id
    row.backup_id = deciding.backup.id if deciding.backup and is_other else None


def _kept(tx: Transaction, row: Candidacy, deciding: Deciding, by: Person) -> Decision:
    decision = Decision(
        workspace_id=tx.workspace_id,
        candidacy_id=row.id,
        choice=deciding.choice,
        reason=deciding.reason,
        decided_by_id=by.id,
        decided_at=tx.now,
        revisit_on=deciding.revisit_on if deciding.choice is Choice.NOT_YET else None,
    )
    tx.session.add(decision)
    return decision


async def _follow(tx: Transaction, row: Candidacy, decision: Decision) -> None:
    """Post the decision in the thread, stop the reminders it answers, and start what it leads to."""
    await cancel_timers(tx, row.id, TimerKind.DECISION_REMINDER)
    shown = await debrief(tx, row.id)
    if shown.decision is not None and decision.choice is not Choice.NOT_YET:  # the card says that one
        note = messages.decision_posted(shown, shown.decision)
        root = await card_of(tx, row)
        key, lapses = f"decision:{decision.id}:posted", Lapse.WITH_DECISION
        await post(tx, row.debrief_channel, note, key=key, candidacy=row, root=root, lapses=lapses)
    to = To(person_id=row.hiring_manager_id)
    await show_card(tx, Surface.DECISION_PROMPT, row.id, to, candidacy_id=row.id)
    if decision.choice is Choice.NOT_YET:
        row.follow_up_on = decision.revisit_on
        on = decision.revisit_on or today(tx, shown.hiring_manager.zone)
        await _set_reminder(tx, shown, await start_of_work(tx, on, shown.hiring_manager.zone), 1)
        return
    await cancel_timers(tx, row.id, TimerKind.FEEDBACK_REMINDER)
    is_revealed = await reveal_decided(tx, row, decision)
    if decision.choice is Choice.HIRE:
        await prepare_call(tx, row)
        await _tell_panel(tx, row, decision, is_revealed=is_revealed)
        await bring_held_points(tx, row)
    else:
        await ask_to_tell(tx, row, decision)


async def _tell_panel(tx: Transaction, row: Candidacy, decision: Decision, *, is_revealed: bool) -> None:
    """Tell the panel of a hire, and that from now on they answer; whoever decides or calls knows it already."""
    shown = await debrief(tx, row.id)
    for person_id in sorted(shown.reachable_panel - {row.hiring_manager_id, row.caller_id}):
        note = hire_heard(shown, person_id, is_revealed=is_revealed)
        key = f"decision:{decision.id}:heard:{person_id}"
        await tell(tx, person_id, note, key=key, candidacy=row, lapses=Lapse.WITH_DECISION)
