"""Which post can give which other post how much of an item, and why.

A transport problem: what posts can spare against what posts lack, so that the days of
supply gained are worth most where least is left, and as little as possible is moved.
It is solved by HiGHS. All supplies are whole, so a corner of the problem is whole too;
what it says is rounded down and bounded again all the same: nothing is ever proposed
that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import highspy
import numpy as np

_WORTH: Final = 1_000.0
"""What a day of supply is worth against moving one piece by one unit of way."""


@dataclass(frozen=True, slots=True)
class Stand:
    """How one post stands with one item; `per_day` None: no use is known there."""

    post: bytes
    usable: int
    per_day: Fraction | None

    @property
    def days(self) -> Fraction | None:
        """How many days it lasts; None where no use is known."""
        return None if not self.per_day else Fraction(self.usable) / self.per_day


@dataclass(frozen=True, slots=True)
class Target:
    """For how many days every post should have, and how many a giver keeps.

    A giver keeps at least as long as a receiver gets.
    """

    days: int = 3
    keeps: int = 7

    def __post_init__(self) -> None:
        if not 0 < self.days <= self.keeps:
            raise ValueError("a giver keeps at least what a receiver gets")


@dataclass(frozen=True, slots=True)
class Move:
    """Pieces from one post to another, and the days both have before and after."""

    giver: bytes
    receiver: bytes
    pieces: int
    giver_days: tuple[Fraction | None, Fraction | None]
    receiver_days: tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class _Problem:
    givers: tuple[tuple[Stand, int], ...]
    takers: tuple[tuple[Stand, int], ...]


def redistribute(
    stands: Sequence[Stand],
    target: Target = Target(),
    way: Callable[[bytes, bytes], float] = lambda _, __: 1.0,
) -> tuple[Move, ...]:
    """Return who should send whom how many pieces of one item; the neediest first.

    `way` says how far two posts are from each other, in any unit; 1 where nobody knows.
    A post without known use gives only what it has beyond nothing at all: it may not
    know yet what it needs, so it gives nothing.
    """
    problem = _problem(stands, target)
    if not problem.givers or not problem.takers:
        return ()
    return _moves(problem, _solved(problem, way))


def _problem(stands: Sequence[Stand], target: Target) -> _Problem:
    givers, takers = [], []
    for stand in stands:
        if stand.per_day is None or stand.per_day <= 0:
            continue
        lacks = _ceil(stand.per_day * target.days) - max(stand.usable, 0)
        spare = stand.usable - _ceil(stand.per_day * target.keeps)
        if lacks > 0:
            takers.append((stand, lacks))
        elif spare > 0:
            givers.append((stand, spare))
    return _Problem(tuple(givers), tuple(takers))


def _solved(
    problem: _Problem, way: Callable[[bytes, bytes], float]
) -> list[list[float]]:
    """Return the pieces from each giver (row) to each taker (column)."""
    rows, columns = len(problem.givers), len(problem.takers)
    count = rows * columns
    model = highspy.Highs()  # type: ignore[no-untyped-call]  # it says none
    model.setOptionValue("output_flag", False)
    model.setOptionValue("solver", "simplex")
    model.setOptionValue("threads", 1)
    model.addVars(count, np.zeros(count), np.full(count, highspy.kHighsInf))
    costs = [
        way(giver.post, taker.post) - _worth(taker)
        for giver, _ in problem.givers
        for taker, _ in problem.takers
    ]
    model.changeColsCost(count, np.arange(count, dtype=np.int32), np.array(costs))
    for row, (_, spare) in enumerate(problem.givers):
        inside = np.arange(row * columns, (row + 1) * columns, dtype=np.int32)
        model.addRow(-highspy.kHighsInf, spare, columns, inside, np.ones(columns))
    for column, (_, lacks) in enumerate(problem.takers):
        inside = np.arange(column, count, columns, dtype=np.int32)
        model.addRow(-highspy.kHighsInf, lacks, rows, inside, np.ones(rows))
    model.run()
    found = list(model.getSolution().col_value)
    return [found[row * columns : (row + 1) * columns] for row in range(rows)]


def _worth(taker: Stand) -> float:
    """Return what one more piece is worth there: more where less is left."""
    per_day = float(taker.per_day or 1)
    days = max(float(taker.usable), 0.0) / per_day
    return _WORTH / per_day / (1.0 + days)


def _moves(problem: _Problem, found: list[list[float]]) -> tuple[Move, ...]:
    left = [spare for _, spare in problem.givers]
    got = [0] * len(problem.takers)
    moves: list[tuple[int, int, int]] = []
    for row, pieces in enumerate(found):
        for column, some in enumerate(pieces):
            lacks = problem.takers[column][1] - got[column]
            whole = min(int(some + 0.5), left[row], lacks)
            if whole > 0:
                left[row] -= whole
                got[column] += whole
                moves.append((row, column, whole))
    made = [_move(problem, each, left, got) for each in moves]
    return tuple(sorted(made, key=_neediest))


def _move(
    problem: _Problem, move: tuple[int, int, int], left: list[int], got: list[int]
) -> Move:
    row, column, pieces = move
    giver, spare = problem.givers[row]
    taker, _ = problem.takers[column]
    after = giver.usable - (spare - left[row])
    return Move(
        giver.post,
        taker.post,
        pieces,
        (giver.days, Stand(giver.post, after, giver.per_day).days),
        (
            taker.days or Fraction(0),
            Stand(taker.post, taker.usable + got[column], taker.per_day).days
            or Fraction(0),
        ),
    )


def _neediest(move: Move) -> tuple[Fraction, bytes, bytes]:
    return (move.receiver_days[0], move.receiver, move.giver)


def _ceil(number: Fraction) -> int:
    return -int(-number // 1)
