"""Calendar entries as other programs read them: by hand, line by line, and by a library that isn't the writer's."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

from bot.messages.calendar import Entry, calendar_entry
from bot.messages.mails import Letterhead
from bot.messages.meeting_mails import (
    Agreement,
    Then,
    agreed_for_candidate,
    agreed_for_contact,
    cancelled,
    cancelled_at_the_end,
)
from bot.rules.wording import AS_SHIPPED
from tests.messages.entries import parse

START, END = datetime(2030, 1, 8, 14, 0, tzinfo=UTC), datetime(2030, 1, 8, 14, 30, tzinfo=UTC)
NASTY = 'Ada "Countess", Lovelace; <!channel>\r\nATTENDEE:mailto:x@evil.example \u202e' + "é" * 80


def entry(*, other: str = "Ann Archer", sequence: int = 0, is_cancelled: bool = False) -> Entry:
    """Make an entry."""
    return Entry(
        uid="abc-candidate@acme.example",
        sequence=sequence,
        stamp=START,
        starts_at=START,
        ends_at=END,
        other=other,
        place="Room 5; second floor, left\nRing twice",
        asker="Cora Cole",
        asker_email="cora@acme.example",
        organizer="Cora Cole",
        organizer_email="cora@acme.example",
        attendee=other,
        attendee_email="ada@lovelace.example",
        is_cancelled=is_cancelled,
    )


def test_an_entry_says_what_calendars_need() -> None:
    """UTC times, one method, a neutral title, accepted already, and whom to write to first of all."""
    data, method = calendar_entry(entry())
    found = parse(data.decode())
    assert found["METHOD"] == method == "REQUEST"
    assert (found["DTSTART"], found["DTEND"]) == ("20300108T140000Z", "20300108T143000Z")
    assert (found["UID"], found["SEQUENCE"]) == ("abc-candidate@acme.example", "0")
    assert found["SUMMARY"] == "Conversation with Ann Archer"
    assert found["LOCATION"] == "Room 5; second floor, left\nRing twice"
    assert found["ATTENDEE"] == "mailto:ada@lovelace.example"
    assert {"PARTSTAT=ACCEPTED", "RSVP=FALSE", "ROLE=REQ-PARTICIPANT"} <= set(found["ATTENDEE;"].split(";"))
    assert found["ORGANIZER"] == "mailto:cora@acme.example"
    assert found["DESCRIPTION"].startswith("To change it or to cancel, write to Cora Cole")
    assert found["STATUS"] == "CONFIRMED"


def read(data: bytes) -> Event:
    """Read an entry with a library of other people's."""
    [event] = IcsCalendarStream.calendar_from_ics(data.decode()).events
    return event


def test_another_library_reads_the_same() -> None:
    """The instants, whom it is with and for, and whether it stands; nasty names change nothing of it."""
    for other, is_cancelled in (("Žofie Nováková-Łukasz", False), (NASTY, True)):
        event = read(calendar_entry(replace(entry(other=other), sequence=7, is_cancelled=is_cancelled))[0])
        assert (event.uid, event.sequence) == ("abc-candidate@acme.example", 7)
        assert (event.start, event.end) == (START, END)
        assert event.summary == f"Conversation with {' '.join(other.split())}"
        assert event.location == (None if is_cancelled else "Room 5; second floor, left\nRing twice")
        assert (event.description or "").startswith("This is off." if is_cancelled else "To change it or to cancel, ")
        assert [str(one.uri) for one in event.attendees] == ["mailto:ada@lovelace.example"]
        assert event.organizer is not None
        assert (event.organizer.uri, event.organizer.common_name) == ("mailto:cora@acme.example", "Cora Cole")
        assert event.status is not None
        assert event.status.value == ("CANCELLED" if is_cancelled else "CONFIRMED")


def test_how_to_change_it_comes_first_and_no_secret_is_in_it() -> None:
    """A page where there is one, somebody to write to always, the phone for the day, and how to join."""
    data, _ = calendar_entry(replace(entry(), page="https://bot.example/r/fresh", help_phone="+49 30 5550"))
    assert parse(data.decode())["DESCRIPTION"].splitlines() == [
        "To change it or to cancel, press here: https://bot.example/r/fresh",
        "Or write to Cora Cole (cora@acme.example).",
        "Room 5; second floor, left",
        "Ring twice",
        "If something goes wrong on the day, phone +49 30 5550.",
    ]


