"""A log that contradicts itself: both versions side by side, not settled here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flet as ft

from app.i18n import has_text
from app.ui.state import Layout
from app.ui.theme import BODY, BOLD, GAP
from app.ui.widgets.fact_lines import lines_of
from app.ui.widgets.panels import card, note, section_card
from app.ui.words import moment

if TYPE_CHECKING:
    from app.store.queries.fork import Fork, Version
    from app.ui.state import Session


def fork_card(session: Session, fork: Fork, post_name: str, now: int) -> ft.Control:
    """Return one id that was given out twice, with what each version says."""
    title = session.words(
        "ui.hub.fork.title",
        post=post_name or session.words("ui.hub.posts.unnamed"),
        device=fork.device,
        number=fork.seq,
    )
    versions = [_version(session, each, now) for each in fork.versions]
    beside: ft.Control
    if session.layout is Layout.NARROW:
        beside = ft.Column(spacing=GAP, controls=versions)
    else:
        beside = ft.Row(
            spacing=GAP,
            vertical_alignment=ft.CrossAxisAlignment.START,
            controls=[ft.Container(expand=True, content=each) for each in versions],
        )
    name = f"fork-{fork.log.hex()}-{fork.seq}"
    words = note(session.words("ui.hub.fork.note"))
    return section_card(title, [words, beside], key=name)


def _version(session: Session, one: Version, now: int) -> ft.Control:
    known = has_text(one.kind)
    kind = session.words(one.kind if known else "ui.casualty.unknown_kind")
    which = "first" if one.in_force else "second"
    return card(
        ft.Column(
            spacing=4,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                note(session.words(f"ui.hub.fork.{which}")),
                ft.Text(kind, size=BODY, **BOLD),
                *(ft.Text(line, size=BODY) for line in _lines(session, one)),
                note(
                    session.words(
                        "ui.hub.fork.by",
                        name=one.actor_name or session.words("ui.casualty.somebody"),
                        time=moment(one.at_ms, now, session.language),
                    )
                ),
            ],
        ),
        padding=12,
    )


def _lines(session: Session, one: Version) -> list[str]:
    if one.erased:
        return [session.words("ui.erasure.gone")]
    said = lines_of(one.body, session.language)
    return [f"{label}: {value}" if label else value for label, value in said]
