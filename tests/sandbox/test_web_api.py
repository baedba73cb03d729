"""The Web API answers as Slack's does: tokens, scopes, membership, messages, threads, history."""

import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.actor import Actor, Control
from bot.sandbox.seen import NotPossible
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import MANIFEST
from tests.sandbox.echo import Echo, form


async def refused(call: Any) -> str:  # noqa: ANN401  # a call of the client
    """Give the error a call is refused with."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_tokens(sandbox: Sandbox, client: AsyncWebClient, control: Control) -> None:
    """Each token opens its own door, and none after it was revoked."""
    who = await client.auth_test()
    assert (who["team_id"], who["user_id"]) == (sandbox.team_id, sandbox.bot_user_id)
    assert "chat:write" in who.headers["x-oauth-scopes"]
    wrong = AsyncWebClient("xoxb-wrong", base_url=sandbox.api_url)
    assert await refused(wrong.auth_test()) == "invalid_auth"
    assert await refused(AsyncWebClient(base_url=sandbox.api_url).auth_test()) == "not_authed"
    assert await refused(client.apps_connections_open(app_token=sandbox.bot_token)) == "not_allowed_token_type"
    assert (await client.apps_connections_open(app_token=sandbox.app_token))["url"].startswith("ws://127.0.0.1")
    assert await refused(client.api_call("chat.scream")) == "unknown_method"
    await control.ask("revoke_tokens")
    assert await refused(client.auth_test()) == "token_revoked"


async def test_a_scope_that_is_not_declared_is_missing(tmp_path: Path) -> None:
    """The manifest decides what a method may do, and what comes back."""
    less: Any = yaml.safe_load(yaml.safe_dump(MANIFEST))
    less["oauth_config"]["scopes"]["bot"] = ["users:read"]
    path = tmp_path / "less.yml"
    path.write_text(yaml.safe_dump(less), encoding="utf-8")
    async with Sandbox(manifest=path) as sandbox:
        ann = await sandbox.control.add_person("ann")
        client = AsyncWebClient(sandbox.bot_token, base_url=sandbox.api_url)
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel=ann.user_id, text="hi")
        assert (caught.value.response["error"], caught.value.response["needed"]) == ("missing_scope", "chat:write")
        assert "email" not in (await client.users_info(user=ann.user_id))["user"]["profile"]


async def test_people_are_found(client: AsyncWebClient, ann: Actor, control: Control) -> None:
    """By id or address; foreign and deactivated people not by address."""
    found = (await client.users_info(user=ann.user_id))["user"]
    assert (found["real_name"], found["tz"], found["is_restricted"]) == ("Ann Archer", "Europe/Berlin", False)
    assert (await client.users_lookupByEmail(email="ANN@acme.example"))["user"]["id"] == ann.user_id
    foreign = await control.add_person("fay", foreign=True)
    shown = (await client.users_info(user=foreign.user_id))["user"]
    assert "email" not in shown["profile"]
    assert shown["is_stranger"]
    assert await refused(client.users_lookupByEmail(email="fay@acme.example")) == "users_not_found"
    await control.change_person("ann", deactivated=True)
    assert await refused(client.users_lookupByEmail(email="ann@acme.example")) == "users_not_found"
    assert await refused(client.conversations_open(users=ann.user_id)) == "user_disabled"


async def test_membership(client: AsyncWebClient, ann: Actor, control: Control) -> None:
    """A public channel can be joined, a private one does not exist until invited, an archived one is closed."""
    public = await control.add_channel("town", members=[ann])
    private = await control.add_channel("hush", private=True, members=[ann])
    assert await refused(client.chat_postMessage(channel=public, text="hi")) == "not_in_channel"
    assert (await client.conversations_info(channel=public))["channel"]["is_member"] is False
    await client.conversations_join(channel=public)
    await client.chat_postMessage(channel=public, text="hi")
    for call in (
        client.chat_postMessage(channel=private, text="hi"),
        client.conversations_info(channel=private),
        client.conversations_join(channel=private),
    ):
        assert await refused(call) == "channel_not_found"
    await control.invite("hush")
    posted = await client.chat_postMessage(channel=private, text="hi")
    assert ann.user_id in (await client.conversations_members(channel=private))["members"]
    await control.archive("hush")
    assert await refused(client.chat_postMessage(channel=private, text="hi")) == "is_archived"
    assert (await client.conversations_info(channel=private))["channel"]["is_archived"]
    await control.kick("hush")
    assert await refused(client.conversations_replies(channel=private, ts=posted["ts"])) == "channel_not_found"


async def test_messages_are_posted_updated_and_deleted(
    client: AsyncWebClient, ann: Actor, control: Control, socket_echo: Echo
) -> None:
    """The bot hears of its own messages, metadata included, and may change only those."""
    channel = await control.add_channel("town", members=[ann], bot=True)
    note = {"event_type": "delivery_sent", "event_payload": {"delivery": "7"}}
    posted = await client.chat_postMessage(channel=channel, text="one & all", metadata=note)
    await client.chat_update(channel=channel, ts=posted["ts"], text="two")
    await client.chat_delete(channel=channel, ts=posted["ts"])
    await control.settled()
    came, changed, gone = socket_echo.events("message")
    assert (came["metadata"], came["user"], came["text"]) == (note, client_user(posted), "one & all")
    assert "bot_id" in came
    assert (changed["subtype"], changed["message"]["text"], changed["hidden"]) == ("message_changed", "two", True)
    assert changed["message"]["metadata"] == note
    assert (gone["subtype"], gone["deleted_ts"]) == ("message_deleted", posted["ts"])
    theirs = await ann.post("town", "mine")
    assert await refused(client.chat_update(channel=channel, ts=theirs, text="no")) == "cant_update_message"
    assert await refused(client.chat_delete(channel=channel, ts=theirs)) == "cant_delete_message"
    assert await refused(client.chat_update(channel=channel, ts=posted["ts"], text="no")) == "message_not_found"


async def test_the_bot_reacts_once_and_takes_it_back(client: AsyncWebClient, ann: Actor, control: Control) -> None:
    """People see its emoji beside theirs; a second time, or for what isn't there, it is told so."""
    channel = await control.add_channel("yard", members=[ann], bot=True)
    ts = await ann.record("yard")
    mark = {"channel": channel, "timestamp": ts, "name": "white_check_mark"}
    await client.reactions_add(**mark)
    [seen] = await ann.messages("yard")
    assert [(each["name"], each["count"]) for each in seen.raw["reactions"]] == [("white_check_mark", 1)]
    assert (seen.raw["subtype"], seen.raw["files"][0]["subtype"]) == ("file_share", "slack_audio")
    assert await refused(client.reactions_add(**mark)) == "already_reacted"
    await client.reactions_remove(**mark)
    assert await refused(client.reactions_remove(**mark)) == "no_reaction"
    assert await refused(client.reactions_add(**{**mark, "timestamp": "1.1"})) == "message_not_found"


