"""The clock of a tourniquet and the moment of a dose, where a device's clock lies."""

from __future__ import annotations

from app.care.clock import ClockMeasured, clock_stream
from app.care.medicine import MedicineGiven
from app.care.treatment import Intervention, TreatmentGiven
from app.commands import give_medicine, give_treatment
from app.store.file import CareFile
from app.store.queries.board import Column, cards
from app.store.queries.casualty import Filter, casualties, casualty, overdue
from app.store.queries.medicine import medicines
from sync.ids import ActorId
from tests.support.fakes import NOON_MS, FakeClock
from tests.support.post import actor, memory_post, registered

MINUTE = 60_000
BEHIND = 130 * MINUTE


def lying_post() -> CareFile:
    """Return a post whose device is more than two hours behind, and knows it."""
    post = memory_post(clock=FakeClock())
    log = post.write_now(lambda desk: desk.journal.log)
    measured = ClockMeasured(BEHIND, NOON_MS)
    post.write_now(lambda desk: desk.record(clock_stream(log), measured, ActorId(b"")))
    return post


def strapped(post: CareFile, at_ms: int) -> bytes:
    stream, by = registered(post), actor(post)
    fact = TreatmentGiven(Intervention.TOURNIQUET, at_ms)
    post.write_now(lambda desk: give_treatment(desk, by, stream, fact))
    return stream


def test_the_clock_of_a_tourniquet_runs_by_the_hubs_clock_wherever_it_is_seen() -> None:
    post = lying_post()
    stream = strapped(post, NOON_MS - 5 * MINUTE)
    truly = NOON_MS - 5 * MINUTE + BEHIND

    detail = post.read_now(lambda db: casualty(db, stream))
    listed = post.read_now(lambda db: casualties(db, Filter())).rows
    late = post.read_now(lambda db: overdue(db, NOON_MS + BEHIND * 2))
    board = post.read_now(lambda db: cards(db, Column(), 5)).rows

    assert detail is not None
    assert detail.going_on[0].since_ms == truly
    for row in (detail.row, *listed, *late, *board):
        assert row.tourniquet_ms == truly
    assert len(listed) == len(late) == len(board) == 1
    post.close()


def test_a_clock_that_is_right_changes_nothing() -> None:
    post = memory_post()
    strapped(post, NOON_MS - 5 * MINUTE)

    (row,) = post.read_now(lambda db: casualties(db, Filter())).rows

    assert row.tourniquet_ms == NOON_MS - 5 * MINUTE
    post.close()


def test_a_dose_is_shown_by_the_hubs_clock() -> None:
    post = lying_post()
    stream, by = registered(post), actor(post)
    fact = MedicineGiven("Morfine", NOON_MS)
    post.write_now(lambda desk: give_medicine(desk, by, stream, fact))

    (dose,) = post.read_now(lambda db: medicines(db, stream)).doses

    assert dose.observed_ms == NOON_MS + BEHIND
    post.close()
