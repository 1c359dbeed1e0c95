"""The tools that add up codes or go by size: triage sort and the paediatric tape."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from app.care.findings import LARGE, MIDDLE, SMALL, TAPE_SIZES, Known, flag, number
from app.care.scores import rts_code
from app.care.triage_asks import (
    BREATHING,
    all_of,
    any_of,
    at_least,
    breathes,
    outside,
    step,
    tool,
)
from app.care.triage_flow import Answers, Category, Step, Steps, Tool

_T1, _T2, _T3 = Category.T1, Category.T2, Category.T3
_CODES: Final = tuple(str(code) for code in range(5))


def _sorted(total: int) -> Category:
    """Return what a T-RTS means (bands: §2.6, [G])."""
    if total == 0:
        return Category.NOT_BREATHING
    return {12: _T3, 11: _T2}.get(total, _T1)


def _coded(name: str) -> Callable[[Known], Answers]:
    def answers(known: Known) -> Answers:
        value = number(known, name)
        return frozenset(_CODES if value is None else {str(rts_code(name, value))})

    return answers


def _adding(name: str, sums: Iterable[int], after: str) -> dict[str, Step]:
    """Return a step for each sum so far: `sbp_3` adds the code of SBP to 3."""
    return {
        _named(name, total): Step(
            (name,),
            _coded(name),
            {
                code: _named(after, total + int(code))
                if after
                else _sorted(total + int(code))
                for code in _CODES
            },
        )
        for total in sums
    }


def _named(name: str, total: int) -> str:
    return name if name == "rr" else f"{name}_{total}"


TRIAGE_SORT: Final = tool(  # §2.6
    Tool.TRIAGE_SORT,
    {
        **_adding("rr", [0], "sbp"),
        **_adding("sbp", range(5), "gcs"),
        **_adding("gcs", range(9), ""),
    },
)


def _size(known: Known) -> Answers:
    """Return the sizes somebody can be; between 10 and 11, 18 and 19 kg it is open.

    The source leaves these gaps: there the length on the tape itself decides.
    """
    weighed, read = _by_weight(known), known.get("tape_size")
    measured = weighed if read is None else frozenset({str(read)})
    return weighed & measured or weighed | measured


def _by_weight(known: Known) -> Answers:
    weight = number(known, "weight_kg")
    if weight is None:
        return frozenset(TAPE_SIZES)
    if weight < 10:
        return frozenset({SMALL})
    if weight < 11:
        return frozenset({SMALL, MIDDLE})
    if weight <= 18:
        return frozenset({MIDDLE})
    return frozenset({MIDDLE, LARGE} if weight < 19 else {LARGE})


def _alert_and_moving(known: Known) -> bool | None:
    avpu = known.get("avpu")
    alert = None if avpu is None else avpu == "A"
    return all_of(alert, flag(known, "moving_all_limbs"))


def _moving_or_walking(known: Known) -> bool | None:
    return any_of(_alert_and_moving(known), flag(known, "walking"))


def _of_size(
    size: str, breaths: tuple[float, float], beats: tuple[float, float]
) -> dict[str, Step]:
    moves = _alert_and_moving if size == SMALL else _moving_or_walking
    limbs = ("avpu", "moving_all_limbs")
    asks = limbs if size == SMALL else ("walking", *limbs)
    return {
        f"moves_{size}": step(moves, asks, _T3, f"breathes_{size}"),
        f"breathes_{size}": step(
            breathes, BREATHING, f"rr_{size}", Category.NOT_BREATHING
        ),
        f"rr_{size}": step(outside("rr", *breaths), ("rr",), _T1, f"refill_{size}"),
        f"refill_{size}": step(
            at_least("cap_refill_s", 2), ("cap_refill_s",), f"hr_{size}", _T2
        ),
        f"hr_{size}": step(outside("hr", *beats), ("hr",), _T1, _T2),
    }


PTT: Final[Steps] = tool(  # §2.10; both ends of every band are inside
    Tool.PTT,
    {
        "size": Step(
            ("weight_kg", "tape_size"),
            _size,
            {size: f"moves_{size}" for size in TAPE_SIZES},
        ),
        **_of_size(SMALL, (20, 50), (90, 180)),
        **_of_size(MIDDLE, (15, 45), (80, 160)),
        **_of_size(LARGE, (10, 30), (70, 140)),
    },
)
