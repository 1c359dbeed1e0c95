"""What a care level changes, as a region sets it: a document of a regional pack.

For each level what is asked at registration, after how many minutes triage is repeated,
which triage tools come first and which downscaling classes are open; and words of the
region's own. A region that sets nothing changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, Final

from app.care.form import check, tidy
from app.care.guided import MOST_TOOLS
from app.care.post import RetriageSet
from app.care.refusal import Refusal
from app.care.scarcity import OPEN_CLASSES, DownscalingClass
from app.care.terms import CareLevel
from app.care.triage import Tool

CARE: Final = "care"
"""The pack of what care levels change."""

_FORMAT: Final = 1
MOST_WORDS: Final = 300

ASKABLE: Final = (
    "category",
    "age_band",
    "sex",
    "complaint",
    "place",
    "name",
    "birth_date",
    "contact",
    "language",
    "nationality",
    "group",
)
"""What a region may ask to be filled in at registration; never a BSN."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one level changes; nothing set leaves all as it is."""

    required: tuple[str, ...] = ()
    retriage: RetriageSet | None = None
    tools: tuple[Tool, ...] = ()
    classes: tuple[DownscalingClass, ...] = OPEN_CLASSES
    words_nl: str = ""
    words_en: str = ""


LevelRules = Mapping[CareLevel, Rules]

UNCHANGED: Final[LevelRules] = MappingProxyType({each: Rules() for each in CareLevel})
"""What holds while no region has set anything."""

_MINUTES: Final = tuple(each.name for each in fields(RetriageSet))


def level_document(rules: LevelRules) -> dict[str, Any]:
    """Return the document that says these rules."""
    return {
        "pack": CARE,
        "format": _FORMAT,
        "levels": {each.value: _said(rules[each]) for each in CareLevel},
    }


def read_levels(document: Mapping[str, Any]) -> LevelRules:
    """Return the rules a document says. Raises Refusal."""
    said = document.get("levels")
    if document.get("pack") != CARE or not isinstance(said, dict):
        raise Refusal("pack_unreadable")
    if document.get("format") != _FORMAT:
        raise Refusal("pack_newer")
    return MappingProxyType({each: _rules(said.get(each.value)) for each in CareLevel})


def _said(rules: Rules) -> dict[str, Any]:
    minutes = rules.retriage
    return {
        "required": list(rules.required),
        "retriage": minutes and {name: getattr(minutes, name) for name in _MINUTES},
        "tools": [each.value for each in rules.tools],
        "classes": [each.value for each in rules.classes],
        "words": {"nl": rules.words_nl, "en": rules.words_en},
    }


def _rules(said: object) -> Rules:
    if said is None:
        return Rules()
    if not isinstance(said, dict):
        raise Refusal("pack_unreadable")
    words = said.get("words", {})
    if not isinstance(words, dict):
        raise Refusal("pack_unreadable")
    return Rules(
        tuple(_known(said, "required", ASKABLE)),
        _minutes(said.get("retriage")),
        tuple(Tool(each) for each in _known(said, "tools", list(Tool)))[:MOST_TOOLS],
        _classes(said),
        _words(words.get("nl", "")),
        _words(words.get("en", "")),
    )


def _classes(said: Mapping[str, Any]) -> tuple[DownscalingClass, ...]:
    if "classes" not in said:
        return OPEN_CLASSES
    return tuple(DownscalingClass(e) for e in _known(said, "classes", OPEN_CLASSES))


def _known(said: Mapping[str, Any], name: str, known: Sequence[str]) -> list[str]:
    """Return what this program knows of a list, each once; the rest is of later."""
    given = said.get(name, [])
    if not isinstance(given, list) or not all(isinstance(e, str) for e in given):
        raise Refusal("pack_unreadable")
    return list(dict.fromkeys(each for each in given if each in known))


def _minutes(said: object) -> RetriageSet | None:
    if said is None:
        return None
    if not isinstance(said, dict) or any(name not in said for name in _MINUTES):
        raise Refusal("pack_unreadable")
    minutes = RetriageSet(**{name: said[name] for name in _MINUTES})
    try:
        check(minutes)
    except Refusal as why:
        raise Refusal("pack_unreadable") from why
    return minutes


def _words(said: object) -> str:
    if not isinstance(said, str):
        raise Refusal("pack_unreadable")
    return tidy(said)[:MOST_WORDS]
