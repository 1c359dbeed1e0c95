"""The ways to look at a screen: how large a window, in which language and light."""

from __future__ import annotations

from dataclasses import dataclass

from app.settings import ThemeName


@dataclass(frozen=True, slots=True)
class Light:
    """One way to look: how large a window, in which language and light.

    `200-percent` is a laptop on which everything is twice as large.
    """

    name: str
    width: int
    height: int
    language: str = "nl"
    theme: ThemeName = ThemeName.LIGHT


LIGHTS = (
    Light("1280x800", 1280, 800),
    Light("800x1280", 800, 1280),
    Light("390x844", 390, 844),
    Light("english", 1280, 800, language="en"),
    Light("dark", 1280, 800, theme=ThemeName.DARK),
    Light("sunlight", 390, 844, theme=ThemeName.SUNLIGHT),
    Light("200-percent", 640, 400),
)
