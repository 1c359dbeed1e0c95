"""Casualties: the list and its counts, and one in detail with the whole timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.care.casualty import Casualty, VitalsRecorded
from app.care.claim import Claim, Retracted
from app.care.flow import Cling, worst
from app.care.item import Item
from app.care.link import EntityLinked, EntityUnlinked
from app.care.person import bsn_state
from app.care.power import Power
from app.care.terms import BsnState, FactId
from app.care.treatment import TreatmentEnded
from app.catalogue import RETRACTED
from app.store.fold import WontFold, read_fact, voided
from app.store.names import actor_names, device_name, device_names
from app.store.queries.casualties import (
    Counts,
    Cursor,
    Filter,
    Hour,
    Moved,
    Page,
    arrivals,
    casualties,
    casualty_row,
    counts,
    moved,
    overdue,
)
from app.store.queries.casualty_rows import CasualtyRow
from app.store.queries.clock import Clocks, clocks
from app.store.queries.item import catalogue
from app.store.queries.link import judgements
from app.store.queries.medicine import Medicines, medicines
from app.store.queries.power import Powers
from app.store.queries.treatment import OnNow, going_on
from app.store.tables import state_of
from sync.clock import hlc_ms
from sync.database import Database
from sync.event import ERASURE, Event
from sync.journal import stream_events

__all__ = [
    "CasualtyDetail",
    "CasualtyRow",
    "Counts",
    "Cursor",
    "Entry",
    "Filter",
    "Hour",
    "Moved",
    "Page",
    "Said",
    "arrivals",
    "casualties",
    "casualty",
    "casualty_row",
    "counts",
    "moved",
    "overdue",
]


@dataclass(frozen=True, slots=True)
class Said:
    """A claim as shown: what, by whom, when seen, when written down, on what.

    `value` is the plain value of its term: `T1`, `female`, a name, a date.
    """

    id: FactId
    value: str
    actor_name: str
    observed_ms: int
    recorded_ms: int
    device: str
    late: bool
    authority: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline. `body` None: to be read after an update.

    Moments are raw; what is `off` is to be added where that device's clock was wrong.
    Without power an erasure by law has no effect, and anything else is marked; `power`
    is by what right it was recorded. `about` is what an end ended.
    `beside` is the number of the record this one was laid beside, for a judgement.
    `item` is what was used from stock, as this post knows it.
    """

    id: FactId
    kind: str
    body: Any | None
    actor: bytes
    actor_name: str
    observed_ms: int
    recorded_ms: int
    device: str
    retracted: bool
    reason: str
    cause: FactId | None
    observed_off_ms: int = 0
    recorded_off_ms: int = 0
    has_power: bool = True
    power: Power | None = None
    about: Any | None = None
    beside: str = ""
    item: Item | None = None

    @property
    def at_ms(self) -> int:
        """When it was seen, by the hub's clock."""
        return self.observed_ms + self.observed_off_ms

    @property
    def is_corrected(self) -> bool:
        """Whether the clock of the device was wrong."""
        return bool(self.observed_off_ms or self.recorded_off_ms)


@dataclass(frozen=True, slots=True)
class CasualtyDetail:
    """Everything there is to see of one casualty.

    A value of `placed` is the code of a spot; `cling` is the claim that counts.
    `said` has the claims of each descriptive field (name, sex, complaint …); more than
    one value in a field is a contradiction to show. `timeline` is newest first.
    """

    row: CasualtyRow
    triage: tuple[Said, ...]
    departures: tuple[Said, ...]
    said: Mapping[str, tuple[Said, ...]]
    placed: tuple[Said, ...]
    contaminated: tuple[Said, ...]
    cling: Cling | None
    vitals: VitalsRecorded | None
    all_vitals: tuple[Entry, ...]
    timeline: tuple[Entry, ...]
    bsn: BsnState = BsnState.NONE
    going_on: tuple[OnNow, ...] = ()
    medicines: Medicines = field(default_factory=Medicines)


@dataclass(frozen=True, slots=True)
class _Names:
    actors: dict[bytes, str]
    devices: dict[bytes, str]
    clocks: Clocks
    powers: Powers


