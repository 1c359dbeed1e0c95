"""Every kind: folds, round-trips, has words, an author, an export or a reason."""

from __future__ import annotations

from dataclasses import MISSING, fields
from enum import StrEnum
from importlib import import_module
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from app.care import terms
from app.care.form import fields_of
from app.care.item import Part
from app.care.need import CriticalMedicine, Device, NursingAct
from app.care.reserved import Act
from app.care.scarcity import DownscalingClass, Ground
from app.care.staff import BY_ITSELF, MAY
from app.care.terms import CareLevel, Triage
from app.care.transfer import TransferLine
from app.catalogue import (
    ANY,
    KINDS,
    STREAMS,
    Kind,
    decode,
    encode,
    is_urgent,
    kind_of,
)
from app.i18n import LANGUAGES, has_text, strings
from app.store.fold import step
from sync.errors import FormatError
from sync.event import Event, pack

LOG = b"AAAAAAAA"
VALUES: dict[type, Any] = {str: "x", int: 4, bytes: b"post_1_8", bool: True}


PARTICULAR: dict[str, Any] = {
    "temperature_c": 374,
    "sha256": bytes(32),
    "target": (LOG, 1),
    "task": (LOG, 1),
    "kit": (Part("x", 4),),
    "lines": (TransferLine("x", 4),),
    "devices": (Device.VENTILATOR,),
    "kinds": (CriticalMedicine.INSULIN,),
    "acts": (NursingAct.WOUND,),
    "residents": (b"resident:1",),
    "entries": (b"entry:1",),
    "changes": (7 * 60,),
    "reserved": (Act.INJECTION,),
    "levels": (CareLevel.CRISIS,),
    "from_ms": 4,
    "until_ms": 5,
    "downscaling": DownscalingClass.B,
    "grounds": (Ground.NO_STAFF,),
    "review_day": "2026-12-05",
    "who": (b"resident:1",),
}


def _is_term(each: Any) -> bool:
    return isinstance(each, type) and issubclass(each, StrEnum) and each is not StrEnum


TERMS = {
    each: None
    for each in (
        *vars(terms).values(),
        *(
            part
            for kind in KINDS
            for hint in get_type_hints(kind.form).values()
            for part in (get_args(hint) or (hint,))
        ),
    )
    if _is_term(each)
}
LEAVES: dict[str, str] = {
    "casualty": "handover:handover_pdf",
    "lot": "tally:report_pdf",
    "tally": "tally:report_pdf",
    "tallied": "tally:tally_table",
    "transfer": "slip:slip_pdf",
    "item": "item_sheet:item_table",
    "pack": "item_sheet:item_table",
    "resident": "resident_file:resident_pdf",
    "scarcity": "resident_file:resident_lines",
    "handout": "resident_file:resident_lines",
    "round": "handout:handout_pdf",
    "evacuation": "evacuation:evacuation_pdf",
    "advice": "advice:advice_pdf",
    "post": "situation:methane_lines",
    "requirement": "requirement:requirement_lines",
    "capacity": "requirement:situation_lines",
}
"""By what, in `app.exports`, what is known of a type of stream leaves the program."""

STAYS: dict[str, str] = {
    "ask": "is answered and erased with who was found; names relatives",
    "link": "says of two records only that they are one person",
    "access": "is read on screen by who leads, and reading it is noted",
    "clock": "is of devices",
    "region": "is between hubs",
    "crossing": "is between hubs; what crosses leaves as the casualty",
    "staff": "is of who works here; read on screen",
    "grant": "comes down from the region; read on screen",
    "level": "stands in the top strip",
    "message": "goes between hub and posts",
    "par": "is a setting of the shelf",
    "gtin": "is a setting of the list of items",
    "outage": "chooses whom a list is of; the list leaves",
    "controlled": "no sheet of the register yet; read on screen",
    "recall": "no sheet yet; read on screen",
    "request": "no sheet yet; read on screen",
    "cold": "no sheet yet; read on screen",
    "entry": "no sheet of the handover book yet; read on screen",
    "shift": "no sheet of the handover book yet; read on screen",
    "decision": "no sheet of the log yet; read on screen",
    "signal": "no report to the GGD yet; it is called",
    "consult": "no sheet yet; what is handed out is the advice",
    "transport": "no sheet of a ride yet; vehicles stand on the list of a home",
    "party": "no list yet of who was taken in",
    "guest": "no file yet of somebody who was taken in",
}
"""Why what is known of a type of stream leaves by no document; a gap says `yet`."""

