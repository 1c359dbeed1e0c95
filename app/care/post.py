"""The post itself: its name, its places, and how soon it looks at somebody again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.closing import (
    EnvelopeTested,
    FileHanded,
    PostClosed,
    PostOpened,
    Standing,
    said,
    tested,
)
from app.care.duty import NO_LIMIT, Fatigue, FatigueSet
from app.care.flow import HERE, OF_PURPOSE, Placed
from app.care.form import Choice, Number, Text
from app.care.guided import (
    DEFAULT_TOOLS,
    MOST_TOOLS,
    ToolsChosen,
    chosen_tools,
)
from app.care.harm import USUAL, WeightsSet, check_weights
from app.care.notifiable import Disease, DiseaseDropped, DiseaseListed, changed
from app.care.resident import RetentionSet
from app.care.shift import USUAL_CHANGES, ShiftsSet, check_changes
from app.care.signal import GgdSet
from app.care.situation import MedevacRequested, SituationReported
from app.care.storage import Storage, StorageClosed, StorageNamed
from app.care.terms import RETRIAGE_AFTER_MS, Flow, Purpose, Triage
from app.care.triage import Tool
from app.care.utility import Reports, UtilityReported, with_report

STREAM_START: Final = b"post:"
MOST_MINUTES: Final = 480
_MINUTE_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class PostNamed:
    """A post was given its name and code."""

    name: Annotated[str, Text(60)]
    code: Annotated[str, Text(8)]


@dataclass(frozen=True, slots=True)
class PlaceNamed:
    """A place in the post was made, or named anew; `place` stays what it is."""

    place: Annotated[str, Text(32)]
    name: Annotated[str, Text(60)]
    purpose: Annotated[Purpose, Choice()]


@dataclass(frozen=True, slots=True)
class PlaceClosed:
    """A place in the post is no longer used; who is there stays there."""

    place: Annotated[str, Text(32)]


@dataclass(frozen=True, slots=True)
class RetriageSet:
    """How many minutes after triage somebody is looked at again, by category."""

    t1_min: Annotated[int, Number(1, MOST_MINUTES)]
    t2_min: Annotated[int, Number(1, MOST_MINUTES)]
    t3_min: Annotated[int, Number(1, MOST_MINUTES)]
    t4_min: Annotated[int, Number(1, MOST_MINUTES)]


@dataclass(frozen=True, slots=True)
class RetriageReasonsSet:
    """After what somebody is triaged again at once was decided."""

    intervention: Annotated[bool, Choice()] = True
    move: Annotated[bool, Choice()] = True
    change: Annotated[bool, Choice()] = True


@dataclass(frozen=True, slots=True)
class MaskingSet:
    """Whether lists and overviews hide the names of people was decided."""

    hides_names: Annotated[bool, Choice()]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the post. An example has no name: its words go by what it is."""

    place: str
    name: str
    purpose: Purpose
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """A first aid post."""

    name: str = ""
    code: str = ""
    places: tuple[Place, ...] = ()
    retriage: RetriageSet | None = None
    reasons: RetriageReasonsSet = field(default_factory=RetriageReasonsSet)
    tools: tuple[Tool, ...] = ()
    situation: SituationReported | None = None
    medevac: MedevacRequested | None = None
    hides_names: bool = False
    storages: tuple[Storage, ...] = ()
    utilities: Reports = ()
    weights: WeightsSet = USUAL
    days_kept: int | None = None
    ggd: GgdSet = field(default_factory=GgdSet)
    diseases: tuple[Disease, ...] = ()
    shift_changes: tuple[int, ...] = USUAL_CHANGES
    fatigue: Fatigue = NO_LIMIT
    standing: Standing = field(default_factory=Standing)


@dataclass(frozen=True, slots=True)
class PostLine:
    """The scalars of a post that lists show."""

    name: str
    code: str


EXAMPLES: Final = (
    Place("waiting", "", Purpose.WAITING),
    Place("walking", "", Purpose.WAITING),
    Place("treatment_1", "", Purpose.TREATMENT),
    Place("treatment_2", "", Purpose.TREATMENT),
    Place("transport", "", Purpose.TRANSPORT),
)
"""What a post starts with until its lead names places: words, not facts."""


def _named(post: Post, fact: PostNamed, _: Stamp) -> Post:
    return replace(post, name=fact.name, code=fact.code)


def _place_named(post: Post, fact: PlaceNamed, _: Stamp) -> Post:
    made = Place(fact.place, fact.name, fact.purpose)
    if all(each.place != fact.place for each in post.places):
        return replace(post, places=(*post.places, made))
    kept = (made if each.place == fact.place else each for each in post.places)
    return replace(post, places=tuple(kept))


def _place_closed(post: Post, fact: PlaceClosed, _: Stamp) -> Post:
    kept = (
        replace(each, is_closed=True) if each.place == fact.place else each
        for each in post.places
    )
    return replace(post, places=tuple(kept))


def _retriage_set(post: Post, fact: RetriageSet, _: Stamp) -> Post:
    return replace(post, retriage=fact)


def _reasons_set(post: Post, fact: RetriageReasonsSet, _: Stamp) -> Post:
    return replace(post, reasons=fact)


def _tools_chosen(post: Post, fact: ToolsChosen, _: Stamp) -> Post:
    return replace(post, tools=chosen_tools(fact))


def _reported(post: Post, fact: SituationReported, _: Stamp) -> Post:
    held = post.situation
    is_newer = held is None or fact.observed_ms >= held.observed_ms
    return replace(post, situation=fact) if is_newer else post


def _asked(post: Post, fact: MedevacRequested, _: Stamp) -> Post:
    held = post.medevac
    is_newer = held is None or fact.observed_ms >= held.observed_ms
    return replace(post, medevac=fact) if is_newer else post


