"""Colours can be told apart and read, in every light."""

from __future__ import annotations

import flet as ft
import pytest

from app.care.terms import Triage
from app.paths import ASSETS
from app.settings import ThemeName
from app.ui.frame import light_button
from app.ui.screens.casualties import CasualtiesRoom
from app.ui.state import Session
from app.ui.theme import (
    ALARM_DEEP,
    BOLD_FONT,
    FONT,
    FONTS,
    RED,
    SCHEMES,
    STRIPE,
    THEMES,
    TRIAGE,
    look_of,
)
from app.ui.widgets.casualty_row import ROW_HEIGHT
from tests.support.post import registered
from tests.support.program import MemoryProgram
from tests.support.screen import Screen
from tests.support.window import Post

_READ, _READ_IN_SUN, _SEE = 4.5, 7.0, 3.0


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG counts it: 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


_FILLED = [each for each, look in TRIAGE.items() if look.fill]


@pytest.mark.parametrize("category", _FILLED)
def test_the_code_can_be_read_on_every_triage_colour_also_in_the_sun(
    category: Triage,
) -> None:
    indoors = look_of(category, sunlit=False)
    outdoors = look_of(category, sunlit=True)

    assert contrast(str(indoors.fill), indoors.ink) >= _READ
    assert contrast(str(outdoors.fill), outdoors.ink) >= _READ_IN_SUN


def test_every_category_has_a_code_and_a_picture_of_its_own() -> None:
    looks = [look_of(each, sunlit=False) for each in (*Triage, None)]

    assert len({each.code for each in looks}) == len(looks)
    assert len({each.icon for each in looks}) == len(looks)


@pytest.mark.parametrize(
    ("fill", "ink"),
    [(ALARM_DEEP, "#FFFFFF"), (RED, "#FFFFFF"), (STRIPE, "#000000")],
)
def test_alarms_can_be_read(fill: str, ink: str) -> None:
    assert contrast(fill, ink) >= _READ


@pytest.mark.parametrize("name", list(SCHEMES))
def test_words_can_be_read_on_every_surface(name: ThemeName) -> None:
    scheme = SCHEMES[name]
    pairs = [
        (scheme.surface, scheme.on_surface),
        (scheme.surface, scheme.on_surface_variant),
        (scheme.surface_container_lowest, scheme.on_surface_variant),
        (scheme.surface_container_high, scheme.on_surface_variant),
        (scheme.surface_container_highest, scheme.on_surface),
        (scheme.primary, scheme.on_primary),
        (scheme.primary_container, scheme.on_primary_container),
        (scheme.error_container, scheme.on_error_container),
        (scheme.surface_container_lowest, scheme.primary),
        (scheme.inverse_surface, scheme.on_inverse_surface),
    ]
    least = _READ_IN_SUN if name is ThemeName.SUNLIGHT else _READ

    low = [(pair, contrast(*pair)) for pair in pairs if contrast(*pair) < least]

    assert low == []


@pytest.mark.parametrize("name", list(SCHEMES))
def test_outlines_of_what_can_be_touched_are_seen(name: ThemeName) -> None:
    scheme = SCHEMES[name]

    assert contrast(scheme.outline, scheme.surface_container_lowest) >= _SEE


def test_the_letters_are_in_the_house_with_their_licence() -> None:
    files = [ASSETS / path.lstrip("/") for path in FONTS.values()]

    assert set(FONTS) == {FONT, BOLD_FONT}
    assert all(each.is_file() for each in files)
    assert "SIL OPEN FONT LICENSE" in (ASSETS / "fonts" / "OFL.txt").read_text()


@pytest.mark.parametrize("name", list(THEMES))
def test_the_edge_of_a_button_is_drawn_in_a_colour_of_this_light(
    name: ThemeName,
) -> None:
    # Named by token it came out grey in every light, also in sunlight.
    theme = THEMES[name].outlined_button_theme

    assert theme is not None
    assert theme.style is not None
    assert isinstance(theme.style.side, ft.BorderSide)
    assert theme.style.side.color == SCHEMES[name].outline


def test_in_sunlight_lines_are_wide_at_once_also_where_nothing_else_changed() -> None:
    post = Post()
    registered(post.file, Triage.T1)
    number = post.rows()[0].number

    @ft.component
    def room(session: Session, program: MemoryProgram) -> ft.Control:
        return ft.Column(
            [light_button(session, program), CasualtiesRoom(session, program)]
        )

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: f"row-{number}" in screen)

        def widths() -> set[float]:
            edges = [
                each.border.top.width
                for each in screen.all()
                if isinstance(each, ft.Container) and each.height == ROW_HEIGHT
                if each.border
            ]
            return {*edges, screen["only-T1"].style.side.width}

        assert widths() == {1}
        while post.session.theme is not ThemeName.SUNLIGHT:
            await screen.click("light")
        assert widths() == {2}

    post.tell(room, tell)
