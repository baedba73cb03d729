"""Entry points of the directory, the end, settings and figures."""

from collections.abc import Callable
from dataclasses import replace

from bot.messages import answers as answer_messages
from bot.messages import debriefs as debrief_messages
from bot.messages import decision_forms, directory_entries
from bot.messages import directory as directory_messages
from bot.messages import meeting_requests as request_messages
from bot.messages import reveals as reveal_messages
from bot.messages import wordings as wording_messages
from bot.messages.candidacies import CANDIDACY_MENU
from bot.messages.entered_feedback import ENTER_FEEDBACK
from bot.messages.settings import OPEN_SETTINGS, SAVE_SETTINGS
from bot.messages.stats import OPEN_STATS, STATS
from bot.messages.written_offers import RECORD_WRITTEN_OFFER
from bot.rules.access import Action
from tests.story.crowd import Crowd
from tests.story.forging import Answered, chosen, day, ticked, typed, user
from tests.story.subjects import Subject
from tests.story.ways_in import (
    CALLING,
    CHANGES,
    DEBRIEFING,
    MEETING,
    NOTHING,
    OPENS_ENTRY,
    SAYS,
    UNTOLD,
    EntryPoint,
    a_button,
    a_choice,
    a_command,
    a_form,
    a_menu,
    id_of,
    ids_as,
    on_home,
)


async def _save_settings(crowd: Crowd, who: str, subject: Subject) -> Answered:
    del subject
    head = user(crowd.slack_id("theo"))
    fields = {
        "company": typed(f"Acme of {who}"),
        "work_days": ticked("0", "1"),
        "due_in_days": typed("1"),
        "buffer_minutes": typed("15"),
        "notice_hours": typed("2"),
        "head_of_talent": head,
    }
    return await crowd.forge.submit(who, SAVE_SETTINGS, {}, **fields)


def directory() -> list[EntryPoint]:
    """Return the ways to keep the directory of contacts."""
    inside, outside, people = Action.EDIT_EMPLOYEES, Action.EDIT_OUTSIDERS, directory_messages

    async def add(crowd: Crowd, who: str, subject: Subject) -> Answered:
        del subject
        whom = {"tala": "mel", "theo": "bo"}.get(who, "hana")
        fields = {"person": user(crowd.slack_id(whom)), "contact_class": chosen("current_employee")}
        return await crowd.forge.submit(who, directory_entries.ADD_COLLEAGUE, {}, **fields)

    async def add_outside(crowd: Crowd, who: str, subject: Subject) -> Answered:
        fields = {"name": typed("Ivo Invest"), "email": typed(f"{who}{subject.id}@fund.example")}
        more = {"zone": typed("Berlin"), "contact_class": chosen("investor")}
        return await crowd.forge.submit(who, directory_entries.ADD_OUTSIDER, {}, **fields, **more)

    async def save(crowd: Crowd, who: str, subject: Subject) -> Answered:
        ids = {"contact": subject["contact"], "seen": await crowd.make.version_of(subject["contact"])}
        return await crowd.forge.submit(who, directory_entries.SAVE_ENTRY, ids, areas=typed(f"on-call, as {who} says"))

    async def remove(crowd: Crowd, who: str, subject: Subject) -> Answered:
        await crowd.make.list_again(subject["contact"])
        return await crowd.forge.press(who, directory_entries.REMOVE_ENTRY, subject["contact"])

    async def open_entry(crowd: Crowd, who: str, subject: Subject) -> Answered:
        return await crowd.forge.press(who, people.OPEN_ENTRY, subject["contact"])

    return [
        on_home(people.OPEN_COLLEAGUE, inside, directory_entries.ADD_COLLEAGUE),
        on_home(people.OPEN_OUTSIDER, outside, directory_entries.ADD_OUTSIDER),
        EntryPoint(f"action {people.OPEN_ENTRY}", inside, open_entry, OPENS_ENTRY, None),
        EntryPoint(f"view {directory_entries.ADD_COLLEAGUE}", inside, add, CHANGES, None),
        EntryPoint(f"view {directory_entries.ADD_OUTSIDER}", outside, add_outside, CHANGES, None),
        EntryPoint(f"view {directory_entries.SAVE_ENTRY}", inside, save, CHANGES, None),
        EntryPoint(f"action {directory_entries.REMOVE_ENTRY}", inside, remove, CHANGES, None),
    ]


