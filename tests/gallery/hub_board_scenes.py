"""What is pictured of how the posts of a region stand."""

from __future__ import annotations

from typing import Final

from app.care.capacity import CapacityReported, PlaceKind
from app.care.requirement import (
    Requirement,
    RequirementReported,
    Standing,
    Trend,
)
from app.commands import report_capacity, report_requirement
from app.store.queries.requirement import board
from tests.gallery.hands import Scene
from tests.gallery.hub_scenes import AtHub
from tests.support.region import leader, opened

_HOUR_MS: Final = 3_600_000
_SAID: Final = (
    (0, Requirement.GOVERNMENT, Standing.WORKS, 1, None, ""),
    (0, Requirement.ENERGY, Standing.STRAINED, 2, 12, "diesel, 200 liter"),
    (0, Requirement.FOOD_WATER, Standing.WORKS, 3, 72, ""),
    (0, Requirement.COMMUNICATION, Standing.FAILED, 1, None, "portofoons"),
    (1, Requirement.ENERGY, Standing.WORKS, 30, 20, ""),
    (1, Requirement.CASUALTY_CARE, Standing.STRAINED, 1, None, "twee verpleegkundigen"),
)


async def _stood(at: AtHub) -> None:
    """Come to the board of a region in which one post said nothing."""
    for place, requirement, standing, ago_h, hours, lacking in _SAID:
        post = at.region.posts[place]
        file, by = opened(post), leader(opened(post))
        now = file.clock.now_ms()
        held = file.read_now(lambda db, now=now: board(db, now)).requirements
        if any(each.last and each.requirement is requirement for each in held):
            continue
        fact = RequirementReported(
            b"",
            requirement,
            standing,
            now - ago_h * _HOUR_MS,
            hours,
            trend=Trend.SAME,
            lacking=lacking,
        )
        await file.write(lambda d, f=fact, by=by: report_requirement(d, by, f))
        count = CapacityReported(b"", PlaceKind.LYING, 12, 7 + 7 * place, now)
        await file.write(lambda d, c=count, by=by: report_capacity(d, by, c))
    for post in at.region.posts[:2]:
        await at.region.received(post)
    at.session.go("board")


SCENES: Final[tuple[Scene, ...]] = (Scene("hub-board", _stood),)
