"""What a person may ask about places, moving, arriving and contamination."""

from __future__ import annotations

import pytest

from app.care.casualty import Departed
from app.care.flow import ContaminationNoted, Placed, Received
from app.care.post import EXAMPLES, RetriageSet
from app.care.refusal import Refusal
from app.care.terms import (
    Contamination,
    Disposition,
    Flow,
    Purpose,
    Role,
    Triage,
)
from app.commands import (
    close_place,
    confirm_arrival,
    depart,
    name_place,
    note_contamination,
    place_all,
    place_casualty,
    set_retriage,
)
from app.store.file import CareFile
from app.store.queries.board import Column, cards, flow_counts, head_counts
from app.store.queries.casualty import (
    CasualtyRow,
    Filter,
    casualties,
    casualty_row,
    counts,
    overdue,
)
from app.store.queries.post import Whose, places, retriage_minutes
from tests.support.post import actor, memory_post, registered

MINUTE = 60_000


def row(file: CareFile, stream: bytes) -> CasualtyRow:
    found = file.read_now(lambda db: casualty_row(db, stream))
    assert found is not None
    return found


def place(file: CareFile, stream: bytes, fact: Placed) -> None:
    by = actor(file)
    file.write_now(lambda desk: place_casualty(desk, by, stream, fact))


def leave(file: CareFile, stream: bytes, how: Disposition) -> None:
    fact, by = Departed(how, file.clock.now_ms()), actor(file)
    file.write_now(lambda desk: depart(desk, by, stream, fact))


def test_a_move_shows_in_the_list_and_the_next_one_replaces_it() -> None:
    file = memory_post()
    stream, now = registered(file), file.clock.now_ms()

    place(file, stream, Placed("hall", now - 9, "Hal"))
    place(file, stream, Placed("bed", now, "Zaal", Purpose.TREATMENT))

    shown = row(file, stream)
    assert (shown.spot, shown.spot_name, shown.flow) == ("bed", "Zaal", Flow.TREATMENT)
    assert shown.conflicts == 0
    file.close()


def test_a_move_of_before_typed_later_changes_nothing() -> None:
    file = memory_post()
    stream, now = registered(file), file.clock.now_ms()
    place(file, stream, Placed("bed", now, "", Purpose.TREATMENT))

    place(file, stream, Placed("hall", now - MINUTE))

    assert row(file, stream).spot == "bed"
    assert row(file, stream).conflicts == 0
    file.close()


def test_who_left_is_brought_nowhere() -> None:
    file = memory_post()
    stream = registered(file)
    leave(file, stream, Disposition.LEFT)

    with pytest.raises(Refusal) as why:
        place(file, stream, Placed("bed", file.clock.now_ms()))

    assert why.value.key == "has_left"
    file.close()


def test_of_many_moved_at_once_one_who_left_stops_all() -> None:
    file = memory_post()
    here, gone = registered(file), registered(file)
    leave(file, gone, Disposition.DISCHARGED)
    fact, by = Placed("bed", file.clock.now_ms()), actor(file)

    with pytest.raises(Refusal):
        file.write_now(lambda desk: place_all(desk, by, [here, gone], fact))

    assert row(file, here).spot == ""
    file.close()


def test_many_are_moved_at_once() -> None:
    file = memory_post()
    streams = [registered(file) for _ in range(5)]
    fact, by = Placed("bed", file.clock.now_ms()), actor(file)

    moved = file.write_now(lambda desk: place_all(desk, by, streams, fact))

    assert len(moved) == 5
    assert file.read_now(head_counts) == {"bed": 5}
    file.close()


def test_an_arrival_is_confirmed_of_who_was_handed_over_only() -> None:
    file = memory_post()
    stream, by = registered(file), actor(file)
    fact = Received(file.clock.now_ms(), "UMCG", "Zr. Bos")

    with pytest.raises(Refusal) as why:
        file.write_now(lambda desk: confirm_arrival(desk, by, stream, fact))
    assert why.value.key == "not_handed_over"

    leave(file, stream, Disposition.HANDED_OVER)
    assert row(file, stream).flow is Flow.DEPARTED
    file.write_now(lambda desk: confirm_arrival(desk, by, stream, fact))
    assert row(file, stream).flow is Flow.RECEIVED
    assert file.read_now(flow_counts) == {Flow.RECEIVED: 1}
    file.close()


def test_contamination_shows_in_the_list_until_it_is_washed_off() -> None:
    file = memory_post()
    stream, by, now = registered(file), actor(file), file.clock.now_ms()

    for state in (Contamination.SUSPECTED, Contamination.DECONTAMINATED):
        fact = ContaminationNoted(state, now, "chloor", "handen")
        file.write_now(lambda desk, f=fact: note_contamination(desk, by, stream, f))
        assert row(file, stream).contamination is state
    file.close()