def ends() -> list[EntryPoint]:
    """Return the ways to record how it ended, and what belongs to no step."""
    answer, menu = Action.RECORD_ANSWER, CANDIDACY_MENU
    record = answer_messages.RECORD_ANSWER
    opened = {
        Action.DECIDE: (decision_forms.DECIDE, DEBRIEFING),
        Action.EDIT_DEBRIEF: (debrief_messages.EDIT_DEBRIEF, DEBRIEFING),
        Action.READ_POINTS: (reveal_messages.READ_POINTS, DEBRIEFING),
        Action.ENTER_FEEDBACK: (ENTER_FEEDBACK, DEBRIEFING),
        Action.OFFER_CALL: (SAYS, CALLING),
        Action.RELEASE_POINT: (SAYS, CALLING),
        Action.REQUEST_MEETING: (request_messages.REQUEST_MEETING, MEETING),
        Action.WRITTEN_OFFER: (RECORD_WRITTEN_OFFER, CALLING),
        Action.RECORD_ANSWER: (record, CALLING),
    }
    menus = [a_menu(menu, action, does, moment, action) for action, (does, moment) in opened.items()]
    rows = [a_button(f"{menu}:{action}", action, does, moment, id_of) for action, (does, moment) in opened.items()]
    choices = [a_choice(action, does, moment) for action, (does, moment) in opened.items()]
    return [
        *menus,
        *rows,
        *choices,
        a_command("/offer", "sent", Action.WRITTEN_OFFER, RECORD_WRITTEN_OFFER, CALLING),
        a_form(RECORD_WRITTEN_OFFER, Action.WRITTEN_OFFER, CALLING, ids_as("candidacy"), sent_on=day("2030-01-07")),
        a_command("/offer", "answer", answer, record, CALLING),
        a_form(record, answer, CALLING, ids_as("candidacy"), answer=chosen("declined"), not_invited=chosen("no_time")),
        a_button(answer_messages.TOLD_OF_END, answer, CHANGES, UNTOLD, id_of),
        a_command("/offer", "settings", Action.CHANGE_SETTINGS, SAVE_SETTINGS, None),
        on_home(OPEN_SETTINGS, Action.CHANGE_SETTINGS, SAVE_SETTINGS),
        EntryPoint(f"view {SAVE_SETTINGS}", Action.CHANGE_SETTINGS, _save_settings, CHANGES, None),
        a_command("/offer", "stats", Action.READ_OWN_STATS, SAYS, None),
        on_home(OPEN_STATS, Action.READ_OWN_STATS, STATS),
    ]


def wordings() -> list[EntryPoint]:
    """Return the ways to change what is said to candidates."""
    change, worded = Action.CHANGE_SETTINGS, wording_messages

    def pressed(action_id: str, does: str, what: Callable[[Subject], object]) -> EntryPoint:
        return replace(a_button(action_id, change, does, MEETING, what), moment=None)

    async def preview(crowd: Crowd, who: str, subject: Subject) -> Answered:
        ids = {"chapter": 0, "seen": subject["wording"]}
        return await crowd.forge.type_into(who, f"{worded.PREVIEW_CHAPTER}:greeting", ids, greeting=typed("Hi"))

    async def save(crowd: Crowd, who: str, subject: Subject) -> Answered:
        ids = {"chapter": 0, "seen": subject["wording"]}
        fields = {"greeting": typed(f"{{{{ caller }}}} to {{{{ candidate }}}} {who}"), "news": typed("{{ job }}")}
        return await crowd.forge.submit(who, worded.SAVE_CHAPTER, ids, **fields)

    return [
        pressed(worded.OPEN_WORDINGS, worded.OPEN_WORDINGS, lambda _: ""),
        pressed(worded.OPEN_CHAPTER, worded.SAVE_CHAPTER, lambda _: "opening"),
        EntryPoint(f"action {worded.PREVIEW_CHAPTER}:.+", change, preview, NOTHING, None),
        EntryPoint(f"view {worded.SAVE_CHAPTER}", change, save, CHANGES, None),
        pressed(worded.RESET_CHAPTER, CHANGES, lambda _: 0),
        pressed(worded.OPEN_VERSIONS, worded.OPEN_VERSIONS, lambda _: ""),
        pressed(worded.USE_AGAIN, CHANGES, lambda one: one["earlier_wording"]),
    ]
