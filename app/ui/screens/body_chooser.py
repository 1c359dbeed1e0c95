"""What there may be at a place on the body: one tap, and for a burn how much of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.injury import (
    BodyRegion,
    BodyView,
    BurnDepth,
    BurnPart,
    InjuryKind,
    InjuryMarked,
    part_of,
)
from app.care.refusal import Refusal
from app.care.treatment import (
    Intervention,
    Site,
    TreatmentGiven,
    with_usual_item,
)
from app.commands import give_treatment, mark_injury
from app.store.desk import Desk
from app.store.queries.casualty import CasualtyDetail
from app.ui.state import Session
from app.ui.theme import BODY, BOLD, GAP, LARGE, PRIMARY, RADIUS, line_width
from app.ui.typed import Typed, use_typed
from app.ui.widgets.body_marks import place_words
from app.ui.widgets.buttons import link_button, primary_button, quiet_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.moment import moment_of
from app.ui.widgets.more_fields import time_field
from app.ui.widgets.panels import error_note, note
from app.ui.widgets.sheet import use_primary
from sync.event import Event

_SHARES: Final = ("10", "25", "50", "75", "100")
_DEPTHS: Final = (
    BurnDepth.PARTIAL,
    BurnDepth.FULL,
    BurnDepth.UNKNOWN,
    BurnDepth.ERYTHEMA,
)
_LIMBS: Final = ("upper_arm", "forearm", "thigh", "lower_leg")
_ONE_SIDED: Final = frozenset(
    {BurnPart.LEFT_BUTTOCK, BurnPart.RIGHT_BUTTOCK, BurnPart.GENITALS}
)
"""Parts of which the map shows all there is at once."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a person tapped; without a place when it was chosen from the list."""

    region: BodyRegion
    view: BodyView
    x: int | None = None
    y: int | None = None


