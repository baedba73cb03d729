"""Finding one's candidacies, and their one next step."""

from collections.abc import AsyncIterator

import pytest

from bot.delivery.cards.home import draw
from bot.messages.candidacies import candidacy_shown
from bot.process.answers import Ending, record_answer
from bot.process.candidacies import Opened, find_candidacies, list_candidacies, named_candidacies, open_candidacy
from bot.process.no_hires import tell_candidate
from bot.process.refusals import NotAllowed, NotThere
from bot.process.reversals import reverse_decision
from bot.process.untold_ends import told_of_end
from bot.rules.access import Action
from bot.rules.words import Answer, Choice, Role, WhyNotInvited
from tests.databases import on_sqlite
from tests.process.calls import called, hire
from tests.process.desks import Desk, desk_in


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    """A workspace with people, on a Monday morning."""
    async with desk_in(database_url) as opened:
        yield opened


async def test_the_list_names_one_next_step_each(desk: Desk) -> None:
    """Whose turn it is follows the story."""
    await desk.open("Grace Example")
    await hire(desk)
    async with desk.act() as tx:
        listed = await list_candidacies(tx, by=desk.people["hana"])
    steps = {one.name: (one.next.owner, one.next.what) for one in listed.overviews if one.next}
    assert steps == {
        "Grace Example": (Role.SEAT, "Feedback of 2 interviewers is awaited"),
        "Ada Lovelace": (Role.HIRING_MANAGER, "Make the offer call and log it"),
    }


@on_sqlite
async def test_only_ones_own_are_found(desk: Desk) -> None:
    """To Mel, who opened it, and Ann, who sits on it, it is there; to Cy it is not."""
    candidacy_id = await desk.open()
    async with desk.act() as tx:
        for name, count in (("mel", 1), ("ann", 1), ("cy", 0)):
            assert len(await find_candidacies(tx, "ada", by=desk.people[name])) == count, name
        with pytest.raises(NotAllowed):
            await find_candidacies(tx, "ada", by=desk.people["gus"])
        with pytest.raises(NotThere):
            await open_candidacy(tx, candidacy_id=candidacy_id, by=desk.people["cy"])
        with pytest.raises(NotThere, match="/debrief"):
            await named_candidacies(tx, "ada", by=desk.people["cy"])


@on_sqlite
async def test_a_closed_one_is_found_by_name_after_the_open(desk: Desk) -> None:
    """Its answer can still be corrected."""
    candidacy_id = await called(desk)
    async with desk.act() as tx:
        ending = Ending(Answer.DECLINED, why_not_invited=WhyNotInvited.NO_TIME)
        await record_answer(tx, ending, candidacy_id=candidacy_id, by=desk.people["hana"])
    async with desk.act() as tx:
        (found,) = await named_candidacies(tx, "lovelace", by=desk.people["hana"])
        opened = await open_candidacy(tx, candidacy_id=found.id, by=desk.people["hana"])
    assert opened.actions == [Action.RECORD_ANSWER]
    shown = candidacy_shown(opened.overview, opened.actions, reader_id=0, no_hire_to_tell=None, has_end_to_tell=False)
    assert "The candidate declined." in str(shown.blocks)


@on_sqlite
async def test_what_one_may_do_follows_ones_role(desk: Desk) -> None:
    """The coordinator enters requests and the answer, and doesn't decide."""
    candidacy_id = await called(desk)
    async with desk.act() as tx:
        cora = await open_candidacy(tx, candidacy_id=candidacy_id, by=desk.people["cora"])
        hana = await open_candidacy(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    assert cora.actions == [
        Action.REQUEST_MEETING,
        Action.WRITTEN_OFFER,
        Action.RECORD_ANSWER,
        Action.OFFER_CALL,
    ]
    assert hana.actions == [*cora.actions, Action.DECIDE]


async def test_a_no_hire_to_tell_is_offered_to_whoever_may_note_it(desk: Desk) -> None:
    """The coordinator finds *I've told them* with the candidacy too; an interviewer doesn't."""
    candidacy_id = await desk.open()
    await desk.give(candidacy_id, "ann")
    decision_id = await desk.decide(candidacy_id, Choice.NO_HIRE)
    assert (await opened(desk, candidacy_id, "cora")).no_hire_to_tell == decision_id
    assert (await opened(desk, candidacy_id, "ann")).no_hire_to_tell is None
    async with desk.act() as tx:
        await tell_candidate(tx, decision_id=decision_id, by=desk.people["cora"])
    assert (await opened(desk, candidacy_id, "cora")).no_hire_to_tell is None


@pytest.mark.parametrize("how", ["withdrawn", "reversed"])
@on_sqlite
async def test_an_end_to_tell_is_offered_until_it_is_noted(desk: Desk, how: str) -> None:
    """After a call, somebody has to speak with the candidate before anything is mailed."""
    candidacy_id = await called(desk)
    assert not (await opened(desk, candidacy_id, "cora")).has_end_to_tell
    async with desk.act() as tx:
        if how == "withdrawn":
            await record_answer(tx, Ending(Answer.WITHDRAWN), candidacy_id=candidacy_id, by=desk.people["hana"])
        else:
            await reverse_decision(tx, candidacy_id=candidacy_id, seen=1, reason="Why.", by=desk.people["hana"])
    assert (await opened(desk, candidacy_id, "cora")).has_end_to_tell
    assert not (await opened(desk, candidacy_id, "mel")).has_end_to_tell
    async with desk.act() as tx:
        await told_of_end(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    assert not (await opened(desk, candidacy_id, "cora")).has_end_to_tell


async def opened(desk: Desk, candidacy_id: int, name: str) -> Opened:
    """Open a candidacy by its name."""
    async with desk.act() as tx:
        return await open_candidacy(tx, candidacy_id=candidacy_id, by=desk.people[name])


@on_sqlite
async def test_home_lists_what_waits_for_its_reader(desk: Desk) -> None:
    """A decision for the hiring manager, a no hire to tell for the coordinator; an interviewer's step for neither."""
    candidacy_id = await desk.open()
    nothing = "Nothing. Enjoy it."
    assert nothing in await home(desk, "hana")
    for name in ("ann", "bo"):
        await desk.give(candidacy_id, name)
    assert "*Ada Lovelace*: Decide · by" in await home(desk, "hana")
    assert nothing in await home(desk, "cora")
    await desk.decide(candidacy_id, Choice.NO_HIRE)
    assert "*Ada Lovelace*: Tell the candidate about the decision" in await home(desk, "cora")
    assert nothing in await home(desk, "hana")


@on_sqlite
async def test_no_list_offers_to_read_what_is_blind(desk: Desk) -> None:
    """Until it is revealed, neither the menus of the lists nor the candidacy itself do."""
    await desk.open(is_blind=True)
    assert "Read the feedback" not in await home(desk, "hana")
    await desk.open("Grace Example")
    assert "Read the feedback" in await home(desk, "hana")


async def home(desk: Desk, name: str) -> str:
    """Return somebody's App Home as they see it."""
    async with desk.database.reading(desk.workspace_id) as tx:
        return str(await draw(tx, desk.people[name].id, None))
