"""Somebody on a round, in one line: the number on paper, where, how it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

import flet as ft

from app.care.resident import Visit, VisitOutcome
from app.care.round import StopState
from app.i18n import text
from app.store.queries.round import Stop
from app.ui.hooks import memo
from app.ui.theme import BODY, BOLD, GAP, RADIUS, SMALL, TOUCH, outline
from app.ui.words import ago, hour

_ICONS: Final = {
    StopState.TO_DO: ft.Icons.RADIO_BUTTON_UNCHECKED,
    StopState.TRIED: ft.Icons.REPLAY,
    StopState.DONE: ft.Icons.CHECK_CIRCLE_OUTLINE,
    StopState.AWAY: ft.Icons.NO_MEETING_ROOM_OUTLINED,
    StopState.GONE: ft.Icons.PERSON_OFF_OUTLINED,
}


class Look(NamedTuple):
    """How lines are said: in which language, when, and who wrote.

    `is_brief` is for neighbours: that somebody went there, not what they found.
    """

    language: str
    now_ms: int
    names: Mapping[bytes, str]
    is_brief: bool = False


def last_words(visit: Visit, look: Look) -> str:
    """Return what came of going there last, how long ago, and who went."""
    way = text(f"term.VisitWay.{visit.way.value}", look.language)
    found = text(f"term.VisitOutcome.{visit.outcome.value}", look.language)
    since, who = _when_and_who(visit, look)
    said = (f"{way} {since}", "" if look.is_brief else found, who)
    return " · ".join(each for each in said if each)


def _when_and_who(visit: Visit, look: Look) -> tuple[str, str]:
    since = ago(visit.observed_ms, look.now_ms, look.language)
    who = visit.by_name or look.names.get(visit.actor, "")
    return f"{since} ({hour(visit.observed_ms)})", who


def stop_row(
    stop: Stop, look: Look, on_pick: Callable[[bytes], Any], *, chosen: bool, key: str
) -> ft.Control:
    """Return the line; a tap on it makes them the one who is next."""
    said = Said(stop.place, *_words(stop, look), stop.state)
    return _row(said, stop.stream, on_pick, chosen, key=key)


class Said(NamedTuple):
    """What stands in the line."""

    place: int
    who: str
    below: str
    state: StopState


@ft.component
def _Row(
    said: Said,
    stream: bytes,
    on_pick: Callable[[bytes], Any],
    chosen: bool,
    key: str = "",
) -> ft.Control:
    fill = ft.Colors.PRIMARY_CONTAINER if chosen else ft.Colors.SURFACE_CONTAINER_LOWEST
    return ft.MergeSemantics(
        content=ft.Semantics(
            label=f"{said.place}. {said.who}. {said.below}",
            button=True,
            selected=chosen,
            content=ft.Container(
                key=f"pick-{stream.hex()}",
                padding=12,
                bgcolor=fill,
                border=outline(),
                border_radius=RADIUS,
                ink=True,
                on_click=partial(on_pick, stream),
                content=ft.Semantics(exclude_semantics=True, content=_face(said)),
            ),
        )
    )


_row = memo(_Row)
"""A line, drawn again only when it or what is said of it changed."""


def _words(stop: Stop, look: Look) -> tuple[str, str]:
    row, language = stop.row, look.language
    name, address = (row.name, row.address) if row else ("", "")
    also = text("ui.round.also_short", language) if stop.also else ""
    who = " · ".join(each for each in (address, name) if each)
    return who, " · ".join(each for each in (*_stands(stop, look), also) if each)


def _stands(stop: Stop, look: Look) -> tuple[str, ...]:
    """Return how it stands and what came of going there last; nothing said twice."""
    state = text(f"term.StopState.{stop.state.value}", look.language)
    if stop.last is None:
        return (state,)
    if stop.state is StopState.DONE:
        return (last_words(stop.last, look),)
    if stop.last.outcome is VisitOutcome.NOT_FOUND:
        return (state, *_when_and_who(stop.last, look))
    return (state, last_words(stop.last, look))


def _face(said: Said) -> ft.Control:
    return ft.Row(
        spacing=GAP,
        controls=[
            ft.Container(
                width=TOUCH, content=ft.Text(str(said.place), size=BODY, **BOLD)
            ),
            ft.Column(
                expand=True,
                spacing=0,
                controls=[
                    ft.Text(said.who, size=BODY, **BOLD),
                    ft.Text(said.below, size=SMALL),
                ],
            ),
            ft.Icon(_ICONS[said.state]),
        ],
    )
