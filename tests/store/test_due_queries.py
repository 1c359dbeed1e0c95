"""Who is to be triaged again, why, and those who were only moved, as screens ask it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.care.casualty import Departed, Triaged
from app.care.due import Owed, Reason
from app.care.flow import Placed
from app.care.post import RetriageReasonsSet, RetriageSet
from app.care.refusal import Refusal
from app.care.terms import Disposition, Role, Triage
from app.care.treatment import Intervention, TreatmentGiven
from app.commands import (
    confirm_triage,
    depart,
    give_treatment,
    place_all,
    place_casualty,
    retriage,
    set_retriage,
    set_retriage_reasons,
)
from app.store.file import CareFile
from app.store.queries.casualty import (
    CasualtyRow,
    Cursor,
    Filter,
    casualties,
    casualty_row,
    counts,
    moved,
    overdue,
)
from app.store.queries.overview import overview
from app.store.queries.post import retriage_reasons
from sync.database import Database, rows
from tests.support.fakes import FakeClock
from tests.support.post import actor, memory_post, registered

MINUTE = 60_000
HOUR = 60 * MINUTE


class Field:
    """A post with people in places, and a clock to move on."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.file: CareFile = memory_post(clock=self.clock)
        self.by = actor(self.file)

    def came(self, category: Triage = Triage.T3, place: str = "tent") -> bytes:
        stream = registered(self.file, category)
        if place:
            self.move([stream], place)
        return stream

    def move(self, streams: list[bytes], place: str) -> None:
        fact = Placed(place, self.now, "Weide" if place == "field" else "")
        self.file.write_now(lambda desk: place_all(desk, self.by, streams, fact))

    def save(self, stream: bytes) -> None:
        fact = TreatmentGiven(Intervention.TOURNIQUET, self.now)
        self.file.write_now(lambda desk: give_treatment(desk, self.by, stream, fact))

    def same(self, stream: bytes) -> None:
        self.file.write_now(lambda desk: confirm_triage(desk, self.by, stream))

    def set(self, reasons: RetriageReasonsSet) -> None:
        lead = actor(self.file, Role.POST_LEAD)
        self.file.write_now(lambda desk: set_retriage_reasons(desk, lead, reasons))

    @property
    def now(self) -> int:
        return self.clock.now_ms()

    def row(self, stream: bytes) -> CasualtyRow:
        found = self.file.read_now(lambda db: casualty_row(db, stream))
        assert found is not None
        return found

    def late(self) -> list[bytes]:
        found = self.file.read_now(lambda db: overdue(db, self.now))
        return [each.stream for each in found]

    def tally(self) -> int:
        return self.file.read_now(lambda db: counts(db, self.now)).overdue


def test_who_is_owed_a_triage_is_sorted_by_category_and_then_by_how_long() -> None:
    field = Field()
    t3, t1, other = field.came(), field.came(Triage.T1), field.came(Triage.T1)
    field.came(Triage.T1)
    field.clock.advance(MINUTE)
    field.move([t3], "field")
    field.clock.advance(MINUTE)
    field.save(other)
    field.clock.advance(MINUTE)
    field.move([t1], "field")

    assert field.late() == [other, t1, t3]
    assert field.tally() == 3
    assert field.row(other).owed.reasons(field.now) == (
        (Reason.INTERVENTION, field.now - MINUTE),
    )


def test_pages_of_who_is_owed_a_triage_follow_each_other_without_a_gap() -> None:
    field = Field()
    streams = [field.came(list(Triage)[turn % 3]) for turn in range(12)]
    for stream in (*streams[7:], *streams[:7]):
        field.clock.advance(1000)
        field.save(stream)
    wanted = Filter(overdue=True, now_ms=field.now)
    found: list[bytes] = []
    after: Cursor | None = None

    for _ in range(9):
        at = after
        page = field.file.read_now(lambda db, at=at: casualties(db, wanted, at, 5))
        found += [row.stream for row in page.rows]
        after = page.next
        if after is None:
            break

    assert found == field.late()
    assert len(set(found)) == 12


