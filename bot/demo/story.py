"""The story of one candidate and three interviewers, step by step as DESIGN.md §3 tells it; and two more calls."""

from collections.abc import Mapping

from bot.demo.cast import CANDIDATE, CANDIDATE_MAIL, CHANNEL, JOB
from bot.demo.meetings import agree, approve, decline, meet, move
from bot.demo.more_calls import bad_call, mixed_call
from bot.demo.stage import Stage, Step, WentWrong


async def set_up(stage: Stage) -> None:
    """The head of talent sets the workspace up."""
    tala = stage.cast.tala
    await tala.open_home()
    home = await tala.wait_for_home("Welcome")
    stage.transcript.saw(tala.name, "in App Home", home, "Europe/Lisbon")
    form = await stage.open(tala, home, "Settings")
    await stage.submit(
        tala,
        form,
        {
            "debrief_channel": CHANNEL,
            "coordinator": "cora",
            "head_of_talent": "tala",
            "company": "Acme",
            "mail_sender": "Cora at Acme",
            "video_link": "https://video.acme.example/offers",
        },
    )


async def open_debrief(stage: Stage) -> None:
    """The hiring manager opens a debrief."""
    hana = stage.cast.hana
    typed = f"{CANDIDATE}, {JOB} @ann @bo @cy"
    stage.transcript.said(hana.name, "a slash command", f"/debrief {typed}")
    form = await stage.form(hana, await hana.command("/debrief", typed))
    await stage.submit(hana, form, {"hiring_manager": "hana", "email": CANDIDATE_MAIL})
    await stage.see(hana, CANDIDATE, CHANNEL)
    await stage.see(stage.cast.ann, CANDIDATE)


async def gather(stage: Stage) -> None:
    """Interviewers answer, each in their own way, and put right how they were read."""
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
    form = await stage.open(ann, await stage.see(ann, "Looks right"), "Change")
    words = [each.action_id for each in form.pressables if each.action_id.startswith("words")]
    await stage.submit(ann, form, {words[1]: "You said “I don't know yet”, and came back with the answer."})
    await stage.see(ann, "came back with the answer")
    text = (
        "You explained consensus to me so that I could have built it.\n"
        "What I'd have liked to hear is an estimate before the design."
    )
    stage.transcript.said(bo.name, "to the bot", text)
    await bo.direct(text)
    await stage.settle()
    asked = await stage.see(bo, "Just talking")
    form = await stage.open(bo, asked, "That's my feedback")
    await stage.submit(bo, form, {"piece_0": "good", "piece_1": "grow"})
    await stage.see(bo, "Looks right")


async def remind(stage: Stage) -> None:
    """Time passes; who hasn't answered is reminded, asks for two hours more, and writes in the form."""
    cy = stage.cast.cy
    await stage.later(days=1, hours=3)
    await stage.press(cy, await stage.see(cy, CANDIDATE), "Remind me in 2 hours")
    await stage.later(hours=2)
    form = await stage.open(cy, await stage.see(cy, CANDIDATE), "Give feedback")
    await stage.submit(
        cy,
        form,
        {
            "good": "You asked what the service is for before you asked what it runs on.",
            "grow": "Write the tests you described to me; you had run out of time before the first one.\n"
            "Ask for a higher salary: you are worth more than you think.",
            "vote": "hire",
        },
    )
    await stage.see(cy, "Looks right")


async def decide(stage: Stage) -> None:
    """The hiring manager decides; the head of talent sees to what was held back."""
    hana = stage.cast.hana
    prompt = await stage.see(hana, "Decide:")
    form = await stage.open(hana, prompt, "Decide")
    await stage.submit(
        hana,
        form,
        {
            "choice": "hire",
            "reason": "The strongest systems thinking we have seen this year, and honest about its limits.",
            "phone": "+44 20 7946 0958",
            "good_hours": "after 17:00",
            "zone": "Europe/London",
        },
    )
    card = await stage.see(hana, CANDIDATE, CHANNEL)
    await stage.see(stage.cast.ann, "decided", CHANNEL, card.ts)
    tala = stage.cast.tala
    if any("Held points" in one.words for one in await tala.direct_messages()):
        await stage.press(tala, await stage.see(tala, "Held points"), "Keep inside the team")
        await stage.see(tala, "Kept inside the team by")


async def call(stage: Stage) -> None:
    """The call script, and the call."""
    hana = stage.cast.hana
    script = await stage.see(hana, "Call Ada")
    form = await stage.open(hana, script, "Log the call")
    await stage.submit(
        hana,
        form,
        {
            "sentiment": "positive",
            "said": "Very happy, moved by the feedback. Unsure whether the company can pay for what it plans.",
            "asked_for": "The chief executive, and one of the investors.",
        },
    )
    await stage.see(hana, "goes out at")
    stage.transcript.note("Five minutes pass.")
    await stage.later(minutes=6)
    stage.read_mails()


