"""What a person may ask about casualties, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.care.casualty import (
    Departed,
    Described,
    Identified,
    NoteRecorded,
    Triaged,
    VitalsRecorded,
)
from app.care.identity import number_fits
from app.care.refusal import Refusal
from app.care.terms import AgeBand, Disposition, Group, Role, Triage
from app.commands import (
    Registration,
    depart,
    describe,
    draft,
    drop_draft,
    identify,
    next_number,
    open_casualty,
    record_note,
    record_vitals,
    register_casualty,
    retract,
    retriage,
    save_draft,
)
from app.store.file import CareFile
from app.store.queries.casualty import CasualtyDetail, casualty
from app.store.queries.draft import draft as draft_of
from sync.database import rows
from sync.event import Event
from sync.ids import ActorId
from tests.support.fakes import NOON_MS
from tests.support.post import actor, memory_post, open_post, registered, seen

NOW = NOON_MS


def refusal(file: CareFile, command: Any) -> str:
    with pytest.raises(Refusal) as refused:
        file.write_now(command)
    return refused.value.key


def events(file: CareFile) -> list[str]:
    found = file.read_now(lambda db: rows(db, "SELECT kind FROM event ORDER BY n"))
    return [kind for (kind,) in found if kind.startswith(("casualty", "vitals"))]


def detail(file: CareFile, stream: bytes) -> CasualtyDetail:
    found = file.read_now(lambda db: casualty(db, stream))
    assert found is not None
    return found


def fact_id(event: Event) -> tuple[bytes, int]:
    return (event.log, event.seq)


def test_registration_triage_and_identity_are_one_transaction() -> None:
    post = memory_post()
    by = actor(post, Role.FIRST_AIDER)
    whole = Registration(
        NOW, Triage.T1, years=7, name=" Ayşe ", bsn="111222333", group=Group.CIVIL
    )

    event = post.write_now(lambda desk: register_casualty(desk, by, whole))
    found = detail(post, event.stream)

    assert events(post) == [
        "casualty.registered",
        "casualty.triaged",
        "casualty.identified",
    ]
    assert {entry.cause for entry in found.timeline} == {None, fact_id(event)}
    assert (found.row.name, found.row.age_band) == ("Ayşe", AgeBand.CHILD)
    assert number_fits(found.row.number)
    post.close()


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"complaint": "x" * 10_000}, "text_too_long"),
        ({"name": "x" * 10_000}, "text_too_long"),
        ({"years": -1}, "number_out_of_range"),
        ({"years": 10**9}, "number_out_of_range"),
        ({"bsn": "123456789"}, "bsn_fails"),
        ({"birth_date": "31-02-2000"}, "not_a_date"),
        ({"observed_ms": NOW + 3_600_000}, "in_the_future"),
        ({"observed_ms": -(10**15)}, "not_a_moment"),
        ({"category": Triage.T4}, "ordered_by_missing"),
        ({"category": Triage.DEAD, "declared_by": "x"}, "may_not_declare"),
    ],
)
def test_a_refused_registration_records_nothing_and_keeps_the_number(
    wrong: dict[str, Any], key: str
) -> None:
    post = memory_post()
    by = actor(post)
    number = post.write_now(lambda desk: next_number(desk, by))
    wanted = replace(Registration(NOW, Triage.T3), **wrong)

    assert refusal(post, lambda desk: register_casualty(desk, by, wanted)) == key
    assert events(post) == []
    assert post.write_now(lambda desk: next_number(desk, by)) == number
    post.close()


def test_control_characters_are_tidied_and_a_right_to_left_name_is_kept() -> None:
    post = memory_post()
    name = "\u0645\u062d\u0645\u062f"
    stream = registered(post, name=f"{name}\x00", complaint="\x1barm\n")

    row = detail(post, stream).row

    assert (row.name, row.complaint) == (name, "arm")
    post.close()


def test_two_persons_never_get_one_number() -> None:
    post = memory_post()
    nurse, doctor = actor(post, Role.NURSE), actor(post, Role.DOCTOR)

    first = post.write_now(lambda desk: next_number(desk, nurse))
    second = post.write_now(lambda desk: next_number(desk, doctor))
    post.write_now(lambda desk: register_casualty(desk, nurse, Registration(NOW)))
    third = post.write_now(lambda desk: next_number(desk, nurse))

    assert len({first, second, third}) == 3
    assert post.write_now(lambda desk: next_number(desk, doctor)) == second
    post.close()


def test_a_number_given_out_survives_a_crash(tmp_path: Path) -> None:
    post = open_post(tmp_path / "post.db")
    by = actor(post)
    number = post.write_now(lambda desk: next_number(desk, by))
    post.close()

    again = open_post(tmp_path / "post.db")

    assert again.write_now(lambda desk: next_number(desk, by)) == number
    again.close()


def test_t4_names_who_ordered_it() -> None:
    post = memory_post()
    by, stream = actor(post), registered(post, Triage.T1)
    blank = seen(post, Triage.T4, ordered_by="  ")
    ordered = seen(post, Triage.T4, ordered_by="OvD-G Bakker")

    missing = refusal(post, lambda desk: retriage(desk, by, stream, blank))
    post.write_now(lambda desk: retriage(desk, by, stream, ordered))
    found = detail(post, stream)

    assert missing == "ordered_by_missing"
    assert found.row.category is Triage.T4
    assert found.triage[0].authority == "OvD-G Bakker"
    post.close()


def test_only_a_doctor_declares_death_and_is_named() -> None:
    post = memory_post()
    nurse, doctor = actor(post), actor(post, Role.DOCTOR)
    stream = registered(post, Triage.BLACK)
    nameless = seen(post, Triage.DEAD)
    declared = seen(post, Triage.DEAD, declared_by="dr. Vos")

    by_nurse = refusal(post, lambda desk: retriage(desk, nurse, stream, declared))
    unnamed = refusal(post, lambda desk: retriage(desk, doctor, stream, nameless))
    event = post.write_now(lambda desk: retriage(desk, doctor, stream, declared))
    undo = refusal(post, lambda desk: retract(desk, nurse, fact_id(event)))

    assert (by_nurse, unnamed) == ("may_not_declare", "declared_by_missing")
    assert detail(post, stream).row.category is Triage.DEAD
    assert undo == "may_not_declare"
    post.close()


def test_a_retriage_replaces_what_the_screen_showed() -> None:
    post = memory_post()
    by, stream = actor(post), registered(post, Triage.T3)
    shown = tuple(said.id for said in detail(post, stream).triage)
    beside = seen(post, Triage.T2)
    post.write_now(lambda desk: retriage(desk, by, stream, beside, sees=()))
    after = seen(post, Triage.T1)

    post.write_now(lambda desk: retriage(desk, by, stream, after, sees=shown))
    standing = [said.value for said in detail(post, stream).triage]
    solved = seen(post, Triage.T2)
    post.write_now(lambda desk: retriage(desk, by, stream, solved))

    assert standing == ["T2", "T1"]
    assert detail(post, stream).row.claims == (Triage.T2,)
    post.close()


def test_what_was_observed_earlier_replaces_nothing() -> None:
    post = memory_post()
    by, stream = actor(post), registered(post, Triage.T2)
    late = Triaged(Triage.T1, NOW - 60_000)

    event = post.write_now(lambda desk: retriage(desk, by, stream, late))

    assert detail(post, stream).row.category is Triage.T2
    assert b"late" in event.body
    post.close()


def test_an_empty_form_is_refused() -> None:
    post = memory_post()
    by, stream = actor(post), registered(post)
    empty = VitalsRecorded(NOW)

    keys = {
        refusal(post, lambda desk: record_vitals(desk, by, stream, empty)),
        refusal(post, lambda desk: record_note(desk, by, stream, NoteRecorded(" ", 1))),
        refusal(post, lambda desk: describe(desk, by, stream, Described(NOW))),
        refusal(post, lambda desk: identify(desk, by, stream, Identified(NOW))),
    }

    assert keys == {"nothing_filled_in"}
    post.close()


def test_an_absurd_measurement_is_refused() -> None:
    post = memory_post()
    by, stream = actor(post), registered(post)
    absurd = VitalsRecorded(NOW, pulse_per_min=-4)

    key = refusal(post, lambda desk: record_vitals(desk, by, stream, absurd))

    assert key == "number_out_of_range"
    post.close()


def test_a_corrected_description_replaces_the_one_before() -> None:
    post = memory_post()
    by, stream = actor(post), registered(post, complaint="arm")
    fact = Described(NOW, years=70, complaint="been")

    post.write_now(lambda desk: describe(desk, by, stream, fact))
    row = detail(post, stream).row

    assert (row.complaint, row.years, row.age_band) == ("been", 70, AgeBand.SENIOR)
    assert row.conflicts == 0
    post.close()


def test_a_role_may_record_its_own_kinds_only() -> None:
    post = memory_post()
    keeper, stream = actor(post, Role.STOCK_KEEPER), registered(post)
    pulse = VitalsRecorded(NOW, pulse_per_min=80)
    stranger = ActorId(b"nobody_8")

    with pytest.raises(Refusal) as refused:
        post.write_now(lambda desk: record_vitals(desk, keeper, stream, pulse))
    unknown = refusal(post, lambda desk: record_vitals(desk, stranger, stream, pulse))

    assert refused.value.values == {"role": "stock_keeper", "kind": "vitals.recorded"}
    assert (refused.value.key, unknown) == ("role_may_not", "who_records")
    assert refusal(post, lambda desk: next_number(desk, keeper)) == "role_may_not"
    assert refusal(post, lambda d: open_casualty(d, keeper, stream)) == "role_may_not"
    post.close()


def test_nothing_is_recorded_about_a_casualty_nobody_registered() -> None:
    post = memory_post()
    by = actor(post)
    fact = NoteRecorded("x", NOW)

    key = refusal(post, lambda desk: record_note(desk, by, b"x" * 16, fact))

    assert key == "no_such_casualty"
    post.close()


def test_a_registration_can_be_undone_with_all_it_caused() -> None:
    post = memory_post()
    by = actor(post)
    wanted = Registration(NOW, Triage.T3, name="Jan")
    event = post.write_now(lambda desk: register_casualty(desk, by, wanted))

    undone = post.write_now(lambda desk: retract(desk, by, fact_id(event), "dubbel"))
    again = refusal(post, lambda desk: retract(desk, by, fact_id(event)))

    assert len(undone) == 3
    assert [each.cause for each in undone[1:]] == [fact_id(undone[0])] * 2
    assert post.read_now(lambda db: casualty(db, event.stream)) is None
    assert again == "already_taken_back"
    post.close()


def test_a_registration_stays_once_more_was_recorded() -> None:
    post = memory_post()
    by = actor(post)
    event = post.write_now(lambda desk: register_casualty(desk, by, Registration(NOW)))
    note = NoteRecorded("x", NOW)
    extra = post.write_now(lambda desk: record_note(desk, by, event.stream, note))

    held = refusal(post, lambda desk: retract(desk, by, fact_id(event)))
    post.write_now(lambda desk: retract(desk, by, fact_id(extra)))
    post.write_now(lambda desk: retract(desk, by, fact_id(event)))

    assert held == "later_facts"
    post.close()


def test_an_undone_triage_brings_back_the_one_before() -> None:
    post = memory_post()
    by, stream = actor(post), registered(post, Triage.T3)
    worse = seen(post, Triage.T1)
    event = post.write_now(lambda desk: retriage(desk, by, stream, worse))

    post.write_now(lambda desk: retract(desk, by, fact_id(event)))

    assert detail(post, stream).row.category is Triage.T3
    post.close()


def test_what_does_not_exist_cannot_be_undone() -> None:
    post = memory_post()
    by, keeper = actor(post), actor(post, Role.STOCK_KEEPER)
    stream = registered(post)
    first = detail(post, stream).timeline[-1].id

    missing = refusal(post, lambda desk: retract(desk, by, (b"x" * 8, 1)))
    not_theirs = refusal(post, lambda desk: retract(desk, keeper, first))

    assert (missing, not_theirs) == ("no_such_fact", "role_may_not")
    post.close()


def test_who_left_is_no_longer_here_and_comes_back_by_undoing() -> None:
    post = memory_post()
    by, stream = actor(post), registered(post)
    fact = Departed(Disposition.HANDED_OVER, NOW, "UMCG", "ambulance 01-123")
    event = post.write_now(lambda desk: depart(desk, by, stream, fact))
    gone = detail(post, stream)

    post.write_now(lambda desk: retract(desk, by, fact_id(event)))

    assert gone.row.departed is Disposition.HANDED_OVER
    assert gone.departures[0].authority == "ambulance 01-123"
    assert detail(post, stream).row.departed is None
    post.close()


def test_a_draft_is_kept_until_it_is_dropped(tmp_path: Path) -> None:
    post = open_post(tmp_path / "post.db")
    by = actor(post)
    post.write_now(lambda desk: save_draft(desk, by, "register", '{"name": "J"}'))
    post.write_now(lambda desk: save_draft(desk, by, "register", '{"name": "Jan"}'))
    post.close()

    again = open_post(tmp_path / "post.db")
    kept = again.read_now(lambda db: draft_of(db, by, "register"))
    again.write_now(lambda desk: drop_draft(desk, by, "register"))

    assert kept == '{"name": "Jan"}'
    assert again.write_now(lambda desk: draft(desk, by, "register")) is None
    big = "x" * 70_000
    assert refusal(again, lambda d: save_draft(d, by, "a", big)) == "text_too_long"
    again.close()


def test_every_fact_says_who_when_observed_when_recorded_and_on_which_device() -> None:
    post = memory_post()
    by, stream = actor(post), registered(post)
    fact = VitalsRecorded(NOW - 300_000, pulse_per_min=80)
    post.write_now(lambda desk: record_vitals(desk, by, stream, fact))

    (entry,) = detail(post, stream).all_vitals

    assert (entry.actor, entry.actor_name) == (by, "Nurse")
    assert (entry.observed_ms, entry.recorded_ms) == (NOW - 300_000, NOW)
    assert entry.device == "A"
    post.close()
