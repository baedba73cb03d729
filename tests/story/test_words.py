"""Whatever people type, through the whole story: nothing of it acts, nothing is lost, nothing of it is logged."""

import logging
import re
from collections.abc import Iterator

import pytest

from bot.rules.text import unescape
from bot.sandbox.actor import Actor
from bot.sandbox.seen import SeenMessage
from tests.world import World, by_http

MARK = "Zebra7"
"""Stands in everything that is typed, and may stand in no log."""

CANDIDATE = f"Ada <!channel> & *{MARK}* @here"
JOB = f"<http://evil.example|{MARK}> `Engineer` &amp; Co"
NASTY = (
    f"<!channel> @everyone {MARK} <@U0EVIL> <http://evil.example|click> &amp; &lt; `tick` ```fence``` *bold* _it_ "
    "\u202eright to left\u202c \u05e9\u05dc\u05d5\u05dd 🦄👩\u200d👧 Bcc: all@evil.example {0} %s"
)
INJECTED = f"{MARK}\r\nBcc: all@evil.example\r\n\r\n<!here>"
LONG = f"{MARK} <!here> &amp; " + "word " * 2000
ADA = "ada@home.example"


async def seen(who: Actor, text: str) -> SeenMessage:
    """Return the last direct message whose notification begins like this."""
    found = [one for one in await who.direct_messages() if one.text.startswith(text)]
    assert found, [one.text for one in await who.direct_messages()]
    return found[-1]


async def fill(world: World, who: Actor, press: str, values: dict[str, object], card: str) -> None:
    """Press a button that opens a form, fill it in, submit it."""
    root = await seen(who, card)
    parts = [root, *await who.direct_messages(root.ts)]
    shown = next(one for one in parts if any(each.text == press for each in one.pressables))
    form = await world.form(who, await who.press(shown, press))
    answer = await world.submit(who, form, values)
    assert answer.ok, answer
    for view in await who.views():
        await who.close(view, everything=True)


async def commanded(world: World, who: Actor, command: str, text: str, values: dict[str, object]) -> None:
    """Type a command that opens a form, fill it in, submit it."""
    form = await world.form(who, await who.command(command, text))
    answer = await world.submit(who, form, values)
    assert answer.ok, answer
    for view in await who.views():
        await who.close(view, everything=True)


async def decided(world: World) -> None:
    """From /debrief to a decision, by people who type the worst."""
    cast = world.cast
    names: dict[str, object] = {"candidate": CANDIDATE, "job": JOB, "hiring_manager": "hana", "coordinator": "cora"}
    panel: dict[str, object] = {"interviewers": ["ann", "bo", "cy"], "channel": "debriefs", "email": ADA}
    await commanded(world, cast.hana, "/debrief", f"{NASTY} @ann", {**names, **panel})
    root = await cast.ann.wait_for_message(MARK, "debriefs")
    await cast.ann.post("debriefs", f"Good: {NASTY}\nGrow: ask @bo first", thread_ts=root.ts)
    await cast.bo.direct(f"{LONG}\n{NASTY}")
    await world.settle()
    sorts: dict[str, object] = {f"piece_{number}": "good" for number in range(4)}
    await fill(world, cast.bo, "That's my feedback", sorts, "Your feedback")
    await fill(world, cast.cy, "Give feedback", {"good": NASTY, "grow": LONG[:2900]}, "Your feedback")
    values = {"choice": "hire", "reason": NASTY, "phone": f"+49 {MARK}", "good_hours": NASTY[:150], "zone": "Lisbon"}
    await commanded(world, cast.hana, "/debrief", "decide", dict(values))


