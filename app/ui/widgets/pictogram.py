"""A plain picture on screen, out of the same lines and rings as on paper."""

from __future__ import annotations

import flet as ft
import flet.canvas as cv

from app.care.pictogram import PICTOGRAMS, SIDE, Line, Shape
from app.ui.theme import scheme_now


def pictogram(picture: str, side: float) -> ft.Control:
    """Return a picture so many pixels wide; the words beside it say what it is."""
    ink = str(scheme_now().on_surface)
    scale = side / SIDE
    line = ft.Paint(
        color=ink,
        stroke_width=side / 14,
        style=ft.PaintingStyle.STROKE,
        stroke_cap=ft.StrokeCap.ROUND,
        stroke_join=ft.StrokeJoin.ROUND,
    )
    fill = ft.Paint(color=ink, style=ft.PaintingStyle.FILL)
    shapes = [_drawn(each, scale, line, fill) for each in PICTOGRAMS.get(picture, ())]
    return ft.Semantics(
        exclude_semantics=True,
        content=cv.Canvas(width=side, height=side, shapes=list(shapes)),
    )


def _drawn(shape: Shape, scale: float, line: ft.Paint, fill: ft.Paint) -> cv.Shape:
    if not isinstance(shape, Line):
        paint = fill if shape.filled else line
        return cv.Circle(
            shape.x * scale, shape.y * scale, shape.radius * scale, paint=paint
        )
    (first_x, first_y), *rest = shape.points
    begin = cv.Path.MoveTo(first_x * scale, first_y * scale)
    parts: list[cv.Path.PathElement] = [begin]
    parts += [cv.Path.LineTo(x * scale, y * scale) for x, y in rest]
    if shape.shut:
        parts.append(cv.Path.Close())
    return cv.Path(parts, paint=line)
