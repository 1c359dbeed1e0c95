"""What is pictured of downscaling in a region: the review, the spread, the levels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.care.resident import LegalBasis, ResidentDescribed
from app.care.review_day import day_after
from app.care.scarcity import (
    Alternative,
    CareAct,
    DownscalingClass,
    Ground,
    Informed,
)
from app.care.terms import Sex
from app.commands import Downscaling, decide_downscaling, register_resident
from app.store.desk import local_day
from app.store.queries.scarcity import decisions
from tests.gallery.hands import Scene, Tap
from tests.gallery.hub_scenes import room
from tests.support.region import leader, opened

if TYPE_CHECKING:
    from tests.gallery.hub_scenes import AtHub

_PEOPLE: Final = (
    ("1940-01-01", "9711AB", Sex.FEMALE),
    ("1952-05-05", "9712CD", Sex.MALE),
    ("1938-03-03", "9711EF", Sex.FEMALE),
    ("2001-07-07", "", Sex.UNKNOWN),
)


async def _decided(at: AtHub) -> None:
    """Let a post decide for two of four people, once, and come to what it decided."""
    at.session.go("downscaling")
    post = at.region.posts[0]
    file = opened(post)
    if file.read_now(decisions):
        return
    by, now = leader(file), file.clock.now_ms()
    day = local_day(now)
    for place, (born, code, sex) in enumerate(_PEOPLE):
        who = ResidentDescribed(
            now,
            name=f"Bewoner {place}",
            birth_date=born,
            postcode=code,
            basis=LegalBasis.CARE,
            sex=sex,
        )
        made = await file.write(lambda d, w=who: register_resident(d, by, w))
        wanted = Downscaling(
            CareAct.WOUND if place else CareAct.MEDICINES,
            DownscalingClass.B,
            (Ground.NO_STAFF, Ground.AGE) if place else (Ground.OTHERS_CAN,),
            Alternative.LATER,
            day_after(day, place),
            stretch_days=3,
            because="twee van de vijf verpleegkundigen zijn er",
            informed=None if place else Informed.CLIENT,
        )
        if place < 2:
            await file.write(
                lambda d, s=made.stream, w=wanted: decide_downscaling(d, by, s, w)
            )
    await at.region.received(post)


SCENES: tuple[Scene, ...] = (
    Scene("hub-downscaling", _decided),
    Scene("hub-downscaling-answer", _decided, (Tap("ui.hub.scarcity.answer"),)),
    Scene("hub-equity", _decided, (Tap("ui.equity.title"),), tall=True),
    Scene("hub-levels", room("levels"), tall=True),
)
