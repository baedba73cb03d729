"""A Slack server that isn't ours and does only documented things: the story goes on as far as it can, and says so."""

import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from bot.app import App
from bot.clock.business import Clock
from bot.demo.cast import enter
from bot.demo.stage import MONDAY, settings_for
from bot.sandbox.actor import Actor
from bot.sandbox.seen import SeenMessage
from bot.sandbox.server import Sandbox
from tests.quick import quick
from tests.story.looks import tokens
from tests.world import MANIFEST, World

ADA = "ada@home.example"
CHANNEL: dict[str, object] = {"channel": "debriefs"}


async def seen(who: Actor, text: str) -> SeenMessage:
    """Return the last direct message whose notification begins like this."""
    found = [one for one in await who.direct_messages() if one.text.startswith(text)]
    assert found, [one.text for one in await who.direct_messages()]
    return found[-1]


async def fill(world: World, who: Actor, press: str, values: dict[str, object], card: str) -> None:
    """Press a button that opens a form, fill it in, submit it."""
    form = await world.form(who, await who.press(await seen(who, card), press))
    answer = await world.submit(who, form, values)
    assert answer.ok, answer


async def opened(world: World, **other: object) -> None:
    """Open a debrief with Ann and Bo."""
    hana = world.cast.hana
    form = await world.form(hana, await hana.command("/debrief", "Ada Lovelace, Staff Engineer @ann @bo"))
    values: dict[str, object] = {"hiring_manager": "hana", "coordinator": "cora", "email": ADA, **CHANNEL, **other}
    answer = await world.submit(hana, form, values)
    assert answer.ok, answer


async def replied(world: World) -> None:
    """Let both answer, one in the thread and one to the bot."""
    root = next(one for one in await world.cast.ann.messages("debriefs") if not one.ephemeral)
    await world.cast.ann.post("debriefs", "Good: You listened.\nGrow: Ask <more>, @bo says.", thread_ts=root.ts)
    await world.settle()
    await world.cast.bo.direct("Good: You drew it.\nGrow: Say more.")
    await world.settle()


async def whole(world: World) -> None:
    """Play the story from /debrief to an accepted offer."""
    cast = world.cast
    await opened(world)
    await replied(world)
    form = await world.form(cast.hana, await cast.hana.command("/debrief", "decide"))
    answer = await world.submit(cast.hana, form, {"choice": "hire", "reason": "Right for us.", "zone": "Lisbon"})
    assert answer.ok, answer
    script = await seen(cast.hana, "The offer call to")
    for said in ("You listened.", "Ask <more>, @Bo Berg says.", "You drew it."):
        assert said in script.words
    await fill(world, cast.hana, "Log the call", {"sentiment": "positive", "said": "Glad."}, "The offer call to")
    await world.advance(minutes=6)
    form = await world.form(cast.cora, await cast.cora.command("/offer", "ask Ada"))
    wish: dict[str, object] = {"person": "eve", "learn": "Why now?", "may_name": ["yes"], "place": "office"}
    answer = await world.submit(cast.cora, form, wish)
    assert answer.ok, answer
    await fill(world, cast.cora, "Approve", {"place_office": "Front Street 5"}, "Meetings for")
    brief = await seen(cast.eve, "Cora Cole asks")
    accept = next(one for one in brief.pressables if one.text.startswith("Accept"))
    await world.press(cast.eve, brief, accept.text, accept.value)
    assert any(mail["To"] == ADA and "conversation" in mail["Subject"] for mail in world.sent_mails())
    form = await world.form(cast.hana, await cast.hana.command("/offer", "answer Ada"))
    answer = await world.submit(
        cast.hana, form, {"answer": "accepted", "starts_on": "2030-03-01", "work_email": "ada@acme.example"}
    )
    assert answer.ok, answer


async def nothing_twice(world: World) -> None:
    """Fail when any delivery stands twice in the workspace."""
    assert [token for token, count in (await tokens(world.sandbox.control)).items() if count > 1] == []


async def direct_texts(who: Actor) -> Counter[str]:
    """Count what stands in somebody's messages with the bot."""
    return Counter(one.words for one in await who.direct_messages() if not one.ephemeral)


