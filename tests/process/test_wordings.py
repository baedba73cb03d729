"""Wording what candidates hear: saved version by version, remembered by each call, refused field by field."""

from collections.abc import AsyncIterator, Mapping

import pytest
from sqlalchemy import event, select

from bot.process.refusals import AlreadyDone, NotAllowed, WrongField
from bot.process.reversals import reverse_decision
from bot.process.wordings import (
    open_chapter,
    open_wordings,
    preview_chapter,
    reset_chapter,
    save_chapter,
    use_wording_again,
)
from bot.rules.wording import CHAPTERS, OURS, Chapter, Part
from bot.rules.words import Choice
from storage.audit import AuditEntry
from storage.call_scripts import script_facts
from storage.candidacies import Candidacy, candidacy
from storage.wordings import newest_wording, wording_of
from storage.workspaces import settings
from tests.process.calls import card, hire
from tests.process.desks import Desk, desk_in

HELLO = "Hi {{ candidate }}, this is {{ caller }}."
OPENING = {part: OURS[part] for part in CHAPTERS[Chapter.OPENING]}


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    """A workspace with people, on a Monday morning."""
    async with desk_in(sqlite_url) as opened:
        yield opened


async def _let_tala_word(desk: Desk) -> None:
    async with desk.act() as tx:
        row = await settings(tx)
        row.head_of_talent_id = desk.people["tala"].id
        tx.session.add(row)


async def _save(desk: Desk, texts: dict[Part, str], *, seen: int | None = None, by: str = "tala") -> int:
    """Save the opening with these texts; returns the newest version's id."""
    async with desk.act() as tx:
        known = (await newest_wording(tx)).id if seen is None else seen
    async with desk.act() as tx:
        versions = await save_chapter(tx, Chapter.OPENING, {**OPENING, **texts}, seen=known, by=desk.people[by])
        return versions[0].id


async def test_a_call_keeps_the_words_it_began_with(desk: Desk) -> None:
    """A script under way stays as it is; the next takes the new version, and a call decided anew takes it too."""
    ada = await hire(desk)
    await _let_tala_word(desk)
    await _save(desk, {Part.GREETING: HELLO})
    bob = await desk.open("Bob Moog")
    for name in ("ann", "bo"):
        await desk.give(bob, name)
    await desk.decide(bob, Choice.HIRE, email="bob@home.example", is_beyond_openings=True)
    assert "Hello, is that Ada Lovelace?" in await card(desk, ada)
    assert "Version 1 of the wording." in await card(desk, ada)
    assert "Hi Bob Moog, this is" in await card(desk, bob)
    assert "Version 2 of the wording." in await card(desk, bob)
    async with desk.database.reading(desk.workspace_id) as tx:
        assert (await wording_of(tx, await candidacy(tx, ada))).texts == {}
        assert (await script_facts(tx, await candidacy(tx, bob))).wording.texts == {Part.GREETING: HELLO}
    async with desk.act() as tx:
        await reverse_decision(tx, candidacy_id=ada, seen=1, reason="Too early.", by=desk.people["hana"])
    await desk.decide(ada, Choice.HIRE, is_beyond_openings=True)
    assert "Hi Ada Lovelace, this is" in await card(desk, ada)


async def test_versions_are_kept_told_and_used_again(desk: Desk) -> None:
    """Each save is a version with who and when; an unchanged one is none; reset and use again make new ones."""
    await _let_tala_word(desk)
    second = await _save(desk, {Part.GREETING: HELLO})
    assert await _save(desk, {Part.GREETING: f"  {HELLO}\r\n"}) == second
    tala = desk.people["tala"]
    async with desk.act() as tx:
        assert (await reset_chapter(tx, Chapter.OPENING, by=tala))[0].number == 3
    async with desk.act() as tx:
        assert (await reset_chapter(tx, Chapter.OPENING, by=tala))[0].number == 3
    async with desk.act() as tx:
        versions = await use_wording_again(tx, wording_id=second, by=tala)
    assert [(one.number, one.by, list(one.differs), list(one.reworded)) for one in versions] == [
        (4, tala.name, [Chapter.OPENING], [Chapter.OPENING]),
        (3, tala.name, [Chapter.OPENING], []),
        (2, tala.name, [Chapter.OPENING], [Chapter.OPENING]),
        (1, None, [], []),
    ]
    async with desk.act() as tx:
        with pytest.raises(AlreadyDone, match="Version 4, the newest"):
            await use_wording_again(tx, wording_id=second, by=tala)
    assert await desk.notices("tala") == [f"Version {number} of the wording is saved." for number in (2, 3, 4)]
    async with desk.database.reading(desk.workspace_id) as tx:
        acts = (await tx.session.execute(select(AuditEntry.act).where(AuditEntry.person_id == tala.id))).scalars()
        assert list(acts).count("save_wording") == 3


