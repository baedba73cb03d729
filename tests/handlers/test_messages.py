"""Message events in the shapes Slack sends them, read as what a person did."""

from typing import Any

import pytest

from bot.rules.text import in_quotes, mentioned
from bot.rules.words import Attachment
from handlers.messages import reply_of
from handlers.payloads import Written

ROOT, TS = "1700000000.000100", "1700000001.000200"


def event(**more: object) -> dict[str, Any]:
    """Make a reply in a thread, with what a case adds."""
    posted = {"type": "message", "channel": "C1", "channel_type": "channel", "user": "UANN", "ts": TS}
    return {**posted, "thread_ts": ROOT, "text": "Good: a &amp; b &lt;3", "event_ts": TS, **more}


def changed(message: dict[str, Any], **more: object) -> dict[str, Any]:
    """Wrap a message as it is now."""
    outer = {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": "C1",
        "ts": "1700000009.000100",
    }
    return {**outer, "message": message, **more}


def test_a_reply() -> None:
    """Who wrote what where, its text unescaped once."""
    written = Written.of(event())
    assert written is not None
    assert (written.channel, written.ts, written.thread_ts, written.slack_id) == ("C1", TS, ROOT, "UANN")
    assert (reply_of(written, {}).text, written.edited_ts, written.is_deleted, written.is_direct) == (
        "Good: a & b <3",
        None,
        False,
        False,
    )
    assert reply_of(written, {}).stamp == TS


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast", "me_message"])
def test_what_people_write_in_other_shapes(subtype: str) -> None:
    """A file with words, a reply also sent to the channel, and /me count as written."""
    written = Written.of(event(subtype=subtype, files=[{"id": "F1"}] if subtype == "file_share" else None))
    assert written is not None
    assert written.attached == (Attachment.FILE if subtype == "file_share" else None)


def test_a_forwarded_message_has_no_words_of_its_own() -> None:
    """What it holds stands in attachments, as the previews of links do; only of the former is somebody told."""
    forward = {"is_share": True, "is_msg_unfurl": True, "author_id": "UANN", "text": "Good: elsewhere"}
    preview = {"is_msg_unfurl": True, "author_id": "UANN", "text": "Good: elsewhere"}
    for attachments, attached in (([forward], Attachment.FORWARD), ([preview], None), (None, None)):
        written = Written.of(event(text="", attachments=attachments))
        assert written is not None
        assert (written.text, written.attached) == ("", attached)


@pytest.mark.parametrize(
    "subtype", ["channel_join", "channel_topic", "bot_message", "ekm_access_denied", "message_replied"]
)
def test_what_nobody_wrote(subtype: str) -> None:
    """Joins, topics, integrations and the like are left alone."""
    assert Written.of(event(subtype=subtype)) is None


def test_a_modern_bot_is_known_by_its_id() -> None:
    """Bots and workflows post without a subtype."""
    written = Written.of(event(bot_id="B1"))
    assert written is not None
    assert written.is_by_bot


def test_an_edit_is_ordered_by_when_it_was_made() -> None:
    """The message as it is now, at the time of its edit, not of the event."""
    written = Written.of(changed(event(text="Grow: slower", edited={"user": "UANN", "ts": "1700000005.000000"})))
    assert written is not None
    assert (written.ts, written.text, written.thread_ts) == (TS, "Grow: slower", ROOT)
    assert reply_of(written, {}).stamp == "1700000005.000000"


def test_an_unfurl_is_no_edit() -> None:
    """A changed message that nobody edited says nothing new."""
    assert Written.of(changed(event(attachments=[{"from_url": "https://acme.example"}]))) is None


def test_a_deletion_names_the_message_and_what_is_known_of_it() -> None:
    """The author and thread come from before; without that, only the message is known."""
    outer = {"type": "message", "subtype": "message_deleted", "channel": "D1", "channel_type": "im", "deleted_ts": TS}
    written = Written.of({**outer, "ts": "1700000009.000100", "previous_message": event()})
    assert written is not None
    assert (written.ts, written.thread_ts, written.slack_id, written.text) == (TS, ROOT, "UANN", "")
    assert (written.is_deleted, written.is_direct) == (True, True)
    bare = Written.of({**outer, "ts": "1700000009.000100"})
    assert bare is not None
    assert (bare.ts, bare.slack_id, bare.is_deleted) == (TS, None, True)


def test_a_deleted_root_with_replies_is_a_tombstone() -> None:
    """Slack sends it as a change by USLACKBOT; the author is the one from before."""
    stone = {
        "type": "message",
        "subtype": "tombstone",
        "user": "USLACKBOT",
        "ts": ROOT,
        "thread_ts": ROOT,
        "text": "gone",
    }
    before = {"type": "message", "user": "UANN", "ts": ROOT, "thread_ts": ROOT, "text": "Good: a"}
    written = Written.of(changed(stone, previous_message=before))
    assert written is not None
    assert (written.ts, written.slack_id, written.is_deleted, written.thread_ts) == (ROOT, "UANN", True, None)


def test_mentions_and_links_are_what_people_saw() -> None:
    """People, channels and groups by name, in text and rich text; what was typed in angle brackets stays typed."""
    typed = "<@UBO> &lt;@UBO&gt; <@UCY> <#C9|debriefs> <!subteam^S1|@panel> <!here> <https://x.example|page> &amp;lt;"
    kinds = [{"type": "user", "user_id": "UBO", "style": {"bold": True}}, {"type": "channel", "channel_id": "C9"}]
    rich = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": kinds}]}]
    written = Written.of(event(text=typed, blocks=rich))
    assert written is not None
    assert mentioned(written.text, written.blocks) == {"UBO", "UCY"}
    reply = reply_of(written, {"UBO": "Bo Berg"})
    assert reply.text == "@Bo Berg <@UBO> @somebody #debriefs @panel @here page (https://x.example) &lt;"
    inline = reply.blocks[0]["elements"][0]["elements"]
    assert inline == [
        {"type": "text", "text": "@Bo Berg", "style": {"bold": True}},
        {"type": "text", "text": "#debriefs"},
    ]


def test_under_a_field_a_button_is_named_in_quotation_marks() -> None:
    """Slack sets nothing in bold there; what people typed, sums and footnotes stay as they are."""
    assert in_quotes("Press *Correct the log*, then *Hold*.") == "Press “Correct the log”, then “Hold”."
    for typed in ("2 * 3 * 4", "a*B*c", "**Very**", "*not ours*", "5* hotel*"):
        assert in_quotes(typed) == typed
