"""Wording what candidates hear and read: the chapters, the form of one with its preview, and the versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from slack_sdk.models.blocks import PlainTextInputElement, StaticSelectElement
from slack_sdk.models.blocks.basic_components import DispatchActionConfig

from bot.messages.blocks import (
    Block,
    Message,
    View,
    button,
    buttons,
    confirm,
    context,
    divider,
    options,
    pack,
    quote,
    safe,
    section,
    sections,
    when,
)
from bot.messages.call_scripts import NOTE
from bot.messages.endings import Ended, Thanked, thanks
from bot.messages.forms import field_input, fit_form, form, option_of
from bot.messages.invitations import invitation_subject, invitation_text
from bot.messages.mails import Letter
from bot.messages.meeting_mails import cancelled_at_the_end
from bot.messages.times import long_time
from bot.rules.call_script import ScriptFacts
from bot.rules.invitations import InvitationFacts
from bot.rules.sample_call import SAMPLE_CONTACT, SAMPLE_THANKS, SAMPLE_TIME, worded_lines
from bot.rules.text import listed
from bot.rules.wording import CHAPTERS, OURS, SUBJECTS, VOCABULARY, Chapter, Part, Wording, longest
from bot.rules.words import Answer

OPEN_WORDINGS = "open_wordings"
OPEN_CHAPTER = "open_wording_chapter"
PREVIEW_CHAPTER = "preview_wording_chapter"
"""What each field of a chapter's form reports as it is filled in, with the field's name behind a colon."""
SAVE_CHAPTER = "save_wording_chapter"
RESET_CHAPTER = "reset_wording_chapter"
OPEN_VERSIONS = "open_wording_versions"
USE_AGAIN = "use_wording_again"

CALL = "call"
SAMPLE = "0"

TITLES: Mapping[Chapter, str] = {
    Chapter.OPENING: "Opening",
    Chapter.INTERVIEWERS: "Each interviewer",
    Chapter.QUESTIONS: "The two questions",
    Chapter.WAYS_ON: "Three ways on",
    Chapter.INVITATION: "The invitation",
    Chapter.NEXT: "What happens next",
    Chapter.INVITATION_MAIL: "Mail: the invitation",
    Chapter.THANKS_MAIL: "Mail: thanks",
    Chapter.CANCELLATION_MAIL: "Mail: cancelled at the end",
}
ABOUT: Mapping[Chapter, str] = {
    Chapter.OPENING: "Who is calling, whether it is a good moment, and the news.",
    Chapter.INTERVIEWERS: "How each interviewer is introduced, and what leads into what they said.",
    Chapter.QUESTIONS: "How they feel about it, and what they are unsure about.",
    Chapter.WAYS_ON: "What is said when it sounds good, when they are unsure, and when it isn't good.",
    Chapter.INVITATION: "That they may interview the company: anyone, about anything, and no is fine.",
    Chapter.NEXT: "The mail, the written offer, and not to resign too early.",
    Chapter.INVITATION_MAIL: "What is mailed to them after the call.",
    Chapter.THANKS_MAIL: "To people outside Slack whom they met, when it has ended.",
    Chapter.CANCELLATION_MAIL: "To candidates who were told that it is over, for each conversation they had ahead.",
}
MAILS = frozenset({Chapter.INVITATION_MAIL, Chapter.THANKS_MAIL, Chapter.CANCELLATION_MAIL})
LABELS: Mapping[Part, str] = {
    Part.GREETING: "Greeting",
    Part.NEWS: "The news",
    Part.INTRODUCTION: "Introducing an interviewer",
    Part.STRENGTHS: "Before their strengths",
    Part.GROWTH: "Before what they can grow in",
    Part.OWN_INTRODUCTION: "Introducing the caller's own feedback",
    Part.OWN_STRENGTHS: "Before the strengths the caller saw",
    Part.OWN_GROWTH: "Before what the caller thinks they can grow in",
    Part.UNNAMED_INTRODUCTION: "Introducing somebody who isn't named",
    Part.FEELING: "First question: how they feel",
    Part.DOUBTS: "Second question: what they are unsure about",
    Part.WHEN_GOOD: "If it sounds good",
    Part.WHEN_UNSURE: "If they are unsure",
    Part.WHEN_NOT_GOOD: "If it isn't good",
    Part.INVITATION: "The invitation",
    Part.MAIL_FOLLOWS: "The mail (left out without an invitation)",
    Part.OFFER_FOLLOWS: "The written offer, and the end",
    Part.INVITATION_SUBJECT: "Subject",
    Part.INVITATION_MAIL: "The mail",
    Part.CANCELLATION_SUBJECT: "Subject",
    Part.CANCELLATION_MAIL: "The mail",
    Part.THANKS_SUBJECT: "Subject",
    Part.THANKS_MAIL: "The mail",
}
VALUES: Mapping[str, str] = {
    "candidate": "the candidate's name",
    "first_name": "its first word",
    "job": "the job",
    "company": "the company, as it stands in the settings",
    "caller": "who calls",
    "hiring_manager": "the hiring manager",
    "coordinator": "the recruiting coordinator",
    "interviewer": "the interviewer's name",
    "role": "what they are, as their Slack profile says",
    "met_on": "the day of their interview",
    "people_to_meet": "everybody the candidate may ask for",
    "mail_address": "where the mail comes from",
    "figures_by": "the day of the written offer",
    "called_on": "the day of the call",
    "page": "the address of the candidate's own page",
    "contact": "whom they met, or were to meet",
    "meeting_at": "when they were to meet",
    "minutes": "how many minutes they gave, as a number",
    "their_words": "what the candidate wrote to thank them, if anything",
    "hiring_manager_calls": "the hiring manager makes the call",
    "coordinator_calls": "the coordinator makes the call",
    "everybody_spoke": "there are several interviewers, and each has something to pass on",
    "is_first": "it is the first of several interviewers",
    "is_last": "it is the last of several interviewers",
    "accepted": "the candidate has accepted the offer",
    "is_correction": "an earlier mail said otherwise",
}


@dataclass(frozen=True)
class WordingVersion:
    """One version; `by` is None for ours, `differs` is what it says otherwise than the one before it."""

    id: int
    number: int
    by: str | None
    at: datetime
    differs: Sequence[Chapter]
    reworded: Sequence[Chapter]
    """What it says otherwise than we do."""


@dataclass(frozen=True)
class ChapterDraft:
    """A chapter as its form shows it: its templates, the version they are of, why which can't be saved.

    `calls`: what it can be previewed on, by the candidacy's id; `call_id` None: on the sample.
    """

    chapter: Chapter
    texts: Mapping[Part, str]
    seen: int
    wrong: Mapping[Part, str]
    calls: Mapping[int, str]
    call_id: int | None
    call: ScriptFacts
    mail: InvitationFacts


def wordings_form(newest: WordingVersion) -> View:
    """Show the chapters, each with whether it is in the workspace's words."""
    told = (
        "*What your candidates hear and read, in your words.* New call scripts take the newest version; a call that is"
        " under way keeps the one it began with. What interviewers wrote, and the notes for the caller, aren't"
        " worded here."
    )
    rows = [
        section(
            f"*{TITLES[chapter]}* · {'your words' if chapter in newest.reworded else 'as we ship it'}\n"
            f"{ABOUT[chapter]}",
            accessory=button("Change", OPEN_CHAPTER, chapter.value),
        )
        for chapter in Chapter
    ]
    now = context(f"Now: {_version(newest)}.")
    return form(
        OPEN_WORDINGS,
        "Wording",
        [section(told), now, *rows, buttons(button("Versions", OPEN_VERSIONS))],
        submit=None,
        close="Back",
    )


