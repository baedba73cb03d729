"""What every story has: the whole product, running."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.manifest import Used
from tests.world import BY_HTTP, BY_SOCKET, World, world_of


@pytest.fixture(params=[BY_SOCKET, BY_HTTP])
async def world(request: pytest.FixtureRequest, tmp_path: Path, used: Used) -> AsyncIterator[World]:
    """Run the whole product, once on each database and by each way in."""
    is_sqlite = request.param == BY_SOCKET
    url = str(request.getfixturevalue("sqlite_url" if is_sqlite else "postgres_url"))
    async with world_of(url, tmp_path, over_http=not is_sqlite, used=used) as running:
        yield running


@pytest.fixture
async def lone(sqlite_url: str, tmp_path: Path, used: Used) -> AsyncIterator[World]:
    """Run the whole product on SQLite and Socket Mode alone, where database and way in make no difference."""
    async with world_of(sqlite_url, tmp_path, used=used) as running:
        yield running
