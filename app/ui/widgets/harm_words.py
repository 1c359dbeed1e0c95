"""How soon somebody comes to harm, in words: what is left, and every point named."""

from __future__ import annotations

from app.care.harm import Circumstance, Harm, HarmClass, Running, Term
from app.i18n import text
from app.ui.words import span


def left_words(running: Running, now_ms: int, language: str) -> str:
    """Return a need and what is left of it: *accu 3 u 00 min*."""
    need = text(f"term.NeedKind.{running.kind.value}", language)
    if running.zero_ms is None:
        how = "unknown" if running.is_asked else "not_asked"
        return text(f"ui.residents.left.{how}", language, need=need)
    left_ms = running.zero_ms - now_ms
    key = "ui.residents.left.some" if left_ms > 0 else "ui.residents.left.none"
    return text(key, language, need=need, span=span(abs(left_ms), language))


def first_words(harm: Harm, now_ms: int, language: str) -> str:
    """Return what runs out first, and what nobody knows; empty where nothing does."""
    known = [each for each in harm.running if each.zero_ms is not None]
    first = sorted(known, key=lambda each: each.zero_ms or 0)[:1]
    said = [left_words(each, now_ms, language) for each in first]
    return " · ".join((*said, *_unknown(harm, now_ms, language)))


def unknown_words(harm: Harm, now_ms: int, language: str) -> str:
    """Return to call first, and for what; empty where all that runs is known."""
    said = _unknown(harm, now_ms, language)
    first = text("ui.residents.call_first", language)
    return f"{first} {' · '.join(said)}" if said else ""


def _unknown(harm: Harm, now_ms: int, language: str) -> list[str]:
    unknown = [each for each in harm.running if each.zero_ms is None and each.is_asked]
    unasked = [each for each in harm.running if not each.is_asked]
    said = [left_words(each, now_ms, language) for each in unknown]
    if unasked:
        said.append(text("ui.residents.not_asked", language, count=len(unasked)))
    return said


def class_words(harm: Harm, language: str) -> str:
    """Return the class somebody is in."""
    return text(f"term.HarmClass.{harm.harm_class.value}", language)


def term_words(term: Term, language: str) -> str:
    """Return one term of a score: *50 binnen 4 u*, *10 alleen?*."""
    name = (
        text(f"term.HarmClass.{term.why.value}", language)
        if isinstance(term.why, HarmClass)
        else text(f"ui.residents.because.{term.why.value}", language)
    )
    mark = "?" if term.is_unknown and isinstance(term.why, Circumstance) else ""
    return f"{term.points} {name}{mark}"


def path_words(harm: Harm, language: str) -> str:
    """Return the whole sum: *50 binnen 4 u + 10 alleen = 60*."""
    terms = " + ".join(term_words(each, language) for each in harm.terms)
    return f"{terms} = {harm.score}" if terms else "0"


def needs_words(harm: Harm, language: str) -> str:
    """Return the need that is known to run out first; empty where none is."""
    known = [each for each in harm.running if each.zero_ms is not None]
    if known:
        first = min(known, key=lambda each: each.zero_ms or 0)
        return text(f"term.NeedKind.{first.kind.value}", language)
    return ""
