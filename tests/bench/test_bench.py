"""`make bench`: how the bot's costs compare, as ratios of one run. Nothing is asserted of time: machines differ."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import RowMapping, event, func, insert, select

from bot.delivery.cards.coordinator_cards import draw_coordinator_card
from bot.process.suggestions import suggestions_for
from bot.rules.feedback_reader import read_reply
from bot.rules.words import ContactClass, Standing
from storage.candidacies import Candidacy, candidacy
from storage.contacts import Contact
from storage.feedback import Feedback
from storage.meeting_requests import MeetingRequest, request
from storage.panels import Seat
from storage.people import Person
from tests.process.reverse_interviews import Office, office_in
from tests.process.test_week import week_in
from tests.story.test_opening_and_deciding import card, opened
from tests.world import World, world_of

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

REPLIES = 200
AT_ONCE = 10
"""How many replies come, and how many of them at the same moment."""

CANDIDACIES = 40
"""How many candidacies a busy person has."""


REQUESTS = 500
"""How many requests are open in a company that hires much."""

CONTACTS = 1000
"""How many people a large company lists."""


@dataclass
class Took:
    """What a stretch of work took: seconds, and statements to the database."""

    seconds: float = 0
    queries: int = 0


def say(text: str) -> None:
    """Print a result so that it stands out."""
    print(f"\n  {text}", flush=True)  # noqa: T201  # printing is what a benchmark is for


@contextmanager
def measured(world: World) -> Iterator[Took]:
    """Time the block and count the bot's statements in it."""
    took = Took()
    engine = world.app.database.engine.sync_engine

    def count(*_: object) -> None:
        took.queries += 1

    event.listen(engine, "before_cursor_execute", count)
    began = time.perf_counter()
    try:
        yield took
    finally:
        took.seconds = time.perf_counter() - began
        event.remove(engine, "before_cursor_execute", count)


@asynccontextmanager
async def debrief(url: str, folder: Path) -> AsyncIterator[World]:
    """Run a world in which a debrief is open, on this database."""
    async with world_of(url, folder, is_paced=True) as world:
        assert (await opened(world)).ok
        yield world


async def stored_per_second(url: str, folder: Path) -> float:
    """Reply as fast as the bot answers; returns how many replies a second were stored, and says what they led to."""
    async with debrief(url, folder) as world:
        root = await card(world)
        before = len(await world.sandbox.control.log())
        people = (world.cast.ann, world.cast.bo)
        with measured(world) as took:
            for batch in range(0, REPLIES, AT_ONCE):
                said = [(people[n % 2], f"Good: point number {n}") for n in range(batch, batch + AT_ONCE)]
                await asyncio.gather(*(one.post(world.cast.channel, text, thread_ts=root.ts) for one, text in said))
                assert await world.sandbox.control.settled()
        async with world.app.database.reading(world.app.workspace.id) as tx:
            assert (await tx.session.execute(select(func.count()).select_from(Feedback))).scalar_one() == REPLIES
        await world.app.settle(timedelta(minutes=5))
        calls = [one for one in (await world.sandbox.control.log())[before:] if one["kind"] == "call"]
        sent = sum(one["method"] in {"chat.postMessage", "chat.update"} and one["error"] is None for one in calls)
    kind = url.partition("+")[0]
    each = took.queries / REPLIES
    say(f"{kind}: {REPLIES} replies, {each:.0f} statements each; {sent} cards sent or redrawn for them")
    return REPLIES / took.seconds


async def test_replies_a_second(sqlite_url: str, postgres_url: str, tmp_path: Path) -> None:
    """Replies through the door, on both databases."""
    sqlite = await stored_per_second(sqlite_url, tmp_path / "sqlite")
    postgres = await stored_per_second(postgres_url, tmp_path / "postgres")
    say(f"replies stored a second: SQLite {sqlite:.0f}, PostgreSQL {postgres:.0f} (ratio {sqlite / postgres:.1f})")


async def more_candidacies(world: World, wanted: int) -> None:
    """Copy the one candidacy and its panel until there are so many."""
    async with world.app.database.transaction(world.app.workspace.id) as tx:
        (first,) = (await tx.session.execute(select(Candidacy.__table__))).mappings().all()
        seats = (await tx.session.execute(select(Seat.__table__))).mappings().all()
        for n in range(1, wanted):
            copy = _without_id(first) | {"candidate_name": f"Ada {n}"}
            made = await tx.session.execute(insert(Candidacy).values(copy).returning(Candidacy.id))
            candidacy_id = made.scalar_one()
            panel = [_without_id(seat) | {"candidacy_id": candidacy_id} for seat in seats]
            await tx.session.execute(insert(Seat).values(panel))


def _without_id(row: RowMapping) -> dict[str, Any]:
    return {str(name): value for name, value in row.items() if name != "id"}


async def ask_for_everything(world: World) -> Took:
    """Type a bare `/offer` as the hiring manager of everything; the least of a few times, as clocks tick meanwhile."""
    each = []
    for _ in range(5):
        with measured(world) as took:
            answer = await world.cast.hana.command("/offer")
        await world.settle()
        assert answer.ok, answer
        each.append(took)
    return Took(min(one.seconds for one in each), min(one.queries for one in each))


