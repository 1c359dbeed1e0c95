"""What is pictured of moving people: the board, the sheets, the bulk entry."""

from __future__ import annotations

from collections.abc import Callable

from app.care.casualty import Departed, Triaged
from app.care.flow import ContaminationNoted, Placed, Received
from app.care.medicine import AllergyRecorded
from app.care.post import EXAMPLES
from app.care.terms import (
    AgeBand,
    Contamination,
    Disposition,
    Purpose,
    Role,
    Sex,
    Triage,
)
from app.care.treatment import Intervention, Site, TreatmentGiven
from app.commands import (
    Registration,
    confirm_arrival,
    depart,
    give_treatment,
    note_contamination,
    place_casualty,
    record_allergy,
    register_casualty,
    retriage,
)
from app.store.desk import Desk
from app.store.queries.staff import people
from sync.ids import ActorId, Mode
from tests.gallery.hands import Scene, Tap
from tests.gallery.scenes import At, room
from tests.support.post import actor, memory_post

_MINUTE_MS = 60_000
_MANY = 30
_CATEGORIES = (Triage.T3, Triage.T2, Triage.T3, Triage.T1, Triage.T3, None)
_COMPLAINTS = ("Snijwond hand", "Enkel", "Buikpijn", "Benauwd", "Rook ingeademd", "")
_NAMES = ("Jan Kuipers", None, "Fatma Yılmaz", None, "Sanne de Boer")


Then = Callable[[Desk, ActorId, list[bytes], int], None]
"""What happened to a crowd after it came."""


def _crowd(desk: Desk, by: ActorId, start_ms: int) -> list[bytes]:
    streams = []
    for place in range(_MANY):
        at_ms = start_ms - (_MANY - place) * 2 * _MINUTE_MS
        wanted = Registration(
            observed_ms=at_ms,
            category=_CATEGORIES[place % len(_CATEGORIES)],
            age_band=(AgeBand.ADULT, AgeBand.SENIOR, AgeBand.CHILD)[place % 3],
            sex=(Sex.FEMALE, Sex.MALE)[place % 2],
            complaint=_COMPLAINTS[place % len(_COMPLAINTS)],
            name=_NAMES[place % len(_NAMES)],
        )
        stream = register_casualty(desk, by, wanted).stream
        streams.append(stream)
        if place % 5:
            where = EXAMPLES[place % len(EXAMPLES)]
            fact = Placed(where.place, at_ms + _MINUTE_MS, "", where.purpose)
            place_casualty(desk, by, stream, fact)
    return streams


def _aftermath(desk: Desk, by: ActorId, streams: list[bytes], at_ms: int) -> None:
    for stream, state in (
        (streams[3], Contamination.SUSPECTED),
        (streams[8], Contamination.DECONTAMINATED),
    ):
        cling = ContaminationNoted(state, at_ms, "chloor", "handen")
        note_contamination(desk, by, stream, cling)
    for stream in (streams[3], streams[15]):
        record_allergy(desk, by, stream, AllergyRecorded("Latex", at_ms, "latex"))
    for stream in streams[25:28]:
        depart(desk, by, stream, Departed(Disposition.HANDED_OVER, at_ms, "UMCG"))
    confirm_arrival(desk, by, streams[25], Received(at_ms, "UMCG"))


def _crowded(at: At, then: Then = _aftermath) -> bytes:
    """Show another post for this scene, with many people in it."""
    clock = at.program.clock
    file = memory_post(Mode.REAL, clock)
    by = actor(file)
    streams = file.write_now(lambda desk: _crowd(desk, by, clock.now_ms()))
    file.write_now(lambda desk: then(desk, by, streams, clock.now_ms()))
    at.program.lay_aside(Mode.REAL)
    at.program.put(Mode.REAL, file)
    found = file.read_now(people)
    at.session.sign_on(next(each for each in found if each.role is Role.POST_LEAD))
    return streams[3]


