"""The figure of the body map as one small SVG: outlines, what burned, what is chosen.

A picture and not thousands of drawn points: the screen draws it again every quarter of
a minute, and a picture that did not change is not sent again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.care.body_shape import (
    HEIGHT,
    WIDTH,
    Build,
    Outline,
    Point,
    crossings,
    middle_of,
    outlines,
)
from app.care.injury import BodyRegion, BodyView
from app.ui.theme import line_width, scheme_now

_HATCH: Final = 13.0
_LAST: Final = (BodyRegion.GENITALS, BodyRegion.HEAD)
"""What lies over its neighbours, and is drawn after them."""


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours of a figure, and how thick its edge is."""

    edge: str
    skin: str
    seam: str
    chosen: str
    burn: str
    width: float


def ink_now() -> Ink:
    """Return the colours of the light now."""
    scheme = scheme_now()
    return Ink(
        str(scheme.outline),
        str(scheme.surface_container_highest),
        str(scheme.surface_container_lowest),
        str(scheme.primary),
        str(scheme.on_surface),
        5 * line_width(),
    )


@lru_cache(maxsize=64)
def body_figure(
    build: Build,
    view: BodyView,
    burns: frozenset[BodyRegion],
    chosen: BodyRegion | None,
    ink: Ink,
) -> bytes:
    """Return one side of a body as SVG, as wide and high as the map."""
    drawn = _in_order(build, view)
    edge = f'fill="none" stroke="{ink.edge}" stroke-width="{ink.width}"'
    parts = [_path(outline, edge) for _, outline in drawn]
    for region, outline in drawn:
        skin = ink.chosen if region is chosen else ink.skin
        seam = f'stroke="{ink.seam}" stroke-width="3"'
        parts.append(_path(outline, f'fill="{skin}" {seam}'))
        if region in burns:
            parts += [_hatched(outline, ink), _path(outline, f'fill="none" {seam}')]
    parts += _face(build, view, ink)
    whole = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" '
        f'stroke-linejoin="round" stroke-linecap="round">{whole}</svg>'
    ).encode()


def _in_order(build: Build, view: BodyView) -> list[tuple[BodyRegion, Outline]]:
    found = outlines(build, view)
    return [
        (region, outline)
        for region in sorted(found, key=lambda each: each in _LAST)
        for outline in reversed(found[region])
    ]


def _path(outline: Outline, paint: str) -> str:
    return f'<path d="M{_points(outline)}Z" {paint}/>'


def _points(points: Iterable[Point]) -> str:
    return "L".join(f"{x + WIDTH / 2:.1f} {y:.1f}" for x, y in points)


def _hatched(outline: Outline, ink: Ink) -> str:
    """Return slanting lines within an outline: what burned, without a colour."""
    leaning = tuple((x, y + x) for x, y in outline)
    lowest = max(y for _, y in leaning)
    level = min(y for _, y in leaning) + _HATCH / 2
    lines = []
    while level < lowest:
        ends = crossings(leaning, level)
        lines += [
            f"M{_points(((left, level - left), (right, level - right)))}"
            for left, right in zip(ends[::2], ends[1::2], strict=False)
        ]
        level += _HATCH
    return f'<path d="{"".join(lines)}" stroke="{ink.burn}" stroke-width="3"/>'


def _face(build: Build, view: BodyView, ink: Ink) -> list[str]:
    """Return eyes and a mouth: that this is the front, at a glance."""
    if view is BodyView.BACK:
        return []
    _, middle = middle_of(build, view, BodyRegion.HEAD)
    big = 1.5 if build is Build.CHILD else 1.0
    centre = WIDTH / 2
    eyes = [
        f'<circle cx="{centre + side * 17 * big:g}" cy="{middle - 4 * big:g}" '
        f'r="{4 * big:g}" fill="{ink.edge}"/>'
        for side in (-1, 1)
    ]
    left, right, high = centre - 13 * big, centre + 13 * big, middle + 22 * big
    mouth = (
        f'<path d="M{left:g} {high:g}Q{centre:g} {high + 11 * big:g} '
        f'{right:g} {high:g}" fill="none" stroke="{ink.edge}" '
        f'stroke-width="{3 * big:g}"/>'
    )
    return [*eyes, mouth]
