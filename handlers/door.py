"""The door every Slack request comes through: who asks, whether it came before, one transaction with a deadline."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Hashable, Iterable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from aiohttp import ClientError
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncBoltContext, AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.process.profiles import take_in_profiles
from bot.process.refusals import NotSaved, Refusal
from bot.rules.text import storable
from bot.rules.typed_values import zone_names
from bot.rules.words import Standing
from handlers.intake import Intake, Work
from storage.database import Database, Transaction
from storage.people import FRESH_FOR, Person, Profile, by_slack_ids
from storage.receipts import take_receipt

ANSWER_WITHIN = 2.5
"""Seconds from a request's arrival until it must have been stored; Slack gives up after 3."""

NOT_SAVED = "Not saved: that took too long or something is down. Nothing was changed; please try again."
NOT_LOOKED_UP = "Slack didn't answer when I looked a person up. Nothing was changed; please try again in a moment."

NOBODY_KNOWN = (
    "This Slack server doesn't tell me who people are, so I can't let anybody do anything. "
    "Please tell whoever runs this bot: `reverse-interview doctor` shows what is missing (users:read, users.info)."
)

NOT_SHOWN = "I couldn't open what you asked for (Slack: {}). Nothing you entered is lost; please try again."

NO_ANSWER = (SlackApiError, ClientError, OSError, TimeoutError)
"""What a call to Slack raises where it is refused, cut off or not answered."""

TOLD_BY_SLACK = frozenset(
    {
        "member_joined_channel",
        "channel_left",
        "group_left",
        "channel_archive",
        "group_archive",
        "channel_unarchive",
        "group_unarchive",
        "channel_shared",
    }
)
"""Events that name a user who asks the bot for nothing, and may be the bot itself."""

ASKED: ContextVar[dict[str, Any] | None] = ContextVar("ASKED", default=None)
"""The command, press or form that is being answered."""

log = logging.getLogger(__name__)


