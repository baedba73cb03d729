"""Opening, changing and closing a debrief."""

from datetime import datetime, time

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.blocks import View
from bot.messages.debrief_forms import (
    IS_BLIND,
    MOST_OPENINGS,
    PUBLIC_IS_FINE,
    TAKES_OFF_GIVEN,
    Prefilled,
    closing_form,
    editing_form,
    opening_form,
    usage,
)
from bot.messages.panels import replace_form
from bot.process.access import Action, allow
from bot.process.candidacies import find_candidacies
from bot.process.debrief_edits import DebriefChange, edit_debrief, open_edit, replace_interviewer
from bot.process.debriefs import NewDebrief, close_debrief, default_due, open_debrief
from bot.process.outsiders import names_in
from bot.process.panels import awaited_seat, go_on_without
from bot.process.refusals import WrongField
from bot.process.times import instant
from bot.rules.debrief_text import read_debrief
from handlers import decisions, entered_feedback, reveals
from handlers.channels import check_channel
from handlers.door import meet, transaction
from handlers.forms import show_form
from handlers.payloads import Body, Click, Command, Submission
from storage.database import Transaction
from storage.people import Person, people
from storage.workspaces import settings


async def open_form(ack: AsyncAck, command: Command, typed: str, context: AsyncBoltContext) -> None:
    """Open the form, filled with what could be read of the text; nothing readable gets the usage."""
    if typed and not any(sign.isalnum() for sign in typed):
        await show_usage(ack, command, typed, context)
        return
    await _open(command.trigger_id, typed, context)
    await ack()


