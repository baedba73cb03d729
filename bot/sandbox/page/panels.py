"""Panels: pages that others add to the workspace's page, without the workspace knowing what they are about."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from bot.sandbox.people import Person


@dataclass(frozen=True, slots=True)
class Asked:
    """What a panel is asked: who looks, the address of the panel, the query of the address, the fields of a form."""

    viewer: Person
    address: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Panel:
    """A page of its own with a title at the foot of the sidebar.

    `draw` gives its HTML; a form in it that posts to `{address}/{verb}` comes to `act`, which may give a sentence to
    say or raise `Refused`. A `docked` panel stands beside every conversation instead. `badge` is a number at its title,
    `raw` answers GET requests below `/panel/{name}/` with whatever it likes, such as a file.
    """

    name: str
    title: str
    draw: Callable[[Asked], Awaitable[Markup]]
    act: Callable[[str, Asked], Awaitable[str | None]] | None = None
    docked: bool = False
    badge: Callable[[], Awaitable[int]] | None = None
    raw: Callable[[Request], Awaitable[Response]] | None = None
