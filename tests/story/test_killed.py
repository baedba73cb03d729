"""Killed anywhere, nothing is lost and nothing is said twice: real processes, SIGKILL, started again.

Answers by ephemeral message or response_url are exempt: they go out once, after the commit, and a kill loses them.
"""

import asyncio
import fcntl
import os
import pickle
import random
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest

from bot.demo.cast import CANDIDATE, CHANNEL
from tests.story.insisting import get_form, hand_in
from tests.story.locking import held
from tests.story.looks import Look, conversations, tokens
from tests.story.process import Outside, outside_of
from tests.story.stubborn_story import call, decide, gather, open_debrief, tell_story

KILLS = 13
"""Random kills in each of four combinations: over fifty together."""


DIAGONAL = ["sqlite by Socket Mode", "postgresql by HTTP"]
SQUARE = [*DIAGONAL, "sqlite by HTTP", "postgresql by Socket Mode"]


@pytest.fixture(params=DIAGONAL)
async def outside(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Outside]:
    """A workspace and a bot to be started in a process of its own, on each database and by each way in."""
    database, _, way_in = str(request.param).partition(" by ")
    url = str(request.getfixturevalue("sqlite_url" if database == "sqlite" else "postgres_url"))
    async with outside_of(url, tmp_path, over_http=way_in == "HTTP") as running:
        yield running


Ending = tuple[Look, Counter[tuple[str, str]]]


