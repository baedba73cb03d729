"""Who may do what, cell by cell, through the door: every entry point is pressed by everybody there can be."""

from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
import pytest_asyncio

import handlers
from bot.messages.answers import RECORD_ANSWER
from bot.messages.directory_entries import SAVE_ENTRY, SAVE_OWN_ENTRY
from bot.rules.access import MAY, Action
from bot.rules.words import Answer, Role, Stage
from handlers.candidacies import FORMS
from handlers.commands import DEBRIEF, OFFER
from handlers.debrief_channels import LOST
from handlers.index import NAME_OF
from tests.design import design_table
from tests.story.crowd import (
    CANDIDATE,
    CANDIDATE_MAIL,
    DELEGATE,
    KINDS,
    NEW_COLLEAGUE,
    OUTSIDERS,
    WORK_MAIL,
    Audited,
    Crowd,
    crowd_in,
)
from tests.story.entry_points import ENTRY_POINTS
from tests.story.forging import Answered
from tests.story.subjects import Subject, changed
from tests.story.ways_in import CHANGES, MEETING, NOTHING, OPENS_ENTRY, SAYS, EntryPoint

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROWS = (
    Action.OPEN_DEBRIEF,
    Action.EDIT_DEBRIEF,
    Action.GIVE_FEEDBACK,
    Action.ENTER_FEEDBACK,
    Action.READ_POINTS_BEFORE_REVEAL,
    Action.READ_POINTS,
    Action.DECIDE,
    Action.RELEASE_POINT,
    Action.CLEAR_CALL,
    Action.OFFER_CALL,
    Action.REQUEST_MEETING,
    Action.APPROVE_MEETING,
    Action.ANSWER_FOR_MEETING,
    Action.INTRODUCE,
    Action.READ_QUESTIONS,
    Action.WRITTEN_OFFER,
    Action.RECORD_ANSWER,
    Action.EDIT_EMPLOYEES,
    Action.EDIT_OUTSIDERS,
    Action.CHANGE_SETTINGS,
    Action.READ_ALL_STATS,
    Action.READ_OWN_STATS,
)
"""The rows of DESIGN.md §10, as the product calls them."""

ADDS_SOMEBODY = {"action open_new_colleague", "view add_colleague"}
"""Entry points by which somebody else comes into the directory: one's own entry is no matter there."""

MEANS_ONES_OWN_SEAT = {"action give_own_feedback", "message_shortcut use_as_feedback"}
"""Entry points that name no seat: another interviewer means theirs."""

FOR_EVERYBODY = {
    "command /debrief help": "explains, and names candidacies of the reader's own",
    "command /offer": "lists candidacies of the reader's own, or shows one of them; its own test is below",
    "command /offer help": "explains, and names candidacies of the reader's own",
    "command /offer people": "shows the directory to those who keep it, to others their own entry; its own story",
    "action open_directory": "the same, from App Home",
    "view search_directory": "the same, a part of it",
    "action turn_directory_page:.+": "the same, another part of it",
    "view save_own_entry": "everybody's own entry, and nobody else's",
    "action volunteer": "any full member may say that they can take a request; tests/process has who may not",
    "event app_home_opened": "draws the reader's own page; its own test is below",
    "event message": "takes feedback from interviewers and leaves everybody else's words alone; its own test is below",
    "event user_change": "Slack tells of somebody's profile; nobody asks for anything",
    **{f"event {name}": "Slack tells of a channel; who can mend it hears so, whoever did it" for name in LOST},
    "event member_joined_channel": "Slack tells who came; what was owed to the channel is posted, whoever let us in",
    "event channel_unarchive": "Slack tells of a channel; what was owed to it is posted, whoever took it out",
    "event group_unarchive": "Slack tells of a channel; what was owed to it is posted, whoever took it out",
    "action candidacy_menu:.+": "a family of buttons, each of which stands in the table by itself",
    "view choose_candidacy:.+": "a family of forms, each of which stands in the table by itself",
}
"""Entry points outside the table, with the reason."""

OK = 200
BROKEN = ("Something broke", "Not saved")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def crowd(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Crowd]:
    """Run the product with everybody in it, by Socket Mode."""
    folder = tmp_path_factory.mktemp("access")
    url = f"sqlite+aiosqlite:///{copy(migrated_file, folder / 'bot.sqlite3')}"
    async with crowd_in(url, folder, over_http=False) as running:
        for _ in range(2):  # interviewers are on several panels, whichever test comes first
            await running.make.at(Stage.DEBRIEF, running.roles())
        yield running


def allowed() -> dict[Action, set[Role]]:
    """Read the design's table: who may, for each of its rows; *if allowed* is nobody until somebody allows it.

    A person holds all roles that apply, an outsider none.
    """
    head, *rows = design_table("| action | T |")
    columns = [Role(letter) for letter in head[1:]]
    yes = {"✓", "own", "own meeting"}
    return {
        action: {role for role, cell in zip(columns, row[1:], strict=True) if cell in yes}
        for action, row in zip(ROWS, rows, strict=True)
    }


