"""BSN nagaan: a person makes sure whose number it is; the test of digits cannot."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from app.care.identity import masked_bsn
from app.care.person import BsnChecked
from app.care.refusal import Refusal
from app.care.terms import BsnProof
from app.commands import check_bsn
from app.store.desk import Desk
from app.store.queries.casualty import CasualtyDetail
from app.ui.screens.particulars import newest
from app.ui.state import Session
from app.ui.theme import BODY, BOLD, HUGE
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.panels import empty_state, note
from app.ui.widgets.sheet import sheet, use_primary
from sync.event import Event


@ft.component
def BsnSheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[[list[Event]], Any],
    key: str = "",
) -> ft.Control:
    """Draw the number, what is known of it, and how a person made sure."""
    typed = use_typed(session, f"bsn:{detail.row.stream.hex()}")
    shown, show = ft.use_state(False)
    claims = detail.said.get("bsn", ())
    number = newest(claims).value if claims else ""

    async def save(_event: object = None) -> None:
        await typed.record(_command(session, detail, typed, number), on_saved)

    use_primary(session, save if number else None)
    if not number:
        return empty_state(
            ft.Icons.BADGE_OUTLINED,
            session.words("ui.person.bsn_none"),
            session.words("ui.person.bsn_none_next"),
            quiet_button(session.words("ui.casualty.close"), on_close, key="close-bsn"),
        )
    return sheet(
        session,
        session.words("ui.casualty.bsn"),
        [
            ft.Row(
                wrap=True,
                spacing=16,
                controls=[
                    ft.Text(
                        number if shown else masked_bsn(number),
                        key="bsn-number",
                        size=HUGE,
                        **BOLD,
                    ),
                    quiet_button(
                        session.words(
                            "ui.person.bsn_hide" if shown else "ui.person.bsn_show"
                        ),
                        lambda: show(not shown),
                        key="bsn-show",
                    ),
                ],
            ),
            ft.Text(
                session.words(
                    "ui.person.bsn_is",
                    state=session.words(f"term.BsnState.{detail.bsn.value}"),
                ),
                key="bsn-state",
                size=BODY,
            ),
            note(session.words("ui.person.bsn_note")),
            *_how(session, typed),
        ],
        typed,
        save,
        on_close,
    )


def _how(session: Session, typed: Typed) -> list[ft.Control]:
    how = typed.text("how")
    return [
        choices(
            [
                (each.value, session.words(f"term.BsnProof.{each.value}"))
                for each in BsnProof
            ],
            how or None,
            partial(typed.pick, "how"),
            key="how",
            label=session.words("field.BsnChecked.how"),
            error=typed.errors.get("how"),
        ),
        text_field(
            session.words("field.BsnChecked.reference"),
            typed.text("reference"),
            partial(typed.write, "reference"),
            key="reference",
            error=typed.errors.get("reference"),
            hint_text=session.words("ui.person.hint.reference"),
        ),
    ]


def _command(
    session: Session, detail: CasualtyDetail, typed: Typed, number: str
) -> Callable[[Desk], list[Event]]:
    actor, stream = session.actor, detail.row.stream
    how, reference = typed.text("how"), typed.text("reference")

    def command(desk: Desk) -> list[Event]:
        if not how:
            raise Refusal("how_missing")
        fact = BsnChecked(desk.now_ms(), BsnProof(how), reference)
        return [check_bsn(desk, actor, stream, fact, number)]

    return command
