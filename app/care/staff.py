"""Staff: which role may record which kind of fact, and what else a role may."""

from __future__ import annotations

from typing import Final

from app.care.moving import MOVING
from app.care.terms import Role

_ANYBODY: Final = frozenset(
    {
        "event.retracted",
        "message.acknowledged",
        "access.overridden",
        "access.forced",
        "access.ended",
        "access.searched",
        "staff.qualified",
        "duty.began",
        "duty.ended",
        "absence.told",
        "absence.ended",
    }
)
_ORDERING: Final = frozenset(
    {
        "message.sent",
        "pack.published",
        "request.decided",
        "request.shipped",
        "downscaling.answered",
    }
)
_BORDERING: Final = frozenset(
    {"region.agreed", "region.ended", "crossing.sent", "crossing.ended"}
)
_GRANTING: Final = frozenset({"grant.given", "grant.ended"})
_TRUSTING: Final = frozenset(
    {
        "recognition.asked",
        "supervision.set",
        "power.delegated",
        "duty.planned",
        "fatigue.set",
    }
)
_READING: Final = frozenset({"access.opened", "access.log_read"})
_HANDING_OVER: Final = frozenset(
    {
        "incident.described",
        "handover.planned",
        "handover.made",
        "tccc.described",
        "access.printed",
        "situation.reported",
        "medevac.requested",
    }
)
_ADVISING: Final = frozenset({"advice.given"})
_AT_THE_DOOR: Final = frozenset(
    {
        "casualty.registered",
        "casualty.triaged",
        "triage.assessed",
        "casualty.described",
        "casualty.identified",
        "casualty.described_looks",
        "casualty.detailed",
        "casualty.involved",
        "bsn.checked",
        "relative.asked",
        "relative.answered",
        "entity.linked",
        "entity.unlinked",
        "casualty.departed",
        "note.recorded",
        "allergy.recorded",
        "allergy.denied",
        "photo.attached",
        "casualty.placed",
        "casualty.received",
        "contamination.noted",
    }
)
_CARING: Final = (
    _AT_THE_DOOR
    | _HANDING_OVER
    | {
        "vitals.recorded",
        "treatment.given",
        "treatment.ended",
        "medicine.given",
        "injury.marked",
        "observation.recorded",
        "stock.issued",
        "stock.returned",
        "controlled.entered",
    }
)
_ASKING_AROUND: Final = frozenset(
    {
        "resident.registered",
        "resident.described",
        "resident.power_stated",
        "resident.oxygen_stated",
        "resident.medicine_stated",
        "resident.food_stated",
        "resident.heating_stated",
        "resident.care_stated",
        "resident.act_stated",
        "resident.mobility_stated",
        "resident.cognition_stated",
        "resident.checked",
        "resident.visited",
        "outage.reported",
        "failure.began",
        "failure.ended",
        "handout.given",
        "handout.returned",
        "downscaling.told",
        "task.opened",
        "task.described",
        "task.assigned",
        "task.requested",
        "task.done",
        "round.planned",
        "round.assigned",
        "round.taken",
        "round.ended",
    }
)
_COUNTING: Final = frozenset(
    {"signal.counted", "signal.reported", "signal.raised", "signal.called"}
)
_DOWNSCALING: Final = frozenset({"downscaling.decided", "downscaling.ended"})
_CONSULTING: Final = frozenset({"consult.made", "consult.followed", "help.found"})
_WRITING_ADVICE: Final = frozenset({"advice.set"})
_STRIKING_OFF: Final = frozenset({"resident.ended", "resident.sourced"})
_STOCKING: Final = frozenset(
    {
        "stock.received",
        "stock.issued",
        "stock.unpacked",
        "stock.returned",
        "stock.moved",
        "stock.sent",
        "stock.arrived",
        "transfer.told",
        "stock.discarded",
        "stock.counted",
        "lot.held",
        "recall.answered",
        "request.made",
        "request.withdrawn",
        "request.closed",
        "cold.read",
        "utility.reported",
        "tally.begun",
        "tally.line",
        "tally.ended",
        "par.set",
        "controlled.entered",
        "controlled.counted",
        "item.added",
        "item.changed",
        "item.withdrawn",
        "gtin.linked",
        "gtin.unlinked",
    }
)
_JUDGING_LOTS: Final = frozenset({"lot.released"})
_EXPLAINING: Final = frozenset({"controlled.closed"})
_STATING: Final = frozenset({"requirement.reported", "capacity.reported"})
_WRITING_BOOK: Final = frozenset({"entry.written", "entry.closed", "entry.reopened"})
_LEADING_SHIFT: Final = frozenset(
    {"shift.handed_over", "shift.taken_over", "decision.recorded", "decision.ended"}
)
_RECALLING: Final = frozenset({"recall.ordered", "recall.ended"})
_ERASING: Final = frozenset({"entity.erased"})
_LEADING: Final = frozenset(
    {
        "staff.added",
        "staff.role_changed",
        "staff.ended",
        "post.named",
        "place.named",
        "place.closed",
        "storage.named",
        "storage.closed",
        "level.set",
        "retriage.set",
        "retriage.reasons_set",
        "tools.chosen",
        "access.reviewed",
        "post.masking_set",
        "weights.set",
        "retention.set",
        "ggd.set",
        "envelope.tested",
        "post.opened",
        "file.handed",
        "post.closed",
        "disease.listed",
        "disease.dropped",
        "shifts.set",
    }
)

