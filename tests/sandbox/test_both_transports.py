"""An ordinary Bolt app works on the workspace, by Socket Mode and over HTTP alike."""

import asyncio

from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.actor import Actor, Control
from bot.sandbox.server import Sandbox
from tests.sandbox.echo import JSON, Echo

BUTTONS: list[JSON] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Well?"}},
    {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": "say", "value": "yes", "text": {"type": "plain_text", "text": "Yes"}},
            {"type": "button", "action_id": "say_no", "value": "no", "text": {"type": "plain_text", "text": "No"}},
        ],
    },
]


async def test_a_direct_message_arrives_with_text_and_rich_text(echo: Echo, ann: Actor, control: Control) -> None:
    """A client sends mrkdwn and blocks."""
    await ann.direct("Good:\n- calm & clear\n- *kind* <3")
    assert await control.settled()
    (event,) = echo.events("message")
    assert event["text"] == "Good:\n• calm &amp; clear\n• *kind* &lt;3"
    assert [each["type"] for each in event["blocks"][0]["elements"]] == ["rich_text_section", "rich_text_list"]
    assert (event["user"], event["channel_type"]) == (ann.user_id, "im")


async def test_a_command_answers_only_its_sender(echo: Echo, ann: Actor, bo: Actor) -> None:
    """Mentions arrive as ids, and the acknowledgement's text is ephemeral."""
    answer = await ann.command("/echo", "hello @bo & all")
    assert answer.ok
    seen = (await ann.direct_messages())[-1]
    assert seen.text == f"hello <@{bo.user_id}|bo> &amp; all"
    assert seen.ephemeral
    assert await bo.direct_messages() == []
    assert echo.bodies[0]["channel_name"] == "directmessage"


async def test_a_form_is_opened_filled_and_submitted(echo: Echo, ann: Actor, bo: Actor) -> None:
    """`state.values` holds what was entered and what was proposed."""
    await ann.command("/echo", "form")
    view = await ann.wait_for_view("Echo")
    answer = await ann.submit(view, {"Words": "hi", "people": ["@bo"]})
    assert answer.ok
    values = echo.bodies[-1]["view"]["state"]["values"]
    assert values["words"]["text"] == {"type": "plain_text_input", "value": "hi"}
    assert values["day"]["date"]["selected_date"] == "2030-01-02"
    assert values["who"]["people"]["selected_users"] == [bo.user_id]
    assert await ann.views() == []


async def test_a_button_reaches_the_app_and_its_response_url_answers(
    echo: Echo, ann: Actor, client: AsyncWebClient
) -> None:
    """The payload names the message, and the answer is for the one who pressed."""
    opened = await client.conversations_open(users=ann.user_id)
    await client.chat_postMessage(channel=opened["channel"]["id"], text="Well?", blocks=BUTTONS)
    message = await ann.wait_for_message("Well?")
    assert (await ann.press(message, "Yes")).ok
    said = await ann.wait_for_message("pressed say")
    assert said.ephemeral
    action = echo.bodies[-1]["actions"][0]
    assert (action["action_id"], action["value"]) == ("say", "yes")
    assert echo.bodies[-1]["message"]["ts"] == message.ts


async def test_an_event_that_fails_comes_again(echo: Echo, ann: Actor, control: Control) -> None:
    """Retries carry their number and the same event id."""
    echo.failing = 2
    await ann.direct("again")
    assert await control.settled()
    assert len({each["event_id"] for each in echo.bodies}) == 1
    assert echo.retries == ["0", "1", "2"]


async def test_an_event_that_is_late_comes_again_at_most_three_times(
    sandbox: Sandbox, echo: Echo, ann: Actor, control: Control
) -> None:
    """After the third retry it is lost."""
    sandbox.delivery.ack_seconds, echo.slow = 0.2, 0.3
    await ann.direct("slow")
    assert await control.settled()
    assert echo.retries == ["0", "1", "2", "3"]
    await asyncio.sleep(echo.slow)


async def test_a_late_command_is_an_operation_timeout(sandbox: Sandbox, echo: Echo, ann: Actor) -> None:
    """The person sees Slack's own error."""
    sandbox.delivery.ack_seconds, echo.slow = 0.2, 0.3
    answer = await ann.command("/echo", "slow")
    assert answer.error == "operation_timeout"
    await asyncio.sleep(echo.slow)


async def test_every_event_can_be_repeated(echo: Echo, ann: Actor, control: Control) -> None:
    """Copies have the same event id and look like retries."""
    await control.repeat_events(3, spread=0.05)
    await ann.direct("thrice")
    assert await control.settled()
    assert len(echo.bodies) == 3
    assert len({each["event_id"] for each in echo.bodies}) == 1
    assert sorted(echo.retries) == ["0", "1", "2"]


async def test_held_events_come_in_another_order(echo: Echo, ann: Actor, control: Control) -> None:
    """Reordering is by index, from what was held."""
    await control.hold_events()
    ts = await ann.direct("first")
    await ann.edit("direct", ts, "second")
    assert [each["subtype"] for each in await control.held_events()] == [None, "message_changed"]
    await control.release_events([1, 0])
    assert await control.settled()
    assert [each.get("subtype") for each in echo.events("message")] == ["message_changed", None]


async def test_in_silence_nothing_comes_but_all_can_be_read(
    echo: Echo, ann: Actor, control: Control, client: AsyncWebClient
) -> None:
    """Silence loses events, not messages."""
    await control.silence()
    ts = await ann.direct("psst")
    await control.silence(silent=False)
    assert await control.settled()
    assert echo.bodies == []
    opened = await client.conversations_open(users=ann.user_id)
    read = await client.conversations_history(channel=opened["channel"]["id"])
    assert [each["ts"] for each in read["messages"]] == [ts]