def _storage_named(post: Post, fact: StorageNamed, _: Stamp) -> Post:
    made = Storage(fact.place, fact.name, fact.kind, fact.low_c, fact.high_c)
    if all(each.place != fact.place for each in post.storages):
        return replace(post, storages=(*post.storages, made))
    kept = (made if each.place == fact.place else each for each in post.storages)
    return replace(post, storages=tuple(kept))


def _storage_closed(post: Post, fact: StorageClosed, _: Stamp) -> Post:
    kept = (
        replace(each, is_closed=True) if each.place == fact.place else each
        for each in post.storages
    )
    return replace(post, storages=tuple(kept))


def _masking_set(post: Post, fact: MaskingSet, _: Stamp) -> Post:
    return replace(post, hides_names=fact.hides_names)


def _weighed(post: Post, fact: WeightsSet, _: Stamp) -> Post:
    check_weights(fact)
    return replace(post, weights=fact)


def _kept(post: Post, fact: RetentionSet, _: Stamp) -> Post:
    return replace(post, days_kept=fact.days)


def _ggd_set(post: Post, fact: GgdSet, _: Stamp) -> Post:
    return replace(post, ggd=fact)


def _listed(post: Post, fact: DiseaseListed, _: Stamp) -> Post:
    line = Disease(fact.disease, fact.group, fact.as_of, is_own=True)
    return replace(post, diseases=changed(post.diseases, line))


def _dropped(post: Post, fact: DiseaseDropped, _: Stamp) -> Post:
    line = Disease(fact.disease, None, fact.as_of, is_own=True)
    return replace(post, diseases=changed(post.diseases, line))


def _tested(post: Post, fact: EnvelopeTested, stamp: Stamp) -> Post:
    return replace(post, standing=tested(post.standing, fact, stamp.id))


def _said(post: Post, fact: PostOpened | FileHanded | PostClosed, _: Stamp) -> Post:
    return replace(post, standing=said(post.standing, fact))


def _utility(post: Post, fact: UtilityReported, _: Stamp) -> Post:
    return replace(post, utilities=with_report(post.utilities, fact))


def _shifts_set(post: Post, fact: ShiftsSet, _: Stamp) -> Post:
    check_changes(fact.changes)
    return replace(post, shift_changes=fact.changes)


def _fatigue(post: Post, fact: FatigueSet, _: Stamp) -> Post:
    return replace(post, fatigue=Fatigue(fact.in_day_h, fact.in_three_days_h))


FOLD: Final[dict[type, Fold]] = {
    PostNamed: _named,
    MaskingSet: _masking_set,
    PlaceNamed: _place_named,
    PlaceClosed: _place_closed,
    StorageNamed: _storage_named,
    StorageClosed: _storage_closed,
    RetriageSet: _retriage_set,
    RetriageReasonsSet: _reasons_set,
    ToolsChosen: _tools_chosen,
    SituationReported: _reported,
    MedevacRequested: _asked,
    UtilityReported: _utility,
    WeightsSet: _weighed,
    RetentionSet: _kept,
    GgdSet: _ggd_set,
    DiseaseListed: _listed,
    DiseaseDropped: _dropped,
    ShiftsSet: _shifts_set,
    FatigueSet: _fatigue,
    EnvelopeTested: _tested,
    PostOpened: _said,
    FileHanded: _said,
    PostClosed: _said,
}


def line(post: Post) -> PostLine:
    """Return the scalars that lists need."""
    return PostLine(post.name, post.code)


def open_places(post: Post) -> tuple[Place, ...]:
    """Return the places people can be brought to: its own, or else the examples."""
    own = post.places or EXAMPLES
    return tuple(each for each in own if not each.is_closed)


def shown_tools(post: Post, first: tuple[Tool, ...] = ()) -> tuple[Tool, ...]:
    """Return the triage tools this post shows, first the one that opens.

    `first` are those its care level puts before the usual ones.
    """
    return post.tools or tuple(dict.fromkeys((*first, *DEFAULT_TOOLS)))[:MOST_TOOLS]


def suggested() -> RetriageSet:
    """Return the minutes suggested when a post has set none (domain.md §2.12)."""
    t1, t2, t3, t4 = (
        RETRIAGE_AFTER_MS[each] // _MINUTE_MS
        for each in (Triage.T1, Triage.T2, Triage.T3, Triage.T4)
    )
    return RetriageSet(t1, t2, t3, t4)


def later_ms(own: RetriageSet | None) -> dict[Triage, int]:
    """Return how much later than suggested these minutes are, by category.

    A finding `black` takes the time of T1. What is not later or earlier is left out.
    """
    usual = suggested()
    if own is None:
        return {}
    minutes = {
        Triage.T1: own.t1_min - usual.t1_min,
        Triage.BLACK: own.t1_min - usual.t1_min,
        Triage.T2: own.t2_min - usual.t2_min,
        Triage.T3: own.t3_min - usual.t3_min,
        Triage.T4: own.t4_min - usual.t4_min,
    }
    return {each: more * _MINUTE_MS for each, more in minutes.items() if more}


def placing(place: Place, at_ms: int, status: str = "") -> Placed:
    """Return the fact that somebody was brought to a place.

    `status` says what happens there where that is not what the place is for.
    """
    usual = OF_PURPOSE[place.purpose]
    said = Flow(status) if status in list(HERE) else usual
    return Placed(
        place=place.place,
        observed_ms=at_ms,
        name=place.name,
        purpose=place.purpose,
        status=None if said is usual else said,
    )


def post_stream(post_id: bytes) -> bytes:
    """Return the stream of a post."""
    return STREAM_START + post_id
