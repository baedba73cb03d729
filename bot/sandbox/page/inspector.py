"""The inspector: what went over the wire between workspace and app, and the faults of both as switches."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.sandbox.control import ControlDesk
from bot.sandbox.delivery import Delivery
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.ids import JSON, Refused
from bot.sandbox.methods import METHODS
from bot.sandbox.posting import Posting
from bot.sandbox.traffic import Traffic
from bot.sandbox.workspace import Workspace

SHOWN = 200
_SLOW, _LATE = 1500.0, 3000.0
_KINDS = {"events_api": "event", "interactive": "interaction", "slash_commands": "command", "call": "call"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of traffic: `to_app` tells deliveries from calls, `pace` is "", "slow" or "late"."""

    at: datetime
    kind: str
    what: str
    to_app: bool
    status: int
    error: str | None
    ms: float
    attempt: int
    event_id: str | None
    where: str | None

    @property
    def pace(self) -> str:
        """How it stands with Slack's three seconds; calls of the app have no such deadline."""
        if not self.to_app or self.ms < _SLOW:
            return ""
        return "late" if self.ms >= _LATE else "slow"


@dataclass(frozen=True, slots=True)
class Switches:
    """How things are set to go wrong now."""

    holding: bool
    held: int
    silent: bool
    copies: int
    withheld: int
    metadata_dropped: bool
    tokens_revoked: bool
    connections: int
    by_http: bool
    planned: list[str]
    lacking: list[str]


class Inspector:
    """Shows the traffic of one workspace and turns its faults on and off through the control desk."""

    def __init__(
        self, workspace: Workspace, traffic: Traffic, delivery: Delivery, faults: Faults, posting: Posting
    ) -> None:
        """Look at one workspace's machinery."""
        self._workspace, self._traffic, self._delivery = workspace, traffic, delivery
        self._faults, self._posting = faults, posting

    @property
    def methods(self) -> list[str]:
        """The methods a fault can be planned for."""
        return ["*", *sorted(METHODS), "response_url"]

    def entries(self, zone: str) -> list[Entry]:
        """Give the last lines of traffic, newest first, at times of a zone."""
        return [self._entry(each, ZoneInfo(zone)) for each in reversed(self._traffic.entries[-SHOWN:])]

    def _entry(self, entry: JSON, zone: ZoneInfo) -> Entry:
        place = self._workspace.channels.get(entry.get("channel") or "")
        return Entry(
            at=datetime.fromtimestamp(entry["at"], UTC).astimezone(zone),
            kind=_KINDS.get(str(entry["kind"]), str(entry["kind"])),
            what=entry.get("method") or entry.get("what") or "",
            to_app=entry["kind"] != "call",
            status=entry["status"],
            error=entry["error"],
            ms=entry["ms"],
            attempt=entry.get("attempt", 0),
            event_id=entry.get("event_id"),
            where=None if place is None else f"#{place.name}" if place.name else "direct message",
        )

    def switches(self) -> Switches:
        """Say how things are set."""
        events = self._delivery.faults
        return Switches(
            holding=events.holding,
            held=len(self._delivery.held),
            silent=events.silent,
            copies=events.copies,
            withheld=self._faults.withheld,
            metadata_dropped=self._posting.drop_metadata,
            tokens_revoked=self._workspace.tokens_revoked,
            connections=self._delivery.sockets.connections,
            by_http=self._delivery.request_url is not None,
            planned=[_planned(each) for each in self._faults.planned if each.count != 0],
            lacking=sorted(self._faults.lacking),
        )


def _planned(fault: Fault) -> str:
    """Say a planned fault in words."""
    times = "until cleared" if fault.count is None else "once" if fault.count == 1 else f"{fault.count} times"
    when = ", after it took effect" if fault.after else ""
    return f"{fault.kind} for {fault.method}, {times}{when}"


async def throw(desk: ControlDesk, verb: str, form: Mapping[str, str]) -> None:
    """Throw a switch from the fields of a form; Refused when there is no such switch, or it can't be read."""
    made = _SWITCHES.get(verb)
    if made is None:
        raise Refused("no_such_verb", verb)
    try:
        args = made(form)
    except (KeyError, ValueError) as error:
        raise Refused("bad_arguments", repr(error)) from error
    await desk.do(verb, args)


def _fault(form: Mapping[str, str]) -> JSON:
    count = form.get("count") or "1"
    return {
        "method": form.get("method") or "*",
        "kind": form.get("kind") or "error",
        "after": bool(form.get("after")),
        "count": None if count == "all" else int(count),
        "seconds": float(form.get("seconds") or 1),
    }


def _nothing(_: Mapping[str, str]) -> JSON:
    return {}


_SWITCHES: dict[str, Callable[[Mapping[str, str]], JSON]] = {
    "hold_events": _nothing,
    "release_events": lambda form: {"seed": 1} if form.get("shuffled") else {},
    "silence": lambda form: {"silent": bool(form.get("on"))},
    "repeat_events": lambda form: {"copies": int(form.get("copies") or 1)},
    "drop_metadata": lambda form: {"dropped": bool(form.get("on"))},
    "revoke_tokens": lambda form: {"revoked": bool(form.get("on"))},
    "disconnect": lambda form: {"reason": form.get("reason") or "refresh_requested"},
    "redeliver": lambda form: {"event_id": form["event_id"]},
    "fault": _fault,
    "release": _nothing,
    "clear_faults": _nothing,
    "forgive_rates": _nothing,
}
