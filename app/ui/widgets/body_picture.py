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
    Outline,
    Point,
    crossings,
    middle_of,
    outlines,
    region_at,
)
from app.care.injury import THOUSANDTHS, BodyRegion, BodyView
from app.i18n import text
from app.ui.theme import BOLD_FONT, SMALL, line_width

_BADGE: Final = 11.0
_BAR: Final = 7.0
_HATCH: Final = 13.0
_LAST: Final = (BodyRegion.GENITALS, BodyRegion.HEAD)
"""What lies over its neighbours, and is drawn after them."""


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
    """The limb each is on, and since when, in words."""

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

    picture = cv.Canvas(
        width=width, height=height, shapes=list(_shapes(body, scale, language))
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
    drawn = _in_order(body)
    edge = _stroke(ft.Colors.OUTLINE, 2.5 * line_width())
    seam = _stroke(ft.Colors.SURFACE_CONTAINER_LOWEST, 1.5)
    for _, outline in drawn:
        yield _path(outline, scale, edge)
    for region, outline in drawn:
        is_chosen = region is body.chosen
        fill = ft.Colors.PRIMARY if is_chosen else ft.Colors.SURFACE_CONTAINER_HIGHEST
        yield _path(outline, scale, ft.Paint(color=fill))
        if region in body.burns:
            yield from _hatched(outline, scale)
        yield _path(outline, scale, seam)
    yield from _face(body, scale)
    yield from _sides(body, scale, language)
    for region, since in body.tourniquets:
        yield from _tourniquet(body, region, since, scale)
    yield from _badges(body, scale)


def _in_order(body: Body) -> list[tuple[BodyRegion, Outline]]:
    found = outlines(body.build, body.view)
    return [
        (region, outline)
        for region in sorted(found, key=lambda each: each in _LAST)
        for outline in reversed(found[region])
    ]


def _stroke(colour: str, width: float) -> ft.Paint:
    return ft.Paint(
        color=colour,
        stroke_width=width,
        style=ft.PaintingStyle.STROKE,
        stroke_join=ft.StrokeJoin.ROUND,
        stroke_cap=ft.StrokeCap.ROUND,
    )


def _path(outline: Outline, scale: float, paint: ft.Paint) -> cv.Shape:
    first, *rest = (_on_map(point, scale) for point in outline)
    return cv.Path(
        [
            cv.Path.MoveTo(*first),
            *(cv.Path.LineTo(*point) for point in rest),
            cv.Path.Close(),
        ],
        paint=paint,
    )


def _on_map(point: Point, scale: float) -> Point:
    return (round((point[0] + WIDTH / 2) * scale, 1), round(point[1] * scale, 1))


def _hatched(outline: Outline, scale: float) -> Iterable[cv.Shape]:
    """Return slanting lines within an outline: what burned, without a colour."""
    leaning = tuple((x, y + x) for x, y in outline)
    lowest = max(y for _, y in leaning)
    level = min(y for _, y in leaning) + _HATCH / 2
    paint = _stroke(ft.Colors.ON_SURFACE, 1.5)
    while level < lowest:
        ends = crossings(leaning, level)
        for left, right in zip(ends[::2], ends[1::2], strict=False):
            x1, y1 = _on_map((left, level - left), scale)
            x2, y2 = _on_map((right, level - right), scale)
            yield cv.Line(x1, y1, x2, y2, paint=paint)
        level += _HATCH


def _face(body: Body, scale: float) -> Iterable[cv.Shape]:
    """Return eyes and a mouth, or a spine: which side this is, at a glance."""
    ink = ft.Colors.ON_SURFACE_VARIANT
    if body.view is BodyView.BACK:
        return
    _, middle = middle_of(body.build, body.view, BodyRegion.HEAD)
    big = 1.5 if body.build is Build.CHILD else 1.0
    for side in (-1, 1):
        x, y = _on_map((side * 17 * big, middle - 4 * big), scale)
        yield cv.Circle(x, y, 3.4 * big * scale + 0.4, paint=ft.Paint(color=ink))
    left, top = _on_map((-15 * big, middle + 8 * big), scale)
    yield cv.Arc(
        left,
        top,
        30 * big * scale,
        20 * big * scale,
        0.5,
        2.14,
        paint=_stroke(ink, 1.5),
    )


def _sides(body: Body, scale: float, language: str) -> Iterable[cv.Shape]:
    """Return which hand is which: left and right are the casualty's own."""
    left_first = body.view is BodyView.BACK
    names = ("left", "right") if left_first else ("right", "left")
    for x, name in zip((-225, 225), names, strict=True):
        where = _on_map((x, 590), scale)
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
    is_left = (ends[0] + ends[-1]) < 0
    beside = x1 - 26 if is_left else x2 + 26
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
