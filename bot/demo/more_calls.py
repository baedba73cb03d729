"""Two more calls, told shortly: one that leaves it open and is made again, and one that goes badly."""

from datetime import timedelta

from bot.demo.cast import CHANNEL
from bot.demo.stage import MONDAY, Stage, WentWrong
from bot.sandbox.seen import Acknowledgement

UNSURE, UNWILLING = "Grace Hopper", "Mary Jackson"


async def mixed_call(stage: Stage) -> None:
    """Another call: Grace is unsure, asks for time, and is invited when she is called again."""
    hana, name = stage.cast.hana, UNSURE
    await _hired(stage, name, "Data Engineer", "You made a slow report fast, and showed how you measured it.")
    form = await stage.open(hana, await hana.wait_for_message(f"Call {name}"), "Log the call")
    mixed: dict[str, object] = {
        "sentiment": "mixed",
        "said": "Glad of the feedback. Unsure about moving, and what the team is like.",
        "signals": ["moving", "team"],
        "next_on": "2030-01-17",
    }
    await stage.submit(hana, form, mixed)
    stage.transcript.note("No mail goes out. The day they agreed on comes.")
    await stage.advance(MONDAY + timedelta(days=10))
    due = await stage.see(hana, f"Today is the day to get back to {name}")
    form = await stage.open(hana, due, "Log the call")
    await stage.submit(hana, form, {"sentiment": "positive", "said": "She has talked it over, and likes to ask us."})
    await stage.later(minutes=6)
    stage.read_mails()


async def bad_call(stage: Stage) -> None:
    """A third call goes badly: nobody is mailed, it is kept why, and Mary says no."""
    hana, name = stage.cast.hana, UNWILLING
    await _hired(stage, name, "Mathematician", "You found the mistake in our model before we had explained it.")
    script = await hana.wait_for_message(f"Call {name}")
    form = await stage.open(hana, script, "Log the call")
    negative: dict[str, object] = {
        "sentiment": "negative",
        "said": "Thankful and clear: she stays where she is.",
        "not_invited": "their_wish",
    }
    await stage.submit(hana, form, negative)
    form = await stage.form(hana, await hana.command("/offer", f"answer {name}"))
    await stage.submit(hana, form, {"answer": "declined", "reason": "She stays where she is."})
    await stage.see(hana, f"{name} declined the offer")
    if stage.read_mails():
        raise WentWrong(f"{name} got a mail after a call that went badly")


async def _hired(stage: Stage, name: str, job: str, good: str) -> None:
    """Have somebody else decided for, with one interviewer and few words."""
    ann, hana = stage.cast.ann, stage.cast.hana
    stage.transcript.note(f"Ann has met {name}, whom Hana decides to hire as {job}.")
    form = await stage.form(hana, await hana.command("/debrief", f"{name}, {job} @ann"))
    address = f"{name.partition(' ')[0].lower()}@home.example"
    _check(await hana.submit(form, {"hiring_manager": "hana", "email": address}))
    await stage.settle()
    card = await ann.wait_for_message(name, CHANNEL)
    await ann.post(CHANNEL, f"Good: {good}\nGrow: Tell us sooner when you are stuck.", thread_ts=card.ts)
    await stage.settle()
    form = await stage.form(hana, await hana.command("/debrief", f"decide {name}"))
    hire = {"choice": "hire", "reason": "Right for us.", "zone": "Europe/London", "good_hours": "weekdays after 17:00"}
    _check(await hana.submit(form, hire))
    await stage.settle()


def _check(answer: Acknowledgement) -> None:
    if not answer.ok:
        raise WentWrong(f"the person was shown: {answer.errors or answer.error}")
