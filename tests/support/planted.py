"""A word that occurs nowhere else, in every free text that is recorded of somebody."""

from __future__ import annotations

from dataclasses import MISSING, fields
from enum import StrEnum
from typing import Any, Final, get_args, get_origin, get_type_hints

from app.care.form import Text, fields_of
from app.care.guest import guest_stream
from app.care.relative import STREAM_START as ASK_START
from app.care.scarcity import Alternative, DownscalingClass, Ground, scarcity_stream
from app.care.terms import Role
from app.care.transport import transport_stream
from app.catalogue import KINDS
from app.store.file import CareFile
from sync.journal import setting
from tests.support.post import actor

_NAME: Final = b"p" * 16
WORD: Final = "Zeldzq"
"""How every planted word begins; its kind and field follow."""

_SOUND: Final[dict[str, Any]] = {
    "birth_date": "1944-02-03",
    "review_day": "2026-12-05",
    "until_day": "2026-12-05",
    "day": "2026-12-05",
    "sha256": bytes(32),
    "downscaling": DownscalingClass.B,
    "grounds": (Ground.NO_STAFF,),
    "alternative": Alternative.LATER,
    "stretch_days": 2,
    "temperature_c": 374,
    "sees": (),
    "target": (b"AAAAAAAA", 1),
    "task": (b"AAAAAAAA", 1),
    "who": (),
}
"""What a field holds that no words fit in, or where some values are no such fact."""


def word(kind: str, field: str, most: int = 200) -> str:
    """Return the word that stands in a field of a kind, however short it may be."""
    every = sorted(
        (each.name, name)
        for each in KINDS
        for name, what in fields_of(each.form).items()
        if isinstance(what, Text)
    )
    found = f"{WORD}{every.index((kind, field)):03}"
    return found if most >= len(found) else ""


def planted(form: type, kind: str, **known: Any) -> Any:
    """Return a fact with a word in each of its texts."""
    hints, said = get_type_hints(form), dict[str, Any]()
    what = fields_of(form)
    for each in fields(form):
        field = what.get(each.name)
        if each.name in known or each.name in _SOUND:
            said[each.name] = known.get(each.name, _SOUND.get(each.name))
        elif isinstance(field, Text):
            said[each.name] = word(kind, each.name, field.most)
        elif each.default is MISSING and each.default_factory is MISSING:
            said[each.name] = _value(hints[each.name])
    return form(**said)


def _value(hint: Any) -> Any:
    kind = next(e for e in (*get_args(hint), hint) if e is not type(None))
    if get_origin(hint) is tuple:
        return ()
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return next(iter(kind))
    return {str: "x", int: 4, bytes: b"post_1_8", bool: True}[kind]


def plant(file: CareFile, stream_type: str, stream: bytes, **known: Any) -> None:
    """Record every kind of a type of stream, with its words, as the lead would."""
    by, now = actor(file, Role.POST_LEAD), file.clock.now_ms()
    for kind in KINDS:
        if kind.stream == stream_type:
            names = {each.name for each in fields(kind.form)}
            said = {n: v for n, v in known.items() if n in names}
            if "observed_ms" in names:
                said["observed_ms"] = now
            fact = planted(kind.form, kind.name, **said)
            file.write_now(lambda d, fact=fact: d.record(stream, fact, by))


def plant_all(file: CareFile, what: str, stream: bytes) -> None:
    """Record all that can be said of somebody, wherever it is kept."""
    post = file.read_now(lambda db: setting(db, "post_id"))
    plant(file, what, stream, post=post, casualty=b"")
    if what != "consult":
        plant(file, "transport", transport_stream(_NAME), post=post, who=(stream,))
    if what in ("casualty", "resident"):
        plant(file, "scarcity", scarcity_stream(stream), post=post, subject=stream)
    if what == "casualty":
        plant(file, "ask", ASK_START + _NAME, casualty=stream)
        plant(file, "guest", guest_stream(_NAME), post=post, casualty=stream)


def words_in(content: bytes) -> list[str]:
    """Return which planted words are left in the bytes of a file."""
    return [
        f"{kind.name}.{name}"
        for kind in KINDS
        for name, what in fields_of(kind.form).items()
        if isinstance(what, Text)
        and (found := word(kind.name, name, what.most))
        and found.encode() in content
    ]
