"""A casualty: what may be recorded about one, and the state that follows from it.

The ranges of vitals are bounds of input, not clinical judgement: beyond them a number
is a slip of the finger or of the device, and is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Final

from app.care import change, flow, handover, injury, medicine, treatment
from app.care.change import Watched
from app.care.claim import Claim, Stamp, assigned, claimed, latest
from app.care.due import Owed, Stay, first_after, moved_ms
from app.care.flow import Cling, Spot
from app.care.form import Choice, Number, Ref, Text, When
from app.care.guided import TriageAssessed
from app.care.handover import HandoverPlanned, IncidentDescribed
from app.care.injury import Injury, InjuryMarked
from app.care.observation import ObservationRecorded
from app.care.person import (
    BsnCheck,
    BsnChecked,
    InvolvementNoted,
    LooksDescribed,
    PersonDetailed,
)
from app.care.photo import PhotoAttached
from app.care.said import Said, say, told
from app.care.terms import (
    RETRIAGE_AFTER_MS,
    AgeBand,
    Consciousness,
    Disposition,
    FactId,
    Flow,
    Group,
    Involvement,
    Sex,
    Triage,
    rank,
)
from app.care.treatment import Treated, TreatmentEnded, TreatmentGiven


@dataclass(frozen=True, slots=True)
class Registered:
    """A casualty came to the post."""

    number: Annotated[str, Text(24)]
    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    age_band: Annotated[AgeBand, Choice()] = AgeBand.UNKNOWN
    years: Annotated[int | None, Number(0, 130)] = None
    sex: Annotated[Sex, Choice()] = Sex.UNKNOWN
    complaint: Annotated[str, Text(200)] = ""
    place: Annotated[str, Text(100)] = ""


@dataclass(frozen=True, slots=True)
class Triaged:
    """A person chose a triage category, or found a casualty `black`."""

    category: Annotated[Triage, Choice()]
    observed_ms: Annotated[int, When()]
    reason: Annotated[str, Text(200)] = ""
    ordered_by: Annotated[str, Text(80)] = ""
    declared_by: Annotated[str, Text(80)] = ""
    sees: tuple[FactId, ...] = ()
    late: bool = False


@dataclass(frozen=True, slots=True)
class Described:
    """What is seen of a casualty was filled in or changed; None leaves a field."""

    observed_ms: Annotated[int, When()]
    age_band: Annotated[AgeBand | None, Choice()] = None
    years: Annotated[int | None, Number(0, 130)] = None
    sex: Annotated[Sex | None, Choice()] = None
    complaint: Annotated[str | None, Text(200)] = None
    place: Annotated[str | None, Text(100)] = None
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class Identified:
    """Who a casualty is was told or read; None leaves a field as it was."""

    observed_ms: Annotated[int, When()]
    name: Annotated[str | None, Text(120)] = None
    birth_date: Annotated[str | None, Text(10)] = None
    bsn: Annotated[str | None, Text(9)] = None
    contact: Annotated[str | None, Text(200)] = None
    language: Annotated[str | None, Text(60)] = None
    nationality: Annotated[str | None, Text(60)] = None
    group: Annotated[Group | None, Choice()] = None
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class VitalsRecorded:
    """One set of vitals was measured; what was not measured is None."""

    observed_ms: Annotated[int, When()]
    breaths_per_min: Annotated[int | None, Number(0, 99)] = None
    spo2_percent: Annotated[int | None, Number(0, 100)] = None
    on_oxygen: Annotated[bool | None, Choice()] = None
    pulse_per_min: Annotated[int | None, Number(0, 350)] = None
    systolic_mmhg: Annotated[int | None, Number(0, 350)] = None
    diastolic_mmhg: Annotated[int | None, Number(0, 350)] = None
    temperature_c: Annotated[int | None, Number(200, 450, scale=1)] = None
    consciousness: Annotated[Consciousness | None, Choice()] = None
    gcs: Annotated[int | None, Number(3, 15)] = None
    pain: Annotated[int | None, Number(0, 10)] = None


@dataclass(frozen=True, slots=True)
class NoteRecorded:
    """Something worth knowing, in a person's own words."""

    text: Annotated[str, Text(2000, long=True)]
    observed_ms: Annotated[int, When()]


