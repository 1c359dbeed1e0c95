"""What needs eyes under the number of a casualty: a clock, a contradiction, a place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import flet as ft

from app.care.terms import Contamination, Flow
from app.care.treatment import Intervention
from app.exports.doses import substance_name
from app.i18n import text
from app.store.queries.casualty import CasualtyDetail, CasualtyRow
from app.store.queries.treatment import OnNow
from app.ui.state import Session
from app.ui.theme import ALARM_DEEP, BOLD, GAP, SMALL
from app.ui.widgets.owed import (
    OnSame,
    due_words,
    is_overdue,
    owed_words,
    same_button,
)
from app.ui.widgets.places import FLOW_ICONS, contamination_words, spot_and_flow
from app.ui.words import moment, span

_LONGEST: Final = 60
_PHONE: Final = 600


def casualty_flags(
    session: Session,
    detail: CasualtyDetail,
    now_ms: int,
    on_same: OnSame | None = None,
    *,
    only_vital: bool,
) -> list[ft.Control]:
    """Return the flags in a row; only the vital ones where there is no room."""
    flags = _vital(session, detail, now_ms)
    if not only_vital:
        flags += _others(session, detail, now_ms)
        if not _has_room_above(session):
            flags += _same(session, detail, now_ms, on_same)
    if not flags:
        return []
    return [
        ft.Row(
            wrap=True,
            spacing=GAP,
            run_spacing=4,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
            controls=flags,
        )
    ]


def same_above(
    session: Session, detail: CasualtyDetail, now_ms: int, on_same: OnSame | None
) -> list[ft.Control]:
    """Return the tap that says unchanged, where it fits beside the number."""
    if not _has_room_above(session):
        return []
    return _same(session, detail, now_ms, on_same)


def _same(
    session: Session, detail: CasualtyDetail, now_ms: int, on_same: OnSame | None
) -> list[ft.Control]:
    return same_button(detail.row, now_ms, session.language, on_same, icon_only=False)


def _has_room_above(session: Session) -> bool:
    return session.pane_width >= _PHONE


def _vital(session: Session, detail: CasualtyDetail, now_ms: int) -> list[ft.Control]:
    words = tourniquet_words(
        detail.going_on, now_ms, session.language, short=session.width < _PHONE
    )
    edge = ft.Colors.ON_SURFACE
    clock = [_flag(ft.Icons.TIMER_OUTLINED, words, key="tourniquet", edge=edge)]
    return [
        *(clock if words else []),
        *_allergies(session, detail),
        *_cling(session, detail),
    ]


def _allergies(session: Session, detail: CasualtyDetail) -> list[ft.Control]:
    """Return what somebody cannot stand, with a red edge."""
    found = detail.medicines.allergies
    if not found:
        return []
    names = dict.fromkeys(
        substance_name(each.code, each.substance, session.language) for each in found
    )
    words = session.words("ui.medicine.flag", names=", ".join(names))
    edge = ft.Colors.ERROR
    return [_flag(ft.Icons.WARNING_AMBER, words, key="allergy-flag", edge=edge)]


def _no_allergies(session: Session, detail: CasualtyDetail) -> list[ft.Control]:
    """Return that none are known, or that nobody asked: not the same."""
    found = detail.medicines
    if found.allergies:
        return []
    if found.denied_ms is None:
        words, icon = session.words("ui.medicine.not_asked"), ft.Icons.HELP_OUTLINE
    else:
        words, icon = session.words("allergy.denied"), ft.Icons.VERIFIED_OUTLINED
    return [_flag(icon, words, key="allergy-flag")]


def tourniquet_words(
    found: Sequence[OnNow], now_ms: int, language: str, *, short: bool = False
) -> str:
    """Return how long the oldest tourniquet is on, and where; '' without one."""
    on = [each for each in found if each.intervention is Intervention.TOURNIQUET]
    if not on:
        return ""
    oldest = on[0]
    words = text(
        f"ui.treatment.tourniquet_{'short' if short else 'since'}",
        language,
        span=span(now_ms - oldest.since_ms, language),
        since=moment(oldest.since_ms, now_ms, language),
    )
    where = (
        text(f"term.Site.{oldest.site.value}", language).lower() if oldest.site else ""
    )
    more = f"+{len(on) - 1}" if len(on) > 1 else ""
    return " · ".join(part for part in (words, where, more) if part)


def _others(session: Session, detail: CasualtyDetail, now_ms: int) -> list[ft.Control]:
    row, flags = detail.row, []
    if row.conflicts:
        words = session.words("ui.casualty.conflicts", count=row.conflicts)
        flags.append(_flag(ft.Icons.CALL_SPLIT, words, alarm=True, key="conflicts"))
    flags += _due(session, row, now_ms)
    if row.departed is None and (row.spot or row.flow is not Flow.WAITING):
        where = spot_and_flow(row.spot, row.spot_name, row.flow, session.language)
        flags.append(_flag(FLOW_ICONS[row.flow], where, key="flow-flag"))
    flags += _no_allergies(session, detail)
    if row.place:
        flags.append(_flag(ft.Icons.PLACE_OUTLINED, row.place, key="place-flag"))
    return flags


def _due(session: Session, row: CasualtyRow, now_ms: int) -> list[ft.Control]:
    """Return when triage is due, or every reason for which it is owed now."""
    due = due_words(row, now_ms, session.language)
    if not due:
        return []
    if row.departed is not None:
        return [_flag(ft.Icons.LOGOUT, due, key="due")]
    is_late = is_overdue(row, now_ms)
    words = session.words("ui.casualty.next_triage", due=due)
    more = (
        _flag(
            ft.Icons.ALARM,
            owed_words(why, since_ms, now_ms, session.language),
            alarm=True,
            key=f"due-{why.value}",
        )
        for why, since_ms in row.owed.reasons(now_ms)[1:]
    )
    return [_flag(ft.Icons.ALARM, words, alarm=is_late, key="due"), *more]


def _cling(session: Session, detail: CasualtyDetail) -> list[ft.Control]:
    cling = detail.cling
    if cling is None or cling.state is Contamination.NONE:
        return []
    words = contamination_words(
        cling.state, session.language, cling.substance, cling.body
    )
    is_alarm = cling.state is Contamination.SUSPECTED
    icon = ft.Icons.MASKS if is_alarm else ft.Icons.SHOWER_OUTLINED
    return [_flag(icon, words, alarm=is_alarm, key="contamination-flag")]


def _flag(
    icon: ft.IconData,
    words: str,
    *,
    key: str,
    alarm: bool = False,
    edge: str | None = None,
) -> ft.Control:
    ink = ft.Colors.WHITE if alarm else ft.Colors.ON_SURFACE
    return ft.Container(
        padding=ft.Padding.symmetric(vertical=2 if edge else 4, horizontal=8),
        border_radius=8,
        border=ft.Border.all(2, edge) if edge else None,
        bgcolor=ALARM_DEEP if alarm else ft.Colors.SURFACE_CONTAINER_HIGH,
        content=ft.Row(
            tight=True,
            spacing=6,
            controls=[
                ft.Icon(icon, size=18, color=ink),
                ft.Text(
                    words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…",
                    key=key,
                    size=SMALL,
                    color=ink,
                    **BOLD,
                ),
            ],
        ),
    )
