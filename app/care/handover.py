"""Handing over: what happened, where somebody goes next, and that they were told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from app.care.form import Choice, Text, When
from app.care.tccc import TcccDescribed
from app.care.terms import FactId, HandoverWay


@dataclass(frozen=True, slots=True)
class IncidentDescribed:
    """What happened to a casualty, and when, as told; None leaves a field."""

    observed_ms: Annotated[int, When()]
    mechanism: Annotated[str | None, Text(200)] = None
    incident_ms: Annotated[int | None, When()] = None
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class HandoverPlanned:
    """Where a casualty goes next, when, and what is needed; None leaves a field."""

    observed_ms: Annotated[int, When()]
    bound_for: Annotated[str | None, Text(100)] = None
    eta_ms: Annotated[int | None, When()] = None
    requirements: Annotated[str | None, Text(200)] = None
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class HandoverMade:
    """A casualty's story was told to who takes over."""

    receiver: Annotated[str, Text(80)]
    way: Annotated[HandoverWay, Choice()]
    observed_ms: Annotated[int, When()]
    sheet: Annotated[str, Text(32)] = ""


@dataclass(frozen=True, slots=True)
class AdviceGiven:
    """What a person was advised on leaving, in the words of who advised."""

    text: Annotated[str, Text(1500, long=True)]
    observed_ms: Annotated[int, When()]
    return_if: Annotated[str, Text(300)] = ""
    by_title: Annotated[str, Text(80)] = ""


SAYING: Final = (IncidentDescribed, HandoverPlanned)
"""Facts whose fields are claims about a casualty."""
TELLING: Final = (HandoverMade, AdviceGiven, TcccDescribed)
"""Facts that only the timeline tells."""
