"""How it looks: colours, sizes and the three lights. Contrast is tested on these."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import flet as ft

from app.care.terms import Triage
from app.settings import ThemeName

FONT: Final = "Noodpost"
BOLD_FONT: Final = f"{FONT} Bold"
FONTS: Final = {
    FONT: "/fonts/Noodpost-Regular.ttf",
    BOLD_FONT: "/fonts/Noodpost-Bold.ttf",
}
BOLD: Final[dict[str, Any]] = {
    "font_family": BOLD_FONT,
    "weight": ft.FontWeight.W_700,
}
"""For titles and buttons: `ft.Text(words, **BOLD)` takes the face drawn bold."""
PLAIN: Final[dict[str, Any]] = {"font_family": FONT, "weight": ft.FontWeight.W_400}
"""For words inside a button that should not be bold."""

SMALL: Final = 14
BODY: Final = 16
LARGE: Final = 20
HUGE: Final = 28
GIANT: Final = 40
"""Sizes of letters."""

GAP: Final = 8
SPACE: Final = 16
WIDE_SPACE: Final = 24
"""Room between things, on a grid of 4."""

RADIUS: Final = 12
TOUCH: Final = 48
PRIMARY: Final = 56
TRIAGE_TOUCH: Final = 72
"""Heights a gloved finger can hit."""

ALARM: Final = "#E65100"
ALARM_DEEP: Final = "#BF4000"
"""Amber for what needs a person now; the deep one carries white letters."""

RED: Final = "#B71C1C"
STRIPE: Final = "#FFB300"
"""The exercise stripes, with white between and black letters on both."""


@dataclass(frozen=True, slots=True)
class TriageLook:
    """How a category is drawn: never by colour alone, the code is always printed."""

    fill: str | None
    ink: str
    icon: ft.IconData
    code: str
    outline: str | None = None


TRIAGE: Final[dict[Triage, TriageLook]] = {
    Triage.T1: TriageLook("#B71C1C", "#FFFFFF", ft.Icons.PRIORITY_HIGH, "T1"),
    Triage.T2: TriageLook("#FDD835", "#000000", ft.Icons.SCHEDULE, "T2"),
    Triage.T3: TriageLook("#1B5E20", "#FFFFFF", ft.Icons.DIRECTIONS_WALK, "T3"),
    Triage.T4: TriageLook(
        "#37474F", "#FFFFFF", ft.Icons.FRONT_HAND, "T4", outline="#FFFFFF"
    ),
    Triage.DEAD: TriageLook("#000000", "#FFFFFF", ft.Icons.ADD, "†", outline="#8A9599"),
    Triage.BLACK: TriageLook(
        None, "", ft.Icons.HELP_OUTLINE, "?", outline=ft.Colors.ON_SURFACE
    ),
}
T1_SUNLIT: Final = replace(TRIAGE[Triage.T1], fill="#A01010")
"""A deeper red: letters on it keep 7:1 where the sun washes colours out."""

NOT_TRIAGED: Final = TriageLook(
    None, "", ft.Icons.REMOVE, "–", outline=ft.Colors.OUTLINE
)

_LIGHT: Final = ft.ColorScheme(
    primary="#0B5563",
    on_primary="#FFFFFF",
    primary_container="#D5E9ED",
    on_primary_container="#06343D",
    secondary="#3F5F67",
    on_secondary="#FFFFFF",
    secondary_container="#DDE8EA",
    on_secondary_container="#14292E",
    tertiary="#0B5563",
    on_tertiary="#FFFFFF",
    error="#B3261E",
    on_error="#FFFFFF",
    error_container="#FBE4E1",
    on_error_container="#6B120C",
    surface="#F4F6F6",
    on_surface="#141B1D",
    on_surface_variant="#4A575B",
    surface_container_lowest="#FFFFFF",
    surface_container_low="#FFFFFF",
    surface_container="#FFFFFF",
    surface_container_high="#EDF1F1",
    surface_container_highest="#E3E9EA",
    surface_tint="#FFFFFF",
    outline="#6E7B7F",
    outline_variant="#D3DADC",
    inverse_surface="#263236",
    on_inverse_surface="#F2F6F6",
    inverse_primary="#7FD1DE",
)
_DARK: Final = ft.ColorScheme(
    primary="#7FD1DE",
    on_primary="#00363F",
    primary_container="#0B4650",
    on_primary_container="#C9EFF5",
    secondary="#A9C7CD",
    on_secondary="#12292E",
    secondary_container="#263B40",
    on_secondary_container="#D4E7EB",
    tertiary="#7FD1DE",
    on_tertiary="#00363F",
    error="#FFB4AB",
    on_error="#690005",
    error_container="#5C1A16",
    on_error_container="#FFDAD6",
    surface="#0E1315",
    on_surface="#E3E9EA",
    on_surface_variant="#B2BEC1",
    surface_container_lowest="#161D1F",
    surface_container_low="#161D1F",
    surface_container="#161D1F",
    surface_container_high="#20292C",
    surface_container_highest="#2B3639",
    surface_tint="#161D1F",
    outline="#869397",
    outline_variant="#364246",
    inverse_surface="#E3E9EA",
    on_inverse_surface="#1A2225",
    inverse_primary="#0B5563",
)
_SUNLIGHT: Final = ft.ColorScheme(
    primary="#00333C",
    on_primary="#FFFFFF",
    primary_container="#CFECF1",
    on_primary_container="#000000",
    secondary="#000000",
    on_secondary="#FFFFFF",
    secondary_container="#E6E6E6",
    on_secondary_container="#000000",
    tertiary="#00333C",
    on_tertiary="#FFFFFF",
    error="#8C0009",
    on_error="#FFFFFF",
    error_container="#FFFFFF",
    on_error_container="#8C0009",
    surface="#FFFFFF",
    on_surface="#000000",
    on_surface_variant="#000000",
    surface_container_lowest="#FFFFFF",
    surface_container_low="#FFFFFF",
    surface_container="#FFFFFF",
    surface_container_high="#FFFFFF",
    surface_container_highest="#EDEDED",
    surface_tint="#FFFFFF",
    outline="#000000",
    outline_variant="#000000",
    inverse_surface="#000000",
    on_inverse_surface="#FFFFFF",
    inverse_primary="#CFECF1",
)
SCHEMES: Final = {
    ThemeName.LIGHT: _LIGHT,
    ThemeName.DARK: _DARK,
    ThemeName.SUNLIGHT: _SUNLIGHT,
}


def _letters(
    size: int, colour: str | None = None, *, bold: bool = False
) -> ft.TextStyle:
    return ft.TextStyle(
        size=size,
        color=colour,
        weight=ft.FontWeight.W_700 if bold else ft.FontWeight.W_400,
        font_family=BOLD_FONT if bold else FONT,
        letter_spacing=0,
    )


def _button(width: float, colour: str | None = None) -> ft.ButtonStyle:
    side = ft.BorderSide(width, colour) if colour else None
    return ft.ButtonStyle(
        shape=ft.RoundedRectangleBorder(radius=RADIUS),
        padding=ft.Padding.symmetric(vertical=12, horizontal=20),
        text_style=_letters(BODY, bold=True),
        side=side,
    )


def _theme(name: ThemeName) -> ft.Theme:
    width = 2.0 if name is ThemeName.SUNLIGHT else 1.0
    return ft.Theme(
        color_scheme=SCHEMES[name],
        font_family=FONT,
        visual_density=ft.VisualDensity.STANDARD,
        scaffold_bgcolor=SCHEMES[name].surface,
        divider_theme=ft.DividerTheme(color=ft.Colors.OUTLINE_VARIANT, thickness=width),
        filled_button_theme=ft.FilledButtonTheme(style=_button(width)),
        outlined_button_theme=ft.OutlinedButtonTheme(
            # A token here would be resolved before our colours are: in grey.
            style=_button(width, str(SCHEMES[name].outline))
        ),
        text_button_theme=ft.TextButtonTheme(style=_button(width)),
        text_theme=_text_theme(SCHEMES[name].on_surface),
    )


def _text_theme(ink: str | None) -> ft.TextTheme:
    # A style of our own has no colour of its own: without one, words stay black.
    return ft.TextTheme(
        body_large=_letters(BODY, ink),
        body_medium=_letters(BODY, ink),
        body_small=_letters(SMALL, ink),
        title_large=_letters(LARGE, ink, bold=True),
        title_medium=_letters(BODY, ink, bold=True),
        label_large=_letters(BODY, ink, bold=True),
        label_medium=_letters(SMALL, ink, bold=True),
        headline_small=_letters(LARGE + 2, ink, bold=True),
    )


THEMES: Final = {name: _theme(name) for name in SCHEMES}


def dress(page: ft.Page, name: ThemeName) -> None:
    """Give a page its letters, colours and light."""
    page.fonts = dict(FONTS)
    page.theme = THEMES[
        ThemeName.SUNLIGHT if name is ThemeName.SUNLIGHT else ThemeName.LIGHT
    ]
    page.dark_theme = THEMES[ThemeName.DARK]
    page.theme_mode = {
        ThemeName.SYSTEM: ft.ThemeMode.SYSTEM,
        ThemeName.DARK: ft.ThemeMode.DARK,
    }.get(name, ft.ThemeMode.LIGHT)


def is_sunlit() -> bool:
    """Return whether the window that is being drawn is lit for sunlight."""
    return ft.context.page.theme is THEMES[ThemeName.SUNLIGHT]


def scheme_now() -> ft.ColorScheme:
    """Return the colours of the light now, for what cannot name them by token."""
    page = ft.context.page
    if is_sunlit():
        return _SUNLIGHT
    by_system = page.theme_mode in (None, ft.ThemeMode.SYSTEM)
    dark_outside = page.platform_brightness is ft.Brightness.DARK
    is_dark = page.theme_mode is ft.ThemeMode.DARK or (by_system and dark_outside)
    return _DARK if is_dark else _LIGHT


def line_width() -> float:
    """Return how thick outlines are drawn now: double in sunlight."""
    return 2.0 if is_sunlit() else 1.0


def outline(colour: str = ft.Colors.OUTLINE_VARIANT, times: float = 1) -> ft.Border:
    """Return an outline of the right thickness for this light."""
    return ft.Border.all(line_width() * times, colour)


def look_of(category: Triage | None, *, sunlit: bool | None = None) -> TriageLook:
    """Return how a category, or none yet, is drawn; in sunlight by the light now."""
    if category is None:
        return NOT_TRIAGED
    if category is Triage.T1 and (is_sunlit() if sunlit is None else sunlit):
        return T1_SUNLIT
    return TRIAGE[category]
