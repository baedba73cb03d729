"""The two slash commands: a word and what it does; any other word is taken for a name."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from handlers import debriefs, decisions
from handlers.payloads import Command

Subcommand = Callable[[AsyncAck, Command, str, AsyncBoltContext], Awaitable[None]]
"""(acknowledge, the command, what was typed behind the word, context)."""

DEBRIEF: Mapping[str, Subcommand] = {
    "edit": debriefs.edit_named,
    "decide": decisions.decide_named,
    "help": debriefs.show_usage,
}


async def debrief_command(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Run `/debrief`: a subcommand, or a form prefilled from the text."""
    command = Command.of(body)
    run = DEBRIEF.get(command.first_word)
    if run is not None:
        await run(ack, command, command.rest, context)
    else:
        await debriefs.open_form(ack, command, command.text, context)
