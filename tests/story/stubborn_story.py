"""One candidacy's story, told by people who try again whenever the bot is gone."""

from bot.demo.cast import CANDIDATE, CANDIDATE_MAIL, CHANNEL, JOB
from tests.story.insisting import PATIENCE, get_form, hand_in
from tests.story.process import Outside


async def tell_story(outside: Outside) -> None:
    """Tell all of it."""
    await open_debrief(outside)
    await gather(outside)
    await decide(outside)


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
    asked = await cy.wait_for_message("Give feedback", timeout=PATIENCE)
    form = await get_form(cy, lambda: cy.press(asked, "Give feedback"), "Your feedback")
    await hand_in(cy, form, {"good": "You write well", "vote": "hire"})


async def decide(outside: Outside) -> None:
    """Hana decides to hire once everybody's feedback is in."""
    hana = outside.cast.hana
    prompt = await hana.wait_for_message("Everyone's feedback is in", timeout=PATIENCE)
    form = await get_form(hana, lambda: hana.press(prompt, "Decide"), "Decide")
    await hand_in(hana, form, {"choice": "Hire", "reason": "All three would work with her"})
