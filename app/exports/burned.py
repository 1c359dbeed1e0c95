"""Burned skin in a few words: every sum that may be true, and the one to fill in."""

from __future__ import annotations

from collections.abc import Sequence

from app.care.burned_skin import BurnSum
from app.care.burns import BurnMethod
from app.i18n import text


def burned_words(sums: Sequence[BurnSum], language: str) -> str:
    """Return the sums by method; from the least to the most where the age is open."""
    parts = []
    for method in (BurnMethod.LUND_BROWDER, BurnMethod.NINES):
        totals = [each.total for each in sums if each.method is method]
        if totals:
            ends = dict.fromkeys((min(totals), max(totals)))
            shown = "–".join(_number(each, language) for each in ends)
            named = text(f"ui.burn.method.{method.value}", language)
            parts.append(f"{named} {shown} %")
    if not parts:
        return ""
    return text("ui.burn.from_map", language, sums=" · ".join(parts))


def burned_whole(sums: Sequence[BurnSum]) -> int | None:
    """Return the Lund-Browder sum as a whole percent; None where several may be."""
    found = [each.total for each in sums if each.method is BurnMethod.LUND_BROWDER]
    return int(found[0] + 0.5) if len(found) == 1 else None


def _number(value: float, language: str) -> str:
    plain = f"{value:.2f}".rstrip("0").rstrip(".")
    return plain.replace(".", ",") if language == "nl" else plain
