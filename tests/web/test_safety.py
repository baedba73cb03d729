"""The private pages against whoever isn't meant: guesses, scanners, other sites, floods; and what they leave behind."""

import hmac
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import event, select, text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route, Router

from bot.rules.words import Answer, Stage
from bot.web.candidate_pages import CandidatePages
from bot.web.guard import HEADERS, MOST_BYTES, TROUBLES, Guard, Ration
from storage.all_tables import metadata
from storage.candidacies import lock
from storage.database import Transaction
from storage.meeting_requests import requests_of
from storage.private_links import make_link, revoke_links
from tests.process.reverse_interviews import Office
from tests.web.visits import HIDDEN, PUBLIC_URL, Visitor, visitor_of

PAGES = (
    "",
    "/ask",
    "/times",
    "/question",
    "/ideas",
    "/nothing-more",
    "/requests/1",
    "/requests/1/cancel",
    "?saved=ask",
)


@pytest.fixture
async def ada(sqlite_url: str) -> AsyncIterator[Visitor]:
    """Ada, with her link, and nothing rationed."""
    async with visitor_of(sqlite_url) as visitor:
        yield visitor


async def everything(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table."""
    async with office.look() as tx:
        return {
            table.name: [tuple(row) for row in await tx.session.execute(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
        }


async def test_wrong_old_and_used_links_look_the_same(ada: Visitor) -> None:
    """One page, one status, the same words: guessed, cut, replaced, taken back, readdressed, answered."""
    office, token = ada.office, ada.at.removeprefix("/r/")
    assert (await ada.client.get(ada.at)).status_code == 200
    seen = set()

    async def closed(link: str) -> None:
        for path in ("", "/ask", "/requests/1/cancel"):
            answer = await ada.client.get(f"/r/{quote(link)}{path}")
            seen.add((answer.status_code, unescape(answer.text).replace(link, "LINK")))
        answer = await ada.client.post(f"/r/{quote(link)}/ask", data={"form": "a", "proof": "b", "named": "Eve"})
        seen.add((answer.status_code, unescape(answer.text).replace(link, "LINK")))

    for link in ("wrong", token[:-1], token + "A", token.swapcase(), "é" * 50, "%00"):
        await closed(link)
    async with office.act() as tx:
        row = await lock(tx, office.candidacy_id)
        row.candidate_email = "ada@elsewhere.example"
    await closed(token)
    async with office.act() as tx:
        row = await lock(tx, office.candidacy_id)
        row.candidate_email = "ada@lovelace.example"
        row.stage, row.answer, row.closed_at = Stage.CLOSED, Answer.DECLINED, tx.now
    await closed(token)
    async with office.act() as tx:
        row = await lock(tx, office.candidacy_id)
        row.stage, row.answer, row.closed_at = Stage.REVERSE_INTERVIEW, None, None
    assert (await ada.client.get(ada.at)).status_code == 200
    async with office.act() as tx:
        newer = await make_link(tx, office.candidacy_id, "ada@lovelace.example")
    await closed(token)
    async with office.act() as tx:
        await revoke_links(tx, office.candidacy_id)
    await closed(newer)
    [(status, words)] = seen
    assert (status, "hiring@acme.example" in words) == (404, True)
    beginning = await ada.client.get("/")
    assert (beginning.status_code, "Send me a fresh link" in beginning.text) == (404, True)
    assert beginning.headers["content-security-policy"].startswith("default-src 'none'")


async def test_a_page_tells_of_no_end_before_a_person_does(ada: Visitor) -> None:
    """While the candidate is yet to be told, the page names whom they can ask and nothing else; then it is over."""
    await ada.saved("/ask", {"named": "Eve"})
    async with ada.office.act() as tx:
        row = await lock(tx, ada.office.candidacy_id)
        row.stage, row.untold_since = Stage.DEBRIEF, tx.now
        await revoke_links(tx, row.id)
    rests = await ada.client.get(ada.at)
    assert (rests.status_code, "Cora" in rests.text, "Eve" in rests.text, "<form" in rests.text) == (
        200,
        True,
        False,
        False,
    )
    assert (await ada.client.post(f"{ada.at}/ask", data={"form": "a", "proof": "b", "named": "Bo"})).text == rests.text
    async with ada.office.act() as tx:
        (await lock(tx, ada.office.candidacy_id)).untold_since = None
        assert len(await requests_of(tx, ada.office.candidacy_id)) == 1
    assert (await ada.client.get(ada.at)).status_code == 404


async def test_looking_changes_nothing_and_every_answer_is_guarded(ada: Visitor) -> None:
    """Mail scanners may open every address, by GET and HEAD; no header is ever missing."""
    await ada.saved("/ask", {"named": "Eve"})
    before = await everything(ada.office)
    for page in PAGES:
        for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE"):
            answer = await ada.client.request(method, ada.at + page)
            assert answer.status_code in ({200} if method in {"GET", "HEAD"} else {405}), (method, page)
            assert {name: answer.headers[name] for name in HEADERS} == HEADERS
            assert "set-cookie" not in answer.headers
    for asset in ("page.css", "page.js"):
        answer = await ada.client.get(f"/r/assets/{asset}")
        assert (answer.status_code, "max-age" in answer.headers["cache-control"]) == (200, True)
    assert (await ada.client.get("/r/assets/pages.py")).status_code == 404
    assert await everything(ada.office) == before


async def test_a_form_of_anybody_elses_is_not_taken(ada: Visitor) -> None:
    """Without our proof, with that of another link, or from another site nothing is kept, and the words stay."""
    office = ada.office
    other = await office.open("Bo Other", "bo@other.example")
    foreign = await ada.client.get(f"{await ada.link(other)}/ask")
    words = {"named": "Eve <b>"}
    nameless = {"proof": hmac.new(ada.at.removeprefix("/r/").encode(), b"form ", "sha256").hexdigest()}
    foreigns = dict(HIDDEN.findall(foreign.text))
    for hidden in ({}, {"form": "0" * 32, "proof": "0" * 64}, foreigns, {"proof": "é"}, nameless):
        answer = await ada.client.post(f"{ada.at}/ask", data={**hidden, **words})
        assert (answer.status_code, 'value="Eve &lt;b&gt;"' in answer.text) == (403, True)
    shown = dict(HIDDEN.findall((await ada.client.get(f"{ada.at}/ask")).text))
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = await ada.client.post(f"{ada.at}/ask", data={**shown, **words}, headers=headers)
    assert answer.status_code == 403
    theirs = await office.request("ann", candidacy_id=other)
    for page in (f"/requests/{theirs}/cancel", "/requests/999999999999999999999/cancel"):
        answer = await ada.client.post(ada.at + page, data=shown)
        assert (answer.status_code, "nothing like that on your page" in answer.text) == (409, True)
    async with office.look() as tx:
        assert [one.candidacy_id for one in await requests_of(tx, other)] == [other]
        assert await requests_of(tx, office.candidacy_id) == []


async def test_sizes_and_numbers_are_limited(ada: Visitor) -> None:
    """A flood of bytes is refused before it is read, a flood of requests until the minute is over."""

    async def drops() -> AsyncIterator[bytes]:
        for _ in range(MOST_BYTES // 1000 + 2):
            yield b"x" * 1000

    for body in (b"x" * (MOST_BYTES + 1), drops()):
        answer = await ada.client.post(f"{ada.at}/ask", content=body)
        assert (answer.status_code, "Nothing was saved" in answer.text) == (413, True)
    longest = {"content-length": "9" * 5000}
    assert (await ada.client.post(f"{ada.at}/ask", content=b"x", headers=longest)).status_code == 413
    for page in ("", "/cancel"):
        assert (await ada.client.get(f"{ada.at}/requests/{'9' * 5000}{page}")).status_code == 414
    clock = [0.0]
    inner = CandidatePages(ada.office.database, ada.office.workspace_id).app()
    guard = Guard(inner, requests=Ration(3, 60, lambda: clock[0]), forms=Ration(1, 60, lambda: clock[0]))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(Router([Mount("/r", guard)]))) as client:
        statuses = [(await client.get(PUBLIC_URL + ada.at)).status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        clock[0] = 61
        statuses = [(await client.post(f"{PUBLIC_URL}{ada.at}/ask")).status_code for _ in range(2)]
        assert statuses == [403, 429]


async def test_a_fresh_link_goes_to_the_address_on_file_alone(ada: Visitor) -> None:
    """The answer is the same whatever was typed; the old link is over; five minutes pass before the next."""
    office = ada.office
    old = ada.at.removeprefix("/r/")
    await ada.client.post("/r/fresh", data={"link": old, "email": "eve@evil.example"})
    assert await office.mails("ada@lovelace.example") == []  # the link was made a moment ago
    asked = await ada.client.get("/r/fresh")
    assert (asked.status_code, "Send me a fresh link" in asked.text) == (200, True)
    async with office.act() as tx:
        await _age(tx)
    said = set()
    for data in (
        {"link": "x", "email": "nobody@home.example"},
        {"link": old, "email": "eve@evil.example"},
        {"link": "", "email": " ADA@lovelace.example "},
    ):
        answer = await ada.client.post("/r/fresh", data=data)
        said.add((answer.status_code, answer.text))
    assert len(said) == 1
    [mail] = await office.mails("ada@lovelace.example")
    assert await office.mails("eve@evil.example") == []
    assert (await ada.client.get(ada.at)).status_code == 404
    [link] = [word for word in mail.get_content().split() if word.startswith(PUBLIC_URL)]
    assert (await ada.client.get(link)).status_code == 200
    wrong = await ada.client.post("/r/fresh", data={"link": "", "email": "ada at home", "is_contact": "yes"})
    assert (wrong.status_code, 'value="ada at home"' in wrong.text) == (422, True), "kept, for there is nobody to mail"
    assert "asked you for a conversation" in wrong.text
    unread = set()
    for known in (old, "x"):
        answer = await ada.client.post("/r/fresh", data={"link": known, "email": "ada at home"})
        assert f'name="link" value="{known}"' in answer.text
        unread.add((answer.status_code, answer.text.replace(f'value="{known}"', "")))
    assert [status for status, _ in unread] == [422], "the link is kept, and whether it was one of ours isn't told"
    token = link.removeprefix(f"{PUBLIC_URL}/r/")
    rows = {name: rows for name, rows in (await everything(office)).items() if name != "deliveries"}
    assert token not in str(rows)
    assert old not in str(rows)


async def _age(tx: Transaction) -> None:
    """Let the links have been made an hour ago."""
    table = metadata.tables["private_links"]
    rows = (await tx.session.execute(select(table.c.id, table.c.made_at))).all()
    for one in rows:
        before = one.made_at.replace(hour=(one.made_at.hour - 1) % 24, day=max(1, one.made_at.day - 1))
        await tx.session.execute(table.update().where(table.c.id == one.id).values(made_at=before))


async def test_a_page_costs_the_same_however_much_is_on_it(ada: Visitor) -> None:
    """As many statements for one wish as for nine."""
    counted = []

    def count(*_: object) -> None:
        counted.append(1)

    event.listen(ada.office.database.engine.sync_engine, "before_cursor_execute", count)
    costs = []
    for wishes in (1, 8):
        for _ in range(wishes):
            await ada.office.request("ann" if wishes == 1 else None, area="money", learn="x")
        counted.clear()
        await ada.look()
        costs.append(len(counted))
    assert costs[0] == costs[1]


async def test_when_something_breaks_the_words_are_kept_and_no_log_holds_the_link(
    ada: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    """A database that fails is told as such; a bug has a reference; what was typed can be sent again."""
    caplog.set_level("DEBUG")
    shown = dict(HIDDEN.findall((await ada.client.get(f"{ada.at}/ask")).text))
    async with ada.office.act() as tx:
        await tx.session.execute(text("ALTER TABLE audit_entries RENAME TO lost"))
    answer = await ada.client.post(f"{ada.at}/ask", data={**shown, "named": "Eve <b>"})
    assert (answer.status_code, "Not saved" in answer.text) == (503, True)
    assert 'value="Eve &lt;b&gt;"' in answer.text
    async with ada.office.act() as tx:
        await tx.session.execute(text("ALTER TABLE private_links RENAME TO gone"))
    answer = await ada.client.get(ada.at)
    assert (answer.status_code, "at the moment" in answer.text) == (503, True)
    answer = await ada.client.post("/r/fresh", data={"link": ada.at.removeprefix("/r/")})
    assert answer.status_code == 200

    async def bug(request: Request) -> Response:
        raise RuntimeError(request.url.path)

    broken = Guard(Starlette(routes=[Route("/{token}", bug)], exception_handlers=TROUBLES))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(Router([Mount("/r", broken)]))) as client:
        answer = await client.get(PUBLIC_URL + ada.at)
    assert (answer.status_code, "Reference:" in answer.text) == (500, True)
    said = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
    assert len(said) == 3
    assert ada.at.removeprefix("/r/") not in str(said)


ADDRESS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(PAGES[:-1])
FIELDS = st.dictionaries(
    st.sampled_from(["named", "kind", "area", "learn", "minutes", "place", "zone", "day_1", "from_1", "to_1"])
    | st.text(max_size=8),
    st.text(max_size=40) | st.sampled_from(["2030-01-08", "9999-12-31", "0001-01-01", "25:00", "other", "Berlin"]),
    max_size=6,
)


@hypothesis_settings(
    max_examples=30,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(address=ADDRESS, query=FIELDS, fields=FIELDS, raw=st.binary(max_size=60), is_raw=st.booleans())
async def test_whatever_comes_is_answered_and_looking_changes_nothing(
    ada: Visitor, address: str, query: dict[str, str], fields: dict[str, str], raw: bytes, *, is_raw: bool
) -> None:
    """Any address under the link, any query, any form: never a 500, and nothing is written for a GET."""
    at = ada.at + quote(address if address.startswith("/") or not address else f"/{address}")
    with writes(ada.office) as written:
        seen = await ada.client.get(at, params=query)
    assert (seen.status_code < 500, written) == (True, []), at
    hidden = dict(HIDDEN.findall(seen.text))
    body = raw if is_raw else urlencode({**fields, **hidden}).encode()
    sent = await ada.client.post(at if hidden else f"{ada.at}/times", content=body)
    assert sent.status_code < 500, (at, sent.text)


@contextmanager
def writes(office: Office) -> Iterator[list[str]]:
    """Watch for statements that write."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            found.append(statement)

    engine = office.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)
