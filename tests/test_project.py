"""The project itself: what is installed, what is shipped, what a newcomer finds."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.rules.words import TimerKind
from bot.settings import Settings
from tests.design import DESIGN, design_table

ROOT = Path(__file__).parents[1]
OURS = ("bot", "handlers", "storage", "migrations", "tests")

NEEDED_BY = {
    "aiosqlite": "sqlite[+]aiosqlite",
    "psycopg": "postgresql[+]psycopg",
    "python-multipart": r"\.form\(\)",
    "pyyaml": "import yaml",
    "tzdata": "zoneinfo",
    "websockets": "WebSocketRoute",
}
"""How a package shows in the code that needs it, where it is not imported by its own name."""


def sources(*folders: str) -> list[Path]:
    """Every Python file of ours."""
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def project() -> dict[str, object]:
    """The project's table of pyproject.toml."""
    table: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return table


def requirements(*, dev: bool) -> list[Requirement]:
    """What the bot needs; with `dev` what working on it needs."""
    extras = project()["optional-dependencies"]
    assert isinstance(extras, dict)
    listed = extras["dev"] if dev else project()["dependencies"]
    assert isinstance(listed, list)
    return [Requirement(line) for line in listed]


def locked() -> dict[str, str]:
    """The versions in requirements.lock by package."""
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pairs}


def test_the_lock_names_exact_versions_and_no_registry() -> None:
    """Whoever installs uses their own registry."""
    for line in (ROOT / "requirements.lock").read_text().splitlines():
        assert line.startswith("#") or re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", line), line


@pytest.mark.parametrize("requirement", [*requirements(dev=False), *requirements(dev=True)], ids=str)
def test_the_lock_satisfies_the_project(requirement: Requirement) -> None:
    """pyproject.toml and requirements.lock agree."""
    assert requirement.specifier.contains(locked()[canonicalize_name(requirement.name)])


@pytest.mark.parametrize("requirement", requirements(dev=False), ids=str)
def test_every_dependency_is_used(requirement: Requirement) -> None:
    """Nothing is installed that no code needs."""
    name = canonicalize_name(requirement.name)
    sign = re.compile(NEEDED_BY.get(name, rf"(?m)^\s*(import|from) {name.replace('-', '_')}\b"))
    assert any(sign.search(path.read_text()) for path in sources("bot", "handlers", "storage")), name


def test_every_import_is_a_dependency() -> None:
    """Nothing works only because something else happens to bring it."""
    needed = {canonicalize_name(requirement.name) for requirement in requirements(dev=False)}
    homes = packages_distributions()
    folders = OURS[:-1]
    for path in sources(*folders):
        for module in imported(ast.parse(path.read_text())) - sys.stdlib_module_names - {*folders}:
            assert needed & {canonicalize_name(home) for home in homes[module]}, f"{path}: {module}"


def imported(tree: ast.Module) -> set[str]:
    """Name the top packages a module imports."""
    plain = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    named = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return {name.partition(".")[0] for name in plain | named}


def test_make_help_has_a_line_for_each_target() -> None:
    """The targets a newcomer looks for, each with a sentence."""
    output = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S607  # whichever make there is
    targets = {line.split()[0]: line for line in output.splitlines()}
    assert {"demo", "test", "run", "check", "bench"} <= set(targets)
    assert all(len(line.split()) > 2 for line in targets.values())


def test_each_silenced_rule_gives_its_reason() -> None:
    """After every noqa and type: ignore stands the rule it silences, then why."""
    silenced = re.compile(r"#\s*(noqa|type:\s*ignore)(?P<rest>.*)")
    reason = re.compile(r"(: [A-Z]+[0-9]+(, [A-Z]+[0-9]+)*|\[[a-z-]+(, ?[a-z-]+)*\]) +(#|--?) ?\w.{3,}")
    bare = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in sources(*OURS)
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (found := silenced.search(line)) and not reason.match(found["rest"])
    ]
    assert bare == []


def test_the_license_is_mit() -> None:
    """As pyproject.toml says."""
    assert project()["license"] == "MIT"
    assert (ROOT / "LICENSE").read_text().startswith("MIT License")


def test_a_wheel_carries_everything(tmp_path: Path) -> None:
    """An installed bot has its manifest, its migrations and every file its code reads."""
    shipped = [path for folder in OURS[:-1] for path in (ROOT / folder).rglob("*") if is_source(path)]
    copy = tmp_path / "copy"
    for path in [*shipped, *ROOT.glob("*.*"), ROOT / "LICENSE"]:
        if path.is_file():
            (copy / path.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy / path.relative_to(ROOT))
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(tmp_path)]
    subprocess.run([*command, str(copy)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    assert sorted({str(path.relative_to(ROOT)) for path in shipped} - packed) == []
    assert not any(name.startswith("tests/") for name in packed)


def is_source(path: Path) -> bool:
    """Say whether a path is a file people wrote."""
    return path.is_file() and "__pycache__" not in path.parts


def test_the_readme_points_at_lines_that_are_there() -> None:
    """Its last section shows by example where things are added; its table of settings names every setting."""
    readme = (ROOT / "README.md").read_text()
    examples = re.findall(r"\| `(.+?)` in `(.+?)` \| `(.+?)`: `(.+?)` \|", readme)
    assert len(examples) == 3
    for signature, written, table, line in examples:
        assert signature.partition("(")[0] in (ROOT / written).read_text(), signature
        assert line in (ROOT / table).read_text(), line
    for name in Settings.model_fields:
        assert f"`{name.upper()}`" in readme, name


def test_the_design_says_when_each_timer_is_due() -> None:
    """Each kind of timer stands in the first column of the design's table, and nothing else does."""
    _, *rows = design_table("| timer | due |")
    assert sorted(re.findall(r"`(\w+)`", " ".join(row[0] for row in rows))) == sorted(TimerKind)


def test_the_design_has_the_sections_that_are_named() -> None:
    """Whoever follows a section's number from the code finds it."""
    named = {number for path in sources(*OURS) for number in re.findall(r"DESIGN\.md §(\d+)", path.read_text())}
    assert named
    assert named <= set(re.findall(r"^## (\d+)\.", DESIGN.read_text(), re.MULTILINE))
