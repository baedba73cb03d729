"""Who and what the ids in a text stand for, as one person sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.sandbox.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation: its name without the #, the other side's for direct messages; kind as in Slack's filters."""

    name: str
    kind: str = "public"


@dataclass(frozen=True, slots=True)
class Names:
    """Names by id; `handles` give people's ids, `choosable` are the people a select offers (all when empty).

    `channel_link` is the address of a conversation with `{id}` in it; empty draws conversations without a link.
    """

    people: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    handles: Mapping[str, str] = field(default_factory=dict)
    choosable: frozenset[str] = frozenset()
    viewer: str = ""
    channel_link: str = ""

    def offered_people(self) -> list[tuple[str, str]]:
        """List the ids and names a person may be chosen from, by name."""
        offered = [each for each in self.people.items() if not self.choosable or each[0] in self.choosable]
        return sorted(offered, key=lambda each: each[1].casefold())

    def offered_places(self, kinds: frozenset[str]) -> list[tuple[str, str]]:
        """List the ids and names of conversations of these kinds (all when empty), by name."""
        chosen = [(id_, place) for id_, place in self.places.items() if not kinds or place.kind in kinds]
        named = [(id_, ("@" if place.kind == "im" else "#") + place.name) for id_, place in chosen]
        return sorted(named, key=lambda each: each[1].casefold())


def names_of(workspace: Workspace, viewer: str, channel_link: str = "") -> Names:
    """Gather what a person, by id, sees of the workspace: everybody, public channels and the ones they are in."""
    seen = [each for each in workspace.channels.values() if each.kind == "public" or viewer in each.members]
    people = {each.id: each.name for each in workspace.people.values()}
    return Names(
        people=people,
        places={
            each.id: Place(workspace.people[workspace.bot_user_id].name if each.kind == "im" else each.name, each.kind)
            for each in seen
        },
        handles={each.handle: each.id for each in workspace.people.values()},
        choosable=frozenset(each.id for each in workspace.people.values() if not each.bot and not each.deactivated),
        viewer=viewer,
        channel_link=channel_link,
    )
