"""The places of a post: their words, their pictures, and the tiles to tap."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.flow import OF_PURPOSE
from app.care.post import Place
from app.care.terms import Contamination, Flow, Purpose, Triage
from app.i18n import has_text, text
from app.ui.theme import (
    ALARM_DEEP,
    BODY,
    BOLD,
    GAP,
    PLAIN,
    RADIUS,
    SMALL,
    line_width,
    look_of,
)

_TILE: Final = 92

FLOW_ICONS: Final[Mapping[Flow, ft.IconData]] = {
    Flow.WAITING: ft.Icons.CHAIR_OUTLINED,
    Flow.TREATMENT: ft.Icons.MEDICAL_SERVICES_OUTLINED,
    Flow.TRANSPORT: ft.Icons.AIRPORT_SHUTTLE_OUTLINED,
    Flow.DEPARTED: ft.Icons.LOGOUT,
    Flow.RECEIVED: ft.Icons.WHERE_TO_VOTE_OUTLINED,
    Flow.DISCHARGED: ft.Icons.HOME_OUTLINED,
    Flow.LEFT: ft.Icons.DIRECTIONS_WALK,
    Flow.DECEASED: look_of(Triage.DEAD).icon,
}


def purpose_icon(purpose: Purpose) -> ft.IconData:
    """Return the picture of what a place is for."""
    if purpose is Purpose.OTHER:
        return ft.Icons.PLACE_OUTLINED
    return FLOW_ICONS[OF_PURPOSE[purpose]]


def spot_words(place: str, name: str, language: str) -> str:
    """Return what a place is called; an example is called so in each language."""
    if name or not place:
        return name
    key = f"ui.place.{place}"
    return text(key, language) if has_text(key) else place


def spot_and_flow(place: str, name: str, flow: Flow, language: str) -> str:
    """Return where somebody is, and what is happening there."""
    happening = text(f"term.Flow.{flow.value}", language)
    where = spot_words(place, name, language)
    return f"{where} · {happening}" if where else happening


def place_tiles(
    places: Sequence[Place],
    there: Mapping[str, int],
    chosen: str,
    on_pick: Callable[[Place], Any],
    language: str,
) -> ft.Control:
    """Return a big tile for each place, with how many are there; `place-<place>`."""
    return ft.ResponsiveRow(
        spacing=GAP,
        run_spacing=GAP,
        controls=[
            ft.Container(
                col={"xs": 6, "md": 4},
                content=_tile(
                    each,
                    there.get(each.place, 0),
                    partial(on_pick, each),
                    language,
                    chosen=each.place == chosen,
                ),
            )
            for each in places
        ],
    )


def contamination_words(
    state: Contamination, language: str, substance: str = "", body: str = ""
) -> str:
    """Return what may cling to somebody, in one line."""
    said = [text(f"term.Contamination.{state.value}", language), substance, body]
    return " · ".join(part for part in said if part)


def contamination_mark(
    state: Contamination | None,
    language: str,
    *,
    words: str = "",
    has_words: bool = True,
) -> list[ft.Control]:
    """Return the sign of contamination with its words; nothing where none is known."""
    if state is None or state is Contamination.NONE:
        return []
    is_alarm = state is Contamination.SUSPECTED
    ink = ft.Colors.WHITE if is_alarm else ft.Colors.ON_SURFACE
    icon = ft.Icons.MASKS if is_alarm else ft.Icons.SHOWER_OUTLINED
    said = words or text(f"ui.contamination.short.{state.value}", language)
    return [
        ft.Container(
            bgcolor=ALARM_DEEP if is_alarm else ft.Colors.SURFACE_CONTAINER_HIGH,
            border_radius=6,
            padding=ft.Padding.symmetric(vertical=1, horizontal=6),
            content=ft.Row(
                tight=True,
                spacing=4,
                controls=[
                    ft.Icon(icon, size=14 if has_words else 20, color=ink),
                    *([_mark_words(said, ink)] if has_words else []),
                ],
            ),
        )
    ]


def _mark_words(words: str, ink: str) -> ft.Control:
    return ft.Text(
        words,
        size=SMALL,
        color=ink,
        max_lines=1,
        overflow=ft.TextOverflow.ELLIPSIS,
        **BOLD,
    )


def _tile(
    place: Place,
    there: int,
    on_click: Callable[..., Any],
    language: str,
    *,
    chosen: bool,
) -> ft.Control:
    ink = ft.Colors.ON_PRIMARY if chosen else ft.Colors.ON_SURFACE
    icon = ft.Icons.CHECK if chosen else purpose_icon(place.purpose)
    return ft.Semantics(
        selected=chosen,
        content=ft.OutlinedButton(
            key=f"place-{place.place}",
            height=_TILE,
            on_click=on_click,
            style=ft.ButtonStyle(
                padding=ft.Padding.symmetric(horizontal=12),
                bgcolor=ft.Colors.PRIMARY
                if chosen
                else ft.Colors.SURFACE_CONTAINER_LOWEST,
                side=ft.BorderSide(
                    line_width(), ft.Colors.PRIMARY if chosen else ft.Colors.OUTLINE
                ),
                shape=ft.RoundedRectangleBorder(radius=RADIUS),
            ),
            # The name comes first, for who hears it; then how many are there.
            content=ft.Row(
                spacing=12,
                controls=[
                    ft.Icon(icon, size=24, color=ink),
                    ft.Column(
                        expand=True,
                        spacing=2,
                        alignment=ft.MainAxisAlignment.CENTER,
                        controls=[
                            ft.Text(
                                spot_words(place.place, place.name, language),
                                size=BODY,
                                color=ink,
                                max_lines=2,
                                overflow=ft.TextOverflow.ELLIPSIS,
                                **BOLD,
                            ),
                            ft.Text(
                                text("ui.place.people", language, count=there),
                                size=SMALL,
                                color=ink,
                                **PLAIN,
                            ),
                        ],
                    ),
                ],
            ),
        ),
    )
