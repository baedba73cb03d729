"""People whose bot may be gone at any moment: they try again, as people do, until what they want has happened."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from bot.sandbox.actor import Actor
from bot.sandbox.seen import Acknowledgement, NotPossible, SeenMessage, SeenView

PATIENCE = 45
"""Seconds after which somebody gives up."""

GLANCE = 1.0
"""Seconds somebody waits for a form before trying again."""

PAUSE = 0.1


async def get_form(who: Actor, ask: Callable[[], Awaitable[Acknowledgement]], title: str) -> SeenView:
    """Ask for a form until it is open."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with suppress(TimeoutError, NotPossible):
                if (await ask()).ok:
                    return await who.wait_for_view(title, timeout=GLANCE)
            await asyncio.sleep(PAUSE)


async def hand_in(who: Actor, form: SeenView, values: Mapping[str, object]) -> None:
    """Submit a form until it is taken: then it closes or makes room for what comes next."""
    last: object = None
    try:
        async with asyncio.timeout(PATIENCE):
            while (form.id, form.callback_id) in {(each.id, each.callback_id) for each in await who.views()}:
                with suppress(NotPossible):
                    last = await who.submit(form, dict(values))
                await asyncio.sleep(PAUSE)
    except TimeoutError:
        raise AssertionError(f"{form.title} of {who.name} stays open: {last}") from None


async def press_until(who: Actor, containing: str, label: str, then: str) -> None:
    """Press a button of a direct message until some direct message holds the words `then`."""
    async with asyncio.timeout(PATIENCE):
        while not await _seen(who, then):
            if (message := await _seen(who, containing)) is not None:
                with suppress(NotPossible):
                    await who.press(message, label)
            await asyncio.sleep(PAUSE)


async def _seen(who: Actor, words: str) -> SeenMessage | None:
    return next((each for each in reversed(await who.direct_messages()) if words in f"{each.words}\n{each.text}"), None)
