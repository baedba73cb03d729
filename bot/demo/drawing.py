"""Draws the demo's own panels."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

_TEMPLATES = Environment(
    loader=PackageLoader("bot.demo"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def draw(template: str, **values: object) -> Markup:
    """Draw a template with these values, everything escaped."""
    return Markup(_TEMPLATES.get_template(template).render(**values))  # noqa: S704  # the template escapes all of it
