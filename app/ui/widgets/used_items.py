"""What is taken from stock with it: which item, how many, and how many are there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import flet as ft

from app.store.desk import local_day
from app.store.queries.item import STREAMS as CATALOGUE
from app.store.queries.stock import ItemRow, item
from app.store.starter import starter_items
from app.ui.hooks import use_query
from app.ui.state import Session
from app.ui.theme import GAP
from app.ui.typed import Typed
from app.ui.widgets.fields import choices, stepper
from app.ui.widgets.item_words import item_name
from app.ui.widgets.panels import note
from app.ui.widgets.stock_row import name_of

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
        ["lot", *CATALOGUE],
    )
    held = typed.text("item") or usual
    known = {code: row for code, row in (found or {}).items() if row}
    there = {code: row.usable for code, row in known.items()}
    is_known = found is not None
    options = [
        (code, _words(session, code, known.get(code), is_known=is_known))
        for code in codes
    ]
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


def _words(session: Session, code: str, row: ItemRow | None, *, is_known: bool) -> str:
    """Return what an item is called here, and how many there are.

    The room of a count is kept until it is known: nothing moves under a finger.
    """
    if row is not None:
        name, count = name_of(row, session.language), str(row.usable)
    else:
        name, count = item_name(starter_items().get(code), code, session.language), ""
    if not count and is_known:
        return name
    return session.words("ui.treatment.item", item=name, count=count or _UNKNOWN)
