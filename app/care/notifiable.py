"""Diseases that the law wants reported: an example that ships, and what a post changed.

The list changes by law, so every line says from when it is: the shipped ones as they
were read, a post's own ones as who leads dated them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from app.care.form import Choice, Text

SHIPPED_AS_OF: Final = "2026-12-01"
"""When the list that ships was read; its source has no date of its own."""

MOST_DISEASES: Final = 400


class ReportGroup(StrEnum):
    """How soon the law wants a disease reported to the GGD."""

    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C = "C"


@dataclass(frozen=True, slots=True)
class DiseaseListed:
    """A disease is to be reported, in this group, from this day on."""

    disease: Annotated[str, Text(80)]
    group: Annotated[ReportGroup, Choice()]
    as_of: Annotated[str, Text(10)]


@dataclass(frozen=True, slots=True)
class DiseaseDropped:
    """A disease is no longer to be reported, from this day on."""

    disease: Annotated[str, Text(80)]
    as_of: Annotated[str, Text(10)]


@dataclass(frozen=True, slots=True)
class Disease:
    """One line of the list; `group` None was taken off. `is_own`: this post's word."""

    name: str
    group: ReportGroup | None
    as_of: str
    is_own: bool = False


def read_diseases(text: str) -> tuple[Disease, ...]:
    """Read the list that ships: a group and a name on a line; `#` is a remark."""
    lines = [each for each in text.splitlines() if each and not each.startswith("#")]
    pairs = (line.split(";", 1) for line in lines[1:])
    return tuple(
        Disease(name.strip(), ReportGroup(group), SHIPPED_AS_OF)
        for group, name in pairs
    )


def changed(own: tuple[Disease, ...], line: Disease) -> tuple[Disease, ...]:
    """Return a post's own lines with one said anew; the last word counts."""
    key = line.name.casefold()
    others = (each for each in own if each.name.casefold() != key)
    return tuple(sorted((*others, line), key=lambda each: each.name.casefold()))


def in_force(
    shipped: Iterable[Disease], own: Iterable[Disease]
) -> dict[ReportGroup, tuple[Disease, ...]]:
    """Return what is to be reported, by group: what ships, with a post's own on top."""
    standing = {each.name.casefold(): each for each in shipped}
    standing |= {each.name.casefold(): each for each in own}
    listed = sorted(standing.values(), key=lambda each: each.name.casefold())
    return {
        group: tuple(each for each in listed if each.group is group)
        for group in ReportGroup
    }
