"""Decisions of downscaling at a post in memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from app.care.scarcity import Alternative, CareAct, DownscalingClass, Ground
from app.commands import Downscaling, decide_downscaling
from app.store.file import CareFile
from tests.support.fakes import NOON_MS
from tests.support.post import actor


def day(after: int, now_ms: int = NOON_MS) -> str:
    """Return a day so many days after today."""
    now = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone()
    return (now.date() + timedelta(days=after)).isoformat()


def stretched(**said: Any) -> Downscaling:
    """Return a sound decision of class B: wound care later, for want of staff."""
    usual: dict[str, Any] = {
        "act": CareAct.WOUND,
        "downscaling": DownscalingClass.B,
        "grounds": (Ground.NO_STAFF,),
        "alternative": Alternative.LATER,
        "review_day": day(2),
        "stretch_days": 3,
    }
    return Downscaling(**(usual | said))


def stopped(**said: Any) -> Downscaling:
    """Return a sound decision of class D: the household stops."""
    usual: dict[str, Any] = {
        "act": CareAct.HOUSEHOLD,
        "downscaling": DownscalingClass.D,
        "alternative": Alternative.NOTHING,
        "stretch_days": None,
    }
    return stretched(**(usual | said))


def decided(file: CareFile, subject: bytes, wanted: Downscaling) -> tuple[bytes, int]:
    """Decide as the nurse would; return the id of the decision."""
    by = actor(file)
    event = file.write_now(lambda d: decide_downscaling(d, by, subject, wanted))
    found = event
    return found.log, found.seq