@dataclass(frozen=True, slots=True)
class Departed:
    """A casualty left the post."""

    disposition: Annotated[Disposition, Choice()]
    observed_ms: Annotated[int, When()]
    destination: Annotated[str, Text(100)] = ""
    receiver: Annotated[str, Text(80)] = ""
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class Casualty:
    """All that is known of one casualty."""

    number: str = ""
    post: bytes = b""
    registered_ms: int = 0
    triage: tuple[Claim[Triage], ...] = ()
    triage_newest_ms: int | None = None
    said: Said = field(default_factory=dict)
    vitals: VitalsRecorded | None = None
    departed: tuple[Claim[Disposition], ...] = ()
    departed_newest_ms: int | None = None
    placed: tuple[Claim[Spot], ...] = ()
    placed_newest_ms: int | None = None
    stays: tuple[Stay, ...] = ()
    received_ms: int | None = None
    contaminated: tuple[Claim[Cling], ...] = ()
    contaminated_newest_ms: int | None = None
    vitals_count: int = 0
    watched: Watched = field(default_factory=Watched)
    note_count: int = 0
    photo_count: int = 0
    treated: Treated = field(default_factory=Treated)
    medicated: medicine.Medicated = field(default_factory=medicine.Medicated)
    bsn_checks: tuple[BsnCheck, ...] = ()
    injuries: tuple[Injury, ...] = ()

    @property
    def category(self) -> Triage | None:
        """The most urgent of the claims that stand: what lists and alarms count."""
        return min((claim.value for claim in self.triage), key=rank, default=None)

    @property
    def triaged_ms(self) -> int | None:
        """When the newest standing triage was observed."""
        newest = latest(self.triage)
        return None if newest is None else newest.observed_ms

    @property
    def owed(self) -> Owed:
        """Why to triage again; nothing for who left, died, or waits for a first time.

        By the suggested intervals; what a post set otherwise is not in this stream.
        """
        category, since_ms = self.category, self.triaged_ms
        after_ms = None if category is None else RETRIAGE_AFTER_MS.get(category)
        if since_ms is None or after_ms is None or self.departed:
            return Owed()
        saved = (
            each.observed_ms
            for each in self.treated.given
            if each.intervention in treatment.LIFE_SAVING
        )
        return Owed(
            time_ms=since_ms + after_ms,
            intervention_ms=first_after(saved, since_ms),
            move_ms=moved_ms(self.stays, since_ms),
            change_ms=change.changed_ms(
                self.watched, self.said, self.registered_ms, since_ms
            ),
        )

    @property
    def tourniquet_ms(self) -> int | None:
        """Since when the oldest tourniquet is on; None without one, or for who left."""
        on = self.treated.tourniquets
        return None if not on or self.departed else on[0].observed_ms

    @property
    def disposition(self) -> Disposition | None:
        """How the casualty left, if so."""
        left = latest(self.departed)
        return None if left is None else left.value

    @property
    def is_affected(self) -> bool:
        """Whether this is somebody unhurt; a triage makes a casualty of them."""
        said = self.text("involvement")
        return said == Involvement.AFFECTED and not self.triage

    @property
    def conflicts(self) -> int:
        """In how many things persons contradict each other."""
        registers: list[tuple[Claim[Any], ...]] = [
            *(self.triage, self.departed, self.placed),
            *self.said.values(),
        ]
        found = sum(len({claim.value for claim in each}) > 1 for each in registers)
        return found + (len({each.value.state for each in self.contaminated}) > 1)

    @property
    def flow(self) -> Flow:
        """How far on the way out."""
        return flow.flow(
            is_dead=self.category is Triage.DEAD,
            left=self.disposition,
            is_received=self.received_ms is not None,
            spots=self.placed,
        )

    def text(self, name: str) -> str:
        """Return what was said last in a field, or an empty text."""
        claim = latest(self.said.get(name, ()))
        return "" if claim is None else str(claim.value)


Fold = Callable[[Any, Any, Stamp], Any]
"""State, fact and stamp in; the next state out."""


def _registered(casualty: Casualty, fact: Registered, stamp: Stamp) -> Casualty:
    known = replace(
        casualty,
        number=fact.number,
        post=fact.post,
        registered_ms=fact.observed_ms,
    )
    values = {
        "age_band": None if fact.age_band is AgeBand.UNKNOWN else fact.age_band,
        "years": fact.years,
        "sex": None if fact.sex is Sex.UNKNOWN else fact.sex,
        "complaint": fact.complaint or None,
        "place": fact.place or None,
    }
    return replace(known, said=say(known.said, values, fact.observed_ms, (), stamp))


