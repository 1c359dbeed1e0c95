"""The list of medicines that ships along: an example, for a pharmacist to check."""

from __future__ import annotations

from functools import cache
from typing import Final

from app.care.formulary import Formulary, read_formulary
from app.paths import ASSETS

_FOLDER: Final = ASSETS / "medicines"


@cache
def formulary() -> Formulary:
    """Return the list, read once."""
    substances = (_FOLDER / "lijst.csv").read_text(encoding="utf-8")
    groups = (_FOLDER / "groepen.csv").read_text(encoding="utf-8")
    return read_formulary(substances, groups)
