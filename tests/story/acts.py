"""What people may do in a generated story, and two ways to play it: in order, and as it may come over the wire."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from bot.demo.cast import CANDIDATE, CHANNEL, JOB
from bot.sandbox.actor import Actor
from bot.sandbox.ids import JSON
from bot.sandbox.seen import Acknowledgement, NotPossible, SeenMessage, SeenView
from tests.world import World

COPIES = 3


class Act(Protocol):
    """One thing that somebody does."""

    async def happen(self, play: "Play") -> None:
        """Do it; where it can't be done now, do nothing."""


@dataclass
class Play:
    """A story being played. With `chance` events come three times and out of order, clicks and forms twice at once."""

    world: World
    chance: random.Random | None
    posted: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """What each person wrote that still stands: channel and ts."""
    late: list[JSON] = field(default_factory=list)
    """Repetitions of events that are still to come."""

    def who(self, handle: str) -> Actor:
        """Return one of the cast."""
        found: Actor = getattr(self.world.cast, handle)
        return found

    async def begin(self) -> None:
        """Open the debrief."""
        hana = self.world.cast.hana
        form = await self.form(hana, lambda: hana.command("/debrief", f"{CANDIDATE}, {JOB} @ann @bo @cy"))
        await self.submit(hana, form, {"hiring_manager": "hana", "coordinator": "cora", "channel": CHANNEL})
        if self.chance is not None:
            await self.world.sandbox.control.hold_events()

    async def catch_up(self, *, wholly: bool = False) -> None:
        """Let come what was written: now, or at most some repetitions of it later."""
        if self.chance is not None:
            delivery = self.world.sandbox.delivery
            fresh = list(delivery.held)
            self.late += fresh * (COPIES - 1)
            self.chance.shuffle(self.late)
            count = len(self.late) if wholly else self.chance.randint(0, len(self.late))
            now, self.late = fresh + self.late[:count], self.late[count:]
            self.chance.shuffle(now)
            delivery.held = now
            await self.world.sandbox.control.release_events()
        await self.world.settle()
        if self.chance is not None:
            await self.world.sandbox.control.hold_events()

    async def press(self, who: Actor, seen: SeenMessage, label: str) -> None:
        """Press a button that does something at once, if it is there."""
        await self.catch_up()
        if label in {each.text for each in seen.pressables}:
            await self._twice(lambda: who.press(seen, label, stale=True))

    async def form(self, who: Actor, ask: Callable[[], Awaitable[Acknowledgement]]) -> SeenView:
        """Ask for a form."""
        await ask()
        await self.world.settle()
        return await who.wait_for_view()

    async def submit(self, who: Actor, form: SeenView, values: Mapping[str, object]) -> None:
        """Hand a form in, and close what stays open of it."""
        await self._twice(lambda: who.submit(form, dict(values)))
        while (views := await who.views()) and views[-1:]:
            await who.close(views[-1], everything=True)

    async def receipt(self, who: Actor) -> SeenMessage | None:
        """Return the bot's card about somebody's feedback, everything they wrote having come."""
        await self.catch_up()
        found = [each for each in await who.direct_messages() if each.words.startswith("Your feedback on")]
        return found[-1] if found else None

    async def _twice(self, do: Callable[[], Awaitable[Acknowledgement]]) -> None:
        async def once() -> None:
            with suppress(NotPossible):
                await do()

        await asyncio.gather(*(once() for _ in range(1 if self.chance is None else 2)))
        await self.world.settle()


@dataclass(frozen=True)
class Post:
    """Somebody writes in the thread or to the bot."""

    handle: str
    text: str
    is_direct: bool

    async def happen(self, play: Play) -> None:
        """Write it."""
        who = play.who(self.handle)
        if self.is_direct:
            place, ts = "direct", await who.direct(self.text)
        else:
            card = (await who.messages(CHANNEL))[0]
            place, ts = CHANNEL, await who.post(CHANNEL, self.text, thread_ts=card.ts)
        play.posted.setdefault(self.handle, []).append((place, ts))


@dataclass(frozen=True)
class Edit:
    """Somebody changes one of their messages."""

    handle: str
    number: int
    text: str

    async def happen(self, play: Play) -> None:
        """Change it."""
        if own := play.posted.get(self.handle):
            place, ts = own[self.number % len(own)]
            await play.who(self.handle).edit(place, ts, self.text)


@dataclass(frozen=True)
class Delete:
    """Somebody deletes one of their messages."""

    handle: str
    number: int

    async def happen(self, play: Play) -> None:
        """Delete it."""
        if own := play.posted.get(self.handle):
            place, ts = own.pop(self.number % len(own))
            await play.who(self.handle).delete(place, ts)


@dataclass(frozen=True)
class Press:
    """Somebody presses a button of the card about their feedback, where it is there."""

    handle: str
    label: str

    async def happen(self, play: Play) -> None:
        """Press it."""
        who = play.who(self.handle)
        if (seen := await play.receipt(who)) is not None:
            await play.press(who, seen, self.label)


@dataclass(frozen=True)
class FillIn:
    """Somebody gives their feedback by form, on top of what is there."""

    handle: str
    good: str
    grow: str

    async def happen(self, play: Play) -> None:
        """Fill it in."""
        await play.catch_up()
        who = play.who(self.handle)
        asked = next(each for each in await who.direct_messages() if each.words.startswith("*Your feedback on"))
        if "Give feedback" in {each.text for each in asked.pressables}:
            form = await play.form(who, lambda: who.press(asked, "Give feedback"))
            if form.title == "Your feedback":
                await play.submit(who, form, {"good": self.good, "grow": self.grow})


@dataclass(frozen=True)
class Decide:
    """The hiring manager decides; where a decision stands they take it back."""

    choice: str

    async def happen(self, play: Play) -> None:
        """Decide, or take it back."""
        await play.catch_up()
        hana = play.world.cast.hana
        form = await play.form(hana, lambda: hana.command("/debrief", "decide"))
        reason = {"reason": "We talked it over"}
        values = {"choice": self.choice, "revisit_on": "2030-02-04"} if form.title == "Decide" else {}
        await play.submit(hana, form, reason | values)


async def play_out(world: World, acts: Sequence[Act], chance: random.Random | None) -> None:
    """Play a story to its end, and let everything come that is still on its way."""
    play = Play(world, chance)
    await play.begin()
    for act in acts:
        await act.happen(play)
        if chance is None:
            await world.settle()
    await play.catch_up(wholly=True)
