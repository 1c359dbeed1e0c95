"""Lists in and out of a browser: a file a person picks, a file that is saved."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

import flet as ft

from app.care.refusal import Refusal
from app.exports.sheet import MOST_BYTES, Row, as_csv, as_xlsx, read_sheet

T = TypeVar("T")

_KINDS: Final = ["csv", "xlsx"]
_DELIMITER: Final = {"nl": ";", "en": ","}
"""What parts the cells of a CSV file, as spreadsheets in that language expect."""


async def pick_sheet(read: Callable[[Sequence[Row]], T]) -> T | None:
    """Return what was read of the file a person picks; None where none was picked.

    Raises Refusal when it is no such file. It is read beside the loop of the screen.
    """
    picked = await ft.FilePicker().pick_files(
        file_type=ft.FilePickerFileType.CUSTOM,
        allowed_extensions=_KINDS,
        with_data=True,
    )
    if not picked:
        return None
    if picked[0].size > MOST_BYTES:
        raise Refusal("sheet_too_large", most=MOST_BYTES // 1024 // 1024)
    content = picked[0].bytes or b""
    return await asyncio.to_thread(lambda: read(read_sheet(content)))


async def save_csv(rows: Sequence[Sequence[str]], name: str, language: str) -> None:
    """Let the browser save a table as CSV."""
    content = await asyncio.to_thread(as_csv, rows, _DELIMITER.get(language, ","))
    await ft.FilePicker().save_file(file_name=f"{name}.csv", src_bytes=content)


async def save_xlsx(rows: Sequence[Sequence[str]], name: str) -> None:
    """Let the browser save a table as a workbook."""
    content = await asyncio.to_thread(as_xlsx, rows, name)
    await ft.FilePicker().save_file(file_name=f"{name}.xlsx", src_bytes=content)