ALLOWED = allowed()


def may(entry: EntryPoint, name: str) -> bool:
    """Tell what the table says; figures are one command for both of their rows.

    Cal makes the call and holds the hiring manager's column for it, but nobody hands a decision over with a call.
    Pat answers for a contact, whose entry and questions aren't theirs, and is asked whether a friend may be mailed.
    """
    role = KINDS[name]
    if name == DELEGATE:
        return entry.action in {Action.ANSWER_FOR_MEETING, Action.INTRODUCE} or Role.MEMBER in ALLOWED[entry.action]
    if entry.key in ADDS_SOMEBODY and role is Role.CONTACT:
        return False
    if entry.action is Action.DECIDE and name == "cal":
        return False
    if entry.action is Action.READ_OWN_STATS:
        return role in ALLOWED[Action.READ_OWN_STATS] | ALLOWED[Action.READ_ALL_STATS]
    return role in ALLOWED[entry.action]


class Contents:
    """Takes down what is registered, in the place of the app."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.keys: list[str] = []

    def __getattr__(self, kind: str) -> Any:  # noqa: ANN401  # any way of registering
        """Take down one way in, by its kind and what it listens to."""

        def listen_to(what: Any) -> Any:  # noqa: ANN401  # a name, a pattern, or the listener itself
            if not callable(what):
                self.keys.append(f"{kind} {getattr(what, 'pattern', what)}")
            return lambda listener: listener

        return listen_to


async def test_the_table_is_what_the_product_goes_by() -> None:
    """Cell for cell; whose entry in the directory is whose own is asked of the entry."""
    table = {
        action: roles - {Role.CONTACT} if action is Action.EDIT_EMPLOYEES else roles
        for action, roles in ALLOWED.items()
    }
    assert table == {action: set(roles) for action, roles in MAY.items()}


async def test_every_entry_point_is_in_the_table(crowd: Crowd) -> None:
    """Whatever is registered, typed behind a command or chosen from a menu is pressed below, or has a reason."""
    contents = Contents()
    handlers.register(contents)  # type: ignore[arg-type]  # it only takes down what is registered
    listeners = crowd.world.app.bolt._async_listeners  # noqa: SLF001  # Bolt has no other way to count them
    assert len(listeners) == len(NAME_OF), "something is registered elsewhere"
    commands = [
        f"command {name} {word}" for name, words in (("/debrief", DEBRIEF), ("/offer", OFFER)) for word in words
    ]
    ways = ("action candidacy_menu {}", "action candidacy_menu:{}", "view choose_candidacy:{}")
    there = {*contents.keys, *commands, *(way.format(action) for way in ways for action in FORMS)}
    pressed = {entry.name if entry.key.startswith("command") else entry.key for entry in ENTRY_POINTS}
    pressed |= {entry.name for entry in ENTRY_POINTS}
    assert there - pressed == set(FOR_EVERYBODY)
    menus = {"debrief_menu": "edit enter close decide reveal", "request_menu": "exact next split hand"}
    assert not pressed - there - {f"action {menu} {word}" for menu, words in menus.items() for word in words.split()}
    assert set(Action) - {entry.action for entry in ENTRY_POINTS} == {Action.READ_ALL_STATS}


@pytest.mark.parametrize("entry", ENTRY_POINTS, ids=lambda entry: entry.name)
async def test_who_may_not_is_told_why_and_nothing_changes(crowd: Crowd, entry: EntryPoint) -> None:
    """Everybody the table leaves out, and outsiders even where they are everything else."""
    subject = await _kept(crowd, entry)
    refused = [(name, subject) for name in KINDS if not may(entry, name)]
    if entry.action is Action.GIVE_FEEDBACK and entry.key not in MEANS_ONES_OWN_SEAT:
        refused.append(("bo", subject))
    refused += [(name, await _kept(crowd, entry, name)) for name in OUTSIDERS]
    if entry.moment is not None:
        refused += [(name, await _kept(crowd, entry, name)) for name in (CANDIDATE, NEW_COLLEAGUE)]
    before = await crowd.make.looks()
    await crowd.audited()
    denials: list[Audited] = []
    for name, about in refused:
        answered = await entry.press(crowd, name, about)
        assert answered.status == OK
        assert answered.told, f"{name} was told nothing; opened {answered.form}"
        assert answered.form is None, f"{name} was shown {answered.form}"
        assert not answered.told.startswith(BROKEN), answered
        denials += _denial(crowd, entry, name, about)
    acts = await crowd.audited()
    assert [(who, of if entry.moment else None, act, denied) for who, of, act, denied in acts] == denials
    assert changed(before, await crowd.make.looks()) == []


def _denial(crowd: Crowd, entry: EntryPoint, name: str, about: Subject) -> list[Audited]:
    """Return what the audit trail keeps: for whom a candidacy doesn't exist, its name means nothing."""
    person_id = crowd.people[name].id
    if not entry.is_named:
        return [(person_id, about.id if entry.moment else None, entry.action, True)]
    if name in OUTSIDERS:
        return [(person_id, None, "find_candidacies", True)]
    is_unknown = KINDS.get(name, Role.MEMBER) in {Role.CONTACT, Role.MEMBER}
    return [] if is_unknown else [(person_id, about.id, entry.action, True)]


