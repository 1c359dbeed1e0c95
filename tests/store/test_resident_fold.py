"""What is said of a resident and of an outage folds to the same in any order."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.care.harm import Failure
from app.care.need import PowerStated, PowerUse
from app.care.resident import (
    EndReason,
    LegalBasis,
    ResidentDescribed,
    ResidentEnded,
    ResidentSourced,
    ResidentVisited,
    VisitOutcome,
)
from app.commands import (
    begin_failure,
    check_resident,
    describe_resident,
    end_failure,
    end_resident,
    register_resident,
    report_outage,
    retract,
    state_need,
    take_back_in,
    visit_resident,
)
from sync.journal import Link
from tests.support.fakes import NOON_MS
from tests.support.folds import both_ways
from tests.support.post import actor, memory_post

WHO = ResidentDescribed(
    NOON_MS, name="Ans", street="Korreweg", basis=LegalBasis.CONSENT
)


def _story() -> list[Link]:
    post = memory_post()
    by = actor(post)

    def three(hours: int) -> PowerStated:
        return PowerStated(PowerUse.DEVICE, NOON_MS + hours, battery_hours=hours)

    stream = post.write_now(lambda d: register_resident(d, by, WHO, [three(1)])).stream
    for hours in (2, 3):
        post.write_now(lambda d, h=hours: state_need(d, by, stream, three(h)))
    moved = ResidentDescribed(NOON_MS, street="Damsterdiep", phone="1")
    post.write_now(lambda d: describe_resident(d, by, stream, moved))
    for outcome in (VisitOutcome.HOSPITAL, VisitOutcome.WELL):
        fact = ResidentVisited(outcome, NOON_MS)
        visit = post.write_now(lambda d, f=fact: visit_resident(d, by, stream, f))
    post.write_now(lambda d: retract(d, by, (visit.log, visit.seq), "verkeerd huis"))
    post.write_now(lambda d: check_resident(d, by, stream))
    post.write_now(lambda d: end_resident(d, by, stream, EndReason.MOVED))
    post.write_now(lambda d: take_back_in(d, by, stream))
    post.write_now(lambda d: end_resident(d, by, stream, EndReason.WITHDRAWN))
    # A tablet that had not seen it struck her off too.
    again = ResidentEnded(EndReason.NO_NEED, NOON_MS)
    post.write_now(lambda d: d.record(stream, again, by))
    for source in ("Thuiszorg", "Zuurstof", "Thuiszorg"):
        named = ResidentSourced(source, "12", NOON_MS)
        post.write_now(lambda d, n=named: d.record(stream, n, by))
    failed = {Failure.POWER: NOON_MS, Failure.WATER: NOON_MS}
    outage = post.write_now(lambda d: report_outage(d, by, failed)).stream
    post.write_now(lambda d: begin_failure(d, by, outage, Failure.POWER, NOON_MS - 1))
    post.write_now(lambda d: end_failure(d, by, outage, Failure.WATER))
    links = post.read_now(
        lambda db: db.execute(
            "SELECT canon, chain FROM event WHERE stream IN (?, ?) ORDER BY n",
            (stream, outage),
        ).fetchall()
    )
    post.close()
    return [Link(bytes(canon), bytes(chain)) for canon, chain in links]


STORY = _story()


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(len(STORY))), st.lists(st.integers(0, len(STORY) - 1)))
def test_any_order_and_any_repeat_give_the_same_picture(
    order: list[int], again: list[int]
) -> None:
    for here, there in both_ways(STORY, (*order, *again), ("resident", "outage")):
        assert len(here) == 1
        assert here == there
