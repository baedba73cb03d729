"""What people may do in a generated story, and two ways to play it: in order, and as it may come over the wire."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from bot.demo.cast import CANDIDATE, CANDIDATE_MAIL, CHANNEL, JOB
from bot.sandbox.actor import Actor
from bot.sandbox.ids import JSON
from bot.sandbox.seen import Acknowledgement, NotPossible, SeenMessage
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
        values = {"hiring_manager": "hana", "coordinator": "cora", "channel": CHANNEL, "email": CANDIDATE_MAIL}
        typed = f"{CANDIDATE}, {JOB} @ann @bo @cy"
        await self.fill(hana, lambda: hana.command("/debrief", typed), "Open a debrief", values)
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

    async def fill(
        self, who: Actor, ask: Callable[[], Awaitable[Acknowledgement]], title: str, values: Mapping[str, object]
    ) -> None:
        """Ask for a form and hand it in, if it is what opens; close what stays open."""
        with suppress(NotPossible):
            await ask()
        await self.world.settle()
        views = await who.views()
        if views and views[-1].title == title:
            there = {each.action_id for each in views[-1].pressables}
            given = {name: value for name, value in values.items() if name in there}
            await self._twice(lambda: who.submit(views[-1], given))
        for view in (await who.views())[-1:]:
            await who.close(view, everything=True)

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
        told = [each for each in await who.direct_messages() if each.words.startswith("*Your feedback on")]
        asked = told[0] if told else None  # after a no hire nothing is asked any more
        if asked and "Give feedback" in {each.text for each in asked.pressables}:
            values = {"good": self.good, "grow": self.grow}
            await play.fill(who, lambda: who.press(asked, "Give feedback"), "Your feedback", values)


@dataclass(frozen=True)
class Decide:
    """The hiring manager decides, where nothing is decided yet."""

    choice: str

    async def happen(self, play: Play) -> None:
        """Decide."""
        await play.catch_up()
        hana = play.world.cast.hana
        values = {"choice": self.choice, "revisit_on": "2030-02-04", "reason": "We talked it over"}
        await play.fill(hana, lambda: hana.command("/debrief", "decide Ada"), "Decide", values)


@dataclass(frozen=True)
class TakeBack:
    """The hiring manager takes the decision back, where one stands."""

    async def happen(self, play: Play) -> None:
        """Take it back."""
        await play.catch_up()
        hana = play.world.cast.hana
        values = {"reason": "We missed something"}
        await play.fill(hana, lambda: hana.command("/debrief", "decide Ada"), "Decided", values)


@dataclass(frozen=True)
class LogCall:
    """The hiring manager logs the offer call, or corrects the log."""

    sentiment: str

    async def happen(self, play: Play) -> None:
        """Log it."""
        await play.catch_up()
        hana = play.world.cast.hana
        values = {"sentiment": self.sentiment, "said": "Happy, and unsure about the money", "next_on": "2030-01-15"}
        for title in ("Log the call", "Correct the log"):
            if (found := await _button(hana, title)) is not None:
                script, label = found
                await play.fill(hana, lambda: hana.press(script, label), title, values)  # noqa: B023  # used up at once
                return


@dataclass(frozen=True)
class AskFor:
    """The coordinator enters whom the candidate wants to meet."""

    wish: tuple[tuple[str, str], ...]

    async def happen(self, play: Play) -> None:
        """Enter it."""
        await play.catch_up()
        cora = play.world.cast.cora
        free = {"zone": "Europe/London", "day_1": "2030-01-16", "from_1": "12:00", "to_1": "18:00"}
        values = dict(self.wish) | {"learn": "What has to go right?"} | free
        await play.fill(cora, lambda: cora.command("/offer", "ask Ada"), "Enter a request", values)


@dataclass(frozen=True)
class Click:
    """Somebody presses a button of their direct messages that does something at once, where it is there."""

    handle: str
    label: str

    async def happen(self, play: Play) -> None:
        """Press it."""
        await play.catch_up()
        who = play.who(self.handle)
        if (found := await _button(who, self.label)) is not None:
            await play.press(who, *found)


@dataclass(frozen=True)
class Answer:
    """The hiring manager records how it ended."""

    answer: str

    async def happen(self, play: Play) -> None:
        """Record it."""
        await play.catch_up()
        hana = play.world.cast.hana
        values = {"answer": self.answer, "starts_on": "2030-03-01", "work_email": "ada.lovelace@acme.example"}
        values["not_invited"] = "no_time"
        await play.fill(hana, lambda: hana.command("/offer", "answer Ada"), "Record the answer", values)


async def _button(who: Actor, label: str) -> tuple[SeenMessage, str] | None:
    """Return the latest message with a button whose text begins so, and the first such text."""
    for message in reversed(await who.direct_messages()):
        for each in message.pressables:
            if each.text.startswith(label):
                return message, each.text
    return None


async def play_out(world: World, acts: Sequence[Act], chance: random.Random | None) -> None:
    """Play a story to its end, and let everything come that is still on its way."""
    play = Play(world, chance)
    await play.begin()
    for act in acts:
        await act.happen(play)
        if chance is None:
            await world.settle()
    await play.catch_up(wholly=True)
