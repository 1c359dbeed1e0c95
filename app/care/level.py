"""Care level (*basis*, *opschaalbare*, *crisis noodzorg*) of a post (domain.md §1).

Nothing said is everyday care. What a level changes is data a region sets: `level_pack`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Claim, Stamp, assigned, claimed, ids_of
from app.care.form import Choice, Ref, Text, When
from app.care.terms import CareLevel, FactId

STREAM_START: Final = b"level:"


class Authority(StrEnum):
    """On whose authority something was decided."""

    OWN = "own"
    POST_LEAD = "post_lead"
    DOCTOR = "doctor"
    ORGANISATION = "organisation"
    REGION = "region"
    MAYOR = "mayor"


SETS_LEVEL: Final = (
    Authority.REGION,
    Authority.MAYOR,
    Authority.ORGANISATION,
    Authority.POST_LEAD,
)
"""On whose authority a level is set: never on that of a caregiver alone."""


@dataclass(frozen=True, slots=True)
class CareLevelSet:
    """From a moment on a post works at a level, on somebody's authority."""

    post: Annotated[bytes, Ref()]
    level: Annotated[CareLevel, Choice()]
    observed_ms: Annotated[int, When()]
    authority: Annotated[Authority, Choice()]
    authority_name: Annotated[str, Text(80)]
    remark: Annotated[str, Text(200)] = ""
    sees: tuple[FactId, ...] = ()


LevelClaim = Claim[CareLevelSet]


@dataclass(frozen=True, slots=True)
class Level:
    """The levels that stand at a post, and those before; more than one contradict."""

    post: bytes = b""
    standing: tuple[LevelClaim, ...] = ()
    past: tuple[LevelClaim, ...] = ()

    @property
    def now(self) -> CareLevel:
        """The level that counts: where persons differ the gravest; unset is basic."""
        said = [each.value.level for each in self.standing]
        return max(said, key=tuple(CareLevel).index, default=CareLevel.BASIS)

    @property
    def is_in_doubt(self) -> bool:
        """Whether persons who did not see each other set different levels."""
        return len({each.value.level for each in self.standing}) > 1


@dataclass(frozen=True, slots=True)
class LevelLine:
    """The scalars of a level that lists show."""

    post: bytes
    level: CareLevel
    since_ms: int
    in_doubt: int


def _set(level: Level, fact: CareLevelSet, stamp: Stamp) -> Level:
    if level.post and fact.post != level.post:
        raise ValueError("of another post")
    claim = claimed(replace(fact, sees=()), fact.observed_ms, stamp)
    after = assigned(level.standing, claim, fact.sees, None)
    kept = ids_of(after)
    gone = tuple(each for each in level.standing if each.id not in kept)
    return Level(fact.post, after, (*level.past, *gone))


FOLD: Final[dict[type, Fold]] = {CareLevelSet: _set}


def line(level: Level) -> LevelLine:
    """Return the scalars that lists need."""
    since = (e.observed_ms for e in level.standing if e.value.level is level.now)
    return LevelLine(
        level.post, level.now, min(since, default=0), int(level.is_in_doubt)
    )


def level_stream(post: bytes) -> bytes:
    """Return the stream of the level of a post."""
    return STREAM_START + post
