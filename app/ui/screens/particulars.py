"""Gegevens: what is seen of a casualty, and who it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import flet as ft

from app.care.casualty import Described, Identified
from app.care.person import InvolvementNoted, PersonDetailed
from app.care.refusal import Refusal
from app.care.terms import AgeBand, Allegiance, Group, Interpreter, Involvement, Sex
from app.commands import describe, describe_person, identify
from app.store.desk import Desk
from app.store.queries.casualty import CasualtyDetail, Said
from app.ui.state import Session
from app.ui.typed import Typed, use_typed
from app.ui.widgets.complaint_picks import complaint_picks
from app.ui.widgets.even_rows import sheet_room
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.moment import moment_of
from app.ui.widgets.more_fields import (
    IDENTITY,
    pairs,
    term_choice,
    time_field,
    typed_field,
)
from app.ui.widgets.sheet import sheet, use_primary
from app.ui.widgets.word_picks import word_picks
from sync.event import Event

SEEN: Final = ("age_band", "years", "sex", "complaint", "place")
TOLD: Final = (*IDENTITY, "group")
DETAILS: Final = ("tag", "interpreter", "allegiance")
_CLOSED: Final[Mapping[str, type[AgeBand | Sex | Group]]] = {
    "age_band": AgeBand,
    "sex": Sex,
    "group": Group,
}
_GROUP_OF: Final = {
    Allegiance.CIVIL: Group.CIVIL,
    Allegiance.MILITARY_NL: Group.MILITARY,
    Allegiance.MILITARY_NATO: Group.MILITARY,
    Allegiance.OTHER: Group.UNKNOWN,
}
"""The chain of care that goes with a side, for who reads only that."""


@ft.component
def ParticularsSheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[[list[Event]], Any],
    key: str = "",
) -> ft.Control:
    """Draw the sheet, filled with what is known; record what was changed."""
    known = known_values(detail)
    typed = use_typed(session, f"particulars:{detail.row.stream.hex()}", known)

    async def save(_event: object = None) -> None:
        await typed.record(_command(session, detail, typed), on_saved)

    use_primary(session, save)
    return sheet(
        session,
        session.words("ui.casualty.particulars"),
        _controls(session, typed, detail),
        typed,
        save,
        on_close,
    )


def known_values(detail: CasualtyDetail) -> dict[str, str]:
    """Return what was said last of each field."""
    return {
        name: newest(claims).value for name, claims in detail.said.items() if claims
    }


def newest(claims: tuple[Said, ...]) -> Said:
    """Return the claim observed last."""
    return max(claims, key=lambda each: (each.observed_ms, each.recorded_ms))


def facts_of(
    changed: Mapping[str, str], observed_ms: int
) -> tuple[Described | None, Identified | None]:
    """Return the facts that say what was changed, None where nothing was."""
    seen = {name: _value(name, changed[name]) for name in SEEN if name in changed}
    told = {name: _value(name, changed[name]) for name in TOLD if name in changed}
    return (
        Described(observed_ms, **seen) if seen else None,
        Identified(observed_ms, **told) if told else None,
    )


def details_of(changed: Mapping[str, str], observed_ms: int) -> PersonDetailed | None:
    """Return the fact that says which other details were changed, if any."""
    if not any(changed.get(name) for name in DETAILS):
        return None
    interpreter, side = changed.get("interpreter"), changed.get("allegiance")
    return PersonDetailed(
        observed_ms,
        tag=changed.get("tag") or None,
        interpreter=Interpreter(interpreter) if interpreter else None,
        allegiance=Allegiance(side) if side else None,
    )


def _value(name: str, words: str) -> Any:
    if name == "years":
        return int(words)
    terms = _CLOSED.get(name)
    return words if terms is None else terms(words or "unknown")


def _command(
    session: Session, detail: CasualtyDetail, typed: Typed
) -> Callable[[Desk], list[Event]]:
    actor, stream, changed = session.actor, detail.row.stream, typed.changed()
    at = changed.pop("at", "")
    if changed.get("allegiance"):
        changed["group"] = _GROUP_OF[Allegiance(changed["allegiance"])].value

    def command(desk: Desk) -> list[Event]:
        now_ms = moment_of(at, desk.now_ms())
        described, identified = facts_of(changed, now_ms)
        detailed = details_of(changed, now_ms)
        events = []
        if described is not None:
            seen = claim_ids(detail, SEEN, changed)
            events.append(describe(desk, actor, stream, described, seen))
        if identified is not None:
            seen = claim_ids(detail, TOLD, changed)
            events.append(identify(desk, actor, stream, identified, seen))
        if changed.get("involvement"):
            involved = InvolvementNoted(now_ms, Involvement(changed["involvement"]))
            seen = claim_ids(detail, ("involvement",), changed)
            events.append(describe_person(desk, actor, stream, involved, seen))
        if detailed is not None:
            seen = claim_ids(detail, DETAILS, changed)
            events.append(describe_person(desk, actor, stream, detailed, seen))
        if not events:
            raise Refusal("nothing_filled_in")
        return events

    return command


def claim_ids(
    detail: CasualtyDetail, names: tuple[str, ...], changed: Mapping[str, str]
) -> list[Any]:
    """Return the claims on screen of the fields that were changed."""
    return [
        claim.id
        for name in names
        if name in changed
        for claim in detail.said.get(name, ())
    ]


def _controls(
    session: Session, typed: Typed, detail: CasualtyDetail
) -> list[ft.Control]:
    wide, room = session.width >= 600, sheet_room(session)
    who = [typed_field(session, typed, name) for name in ("name", "birth_date")]
    more = [typed_field(session, typed, name) for name in ("bsn", "contact")]
    place = [typed_field(session, typed, "place"), time_field(session, typed)]
    return [
        term_choice(session, typed, "age_band", [each.value for each in AgeBand], room),
        term_choice(session, typed, "sex", [each.value for each in Sex], room),
        typed_field(session, typed, "complaint"),
        complaint_picks(typed, session.language, room),
        *pairs(who, wide=wide),
        *pairs(more, wide=wide),
        *_spoken(session, typed),
        *_side(session, typed),
        *_hurt(session, typed, detail),
        *pairs(place, wide=wide),
    ]


def _spoken(session: Session, typed: Typed) -> list[ft.Control]:
    return [
        typed_field(session, typed, "language"),
        word_picks(
            "language",
            typed.text("language"),
            lambda words: typed.pick("language", words),
            session.language,
            wide=session.width >= 600,
        ),
        _details_choice(session, typed, "interpreter", Interpreter),
    ]


def _hurt(session: Session, typed: Typed, detail: CasualtyDetail) -> list[ft.Control]:
    """Return whether somebody is hurt; a triage says so, and then nothing is asked."""
    if detail.triage:
        return []
    return [
        choices(
            [
                (each.value, session.words(f"term.Involvement.{each.value}"))
                for each in Involvement
            ],
            typed.text("involvement") or None,
            lambda value: typed.pick("involvement", value),
            key="involvement",
            label=session.words("field.InvolvementNoted.involvement"),
        )
    ]


def _side(session: Session, typed: Typed) -> list[ft.Control]:
    return [
        typed_field(session, typed, "nationality"),
        word_picks(
            "nationality",
            typed.text("nationality"),
            lambda words: typed.pick("nationality", words),
            session.language,
            wide=session.width >= 600,
        ),
        _details_choice(session, typed, "allegiance", Allegiance),
        text_field(
            session.words("field.PersonDetailed.tag"),
            typed.text("tag"),
            lambda words: typed.write("tag", words),
            key="tag",
            error=typed.errors.get("tag"),
        ),
    ]


def _details_choice(
    session: Session,
    typed: Typed,
    name: str,
    terms: type[Interpreter] | type[Allegiance],
) -> ft.Control:
    kind = terms.__name__
    return choices(
        [(each.value, session.words(f"term.{kind}.{each.value}")) for each in terms],
        typed.text(name) or None,
        lambda value: typed.pick(name, value),
        key=name,
        label=session.words(f"field.PersonDetailed.{name}"),
    )