async def test_what_cannot_be_used_is_said_beside_its_field(desk: Desk) -> None:
    """Each template says its line and reason; who changed the chapter meanwhile is named; others may not at all."""
    await _let_tala_word(desk)
    with pytest.raises(WrongField) as refused:
        await _save(desk, {Part.GREETING: "Hi {{ candidate }}\n{{ salary }}", Part.NEWS: ""})
    assert refused.value.fields["greeting"].startswith("Line 2: There is no value “salary” here.")
    assert refused.value.fields["news"].startswith("This can't be empty")
    async with desk.act() as tx:
        seen = (await open_chapter(tx, Chapter.OPENING, by=desk.people["tala"])).seen
    await _save(desk, {Part.GREETING: HELLO})
    with pytest.raises(WrongField, match="changed this meanwhile: version 2"):
        await _save(desk, {Part.GREETING: f"{HELLO} Hello!"}, seen=seen)
    async with desk.act() as tx:
        questions = dict.fromkeys(CHAPTERS[Chapter.QUESTIONS], "Well?")
        saved = await save_chapter(tx, Chapter.QUESTIONS, questions, seen=seen, by=desk.people["tala"])
        assert list(saved[0].reworded) == [Chapter.OPENING, Chapter.QUESTIONS]
    for name in ("hana", "cora", "gus"):
        with pytest.raises(NotAllowed):
            await _save(desk, {Part.GREETING: HELLO}, by=name)
        async with desk.act() as tx:
            with pytest.raises(NotAllowed):
                await preview_chapter(tx, Chapter.OPENING, {}, seen=seen, candidacy_id=None, by=desk.people[name])


async def test_a_wording_is_previewed_on_calls_one_may_see(desk: Desk) -> None:
    """Candidacies with a script are offered, the candidate's own never; an id of no such call shows the sample."""
    ada = await hire(desk)
    await _let_tala_word(desk)
    bob = await desk.open("Bob Moog")
    tala = desk.people["tala"]
    texts = {Part.GREETING: HELLO, Part.NEWS: "{{ job"}
    async with desk.act() as tx:
        assert [one.number for one in await open_wordings(tx, by=tala)] == [1]
        draft = await preview_chapter(tx, Chapter.OPENING, texts, seen=1, candidacy_id=ada, by=tala)
        assert list(draft.calls) == [ada]
        assert (draft.call_id, draft.call.candidate, draft.mail.candidate) == (ada, "Ada Lovelace", "Ada Lovelace")
        assert draft.wrong[Part.NEWS].startswith("Line 1: Something is begun with")
        assert draft.texts[Part.NEWS] == "{{ job"
        other = await preview_chapter(tx, Chapter.OPENING, texts, seen=1, candidacy_id=bob, by=tala)
        assert (other.call_id, other.call.coordinator) == (None, "Cora Lind")
        (await candidacy(tx, ada)).candidate_email = tala.email
        assert not (await open_chapter(tx, Chapter.OPENING, by=tala)).calls


async def test_a_preview_asks_the_database_little_however_many_calls_it_could_be_on(desk: Desk) -> None:
    """It comes with every pause in typing. What is about whoever types isn't among the calls."""
    ada = await hire(desk)
    await _let_tala_word(desk)
    costs = []
    for number in range(2):
        costs.append(await _preview(desk, ada))
        async with desk.act() as tx:
            facts = {one.name: getattr(await candidacy(tx, ada), one.name) for one in Candidacy.__table__.columns}
            for name in (f"Bo {number}", f"Cy {number}", f"Tala {number}"):
                other = {"id": None, "candidate_name": name, "candidate_email": f"{name[:-2]}@acme.example"}
                tx.session.add(Candidacy(**facts | other))
    costs.append(await _preview(desk, ada))
    assert costs[0][0] == costs[2][0] <= 30
    assert list(costs[2][1].values()) == [
        f"{name} · Staff Engineer" for name in ("Cy 1", "Bo 1", "Cy 0", "Bo 0", "Ada Lovelace")
    ]


async def _preview(desk: Desk, candidacy_id: int) -> tuple[int, Mapping[int, str]]:
    """Preview the opening; returns how many statements that took, and the calls it could be on."""
    counted = [0]

    def count(*_: object) -> None:
        counted[0] += 1

    engine = desk.database.engine.sync_engine
    async with desk.database.reading(desk.workspace_id) as tx:
        seen = (await newest_wording(tx)).id
    async with desk.database.reading(desk.workspace_id) as tx:
        event.listen(engine, "before_cursor_execute", count)
        by = desk.people["tala"]
        draft = await preview_chapter(tx, Chapter.OPENING, OPENING, seen=seen, candidacy_id=candidacy_id, by=by)
        event.remove(engine, "before_cursor_execute", count)
    assert draft.call_id == candidacy_id
    return counted[0], draft.calls
