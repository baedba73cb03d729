"""People whose bot may be gone at any moment: they try again, as people do, until what they want has happened."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from bot.sandbox.actor import Actor
from bot.sandbox.seen import Acknowledgement, NotPossible, Pressable, SeenMessage, SeenView

PATIENCE = 120
"""Seconds after which somebody gives up."""

GLANCE = 1.5
"""Seconds somebody waits for a form before trying again."""

PAUSE = 0.1


async def get_form(who: Actor, ask: Callable[[], Awaitable[Acknowledgement]], title: str) -> SeenView:
    """Ask for a form until it is open."""
    last: Acknowledgement | None = None
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                with suppress(TimeoutError, NotPossible):
                    last = await ask()
                    if last.ok:
                        return await who.wait_for_view(title, timeout=GLANCE)
                await asyncio.sleep(PAUSE)
    except TimeoutError:
        raise AssertionError(f"{who.name} never gets the form {title}: {last}") from None


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


async def press_away(who: Actor, label: str) -> None:
    """Wait for a button in the messages with the bot whose text begins so, and press it until it is gone."""
    has_pressed = False
    async with asyncio.timeout(PATIENCE):
        while (found := await find_button(who, label)) is not None or not has_pressed:
            if found is not None:
                message, button = found
                with suppress(NotPossible):
                    pressed = await who.press(message, button.text, button.value)
                    has_pressed = has_pressed or pressed.ok
            await asyncio.sleep(PAUSE)


async def press_now(who: Actor, label: str) -> Acknowledgement:
    """Press the latest button whose text begins so, where it stands now; wait for it first."""
    message, button = await wait_for_button(who, label)
    return await who.press(message, button.text, button.value)


async def wait_for_button(who: Actor, label: str) -> tuple[SeenMessage, Pressable]:
    """Wait for a button in the messages with the bot whose text begins so."""
    async with asyncio.timeout(PATIENCE):
        while (found := await find_button(who, label)) is None:  # noqa: ASYNC110  # another process shows it
            await asyncio.sleep(PAUSE)
        return found


async def find_button(who: Actor, label: str) -> tuple[SeenMessage, Pressable] | None:
    """Return the latest button whose text begins so, with its message."""
    buttons = [
        (message, each)
        for message in await who.direct_messages()
        for each in message.pressables
        if each.text.startswith(label)
    ]
    return buttons[-1] if buttons else None