@pytest.mark.parametrize("entry", ENTRY_POINTS, ids=lambda entry: entry.name)
async def test_who_may_does(crowd: Crowd, entry: EntryPoint) -> None:
    """Everybody the table names; on a candidacy of their own where that changes something."""
    for name in [name for name in KINDS if may(entry, name)]:
        subject = await (_made if entry.does == CHANGES else _kept)(crowd, entry)
        before = await crowd.make.looks(since=subject.id) if entry.does == CHANGES else {}
        answered = await entry.press(crowd, name, subject)
        assert not [act for act in await crowd.audited() if act[3]], f"{name} was refused: {answered.told}"
        assert _is_done(entry, answered), (name, answered)
        if entry.does == CHANGES:
            assert changed(before, await crowd.make.looks(since=subject.id)), (name, answered)


def _is_done(entry: EntryPoint, answered: Answered) -> bool:
    if entry.does == CHANGES:
        return not answered.told or answered.told.startswith("*Saved.*")
    if entry.does == SAYS:
        return bool(answered.told) and not answered.told.startswith(BROKEN)
    if entry.does == NOTHING:
        return not answered.told
    if entry.does == OPENS_ENTRY:
        return answered.form in {SAVE_ENTRY, SAVE_OWN_ENTRY}
    return answered.form == entry.does


async def _made(crowd: Crowd, entry: EntryPoint) -> Subject:
    """Make a candidacy of the entry point's moment, everybody in their role."""
    return await (entry.moment or MEETING).make(crowd, crowd.roles())


async def _kept(crowd: Crowd, entry: EntryPoint, everything: str = "") -> Subject:
    """Return a candidacy of the entry point's moment, the same for all: nobody changes it; or one person's own."""
    moment = entry.moment or MEETING
    if (id(moment), everything) not in crowd.kept:
        roles = crowd.all_roles(everything) if everything else crowd.roles()
        more = {CANDIDATE: {"email": CANDIDATE_MAIL.upper()}, NEW_COLLEAGUE: {"work_email": WORK_MAIL}}.get(
            everything, {}
        )
        crowd.kept[id(moment), everything] = await moment.make(crowd, roles, **more)
    return crowd.kept[id(moment), everything]


async def test_a_name_says_nothing_to_whoever_has_no_part(crowd: Crowd) -> None:
    """`/offer` with a name shows the candidacy to its people; to others it doesn't exist, to outsiders nothing does."""
    subject = await _kept(crowd, ENTRY_POINTS[1])
    for name, role in KINDS.items():
        answered = await crowd.forge.command(name, "/offer", subject.name)
        is_known = role not in {Role.CONTACT, Role.MEMBER}
        assert answered.told.startswith(f"{subject.name}: " if is_known else "No candidacy of yours"), (name, answered)
    for name in OUTSIDERS:
        own = await _kept(crowd, ENTRY_POINTS[1], name)
        for typed in (own.name, "", "help"):
            assert "full members" in (await crowd.forge.command(name, "/offer", typed)).told


async def test_the_candidate_finds_nothing_about_themselves(crowd: Crowd) -> None:
    """Neither an administrator who is the candidate, nor a colleague who has come to work here since."""
    own = await _kept(crowd, ENTRY_POINTS[1], CANDIDATE)
    joined = await crowd.make.at(Stage.CLOSED, crowd.all_roles(NEW_COLLEAGUE), answer=Answer.ACCEPTED)
    for name, subject in ((CANDIDATE, own), (NEW_COLLEAGUE, joined)):
        assert subject.name not in (await crowd.forge.command(name, "/offer", "")).told
        assert "No candidacy of yours" in (await crowd.forge.command(name, "/offer", subject.name)).told
        answered = await crowd.forge.submit(
            name, RECORD_ANSWER, {"candidacy": subject.id}, answer={"selected_option": {"value": "withdrawn"}}
        )
        assert "This is about you" in answered.told


async def test_only_an_interviewers_message_is_feedback(crowd: Crowd) -> None:
    """What a guest, a stranger or the candidate writes to the bot is nobody's feedback, whatever seat they have."""
    for name in ("gus", "fay", CANDIDATE, NEW_COLLEAGUE, "ann"):
        await _kept(crowd, ENTRY_POINTS[1], name)
        before = await crowd.make.looks()
        await crowd.actor(name).direct("Good: you asked why.\nGrow: say more.")
        await crowd.world.sandbox.control.settled()
        new = changed(before, await crowd.make.looks())
        assert bool([one for one in new if one.startswith("feedback:")]) is (name == "ann"), (name, new)
