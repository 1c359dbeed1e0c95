"""Who may record what."""

from __future__ import annotations

from app.care.claim import Stamp
from app.care.member import FOLD, RoleChanged, Staff, StaffAdded, StaffEnded, Turn
from app.care.staff import MAY, may, may_declare, may_give_medicine
from app.care.terms import Role

STAMP = Stamp((b"AAAAAAAA", 1), b"", 1, b"AAAAAAAA")


def test_only_a_doctor_declares_death() -> None:
    assert [role for role in Role if may_declare(role)] == [Role.DOCTOR]


def test_nurses_and_doctors_give_medicines_and_others_write_down_who_did() -> None:
    givers = [role for role in Role if may_give_medicine(role)]
    writers = [role for role in Role if may(role, "medicine.given")]

    assert givers == [Role.NURSE, Role.DOCTOR]
    assert set(writers) == {*givers, Role.FIRST_AIDER, Role.POST_LEAD}


def test_every_role_has_its_own_powers() -> None:
    assert set(MAY) == set(Role)
    assert may(Role.STOCK_KEEPER, "stock.received")
    assert not may(Role.STOCK_KEEPER, "casualty.registered")
    assert not may(Role.STOCK_KEEPER, "access.opened")
    assert not may(Role.REGISTRAR, "vitals.recorded")
    assert not may(Role.OPERATOR, "casualty.triaged")
    assert may(Role.POST_LEAD, "staff.added")
    assert not may(Role.NURSE, "staff.added")


def test_a_person_is_added_gets_another_role_and_leaves() -> None:
    person = FOLD[StaffAdded](Staff(), StaffAdded("Ans", Role.NURSE), STAMP)
    person = FOLD[RoleChanged](person, RoleChanged(Role.POST_LEAD), STAMP)
    person = FOLD[StaffEnded](person, StaffEnded(), STAMP)

    turns = tuple(
        Turn(STAMP.log, STAMP.recorded_ms, role)
        for role in (Role.NURSE, Role.POST_LEAD, None)
    )
    assert person == Staff("Ans", Role.POST_LEAD, ended=True, turns=turns)
    assert (person.role_at(0), person.had_left(0)) == (Role.NURSE, False)
