"""What one code says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Element:
    """One part of a code: its application identifier and what stands behind it."""

    ai: str
    value: str


@dataclass(frozen=True, slots=True)
class Scanned:
    """A code that was read; what it does not say is empty.

    `gtin` has 14 digits. `count` is how many pieces, or None; `packs` how many packs.
    `code` and the lot and expiry beside it are those of a label this post printed
    itself. `doubt` is the identifier of a part that may hold another one, or ''.
    """

    elements: tuple[Element, ...] = ()
    gtin: str = ""
    lot: str = ""
    expiry: str = ""
    serial: str = ""
    count: int | None = None
    packs: int = 1
    sscc: str = ""
    code: str = ""
    doubt: str = ""

    @property
    def names_an_item(self) -> bool:
        """Whether it says what lies there, so that it can be received."""
        return bool(self.gtin or self.code)