@ft.component
def BodyChooser(
    session: Session,
    detail: CasualtyDetail,
    spot: Spot,
    on_marked: Callable[[Event], Any],
    on_back: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw the kinds; all but a burn are recorded by one tap."""
    place = f"{spot.region.value}:{spot.view.value}"
    typed = use_typed(session, f"injury:{detail.row.stream.hex()}:{place}")
    more, set_more = ft.use_state(False)
    stream, actor = detail.row.stream, session.actor

    async def save(kind: InjuryKind) -> None:
        held = dict(typed.values)

        def command(desk: Desk) -> Event:
            fact = _fact(spot, kind, held, desk.now_ms())
            return mark_injury(desk, actor, stream, fact)

        await typed.record(command, on_marked)

    async def strap(_event: object = None) -> None:
        typed_at = typed.text("at")

        def command(desk: Desk) -> Event:
            at = moment_of(typed_at, desk.now_ms())
            site = Site(spot.region.value)
            fact = TreatmentGiven(Intervention.TOURNIQUET, at, site)
            return give_treatment(desk, actor, stream, with_usual_item(fact))

        await typed.record(command, on_marked)

    async def pick(kind: InjuryKind) -> None:
        if kind is InjuryKind.BURN:
            typed.pick("kind", kind.value)
        else:
            await save(kind)

    is_burn = typed.text("kind") == InjuryKind.BURN
    # The other kinds are recorded by the tap that names them.
    use_primary(session, partial(save, InjuryKind.BURN) if is_burn else None)
    return ft.Column(
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            _title(session, spot, on_back),
            error_note(typed.refusal),
            *_kinds(session, typed, pick),
            *(_burn(session, typed, spot, save) if is_burn else []),
            *([] if is_burn else _strap(session, spot, strap)),
            *_more(session, typed, more, set_more),
        ],
    )


def _fact(
    spot: Spot, kind: InjuryKind, held: dict[str, str], now_ms: int
) -> InjuryMarked:
    """Return what to record; raises Refusal for a share or a time that is none."""
    is_burn = kind is InjuryKind.BURN
    share, depth = held.get("share_percent", ""), held.get("depth", "")
    if is_burn and share and not share.strip().isdecimal():
        raise Refusal("not_a_number", field="share_percent")
    red = depth == BurnDepth.ERYTHEMA
    return InjuryMarked(
        kind,
        spot.region,
        spot.view,
        moment_of(held.get("at", ""), now_ms),
        spot.x,
        spot.y,
        BurnDepth(depth or BurnDepth.UNKNOWN) if is_burn else None,
        int(share) if is_burn and share and not red else None,
        held.get("note", ""),
    )


def _title(session: Session, spot: Spot, on_back: Callable[[], Any]) -> ft.Control:
    words = place_words(spot.region.value, spot.view, session.language)
    return ft.Column(
        spacing=0,
        controls=[
            link_button(
                session.words("ui.body.back"),
                on_back,
                key="body-back",
                icon=ft.Icons.ARROW_BACK,
            ),
            ft.Semantics(
                heading_level=2,
                content=ft.Text(words, key="body-place", size=LARGE, **BOLD),
            ),
        ],
    )


def _kinds(
    session: Session, typed: Typed, pick: Callable[[InjuryKind], Any]
) -> list[ft.Control]:
    """Return the kinds two beside each other; once it is a burn, the way back."""
    if typed.text("kind") == InjuryKind.BURN:
        return [
            choices(
                [("burn", session.words("term.InjuryKind.burn"))],
                "burn",
                lambda _value: typed.pick("kind", ""),
                key="kind",
            )
        ]
    buttons = [_kind(session, each, pick) for each in InjuryKind]
    return [
        ft.Row(spacing=GAP, controls=list(buttons[start : start + 2]))
        for start in range(0, len(buttons), 2)
    ]


def _kind(
    session: Session, kind: InjuryKind, pick: Callable[[InjuryKind], Any]
) -> ft.Control:
    return ft.OutlinedButton(
        key=f"kind-{kind.value}",
        height=PRIMARY,
        expand=True,
        on_click=partial(pick, kind),
        style=ft.ButtonStyle(
            padding=4,
            bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
            side=ft.BorderSide(line_width(), ft.Colors.OUTLINE),
            shape=ft.RoundedRectangleBorder(radius=RADIUS),
        ),
        content=ft.Text(
            session.words(f"term.InjuryKind.{kind.value}"),
            size=BODY,
            text_align=ft.TextAlign.CENTER,
            max_lines=2,
            **BOLD,
        ),
    )


def _burn(
    session: Session, typed: Typed, spot: Spot, save: Callable[[InjuryKind], Any]
) -> list[ft.Control]:
    """Return how deep, and how much of this side of its part."""
    depth = typed.text("depth")
    part = part_of(spot.region)
    name = session.words(f"term.BurnPart.{part.value}")
    whole = (
        name
        if part in _ONE_SIDED
        else session.words(
            "ui.body.place",
            region=name,
            side=session.words(f"term.BodyView.{spot.view.value}"),
        )
    )
    shares = [] if depth == BurnDepth.ERYTHEMA else _share(session, typed, whole)
    return [
        choices(
            [
                (each.value, session.words(f"term.BurnDepth.{each.value}"))
                for each in _DEPTHS
            ],
            depth or None,
            lambda value: typed.pick("depth", value),
            key="depth",
            label=session.words("field.InjuryMarked.depth"),
        ),
        *shares,
        ft.Row(
            alignment=ft.MainAxisAlignment.END,
            controls=[
                primary_button(
                    session.words("ui.body.record_burn"),
                    partial(save, InjuryKind.BURN),
                    key="save-burn",
                    icon=ft.Icons.CHECK,
                )
            ],
        ),
    ]


def _share(session: Session, typed: Typed, whole: str) -> list[ft.Control]:
    held = typed.text("share_percent")
    return [
        choices(
            [(each, session.words("ui.body.share", share=each)) for each in _SHARES],
            held or None,
            lambda value: typed.pick("share_percent", value),
            key="share",
            label=session.words("ui.body.share_of", part=whole),
            error=typed.errors.get("share_percent"),
        ),
        note(session.words("ui.body.share_note")),
    ]


def _strap(session: Session, spot: Spot, strap: Callable[..., Any]) -> list[ft.Control]:
    if not spot.region.value.endswith(_LIMBS):
        return []
    return [
        quiet_button(
            session.words("ui.body.tourniquet"),
            strap,
            key="kind-tourniquet",
            icon=ft.Icons.TIMER_OUTLINED,
        )
    ]


def _more(
    session: Session, typed: Typed, more: bool, set_more: Callable[[bool], Any]
) -> list[ft.Control]:
    """Return remark and time, which are filled in before the tap on a kind."""
    has_more = more or bool(typed.text("note") or typed.text("at"))
    if not has_more:
        return [
            link_button(
                session.words("ui.body.more"), partial(set_more, True), key="body-more"
            )
        ]
    return [
        text_field(
            session.words("field.InjuryMarked.note"),
            typed.text("note"),
            partial(typed.write, "note"),
            key="note",
            error=typed.errors.get("note"),
        ),
        time_field(session, typed),
    ]
