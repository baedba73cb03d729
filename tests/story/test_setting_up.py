"""The first minutes in a workspace: App Home and the settings."""

from tests.world import World, by_http, by_socket


@by_socket
async def test_the_head_of_talent_sets_the_workspace_up_from_app_home(world: World) -> None:
    """Settings are chosen in a form and App Home shows that they were saved."""
    tala = world.cast.tala
    await tala.open_home()
    home = await tala.wait_for_home("Welcome")
    form = await world.form(tala, await tala.press(home, "Settings"))
    answer = await world.submit(
        tala, form, {"debrief_channel": "debriefs", "coordinator": "cora", "by_default": ["blind"]}
    )
    assert answer.ok, answer
    home = await tala.wait_for_home("Debriefs are blind by default · Style hints are off")
    form = await world.form(tala, await tala.press(home, "Settings"))
    assert form.values["coordinator"]["coordinator"]["selected_user"] == world.cast.cora.user_id
    assert [one["value"] for one in form.values["by_default"]["by_default"]["selected_options"]] == ["blind"]


@by_http
async def test_settings_that_make_no_sense_are_refused_beside_their_field(world: World) -> None:
    """A day that ends before it starts is said so, and the form stays open."""
    tala = world.cast.tala
    await tala.open_home()
    home = await tala.wait_for_home("Welcome")
    form = await world.form(tala, await tala.press(home, "Settings"))
    answer = await world.submit(tala, form, {"day_start": "18:00", "day_end": "09:00"})
    assert "day_end" in answer.errors


@by_socket
async def test_a_member_is_offered_no_settings(world: World) -> None:
    """App Home of a member has no settings, and a guest's says why it is empty."""
    await world.cast.ann.open_home()
    assert "Settings" not in (await world.cast.ann.wait_for_home("Waiting for you")).words
    await world.cast.gus.open_home()
    await world.cast.gus.wait_for_home("full members")
