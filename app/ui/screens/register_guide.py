"""The guided tool at the door: what is done on the way is recorded with the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import flet as ft

from app.care.treatment import Intervention, TreatmentGiven, with_usual_item
from app.ui.screens.guide import Guide, Way
from app.ui.state import Session
from app.ui.typed import Typed
from app.ui.widgets.guided_form import take_result
from app.ui.widgets.register_entries import entries_of
from app.ui.widgets.sheet import use_primary

_DONE = "done"


@ft.component
def RegisterGuide(
    session: Session,
    typed: Typed,
    on_close: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw the tool in place of the form."""
    done = treatments(typed.values)

    def treat(what: Intervention) -> None:
        if all(each.intervention is not what for each in done):
            entry = f"{what.value}@{session.clock.now_ms()}"
            typed.pick(_DONE, ";".join([*filter(None, [typed.text(_DONE)]), entry]))

    def use() -> None:
        take_result(typed)
        on_close()

    use_primary(session, None)
    given = [each.intervention for each in done]
    band = entries_of(typed.values).age_band
    way = Way(typed, None, band, treat, given, use, on_close)
    return Guide(session, way, key="register-guide")


def treatments(values: Mapping[str, str]) -> tuple[TreatmentGiven, ...]:
    """Return what was done before there was a casualty to record it with."""
    found: list[TreatmentGiven] = []
    for each in values.get(_DONE, "").split(";"):
        name, _, at = each.partition("@")
        if name in list(Intervention) and at.isdecimal():
            fact = TreatmentGiven(Intervention(name), int(at))
            found.append(with_usual_item(fact))
    return tuple(found)