def chapter_form(draft: ChapterDraft) -> View:
    """Show a chapter's templates to be changed, and how they read."""
    chapter = draft.chapter
    texts = {**OURS, **draft.texts}
    ids = {"chapter": list(Chapter).index(chapter), "seen": draft.seen}
    blocks = [
        *sections(_explained(chapter)),
        *(_field(part, texts[part]) for part in CHAPTERS[chapter]),
        divider(),
        _choice(draft),
        *_preview(draft),
    ]
    if any(texts[part] != OURS[part] for part in CHAPTERS[chapter]):
        sure = confirm(
            "Say this as we ship it again?",
            "It is saved as a new version at once; what you typed here is dropped. Earlier versions are kept.",
            "Reset",
        )
        blocks.append(buttons(button("Reset to ours", RESET_CHAPTER, list(Chapter).index(chapter), confirm=sure)))
    rest = "There is more than a form can show."
    return form(SAVE_CHAPTER, TITLES[chapter], fit_form(blocks, rest), ids=ids)


def versions_form(newest: WordingVersion, earlier: Sequence[WordingVersion]) -> View:
    """Show every version with who saved it and when, each to be used again."""
    rows = [section(f"*{_version(newest)}* · in use for new calls\n{_changed(newest)}")]
    for one in earlier:
        sure = confirm(
            f"Use version {one.number} again?",
            f"New call scripts are worded by it, as version {newest.number + 1}. Calls under way keep theirs.",
            "Use it",
        )
        again = button("Use this again", USE_AGAIN, one.id, confirm=sure)
        rows.append(section(f"*{_version(one)}*\n{_changed(one)}", accessory=again))
    rest = "The versions before these are kept too, but don't fit here."
    return form(OPEN_VERSIONS, "Versions", fit_form(rows, rest), submit=None, close="Back")


