"""Somebody displaced in words: who, how old, with whom; and where people are."""

from __future__ import annotations

from app.care.displaced import Displacement
from app.care.guest import ChildAlarm
from app.i18n import text
from app.store.queries.displaced import GuestRow
from app.ui.words import initials


def guest_words(
    row: GuestRow, language: str, *, hides: bool = False
) -> tuple[str, ...]:
    """Return who somebody is on one line, and on the next what is known of them.

    An age nobody knows is said to be so.
    """
    guest = row.guest
    name = initials(row.name) if hides else row.name
    age = guest.text("age_band") or "unknown"
    said = [text(f"term.AgeBand.{age}", language)]
    if age == "unknown":
        said = [text("ui.guests.age_unknown", language)]
    for field, term in (
        ("sex", "Sex"),
        ("company", "Company"),
        ("interpreter", "Interpreter"),
        ("documents", "Documents"),
    ):
        value = guest.text(field)
        if value and value != "unknown":
            label = "ui.guests.with" if field == "company" else ""
            words = text(f"term.{term}.{value}", language)
            said.append(text(label, language, who=words) if label else words)
    language_said = guest.text("language")
    first = name or text("ui.evacuation.no_name", language)
    return first, " · ".join(each for each in (*said, language_said) if each)


def eyes_of(row: GuestRow, language: str) -> tuple[str, ...]:
    """Return what of somebody needs a person's eyes."""
    alarm, found = row.guest.child_alarm, list[str]()
    if alarm is ChildAlarm.ALONE:
        found.append(text("ui.guests.alone_one", language))
    if alarm is ChildAlarm.ASK:
        found.append(text("ui.guests.ask_one", language))
    if row.guest.conflicts:
        found.append(text("ui.evacuation.contradiction", language))
    return tuple(found)


def where_words(
    displacement: Displacement, lodging: str, language: str, onward: bool
) -> str:
    """Return which people are where."""
    kind = text(f"term.Displacement.{displacement.value}", language)
    place = lodging or text("ui.guests.place_unknown", language)
    if onward:
        place = text("ui.guests.went_on", language, place=place)
    return f"{kind} · {place}"
