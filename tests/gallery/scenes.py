"""What is pictured of a post: one line a scene."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from app.care.terms import Role
from app.store.queries.staff import people
from app.ui.parcels import ParcelRow
from app.ui.sealed import BatchRow
from app.ui.state import Sending, Stage
from sync.ids import Mode
from tests.gallery.evening import Evening
from tests.gallery.hands import Scene, Tap, Write
from tests.support.program import PASSPHRASE

if TYPE_CHECKING:
    from app.ui.state import Session
    from tests.support.program import MemoryProgram

_MINUTE_MS = 60_000
_WORDS = ("appel", "brug", "duif", "fiets", "gras", "helm")


@dataclass(frozen=True, slots=True)
class At:
    """Where a scene starts: a window at the overview, and what there is to look at."""

    session: Session
    program: MemoryProgram
    evening: Evening
    drilled: bytes


Arrange = Callable[[At], None]


def before(stage: Stage) -> Arrange:
    """Return how to come to a screen before the rooms."""

    def arrange(at: At) -> None:
        at.session.person = None
        at.session.stage = stage

    return arrange


def room(name: str, item: str | None = None) -> Arrange:
    """Return how to come to a room, with an item picked or not."""

    def arrange(at: At) -> None:
        at.session.go(name)
        at.session.item = item

    return arrange


def _casualty(at: At) -> None:
    at.session.go("casualties", at.evening.casualty)


def _contradicted(at: At) -> None:
    at.session.go("casualties", at.evening.contradicted)


def _as(role: Role, then: Arrange) -> Arrange:
    def arrange(at: At) -> None:
        found = at.session.open_file.read_now(people)
        at.session.sign_on(next(each for each in found if each.role is role))
        then(at)

    return arrange


def _helped(at: At) -> None:
    at.session.go("register")
    at.session.help = "register"


def help_page(page: str) -> Arrange:
    """Return how to come to a page of help."""

    def arrange(at: At) -> None:
        at.session.go("settings")
        at.session.help = page

    return arrange


def _exercise(then: Arrange) -> Arrange:
    def arrange(at: At) -> None:
        at.session.mode = Mode.EXERCISE
        _as(Role.POST_LEAD, then)(at)

    return arrange


def _drilled(at: At) -> None:
    at.session.go("casualties", at.drilled)


def sending(**changes: object) -> Arrange:
    """Return how to come to *Versturen* of a post that joined a hub."""

    def arrange(at: At) -> None:
        now = at.program.clock.now_ms()
        batches = tuple(
            BatchRow(number, 3 + number, now - (8 - number) * 9 * _MINUTE_MS, 2, None)
            for number in range(1, 7)
        )
        base = Sending(
            enrolled=True,
            words=_WORDS,
            hub_name="Regio Groningen",
            online=True,
            last_contact_ms=now - 2 * _MINUTE_MS,
            last_received_ms=now - 2 * _MINUTE_MS,
            batches=batches,
        )
        at.program.set_sending(**asdict(base) | {"batches": batches} | changes)
        at.session.go("sending")

    return arrange


def late(at: At) -> None:
    """Show a post that waits for a line, with a parcel on its way."""
    now = at.program.clock.now_ms()
    sending(
        online=False,
        reason="unreachable",
        unsent_events=12,
        oldest_unsent_ms=now - 300 * _MINUTE_MS,
        last_contact_ms=now - 301 * _MINUTE_MS,
        next_try_ms=now + 90_000,
        batches=(BatchRow(7, 12, now - 300 * _MINUTE_MS, 0, None),),
        parcels=(ParcelRow(1, "Jan", now - 52 * _MINUTE_MS, 14, 12),),
    )(at)


def _unread(at: At) -> None:
    now = at.program.clock.now_ms()
    batches = (
        BatchRow(8, 4, now - 3 * _MINUTE_MS, 1, None),
        BatchRow(7, 12, now - 40 * _MINUTE_MS, 2, None),
    )
    sending(stored_unread=4, batches=batches)(at)


def _aside(at: At) -> None:
    now = at.program.clock.now_ms()
    batches = (
        BatchRow(8, 1, now - 3 * _MINUTE_MS, 1, "chain"),
        BatchRow(7, 12, now - 40 * _MINUTE_MS, 1, "revoked"),
        BatchRow(6, 2, now - 60 * _MINUTE_MS, 2, None),
    )
    sending(set_aside=2, batches=batches)(at)


def _new(at: At) -> None:
    at.session.mode = Mode.EXERCISE
    before(Stage.START)(at)


def _tried(at: At) -> None:
    at.program.tries = 3
    _closed(at)


def _closed(at: At) -> None:
    before(Stage.UNLOCK)(at)
    at.program.lay_aside(Mode.REAL)


_PHRASE = "vier gewone woorden samen"
_NEXT = Tap("ui.next")
_TO_SECRET = (_NEXT, Write("ui.start.name", "Sporthal Zuid"), _NEXT)
_TO_SHEET = (
    *_TO_SECRET,
    Write("ui.start.secret", _PHRASE),
    Write("ui.start.again", _PHRASE),
    Tap("ui.start.make"),
)
_FORGOT = Tap("ui.unlock.forgot")
_TRY = (Write("ui.unlock.passphrase", "een andere zin"), Tap("ui.unlock.open"))
_OTHER = Tap("ui.triage.other")
_GLOVES = "VB001"
_HANDOVER = (Tap("ui.casualty.more"), Tap("ui.casualty.handover"))


_MEDICINE = Tap("ui.casualty.medicine", behind="ui.casualty.more")
_YES, _NO = Tap("ui.guide.yes", whole=True), Tap("ui.guide.no", whole=True)
_GUIDE = (Tap("ui.guide.start"),)
_TO_NUMBER = (*_GUIDE, Tap("ui.guide.tool.MIMMS_SIEVE"), _NO, _YES)
_TO_RESULT = (*_GUIDE, _NO, _NO, _YES, _YES)


def _sheet(scene: str, *more: Tap | Write, name: str = "") -> Scene:
    taps = (Tap(f"ui.casualty.{name or scene}", behind="ui.casualty.more"), *more)
    return Scene(f"casualty-{scene}", _casualty, taps)


def _code(said: str) -> Write:
    return Write("ui.scan.field", f"(01){said}\n")


_DELIVERY = (
    Tap("ui.stock.receive"),
    _code("09528800000040(17)280403(10)VB004A"),
    _code("09528800000019(17)271214(10)VB001A"),
    _code("09528800000019(17)271214(10)VB001A"),
    _code("09528800000026"),
    _code("12345678901231(17)260131(10)X1"),
)


def _item(name: str, *more: Tap | Write) -> Scene:
    return Scene(
        f"stock-{name}",
        room("stock", _GLOVES),
        (Tap(f"ui.stock.{name}", last=True), *more),
    )


SCENES: tuple[Scene, ...] = (
    Scene("start-language", before(Stage.START)),
    Scene("start-post", before(Stage.START), (_NEXT,)),
    Scene(
        "start-secret",
        before(Stage.START),
        (*_TO_SECRET, Write("ui.start.secret", "drie woorden")),
    ),
    Scene("start-sheet", _new, _TO_SHEET),
    Scene("start-check", _new, (*_TO_SHEET, Tap("ui.start.written"))),
    Scene("unlock", _closed),
    Scene("unlock-wrong", _closed, _TRY),
    Scene("unlock-wait", _tried, _TRY),
    Scene("unlock-recovery", _closed, (_FORGOT,)),
    Scene("first-person", before(Stage.FIRST_PERSON)),
    Scene("sign-on", before(Stage.SIGN_ON)),
    Scene("locked", lambda at: at.session.lock()),
    Scene("overview", room("overview")),
    Scene("overview-exercise", _exercise(room("overview"))),
    Scene("register", room("register")),
    Scene("register-more", room("register"), (Tap("ui.register.more"),), tall=True),
    Scene("register-other", _as(Role.DOCTOR, room("register")), (_OTHER,)),
    Scene(
        "register-t4",
        _as(Role.DOCTOR, room("register")),
        (_OTHER, Tap("term.Triage.T4", held=True)),
    ),
    Scene("register-guide", room("register"), _GUIDE),
    Scene("register-several", room("register"), (Tap("ui.register.several"),)),
    Scene("casualties", room("casualties")),
    Scene("casualty", _casualty),
    Scene("casualty-timeline", _casualty, tall=True),
    Scene("casualty-photo", _casualty, (Tap("ui.photo.look"),), tall=True),
    Scene("casualty-conflict", _contradicted),
    _sheet("triage"),
    _sheet("guide-number", *_TO_NUMBER, name="triage"),
    _sheet("guide-result", *_TO_RESULT, name="triage"),
    _sheet("guide-used", *_TO_RESULT, Tap("ui.guide.use_result"), name="triage"),
    _sheet("vitals"),
    _sheet("treatment"),
    Scene(
        "casualty-treatment-packing",
        _casualty,
        (
            Tap("ui.casualty.treatment"),
            Tap("term.Intervention.wound_packing"),
            Tap("term.Site.groin"),
        ),
        tall=True,
    ),
    _sheet("medicine"),
    Scene(
        "casualty-medicine-warned",
        _as(Role.FIRST_AIDER, _casualty),
        (
            _MEDICINE,
            Write("field.MedicineGiven.substance", "amoxi"),
            Tap("Amoxicil"),
            Tap("ui.medicine.despite.decided"),
        ),
        tall=True,
    ),
    Scene(
        "casualty-medicine-unchecked",
        _casualty,
        (
            _MEDICINE,
            Write("field.MedicineGiven.substance", "Rescue druppels"),
            Tap("Rescue druppels"),
        ),
        tall=True,
    ),
    Scene(
        "casualty-medicine-refused",
        _casualty,
        (
            _MEDICINE,
            Tap("Morfine"),
            Write("field.MedicineGiven.dose", "5"),
            Write("field.MedicineGiven.detail", "Veel pijn"),
            Tap("ui.register.save"),
        ),
    ),
    _sheet("allergy"),
    Scene(
        "casualty-allergy-chosen",
        _casualty,
        (
            Tap("ui.casualty.allergy", behind="ui.casualty.more"),
            Tap("Latex"),
        ),
        tall=True,
    ),
    _sheet("note", Write("field.NoteRecorded.text", "Familie is onderweg.")),
    _sheet("particulars"),
    _sheet("departure"),
    _sheet("transport"),
    Scene("casualty-handover", _casualty, _HANDOVER),
    Scene("casualty-handover-card", _casualty, _HANDOVER, tall=True),
    Scene(
        "casualty-handover-whole",
        _casualty,
        (*_HANDOVER, Tap("ui.handover.whole")),
    ),
    *(
        Scene(
            f"casualty-handover-{face}",
            _casualty,
            (*_HANDOVER, Tap(f"ui.handover.face.{face}")),
        )
        for face in ("fill", "print", "qr", "tag")
    ),
    *(
        Scene(
            f"casualty-{name}",
            _casualty,
            (Tap("ui.casualty.more"), Tap(f"ui.casualty.{name}")),
            tall=True,
        )
        for name in ("letter", "dd1380")
    ),
    Scene("papers-methane", room("papers"), tall=True),
    Scene("papers-medevac", room("papers"), (Tap("ui.papers.face.medevac"),)),
    Scene("papers-blank", room("papers"), (Tap("ui.papers.face.blank"),)),
    Scene("papers-enter", room("papers"), (Tap("ui.papers.face.enter"),)),
    Scene("stock", room("stock")),
    Scene("stock-item", room("stock", _GLOVES)),
    _item("receive"),
    _item("issue", Tap("L4200"), Tap("ui.stock.save_issue")),
    _item("count"),
    _item("set_par"),
    _item("labels"),
    Scene("delivery-empty", room("stock"), (Tap("ui.stock.receive"),)),
    Scene("delivery", room("stock"), _DELIVERY),
    Scene("delivery-which", room("stock"), (*_DELIVERY, Tap("ui.scan.choose_item"))),
    Scene("delivery-wrong", room("stock"), (_DELIVERY[0], _code("09528800000018"))),
    Scene("scanner", room("scanner")),
    Scene(
        "scanner-gone",
        room("scanner"),
        (Write("ui.scan.field", "010952123454321310PROEF-121TEST-2\n"),),
    ),
    Scene("sending", room("sending")),
    Scene("sending-received", sending()),
    Scene("sending-late", late),
    Scene("sending-frames", late, (Tap("ui.frames.show"),)),
    Scene("sending-unread", _unread),
    Scene("sending-aside", _aside),
    Scene("sending-revoked", sending(revoked=True, online=False, reason="revoked")),
    Scene(
        "sending-words",
        room("sending"),
        (
            Write("ui.sending.invitation", "B7QK-4MZP-9RTD"),
            Tap("ui.sending.join_button"),
        ),
    ),
    Scene("post", room("post")),
    Scene("people", room("people")),
    Scene("people-add", room("people"), (Tap("ui.people.add"),)),
    Scene("settings", room("settings")),
    Scene("safety", room("safety")),
    Scene(
        "safety-code",
        room("safety"),
        (Write("ui.safety.code_secret", PASSPHRASE), Tap("ui.safety.make")),
    ),
    Scene("help", _helped),
    Scene("help-trouble", help_page("trouble")),
    Scene("help-lost-hub", help_page("lost_hub")),
    Scene("exercise", _exercise(room("casualties"))),
    Scene("exercise-casualty", _exercise(_drilled)),
)
