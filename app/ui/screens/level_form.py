"""The form that sets a care level: which, on whose authority, since when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.level import SETS_LEVEL, Authority
from app.care.level_pack import LevelRules
from app.care.refusal import Refusal
from app.care.terms import CareLevel
from app.commands import LevelWanted
from app.ui.typed import Typed
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.level_words import change_words
from app.ui.widgets.moment import moment_of
from app.ui.widgets.panels import error_note, note, section_card

if TYPE_CHECKING:
    from app.ui.state import Session


def level_form(
    session: Session,
    typed: Typed,
    rules: LevelRules,
    save: Callable[..., Any],
    above: Sequence[ft.Control] = (),
    refusal: str | None = None,
) -> ft.Control:
    """Return the form; of the level that is chosen it shows what will change."""
    words = session.words
    level = level_of(typed)
    preview = [] if level is None else change_words(rules[level], session.language)
    if level is not None and not preview:
        preview = [words("ui.level.same")]
    return section_card(
        words("ui.level.set"),
        [
            *above,
            _terms(session, typed, "level", "CareLevel", list(CareLevel)),
            *(note(each) for each in preview),
            _terms(session, typed, "authority", "Authority", SETS_LEVEL),
            _field(session, typed, "authority_name"),
            text_field(
                words("field.CareLevelSet.observed_ms"),
                typed.text("at"),
                partial(typed.write, "at"),
                key="level-at",
                error=typed.errors.get("at"),
                hint_text=words("ui.register.hint.at"),
            ),
            _field(session, typed, "remark"),
            error_note(refusal or typed.refusal),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        words("ui.level.save"),
                        save,
                        key="save-level",
                        icon=ft.Icons.CHECK,
                    )
                ],
            ),
        ],
    )


def level_of(typed: Typed) -> CareLevel | None:
    """Return the level that was chosen; None for none."""
    said = typed.text("level")
    return CareLevel(said) if said in list(CareLevel) else None


def level_wanted(typed: Typed, now_ms: int) -> LevelWanted:
    """Return what was filled in. Raises Refusal."""
    level, said = level_of(typed), typed.text("authority")
    if level is None:
        raise Refusal("level_missing", field="level")
    return LevelWanted(
        level,
        Authority(said) if said in list(Authority) else Authority.OWN,
        typed.text("authority_name"),
        moment_of(typed.text("at"), now_ms),
        typed.text("remark"),
    )


def _terms(
    session: Session, typed: Typed, name: str, kind: str, terms: Any
) -> ft.Control:
    return choices(
        [(each.value, session.words(f"term.{kind}.{each.value}")) for each in terms],
        typed.text(name) or None,
        partial(typed.pick, name),
        key=name,
        label=session.words(f"field.CareLevelSet.{name}"),
        error=typed.errors.get(name),
    )


def _field(session: Session, typed: Typed, name: str) -> ft.Control:
    return text_field(
        session.words(f"field.CareLevelSet.{name}"),
        typed.text(name),
        partial(typed.write, name),
        key=f"level-{name}",
        error=typed.errors.get(name),
    )