MAY: Final[dict[Role, frozenset[str]]] = {
    Role.REGISTRAR: (
        _ANYBODY
        | _READING
        | _AT_THE_DOOR
        | _HANDING_OVER
        | _ASKING_AROUND
        | _COUNTING
        | MOVING
        | _WRITING_BOOK
    ),
    Role.FIRST_AIDER: (
        _ANYBODY
        | _READING
        | _CARING
        | _ASKING_AROUND
        | _COUNTING
        | _CONSULTING
        | MOVING
        | _WRITING_BOOK
    ),
    Role.NURSE: (
        _ANYBODY
        | _READING
        | _CARING
        | _ADVISING
        | _ASKING_AROUND
        | _COUNTING
        | _CONSULTING
        | _WRITING_ADVICE
        | _DOWNSCALING
        | MOVING
        | _STRIKING_OFF
        | _STOCKING
        | _JUDGING_LOTS
        | _STATING
        | _WRITING_BOOK
        | _LEADING_SHIFT
    ),
    Role.DOCTOR: (
        _ANYBODY
        | _READING
        | _CARING
        | _ADVISING
        | _ASKING_AROUND
        | _COUNTING
        | _CONSULTING
        | _WRITING_ADVICE
        | _DOWNSCALING
        | MOVING
        | _STRIKING_OFF
        | _STOCKING
        | _JUDGING_LOTS
        | _STATING
        | _WRITING_BOOK
        | _LEADING_SHIFT
        | _EXPLAINING
    ),
    Role.STOCK_KEEPER: _ANYBODY | _STOCKING | _STATING,
    Role.POST_LEAD: (
        _ANYBODY
        | _READING
        | _CARING
        | _ASKING_AROUND
        | _COUNTING
        | _CONSULTING
        | _WRITING_ADVICE
        | _DOWNSCALING
        | MOVING
        | _STRIKING_OFF
        | _STOCKING
        | _JUDGING_LOTS
        | _STATING
        | _WRITING_BOOK
        | _LEADING_SHIFT
        | _EXPLAINING
        | _RECALLING
        | _LEADING
        | _TRUSTING
        | _ERASING
    ),
    Role.OPERATOR: (
        _ANYBODY
        | _READING
        | _LEADING
        | _GRANTING
        | _ERASING
        | _ORDERING
        | _RECALLING
        | _BORDERING
    ),
}
"""Which kinds each role may record; a retraction also needs the kind it takes back.

A registrar writes down the category the triager calls out. An operator opens records
in the hub's console; a stock keeper has no need to.
"""

BY_ITSELF: Final = frozenset({"clock.measured"})
"""What the program records of itself, by nobody's hand."""

_DECLARES: Final = frozenset({Role.DOCTOR})
_GIVES_MEDICINE: Final = frozenset({Role.NURSE, Role.DOCTOR})
_SEES_KEYS: Final = frozenset({Role.POST_LEAD})
_CHOOSES_SCALE: Final = frozenset({Role.NURSE, Role.DOCTOR})


def may(role: Role, kind: str) -> bool:
    """Tell whether a role may record a kind of fact."""
    return kind in MAY[role]


def may_declare(role: Role) -> bool:
    """Tell whether a role may declare somebody dead."""
    return role in _DECLARES


def may_give_medicine(role: Role) -> bool:
    """Tell whether a role gives medicines itself; others write down who gave one."""
    return role in _GIVES_MEDICINE


def may_watch(role: Role) -> bool:
    """Tell whether a role may be the second person with a controlled drug."""
    return "controlled.entered" in MAY[role]


def may_choose_scale_2(role: Role) -> bool:
    """Tell whether a role may choose scale 2 of NEWS2, for hypercapnic failure."""
    return role in _CHOOSES_SCALE


def may_see_residents(role: Role) -> bool:
    """Tell whether a role sees who at home cannot do without what."""
    return "resident.visited" in MAY[role]


def may_see_keys(role: Role) -> bool:
    """Tell whether a role sees where the key of somebody's house is."""
    return role in _SEES_KEYS


def may_see_consults(role: Role) -> bool:
    """Tell whether a role sees who asked what by phone, and what was agreed."""
    return "consult.made" in MAY[role]


def may_see_signals(role: Role) -> bool:
    """Tell whether a role sees full counts: who counts, and who watches a region."""
    return "signal.counted" in MAY[role] or role is Role.OPERATOR


def may_see_book(role: Role) -> bool:
    """Tell whether a role reads the book of the shifts and the log of decisions."""
    return "entry.written" in MAY[role]


def may_downscale(role: Role) -> bool:
    """Tell whether a role decides that somebody gets an act otherwise, or no more."""
    return "downscaling.decided" in MAY[role]


def may_set_level(role: Role) -> bool:
    """Tell whether a role sets the care level of a post."""
    return "level.set" in MAY[role]


def may_see_moving(role: Role) -> bool:
    """Tell whether a role sees by name who is brought where, and who was taken in."""
    return "evacuee.listed" in MAY[role]


def may_bring_lists(role: Role) -> bool:
    """Tell whether a role takes over a care organisation's list of residents."""
    return "resident.sourced" in MAY[role]
