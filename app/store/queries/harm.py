"""The order of residents, said in SQL: tens of thousands are ordered within a glance.

It is that of `app.care.harm`, and a test holds the two together. Numbers in it are made
here; what people typed is a parameter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.care.dependent import NOT_ASKED, UNKNOWN_HOURS, street_key
from app.care.harm import (
    CLASS_HOURS,
    CONTACT_HOURS,
    HOUR_MS,
    IN_ORDER,
    USUAL,
    Failure,
    Failures,
    HarmClass,
    NeedKind,
    WeightsSet,
    class_points,
    since_ms,
)
from sync.database import Database, rows

_NEVER: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class Lens:
    """Whom to order, by what failed: everybody, or who lives in a named area.

    `words` are what is looked for; `shown` is one class.
    """

    failures: Failures
    postcodes: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()
    words: str = ""
    shown: HarmClass | None = None
    weights: WeightsSet = USUAL


def in_order(db: Database, lens: Lens, now_ms: int) -> list[tuple[int, int, int]]:
    """Return the place, rank of class and whether they wait at zero, of everybody."""
    where, values = _where(lens)
    runs = {
        kind: since
        for kind in NeedKind
        if (since := since_ms(kind, lens.failures)) is not None
    }
    columns = {
        "zero_ms": _soonest(runs),
        "unknown": _said(runs, UNKNOWN_HOURS),
        "unasked": _said(runs, NOT_ASKED),
        "waits": _waits(runs, now_ms),
        "beside": _beside(lens, now_ms),
    }
    sql = _sql(
        "WITH asked AS MATERIALIZED (SELECT n, contact_ms,",
        ", ".join(f"{each} AS {name}" for name, each in columns.items()),
        f"FROM resident WHERE {where}),",
        _sql("ranked AS MATERIALIZED (SELECT n, waits, beside, contact_ms,"),
        _sql(_rank(now_ms), "AS rank FROM asked)"),
        "SELECT n, rank, waits FROM ranked ORDER BY waits DESC, rank,",
        f"{_points(lens.weights)} + beside DESC, contact_ms, n",
    )
    return [(int(n), int(rank), int(w)) for n, rank, w in rows(db, sql, values)]


def _sql(*parts: str) -> str:
    return " ".join(parts)


def _where(lens: Lens) -> tuple[str, tuple[object, ...]]:
    parts, values = ["ended = 0", "at_home = 1"], list[object]()
    area: list[str] = []
    for code in lens.postcodes:
        area.append("(postcode >= ? AND postcode < ?)")
        values += [code, code + "~"]
    for street in lens.streets:
        area.append("street_key = ?")
        values.append(street_key(street))
    if area:
        parts.append(f"({' OR '.join(area)})")
    for word in lens.words.casefold().split():
        parts.append(
            "n IN (SELECT n FROM resident WHERE ended = 0 AND instr(words, ?))"
        )
        values.append(word)
    return " AND ".join(parts), tuple(values)


Runs = Mapping[NeedKind, int]


def _zero(kind: NeedKind, since: int) -> str:
    name = kind.value
    return (
        f"CASE WHEN {name}_h >= 0 "
        f"THEN MAX({since}, {name}_ms) + {name}_h * {HOUR_MS} ELSE {_NEVER} END"
    )


def _soonest(runs: Runs) -> str:
    zeros = [_zero(kind, since) for kind, since in runs.items()]
    return f"MIN({', '.join((*zeros, str(_NEVER)))})" if zeros else str(_NEVER)


def _said(runs: Runs, what: int) -> str:
    return " OR ".join((*(f"{kind.value}_h IS {what}" for kind in runs), "0"))


def _waits(runs: Runs, now_ms: int) -> str:
    """Return whether something is at zero and nobody was there since.

    What cannot be at zero yet, seen from the failure alone, is not looked at further.
    """
    parts = (
        f"({kind.value}_h BETWEEN 0 AND {(now_ms - since) // HOUR_MS} "
        f"AND {_zero(kind, since)} <= {now_ms} AND contact_ms < {_zero(kind, since)})"
        for kind, since in runs.items()
    )
    return " OR ".join((*parts, "0"))


def _beside(lens: Lens, now_ms: int) -> str:
    weights = lens.weights
    cold = " OR ".join(
        f"{column} > 0"
        for failure, column in (
            (Failure.POWER, "cold_without_power"),
            (Failure.HEATING, "cold_without_heating"),
        )
        if failure in lens.failures
    )
    terms = (
        (weights.alone, "alone > 0"),
        (weights.no_carer, "no_carer > 0"),
        (weights.not_mobile, "not_mobile > 0"),
        (weights.cognitive, "cognitive > 0"),
        (weights.cold, cold or "0"),
        (weights.no_contact, f"{now_ms} - contact_ms > {CONTACT_HOURS * HOUR_MS}"),
    )
    return " + ".join(f"{points} * ({so})" for points, so in terms)


def _rank(now_ms: int) -> str:
    def up_to(each: HarmClass) -> str:
        return f"zero_ms <= {now_ms + CLASS_HOURS[each] * HOUR_MS}"

    conditions = {
        HarmClass.H4: f"unknown OR {up_to(HarmClass.H4)}",
        HarmClass.UNKNOWN: "unasked",
    }
    whens = " ".join(
        f"WHEN {conditions.get(each) or up_to(each)} THEN {rank}"
        for rank, each in enumerate(IN_ORDER)
        if each is not HarmClass.MORE
    )
    return f"CASE {whens} ELSE {IN_ORDER.index(HarmClass.MORE)} END"


def _points(weights: WeightsSet) -> str:
    whens = " ".join(
        f"WHEN {rank} THEN {class_points(weights, each)}"
        for rank, each in enumerate(IN_ORDER)
    )
    return f"CASE rank {whens} END"
