"""The two slash commands: a word and what it does; any other word is taken for a name."""

from collections.abc import Mapping

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.rules.access import Action
from bot.rules.text import unescape
from handlers import callers, candidacies, debriefs, directory, settings, stats
from handlers.payloads import Body, Command, Subcommand

DEBRIEF: Mapping[str, Subcommand] = {
    "edit": candidacies.opening(Action.EDIT_DEBRIEF),
    "decide": candidacies.opening(Action.DECIDE),
    "enter": candidacies.opening(Action.ENTER_FEEDBACK),
    "help": debriefs.show_usage,
}


OFFER: Mapping[str, Subcommand] = {
    "call": callers.or_taking(candidacies.opening(Action.OFFER_CALL)),
    "ask": candidacies.opening(Action.REQUEST_MEETING),
    "sent": candidacies.opening(Action.WRITTEN_OFFER),
    "answer": candidacies.opening(Action.RECORD_ANSWER),
    "people": directory.open_by_command,
    "stats": stats.show,
    "settings": settings.open_by_command,
    "help": candidacies.show_usage,
}


async def debrief_command(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Run `/debrief`: a subcommand, or a form prefilled from the text."""
    command = Command.of(body)
    run = DEBRIEF.get(command.first_word)
    if run is not None:
        await run(ack, command, command.rest, context)
    else:
        await debriefs.open_form(ack, command, command.text, context)


async def offer_command(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Run `/offer`: a subcommand, one's candidacies, or everything one may do for the one whose name was typed."""
    command = Command.of(body)
    run = OFFER.get(command.first_word)
    if run is not None:
        await run(ack, command, command.rest, context)
    else:
        await candidacies.show(ack, command, unescape(command.text), context)
