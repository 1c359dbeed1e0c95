"""An outage: where what failed, and since when. Whom it harms is in `harm.py`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.dependent import street_key
from app.care.form import Choice, Ref, Text, When
from app.care.harm import Failure

STREAM_START: Final = b"outage:"
MOST_NAMED: Final = 100
"""More streets or postcodes than anybody names by hand."""


@dataclass(frozen=True, slots=True)
class OutageReported:
    """Something failed for an area; no street and no postcode is everywhere.

    A postcode is its digits, or all of it. Who lives in any of what is named is in it.
    """

    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    postcodes: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()
    remark: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class FailureBegan:
    """One thing failed in the area; saying it again says since when anew."""

    failure: Annotated[Failure, Choice()]
    since_ms: Annotated[int, When()]
    observed_ms: Annotated[int, When()]


@dataclass(frozen=True, slots=True)
class FailureEnded:
    """One thing works again in the area."""

    failure: Annotated[Failure, Choice()]
    observed_ms: Annotated[int, When()]


@dataclass(frozen=True, slots=True)
class Failed:
    """What failed, and since when."""

    failure: Failure
    since_ms: int


@dataclass(frozen=True, slots=True)
class Outage:
    """Where what fails; nothing fails any more in one that is over."""

    post: bytes = b""
    reported_ms: int = 0
    postcodes: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()
    remark: str = ""
    failed: tuple[Failed, ...] = ()

    @property
    def is_everywhere(self) -> bool:
        """Whether no area is named."""
        return not self.postcodes and not self.streets

    @property
    def failures(self) -> dict[Failure, int]:
        """What fails now, and since when."""
        return {each.failure: each.since_ms for each in self.failed}


@dataclass(frozen=True, slots=True)
class OutageLine:
    """What lists sort by."""

    post: bytes
    reported_ms: int
    is_open: int


def _reported(outage: Outage, fact: OutageReported, _: Stamp) -> Outage:
    return replace(
        outage,
        post=fact.post,
        reported_ms=fact.observed_ms,
        postcodes=fact.postcodes,
        streets=fact.streets,
        remark=fact.remark,
    )


def _began(outage: Outage, fact: FailureBegan, _: Stamp) -> Outage:
    others = _without(outage, fact.failure)
    failed = (*others, Failed(fact.failure, fact.since_ms))
    return replace(outage, failed=tuple(sorted(failed, key=lambda each: each.failure)))


def _ended(outage: Outage, fact: FailureEnded, _: Stamp) -> Outage:
    return replace(outage, failed=_without(outage, fact.failure))


def _without(outage: Outage, failure: Failure) -> tuple[Failed, ...]:
    return tuple(each for each in outage.failed if each.failure is not failure)


FOLD: Final[dict[type, Fold]] = {
    OutageReported: _reported,
    FailureBegan: _began,
    FailureEnded: _ended,
}


def line(outage: Outage) -> OutageLine:
    """Return the scalars that lists need."""
    return OutageLine(outage.post, outage.reported_ms, int(bool(outage.failed)))


def outage_stream(name: bytes) -> bytes:
    """Return the stream of an outage, by 16 random bytes."""
    return STREAM_START + name


def holds(outage: Outage, postcode: str, street: str) -> bool:
    """Tell whether who lives there is in an outage, or may be.

    Whose postcode or street nobody knows may live in what is named.
    """
    if outage.is_everywhere:
        return True
    key = street_key(street)
    return any(
        postcode.startswith(each) or each.startswith(postcode)
        for each in outage.postcodes
    ) or any(key in ("", street_key(each)) for each in outage.streets)


def failing_at(
    outages: Iterable[Outage], postcode: str, street: str
) -> dict[Failure, int]:
    """Return what fails where somebody lives: of several outages since the first."""
    failing: dict[Failure, int] = {}
    for outage in outages:
        if holds(outage, postcode, street):
            for failure, since_ms in outage.failures.items():
                failing[failure] = min(since_ms, failing.get(failure, since_ms))
    return failing
