"""Draws App Home from the tables."""

from zoneinfo import ZoneInfo

from bot.messages.answers import link
from bot.messages.blocks import View
from bot.messages.home import HeldOwed, HomeShown, OwedShown, QuestionOwed, ToTell, closed_home, home_view
from bot.rules.words import Standing, Surface
from storage.answers import candidacies_about
from storage.card_places import card_places
from storage.contacts import contact_of_person
from storage.database import Transaction
from storage.held_points import held_waiting
from storage.home import desk
from storage.people import Person, person
from storage.suggestions import may_be_offered
from storage.workspaces import settings, workspace


async def draw(tx: Transaction, person_id: int, viewer_id: int | None) -> View:
    """Draw the App Home of one person."""
    del viewer_id
    reader = await person(tx, person_id)
    if not reader.standing.is_member:
        return closed_home()
    chosen = await settings(tx)
    found = await desk(tx, reader)
    today = tx.now.astimezone(ZoneInfo(reader.zone)).date()
    overdue = {one.id for one in found.owned if one.is_overdue_for(reader.id, tx.now, today)}
    coordinated = [one.id for one in found.owned if one.coordinator_id == reader.id]
    places = await card_places(tx, Surface.COORDINATOR_CARD, coordinated, reader_id=reader.id)
    url = (await workspace(tx)).url
    entry = await contact_of_person(tx, reader.id)
    is_head = reader.standing is Standing.ADMIN or chosen.head_of_talent_id == reader.id
    coordinators = {chosen.coordinator_id, *(one.coordinator_id for one in found.owned)}
    managers = {one for row in found.owned for one in (row.hiring_manager_id, row.caller_id)}
    return home_view(
        HomeShown(
            reader_id=reader.id,
            owed=[
                OwedShown(one.candidacy.candidate_name, one.candidacy.feedback_due_at, one.state, one.seat.id)
                for one in found.owed
            ],
            asked=len(found.to_answer),
            to_tell=[ToTell(row.id, row.candidate_name, row.untold_since) for row in found.to_tell if row.untold_since],
            to_settle=[QuestionOwed(one.id, row.candidate_name, one.due_on) for one, row in found.to_settle],
            candidacies=sorted(found.owned, key=lambda one: (one.id not in overdue, not one.is_turn_of(reader.id))),
            overdue=overdue,
            card_urls={key: link(url, channel, ts) for key, (channel, ts) in places.items()},
            held=await _held(tx, reader) if is_head else (),
            may_set_up=is_head,
            is_set_up=chosen.debrief_channel is not None,
            is_blind_by_default=chosen.is_blind_by_default,
            gives_style_hints=chosen.gives_style_hints,
            areas=entry.areas if entry is not None and entry.listed_at is not None else None,
            is_offered=entry is not None and may_be_offered(entry, reader, tx.now),
            sees_directory=is_head or reader.id in coordinators,
            sees_figures=is_head or reader.id in coordinators | managers,
        )
    )


async def _held(tx: Transaction, reader: Person) -> list[HeldOwed]:
    """Return what the reader may release, nothing about themselves."""
    about_them = await candidacies_about(tx, reader.email)
    waiting = await held_waiting(tx)
    return [HeldOwed(row.id, row.candidate_name, count) for row, count in waiting if row.id not in about_them]