def chapter_reset(version: int) -> str:
    """Say that a chapter is in our words again."""
    return f"This is said as we ship it again, by version {version}. Calls under way keep the words they have."


def wording_saved(version: int, changed: Sequence[Chapter], by: str | None) -> Message:
    """Tell whoever answers for the wording that there is a new version; `by` None: they saved it themselves."""
    said = (
        f"{safe(by)} saved version {version} of the wording." if by else f"Version {version} of the wording is saved."
    )
    what = f" Changed: {listed([TITLES[chapter] for chapter in changed])}."
    more = " New call scripts and their mails take it; calls under way keep the words they have."
    return Message(said, [section(f"*{said}*{what}{more}"), buttons(button("Wording", OPEN_WORDINGS))])


def changed_meanwhile(by: str, version: int, at: datetime, zone: str) -> str:
    """Say that a chapter was saved while its form was open, in the reader's zone."""
    return (
        f"{by} changed this meanwhile: version {version}, {long_time(at, zone)}. Nothing of yours was saved. Copy what"
        " you typed, close this and open it again."
    )


def _version(one: WordingVersion) -> str:
    by = f"{safe(one.by)}, {when(one.at)}" if one.by else "our own words"
    return f"Version {one.number}, {by}"


def _changed(one: WordingVersion) -> str:
    if not one.by:
        return "What we ship."
    return f"Changed: {listed([TITLES[chapter] for chapter in one.differs])}"


def _explained(chapter: Chapter) -> list[str]:
    """Say which values can be named in a chapter, and how."""
    known = [VOCABULARY[part] for part in CHAPTERS[chapter]]
    always = frozenset.union(*(one.always for one in known))
    sometimes = frozenset.union(*(one.sometimes for one in known))
    flags = frozenset.union(*(one.flags for one in known))
    said = "written" if chapter in MAILS else "a paragraph, said"
    lines = [
        f"Every line is {said} as it stands. What stands in `{{{{ }}}}` is filled in:",
        _listed_values(chapter, always, "`{{{{ {} }}}}`"),
        "Not always known, so only inside `{% if … %}` and `{% endif %}`:",
        _listed_values(chapter, sometimes, "`{{% if {0} %}}{{{{ {0} }}}}{{% endif %}}`"),
    ]
    if flags:
        lines.append("To choose by, with `{% else %}` where you need it:")
        lines.append(_listed_values(chapter, flags, "`{{% if {} %}} … {{% endif %}}`"))
    return lines


