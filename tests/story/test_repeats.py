"""Repeats and disorder: over the wire everything may come more than once and in any order; once is what counts.

Answers by ephemeral message or response_url are exempt: a repeated click may be answered twice where it was pressed.
"""

import asyncio
import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.postgres import Postgres
from tests.story.acts import (
    Act,
    Answer,
    AskFor,
    Click,
    Decide,
    Delete,
    Edit,
    FillIn,
    LogCall,
    Post,
    Press,
    TakeBack,
    play_out,
)
from tests.story.domain import Rows, domain
from tests.story.looks import Look, conversations
from tests.world import world_of

INTERVIEWERS = st.sampled_from(["ann", "bo", "cy"])
TEXTS = st.sampled_from(
    [
        "Good: you ask before you build\nGrow: estimate first",
        "Good: you listen",
        "Grow: speak up earlier",
        "You explained it well, and I wished for an estimate",
        "Team only: check the notice period\nVote: hire",
        "sounds good to me",
    ]
)
BUTTONS = st.sampled_from(["Looks right", "Keep inside the team", "Don't name me", "Just talking"])
NUMBERS = st.integers(0, 3)
WRITING = st.one_of(
    st.builds(Post, INTERVIEWERS, TEXTS, st.booleans()),
    st.builds(Edit, INTERVIEWERS, NUMBERS, TEXTS),
    st.builds(Delete, INTERVIEWERS, NUMBERS),
)
DOING = st.one_of(
    st.builds(Press, INTERVIEWERS, BUTTONS),
    st.builds(FillIn, INTERVIEWERS, st.just("You write well"), st.just("Draw it first")),
    st.builds(Decide, st.sampled_from(["Hire", "No hire", "Not yet"])),
    st.builds(TakeBack),
)
GATHERING = st.lists(st.one_of(WRITING, WRITING, WRITING, DOING), min_size=4, max_size=14)
"""Most of it is writing, since that is what may come in any order."""

BEGUN: list[Act] = [
    *(Post(handle, "Good: you listen\nGrow: estimate first", is_direct=False) for handle in ("ann", "bo", "cy")),
    Decide("Hire"),
    LogCall("positive"),
    AskFor((("person", "eve"), ("contact_class", "chief_executive"))),
]
ARRANGING = st.one_of(
    WRITING,
    st.builds(LogCall, st.sampled_from(["positive", "mixed", "negative"])),
    st.builds(
        AskFor,
        st.sampled_from(
            [
                (("person", "mel"),),
                (("name", "Ines Vestor"), ("email", "ines@fund.example"), ("contact_class", "investor")),
                (("area", "How decisions are made"),),
            ]
        ),
    ),
    st.builds(Click, st.just("hana"), st.sampled_from(["Send now", "Hold"])),
    st.builds(Click, st.just("cora"), st.sampled_from(["Approve", "Approve all"])),
    st.builds(Click, st.sampled_from(["eve", "mel"]), st.sampled_from(["Accept", "I can't"])),
)
ENDING = st.sampled_from([[], [TakeBack()], [Answer("accepted")], [Answer("declined")], [Answer("rescinded")]])
MEETING = st.builds(lambda acts, end: [*BEGUN, *acts, *end], st.lists(ARRANGING, min_size=2, max_size=8), ENDING)
STORIES = st.one_of(GATHERING, MEETING)


@contextmanager
def databases(kind: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[tuple[str, str]]:
    """Lend two fresh migrated databases."""
    if kind == "sqlite":
        migrated: Path = request.getfixturevalue("migrated_file")
        copies = [shutil.copy(migrated, folder / name) for name in ("once", "often")]
        yield f"sqlite+aiosqlite:///{copies[0]}", f"sqlite+aiosqlite:///{copies[1]}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database() as once, server.database() as often:
        yield once, often


async def outcome(url: str, folder: Path, acts: Sequence[Act], chance: random.Random | None) -> tuple[Rows, Look]:
    """Play a story, and return the tables and what everybody sees in the end."""
    async with world_of(url, folder, over_http=not url.startswith("sqlite")) as world:
        await play_out(world, acts, chance)
        return await domain(world.app.database), await conversations(world.sandbox.control, world.cast)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@given(acts=STORIES, seed=st.integers(0, 2**32))
@settings(
    max_examples=2,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
def test_everything_three_times_and_out_of_order_is_as_once(
    request: pytest.FixtureRequest, kind: str, acts: list[Act], seed: int
) -> None:
    """Events thrice and shuffled, clicks and forms twice at once: the same tables and the same conversations."""
    with TemporaryDirectory() as folder, databases(kind, request, Path(folder)) as (once_url, often_url):
        once = asyncio.run(outcome(once_url, Path(folder), acts, None))
        often = asyncio.run(outcome(often_url, Path(folder), acts, random.Random(seed)))
    assert {table: rows for table, rows in often[0].items() if rows != once[0][table]} == {
        table: rows for table, rows in once[0].items() if rows != often[0][table]
    }
    assert (often[1] - once[1], once[1] - often[1]) == (Look(), Look())
