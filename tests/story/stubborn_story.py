"""One candidacy's story, told by people who try again whenever the bot is gone."""

from datetime import UTC, date, datetime, timedelta

from bot.demo.cast import CANDIDATE, CANDIDATE_MAIL, CHANNEL, JOB
from tests.story.insisting import PATIENCE, get_form, hand_in, press_away, press_now
from tests.story.process import Outside


async def tell_story(outside: Outside) -> None:
    """Tell all of it."""
    await open_debrief(outside)
    await gather(outside)
    await decide(outside)
    await call(outside)
    await ask(outside)
    await agree(outside)
    await answer(outside)


async def open_debrief(outside: Outside) -> None:
    """Hana opens a debrief with three interviewers."""
    hana = outside.cast.hana
    typed = f"{CANDIDATE}, {JOB} @ann @bo @cy"
    form = await get_form(hana, lambda: hana.command("/debrief", typed), "Open a debrief")
    filled = {"hiring_manager": "hana", "coordinator": "cora", "email": CANDIDATE_MAIL, "channel": CHANNEL}
    await hand_in(hana, form, filled)


async def gather(outside: Outside) -> None:
    """Feedback by reply, direct message and form, with an edit and a deletion."""
    ann, bo, cy = outside.cast.ann, outside.cast.bo, outside.cast.cy
    card = await ann.wait_for_message(CANDIDATE, CHANNEL, timeout=PATIENCE)
    first = await ann.post(CHANNEL, "Good: you ask before you bild", thread_ts=card.ts)
    await bo.wait_for_message(CANDIDATE, timeout=PATIENCE)
    await bo.direct("Good: you listen\nGrow: estimate first")
    wrong = await bo.post(CHANNEL, "Grow: meant for another", thread_ts=card.ts)
    await ann.edit(CHANNEL, first, "Good: you ask before you build")
    await bo.delete(CHANNEL, wrong)
    form = await get_form(cy, lambda: press_now(cy, "Give feedback"), "Your feedback")
    await hand_in(cy, form, {"good": "You write well", "vote": "hire"})


async def decide(outside: Outside) -> None:
    """Hana decides to hire once everybody's feedback is in."""
    hana = outside.cast.hana
    await hana.wait_for_message("Everyone's feedback is in", timeout=PATIENCE)
    form = await get_form(hana, lambda: press_now(hana, "Decide"), "Decide")
    await hand_in(hana, form, {"choice": "Hire", "reason": "All three would work with her"})


async def call(outside: Outside) -> None:
    """Hana logs the call, and the invitation goes out at once."""
    hana = outside.cast.hana
    form = await get_form(hana, lambda: press_now(hana, "Log the call"), "Log the call")
    await hand_in(hana, form, {"sentiment": "positive", "said": "Very happy, and unsure about the money"})
    await press_away(hana, "Send now")


async def ask(outside: Outside) -> None:
    """Cora enters whom Ada wants to meet: the chief executive, and an investor outside Slack."""
    cora = outside.cast.cora
    windows = {"zone": "Europe/London"}
    for number, day in enumerate(_working_days(2), 1):
        windows |= {f"day_{number}": day.isoformat(), f"from_{number}": "12:00", f"to_{number}": "18:00"}
    chief = {"person": "eve", "contact_class": "chief_executive", "learn": "What has to go right?"}
    investor = {"name": "Ines Vestor", "email": "ines@fund.example", "contact_class": "investor", "learn": "Why us?"}
    for wish in (chief | windows | {"may_name": ["yes"]}, investor):
        form = await get_form(cora, lambda: cora.command("/offer", "ask Ada"), "Enter a request")
        await hand_in(cora, form, wish)
        for view in await cora.views():
            await cora.close(view, everything=True)


async def agree(outside: Outside) -> None:
    """Cora approves both; the chief executive takes a time in Slack, the investor's answer is recorded."""
    cora, eve = outside.cast.cora, outside.cast.eve
    form = await get_form(cora, lambda: press_now(cora, "Approve all 2"), "Approve")
    await hand_in(cora, form, {"place_video": "https://video.acme.example/offers"})
    await press_away(eve, "Accept")
    form = await get_form(cora, lambda: press_now(cora, "Record their answer"), "Record their answer")
    await hand_in(cora, form, {"reply": form.find("reply").choices[0]})


async def answer(outside: Outside) -> None:
    """Ada accepts."""
    hana = outside.cast.hana
    form = await get_form(hana, lambda: hana.command("/offer", "answer Ada"), "Record the answer")
    begins = datetime.now(UTC).date() + timedelta(days=60)
    accepted = {"answer": "accepted", "starts_on": begins.isoformat(), "work_email": "ada.lovelace@acme.example"}
    await hand_in(hana, form, accepted)


def _working_days(count: int) -> list[date]:
    """Return the first so many working days from a week on."""
    begin = datetime.now(UTC).date() + timedelta(days=7)
    days = [begin + timedelta(days=number) for number in range(count + 2)]
    return [day for day in days if day.weekday() < 5][:count]
