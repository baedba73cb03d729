"""Brings events and interactions to the app, by socket or by signed HTTP, with Slack's deadline and retries."""

import asyncio
import hashlib
import hmac
import json
import random
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.changes import Change
from bot.sandbox.ids import JSON, Refused, new_id
from bot.sandbox.socket_mode import NotConnected, SocketMode
from bot.sandbox.traffic import Traffic
from bot.sandbox.workspace import Workspace

ACK_SECONDS = 3.0
MOST_REMEMBERED = 2000
OK, REDIRECT = 200, 300


@dataclass(frozen=True, slots=True)
class Answer:
    """What the app said: `body` is JSON, text or nothing; `failure` is Slack's reason when it did not say yes."""

    status: int
    milliseconds: float
    body: JSON | str | None = None
    failure: str | None = None
    final: bool = False


@dataclass(slots=True)
class EventFaults:
    """How events misbehave: every one `copies` times, held back, or not sent at all."""

    copies: int = 1
    spread: float = 0.3
    holding: bool = False
    silent: bool = False


class Delivery:
    """The one way from the workspace to the app."""

    def __init__(self, workspace: Workspace, traffic: Traffic, retry_after: tuple[float, ...], ack: float) -> None:
        """Deliver by Socket Mode until `request_url` is set; `retry_after` are seconds before each repetition."""
        self.request_url: str | None = None
        self.sockets = SocketMode(workspace.app_id)
        self.faults = EventFaults()
        self.held: list[JSON] = []
        self._sent: dict[str, JSON] = {}
        self._workspace, self._traffic = workspace, traffic
        self._retry_after, self.ack_seconds = retry_after, ack
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None

    # Interactions

    async def ask(self, kind: str, payload: JSON) -> Answer:
        """Deliver an interaction ("interactive" or "slash_commands") once and give the app's answer."""
        label = str(payload.get("type") or payload.get("command"))
        return await self._attempt(kind, payload, label, {})

    async def verify(self) -> bool:
        """Send the challenge Slack sends to a new request URL; True when it is answered."""
        challenge = {"token": "sandbox-verification", "challenge": new_id("", 30), "type": "url_verification"}
        answer = await self._attempt("events_api", challenge, "url_verification", {})
        said = answer.body.get("challenge") if isinstance(answer.body, dict) else answer.body
        return said == challenge["challenge"]

    # Events

    def tell(self, subscription: str, scope: str | None, event: JSON, *, shared: bool = False) -> None:
        """Send an event the app subscribed to and may know of; `subscription` is its name in the manifest."""
        workspace = self._workspace
        if subscription not in workspace.manifest.events or (scope and scope not in workspace.manifest.scopes):
            return
        workspace.used.events.add(subscription)
        workspace.used.scopes |= {scope} if scope else set()
        if self.faults.silent:
            return
        envelope = self._envelope(event, shared=shared)
        self._remember(envelope)
        if self.faults.holding:
            self.held.append(envelope)
            workspace.changes.tell(Change("traffic"))
        else:
            self._start(self._deliver(envelope))

    def redeliver(self, event_id: str) -> None:
        """Deliver an event of before once more, as a repetition; Refused when it is forgotten."""
        envelope = self._sent.get(event_id)
        if envelope is None:
            raise Refused("event_forgotten", event_id)
        repeated: JSON = {"retry_attempt": 1, "retry_reason": "http_timeout"}
        self._start(self._once_more(envelope, repeated))

    async def _once_more(self, envelope: JSON, retry: JSON) -> None:
        await self._attempt("events_api", envelope, str(envelope["event"]["type"]), retry)

    def _remember(self, envelope: JSON) -> None:
        """Keep an event for redelivery, and forget the oldest of many."""
        self._sent[envelope["event_id"]] = envelope
        if len(self._sent) > MOST_REMEMBERED:
            del self._sent[next(iter(self._sent))]

    def release(self, order: list[int] | None = None, *, seed: int | None = None) -> int:
        """Send what was held, as it came, in an order of indexes, or shuffled; gives how many."""
        held, self.held, self.faults.holding = self.held, [], False
        if order is not None:
            held = [held[index] for index in order]
        if seed is not None:
            random.Random(seed).shuffle(held)  # noqa: S311  # an order, not a secret
        for envelope in held:
            self._start(self._deliver(envelope))
        return len(held)

    async def settled(self, seconds: float) -> bool:
        """Wait until no event is on its way; False when some still are."""
        deadline = time.monotonic() + seconds
        while self._tasks and time.monotonic() < deadline:
            await asyncio.wait(self._tasks, timeout=max(0.0, deadline - time.monotonic()))
        return not self._tasks

    async def stop(self) -> None:
        """Give up what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _envelope(self, event: JSON, *, shared: bool) -> JSON:
        """Wrap an event the way the Events API does."""
        workspace = self._workspace
        me = {"enterprise_id": None, "team_id": workspace.team_id, "user_id": workspace.bot_user_id}
        return {
            "token": "sandbox-verification",
            "team_id": workspace.team_id,
            "context_team_id": workspace.team_id,
            "context_enterprise_id": None,
            "api_app_id": workspace.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": new_id("Ev"),
            "event_time": int(time.time()),
            "authorizations": [me | {"is_bot": True, "is_enterprise_install": False}],
            "is_ext_shared_channel": shared,
            "event_context": new_id("4-", 40),
        }

    async def _deliver(self, envelope: JSON) -> None:
        """Try once and again up to three times; then, if asked to, repeat what already arrived."""
        reason, label = None, str(envelope["event"]["type"])
        for attempt in range(len(self._retry_after) + 1):
            retry: JSON = {"retry_attempt": attempt, "retry_reason": reason or ""}
            answer = await self._attempt("events_api", envelope, label, retry)
            if answer.failure is None:
                break
            reason = answer.failure
            if answer.final or attempt == len(self._retry_after):
                return
            await asyncio.sleep(self._retry_after[attempt])
        for copy in range(1, self.faults.copies):
            self._start(self._repeat(envelope, label, copy))

    async def _repeat(self, envelope: JSON, label: str, copy: int) -> None:
        """Deliver an event once more though it arrived, after a moment of chance."""
        await asyncio.sleep(random.uniform(0, self.faults.spread))  # noqa: S311  # a delay, not a secret
        await self._attempt("events_api", envelope, label, {"retry_attempt": copy, "retry_reason": "http_timeout"})

    # One attempt

    async def _attempt(self, kind: str, payload: JSON, label: str, retry: JSON) -> Answer:
        """Deliver once by the transport in use and write it into the traffic log."""
        began = time.monotonic()
        try:
            by_http = self.request_url is not None
            answer = await (self._by_http(kind, payload, retry) if by_http else self._by_socket(kind, payload, retry))
        except TimeoutError:
            answer = Answer(0, 0, failure="http_timeout")
        except (NotConnected, aiohttp.ClientError, OSError):
            answer = Answer(0, 0, failure="connection_failed")
        spent = round((time.monotonic() - began) * 1000, 1)
        attempt, event_id = retry.get("retry_attempt", 0), payload.get("event_id")
        self._traffic.delivered(kind, label, answer.status, answer.failure, spent, attempt, event_id)
        return Answer(answer.status, spent, answer.body, answer.failure, answer.final)

    async def _by_socket(self, kind: str, payload: JSON, retry: JSON) -> Answer:
        reason = "timeout" if retry.get("retry_reason") == "http_timeout" else retry.get("retry_reason")
        body = await self.sockets.send(kind, payload, retry and retry | {"retry_reason": reason}, self.ack_seconds)
        return Answer(OK, 0, body)

    async def _by_http(self, kind: str, payload: JSON, retry: JSON) -> Answer:
        form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
        body = json.dumps(payload) if kind == "events_api" else urlencode(form)
        json_type, form_type = "application/json", "application/x-www-form-urlencoded"
        headers = self._signed(body) | {"Content-Type": json_type if kind == "events_api" else form_type}
        if retry.get("retry_attempt"):
            headers["X-Slack-Retry-Num"] = str(retry["retry_attempt"])
            headers["X-Slack-Retry-Reason"] = str(retry["retry_reason"])
        if self._session is None:
            self._session = aiohttp.ClientSession(trust_env=False)
        deadline = aiohttp.ClientTimeout(total=self.ack_seconds)
        url = self.request_url or ""
        async with self._session.post(url, data=body.encode(), headers=headers, timeout=deadline) as response:
            text = await response.text()
            good = OK <= response.status < REDIRECT
            final = response.headers.get("x-slack-no-retry") == "1"
            is_json = response.headers.get("Content-Type", "").startswith(json_type)
            answered: JSON | str | None = json.loads(text) if is_json and text else text or None
            return Answer(response.status, 0, answered, None if good else "http_error", final)

    def _signed(self, body: str) -> dict[str, str]:
        """Sign a request body as of now."""
        moment = str(int(time.time()))
        base = f"v0:{moment}:{body}".encode()
        digest = hmac.new(self._workspace.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": moment, "X-Slack-Signature": f"v0={digest}", "User-Agent": "Slackbot 1.0"}
