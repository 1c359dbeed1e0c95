"""The list of medicines that ships: names and groups, to be checked by a pharmacist."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

NOT_MEDICINE: Final = "not_medicine"
"""Marks what people are allergic to but nobody gives: latex, a wasp."""

GROUP: Final = "group:"
"""How the code of a whole group starts, so that it is never that of a substance."""

_REMEMBERED: Final = 2_000
"""Names that were looked at last: the same few come again with every drawing."""

_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Listed:
    """A substance of the list, or a whole group when its code says so."""

    code: str
    name_nl: str
    name_en: str
    groups: tuple[str, ...]
    synonyms: tuple[str, ...]
    items: tuple[str, ...] = ()
    is_medicine: bool = True

    @property
    def is_group(self) -> bool:
        """Whether this is a group and not one substance."""
        return self.code.startswith(GROUP)

    def name(self, language: str) -> str:
        """Return what it is called in a language."""
        return self.name_nl if language == "nl" else self.name_en

    @property
    def names(self) -> frozenset[str]:
        """Every name it goes by, plain."""
        said = (self.name_nl, self.name_en, *self.synonyms)
        return frozenset(plain(each) for each in said)


class Formulary:
    """What is on the list, by code and by name."""

    def __init__(self, listed: Iterable[Listed]) -> None:
        self._by_code = {each.code: each for each in listed}
        self._by_name = {
            name: each for each in self._by_code.values() for name in each.names
        }
        self._mentioned = lru_cache(maxsize=_REMEMBERED)(self._look_for)

    def get(self, code: str) -> Listed | None:
        """Return the substance or group with this code."""
        return self._by_code.get(code)

    def substance(self, code: str) -> Listed | None:
        """Return the substance with this code; a group is none."""
        found = self._by_code.get(code)
        return None if found is None or found.is_group else found

    def knows(self, code: str) -> bool:
        """Tell whether a code is on the list."""
        return code in self._by_code

    def meant(self, code: str, said: str) -> tuple[Listed, ...]:
        """Return what a code names or, without one, all that the words mention."""
        found = self._by_code.get(code)
        return self._mentioned(said) if found is None else (found,)

    def _look_for(self, said: str) -> tuple[Listed, ...]:
        words = f" {plain(said)} "
        named = (each for name, each in self._by_name.items() if f" {name} " in words)
        return tuple(dict.fromkeys(named))

    def named(self, said: str) -> Listed | None:
        """Return what goes by exactly this name."""
        return self._by_name.get(plain(said))

    def search(self, said: str, *, medicines: bool, most: int = 6) -> list[Listed]:
        """Return what has a name with a word that starts so; the nearest first.

        Of equals a whole group stands before one substance of it.

        `medicines` leaves out groups, and what nobody gives.
        """
        wanted = plain(said)
        if not wanted:
            return []
        found = [
            (min(places), not each.is_group, each.name_nl, each)
            for each in self._by_code.values()
            if not medicines or (each.is_medicine and not each.is_group)
            if (places := _places(wanted, each.names))
        ]
        return [each[3] for each in sorted(found, key=lambda one: one[:3])[:most]]


@lru_cache(maxsize=_REMEMBERED)
def plain(said: str) -> str:
    """Return words to compare by: no capitals, no accents, no signs."""
    parts = unicodedata.normalize("NFD", said.casefold())
    bare = "".join(each for each in parts if not unicodedata.combining(each))
    return " ".join(_WORD.findall(bare))


def read_formulary(substances: str, groups: str) -> Formulary:
    """Read the list from the texts of its two CSV files; `#` starts a remark.

    Raises ValueError for a substance in a group that is not there.
    """
    whole = [_group(row) for row in _rows(groups)]
    known = {each.groups[0] for each in whole}
    single = [_substance(row, known) for row in _rows(substances)]
    return Formulary([*whole, *single])


def _rows(text: str) -> list[dict[str, str]]:
    said = (row for row in io.StringIO(text) if not row.startswith("#"))
    return list(csv.DictReader(said))


def _group(row: dict[str, str]) -> Listed:
    code = row["code"]
    return Listed(
        GROUP + code,
        row["name_nl"],
        row["name_en"],
        (code, *_parts(row["within"])),
        _parts(row["synonyms"]),
    )


def _substance(row: dict[str, str], known: set[str]) -> Listed:
    groups = _parts(row["groups"])
    own = tuple(each for each in groups if each != NOT_MEDICINE)
    strange = set(own) - known
    if strange:
        raise ValueError(f"{row['code']} is in groups that are not there: {strange}")
    return Listed(
        row["code"],
        row["name_nl"],
        row["name_en"],
        own,
        _parts(row["synonyms"]),
        _parts(row["items"]),
        is_medicine=NOT_MEDICINE not in groups,
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


def _places(wanted: str, names: Iterable[str]) -> list[int]:
    """Return how near each name is: 0 starts so, 1 has a word that starts so."""
    starts = [0 for name in names if name.startswith(wanted)]
    return starts or [1 for name in names if f" {wanted}" in name]
