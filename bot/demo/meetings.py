"""The conversations of the story: approved, agreed, declined by one and moved for another, and held."""

from datetime import timedelta

from bot.demo import private_page
from bot.demo.cast import CANDIDATE_MAIL
from bot.demo.stage import MONDAY, Stage, WentWrong
from bot.sandbox.actor import Actor


async def approve(stage: Stage) -> None:
    """The coordinator says who comes next if Mel can't, and approves them all."""
    cora = stage.cast.cora
    card = await cora.wait_for_message("Approve all")
    form = await stage.choose(cora, card, "Approve who is asked next")
    await stage.submit(cora, form, {"colleagues": ["cy"]})
    card = await cora.wait_for_message("Approve all")
    approve_all = next(one for one in card.pressables if one.text.startswith("Approve all"))
    await stage.press(cora, card, approve_all.text, approve_all.value)
    await stage.see(cora, "Eve Ellis")
    stage.read_mails()


async def agree(stage: Stage) -> None:
    """The chief executive picks a time in Slack, the investor on the page behind her mail."""
    await _accept(stage, stage.cast.eve)
    stage.read_mails()
    page = await stage.look_at_page("Ines Vestor", "ines@fund.example")
    second = (await private_page.times_on(page))[1]
    await stage.send_page("Your answer", page, {"choice": second, "future": "yes"}, "Ines Vestor")
    stage.read_mails()


async def decline(stage: Stage) -> None:
    """Mel can't: whoever was approved to come next is asked at once, and Ada isn't bothered."""
    cora, cy, mel = stage.cast.cora, stage.cast.cy, stage.cast.mel
    await stage.press(mel, await stage.see(mel, "decided"), "I can't")
    await stage.see(mel, "that is fine")
    card = await cora.wait_for_message("Meetings for Ada")
    await stage.see(cora, "next on your list", thread_ts=card.ts)
    if stage.read_mails():
        raise WentWrong("somebody was mailed though the next one was only asked")
    await _accept(stage, cy)
    stage.read_mails()


async def move(stage: Stage) -> None:
    """Something comes up for Ada: she gives a time back and keeps the person; both calendars follow."""
    cora, eve = stage.cast.cora, stage.cast.eve
    form = await private_page.another_time(private_page.link_for(CANDIDATE_MAIL, stage.mails), eve.name)
    await stage.look_at(form)
    await stage.send_page("Another time for this conversation?", form, {})
    stage.read_mails()
    await stage.see(eve, "is to be at another time")
    card = await stage.see(cora, "asks Eve Ellis by direct message")
    await stage.press(cora, card, "Approve")
    await _accept(stage, eve)
    stage.read_mails()


async def _accept(stage: Stage, who: Actor) -> None:
    """Pick the first of the times somebody is asked about."""
    brief = await stage.see(who, "decided")
    first = next(one for one in brief.pressables if one.text.startswith("Accept"))
    await stage.press(who, brief, first.text, first.value)
    await stage.see(who, "Agreed, thank you")


async def meet(stage: Stage) -> None:
    """The evening before, and the conversations."""
    await stage.advance(MONDAY + timedelta(days=2, hours=13, minutes=30))
    stage.read_mails()
    await stage.see(stage.cast.eve, "tomorrow")
    await stage.advance(MONDAY + timedelta(days=5))
    stage.read_mails()