@pytest.fixture(scope="module")
def expected(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Ending:
    """What everybody sees in the end and which mails arrive when nobody kills the bot; told once in a run."""
    folder = tmp_path_factory.mktemp("unharmed")
    shared = tmp_path_factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    known = shared / "unharmed.pickle"
    with (shared / "unharmed.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not known.exists():
            file = folder / "bot.sqlite3"
            file.write_bytes(migrated_file.read_bytes())
            known.write_bytes(pickle.dumps(asyncio.run(unharmed(f"sqlite+aiosqlite:///{file}", folder))))
    return cast("Ending", pickle.loads(known.read_bytes()))  # noqa: S301  # written by a worker of this run


async def unharmed(url: str, folder: Path) -> Ending:
    """Tell the story to a bot that nobody kills."""
    async with outside_of(url, folder, over_http=False) as outside:
        await outside.start()
        await tell_story(outside)
        return await ending(outside)


async def ending(outside: Outside) -> Ending:
    """Let everything come to rest, and return what everybody sees and which mails arrived."""
    await outside.settle()
    return await conversations(outside.sandbox.control, outside.cast), outside.inbox.subjects()


async def nothing_twice(outside: Outside) -> None:
    """Assert that each message of the bot's stands once, and is the one its delivery says it is."""
    assert set((await tokens(outside.sandbox.control)).values()) <= {1}
    looks = await conversations(outside.sandbox.control, outside.cast)
    assert [one for one, count in looks.items() if count > 1] == []
    assert [copies for copies in outside.inbox.arrived().values() if len(set(copies)) > 1] == []
    unfinished = "SELECT key, state, error FROM deliveries WHERE state NOT IN ('delivered', 'cancelled')"
    assert await outside.rows(unfinished) == []


async def test_killed_before_the_commit_a_reply_is_read_after_all(outside: Outside) -> None:
    """The reply's transaction waits for a lock when the bot is killed; it is stored once it is back, once."""
    await outside.start()
    await open_debrief(outside)
    await outside.settle()
    ann = outside.cast.ann
    card = await ann.wait_for_message(CANDIDATE, CHANNEL)
    with held(outside.database, "SELECT id FROM candidacies FOR UPDATE"):
        await ann.post(CHANNEL, "Good: you ask before you build", thread_ts=card.ts)
        await asyncio.sleep(0.3)
        assert await outside.rows("SELECT id FROM feedback") == []
        await outside.kill()
    await outside.start()
    await outside.wait_for_row("SELECT id FROM feedback")
    await outside.settle()
    assert await outside.rows("SELECT state, text FROM feedback") == [("counted", "Good: you ask before you build")]
    await ann.wait_for_message("Saved.")
    await nothing_twice(outside)


async def test_killed_before_the_commit_a_form_stays_open_and_is_handed_in_again(outside: Outside) -> None:
    """A decision whose transaction was cut off is not made; the person sees it and submits again."""
    await outside.start()
    await open_debrief(outside)
    hana = outside.cast.hana
    form = await get_form(hana, lambda: hana.command("/debrief", "decide"), "Decide")
    await outside.settle()
    with held(outside.database, "SELECT id FROM candidacies FOR UPDATE"):
        deciding = asyncio.create_task(hana.submit(form, {"choice": "No hire", "reason": "Another role fits better"}))
        await asyncio.sleep(0.3)
        await outside.kill()
        assert not (await deciding).ok
    assert await outside.rows("SELECT id FROM decisions") == []
    await outside.start()
    await hand_in(hana, form, {"choice": "No hire", "reason": "Another role fits better"})
    await outside.settle()
    assert await outside.rows("SELECT choice FROM decisions") == [("no_hire",)]
    await nothing_twice(outside)


async def test_killed_after_the_commit_what_is_owed_is_said_once(outside: Outside) -> None:
    """The reply is stored, and the bot dies before it has said so: it says so when it is back."""
    await outside.start()
    await open_debrief(outside)
    await outside.settle()
    bo = outside.cast.bo
    await bo.direct("Good: you listen\nGrow: estimate first")
    await outside.wait_for_row("SELECT id FROM feedback")
    await outside.restart()
    await outside.settle()
    assert await outside.rows("SELECT count(*) FROM feedback") == [(1,)]
    assert len([each for each in await bo.direct_messages() if "Saved." in each.words]) == 1
    await nothing_twice(outside)


async def test_killed_while_it_posts_everything_is_found_and_nothing_sent_again(outside: Outside) -> None:
    """Slack has the card and the direct messages, and no answer arrives; back again, the bot looks them up."""
    control = outside.sandbox.control
    await outside.start()
    await control.fault("chat.postMessage", "withhold", count=None)
    await open_debrief(outside)
    await control.withheld(5)
    await outside.kill()
    await control.clear_faults()
    posted = len(await control.everything())
    await outside.start()
    await outside.settle()
    assert len(await control.everything()) == posted == 5
    await nothing_twice(outside)


async def test_killed_while_it_posts_in_the_thread_the_post_is_found(outside: Outside) -> None:
    """The decision stands in the thread, and no answer arrives; back again, the bot finds it there."""
    control, cast = outside.sandbox.control, outside.cast
    await outside.start()
    await open_debrief(outside)
    await gather(outside)
    await outside.settle()
    await control.fault("chat.postMessage", "withhold", channel=cast.channel)
    await decide(outside)
    await control.withheld()
    await outside.kill()
    await control.clear_faults()
    await outside.start()
    await outside.settle()
    card = await cast.ann.wait_for_message(CANDIDATE, CHANNEL)
    said = [each for each in await cast.ann.messages(CHANNEL, card.ts) if each.words.startswith("*Hire*")]
    assert len(said) == 1
    await nothing_twice(outside)


@pytest.mark.parametrize("then", ["killed", "answered after all"])
async def test_a_reply_before_the_card_is_written_down_is_read(outside: Outside, then: str) -> None:
    """Somebody answers in the thread of a card that Slack has accepted and the bot does not know the place of yet."""
    control, ann = outside.sandbox.control, outside.cast.ann
    await outside.start()
    await control.fault("chat.postMessage", "withhold", channel=outside.cast.channel)
    await open_debrief(outside)
    await control.withheld()
    card = await ann.wait_for_message(CANDIDATE, CHANNEL)
    await ann.post(CHANNEL, "Good: you ask before you build", thread_ts=card.ts)
    await control.settled()
    assert await outside.rows("SELECT id FROM feedback") == []
    if then == "killed":
        await outside.kill()
        await control.clear_faults()
        await outside.start()
    else:
        await control.release()
    await outside.wait_for_row("SELECT id FROM feedback")
    await ann.wait_for_message("Saved.")
    await outside.settle()
    assert await outside.rows("SELECT state, text FROM feedback") == [("counted", "Good: you ask before you build")]
    await nothing_twice(outside)


async def test_a_direct_reply_to_a_question_that_was_not_written_down_is_read(outside: Outside) -> None:
    """Somebody answers a question while the bot is dead that asked it and did not live to know that it was posted."""
    control, bo = outside.sandbox.control, outside.cast.bo
    await outside.start()
    await control.fault("chat.postMessage", "withhold", channel=await bo.direct_channel())
    await open_debrief(outside)
    await control.withheld()
    await outside.kill()
    await control.clear_faults()
    await bo.direct("Good: you listen")
    await control.settled()
    await outside.start()
    await bo.wait_for_message("Saved.")
    await outside.settle()
    assert await outside.rows("SELECT state, text FROM feedback") == [("counted", "Good: you listen")]
    await nothing_twice(outside)


async def test_killed_while_mailing_the_same_mail_goes_again(outside: Outside) -> None:
    """The mail server has the invitation and its answer never arrives: the very same bytes are handed over again."""
    await outside.start()
    await open_debrief(outside)
    await gather(outside)
    await decide(outside)
    await outside.settle()
    outside.inbox.answers.clear()
    calling = asyncio.create_task(call(outside))
    await outside.sandbox.control.wait_for(outside.inbox.arrived, 20)
    await outside.kill()
    outside.inbox.answers.set()
    await outside.start()
    await calling
    await outside.settle()
    [copies] = outside.inbox.arrived().values()
    assert len(copies) == 2
    assert copies[0] == copies[1]
    await nothing_twice(outside)


@pytest.mark.long
@pytest.mark.timeout(400)  # the story is long, and each of its people has patience
@pytest.mark.parametrize("outside", SQUARE, indirect=True)
async def test_killed_at_random_again_and_again_the_story_ends_as_if_nothing_had_been(
    outside: Outside, expected: Ending, request: pytest.FixtureRequest
) -> None:
    """People go on as if the bot were there, and everything ends as when nobody killed it."""
    chance = random.Random(request.node.callspec.id)
    telling = asyncio.create_task(tell_story(outside))
    while outside.kills < KILLS:
        await outside.spawn()
        if chance.random() < 0.7:
            await outside.wait_until_reachable()
        await asyncio.sleep(chance.uniform(0, 0.9))
        await outside.kill()
    await outside.start()
    await telling
    looks, mails = await ending(outside)
    assert (looks - expected[0], expected[0] - looks) == (Look(), Look())
    assert mails == expected[1]
    await nothing_twice(outside)
