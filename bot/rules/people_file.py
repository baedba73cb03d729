"""The directory as a CSV file, read and written; what is wrong is said with line, column and example."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from bot.rules.directory import read_areas, read_cap
from bot.rules.typed_values import Unreadable, mail_address, zone_name
from bot.rules.words import ContactClass

Values = Mapping[str, Any]
"""What a line says, read, by column; None where the cell is empty."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CONSENTS = ("yes", "no", "asked")

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_QUOTED = re.compile(r"'+[=+\-@\t\r]")
_SLACK_ID = re.compile(r"[UW][A-Z0-9]{2,20}")


@dataclass(frozen=True)
class Column:
    """One column: what it holds, in a line of help, and how a cell is read; `read` raises Unreadable."""

    help: str
    example: str
    read: Callable[[str], Any]


@dataclass(frozen=True)
class Line:
    """One line that could be read: its number in the file, and its values."""

    number: int
    values: Values


@dataclass(frozen=True)
class Problem:
    """What is wrong in the file, and where."""

    line: int
    column: str
    what: str

    def __str__(self) -> str:
        """Say it on one line, with an example."""
        example = f" Example: {COLUMNS[self.column].example}" if self.column in COLUMNS else ""
        return f"line {self.line}, {self.column}: {self.what}{example}"


def _text(limit: int) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if len(cell) > limit:
            message = f"This has {len(cell)} letters; {limit} are as many as fit."
            raise Unreadable(message)
        return cell

    return read


def _choice(*words: str) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if cell.casefold() not in words:
            message = f"“{cell[:40]}” is none of {', '.join(words)}."
            raise Unreadable(message)
        return cell.casefold()

    return read


def _slack_id(cell: str) -> str:
    if not _SLACK_ID.fullmatch(cell):
        raise Unreadable("This is no Slack member ID (on a person's profile: … → Copy member ID).")
    return cell


def _someone(cell: str) -> str:
    return cell if _SLACK_ID.fullmatch(cell) else mail_address(cell).casefold()


def _kind(cell: str) -> ContactClass:
    return ContactClass(_choice(*ContactClass)("_".join(cell.split())))


def _hours(cell: str) -> tuple[time, time]:
    starts, _, ends = cell.replace("–", "-").partition("-")
    try:
        first, last = time.fromisoformat(starts.strip()), time.fromisoformat(ends.strip())
    except ValueError:
        raise Unreadable("Give when the day starts and ends, on a clock of 24 hours.") from None
    if first >= last:
        raise Unreadable("The day ends before it starts.")
    return first, last


def _days(cell: str) -> list[int]:
    words = [word[:3] for word in cell.casefold().replace(",", " ").split()]
    if not set(words) <= set(DAYS):
        raise Unreadable("Give days by their first three letters.")
    return sorted({DAYS.index(word) for word in words})


def _date(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise Unreadable("This is no date: year, month, day.") from None


COLUMNS: Mapping[str, Column] = {
    "slack_id": Column("Slack member ID of a colleague; empty for people outside Slack", "U012AB3CD", _slack_id),
    "email": Column(
        "address; alone it finds a colleague in Slack, else it is somebody outside",
        "ines@fund.example",
        lambda cell: mail_address(cell).casefold(),
    ),
    "name": Column("name of somebody outside Slack; colleagues have their profile's", "Ines Vestor", _text(80)),
    "class": Column(f"one of {', '.join(ContactClass)}", "current_employee", _kind),
    "areas": Column("what they can talk about, with commas", "on-call, money", read_areas),
    "zone": Column("time zone of somebody outside Slack", "Europe/Berlin", zone_name),
    "hours": Column("their own working hours; empty: the workspace's", "09:00-17:30", _hours),
    "days": Column("their own working days; empty: the workspace's", "mon tue thu", _days),
    "per_week": Column("conversations in seven days, at most", "2", read_cap),
    "per_month": Column("conversations in thirty days, at most", "4", read_cap),
    "assistant": Column("Slack member ID or address of their assistant", "kim@acme.example", _someone),
    "known_by": Column("Slack member ID or address of the colleague who knows them", "U012AB3CD", _someone),
    "place": Column("where they meet people by video", "https://meet.example/eve", _text(300)),
    "off_limits": Column("what they can't talk about; candidates read it", "the merger", _text(500)),
    "offered": Column("yes, or no: not to be offered for now", "yes", _choice("yes", "no")),
    "consent": Column("what somebody outside said: yes, no, or asked", "yes", _choice(*CONSENTS)),
    "consent_until": Column("until when their yes holds; empty: a year", "2031-06-30", _date),
}


def read_people(data: bytes) -> tuple[list[Line], list[Problem]]:
    """Read a file in UTF-8, with commas, semicolons or tabs; returns what could be read, and what is wrong."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = data[: error.start].count(b"\n") + 1
        return [], [Problem(number, "file", "This isn't UTF-8. Save it as “CSV UTF-8”.")]
    if "\x00" in text:
        return [], [Problem(1, "file", "This is no text. Save it as “CSV UTF-8”.")]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    lines: list[Line] = []
    problems: list[Problem] = []
    try:
        header = [name.strip().casefold() for name in next(rows, [])]
        if wrong := _wrong_header(header):
            return [], wrong
        before = rows.line_num
        for cells in rows:
            if any(cell.strip() for cell in cells):
                line, wrong = _read_line(before + 1, header, cells)
                lines += [line] if not wrong else []
                problems += wrong
            before = rows.line_num
    except csv.Error as error:
        problems.append(Problem(rows.line_num, "file", f"The line can't be read ({error})."))
    return lines, problems


def write_people(people: Iterable[Values]) -> bytes:
    """Write a file that spreadsheets open as it is and run nothing of: UTF-8 with a mark, formulas quoted."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for one in people:
        rows.writerow([_quoted(_written(one.get(name))) for name in COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _wrong_header(header: Sequence[str]) -> list[Problem]:
    known = f"The columns are: {', '.join(COLUMNS)}."
    unknown = [name for name in header if name not in COLUMNS]
    if unknown:
        return [Problem(1, name or "(no name)", f"There is no such column. {known}") for name in unknown]
    if not {"slack_id", "email"} & set(header):
        return [Problem(1, "header", f"There must be a column slack_id or email. {known}")]
    return [
        Problem(1, name, "This column stands twice.") for name in sorted({n for n in header if header.count(n) > 1})
    ]


def _read_line(number: int, header: Sequence[str], cells: Sequence[str]) -> tuple[Line, list[Problem]]:
    if len(cells) > len(header):
        return Line(number, {}), [Problem(number, "line", f"{len(cells)} cells where the header has {len(header)}.")]
    values: dict[str, Any] = {}
    problems = []
    for name, cell in zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=True):
        typed = _unquoted(cell.strip())
        try:
            values[name] = COLUMNS[name].read(typed) if typed else None
        except Unreadable as wrong:
            problems.append(Problem(number, name, str(wrong)))
    if not problems and not values.get("slack_id") and not values.get("email"):
        problems.append(
            Problem(number, "email" if "email" in header else "slack_id", "Who is it? Give one of the two.")
        )
    return Line(number, values), problems


def _written(value: Any) -> str:  # noqa: ANN401  # whatever a column holds
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "-".join(f"{one:%H:%M}" for one in value)
    if isinstance(value, list):
        return " ".join(DAYS[one] for one in value) if value and isinstance(value[0], int) else ", ".join(value)
    return str(value)


def _quoted(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _unquoted(cell: str) -> str:
    return cell[1:] if _QUOTED.match(cell) else cell
