"""A refusal reaches whoever pressed, where they pressed, whatever the environment says of proxies."""

import pytest

from tests.story.test_opening_and_deciding import card, opened
from tests.world import World, by_http


@by_http
async def test_a_refusal_takes_no_way_round(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mel may not decide; on a workspace of this machine the answer doesn't go through the environment's proxy."""
    assert (await opened(world)).ok
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert (await world.cast.mel.choose(await card(world), "debrief_menu", "Decide")).ok
    await world.settle()
    told = [one for one in await world.cast.mel.messages(world.cast.channel) if one.ephemeral]
    assert "Hana Hart" in told[-1].words