async def list_people(stage: Stage) -> None:
    """The head of talent lists somebody who can talk about a subject."""
    tala = stage.cast.tala
    stage.transcript.said(tala.name, "a slash command", "/offer people")
    shown = await stage.form(tala, await tala.command("/offer", "people"))
    stage.transcript.did(tala.name, "presses [Add a colleague]")
    await tala.press(shown, "Add a colleague")
    listed: dict[str, object] = {"person": "mel", "areas": "on-call, growing as an engineer", "per_week": "2"}
    await stage.submit(tala, await tala.wait_for_view("Add a colleague"), listed)
    await tala.close(await tala.wait_for_view("Saved"), everything=True)
    await stage.see(stage.cast.mel, "listed you")


async def ask(stage: Stage) -> None:
    """Ada says on her private page whom she wants to meet; the coordinator finds who that is."""
    page = await stage.look_at_page()
    free = {"zone": "Europe/London", "day_1": "2030-01-10", "from_1": "12:00", "to_1": "18:00"}
    more = {"day_2": "2030-01-11", "from_2": "12:00", "to_2": "18:00"}
    await stage.send_page("When are you free?", f"{page}/times", {**free, **more})
    eve = {
        "named": "Eve Ellis",
        "kind": "chief_executive",
        "learn": "What has to go right in the next two years, and what happens if it doesn't?",
        "may_name": "yes",
    }
    await stage.send_page("Ask for someone", f"{page}/ask", eve)
    ines = {
        "named": "Ines Vestor",
        "kind": "investor",
        "learn": "Why did you invest, and what would make you invest again?",
    }
    await stage.send_page("Ask for someone", f"{page}/ask", ines)
    on_call = {"area": "on-call", "learn": "How often does the phone ring at night, and who answers it?"}
    await stage.send_page("Ask for someone", f"{page}/ask", on_call)
    question = {"question": "How long does the money last that is there today?"}
    await stage.send_page("Ask a question", f"{page}/question", question)
    await stage.look_at_page()
    await _find(stage, {"person": "eve"})
    investor = {"name": "Ines Vestor", "email": "ines@fund.example", "contact_class": "investor"}
    await _find(stage, investor)
    await stage.see(stage.cast.cora, "knows on-call")
    form = await stage.open(stage.cast.cora, await stage.see(stage.cast.cora, "How long does the money"), "Settle")
    note = "Twenty-six months, at what we spend now. The board decides about more next spring."
    await stage.submit(stage.cast.cora, form, {"state": "answered", "note": note})


async def _find(stage: Stage, who: Mapping[str, object]) -> None:
    """Choose somebody for the first request that goes to nobody yet."""
    cora = stage.cast.cora
    card = await cora.wait_for_message("Find someone")
    button = next(one for one in card.pressables if one.text == "Find someone")
    form = await stage.open(cora, card, button.text, button.value)
    await stage.submit(cora, form, dict(who))


async def close_the_loop(stage: Stage) -> None:
    """The candidate is asked whether everything is answered."""
    cora = stage.cast.cora
    asked = await stage.see(cora, "Everything is answered")
    await stage.press(cora, asked, "Everything is answered")
    await stage.see(stage.cast.hana, "stand")


async def answer(stage: Stage) -> None:
    """Ada says yes."""
    hana = stage.cast.hana
    form = await stage.form(hana, await hana.command("/offer", "answer Ada"))
    await stage.submit(
        hana, form, {"answer": "accepted", "starts_on": "2030-03-01", "work_email": "ada.lovelace@acme.example"}
    )
    await stage.see(hana, "accepted the offer")
    await stage.see(stage.cast.ann, "is joining us")
    await stage.see(stage.cast.eve, "is joining us")
    stage.read_mails()
    await stage.see(hana, "What stood here was removed", CHANNEL)


async def learn(stage: Stage) -> None:
    """What the step does to the acceptance rate."""
    tala = stage.cast.tala
    stage.transcript.said(tala.name, "a slash command", "/offer stats")
    answered = await tala.command("/offer", "stats")
    if not answered.ok:
        raise WentWrong(f"/offer stats answered {answered.error}")
    figures = await stage.see(tala, "Offers accepted")
    stage.transcript.note(f"\n{figures.text}")


STORY: tuple[Step, ...] = (
    set_up,
    open_debrief,
    gather,
    remind,
    decide,
    call,
    list_people,
    ask,
    approve,
    agree,
    decline,
    move,
    meet,
    close_the_loop,
    answer,
    mixed_call,
    bad_call,
    learn,
)