@dataclass
class Door:
    """What handlers need of the rest: the facts, Slack, and a place for tasks that go on after the answer."""

    database: Database
    client: AsyncWebClient
    tasks: set[asyncio.Task[object]] = field(default_factory=set)
    intake: Intake = field(init=False)

    def __post_init__(self) -> None:
        """Open the intake."""
        self.intake = Intake(self.database, self.tasks)

    def soon(self, work: Coroutine[Any, Any, object]) -> None:
        """Do something after the answer (open a form, say); its failure is told to who asked, and undoes nothing."""
        task = asyncio.ensure_future(self._do(work))
        self.tasks.add(task)
        task.add_done_callback(self._ended)

    async def _do(self, work: Coroutine[Any, Any, object]) -> None:
        """Do it; where Slack won't show what somebody asked for, say so to them."""
        try:
            await work
        except NO_ANSWER as error:
            body = ASKED.get()
            if body is None:
                raise
            said = error.response.get("error") if isinstance(error, SlackApiError) else type(error).__name__
            name = said or "no answer"
            log.warning("a form could not be shown: %s", name)
            await say_privately(self.client, body, NOT_SHOWN.format(name))

    def _ended(self, task: asyncio.Task[object]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("after the answer: %s", type(error).__name__)

    async def enter(
        self,
        body: dict[str, Any],
        context: AsyncBoltContext,
        req: AsyncBoltRequest,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002  # Bolt passes it by this name
    ) -> BoltResponse | None:
        """Run before every listener: note who asks, and leave what the bot itself did alone."""
        del req
        context["door"] = self
        context["arrived"] = time.monotonic()
        if "workspace_id" not in context["authorize_result"]:  # that the app was removed: Bolt lets it in unasked
            return BoltResponse(status=200)
        context["workspace_id"] = context["authorize_result"]["workspace_id"]
        if _is_own(body, context.bot_user_id, context.bot_id):
            return BoltResponse(status=200)
        context["receipt"] = _receipt(body)
        ASKED.set(None if "event" in body else body)
        asking = _asking(body)
        if asking is not None:
            known = await meet(context, [asking])
            context["person"] = known[asking]
        await next()
        return None


async def say_privately(client: AsyncWebClient, body: dict[str, Any], mrkdwn: str) -> None:
    """Say something to whoever asked, where they are and to them alone, or else by direct message."""
    if not (body.get("response_url") and await _answered(client, body["response_url"], mrkdwn)):
        await client.chat_postMessage(channel=_asking(body) or "", text=mrkdwn)


async def _answered(client: AsyncWebClient, response_url: str, mrkdwn: str) -> bool:
    """Whether what was said was taken where somebody asked; the address is good for half an hour and five answers."""
    webhook = AsyncWebhookClient(response_url, session=client.session)
    webhook.proxy = client.proxy  # of itself it would take the environment's, which leads out of this machine
    try:
        answer = await webhook.send(text=mrkdwn, response_type="ephemeral", replace_original=False)
    except (ClientError, OSError, TimeoutError):
        return False
    return answer.status_code == HTTPStatus.OK


@asynccontextmanager
async def transaction(context: AsyncBoltContext) -> AsyncIterator[Transaction]:
    """Open the request's one transaction; its receipt comes first, and past the deadline nothing is kept.

    Raises AlreadyHandled when this very request was stored before, NotSaved when time or the database failed us.
    """
    async with unreceived(context) as tx:
        if context.get("receipt"):
            await take_receipt(tx, context["receipt"])
        yield tx


@asynccontextmanager
async def unreceived(context: AsyncBoltContext, at_least: float = 0) -> AsyncIterator[Transaction]:
    """Open a transaction after which the same request may still come again; raises NotSaved as the other does.

    `at_least`: seconds it may take however late it is.
    """
    door: Door = context["door"]
    left = context["arrived"] + ANSWER_WITHIN - time.monotonic()
    try:
        async with asyncio.timeout(max(left, at_least)), door.database.transaction(context["workspace_id"]) as tx:
            yield tx
    except (TimeoutError, OSError, DBAPIError, PoolTimeout) as error:
        raise NotSaved(NOT_SAVED) from error


async def store(context: AsyncBoltContext, thread: Hashable, work: Work) -> None:
    """Have a message stored, with others of its thread that come at the same moment; its receipt comes first.

    Raises AlreadyHandled when this very message was stored before, NotSaved when time or the database failed us.
    """
    door: Door = context["door"]
    left = context["arrived"] + ANSWER_WITHIN - time.monotonic()
    try:
        async with asyncio.timeout(left):
            await door.intake.store(context["workspace_id"], thread, context.get("receipt"), work)
    except (TimeoutError, OSError, DBAPIError, PoolTimeout) as error:
        raise NotSaved(NOT_SAVED) from error


async def meet(context: AsyncBoltContext, slack_ids: Iterable[str]) -> dict[str, Person]:
    """Return these Slack users as people, by Slack id; who is unknown or was met over a day ago is looked up first.

    Raises NotSaved when Slack can't be asked.
    """
    door: Door = context["door"]
    wanted = {one for one in slack_ids if one}
    left = max(0.1, context["arrived"] + ANSWER_WITHIN - time.monotonic())
    try:
        async with asyncio.timeout(left), door.database.reading(context["workspace_id"]) as tx:
            known = await by_slack_ids(tx, wanted)
            old = [one for one in wanted if one not in known or tx.real - known[one].refreshed_at > FRESH_FOR]
    except (TimeoutError, OSError, DBAPIError, PoolTimeout) as error:
        raise NotSaved(NOT_SAVED) from error
    if not old:
        return known
    client = context.client
    left = max(0.1, context["arrived"] + ANSWER_WITHIN - time.monotonic())
    try:
        async with asyncio.timeout(left):
            profiles = await asyncio.gather(*(look_up(client, context.team_id or "", one) for one in old))
            async with door.database.transaction(context["workspace_id"]) as tx:
                await take_in_profiles(tx, profiles)
                return await by_slack_ids(tx, wanted)
    except (*NO_ANSWER, DBAPIError) as error:
        raise NotSaved(NOT_LOOKED_UP) from error


def profile_of(user: dict[str, Any], team_id: str) -> Profile:
    """Read a Slack user object; a user of another workspace is foreign whatever else they are."""
    profile = user.get("profile") or {}
    return Profile(
        slack_id=user["id"],
        name=_name(user, profile),
        email=profile.get("email") or None,
        zone=user["tz"] if user.get("tz") in zone_names() else None,
        title=profile.get("title") or None,
        standing=_standing(user, team_id),
    )


def _name(user: dict[str, Any], profile: dict[str, Any]) -> str:
    names = (profile.get("real_name"), user.get("real_name"), profile.get("display_name"), user.get("name"))
    tidied = (" ".join(storable(name).split()) for name in names if isinstance(name, str))
    return next((name for name in tidied if name), user["id"])


async def look_up(client: AsyncWebClient, team_id: str, slack_id: str) -> Profile:
    """Ask Slack who somebody is; whoever it doesn't show us is foreign."""
    try:
        answer = await client.users_info(user=slack_id)
    except SlackApiError as error:
        name = error.response.get("error")
        if name in {"user_not_found", "user_not_visible"}:
            return Profile(slack_id, slack_id, None, None, None, Standing.FOREIGN)
        if name in {"unknown_method", "missing_scope"}:
            raise Refusal(NOBODY_KNOWN) from error
        raise
    return profile_of(answer["user"], team_id)


def _standing(user: dict[str, Any], team_id: str) -> Standing:
    checks = (
        (bool(user.get("deleted")), Standing.DEACTIVATED),
        (bool(user.get("is_bot")) or user["id"] == "USLACKBOT", Standing.BOT),
        (not _is_ours(user, team_id) or bool(user.get("is_stranger")), Standing.FOREIGN),
        (bool(user.get("is_restricted") or user.get("is_ultra_restricted")), Standing.GUEST),
        (bool(user.get("is_admin") or user.get("is_owner")), Standing.ADMIN),
    )
    return next((standing for holds, standing in checks if holds), Standing.MEMBER)


def _is_ours(user: dict[str, Any], team_id: str) -> bool:
    """Whether they belong to the workspace; in an organization one may belong to several, only one of them home."""
    of_organization = (user.get("enterprise_user") or {}).get("teams") or []
    return (user.get("team_id") or team_id) == team_id or team_id in of_organization


def _asking(body: dict[str, Any]) -> str | None:
    """Whose act it is: the presser or typist; for a message its writer; nobody's where Slack tells news."""
    if "event" in body:
        event = body["event"]
        if event.get("type") in TOLD_BY_SLACK:
            return None
        message = event.get("message") or event.get("previous_message") or event
        if message.get("bot_id"):
            return None
        user = message.get("user") if event.get("type") == "message" else event.get("user")
        return user if isinstance(user, str) and user != "USLACKBOT" else None
    user = body.get("user_id") or (body.get("user") or {}).get("id")
    return user if isinstance(user, str) else None


def _is_own(body: dict[str, Any], bot_user_id: str | None, bot_id: str | None) -> bool:
    """Whether the bot itself wrote or edited it; that somebody deleted what it wrote is news."""
    event = body.get("event")
    if not event or event.get("type") != "message" or event.get("subtype") == "message_deleted":
        return False
    message = event.get("message") or event.get("previous_message") or event
    return (message.get("user") or "") == bot_user_id or (message.get("bot_id") or "") == bot_id


def _receipt(body: dict[str, Any]) -> str | None:
    if "event" in body:
        return f"event:{body['event_id']}" if body.get("event_id") else None
    if body.get("type") == "view_submission" and body["view"].get("hash"):
        return f"view:{body['view']['id']}:{body['view']['hash']}"
    return None
