"""Words: found, filled in, counted, and never blank."""

from __future__ import annotations

import re

import pytest

from app.i18n import (
    LANGUAGES,
    MissingWords,
    field_words,
    has_text,
    strings,
    text,
    unused_keys,
)


def test_words_are_filled_in() -> None:
    said = text("ui.people.added", "nl", name="Anna")

    assert said == "Anna is toegevoegd."


def test_one_and_many_read_differently() -> None:
    said = [text("ui.send.unsent", "en", count=count) for count in (0, 1, 12)]

    assert said == ["0 not sent", "1 not sent", "12 not sent"]


def test_a_missing_key_is_an_error_in_tests() -> None:
    with pytest.raises(MissingWords, match=r"ui\.no_such_thing"):
        text("ui.no_such_thing", "nl")


@pytest.mark.filterwarnings("ignore::app.i18n.MissingWords")
def test_a_missing_key_shows_itself_and_is_never_blank() -> None:
    assert text("ui.no_such_thing", "nl") == "[ui.no_such_thing]"
    assert text("ui.people.added", "nl") == "[ui.people.added]"
    assert text("ui.people.added", "fr") == "[ui.people.added]"


def test_a_name_from_right_to_left_does_not_turn_the_sentence() -> None:
    said = text("ui.people.added", "nl", name="محمد العلي")

    assert said == "\u2068محمد العلي\u2069 is toegevoegd."


def test_what_a_person_typed_is_not_read_as_a_pattern() -> None:
    said = text("ui.people.added", "nl", name="{name.__class__}")

    assert said == "{name.__class__} is toegevoegd."


def test_a_field_is_known_by_its_name_alone() -> None:
    assert field_words("complaint", "nl") == text("field.Registered.complaint", "nl")
    assert field_words("name", "nl") == text("field.Identified.name", "nl")


def test_every_entry_has_words_in_both_languages() -> None:
    lacking = [key for key, words in strings().items() if set(words) != set(LANGUAGES)]

    assert lacking == []


def test_words_that_are_asked_for_exist() -> None:
    assert has_text("ui.room.overview")
    assert not has_text("ui.room.nowhere")


def test_a_key_nobody_asks_for_is_named(tmp_path) -> None:  # type: ignore[no-untyped-def]
    for room in ("app", "sync"):
        (tmp_path / room).mkdir()
    (tmp_path / "app" / "one.py").write_text('text("ui.undo", x)\nf"ui.light.{y}"\n')

    unused = unused_keys(tmp_path)

    assert "ui.undo" not in unused
    assert "ui.light.dark" not in unused
    assert "ui.cancel" in unused


def test_counted_words_use_the_count() -> None:
    careless = [
        key
        for key, words in strings().items()
        for said in words.values()
        if isinstance(said, dict)
        # The number stands beside a unit, not in it.
        and not key.startswith(("term.Unit.", "term.DoseUnit."))
        and not re.search(r"{count", said.get("other", ""))
    ]

    assert careless == []
