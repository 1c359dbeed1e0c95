"""Every kind of event, on one page.

A kind is a form, its version and the stream it belongs to. A body is a map of field
names, without the fields that equal their default; its bytes are kept as they came.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any, Final

from app.care import (
    access,
    border,
    capacity,
    casualty,
    clock,
    controlled,
    decision,
    handout,
    handover,
    harm,
    level,
    link,
    local_item,
    need,
    outage,
    pack,
    person,
    post,
    recall,
    relative,
    request,
    requirement,
    resident,
    scarcity,
    shift,
    stock,
    storage,
    tally,
    task,
    transfer,
)
from app.care import round as rounds
from app.care.claim import Retracted
from app.care.closing import EnvelopeTested, FileHanded, PostClosed, PostOpened
from app.care.duty import (
    AbsenceEnded,
    AbsenceTold,
    DutyBegan,
    DutyEnded,
    DutyPlanned,
    FatigueSet,
)
from app.care.erasure import EntityErased
from app.care.flow import ContaminationNoted, Placed, Received
from app.care.grant import GrantEnded, GrantGiven
from app.care.guided import ToolsChosen, TriageAssessed
from app.care.injury import InjuryMarked
from app.care.medicine import AllergiesDenied, AllergyRecorded, MedicineGiven
from app.care.member import RoleChanged, StaffAdded, StaffEnded
from app.care.message import MessageAcknowledged, MessageSent
from app.care.notifiable import DiseaseDropped, DiseaseListed
from app.care.observation import ObservationRecorded
from app.care.photo import PhotoAttached
from app.care.qualification import QualificationStated, RecognitionAsked
from app.care.signal import GgdSet
from app.care.situation import MedevacRequested, SituationReported
from app.care.tccc import TcccDescribed
from app.care.terms import Triage
from app.care.treatment import TreatmentEnded, TreatmentGiven
from app.care.trust import PowerDelegated, SupervisionSet
from app.care.utility import UtilityReported
from app.demand import KINDS as DEMAND
from app.kind import ANY as ANY
from app.kind import RETRACTED as RETRACTED
from app.kind import Kind as Kind
from app.kind import Stream as Stream
from app.moving import KINDS as MOVING
from app.streams import STREAMS as STREAMS
from sync.event import ERASURE, Event, read_record
from sync.event import pack as packed


def _at_once(_fact: Any) -> bool:
    return True


KINDS: Final[tuple[Kind, ...]] = (
    Kind("casualty.registered", 1, casualty.Registered, "casualty"),
    Kind(
        "casualty.triaged",
        1,
        casualty.Triaged,
        "casualty",
        urgent=lambda fact: fact.category is Triage.T1,
    ),
    Kind("triage.assessed", 1, TriageAssessed, "casualty"),
    Kind("casualty.described", 1, casualty.Described, "casualty"),
    Kind("casualty.identified", 1, casualty.Identified, "casualty"),
    Kind("casualty.described_looks", 1, person.LooksDescribed, "casualty"),
    Kind("casualty.detailed", 1, person.PersonDetailed, "casualty"),
    Kind("casualty.involved", 1, person.InvolvementNoted, "casualty"),
    Kind("bsn.checked", 1, person.BsnChecked, "casualty"),
    Kind("vitals.recorded", 1, casualty.VitalsRecorded, "casualty"),
    Kind("note.recorded", 1, casualty.NoteRecorded, "casualty"),
    Kind("casualty.departed", 1, casualty.Departed, "casualty"),
    Kind("casualty.placed", 1, Placed, "casualty"),
    Kind("casualty.received", 1, Received, "casualty"),
    Kind("contamination.noted", 1, ContaminationNoted, "casualty"),
    Kind("photo.attached", 1, PhotoAttached, "casualty"),
    Kind("treatment.given", 1, TreatmentGiven, "casualty"),
    Kind("treatment.ended", 1, TreatmentEnded, "casualty"),
    Kind("medicine.given", 1, MedicineGiven, "casualty"),
    Kind("allergy.recorded", 1, AllergyRecorded, "casualty"),
    Kind("allergy.denied", 1, AllergiesDenied, "casualty"),
    Kind("relative.asked", 1, relative.RelativeAsked, "ask"),
    Kind("relative.answered", 1, relative.RelativeAnswered, "ask"),
    Kind("entity.linked", 1, link.EntityLinked, "link"),
    Kind("entity.unlinked", 1, link.EntityUnlinked, "link"),
    Kind("incident.described", 1, handover.IncidentDescribed, "casualty"),
    Kind("handover.planned", 1, handover.HandoverPlanned, "casualty"),
    Kind("handover.made", 1, handover.HandoverMade, "casualty"),
    Kind("advice.given", 1, handover.AdviceGiven, "casualty"),
    Kind("tccc.described", 1, TcccDescribed, "casualty"),
    Kind("injury.marked", 1, InjuryMarked, "casualty"),
    Kind("observation.recorded", 1, ObservationRecorded, "casualty"),
    Kind("stock.received", 1, stock.StockReceived, "lot"),
    Kind("stock.issued", 1, stock.StockIssued, "lot"),
    Kind("stock.unpacked", 1, stock.StockUnpacked, "lot"),
    Kind("stock.returned", 1, stock.StockReturned, "lot"),
    Kind("stock.moved", 1, stock.StockMoved, "lot"),
    Kind("stock.sent", 1, stock.StockSent, "lot"),
    Kind("stock.arrived", 1, stock.StockArrived, "lot"),
    Kind("stock.discarded", 1, stock.StockDiscarded, "lot"),
    Kind("stock.counted", 1, stock.StockCounted, "lot"),
    Kind("lot.held", 1, stock.LotHeld, "lot"),
    Kind("lot.released", 1, stock.LotReleased, "lot"),
    Kind("controlled.entered", 1, controlled.ControlledEntered, "controlled"),
    Kind("controlled.counted", 1, controlled.ControlledCounted, "controlled"),
    Kind("controlled.closed", 1, controlled.ControlledClosed, "controlled"),
    Kind("recall.ordered", 1, recall.RecallOrdered, "recall", urgent=_at_once),
    Kind("recall.answered", 1, recall.RecallAnswered, "recall", urgent=_at_once),
    Kind("recall.ended", 1, recall.RecallEnded, "recall", urgent=_at_once),
    Kind(
        "request.made",
        1,
        request.RequestMade,
        "request",
        urgent=lambda fact: fact.urgency is request.Urgency.URGENT,
    ),
    Kind("request.decided", 1, request.RequestDecided, "request", urgent=_at_once),
    Kind("request.shipped", 1, request.RequestShipped, "request", urgent=_at_once),
    Kind("request.withdrawn", 1, request.RequestWithdrawn, "request"),
    Kind("request.closed", 1, request.RequestClosed, "request"),
    Kind("transfer.told", 1, transfer.TransferTold, "transfer"),
    Kind("cold.read", 1, storage.ColdRead, "cold"),
    Kind("tally.begun", 1, tally.TallyBegun, "tally"),
    Kind("tally.line", 1, tally.TallyLine, "tallied"),
    Kind("tally.ended", 1, tally.TallyEnded, "tally"),
    Kind("par.set", 1, stock.ParSet, "par"),
    Kind("item.added", 1, local_item.ItemAdded, "item"),
    Kind("item.changed", 1, local_item.ItemChanged, "item"),
    Kind("item.withdrawn", 1, local_item.ItemWithdrawn, "item"),
    Kind("gtin.linked", 1, local_item.GtinLinked, "gtin"),
    Kind("gtin.unlinked", 1, local_item.GtinUnlinked, "gtin"),
    Kind("staff.added", 1, StaffAdded, "staff"),
    Kind("staff.role_changed", 1, RoleChanged, "staff"),
    Kind("staff.ended", 1, StaffEnded, "staff"),
    Kind("staff.qualified", 1, QualificationStated, "staff"),
    Kind("recognition.asked", 1, RecognitionAsked, "staff", urgent=_at_once),
    Kind("supervision.set", 1, SupervisionSet, "staff"),
    Kind("power.delegated", 1, PowerDelegated, "staff"),
    Kind("duty.planned", 1, DutyPlanned, "staff"),
    Kind("duty.began", 1, DutyBegan, "staff"),
    Kind("duty.ended", 1, DutyEnded, "staff"),
    Kind("absence.told", 1, AbsenceTold, "staff"),
    Kind("absence.ended", 1, AbsenceEnded, "staff"),
    Kind("grant.given", 1, GrantGiven, "grant", urgent=_at_once),
    Kind("grant.ended", 1, GrantEnded, "grant", urgent=_at_once),
    Kind("post.named", 1, post.PostNamed, "post"),
    Kind("place.named", 1, post.PlaceNamed, "post"),
    Kind("place.closed", 1, post.PlaceClosed, "post"),
    Kind("storage.named", 1, storage.StorageNamed, "post"),
    Kind("storage.closed", 1, storage.StorageClosed, "post"),
    Kind("utility.reported", 1, UtilityReported, "post"),
    Kind("retriage.set", 1, post.RetriageSet, "post"),
    Kind("retriage.reasons_set", 1, post.RetriageReasonsSet, "post"),
    Kind("tools.chosen", 1, ToolsChosen, "post"),
    Kind("situation.reported", 1, SituationReported, "post", urgent=_at_once),
    Kind("medevac.requested", 1, MedevacRequested, "post", urgent=_at_once),
    Kind("post.masking_set", 1, post.MaskingSet, "post"),
    Kind("access.opened", 1, access.AccessOpened, "access"),
    Kind("access.printed", 1, access.AccessPrinted, "access"),
    Kind("access.searched", 1, access.AccessSearched, "access"),
    Kind("access.log_read", 1, access.AccessLogRead, "access"),
    Kind("access.overridden", 1, access.AccessOverridden, "access"),
    Kind("access.forced", 1, access.AccessForced, "access"),
    Kind("access.ended", 1, access.AccessEnded, "access"),
    Kind("access.reviewed", 1, access.AccessReviewed, "access"),
    Kind("resident.registered", 1, resident.ResidentRegistered, "resident"),
    Kind("resident.sourced", 1, resident.ResidentSourced, "resident"),
    Kind("resident.described", 1, resident.ResidentDescribed, "resident"),
    Kind("resident.power_stated", 1, need.PowerStated, "resident"),
    Kind("resident.oxygen_stated", 1, need.OxygenStated, "resident"),
    Kind("resident.medicine_stated", 1, need.MedicineStated, "resident"),
    Kind("resident.food_stated", 1, need.FoodStated, "resident"),
    Kind("resident.heating_stated", 1, need.HeatingStated, "resident"),
    Kind("resident.care_stated", 1, need.CareStated, "resident"),
    Kind("resident.act_stated", 1, need.ActStated, "resident"),
    Kind("resident.mobility_stated", 1, need.MobilityStated, "resident"),
    Kind("resident.cognition_stated", 1, need.CognitionStated, "resident"),
    Kind("resident.checked", 1, resident.ResidentChecked, "resident"),
    Kind("resident.visited", 1, resident.ResidentVisited, "resident"),
    Kind("resident.ended", 1, resident.ResidentEnded, "resident"),
    Kind("task.opened", 1, task.TaskOpened, "resident"),
    Kind("task.described", 1, task.TaskDescribed, "resident"),
    Kind("task.assigned", 1, task.TaskAssigned, "resident"),
    Kind("task.requested", 1, task.TaskRequested, "resident"),
    Kind("task.done", 1, task.TaskDone, "resident"),
    Kind("round.planned", 1, rounds.RoundPlanned, "round"),
    Kind("round.assigned", 1, rounds.RoundAssigned, "round"),
    Kind("round.taken", 1, rounds.RoundTaken, "round"),
    Kind("round.ended", 1, rounds.RoundEnded, "round"),
    Kind("outage.reported", 1, outage.OutageReported, "outage"),
    Kind("failure.began", 1, outage.FailureBegan, "outage"),
    Kind("failure.ended", 1, outage.FailureEnded, "outage"),
    Kind("handout.given", 1, handout.HandoutGiven, "handout"),
    Kind("handout.returned", 1, handout.HandoutReturned, "handout"),
    Kind("ggd.set", 1, GgdSet, "post"),
    Kind("envelope.tested", 1, EnvelopeTested, "post", urgent=_at_once),
    Kind("post.opened", 1, PostOpened, "post"),
    Kind("file.handed", 1, FileHanded, "post"),
    Kind("post.closed", 1, PostClosed, "post", urgent=_at_once),
    Kind("disease.listed", 1, DiseaseListed, "post"),
    Kind("disease.dropped", 1, DiseaseDropped, "post"),
    Kind("fatigue.set", 1, FatigueSet, "post"),
    Kind("weights.set", 1, harm.WeightsSet, "post"),
    Kind("retention.set", 1, resident.RetentionSet, "post"),
    Kind(
        "requirement.reported",
        1,
        requirement.RequirementReported,
        "requirement",
        urgent=lambda fact: fact.standing is requirement.Standing.FAILED,
    ),
    Kind("capacity.reported", 1, capacity.CapacityReported, "capacity"),
    Kind("entry.written", 1, shift.EntryWritten, "entry"),
    Kind("entry.closed", 1, shift.EntryClosed, "entry"),
    Kind("entry.reopened", 1, shift.EntryReopened, "entry"),
    Kind("shift.handed_over", 1, shift.ShiftHandedOver, "shift"),
    Kind("shift.taken_over", 1, shift.ShiftTakenOver, "shift"),
    Kind("shifts.set", 1, shift.ShiftsSet, "post"),
    Kind("decision.recorded", 1, decision.DecisionRecorded, "decision"),
    Kind("decision.ended", 1, decision.DecisionEnded, "decision"),
    Kind("level.set", 1, level.CareLevelSet, "level", urgent=_at_once),
    Kind("downscaling.decided", 1, scarcity.DownscalingDecided, "scarcity"),
    Kind("downscaling.told", 1, scarcity.DownscalingTold, "scarcity"),
    Kind("downscaling.ended", 1, scarcity.DownscalingEnded, "scarcity"),
    Kind("downscaling.answered", 1, scarcity.DownscalingAnswered, "scarcity"),
    Kind("message.sent", 1, MessageSent, "message", urgent=_at_once),
    Kind("message.acknowledged", 1, MessageAcknowledged, "message", urgent=_at_once),
    Kind("region.agreed", 1, border.RegionAgreed, "region"),
    Kind("region.ended", 1, border.RegionEnded, "region"),
    Kind("crossing.sent", 1, border.CrossingSent, "crossing", urgent=_at_once),
    Kind("crossing.ended", 1, border.CrossingEnded, "crossing"),
    Kind("pack.published", 1, pack.PackPublished, "pack"),
    *DEMAND,
    *MOVING,
    Kind("clock.measured", 1, clock.ClockMeasured, "clock"),
    Kind(RETRACTED, 1, Retracted, ANY),
    Kind(ERASURE, 1, EntityErased, ANY, urgent=lambda _: True),
)
"""Every kind of event this program understands."""

_BY_NAME: Final = {(kind.name, kind.v): kind for kind in KINDS}
_BY_FORM: Final = {kind.form: kind for kind in KINDS}


def kind_of(event: Event) -> Kind | None:
    """Return the kind of an event; None is one to be read after an update."""
    return _BY_NAME.get((event.kind, event.v))


def is_lasting(event: Event) -> bool:
    """Tell whether an event can never be taken back."""
    kind = kind_of(event)
    return kind is not None and kind.stream != ANY and STREAMS[kind.stream].lasting


def kind_of_form(form: type) -> Kind:
    """Return the kind whose body this form is."""
    return _BY_FORM[form]


def encode(body: Any) -> tuple[str, int, bytes]:
    """Return the kind, version and bytes of a filled-in form."""
    kind = _BY_FORM[type(body)]
    said = {
        each.name: getattr(body, each.name)
        for each in fields(body)
        if each.default is MISSING or getattr(body, each.name) != each.default
    }
    return kind.name, kind.v, packed(said)


def decode(event: Event) -> Any | None:
    """Return the form in an event's body; None for a kind to read after an update.

    Raises FormatError or TooLarge when the bytes are no such form.
    """
    kind = kind_of(event)
    return None if kind is None else read_record(kind.form, event.body)


def is_urgent(event: Event) -> bool:
    """Tell whether an event may not wait for its batch to fill.

    Raises FormatError when its body is no such form.
    """
    kind = kind_of(event)
    if kind is None or kind.urgent is None:
        return False
    return kind.urgent(read_record(kind.form, event.body))
