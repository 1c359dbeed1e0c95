"""Meldingsplicht: which diseases the law wants reported, how soon, and from when."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.notifiable import Disease, ReportGroup, in_force
from app.care.staff import may
from app.commands import drop_disease, list_disease
from app.store.notifiable import shipped_diseases
from app.ui.hooks import use_act
from app.ui.theme import BODY, BOLD, GAP
from app.ui.typed import use_typed
from app.ui.undo import way_back
from app.ui.widgets.buttons import icon_button, link_button, quiet_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.notice import FOOT, notify
from app.ui.widgets.panels import error_note, note, section_card

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.event import Event


@ft.component
def DiseasesCard(
    session: Session, own: tuple[Disease, ...], key: str = ""
) -> ft.Control:
    """Draw the list by group, once it is asked for; who leads changes it."""
    is_shown, show = ft.use_state(False)
    act = use_act(session)
    actor = session.actor
    leads = session.person is not None and may(session.person.role, "disease.listed")

    def saved(event: Event) -> None:
        words = session.words("ui.casualty.saved")
        notify(session, words, way_back(session, [(event.log, event.seq)]), above=FOOT)

    async def drop(name: str) -> None:
        await act.run(lambda desk: drop_disease(desk, actor, name), saved)

    title = session.words("ui.signal.diseases")
    example = note(session.words("ui.signal.diseases_note"))
    if not is_shown:
        words = session.words("ui.signal.diseases_show")
        opens = link_button(words, lambda: show(True), key="show-diseases")
        return section_card(title, [example, ft.Row(controls=[opens])])
    groups = in_force(shipped_diseases(), own)
    lines: list[ft.Control] = []
    for group, found in groups.items():
        heading = session.words(f"term.ReportGroup.{group.value}")
        lines.append(ft.Text(heading, size=BODY, **BOLD))
        lines += [_line(session, each, drop if leads else None) for each in found]
        if not found:
            lines.append(note(session.words("ui.signal.diseases_none")))
    form = [AddDisease(session, saved, key="add-disease")] if leads else []
    return section_card(title, [example, error_note(act.refusal), *lines, *form])


def _line(
    session: Session, disease: Disease, drop: Callable[[str], Any] | None
) -> ft.Control:
    of = "ui.signal.disease_own" if disease.is_own else "ui.signal.disease_shipped"
    said = ft.Column(
        expand=True,
        spacing=0,
        controls=[
            ft.Text(disease.name, size=BODY),
            note(session.words(of, day=disease.as_of)),
        ],
    )
    if drop is None:
        return said
    button = icon_button(
        ft.Icons.CLOSE,
        session.words("ui.signal.disease_drop", name=disease.name),
        partial(drop, disease.name),
        key=f"drop-{disease.name}",
    )
    return ft.Row(spacing=GAP, controls=[said, button])


@ft.component
def AddDisease(
    session: Session, saved: Callable[[Event], Any], key: str = ""
) -> ft.Control:
    """Draw the form to put a disease on the list, or in another group."""
    typed = use_typed(session, "disease")
    actor = session.actor

    def done(event: Event) -> None:
        typed.fill({})
        saved(event)

    async def save(_event: object = None) -> None:
        name, group = typed.text("disease"), typed.text("group")
        await typed.record(lambda desk: list_disease(desk, actor, name, group), done)

    return ft.Column(
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            text_field(
                session.words("field.DiseaseListed.disease"),
                typed.text("disease"),
                partial(typed.write, "disease"),
                key="disease-name",
                error=typed.errors.get("disease"),
            ),
            choices(
                [(each.value, each.value) for each in ReportGroup],
                typed.text("group") or None,
                partial(typed.pick, "group"),
                key="disease-group",
                label=session.words("field.DiseaseListed.group"),
            ),
            error_note(typed.refusal, key="disease-problem"),
            ft.Row(
                controls=[
                    quiet_button(
                        session.words("ui.signal.disease_add"),
                        save,
                        key="save-disease",
                        icon=ft.Icons.ADD,
                    )
                ]
            ),
        ],
    )
