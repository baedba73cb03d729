"""Which candidacy somebody means who typed a name, or none."""

from bot.process.candidacies import find_candidacies
from bot.process.refusals import NotThere
from bot.rules.words import Stage
from storage.candidacies import Candidacy, job
from storage.database import Transaction
from storage.people import Person


async def named(tx: Transaction, typed: str, *, by: Person) -> list[Candidacy]:
    """Return the person's open candidacies that the name means, or else the last closed one of that name.

    Raises NotThere, saying which they have.
    """
    found = await find_candidacies(tx, typed, by=by)
    if found:
        return [row for row in found if row.stage is not Stage.CLOSED] or found[:1]
    mine = ", ".join(row.candidate_name for row in await find_candidacies(tx, "", by=by))
    if not mine:
        raise NotThere("You have no open candidacies. Open a debrief with /debrief.")
    raise NotThere(f"None of your candidacies has that name. Yours are: {mine}.")


async def labels(tx: Transaction, rows: list[Candidacy]) -> dict[int, str]:
    """Name candidacies for a choice: id → candidate and job."""
    return {row.id: f"{row.candidate_name} · {(await job(tx, row.job_id)).title}" for row in rows}
