"""The directory's file: what spreadsheets write is read, what is wrong is said where it is, and nothing is lost."""

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.people_file import COLUMNS, DAYS, read_people, write_people
from bot.rules.words import ContactClass

words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40).map(str.strip)
cells = words | words.flatmap(lambda text: st.sampled_from("=+-@'").map(lambda sign: (sign + text).strip()))
areas = st.lists(st.sampled_from(["on-call", "money", "=1+1", "-growth", "été", "'quoted'"]), unique=True)
entries = st.fixed_dictionaries(
    {
        "slack_id": st.just("U012AB3CD"),
        "name": cells,
        "class": st.sampled_from(ContactClass),
        "areas": areas,
        "hours": st.none() | st.just((time(9), time(17, 30))),
        "days": st.none() | st.sets(st.sampled_from(range(7)), min_size=1).map(sorted),
        "per_week": st.none() | st.integers(0, 99),
        "place": cells,
        "off_limits": cells,
        "offered": st.sampled_from(["yes", "no"]),
        "consent_until": st.none() | st.dates(),
    }
)


@settings(max_examples=30, deadline=None)
@given(st.lists(entries, max_size=4))
def test_what_is_written_is_read_again(people: list[dict[str, object]]) -> None:
    """Whatever the cells hold, formulas and line breaks included; no cell begins as a formula."""
    data = write_people(people)
    lines, problems = read_people(data)
    assert problems == []
    wanted = [{name: value if value not in ("", []) else None for name, value in one.items()} for one in people]
    assert [{name: line.values[name] for name in entries_of(line.values)} for line in lines] == wanted
    assert not [one for one in data.decode("utf-8-sig").split(",") if one.lstrip('"').startswith(("=", "+", "@"))]


def entries_of(values: object) -> list[str]:
    """Name the columns that the test writes."""
    del values
    return [name for name in COLUMNS if name not in {"email", "zone", "per_month", "assistant", "known_by", "consent"}]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_what_spreadsheets_write_is_read(delimiter: str, mark: bytes) -> None:
    """With commas, semicolons or tabs, with or without a mark, short lines and empty ones."""
    rows = ["Email|CLASS|areas|hours|days", 'Ines@Fund.example|Board member|"money, growth"|9:00 – 17:00', "", "|||"]
    text = "\r\n".join(rows).replace("9:00 –", "09:00 –").replace("|", delimiter)
    [line], problems = read_people(mark + text.encode())
    assert problems == []
    assert line.number == 2
    assert line.values == {
        "email": "ines@fund.example",
        "class": ContactClass.BOARD_MEMBER,
        "areas": ["money", "growth"],
        "hours": (time(9), time(17)),
        "days": None,
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1, header: There must be a column slack_id or email."),
        (",email\n", "line 1, (no name): There is no such column."),
        ("mail\nx", "line 1, mail: There is no such column. The columns are: slack_id, email, name"),
        ("name\nInes", "line 1, header: There must be a column slack_id or email."),
        ("email,email\n", "line 1, email: This column stands twice."),
        ("email,name\n,Ines", "line 2, email: Who is it? Give one of the two. Example: ines@fund.example"),
        ("email\nines", "line 2, email: This doesn't read as an e-mail address"),
        ("slack_id\nines", "line 2, slack_id: This is no Slack member ID"),
        (
            'email,place\n"a@b.example","two\nlines"\nc@d.example,ok,more',
            "line 4, line: 3 cells where the header has 2.",
        ),
        ("email,per_week\na@b.example,lots", "line 2, per_week: Give a whole number from 0 to 99. Example: 2"),
        ("email,class\na@b.example,friend", "line 2, class: “friend” is none of chief_executive, investor"),
        ("email,hours\na@b.example,17:00-09:00", "line 2, hours: The day ends before it starts. Example: 09:00-17:30"),
        ("email,hours\na@b.example,early", "line 2, hours: Give when the day starts and ends"),
        ("email,days\na@b.example,mon xyz", "line 2, days: Give days by their first three letters."),
        ("email,consent_until\na@b.example,3.4.2031", "line 2, consent_until: This is no date"),
        ("email,zone\na@b.example,Atlantis", "line 2, zone: No time zone has this name."),
        ('email\n"a@b.example', "line 2, file: The line can't be read"),
        ("email\n\x00", "line 1, file: This is no text."),
    ],
)
def test_what_is_wrong_is_said_with_line_and_column(text: str, said: str) -> None:
    """In words for whoever looks after the file, with an example of what would do."""
    lines, problems = read_people(text.encode())
    assert str(problems[0]).startswith(said)
    assert len(lines) <= 1


def test_another_encoding_is_said_with_the_line_of_its_first_strange_letter() -> None:
    """Excel's plain "CSV" is no UTF-8."""
    _, [problem] = read_people("email,name\na@b.example,Ines\nc@d.example,Müller".encode("latin-1"))
    assert str(problem) == "line 3, file: This isn't UTF-8. Save it as “CSV UTF-8”."


def test_the_columns_examples_can_be_read() -> None:
    """What the help proposes works."""
    read = {name: column.read(column.example) for name, column in COLUMNS.items()}
    assert read["consent_until"] == date(2031, 6, 30)
    assert read["days"] == [DAYS.index(day) for day in ("mon", "tue", "thu")]
