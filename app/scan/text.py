"""A code as text: from a scanner, or typed over with brackets from the package.

What a scanner sends: a symbology identifier that may be lacking, then parts one behind
the other; a part of no fixed length ends at FNC1, which arrives as 0x1D.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from app.care.refusal import Refusal
from app.scan.fields import (
    DATES,
    FNC1,
    checked,
    day,
    expires_at,
    fixed_length,
    identifier,
    identifier_at,
    is_closed,
    together,
)
from app.scan.own import own_label
from app.scan.scanned import Element, Scanned

MOST: Final = 7089
"""Letters in one code: the most digits the largest symbol, a QR code, can hold."""

_ELEMENTS: Final = ("]d2", "]C1", "]e0", "]Q3", "]J1")
_NUMBERS: Final = {"]E0": 13, "]E4": 8, "]I1": 14}
_GTINS: Final = (8, 12, 13, 14)
_GTIN_DIGITS: Final = 14
_ROUND_IT: Final = " \t\r\n"
"""What a scanner or a person may put before and behind a code. 0x1D is no space."""


def read(text: str, today: date, *, certain: bool = True) -> Scanned:
    """Read one code. Raises Refusal, which says what part is wrong.

    `certain` says that this text carries every FNC1. Without it, a part that may have
    swallowed the next one is told in `doubt`.
    """
    if len(text) > MOST:
        raise Refusal("scan_too_long", most=MOST)
    code = text.strip(_ROUND_IT)
    if not code:
        raise Refusal("scan_empty")
    if code.startswith("("):
        return scanned(together(tuple(_bracketed(code))), today)
    _refuse_letters(code)
    symbology, code = (code[:3], code[3:]) if code.startswith("]") else ("", code)
    if symbology in _NUMBERS:
        return _number(code, _NUMBERS[symbology])
    if not symbology and _is_digits(code) and len(code) in _GTINS:
        return _number(code, len(code))
    if symbology and symbology not in _ELEMENTS:
        raise Refusal("scan_symbology", symbology=symbology)
    found = together(tuple(_one_by_one(code.removeprefix(FNC1))))
    return scanned(found, today, "" if certain else _doubt(found, today))


def as_elements(elements: Iterable[Element]) -> str:
    """Return parts as a scanner sends them, without a symbology identifier."""
    said: list[str] = []
    for each in elements:
        known = identifier(each.ai)
        ends = FNC1 if known is None or known.separator_required else ""
        said.append(f"{each.ai}{each.value}{ends}")
    return "".join(said).removesuffix(FNC1)


def as_brackets(elements: Iterable[Element]) -> str:
    """Return parts as they stand under a code; a bracket in a value gets a \\."""
    return "".join(f"({each.ai})" + each.value.replace("(", "\\(") for each in elements)


def scanned(elements: tuple[Element, ...], today: date, doubt: str = "") -> Scanned:
    """Return what parts say together. Raises Refusal where a date is none."""
    said = {each.ai: each.value for each in elements}
    days = {each.ai: day(each, today) for each in elements if each.ai in DATES}
    hour = said.get("7003", "")
    until = expires_at(Element("7003", hour), today) if hour else ""
    own = own_label(said.get("91", ""))
    return Scanned(
        elements=elements,
        gtin=said.get("01") or said.get("02", ""),
        lot=own.lot if own else said.get("10", ""),
        expiry=own.expiry if own else days.get("17", until),
        serial=said.get("21", ""),
        count=int(said["30"]) if "30" in said else None,
        packs=int(said.get("37", "1")),
        sscc=said.get("00", ""),
        code=own.item if own else "",
        doubt=doubt,
    )


def _refuse_letters(code: str) -> None:
    for place, letter in enumerate(code, start=1):
        if letter != FNC1 and not "!" <= letter <= "~":
            shown = letter if letter.isprintable() else f"U+{ord(letter):04X}"
            raise Refusal("scan_letter", letter=shown, place=place)


def _number(code: str, length: int) -> Scanned:
    if not _is_digits(code) or len(code) != length:
        raise Refusal("scan_length", length=length, value=code)
    if not is_closed(code):
        raise Refusal("scan_digit", part="01", value=code)
    gtin = code.zfill(_GTIN_DIGITS)
    return Scanned(elements=(checked(Element("01", gtin)),), gtin=gtin)


def _is_digits(code: str) -> bool:
    return code.isascii() and code.isdecimal()


def _one_by_one(code: str) -> Iterator[Element]:
    if not code:
        raise Refusal("scan_empty")
    at = 0
    while at < len(code):
        known = identifier_at(code[at : at + 4])
        at += len(known.ai)
        end = code.find(FNC1, at)
        end = len(code) if end < 0 else end
        if not known.separator_required:
            end = min(end, at + fixed_length(known))
        yield checked(Element(known.ai, code[at:end]))
        # An FNC1 where none is needed is allowed, also behind the last part.
        at = end + (code[end : end + 1] == FNC1)


def _bracketed(code: str) -> Iterator[Element]:
    at = 0
    while at < len(code):
        head = re.compile(r"\((\d{2,4})\)").match(code, at)
        if head is None:
            raise Refusal("scan_bracket", place=at + 1)
        body = re.compile(r"(?:\\\(|[^(\\])*").match(code, head.end())
        at = body.end() if body else head.end()
        value = code[head.end() : at].strip(_ROUND_IT).replace("\\(", "(")
        _refuse_letters(value)
        if FNC1 in value:
            raise Refusal("scan_shape", part=head[1], value="FNC1")
        yield checked(Element(head[1], value))


def _doubt(elements: tuple[Element, ...], today: date) -> str:
    """Return which part may have swallowed another one; '' when none can have."""
    *before, last = elements
    for each in before:
        if _is_open(each):
            return each.ai
    if not _is_open(last) or own_label(last.value) is not None:
        return ""
    return last.ai if _hides_another(elements, today) else ""


def _is_open(element: Element) -> bool:
    known = identifier(element.ai)
    return known is not None and known.separator_required


def _hides_another(elements: tuple[Element, ...], today: date) -> bool:
    *before, last = elements
    there = {each.ai for each in elements}
    for cut in range(1, len(last.value)):
        try:
            first = checked(Element(last.ai, last.value[:cut]))
            hidden = tuple(_one_by_one(last.value[cut:]))
            scanned(together((*before, first, *hidden)), today)
        except Refusal:
            continue
        if there.isdisjoint(each.ai for each in hidden):
            return True
    return False