def test_the_first_place_a_lead_names_keeps_the_examples() -> None:
    file = memory_post()
    lead = actor(file, Role.POST_LEAD)

    file.write_now(lambda desk: name_place(desk, lead, "Tent 1", Purpose.TREATMENT))

    found = file.read_now(places)
    assert [each.place for each in found[:-1]] == [each.place for each in EXAMPLES]
    assert (found[-1].name, found[-1].purpose) == ("Tent 1", Purpose.TREATMENT)
    file.close()


def test_a_place_is_renamed_and_closed_and_the_last_one_stays() -> None:
    file = memory_post()
    lead = actor(file, Role.POST_LEAD)
    file.write_now(
        lambda desk: name_place(desk, lead, "Kantine", Purpose.OTHER, "waiting")
    )

    for each in EXAMPLES[1:]:
        key = each.place
        file.write_now(lambda desk, key=key: close_place(desk, lead, key))

    assert [each.name for each in file.read_now(places)] == ["Kantine"]
    with pytest.raises(Refusal) as why:
        file.write_now(lambda desk: close_place(desk, lead, "waiting"))
    assert why.value.key == "last_place"
    with pytest.raises(Refusal) as why:
        file.write_now(lambda desk: close_place(desk, lead, "transport"))
    assert why.value.key == "no_such_place"
    file.close()


def test_two_places_do_not_get_one_name_and_a_nurse_names_none() -> None:
    file = memory_post()
    lead, nurse = actor(file, Role.POST_LEAD), actor(file)
    file.write_now(lambda desk: name_place(desk, lead, "Tent", Purpose.WAITING))

    for by, name, key in (
        (lead, "tent", "place_twice"),
        (lead, "  ", "name_missing"),
        (nurse, "Hal", "role_may_not"),
    ):
        with pytest.raises(Refusal) as why:
            file.write_now(
                lambda desk, by=by, name=name: name_place(
                    desk, by, name, Purpose.WAITING
                )
            )
        assert why.value.key == key
    file.close()


def test_a_post_decides_when_triage_is_due() -> None:
    file = memory_post()
    lead, now = actor(file, Role.POST_LEAD), file.clock.now_ms()
    t1, t3 = registered(file, Triage.T1), registered(file, Triage.T3)
    assert row(file, t1).due_ms == now + 15 * MINUTE
    assert file.read_now(retriage_minutes) == (
        RetriageSet(15, 30, 60, 30),
        Whose.NOBODY,
    )

    minutes = RetriageSet(5, 30, 90, 30)
    file.write_now(lambda desk: set_retriage(desk, lead, minutes))

    later = now + 10 * MINUTE
    late = Filter(overdue=True, now_ms=later)
    assert row(file, t1).due_ms == now + 5 * MINUTE
    assert row(file, t3).due_ms == now + 90 * MINUTE
    assert file.read_now(retriage_minutes) == (minutes, Whose.POST)
    assert file.read_now(lambda db: counts(db, later)).overdue == 1
    assert [each.stream for each in file.read_now(lambda db: overdue(db, later))] == [
        t1
    ]
    page = file.read_now(lambda db: casualties(db, late))
    assert [each.stream for each in page.rows] == [t1]
    file.close()


def test_the_minutes_of_one_post_do_not_change_those_of_another() -> None:
    file = memory_post()
    lead, now = actor(file, Role.POST_LEAD), file.clock.now_ms()
    stream = registered(file, Triage.T1)
    file.write_now(lambda desk: set_retriage(desk, lead, RetriageSet(5, 30, 60, 30)))

    file.write_now(
        lambda desk: desk.database.conn.execute("UPDATE casualty SET post = x'00'")
    )

    assert row(file, stream).due_ms == now + 15 * MINUTE
    file.close()


@pytest.mark.parametrize("minutes", [0, 481])
def test_minutes_that_make_no_sense_are_refused(minutes: int) -> None:
    file = memory_post()
    lead = actor(file, Role.POST_LEAD)

    with pytest.raises(Refusal) as why:
        file.write_now(
            lambda desk: set_retriage(desk, lead, RetriageSet(minutes, 30, 60, 30))
        )

    assert why.value.key == "number_out_of_range"
    file.close()


def test_a_column_is_read_a_few_at_a_time_without_losing_anybody() -> None:
    file = memory_post()
    made = {
        registered(file, category)
        for category in (*Triage, None)
        for _ in "12"
        if category not in (Triage.T4, Triage.DEAD)
    }
    seen: list[bytes] = []
    start = None

    while True:
        page = file.read_now(lambda db, at=start: cards(db, Column(), 3, at))
        seen += [each.stream for each in page.rows]
        start = page.next
        if start is None:
            break

    assert set(seen) == made
    assert len(seen) == len(made)
    file.close()
