"""Keeps an owner or interviewer from being taken for the candidate, which would lock them out."""

from storage.candidacies import Candidacy
from storage.database import Transaction
from storage.panels import seats
from storage.people import people


async def whose_address(tx: Transaction, row: Candidacy, address: str | None) -> str | None:
    """Say whose address this is among those with a part in the candidacy, in words for a field; None where nobody's."""
    if not address:
        return None
    owners = [row.opener_id, row.hiring_manager_id, row.caller_id, row.coordinator_id]
    involved = await people(tx, [*owners, *(one.person_id for one in await seats(tx, row.id))])
    wanted = address.strip().casefold()
    for one in involved.values():
        if (one.email or "").casefold() == wanted:
            return f"That is {one.name}'s address, who has a part in this. Give the candidate's own."
    return None
