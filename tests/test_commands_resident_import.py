"""A care organisation's list is taken over: whom it is about, and what it changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from app.care.need import PowerStated, PowerUse
from app.care.refusal import Refusal
from app.care.resident import EndReason, LegalBasis, Resident, ResidentDescribed
from app.care.resident_table import Listed
from app.care.resident_update import Kept
from app.care.terms import Role, Sign
from app.commands import describe_resident, end_resident, state_need
from app.commands.resident_import import (
    Came,
    Chosen,
    Origin,
    origin_of,
    take_over_residents,
)
from app.store.file import CareFile
from app.store.queries.resident_match import Fit, Plan, plans
from app.store.tables import state_of
from sync.database import rows
from tests.support.fakes import NOON_MS
from tests.support.post import actor, memory_post
from tests.support.residents import enlisted

DAY_MS = 86_400_000
ORIGIN = Origin("Thuiszorg Noord", NOON_MS - 9 * DAY_MS, LegalBasis.CONSENT)
LATER = Origin("thuiszorg  noord", NOON_MS - DAY_MS, LegalBasis.CARE)
DEVICE = {"use": PowerUse.DEVICE, "battery_hours": 3}
ANS = Listed(
    2,
    "12",
    {"name": "Ans Bos", "birth_date": "1940-02-01", "postcode": "9711AB"},
    {"power": DEVICE},
)


@pytest.fixture
def post() -> Iterator[CareFile]:
    file = memory_post()
    yield file
    file.close()


def take(post: CareFile, *chosen: Chosen, origin: Origin = ORIGIN) -> Counter[Came]:
    by = actor(post)
    return post.write_now(lambda d: take_over_residents(d, by, chosen, origin))


def plan(post: CareFile, listed: Listed, origin: Origin = ORIGIN) -> Plan:
    source, at_ms = origin.source, origin.as_of_ms
    return post.read_now(lambda db: plans(db, (listed,), source, at_ms))[0]


def everybody(post: CareFile) -> list[bytes]:
    sql = "SELECT stream FROM resident ORDER BY n"
    return post.read_now(lambda db: [bytes(each) for (each,) in rows(db, sql)])


def held(post: CareFile, stream: bytes) -> Resident:
    found: Resident = post.read_now(lambda db: state_of(db, "resident", stream))
    return found


def listed(**said: Any) -> Listed:
    needs = said.pop("needs", {})
    return Listed(2, said.pop("reference", ""), said, needs)


def test_somebody_new_is_kept_with_the_number_the_ground_and_the_needs(
    post: CareFile,
) -> None:
    assert plan(post, ANS).fit is Fit.NEW

    assert take(post, Chosen(ANS)) == {Came.NEW: 1}

    resident = held(post, everybody(post)[0])
    assert resident.sources == (("Thuiszorg Noord", "12"),)
    assert resident.text("basis") == LegalBasis.CONSENT
    fact = resident.power[0].value
    assert (fact.battery_hours, fact.observed_ms) == (3, ORIGIN.as_of_ms)


def test_the_same_list_again_changes_nothing(post: CareFile) -> None:
    take(post, Chosen(ANS))
    again = plan(post, ANS)

    assert (again.fit, again.stream) == (Fit.SAME, everybody(post)[0])
    assert take(post, Chosen(ANS)) == {Came.SAME: 1}
    assert len(everybody(post)) == 1


def test_the_same_number_changes_what_the_list_says_and_nothing_else(
    post: CareFile,
) -> None:
    take(post, Chosen(ANS))
    stream = everybody(post)[0]
    moved = Listed(9, "12", {"postcode": "9714AA"}, {"power": {"battery_hours": 8}})

    later = plan(post, moved, LATER)
    took = take(post, Chosen(moved, later.stream), origin=LATER)

    assert later.fit is Fit.CHANGED and later.update is not None
    assert [(e.column, e.before, e.after) for e in later.update.changes] == [
        ("postcode", "9711AB", "9714AA"),
        ("battery", 3, 8),
    ]
    assert took == {Came.CHANGED: 1}
    resident = held(post, stream)
    assert resident.text("name") == "Ans Bos"
    assert resident.text("basis") == LegalBasis.CONSENT
    assert resident.power[0].value.use is PowerUse.DEVICE
    assert resident.power[0].value.observed_ms == LATER.as_of_ms


def test_another_organisation_may_use_the_same_number(post: CareFile) -> None:
    take(post, Chosen(ANS))
    other = Origin("Zuurstof BV", ORIGIN.as_of_ms, LegalBasis.CARE)

    found = plan(post, listed(name="Piet Puk", reference="12"), other)

    assert found.fit is Fit.NEW


def test_what_was_asked_here_later_stays(post: CareFile) -> None:
    take(post, Chosen(ANS))
    stream, by = everybody(post)[0], actor(post)
    newer = PowerStated(PowerUse.DEVICE, NOON_MS, battery_hours=1)
    post.write_now(lambda d: state_need(d, by, stream, newer))

    found = plan(post, Listed(2, "12", {"name": "Ans Bos"}, {"power": DEVICE}))

    assert found.fit is Fit.SAME and found.update is not None
    assert found.update.kept == (("power", Kept.NEWER),)


def test_what_people_differ_about_stays_for_them(post: CareFile) -> None:
    take(post, Chosen(ANS))
    stream, by = everybody(post)[0], actor(post)
    for hours in (5, 6):
        fact = PowerStated(PowerUse.DEVICE, ORIGIN.as_of_ms, battery_hours=hours)
        # A tablet that had not seen the other says so beside it.
        post.write_now(lambda d, f=fact: d.record(stream, f, by))

    found = plan(post, Listed(2, "12", {}, {"power": {"battery_hours": 9}}), LATER)

    assert found.update is not None
    assert found.update.kept == (("battery", Kept.DIFFER),)


def test_a_spare_battery_on_a_list_does_not_wind_back_hours_that_run(
    post: CareFile,
) -> None:
    take(post, Chosen(ANS))
    stream = everybody(post)[0]
    spare = Listed(2, "12", {}, {"power": {"spare_hours": 4}})

    take(post, Chosen(spare, stream), origin=LATER)

    assert held(post, stream).power[0].value.observed_ms == ORIGIN.as_of_ms


def test_who_is_alike_is_asked_and_joined_only_by_a_person(post: CareFile) -> None:
    stream = enlisted(
        post,
        "Anna Bos",
        birth_date="1940-02-01",
        postcode="9711AB",
    )
    person = listed(
        reference="12", name="Ana Bos", birth_date="1940-02-01", postcode="9711AB"
    )

    asked = plan(post, person)
    took = take(post, Chosen(person, stream, is_joined=True))

    assert asked.fit is Fit.ASKED
    assert [each.known.stream for each in asked.candidates] == [stream]
    assert Sign.POSTCODE in asked.candidates[0].likeness.signs
    assert took == {Came.CHANGED: 1}
    assert plan(post, person).fit is Fit.SAME
    assert held(post, stream).sources == (("Thuiszorg Noord", "12"),)


def test_a_neighbour_with_another_date_of_birth_is_not_asked_about(
    post: CareFile,
) -> None:
    enlisted(post, "Anna Bos", birth_date="1940-02-01", postcode="9711AB")

    son = plan(
        post, listed(name="Piet Bos", birth_date="1970-05-05", postcode="9711AB")
    )

    assert son.fit is Fit.NEW


def test_a_name_that_is_nearly_so_at_the_same_door_is_asked_about(
    post: CareFile,
) -> None:
    home = {"postcode": "9711SL", "house_number": "41"}
    enlisted(post, "Grietje Kuipers", **home)

    assert plan(post, listed(name="Grietje Kuiper", **home)).fit is Fit.ASKED
    assert plan(post, listed(name="Henk de Boer", **home)).fit is Fit.NEW


def test_who_lacks_a_date_of_birth_is_asked_about_even_when_all_is_the_same(
    post: CareFile,
) -> None:
    enlisted(post, "Ans", street="Korreweg", house_number="1")

    found = plan(post, listed(name="ans", street="korreweg ", house_number="1"))

    assert found.fit is Fit.ASKED


def test_who_was_struck_off_does_not_come_back_by_a_list(post: CareFile) -> None:
    take(post, Chosen(ANS))
    stream, by = everybody(post)[0], actor(post)
    post.write_now(lambda d: end_resident(d, by, stream, EndReason.WITHDRAWN))

    assert plan(post, ANS).fit is Fit.STRUCK_OFF
    assert take(post, Chosen(ANS)) == {Came.STRUCK_OFF: 1}
    assert held(post, stream).ended is EndReason.WITHDRAWN
    assert len(everybody(post)) == 1


def test_what_changed_since_the_list_was_looked_through_still_stands(
    post: CareFile,
) -> None:
    take(post, Chosen(ANS))
    stream, by = everybody(post)[0], actor(post)
    moved = Listed(2, "12", {"postcode": "9714AA"})
    assert plan(post, moved).fit is Fit.CHANGED
    now = ResidentDescribed(NOON_MS, postcode="9718ZZ")
    post.write_now(lambda d: describe_resident(d, by, stream, now))

    assert take(post, Chosen(moved, stream)) == {Came.SAME: 1}
    assert held(post, stream).text("postcode") == "9718ZZ"


def test_lines_are_taken_over_together_or_not_at_all(post: CareFile) -> None:
    nobody = listed(phone="1")

    with pytest.raises(Refusal, match="nobody_named"):
        take(post, Chosen(ANS), Chosen(nobody))

    assert everybody(post) == []


def test_who_may_not_take_over_a_list_takes_over_nothing(post: CareFile) -> None:
    for role in (Role.REGISTRAR, Role.FIRST_AIDER, Role.STOCK_KEEPER, Role.OPERATOR):
        by = actor(post, role)
        with pytest.raises(Refusal, match="role_may_not"):
            post.write_now(
                lambda d, by=by: take_over_residents(d, by, [Chosen(ANS)], ORIGIN)
            )


def test_a_list_says_whose_it_is_of_when_and_on_what_ground() -> None:
    found = origin_of(" Thuiszorg ", "1-11-2026", LegalBasis.CARE, "2026-12-01")

    assert (found.source, found.basis) == ("Thuiszorg", LegalBasis.CARE)
    for source, day, basis, why in (
        ("", "1-11-2026", LegalBasis.CARE, "list_source_missing"),
        ("x", "", LegalBasis.CARE, "list_date_missing"),
        ("x", "2-12-2026", LegalBasis.CARE, "list_date_later"),
        ("x", "gisteren", LegalBasis.CARE, "not_a_date"),
        ("x", "1-11-2026", None, "basis_missing"),
    ):
        with pytest.raises(Refusal, match=why):
            origin_of(source, day, basis, "2026-12-01")


def test_a_long_list_is_looked_through_in_steps_that_can_be_stopped(
    post: CareFile,
) -> None:
    people = tuple(listed(name=f"N{n} Bos", reference=str(n)) for n in range(600))
    seen: list[tuple[int, int]] = []

    def told(done: int, of: int) -> None:
        seen.append((done, of))
        if done:
            raise Refusal("work_stopped")

    with pytest.raises(Refusal, match="work_stopped"):
        post.read_now(lambda db: plans(db, people, "x", NOON_MS, told))

    assert seen[0] == (0, 600)
    assert len(seen) == 2
