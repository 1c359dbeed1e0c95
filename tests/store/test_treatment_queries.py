"""The clock of a tourniquet and the moment of a dose, where a device's clock lies."""

from __future__ import annotations

from app.care.clock import ClockMeasured, clock_stream
from app.care.local_item import ItemAdded
from app.care.medicine import MedicineGiven
from app.care.terms import Role
from app.care.treatment import Intervention, TreatmentGiven
from app.commands import add_item, give_medicine, give_treatment
from app.store.file import CareFile
from app.store.queries.board import Column, cards
from app.store.queries.casualty import Filter, casualties, casualty, overdue
from app.store.queries.item import catalogue
from app.store.queries.medicine import medicines
from app.ui.widgets.fact_lines import lines_of
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


def test_an_item_of_the_post_itself_is_named_in_the_timeline() -> None:
    post = memory_post(clock=FakeClock())
    lead = actor(post, Role.POST_LEAD)
    said = ItemAdded("", b"", "Eigen verband")
    post.write_now(lambda desk: add_item(desk, lead, said))
    own = next(
        code
        for code, each in post.read_now(catalogue).items()
        if each.name_nl == "Eigen verband"
    )
    stream, by = registered(post), actor(post)
    used = TreatmentGiven(Intervention.TOURNIQUET, NOON_MS, item=own, pieces=1)
    post.write_now(lambda desk: give_treatment(desk, by, stream, used))

    detail = post.read_now(lambda db: casualty(db, stream))

    assert detail is not None
    (entry,) = (e for e in detail.timeline if isinstance(e.body, TreatmentGiven))
    words = [said for _, said in lines_of(entry.body, "nl", entry.item)]
    assert any("Eigen verband" in each for each in words)
    assert any(own in said for _, said in lines_of(entry.body, "nl"))
    post.close()