def client_user(posted: Any) -> str:  # noqa: ANN401  # a response
    """Give who posted."""
    return str(posted["message"]["user"])


async def test_texts_have_limits(client: AsyncWebClient, ann: Actor) -> None:
    """A long text is cut when posted and refused when updated; nothing at all is refused."""
    posted = await client.chat_postMessage(channel=ann.user_id, text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    await client.chat_update(**where, text="x" * 4_000)
    assert await refused(client.chat_update(**where, text="x" * 4_001)) == "msg_too_long"
    assert await refused(client.api_call("chat.postMessage", json={"channel": ann.user_id})) == "no_text"
    bad = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=ann.user_id, text="x", blocks=bad)
    assert caught.value.response["error"] == "invalid_blocks"
    assert "json-pointer:/blocks/0/text/text" in caught.value.response["response_metadata"]["messages"][0]
    long = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}] * 5
    assert await refused(client.chat_postMessage(channel=ann.user_id, text="x", blocks=long)) == "msg_blocks_too_long"


async def test_an_update_without_blocks_drops_them(client: AsyncWebClient, ann: Actor) -> None:
    """Text alone replaces everything and shows as edited; blocks alone do not."""
    block = {"type": "divider"}
    posted = await client.chat_postMessage(channel=ann.user_id, text="x", blocks=[block])
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    again = await client.api_call("chat.update", json=where | {"blocks": [block, block]})
    assert "edited" not in again["message"]
    both = await client.chat_update(**where, text="x", blocks=[block])
    assert "edited" in both["message"]
    last = await client.chat_update(**where, text="y")
    assert "blocks" not in last["message"]
    assert "edited" in last["message"]


