"""Settings: language, light, people, the two locks, and what this program is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import flet as ft

from app.i18n import LANGUAGES
from app.settings import SIZES, ThemeName
from app.ui.arrive import change_mode, close_post, close_words
from app.ui.preferences import set_chime, set_language, set_light, set_size
from app.ui.screens.access_card import AccessCard
from app.ui.screens.scanner import state_words
from app.ui.theme import SPACE
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.fields import choices
from app.ui.widgets.panels import note, page_title, section_card
from app.ui.widgets.tools_card import ToolsCard
from sync.ids import Mode

if TYPE_CHECKING:
    from app.ui.state import Program, Session

_STRETCH = ft.CrossAxisAlignment.STRETCH


@ft.component
def SettingsRoom(session: Session, program: Program) -> ft.Control:
    """Show what this device and person can set."""
    columns = (
        [
            _language(session, program),
            _places(session),
            *([] if session.is_tablet else [_safety(session), _tablets(session)]),
            AccessCard(session, key="access-card"),
            *([] if session.is_tablet else [_other_file(session, program)]),
        ],
        [
            _light(session, program),
            _size(session, program),
            _chime(session, program),
            _scanner(session),
            ToolsCard(session, key="tools"),
            _locks(session, program),
            _about(session),
        ],
    )
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        controls=[
            ft.Container(
                padding=SPACE + 4,
                content=ft.Column(
                    spacing=SPACE,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                    controls=[
                        page_title(session.words("ui.settings.title")),
                        ft.ResponsiveRow(
                            spacing=SPACE,
                            run_spacing=SPACE,
                            controls=[
                                ft.Column(
                                    col={"xs": 12, "lg": 6},
                                    spacing=SPACE,
                                    horizontal_alignment=_STRETCH,
                                    controls=each,
                                )
                                for each in columns
                            ],
                        ),
                    ],
                ),
            )
        ],
    )


def _language(session: Session, program: Program) -> ft.Control:
    return section_card(
        session.words("ui.settings.language"),
        [
            choices(
                [(each, session.words(f"ui.settings.{each}")) for each in LANGUAGES],
                session.language,
                lambda each: set_language(session, program, each),
                key="language",
            ),
            note(session.words("ui.start.language_note")),
        ],
    )


def _light(session: Session, program: Program) -> ft.Control:
    return section_card(
        session.words("ui.settings.light"),
        [
            choices(
                [
                    (each.value, session.words(f"ui.settings.light.{each.value}"))
                    for each in ThemeName
                ],
                session.theme.value,
                lambda each: set_light(session, program, ThemeName(each)),
                key="theme",
            )
        ],
    )


def _size(session: Session, program: Program) -> ft.Control:
    async def choose(percent: str) -> None:
        await set_size(session, program, int(percent))

    return section_card(
        session.words("ui.settings.size"),
        [
            choices(
                [
                    (str(each), session.words("ui.settings.percent", n=each))
                    for each in SIZES
                ],
                str(session.size_percent),
                choose,
                key="size",
            ),
            note(session.words("ui.settings.size_note")),
        ],
    )


def _chime(session: Session, program: Program) -> ft.Control:
    return section_card(
        session.words("ui.settings.chime"),
        [
            choices(
                [
                    (each, session.words(f"ui.settings.chime.{each}"))
                    for each in ("on", "off")
                ],
                "on" if session.chime else "off",
                lambda each: set_chime(session, program, chime=each == "on"),
                key="chime",
            ),
            note(session.words("ui.settings.chime_note")),
        ],
    )


def _scanner(session: Session) -> ft.Control:
    return section_card(
        session.words("ui.scanner.card"),
        [
            note(state_words(session)),
            _button(
                session,
                "ui.scanner.open",
                lambda: session.go("scanner"),
                key="go-scanner",
                icon=ft.Icons.BARCODE_READER,
            ),
        ],
    )


def _room_card(
    session: Session, words: tuple[str, str, str], room: str, icon: ft.IconData
) -> ft.Control:
    """Return the card of a room: its title, what it is for, and the way there."""
    title, about, opens = words
    return section_card(
        session.words(title),
        [
            note(session.words(about)),
            _button(
                session, opens, lambda: session.go(room), key=f"go-{room}", icon=icon
            ),
        ],
    )


def _places(session: Session) -> ft.Control:
    words = "ui.places.title", "ui.places.card_note", "ui.places.open"
    return _room_card(session, words, "places", ft.Icons.PLACE_OUTLINED)


def _safety(session: Session) -> ft.Control:
    words = "ui.safety.title", "ui.safety.card_note", "ui.safety.open"
    return _room_card(session, words, "safety", ft.Icons.KEY)


def _tablets(session: Session) -> ft.Control:
    words = "ui.tablet.room", "ui.tablet.card_note", "ui.tablet.open"
    return _room_card(session, words, "tablets", ft.Icons.TABLET_MAC)


def _locks(session: Session, program: Program) -> ft.Control:
    async def close() -> None:
        await close_post(session, program)

    noted = "ui.tablet.leave_note" if session.is_tablet else "ui.lock.close_note"
    return section_card(
        session.words("ui.settings.safety"),
        [
            note(session.words("ui.settings.safety_note")),
            _button(
                session,
                "ui.lock.do",
                session.lock,
                key="lock-now",
                icon=ft.Icons.LOCK_OUTLINE,
            ),
            note(session.words(noted)),
            ft.Row(
                controls=[
                    quiet_button(
                        close_words(session),
                        close,
                        key="close-post",
                        icon=ft.Icons.LOGOUT,
                    )
                ]
            ),
        ],
    )


def _other_file(session: Session, program: Program) -> ft.Control:
    other = Mode.REAL if session.exercise else Mode.EXERCISE

    async def turn() -> None:
        await change_mode(session, program, other)

    return section_card(
        session.words("ui.settings.other_file"),
        [
            note(session.words("ui.settings.other_note")),
            _button(
                session,
                f"ui.settings.to_{other.value}",
                turn,
                key="other-file",
                icon=ft.Icons.SWAP_HORIZ,
            ),
        ],
    )


def _about(session: Session) -> ft.Control:
    return section_card(
        session.words("ui.settings.about"),
        [
            ft.Text(session.words("ui.settings.version", version=_version())),
            note(
                session.words("ui.settings.keys")
                + ": "
                + session.words("ui.settings.keys_note")
            ),
        ],
    )


def _version() -> str:
    try:
        return version("noodpost")
    except PackageNotFoundError:  # run from the folder, not installed
        return "–"


def _button(
    session: Session, words: str, on_click: Any, *, key: str, icon: ft.IconData
) -> ft.Control:
    button = quiet_button(session.words(words), on_click, key=key, icon=icon)
    return ft.Row(controls=[button])
