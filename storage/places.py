"""Places: numbers, links and addresses that are known before anybody writes where a meeting is."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.words import PlaceKind
from storage.candidacies import Candidacy
from storage.contacts import Contact, contact_of_person
from storage.database import Transaction
from storage.workspaces import settings


@dataclass(frozen=True)
class Places:
    """What is known; `links` serve whoever has none of their own: the coordinator's, then the workspace's."""

    phone: str | None
    office: str | None
    links: Sequence[str]

    def lack(self, to: Contact, kind: PlaceKind) -> bool:
        """Tell whether somebody has to say where the candidate and a contact meet."""
        if kind is PlaceKind.VIDEO:
            return to.place is None and not self.links
        return (self.phone if kind is PlaceKind.PHONE else self.office) is None


async def place_beforehand(tx: Transaction, candidacy: Candidacy, to: Contact, kind: PlaceKind) -> str | None:
    """Return where a candidate and a contact would meet, as far as it can't be another place by then."""
    if kind is PlaceKind.OFFICE:
        return (await known_places(tx, candidacy)).office
    return to.place if kind is PlaceKind.VIDEO else None


async def known_places(tx: Transaction, candidacy: Candidacy) -> Places:
    """Return what is known of where a candidate can meet people."""
    coordinator, chosen = await contact_of_person(tx, candidacy.coordinator_id), await settings(tx)
    links = (coordinator.place if coordinator else None, chosen.video_link)
    return Places(candidacy.candidate_phone, chosen.office, [link for link in links if link is not None])
