"""Candidacies as their people see them: the list with one next step each, one found by name, what one may do."""

from dataclasses import dataclass

from bot.process.access import Action, roles
from bot.process.refusals import NotThere
from bot.rules.access import offered
from bot.rules.names import match_items
from bot.rules.overview import Overview
from bot.rules.words import Role, Stage
from storage.candidacies import Candidacy, all_candidacies, candidacy, open_candidacies
from storage.database import Transaction
from storage.home import desk
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
    """One candidacy, with the actions its reader may take now, the next step's first."""

    overview: Overview
    actions: list[Action]


async def list_candidacies(tx: Transaction, *, by: Person) -> Listed:
    """Return the open candidacies the person owns, or all of them for the head of talent who owns none."""
    own = await desk(tx, by)
    if own.owned or Role.HEAD_OF_TALENT not in await roles(tx, by):
        return Listed(own.owned, is_everything=False)
    return Listed(await overviews(tx, await open_candidacies(tx)), is_everything=True)


async def find_candidacies(tx: Transaction, typed: str, *, by: Person) -> list[Candidacy]:
    """Return the person's candidacies that a typed name means, open ones before closed, newest first.

    An empty name means all open ones.
    """
    rows = [row for row in await all_candidacies(tx) if OWNERS & await roles(tx, by, row)]
    open_ones = [row for row in rows if row.stage is not Stage.CLOSED]
    if not typed.strip():
        return open_ones
    matching = match_items(typed, rows, lambda row: row.candidate_name)
    return sorted(matching, key=lambda row: (row.stage is Stage.CLOSED, -row.id))


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
    if not OWNERS & held:
        raise NotThere("That candidacy is none of yours. `/offer` lists those that are.")
    (overview,) = await overviews(tx, [row])
    return Opened(overview, offered(row.stage, held))