def _triaged(casualty: Casualty, fact: Triaged, stamp: Stamp) -> Casualty:
    claim = claimed(
        fact.category,
        fact.observed_ms,
        stamp,
        late=fact.late,
        authority=fact.declared_by or fact.ordered_by,
    )
    newest = casualty.triage_newest_ms
    return replace(
        casualty,
        triage=assigned(casualty.triage, claim, fact.sees, newest),
        triage_newest_ms=max(fact.observed_ms, newest or 0),
    )


Saying = (
    Described
    | Identified
    | LooksDescribed
    | PersonDetailed
    | InvolvementNoted
    | IncidentDescribed
    | HandoverPlanned
)
"""A fact whose fields each say something of one descriptive field."""


def _said(casualty: Casualty, fact: Saying, stamp: Stamp) -> Casualty:
    return replace(casualty, said=told(casualty.said, fact, stamp))


def _measured(casualty: Casualty, fact: VitalsRecorded, _: Stamp) -> Casualty:
    held = casualty.vitals
    is_newer = held is None or fact.observed_ms >= held.observed_ms
    return replace(
        casualty,
        vitals=fact if is_newer else held,
        vitals_count=casualty.vitals_count + 1,
        watched=change.measured(casualty.watched, fact),
    )


def _observed(casualty: Casualty, fact: ObservationRecorded, _: Stamp) -> Casualty:
    return replace(casualty, watched=change.observed(casualty.watched, fact))


def _noted(casualty: Casualty, _: NoteRecorded, __: Stamp) -> Casualty:
    return replace(casualty, note_count=casualty.note_count + 1)


def _pictured(casualty: Casualty, _: PhotoAttached, __: Stamp) -> Casualty:
    return replace(casualty, photo_count=casualty.photo_count + 1)


def _treated(casualty: Casualty, fact: TreatmentGiven, stamp: Stamp) -> Casualty:
    return replace(casualty, treated=treatment.given(casualty.treated, fact, stamp))


def _treatment_ended(
    casualty: Casualty, fact: TreatmentEnded, stamp: Stamp
) -> Casualty:
    return replace(casualty, treated=treatment.ended(casualty.treated, fact, stamp))


def _checked(casualty: Casualty, fact: BsnChecked, stamp: Stamp) -> Casualty:
    check = BsnCheck(fact.sees, fact.how, fact.observed_ms, stamp.actor)
    return replace(casualty, bsn_checks=(*casualty.bsn_checks, check))


def _marked(casualty: Casualty, fact: InjuryMarked, stamp: Stamp) -> Casualty:
    return replace(casualty, injuries=injury.marked(casualty.injuries, fact, stamp))


def _departed(casualty: Casualty, fact: Departed, stamp: Stamp) -> Casualty:
    claim = claimed(fact.disposition, fact.observed_ms, stamp, authority=fact.receiver)
    newest = casualty.departed_newest_ms
    return replace(
        casualty,
        departed=assigned(casualty.departed, claim, fact.sees, newest),
        departed_newest_ms=max(fact.observed_ms, newest or 0),
    )


def _unchanged(casualty: Casualty, _: Any, __: Stamp) -> Casualty:
    """Leave all as it was: a fact that only the timeline tells."""
    return casualty


FOLD: Final[dict[type, Fold]] = {
    Registered: _registered,
    Triaged: _triaged,
    TriageAssessed: _unchanged,
    Described: _said,
    Identified: _said,
    LooksDescribed: _said,
    PersonDetailed: _said,
    InvolvementNoted: _said,
    BsnChecked: _checked,
    VitalsRecorded: _measured,
    NoteRecorded: _noted,
    PhotoAttached: _pictured,
    TreatmentGiven: _treated,
    TreatmentEnded: _treatment_ended,
    InjuryMarked: _marked,
    ObservationRecorded: _observed,
    Departed: _departed,
    **flow.FOLD,
    **dict.fromkeys(handover.SAYING, _said),
    **dict.fromkeys(handover.TELLING, _unchanged),
    **medicine.FOLD,
}
"""One small function for each kind of fact."""
