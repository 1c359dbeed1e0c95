"""The three pages of the first start: language, which post, passphrase."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.i18n import LANGUAGES
from app.ui.door import door_title
from app.ui.preferences import set_language
from app.ui.state import Setup
from app.ui.theme import BODY, BOLD, PLAIN, RADIUS, SMALL, line_width
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.fields import field_label, text_field
from app.ui.widgets.secret import secret_field, strength_bar
from sync.ids import Mode

if TYPE_CHECKING:
    from app.ui.state import Program, Session

_MODES: Final = (Mode.REAL, Mode.EXERCISE)
"""Real first: whoever is in a hurry is in a real incident."""

_CODE: Final = re.compile(r"[A-Z0-9]{2,8}")
_MOST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class Answers:
    """What is filled in so far; `code` is None until somebody typed one."""

    mode: Mode
    name: str = ""
    code: str | None = None
    secret: str = ""
    again: str = ""


def suggested_code(name: str) -> str:
    """Return a short code made of a name: its last word, which tells posts apart."""
    bare = unicodedata.normalize("NFKD", name.upper())
    words = re.findall(r"[A-Z0-9]+", bare.encode("ascii", "ignore").decode())
    if not words:
        return ""
    return words[-1][:4] if len(words[-1]) > 1 else "".join(words)[-8:]


def code_of(answers: Answers) -> str:
    """Return the code that was typed, else the one the name suggests."""
    given = suggested_code(answers.name) if answers.code is None else answers.code
    return given.strip().upper()


def setup_of(language: str, answers: Answers) -> Setup:
    """Return the answers as the program wants them."""
    return Setup(
        language=language,
        post_name=answers.name.strip(),
        post_code=code_of(answers),
        mode=answers.mode,
        passphrase=answers.secret,
    )


def _foot(session: Session, back: Callable[[], None], ahead: ft.Control) -> ft.Control:
    return ft.Row(
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        controls=[
            quiet_button(
                session.words("ui.back"), back, key="back", icon=ft.Icons.ARROW_BACK
            ),
            ahead,
        ],
    )


def language_page(
    session: Session, program: Program, turn: Callable[[int], None]
) -> list[ft.Control]:
    """Ask which language to speak."""
    tiles = [
        _tile(
            session.words(f"ui.settings.{each}"),
            "",
            chosen=session.language == each,
            on_click=partial(set_language, session, program, each),
            key=f"language-{each}",
        )
        for each in LANGUAGES
    ]
    ahead = primary_button(session.words("ui.next"), lambda: turn(2), key="next")
    return [
        door_title(
            session.words("ui.start.language"), session.words("ui.start.language_note")
        ),
        *tiles,
        ft.Row(alignment=ft.MainAxisAlignment.END, controls=[ahead]),
    ]


def post_page(
    session: Session,
    answers: Answers,
    set_answers: Callable[[Answers], None],
    turn: Callable[[int], None],
) -> list[ft.Control]:
    """Ask which post this is, and whether it is real."""
    code = code_of(answers)
    ready = bool(answers.name.strip()) and _CODE.fullmatch(code) is not None

    def ahead() -> None:
        if ready:
            turn(3)

    name = text_field(
        session.words("ui.start.name"),
        answers.name,
        lambda words: set_answers(replace(answers, name=words)),
        key="post-name",
        hint_text=session.words("ui.start.name_hint"),
        max_length=_MOST_NAME,
        counter="",
        autofocus=True,
        on_submit=ahead,
    )
    short = text_field(
        session.words("ui.start.code"),
        code,
        lambda words: set_answers(replace(answers, code=words)),
        key="post-code",
        helper=session.words("ui.start.code_note", sample=f"{code or 'ZUID'}-A042-K"),
        error=None
        if ready or not answers.name.strip()
        else session.words("ui.start.code_wrong"),
        capitalization=ft.TextCapitalization.CHARACTERS,
        on_submit=ahead,
    )
    modes = [
        _tile(
            session.words(f"ui.start.{each.value}"),
            session.words(f"ui.start.{each.value}_note"),
            chosen=answers.mode is each,
            on_click=partial(set_answers, replace(answers, mode=each)),
            key=f"mode-{each.value}",
        )
        for each in _MODES
    ]
    return [
        door_title(session.words("ui.start.post")),
        name,
        short,
        field_label(session.words("ui.start.mode")),
        *modes,
        _foot(
            session,
            lambda: turn(1),
            primary_button(
                session.words("ui.next"), ahead, key="next", disabled=not ready
            ),
        ),
    ]


def _tile(
    title: str, under: str, *, chosen: bool, on_click: Callable[[], None], key: str
) -> ft.Control:
    edge = ft.Colors.PRIMARY if chosen else ft.Colors.OUTLINE_VARIANT
    words: list[ft.Control] = [ft.Text(title, size=BODY + 1, **BOLD)]
    if under:
        words.append(
            ft.Text(
                under,
                size=SMALL,
                **PLAIN,
                color=ft.Colors.ON_SURFACE_VARIANT,
            )
        )
    mark = ft.Icons.RADIO_BUTTON_CHECKED if chosen else ft.Icons.RADIO_BUTTON_UNCHECKED
    return ft.Semantics(
        selected=chosen,
        content=ft.OutlinedButton(
            key=key,
            on_click=on_click,
            style=ft.ButtonStyle(
                color=ft.Colors.ON_SURFACE,
                bgcolor=ft.Colors.PRIMARY_CONTAINER if chosen else None,
                padding=ft.Padding.symmetric(vertical=16, horizontal=16),
                side=ft.BorderSide(2 if chosen else line_width(), edge),
                shape=ft.RoundedRectangleBorder(radius=RADIUS),
            ),
            content=ft.Row(
                spacing=12,
                controls=[
                    ft.Icon(mark, color=ft.Colors.PRIMARY),
                    ft.Column(tight=True, spacing=2, expand=True, controls=words),
                ],
            ),
        ),
    )


def secret_page(
    session: Session,
    answers: Answers,
    set_answers: Callable[[Answers], None],
    turn: Callable[[int], None],
    making: tuple[Callable[[], Any], bool],
) -> list[ft.Control]:
    """Ask the passphrase, twice; `making` makes the post and tells if it is busy."""
    make, busy = making
    return [
        door_title(
            session.words("ui.start.secret"), session.words("ui.start.secret_note")
        ),
        secret_field(
            session.words("ui.start.secret"),
            answers.secret,
            lambda words: set_answers(replace(answers, secret=words)),
            key="secret",
            autofocus=True,
        ),
        strength_bar(session, answers.secret),
        secret_field(
            session.words("ui.start.again"),
            answers.again,
            lambda words: set_answers(replace(answers, again=words)),
            key="secret-again",
            on_submit=make,
        ),
        _foot(
            session,
            lambda: turn(2),
            primary_button(
                session.words("ui.start.making" if busy else "ui.start.make"),
                make,
                key="make",
                disabled=busy,
            ),
        ),
    ]
