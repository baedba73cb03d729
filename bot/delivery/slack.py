"""Sends to Slack: posts, redraws, removes and publishes; never twice what may already be there."""

import asyncio
import json
import logging
import traceback
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from bot.delivery.answers import LACKING, error_name, outcome_of
from bot.delivery.cards import Renderer
from bot.delivery.claims import Claim
from bot.delivery.lookup import EVENT_TYPE, look_up
from bot.delivery.outcome import TRIES_WITH_A_BUG, Outcome
from bot.messages.blocks import Message, View, clip_mrkdwn
from bot.rules.words import DeliveryState, Surface
from storage.database import Database
from storage.deliveries import Delivery
from storage.delivery_errors import UNCONFIRMED
from storage.people import person

TIMEOUT = 10
"""Seconds one call to Slack may take; a third of a claim's lease."""

LONGEST_TEXT = 3900
"""Characters of a message's `text`: chat.update refuses more than 4,000."""

REACTED = frozenset({"already_reacted", "no_reaction"})
"""Slack's words for a reaction that is as it should be already."""

log = logging.getLogger(__name__)


class Settled(Exception):
    """The attempt ends here, with this outcome."""

    def __init__(self, outcome: Outcome) -> None:
        """Take what became of it."""
        super().__init__(outcome.error)
        self.outcome = outcome


@dataclass(frozen=True)
class Drawing:
    """What is to be seen, as of a revision; nothing, when `shown` is None. `parts` counts a card's messages."""

    revision: int
    shown: Message | View | None
    parts: int = 0

    @property
    def digest(self) -> str:
        """A hash of what is to be seen: two drawings of one digest look the same."""
        seen = self.shown.payload() if isinstance(self.shown, Message) else self.shown
        return sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()


