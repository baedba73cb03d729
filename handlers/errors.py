"""The one error handler: refusals become answers where the person is, bugs a reference id and a 500."""

import json
import logging
import traceback
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from uuid import uuid4

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncBoltContext
from slack_bolt.error import BoltUnhandledRequestError

from bot.messages.blocks import safe, sections
from bot.messages.forms import asking_which, form, left_open
from bot.process.refusals import NotAllowed, NotSaved, Refusal, WhichOfTwo
from bot.rules.text import in_quotes
from handlers.door import NO_ANSWER, Door, say_privately, unreceived
from storage.audit import record
from storage.database import Transaction
from storage.outbox import redraw
from storage.receipts import AlreadyHandled

log = logging.getLogger(__name__)

TO_NOTE = 0.3
"""Seconds for noting a refusal, which Slack still waits when the time to store anything is over."""

BROKEN = "Something broke on our side and nothing was saved. Please try again; the reference is {}."


async def answer_error(error: Exception, body: dict[str, Any], context: AsyncBoltContext) -> BoltResponse:
    """Map whatever a listener raised to an answer."""
    if isinstance(error, AlreadyHandled | BoltUnhandledRequestError):
        return BoltResponse(status=200)
    if isinstance(error, NotAllowed):
        await _aside(context, partial(_audit, error))
    if isinstance(error, Refusal):
        await draw_again(error, context)
        if "event" in body:
            return BoltResponse(status=503 if isinstance(error, NotSaved) else 200)
        if isinstance(error, WhichOfTwo) and body.get("type") == "view_submission":
            return _which_of_two(error, body["view"])
        return _answer(str(error), error.fields, body, context)
    reference = uuid4().hex[:8]
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("reference %s: %s\n%s", reference, type(error).__name__, frames)
    if "event" in body:
        return BoltResponse(status=500)
    return _answer(BROKEN.format(reference), {}, body, context)


def _answer(text: str, fields: dict[str, str], body: dict[str, Any], context: AsyncBoltContext) -> BoltResponse:
    if body.get("type") == "view_submission":
        return _in_form(text, fields, body["view"])
    if "command" in body:
        return _json({"response_type": "ephemeral", "text": safe(text)})
    door: Door | None = context.get("door")
    if door is None:
        return BoltResponse(status=500)
    if body.get("response_url"):
        door.soon(say_privately(door.client, body, safe(text)))
    elif body.get("trigger_id"):
        show = door.client.views_push if (body.get("view") or {}).get("type") == "modal" else door.client.views_open
        door.soon(_show(door, show(trigger_id=body["trigger_id"], view=told(safe(text))), body, safe(text)))
    return BoltResponse(status=200)


def _which_of_two(error: WhichOfTwo, view: dict[str, Any]) -> BoltResponse:
    """Ask in the form which of two is meant; where it is asked already, say there that it needs an answer."""
    unanswered = left_open(view, error.fields)
    if unanswered:
        return _json({"response_action": "errors", "errors": unanswered})
    return _json({"response_action": "update", "view": asking_which(view, error.fields)})


def told(mrkdwn: str) -> dict[str, Any]:
    """Make a view that only says something; typed text in it has gone through `safe()`."""
    return form("told", "Reverse Interview", sections([mrkdwn]), submit=None, close="Close")


def _in_form(text: str, fields: dict[str, str], view: dict[str, Any]) -> BoltResponse:
    inputs = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    errors = {block_id: in_quotes(said) for block_id, said in fields.items() if block_id in inputs}
    if not errors and inputs:
        errors = {inputs[0]: in_quotes(text)}
    if errors:
        return _json({"response_action": "errors", "errors": errors})
    return _json({"response_action": "update", "view": told(safe(text))})


async def _show(door: Door, opening: Awaitable[object], body: dict[str, Any], mrkdwn: str) -> None:
    """Say it in a view; where that can't be opened, say it privately."""
    try:
        await opening
    except NO_ANSWER:
        await say_privately(door.client, body, mrkdwn)


async def draw_again(error: Refusal, context: AsyncBoltContext) -> None:
    """Have what was out of date drawn again."""
    if error.cards:
        await _aside(context, partial(_redraw, error))


async def _redraw(error: Refusal, tx: Transaction) -> None:
    for surface, subject_id in error.cards:
        await redraw(tx, surface, subject_id)


async def _audit(error: NotAllowed, tx: Transaction) -> None:
    await record(tx, error.act, person_id=error.person_id, candidacy_id=error.candidacy_id, was_denied=True)


async def _aside(context: AsyncBoltContext, note: Callable[[Transaction], Awaitable[None]]) -> None:
    """Note something of a refusal in a transaction of its own, as the refused act's is rolled back.

    Where the database has no time for it, whoever asked is answered all the same.
    """
    try:
        async with unreceived(context, TO_NOTE) as tx:
            await note(tx)
    except NotSaved as error:
        log.error("what was refused could not be noted: %s", type(error.__cause__).__name__)  # noqa: TRY400  # its text may hold people's words


def _json(answer: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(answer), headers={"Content-Type": ["application/json"]})