async def test_metadata_is_dropped_and_answers_get_lost(lone: World) -> None:
    """Posts whose answers never came are found by what they say, and not sent again."""
    control = lone.sandbox.control
    await control.drop_metadata()
    await control.fault("chat.postMessage", "status", after=True, count=3)
    await whole(lone)
    for who in (lone.cast.ann, lone.cast.bo, lone.cast.hana, lone.cast.cora, lone.cast.eve):
        twice = {text: count for text, count in (await direct_texts(who)).items() if count > 1}
        assert not twice, (who.name, twice)
    assert len([one for one in await lone.cast.ann.messages("debriefs") if not one.ephemeral]) == 1


async def test_the_story_goes_on_without_what_it_does_not_need(lone: World) -> None:
    """No reading back, no Home, no joining, no conversation opened beforehand: all of it still happens, once."""
    for method in ("conversations.open", "conversations.history", "conversations.replies", "conversations.join"):
        await lone.sandbox.control.lack_method(method)
    await lone.sandbox.control.lack_method("views.publish")
    await lone.cast.tala.open_home()
    await whole(lone)
    await nothing_twice(lone)
    assert await lone.cast.cora.home() is None


async def test_replies_to_the_bot_are_known_where_conversations_are_not_opened(lone: World) -> None:
    """The conversation's id comes with the first message; later ones go to it, and an edit is taken in."""
    await lone.sandbox.control.lack_method("conversations.open")
    await opened(lone)
    ts = await lone.cast.bo.direct("Good: early")
    await lone.settle()
    await lone.cast.bo.edit("direct", ts, "Good: very early")
    await lone.settle()
    assert "very early" in (await seen(lone.cast.bo, "Your feedback on Ada Lovelace: saved")).words
    calls = Counter(one["method"] for one in await lone.sandbox.control.log() if one.get("method"))
    people = len(lone.cast.zones())
    assert calls["conversations.open"] <= people, "it is asked for again and again"


async def test_channels_that_cannot_be_looked_up_need_the_tick(lone: World) -> None:
    """Without conversations.info nobody knows who reads a channel: the opener says that it is fine."""
    await lone.sandbox.control.lack_method("conversations.info")
    hana = lone.cast.hana
    form = await lone.form(hana, await hana.command("/debrief", "Ada Lovelace, Staff Engineer @ann @bo"))
    values: dict[str, object] = {"hiring_manager": "hana", "coordinator": "cora", **CHANNEL}
    answer = await lone.submit(hana, form, values)
    assert "tick the box" in answer.errors["channel"]
    answer = await lone.submit(hana, form, {**values, "public_is_fine": ["yes"]})
    assert answer.ok, answer
    await replied(lone)
    assert "2 of 2 in" in (await lone.cast.ann.wait_for_message("Ada Lovelace", "debriefs")).words


async def test_a_channel_that_cannot_be_joined_asks_for_an_invitation(lone: World) -> None:
    """A public channel without conversations.join: somebody has to invite the bot."""
    control = lone.sandbox.control
    await control.lack_method("conversations.join")
    await control.add_channel("open", members=[lone.cast.hana])
    hana = lone.cast.hana
    form = await lone.form(hana, await hana.command("/debrief", "Ada Lovelace, Staff Engineer @ann @bo"))
    values: dict[str, object] = {"hiring_manager": "hana", "coordinator": "cora", "channel": "open"}
    answer = await lone.submit(hana, form, {**values, "public_is_fine": ["yes"]})
    assert "/invite" in answer.errors["channel"]


async def test_people_who_cannot_be_looked_up_may_do_nothing(lone: World) -> None:
    """Without users.info nobody is known to be a full member: it says so, and what to do."""
    await lone.sandbox.control.lack_method("users.info")
    hana = lone.cast.hana
    await hana.command("/debrief", "Ada Lovelace, Staff Engineer @ann")
    await lone.settle()
    told = [one for one in await hana.direct_messages() if one.ephemeral][-1].words
    assert "doctor" in told
    assert not await hana.views()


