"""Trust at the post: under whom a person works, and what the lead delegated to them.

Both hold until a moment, and the last word about one matter replaces the one before
from then on: what was recorded under the earlier one stays judged by that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

from app.care.claim import Stamp
from app.care.form import Choice, Ref, When
from app.care.reserved import Act
from app.care.terms import FactId


@dataclass(frozen=True, slots=True)
class SupervisionSet:
    """A person works under another's supervision until a moment; b"" ends it."""

    supervisor: Annotated[bytes, Ref()]
    until_ms: Annotated[int, When()]


@dataclass(frozen=True, slots=True)
class PowerDelegated:
    """Who leads let a person do a reserved act until a moment; a past one ends it."""

    act: Annotated[Act, Choice()]
    until_ms: Annotated[int, When()]
    ordered_by: Annotated[bytes, Ref()] = b""


@dataclass(frozen=True, slots=True)
class Supervision:
    """Under whom somebody works, from when until when."""

    id: FactId
    supervisor: bytes
    from_ms: int
    until_ms: int
    actor: bytes


@dataclass(frozen=True, slots=True)
class Delegation:
    """A reserved act that was delegated; `ordered_by` is in whose name it is done."""

    id: FactId
    act: Act
    from_ms: int
    until_ms: int
    ordered_by: bytes
    actor: bytes


@dataclass(frozen=True, slots=True)
class Trusted:
    """All that a post ever said of a person's supervision and delegated acts."""

    supervised: tuple[Supervision, ...] = ()
    delegated: tuple[Delegation, ...] = ()

    def supervision(self, at_ms: int) -> Supervision | None:
        """Return under whom somebody worked at a moment."""
        said = [each for each in self.supervised if each.from_ms <= at_ms]
        last = max(said, key=lambda each: (each.from_ms, each.id), default=None)
        return last if last and last.supervisor and at_ms < last.until_ms else None

    def delegation(self, act: Act, at_ms: int) -> Delegation | None:
        """Return the delegation of an act that held at a moment."""
        said = [
            each for each in self.delegated if each.act is act and each.from_ms <= at_ms
        ]
        last = max(said, key=lambda each: (each.from_ms, each.id), default=None)
        return last if last and at_ms < last.until_ms else None


def _supervised(person: Any, fact: SupervisionSet, stamp: Stamp) -> Any:
    new = Supervision(
        stamp.id,
        bytes(fact.supervisor),
        stamp.recorded_ms,
        fact.until_ms,
        stamp.actor,
    )
    held: Trusted = person.trusted
    return replace(person, trusted=replace(held, supervised=(*held.supervised, new)))


def _delegated(person: Any, fact: PowerDelegated, stamp: Stamp) -> Any:
    new = Delegation(
        stamp.id,
        fact.act,
        stamp.recorded_ms,
        fact.until_ms,
        bytes(fact.ordered_by),
        stamp.actor,
    )
    held: Trusted = person.trusted
    return replace(person, trusted=replace(held, delegated=(*held.delegated, new)))


FOLD: Final[dict[type, Callable[[Any, Any, Stamp], Any]]] = {
    SupervisionSet: _supervised,
    PowerDelegated: _delegated,
}
"""What these facts do to the state of a person."""