async def open_empty_form(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form from App Home."""
    await _open(Click.of(body).trigger_id, "", context)
    await ack()


async def save(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the debrief: check the channel with Slack first, then keep everything at once."""
    form = Submission.of(body)
    by: Person = context["person"]
    known = await _people_of(form, context)
    channel = form.channel("channel")
    if channel is None:
        raise WrongField(channel="Choose the channel where the debrief is held.")
    due_at = _due(form, by)
    await check_channel(context, channel, public_is_fine=bool(form.choices(PUBLIC_IS_FINE)))
    new = NewDebrief(
        candidate=_line(form, "candidate"),
        job=_line(form, "job"),
        hiring_manager=_chosen(form, "hiring_manager", known),
        interviewers=[known[one] for one in form.users("interviewers")],
        outsiders=names_in(form.text("outsiders")),
        coordinator=_chosen(form, "coordinator", known),
        channel=channel,
        due_at=due_at,
        email=form.text("email"),
        openings=_openings(form),
        is_blind=bool(form.choices(IS_BLIND)),
    )
    async with transaction(context) as tx:
        await open_debrief(tx, new, by=by)
    await ack()


async def open_edit_form(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the editing form from a button whose value is the candidacy."""
    click = Click.of(body)
    async with transaction(context) as tx:
        view = await _editing(tx, click.id, context)
    show_form(context, click.trigger_id, view)
    await ack()


async def edit_form_of(candidacy_id: int, context: AsyncBoltContext) -> View:
    """Return the form of panel, dates and owners."""
    async with transaction(context) as tx:
        return await _editing(tx, candidacy_id, context)


async def save_edit(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Keep the changes."""
    form = Submission.of(body)
    by: Person = context["person"]
    known = await _people_of(form, context)
    interviews = {
        int(block_id.removeprefix("interview_")): form.date(block_id)
        for block_id in form.fields
        if block_id.startswith("interview_")
    }
    change = DebriefChange(
        hiring_manager=_chosen(form, "hiring_manager", known),
        interviewers=[known[one] for one in form.users("interviewers")],
        outsiders=names_in(form.text("outsiders")),
        coordinator=_chosen(form, "coordinator", known),
        due_at=_due(form, by),
        email=form.text("email"),
        interviews=interviews,
        openings=_openings(form),
        takes_off_given=bool(form.choices(TAKES_OFF_GIVEN)),
    )
    async with transaction(context) as tx:
        await edit_debrief(tx, change, candidacy_id=form.ids["candidacy"], by=by)
    await ack()


async def menu(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Do what was chosen from the card's menu."""
    click = Click.of(body)
    word, _, value = click.value.partition(":")
    if word == "decide":
        await decisions.open_for(int(value), click.trigger_id, context)
    elif word in {"reveal", "enter"}:
        view = await (reveals if word == "reveal" else entered_feedback).form_of(int(value), context)
        show_form(context, click.trigger_id, view)
    else:
        async with transaction(context) as tx:
            view = await (_closing if word == "close" else _editing)(tx, int(value), context)
        show_form(context, click.trigger_id, view)
    await ack()


async def close(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Close a candidacy without a decision."""
    form = Submission.of(body)
    async with transaction(context) as tx:
        await close_debrief(
            tx, candidacy_id=form.ids["candidacy"], reason=form.text("reason") or "", by=context["person"]
        )
    await ack()


async def go_on(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Stop waiting for one interviewer."""
    async with transaction(context) as tx:
        await go_on_without(tx, seat_id=Click.of(body).id, by=context["person"])
    await ack()


async def open_replace_form(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Ask who takes the place of an interviewer whose feedback is missing."""
    click = Click.of(body)
    async with transaction(context) as tx:
        view = replace_form(*await awaited_seat(tx, seat_id=click.id, by=context["person"]))
    show_form(context, click.trigger_id, view)
    await ack()


async def replace(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Give an interviewer's place to somebody else."""
    form = Submission.of(body)
    known = await meet(context, [one for one in [form.user("instead")] if one])
    instead = _chosen(form, "instead", known)
    async with transaction(context) as tx:
        await replace_interviewer(tx, seat_id=form.ids["seat"], instead=instead, by=context["person"])
    await ack()


async def show_usage(ack: AsyncAck, command: Command, typed: str, context: AsyncBoltContext) -> None:
    """Explain the command, with the reader's own candidacies."""
    del command, typed
    async with transaction(context) as tx:
        mine = [row.candidate_name for row in await find_candidacies(tx, "", by=context["person"])]
    await ack(response_type="ephemeral", text=usage(mine))


async def _open(trigger_id: str, typed: str, context: AsyncBoltContext) -> None:
    by: Person = context["person"]
    read = read_debrief(typed)
    async with transaction(context) as tx:
        await allow(tx, Action.OPEN_DEBRIEF, by)
        chosen = await settings(tx)
        coordinator = (await people(tx, [chosen.coordinator_id])).get(chosen.coordinator_id or 0, by)
        known = Prefilled(
            zone=by.zone,
            due_at=await default_due(tx, by.zone),
            candidate=read.candidate or None,
            job=read.job or None,
            hiring_manager=read.hiring_manager_id,
            coordinator=coordinator.slack_id,
            channel=chosen.debrief_channel,
            interviewers=read.user_ids,
            is_blind=chosen.is_blind_by_default,
            unknown=read.unknown,
        )
    show_form(context, trigger_id, opening_form(known))


async def _editing(tx: Transaction, candidacy_id: int, context: AsyncBoltContext) -> View:
    by: Person = context["person"]
    shown, email = await open_edit(tx, candidacy_id=candidacy_id, by=by)
    return editing_form(shown, by.zone, email)


async def _closing(tx: Transaction, candidacy_id: int, context: AsyncBoltContext) -> View:
    shown, _ = await open_edit(tx, candidacy_id=candidacy_id, by=context["person"])
    return closing_form(shown)


async def _people_of(form: Submission, context: AsyncBoltContext) -> dict[str, Person]:
    named_people = [form.user("hiring_manager"), form.user("coordinator"), *form.users("interviewers")]
    return await meet(context, [one for one in named_people if one])


def _chosen(form: Submission, field: str, known: dict[str, Person]) -> Person:
    slack_id = form.user(field)
    if slack_id is None:
        raise WrongField(**{field: "Choose somebody."})
    return known[slack_id]


def _due(form: Submission, by: Person) -> datetime:
    day = form.date("due_on")
    if day is None:
        raise WrongField(due_on="Choose a day.")
    return instant(day, form.time("due_time") or time(12), by.zone, field="due_time")


def _openings(form: Submission) -> int | None:
    """Return how many are to be hired; raises WrongField for what is no such number."""
    typed = form.text("openings")
    if typed is None:
        return None
    if not typed.isdecimal() or not 1 <= int(typed) <= MOST_OPENINGS:
        raise WrongField(openings=f"How many are to be hired for this job? A number from 1 to {MOST_OPENINGS}.")
    return int(typed)


def _line(form: Submission, field: str) -> str:
    """Return one line of text, its spaces tidied; raises WrongField when nothing is left."""
    text = " ".join((form.text(field) or "").split())
    if not text:
        raise WrongField(**{field: "Please fill this in."})
    return text