def test_a_move_of_many_is_one_group_with_its_most_urgent_and_its_place() -> None:
    field = Field()
    many = [field.came() for _ in range(6)]
    urgent, alone = field.came(Triage.T2), field.came(Triage.T1)
    field.clock.advance(MINUTE)
    field.move([*many, urgent], "field")
    field.move([alone], "bed")
    moments = (field.now,)

    groups = field.file.read_now(lambda db: moved(db, field.now))

    assert [(each.spot, each.count, each.category) for each in groups] == [
        ("bed", 1, Triage.T1),
        ("field", 7, Triage.T2),
    ]
    assert [each.moments for each in groups] == [moments, moments]
    assert groups[1].spot_name == "Weide"
    only = Filter(moved_to="field", now_ms=field.now)
    page = field.file.read_now(lambda db: casualties(db, only))
    assert page.rows[0].stream == urgent
    assert {row.stream for row in page.rows} == {*many, urgent}


def test_whoever_has_a_graver_reason_is_named_alone_and_not_in_the_group() -> None:
    field = Field()
    calm, saved, urgent = field.came(), field.came(), field.came(Triage.T1)
    field.clock.advance(MINUTE)
    field.move([calm, saved, urgent], "field")
    field.save(saved)
    field.clock.advance(15 * MINUTE)

    (group,) = field.file.read_now(lambda db: moved(db, field.now))

    assert group.count == 1
    assert field.row(urgent).owed.reasons(field.now)[0][0] is Reason.TIME
    assert field.late() == [urgent, calm, saved]


def test_the_overview_shows_a_group_once_and_who_moved_alone_by_name() -> None:
    field = Field()
    pair, alone = [field.came(), field.came()], field.came()
    field.clock.advance(MINUTE)
    field.move(pair, "field")
    field.move([alone], "bed")
    field.save(pair[0])

    found = field.file.read_now(lambda db: overview(db, field.now, "2026-11-22"))
    assert found.moved == ()
    assert {row.stream for row in found.overdue} == {*pair, alone}

    field.same(pair[0])
    field.clock.advance(MINUTE)
    field.move(pair[:1], "tent")
    field.move(pair[:1], "field")
    found = field.file.read_now(lambda db: overview(db, field.now, "2026-11-22"))
    assert [(each.spot, each.count) for each in found.moved] == [("field", 2)]
    assert [row.stream for row in found.overdue] == [alone]
    assert found.counts.overdue == 3


def test_unchanged_is_a_triage_of_its_own_and_ends_the_reasons() -> None:
    field = Field()
    stream = field.came(Triage.T2)
    field.clock.advance(MINUTE)
    field.save(stream)
    field.clock.advance(MINUTE)

    field.same(stream)

    row = field.row(stream)
    assert (row.category, row.triaged_ms) == (Triage.T2, field.now)
    assert row.owed == Owed(time_ms=field.now + 30 * MINUTE)
    assert row.conflicts == 0
    assert field.late() == []


def test_who_waits_for_death_keeps_who_ordered_it() -> None:
    field = Field()
    stream = field.came()
    fact = Triaged(Triage.T4, field.now, ordered_by="OvD-G Smit")
    field.file.write_now(lambda desk: retriage(desk, field.by, stream, fact))
    field.clock.advance(MINUTE)

    field.same(stream)

    assert field.row(stream).category is Triage.T4


@pytest.mark.parametrize("category", [None, Triage.DEAD])
def test_there_is_nothing_to_confirm_of_who_has_no_category_or_died(
    category: Triage | None,
) -> None:
    field = Field()
    stream = registered(field.file, None)
    if category is not None:
        doctor = actor(field.file, Role.DOCTOR)
        fact = Triaged(category, field.now, declared_by="dr. Bos")
        field.file.write_now(lambda desk: retriage(desk, doctor, stream, fact))

    with pytest.raises(Refusal) as why:
        field.same(stream)

    assert why.value.key == "nothing_to_confirm"


def test_where_two_disagree_a_person_has_to_choose() -> None:
    field = Field()
    stream = field.came(Triage.T3)
    fact = Triaged(Triage.T1, field.now)
    field.file.write_now(lambda desk: retriage(desk, field.by, stream, fact, sees=[]))

    with pytest.raises(Refusal) as why:
        field.same(stream)

    assert why.value.key == "nothing_to_confirm"


