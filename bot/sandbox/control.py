"""The control interface: act as a person, see what they see, arrange the workspace and its faults, over HTTP."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import asdict, fields
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox.delivery import Delivery
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.ids import JSON, Refused
from bot.sandbox.line import PATIENCE
from bot.sandbox.posting import Posting
from bot.sandbox.pressing import Pressing
from bot.sandbox.rates import Rates
from bot.sandbox.submitting import Submitting
from bot.sandbox.traffic import Traffic
from bot.sandbox.workspace import Workspace
from bot.sandbox.writing import Writing

Verb = Callable[..., Awaitable[Any]]


class Arranging:
    """People, channels and what happens to them."""

    def __init__(self, workspace: Workspace, posting: Posting) -> None:
        """Work on one workspace."""
        self._workspace, self._posting = workspace, posting

    async def add_person(self, handle: str, **about: Any) -> JSON:  # noqa: ANN401  # fields of a person
        """Let somebody in."""
        about.setdefault("name", handle.title())
        about.setdefault("email", f"{handle}@acme.example")
        return asdict(self._workspace.add_person(handle, **about))

    async def change_person(self, person: str, **changes: Any) -> JSON:  # noqa: ANN401  # fields of a person
        """Change somebody's name, email, tz, admin, guest or deactivated; the app hears user_change."""
        found = self._workspace.person(person)
        for key, value in changes.items():
            if key not in {each.name for each in fields(found)} - {"id", "team_id"}:
                raise Refused("no_such_field", key)
            setattr(found, key, value)
        found.updated += 1
        self._posting.changed_person(found)
        return asdict(found)

    async def add_channel(
        self,
        name: str,
        *,
        private: bool = False,
        shared: bool = False,
        members: list[str] | None = None,
        bot: bool = False,
    ) -> JSON:
        """Open a channel with some members; `bot` puts the app in at once, without an event."""
        ids = [self._workspace.person(each).id for each in members or []]
        creator = ids[0] if ids else self._workspace.bot_user_id
        channel = self._workspace.add_channel(name, "private" if private else "public", creator, shared=shared)
        channel.members |= {*ids, *([self._workspace.bot_user_id] if bot else [])}
        return {"id": channel.id, "name": name}

    async def invite(self, channel: str, who: str = "bot") -> JSON:
        """Let a person, or the "bot", into a channel."""
        place, user = self._workspace.channel(channel), self._user(who)
        self._posting.join(place, user, inviter=place.creator)
        return {}

    async def kick(self, channel: str, who: str = "bot") -> JSON:
        """Take a person, or the "bot", out of a channel."""
        self._posting.leave(self._workspace.channel(channel), self._user(who))
        return {}

    async def archive(self, channel: str, *, archived: bool = True) -> JSON:
        """Archive a channel, or take it out of the archive."""
        place = self._workspace.channel(channel)
        self._posting.archive(place, place.creator, archived=archived)
        return {}

    async def rename(self, channel: str, name: str) -> JSON:
        """Give a channel another name."""
        self._posting.rename(self._workspace.channel(channel), name)
        return {}

    async def share(self, channel: str, *, shared: bool = True) -> JSON:
        """Share a channel with another company, or stop sharing it."""
        self._posting.share(self._workspace.channel(channel), shared=shared)
        return {}

    async def revoke_tokens(self, *, revoked: bool = True) -> JSON:
        """Make the app's tokens worthless."""
        self._workspace.tokens_revoked = revoked
        return {}

    def _user(self, who: str) -> str:
        return self._workspace.bot_user_id if who == "bot" else self._workspace.person(who).id


class Seeing:
    """What people see, and what the workspace counted."""

    def __init__(self, workspace: Workspace, traffic: Traffic) -> None:
        """Look at one workspace."""
        self._workspace, self._traffic = workspace, traffic

    async def messages(self, person: str, channel: str, thread_ts: str | None = None) -> list[JSON]:
        """What somebody sees in a channel (its top level) or a thread (root first), their ephemerals included."""
        who = self._workspace.person(person)
        place = self._workspace.direct(who.id) if channel == "direct" else self._workspace.channel(channel)
        if who.id not in place.members and place.kind != "public":
            raise Refused("channel_not_found", channel)
        if thread_ts is None:
            seen = place.top_level()
        else:
            seen = [each for each in place.messages.values() if thread_ts in (each.ts, each.thread_ts)]
        own = [each for each in place.ephemerals.values() if each.only_for == who.id and each.thread_ts == thread_ts]
        shown = [(each, place.shown(each)) for each in sorted([*seen, *own], key=lambda each: each.ts)]
        extra = {"channel": place.id}
        return [each | extra | {"ephemeral": message.only_for is not None} for message, each in shown]

    async def views(self, person: str) -> list[JSON]:
        """The forms open on somebody's screen, the top one last."""
        return [each.as_slack() for each in self._workspace.stacks.get(self._workspace.person(person).id, [])]

    async def home(self, person: str) -> JSON | None:
        """Somebody's Home tab, None before the app published one."""
        home = self._workspace.homes.get(self._workspace.person(person).id)
        return home.as_slack() if home else None

    async def channel(self, channel: str) -> JSON:
        """A channel as it really is, members included."""
        place = self._workspace.channel(channel)
        return place.as_slack(bot_user_id=self._workspace.bot_user_id) | {"members": sorted(place.members)}

    async def everything(self) -> list[JSON]:
        """Every message there is, by channel and time, for comparing whole workspaces."""
        places = self._workspace.channels.values()
        return [place.shown(each) | {"channel": place.id} for place in places for each in place.messages.values()]

    async def used(self) -> JSON:
        """Scopes, events and commands that were needed so far."""
        return dict(self._workspace.used.as_json())

    async def log(self) -> list[JSON]:
        """The traffic, without bodies."""
        return self._traffic.entries

    async def broadcasts(self) -> list[JSON]:
        """Every mention of everybody the app sent."""
        return self._workspace.broadcasts.found