every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def filled(form: type, *, all_of_it: bool = True) -> Any:
    """Return a form with a value in every field, or only in those that need one."""
    hints = get_type_hints(form)
    needed = {
        each.name: value_of(each.name, hints[each.name])
        for each in fields(form)
        if all_of_it or (each.default is MISSING and each.default_factory is MISSING)
    }
    return form(**needed)


def value_of(name: str, hint: Any) -> Any:
    kinds = [each for each in get_args(hint) or (hint,) if each is not type(None)]
    kind = kinds[0]
    if name in ("sees", "seen"):
        return ((LOG, 1),)
    if name in PARTICULAR:
        return PARTICULAR[name]
    if tuple in (get_origin(kind), get_origin(hint)):
        return ("x",)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return next(iter(kind))
    return VALUES[kind]


def event(body: Any, stream: bytes = b"S" * 16) -> Event:
    name, v, packed = encode(body)
    return Event(LOG, 1, 1 << 16, b"person_1", stream, name, v, None, packed, {})


@every_kind
def test_every_kind_round_trips(kind: Kind) -> None:
    for body in (filled(kind.form), filled(kind.form, all_of_it=False)):
        assert decode(event(body)) == body


@every_kind
def test_every_kind_folds(kind: Kind) -> None:
    if kind.stream == ANY:
        return
    stream = STREAMS[kind.stream]

    state = step(stream, None, event(filled(kind.form), stream.start + b"S" * 8))

    assert isinstance(state, stream.state)
    assert isinstance(stream.line(state), stream.line_type)


@every_kind
def test_every_kind_and_every_field_has_words(kind: Kind) -> None:
    form = kind.form.__name__
    keys = [kind.name, *(f"field.{form}.{name}" for name in fields_of(kind.form))]

    assert [key for key in keys if not has_text(key)] == []
    for key in keys:
        assert all(strings()[key].get(language) for language in LANGUAGES)


@every_kind
def test_every_kind_has_somebody_who_may_record_it(kind: Kind) -> None:
    assert any(kind.name in powers for powers in (*MAY.values(), BY_ITSELF))


@every_kind
def test_every_kind_leaves_by_a_document_or_there_is_a_reason(kind: Kind) -> None:
    if kind.stream == ANY:
        return
    where = LEAVES.get(kind.stream)

    assert (where is None) == (kind.stream in STAYS)
    if where is not None:
        room, _, name = where.partition(":")
        assert callable(getattr(import_module(f"app.exports.{room}"), name))


def test_nobody_may_record_a_kind_that_does_not_exist() -> None:
    assert set().union(*MAY.values()) <= {kind.name for kind in KINDS}


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.__name__)
def test_every_term_has_words(term: type[StrEnum]) -> None:
    keys = [f"term.{term.__name__}.{each.value}" for each in term]

    assert [key for key in keys if not has_text(key)] == []


def test_names_and_forms_are_used_once() -> None:
    assert len({(kind.name, kind.v) for kind in KINDS}) == len(KINDS)
    assert len({kind.form for kind in KINDS}) == len(KINDS)
    assert {kind.stream for kind in KINDS} == {*STREAMS, ANY}


def test_a_field_equal_to_its_default_is_left_out() -> None:
    triaged = next(kind for kind in KINDS if kind.name == "casualty.triaged").form

    _, _, packed = encode(triaged(Triage.T3, 5))

    assert packed == pack({"category": "T3", "observed_ms": 5})


def test_only_t1_does_not_wait_for_its_batch_to_fill() -> None:
    triaged = next(kind for kind in KINDS if kind.name == "casualty.triaged").form
    note = next(kind for kind in KINDS if kind.name == "note.recorded").form

    urgent = [each for each in Triage if is_urgent(event(triaged(each, 5)))]

    assert urgent == [Triage.T1]
    assert not is_urgent(event(note("x", 1)))


def test_a_later_version_is_kept_for_after_an_update() -> None:
    known = event(filled(KINDS[0].form))
    later = Event(LOG, 1, 1 << 16, b"", b"S" * 16, known.kind, 2, None, b"\x01", {})

    assert kind_of(later) is None
    assert decode(later) is None
    assert not is_urgent(later)


def test_a_body_that_is_no_such_form_is_refused() -> None:
    kind = KINDS[0]
    broken = Event(LOG, 1, 1 << 16, b"", b"S" * 16, kind.name, 1, None, b"\xc1", {})

    with pytest.raises(FormatError):
        decode(broken)