class SlackSender:
    """Makes one attempt at a claimed delivery. `client` carries the token, a shared session and no retry handlers."""

    def __init__(self, database: Database, client: AsyncWebClient, renderers: Mapping[Surface, Renderer]) -> None:
        """Take the parts; nothing is called yet."""
        self._database = database
        self._client = client
        self._renderers = renderers

    async def send(self, claim: Claim) -> Outcome:
        """Bring Slack to what the tables say about this delivery, and say what became of it."""
        root = claim.root
        if root is not None and root.ts is None and claim.row.ts is None:
            is_failed = root.state is DeliveryState.FAILED
            return Outcome(DeliveryState.FAILED, "root_failed") if is_failed else Outcome(DeliveryState.CANCELLED)
        drawing: Drawing | None = None
        try:
            drawing = await self._draw(claim)
            outcome = await self._send(claim, drawing)
        except Settled as settled:
            outcome = settled.outcome
        return replace(outcome, revision=drawing.revision) if drawing else outcome

    async def _send(self, claim: Claim, drawing: Drawing) -> Outcome:
        row = claim.row
        if row.surface is Surface.HOME:
            return await self._publish(claim, drawing)
        if row.surface is Surface.REACTION:
            return await self._react(claim, drawing)
        if drawing.shown is None and row.ts is None and not claim.was_unknown:
            return Outcome(DeliveryState.CANCELLED, parts=1)
        channel = await self._conversation(claim) if row.ts is None or not row.sent_channel else row.sent_channel
        ts = row.ts or (await self._find(claim, channel) if claim.must_be_looked_up else None)
        if drawing.shown is None:
            return await self._remove(channel, ts)
        if ts is None:
            return await self._post(claim, channel, drawing)
        return await self._redraw(claim, channel, ts, drawing)

    async def _draw(self, claim: Claim) -> Drawing:
        """Read the revision first, then the facts: what changes in between is drawn again."""
        try:
            async with self._database.reading(claim.row.workspace_id) as tx:
                query = select(Delivery).where(Delivery.workspace_id == tx.workspace_id, Delivery.id == claim.row.id)
                row = (await tx.session.execute(query)).scalar_one()
                if row.is_to_be_removed:
                    return Drawing(row.revision, None)
                if row.surface is None or row.subject_id is None:
                    payload = dict(row.payload or {})
                    return Drawing(row.revision, Message(payload.get("text", ""), payload.get("blocks") or []))
                shown = await self._renderers[row.surface](tx, row.subject_id, row.person_id)
        except Exception as error:  # one card that can't be drawn must not stop the outbox
            frames = "".join(traceback.format_tb(error.__traceback__))
            log.error("delivery %s could not be drawn: %s\n%s", claim.row.id, type(error).__name__, frames)  # noqa: TRY400  # its text may hold people's words
            has_given_up = claim.row.attempts >= TRIES_WITH_A_BUG and not isinstance(error, DBAPIError)
            state = DeliveryState.FAILED if has_given_up else _as_it_was(claim)
            raise Settled(_before_look_up(claim, Outcome(state, type(error).__name__))) from error
        if not isinstance(shown, list):
            return Drawing(row.revision, shown)
        is_first = row.part == 0
        return Drawing(row.revision, shown[row.part] if row.part < len(shown) else None, len(shown) if is_first else 0)

    async def _publish(self, claim: Claim, drawing: Drawing) -> Outcome:
        if not isinstance(drawing.shown, dict):
            return Outcome(DeliveryState.CANCELLED)
        if drawing.digest == claim.row.sent_digest:
            return Outcome(DeliveryState.DELIVERED, digest=drawing.digest, refunds="views.publish")
        slack_id, _ = await self._person(claim)
        publish = self._client.views_publish(user_id=slack_id, view=drawing.shown)
        await _call(publish, "views.publish", DeliveryState.PENDING, DeliveryState.PENDING)
        return Outcome(DeliveryState.DELIVERED, digest=drawing.digest)

    async def _react(self, claim: Claim, drawing: Drawing) -> Outcome:
        """Put our mark under somebody's message or take it away; where that can't be, it is left at that, quietly."""
        mark = drawing.shown
        if not isinstance(mark, dict):
            return Outcome(DeliveryState.CANCELLED)
        done = Outcome(DeliveryState.DELIVERED, digest=drawing.digest)
        was_never_there = not mark["is_on"] and claim.row.sent_digest is None and claim.row.attempts == 1
        if was_never_there or drawing.digest == claim.row.sent_digest:
            return done
        method = "reactions.add" if mark["is_on"] else "reactions.remove"
        react = self._client.reactions_add if mark["is_on"] else self._client.reactions_remove
        call = react(channel=mark["channel"], timestamp=mark["timestamp"], name=mark["name"])
        try:
            await _call(call, method, DeliveryState.PENDING, DeliveryState.PENDING)
        except Settled as settled:
            if settled.outcome.error in REACTED:
                return done
            if settled.outcome.state is DeliveryState.FAILED:
                return Outcome(DeliveryState.CANCELLED, settled.outcome.error)
            raise
        return done

    async def _conversation(self, claim: Claim) -> str:
        if claim.row.channel is not None:
            return claim.row.channel
        slack_id, channel = await self._person(claim)
        if channel is not None:
            return channel
        state = _as_it_was(claim)
        try:
            answer = await _call(self._client.conversations_open(users=slack_id), "conversations.open", state, state)
        except Settled as settled:
            if settled.outcome.error in LACKING:
                return slack_id  # posting to a user's id opens the conversation; its own id comes with the answer
            raise Settled(_before_look_up(claim, settled.outcome)) from settled
        return await self._remember(claim, str(answer["channel"]["id"]))

    async def _remember(self, claim: Claim, channel: str) -> str:
        async with self._database.transaction(claim.row.workspace_id) as tx:
            (await person(tx, claim.row.person_id or 0)).dm_channel = channel
        return channel

    async def _person(self, claim: Claim) -> tuple[str, str | None]:
        """Return somebody's Slack id and direct messages; whatever is owed to somebody without Slack ends here."""
        async with self._database.reading(claim.row.workspace_id) as tx:
            them = await person(tx, claim.row.person_id or 0)
            if them.slack_id is None:
                raise Settled(Outcome(DeliveryState.CANCELLED))
            return them.slack_id, them.dm_channel

    async def _find(self, claim: Claim, channel: str) -> str | None:
        """Look the message up; when Slack doesn't let us look, it is never blindly sent a second time."""
        method = "conversations.replies" if claim.row.root_id else "conversations.history"
        try:
            return await look_up(self._database, self._client, claim, channel)
        except Exception as error:
            outcome = outcome_of(error, method, unsent=DeliveryState.UNKNOWN, unsure=DeliveryState.UNKNOWN)
            raise Settled(replace(_before_look_up(claim, outcome), channel=channel)) from error

    async def _post(self, claim: Claim, channel: str, drawing: Drawing) -> Outcome:
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"token": claim.row.token}}
        post = self._client.chat_postMessage(
            channel=channel,
            thread_ts=claim.root.ts if claim.root else None,
            metadata=metadata,
            unfurl_links=False,
            unfurl_media=False,
            **_arguments(drawing.shown, claim.row.payload),
        )
        scope = "chat.postMessage"
        try:
            answer = await _call(post, scope, DeliveryState.PENDING, DeliveryState.UNKNOWN)
        except Settled as settled:
            if settled.outcome.error == "rate_limited":
                settled.outcome = replace(settled.outcome, closes=claim.row.lane.partition("/")[0])
            raise Settled(replace(settled.outcome, channel=channel)) from settled
        found, ts = str(answer.get("channel") or channel), str(answer["ts"])
        if found != channel and claim.row.person_id is not None:
            await self._remember(claim, found)
        channel = found
        return Outcome(DeliveryState.DELIVERED, channel=channel, ts=ts, parts=drawing.parts, digest=drawing.digest)

    async def _redraw(self, claim: Claim, channel: str, ts: str, drawing: Drawing) -> Outcome:
        """Bring a card up to date where Slack shows something else; a notice stays as it was posted."""
        done = Outcome(DeliveryState.DELIVERED, channel=channel, ts=ts, parts=drawing.parts, digest=drawing.digest)
        if claim.row.surface is None:
            return done
        if drawing.digest == claim.row.sent_digest:
            return replace(done, refunds="chat.update")
        update = self._client.chat_update(channel=channel, ts=ts, **_arguments(drawing.shown, None))
        try:
            await _call(update, "chat.update", DeliveryState.PENDING, DeliveryState.PENDING)
        except Settled as settled:
            raise Settled(replace(settled.outcome, channel=channel, ts=ts)) from settled
        return done

    async def _remove(self, channel: str, ts: str | None) -> Outcome:
        gone = Outcome(DeliveryState.CANCELLED, channel=channel, parts=1)
        if ts is None:
            return gone
        try:
            delete = self._client.chat_delete(channel=channel, ts=ts)
            await _call(delete, "chat.delete", DeliveryState.PENDING, DeliveryState.PENDING)
        except Settled as settled:
            if settled.outcome.error != "message_not_found":
                raise Settled(replace(settled.outcome, channel=channel, ts=ts)) from settled
        return gone


