"""What every piece of drawing needs to know: whose eyes, which surface, what was entered, what was wrong."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from markupsafe import Markup

from bot.sandbox.drawing.names import Names
from bot.sandbox.ids import JSON
from bot.sandbox.limits import Surface

_UNFIT = re.compile(r"[^A-Za-z0-9_-]+")

Draw = Callable[["Pen", JSON], Markup]


@dataclass(slots=True)
class Pen:
    """Draws for one reader; `typed` is `state.values`, `errors` are by block id, `place` makes DOM ids unique.

    `zone` is the reader's IANA zone; `now` is what "today" means; `draw` draws blocks inside blocks.
    """

    names: Names
    zone: str
    surface: Surface = "message"
    interactive: bool = True
    typed: Mapping[str, JSON] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    place: str = "x"
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    draw: Draw = lambda _pen, _block: Markup("")
    _count: int = 0

    def __post_init__(self) -> None:
        """Make the place fit for an id."""
        self.place = _UNFIT.sub("-", self.place) or "x"

    def new_id(self) -> str:
        """Give the next DOM id."""
        self._count += 1
        return f"{self.place}-{self._count}"
