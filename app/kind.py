"""What a kind of event is, and what a type of stream is: the shape of the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from app.care.casualty import Fold

RETRACTED: Final = "event.retracted"
ANY: Final = "*"
"""The stream of a kind that belongs in any stream."""


@dataclass(frozen=True, slots=True)
class Stream:
    """What events of one stream fold into, and the scalars its table shows.

    Nothing in a `lasting` stream is ever taken back: it says who did what.
    """

    name: str
    state: type
    fold: dict[type, Fold]
    line_type: type
    line: Callable[[Any], Any]
    start: bytes = b""
    indexes: tuple[tuple[str, ...], ...] = ()
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event, in one version."""

    name: str
    v: int
    form: type
    stream: str
    urgent: Callable[[Any], bool] | None = None
