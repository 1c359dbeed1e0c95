"""What a person may ask about persons, PINs and the post itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.care.member import staff_stream
from app.care.refusal import Refusal
from app.care.terms import Role
from app.commands import (
    add_person,
    change_role,
    end_person,
    first_person,
    name_post,
    next_number,
    retract,
    set_pin,
    sign_on,
)
from app.store.file import CareFile
from app.store.queries.overview import posts
from app.store.queries.staff import people, person
from sync.database import rows
from sync.ids import Mode
from sync.journal import stream_events
from tests.support.fakes import FakeClock, SeededIds
from tests.support.post import PIN, actor, memory_post, open_post

WRONG = "000000"


def refusal(file: CareFile, command: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        file.write_now(command)
    return refused.value


def bare_file() -> CareFile:
    file = CareFile.open(
        ":memory:", None, mode=Mode.REAL, clock=FakeClock(), ids=SeededIds()
    )
    file.write_now(lambda desk: desk.journal.start_log())
    return file


def test_the_first_person_of_a_post_needs_nobodys_leave() -> None:
    post = bare_file()

    by = post.write_now(lambda desk: first_person(desk, " Ans ", Role.POST_LEAD, PIN))
    signed_on = post.write_now(lambda desk: sign_on(desk, by, PIN))
    second = refusal(post, lambda desk: first_person(desk, "Bo", Role.POST_LEAD, PIN))

    assert (signed_on.name, signed_on.role) == ("Ans", Role.POST_LEAD)
    assert second.key == "not_the_first"
    post.close()


@pytest.mark.parametrize(
    ("name", "role", "pin", "key"),
    [
        ("Ans", Role.NURSE, PIN, "first_leads"),
        ("  ", Role.POST_LEAD, PIN, "name_missing"),
        ("Ans", Role.POST_LEAD, "12345", "pin_shape"),
        ("Ans", Role.POST_LEAD, "12345a", "pin_shape"),
        ("Ans", Role.POST_LEAD, "١٢٣٤٥٦", "pin_shape"),
        ("x" * 10_000, Role.POST_LEAD, PIN, "text_too_long"),
    ],
)
def test_a_first_person_that_will_not_do_is_refused(
    name: str, role: Role, pin: str, key: str
) -> None:
    post = bare_file()

    refused = refusal(post, lambda desk: first_person(desk, name, role, pin))

    assert refused.key == key
    assert post.read_now(people) == ()
    post.close()


def test_a_wrong_pin_makes_the_next_try_wait_longer_each_time() -> None:
    clock = FakeClock()
    post = memory_post(clock=clock)
    by = actor(post)
    waits = []

    for _ in range(14):
        refused = refusal(post, lambda desk: sign_on(desk, by, WRONG))
        assert refused.key == "wrong_pin"
        waits.append(refused.values["seconds"])
        clock.advance(int(waits[-1]) * 1000)

    assert waits[:6] == [0, 0, 0, 5, 10, 20]
    assert waits[-1] == 900
    post.close()


def test_during_the_wait_even_the_right_pin_is_not_looked_at(tmp_path: Path) -> None:
    clock = FakeClock()
    post = open_post(tmp_path / "post.db", clock=clock)
    by = actor(post)
    for _ in range(4):
        refusal(post, lambda desk: sign_on(desk, by, WRONG))
    post.close()

    again = open_post(tmp_path / "post.db", clock=clock)
    waiting = refusal(again, lambda desk: sign_on(desk, by, PIN))
    clock.advance(5_000)
    signed_on = again.write_now(lambda desk: sign_on(desk, by, PIN))
    fresh = refusal(again, lambda desk: sign_on(desk, by, WRONG))

    assert (waiting.key, waiting.values) == ("wait", {"seconds": 5})
    assert signed_on.actor == by
    assert fresh.values == {"seconds": 0}
    again.close()


def test_a_clock_that_is_set_back_keeps_nobody_out_for_longer() -> None:
    clock = FakeClock()
    post = memory_post(clock=clock)
    by = actor(post)
    clock.advance(2 * 86_400_000)
    for _ in range(4):
        refusal(post, lambda desk: sign_on(desk, by, WRONG))
    clock.advance(-2 * 86_400_000)

    waiting = refusal(post, lambda desk: sign_on(desk, by, PIN))
    clock.advance(5_000)
    signed_on = post.write_now(lambda desk: sign_on(desk, by, PIN))

    assert (waiting.key, waiting.values) == ("wait", {"seconds": 5})
    assert signed_on.actor == by
    post.close()


def test_one_persons_wrong_pin_does_not_keep_out_another() -> None:
    post = memory_post()
    nurse, doctor = actor(post), actor(post, Role.DOCTOR)
    for _ in range(4):
        refusal(post, lambda desk: sign_on(desk, nurse, WRONG))

    signed_on = post.write_now(lambda desk: sign_on(desk, doctor, PIN))

    assert signed_on.role is Role.DOCTOR
    post.close()


def test_a_lead_adds_a_person_gives_another_role_and_ends_them() -> None:
    post = memory_post()
    lead = actor(post, Role.POST_LEAD)

    new = post.write_now(lambda d: add_person(d, lead, "Bo", Role.REGISTRAR, PIN))
    post.write_now(lambda desk: change_role(desk, lead, new, Role.NURSE))
    changed = post.read_now(lambda db: person(db, new))
    post.write_now(lambda desk: end_person(desk, lead, new, "dienst voorbij"))

    assert changed is not None
    assert (changed.role, changed.has_pin) == (Role.NURSE, True)
    assert new not in [each.actor for each in post.read_now(people)]
    assert new in [e.actor for e in post.read_now(lambda db: people(db, ended=True))]
    assert refusal(post, lambda d: sign_on(d, new, PIN)).key == "no_such_person"
    assert refusal(post, lambda d: next_number(d, new)).key == "who_records"
    post.close()


def test_who_does_not_lead_adds_nobody() -> None:
    post = memory_post()
    nurse = actor(post)

    refused = refusal(
        post, lambda desk: add_person(desk, nurse, "Bo", Role.DOCTOR, PIN)
    )

    assert refused.key == "role_may_not"
    post.close()


def test_somebody_who_leads_must_stay() -> None:
    post = memory_post()
    lead, operator = actor(post, Role.POST_LEAD), actor(post, Role.OPERATOR)
    post.write_now(lambda desk: end_person(desk, lead, operator))

    ended = refusal(post, lambda desk: end_person(desk, lead, lead))
    changed = refusal(post, lambda desk: change_role(desk, lead, lead, Role.NURSE))

    (added,) = [
        (each.log, each.seq)
        for each in post.read_now(lambda db: stream_events(db, staff_stream(lead)))
    ]
    undone = refusal(post, lambda desk: retract(desk, lead, added))

    assert ended.key == changed.key == undone.key == "somebody_must_lead"
    assert post.write_now(lambda desk: sign_on(desk, lead, PIN)).actor == lead
    post.close()


def test_a_pin_is_changed_by_its_owner_or_by_who_leads() -> None:
    post = memory_post()
    nurse, doctor = actor(post), actor(post, Role.DOCTOR)
    lead = actor(post, Role.POST_LEAD)

    post.write_now(lambda desk: set_pin(desk, nurse, nurse, "271828"))
    own = post.write_now(lambda desk: sign_on(desk, nurse, "271828"))
    other = refusal(post, lambda desk: set_pin(desk, nurse, doctor, "271828"))
    post.write_now(lambda desk: set_pin(desk, lead, doctor, "271828"))

    assert own.actor == nurse
    assert other.key == "role_may_not"
    assert post.write_now(lambda desk: sign_on(desk, doctor, "271828"))
    post.close()


def test_a_person_without_a_pin_here_cannot_sign_on() -> None:
    post = memory_post()
    by = actor(post)
    post.write_now(lambda desk: desk.database.conn.execute("DELETE FROM pin"))

    assert refusal(post, lambda desk: sign_on(desk, by, PIN)).key == "no_pin"
    post.close()


def test_a_pin_never_travels() -> None:
    post = memory_post()
    lead = actor(post, Role.POST_LEAD)
    post.write_now(lambda d: add_person(d, lead, "Bo", Role.NURSE, "998877"))

    stored = post.read_now(lambda db: rows(db, "SELECT canon FROM event"))

    assert not any(b"998877" in canon for (canon,) in stored)
    post.close()


def test_a_post_is_named_and_its_code_goes_into_the_numbers() -> None:
    post = memory_post()
    lead = actor(post, Role.POST_LEAD)

    post.write_now(lambda desk: name_post(desk, lead, "Sporthal Noord", "noord1"))
    number = post.write_now(lambda desk: next_number(desk, lead))
    listed = post.read_now(lambda db: posts(db, 0))

    assert number.startswith("NOORD1-A001-")
    assert [(each.name, each.code) for each in listed] == [("Sporthal Noord", "NOORD1")]
    assert refusal(post, lambda d: name_post(d, lead, "", "N1")).key == "name_missing"
    assert refusal(post, lambda d: name_post(d, lead, "N", "é")).key == "post_code"
    assert refusal(post, lambda d: name_post(d, actor(post), "N", "N1")).key == (
        "role_may_not"
    )
    post.close()
