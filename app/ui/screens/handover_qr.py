"""The card as a square to photograph; a name is in it only when a person puts it in."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from app.care.atmist import Who
from app.exports.qr import handover_text
from app.store.queries.casualty import CasualtyDetail
from app.store.queries.handover import handover_card, who_of
from app.ui.state import Layout, Session
from app.ui.theme import BODY
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.panels import alarm_note, card, note
from app.ui.widgets.qr_code import qr_code
from app.ui.widgets.tick_box import tick_box

_MOST_SIDE = 560
_ROUND = 64
"""What stands beside the square in a window: edges of the pane and the card."""


@ft.component
def QrPanel(session: Session, detail: CasualtyDetail, key: str = "") -> ft.Control:
    """Draw the square as large as there is room, and say what is in it."""
    named, set_named = ft.use_state(False)
    at_ms, _ = ft.use_state(session.clock.now_ms())
    known = who_of(detail)
    who = Who(name=known.name, birth_date=known.birth_date) if named else None
    words = handover_text(
        handover_card(detail),
        at_ms,
        session.language,
        exercise=session.exercise,
        who=who,
    )
    told = "ui.handover.qr_free" if named else "ui.handover.qr_note"
    large, enlarge = ft.use_state(False)
    warning = session.words("ui.handover.qr_named") if named else None
    square = session.words("ui.handover.qr_label")
    ft.use_dialog(
        _large(session, words, square, lambda: enlarge(False)) if large else None
    )
    return card(
        padding=8,
        content=ft.Column(
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            controls=[
                alarm_note(warning, key="qr-warning"),
                qr_code(
                    words,
                    square,
                    side=_side(session),
                    key="handover-qr",
                ),
                quiet_button(
                    session.words("ui.handover.qr_large"),
                    lambda: enlarge(True),
                    key="qr-large",
                    icon=ft.Icons.ZOOM_OUT_MAP,
                ),
                note(session.words(told), key="qr-note"),
                tick_box(
                    session.words("ui.handover.qr_name"),
                    ticked=named,
                    on_tick=lambda: set_named(not named),
                    key="qr-named",
                ),
                ft.Text(words, key="qr-words", size=BODY, selectable=True),
            ],
        ),
    )


def _large(
    session: Session, words: str, square: str, close: Callable[[], None]
) -> ft.AlertDialog:
    """Return the square as large as the window, on white."""
    side = min(session.width, session.height - 96) - 32
    return ft.AlertDialog(
        bgcolor="#FFFFFF",
        inset_padding=8,
        content_padding=8,
        content=qr_code(words, square, side=side, key="qr-whole"),
        actions=[
            quiet_button(session.words("ui.casualty.close"), close, key="qr-close")
        ],
        on_dismiss=lambda _event: close(),
    )


def _side(session: Session) -> float:
    around = 600 if session.layout is Layout.NARROW else 400
    return max(240, min(_MOST_SIDE, session.width - _ROUND, session.height - around))
