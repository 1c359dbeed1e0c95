"""The body map as it is drawn: outlines, what burned, tourniquets, numbered marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import flet as ft
import flet.canvas as cv

from app.care.body_shape import (
    HEIGHT,
    WIDTH,
    Build,
    Point,
    crossings,
    middle_of,
    outlines,
    region_at,
)
from app.care.injury import THOUSANDTHS, BodyRegion, BodyView
from app.i18n import text
from app.ui.theme import BOLD_FONT, SMALL
from app.ui.widgets.body_figure import body_figure, ink_now

_BADGE: Final = 11.0
_BAR: Final = 7.0


@dataclass(frozen=True, slots=True)
class Badge:
    """A numbered mark; `at` in thousandths of the map, None for the whole region."""

    number: int
    region: BodyRegion
    at: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """One side of one body, and what is to be seen on it."""

    build: Build
    view: BodyView
    badges: tuple[Badge, ...] = ()
    burns: frozenset[BodyRegion] = frozenset()
    tourniquets: tuple[tuple[BodyRegion, str], ...] = ()
    """The limb each is on, and since when, in words or not at all."""

    chosen: BodyRegion | None = None


Tapped = Callable[[BodyRegion, int, int], Any]
"""A region, and where in the map: thousandths of its width and of its height."""


def body_picture(
    body: Body,
    height: float,
    language: str,
    label: str,
    on_tap: Tapped | None = None,
) -> ft.Control:
    """Return one side of a body; what is on it is said in `label` for who cannot see.

    A tap just beside a region still means it; a tap in the empty air means nothing.
    """
    scale = height / HEIGHT
    width = WIDTH * scale

    def tapped(event: ft.TapEvent[ft.GestureDetector]) -> None:
        spot = event.local_position
        if spot is None or on_tap is None:
            return
        at = (spot.x / scale - WIDTH / 2, spot.y / scale)
        region = region_at(body.build, body.view, at)
        if region is not None:
            on_tap(region, _thousandth(spot.x, width), _thousandth(spot.y, height))

    figure = body_figure(body.build, body.view, body.burns, body.chosen, ink_now())
    over = list(_shapes(body, scale, language))
    picture = ft.Stack(
        width=width,
        height=height,
        controls=[
            ft.Image(src=figure, width=width, height=height),
            cv.Canvas(width=width, height=height, shapes=over),
        ],
    )
    side = f"body-{body.view.value}"
    return ft.Semantics(
        image=True,
        label=label,
        exclude_semantics=True,
        content=ft.GestureDetector(
            key=side,
            content=picture,
            on_tap_up=tapped,
            mouse_cursor=ft.MouseCursor.CLICK,
        )
        if on_tap
        else ft.Container(key=side, content=picture),
    )


def _thousandth(place: float, whole: float) -> int:
    return min(THOUSANDTHS, max(0, round(place / whole * THOUSANDTHS)))


def _shapes(body: Body, scale: float, language: str) -> Iterable[cv.Shape]:
    """Return what lies over the figure: letters, tourniquets, numbers."""
    yield from _sides(body, scale, language)
    for region, since in body.tourniquets:
        yield from _tourniquet(body, region, since, scale)
    yield from _badges(body, scale)


def _stroke(colour: str, width: float) -> ft.Paint:
    return ft.Paint(
        color=colour,
        stroke_width=width,
        style=ft.PaintingStyle.STROKE,
        stroke_cap=ft.StrokeCap.ROUND,
    )


def _on_map(point: Point, scale: float) -> Point:
    return (round((point[0] + WIDTH / 2) * scale, 1), round(point[1] * scale, 1))


def _sides(body: Body, scale: float, language: str) -> Iterable[cv.Shape]:
    """Return which hand is which: left and right are the casualty's own."""
    left_first = body.view is BodyView.BACK
    names = ("left", "right") if left_first else ("right", "left")
    for x, name in zip((-185, 185), names, strict=True):
        where = _on_map((x, 80), scale)
        words = text(f"ui.body.{name}_letter", language)
        yield _letters(where, words, SMALL, ft.Colors.ON_SURFACE_VARIANT)


def _letters(where: Point, words: str, size: float, colour: str) -> cv.Shape:
    return cv.Text(
        *where,
        words,
        alignment=ft.Alignment.CENTER,
        style=ft.TextStyle(
            size=size,
            color=colour,
            font_family=BOLD_FONT,
            weight=ft.FontWeight.W_700,
        ),
    )


def _tourniquet(
    body: Body, region: BodyRegion, since: str, scale: float
) -> Iterable[cv.Shape]:
    """Return a bar across the limb, and since when."""
    shapes = outlines(body.build, body.view).get(region)
    if not shapes:
        return
    ys = [y for _, y in shapes[0]]
    level = min(ys) + (max(ys) - min(ys)) * 0.4
    ends = crossings(shapes[0], level)
    if len(ends) < 2:
        return
    x1, y = _on_map((ends[0] - 6, level), scale)
    x2, _ = _on_map((ends[-1] + 6, level), scale)
    yield cv.Line(x1, y, x2, y, paint=_stroke(ft.Colors.ON_SURFACE, _BAR))
    if not since:
        return
    is_left = (ends[0] + ends[-1]) < 0
    beside = x1 - 26 if is_left else x2 + 26
    plate = ft.Paint(color=ft.Colors.SURFACE_CONTAINER_LOWEST)
    yield cv.Rect(beside - 20, y - 9, 40, 18, border_radius=6, paint=plate)
    yield _letters((beside, y), since, SMALL - 1, ft.Colors.ON_SURFACE)


def _badges(body: Body, scale: float) -> Iterable[cv.Shape]:
    taken: list[Point] = []
    for badge in body.badges:
        x, y = _free(_place(body, badge, scale), taken)
        taken.append((x, y))
        yield cv.Circle(x, y, _BADGE, paint=ft.Paint(color=ft.Colors.ON_SURFACE))
        ring = _stroke(ft.Colors.SURFACE_CONTAINER_LOWEST, 1.5)
        yield cv.Circle(x, y, _BADGE, paint=ring)
        words, size = str(badge.number), SMALL - (1 if badge.number < 10 else 3)
        yield _letters((x, y), words, size, ft.Colors.SURFACE_CONTAINER_LOWEST)


def _place(body: Body, badge: Badge, scale: float) -> Point:
    """Return where a mark stands: where it was tapped, if that is in its region.

    A mark made on the body of an adult may lie elsewhere on that of a child.
    """
    if badge.at is not None:
        x, y = (part / THOUSANDTHS for part in badge.at)
        spot = (x * WIDTH - WIDTH / 2, y * HEIGHT)
        if region_at(body.build, body.view, spot) is badge.region:
            return _on_map(spot, scale)
    return _on_map(middle_of(body.build, body.view, badge.region), scale)


def _free(where: Point, taken: Sequence[Point]) -> Point:
    """Return a place beside those that are taken, so that no number hides another."""
    x, y = where
    while any(abs(x - tx) < _BADGE and abs(y - ty) < _BADGE for tx, ty in taken):
        x += 2 * _BADGE
    return (x, y)