@pytest.mark.parametrize("method", ["chat.update", "chat.delete", "views.update", "reactions.add"])
async def test_what_cannot_be_changed_is_said_once(lone: World, method: str) -> None:
    """Cards stay as they were posted, the coordinator hears of it once, and all that was entered counts."""
    await lone.sandbox.control.lack_method(method)
    await opened(lone)
    await replied(lone)
    hana, cora = lone.cast.hana, lone.cast.cora
    form = await lone.form(hana, await hana.command("/debrief", "decide"))
    answer = await lone.submit(hana, form, {"choice": "hire", "reason": "Right for us."})
    assert answer.ok, answer
    assert "You drew it." in (await seen(hana, "The offer call to")).words
    said = [*await cora.direct_messages(), *await hana.direct_messages()]
    told = [one for one in said if "This Slack server can't" in one.words]
    assert len(told) == (1 if method == "chat.update" else 0)
    await nothing_twice(lone)


async def test_a_form_that_cannot_be_opened_is_said(lone: World) -> None:
    """Without views.open a command is answered with what happened."""
    await lone.sandbox.control.lack_method("views.open")
    hana = lone.cast.hana
    await hana.command("/debrief", "Ada Lovelace, Staff Engineer @ann")
    await lone.settle()
    told = [one for one in await hana.direct_messages() if one.ephemeral][-1].words
    assert "unknown_method" in told


NEEDLESS = {
    "team_id", "is_ext_shared", "is_org_shared", "is_shared", "is_pending_ext_shared", "blocks", "app_id",
    "bot_profile", "client_msg_id", "team", "is_stranger", "tz_label", "response_url", "api_app_id",
    "is_enterprise_install", "token",
    "parent_user_id", "reply_users", "enterprise", "latest_reply", "channel_type", "is_app_user", "response_urls",
    "user_team", "source_team", "event_context", "authorizations", "is_email_confirmed", "previous_message",
}  # fmt: skip
"""Fields that Slack documents as optional or that appear only here and there; views and their blocks are let be."""

KEPT_OUTSIDE = frozenset({"team_id", "team"})
"""Needed at the outermost level of a delivery, to know whose it is."""


@dataclass
class Lesser:
    """Stands between the bot and the workspace: leaves out what may be missing, adds what nobody knows."""

    sandbox: Sandbox
    bot_url: str = ""
    url: str = ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Lesser"]:
        """Serve on a port of its own."""
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_post("/slack/events", self._deliver)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        async with aiohttp.ClientSession(trust_env=False) as self._session:
            try:
                yield self
            finally:
                await runner.cleanup()

    async def _call(self, request: web.Request) -> web.Response:
        headers = {
            key: value for key, value in request.headers.items() if key.lower() in {"authorization", "content-type"}
        }
        target = f"{self.sandbox.api_url}{request.match_info['method']}"
        async with self._session.request(
            request.method, target, params=request.query, data=await request.read(), headers=headers
        ) as answer:
            said = await answer.json(content_type=None)
            return web.json_response(_lessened(said, keep=KEPT_OUTSIDE), status=answer.status)

    async def _deliver(self, request: web.Request) -> web.Response:
        raw = (await request.read()).decode()
        body = _smaller_delivery(raw)
        signer = SignatureVerifier(self.sandbox.signing_secret)
        stamp = request.headers["x-slack-request-timestamp"]
        signature = signer.generate_signature(timestamp=stamp, body=body) or ""
        headers = {"content-type": request.headers["content-type"], "x-slack-request-timestamp": stamp}
        async with self._session.post(
            f"{self.bot_url}/slack/events", data=body.encode(), headers={**headers, "x-slack-signature": signature}
        ) as answer:
            content = answer.headers.get("content-type", "text/plain").split(";")[0]
            return web.Response(body=await answer.read(), status=answer.status, content_type=content)


def _lessened(node: Any, keep: frozenset[str] = frozenset()) -> Any:  # noqa: ANN401  # any JSON
    """Leave out what may be missing and add what nobody knows; forms stay whole."""
    if isinstance(node, list):
        return [_lessened(one) for one in node]
    if not isinstance(node, dict):
        return node
    left = {key: value for key, value in node.items() if key not in NEEDLESS or key in keep}
    whole = {key: value if key in {"view", "actions", "blocks"} else _lessened(value) for key, value in left.items()}
    return {**whole, "x_unheard_of": {"of": [None, 1]}}


def _smaller_delivery(raw: str) -> str:
    if raw.startswith("{"):
        return json.dumps(_lessened(json.loads(raw), KEPT_OUTSIDE))
    fields = dict(parse_qsl(raw, keep_blank_values=True))
    if "payload" in fields:
        return urlencode({"payload": json.dumps(_lessened(json.loads(fields["payload"]), KEPT_OUTSIDE))})
    return urlencode(_lessened(fields, KEPT_OUTSIDE) | {"x_unheard_of": "1"})


