"""A member of staff: their role, what they are, whom they work under, their duty."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, Final

from app.care import duty, qualification, trust
from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.duty import Duty
from app.care.form import Choice, Text
from app.care.qualification import Qualified
from app.care.terms import Role
from app.care.trust import Trusted

STREAM_START: Final = b"staff:"


@dataclass(frozen=True, slots=True)
class StaffAdded:
    """A person was added to the post."""

    name: Annotated[str, Text(80)]
    role: Annotated[Role, Choice()]


@dataclass(frozen=True, slots=True)
class RoleChanged:
    """A person was given another role."""

    role: Annotated[Role, Choice()]


@dataclass(frozen=True, slots=True)
class StaffEnded:
    """A person no longer works at the post."""

    reason: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """From when a person had a role, by the clock of a log; None: they had left."""

    log: bytes
    from_ms: int
    role: Role | None


@dataclass(frozen=True, slots=True)
class Staff:
    """A person at the post; `turns` are the roles they had, in their order."""

    name: str = ""
    role: Role = Role.REGISTRAR
    ended: bool = False
    qualified: Qualified = field(default_factory=Qualified)
    trusted: Trusted = field(default_factory=Trusted)
    duty: Duty = field(default_factory=Duty)
    turns: tuple[Turn, ...] = ()

    def role_at(self, at_ms: int) -> Role:
        """Return the role somebody had at a moment; before the first, the first."""
        held = [each for each in self.turns if each.role is not None]
        had = [each for each in held if each.from_ms <= at_ms] or held[:1]
        return had[-1].role or self.role if had else self.role

    def had_left(self, at_ms: int) -> bool:
        """Tell whether somebody no longer worked at the post at a moment."""
        said = [each.role for each in self.turns if each.from_ms <= at_ms]
        return bool(said) and said[-1] is None


@dataclass(frozen=True, slots=True)
class StaffLine:
    """The scalars of a person that lists need; `asked_ms` 0: nothing was asked."""

    name: str
    role: Role
    ended: bool
    asked_ms: int


def _added(person: Staff, fact: StaffAdded, stamp: Stamp) -> Staff:
    turned = _turned(person, stamp, fact.role)
    return replace(turned, name=fact.name, role=fact.role, ended=False)


def _changed(person: Staff, fact: RoleChanged, stamp: Stamp) -> Staff:
    return replace(_turned(person, stamp, fact.role), role=fact.role)


def _ended(person: Staff, _: StaffEnded, stamp: Stamp) -> Staff:
    return replace(_turned(person, stamp, None), ended=True)


def _turned(person: Staff, stamp: Stamp, role: Role | None) -> Staff:
    turn = Turn(stamp.log, stamp.recorded_ms, role)
    return replace(person, turns=(*person.turns, turn))


FOLD: Final[dict[type, Fold]] = {
    StaffAdded: _added,
    RoleChanged: _changed,
    StaffEnded: _ended,
    **qualification.FOLD,
    **trust.FOLD,
    **duty.FOLD,
}


def line(person: Staff) -> StaffLine:
    """Return the scalars that lists need."""
    ask = person.qualified.newest_ask
    asked_ms = 0 if ask is None else ask.at_ms
    return StaffLine(person.name, person.role, person.ended, asked_ms)


def staff_stream(actor: bytes) -> bytes:
    """Return the stream of a person."""
    return STREAM_START + actor
