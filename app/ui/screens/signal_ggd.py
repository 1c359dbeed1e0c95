"""Whom a post calls: the number of its GGD, as who leads fills it in."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import flet as ft

from app.care.signal import GgdSet
from app.care.staff import may
from app.commands import set_ggd
from app.ui.theme import BODY
from app.ui.typed import use_typed
from app.ui.undo import way_back
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.notice import FOOT, notify
from app.ui.widgets.panels import error_note, note, section_card
from app.ui.widgets.tick_box import tick_box

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.event import Event

_NAMES = ("name", "phone")


@ft.component
def GgdCard(session: Session, ggd: GgdSet, key: str = "") -> ft.Control:
    """Draw the number; who leads changes it, and says whether this is an area."""
    typed = use_typed(session, "ggd", {"name": ggd.name, "phone": ggd.phone})
    area, set_area = ft.use_state(ggd.cholera_area)
    actor = session.actor

    def saved(event: Event) -> None:
        words = session.words("ui.casualty.saved")
        notify(session, words, way_back(session, [(event.log, event.seq)]), above=FOOT)

    async def save(_event: object = None) -> None:
        said = GgdSet(typed.text("name"), typed.text("phone"), area)
        await typed.record(lambda desk: set_ggd(desk, actor, said), saved)

    title = session.words("ui.signal.ggd")
    if session.person is None or not may(session.person.role, "ggd.set"):
        known = " · ".join(each for each in (ggd.name, ggd.phone) if each)
        words = known or session.words("ui.signal.number_unknown")
        return section_card(
            title,
            [ft.Text(words, size=BODY), note(session.words("ui.signal.ggd_lead"))],
        )
    return section_card(
        title,
        [
            *(
                text_field(
                    session.words(f"field.GgdSet.{name}"),
                    typed.text(name),
                    partial(typed.write, name),
                    key=f"ggd-{name}",
                    error=typed.errors.get(name),
                )
                for name in _NAMES
            ),
            tick_box(
                session.words("ui.signal.cholera_area"),
                ticked=area,
                on_tick=lambda: set_area(not area),
                key="cholera-area",
            ),
            error_note(typed.refusal, key="ggd-problem"),
            ft.Row(
                controls=[
                    quiet_button(
                        session.words("ui.signal.ggd_save"),
                        save,
                        key="save-ggd",
                        icon=ft.Icons.CHECK,
                    )
                ]
            ),
        ],
    )
