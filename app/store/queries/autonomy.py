"""How long a post can go on: what it needs and lacks first, and what is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.care.forecast import Scenario, autonomy
from app.care.item import Item
from app.care.post import Post, post_stream
from app.care.utility import Utility, UtilityReported, report_of
from app.store.queries.forecast import Forecast, Lasting, lasting
from app.store.queries.item import Entry, entries
from app.store.queries.stock import own_or
from app.store.tables import state_of
from sync.database import Database

OXYGEN_ATC: Final = "V03AN01"
"""What oxygen is in the ATC classification; cylinders of any size have it."""


@dataclass(frozen=True, slots=True)
class UtilityRow:
    """Power, water or oxygen: days left by now, and what was said of it and when.

    `days` None: unknown, or it keeps coming. `from_stock`: cylinders say it.
    """

    utility: Utility
    days: Fraction | None
    said: UtilityReported | None
    from_stock: bool = False

    @property
    def is_known(self) -> bool:
        """Whether anybody, or the stock, says how long it lasts."""
        return self.said is not None or self.from_stock


@dataclass(frozen=True, slots=True)
class Autonomy:
    """How many days a post can go on, and by what it is limited; None: unknown.

    `no_use` counts critical items of which no use is known, `never_here` those of the
    list that nobody ever entered here: the post may have less than `days`.
    """

    days: Fraction | None
    item: Item | None
    code: str
    utility: Utility | None
    utilities: tuple[UtilityRow, ...]
    no_use: int
    never_here: int

    @property
    def is_sure(self) -> bool:
        """Whether all it depends on is known."""
        unknown = any(not each.is_known for each in self.utilities)
        return not (unknown or self.no_use or self.never_here)


@dataclass(frozen=True, slots=True)
class Outlook:
    """How long items last, and how long the post can go on with them."""

    lasting: Lasting
    autonomy: Autonomy


def post_autonomy(
    db: Database, now_ms: int, found: Lasting, post_id: bytes | None = None
) -> Autonomy:
    """Return how long a post can go on, from how long its items last."""
    critical = {each.code: each for each in found.forecasts if each.critical}
    utilities = _utilities(db, now_ms, found, own_or(db, post_id))
    days = {code: each.supply.days for code, each in critical.items()}
    days |= {each.utility.value: each.days for each in utilities}
    least = autonomy(days)
    name = "" if least is None else least[0]
    one = critical.get(name)
    return Autonomy(
        days=None if least is None else least[1],
        item=None if one is None else one.item,
        code=name if one is not None else "",
        utility=None if one is not None or not name else Utility(name),
        utilities=utilities,
        no_use=sum(each.supply.days is None for each in critical.values()),
        never_here=sum(
            _is_needed(each) and code not in critical
            for code, each in entries(db).items()
        ),
    )


def _is_needed(one: Entry) -> bool:
    return one.item.critical and not one.withdrawn


def _utilities(
    db: Database, now_ms: int, found: Lasting, post_id: bytes
) -> tuple[UtilityRow, ...]:
    post: Post | None = state_of(db, "post", post_stream(post_id))
    said = {each: report_of((post or Post()).utilities, each) for each in Utility}
    rows = [
        UtilityRow(each, None if fact is None else fact.days_left(now_ms), fact)
        for each, fact in said.items()
    ]
    oxygen = _oxygen(found.forecasts)
    return tuple(
        UtilityRow(row.utility, oxygen, None, from_stock=True)
        if row.utility is Utility.OXYGEN and row.said is None and oxygen is not None
        else row
        for row in rows
    )


def _oxygen(forecasts: tuple[Forecast, ...]) -> Fraction | None:
    """Return how long the cylinders last of the kind that lasts longest."""
    known = [
        each.supply.days
        for each in forecasts
        if each.item is not None
        and each.item.atc == OXYGEN_ATC
        and each.supply.days is not None
    ]
    return max(known, default=None)


def outlook(db: Database, now_ms: int, scenario: Scenario | None = None) -> Outlook:
    """Return how long the items of this post last, and how long it can go on."""
    found = lasting(db, now_ms, scenario)
    return Outlook(found, post_autonomy(db, now_ms, found))
