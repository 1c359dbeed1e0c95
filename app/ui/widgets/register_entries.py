"""What is half filled in at the door: kept as a draft, then handed to the command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from app.care.terms import AgeBand, Group, Sex, Triage
from app.commands import Registration
from app.ui.widgets.moment import moment_of

DRAFT: Final = "register"


@dataclass(frozen=True, slots=True)
class Flaps:
    """Which parts of the form are open; `several` at once, 0 is one person.

    `category` and `place` go for all of several; `given_out` are the numbers of those
    who were just saved together. `affected`: who is written down is unhurt.
    """

    grave: bool = False
    more: bool = False
    several: int = 0
    guide: bool = False
    category: Triage = Triage.T3
    place: str = ""
    given_out: tuple[str, ...] = ()
    affected: bool = False


@dataclass(frozen=True, slots=True)
class Entries:
    """The form of one casualty, as typed."""

    category: Triage | None = None
    authority: str = ""
    age_band: AgeBand = AgeBand.UNKNOWN
    sex: Sex = Sex.UNKNOWN
    group: Group = Group.UNKNOWN
    complaint: str = ""
    place: str = ""
    name: str = ""
    birth_date: str = ""
    bsn: str = ""
    contact: str = ""
    language: str = ""
    nationality: str = ""
    at: str = ""
    reason: str = ""

    @property
    def has_more(self) -> bool:
        """Whether something was filled in under "Meer"."""
        plain = replace(
            Entries(),
            category=self.category,
            authority=self.authority,
            age_band=self.age_band,
            sex=self.sex,
            complaint=self.complaint,
            reason=self.reason,
        )
        return self != plain


CLOSED: Final[Mapping[str, type[Triage | AgeBand | Sex | Group]]] = {
    "category": Triage,
    "age_band": AgeBand,
    "sex": Sex,
    "group": Group,
}


def entries_of(typed: Mapping[str, str]) -> Entries:
    """Return what was typed as entries; what is no known choice is left out."""
    known = {name: value for name, value in typed.items() if name in Entries.__slots__}
    return Entries(**{name: _closed(name, value) for name, value in known.items()})


def _closed(name: str, value: str) -> Any:
    terms = CLOSED.get(name)
    if terms is None:
        return value
    fallback = getattr(Entries(), name)
    return terms(value) if value in list(terms) else fallback


def registration(entries: Entries, now_ms: int) -> Registration:
    """Return what the command takes; raises Refusal for a time that is no time."""
    category = entries.category
    return Registration(
        observed_ms=moment_of(entries.at, now_ms),
        category=category,
        age_band=entries.age_band,
        sex=entries.sex,
        complaint=entries.complaint,
        place=entries.place,
        reason=entries.reason,
        ordered_by=entries.authority if category is Triage.T4 else "",
        declared_by=entries.authority if category is Triage.DEAD else "",
        name=entries.name or None,
        birth_date=entries.birth_date or None,
        bsn=entries.bsn or None,
        contact=entries.contact or None,
        language=entries.language or None,
        nationality=entries.nationality or None,
        group=None if entries.group is Group.UNKNOWN else entries.group,
    )
