"""Reads a calendar entry by hand, as a program that isn't ours would."""

import re


def parse(text: str) -> dict[str, str]:
    """Read an iCalendar text of one event by hand: values by name, parameters under the name with a semicolon."""
    lines = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "").strip().split("\n")
    found: dict[str, str] = {}
    for line in lines:
        name, value = _split(line)
        key, _, parameters = name.partition(";")
        assert key in {"BEGIN", "END"} or key not in found, f"{key} stands twice"
        found[key], found[f"{key};"] = _unescape(value), parameters
    return found


def _split(line: str) -> tuple[str, str]:
    """Part name and value at the first colon outside quotation marks."""
    is_quoted = False
    for at, sign in enumerate(line):
        is_quoted ^= sign == '"'
        if sign == ":" and not is_quoted:
            return line[:at], line[at + 1 :]
    raise AssertionError(line)


def _unescape(value: str) -> str:
    return re.sub(r"\\([\\;,nN])", lambda found: "\n" if found[1] in "nN" else found[1], value)
