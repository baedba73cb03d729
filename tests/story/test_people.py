"""People change: what Slack tells of them shows in what the bot writes and in what they may do."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from bot.rules.words import ContactClass, MeetingState, RequestState, TimerKind
from handlers.people import watch_people
from storage.candidacies import open_candidacies
from storage.contacts import add_contact
from storage.meeting_requests import MeetingRequest
from storage.meetings import Meeting
from storage.people import Person, by_slack_ids
from storage.timers import waiting_timers
from tests.story.test_opening_and_deciding import opened
from tests.world import World, by_http, by_socket


@by_http
async def test_a_new_name_shows_from_then_on(world: World) -> None:
    """Ann marries between two debriefs: the second is told of her new name."""
    assert (await opened(world)).ok
    await world.sandbox.control.change_person("ann", name="Ann Baker")
    await world.settle()
    assert (await opened(world, candidate="Grace Hopper")).ok
    cards = [one for one in await world.cast.ann.messages(world.cast.channel) if "Grace Hopper" in one.words]
    assert "Ann Baker, Bo Berg" in cards[-1].words


@by_socket
async def test_who_has_become_a_guest_may_do_nothing_any_more(world: World) -> None:
    """From one moment to the next the command is refused, in words; nothing opens. Whoever can help hears of it."""
    assert (await opened(world)).ok
    await world.sandbox.control.change_person("hana", guest=True)
    await world.settle()
    await world.cast.hana.command("/debrief", "decide Ada")
    await world.settle()
    assert not await world.cast.hana.views()
    assert "full members" in (await world.cast.hana.direct_messages())[-1].words
    [told] = [one for one in await world.cast.cora.direct_messages() if "or a guest now" in one.words]
    assert "Hana Hart decides on" in told.words.replace("*", "")
    assert "Choose another" in [one.text for one in told.pressables]


async def test_who_moves_to_another_zone_has_the_evening_note_by_its_clock(lone: World) -> None:
    """Slack tells of Ann's move to New York: the note on her meeting of Thursday is due at five there."""
    assert (await opened(lone)).ok
    database, team = lone.app.database, lone.app.workspace.id
    start = datetime(2030, 1, 10, 15, tzinfo=UTC)
    async with database.transaction(team) as tx:
        [row] = await open_candidacies(tx)
        [ann] = (await by_slack_ids(tx, [lone.cast.ann.user_id])).values()
        facts = {"contact_class": ContactClass.CURRENT_EMPLOYEE, "name": "Ann", "zone": ann.zone, "person_id": ann.id}
        known = await add_contact(tx, facts)
        whose = {"workspace_id": team, "candidacy_id": row.id, "contact_id": known.id}
        wish = MeetingRequest(**whose, area="money", state=RequestState.AGREED, entered_at=tx.now)
        tx.session.add(wish)
        await tx.session.flush()
        times = {"starts_at": start, "ends_at": start + timedelta(minutes=30), "zone": ann.zone, "asked_at": tx.now}
        state = {"state": MeetingState.AGREED, "request_id": wish.id, "approved_by_id": ann.id, "uid": "one"}
        tx.session.add(Meeting(**whose, **times, **state))
    await lone.sandbox.control.change_person("ann", tz="America/New_York")
    await lone.settle()
    async with database.reading(team) as tx:
        notes = [one for one in await waiting_timers(tx, start) if one.kind is TimerKind.EVENING_NOTE]
    assert [one.due_at for one in notes] == [datetime(2030, 1, 9, 22, tzinfo=UTC)]


async def test_who_left_while_the_bot_was_not_told_is_noticed_within_a_day(lone: World) -> None:
    """Whoever is needed is looked up once a day: Hana is asked, once, to replace Bo or to go on without him."""
    assert (await opened(lone)).ok
    app, control, hana = lone.app, lone.sandbox.control, lone.cast.hana
    await control.hold_events()
    await control.change_person("bo", deactivated=True)
    for is_old in (False, True, True):
        async with app.database.transaction(app.workspace.id) as tx:
            if is_old:
                await tx.session.execute(update(Person).values(refreshed_at=tx.real - timedelta(days=2)))
        await watch_people(app.database, app.door.client, app.workspace.id)
        await app.settle()
        asked = [one for one in await hana.direct_messages() if "Bo Berg* is deactivated in Slack" in one.words]
        assert len(asked) == is_old
    assert "Replace" in [one.text for one in asked[0].pressables]
    await control.release_events()
    await lone.settle()
    assert sum("is deactivated in Slack" in one.words for one in await hana.direct_messages()) == 1
    async with app.database.reading(app.workspace.id) as tx:
        [bo] = (await by_slack_ids(tx, [lone.cast.bo.user_id])).values()
    assert bo.zone != "UTC", "Slack tells no clock of whoever is deactivated; ours stays as it was"
