"""The buttons of the head of talent's card of held points."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.blocks import View, safe
from bot.process.held_points import rule_on_held_point, show_held_points
from handlers.door import transaction
from handlers.errors import told
from handlers.payloads import Body, Click


async def release(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Release a point, so that the caller reads it to the candidate."""
    async with transaction(context) as tx:
        await rule_on_held_point(tx, held_point_id=Click.of(body).id, is_released=True, by=context["person"])
    await ack()


async def keep(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Keep a point inside the team."""
    async with transaction(context) as tx:
        await rule_on_held_point(tx, held_point_id=Click.of(body).id, is_released=False, by=context["person"])
    await ack()


async def card_shown(candidacy_id: int, context: AsyncBoltContext) -> View:
    """Show what is held in the asker's direct messages; returns a view that says so."""
    async with transaction(context) as tx:
        row, address = await show_held_points(tx, candidacy_id=candidacy_id, by=context["person"])
    said = f"What is held of the feedback on {safe(row.candidate_name)} is in your direct messages with me"
    return told(f"{said}, at the end." if address is None else f"{said}: *<{address}|open it>*.")