def casualty(db: Database, stream: bytes) -> CasualtyDetail | None:
    """Return one casualty in detail; None when there is none, or it was taken back."""
    state: Casualty | None = state_of(db, "casualty", stream)
    row = casualty_row(db, stream)
    if state is None or row is None:
        return None
    cling = worst(state.contaminated)
    names = _Names(actor_names(db), device_names(db), clocks(db), Powers(db))
    timeline = _whole(db, stream, names)
    return CasualtyDetail(
        row=row,
        triage=_shown(state.triage, names),
        departures=_shown(state.departed, names),
        placed=_shown(state.placed, names, lambda spot: spot.code),
        contaminated=_shown(state.contaminated, names, lambda cling: cling.state),
        cling=None if cling is None else cling.value,
        said={name: _shown(each, names) for name, each in state.said.items()},
        vitals=state.vitals,
        all_vitals=tuple(
            sorted(
                (each for each in timeline if isinstance(each.body, VitalsRecorded)),
                key=lambda each: each.observed_ms,
            )
        ),
        timeline=timeline,
        bsn=bsn_state(state.said.get("bsn", ()), state.bsn_checks),
        going_on=() if state.departed else going_on(state.treated, names.clocks),
        medicines=medicines(db, stream),
    )


def _shown(
    claims: tuple[Claim[Any], ...],
    names: _Names,
    value: Callable[[Any], str] = str,
) -> tuple[Said, ...]:
    return tuple(
        Said(
            id=claim.id,
            value=str(value(claim.value)),
            actor_name=names.actors.get(claim.actor, ""),
            observed_ms=claim.observed_ms,
            recorded_ms=claim.recorded_ms,
            device=device_name(names.devices, claim.id[0]),
            late=claim.late,
            authority=claim.authority,
        )
        for claim in claims
    )


def _whole(db: Database, stream: bytes, names: _Names) -> tuple[Entry, ...]:
    """Return the timeline, with who was said to be, or not to be, the same person."""
    told = [
        replace(each, beside=number)
        for number, events in judgements(db, stream)
        for each in _timeline(events, names)
        if isinstance(each.body, EntityLinked | EntityUnlinked)
    ]
    own = _with_items(db, _timeline(stream_events(db, stream), names))
    return tuple(sorted((*own, *told), key=lambda each: -each.at_ms)) if told else own


def _with_items(db: Database, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Return a timeline with the items that were used as the list here has them."""
    if not any(getattr(each.body, "item", "") for each in entries):
        return entries
    listed = catalogue(db)
    return tuple(
        replace(each, item=listed.get(getattr(each.body, "item", "")))
        for each in entries
    )


def _timeline(events: list[Event], names: _Names) -> tuple[Entry, ...]:
    gone = voided(events)
    reasons = _reasons(events)
    entries = [
        _entry(event, names, is_gone=_id(event) in gone, reason=reasons.get(_id(event)))
        for event in reversed(events)
    ]
    said = {each.id: each.body for each in entries}
    told = (_with_target(each, said) for each in entries)
    return tuple(sorted(told, key=lambda each: -each.at_ms))


def _with_target(entry: Entry, said: Mapping[FactId, Any]) -> Entry:
    if not isinstance(entry.body, TreatmentEnded):
        return entry
    target = (bytes(entry.body.target[0]), entry.body.target[1])
    return replace(entry, about=said.get(target))


def _entry(event: Event, names: _Names, *, is_gone: bool, reason: str | None) -> Entry:
    body = _body(event)
    recorded_ms = hlc_ms(event.hlc)
    observed_ms = getattr(body, "observed_ms", recorded_ms)
    off_ms = names.clocks.offset_at(event.log, recorded_ms)
    at_ms = recorded_ms + off_ms
    power = names.powers.of_fact(event.actor, event.kind, body, at_ms)
    return Entry(
        id=_id(event),
        kind=event.kind,
        body=body,
        actor=event.actor,
        actor_name=names.actors.get(event.actor, ""),
        observed_ms=observed_ms,
        recorded_ms=recorded_ms,
        device=device_name(names.devices, event.log),
        retracted=is_gone,
        reason=(reason or "") if is_gone else "",
        cause=event.cause,
        observed_off_ms=names.clocks.offset_at(event.log, observed_ms),
        recorded_off_ms=off_ms,
        has_power=event.kind != ERASURE and not (power and power.is_doubtful),
        power=power,
    )


def _id(event: Event) -> FactId:
    return (event.log, event.seq)


def _body(event: Event) -> Any | None:
    try:
        return read_fact(event)
    except WontFold:
        return None


def _reasons(events: list[Event]) -> dict[FactId, str]:
    found: dict[FactId, str] = {}
    for event in events:
        body = _body(event) if event.kind == RETRACTED else None
        if isinstance(body, Retracted):
            found[(bytes(body.target[0]), body.target[1])] = body.reason
    return found
