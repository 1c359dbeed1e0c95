"""Erasure by law: whose word it was and why; the number stays, nothing else does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from app.care.form import Text


@dataclass(frozen=True, slots=True)
class EntityErased:
    """Everything recorded of one casualty was erased, as the law demanded."""

    authority: Annotated[str, Text(80)]
    reason: Annotated[str, Text(200)]
    number: Annotated[str, Text(24)] = ""
