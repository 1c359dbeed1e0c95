"""What is pictured of moving people: the board, the sheets, the bulk entry."""

from __future__ import annotations

from app.care.casualty import Departed
from app.care.flow import ContaminationNoted, Placed, Received
from app.care.medicine import AllergyRecorded
from app.care.post import EXAMPLES
from app.care.terms import AgeBand, Contamination, Disposition, Role, Sex, Triage
from app.commands import (
    Registration,
    confirm_arrival,
    depart,
    note_contamination,
    place_casualty,
    record_allergy,
    register_casualty,
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


def _crowded(at: At) -> bytes:
    """Show another post for this scene, with many people in it."""
    clock = at.program.clock
    file = memory_post(Mode.REAL, clock)
    by = actor(file)
    streams = file.write_now(lambda desk: _crowd(desk, by, clock.now_ms()))
    file.write_now(lambda desk: _aftermath(desk, by, streams, clock.now_ms()))
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
