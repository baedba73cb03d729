"""The story of one candidate and three interviewers, step by step as DESIGN.md §3 tells it."""

from datetime import timedelta

from bot.demo.cast import CANDIDATE, CANDIDATE_MAIL, CHANNEL, JOB
from bot.demo.stage import Stage, Step, WentWrong


async def set_up(stage: Stage) -> None:
    """The head of talent sets the workspace up"""
    tala = stage.cast.tala
    await tala.open_home()
    home = await tala.wait_for_home("Welcome")
    stage.transcript.saw(tala.name, "in App Home", home, "Europe/Lisbon")
    form = await stage.open(tala, home, "Settings")
    await stage.submit(
        tala,
        form,
        {"debrief_channel": CHANNEL, "coordinator": "cora", "company": "Acme", "mail_sender": "Cora at Acme"},
    )


async def open_debrief(stage: Stage) -> None:
    """The hiring manager opens a debrief"""
    hana = stage.cast.hana
    typed = f"{CANDIDATE}, {JOB} @ann @bo @cy"
    stage.transcript.said(hana.name, "a slash command", f"/debrief {typed}")
    form = await stage.form(hana, await hana.command("/debrief", typed))
    await stage.submit(hana, form, {"hiring_manager": "hana", "email": CANDIDATE_MAIL})
    await stage.see(hana, CANDIDATE, CHANNEL)
    await stage.see(stage.cast.ann, CANDIDATE)


async def gather(stage: Stage) -> None:
    """Interviewers answer, each in their own way"""
    ann, bo = stage.cast.ann, stage.cast.bo
    card = await ann.wait_for_message(CANDIDATE, CHANNEL)
    text = (
        "*Good:*\n- You drew the failure cases before anyone asked, and named what each would cost.\n"
        "- You said “I don't know yet” and then found out.\n*Grow:*\n- Bring the quiet people in earlier: two of us had"
        " a view you never heard.\nTeam only: check the notice period.\nVote: strong hire"
    )
    stage.transcript.said(ann.name, f"in #{CHANNEL}, in the thread", text)
    await ann.post(CHANNEL, text, thread_ts=card.ts)
    await stage.settle()
    await stage.see(ann, "Looks right")
    text = (
        "You explained consensus to me so that I could have built it. What I'd have liked: an estimate before the design."
    )
    stage.transcript.said(bo.name, "to the bot", text)
    await bo.direct(text)
    await stage.settle()
    await stage.see(bo, "Just talking")


STORY: tuple[Step, ...] = (set_up, open_debrief, gather)
