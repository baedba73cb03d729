"""Templates people may write: text with named values and choices between them, and nothing that could do anything else.

What is written is read and checked before it is kept. A template holds no loop, call, sum or filter, so that rendering
one takes no longer, and makes no more, than its length allows.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

LONGEST = 3000
"""Characters of one template: what a field of a form holds."""
MOST_VALUES = 40
"""How often values may be named in one template, so that what comes of it has an end."""
MOST_CHOICES = 6
"""Different values one template may choose by; each doubles the cases it is tried in."""
DEEPEST = 5
"""How deep choices may stand within choices."""

Value = str | bool | None

HOW = "Name a value as {{ candidate }}, or choose by one with {% if company %} … {% else %} … {% endif %}."

WHAT: Mapping[type[nodes.Node], str] = {
    nodes.For: "Loops don't",
    nodes.Call: "Calls don't",
    nodes.Filter: "Filters don't",
    nodes.Getattr: "Parts of a value don't",
    nodes.Getitem: "Parts of a value don't",
    nodes.Const: "Fixed values don't",
    nodes.BinExpr: "Sums don't",
    nodes.Compare: "Comparisons don't",
    nodes.Test: "Tests don't",
    nodes.CondExpr: "A choice inside {{ }} doesn't",
}
"""How to call what people may try; what isn't here is called as it is."""


UNREADABLE: Sequence[tuple[str, str]] = (
    (r"end of template.*needs to be closed is 'if'", "{{% if … %}} isn't ended"),
    (r"unknown tag '(else|elif|endif)'", "{{% {0} %}} doesn't belong where it stands"),
    (r"unknown tag '(.*?)'", "There is no “{0}” here"),
    (
        r"end of template|end of (?:comment|raw)|got 'end of file'",
        "Something is begun with {{{{, {{% or {{# and not ended",
    ),
    (r"tag name expected|(?:got|unexpected) 'end of statement block'$", "Something is missing before %}}"),
    (r"(?:got|unexpected) 'end of print statement'$", "Something is missing before }}}}"),
    (r"expected token 'end of .*', got '(.*)'", "“{0}” can't stand beside another word; one value is named at a time"),
    (r"unexpected (?:char )?['\"](.*?)['\"](?:,| at|$)", "“{0}” can't stand where it does"),
)
"""How the parser says what it can't read, and what we say of it; the first that fits counts."""


class Mistake(Exception):
    """Why a template can't be kept; `line` is counted from 1, None where it is about the whole."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        """Take the reason, as a sentence for whoever wrote it."""
        super().__init__(reason if line is None else f"Line {line}: {reason}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The values a template may name.

    `always` are known whenever it is rendered; `sometimes` may be None, so that they are named only under an {% if %};
    `flags` are chosen by and never named. Of each of `required`, one must be said whenever it is known.
    """

    always: frozenset[str]
    sometimes: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()
    required: tuple[frozenset[str], ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """All of them."""
        return self.always | self.sometimes | self.flags


def check_template(source: str, vocabulary: Vocabulary) -> None:
    """Return when the template says something, and what it must, in every case there can be; else raise Mistake."""
    if len(source) > LONGEST:
        raise Mistake(f"This is {len(source)} characters long; {LONGEST} is the most.")
    if not source.strip():
        raise Mistake("This can't be empty: without it something is missing from what the candidate is told.")
    try:
        parsed = _environment().parse(source)
    except TemplateSyntaxError as error:
        raise Mistake(f"{_unreadable(error.message or '')} {HOW}", error.lineno) from error
    except RecursionError as error:
        raise Mistake(f"This is nested too deeply. {HOW}") from error
    reading = _Reading(vocabulary)
    reading.read(parsed.body, frozenset(), 0)
    if reading.named > MOST_VALUES:
        raise Mistake(f"Values are named {reading.named} times; {MOST_VALUES} is the most.")
    if len(reading.chosen_by) > MOST_CHOICES:
        raise Mistake(f"This chooses by {len(reading.chosen_by)} different values; {MOST_CHOICES} is the most.")
    for case in _cases(vocabulary, sorted(reading.chosen_by)):
        _check_case(source, vocabulary, case)


def render_template(source: str, values: Mapping[str, Value]) -> str:
    """Say a template that was checked, with these values."""
    return _compiled(source).render(values).strip()


@lru_cache(maxsize=512)
def _compiled(source: str) -> Template:
    return _environment().from_string(source)


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,  # plain text; what is shown of it is escaped where it is shown
    )
    for offered in (environment.globals, environment.filters, environment.tests):
        offered.clear()
    return environment


