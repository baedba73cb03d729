"""Candidacies as their people see them: the list with one next step each, one found by name, what one may do."""

from dataclasses import dataclass

from bot.process.access import MAY, Action, allow_member, roles
from bot.process.clearances import clearable
from bot.process.no_hires import untold_no_hire
from bot.process.refusals import NotThere
from bot.rules.access import offered
from bot.rules.names import match_items
from bot.rules.overview import Overview
from bot.rules.words import Role, Stage
from storage.answers import candidacies_about
from storage.candidacies import Candidacy, all_candidacies, candidacy
from storage.clearances import waiting_clearances
from storage.database import Transaction
from storage.held_points import held_points
from storage.home import desk
from storage.panels import candidacies_of
from storage.people import Person
from storage.standings import overviews

OWNERS = frozenset({Role.HEAD_OF_TALENT, Role.OPENER, Role.HIRING_MANAGER, Role.COORDINATOR, Role.SEAT})
"""Who finds a candidacy by its name; to everybody else it does not exist."""


@dataclass(frozen=True)
class Listed:
    """Candidacies to list; `is_everything` for the head of talent, who sees those of others too."""

    overviews: list[Overview]
    is_everything: bool


@dataclass(frozen=True)
class Opened:
    """One candidacy, with the actions its reader may take now, the next step's first.

    `no_hire_to_tell` (a decision's id) and `has_end_to_tell` say of what the candidate is yet to be told, for whoever
    may note that they were.
    """

    overview: Overview
    actions: list[Action]
    no_hire_to_tell: int | None
    has_end_to_tell: bool
    to_clear: int | None = None
    """The clearance that waits for the reader's word, if any does."""


async def list_candidacies(tx: Transaction, *, by: Person) -> Listed:
    """Return the open candidacies the person owns, or all of them for the head of talent who owns none."""
    allow_member(by, "list_candidacies")
    own = await desk(tx, by)
    if own.owned or Role.HEAD_OF_TALENT not in await roles(tx, by):
        return Listed(own.owned, is_everything=False)
    rows = [row for row in await _known_to(tx, by) if row.stage is not Stage.CLOSED]
    return Listed(await overviews(tx, rows), is_everything=True)


async def find_candidacies(tx: Transaction, typed: str, *, by: Person) -> list[Candidacy]:
    """Return the person's candidacies that a typed name means, open ones before closed, newest first.

    An empty name means all open ones.
    """
    allow_member(by, "find_candidacies")
    rows = await _known_to(tx, by)
    open_ones = [row for row in rows if row.stage is not Stage.CLOSED]
    if not typed.strip():
        return open_ones
    matching = match_items(typed, rows, lambda row: row.candidate_name)
    return sorted(matching, key=lambda row: (row.stage is Stage.CLOSED, -row.id))


async def _known_to(tx: Transaction, by: Person) -> list[Candidacy]:
    """Return the candidacies in which the person is one of OWNERS, in a constant number of queries."""
    is_everything = Role.HEAD_OF_TALENT in await roles(tx, by)
    rows = await all_candidacies(tx) if is_everything else await candidacies_of(tx, by.id)
    known = {row.id for row in rows}
    to_clear = {one.candidacy_id for one in await waiting_clearances(tx) if one.person_id == by.id} - known
    rows = [*rows, *[await candidacy(tx, one) for one in sorted(to_clear)]]
    about_them = await candidacies_about(tx, by.email)
    return [row for row in rows if row.id not in about_them]


async def named_candidacies(tx: Transaction, typed: str, *, by: Person) -> list[Candidacy]:
    """Return the person's open candidacies that a typed name means, or else the last closed one of that name.

    Raises NotThere, saying which they have.
    """
    found = await find_candidacies(tx, typed, by=by)
    if found:
        return [row for row in found if row.stage is not Stage.CLOSED] or found[:1]
    mine = ", ".join(row.candidate_name for row in await find_candidacies(tx, "", by=by))
    if not mine:
        raise NotThere("You have no open candidacies. Open a debrief with /debrief.")
    raise NotThere(f"None of your candidacies has that name. Yours are: {mine}.")


async def open_candidacy(tx: Transaction, *, candidacy_id: int, by: Person) -> Opened:
    """Return one candidacy with what the person may do; raises NotThere when it is none of theirs."""
    row = await candidacy(tx, candidacy_id)
    held = await roles(tx, by, row)
    to_clear = await clearable(tx, row, by)
    if not OWNERS & held and to_clear is None:
        raise NotThere("That candidacy is none of yours. `/offer` lists those that are.")
    (overview,) = await overviews(tx, [row])
    untold = await untold_no_hire(tx, row)
    may_note = bool(MAY[Action.RECORD_ANSWER] & held)
    return Opened(
        overview,
        await _offered(tx, row, held, by),
        no_hire_to_tell=untold.id if untold and may_note else None,
        has_end_to_tell=may_note and untold is None and row.untold_since is not None,
        to_clear=to_clear.id if to_clear else None,
    )


async def _offered(tx: Transaction, row: Candidacy, held: set[Role], by: Person) -> list[Action]:
    """Return what is offered to these roles now; held points only while there are some, feedback once it is read."""
    actions = offered(row.stage, held, decides=by.id == row.hiring_manager_id)
    if Action.RELEASE_POINT in actions and not await held_points(tx, row.id):
        actions.remove(Action.RELEASE_POINT)
    if Action.READ_POINTS in actions and row.is_hidden:
        actions.remove(Action.READ_POINTS)
    return actions
