"""Etiketten: labels of one lot, for goods that carry no code of their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import flet as ft

from app.commands import number_sheet
from app.exports.label import ON_A_PAGE, Sticker, labels_pdf
from app.scan.own import OwnLabel
from app.store.queries.stock import ItemRow, LotRow, lots
from app.ui.hooks import use_attempt, use_query
from app.ui.screens.printing import save_pdf
from app.ui.screens.stock_form import use_escape
from app.ui.state import Session
from app.ui.theme import BODY, GAP
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.fields import choices, stepper
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note, page_title
from app.ui.widgets.stock_row import expiry_words, lot_words, name_of
from app.ui.words import today

MOST_LABELS: Final = ON_A_PAGE * 10


@ft.component
def LabelsPane(
    session: Session, row: ItemRow, on_done: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Ask which lot and how many, and make the PDF."""
    chosen, choose = ft.use_state("")
    count, set_count = ft.use_state(ON_A_PAGE)
    attempt = use_attempt(session)
    actor, language = session.actor, session.language
    day = today(session.clock.now_ms()).isoformat()
    held = use_query(session, lambda db: lots(db, row.code, day), [row.code], ["lot"])
    use_escape(session, on_done)
    known = {each.stream.hex(): each for each in held or ()}
    lot = known.get(chosen) or next(iter(known.values()), None)

    async def work() -> None:
        if lot is None:
            return
        made = partial(labels_pdf, _sticker(row, lot, language), count)
        numbered = await session.open_file.write(lambda desk: number_sheet(desk, actor))
        await save_pdf(session, numbered, "labels", made)

    def done(_nothing: None) -> None:
        notify(session, session.words("ui.label.made", count=count))
        on_done()

    async def go(_event: object = None) -> None:
        await attempt.run(work, done)

    session.offer_primary(go)
    return ft.Column(
        expand=True,
        spacing=16,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Column(
                spacing=0,
                controls=[
                    page_title(session.words("ui.label.title")),
                    ft.Text(name_of(row, language), size=BODY),
                ],
            ),
            ft.Column(
                expand=True,
                scroll=ft.ScrollMode.AUTO,
                spacing=16,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                controls=[
                    note(session.words("ui.label.note")),
                    choices(
                        [
                            (
                                name,
                                f"{lot_words(each, language)} · "
                                + expiry_words(each.expiry, language),
                            )
                            for name, each in known.items()
                        ],
                        lot.stream.hex() if lot else None,
                        choose,
                        key="label-lot",
                        label=session.words("ui.label.lot"),
                    ),
                    stepper(
                        session.words("ui.label.count"),
                        count,
                        set_count,
                        key="label-count",
                        language=language,
                        limits=(1, MOST_LABELS),
                    ),
                    error_note(attempt.problem),
                ],
            ),
            ft.Row(
                spacing=GAP,
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    quiet_button(
                        session.words("ui.stock.cancel"), on_done, key="label-cancel"
                    ),
                    primary_button(
                        session.words("ui.label.go"),
                        go,
                        key="label-print",
                        icon=ft.Icons.PRINT_OUTLINED,
                        disabled=attempt.busy or lot is None,
                    ),
                ],
            ),
        ],
    )


def _sticker(row: ItemRow, lot: LotRow, language: str) -> Sticker:
    return Sticker(
        OwnLabel(row.code, lot.lot, lot.expiry),
        name_of(row, language),
        lot_words(lot, language),
        expiry_words(lot.expiry, language),
    )
