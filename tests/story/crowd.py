"""Everybody there can be, each one thing to a candidacy, in the running product; outsiders are everything to theirs."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from bot.delivery.pacing import METHODS, close_pace
from bot.rules.words import Role, Standing
from bot.sandbox.actor import Actor
from storage.people import Person, by_slack_ids
from storage.workspaces import settings
from tests.story.forging import Forger
from tests.story.subjects import Maker, Roles, Subject
from tests.world import World, world_of

Audited = tuple[int | None, int | None, str, bool]
"""(who, about which candidacy, what, whether it was denied)."""

DELEGATE = "pat"
"""Who looks after Eve's calendar, and knows an investor whom no mail reaches without their word."""

KINDS: Mapping[str, Role] = {
    "tala": Role.HEAD_OF_TALENT,
    "theo": Role.HEAD_OF_TALENT,
    "ola": Role.OPENER,
    "hana": Role.HIRING_MANAGER,
    "cal": Role.HIRING_MANAGER,
    "cora": Role.COORDINATOR,
    "ann": Role.SEAT,
    "eve": Role.CONTACT,
    DELEGATE: Role.CONTACT,
    "mel": Role.MEMBER,
}
"""Full members by what they are: Tala a Slack administrator, Theo chosen in the settings, Cal makes the call."""

OUTSIDERS: Mapping[str, Standing] = {
    "gus": Standing.GUEST,
    "fay": Standing.FOREIGN,
    "dee": Standing.DEACTIVATED,
    "rob": Standing.BOT,
}

CANDIDATE, CANDIDATE_MAIL = "lena", "lena@acme.example"
"""An administrator who is the candidate, by e-mail address."""

NEW_COLLEAGUE, WORK_MAIL = "ada", "ada.new@acme.example"
"""Who has come to work here since: the candidate by the work address of the recorded answer."""


@dataclass
class Crowd:
    """The product with everybody in it."""

    world: World
    make: Maker
    forge: Forger
    people: dict[str, Person]
    kept: dict[tuple[int, str], Subject] = field(default_factory=dict)
    """Candidacies that nobody may change, by moment and by who is everything to them."""

    mark: int = 0
    """How much of the audit trail was read."""

    async def audited(self) -> list[Audited]:
        """Return what came to the audit trail since this was asked last."""
        query = "SELECT id, person_id, candidacy_id, act, was_denied FROM audit_entries WHERE id > :mark ORDER BY id"
        async with self.make.database.reading(self.make.workspace_id) as tx:
            rows = [tuple(row) for row in await tx.session.execute(text(query), {"mark": self.mark})]
        self.mark = rows[-1][0] if rows else self.mark
        return [(who, about, act, bool(was_denied)) for _, who, about, act, was_denied in rows]

    def actor(self, name: str) -> Actor:
        """Return somebody who can write."""
        person = self.people[name]
        return Actor(self.world.sandbox.control, person.slack_id or "", name, person.name)

    def roles(self) -> Roles:
        """Give each role of a candidacy to somebody else."""
        known = self.people
        names = ("ola", "hana", "cal", "cora", "ann", "eve", "bo", DELEGATE)
        return Roles(*(known[name] for name in names))

    def all_roles(self, name: str) -> Roles:
        """Give every role of a candidacy to one person."""
        one = self.people[name]
        return Roles(one, one, one, one, one, one, one, one)

    def slack_id(self, name: str) -> str:
        """Return somebody's Slack id."""
        return self.people[name].slack_id or ""


@asynccontextmanager
async def crowd_in(url: str, folder: Path, *, over_http: bool) -> AsyncIterator[Crowd]:
    """Run the product on a migrated database, with everybody met and Theo chosen as head of talent.

    Messages stay owed, as when Slack asks the bot to wait: answers and tables are what is looked at here.
    """
    async with world_of(url, folder, over_http=over_http) as world:
        workspace, database, workspace_id = world.sandbox.workspace, world.app.database, world.app.workspace.id
        for name in ("theo", "ola", "cal", DELEGATE):
            workspace.add_person(name, name.title(), f"{name}@acme.example", "Europe/Berlin")
        workspace.add_person(CANDIDATE, "Lena Long", CANDIDATE_MAIL, "Europe/Berlin", admin=True)
        workspace.add_person(NEW_COLLEAGUE, "Ada New", WORK_MAIL, "Europe/Berlin")
        workspace.add_person("fay", "Fay", "fay@other.example", foreign=True)
        workspace.add_person("rob", "Rob", bot=True)
        workspace.add_person("dee", "Dee", "dee@acme.example").deactivated = True
        forge = Forger(world)
        handles = [one.handle for one in workspace.people.values() if one.id != workspace.bot_user_id]
        for handle in handles:
            await forge.command(handle, "/offer", "help")
        async with database.transaction(workspace_id) as tx:
            known = await by_slack_ids(tx, workspace.people)
            people = {workspace.people[slack_id].handle: person for slack_id, person in known.items()}
            for method in METHODS:
                await close_pace(tx, method, timedelta(hours=1))
            (await settings(tx)).head_of_talent_id = people["theo"].id
        for name, standing in OUTSIDERS.items():
            assert people[name].standing is standing
        yield Crowd(world, Maker(database, workspace_id), forge, people)
