"""Finding a substance: the commonest in fixed places, or by the start of a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import flet as ft

from app.care.form import tidy
from app.medicines import formulary
from app.ui.state import Session
from app.ui.theme import BOLD, GAP, LARGE
from app.ui.typed import Typed
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.panels import alarm_note
from app.ui.widgets.pick_tiles import Pick, pick_tiles

CHOSEN = "chosen"
"""The field that says a person has decided what it is."""


def substance_search(
    session: Session,
    typed: Typed,
    label: str,
    picks: Sequence[str],
    *,
    medicines: bool,
) -> list[ft.Control]:
    """Return the quick picks, and what is found once something is typed."""

    def pick(code: str, name: str) -> None:
        typed.write("code", code)
        typed.write("substance", name)
        typed.pick(CHOSEN, "yes")

    def tile(code: str) -> Pick:
        listed = formulary().get(code)
        name = code if listed is None else listed.name(session.language)
        return Pick(f"substance-{code}", name, partial(pick, code, name))

    said = typed.text("substance")
    found = [each.code for each in formulary().search(said, medicines=medicines)]
    search = text_field(
        label,
        said,
        partial(typed.pick, "substance"),
        key="substance",
        error=typed.errors.get("substance"),
        prefix_icon=ft.Icons.SEARCH,
    )
    if not tidy(said):
        quick = pick_tiles(
            session, session.words("ui.medicine.quick"), [tile(each) for each in picks]
        )
        return [search, quick]
    own = Pick(
        "substance-own",
        session.words("ui.medicine.own_words", name=tidy(said)[:40]),
        partial(pick, "", tidy(said)),
    )
    results = [*(tile(each) for each in found), own]
    return [
        search,
        pick_tiles(session, session.words("ui.medicine.found"), results),
    ]


def chosen_substance(
    session: Session, typed: Typed, *, drop: Callable[[], Any]
) -> list[ft.Control]:
    """Return what was chosen in place of the search, and whether it is on the list."""
    code, said = typed.text("code"), typed.text("substance")
    listed = formulary().get(code)
    name = said if listed is None else listed.name(session.language)
    unchecked = (
        []
        if listed
        else [alarm_note(session.words("ui.medicine.unchecked_why"), key="unchecked")]
    )
    return [
        ft.Row(
            spacing=GAP,
            controls=[
                ft.Icon(ft.Icons.CHECK, size=24),
                ft.Text(name, key="chosen-substance", size=LARGE, expand=True, **BOLD),
                quiet_button(
                    session.words("ui.treatment.choose_other"),
                    drop,
                    key="choose-other",
                ),
            ],
        ),
        *unchecked,
    ]
