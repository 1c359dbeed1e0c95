"""What is pictured of signals: a day that is counted, and one that asks for a call."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from app.care.refusal import Refusal
from app.care.signal import GgdSet, cases
from app.care.syndrome import Band, CountedSex, Syndrome
from app.commands import count_case, report_day, set_ggd
from app.commands.signal import Group
from app.store.desk import local_day
from app.store.queries.signal import signals
from tests.gallery.hands import Scene
from tests.gallery.hub_scenes import AtHub
from tests.gallery.scenes import At
from tests.support.region import leader, opened


def _counted(at: At) -> None:
    """Come to a post that counted some cases today, one of measles among them."""
    file, actor = at.session.open_file, at.session.actor
    at.session.go("signals")
    day = local_day(file.clock.now_ms())
    if cases(file.read_now(lambda db: signals(db, day)).day, Syndrome.MEAS):
        return
    girl, man = (
        Group(Band.UNDER_5, CountedSex.FEMALE),
        Group(Band.FROM_5, CountedSex.MALE),
    )
    for syndrome, of, number in (
        (Syndrome.AWD, girl, 3),
        (Syndrome.AWD, man, 2),
        (Syndrome.ARI, man, 4),
        (Syndrome.MEAS, girl, 1),
    ):
        file.write_now(
            lambda d, s=syndrome, g=of, n=number: count_case(d, actor, day, s, g, n)
        )
    ggd = GgdSet("GGD Groningen", "050-0000000")
    file.write_now(lambda d: set_ggd(d, actor, ggd))


def _quiet(at: At) -> None:
    at.session.go("signals")


async def _region(at: AtHub) -> None:
    """Let one post report a day, and another count a case of measles."""
    posts = at.region.posts[:2]
    for post, syndrome in zip(posts, (Syndrome.AWD, Syndrome.MEAS), strict=False):
        file, of = opened(post), Group(Band.UNDER_5, CountedSex.FEMALE)
        by = leader(file)
        await file.write(
            lambda d, b=by, s=syndrome, g=of: count_case(d, b, d.today(), s, g)
        )
    by = leader(opened(posts[0]))
    with suppress(Refusal):  # another light was here before
        await opened(posts[0]).write(lambda d: report_day(d, by, d.today()))
    for post in posts:
        await at.region.received(post)
    at.session.go("signals")


SCENES: Final[tuple[Scene, ...]] = (
    Scene("signals-quiet", _quiet),
    Scene("signals", _counted),
    Scene("signals-whole", _counted, tall=True),
)
HUB_SCENES: Final[tuple[Scene, ...]] = (Scene("hub-signals", _region),)
