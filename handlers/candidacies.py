"""`/offer`: one's candidacies, one of them by name, and the menu of what may be done."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.candidacies import candidacy_list, candidacy_shown, nothing_found, offer_usage
from bot.process.candidacies import find_candidacies, list_candidacies, open_candidacy
from bot.rules.access import Action
from handlers import answers, debriefs, decisions, meeting_requests, offer_calls
from handlers.door import transaction
from handlers.errors import told
from handlers.payloads import Click, Command
from storage.candidacies import Candidacy
from storage.standings import overviews

Opener = Callable[[int, str, AsyncBoltContext], Awaitable[None]]
"""(the candidacy, trigger, context) → opens what the action needs."""


async def show_call(candidacy_id: int, trigger_id: str, context: AsyncBoltContext) -> None:
    """Bring the call script to the top of the asker's direct messages."""
    said = await offer_calls.show_script(candidacy_id, context)
    context["door"].soon(context.client.views_open(trigger_id=trigger_id, view=told(said)))


async def edit(candidacy_id: int, trigger_id: str, context: AsyncBoltContext) -> None:
    """Open the form of panel, dates and owners."""
    view = await debriefs.edit_form_of(candidacy_id, context)
    context["door"].soon(context.client.views_open(trigger_id=trigger_id, view=view))


async def ask(candidacy_id: int, trigger_id: str, context: AsyncBoltContext) -> None:
    """Open the form of a request."""
    view = await meeting_requests.form_of(candidacy_id, context)
    context["door"].soon(context.client.views_open(trigger_id=trigger_id, view=view))


OPENERS: Mapping[Action, Opener] = {
    Action.DECIDE: decisions.open_for,
    Action.EDIT_DEBRIEF: edit,
    Action.OFFER_CALL: show_call,
    Action.REQUEST_MEETING: ask,
    Action.RECORD_ANSWER: answers.open_for,
}


async def show(ack: AsyncAck, command: Command, typed: str, context: AsyncBoltContext) -> None:
    """Answer `/offer` with the list, `/offer <name>` with one candidacy, or with those a name may mean."""
    del command
    if not typed:
        async with transaction(context) as tx:
            listed = await list_candidacies(tx, by=context["person"])
        scope = "All of this workspace" if listed.is_everything else "Those you own"
        await ack(**candidacy_list(listed.overviews, context["person"].id, scope).payload())
        return
    found = await _found(typed, context)
    if len(found) == 1:
        async with transaction(context) as tx:
            opened = await open_candidacy(tx, candidacy_id=found[0].id, by=context["person"])
        await ack(**candidacy_shown(opened.overview, opened.actions).payload())
    else:
        await _offer_choice(ack, typed, found, context)


async def answer_named(ack: AsyncAck, command: Command, typed: str, context: AsyncBoltContext) -> None:
    """Open the answer's form for the candidacy whose name was typed, or for the only one; else list those meant."""
    found = await _found(typed, context)
    if len(found) == 1:
        await answers.open_for(found[0].id, command.trigger_id, context)
        await ack()
    else:
        await _offer_choice(ack, typed, found, context)


async def choose(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Do what was chosen from a candidacy's menu."""
    click = Click.of(body)
    word, _, value = click.value.partition(":")
    await OPENERS[Action(word)](int(value), click.trigger_id, context)
    await ack()


async def press(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Do what a candidacy's button says."""
    click = Click.of(body)
    await OPENERS[Action(click.action_id.partition(":")[2])](click.id, click.trigger_id, context)
    await ack()


async def show_usage(ack: AsyncAck, command: Command, typed: str, context: AsyncBoltContext) -> None:
    """Explain the command, with the reader's own candidacies."""
    del command, typed
    async with transaction(context) as tx:
        mine = [row.candidate_name for row in await find_candidacies(tx, "", by=context["person"])]
    await ack(response_type="ephemeral", text=offer_usage(mine))


async def _found(typed: str, context: AsyncBoltContext) -> list[Candidacy]:
    async with transaction(context) as tx:
        return await find_candidacies(tx, typed, by=context["person"])


async def _offer_choice(ack: AsyncAck, typed: str, found: Sequence[Candidacy], context: AsyncBoltContext) -> None:
    async with transaction(context) as tx:
        rows = await overviews(tx, found)
        mine = [row.candidate_name for row in await find_candidacies(tx, "", by=context["person"])]
    if not rows:
        await ack(response_type="ephemeral", text=nothing_found(typed, mine))
    else:
        await ack(**candidacy_list(rows, context["person"].id, "Which one?").payload())
