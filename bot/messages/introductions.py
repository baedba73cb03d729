"""Asking somebody outside Slack in the name of the colleague who knows them: that colleague is asked first."""

from dataclasses import dataclass

from bot.messages.blocks import Message, button, buttons, confirm, context, quote, safe, section

ASK_IN_MY_NAME = "ask_in_my_name"
RATHER_NOT_ASK = "rather_not_ask"


@dataclass(frozen=True)
class IntroductionAsked:
    """What the colleague is asked; the candidate is never named here.

    `names_candidate`: whether the mail does, as they allowed.
    """

    meeting_id: int
    who: str
    email: str
    job: str
    learn: str | None
    area: str | None
    minutes: int
    asker: str
    names_candidate: bool = False


def may_we_ask(asked: IntroductionAsked) -> Message:
    """Ask whether a mail may go out in their name, saying what it is about and what each button does."""
    who, asker = safe(asked.who), safe(asked.asker)
    said = f"May we ask {who} in your name?"
    named = "names the candidate, who allowed it" if asked.names_candidate else "doesn't name the candidate"
    about = f", about {safe(asked.area)}" if asked.area else ""
    text = (
        f"*{said}* A candidate for {safe(asked.job)} would like to talk with them for {asked.minutes} minutes{about}; "
        f"we have decided for that candidate, and they are deciding about us. You know {who}, so the mail would come "
        f"from you. It {named}, proposes times, and says that a no is fine. {asker} "
        "reads the answer and arranges the rest."
    )
    title, sends = f"Mail {asked.who}?", f"{asked.who} gets a mail at {asked.email}, signed with your name."
    yes = button(
        "Ask in my name", ASK_IN_MY_NAME, asked.meeting_id, style="primary", confirm=confirm(title, sends, "Send it")
    )
    return Message(
        said,
        [
            section(text),
            *([context("What the candidate would like to learn:"), *quote(asked.learn)] if asked.learn else []),
            buttons(yes, button("I'd rather not", RATHER_NOT_ASK, asked.meeting_id)),
        ],
    )


def introduction_over(who: str, *, is_mailed: bool) -> Message:
    """Say, where the buttons stood, what became of the question."""
    mailed = f"We asked {safe(who)} in your name. Thank you."
    text = mailed if is_mailed else f"Nobody writes to {safe(who)} in your name, and there is nothing for you to do."
    return Message(text, [section(text)])


def asked_in_your_name(who: str, asker: str) -> Message:
    """Say that the mail is on its way."""
    said = f"Saved: the mail to {safe(who)} is on its way, in your name."
    return Message(said, [section(f"{said} {safe(asker)} reads the answer. Thank you.")])


def not_asked(who: str, asker: str) -> Message:
    """Say that nobody writes."""
    said = f"Saved: nobody writes to {safe(who)} in your name. {safe(asker)} knows, and finds somebody else."
    return Message(said, [section(said)])


def not_to_ask(who: str) -> Message:
    """Say that the question is off; whoever it was about never heard of it."""
    said = f"{safe(who)} needn't be asked in your name any more."
    return Message(said, [section(f"{said} They heard nothing of it, and there is nothing for you to do. Thank you.")])


def knower_reminded(who: str, asker: str) -> Message:
    """Remind a colleague that a mail waits for their word."""
    said = f"May we ask {safe(who)} in your name? The mail waits for your word."
    return Message(said, [section(f"{said} The buttons are in my message above; {safe(asker)} can tell you more.")])


def knower_is_silent(candidate: str, who: str, knower: str) -> Message:
    """Tell the coordinator that no mail went out, for want of a colleague's word."""
    said = f"{safe(knower)} hasn't said yet whether {safe(who)} may be asked for {safe(candidate)}. No mail was sent."
    return Message(said, [section(said), context("The next step is on the candidate's card.")])


def knower_would_rather_not(candidate: str, who: str, knower: str) -> Message:
    """Tell the coordinator that somebody outside wasn't asked, and why."""
    said = f"{safe(knower)} would rather not have {safe(who)} asked for {safe(candidate)}. No mail was sent."
    return Message(said, [section(f"{said} The card of the meetings has what can be done now.")])