@asynccontextmanager
async def behind_lesser(database_url: str, folder: Path) -> AsyncIterator[World]:
    """Run the product by HTTP with a lesser server between it and the workspace."""
    clock = Clock()
    clock.move(to=MONDAY)
    with quick():
        async with Sandbox(manifest=MANIFEST, rates=False) as sandbox, Lesser(sandbox).running() as lesser:
            cast = await enter(sandbox.control)
            settings = settings_for(sandbox, database_url, folder / "mails", over_http=True)
            settings = settings.model_copy(update={"slack_api_url": f"{lesser.url}/api/"})
            async with App.running(settings, clock) as app:
                lesser.bot_url = app.url
                await sandbox.control.deliver_to(f"{lesser.url}/slack/events")
                world = World(sandbox, app, clock, cast, folder / "mails")
                await world.settle()
                yield world


async def test_the_whole_story_with_fewer_fields_and_unknown_ones(sqlite_url: str, tmp_path: Path) -> None:
    """Optional fields missing everywhere, unheard-of ones beside, no response_url, no scopes told: it goes on."""
    async with behind_lesser(sqlite_url, tmp_path) as world:
        await whole(world)
        await nothing_twice(world)
        hana = world.cast.hana
        await world.cast.mel.command("/offer", "call Ada")
        await hana.command("/offer", "nonsense <!channel>")
        await world.settle()
        assert [one for one in await hana.direct_messages() if one.ephemeral]


async def test_a_form_whose_request_is_cut_off_is_said(lone: World) -> None:
    """The connection ends while a form is opened: whoever asked hears of it."""
    await lone.sandbox.control.fault("views.open", "drop")
    hana = lone.cast.hana
    await hana.command("/debrief", "Ada Lovelace, Staff Engineer @ann")
    await lone.settle()
    told = [one for one in await hana.direct_messages() if one.ephemeral][-1].words
    assert "please try again" in told


async def test_people_cannot_be_looked_up_as_the_connection_is_cut(lone: World) -> None:
    """Nothing broke on our side: it is Slack that didn't answer, and nothing was changed."""
    await lone.sandbox.control.fault("users.info", "drop", count=None)
    answer = await lone.cast.hana.command("/debrief", "Ada Lovelace, Staff Engineer @ann")
    assert "Slack didn't answer" in str(answer)


async def test_a_refusal_comes_by_direct_message_where_its_address_is_used_up(lone: World) -> None:
    """Slack takes five answers within half an hour; what is to be said after that isn't lost."""
    await opened(lone)
    await lone.sandbox.control.fault("response_url", "status", status=404)
    mel = lone.cast.mel
    card = (await mel.messages("debriefs"))[0]
    await mel.press(card, "Give feedback")
    await lone.settle()
    assert "an interviewer, for their own feedback" in (await mel.direct_messages())[-1].words


async def test_that_the_app_is_removed_is_acknowledged(lone: World) -> None:
    """Bolt lets these in without saying whose they are; sending them again would help nobody."""
    for kind in ("tokens_revoked", "app_uninstalled"):
        body = {"type": "event_callback", "team_id": lone.sandbox.team_id, "event_id": kind, "event": {"type": kind}}
        assert (await lone.sandbox.delivery.ask("events_api", body)).status == 200


async def test_a_direct_message_that_was_refused_is_sent_once_it_is_mended(lone: World) -> None:
    """The coordinator reads whom it didn't reach and what to do; no channel is spoken of; a press sends it, once."""
    bo, cora = lone.cast.bo, lone.cast.cora
    await lone.sandbox.control.fault(
        "chat.postMessage", "error", error="restricted_action", match={"channel": bo.user_id}
    )
    await opened(lone)
    told = await seen(cora, "I couldn't post a message about Ada Lovelace to Bo Berg.")
    assert "that channel" not in told.words.lower()
    assert "tell them yourself" in told.words
    assert not await bo.direct_messages()
    await lone.press(cora, told, "Try again")
    await seen(bo, "Your feedback on Ada Lovelace, please")
    await nothing_twice(lone)
