"""The workspace in a browser: what is shown to whom, and what people do there."""

import httpx
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.actor import Actor, Control
from bot.sandbox.server import Sandbox
from tests.sandbox.echo import Echo, form
from tests.sandbox.pages import do


class TestWhatIsShown:
    """Pages and pieces."""

    async def test_the_first_page_lets_one_choose_whom_to_be(
        self, browser: httpx.AsyncClient, ann: Actor, bo: Actor
    ) -> None:
        """Everybody is offered, the app is not."""
        page = (await browser.get("/")).text
        assert f'href="/as/{ann.handle}/"' in page
        assert f'href="/as/{bo.handle}/"' in page
        assert 'href="/as/echo/"' not in page

    async def test_a_conversation_shows_its_messages_safely(
        self, browser: httpx.AsyncClient, ann: Actor, bo: Actor, room: str
    ) -> None:
        """What people write is escaped; lists and mentions are drawn."""
        await bo.post(room, "<script>alert(1)</script> & @ann\n- a point")
        page = (await browser.get(f"/as/ann/in/{room}")).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in page
        assert f'data-user="{ann.user_id}"' in page
        assert "<li>" in page
        assert "Bo Baker" in page

    async def test_what_is_not_ones_own_to_see_is_not_there(
        self, browser: httpx.AsyncClient, control: Control, room: str
    ) -> None:
        """A private channel, and somebody else's direct messages, do not exist for others."""
        cy = await control.add_person("cy")
        assert (await browser.get(f"/as/{cy.handle}/in/{room}")).status_code == 404
        assert (await browser.get(f"/as/ann/in/{await cy.direct_channel()}")).status_code == 404
        assert (await browser.get("/as/nobody/")).status_code == 404

    async def test_only_the_last_messages_are_drawn_until_earlier_ones_are_asked_for(
        self, browser: httpx.AsyncClient, ann: Actor, room: str
    ) -> None:
        """A long conversation opens with its end."""
        stamps = [await ann.post(room, f"number {index}.") for index in range(70)]
        page = (await browser.get(f"/as/bo/in/{room}")).text
        assert page.count("data-ts=") == 60
        assert "data-earlier" in page
        earlier = (await browser.get(f"/as/bo/in/{room}/messages", params={"before": stamps[10]})).text
        assert earlier.count("data-ts=") == 10
        assert "data-earlier" not in earlier

    async def test_one_message_is_fetched_with_the_one_after_it(
        self, browser: httpx.AsyncClient, ann: Actor, bo: Actor, room: str
    ) -> None:
        """What follows a message may need its author shown, so it comes along, also when the message is gone."""
        first, second = await ann.post(room, "one."), await ann.post(room, "two.")
        await bo.post(room, "three.")
        asked = {"since": "0", "ts": first}
        piece = (await browser.get(f"/as/bo/in/{room}/messages", params=asked)).text
        assert ("one." in piece, "two." in piece, "three." in piece) == (True, True, False)
        assert piece.count("continues") == 1
        await ann.delete(room, first)
        piece = (await browser.get(f"/as/bo/in/{room}/messages", params=asked)).text
        assert f'id="m-{second}"' in piece
        assert "continues" not in piece

    async def test_what_only_one_person_sees_is_shown_to_them_alone(
        self, browser: httpx.AsyncClient, client: AsyncWebClient, ann: Actor, room: str
    ) -> None:
        """Ephemeral messages say so."""
        await client.chat_postEphemeral(channel=room, user=ann.user_id, text="for you only")
        own, other = [(await browser.get(f"/as/{who}/in/{room}")).text for who in ("ann", "bo")]
        assert "for you only" in own
        assert "Only visible to you" in own
        assert "for you only" not in other

    async def test_a_thread_stands_beside_its_channel(
        self, browser: httpx.AsyncClient, ann: Actor, bo: Actor, room: str
    ) -> None:
        """Replies are counted in the channel and shown in the thread."""
        root = await ann.post(room, "root.")
        await bo.post(room, "reply.", thread_ts=root)
        page = (await browser.get(f"/as/ann/in/{room}")).text
        assert "1 reply" in page
        assert "reply." not in page
        page = (await browser.get(f"/as/ann/in/{room}", params={"thread": root})).text
        assert "reply." in page
        assert (await browser.get(f"/as/ann/in/{room}/thread/1.1")).status_code == 404

    async def test_home_is_what_the_app_published(
        self, browser: httpx.AsyncClient, socket_echo: Echo, client: AsyncWebClient, ann: Actor, control: Control
    ) -> None:
        """Opening it tells the app."""
        assert "has not put anything here yet" in (await browser.get("/as/ann/home")).text
        await control.settled()
        assert [each["tab"] for each in socket_echo.events("app_home_opened")] == ["home"]
        text = {"type": "section", "text": {"type": "mrkdwn", "text": "*Welcome home*"}}
        await client.views_publish(user_id=ann.user_id, view={"type": "home", "blocks": [text]})
        assert "<strong>Welcome home</strong>" in (await browser.get("/as/ann/home/part")).text

    async def test_unread_marks_come_and_go(self, browser: httpx.AsyncClient, ann: Actor, bo: Actor, room: str) -> None:
        """A mention counts, reading clears it."""
        ts = await bo.post(room, "look, @ann")
        sidebar = (await browser.get("/as/ann/sidebar")).text
        assert 'data-unread="1"' in sidebar
        await browser.post("/as/ann/read", json={"channel": room, "ts": ts})
        assert 'data-unread="0"' in (await browser.get("/as/ann/sidebar")).text
        await ann.post(room, "mine")
        assert "unread" not in (await browser.get("/as/ann/sidebar")).text.replace("data-unread", "")

    async def test_two_people_write_to_each_other(self, browser: httpx.AsyncClient, ann: Actor, bo: Actor) -> None:
        """Their direct messages are theirs, and no event tells the app."""
        opened = await browser.get(f"/as/ann/with/{bo.handle}")
        channel = opened.url.path.split("/")[-1]
        await ann.post(channel, "between us")
        again = await browser.get(f"/as/bo/with/{ann.handle}")
        assert again.url.path.endswith(channel)
        assert "between us" in again.text