def _listed_values(chapter: Chapter, names: frozenset[str], pattern: str) -> str:
    """List values with what they are, and where alone a value is known when it isn't everywhere in the chapter."""
    lines = []
    for name, said in VALUES.items():
        where = [LABELS[part] for part in CHAPTERS[chapter] if name in VOCABULARY[part].names]
        only = "" if len(where) == len(CHAPTERS[chapter]) else f" (in _{'_ and _'.join(where)}_)"
        lines += [f"• {pattern.format(name)} {said}{only}"] if name in names else []
    return "\n".join(lines)


def _field(part: Part, text: str) -> Block:
    element = PlainTextInputElement(
        action_id=f"{PREVIEW_CHAPTER}:{part}",
        multiline=part not in SUBJECTS,
        initial_value=text,
        max_length=longest(part),
        dispatch_action_config=DispatchActionConfig(trigger_actions_on=["on_character_entered"]),
    )
    return {**field_input(LABELS[part], part.value, element, hint=_hint(part)), "dispatch_action": True}


def _hint(part: Part) -> str | None:
    """Tell what a part must say."""
    vocabulary = VOCABULARY[part]
    required = [
        listed([f"{{{{ {name} }}}}" for name in sorted(names)], "or")
        + (" where it is known" if names <= vocabulary.sometimes else "")
        for names in vocabulary.required
    ]
    return f"Must say {listed(required)}." if required else None


def _choice(draft: ChapterDraft) -> Block:
    """Choose what the preview shows: the sample, or a call of one's own."""
    choices = options({SAMPLE: "A made-up call", **{str(number): label for number, label in draft.calls.items()}})
    chosen = option_of(choices, str(draft.call_id or SAMPLE)) or choices[0]
    element = StaticSelectElement(action_id=f"{PREVIEW_CHAPTER}:{CALL}", options=choices, initial_option=chosen)
    return {**field_input("Preview on", CALL, element), "dispatch_action": True}


def _preview(draft: ChapterDraft) -> list[Block]:
    if draft.wrong:
        lines = [f":warning: *{LABELS[part]}:* {safe(why)}" for part, why in draft.wrong.items()]
        return sections(["*Can't be saved yet*", *lines])
    wording = Wording(texts=draft.texts)
    if draft.chapter in MAILS:
        letter = _mail(draft, wording)
        return [context(f"Subject: {safe(letter.subject)}"), *quote(letter.text)]
    blocks: list[Block] = []
    for line in worded_lines(draft.chapter, wording, draft.call):
        if line.speaker_note:
            blocks += [context(part) for part in pack([f"{NOTE} {safe(line.text)}"], 2000)]
        else:
            blocks += sections([safe(line.text)])
    return blocks


def _mail(draft: ChapterDraft, wording: Wording) -> Letter:
    if draft.chapter is Chapter.INVITATION_MAIL:
        mail = replace(draft.mail, wording=wording)
        return Letter(invitation_subject(mail), invitation_text(mail))
    if draft.chapter is Chapter.CANCELLATION_MAIL:
        mail = draft.mail
        return cancelled_at_the_end(mail.candidate, SAMPLE_CONTACT, SAMPLE_TIME, mail.coordinator, wording)
    ended = Ended(0, draft.mail.candidate, draft.mail.job, Answer.ACCEPTED)
    given = Thanked(SAMPLE_CONTACT, 30, SAMPLE_THANKS)
    return thanks(given, ended, draft.mail.coordinator, wording)
