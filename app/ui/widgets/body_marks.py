"""What is on the body map, in words: a numbered list, and the map to look at."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.body_shape import Build
from app.care.findings import years_of
from app.care.injury import BodyView, InjuryMarked, is_counted
from app.care.terms import AGE_BAND_FROM, AgeBand, FactId
from app.i18n import text
from app.store.queries.casualty import CasualtyDetail, Entry
from app.store.queries.injury import Mark, Strap, marks, straps
from app.store.queries.observation import age_of
from app.ui.hooks import memo
from app.ui.theme import BODY, BOLD, SMALL, SPACE
from app.ui.widgets.body_figure import Ink, ink_now
from app.ui.widgets.body_picture import Badge, Body, Tapped, body_picture
from app.ui.widgets.burn_card import burn_card
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.panels import note, section_card
from app.ui.widgets.timeline import who_when
from app.ui.words import hour, moment

_HOUR_MS: Final = 3_600_000
_LOOK_AT: Final = 300.0
_ROUND: Final = 28


def build_of(detail: CasualtyDetail) -> Build:
    """Return whose body to draw; of unknown age it is that of an adult."""
    _, most = years_of(age_of(detail))
    return Build.CHILD if most < AGE_BAND_FROM[AgeBand.TEEN] else Build.ADULT


def body_side(
    detail: CasualtyDetail,
    view: BodyView,
    height: float,
    language: str,
    on_tap: Tapped | None = None,
    chosen: Any = None,
) -> ft.Control:
    """Return one side of the body with what was found on it."""
    # On the small map, front beside back, there is no room for the same time twice.
    is_repeated = height == _LOOK_AT and view is BodyView.BACK
    here = [each for each in marks(detail) if each.number and each.fact.view is view]
    body = Body(
        build_of(detail),
        view,
        tuple(Badge(each.number, each.fact.region, _spot(each.fact)) for each in here),
        frozenset(each.fact.region for each in here if is_counted(each.fact)),
        tuple(
            (each.region, "" if is_repeated else hour(each.entry.at_ms))
            for each in straps(detail)
            if each.region is not None
        ),
        chosen,
    )
    said = "; ".join(mark_words(each.fact, language) for each in here)
    empty = text("ui.body.nothing", language)
    side = text(f"term.BodyView.{view.value}", language)
    label = text("ui.body.picture", language, side=side, said=said or empty)
    return body_picture(body, height, language, label, on_tap)


def mark_words(fact: InjuryMarked, language: str) -> str:
    """Return what was found where: Brandwond, 2e graads, 50 % · Borst, voorkant."""
    kind = text(f"term.InjuryKind.{fact.kind.value}", language)
    share = fact.share_percent
    said = [
        kind,
        *([text(f"term.BurnDepth.{fact.depth.value}", language)] if fact.depth else []),
        *([text("ui.body.share", language, share=share)] if share else []),
    ]
    where = place_words(fact.region.value, fact.view, language)
    return f"{', '.join(said)} · {where}"


def place_words(region: str, view: BodyView, language: str) -> str:
    """Return a region and the side of it."""
    name = text(f"term.BodyRegion.{region}", language)
    side = text(f"term.BodyView.{view.value}", language)
    return text("ui.body.place", language, region=name, side=side)


def body_card(detail: CasualtyDetail, now_ms: int, language: str) -> list[ft.Control]:
    """Return the map to look at; nothing while nothing is on it."""
    if not marks(detail) and not straps(detail):
        return []
    on_the_hour = now_ms - now_ms % _HOUR_MS
    return [_body(detail, on_the_hour, language, ink_now())]


@ft.component
def BodyCard(
    detail: CasualtyDetail, now_ms: int, language: str, ink: Ink
) -> ft.Control:
    """Draw the map; not again while what is on it and the light stay the same."""
    sides = [body_side(detail, each, _LOOK_AT, language) for each in BodyView]
    picture = ft.Row(
        alignment=ft.MainAxisAlignment.CENTER, spacing=SPACE, controls=list(sides)
    )
    rows = mark_rows(detail, now_ms, language)
    title = text("ui.casualty.body", language)
    burns = burn_card(detail, language)
    return section_card(title, [picture, *rows, *burns], key="body-card")


_body = memo(BodyCard)


def mark_rows(
    detail: CasualtyDetail,
    now_ms: int,
    language: str,
    on_undo: Callable[[FactId], Any] | None = None,
) -> list[ft.Control]:
    """Return every tourniquet and every mark in words; a mark has its way back."""
    return [
        *(_strap(each, now_ms, language) for each in straps(detail)),
        *(_mark(each, now_ms, language, on_undo) for each in marks(detail)),
    ]


def _spot(fact: InjuryMarked) -> tuple[int, int] | None:
    return None if fact.x is None or fact.y is None else (fact.x, fact.y)


def _mark(
    mark: Mark, now_ms: int, language: str, on_undo: Callable[[FactId], Any] | None
) -> ft.Control:
    words = mark_words(mark.fact, language)
    said = [note(mark.fact.note)] if mark.fact.note else []
    if not mark.number:
        said.append(note(text("ui.casualty.taken_back", language)))
    undo = on_undo if mark.number else None
    sign = str(mark.number) if mark.number else "–"
    return _row(
        ft.Text(sign, size=SMALL, color=ft.Colors.SURFACE_CONTAINER_LOWEST, **BOLD),
        _struck(words, is_struck=not mark.number),
        [*said, _when(mark.entry, now_ms, language)],
        _undo(words, mark.entry.id, language, undo),
    )


def _strap(strap: Strap, now_ms: int, language: str) -> ft.Control:
    """Return a tourniquet; it is released, not undone, and never from here."""
    site = getattr(strap.entry.body, "site", None)
    place = text(f"term.Site.{site.value}", language) if site else ""
    since = hour(strap.entry.at_ms)
    words = text("ui.body.tourniquet_on", language, place=place, since=since)
    return _row(
        ft.Icon(ft.Icons.TIMER, size=18, color=ft.Colors.SURFACE_CONTAINER_LOWEST),
        _struck(words, is_struck=False),
        [_when(strap.entry, now_ms, language)],
        [],
    )


def _when(entry: Entry, now_ms: int, language: str) -> ft.Control:
    at = moment(entry.at_ms, now_ms, language)
    return note(f"{at} · {who_when(entry, now_ms, language)}")


def _struck(words: str, *, is_struck: bool) -> ft.Control:
    line = ft.TextDecoration.LINE_THROUGH if is_struck else None
    return ft.Text(
        words,
        size=BODY,
        style=ft.TextStyle(decoration=line),
        color=ft.Colors.ON_SURFACE_VARIANT if is_struck else None,
        **({} if is_struck else BOLD),
    )


def _undo(
    words: str,
    fact_id: FactId,
    language: str,
    on_undo: Callable[[FactId], Any] | None,
) -> list[ft.Control]:
    if on_undo is None:
        return []
    name = text("ui.casualty.undo_entry", language, entry=words)
    key = f"body-undo-{fact_id[1]}"
    return [icon_button(ft.Icons.UNDO, name, partial(on_undo, fact_id), key=key)]


def _row(
    sign: ft.Control,
    words: ft.Control,
    below: list[ft.Control],
    trailing: list[ft.Control],
) -> ft.Control:
    return ft.Container(
        padding=ft.Padding.symmetric(vertical=4),
        content=ft.Row(
            spacing=12,
            vertical_alignment=ft.CrossAxisAlignment.START,
            controls=[
                ft.Container(
                    width=_ROUND,
                    height=_ROUND,
                    border_radius=_ROUND / 2,
                    bgcolor=ft.Colors.ON_SURFACE,
                    alignment=ft.Alignment.CENTER,
                    content=sign,
                ),
                ft.Column(expand=True, spacing=2, controls=[words, *below]),
                *trailing,
            ],
        ),
    )
