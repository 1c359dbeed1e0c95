"""Every word on screen, in both languages, from `assets/strings/*.toml`.

A missing word is never blank: the key is shown in brackets and a warning is given,
which in tests is an error.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Final

from app.paths import CODE_WORDS, STRINGS

LANGUAGES: Final = ("nl", "en")

Words = str | dict[str, str]
"""A sentence, or one sentence for `one` and another for `other` numbers."""

_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


class MissingWords(UserWarning):
    """A key without words, or words without one of their values."""


@lru_cache(maxsize=1)
def strings() -> dict[str, dict[str, Words]]:
    """Return every entry of every file: key → language → words."""
    found: dict[str, dict[str, Words]] = {}
    for path in sorted(STRINGS.glob("*.toml")):
        for key, words in tomllib.loads(path.read_text("utf-8")).items():
            if key in found:
                raise ValueError(f"{key} stands in two files, one is {path.name}")
            found[key] = words
    return found


def text(key: str, language: str, **values: str | int) -> str:
    """Return the words of `key`, filled in; `count` picks one or other."""
    words = strings().get(key, {}).get(language)
    if isinstance(words, dict):
        words = words.get("one" if values.get("count") == 1 else "other")
    if not words:
        return _missing(key)
    try:
        return words.format(**{name: _isolated(each) for name, each in values.items()})
    except (KeyError, IndexError):
        return _missing(key)


def has_text(key: str) -> bool:
    """Return whether there are words for `key`."""
    return key in strings()


def field_words(name: str, language: str) -> str:
    """Return the words of a field by its name alone, as refusals know it."""
    found = (key for key in strings() if key.startswith("field."))
    key = next((each for each in found if each.rpartition(".")[2] == name), None)
    return text(key, language) if key else text(f"field.any.{name}", language)


@lru_cache(maxsize=1)
def _code_words() -> tuple[str, ...]:
    return tuple(CODE_WORDS.read_text("utf-8").split())


def six_words(check: bytes) -> tuple[str, ...]:
    """Return the words two screens show for the same bytes, one word a byte.

    The words are Dutch in either language: both screens must show the same ones.
    """
    return tuple(_code_words()[each] for each in check)


def _missing(key: str) -> str:
    warnings.warn(f"no words for {key}", MissingWords, stacklevel=3)
    return f"[{key}]"


def _isolated(value: str | int) -> str | int:
    """Keep a right-to-left name from turning the sentence around it."""
    if isinstance(value, str) and any(
        unicodedata.bidirectional(each) in ("R", "AL") for each in value
    ):
        return f"{_ISOLATE}{value}{_END_ISOLATE}"
    return value


def unused_keys(root: Path | None = None) -> frozenset[str]:
    """Return the keys no source file asks for, by name or by the start of one."""
    sources = "\n".join(
        path.read_text("utf-8")
        for room in ("app", "sync")
        for path in sorted(((root or STRINGS.parent.parent) / room).rglob("*.py"))
    )
    literal = set(re.findall(r"[\"']([\w.]+)[\"']", sources))
    prefixes = tuple(set(re.findall(r"f[\"'](\w+\.[\w.]*)\{", sources)))
    classes = set(re.findall(r"^class (\w+)", sources, re.MULTILINE))
    names = set(re.findall(r"^    (\w+):", sources, re.MULTILINE)) | literal
    return frozenset(
        key for key in strings() if not _is_used(key, literal, prefixes, classes, names)
    )


def _is_used(
    key: str,
    literal: set[str],
    prefixes: tuple[str, ...],
    classes: set[str],
    names: set[str],
) -> bool:
    area, _, rest = key.partition(".")
    owner, _, name = rest.rpartition(".")
    match area:
        case "refusal":
            return rest in literal
        case "field" | "term":
            return owner in {*classes, "any"} and name in names
        case _:
            return key in literal or key.startswith(prefixes)
