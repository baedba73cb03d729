"""The directory through the door: kept by its keepers and by everybody for themselves, suggesting, and from a file."""

import asyncio
from pathlib import Path

import pytest

from bot.people_command import SlackIsSilent, export_file, import_file
from bot.sandbox.actor import Actor
from tests.story.test_calling_and_asking import hired, log, seen
from tests.world import World


async def told(who: Actor) -> str:
    """Return what the form on top says."""
    return (await who.wait_for_view("Saved")).words


async def list_ann(world: World) -> None:
    """Ann lists herself from App Home."""
    ann = world.cast.ann
    await ann.open_home()
    home = await ann.wait_for_home("You aren't listed")
    form = await world.form(ann, await ann.press(home, "What I can talk about"), "You and candidates")
    assert "You aren't listed yet" in form.words
    answer = await world.submit(ann, form, {"areas": "on-call, money", "per_week": "2"})
    assert answer.ok, answer
    assert "*Saved.* You may be suggested from now on." in await told(ann)
    await ann.wait_for_home("Candidates may be offered you to talk with: on-call, money.")


async def test_the_directory_is_kept_searched_and_changed(lone: World) -> None:
    """By the head of talent: empty at first, a colleague, somebody outside, a search, a change, out again."""
    tala = lone.cast.tala
    shown = await lone.form(tala, await tala.command("/offer", "people"), "People to offer")
    assert "Nobody is listed yet, and nothing has to be" in shown.words
    form = await lone.form(tala, await tala.press(shown, "Add a colleague"), "Add a colleague")
    answer = await lone.submit(tala, form, {"person": "bo", "areas": "On-call", "day_start": "09:00"})
    assert list(answer.errors) == ["day_end"]
    answer = await lone.submit(
        tala, form, {"person": "bo", "areas": "On-call", "day_start": "09:00", "day_end": "15:00"}
    )
    assert answer.ok, answer
    saved = await tala.wait_for_view("Saved")
    assert "*Saved.* Bo Berg may be suggested from now on." in saved.words
    note = await seen(lone.cast.bo, "Tala Torres listed you among those")
    own = await lone.form(lone.cast.bo, await lone.cast.bo.press(note, "What I can talk about"), "You and candidates")
    assert "You are listed" in own.words
    await tala.close(saved)
    shown = await tala.wait_for_view("People to offer")
    assert "*Bo Berg* · current employee · On-call" in shown.words
    form = await lone.form(tala, await tala.press(shown, "Add somebody outside Slack"), "Add somebody")
    values = {"name": "Ines Vestor", "email": "ines@fund.example", "zone": "New York", "contact_class": "investor"}
    assert (await lone.submit(tala, form, values)).ok
    saved = await tala.wait_for_view("Saved")
    assert "not suggested: hasn't said yes yet" in saved.words
    await tala.close(saved)
    shown = await tala.wait_for_view("People to offer")
    assert (await lone.submit(tala, shown, {"typed": "invest ines"})).ok
    shown = await tala.wait_for_view("People to offer")
    assert "1–1 of 1" in shown.words
    assert "Bo Berg" not in shown.words
    form = await lone.form(tala, await tala.press(shown, "Change"), "Change an entry")
    assert (await lone.submit(tala, form, {"areas": "Runway"})).ok
    await tala.close(await tala.wait_for_view("Saved"))
    shown = await tala.wait_for_view("People to offer")
    assert "*Ines Vestor* · investor · Runway" in shown.words, "the list below shows at once what was saved over it"
    form = await lone.form(tala, await tala.press(shown, "Change"), "Change an entry")
    await lone.press(tala, form, "Take out of the directory")
    saved = await tala.wait_for_view("Saved")
    assert "Ines Vestor isn't in the directory any more" in saved.words
    await tala.close(saved)
    shown = await tala.wait_for_view("People to offer")
    assert ("Bo Berg" in shown.words, "Ines Vestor" in shown.words) == (True, False)