class Spoiling:
    """Faults of calls, events and connections."""

    def __init__(
        self, workspace: Workspace, faults: Faults, delivery: Delivery, posting: Posting, rates: Rates
    ) -> None:
        """Work on one workspace's machinery."""
        self._workspace = workspace
        self._faults, self._delivery, self._posting, self._rates = faults, delivery, posting, rates

    async def fault(self, method: str, kind: str, **detail: Any) -> JSON:  # noqa: ANN401  # fields of a Fault
        """Plan a fault; see `Fault` for what `detail` may say."""
        place = detail.get("match", {}).get("channel")
        if place is not None and place not in self._workspace.channels:
            people = self._workspace.people
            found = self._workspace.direct(place) if place in people else self._workspace.channel(place)
            detail["match"] = detail["match"] | {"channel": found.id}
        self._faults.planned.append(Fault(method, kind, **detail))  # type: ignore[arg-type]  # kind comes as JSON
        return {}

    async def withheld(self) -> int:
        """How many answers are being held back."""
        return self._faults.withheld

    async def release(self) -> int:
        """Let held answers go."""
        return self._faults.release()

    async def clear_faults(self) -> JSON:
        """Forget all planned faults of calls and events."""
        self._faults.clear()
        self._posting.drop_metadata = False
        self._delivery.faults.copies, self._delivery.faults.silent = 1, False
        self._delivery.release()
        return {}

    async def lack_method(self, method: str) -> JSON:
        """Answer unknown_method for a method from now on."""
        self._faults.lacking.add(method)
        return {}

    async def drop_metadata(self, *, dropped: bool = True) -> JSON:
        """Never show message metadata again."""
        self._posting.drop_metadata = dropped
        return {}

    async def forgive_rates(self) -> JSON:
        """Forget the calls counted so far."""
        self._rates.forgive()
        return {}

    async def repeat_events(self, copies: int, spread: float = 0.3) -> JSON:
        """Deliver every event so many times, the copies within `spread` seconds."""
        self._delivery.faults.copies, self._delivery.faults.spread = copies, spread
        return {}

    async def hold_events(self) -> JSON:
        """Keep events back from now on."""
        self._delivery.faults.holding = True
        return {}

    async def held_events(self) -> list[JSON]:
        """What is kept back, in order: event_id, type, subtype, ts."""
        shown = [(each["event_id"], each["event"]) for each in self._delivery.held]
        keys = ("type", "subtype", "ts", "channel")
        return [{"event_id": event_id} | {key: event.get(key) for key in keys} for event_id, event in shown]

    async def release_events(self, order: list[int] | None = None, seed: int | None = None) -> int:
        """Deliver what was kept back: as it came, in an order of indexes, or shuffled by a seed."""
        return self._delivery.release(order, seed=seed)

    async def redeliver(self, event_id: str) -> JSON:
        """Deliver an event of before once more."""
        self._delivery.redeliver(event_id)
        return {}

    async def silence(self, *, silent: bool = True) -> JSON:
        """Send no events at all; they are lost, though what was posted can be read."""
        self._delivery.faults.silent = silent
        return {}

    async def disconnect(self, reason: str = "refresh_requested") -> JSON:
        """End Socket Mode connections; "warning" only announces it, "abrupt" does not."""
        await self._delivery.sockets.disconnect(reason)
        return {}

    async def connections(self) -> int:
        """How many Socket Mode connections are open."""
        return self._delivery.sockets.connections

    async def connected(self, seconds: float = PATIENCE) -> bool:
        """Wait until the app is connected."""
        return await self._delivery.sockets.connected(seconds)

    async def settled(self, seconds: float = PATIENCE) -> bool:
        """Wait until no event is under way."""
        return await self._delivery.settled(seconds)

    async def verify_request_url(self) -> bool:
        """Check the app's address with a challenge, as Slack does when it is saved."""
        return await self._delivery.verify()

    async def deliver_to(self, request_url: str | None) -> JSON:
        """Deliver by signed HTTP to an address, or by Socket Mode with None."""
        self._delivery.request_url = request_url
        return {}


class ControlDesk:
    """Does what people do and hands arrange, by verb; answers /control/{verb} with JSON arguments."""

    def __init__(self, *parts: Arranging | Seeing | Spoiling | Writing | Pressing | Submitting) -> None:
        """Offer every public coroutine of the parts as a verb."""
        self._verbs: dict[str, Verb] = {
            name: verb
            for part in parts
            for name, verb in inspect.getmembers(part, inspect.iscoroutinefunction)
            if not name.startswith("_")
        }

    async def do(self, verb: str, args: JSON) -> Any:  # noqa: ANN401  # whatever JSON the verb gives
        """Do what a verb says; Refused when it cannot be done."""
        known = self._verbs.get(verb)
        if known is None:
            raise Refused("no_such_verb", verb)
        try:
            return await known(**args)
        except (TypeError, ValueError, KeyError) as error:
            raise Refused("bad_arguments", repr(error)) from error

    async def call(self, request: Request) -> Response:
        """Do what the verb says; 400 with {error, detail} when it cannot be done."""
        verb = request.path_params["verb"]
        body = await request.body()
        args = await request.json() if body else dict(request.query_params)
        try:
            return JSONResponse(await self.do(verb, args))
        except Refused as refused:
            status = 404 if refused.error == "no_such_verb" else 400
            return JSONResponse({"error": refused.error, "detail": refused.detail}, status)
