"""docs/DESIGN.md, as the tests that hold the product to it read it."""

from itertools import dropwhile, takewhile
from pathlib import Path

DESIGN = Path(__file__).parent.parent / "docs/DESIGN.md"


def design_table(head: str) -> list[list[str]]:
    """Return the cells of the table whose first line begins like this, the first line among them."""
    lines = dropwhile(lambda line: not line.startswith(head), DESIGN.read_text(encoding="utf-8").splitlines())
    first, _rule, *rows = takewhile(lambda line: line.startswith("|"), lines)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in (first, *rows)]
