"""Makes values of any shape a message builder takes, filled with the nastiest words people may type."""

import dataclasses
import types
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from bot.messages.candidacies import ACTIONS
from bot.rules.access import Action
from bot.rules.call_script import Script
from bot.rules.wording import AS_SHIPPED, Wording

NASTY = (
    "<!channel> <!here|here> <!subteam^S1> @channel @here @everyone",
    "<@U0EVIL> <#C0EVIL|secret> <http://evil.example|click> <mailto:a@b.example|you>",
    "&amp; &lt;!channel&gt; &&& &#60;!here>",
    "```code``` `tick` *bold* _it_ ~no~ > quote",
    "\u202eright to left\u202c \u05e9\u05dc\u05d5\u05dd \u200f\u2067",
    "🦄👩\u200d👩\u200d👧 :+1: ❤️",
    "two\nlines\r\nBcc: all@evil.example\r\n\r\nbody",
    'BEGIN:VEVENT\nSUMMARY;X="a":b\\n,;',
    '{"json": [1]} %s {0} ${x}',
    " \t\u00a0\u2028\u0085 ",
    "a",
)
PICTURES = ("&", "<", "\n", "🦄", " ", "x", "&<>", "<!channel>")

short = st.sampled_from(NASTY) | st.builds(
    lambda one, many: (one * many)[:150], st.sampled_from(PICTURES), st.integers(1, 150)
)
"""Names and other things typed in one line: Slack's forms and profiles hold up to so many."""

words = short | st.builds(
    lambda one, many: (one * (many // len(one) + 1))[:many],
    st.sampled_from(NASTY + PICTURES),
    st.sampled_from([2000, 3000]),
)
"""What a form's box holds."""

essays = words | st.builds(lambda one: (one * (40_000 // len(one) + 1))[:40_000], st.sampled_from(NASTY + PICTURES))
"""What a message holds."""

instants = st.sampled_from([datetime(2030, 1, 7, 9, 0, tzinfo=UTC), datetime(2030, 12, 31, 23, 59, tzinfo=UTC)])
zones = st.sampled_from(["Europe/Berlin", "America/Argentina/ComodRivadavia", "UTC"])
addresses = st.sampled_from(["ada@home.example", "o'neill+x@" + "a" * 60 + ".example"])
slack_ids = st.sampled_from(["U0ANN", "W12345678"])
channels = st.sampled_from(["C0DEBRIEF", "D12345678"])

ByName = Mapping[str, st.SearchStrategy[Any]]


def of(hint: Any, name: str, by_name: ByName) -> st.SearchStrategy[Any]:  # noqa: ANN401  # any annotation
    """Return values for a parameter or field of this name and type; `by_name` decides first where texts are meant."""
    if name in by_name and (hint in {str, Script} or name == "choices"):
        return by_name[name]
    origin, inner = get_origin(hint), get_args(hint)
    if origin is None:
        return _plain(hint, by_name)
    if origin in {Union, types.UnionType}:
        return st.one_of(*(of(one, name, by_name) for one in inner))
    return _many(origin, inner, name, by_name)


def _many(origin: Any, inner: tuple[Any, ...], name: str, by_name: ByName) -> st.SearchStrategy[Any]:  # noqa: ANN401  # any annotation
    if origin is tuple and inner[-1] is not Ellipsis:
        return st.tuples(*(of(one, name, by_name) for one in inner))
    if origin in {dict, Mapping}:
        return st.dictionaries(of(inner[0], "key", by_name), of(inner[1], name, by_name), max_size=4)
    many = st.lists(of(inner[0], name, by_name), max_size=4, unique=inner[0] is Action)
    return many.map(tuple) if origin is tuple else many


def _plain(hint: Any, by_name: ByName) -> st.SearchStrategy[Any]:  # noqa: ANN401  # any annotation
    if hint is Wording:
        return st.just(AS_SHIPPED)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        hints = get_type_hints(hint)
        made: Callable[..., Any] = hint
        return st.builds(made, **{one.name: of(hints[one.name], one.name, by_name) for one in dataclasses.fields(hint)})
    if hint is Action:
        return st.sampled_from(list(ACTIONS))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    return SIMPLE[hint]


SIMPLE: Mapping[Any, st.SearchStrategy[Any]] = {
    type(None): st.none(),
    str: short,
    int: st.integers(1, 99),
    bool: st.booleans(),
    datetime: instants,
    date: st.sampled_from([date(2030, 1, 7), date(2031, 2, 28)]),
    timedelta: st.sampled_from([timedelta(0), timedelta(days=9)]),
    time: st.sampled_from([time(9), time(18)]),
    float: st.sampled_from([0.0, 0.5, 1.0]),
}


def calls_of(builder: Callable[..., object], by_name: ByName) -> st.SearchStrategy[dict[str, Any]]:
    """Return keyword arguments for a builder, whatever it takes."""
    hints = get_type_hints(builder)
    hints.pop("return", None)
    return st.fixed_dictionaries({name: of(hint, name, by_name) for name, hint in hints.items()})
