"""Forms live as in Slack: triggers, stacks, values, errors, hashes."""

import asyncio
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.actor import Actor
from bot.sandbox.forms import REQUIRED
from bot.sandbox.seen import NotPossible, SeenView
from tests.sandbox.echo import JSON, Echo, form


async def opened(ann: Actor) -> SeenView:
    """Let Ann open the form."""
    assert (await ann.command("/echo", "form")).ok
    return await ann.wait_for_view("echo_form")


async def refused(call: Any) -> str:  # noqa: ANN401  # a call of the client
    """Give the error a call is refused with."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_a_trigger_is_good_once_and_for_three_seconds(
    socket_echo: Echo, ann: Actor, client: AsyncWebClient
) -> None:
    """Used, expired and invented triggers have their own errors."""
    await ann.command("/echo", "once")
    trigger = socket_echo.bodies[-1]["trigger_id"]
    assert await refused(client.views_open(trigger_id=trigger, view={"type": "modal"})) == "invalid_arguments"
    await client.views_open(trigger_id=trigger, view=form())
    assert await refused(client.views_open(trigger_id=trigger, view=form())) == "exchanged_trigger_id"
    await ann.command("/echo", "late")
    await asyncio.sleep(3.05)
    late = socket_echo.bodies[-1]["trigger_id"]
    assert await refused(client.views_open(trigger_id=late, view=form())) == "expired_trigger_id"
    assert await refused(client.views_open(trigger_id="1.2.3", view=form())) == "invalid_trigger_id"


async def test_the_client_keeps_back_what_is_missing_or_too_long(socket_echo: Echo, ann: Actor) -> None:
    """Required inputs and lengths never reach the app."""
    view = await opened(ann)
    count = len(socket_echo.bodies)
    assert (await ann.submit(view)).errors == {"words": REQUIRED}
    assert "words" in (await ann.submit(view, {"words": "x" * 21})).errors
    assert len(socket_echo.bodies) == count
    with pytest.raises(NotPossible, match="no_such_field"):
        await ann.submit(view, {"wrods": "x"})


async def test_errors_keep_the_form_open(socket_echo: Echo, ann: Actor) -> None:
    """Errors stand under inputs; what was typed stays."""
    view = await opened(ann)
    socket_echo.answer = {"response_action": "errors", "errors": {"words": "too short"}}
    answer = await ann.submit(view, {"words": "x"})
    assert (answer.error, answer.errors) == ("not_submitted", {"words": "too short"})
    assert (await ann.views())[-1].values["words"]["text"]["value"] == "x"
    socket_echo.answer = {"response_action": "errors", "errors": {"nowhere": "what?"}}
    assert (await ann.submit(view)).error == "invalid_errors"


async def test_update_push_and_clear(socket_echo: Echo, ann: Actor) -> None:
    """A stack of three and no more; Cancel goes back one, clear takes all."""
    view = await opened(ann)
    socket_echo.answer = {"response_action": "update", "view": form("Again")}
    await ann.submit(view, {"words": "x"})
    (again,) = await ann.views()
    assert (again.title, again.id) == ("Again", view.id)
    assert again.values["words"]["text"]["value"] == "x"
    for depth in (2, 3):
        socket_echo.answer = {"response_action": "push", "view": form(f"Depth {depth}")}
        assert (await ann.submit((await ann.views())[-1], {"words": "x"})).ok
    assert [each.title for each in await ann.views()] == ["Again", "Depth 2", "Depth 3"]
    assert (await ann.submit((await ann.views())[-1], {"words": "x"})).error == "push_limit_reached"
    await ann.close((await ann.views())[-1])
    assert [each.title for each in await ann.views()] == ["Again", "Depth 2"]
    socket_echo.answer = {"response_action": "clear"}
    await ann.submit((await ann.views())[-1], {"words": "x"})
    assert await ann.views() == []


async def test_closing_is_told_when_asked_for(socket_echo: Echo, ann: Actor, client: AsyncWebClient) -> None:
    """view_closed needs notify_on_close; the x gives the root and is_cleared."""
    view = await opened(ann)
    await client.views_update(view_id=view.id, view=form(notify_on_close=True))
    await ann.close((await ann.views())[-1], everything=True)
    closed = socket_echo.bodies[-1]
    assert (closed["type"], closed["is_cleared"], closed["view"]["id"]) == ("view_closed", True, view.id)


async def test_an_update_keeps_what_was_typed_and_minds_the_hash(
    socket_echo: Echo, ann: Actor, client: AsyncWebClient
) -> None:
    """Inputs survive while their ids stay; an old hash conflicts; a closed form is gone."""
    view = await opened(ann)
    await ann.fill(view, {"words": "typed"})
    await client.views_update(view_id=view.id, view=form("New"), hash=view.raw["hash"])
    assert (await ann.views())[-1].values["words"]["text"]["value"] == "typed"
    call = client.views_update(view_id=view.id, view=form(), hash=view.raw["hash"])
    assert await refused(call) == "hash_conflict"
    await ann.close(view)
    assert await refused(client.views_update(view_id=view.id, view=form())) == "not_found"
    assert socket_echo.bodies[-1]["command"] == "/echo"


async def test_a_view_that_is_too_big_is_refused(socket_echo: Echo, ann: Actor, client: AsyncWebClient) -> None:
    """A title has twenty-four characters; the trigger is not used up by a refusal."""
    await ann.command("/echo", "x")
    trigger = socket_echo.bodies[-1]["trigger_id"]
    assert await refused(client.views_open(trigger_id=trigger, view=form("x" * 25))) == "invalid_arguments"
    await client.views_open(trigger_id=trigger, view=form("x" * 24))


async def test_a_form_submitted_twice_at_once_reaches_the_app_twice(socket_echo: Echo, ann: Actor) -> None:
    """A double click is two submissions of one view."""
    view = await opened(ann)
    answers = await asyncio.gather(*[ann.submit(view, {"words": "x"}) for _ in range(2)])
    assert [each.ok for each in answers] == [True, True]
    sent = [each["view"] for each in socket_echo.bodies if each.get("type") == "view_submission"]
    assert len(sent) == 2
    assert sent[0]["hash"] == sent[1]["hash"]


async def test_menus_in_messages_and_stale_buttons(socket_echo: Echo, ann: Actor, client: AsyncWebClient) -> None:
    """A choice arrives with its option; a button that is gone can still be pressed by who saw it."""
    choices = [{"text": {"type": "plain_text", "text": each}, "value": each.lower()} for each in ("Red", "Blue")]
    menu = {"type": "static_select", "action_id": "pick", "options": choices}
    button = {"type": "button", "action_id": "go", "value": "1", "text": {"type": "plain_text", "text": "Go"}}
    blocks: list[JSON] = [{"type": "actions", "block_id": "row", "elements": [menu, button]}]
    posted = await client.chat_postMessage(channel=ann.user_id, text="Pick", blocks=blocks)
    message = await ann.wait_for_message("Pick")
    assert (await ann.choose(message, "pick", "Blue")).ok
    assert socket_echo.bodies[-1]["actions"][0]["selected_option"]["value"] == "blue"
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="Done")
    gone = await ann.wait_for_message("Done")
    with pytest.raises(NotPossible, match="no_such_element"):
        await ann.press(gone, "go")
    assert (await ann.press(message, "Go", stale=True)).ok
    assert socket_echo.bodies[-1]["actions"][0]["value"] == "1"


async def test_a_message_shortcut(socket_echo: Echo, ann: Actor) -> None:
    """A declared shortcut carries its message."""
    await ann.direct("this one")
    message = await ann.wait_for_message("this one")
    assert (await ann.shortcut("echo_shortcut", message)).ok
    assert socket_echo.bodies[-1]["message"]["text"] == "this one"
