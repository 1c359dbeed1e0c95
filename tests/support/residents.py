"""Residents of a post in memory: somebody who cannot do without a battery."""

from __future__ import annotations

from typing import Any

from app.care.need import PowerStated, PowerUse
from app.care.resident import LegalBasis, ResidentDescribed
from app.commands import register_resident
from app.store.file import CareFile
from sync.ids import ActorId
from tests.support.post import actor


def enlisted(
    file: CareFile,
    name: str,
    hours: int | None = 3,
    by: ActorId | None = None,
    **said: Any,
) -> bytes:
    """Keep somebody, as the nurse would or `by`; return their stream."""
    now, by = file.clock.now_ms(), by or actor(file)
    who = ResidentDescribed(now, name=name, basis=LegalBasis.CARE, **said)
    power = PowerStated(PowerUse.DEVICE, now, battery_hours=hours)
    return file.write_now(lambda d: register_resident(d, by, who, [power])).stream
