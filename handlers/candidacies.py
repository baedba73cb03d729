"""`/offer` with a name or none, the menu of what may be done, and finding the candidacy that a subcommand is about."""

from collections.abc import Awaitable, Callable, Mapping

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.blocks import View
from bot.messages.candidacies import (
    CHOOSE_CANDIDACY,
    candidacy_list,
    candidacy_shown,
    choosing_form,
    nothing_found,
    offer_usage,
)
from bot.process.candidacies import find_candidacies, list_candidacies, named_candidacies, open_candidacy
from bot.rules.access import Action
from handlers import (
    answers,
    debriefs,
    decisions,
    entered_feedback,
    held_points,
    meeting_requests,
    offer_calls,
    reveals,
    written_offers,
)
from handlers.door import transaction
from handlers.forms import show_form
from handlers.payloads import Body, Click, Command, Subcommand, Submission
from storage.standings import overviews

FormOf = Callable[[int, AsyncBoltContext], Awaitable[View]]
"""(the candidacy, context) → what opens for an action."""

FORMS: Mapping[Action, FormOf] = {
    Action.DECIDE: decisions.form_of,
    Action.EDIT_DEBRIEF: debriefs.edit_form_of,
    Action.READ_POINTS: reveals.points_of,
    Action.ENTER_FEEDBACK: entered_feedback.form_of,
    Action.OFFER_CALL: offer_calls.script_shown,
    Action.RELEASE_POINT: held_points.card_shown,
    Action.REQUEST_MEETING: meeting_requests.form_of,
    Action.WRITTEN_OFFER: written_offers.form_of,
    Action.RECORD_ANSWER: answers.form_of,
}


async def show(ack: AsyncAck, command: Command, typed: str, context: AsyncBoltContext) -> None:
    """Answer `/offer` with the list, `/offer <name>` with one candidacy, or with those a name may mean."""
    del command
    async with transaction(context) as tx:
        by = context["person"]
        if not typed:
            listed = await list_candidacies(tx, by=by)
            scope = "All of this workspace" if listed.is_everything else "Those you own"
            message = candidacy_list(listed.overviews, by.id, scope)
        elif len(found := await find_candidacies(tx, typed, by=by)) == 1:
            opened = await open_candidacy(tx, candidacy_id=found[0].id, by=by)
            message = candidacy_shown(
                opened.overview,
                opened.actions,
                reader_id=by.id,
                no_hire_to_tell=opened.no_hire_to_tell,
                has_end_to_tell=opened.has_end_to_tell,
                to_clear=opened.to_clear,
            )
        elif found:
            message = candidacy_list(await overviews(tx, found), by.id, "Which one?")
        else:
            mine = [row.candidate_name for row in await find_candidacies(tx, "", by=by)]
            message = nothing_found(typed, mine)
    await ack(**message.payload())


def opening(action: Action) -> Subcommand:
    """Make the subcommand that opens an action's form for the candidacy named, or the only one; else asks which."""

    async def subcommand(ack: AsyncAck, command: Command, typed: str, context: AsyncBoltContext) -> None:
        async with transaction(context) as tx:
            found = await named_candidacies(tx, typed, by=context["person"])
            jobs = {one.id: f"{one.name} · {one.job}" for one in await overviews(tx, found)}
        view = choosing_form(action, jobs) if len(found) > 1 else await FORMS[action](found[0].id, context)
        show_form(context, command.trigger_id, view)
        await ack()

    return subcommand


async def chosen(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Go on from the choice of a candidacy to the action's form."""
    action = Action(body["view"]["callback_id"].removeprefix(f"{CHOOSE_CANDIDACY}:"))
    view = await FORMS[action](int(Submission.of(body).choice("candidacy") or 0), context)
    await ack(response_action="update", view=view)


async def choose(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Do what was chosen from a candidacy's menu."""
    click = Click.of(body)
    word, _, value = click.value.partition(":")
    show_form(context, click.trigger_id, await FORMS[Action(word)](int(value), context))
    await ack()


async def press(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Do what a candidacy's button says."""
    click = Click.of(body)
    action = Action(click.action_id.partition(":")[2])
    show_form(context, click.trigger_id, await FORMS[action](click.id, context))
    await ack()


async def show_usage(ack: AsyncAck, command: Command, typed: str, context: AsyncBoltContext) -> None:
    """Explain the command, with the reader's own candidacies."""
    del command, typed
    async with transaction(context) as tx:
        mine = [row.candidate_name for row in await find_candidacies(tx, "", by=context["person"])]
    await ack(response_type="ephemeral", text=offer_usage(mine))
