"""What is typed at the door, read as entries, and a refusal led to its field."""

from __future__ import annotations

import asyncio

from app.care.refusal import Refusal
from app.care.terms import Sex
from app.ui.typed import Typed, field_of_refusal
from app.ui.widgets.complaint_picks import toggled
from app.ui.widgets.register_entries import Entries, entries_of
from tests.support.window import Post

HOLD_S = 1.05


def test_a_draft_that_makes_no_sense_is_left_out() -> None:
    entries = entries_of({"category": "T9", "sex": "male", "nobody": "x"})

    assert entries == Entries(sex=Sex.MALE)


def test_a_quick_pick_is_added_and_taken_out_again() -> None:
    added = toggled("duizelig", "Wond")

    assert added == "duizelig, Wond"
    assert toggled(added, "Wond") == "duizelig"


def test_a_refusal_finds_its_field() -> None:
    assert field_of_refusal(Refusal("number_out_of_range", field="pain")) == "pain"
    assert field_of_refusal(Refusal("not_a_moment", field="observed_ms")) == "at"
    assert field_of_refusal(Refusal("declared_by_missing")) == "authority"
    assert field_of_refusal(Refusal("role_may_not")) == ""


def test_only_what_differs_from_what_was_known_is_a_change() -> None:
    async def run() -> dict[str, str]:
        post = Post()
        typed = Typed(post.session, "particulars", {"name": "Jan", "sex": "male"})
        typed.write("name", "Jan ")
        typed.write("sex", "female")
        typed.fill(typed.values)
        post.program.end()
        return typed.changed()

    assert asyncio.run(run()) == {"sex": "female"}
