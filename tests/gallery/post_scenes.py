"""What is pictured of the post itself: how it stands, its book, its decisions."""

from __future__ import annotations

from typing import Final

from app.care.capacity import CapacityReported, PlaceKind
from app.care.requirement import (
    Requirement,
    RequirementReported,
    Standing,
    Trend,
)
from app.care.utility import Utility, UtilityReported
from app.commands import report_capacity, report_requirement
from app.store.queries.requirement import board
from tests.gallery.hands import Scene, Tap
from tests.gallery.scenes import At

_HOUR_MS: Final = 3_600_000
_SAID: Final = (
    (Requirement.GOVERNMENT, Standing.WORKS, 1, None, Trend.SAME, ""),
    (
        Requirement.ENERGY,
        Standing.STRAINED,
        2,
        None,
        Trend.WORSE,
        "diesel voor het aggregaat, 200 liter",
    ),
    (Requirement.SHELTER, Standing.WORKS, 3, None, None, ""),
    (Requirement.FOOD_WATER, Standing.STRAINED, 5, 4, Trend.WORSE, "drinkwater"),
    (Requirement.COMMUNICATION, Standing.FAILED, 1, None, Trend.SAME, "portofoons"),
    (Requirement.TRANSPORT, Standing.UNKNOWN, 4, None, None, ""),
)
_PLACES: Final = (
    (PlaceKind.TREATMENT, 4, 3, 10),
    (PlaceKind.LYING, 12, 14, 95),
    (PlaceKind.SEATED, 40, 22, 25),
    (PlaceKind.ISOLATION, 0, 0, 30),
)


def _stood(at: At) -> None:
    """Come to a post of which nearly everything was said."""
    file, actor = at.session.open_file, at.session.actor
    now = file.clock.now_ms()
    at.session.go("post")
    if not file.read_now(lambda db: board(db, now)).is_silent:
        return
    before = RequirementReported(
        b"", Requirement.COMMUNICATION, Standing.WORKS, now - 6 * _HOUR_MS
    )
    file.write_now(lambda d: report_requirement(d, actor, before))
    for requirement, standing, ago_h, hours, trend, lacking in _SAID:
        seen_ms = now - ago_h * _HOUR_MS
        fact = RequirementReported(
            b"", requirement, standing, seen_ms, hours, False, trend, lacking
        )
        power = UtilityReported(Utility.POWER, seen_ms, 12)
        with_it = power if requirement is Requirement.ENERGY else None
        file.write_now(lambda d, f=fact, u=with_it: report_requirement(d, actor, f, u))
    for kind, total, taken, minutes in _PLACES:
        count = CapacityReported(b"", kind, total, taken, now - minutes * 60_000)
        file.write_now(lambda d, f=count: report_capacity(d, actor, f))


def _silent(at: At) -> None:
    at.session.go("post")


SCENES: Final[tuple[Scene, ...]] = (
    Scene("post-silent", _silent, tall=True),
    Scene("post-board", _stood, tall=True),
    Scene("post-report", _stood, (Tap("term.Requirement.food_water"),), tall=True),
    Scene("post-count", _stood, (Tap("term.PlaceKind.lying"),)),
)
