"""Photos of a casualty: taken or chosen here, looked at one at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.photo import PhotoAttached
from app.commands import attach_photo
from app.i18n import text
from app.store.queries.casualty import CasualtyDetail, Entry
from app.store.queries.photo import photo
from app.ui.hooks import use_act, use_now, use_query
from app.ui.state import Session
from app.ui.theme import BODY, BOLD, GAP, RADIUS
from app.ui.widgets.buttons import link_button, quiet_button
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note, section_card
from app.ui.widgets.timeline import who_when
from app.ui.words import moment, size_words

_WIDEST: Final = 520


@ft.component
def PhotoCard(
    session: Session, detail: CasualtyDetail, *, may_add: bool = False, key: str = ""
) -> ft.Control:
    """Draw the photos of one casualty, and the way to add one."""
    shown, show = ft.use_state("")
    act = use_act(session)
    now = use_now(session)
    language, stream, actor = session.language, detail.row.stream, session.actor

    async def add() -> None:
        picked = await ft.FilePicker().pick_files(
            file_type=ft.FilePickerFileType.IMAGE, with_data=True
        )
        if picked:
            content = picked[0].bytes or b""
            await act.run(
                lambda desk: attach_photo(desk, actor, stream, content),
                lambda _event: notify(session, session.words("ui.photo.kept")),
            )

    rows = [
        _row(session, each, each.body, now, Shown(shown, show))
        for each in detail.timeline
        if isinstance(each.body, PhotoAttached) and not each.retracted
    ]
    empty = [] if rows else [note(text("ui.photo.none", language))]
    button = quiet_button(
        session.words("ui.photo.add"),
        add,
        key="photo-add",
        icon=ft.Icons.ADD_A_PHOTO_OUTLINED,
        disabled=act.busy,
    )
    return section_card(
        text("ui.photo.title", language),
        [error_note(act.refusal, key="photo-refusal"), *rows, *empty],
        trailing=button if may_add else None,
    )


@ft.component
def Picture(session: Session, fact: PhotoAttached, key: str = "") -> ft.Control:
    """Draw one photo, or say that it is still on its way."""
    found = use_query(session, lambda db: (photo(db, fact),), [fact.attachment])
    if found is None:
        return note(session.words("ui.photo.reading"))
    if found[0] is None:
        return note(session.words("ui.photo.on_its_way"), key="photo-missing")
    return ft.Container(
        # Its width bounds it: as wide as it may be here, never wider than the card.
        alignment=ft.Alignment.TOP_LEFT,
        content=ft.Image(
            src=found[0],
            width=_WIDEST,
            fit=ft.BoxFit.CONTAIN,
            border_radius=RADIUS,
            semantics_label=fact.caption or session.words("photo.attached"),
            error_content=note(session.words("ui.photo.damaged")),
        ),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """Which photo is open, and how to open another."""

    name: str
    show: Callable[[str], Any]


def _row(
    session: Session, entry: Entry, fact: PhotoAttached, now_ms: int, shown: Shown
) -> ft.Control:
    name, language = _name(entry), session.language
    is_shown = name == shown.name
    label = "ui.photo.hide" if is_shown else "ui.photo.look"
    head = ft.Row(
        key=f"photo-{name}",
        spacing=GAP,
        controls=[
            ft.Icon(ft.Icons.IMAGE_OUTLINED, size=24),
            ft.Column(
                expand=True,
                spacing=0,
                controls=[
                    ft.Text(
                        f"{moment(entry.at_ms, now_ms, language)} · "
                        + size_words(fact.size_bytes, language),
                        size=BODY,
                        **BOLD,
                    ),
                    note(who_when(entry, now_ms, language)),
                ],
            ),
            link_button(
                session.words(label),
                partial(shown.show, "" if is_shown else name),
                key=f"look-{name}",
            ),
        ],
    )
    if not is_shown:
        return head
    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[head, Picture(session, fact, key=f"picture-{name}")],
    )


def _name(entry: Entry) -> str:
    return f"{entry.id[0].hex()}-{entry.id[1]}"
