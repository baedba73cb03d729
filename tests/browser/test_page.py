"""The workspace's page in a browser: keys, phones, two people at once, a thousand messages, and what may not happen."""

import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from bot.demo.cast import CANDIDATE
from bot.demo.stage import Stage
from tests.browser.conftest import OpenWindow

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(400),
    pytest.mark.xdist_group("pages"),  # one browser for all of them
    pytest.mark.long,
]

FOCUSED = "(e => e.matches('button, a, summary') ? (e.ariaLabel || e.innerText) : '')(document.activeElement)"
Crowd = Callable[[int], Awaitable[str]]


@pytest.fixture
def crowd(stage: Stage) -> Crowd:
    """Give a channel of Ann's, Bo's and Cy's in which so many messages were posted by the first two."""

    async def fill(count: int) -> str:
        ann, bo = stage.cast.ann, stage.cast.bo
        channel = await stage.sandbox.control.add_channel("crowd", members=[ann, bo, stage.cast.cy])
        for number in range(count):
            await (ann, bo)[number % 2].post(channel, f"Message {number}", composer=False)
        return channel

    return fill


async def test_two_people_see_each_other_at_once(stage: Stage, window: OpenWindow, crowd: Crowd) -> None:
    """What one writes, changes or deletes, the other sees by itself; who looks elsewhere, in the sidebar."""
    channel = await crowd(1)
    ann, bo = [await window(stage, f"/as/{who}/in/{channel}") for who in ("ann", "bo")]
    elsewhere = await window(stage, f"/as/cy/in/{channel}")
    await elsewhere.go("debriefs")
    unread = elsewhere.page.locator("#sidebar a.unread").filter(has_text="crowd")
    await expect(unread).to_have_count(0)
    await ann.write("Shall we meet at *two*, @bo?")
    await expect(bo.message("meet at two")).to_be_visible()
    await expect(unread).to_be_visible()
    await ann.message("meet at").hover()
    await ann.message("meet at").get_by_label("React with eyes").click()
    await expect(bo.message("meet at").locator(".reaction")).to_contain_text("1")
    await bo.message("meet at").hover()
    await bo.message("meet at").get_by_role("button", name="Reply in thread").click()
    await bo.write_reply("- yes\n- with tea")
    await expect(ann.message("1 reply")).to_be_visible()
    await bo.page.keyboard.press("Escape")
    await bo.write("Wrong channel")
    await bo.message("Wrong channel").hover()
    await bo.message("Wrong channel").get_by_label("More").click()
    await bo.message("Wrong channel").get_by_role("button", name="Delete message").click()
    await bo.page.locator("#sure").get_by_role("button", name="Delete").click()
    await expect(ann.message("Wrong channel")).to_have_count(0)


