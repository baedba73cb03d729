"""The call script as people read it: words to speak stand out, notes for the caller are small and marked."""

from collections.abc import Iterable

from bot.messages.blocks import SECTION, Block, View, bullets, context, fit_form, form, header, pack, safe, section
from bot.rules.call_script import Line, Script, Section, SectionKind

NOTE = "🔇"


def script_head(script: Script) -> list[Block]:
    """Show whom to call and what is for the caller only."""
    return [block for part in script.sections if _is_for_caller(part) for block in _section(part)]


def script_body(script: Script) -> list[Block]:
    """Show what is spoken, part by part."""
    return [block for part in script.sections if not _is_for_caller(part) for block in _section(part)]


def plain_script(script: Script, title: str) -> View:
    """Show the script as plain text to read or copy, notes in brackets."""
    lines = [line for part in script.sections for line in _plain(part)]
    blocks = [
        {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": False}}
        for text in pack(lines, SECTION)
    ]
    rest = "There is more than one form can show: the rest stands in the script in your direct messages."
    return form("told", title, fit_form(blocks, rest), submit=None, close="Close")


def _is_for_caller(part: Section) -> bool:
    return part.kind in {SectionKind.CALL, SectionKind.FOR_YOU}


def _section(part: Section) -> list[Block]:
    blocks = [header(part.title)]
    for kind, lines in _runs(part.lines):
        texts = [line.text for line in lines]
        if kind == "point":
            blocks += bullets(texts)
        elif kind == "note":
            mark = "" if _is_for_caller(part) else f"{NOTE} "
            blocks += [context(text) for text in pack((f"{mark}{safe(text)}" for text in texts), SECTION)]
        else:
            blocks += [section(text) for text in pack((safe(text) for text in texts), SECTION)]
    return blocks


def _runs(lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """Group lines of a kind that follow each other."""
    runs: list[tuple[str, list[Line]]] = []
    for line in lines:
        kind = "note" if line.speaker_note else "point" if line.is_point else "say"
        if runs and runs[-1][0] == kind:
            runs[-1][1].append(line)
        else:
            runs.append((kind, [line]))
    return runs


def _plain(part: Section) -> list[str]:
    lines = [part.title.upper()]
    for line in part.lines:
        mark = "- " if line.is_point else ""
        lines.append(f"[{line.text}]" if line.speaker_note else f"{mark}{line.text}")
    return [*lines, " "]
