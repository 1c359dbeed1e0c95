"""Whoever the law erases stands nowhere: in no stream, list, ride, draft or index."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from app.care.consult import consult_stream
from app.care.decision import DecisionRecorded
from app.care.evacuation import (
    EvacuationBegun,
    EvacuationEnded,
    EvacueeBoarded,
    EvacueeListed,
    EvacueeSeen,
    Means,
    Whereabouts,
    evacuation_stream,
)
from app.care.guest import guest_stream
from app.care.refusal import Refusal
from app.care.resident import STREAM_START as RESIDENT_START
from app.care.resident import EndReason
from app.care.shift import Section
from app.care.terms import Role
from app.care.transport import (
    Precedence,
    RideStage,
    TransportArrived,
    TransportAssigned,
    TransportDeparted,
    TransportRequested,
    transport_stream,
)
from app.commands import (
    end_resident,
    erase_overdue,
    erase_resident,
    erase_with_pin,
    hand_over_shift,
    record_decision,
    save_draft,
    set_retention,
    write_entry,
)
from app.commands.erasure import (
    Grounds,
    erase_consult,
    erase_evacuee,
    erase_guest,
    erase_written,
)
from app.store.desk import Desk
from app.store.file import CareFile
from app.store.queries.evacuation import evacuations
from app.store.tables import state_of
from sync.database import rows
from sync.ids import ActorId
from sync.journal import setting
from tests.support.decrypted import decrypted
from tests.support.fakes import FakeClock
from tests.support.planted import plant_all, words_in
from tests.support.post import KEY, PIN, actor, memory_post, open_post, registered
from tests.support.residents import enlisted

GROUNDS = Grounds("Rechtbank Noord", "verzoek van betrokkene")
Eraser = Callable[[Desk, ActorId, bytes, Grounds, str], Any]
NAME: Final = b"n" * 16
SOMEBODY: Final[dict[str, tuple[bytes, Eraser]]] = {
    "casualty": (b"c" * 16, erase_with_pin),
    "resident": (RESIDENT_START + NAME, erase_resident),
    "consult": (consult_stream(NAME), erase_consult),
    "guest": (guest_stream(NAME), erase_guest),
}
"""Whose record the law erases, and how."""


def drafts_of(file: CareFile, stream: bytes) -> None:
    """Keep half-filled forms about somebody, named as the screens name theirs."""
    by = actor(file)
    for form in ("note:", "injury:", "need-power-", "task-"):
        name = f"{form}{stream.hex()}:arm"
        file.write_now(lambda d, n=name: save_draft(d, by, n, '{"a": "Zqdraft"}'))


@pytest.mark.parametrize("what", SOMEBODY)
def test_no_word_of_anybody_erased_is_left_in_any_table(
    what: str, tmp_path: Path
) -> None:
    path = tmp_path / "care.db"
    file, (stream, erase) = open_post(path), SOMEBODY[what]
    registered(file, complaint="Schaafwond")
    plant_all(file, what, stream)
    drafts_of(file, stream)
    lead, by = actor(file, Role.POST_LEAD), actor(file)
    before = words_in(decrypted(path, KEY))

    file.write_now(lambda d: erase(d, lead, stream, GROUNDS, PIN))
    late = f"injury:{stream.hex()}:arm"
    file.write_now(lambda d: save_draft(d, by, late, '{"a": "Zqdraft"}'))

    file.close()
    content = decrypted(path, KEY)
    assert len(before) > 5
    assert set(words_in(content)) <= {"casualty.registered.number"}
    assert b"Zqdraft" not in content
    assert b"Schaafwond" in content


def ride_of_two(file: CareFile, who: tuple[bytes, ...], *, is_over: bool) -> bytes:
    """Record a ride of several, with a word about one of them in its texts."""
    by, stream = actor(file), transport_stream(b"t" * 16)
    post = file.read_now(lambda db: setting(db, "post_id"))
    urgent = Precedence.URGENT
    asked = TransportRequested(
        post,
        1,
        urgent,
        "Zeldzaam",
        "Martini",
        "Zeldzaam",
        who,
        seats=2,
        infection="Zeldzaam",
        remark="Zeldzaam",
    )
    said: list[Any] = [asked, TransportAssigned(2, "bus 3"), TransportDeparted(3)]
    said += [TransportArrived(4, "Zeldzaam")] if is_over else []
    for fact in said:
        file.write_now(lambda d, fact=fact: d.record(stream, fact, by))
    return stream


def test_a_ride_of_others_too_is_told_anew_without_who_is_erased(
    tmp_path: Path,
) -> None:
    path = tmp_path / "care.db"
    file = open_post(path)
    gone, stays = enlisted(file, "Zeldzaam"), registered(file)
    old, lead = ride_of_two(file, (gone, stays), is_over=True), _lead(file)

    file.write_now(lambda d: erase_resident(d, lead, gone, GROUNDS, PIN))

    [(new,)] = file.read_now(lambda db: rows(db, "SELECT stream FROM transport"))
    ride = file.read_now(lambda db: state_of(db, "transport", new))
    file.close()
    assert new != old
    assert ride.asked.who == (stays,)
    assert (ride.asked.people, ride.stage) == (2, RideStage.ARRIVED)
    assert (ride.vehicle.name, ride.destination) == ("bus 3", "Martini")
    assert b"Zeldzaam" not in decrypted(path, KEY)


def test_a_ride_of_others_that_is_not_over_is_waited_for() -> None:
    file = memory_post()
    gone, stays = enlisted(file, "Ans"), registered(file)
    ride_of_two(file, (gone, stays), is_over=False)
    lead = _lead(file)

    with pytest.raises(Refusal, match="erasure_ride_open"):
        file.write_now(lambda d: erase_resident(d, lead, gone, GROUNDS, PIN))

    assert file.read_now(lambda db: state_of(db, "resident", gone)) is not None
    file.close()


def test_a_ride_of_another_post_is_not_told_anew_by_this_one() -> None:
    file = memory_post()
    gone, stays, lead = enlisted(file, "Ans"), registered(file), _lead(file)
    by, other = actor(file), transport_stream(b"o" * 16)
    priority = Precedence.PRIORITY
    asked = TransportRequested(b"post_2_8", 1, priority, who=(gone, stays), seats=2)
    file.write_now(lambda d: d.record(other, asked, by))

    file.write_now(lambda d: erase_resident(d, lead, gone, GROUNDS, PIN))

    found = file.read_now(lambda db: rows(db, "SELECT stream FROM transport"))
    file.close()
    assert [each for (each,) in found if each != other] == []


def test_a_ride_that_was_never_closed_holds_up_no_term() -> None:
    clock = FakeClock()
    file = memory_post(clock=clock)
    gone, stays, lead = enlisted(file, "Ans"), registered(file), _lead(file)
    ride_of_two(file, (gone, stays), is_over=False)
    file.write_now(lambda d: end_resident(d, lead, gone, EndReason.MOVED))
    file.write_now(lambda d: set_retention(d, lead, 30))
    clock.advance(40 * 86_400_000)

    file.write_now(lambda d: erase_overdue(d, lead, GROUNDS, PIN))

    [(new,)] = file.read_now(lambda db: rows(db, "SELECT stream FROM transport"))
    ride = file.read_now(lambda db: state_of(db, "transport", new))
    file.close()
    assert (ride.asked.who, ride.stage) == ((stays,), RideStage.UNDER_WAY)


def home_of(file: CareFile, resident: bytes, *, is_over: bool = True) -> bytes:
    """Record a home with two on its list, both in one vehicle."""
    by, home, ride = actor(file), evacuation_stream(NAME), transport_stream(NAME)
    post = file.read_now(lambda db: setting(db, "post_id"))
    priority = Precedence.PRIORITY
    asked = TransportRequested(
        post, 1, priority, evacuation=home, seats=2, about="Zeldzaam"
    )
    said: list[tuple[bytes, Any]] = [
        (home, EvacuationBegun(post, 1, "De Linde", remark="Zeldzaam")),
        (
            home,
            EvacueeListed(b"one", 2, "Zeldzaam", "12", Means.SEAT, resident=resident),
        ),
        (home, EvacueeListed(b"two", 2, "Piet", "13", Means.WALKS)),
        (ride, asked),
        (ride, TransportAssigned(3, "bus 3")),
        (ride, TransportDeparted(4)),
        (ride, TransportArrived(5)),
        (home, EvacueeBoarded(b"one", 3, ride)),
        (home, EvacueeBoarded(b"two", 3, ride)),
        (home, EvacueeSeen(b"one", 6, Whereabouts.ARRIVED, "Zeldzaam")),
    ]
    said += [(home, EvacuationEnded(7, "Zeldzaam"))] if is_over else []
    for stream, fact in said:
        file.write_now(lambda d, s=stream, fact=fact: d.record(s, fact, by))
    return home


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_list_of_a_home_keeps_its_place_and_its_rides_without_the_name(
    is_kept: bool, tmp_path: Path
) -> None:
    path = tmp_path / "care.db"
    file = open_post(path)
    lead, gone = _lead(file), enlisted(file, "Zeldzaam") if is_kept else b""
    home = home_of(file, gone)

    if is_kept:
        file.write_now(lambda d: erase_resident(d, lead, gone, GROUNDS, PIN))
    else:
        row = (home, b"one")
        file.write_now(lambda d: erase_evacuee(d, lead, row, GROUNDS, PIN))

    [(new,)] = file.read_now(lambda db: rows(db, "SELECT stream FROM evacuation"))
    held = file.read_now(lambda db: state_of(db, "evacuation", new))
    [(ride, of)] = file.read_now(
        lambda db: rows(db, "SELECT stream, evacuation FROM transport")
    )
    file.close()
    who = {each.key: each for each in held.people}
    assert (of, len(who)) == (new, 2)
    assert (who[b"two"].going.name, who[b"two"].ride) == ("Piet", ride)
    [other] = [each for key, each in who.items() if key != b"two"]
    assert (other.going.name, other.going.means) == ("", Means.SEAT)
    assert (other.ride, other.going.resident) == (ride, b"")
    assert b"Zeldzaam" not in decrypted(path, KEY)


def test_a_home_that_is_still_emptied_keeps_its_list() -> None:
    file = memory_post()
    gone, lead = enlisted(file, "Ans"), _lead(file)
    home = home_of(file, gone, is_over=False)

    with pytest.raises(Refusal, match="erasure_list_open"):
        file.write_now(lambda d: erase_resident(d, lead, gone, GROUNDS, PIN))

    assert [each.stream for each in file.read_now(evacuations)] == [home]
    file.close()


def test_what_is_written_of_nobody_can_be_erased_where_it_names_somebody(
    tmp_path: Path,
) -> None:
    path = tmp_path / "care.db"
    file = open_post(path)
    by, lead = actor(file), _lead(file)
    decided = DecisionRecorded(b"", "Zeldzaam", "Zeldzaam", "GHOR", file.clock.now_ms())
    made = [
        file.write_now(lambda d: write_entry(d, by, Section.TO_DO, "bel Zeldzaam")),
        file.write_now(lambda d: hand_over_shift(d, by, PIN, "let op Zeldzaam")),
        file.write_now(lambda d: record_decision(d, by, decided)),
    ]

    with pytest.raises(Refusal, match="role_may_not"):
        file.write_now(lambda d: erase_written(d, by, made[0].stream, GROUNDS, PIN))
    for each in made:
        file.write_now(
            lambda d, each=each: erase_written(d, lead, each.stream, GROUNDS, PIN)
        )

    file.close()
    assert b"Zeldzaam" not in decrypted(path, KEY)


def _lead(file: CareFile) -> ActorId:
    return actor(file, Role.POST_LEAD)
