"""The page's templates, with everything escaped that is not markup already."""

from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

FOLDER = Path(__file__).parent


class Templates:
    """Renders templates by name."""

    def __init__(self) -> None:
        """Read templates from the folder beside this file."""
        loader = FileSystemLoader(FOLDER / "templates")
        self._environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
        self._environment.filters["clock"] = clock

    def draw(self, name: str, **values: object) -> Markup:
        """Render a piece of a page."""
        return Markup(self._environment.get_template(name).render(**values))  # noqa: S704  # the template escaped it

    def answer(self, name: str, **values: object) -> HTMLResponse:
        """Render an answer, never to be kept by the browser."""
        return HTMLResponse(self.draw(name, **values), headers={"Cache-Control": "no-store"})


def clock(at: datetime) -> str:
    """Show a time of day."""
    return f"{at:%H:%M}"
