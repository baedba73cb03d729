"""People change: what Slack tells of them shows in what the bot writes and in what they may do."""

from tests.story.test_opening_and_deciding import opened
from tests.world import World


async def test_a_new_name_shows_from_then_on(world: World) -> None:
    """Ann marries between two debriefs: the second is told of her new name."""
    assert (await opened(world)).ok
    await world.sandbox.control.change_person("ann", name="Ann Baker")
    await world.settle()
    assert (await opened(world, candidate="Grace Hopper")).ok
    cards = [one for one in await world.cast.ann.messages(world.cast.channel) if "Grace Hopper" in one.words]
    assert "Ann Baker, Bo Berg" in cards[-1].words


async def test_who_has_become_a_guest_may_do_nothing_any_more(world: World) -> None:
    """From one moment to the next the command is refused, in words; nothing opens."""
    assert (await opened(world)).ok
    await world.sandbox.control.change_person("hana", guest=True)
    await world.settle()
    await world.cast.hana.command("/debrief", "decide Ada")
    await world.settle()
    assert not await world.cast.hana.views()
    assert "full members" in (await world.cast.hana.direct_messages())[-1].words
