"""What a form is made of: the kinds of field, and the check of what was filled in.

A form is a frozen dataclass whose fields are `Annotated` with one of these. The same
declaration draws the screen, checks the input and names the words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, Final, get_args, get_origin, get_type_hints

from app.care.refusal import Refusal

_ALLOWED_CONTROLS: Final = frozenset("\n\t")
_EARLIEST_MS: Final = -2_208_988_800_000  # 1900
_LATEST_MS: Final = 4_102_444_800_000  # 2100


@dataclass(frozen=True, slots=True)
class Text:
    """Words a person typed: at most `most` characters, one line unless `long`."""

    most: int = 200
    long: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from `least` to `most`, in the unit its field name says.

    `scale` is the number of decimals it is shown with: 374 with scale 1 reads 37.4.
    """

    least: int
    most: int
    scale: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a closed set: a StrEnum, or yes and no."""


@dataclass(frozen=True, slots=True)
class When:
    """A moment, in milliseconds since 1970 (UTC)."""


@dataclass(frozen=True, slots=True)
class Ref:
    """Names something else: a person, an item, another event."""


Field = Text | Number | Choice | When | Ref

_known: Final[dict[type, Mapping[str, Field]]] = {}


def field_of(form: type, name: str) -> Field | None:
    """Return what kind of field `name` is in `form`."""
    return fields_of(form).get(name)


def fields_of(form: type) -> Mapping[str, Field]:
    """Return the fields of a form that a person can fill in, in order."""
    if form not in _known:
        _known[form] = MappingProxyType(_read_fields(form))
    return _known[form]


def _read_fields(form: type) -> dict[str, Field]:
    hints = get_type_hints(form, include_extras=True)
    found: dict[str, Field] = {}
    for each in fields(form):
        hint = hints[each.name]
        if get_origin(hint) is Annotated:
            kind = get_args(hint)[1]
            if isinstance(kind, Field):
                found[each.name] = kind
    return found


def check(form: Any) -> None:
    """Raise Refusal for the first field whose value the form does not allow."""
    for name, kind in fields_of(type(form)).items():
        value = getattr(form, name)
        if value is not None:
            _CHECKS[type(kind)](name, value, kind)


def tidy(text: str, *, long: bool = False) -> str:
    """Return text without control characters and without space around it.

    Direction marks inside a name are kept; letters are composed (NFC).
    """
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text.strip()  # nearly all text: nothing in it to take out
    kept = "".join(
        each
        for each in unicodedata.normalize("NFC", text)
        if unicodedata.category(each) not in ("Cc", "Cs", "Co")
        or (long and each in _ALLOWED_CONTROLS)
    )
    return kept.strip()


def _check_text(name: str, value: object, kind: Any) -> None:
    if not isinstance(value, str):
        raise Refusal("not_text", field=name)
    if len(value) > kind.most:
        raise Refusal("text_too_long", field=name, most=kind.most, given=len(value))
    if value != tidy(value, long=kind.long):
        raise Refusal("text_has_controls", field=name)


def _check_number(name: str, value: object, kind: Any) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Refusal("not_a_number", field=name)
    if not kind.least <= value <= kind.most:
        raise Refusal(
            "number_out_of_range", field=name, least=kind.least, most=kind.most
        )


def _check_moment(name: str, value: object, _: Any) -> None:
    if not isinstance(value, int) or not _EARLIEST_MS <= value <= _LATEST_MS:
        raise Refusal("not_a_moment", field=name)


def _check_choice(name: str, value: object, _: Any) -> None:
    if not isinstance(value, bool | StrEnum):
        raise Refusal("not_a_choice", field=name)


def _check_nothing(_: str, __: object, ___: Any) -> None:
    """Accept a reference: whether what it names exists is not for a form to say."""


_CHECKS: Final[dict[type, Callable[[str, object, Any], None]]] = {
    Text: _check_text,
    Number: _check_number,
    When: _check_moment,
    Choice: _check_choice,
    Ref: _check_nothing,
}
