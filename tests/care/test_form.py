"""The check of what was filled in, and the tidying of texts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.care.casualty import NoteRecorded, Registered, VitalsRecorded
from app.care.form import Number, Text, check, field_of, fields_of, tidy
from app.care.refusal import Refusal

GOOD = Registered("ZUID-A001-K", b"post_1_8", 1_000)


def refusal(form: object) -> str:
    with pytest.raises(Refusal) as refused:
        check(form)
    return refused.value.key


def test_a_good_form_passes() -> None:
    check(GOOD)


def test_ten_thousand_characters_are_refused() -> None:
    assert refusal(replace(GOOD, complaint="x" * 10_000)) == "text_too_long"
    assert refusal(NoteRecorded("x" * 10_000, 1)) == "text_too_long"


def test_control_characters_are_refused_and_tidied_away() -> None:
    assert refusal(replace(GOOD, complaint="a\x00b")) == "text_has_controls"
    assert tidy(" a\x00b\x1b[31m\n") == "ab[31m"
    assert tidy("a\nb", long=True) == "a\nb"


def test_a_right_to_left_name_is_kept_as_it_is() -> None:
    name = "\u0645\u062d\u0645\u062f \u200f\u0639\u0644\u064a"

    assert tidy(name) == name


def test_the_wrong_type_is_refused_in_every_field() -> None:
    assert refusal(replace(GOOD, complaint=5)) == "not_text"  # type: ignore[arg-type]
    assert refusal(replace(GOOD, years="9")) == "not_a_number"  # type: ignore[arg-type]
    assert refusal(replace(GOOD, years=True)) == "not_a_number"
    assert refusal(replace(GOOD, sex="f")) == "not_a_choice"  # type: ignore[arg-type]
    assert refusal(replace(GOOD, observed_ms=1 << 60)) == "not_a_moment"


def test_what_was_not_filled_in_is_not_checked() -> None:
    check(VitalsRecorded(1))


def test_a_form_names_its_fields_in_order() -> None:
    assert list(fields_of(NoteRecorded)) == ["text", "observed_ms"]
    assert field_of(NoteRecorded, "text") == Text(2000, long=True)
    assert field_of(VitalsRecorded, "gcs") == Number(3, 15)
    assert field_of(VitalsRecorded, "sees") is None
