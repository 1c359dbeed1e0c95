"""The timeline: who, when, what; what was taken back stays, struck through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.casualty import Triaged
from app.care.terms import FactId
from app.catalogue import RETRACTED
from app.i18n import text
from app.store.queries.casualty import CasualtyDetail, Entry
from app.ui.theme import BODY, BOLD, GAP, SMALL, line_width
from app.ui.widgets.buttons import icon_button, link_button, quiet_button
from app.ui.widgets.casualty_row import small_badge
from app.ui.widgets.fact_lines import lines_of, title_of
from app.ui.widgets.fields import text_field
from app.ui.widgets.panels import note, section_card
from app.ui.widgets.power_words import power_words
from app.ui.words import moment

_MOST: Final = 30
_LATE_MS: Final = 120_000
"""From this long between seeing and writing down, an entry says it was late."""

_ICONS: Final = {
    "casualty.registered": ft.Icons.PERSON_ADD_ALT_1_OUTLINED,
    "casualty.triaged": ft.Icons.MONITOR_HEART_OUTLINED,
    "casualty.described": ft.Icons.BADGE_OUTLINED,
    "casualty.identified": ft.Icons.BADGE_OUTLINED,
    "casualty.described_looks": ft.Icons.FACE_OUTLINED,
    "casualty.detailed": ft.Icons.BADGE_OUTLINED,
    "casualty.involved": ft.Icons.HEALTH_AND_SAFETY_OUTLINED,
    "bsn.checked": ft.Icons.VERIFIED_USER_OUTLINED,
    "casualty.departed": ft.Icons.LOGOUT,
    "vitals.recorded": ft.Icons.THERMOSTAT,
    "treatment.given": ft.Icons.HEALING,
    "treatment.ended": ft.Icons.PAUSE_CIRCLE_OUTLINE,
    "observation.recorded": ft.Icons.VISIBILITY_OUTLINED,
    "injury.marked": ft.Icons.ACCESSIBILITY_NEW,
    "medicine.given": ft.Icons.MEDICATION_OUTLINED,
    "allergy.recorded": ft.Icons.WARNING_AMBER,
    "allergy.denied": ft.Icons.VERIFIED_OUTLINED,
    "note.recorded": ft.Icons.EDIT_NOTE,
    "casualty.placed": ft.Icons.MOVE_DOWN,
    "casualty.received": ft.Icons.WHERE_TO_VOTE_OUTLINED,
    "contamination.noted": ft.Icons.MASKS_OUTLINED,
    "incident.described": ft.Icons.CAR_CRASH_OUTLINED,
    "handover.planned": ft.Icons.SCHEDULE_SEND,
    "handover.made": ft.Icons.HANDSHAKE_OUTLINED,
    "tccc.described": ft.Icons.MILITARY_TECH_OUTLINED,
    "advice.given": ft.Icons.MEDICAL_INFORMATION_OUTLINED,
    "entity.linked": ft.Icons.LINK,
    "entity.unlinked": ft.Icons.LINK_OFF,
    "entity.erased": ft.Icons.DELETE_FOREVER_OUTLINED,
    "photo.attached": ft.Icons.IMAGE_OUTLINED,
}

Undo = Callable[[FactId, str], Any]
"""Takes a fact back, with the reason a person gave."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a person is with taking an entry back."""

    is_asked: bool
    ask: Callable[[], Any]
    undo: Callable[[str], Any]


@ft.component
def Timeline(
    detail: CasualtyDetail,
    now_ms: int,
    language: str,
    on_undo: Undo | None,
    key: str = "",
) -> ft.Control:
    """Draw the entries, newest first; `on_undo` None only shows."""
    most, set_most = ft.use_state(_MOST)
    asked, ask = ft.use_state(("", 0))
    entries = [each for each in detail.timeline if each.kind != RETRACTED]

    def undo(entry: Entry, reason: str) -> None:
        ask(("", 0))
        if on_undo is not None:
            on_undo(entry.id, reason)

    def step(entry: Entry) -> Step:
        mark = _key(entry)
        return Step(mark == asked, partial(ask, mark), partial(undo, entry))

    rest = len(entries) - most
    more = (
        [
            link_button(
                text("ui.casualty.older", language, count=rest),
                lambda: set_most(most + _MOST),
                key="older",
            )
        ]
        if rest > 0
        else []
    )
    return section_card(
        text("ui.casualty.timeline", language),
        [
            *(
                TimelineEntry(
                    each,
                    now_ms,
                    language,
                    step(each) if on_undo else None,
                    key=f"entry-{each.id[0].hex()}-{each.id[1]}",
                )
                for each in entries[:most]
            ),
            *more,
        ],
    )


@ft.component
def TimelineEntry(
    entry: Entry,
    now_ms: int,
    language: str,
    step: Step | None,
    key: str = "",
) -> ft.Control:
    """Draw one entry and, once asked, the reason to take it back."""
    reason: ft.MutableRef[str] = ft.use_ref("")

    def write(words: str) -> None:
        reason.current = words

    asked = _reason(step, write, reason, language) if step and step.is_asked else []
    # Who is the same person is judged on its own sheet, not taken back from here.
    is_own = not entry.retracted and not entry.beside
    undo = _undo(entry, language, step) if step and is_own else []
    return ft.Container(
        padding=ft.Padding.only(top=8),
        border=ft.Border.only(
            top=ft.BorderSide(line_width(), ft.Colors.OUTLINE_VARIANT)
        ),
        content=ft.Row(
            spacing=12,
            vertical_alignment=ft.CrossAxisAlignment.START,
            controls=[
                _sign(entry),
                ft.Column(
                    expand=True,
                    spacing=2,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                    controls=[*_facts(entry, now_ms, language), *asked],
                ),
                *undo,
            ],
        ),
    )


