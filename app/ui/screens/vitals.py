"""Meting: one set of vitals and what goes beside it; what was not measured is empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.observation import unlikely
from app.care.refusal import Refusal
from app.care.terms import Consciousness
from app.commands import observe
from app.store.desk import Desk
from app.store.queries.casualty import CasualtyDetail
from app.ui.screens.vitals_beside import beside_fields, number_rows, term_row
from app.ui.state import Session
from app.ui.theme import GAP, SPACE
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import link_button, quiet_button
from app.ui.widgets.counter import Counter
from app.ui.widgets.fields import choices
from app.ui.widgets.more_fields import time_field
from app.ui.widgets.sheet import sheet, use_primary
from app.ui.widgets.vitals_entries import (
    BESIDE,
    MEASURES,
    TERMS,
    beside_of,
    read_all,
    scale_of,
    vitals_of,
    written,
)
from sync.event import Event

_ROOMY: Final = 600
_COUNTED: Final = {"breaths_per_min": "count_breaths", "pulse_per_min": "count_pulse"}


@ft.component
def VitalsSheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[[list[Event]], Any],
    key: str = "",
) -> ft.Control:
    """Draw the sheet and record what was measured."""
    typed = use_typed(session, f"vitals:{detail.row.stream.hex()}")
    counting, count = ft.use_state("")
    more, set_more = ft.use_state(False)
    asked: ft.MutableRef[dict[str, int | None]] = ft.use_ref(None)

    async def save(_event: object = None) -> None:
        values, faults = read_all(typed.values, session.language)
        if faults:
            typed.refuse(*faults.values())
            return
        doubts = _doubts(values, asked.current or {}, session.language)
        asked.current = values
        if doubts:
            typed.refuse(*doubts)
            return
        await typed.record(_command(session, detail, typed, values), on_saved)

    def counted(rate: int) -> None:
        typed.pick(counting, str(rate))
        count("")

    use_primary(session, save)
    if counting:
        return _counting(session, counting, counted, partial(count, ""))
    controls = [
        number_rows(session, typed, MEASURES, save),
        _counts(session, count),
        _consciousness(session, typed),
        _oxygen(session, typed),
        *_beside(session, typed, save, more, set_more),
        time_field(session, typed),
    ]
    title = session.words("vitals.recorded")
    return sheet(session, title, controls, typed, save, on_close)


def _command(
    session: Session,
    detail: CasualtyDetail,
    typed: Typed,
    values: dict[str, int | None],
) -> Callable[[Desk], list[Event]]:
    actor, stream, held = session.actor, detail.row.stream, dict(typed.values)

    def command(desk: Desk) -> list[Event]:
        now_ms = desk.now_ms()
        vitals = vitals_of(values, held, now_ms)
        return observe(desk, actor, stream, vitals, beside_of(values, held, now_ms))

    return command


def _doubts(
    values: Mapping[str, int | None], asked: Mapping[str, int | None], language: str
) -> list[Refusal]:
    """Return what to ask about, unless it was asked about and left as it was."""
    names = [each for each in unlikely(values) if asked.get(each) != values[each]]
    return [
        Refusal(
            "unlikely",
            field=name,
            value=written(values[name] or 0, scale_of(name), language),
        )
        for name in names
    ]


def _counting(
    session: Session,
    name: str,
    on_counted: Callable[[int], Any],
    on_back: Callable[[], Any],
) -> ft.Control:
    """Return the counter in place of the sheet: a thumb needs the room."""
    title = session.words(f"field.VitalsRecorded.{name}")
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Container(
                padding=ft.Padding.only(left=SPACE, right=SPACE, bottom=SPACE),
                content=ft.Column(
                    spacing=0,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                    controls=[
                        link_button(
                            session.words("ui.observe.back"),
                            on_back,
                            key="count-back",
                            icon=ft.Icons.ARROW_BACK,
                        ),
                        Counter(session, title, on_counted, key=f"counter-{name}"),
                    ],
                ),
            )
        ],
    )


def _counts(session: Session, count: Callable[[str], Any]) -> ft.Control:
    is_wide = session.width >= _ROOMY
    return ft.Row(
        spacing=GAP,
        controls=[
            quiet_button(
                session.words(f"ui.observe.{words}"),
                partial(count, name),
                key=f"count-{name}",
                icon=ft.Icons.TOUCH_APP_OUTLINED if is_wide else None,
                expand=not is_wide,
            )
            for name, words in _COUNTED.items()
        ],
    )


def _beside(
    session: Session,
    typed: Typed,
    save: Callable[..., Any],
    more: bool,
    set_more: Callable[[bool], Any],
) -> list[ft.Control]:
    """Return what goes beside the set, once it is asked for or begun."""
    begun = any(typed.text(name) for name in (*TERMS, *BESIDE))
    if not more and not begun:
        return [
            link_button(
                session.words("ui.observe.more"),
                partial(set_more, True),
                key="observe-more",
                icon=ft.Icons.EXPAND_MORE,
            )
        ]
    return beside_fields(session, typed, save)


def _consciousness(session: Session, typed: Typed) -> ft.Control:
    label = session.words("field.VitalsRecorded.consciousness")
    return term_row(session, typed, "consciousness", Consciousness, label)


def _oxygen(session: Session, typed: Typed) -> ft.Control:
    held = typed.text("on_oxygen")
    return choices(
        [
            ("yes", session.words("ui.casualty.yes")),
            ("no", session.words("ui.casualty.no")),
        ],
        held or None,
        lambda value: typed.pick("on_oxygen", "" if value == held else value),
        key="on_oxygen",
        label=session.words("field.VitalsRecorded.on_oxygen"),
    )