async def test_threads(client: AsyncWebClient, ann: Actor, control: Control) -> None:
    """The root comes first, replies are not in the history, pages follow cursors."""
    channel = await control.add_channel("town", members=[ann], bot=True)
    root = str((await client.chat_postMessage(channel=channel, text="card"))["ts"])
    replies = [await ann.post("town", f"reply {index}", thread_ts=root) for index in range(5)]
    read = await client.conversations_replies(channel=channel, ts=root)
    assert [each["ts"] for each in read["messages"]] == [root, *replies]
    assert (read["messages"][0]["reply_count"], read["messages"][1]["parent_user_id"]) == (5, client_user_of(read))
    page = await client.conversations_replies(channel=channel, ts=replies[2], limit=3)
    assert [each["ts"] for each in page["messages"]] == [root, *replies[:2]]
    cursor = page["response_metadata"]["next_cursor"]
    rest = await client.conversations_replies(channel=channel, ts=root, limit=4, cursor=cursor)
    assert [each["ts"] for each in rest["messages"]] == [root, *replies[2:]]
    since = await client.conversations_replies(channel=channel, ts=root, oldest=replies[3])
    assert [each["ts"] for each in since["messages"]] == [root, replies[4]]
    history = await client.conversations_history(channel=channel)
    assert [each["ts"] for each in history["messages"]] == [root]
    assert await refused(client.conversations_replies(channel=channel, ts="1.000000")) == "thread_not_found"
    assert await refused(client.chat_postMessage(channel=channel, text="x", thread_ts="1.0")) == "thread_not_found"


def client_user_of(read: Any) -> str:  # noqa: ANN401  # a response
    """Give who wrote the root."""
    return str(read["messages"][0]["user"])


async def test_metadata_comes_back_when_asked_for(client: AsyncWebClient, ann: Actor, control: Control) -> None:
    """All of it, its type, or nothing from a lesser server."""
    note = {"event_type": "delivery_sent", "event_payload": {"delivery": "7"}}
    posted = await client.chat_postMessage(channel=ann.user_id, text="x", metadata=note)

    async def read(*, include_all_metadata: bool = False) -> Any:  # noqa: ANN401  # metadata
        history = await client.conversations_history(
            channel=posted["channel"], include_all_metadata=include_all_metadata
        )
        return history["messages"][0].get("metadata")

    assert await read(include_all_metadata=True) == note
    assert await read() == {"event_type": "delivery_sent"}
    await control.drop_metadata()
    assert await read(include_all_metadata=True) is None


async def test_a_deleted_root_leaves_a_tombstone(
    client: AsyncWebClient, ann: Actor, control: Control, socket_echo: Echo
) -> None:
    """It goes with its last reply."""
    channel = await control.add_channel("town", members=[ann], bot=True)
    root = await ann.post("town", "root")
    reply = await ann.post("town", "reply", thread_ts=root)
    await ann.delete("town", root)
    read = await client.conversations_replies(channel=channel, ts=root)
    assert read["messages"][0]["subtype"] == "tombstone"
    await ann.delete("town", reply)
    assert await control.settled()
    changed, first, second = socket_echo.events("message")[2:]
    assert changed["message"]["subtype"] == "tombstone"
    assert changed["previous_message"]["text"] == "root"
    assert (first["deleted_ts"], second["deleted_ts"]) == (reply, root)
    assert (await ann.messages("town")) == []