def _board(at: At) -> None:
    _crowded(at)
    at.session.board = True
    at.session.go("casualties")


def _crowded_list(at: At) -> None:
    _crowded(at)
    at.session.board = False
    at.session.go("casualties")


def _opened(at: At) -> None:
    stream = _crowded(at)
    at.session.board = False
    at.session.go("casualties", stream)


def _beside(at: At) -> None:
    stream = _crowded(at)
    at.session.board = True
    at.session.go("casualties", stream)


def _moved_on(desk: Desk, by: ActorId, streams: list[bytes], now_ms: int) -> None:
    """Triage those who came early anew, bring many to one place, and save one."""
    seen_ms, moved_ms = now_ms - 8 * _MINUTE_MS, now_ms - 4 * _MINUTE_MS
    for place, stream in enumerate(streams[:25]):
        category = _CATEGORIES[place % len(_CATEGORIES)]
        if category is not None:
            retriage(desk, by, stream, Triaged(category, seen_ms))
    for stream in streams[:19]:
        for name, at_ms in (("", seen_ms), ("Weide", moved_ms)):
            key = "meadow" if name else "walking"
            place_casualty(desk, by, stream, Placed(key, at_ms, name))
    saved = TreatmentGiven(Intervention.TOURNIQUET, moved_ms, Site.LEFT_THIGH)
    give_treatment(desk, by, streams[3], saved)
    bed = Placed("treatment_1", moved_ms, "", Purpose.TREATMENT)
    place_casualty(desk, by, streams[19], bed)


def _owed(at: At) -> bytes:
    """Show another post, where many were moved after they were triaged."""
    return _crowded(at, _moved_on)


def _owed_list(show: str) -> Callable[[At], None]:
    def arrange(at: At) -> None:
        _owed(at)
        at.session.board = False
        at.session.show = show
        at.session.go("casualties")

    return arrange


def _owed_board(at: At) -> None:
    _owed(at)
    at.session.board = True
    at.session.go("casualties")


def _owed_overview(at: At) -> None:
    _owed(at)
    at.session.go("overview")


def _owed_casualty(at: At) -> None:
    stream = _owed(at)
    at.session.board = False
    at.session.go("casualties", stream)


_MANY_CAME = (
    Tap("ui.register.several"),
    Tap("10"),
    Tap("ui.place.waiting"),
    Tap("ui.register.pick.breath"),
)

_ONE = (Tap("T1 zeer urgent"),)

SCENES: tuple[Scene, ...] = (
    Scene("places", room("places")),
    Scene("bulk", lambda at: at.session.go("register"), _MANY_CAME),
    Scene(
        "bulk-saved",
        lambda at: at.session.go("register"),
        (*_MANY_CAME, Tap("10 × T3")),
    ),
    Scene("board", _board),
    Scene("board-status", _board, (Tap("ui.board.by_flow"),)),
    Scene("board-chosen", _board, (Tap("ui.board.choose_shown"),)),
    Scene("board-leave", _board, (*_ONE, Tap("ui.casualty.departure"))),
    Scene("board-one", _board, (Tap("ui.board.by_flow"), *_ONE)),
    Scene("board-beside", _beside),
    Scene("owed-list", _owed_list("overdue")),
    Scene("owed-moved", _owed_list("moved:meadow")),
    Scene("owed-board", _owed_board),
    Scene("owed-overview", _owed_overview),
    Scene("owed-casualty", _owed_casualty),
    Scene("flow-list", _crowded_list),
    Scene("flow-casualty", _opened),
    Scene("move", _opened, (Tap("ui.casualty.move", behind="ui.casualty.more"),)),
    Scene(
        "contamination",
        _opened,
        (
            Tap("ui.casualty.more", last=True),
            Tap("ui.casualty.contamination"),
            Tap("term.Contamination.decontaminated"),
        ),
    ),
)
