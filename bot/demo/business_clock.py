"""The business clock as a panel: where it stands, what waits for it, and how to move it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.app import App
from bot.demo.drawing import draw
from bot.messages.times import short_time
from bot.rules.days import spoken_date
from bot.rules.words import DeliveryState, TimerKind
from bot.rules.working_hours import DEFAULT_HOURS, next_working_day_at
from bot.sandbox.page import Asked, Panel
from storage.candidacies import all_candidacies
from storage.people import Person, people
from storage.timers import Timer, waiting_timers
from storage.undelivered import unfinished

BERLIN = "Europe/Berlin"
AHEAD = timedelta(days=400)
"""How far ahead timers are listed."""
ABOUT_A_PERSON = frozenset({TimerKind.WAITING_FOR_YOU, TimerKind.APPROVALS_WAITING})
"""The kinds whose subject is a person; others are about a candidacy, or about what their key says."""


@dataclass(frozen=True)
class TimerShown:
    """A timer as the panel lists it."""

    due: str
    what: str
    about: str


@dataclass(frozen=True)
class DeliveryShown:
    """A delivery that is not made yet, or failed."""

    what: str
    state: DeliveryState
    attempts: int
    error: str


class BusinessClock:
    """Moves the bot's business time and shows what waits."""

    def __init__(self, app: App) -> None:
        """Take the running bot."""
        self._app = app

    @property
    def panel(self) -> Panel:
        """The clock as a page of the workspace."""
        return Panel("clock", "Clock, timers, deliveries", self._draw, act=self._act, badge=self._troubles)

    async def _draw(self, asked: Asked) -> Markup:
        now = self._app.clock.now().astimezone(ZoneInfo(BERLIN))
        return draw(
            "clock.html",
            address=asked.address,
            now=f"{spoken_date(now)}, {now:%H:%M}",
            least=f"{now + timedelta(minutes=1):%Y-%m-%dT%H:%M}",
            timers=await self._timers(),
            deliveries=await self._deliveries(),
        )

    async def _act(self, verb: str, asked: Asked) -> str | None:
        now = self._app.clock.now()
        if verb == "next":
            to = await self._app.timers.next_due(now + AHEAD)
            if to is None:
                return "No timer is waiting."
        elif verb == "hour":
            to = now + timedelta(hours=1)
        elif verb == "morning":
            to = next_working_day_at(now, DEFAULT_HOURS, BERLIN, DEFAULT_HOURS.start)
        else:
            to = datetime.fromisoformat(asked.form["to"]).replace(tzinfo=ZoneInfo(BERLIN))
        if to < now:
            return "Business time can't go back."
        await self._app.advance(to)
        return None

    async def _timers(self) -> list[TimerShown]:
        async with self._app.database.reading(self._app.workspace.id) as tx:
            rows = await waiting_timers(tx, tx.now + AHEAD)
            names = {row.id: row.candidate_name for row in await all_candidacies(tx)}
            persons = await people(tx, [row.subject_id for row in rows if row.kind in ABOUT_A_PERSON])
        return [
            TimerShown(
                short_time(row.due_at, BERLIN),
                row.kind.replace("_", " "),
                _about(row, names, persons),
            )
            for row in rows
        ]

    async def _deliveries(self) -> list[DeliveryShown]:
        async with self._app.database.reading(self._app.workspace.id) as tx:
            rows = await unfinished(tx)
        return [DeliveryShown(row.key, row.state, row.attempts, row.error or "") for row in rows]

    async def _troubles(self) -> int:
        return sum(one.state is DeliveryState.FAILED for one in await self._deliveries())


def _about(row: Timer, names: Mapping[int, str], persons: Mapping[int, Person]) -> str:
    if row.candidacy_id is not None:
        return names[row.candidacy_id]
    known = persons.get(row.subject_id or 0) if row.kind in ABOUT_A_PERSON else None
    return known.name if known else ""
