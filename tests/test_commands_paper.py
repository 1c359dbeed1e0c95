"""Sheets and cards: the PIN and its waits, the log, numbers that are given once."""

from __future__ import annotations

import pytest

from app.care.casualty import NoteRecorded, Triaged
from app.care.identity import number_fits, paper_number
from app.care.refusal import Refusal
from app.care.terms import Paper, PrintReason, Role, Triage
from app.commands import Registration, Wanted, print_with_pin
from app.commands.number import skip_numbers
from app.commands.paper import MOST_CARDS, Card, enter_card, reserve_cards
from app.store.desk import Desk
from app.store.file import CareFile
from app.store.queries.casualty import casualty
from sync.ids import Mode
from tests.support.fakes import FakeClock
from tests.support.paper import printings
from tests.support.post import PIN, actor, memory_post, registered

MINUTE = 60_000
WANTED = Wanted(Paper.HANDOVER, PrintReason.HANDOVER)


def refused(file: CareFile, command: object) -> str:
    with pytest.raises(Refusal) as why:
        file.write_now(command)  # type: ignore[arg-type]
    return why.value.key


def test_a_wrong_pin_prints_nothing_logs_nothing_and_then_waits() -> None:
    clock = FakeClock()
    file = memory_post(clock=clock)
    stream, by = registered(file), actor(file)

    keys = [
        refused(file, lambda desk: print_with_pin(desk, by, stream, WANTED, "000000"))
        for _ in range(5)
    ]

    assert keys == ["wrong_pin"] * 4 + ["wait"]
    right = lambda desk: print_with_pin(desk, by, stream, WANTED, PIN)  # noqa: E731
    assert refused(file, right) == "wait"
    assert file.read_now(printings) == ()
    clock.advance(MINUTE)
    assert file.write_now(right).sheet == "ZUID-A-0001"


def test_every_sheet_is_on_the_log_with_who_why_and_its_number() -> None:
    file = memory_post()
    stream, by = registered(file), actor(file, Role.DOCTOR)
    wanted = Wanted(Paper.LETTER, PrintReason.OTHER, "verzekering")

    for _ in range(2):
        file.write_now(lambda desk: print_with_pin(desk, by, stream, wanted, PIN))

    newest, first = file.read_now(printings)
    assert (newest.body.sheet, first.body.sheet) == ("ZUID-A-0002", "ZUID-A-0001")
    assert (first.body.what, first.body.why) == (Paper.LETTER, PrintReason.OTHER)
    assert (first.body.because, first.actor_name) == ("verzekering", "Doctor")


@pytest.mark.parametrize("role", [Role.STOCK_KEEPER, Role.OPERATOR])
def test_who_has_no_part_in_care_prints_nobody(role: Role) -> None:
    file = memory_post()
    stream, by = registered(file), actor(file, role)

    key = refused(file, lambda desk: print_with_pin(desk, by, stream, WANTED, PIN))

    assert key == "role_may_not"


def test_a_sheet_of_a_drill_has_the_mark_in_its_number() -> None:
    file = memory_post(Mode.EXERCISE)
    stream, by = registered(file), actor(file)

    made = file.write_now(lambda desk: print_with_pin(desk, by, stream, WANTED, PIN))

    assert made.sheet == "OEF-ZUID-A-0001"


def test_cards_are_numbered_once_and_never_like_a_device() -> None:
    file = memory_post(letter="P")
    by = actor(file)

    first = file.write_now(lambda desk: reserve_cards(desk, by, 3))
    second = file.write_now(lambda desk: reserve_cards(desk, by, 2))

    assert len({*first, *second}) == 5
    assert all(number_fits(each) for each in (*first, *second))
    assert first[0].startswith("ZUID-PP001-")
    row = file.read_now(lambda db: casualty(db, registered(file)))
    assert row is not None
    assert row.row.number.startswith("ZUID-P001-")


@pytest.mark.parametrize("count", [0, MOST_CARDS + 1])
def test_no_card_and_too_many_cards_are_refused(count: int) -> None:
    file = memory_post()
    by = actor(file)

    key = refused(file, lambda desk: reserve_cards(desk, by, count))

    assert key == "number_out_of_range"


def test_a_copy_of_the_file_skips_what_may_have_been_printed() -> None:
    file = memory_post()
    by = actor(file)
    first = file.write_now(lambda desk: reserve_cards(desk, by, 1))

    def put_back(desk: Desk) -> tuple[str, ...]:
        skip_numbers(desk, 1)
        return reserve_cards(desk, by, 1)

    (after,) = file.write_now(put_back)

    assert first == (paper_number("ZUID", "A", 1, exercise=False),)
    assert after == paper_number("ZUID", "A", 1002, exercise=False)


def test_a_card_brings_its_own_times_for_all_it_says() -> None:
    clock = FakeClock()
    file = memory_post(clock=clock)
    by, now = actor(file), clock.now_ms()
    number = paper_number("ZUID", "B", 7, exercise=False)
    card = Card(
        number,
        Registration(now - 90 * MINUTE, Triage.T1, complaint="Been"),
        now - 80 * MINUTE,
        "Tourniquet links",
        now - 70 * MINUTE,
    )

    stream = file.write_now(lambda desk: enter_card(desk, by, card)).stream

    detail = file.read_now(lambda db: casualty(db, stream))
    assert detail is not None
    at = {type(each.body): each for each in detail.timeline}
    assert detail.row.registered_ms == now - 90 * MINUTE
    assert at[Triaged].observed_ms == now - 80 * MINUTE
    assert at[NoteRecorded].observed_ms == now - 70 * MINUTE
    assert all(each.recorded_ms >= now for each in detail.timeline)


def test_a_card_is_entered_once() -> None:
    clock = FakeClock()
    file = memory_post(clock=clock)
    by, now = actor(file), clock.now_ms()
    number = paper_number("ZUID", "A", 1, exercise=False)
    wanted = Registration(now - 60 * MINUTE, Triage.T3)
    card = Card(number, wanted, now - 50 * MINUTE)
    stream = file.write_now(lambda desk: enter_card(desk, by, card)).stream

    assert refused(file, lambda desk: enter_card(desk, by, card)) == "card_number_used"
    detail = file.read_now(lambda db: casualty(db, stream))
    assert detail is not None
    assert detail.row.category is Triage.T3


def test_a_card_of_the_future_is_refused_and_nothing_is_recorded() -> None:
    clock = FakeClock()
    file = memory_post(clock=clock)
    by = actor(file)
    number = paper_number("ZUID", "A", 1, exercise=False)
    card = Card(number, Registration(clock.now_ms() + 60 * MINUTE, Triage.T3))

    assert refused(file, lambda desk: enter_card(desk, by, card)) == "in_the_future"
    later = Card(number, Registration(clock.now_ms(), Triage.T3))
    assert file.write_now(lambda desk: enter_card(desk, by, later))