def test_control_characters_are_no_part_of_an_entry() -> None:
    """A bell or a form feed in a name or a place would be an error for some programs."""
    data, _ = calendar_entry(replace(entry(other="Ann\x07 Archer\x00"), place="Room\x0b 5\x1b\nleft"))
    assert not {*range(32)} - {10, 13} & set(data)
    assert read(data).summary == "Conversation with Ann Archer"


def test_a_cancellation_is_one_for_calendars_too() -> None:
    """METHOD and STATUS agree, UID stays."""
    data, method = calendar_entry(entry(sequence=3, is_cancelled=True))
    found = parse(data.decode())
    assert method == found["METHOD"] == "CANCEL"
    assert (found["STATUS"], found["SEQUENCE"], found["UID"]) == ("CANCELLED", "3", "abc-candidate@acme.example")


def test_the_same_entry_is_the_same_bytes() -> None:
    """Nothing in it depends on when it is made."""
    assert calendar_entry(entry()) == calendar_entry(entry())


def test_nasty_names_stay_names() -> None:
    """No line of an entry is longer than 75 octets, and a line break in a name makes no property."""
    data, _ = calendar_entry(entry(other=NASTY))
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    found = parse(data.decode())
    assert found["SUMMARY"] == f"Conversation with {' '.join(NASTY.split())}"
    assert found["ATTENDEE"] == "mailto:ada@lovelace.example"


@pytest.mark.parametrize("letter", [agreed_for_candidate, agreed_for_contact])
def test_a_confirmation_travels_as_mail_programs_expect(letter: object) -> None:
    """Text and calendar are alternatives, the same entry is attached, the methods agree, and breaks in names don't."""
    agreement = Agreement(
        receiver="Ada Lovelace",
        other=NASTY,
        other_is="chief executive",
        starts_at=START,
        minutes=30,
        zone="Europe/Berlin",
        place="By video",
        asker="Cora Cole",
        asker_email="cora@acme.example",
    )
    said = letter(agreement)  # type: ignore[operator]  # a parameter's type is lost
    data, method = calendar_entry(entry())
    head = Letterhead("Acme", "hiring@acme.example", "cora@acme.example")
    with_entry = replace(said, calendar=data, calendar_method=method)
    mail = head.mail(with_entry, to="ada@lovelace.example", date=START).as_bytes()
    assert b'method="REQUEST"' in mail
    assert b"\r\nATTENDEE:mailto:x@evil" not in mail.split(b"\r\n\r\n", 1)[0]
    assert "Tuesday 8 January, 15:00 (Berlin)" in said.text
    assert said.text.index("To change anything") < said.text.index("15:00")
    assert "feedback" not in said.text
    assert "If something goes wrong on the day, reply here." in said.text
    more = letter(replace(agreement, page="https://bot.example/r/fresh", help_phone="+49 30 5550"))  # type: ignore[operator]  # the same
    assert more.text.index("https://bot.example/r/fresh") < more.text.index("You talk with")
    assert "phone +49 30 5550, or reply here" in more.text


def test_a_cancellation_says_whether_it_is_moved() -> None:
    """Moved: another time follows; off: nothing to do."""
    agreement = Agreement("Ada", "Ann", None, START, 30, "Europe/Berlin", "By video", "Cora", "cora@acme.example")
    assert "another time" in cancelled(agreement, Then.ANOTHER_TIME).text
    off = cancelled(agreement, Then.NOTHING, words="I'm sorry,\nCora").text
    assert "Cora writes:\n\n> I'm sorry,\n> Cora\n" in off
    assert "nothing for you to do" in off
    assert "still like to talk" not in off
    assert "still like to talk" in cancelled(agreement, Then.NOTHING, to_candidate=True).text
    assert "for somebody else for you to talk with" in cancelled(agreement, Then.SOMEBODY, to_candidate=True).text
    assert "looking" not in cancelled(agreement, Then.SOMEBODY).text
    ended = cancelled_at_the_end("Ada", "Ann", "Tuesday 8 January, 15:00 (Berlin)", "Cora", AS_SHIPPED).text
    assert "the conversation with Ann on Tuesday 8 January, 15:00 (Berlin) won't take place" in ended
    assert "still like to talk" not in ended
    assert "Thank you for the time" in ended
