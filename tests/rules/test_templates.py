"""Templates people write: said as they are meant, or refused with the line and the reason."""

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.templates import LONGEST, Mistake, Value, Vocabulary, check_template, render_template

WORDS = Vocabulary(
    always=frozenset({"candidate", "job"}),
    sometimes=frozenset({"company", "role"}),
    flags=frozenset({"everybody_spoke"}),
    required=(frozenset({"candidate"}),),
)
CASES: list[dict[str, Value]] = [
    {"candidate": "Ada", "job": "Engineer", "company": company, "role": role, "everybody_spoke": spoke}
    for company, role, spoke in product(("Acme", None), ("boss", None), (True, False))
]

REFUSED = [
    ("{% for one in candidate %}x{% endfor %}", 1, "Loops"),
    ("hello\n\n{% for a in job %}{% for b in job %}x{% endfor %}{% endfor %}", 3, "Loops"),
    ("{{ ''.__class__.__mro__ }}", 1, "Parts of a value"),
    ("{{ candidate.__init__.__globals__ }}", 1, "Parts of a value"),
    ("{{ candidate['x'] }}", 1, "Parts of a value"),
    ("hello\n{{ 'a' * 10 ** 9 }}", 2, "Sums"),
    ("{{ 9 ** 9 ** 9 ** 9 }}", 1, "Sums"),
    ("{{ range(10 ** 9) }}", 1, "Calls"),
    ("{{ candidate() }}", 1, "Calls"),
    ("{{ candidate | upper }}", 1, "Filters"),
    ("{{ candidate if job else job }}", 1, "A choice inside"),
    ("{{ 'words' }}", 1, "Fixed values"),
    ("{% if job == 'a' %}x{% endif %}", 1, "Comparisons"),
    ("{% if job is defined %}x{% endif %}", 1, "Tests"),
    ("{% set candidate = job %}", 1, "work here"),
    ("{% macro a() %}{{ a() }}{% endmacro %}", 1, "work here"),
    ("{% include '/etc/passwd' %}", 1, "work here"),
    ("{% import 'os' as os %}", 1, "work here"),
    ("{% block a %}x{% endblock %}", 1, "work here"),
    ("{{ candidate ~ job }}", 1, "work here"),
    ("{{ [job] }}", 1, "work here"),
    ("one\ntwo\n{{ salary }}", 3, "no value “salary”"),
    ("{{ self }}", 1, "no value “self”"),
    ("one\n{{ company }}", 2, "isn't always known"),
    ("{% if not company %}{{ company }}{% endif %}", 1, "isn't always known"),
    ("{% if company or role %}{{ role }}{% endif %}", 1, "isn't always known"),
    ("{% if company %}x{% else %}\n{{ company }}{% endif %}", 2, "isn't always known"),
    ("{{ everybody_spoke }}", 1, "only for choosing"),
    ("Dear\n[name]", 2, "Square brackets"),
    ("Dear {candidate}", 1, "curly bracket"),
    ("{% raw %}{{ candidate }}{% endraw %}", 1, "curly bracket"),
    ("Dear {{ candidate", 1, "Something is begun with {{, {% or {# and not ended."),
    ("{# a remark", 1, "Something is begun with {{, {% or {# and not ended."),
    ("one\n{% if company %}x", 2, "{% if … %} isn't ended."),
    ("one\n{% unless company %}x", 2, "There is no “unless” here."),
    ("one\n{% endif %}", 2, "{% endif %} doesn't belong where it stands."),
    ("{% if company %}x{% endfor %}", 1, "There is no “endfor” here."),
    ("{{ }}", 1, "Something is missing before }}."),
    ("{% if %}x{% endif %}", 1, "Something is missing before %}."),
    ("{{ first name }}", 1, "“name” can't stand beside another word"),
    ("{{ candidate! }}", 1, "“!” can't stand where it does."),
    ("{{ candidate }", 1, "“}” can't stand where it does."),
    ("{{ candidate. }}", 1, "This can't be read."),
    ("{% if job %}" * 6 + "x" + "{% endif %}" * 6, 1, "nested too deeply"),
    ("{% if " + "not " * 700 + "job %}x{% endif %}", 1, "nested too deeply"),
    ("{{" + "(" * 1400 + "job" + ")" * 1400 + "}}", None, "nested too deeply"),
    ("x" * (LONGEST + 1), None, "3001 characters"),
    ("{{ candidate }}" * 41, None, "named 41 times"),
    ("  \n ", None, "can't be empty"),
    ("{# nothing but a remark #}", None, "Nothing would be said"),
    ("{% if company %}Dear {{ candidate }}{% endif %}", None, "Nothing would be said here when “company” isn't known"),
    ("hello", None, "must always say {{ candidate }}"),
    ("Dear {% if everybody_spoke %}{{ candidate }}{% endif %}", None, "missing when “everybody_spoke” is not so"),
]


