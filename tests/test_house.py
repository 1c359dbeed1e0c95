"""The house keeps its own rules: sizes, the two commands, words in both languages."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

from app.i18n import LANGUAGES, strings, unused_keys

ROOT = Path(__file__).parent.parent
WALL_LINES = 400
RUN_LINE = (
    "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/noodpost demo"
)
TEST_LINE = (
    "python3 -m venv .venv && .venv/bin/pip install -e '.[dev]' && .venv/bin/pytest"
)
TOP = {
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "app",
    "assets",
    "pyproject.toml",
    "sync",
    "tests",
}


def _sources() -> list[Path]:
    return [
        path
        for room in ("app", "sync", "tests")
        for path in (ROOT / room).rglob("*.py")
        if "__pycache__" not in path.parts
    ]


def test_no_file_is_longer_than_the_wall() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in _sources()
        if (count := len(path.read_text("utf-8").splitlines())) > WALL_LINES
    }

    assert long == {}


def test_the_top_level_is_fixed() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    names = (
        {line.split("/")[0] for line in listed.stdout.splitlines()}
        if listed.returncode == 0
        else {path.name for path in ROOT.iterdir() if path.name in TOP}
    )

    assert {name for name in names if not name.startswith(".")} <= TOP


def test_readme_says_the_commands_that_ci_runs() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    ci = (ROOT / ".ci" / "run").read_text("utf-8")

    assert RUN_LINE in readme
    assert TEST_LINE in readme
    assert f'test_line="{TEST_LINE}"' in ci


def test_every_string_is_there_in_both_languages() -> None:
    lacking = [
        (key, language)
        for key, words in strings().items()
        for language in LANGUAGES
        if not words.get(language)
    ]

    assert lacking == []


def test_both_languages_fill_in_the_same_values() -> None:
    def names(words: object) -> set[str]:
        return set(re.findall(r"{(\w+)", str(words)))

    unequal = [
        key
        for key, words in strings().items()
        if len({frozenset(names(words[language])) for language in LANGUAGES}) > 1
    ]

    assert unequal == []


def test_no_string_is_unused() -> None:
    assert sorted(unused_keys()) == []


def test_the_licence_is_named_once_and_the_same() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    assert project["license"] == "EUPL-1.2"
    assert "EUPL-1.2" in (ROOT / "LICENSE").read_text("utf-8")
    assert "EUPL-1.2" in (ROOT / "README.md").read_text("utf-8")