async def met(world: World) -> None:
    """From the call to a meeting and a question, by people who type the worst."""
    cora, hana, eve = world.cast.cora, world.cast.hana, world.cast.eve
    logged = {"sentiment": "positive", "said": NASTY, "asked_for": INJECTED, "left_out": NASTY}
    await fill(world, hana, "Log the call", dict(logged), "The offer call to")
    await world.advance(minutes=6)
    await commanded(
        world, cora, "/offer", "ask", {"person": "eve", "learn": NASTY, "area": NASTY[:150], "may_name": ["yes"]}
    )
    ines: dict[str, object] = {"name": f'Ines "{INJECTED}"'[:80], "email": "ines@fund.example", "learn": NASTY}
    await commanded(world, cora, "/offer", "ask", {**ines, "contact_class": "investor"})
    await world.press(cora, await seen(cora, "Meetings for"), "Approve all 2")
    await fill(world, eve, "Other times", {"times": f"{NASTY}\n{INJECTED}"}, "Cora Cole asks")
    card = await seen(cora, "Meetings for")
    assert MARK in card.words
    await world.press(cora, card, "Ask again")
    brief = await seen(eve, "Cora Cole asks")
    accept = next(one for one in brief.pressables if one.text.startswith("Accept"))
    await world.press(eve, brief, accept.text, accept.value)
    await fill(world, cora, "Change place", {"place": INJECTED}, "Meetings for")
    await fill(world, cora, "Record their answer", {"reply": "declined"}, "Meetings for")
    await fill(world, cora, "Say no", {"reason": NASTY, "alternative": INJECTED}, "Meetings for")
    await world.advance(days=7)
    await fill(world, cora, "Enter a question", {"question": f"{NASTY}\n{INJECTED}", "owner": "eve"}, "Is everything")


_GOES_ON = re.compile(r"👇Itgoesoninthismessage'sthread,uptopart\d+\.[^,]*,continued")
"""What stands between the two halves of a point that is too long for one message."""


@pytest.mark.long
@by_http
async def test_words_stay_words_from_end_to_end(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """No mention acts, scripts and receipts hold what was typed, mails have our headers alone, no log a word of it."""
    for name in ("bot", "handlers", "storage"):
        caplog.set_level(logging.DEBUG, logger=name)
    await decided(world)
    hana = world.cast.hana
    script = await seen(hana, "The offer call to")
    read = _bare("\n".join(_visible(one) for one in await hana.direct_messages(script.ts)))
    read = _GOES_ON.sub("", read)
    for typed in (NASTY, LONG, LONG[:2900], f"ask @{world.cast.bo.name} first"):
        assert _bare(typed) in read or _bare(_without_markup(typed)) in read, typed[:40]
    assert f"<@{world.cast.bo.user_id}>" not in read
    receipt = await seen(world.cast.cy, "Your feedback on")
    assert _bare(LONG[:2900]) in _bare(_visible(receipt))
    await met(world)
    await commanded(world, hana, "/offer", "answer", {"answer": "declined", "reason": NASTY})
    assert await world.sandbox.control.broadcasts() == []
    await _no_forged_mention(world)
    mails = world.sent_mails()
    assert len(mails) >= 5
    for mail in mails:
        assert "Bcc" not in mail
        assert "\n" not in mail["Subject"]
    _nothing_logged(world, caplog)


async def _no_forged_mention(world: World) -> None:
    """Fail on a control sequence in mrkdwn that isn't ours: what was typed stands there escaped."""
    for message in await world.sandbox.control.everything():
        if message.get("bot_id"):
            for text in [str(message["text"]), *_mrkdwn(message.get("blocks"))]:
                ours = re.compile(r"<!date\^[^<>]*>|<#C[^<>]*>|<@U[^<>]*>|<[^<>|]*/archives/[^<>|]*\|your reply>")
                rest = ours.sub("", text)
                assert "<" not in rest, rest
                assert "U0EVIL>" not in text


def _mrkdwn(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _mrkdwn(each)
    elif isinstance(node, dict):
        if node.get("type") == "mrkdwn":
            yield str(node["text"])
        yield from _mrkdwn(list(node.values()))


def _nothing_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    assert caplog.records
    sandbox = world.sandbox
    secrets = (sandbox.bot_token, sandbox.app_token, sandbox.signing_secret)
    for record in caplog.records:
        said = f"{record.getMessage()} {record.exc_text or ''}"
        for word in (MARK, "evil.example", ADA, "ines@fund.example", *secrets):
            assert word not in said, (record.name, word)


def _visible(message: SeenMessage) -> str:
    """Read a message as its reader does, its headings left out: escapes undone in mrkdwn, rich text to the letter."""
    return "\n".join(_texts(message.blocks))


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _texts(each)
    elif isinstance(node, dict) and node.get("type") != "header":
        if isinstance(node.get("text"), str):
            yield unescape(node["text"]) if node["type"] == "mrkdwn" else node["text"]
        else:
            yield from _texts(list(node.values()))


def _without_markup(typed: str) -> str:
    """Leave out what Slack's composer makes styles of."""
    return re.sub(r"[*_`]", "", typed)


def _bare(text: str) -> str:
    return "".join(text.split())
