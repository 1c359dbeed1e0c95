"""What a person may ask about treatment, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from app.care.refusal import Refusal
from app.care.stock import LotKey
from app.care.terms import Role
from app.care.treatment import Intervention, Site, TreatmentEnded, TreatmentGiven
from app.catalogue import decode
from app.commands import end_treatment, give_treatment, receive_stock, retract
from app.store.file import CareFile
from app.store.queries.casualty import CasualtyDetail, casualty
from app.store.queries.stock import lots
from sync.event import Event
from tests.support.fakes import NOON_MS
from tests.support.post import actor, memory_post, registered

TODAY = "2026-11-22"
SOON = LotKey("VB001", "SOON", "2027-01-01")
LATER = LotKey("VB001", "LATER", "2028-01-01")


def refusal(file: CareFile, command: Any) -> str:
    with pytest.raises(Refusal) as refused:
        file.write_now(command)
    return refused.value.key


def tourniquet(**said: Any) -> TreatmentGiven:
    return TreatmentGiven(Intervention.TOURNIQUET, NOON_MS, Site.LEFT_THIGH, **said)


def give(file: CareFile, stream: bytes, fact: TreatmentGiven) -> Event:
    by = actor(file, Role.FIRST_AIDER)
    return file.write_now(lambda desk: give_treatment(desk, by, stream, fact))


def stocked(file: CareFile, *held: tuple[LotKey, int]) -> None:
    by = actor(file)
    for key, pieces in held:
        file.write_now(
            lambda desk, key=key, pieces=pieces: receive_stock(desk, by, key, pieces)
        )


def on_shelf(file: CareFile) -> dict[str, int]:
    held = file.read_now(lambda db: lots(db, "VB001", TODAY))
    return {lot.lot: lot.on_hand for lot in held}


def detail(file: CareFile, stream: bytes) -> CasualtyDetail:
    found = file.read_now(lambda db: casualty(db, stream))
    assert found is not None
    return found


def test_a_first_aider_puts_on_a_tourniquet_and_the_clock_runs() -> None:
    post = memory_post()
    stream = registered(post)

    give(post, stream, tourniquet())

    assert detail(post, stream).row.tourniquet_ms == NOON_MS
    post.close()


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.STOCK_KEEPER, Role.OPERATOR])
def test_who_does_not_care_for_people_records_no_treatment(role: Role) -> None:
    post = memory_post()
    stream, by = registered(post), actor(post, role)

    why = refusal(post, lambda desk: give_treatment(desk, by, stream, tourniquet()))

    assert why == "role_may_not"
    post.close()


def test_what_was_used_comes_from_the_lot_that_expires_first() -> None:
    post = memory_post()
    stocked(post, (LATER, 5), (SOON, 1))

    event = give(post, registered(post), tourniquet(item="VB001", pieces=2))

    assert on_shelf(post) == {"SOON": 0, "LATER": 4}
    assert decode(event).drawn == 2
    post.close()


def test_one_retraction_takes_back_the_treatment_and_what_it_used() -> None:
    post = memory_post()
    stocked(post, (LATER, 5), (SOON, 1))
    stream, by = registered(post), actor(post, Role.FIRST_AIDER)
    event = give(post, stream, tourniquet(item="VB001", pieces=2))

    taken = post.write_now(lambda desk: retract(desk, by, event.id))

    assert len(taken) == 3
    assert on_shelf(post) == {"SOON": 1, "LATER": 5}
    assert detail(post, stream).row.tourniquet_ms is None
    post.close()


def test_what_is_not_in_stock_is_recorded_and_says_how_much_was_there() -> None:
    post = memory_post()
    stocked(post, (SOON, 1))
    stream = registered(post)

    short = give(post, stream, tourniquet(item="VB001", pieces=3))
    none = give(post, stream, tourniquet(item="VB006", pieces=1))

    assert decode(short).drawn == 1
    assert decode(none).drawn == 0
    assert on_shelf(post) == {"SOON": 0}
    assert len(detail(post, stream).timeline) == 4
    post.close()


def test_a_released_tourniquet_stops_the_clock_and_is_released_only_once() -> None:
    post = memory_post()
    stream, by = registered(post), actor(post, Role.FIRST_AIDER)
    on = give(post, stream, tourniquet())
    off = TreatmentEnded((on.log, on.seq), NOON_MS)

    post.write_now(lambda desk: end_treatment(desk, by, stream, off))
    again = refusal(post, lambda desk: end_treatment(desk, by, stream, off))

    assert detail(post, stream).row.tourniquet_ms is None
    assert again == "already_ended"
    post.close()


def test_only_a_treatment_of_this_casualty_can_be_ended() -> None:
    post = memory_post()
    stream, other = registered(post), registered(post)
    by = actor(post, Role.FIRST_AIDER)
    on = give(post, other, tourniquet())
    off = TreatmentEnded((on.log, on.seq), NOON_MS)

    why = refusal(post, lambda desk: end_treatment(desk, by, stream, off))

    assert why == "no_such_fact"
    post.close()


def test_something_else_needs_words() -> None:
    post = memory_post()
    stream, by = registered(post), actor(post, Role.FIRST_AIDER)
    fact = TreatmentGiven(Intervention.OTHER, NOON_MS)

    why = refusal(post, lambda desk: give_treatment(desk, by, stream, fact))

    assert why == "detail_missing"
    post.close()
