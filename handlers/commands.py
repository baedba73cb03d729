"""The two slash commands: a word and what it does; any other word is taken for a name."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from handlers import candidacies, debriefs, decisions, meeting_requests, offer_calls, settings, stats
from handlers.payloads import Command

Subcommand = Callable[[AsyncAck, Command, str, AsyncBoltContext], Awaitable[None]]
"""(acknowledge, the command, what was typed behind the word, context)."""

DEBRIEF: Mapping[str, Subcommand] = {
    "edit": debriefs.edit_named,
    "decide": decisions.decide_named,
    "help": debriefs.show_usage,
}


OFFER: Mapping[str, Subcommand] = {
    "call": offer_calls.call_named,
    "ask": meeting_requests.ask_named,
    "answer": candidacies.answer_named,
    "stats": stats.show,
    "settings": settings.open_by_command,
    "help": candidacies.show_usage,
}


async def debrief_command(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Run `/debrief`: a subcommand, or a form prefilled from the text."""
    command = Command.of(body)
    run = DEBRIEF.get(command.first_word)
    if run is not None:
        await run(ack, command, command.rest, context)
    else:
        await debriefs.open_form(ack, command, command.text, context)


async def offer_command(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Run `/offer`: a subcommand, one's candidacies, or everything one may do for the one whose name was typed."""
    command = Command.of(body)
    run = OFFER.get(command.first_word)
    if run is not None:
        await run(ack, command, command.rest, context)
    else:
        await candidacies.show(ack, command, command.text, context)
