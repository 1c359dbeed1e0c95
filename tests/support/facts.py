"""Facts of every kind as Hypothesis draws them, for folds that must not mind order."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from app.care.access import AccessOpened, AccessPrinted, access_stream
from app.care.casualty import (
    Departed,
    Described,
    Identified,
    NoteRecorded,
    Registered,
    Triaged,
    VitalsRecorded,
)
from app.care.flow import ContaminationNoted, Placed, Received
from app.care.handover import (
    AdviceGiven,
    HandoverMade,
    HandoverPlanned,
    IncidentDescribed,
)
from app.care.injury import BodyRegion, BodyView, InjuryKind, InjuryMarked
from app.care.medicine import AllergiesDenied, AllergyRecorded, MedicineGiven
from app.care.member import RoleChanged, StaffAdded, StaffEnded, staff_stream
from app.care.observation import ObservationRecorded, Pregnancy
from app.care.post import PlaceClosed, PlaceNamed, RetriageReasonsSet, RetriageSet
from app.care.situation import (
    MajorIncident,
    MedevacRequested,
    Scheme,
    Setting,
    SituationReported,
)
from app.care.stock import (
    DiscardReason,
    HoldReason,
    LotHeld,
    LotKey,
    LotReleased,
    StockArrived,
    StockCounted,
    StockDiscarded,
    StockIssued,
    StockMoved,
    StockReceived,
    StockReturned,
    StockSent,
    StockUnpacked,
    lot_stream,
)
from app.care.tccc import Evacuation, TcccDescribed
from app.care.terms import (
    Consciousness,
    Contamination,
    Disposition,
    Flow,
    HandoverWay,
    Paper,
    PrintReason,
    Purpose,
    Role,
    Sex,
    Triage,
)
from app.care.treatment import Intervention, TreatmentEnded, TreatmentGiven

LOGS = (b"\x01" * 8, b"\x02" * 8)
POST = b"post_1_8"
CASUALTY, LOT = b"C" * 16, lot_stream(POST, LotKey("VB001", "L1", "2027-01-01"))
ANS = staff_stream(b"person_1")
DAY = access_stream(LOGS[0], "2026-11-22")

FactIds = st.tuples(st.sampled_from(LOGS), st.integers(1, 6))
SEEN = st.lists(FactIds, max_size=3).map(tuple)
MOMENT = st.integers(1, 9)
CASUALTY_FACTS: st.SearchStrategy[Any] = st.one_of(
    st.builds(
        Registered,
        st.just("N"),
        st.just(POST),
        MOMENT,
        years=st.sampled_from([None, 30]),
        sex=st.sampled_from([Sex.UNKNOWN, Sex.MALE]),
        complaint=st.text("ab"),
    ),
    st.builds(Triaged, st.sampled_from(Triage), MOMENT, sees=SEEN, late=st.booleans()),
    st.builds(Described, MOMENT, sex=st.sampled_from(Sex), sees=SEEN),
    st.builds(Identified, MOMENT, name=st.sampled_from(["Jan", "Ans"]), sees=SEEN),
    st.builds(
        VitalsRecorded,
        MOMENT,
        pulse_per_min=st.integers(0, 400),
        consciousness=st.sampled_from([None, *Consciousness]),
    ),
    st.builds(NoteRecorded, st.just("x"), MOMENT),
    st.builds(Departed, st.sampled_from(Disposition), MOMENT, sees=SEEN),
    st.builds(TreatmentGiven, st.sampled_from(Intervention), MOMENT),
    st.builds(TreatmentEnded, FactIds, MOMENT),
    st.builds(MedicineGiven, st.just("Morfine"), MOMENT),
    st.builds(AllergyRecorded, st.just("Latex"), MOMENT),
    st.builds(AllergiesDenied, MOMENT),
    st.builds(
        IncidentDescribed,
        MOMENT,
        mechanism=st.sampled_from([None, "auto", "trap"]),
        incident_ms=st.none() | MOMENT,
        sees=SEEN,
    ),
    st.builds(HandoverPlanned, MOMENT, eta_ms=st.none() | MOMENT, sees=SEEN),
    st.builds(HandoverMade, st.just("dr."), st.sampled_from(HandoverWay), MOMENT),
    st.builds(AdviceGiven, st.just("rust"), MOMENT),
    st.builds(TcccDescribed, MOMENT, evacuation=st.sampled_from(Evacuation)),
    st.builds(
        Placed,
        st.sampled_from("ab"),
        MOMENT,
        purpose=st.sampled_from(Purpose),
        status=st.sampled_from([None, *Flow]),
        sees=SEEN,
        late=st.booleans(),
    ),
    st.builds(Received, MOMENT),
    st.builds(
        ContaminationNoted,
        st.sampled_from(Contamination),
        MOMENT,
        substance=st.sampled_from(["", "chloor"]),
        sees=SEEN,
        late=st.booleans(),
    ),
    st.builds(ObservationRecorded, MOMENT, pregnancy=st.sampled_from(Pregnancy)),
    st.builds(
        InjuryMarked,
        st.sampled_from(InjuryKind),
        st.sampled_from(BodyRegion),
        st.sampled_from(BodyView),
        MOMENT,
    ),
)
TRANSFER = st.sampled_from([b"T" * 16, b"U" * 16])
LOT_FACTS: st.SearchStrategy[Any] = st.one_of(
    *(
        st.builds(
            form,
            item=st.just("VB001"),
            quantity=st.integers(0, 9),
            post=st.just(POST),
            observed_ms=MOMENT,
            lot=st.just("L1"),
            expiry=st.just("2027-01-01"),
            place=st.sampled_from(["", "bus"]),
            **more,
        )
        for form, more in (
            (StockReceived, {}),
            (StockIssued, {}),
            (StockUnpacked, {}),
            (StockReturned, {}),
            (StockMoved, {"to_place": st.sampled_from(["", "bus", "tas"])}),
            (StockSent, {"transfer": TRANSFER}),
            (StockArrived, {"transfer": TRANSFER}),
            (StockDiscarded, {"why": st.sampled_from(DiscardReason)}),
        )
    ),
    st.builds(
        LotHeld,
        item=st.just("VB001"),
        post=st.just(POST),
        observed_ms=MOMENT,
        why=st.sampled_from(HoldReason),
        lot=st.just("L1"),
        expiry=st.just("2027-01-01"),
        place=st.sampled_from([None, "", "bus"]),
    ),
    st.builds(
        LotReleased,
        item=st.just("VB001"),
        post=st.just(POST),
        observed_ms=MOMENT,
        reason=st.just("goed"),
        lot=st.just("L1"),
        expiry=st.just("2027-01-01"),
        sees=SEEN,
    ),
    st.builds(
        StockCounted,
        item=st.just("VB001"),
        quantity=st.integers(0, 9),
        post=st.just(POST),
        observed_ms=MOMENT,
        lot=st.just("L1"),
        expiry=st.just("2027-01-01"),
        seen=SEEN,
    ),
)
STAFF_FACTS: st.SearchStrategy[Any] = st.one_of(
    st.builds(StaffAdded, st.just("Ans"), st.sampled_from(Role)),
    st.builds(RoleChanged, st.sampled_from(Role)),
    st.builds(StaffEnded),
)
POST_FACTS: st.SearchStrategy[Any] = st.one_of(
    st.builds(
        PlaceNamed, st.sampled_from("ab"), st.just("Hal"), st.sampled_from(Purpose)
    ),
    st.builds(PlaceClosed, st.sampled_from("ab")),
    st.builds(RetriageSet, *(st.integers(0, 90) for _ in range(4))),
    st.builds(RetriageReasonsSet, *(st.booleans() for _ in range(3))),
    st.builds(SituationReported, MOMENT, st.sampled_from([None, *MajorIncident])),
    st.builds(
        MedevacRequested,
        MOMENT,
        st.sampled_from(Scheme),
        st.sampled_from(Setting),
        st.just("31U"),
        st.just("38.65"),
    ),
)
ACCESS_FACTS: st.SearchStrategy[Any] = st.one_of(
    st.builds(AccessOpened, st.just(CASUALTY), MOMENT),
    st.builds(
        AccessPrinted,
        st.just(CASUALTY),
        MOMENT,
        st.sampled_from(Paper),
        st.sampled_from(PrintReason),
        st.just("ZUID-A-0001"),
    ),
)
