"""A care level in words: what it is called, and what it changes here."""

from __future__ import annotations

from typing import Final

import flet as ft

from app.care.level import (
    LevelClaim,
)
from app.care.level_pack import Rules
from app.care.scarcity import OPEN_CLASSES
from app.care.terms import CareLevel
from app.i18n import field_words, text
from app.ui.widgets.guide_words import tool_words
from app.ui.words import moment

ICONS: Final = {
    CareLevel.BASIS: ft.Icons.HEALTH_AND_SAFETY_OUTLINED,
    CareLevel.SCALABLE: ft.Icons.TRENDING_UP,
    CareLevel.CRISIS: ft.Icons.CRISIS_ALERT,
}


def level_name(level: CareLevel, language: str) -> str:
    """Return what a level is called."""
    return text(f"term.CareLevel.{level.value}", language)


def change_words(rules: Rules, language: str) -> list[str]:
    """Return what a level changes, a line each; nothing where it changes nothing."""
    said = [rules.words_nl if language == "nl" else rules.words_en]
    if rules.required:
        asked = ", ".join(field_words(each, language) for each in rules.required)
        said.append(text("ui.level.asks", language, fields=asked))
    if rules.retriage is not None:
        minutes = rules.retriage
        said.append(
            text(
                "ui.level.minutes",
                language,
                t1=minutes.t1_min,
                t2=minutes.t2_min,
                t3=minutes.t3_min,
                t4=minutes.t4_min,
            )
        )
    if rules.tools:
        names = ", ".join(tool_words(each, language) for each in rules.tools)
        said.append(text("ui.level.tools", language, tools=names))
    if rules.classes != OPEN_CLASSES:
        letters = ", ".join(each.value for each in rules.classes)
        key = "ui.level.classes" if letters else "ui.level.no_classes"
        said.append(text(key, language, letters=letters))
    return [each for each in said if each]


def claim_lines(
    claim: LevelClaim, by_name: str, now_ms: int, language: str
) -> list[str]:
    """Return since when a level holds, on whose authority, and who wrote it down."""
    fact = claim.value
    since = moment(fact.observed_ms, now_ms, language)
    authority = text(f"term.Authority.{fact.authority.value}", language)
    lines = [
        text("ui.level.since", language, at=since),
        text("ui.level.by", language, authority=authority, name=fact.authority_name),
    ]
    if by_name:
        at = moment(claim.recorded_ms, now_ms, language)
        lines.append(text("ui.level.recorded", language, name=by_name, at=at))
    return [*lines, *([fact.remark] if fact.remark else [])]