class TestWhatPeopleDo:
    """Deeds reach the app as Slack would bring them."""

    async def test_the_box_works_without_scripts(self, browser: httpx.AsyncClient, ann: Actor, room: str) -> None:
        """A plain form posts a message and comes back to the conversation."""
        page = await browser.post(f"/as/ann/in/{room}/write", data={"text": "Good:\r\n- a point\r\n"})
        assert page.url.path == f"/as/ann/in/{room}"
        (message,) = await ann.messages(room)
        kinds = [each["type"] for each in message.blocks[0]["elements"]]
        assert kinds == ["rich_text_section", "rich_text_list"]
        reply = {"text": "a reply", "thread_ts": message.ts}
        assert "a reply" in (await browser.post(f"/as/ann/in/{room}/write", data=reply)).text
        assert "audio_message.m4a" in (await browser.post(f"/as/ann/in/{room}/write", data=reply | {"clip": "1"})).text

    async def test_commands_are_typed_into_the_box(
        self, browser: httpx.AsyncClient, sandbox: Sandbox, socket_echo: Echo, ann: Actor, room: str
    ) -> None:
        """The app gets a slash command; unknown ones and late answers are told in words."""
        address, script = f"/as/{ann.handle}/in/{room}/write", {"accept": "application/json"}
        assert (await browser.post(address, data={"text": "/echo hello"}, headers=script)).json()["error"] is None
        assert socket_echo.bodies[-1]["text"] == "hello"
        unknown = await browser.post(address, data={"text": "/nothing"}, headers=script)
        assert (unknown.status_code, unknown.json()["said"]) == (400, "There is no such command.")
        sandbox.delivery.ack_seconds, socket_echo.slow = 0.2, 0.3
        late = (await browser.post(address, data={"text": "/echo late"}, headers=script)).json()
        assert "operation_timeout" in late["said"]

    async def test_people_let_the_app_into_a_channel_and_put_it_out(
        self, browser: httpx.AsyncClient, control: Control, sandbox: Sandbox, ann: Actor
    ) -> None:
        """`/invite`, `/remove` and `/archive` are the workspace's own."""
        channel = await control.add_channel("new", private=True, members=[ann])
        await browser.post(f"/as/ann/in/{channel}/write", data={"text": "/invite @Echo"})
        assert sandbox.bot_user_id in (await control.channel(channel))["members"]
        await browser.post(f"/as/ann/in/{channel}/write", data={"text": "/remove @Echo"})
        assert sandbox.bot_user_id not in (await control.channel(channel))["members"]
        await browser.post(f"/as/ann/in/{channel}/write", data={"text": "/archive"})
        assert (await control.channel(channel))["is_archived"]

    async def test_a_message_is_edited_marked_and_deleted(
        self, browser: httpx.AsyncClient, control: Control, ann: Actor, bo: Actor, room: str
    ) -> None:
        """One's own only, though an administrator deletes anybody's; what one edits is what one typed."""
        ts = await ann.post(room, "Hello @bo & all")
        assert (await browser.get(f"/as/ann/in/{room}/source/{ts}")).text == "Hello @bo & all"
        assert (await browser.get(f"/as/bo/in/{room}/source/{ts}")).status_code == 404
        assert (await do(browser, "bo", "edit", channel=room, ts=ts, text="no"))["status_code"] == 400
        await do(browser, "ann", "edit", channel=room, ts=ts, text="Hello again")
        await do(browser, "bo", "react", channel=room, ts=ts, name="+1")
        page = (await browser.get(f"/as/bo/in/{room}")).text
        assert "Hello again" in page
        assert "(edited)" in page
        assert 'class="reaction mine"' in page
        assert "data-delete" not in page
        await control.change_person("bo", admin=True)
        assert "data-delete" in (await browser.get(f"/as/bo/in/{room}")).text
        await do(browser, "bo", "delete", channel=room, ts=ts)
        assert await bo.messages(room) == []

    async def test_a_button_is_pressed(
        self, browser: httpx.AsyncClient, socket_echo: Echo, client: AsyncWebClient, ann: Actor, room: str
    ) -> None:
        """The app gets the action, the person what it answers; a button that is gone says so."""
        button = {"type": "button", "action_id": "go", "value": "7", "text": {"type": "plain_text", "text": "Go"}}
        blocks = [{"type": "actions", "block_id": "row", "elements": [button]}]
        posted = await client.chat_postMessage(channel=room, text="Go?", blocks=blocks)
        page = (await browser.get(f"/as/ann/in/{room}")).text
        assert 'data-action-id="go"' in page
        target = {"channel": room, "ts": posted["ts"]}
        pressed = await do(browser, "ann", "press", target=target, action_id="go", block_id="row", value="7")
        assert pressed["error"] is None
        assert socket_echo.bodies[-1]["actions"][0]["value"] == "7"
        await ann.wait_for_message("pressed go", room)
        gone = await do(browser, "ann", "press", target=target, action_id="gone", block_id="row", value="7")
        assert gone["said"] == "This is gone; look again."

    async def test_a_form_goes_round(
        self, browser: httpx.AsyncClient, socket_echo: Echo, ann: Actor, bo: Actor, room: str
    ) -> None:
        """Opened by a command, kept while typed, refused with errors, submitted as state.values, closed."""
        await ann.command("/echo", "form", channel=room)
        (view,) = await ann.views()
        words: list[object] = ["words", "text"]
        await do(browser, "ann", "fill", view_id=view.id, fields=[[*words, ["half"]]])
        assert 'value="half"' in (await browser.get("/as/ann/forms")).text
        refused = await do(browser, "ann", "submit", view_id=view.id, fields=[[*words, [""]]])
        assert refused["errors"] == {"words": "Please complete this required field."}
        assert "Please complete this required field." in (await browser.get("/as/ann/forms")).text
        filled = [[*words, ["done"]], ["day", "date", ["2030-02-03"]], ["who", "people", [bo.user_id]]]
        assert (await do(browser, "ann", "submit", view_id=view.id, fields=filled))["errors"] == {}
        values = socket_echo.bodies[-1]["view"]["state"]["values"]
        assert values["words"]["text"]["value"] == "done"
        assert values["who"]["people"]["selected_users"] == [bo.user_id]
        assert (await browser.get("/as/ann/forms")).text == ""
        closed = await do(browser, "ann", "close", view_id=view.id)
        assert closed["said"] == "This form is not open any more."

    async def test_forms_stand_on_each_other(
        self, browser: httpx.AsyncClient, socket_echo: Echo, ann: Actor, room: str
    ) -> None:
        """The one on top is shown; closing it shows the one below, closing all closes all."""
        for everything, left in ((False, 1), (True, 0)):
            await ann.command("/echo", "form", channel=room)
            socket_echo.answer = {"response_action": "push", "view": form("Second", notify_on_close=True)}
            (view,) = await ann.views()
            await do(browser, "ann", "submit", view_id=view.id, fields=[["words", "text", ["x"]]])
            page = (await browser.get("/as/ann/forms")).text
            assert "Second" in page
            assert "on top of “Echo”" in page
            await do(browser, "ann", "close", view_id=(await ann.views())[-1].id, everything=everything)
            assert len(await ann.views()) == left

    async def test_only_deeds_of_people_are_done(self, browser: httpx.AsyncClient, ann: Actor) -> None:
        """The page is no second control interface, and what it can't read it refuses in words."""
        assert (await do(browser, ann.handle, "clear_faults"))["error"] == "no_such_verb"
        assert (await do(browser, ann.handle, "fill", view_id="V1"))["error"] == "bad_arguments"
        nonsense = await browser.post(f"/as/{ann.handle}/do/press", content=b"[")
        assert nonsense.status_code == 400