async def test_what_an_overview_costs(database_url: str, tmp_path: Path) -> None:
    """`/offer` with many candidacies asks the database no more often than with one."""
    async with debrief(database_url, tmp_path) as world:
        one = await ask_for_everything(world)
        await more_candidacies(world, CANDIDACIES)
        many = await ask_for_everything(world)
    kind = database_url.partition("+")[0]
    longer = many.seconds / one.seconds
    say(
        f"{kind}: /offer with {CANDIDACIES} candidacies takes {longer:.1f} times as long as with one, "
        f"and {many.queries} statements instead of {one.queries}"
    )
    assert many.queries == one.queries


async def test_suggesting_from_a_thousand(database_url: str) -> None:
    """Whom to ask about a subject, with a directory of so many who know it."""
    async with office_in(database_url) as office:
        wish = await office.request(area="on-call")
        async with office.act() as tx:
            facts = {"contact_class": ContactClass.OTHER, "areas": ["on-call"], "zone": "UTC", "listed_at": tx.now}
            facts |= {"consented_at": tx.now, "consent_expires_at": tx.now + timedelta(days=9), "workspace_id": 1}
            named = [{"name": f"No. {n}", "email": f"no{n}@fund.example"} for n in range(CONTACTS)]
            tx.session.add_all([Contact(**facts, **one) for one in named])
        seconds = []
        for _ in range(5):
            async with office.look() as tx:
                row, asked = await candidacy(tx, office.candidacy_id), await request(tx, wish)
                began = time.perf_counter()
                assert len(await suggestions_for(tx, row, asked)) == CONTACTS
                seconds.append(time.perf_counter() - began)
    say(f"{database_url.partition('+')[0]}: suggesting from {CONTACTS} contacts takes {min(seconds) * 1000:.0f} ms")


async def test_a_card_among_five_hundred_requests(database_url: str) -> None:
    """A coordinator's card with many open requests and contacts around it, and one that holds all of them."""
    async with office_in(database_url) as office:
        await ask_a_directory(office, CONTACTS)
        others = [await office.open(f"Ada {n}", f"ada{n}@home.example") for n in range(REQUESTS // 5 - 1)]
        for number, candidacy_id in enumerate([office.candidacy_id, *others]):
            await request_of(office, candidacy_id, range(5 * number, 5 * number + 5))
        usual = await drawn(office)
        await request_of(office, office.candidacy_id, range(5, REQUESTS))
        largest = await drawn(office)
    kind = database_url.partition("+")[0]
    say(
        f"{kind}: a card among {REQUESTS} requests and {CONTACTS} contacts takes {usual * 1000:.0f} ms; "
        f"one with all {REQUESTS} on it {largest * 1000:.0f} ms"
    )


async def ask_a_directory(office: Office, wanted: int) -> None:
    """List so many colleagues who know about something."""
    async with office.act() as tx:
        facts = {"workspace_id": tx.workspace_id, "zone": "UTC"}
        known = facts | {"standing": Standing.MEMBER, "refreshed_at": tx.real}
        people = [Person(**known, slack_id=f"UP{n}", name=f"No. {n}") for n in range(wanted)]
        tx.session.add_all(people)
        await tx.session.flush()
        facts |= {"contact_class": ContactClass.CURRENT_EMPLOYEE, "areas": ["on-call"], "listed_at": tx.now}
        tx.session.add_all([Contact(**facts, name=one.name, person_id=one.id) for one in people])


async def request_of(office: Office, candidacy_id: int, numbers: range) -> None:
    """Ask for something of these colleagues of the directory."""
    async with office.act() as tx:
        found = (await tx.session.execute(select(Contact.id).order_by(Contact.id))).scalars().all()
        facts = {"workspace_id": tx.workspace_id, "candidacy_id": candidacy_id, "entered_at": tx.now, "area": "on-call"}
        tx.session.add_all([MeetingRequest(**facts, contact_id=found[n]) for n in numbers])


async def drawn(office: Office) -> float:
    """Draw the card a few times; returns how many seconds the quickest took."""
    seconds = []
    for _ in range(3):
        async with office.look() as tx:
            began = time.perf_counter()
            assert await draw_coordinator_card(tx, office.candidacy_id, None)
            seconds.append(time.perf_counter() - began)
    return min(seconds)


def test_reading_a_long_reply() -> None:
    """Reading takes time in proportion to the length: a hundred times the text, about a hundred times as long."""
    line = "- You drew the failure cases before anyone asked, and named what each would cost.\n"
    seconds = {}
    for length in (400, 40_000):
        text = "*Good:*\n" + line * (length // len(line))
        began = time.perf_counter()
        for _ in range(3):
            read_reply(text)
        seconds[length] = (time.perf_counter() - began) / 3
    ratio = seconds[40_000] / seconds[400]
    say(f"reading 40,000 characters takes {ratio:.0f} times as long as 400 ({seconds[40_000] * 1000:.0f} ms)")


async def test_a_week_of_forty_candidacies(sqlite_url: str, tmp_path: Path) -> None:
    """What everybody receives on each day of a week, and of which kinds; tests/process/test_week.py has the limits."""
    received, _ = await week_in(sqlite_url, tmp_path / "mails")
    say(received.table().replace("\n", "\n  "))
    say(received.kinds(["cora", "hana", "ann", "eve"]).replace("\n", "\n  "))