def test_a_post_may_ask_for_fewer_reasons_and_another_post_asks_its_own() -> None:
    field = Field()
    shifted, saved = field.came(), field.came()
    field.clock.advance(MINUTE)
    field.move([shifted], "field")
    field.save(saved)
    assert field.late() == [shifted, saved]

    field.set(RetriageReasonsSet(move=False))

    assert field.file.read_now(retriage_reasons) == RetriageReasonsSet(move=False)
    assert field.late() == [saved]
    assert field.row(shifted).owed.move_ms is None
    assert field.file.read_now(lambda db: moved(db, field.now)) == ()
    field.file.write_now(
        lambda desk: desk.database.conn.execute("UPDATE casualty SET post = x'00'")
    )
    assert field.late() == [shifted, saved]


def test_own_minutes_and_reasons_go_together() -> None:
    field = Field()
    stream = field.came(Triage.T1)
    lead = actor(field.file, Role.POST_LEAD)
    minutes = RetriageSet(5, 30, 60, 30)
    field.file.write_now(lambda desk: set_retriage(desk, lead, minutes))
    field.set(RetriageReasonsSet(intervention=False))
    field.clock.advance(MINUTE)
    field.save(stream)

    assert field.row(stream).due_ms == field.now + 4 * MINUTE
    field.clock.advance(4 * MINUTE)
    assert field.late() == [stream]


def test_a_nurse_does_not_decide_for_the_post() -> None:
    field = Field()

    with pytest.raises(Refusal) as why:
        field.file.write_now(
            lambda desk: set_retriage_reasons(desk, field.by, RetriageReasonsSet())
        )

    assert why.value.key == "role_may_not"


def test_who_left_is_owed_nothing_and_is_in_no_group() -> None:
    field = Field()
    streams = [field.came(), field.came()]
    field.clock.advance(MINUTE)
    field.move(streams, "field")
    for stream in streams:
        fact = Departed(Disposition.HANDED_OVER, field.now)
        field.file.write_now(
            lambda desk, s=stream, f=fact: depart(desk, field.by, s, f)
        )

    assert field.late() == []
    assert field.file.read_now(lambda db: moved(db, field.now)) == ()


def test_a_move_typed_later_counts_from_when_it_was() -> None:
    field = Field()
    stream = field.came()
    field.clock.advance(10 * MINUTE)
    fact = Placed("field", field.now - 3 * MINUTE)
    field.file.write_now(lambda desk: place_casualty(desk, field.by, stream, fact))

    assert field.row(stream).owed.move_ms == field.now - 3 * MINUTE


def plans(file: CareFile, ask: Callable[[Database], object]) -> list[str]:
    """Return how SQLite finds casualties in the statements that a query makes."""

    def explained(db: Database) -> list[str]:
        made: list[str] = []
        db.conn.set_trace_callback(made.append)
        ask(db)
        db.conn.set_trace_callback(None)
        return [
            str(step[3])
            for each in made
            for step in rows(db, f"EXPLAIN QUERY PLAN {each}")
            if "casualty " in step[3]
        ]

    return file.read_now(explained)


@pytest.mark.parametrize("post", [None, b"post_1_8"])
def test_who_is_late_is_found_in_indexes_and_only_a_page_is_looked_up(
    post: bytes | None,
) -> None:
    field = Field()
    field.came()

    listed = plans(field.file, lambda db: overdue(db, field.now, 20, post))
    tallied = plans(field.file, lambda db: counts(db, field.now, post))
    grouped = plans(field.file, lambda db: moved(db, field.now, post))

    for found in (listed, tallied, grouped):
        assert found
        whole = [each for each in found if each.startswith("SCAN casualty")]
        assert [each for each in whole if "COVERING INDEX" not in each] == []
    assert [each for each in listed if "USING INTEGER PRIMARY KEY" in each]
    assert [each for each in listed if "USING COVERING INDEX" in each]
    assert ["USING COVERING INDEX" in each for each in tallied] == [True]
    assert ["(move_ms<?)" in each for each in grouped] == [True]