async def test_everything_works_with_the_keyboard_alone(stage: Stage, window: OpenWindow) -> None:
    """Become somebody, write, open a thread, close it; fill a form in and submit it; leave another."""
    seen = await window(stage, "/as/tala/home")
    page = seen.page
    await _tab_to(page, "Settings")
    await page.keyboard.press("Enter")
    await expect(seen.form).to_be_visible()
    await expect(seen.form.get_by_label("Debrief channel")).to_be_focused()
    await page.keyboard.type("#deb")
    await _tab_to(page, "Save")
    await page.keyboard.press("Enter")
    await expect(seen.form).to_have_count(0)
    await expect(page.locator("#home")).to_contain_text("Settings: channels")
    await expect(page.locator("#home").get_by_role("button", name="Settings")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(seen.form).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(seen.form).to_have_count(0)
    await _tab_to(page, "You are", back=True)
    await page.keyboard.press("Enter")
    await _tab_to(page, "Ann Archer")
    await page.keyboard.press("Enter")
    await expect(page.locator(".me > summary")).to_contain_text("Ann Archer")
    await seen.live()
    await expect(page.locator("main textarea")).to_be_focused()
    await page.keyboard.type("Typed without a mouse")
    await page.keyboard.press("Enter")
    await expect(seen.message("Typed without a mouse")).to_be_visible()
    await _tab_to(page, "Reply in thread", back=True)
    await page.keyboard.press("Enter")
    await expect(page.locator("#thread textarea")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator("#thread")).to_be_hidden()


async def _tab_to(page: Page, name: str, *, back: bool = False) -> None:
    """Press Tab until something of this name has the focus."""
    for _ in range(80):
        await page.keyboard.press("Shift+Tab" if back else "Tab")
        if any(line.startswith(name) for line in str(await page.evaluate(FOCUSED)).splitlines()):
            return
    raise AssertionError(f"no Tab leads to {name}")


async def test_it_fits_a_phone(stage: Stage, window: OpenWindow) -> None:
    """At 360 pixels nothing scrolls sideways; the menu opens and closes; threads and forms fill the screen."""
    phone = {"viewport": {"width": 360, "height": 640}, "has_touch": True}
    await stage.cast.ann.post(stage.cast.channel, "A word " + "of-very-many-letters" * 12)
    seen = await window(stage, f"/as/ann/in/{stage.cast.channel}", **phone)
    page = seen.page
    await page.get_by_role("button", name="Open the menu").click()
    await expect(page.locator("#sidebar").get_by_role("link", name="Bo Berg")).to_be_in_viewport()
    await page.keyboard.press("Escape")
    await expect(page.locator("#sidebar").get_by_role("link", name="Bo Berg")).not_to_be_in_viewport()
    await seen.write("Written on a phone")
    await expect(seen.message("Written on a phone")).to_be_visible()
    await page.locator("#messages li.row").last.locator(".message").click()
    places = (f"/as/ann/in/{stage.cast.channel}?thread={await _last_ts(page)}", "/as/tala/home", "/as/tala/inspector")
    for address in ("/", *places, "/as/tala/panel/clock", "/as/tala/panel/mail"):
        await page.goto(stage.sandbox.url + address)
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360, address
    await seen.open("/as/tala/home")
    await page.locator("#home").get_by_role("button", name="Settings").click()
    await expect(seen.form).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await expect(seen.form.get_by_role("button", name="Save")).to_be_in_viewport()


async def _last_ts(page: Page) -> str:
    return str(await page.locator("#messages li.row").last.get_attribute("data-ts"))


async def test_a_thousand_messages_are_drawn_a_piece_at_a_time(stage: Stage, window: OpenWindow, crowd: Crowd) -> None:
    """Opening draws the last of them at the bottom; scrolling up brings the others, up to the first."""
    channel = await crowd(1000)
    seen = await window(stage, f"/as/ann/in/{channel}")
    rows = seen.page.locator("#messages li.row")
    await expect(seen.message("Message 999")).to_be_in_viewport()
    assert 20 <= await rows.count() <= 200
    while (drawn := await rows.count()) < 1000:
        await seen.page.locator("#scroll").evaluate("each => { each.scrollTop = 0; }")
        await expect(rows).not_to_have_count(drawn)
    await expect(rows).to_have_count(1000)
    assert re.findall(r"Message (\d+)", await rows.first.text_content() or "") == ["0"]


async def test_reloading_loses_nothing(stage: Stage, window: OpenWindow) -> None:
    """A thread stays open, a draft stays in its box, a form stays as it was filled in."""
    ts = await stage.cast.ann.post(stage.cast.channel, "The beginning")
    seen = await window(stage, f"/as/ann/in/{stage.cast.channel}")
    await seen.message("The beginning").hover()
    await seen.message("The beginning").get_by_role("button", name="Reply in thread").click()
    await seen.page.locator("#thread textarea").fill("Half a sen")
    await seen.page.reload()
    await seen.live()
    assert ts in seen.page.url
    await expect(seen.page.locator("#thread textarea")).to_have_value("Half a sen")
    await seen.open("/as/tala/home")
    await seen.page.locator("#home").get_by_role("button", name="Settings").click()
    async with seen.page.expect_response("**/do/fill"):
        await seen.fill({"Company name": "Acme & Sons"})
    await seen.page.reload()
    await seen.live()
    await expect(seen.form.get_by_label("Company name")).to_have_value("Acme & Sons")


async def test_feedback_is_kept_as_it_is_typed_and_a_message_can_be_used(stage: Stage, window: OpenWindow) -> None:
    """Two fields are typed into and the form is cancelled at once: it opens again as a draft; a message joins it."""
    hana, channel = stage.cast.hana, stage.cast.channel
    await hana.command("/debrief", f"{CANDIDATE}, Staff Engineer @ann")
    values = {"hiring_manager": "hana", "coordinator": "cora", "channel": channel}
    assert (await hana.submit(await hana.wait_for_view(), values)).ok
    await stage.cast.ann.post(channel, "You listened well")
    seen = await window(stage, f"/as/ann/in/{channel}")
    fields = {name: seen.form.locator(f"[data-block-id={name}] textarea") for name in ("good", "grow", "team_only")}
    await seen.message(CANDIDATE).get_by_role("button", name="Give feedback").click()
    await fields["good"].press_sequentially("You asked why")
    await fields["grow"].press_sequentially("Say more")
    await seen.form.get_by_role("button", name="Cancel").click()
    await expect(seen.form).to_have_count(0)
    await seen.message("You listened well").hover()
    await seen.message("You listened well").get_by_label("More").click()
    await seen.message("You listened well").get_by_role("button", name="Use as feedback").click()
    await expect(seen.form).to_contain_text("your draft of")
    for name, text in (("good", "You asked why"), ("grow", "Say more"), ("team_only", "You listened well")):
        await expect(fields[name]).to_have_value(text)


async def test_an_ephemeral_message_is_only_for_its_reader(stage: Stage, window: OpenWindow) -> None:
    """The answer to a command in a channel is seen by who typed it, and by nobody else."""
    address = f"in/{stage.cast.channel}"
    hana, ann = await window(stage, f"/as/hana/{address}"), await window(stage, f"/as/ann/{address}")
    await hana.write("/offer nonsense")
    await expect(hana.message("Only visible to you")).to_be_visible()
    await hana.write("Did you see that?")
    await expect(ann.message("Did you see that?")).to_be_visible()
    await expect(ann.page.locator("li.ephemeral")).to_have_count(0)


async def test_what_people_write_stays_text(stage: Stage, window: OpenWindow) -> None:
    """Markup in messages and names runs nothing, and the policy would not let it."""
    seen = await window(stage, f"/as/ann/in/{stage.cast.channel}")
    await seen.write('<img src=x onerror="document.title=1"><script>document.title=2</script>')
    await expect(seen.message("<script>")).to_contain_text('<img src=x onerror="document.title=1">')
    assert seen.troubles == []
    async with seen.page.expect_console_message(lambda said: "Content Security Policy" in said.text):
        await seen.page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'), {textContent: 'document.title = 3'}))"
        )
    assert await seen.page.title() not in {"1", "2", "3"}
    assert [trouble for trouble in seen.troubles if "Content Security Policy" not in trouble] == []
    assert len(seen.troubles) == 1
    seen.troubles.clear()
