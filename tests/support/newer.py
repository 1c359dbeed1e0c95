"""A catalogue from the future: kinds and versions this program does not know yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Annotated, Any, cast

import app.catalogue as catalogue
import app.store.tables as tables
from app.care.casualty import Casualty
from app.care.claim import Stamp
from app.care.form import Number, Text, When
from app.catalogue import Kind


@dataclass(frozen=True, slots=True)
class BurnAssessed:
    """A kind of fact that does not exist yet."""

    surface_percent: Annotated[int, Number(0, 100)]
    observed_ms: Annotated[int, When()]


@dataclass(frozen=True, slots=True)
class NoteRecorded2:
    """A later version of a kind that exists: it says how sure somebody is."""

    text: Annotated[str, Text(2000, long=True)]
    observed_ms: Annotated[int, When()]
    certain_percent: Annotated[int, Number(0, 100)] = 100


NEWER = (
    Kind("burn.assessed", 1, BurnAssessed, "casualty"),
    Kind("note.recorded", 2, NoteRecorded2, "casualty"),
)


def _counted(casualty: Casualty, _fact: Any, _stamp: Stamp) -> Casualty:
    return replace(casualty, note_count=casualty.note_count + 1)


@contextmanager
def newer_catalogue() -> Iterator[None]:
    """Let this process understand the kinds of a later release, for a while."""
    by_name = cast("dict[tuple[str, int], Kind]", catalogue._BY_NAME)
    by_form = cast("dict[type, Kind]", catalogue._BY_FORM)
    fold = catalogue.STREAMS["casualty"].fold
    known = tables.KINDS
    for kind in NEWER:
        by_name[kind.name, kind.v] = kind
        by_form[kind.form] = kind
        fold[kind.form] = _counted
    tables.KINDS = (*known, *NEWER)  # type: ignore[misc]
    try:
        yield
    finally:
        tables.KINDS = known  # type: ignore[misc]
        for kind in NEWER:
            del by_name[kind.name, kind.v], by_form[kind.form], fold[kind.form]
