"""What is taken from stock with it: which item, how many, and how many are there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import flet as ft

from app.store.desk import local_day
from app.store.queries.stock import item
from app.ui.hooks import use_query
from app.ui.state import Session
from app.ui.theme import GAP
from app.ui.typed import Typed
from app.ui.widgets.fields import choices, stepper
from app.ui.widgets.panels import note
from app.ui.widgets.treatment_lines import item_name

NOTHING: Final = "-"
"""What is written for an item when nothing was used."""
_MOST: Final = 20
_UNKNOWN: Final = "–"


@ft.component
def UsedItem(
    session: Session, typed: Typed, codes: Sequence[str], usual: str, key: str = ""
) -> ft.Control:
    """Draw the choice; the usual one is taken unless another is chosen."""
    today = local_day(session.clock.now_ms())
    found = use_query(
        session,
        lambda db: {code: item(db, code, today) for code in codes},
        [tuple(codes)],
        ["lot"],
    )
    held = typed.text("item") or usual
    there = {code: row.usable for code, row in (found or {}).items() if row}
    # The room of a count is kept until it is known: nothing moves under a finger.
    counts = there if found is not None else dict.fromkeys(codes, _UNKNOWN)
    options = [(code, _words(session, code, counts.get(code))) for code in codes]
    options.append((NOTHING, session.words("ui.treatment.nothing_used")))
    pieces = int(typed.text("pieces") or "1")
    lacking = held != NOTHING and found is not None and there.get(held, 0) < pieces
    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            choices(
                options,
                held,
                lambda value: typed.pick("item", value),
                key="item",
                label=session.words("ui.treatment.from_stock"),
            ),
            *(
                [
                    ft.Container(
                        width=320,
                        content=stepper(
                            session.words("ui.treatment.pieces"),
                            pieces,
                            lambda count: typed.pick("pieces", str(count)),
                            key="pieces",
                            language=session.language,
                            limits=(1, _MOST),
                        ),
                    )
                ]
                if held != NOTHING
                else []
            ),
            *(
                [note(session.words("ui.treatment.not_there"), key="not-there")]
                if lacking
                else []
            ),
        ],
    )


def _words(session: Session, code: str, usable: int | str | None) -> str:
    name = item_name(code, session.language)
    if usable is None:
        return name
    return session.words("ui.treatment.item", item=name, count=usable)