async def _call(
    call: Awaitable[AsyncSlackResponse], scope: str, unsent: DeliveryState, unsure: DeliveryState
) -> AsyncSlackResponse:
    """Make a call within its time; raises Settled with the outcome when it fails."""
    try:
        async with asyncio.timeout(TIMEOUT):
            return await call
    except Exception as error:
        log.info("%s failed: %s", scope, error_name(error))
        raise Settled(outcome_of(error, scope, unsent=unsent, unsure=unsure)) from error


def _as_it_was(claim: Claim) -> DeliveryState:
    return DeliveryState.UNKNOWN if claim.must_be_looked_up else DeliveryState.PENDING


def _before_look_up(claim: Claim, outcome: Outcome) -> Outcome:
    """Note on a failure that came before the look-up was done that the message may be in Slack all the same."""
    if claim.must_be_looked_up and outcome.state is DeliveryState.FAILED:
        return replace(outcome, error=f"{UNCONFIRMED}{outcome.error}")
    return outcome


def _arguments(shown: Message | View | None, payload: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what is said as arguments of the call: a notice's as it was stored, a card's with both parts."""
    if payload is not None:
        return dict(payload)
    if not isinstance(shown, Message):
        raise TypeError("a message was to be drawn, not a view")
    return {"text": clip_mrkdwn(shown.text, LONGEST_TEXT), "blocks": shown.blocks}
