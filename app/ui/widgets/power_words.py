"""By what right something was recorded, in a few words."""

from __future__ import annotations

from typing import Final

from app.care.power import Power, Standing
from app.i18n import text
from app.ui.words import moment

_SILENT: Final = frozenset({Standing.ROLE})


def power_words(power: Power, now_ms: int, language: str) -> str:
    """Return by what right; nothing where a role at the post is enough."""
    if power.standing in _SILENT:
        return ""
    act = text(f"term.Act.{power.act.value}", language) if power.act else ""
    until = "" if power.until_ms is None else moment(power.until_ms, now_ms, language)
    said = text(
        f"ui.power.{power.standing.value}",
        language,
        name=power.name,
        until=until,
        of=power.of,
    )
    if power.of and power.standing is not Standing.TOLD:
        said = f"{power.of}: {said}"
    return f"{said} · {act.lower()}" if act else said
