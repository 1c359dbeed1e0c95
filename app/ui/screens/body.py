"""Lichaam: tap where something is, then what it is; each mark is recorded at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, cast

import flet as ft

from app.care.injury import BodyRegion, BodyView, regions_of
from app.care.terms import FactId
from app.commands import retract
from app.store.queries.casualty import CasualtyDetail
from app.ui.hooks import use_act, use_now
from app.ui.screens.body_chooser import BodyChooser, Spot
from app.ui.state import Session
from app.ui.theme import GAP, SPACE
from app.ui.undo import way_back
from app.ui.widgets.body_marks import body_side, mark_rows
from app.ui.widgets.burn_card import burn_card
from app.ui.widgets.buttons import icon_button, link_button
from app.ui.widgets.fields import choices
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note, section_title
from sync.event import Event

_ONE_SIDE_BELOW: Final = 600
_BESIDE: Final = 400.0
_ALONE: Final = 460.0


@ft.component
def BodySheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[[list[Event]], Any],
    key: str = "",
) -> ft.Control:
    """Draw the map or, once a place was tapped, what there may be.

    The sheet stays open after a mark: there is seldom only one.
    """
    spot, set_spot = ft.use_state(cast("Spot | None", None))
    view, set_view = ft.use_state(BodyView.FRONT)
    listed, set_listed = ft.use_state(False)
    act = use_act(session)
    now = use_now(session)
    actor = session.actor

    def marked(event: Event) -> None:
        set_spot(None)
        undo = way_back(session, [(event.log, event.seq)])
        notify(session, session.words("ui.casualty.saved"), undo)

    async def take_back(target: FactId) -> None:
        reason = session.words("ui.casualty.undone_at_once")
        await act.run(
            lambda desk: retract(desk, actor, target, reason),
            lambda _events: notify(session, session.words("ui.casualty.undone")),
        )

    def undo(target: FactId) -> None:
        ft.context.page.run_task(take_back, target)

    if spot is not None:
        chooser = BodyChooser(
            session,
            detail,
            spot,
            marked,
            partial(set_spot, None),
            key=f"at-{spot.region.value}-{spot.view.value}",
        )
        return _sheet(session, _beside(session, detail, spot, chooser), on_close)
    pick = partial(_pick, set_spot)
    return _sheet(
        session,
        [
            error_note(act.refusal),
            _figures(session, detail, view, set_view, pick),
            _list(session, view, pick, set_view, Listing(listed, set_listed)),
            *_found(session, detail, now, undo),
        ],
        on_close,
    )


@dataclass(frozen=True, slots=True)
class Listing:
    """Whether the list of regions is open, and the way to open it."""

    is_open: bool
    open: Callable[[bool], Any]


def _pick(
    set_spot: Callable[[Spot], Any],
    view: BodyView,
    region: BodyRegion,
    x: int | None = None,
    y: int | None = None,
) -> None:
    set_spot(Spot(region, view, x, y))


def _figures(
    session: Session,
    detail: CasualtyDetail,
    view: BodyView,
    set_view: Callable[[BodyView], Any],
    pick: Callable[..., Any],
) -> ft.Control:
    """Return both sides; on a phone one, as large as a thumb needs it."""
    language = session.language
    if session.width < _ONE_SIDE_BELOW:
        picture = body_side(detail, view, _ALONE, language, partial(pick, view))
        return ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            controls=[_sides(session, view, set_view), picture],
        )
    return ft.Row(
        alignment=ft.MainAxisAlignment.CENTER,
        spacing=3 * SPACE,
        controls=[
            ft.Column(
                tight=True,
                spacing=4,
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
                controls=[
                    note(session.words(f"ui.body.side.{each.value}")),
                    body_side(detail, each, _BESIDE, language, partial(pick, each)),
                ],
            )
            for each in BodyView
        ],
    )


def _sides(
    session: Session, view: BodyView, set_view: Callable[[BodyView], Any]
) -> ft.Control:
    return choices(
        [
            (each.value, session.words(f"ui.body.side.{each.value}"))
            for each in BodyView
        ],
        view.value,
        lambda value: set_view(BodyView(value)),
        key="side",
    )


def _list(
    session: Session,
    view: BodyView,
    pick: Callable[..., Any],
    set_view: Callable[[BodyView], Any],
    listing: Listing,
) -> ft.Control:
    """Return the regions in words, for the keyboard and for who cannot see the map."""
    toggle = link_button(
        session.words("ui.body.hide_list" if listing.is_open else "ui.body.list"),
        partial(listing.open, not listing.is_open),
        key="body-list",
        icon=ft.Icons.LIST,
    )
    if not listing.is_open:
        return toggle
    wide = session.width >= _ONE_SIDE_BELOW
    return ft.Column(
        spacing=12,
        controls=[
            toggle,
            *([_sides(session, view, set_view)] if wide else []),
            choices(
                [
                    (each.value, session.words(f"term.BodyRegion.{each.value}"))
                    for each in regions_of(view)
                ],
                None,
                lambda value: pick(view, BodyRegion(value)),
                key="region",
            ),
        ],
    )


def _found(
    session: Session, detail: CasualtyDetail, now: int, undo: Callable[[FactId], Any]
) -> list[ft.Control]:
    rows = mark_rows(detail, now, session.language, undo)
    if not rows:
        return [note(session.words("ui.body.how"), key="body-how")]
    burns = burn_card(detail, session.language)
    return [section_title(session.words("ui.body.found")), *rows, *burns]


def _beside(
    session: Session, detail: CasualtyDetail, spot: Spot, chooser: ft.Control
) -> list[ft.Control]:
    """Return what there may be, beside the side that was tapped where it fits."""
    if session.width < _ONE_SIDE_BELOW:
        return [chooser]
    picture = body_side(
        detail, spot.view, _BESIDE, session.language, chosen=spot.region
    )
    return [
        ft.Row(
            spacing=SPACE,
            vertical_alignment=ft.CrossAxisAlignment.START,
            controls=[picture, ft.Container(expand=True, content=chooser)],
        )
    ]


def _sheet(
    session: Session, controls: list[ft.Control], on_close: Callable[[], Any]
) -> ft.Control:
    title = ft.Row(
        controls=[
            ft.Container(
                expand=True,
                content=section_title(session.words("ui.casualty.body")),
            ),
            icon_button(
                ft.Icons.CLOSE,
                session.words("ui.casualty.close"),
                on_close,
                key="close-sheet",
            ),
        ]
    )
    return ft.Column(
        expand=True,
        spacing=0,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Container(
                padding=ft.Padding.only(left=SPACE, right=8, top=8), content=title
            ),
            ft.Container(
                padding=ft.Padding.only(left=SPACE, right=SPACE, bottom=SPACE),
                content=ft.Column(
                    spacing=12,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                    controls=list(controls),
                ),
            ),
        ],
    )
