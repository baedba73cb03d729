"""What waits for a coordinator's approval, by candidate."""

from datetime import date

from bot.messages.answers import link
from bot.messages.approvals import CardWaiting
from bot.rules.words import Stage, Surface
from storage.candidacies import open_candidacies, titles_of
from storage.card_places import card_places
from storage.database import Transaction
from storage.outbox import redraw
from storage.turns import coordinators_turns
from storage.workspaces import workspace


async def cards_waiting(tx: Transaction, coordinator_id: int) -> list[CardWaiting]:
    """Return for whom requests, or conversations without a place, wait for a coordinator; their cards are drawn again.

    Whose offer runs out first comes first.

    However many there are, it takes the same number of queries.
    """
    met = [one for one in await open_candidacies(tx) if one.stage is Stage.REVERSE_INTERVIEW]
    mine = [one for one in met if one.coordinator_id == coordinator_id]
    turns = await coordinators_turns(tx, mine)
    waiting = [one for one in mine if turns[one.id].requests or turns[one.id].placeless]
    for one in waiting:
        await redraw(tx, Surface.COORDINATOR_CARD, one.id)
    waiting.sort(key=lambda one: one.offer_expires_on or date.max)
    ids, titles = [one.id for one in waiting], await titles_of(tx, waiting)
    places = await card_places(tx, Surface.COORDINATOR_CARD, ids, reader_id=coordinator_id)
    urls = {key: link((await workspace(tx)).url, channel, ts) for key, (channel, ts) in places.items()}
    return [
        CardWaiting(one.candidate_name, titles[one.id], turn.requests, urls.get(one.id), turn.placeless)
        for one, turn in ((one, turns[one.id]) for one in waiting)
    ]