@dataclass
class _Reading:
    """Reads a parsed template: counts what is named, collects what is chosen by, and refuses all else."""

    vocabulary: Vocabulary
    named: int = 0

    def __post_init__(self) -> None:
        self.chosen_by: set[str] = set()

    def read(self, body: Iterable[nodes.Node], known: frozenset[str], depth: int) -> None:
        """Read what stands in a row; `known` are the values that are there for sure."""
        for node in body:
            if isinstance(node, nodes.Output):
                for part in node.nodes:
                    self._read_part(part, known)
            elif isinstance(node, nodes.If):
                self._read_choice(node, known, depth + 1)
            else:
                raise _refused(node)

    def _read_part(self, part: nodes.Node, known: frozenset[str]) -> None:
        if isinstance(part, nodes.TemplateData):
            _read_text(part)
        elif isinstance(part, nodes.Name):
            self._check_known(part)
            if part.name in self.vocabulary.flags:
                raise Mistake(
                    f"“{part.name}” is only for choosing: {{% if {part.name} %}} … {{% endif %}}.", part.lineno
                )
            if part.name in self.vocabulary.sometimes - known:
                raise Mistake(
                    f"“{part.name}” isn't always known. Put what names it between {{% if {part.name} %}} and "
                    "{% endif %}.",
                    part.lineno,
                )
            self.named += 1
        else:
            raise _refused(part)

    def _read_choice(self, node: nodes.If, known: frozenset[str], depth: int) -> None:
        for one in (node, *node.elif_):
            if_true, if_false = self._read_test(one.test, depth)
            self.read(one.body, known | if_true, depth)
            known |= if_false
        self.read(node.else_, known, depth)

    def _read_test(self, test: nodes.Node, depth: int) -> tuple[frozenset[str], frozenset[str]]:
        """Return the values that are there when the test holds, and when it doesn't."""
        if depth > DEEPEST:
            raise Mistake(f"This is nested too deeply; {DEEPEST} choices within each other are the most.", test.lineno)
        if isinstance(test, nodes.Name):
            self._check_known(test)
            if test.name in self.vocabulary.sometimes | self.vocabulary.flags:
                self.chosen_by.add(test.name)
            return frozenset({test.name}), frozenset()
        if isinstance(test, nodes.Not):
            if_true, if_false = self._read_test(test.node, depth + 1)
            return if_false, if_true
        if isinstance(test, nodes.And | nodes.Or):
            left, right = self._read_test(test.left, depth + 1), self._read_test(test.right, depth + 1)
            if isinstance(test, nodes.And):
                return left[0] | right[0], left[1] & right[1]
            return left[0] & right[0], left[1] | right[1]
        raise _refused(test)

    def _check_known(self, name: nodes.Name) -> None:
        if name.name not in self.vocabulary.names:
            offered = ", ".join(sorted(self.vocabulary.names))
            raise Mistake(f"There is no value “{name.name}” here. There are: {offered}.", name.lineno)


def _refused(node: nodes.Node) -> Mistake:
    what = next((said for kind, said in WHAT.items() if isinstance(node, kind)), "That doesn't")
    return Mistake(f"{what} work here. {HOW}", node.lineno)


def _read_text(text: nodes.TemplateData) -> None:
    """Refuse what looks like a value or a note that was left unfinished."""
    at = next((place for place, sign in enumerate(text.data) if sign in "{}[]"), None)
    if at is None:
        return
    line = text.lineno + text.data.count("\n", 0, at)
    if text.data[at] in "[]":
        raise Mistake(
            "Square brackets look like a note or like something left to fill in. Write it as it is said.", line
        )
    raise Mistake(f"A curly bracket would be read out as it is. {HOW}", line)


def _cases(vocabulary: Vocabulary, chosen_by: Sequence[str]) -> Iterator[dict[str, Value]]:
    """Return every way in which what the template chooses by can be known or not; a known value is its own name."""
    fixed: dict[str, Value] = {name: f"<{name}>" for name in vocabulary.always | vocabulary.sometimes}
    for known in product((True, False), repeat=len(chosen_by)):
        chosen: dict[str, Value] = {
            name: (f"<{name}>" if is_known else None) if name in vocabulary.sometimes else is_known
            for name, is_known in zip(chosen_by, known, strict=True)
        }
        yield {**fixed, **chosen}


def _check_case(source: str, vocabulary: Vocabulary, case: Mapping[str, Value]) -> None:
    said = render_template(source, case)
    lacking = [f"“{name}” {_lack(value)}" for name, value in case.items() if not value]
    when = f" when {' and '.join(lacking)}" if lacking else ""
    if not said:
        raise Mistake(f"Nothing would be said here{when}.")
    for one_of in vocabulary.required:
        known = sorted(name for name in one_of if case[name])
        if known and not any(f"<{name}>" in said for name in known):
            named = " or ".join(f"{{{{ {name} }}}}" for name in known)
            raise Mistake(f"This must always say {named}; it would be missing{when}.")


def _lack(value: Value) -> str:
    return "is not so" if value is False else "isn't known"


def _unreadable(complaint: str) -> str:
    """Say in our words what the parser complains of."""
    for pattern, said in UNREADABLE:
        if found := re.search(pattern, complaint):
            return f"{said.format(*found.groups())}."
    return "This can't be read."
