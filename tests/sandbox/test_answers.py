"""What an app may say in answer to an interaction, and where the manifest lets it."""

from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.actor import Actor, Control
from bot.sandbox.manifest import Used
from bot.sandbox.seen import NotPossible
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import MANIFEST
from tests.sandbox.echo import JSON, Echo

BUTTON = {"type": "button", "action_id": "go", "value": "1", "text": {"type": "plain_text", "text": "Go"}}
BLOCKS: list[JSON] = [{"type": "actions", "elements": [BUTTON]}]


async def respond(url: str, **said: object) -> tuple[int, str]:
    """Use a response_url; gives status and body."""
    async with aiohttp.ClientSession() as session, session.post(url, json=said) as response:
        return response.status, await response.text()


async def test_a_response_url_is_good_five_times(socket_echo: Echo, ann: Actor) -> None:
    """The sixth use is refused; answers are ephemeral unless in_channel is asked for."""
    await ann.command("/echo", "x")
    url = socket_echo.bodies[-1]["response_url"]
    assert await respond(url, text="in public", response_type="in_channel") == (200, "ok")
    for _ in range(4):
        assert await respond(url, text="psst") == (200, "ok")
    assert (await respond(url, text="psst"))[0] == 404
    shown = [(each.text, each.ephemeral) for each in await ann.direct_messages()]
    assert shown == [("x", True), ("in public", False), *[("psst", True)] * 4]


async def test_a_response_url_replaces_and_deletes(socket_echo: Echo, ann: Actor, client: AsyncWebClient) -> None:
    """It works on the message that was acted on."""
    await client.chat_postMessage(channel=ann.user_id, text="Well?", blocks=BLOCKS)
    message = await ann.wait_for_message("Well?")
    await ann.press(message, "Go")
    url = socket_echo.bodies[-1]["response_url"]
    await respond(url, text="Well!", replace_original=True)
    assert (await ann.wait_for_message("Well!")).ts == message.ts
    await respond(url, delete_original=True)
    assert message.ts not in [each.ts for each in await ann.direct_messages()]


async def test_an_ephemeral_button_carries_no_message(
    socket_echo: Echo, ann: Actor, client: AsyncWebClient, control: Control
) -> None:
    """The app knows only where it stood, and can replace it only by response_url."""
    channel = await control.add_channel("town", members=[ann], bot=True)
    await client.chat_postEphemeral(channel=channel, user=ann.user_id, text="Well?", blocks=BLOCKS)
    (message,) = await ann.messages("town")
    await ann.press(message, "go")
    pressed = socket_echo.bodies[-1]
    assert pressed["container"]["is_ephemeral"]
    assert "message" not in pressed
    await respond(pressed["response_url"], text="Done", replace_original=True)
    assert (await ann.messages("town"))[0].text == "Done"


async def test_foreign_people_can_press_but_carry_their_team(
    socket_echo: Echo, control: Control, client: AsyncWebClient, sandbox: Sandbox
) -> None:
    """A shared channel's buttons are open to everyone in it."""
    fay = await control.add_person("fay", foreign=True)
    channel = await control.add_channel("town", members=[fay], shared=True, bot=True)
    await client.chat_postMessage(channel=channel, text="Well?", blocks=BLOCKS)
    message = await fay.wait_for_message("Well?", "town")
    await fay.press(message, "Go")
    assert socket_echo.bodies[-1]["user"]["team_id"] != sandbox.team_id
    await fay.post("town", "hello")
    await control.settled()
    body = next(each for each in reversed(socket_echo.bodies) if each.get("event", {}).get("text") == "hello")
    assert body["is_ext_shared_channel"]
    assert body["event"]["user_team"] != body["team_id"]


async def test_tabs_are_as_declared(tmp_path: Path) -> None:
    """Without a Home tab nothing is published, without a Messages tab nobody is written to."""
    less: Any = yaml.safe_load(yaml.safe_dump(MANIFEST))
    less["features"]["app_home"] = {"home_tab_enabled": False, "messages_tab_enabled": False}
    path = tmp_path / "less.yml"
    path.write_text(yaml.safe_dump(less), encoding="utf-8")
    used = Used()
    async with Sandbox(manifest=path, used=used) as sandbox:
        ann = await sandbox.control.add_person("ann")
        client = AsyncWebClient(sandbox.bot_token, base_url=sandbox.api_url)
        with pytest.raises(SlackApiError, match="not_enabled"):
            await client.views_publish(user_id=ann.user_id, view={"type": "home", "blocks": []})
        with pytest.raises(SlackApiError, match="messages_tab_disabled"):
            await client.chat_postMessage(channel=ann.user_id, text="x")
        with pytest.raises(NotPossible, match="messages_tab_disabled"):
            await ann.direct("x")
        assert used.scopes == {"chat:write"}
