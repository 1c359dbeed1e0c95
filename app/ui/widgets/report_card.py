"""A report of the post, line by line, each with its letter or number."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from app.exports.situation import ReportLine
from app.ui.theme import BODY, BOLD, LARGE, SMALL

_MARK = 40


def report_lines(lines: Sequence[ReportLine], name: str) -> ft.Control:
    """Return the lines, to read aloud over a radio; keys `name-0`, `name-1` …"""
    return ft.Column(
        spacing=10,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[_line(line, f"{name}-{at}") for at, line in enumerate(lines)],
    )


def _line(line: ReportLine, key: str) -> ft.Control:
    quiet = ft.Colors.ON_SURFACE_VARIANT
    return ft.Row(
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Container(
                width=_MARK,
                height=_MARK,
                border_radius=8,
                bgcolor=ft.Colors.SURFACE_CONTAINER_HIGHEST,
                alignment=ft.Alignment.CENTER,
                content=ft.Text(line.mark, size=LARGE, **BOLD),
            ),
            ft.Column(
                expand=True,
                spacing=0,
                tight=True,
                controls=[
                    ft.Text(line.label, size=SMALL, color=quiet, **BOLD),
                    ft.Text(
                        line.said,
                        key=key,
                        size=BODY + 2,
                        color=None if line.is_known else quiet,
                        italic=not line.is_known,
                    ),
                ],
            ),
        ],
    )
