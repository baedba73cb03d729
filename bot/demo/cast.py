"""The people of the demo and of the story tests, in a workspace of their own."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.actor import Actor, Control

CHANNEL = "debriefs"
CANDIDATE = "Ada Lovelace"
JOB = "Staff Engineer"
CANDIDATE_MAIL = "ada@lovelace.example"


@dataclass(frozen=True)
class Cast:
    """Everyone who plays: three interviewers, the owners, a contact; Gus is a guest, Mel any other member."""

    ann: Actor
    bo: Actor
    cy: Actor
    hana: Actor
    cora: Actor
    tala: Actor
    eve: Actor
    gus: Actor
    mel: Actor
    channel: str
    """The debrief channel's id."""

    @property
    def everyone(self) -> list[Actor]:
        """All of them."""
        return [who for who, _ in self.zones()]

    def zones(self) -> list[tuple[Actor, str]]:
        """Tell where everybody is."""
        return [(getattr(self, handle), zone) for handle, (_, zone, _) in _WHO.items()]


async def enter(control: Control) -> Cast:
    """Bring everybody into the workspace, and the debrief channel with the bot in it."""
    people = {
        handle: await control.add_person(handle, name=name, email=f"{handle}@acme.example", tz=zone, **extra)
        for handle, (name, zone, extra) in _WHO.items()
    }
    members = [person for handle, person in people.items() if handle not in {"eve", "gus"}]
    channel = await control.add_channel(CHANNEL, private=True, members=members, bot=True)
    return Cast(**people, channel=str(channel))


_WHO: dict[str, tuple[str, str, dict[str, Any]]] = {
    "ann": ("Ann Archer", "Europe/Berlin", {"title": "Principal Engineer"}),
    "bo": ("Bo Berg", "Europe/Berlin", {"title": "Product Manager"}),
    "cy": ("Cy Castle", "Europe/London", {"title": "Engineering Manager"}),
    "hana": ("Hana Hart", "Europe/Berlin", {}),
    "cora": ("Cora Cole", "Europe/Berlin", {}),
    "tala": ("Tala Torres", "Europe/Lisbon", {"admin": True}),
    "eve": ("Eve Ellis", "America/New_York", {"title": "Chief Executive"}),
    "gus": ("Gus Grant", "Europe/Berlin", {"guest": True}),
    "mel": ("Mel Moss", "Europe/Berlin", {}),
}