async def test_a_subject_finds_somebody_and_volunteers_come(lone: World) -> None:
    """Ann is proposed with the reason; for what nobody knows colleagues are asked, and Cora chooses among them."""
    cora, bo, cast = lone.cast.cora, lone.cast.bo, lone.cast
    await list_ann(lone)
    await hired(lone)
    await log(lone)
    for area in ("On-call", "sales"):
        form = await lone.form(cora, await cora.command("/offer", "ask"), "Enter a request")
        assert "Somebody can talk about: money, on-call." in str(form.blocks)
        assert (await lone.submit(cora, form, {"area": area})).ok
        await cora.close(await cora.wait_for_view("Saved"))
    card = await seen(cora, "Meetings for Ada")
    assert "Suggested: knows on-call · not asked so far · 0 of 2 this week · on the panel" in card.words
    await lone.press(cora, card, "Ask for volunteers")
    (post,) = [one for one in await bo.messages(cast.channel) if "Who can take this?" in one.words]
    assert "A candidate for Staff Engineer would like to talk with somebody about sales" in post.words
    assert "Ada" not in post.words
    await lone.press(bo, post, "I can take this")
    assert "Cora Cole chooses" in (await seen(bo, "Saved: you can take")).words
    card = await seen(cora, "Meetings for Ada")
    assert "You choose. Can take this: Bo Berg" in card.words
    form = await lone.form(cora, await cora.press(card, "Find someone"), "Choose someone")
    answer = await lone.submit(cora, form, {"suggested": form.find("suggested").choices[0]})
    assert answer.ok, answer
    assert "Chosen by you · asked for: about sales" in (await seen(cora, "Meetings for Ada")).words


async def test_a_file_names_people_the_bot_has_never_met(
    lone: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack is asked who they are, by id and by address; while it is silent nothing is imported."""
    url, eve, mel = lone.app.database.url, lone.cast.eve, lone.cast.mel
    file = tmp_path / "people.csv"
    file.write_text(f"slack_id,email,class,areas\n{eve.user_id},,chief_executive,money\n,MEL@acme.example,,on-call\n")
    for name, value in lone.app.settings.model_dump(include={"slack_api_url"}).items():
        monkeypatch.setenv(name.upper(), str(value))
    monkeypatch.setenv("SLACK_BOT_TOKEN", lone.app.settings.slack_bot_token.get_secret_value())
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "0" * 32)
    done = await asyncio.to_thread(import_file, url, file, team=None, is_partial=False)
    assert (done.added, done.problems) == (2, [])
    await _turn_pages(lone, file)
    data = await asyncio.to_thread(export_file, url, team=lone.app.workspace.team_id)
    assert f"{mel.user_id},,Mel Moss,current_employee,on-call" in data.decode("utf-8-sig")
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    file.write_text("email\nsomebody@else.example\n")
    with pytest.raises(SlackIsSilent, match="Nothing was imported"):
        await asyncio.to_thread(import_file, url, file, team=None, is_partial=False)


async def _turn_pages(world: World, file: Path) -> None:
    """A long list comes in pages, and those of what was searched for."""
    lines = [f"no{n}@fund.example,No {n},investor,UTC,yes" for n in range(44)]
    await asyncio.to_thread(file.write_text, "\n".join(["email,name,class,zone,consent", *lines]))
    url, tala = world.app.database.url, world.cast.tala
    await asyncio.to_thread(import_file, url, file, team=None, is_partial=False)
    shown = await world.form(tala, await tala.command("/offer", "people investor"), "People to offer")
    assert "1–20 of 44" in shown.words
    for way, page in (("More", "21–40 of 44"), ("More", "41–44 of 44"), ("Back", "21–40 of 44")):
        await world.press(tala, shown, way)
        shown = await tala.wait_for_view("People to offer")
        assert page in shown.words
        assert "Mel Moss" not in shown.words
