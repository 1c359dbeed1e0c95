"""The labels this post prints for goods that carry no code of their own.

GS1 leaves part 91 to whoever prints it. Ours says item, lot and expiry in that one
part, so that a scanner which swallows FNC1 reads it as well as any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import quote, unquote

from app.care.refusal import Refusal

_OURS: Final = "NP"
_SAFE: Final = "!*+,-.:;<=>?&"
_MOST: Final = 90
"""Letters that fit in part 91."""


@dataclass(frozen=True, slots=True)
class OwnLabel:
    """What an own label says; an expiry is YYYY-MM-DD, or '' for none."""

    item: str
    lot: str = ""
    expiry: str = ""


def label_text(label: OwnLabel) -> str:
    """Return what stands in part 91 of an own label. Raises Refusal."""
    said = "/".join((_OURS, *map(_quoted, (label.item, label.lot)), label.expiry))
    if len(said) > _MOST or own_label(said) != label:
        raise Refusal("label_too_long", item=label.item)
    return said


def own_label(text: str) -> OwnLabel | None:
    """Return what part 91 says when it is one of ours, or None."""
    ours, *rest = text.split("/")
    if ours != _OURS or len(rest) != 3 or not rest[0]:
        return None
    try:
        item, lot = (unquote(each, errors="strict") for each in rest[:2])
    except UnicodeDecodeError:
        return None
    return OwnLabel(item, lot, rest[2]) if _is_day(rest[2]) else None


def _quoted(text: str) -> str:
    # A tilde is no letter of GS1, and `quote` leaves it be.
    return quote(text, safe=_SAFE).replace("~", "%7E")


def _is_day(text: str) -> bool:
    if not text:
        return True
    try:
        return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII)) and (
            date.fromisoformat(text).isoformat() == text
        )
    except ValueError:
        return False
