"""Faults on demand do what they say."""

import asyncio
import time

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.actor import Actor, Control
from bot.sandbox.seen import NotPossible
from bot.sandbox.server import Sandbox
from tests.sandbox.echo import Echo


async def texts(ann: Actor) -> list[str]:
    """Give what Ann can read from the bot."""
    return [each.text for each in await ann.direct_messages()]


async def test_an_error_a_number_of_times(client: AsyncWebClient, ann: Actor, control: Control) -> None:
    """Then all is well again."""
    await control.fault("chat.postMessage", "error", error="fatal_error", count=2)
    for _ in range(2):
        with pytest.raises(SlackApiError, match="fatal_error"):
            await client.chat_postMessage(channel=ann.user_id, text="x")
    await client.chat_postMessage(channel=ann.user_id, text="y")
    assert await texts(ann) == ["y"]


async def test_an_error_after_storing(client: AsyncWebClient, ann: Actor, control: Control) -> None:
    """fatal_error may come though the message is there."""
    await control.fault("chat.postMessage", "error", error="fatal_error", after=True)
    with pytest.raises(SlackApiError, match="fatal_error"):
        await client.chat_postMessage(channel=ann.user_id, text="x")
    assert await texts(ann) == ["x"]


@pytest.mark.parametrize(("after", "stored"), [(False, []), (True, ["x"])])
async def test_a_dropped_connection(
    client: AsyncWebClient, ann: Actor, control: Control, *, after: bool, stored: list[str]
) -> None:
    """The caller learns nothing, whether or not it was stored."""
    await control.fault("chat.postMessage", "drop", after=after)
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.chat_postMessage(channel=ann.user_id, text="x")
    assert await texts(ann) == stored


async def test_a_server_error_for_one_channel(client: AsyncWebClient, ann: Actor, bo: Actor, control: Control) -> None:
    """Faults may be for one conversation, named by the person in it."""
    await client.conversations_open(users=ann.user_id)
    await control.fault("chat.postMessage", "status", status=500, channel=ann.user_id)
    place = await ann.direct_channel()
    await client.chat_postMessage(channel=bo.user_id, text="fine")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=place, text="x")
    assert caught.value.response.status_code == 500


async def test_an_answer_is_withheld_after_storing(client: AsyncWebClient, ann: Actor, control: Control) -> None:
    """The message stands while its sender waits."""
    await control.fault("chat.postMessage", "withhold", contains="wait")
    sending = asyncio.create_task(client.chat_postMessage(channel=ann.user_id, text="wait for it"))
    await control.withheld()
    assert await texts(ann) == ["wait for it"]
    assert not sending.done()
    assert await control.release() == 1
    assert (await sending)["ok"]


async def test_a_delay(client: AsyncWebClient, ann: Actor, control: Control) -> None:
    """A slow answer is a true one."""
    await control.fault("chat.postMessage", "delay", seconds=0.2)
    began = time.monotonic()
    await client.chat_postMessage(channel=ann.user_id, text="x")
    assert time.monotonic() - began >= 0.2


async def test_a_lacking_method_and_what_clears_faults(client: AsyncWebClient, control: Control) -> None:
    """A lesser server does not know everything."""
    await control.lack_method("auth.test")
    with pytest.raises(SlackApiError, match="unknown_method"):
        await client.auth_test()
    await control.clear_faults()
    assert (await client.auth_test())["ok"]


async def test_a_planned_rate_limit(client: AsyncWebClient, control: Control) -> None:
    """Retry-After is what was planned."""
    await control.fault("auth.test", "ratelimited", seconds=7)
    with pytest.raises(SlackApiError) as caught:
        await client.auth_test()
    assert caught.value.response.headers["Retry-After"] == "7"


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "abrupt"])
async def test_a_disconnected_app_comes_back(socket_echo: Echo, ann: Actor, control: Control, reason: str) -> None:
    """An event sent meanwhile is lost or repeated, one sent after the return arrives."""
    before = len([each for each in await control.log() if each.get("method") == "apps.connections.open"])
    await control.disconnect(reason)

    async def returned() -> bool:
        opened = [each for each in await control.log() if each.get("method") == "apps.connections.open"]
        return len(opened) > before and bool(await control.ask("connections"))

    await control.wait_for(returned)
    await ann.direct("back?")
    await control.wait_for(lambda: [each for each in socket_echo.events("message") if each["text"] == "back?"])


async def test_an_event_without_an_app_is_tried_and_lost(sandbox: Sandbox, ann: Actor) -> None:
    """Nobody is connected: four attempts, then silence; clicks and commands fail at once."""
    await ann.direct("anyone?")
    assert await sandbox.control.settled()
    attempts = [each["attempt"] for each in await sandbox.control.log() if each["kind"] == "events_api"]
    assert attempts == [0, 1, 2, 3]
    assert (await ann.command("/echo")).error == "dispatch_failed"


async def test_a_request_url_answers_the_challenge(echo: Echo, sandbox: Sandbox) -> None:
    """Slack checks an address before it is used."""
    assert echo.bodies == []
    if sandbox.request_url is not None:
        assert await sandbox.control.verify_request_url()


async def test_a_shuffle_is_repeatable(socket_echo: Echo, ann: Actor, control: Control) -> None:
    """The same seed gives the same order."""
    orders = []
    for _ in range(2):
        await control.hold_events()
        for index in range(6):
            await ann.direct(f"{index}")
        socket_echo.bodies.clear()
        assert await control.release_events(seed=3) == 6
        assert await control.settled()
        orders.append([each["text"] for each in socket_echo.events("message")])
    assert orders[0] == orders[1] != sorted(orders[0])


async def test_what_a_client_does_not_allow(ann: Actor, control: Control) -> None:
    """Undeclared commands, closed channels and other people's messages are beyond anyone."""
    with pytest.raises(NotPossible, match="no_such_command"):
        await ann.command("/nothing")
    await control.add_channel("town", private=True)
    with pytest.raises(NotPossible, match="not_in_channel"):
        await ann.post("town", "let me in")
    with pytest.raises(NotPossible, match="channel_not_found"):
        await ann.messages("town")
    foreign = await control.add_person("fay", foreign=True)
    with pytest.raises(NotPossible, match="not_allowed"):
        await foreign.command("/echo")
