"""Draws the private pages, everything people typed escaped."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

_TEMPLATES = Environment(
    loader=PackageLoader("bot.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
ASSETS: Mapping[str, str] = {"page.css": "text/css", "page.js": "text/javascript"}
"""The files of our own that pages load, and nothing else."""


def draw(template: str, values: Mapping[str, object], status: int = 200) -> HTMLResponse:
    """Draw a page; `base` among the values is where the pages stand, the others are the template's own.

    `wrote`: what somebody sent that could not be kept, on pages that aren't its form.
    """
    return HTMLResponse(_TEMPLATES.get_template(template).render({"base": "", "wrote": (), **values}), status)


def draw_trouble(why: str, status: int) -> HTMLResponse:
    """Say in one sentence what went wrong, without a look at the database."""
    return draw("trouble.html", {"why": why, "back": None}, status)


def asset(name: str) -> Response:
    """Answer with one of our own files; they hold nothing private, and browsers may keep them."""
    return Response(_read(name), media_type=ASSETS[name], headers={"Cache-Control": "public, max-age=3600"})


@cache
def _read(name: str) -> bytes:
    return files("bot.web").joinpath("static", name).read_bytes()
