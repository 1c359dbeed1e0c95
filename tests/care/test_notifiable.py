"""Diseases to report: the shipped list is read whole, and a post's last word counts."""

from __future__ import annotations

from app.care.notifiable import (
    SHIPPED_AS_OF,
    Disease,
    ReportGroup,
    changed,
    in_force,
    read_diseases,
)
from app.store.notifiable import shipped_diseases


def test_the_list_that_ships_is_read_whole_and_dated() -> None:
    found = shipped_diseases()

    assert {each.as_of for each in found} == {SHIPPED_AS_OF}
    assert len({each.name.casefold() for each in found}) == len(found) > 30
    assert in_force(found, ())[ReportGroup.A1] == ()
    assert "mazelen" in {each.name for each in in_force(found, ())[ReportGroup.B2]}


def test_what_a_post_says_stands_before_what_ships() -> None:
    shipped = read_diseases("# x\ngroup;name\nB2;mazelen\nC;bof\n")
    own = changed((), Disease("Mazelen", ReportGroup.A2, "2026-12-02", is_own=True))
    own = changed(own, Disease("bof", None, "2026-12-02", is_own=True))
    own = changed(own, Disease("mpox", ReportGroup.B1, "2026-12-02", is_own=True))

    found = in_force(shipped, own)

    assert [each.name for each in found[ReportGroup.A2]] == ["Mazelen"]
    assert [each.name for each in found[ReportGroup.B1]] == ["mpox"]
    assert found[ReportGroup.B2] == found[ReportGroup.C] == ()