def _reason(
    step: Step,
    write: Callable[[str], None],
    reason: ft.MutableRef[str],
    language: str,
) -> list[ft.Control]:
    return [
        text_field(
            text("ui.casualty.why_undo", language),
            reason.current or "",
            write,
            key="undo-reason",
        ),
        quiet_button(
            text("ui.casualty.undo", language),
            lambda: step.undo(reason.current or ""),
            key="undo-now",
            icon=ft.Icons.UNDO,
        ),
    ]


def _undo(entry: Entry, language: str, step: Step) -> list[ft.Control]:
    name = text("ui.casualty.undo_entry", language, entry=title_of(entry, language))
    key = f"undo-{entry.id[1]}"
    return [icon_button(ft.Icons.UNDO, name, step.ask, key=key)]


def _sign(entry: Entry) -> ft.Control:
    icon = _ICONS.get(entry.kind, ft.Icons.HELP_OUTLINE)
    return ft.Container(
        padding=4,
        content=ft.Icon(icon, size=22, color=ft.Colors.ON_SURFACE_VARIANT),
    )


def _facts(entry: Entry, now_ms: int, language: str) -> Sequence[ft.Control]:
    return [
        ft.Row(
            spacing=GAP,
            controls=[
                ft.Text(
                    moment(entry.at_ms, now_ms, language),
                    size=BODY,
                    **BOLD,
                ),
                _struck(title_of(entry, language), entry, bold=True),
                *_category(entry),
            ],
        ),
        *_said(entry, language),
        note(who_when(entry, now_ms, language)),
        *_doubts(entry, now_ms, language),
        *_taken_back(entry, language),
    ]


def who_when(entry: Entry, now_ms: int, language: str) -> str:
    """Return who recorded an entry, when if that was later, and on what device."""
    recorded_ms = entry.recorded_ms + entry.recorded_off_ms
    is_late = abs(recorded_ms - entry.at_ms) >= _LATE_MS
    return text(
        "ui.casualty.recorded_late" if is_late else "ui.casualty.recorded",
        language,
        name=entry.actor_name or text("ui.casualty.somebody", language),
        recorded=moment(recorded_ms, now_ms, language),
        device=entry.device,
    )


def _doubts(entry: Entry, now_ms: int, language: str) -> list[ft.Control]:
    """Return what that device's own clock said, and whose power is not confirmed."""
    said: list[ft.Control] = []
    if entry.is_corrected:
        raw = moment(entry.observed_ms, now_ms, language)
        words = text("ui.casualty.corrected", language, raw=raw)
        said.append(note(words, key=f"raw-{entry.id[1]}"))
    right = "" if entry.power is None else power_words(entry.power, now_ms, language)
    if right and entry.has_power:
        said.append(note(right, key=f"power-{entry.id[1]}"))
    if not entry.has_power:
        key = "ui.power.doubtful" if right else "ui.casualty.power_unconfirmed"
        words = text(key, language, why=right)
        said.append(ft.Text(words, size=SMALL, italic=True, color=ft.Colors.ERROR))
    return said


def _said(entry: Entry, language: str) -> list[ft.Control]:
    """Return what a fact says on one line that wraps; a category has its badge."""
    shown = text("field.Triaged.category", language)
    words = " · ".join(
        f"{label}: {value}" if label else value
        for label, value in (
            *((("", entry.beside),) if entry.beside else ()),
            *(lines_of(entry.about, language)[:2] if entry.about else ()),
            *lines_of(entry.body, language, entry.item),
        )
        if not isinstance(entry.body, Triaged) or label != shown
    )
    return [_struck(words, entry)] if words else []


def _category(entry: Entry) -> list[ft.Control]:
    if not isinstance(entry.body, Triaged):
        return []
    badge = small_badge(entry.body.category)
    badge.width = 55
    return [badge]


def _taken_back(entry: Entry, language: str) -> list[ft.Control]:
    if not entry.retracted:
        return []
    key = "ui.casualty.taken_back_why" if entry.reason else "ui.casualty.taken_back"
    words = text(key, language, reason=entry.reason)
    return [ft.Text(words, size=SMALL, italic=True, color=ft.Colors.ERROR)]


def _struck(words: str, entry: Entry, *, bold: bool = False) -> ft.Control:
    line = ft.TextDecoration.LINE_THROUGH if entry.retracted else None
    return ft.Text(
        words,
        size=BODY,
        style=ft.TextStyle(decoration=line),
        color=ft.Colors.ON_SURFACE_VARIANT if entry.retracted else None,
        **(BOLD if bold else {}),
    )


def _key(entry: Entry) -> tuple[str, int]:
    return (entry.id[0].hex(), entry.id[1])
