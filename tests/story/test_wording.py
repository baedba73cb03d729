"""The head of talent words what candidates hear, through the door: preview, errors, versions, and calls under way."""

from bot.sandbox.actor import Actor
from bot.sandbox.seen import SeenView
from tests.story.test_calling_and_asking import ADA, hired, log, seen
from tests.world import World

HELLO = "Hi {{ first_name }}! This is {{ caller }}{% if company %} from {{ company }}{% endif %}."


async def opened(world: World, tala: Actor, chapter: str) -> SeenView:
    """Open one chapter's form, from the settings."""
    settings = await world.form(tala, await tala.command("/offer", "settings"), "Settings")
    listed = await world.form(tala, await tala.press(settings, "Wording"), "Wording")
    button = next(one for one in listed.pressables if one.text == "Change" and one.value == chapter)
    return await world.form(tala, await tala.press(listed, "Change", button.value))


async def test_a_workspace_words_its_calls(lone: World) -> None:
    """Typed words are previewed, mistakes said beside their field; new calls take them and Ada's keeps hers."""
    tala, hana = lone.cast.tala, lone.cast.hana
    await hired(lone)
    form = await opened(lone, tala, "opening")
    assert "Hello, is that Ada Lovelace? This is Hana Sato at Analytical Engines." in form.words
    await tala.fill(form, {"greeting": f"{HELLO}\n{{{{ salary }}}}"})
    await lone.settle()
    shown = await tala.wait_for_view("Opening")
    assert "*Can't be saved yet*" in shown.words
    assert "Line 2: There is no value “salary” here." in shown.words
    answer = await lone.submit(tala, shown, {})
    assert answer.errors["greeting"].startswith("Line 2: There is no value “salary” here.")
    await tala.fill(shown, {"greeting": HELLO, "call": "Ada Lovelace · Staff Engineer"})
    await lone.settle()
    shown = await tala.wait_for_view("Opening")
    assert f"Hi Ada! This is {hana.name}." in shown.words
    assert (await lone.submit(tala, shown, {})).ok
    below = await tala.wait_for_view("Wording")
    assert "Now: Version 2, Tala" in below.words
    assert "*Opening* · your words" in below.words
    assert "Changed: Opening." in (await seen(tala, "Version 2 of the wording is saved.")).words
    assert "Hello, is that Ada Lovelace?" in (await seen(hana, "The offer call to")).words


async def test_the_mail_is_worded_too_and_taken_back(lone: World) -> None:
    """The invitation goes out in the workspace's words; Reset and Use this again make versions of their own."""
    tala = lone.cast.tala
    form = await opened(lone, tala, "invitation_mail")
    mail = (
        "Liebe {{ candidate }},\n\nfrag:\n{{ people_to_meet }}\n{% if page %}{{ page }}{% endif %}\n{{ coordinator }}"
    )
    answer = await lone.submit(tala, form, {"invitation_subject": "Du fragst", "invitation_mail": mail})
    assert answer.ok, answer
    await hired(lone)
    await log(lone)
    await lone.advance(minutes=6)
    (sent,) = lone.sent_mails()
    assert (sent["To"], sent["Subject"]) == (ADA, "Du fragst")
    body = sent.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert b"Liebe Ada Lovelace,\r\n\r\nfrag:\r\n  - our chief executive" in body
    form = await opened(lone, tala, "invitation_mail")
    await lone.press(tala, form, "Reset to ours")
    told = (await tala.views())[-1]
    assert "This is said as we ship it again, by version 3." in told.words
    await tala.close(told)
    below = await tala.wait_for_view("Wording")
    assert "Now: Version 3" in below.words
    versions = await lone.form(tala, await tala.press(below, "Versions"), "Versions")
    again = [one.value for one in versions.pressables if one.text == "Use this again"]
    await lone.press(tala, versions, "Use this again", again[0])
    assert "Version 4, Tala" in (await tala.wait_for_view("Versions")).words
