"""Sheets of advice for who can look after themselves: plain words and pictures.

What ships is an example without any number, for a doctor to check. A post that checked
one writes its own; that one is shown instead, with who wrote it and from what source.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Ref, Text, When

STREAM_START: Final = b"advice:"
LANGUAGES: Final = ("nl", "en")


@dataclass(frozen=True, slots=True)
class AdviceSet:
    """A post wrote its own text of a sheet: one step on a line, in both languages."""

    post: Annotated[bytes, Ref()]
    topic: Annotated[str, Text(32)]
    observed_ms: Annotated[int, When()]
    steps_nl: Annotated[str, Text(1500, long=True)]
    steps_en: Annotated[str, Text(1500, long=True)]
    back_nl: Annotated[str, Text(600, long=True)] = ""
    back_en: Annotated[str, Text(600, long=True)] = ""
    source: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, with the picture beside it; no picture where none fits."""

    picture: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its title, steps, and when to come after all, in each language.

    `set_ms` None is the example that ships; else `actor` wrote it.
    """

    topic: str
    title: Mapping[str, str]
    steps: tuple[Step, ...]
    back: Mapping[str, tuple[str, ...]]
    source: str = ""
    set_ms: int | None = None
    actor: bytes = b""

    @property
    def is_example(self) -> bool:
        """Whether nobody at this post has written it."""
        return self.set_ms is None


@dataclass(frozen=True, slots=True)
class Advice:
    """What a post last wrote of one sheet."""

    said: AdviceSet | None = None
    actor: bytes = b""


@dataclass(frozen=True, slots=True)
class AdviceLine:
    """What lists go by."""

    post: bytes
    topic: str


def _set(advice: Advice, fact: AdviceSet, stamp: Stamp) -> Advice:
    held = advice.said
    is_newer = held is None or fact.observed_ms >= held.observed_ms
    return replace(advice, said=fact, actor=stamp.actor) if is_newer else advice


FOLD: Final[dict[type, Fold]] = {AdviceSet: _set}


def line(advice: Advice) -> AdviceLine:
    """Return the scalars that lists need."""
    said = advice.said
    return AdviceLine(said.post, said.topic) if said else AdviceLine(b"", "")


def advice_stream(post: bytes, topic: str) -> bytes:
    """Return the stream of a sheet at a post."""
    return STREAM_START + post + b":" + topic.encode()


def read_sheets(text: str) -> tuple[Sheet, ...]:
    """Read the sheets that ship: a table for each topic. Raises ValueError."""
    return tuple(_sheet(topic, said) for topic, said in tomllib.loads(text).items())


def _sheet(topic: str, said: dict[str, Any]) -> Sheet:
    steps = tuple(
        Step(each["picture"], {name: each[name] for name in LANGUAGES})
        for each in said["steps"]
    )
    back = {name: tuple(said["back"][name]) for name in LANGUAGES}
    return Sheet(topic, said["title"], steps, back)


def with_own(sheet: Sheet, own: Advice) -> Sheet:
    """Return a sheet as a post wrote it; pictures stay beside steps in their order."""
    said = own.said
    if said is None:
        return sheet
    lines = {"nl": _lines(said.steps_nl), "en": _lines(said.steps_en)}
    count = max(len(each) for each in lines.values())
    pictures = [each.picture for each in sheet.steps]
    steps = tuple(
        Step(
            pictures[place] if place < len(pictures) else "",
            {name: _at(lines[name], place) for name in LANGUAGES},
        )
        for place in range(count)
    )
    back = {"nl": _lines(said.back_nl), "en": _lines(said.back_en)}
    return replace(
        sheet,
        steps=steps,
        back=back,
        source=said.source,
        set_ms=said.observed_ms,
        actor=own.actor,
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.splitlines() if each.strip())


def _at(lines: tuple[str, ...], place: int) -> str:
    return lines[place] if place < len(lines) else ""


def sheet_text(sheet: Sheet, language: str, come: str) -> str:
    """Return a sheet as short text, as a square holds it; `come` leads the warnings."""
    said = [sheet.title[language]]
    said += [f"- {each.words[language]}" for each in sheet.steps]
    if sheet.back[language]:
        said += [come, *(f"! {each}" for each in sheet.back[language])]
    return "\n".join(said)
