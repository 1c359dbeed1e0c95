"""Par instellen: how many pieces of an item should always be there, usable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.commands import set_par
from app.store.queries.stock import ItemRow
from app.ui.screens.stock_form import (
    Frame,
    form_frame,
    give_up,
    say_with_undo,
    use_escape,
)
from app.ui.typed import use_typed
from app.ui.widgets.panels import note
from app.ui.widgets.quantity import pieces_of, quantity_field
from app.ui.widgets.stock_row import name_of, unit_of

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from app.ui.typed import Typed
    from sync.event import Event


_BOUNDS: Final = ("minimum", "maximum")


def _bound(typed: Typed, row: ItemRow, name: str) -> str:
    """Return what stands in the field of a bound; empty is none."""
    known: int | None = getattr(row, name)
    return typed.values.get(name, "" if known is None else str(known))


@ft.component
def ParPane(
    session: Session, row: ItemRow, on_done: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw the form."""
    form = f"stock.par:{row.code}"
    typed = use_typed(session, form)
    written = typed.values.get("par", "" if row.par is None else str(row.par))
    tried, set_tried = ft.use_state(False)
    use_escape(session, on_done)
    wanted = pieces_of(written)
    bounds = {each: _bound(typed, row, each) for each in _BOUNDS}
    name = name_of(row, session.language)

    def record(desk: Desk) -> Sequence[Event]:
        levels = {each: pieces_of(words) for each, words in bounds.items()}
        return [set_par(desk, session.actor, row.code, wanted or 0, **levels)]

    def done(events: Sequence[Event]) -> None:
        words = session.words("ui.stock.saved_par", name=name, quantity=wanted or 0)
        say_with_undo(session, words, events)
        on_done()

    async def save() -> None:
        set_tried(True)
        if wanted is not None:
            await typed.record(record, done)

    forget = give_up(session, typed, form)

    async def cancel() -> None:
        await forget()
        on_done()

    wrong = session.words("ui.stock.quantity_wrong")
    frame = Frame(
        title=session.words("ui.stock.set_par"),
        about=name,
        save=session.words("ui.stock.save_par"),
        key="par",
        on_save=save,
        on_cancel=cancel,
    )
    return form_frame(
        session,
        frame,
        typed,
        [
            note(session.words("ui.stock.par_hint")),
            quantity_field(
                session.words("ui.stock.quantity", unit=unit_of(row, session.language)),
                written,
                lambda words: typed.pick("par", words),
                session.language,
                key="par-quantity",
                error=wrong if tried and wanted is None else None,
                on_submit=save,
            ),
            *(
                quantity_field(
                    session.words(f"ui.stock.{each}"),
                    words,
                    partial(typed.pick, each),
                    session.language,
                    key=f"par-{each}",
                    on_submit=save,
                )
                for each, words in bounds.items()
            ),
        ],
    )
