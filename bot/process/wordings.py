"""Wording: what a workspace says to candidates in its own words, previewed, saved and taken back version by version."""

from collections.abc import Mapping

from bot.messages import wordings as messages
from bot.messages.wordings import ChapterDraft, WordingVersion
from bot.process.access import Action, allow, may, reachable
from bot.process.refusals import AlreadyDone, NotThere, WrongField
from bot.process.say import tell
from bot.rules.sample_call import SAMPLE_CALL, SAMPLE_INVITATION
from bot.rules.wording import CHAPTERS, OURS, Chapter, Part, differing, mistakes, tidy
from storage.answers import candidacies_about
from storage.audit import record
from storage.call_scripts import script_facts
from storage.candidacies import candidacy, titles_with_script
from storage.database import Transaction
from storage.offer_calls import invitation_facts
from storage.people import Person, people
from storage.reading import get_row
from storage.wordings import SavedWording, newest_wording, wordings
from storage.workspaces import hold_workspace, settings

MOST_CALLS = 20
"""Calls of one's own that a wording can be previewed on: the newest."""


async def open_wordings(tx: Transaction, *, by: Person) -> list[WordingVersion]:
    """Return every version, newest first, for whoever may word what candidates hear."""
    await allow(tx, Action.CHANGE_SETTINGS, by)
    await newest_wording(tx)
    return await _versions(tx)


async def open_chapter(tx: Transaction, chapter: Chapter, *, by: Person) -> ChapterDraft:
    """Return a chapter as it is worded now."""
    await allow(tx, Action.CHANGE_SETTINGS, by)
    newest = await newest_wording(tx)
    texts = {part: newest.wording.source(part) for part in CHAPTERS[chapter]}
    return await _draft(tx, chapter, texts, newest.id, None, by)


async def preview_chapter(
    tx: Transaction, chapter: Chapter, texts: Mapping[Part, str], *, seen: int, candidacy_id: int | None, by: Person
) -> ChapterDraft:
    """Return a chapter as it is typed, on a call of one's own or on the sample; nothing is kept.

    It is asked for with every pause in typing, so only a denial is audited.
    """
    if not await may(tx, Action.CHANGE_SETTINGS, by):
        await allow(tx, Action.CHANGE_SETTINGS, by)
    typed = {part: tidy(texts.get(part, "")) for part in CHAPTERS[chapter]}
    return await _draft(tx, chapter, typed, seen, candidacy_id, by)


async def save_chapter(
    tx: Transaction, chapter: Chapter, texts: Mapping[Part, str], *, seen: int, by: Person
) -> list[WordingVersion]:
    """Keep a chapter as a new version, unless it is worded like this already; returns every version.

    Raises WrongField for each template that can't be used, and when somebody else changed the chapter meanwhile.
    """
    await allow(tx, Action.CHANGE_SETTINGS, by)
    typed = {part: tidy(texts.get(part, "")) for part in CHAPTERS[chapter]}
    wrong = mistakes(typed)
    if wrong:
        raise WrongField(**wrong)
    await hold_workspace(tx)
    newest = await newest_wording(tx)
    await _check_unchanged(tx, chapter, seen, newest, by)
    await _save(tx, newest, newest.wording.changed(typed), by)
    return await _versions(tx)


async def reset_chapter(tx: Transaction, chapter: Chapter, *, by: Person) -> list[WordingVersion]:
    """Say a chapter in our words again, as a new version unless it is said so already; returns every version."""
    await allow(tx, Action.CHANGE_SETTINGS, by)
    await hold_workspace(tx)
    newest = await newest_wording(tx)
    ours = newest.wording.changed({part: OURS[part] for part in CHAPTERS[chapter]})
    await _save(tx, newest, ours, by)
    return await _versions(tx)


async def use_wording_again(tx: Transaction, *, wording_id: int, by: Person) -> list[WordingVersion]:
    """Make an earlier version the newest again, as a new version; returns every version.

    Raises AlreadyDone when it says what the newest does, NotThere when something in it can't be used any more.
    """
    await allow(tx, Action.CHANGE_SETTINGS, by)
    await hold_workspace(tx)
    newest = await newest_wording(tx)
    again = await get_row(tx, SavedWording, wording_id)
    texts = dict(again.wording.texts)
    if not differing(newest.wording.texts, texts):
        raise AlreadyDone(f"Version {newest.version}, the newest, says just that already.")
    if mistakes(texts):
        raise NotThere("Something in that version can't be used any more. Change the wording as it is now instead.")
    await _save(tx, newest, texts, by)
    return await _versions(tx)


async def _save(tx: Transaction, newest: SavedWording, texts: Mapping[Part, str], by: Person) -> None:
    """Keep a new version, unless it says what the newest does; whoever answers for the wording hears of it."""
    changed = differing(newest.wording.texts, texts)
    if not changed:
        return
    row = SavedWording(
        workspace_id=tx.workspace_id,
        version=newest.version + 1,
        texts={part.value: text for part, text in texts.items()},
        made_by_id=by.id,
        made_at=tx.now,
    )
    tx.session.add(row)
    await tx.session.flush()
    await record(tx, "save_wording", person_id=by.id)
    chosen = await settings(tx)
    for person_id in await reachable(tx, {by.id, chosen.head_of_talent_id}):
        message = messages.wording_saved(row.version, changed, None if person_id == by.id else by.name)
        await tell(tx, person_id, message, key=f"wording:{row.id}:{person_id}")


async def _check_unchanged(tx: Transaction, chapter: Chapter, seen: int, newest: SavedWording, by: Person) -> None:
    """Raise WrongField when somebody changed the chapter since the version that was seen."""
    before = await get_row(tx, SavedWording, seen)
    if chapter not in differing(before.wording.texts, newest.wording.texts):
        return
    last = next(one for one in await _versions(tx) if chapter in one.differs)
    said = messages.changed_meanwhile(last.by or "Somebody", last.number, last.at, by.zone)
    raise WrongField(**{CHAPTERS[chapter][0]: said})


async def _draft(
    tx: Transaction, chapter: Chapter, texts: Mapping[Part, str], seen: int, candidacy_id: int | None, by: Person
) -> ChapterDraft:
    calls = await _calls(tx, by)
    row = await candidacy(tx, candidacy_id) if candidacy_id in calls and candidacy_id else None
    return ChapterDraft(
        chapter=chapter,
        texts=texts,
        seen=seen,
        wrong=mistakes(texts),
        calls=calls,
        call_id=row.id if row else None,
        call=await script_facts(tx, row) if row else SAMPLE_CALL,
        mail=await invitation_facts(tx, row) if row else SAMPLE_INVITATION,
    )


async def _versions(tx: Transaction) -> list[WordingVersion]:
    rows = await wordings(tx)
    known = await people(tx, [one.made_by_id for one in rows])
    before = [*(one.wording.texts for one in rows[1:]), {}]
    return [
        WordingVersion(
            id=one.id,
            number=one.version,
            by=known[one.made_by_id].name if one.made_by_id else None,
            at=one.made_at,
            differs=differing(earlier, one.wording.texts),
            reworded=differing({}, one.wording.texts),
        )
        for one, earlier in zip(rows, before, strict=True)
    ]


async def _calls(tx: Transaction, by: Person) -> dict[int, str]:
    """Return the newest candidacies with a call script, each with its name, but for what is about themselves.

    Whoever words what candidates hear may read the others' feedback; this is asked for with every pause in typing.
    """
    found = await titles_with_script(tx, MOST_CALLS, without=await candidacies_about(tx, by.email))
    return {candidacy_id: f"{name} · {title}" for candidacy_id, name, title in found}
