"""The line to a workspace's control interface, with faults to order and counts to ask for."""

import asyncio
import inspect
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import aiohttp

from bot.sandbox.ids import JSON
from bot.sandbox.seen import NotPossible

_FIRST_PAUSE, _LONGEST_PAUSE = 0.01, 0.2
_BAD = 400

PATIENCE = 30.0
"""Seconds to wait for what must come; long, for the machine may be busy."""


class Line:
    """The control interface at one address; close it, or use it in `async with`."""

    def __init__(self, url: str) -> None:
        """Take the workspace's address; nothing is opened yet."""
        self.url = url
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Give itself."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        await self.close()

    async def close(self) -> None:
        """Close the connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def ask(self, verb: str, **args: Any) -> Any:  # noqa: ANN401  # whatever JSON the verb gives
        """Ask for one verb; NotPossible when the workspace refuses."""
        if self._session is None:
            self._session = aiohttp.ClientSession(trust_env=False, timeout=aiohttp.ClientTimeout(total=60))
        async with self._session.post(f"{self.url}/control/{verb}", json=args) as response:
            given = await response.json(content_type=None)
            if response.status >= _BAD:
                raise NotPossible(given["error"], f"{verb}: {given['detail']}")
            return given

    async def wait_for(self, look: Callable[[], Any], timeout: float = PATIENCE) -> Any:  # noqa: ANN401, ASYNC109  # what it sees
        """Look (at once or as a coroutine) until what is seen is truthy, and give it; TimeoutError otherwise."""
        deadline = time.monotonic() + timeout
        pause = _FIRST_PAUSE
        while True:
            looked = look()
            seen = await looked if inspect.isawaitable(looked) else looked
            if seen:
                return seen
            if time.monotonic() > deadline:
                raise TimeoutError(f"still {seen!r} after {timeout} s")
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)


class Meddler(Line):
    """Lets things go wrong in a workspace, and asks what it counted."""

    # Faults

    async def fault(
        self,
        method: str,
        kind: str,
        *,
        after: bool = False,
        count: int | None = 1,
        channel: str | None = None,
        match: JSON | None = None,
        contains: str | None = None,
        error: str = "internal_error",
        status: int = 500,
        seconds: float = 1,
    ) -> None:
        """Plan a fault of a method ("*" for any, "response_url"): error, status, delay, drop, withhold or ratelimited.

        `after` lets the call take effect first (withhold always does); `count` None means until `clear_faults`.
        """
        wanted = (match or {}) | ({"channel": channel} if channel else {})
        detail = {"after": after, "count": count, "match": wanted, "contains": contains}
        await self.ask("fault", method=method, kind=kind, **detail, error=error, status=status, seconds=seconds)

    async def release(self) -> int:
        """Let withheld answers go; gives how many."""
        return int(await self.ask("release"))

    async def withheld(self, count: int = 1, timeout: float = PATIENCE) -> None:  # noqa: ASYNC109  # waits by polling
        """Wait until so many answers are being withheld."""

        async def look() -> bool:
            return int(await self.ask("withheld")) >= count

        await self.wait_for(look, timeout)

    async def clear_faults(self) -> None:
        """Forget all planned faults, and let go what is withheld or held."""
        await self.ask("clear_faults")

    async def lack_method(self, method: str) -> None:
        """Answer unknown_method for a method from now on."""
        await self.ask("lack_method", method=method)

    async def drop_metadata(self, *, dropped: bool = True) -> None:
        """Never show message metadata, as a lesser server might."""
        await self.ask("drop_metadata", dropped=dropped)

    async def forgive_rates(self) -> None:
        """Forget the calls counted towards the rates."""
        await self.ask("forgive_rates")

    async def repeat_events(self, copies: int, spread: float = 0.3) -> None:
        """Deliver every event so many times, the copies within `spread` seconds, marked as retries."""
        await self.ask("repeat_events", copies=copies, spread=spread)

    async def hold_events(self) -> None:
        """Keep events back from now on."""
        await self.ask("hold_events")

    async def held_events(self) -> list[JSON]:
        """What is kept back, in order: event_id, type, subtype, ts, channel."""
        return list(await self.ask("held_events"))

    async def release_events(self, order: list[int] | None = None, *, seed: int | None = None) -> int:
        """Deliver what was kept back: as it came, in an order of indexes, or shuffled by a seed."""
        return int(await self.ask("release_events", order=order, seed=seed))

    async def redeliver(self, event_id: str) -> None:
        """Deliver an event of before once more; its id stands in the `log`."""
        await self.ask("redeliver", event_id=event_id)

    async def silence(self, *, silent: bool = True) -> None:
        """Send no events at all; they are lost, though what was posted can be read."""
        await self.ask("silence", silent=silent)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """End the app's sockets; "warning" only announces it, "abrupt" does not."""
        await self.ask("disconnect", reason=reason)

    async def connected(self, seconds: float = PATIENCE) -> bool:
        """Wait until the app is connected by Socket Mode."""
        return bool(await self.ask("connected", seconds=seconds))

    async def settled(self, seconds: float = PATIENCE) -> bool:
        """Wait until every event is delivered or given up."""
        return bool(await self.ask("settled", seconds=seconds))

    async def deliver_to(self, request_url: str | None) -> None:
        """Deliver by signed HTTP to an address, or by Socket Mode with None."""
        await self.ask("deliver_to", request_url=request_url)

    async def verify_request_url(self) -> bool:
        """Check the app's address as Slack does when it is saved."""
        return bool(await self.ask("verify_request_url"))

    # What the workspace counted

    async def everything(self) -> list[JSON]:
        """Every message there is, by channel and time."""
        return list(await self.ask("everything"))

    async def used(self) -> JSON:
        """The scopes, events and commands that were needed so far."""
        return dict(await self.ask("used"))

    async def log(self) -> list[JSON]:
        """Calls and deliveries, oldest first, without bodies."""
        return list(await self.ask("log"))

    async def broadcasts(self) -> list[JSON]:
        """Every mention of everybody the app sent."""
        return list(await self.ask("broadcasts"))
