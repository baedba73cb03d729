"""The workspace's pace is Slack's, by a clock that stands still."""

import time
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.actor import Actor, Control


class StoppedClock:
    """The time the workspace counts calls by, which passes only when it is told to."""

    def __init__(self) -> None:
        """Begin now."""
        self.at = time.monotonic()

    def __call__(self) -> float:
        """Tell the time."""
        return self.at


@pytest.fixture
def clock() -> StoppedClock:
    """Let no time pass between calls, however long they take."""
    return StoppedClock()


async def test_a_channel_takes_a_burst_and_then_one_a_second(
    client: AsyncWebClient, ann: Actor, bo: Actor, control: Control, clock: StoppedClock
) -> None:
    """Past the burst there is Retry-After, for that channel only."""

    async def post(who: Actor) -> Any:  # noqa: ANN401  # a response
        return await client.chat_postMessage(channel=who.user_id, text="x")

    for _ in range(5):
        await post(ann)
    with pytest.raises(SlackApiError) as caught:
        await post(ann)
    response = caught.value.response
    assert (response.status_code, response["error"], response.headers["Retry-After"]) == (429, "ratelimited", "1")
    await post(bo)
    clock.at += 1
    await post(ann)
    with pytest.raises(SlackApiError, match="ratelimited"):
        await post(ann)
    log = await control.log()
    assert [each["status"] for each in log if each["kind"] == "call"].count(429) == 2


async def test_a_method_has_its_calls_a_minute(client: AsyncWebClient, ann: Actor, control: Control) -> None:
    """conversations.open is tier 3: fifty."""
    for _ in range(50):
        await client.conversations_open(users=ann.user_id)
    with pytest.raises(SlackApiError) as caught:
        await client.conversations_open(users=ann.user_id)
    assert caught.value.response.headers["Retry-After"] == "60"
    await client.users_info(user=ann.user_id)
    await control.forgive_rates()
    await client.conversations_open(users=ann.user_id)