async def test_an_administrator_deletes_what_the_app_posted(
    client: AsyncWebClient, ann: Actor, bo: Actor, control: Control, socket_echo: Echo
) -> None:
    """Nobody else does; the app hears of it by who wrote it, not by who deleted it, and can't edit it any more."""
    channel = await control.add_channel("town", members=[ann, bo], bot=True)
    posted = await client.chat_postMessage(channel=channel, text="card")
    with pytest.raises(NotPossible):
        await bo.delete("town", str(posted["ts"]))
    await control.change_person("ann", admin=True)
    await ann.delete("town", str(posted["ts"]))
    assert await control.settled()
    deleted = socket_echo.events("message")[-1]
    assert (deleted["deleted_ts"], deleted["previous_message"]["bot_id"]) == (posted["ts"], posted["message"]["bot_id"])
    assert await refused(client.chat_update(channel=channel, ts=posted["ts"], text="new")) == "message_not_found"


async def test_an_ephemeral_is_seen_by_one(client: AsyncWebClient, ann: Actor, bo: Actor, control: Control) -> None:
    """It is in no history and only for members."""
    channel = await control.add_channel("town", members=[ann], bot=True)
    await client.chat_postEphemeral(channel=channel, user=ann.user_id, text="psst")
    assert [each.text for each in await ann.messages("town")] == ["psst"]
    assert await bo.messages("town") == []
    assert (await client.conversations_history(channel=channel))["messages"] == []
    call = client.chat_postEphemeral(channel=channel, user=bo.user_id, text="psst")
    assert await refused(call) == "user_not_in_channel"


async def test_mentions_of_everybody_are_counted(client: AsyncWebClient, ann: Actor, control: Control) -> None:
    """Control sequences anywhere, plain @channel where mrkdwn is not verbatim."""

    def block(text: str, *, verbatim: bool) -> list[dict[str, Any]]:
        return [{"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": verbatim}}]

    async def post(text: str, blocks: Any = None) -> int:  # noqa: ANN401  # blocks or none
        await client.chat_postMessage(channel=ann.user_id, text=text, blocks=blocks)
        return len(await control.broadcasts())

    assert await post("plain @channel and a@here.example") == 0
    assert await post("x", block("@channel", verbatim=True)) == 0
    assert await post("x", block("hello @here", verbatim=False)) == 1
    assert await post("<!channel>") == 2
    assert await post("x", block("<!everyone>", verbatim=True)) == 3


async def test_what_is_not_subscribed_is_not_sent(ann: Actor, control: Control, socket_echo: Echo) -> None:
    """channel_rename is not in the manifest, user_change and member_joined_channel are."""
    await control.add_channel("town", members=[ann])
    await control.rename("town", "city")
    await ann.post("city", "the bot is not here")
    await control.invite("city")
    await control.change_person("ann", tz="Asia/Tokyo")
    await ann.open_home()
    assert await control.settled()
    kinds = [each["type"] for each in socket_echo.events()]
    assert kinds == ["member_joined_channel", "message", "user_change", "app_home_opened"]
    used = await control.used()
    assert {"user_change", "app_home_opened"} <= set(used["events"])
    assert "channel_rename" not in used["events"]


async def test_timestamps_always_grow(ann: Actor) -> None:
    """No two messages share a moment, and moments are real."""
    stamps = [await ann.direct(f"{index}") for index in range(20)]
    assert stamps == sorted(set(stamps))
    assert abs(float(stamps[-1]) - time.time()) < 5


async def test_home_is_published_and_a_hash_protects_it(
    client: AsyncWebClient, ann: Actor, control: Control, socket_echo: Echo
) -> None:
    """The first visit carries no view, later ones do; an old hash conflicts."""
    home = {"type": "home", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}]}
    await ann.open_home()
    first = await client.views_publish(user_id=ann.user_id, view=home)
    await client.views_publish(user_id=ann.user_id, view=home, hash=first["view"]["hash"])
    call = client.views_publish(user_id=ann.user_id, view=home, hash=first["view"]["hash"])
    assert await refused(call) == "hash_conflict"
    await ann.open_home()
    assert await control.settled()
    before, after = socket_echo.events("app_home_opened")
    assert "view" not in before
    assert after["view"]["type"] == "home"
    assert (await ann.wait_for_home("Hello")).words == "Hello"
    call = client.views_publish(user_id=ann.user_id, view=form())
    assert await refused(call) == "invalid_arguments"
