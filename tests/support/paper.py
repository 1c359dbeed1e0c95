"""A PDF read back: its words, its letters, its pages."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from app.exports.paper import Printing
from app.store.queries.access import Look, looks
from sync.database import Database

PRINTED_MS = 1_790_000_000_000


def printing(*, exercise: bool = False, language: str = "nl") -> Printing:
    return Printing(
        "ZUID-A-0007", "Sporthal Zuid", "Marieke Postma", PRINTED_MS, language, exercise
    )


def read(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def words_of(content: bytes) -> str:
    """Return every word, page after page, with single spaces."""
    pages = read(content).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def fonts_of(content: bytes) -> dict[str, bool]:
    """Return every font by name, and whether its letters are in the file."""
    found: dict[str, bool] = {}
    for page in read(content).pages:
        fonts = page["/Resources"].get("/Font", {})
        for each in fonts.values():
            font = each.get_object()
            below = font["/DescendantFonts"][0].get_object()
            described = below["/FontDescriptor"].get_object()
            found[str(font["/BaseFont"])] = "/FontFile2" in described
    return found


def printings(db: Database) -> tuple[Look, ...]:
    """Return what the log says of sheets, newest first."""
    return looks(db, kind="access.printed")