@pytest.mark.parametrize(("source", "line", "reason"), REFUSED)
def test_what_is_refused_says_where_and_why(source: str, line: int | None, reason: str) -> None:
    """Whatever could compute, reach further, hang, flood or be read out by mistake is refused, at once."""
    with pytest.raises(Mistake) as refused:
        check_template(source, WORDS)
    assert refused.value.line == line
    assert reason in str(refused.value)
    assert not re.search(r"(?i)jinja|token|\btag|template|directive", str(refused.value))
    assert str(refused.value).startswith(f"Line {line}: " if line else ("This", "Nothing", "Values"))


PLAIN = st.text(st.sampled_from("aé書ש 🦄.,?\n%#-\"'<>&"), max_size=12).filter(
    lambda text: not {"{%", "{#", "%}", "#}"} & {text[at : at + 2] for at in range(len(text))}
)


def _known(name: str) -> st.SearchStrategy[str]:
    return st.tuples(PLAIN, PLAIN).map(lambda around: f"{{% if {name} %}}{around[0]}{{{{ {name} }}}}{{% endif %}}")


PIECES = st.one_of(
    PLAIN,
    st.sampled_from(["{{ candidate }}", "{{job}}", "{{- candidate -}}"]),
    st.sampled_from(["company", "role"]).flatmap(_known),
    st.tuples(st.sampled_from(["everybody_spoke", "not company", "company and role", "role or job"]), PLAIN, PLAIN).map(
        lambda one: f"{{% if {one[0]} %}}{one[1]}{{% else %}}{one[2]}{{% endif %}}"
    ),
    st.just("{% if company %}{{ company }}{% elif role %}{{ role }}{% else %}{{ job }}{% endif %}"),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=6))
def test_what_is_allowed_is_said_in_every_case(pieces: list[str]) -> None:
    """Text, values and choices are taken in any order, and leave no bracket, no gap and no “None” in what is said."""
    source = "".join(["Dear {{ candidate }}, ", *pieces])
    check_template(source, WORDS)
    for case in CASES:
        said = render_template(source, case)
        assert said.startswith("Dear Ada,")
        assert not any(sign in said for sign in ("{", "}", "None", "True", "False"))


TOKENS = ["{{", "}}", "{%", "%}", "{#", "#}", " ", "\n", "if", "else", "elif", "endif", "not", "and", "or", "for", "in"]
TOKENS += [
    "candidate",
    "company",
    "everybody_spoke",
    "(",
    ")",
    "[",
    "]",
    "|",
    ".",
    "'",
    '"',
    "*",
    "9",
    "~",
    "-",
    "\\N{",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=14).map("".join))
def test_whatever_is_typed_is_taken_or_refused(typed: str) -> None:
    """Nothing that can be typed breaks the check; what it takes can be said in every case."""
    try:
        check_template(typed, WORDS)
    except Mistake as mistake:
        assert str(mistake).endswith(".")  # noqa: PT017  # any other exception is a failure of the test
        return
    assert all("Ada" in render_template(typed, case) for case in CASES)
