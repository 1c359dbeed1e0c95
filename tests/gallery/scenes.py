"""What is pictured: one line per scene; `arrange` brings the window there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.care.terms import Role
from app.store.queries.staff import people
from app.ui.state import Stage
from sync.ids import Mode

if TYPE_CHECKING:
    from app.ui.state import Session
    from tests.support.program import MemoryProgram


@dataclass(frozen=True, slots=True)
class At:
    """Where a scene starts: a window at the overview, and the casualty to look at."""

    session: Session
    program: MemoryProgram
    casualty: bytes


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture to take; `touch`, in Dutch, is what to press first.

    A pair is a field and what to type in it.
    """

    name: str
    arrange: Callable[[At], None]
    touch: tuple[str | tuple[str, str], ...] = ()


def before(stage: Stage) -> Callable[[At], None]:
    """Return how to come to a screen before the rooms."""

    def arrange(at: At) -> None:
        at.session.person = None
        at.session.stage = stage

    return arrange


def room(name: str, *, casualty: bool = False) -> Callable[[At], None]:
    """Return how to come to a room, with a casualty picked or not."""

    def arrange(at: At) -> None:
        at.session.go(name, at.casualty if casualty else None)

    return arrange


def _helped(at: At) -> None:
    at.session.go("register")
    at.session.help = "register"


def _exercise(at: At) -> None:
    at.session.mode = Mode.EXERCISE
    found = at.session.open_file.read_now(people)
    at.session.sign_on(next(each for each in found if each.role is Role.POST_LEAD))
    at.session.go("casualties")


def _late(at: At) -> None:
    now = at.program.clock.now_ms()
    at.program.set_sending(
        enrolled=True, unsent_events=12, oldest_unsent_ms=now - 5 * 3_600_000
    )
    at.session.go("sending")


def _new(at: At) -> None:
    at.session.mode = Mode.EXERCISE
    before(Stage.START)(at)


_SECRET = "Wachtzin"
_WORDS = "vier gewone woorden samen"
_TO_SECRET = ("Volgende", ("Naam van de post", "Sporthal Zuid"), "Volgende")
_TO_SHEET = (
    *_TO_SECRET,
    (_SECRET, _WORDS),
    ("Nog een keer", _WORDS),
    "Post maken",
)

SCENES: tuple[Scene, ...] = (
    Scene("start-language", before(Stage.START)),
    Scene("start-post", before(Stage.START), ("Volgende",)),
    Scene(
        "start-secret", before(Stage.START), (*_TO_SECRET, (_SECRET, "drie woorden"))
    ),
    Scene("start-sheet", _new, _TO_SHEET),
    Scene("start-check", _new, (*_TO_SHEET, "Opgeschreven")),
    Scene("unlock", before(Stage.UNLOCK)),
    Scene("unlock-recovery", before(Stage.UNLOCK), ("Wachtzin vergeten",)),
    Scene("first-person", before(Stage.FIRST_PERSON)),
    Scene("sign-on", before(Stage.SIGN_ON)),
    Scene("locked", lambda at: at.session.lock()),
    Scene("overview", room("overview")),
    Scene("register", room("register")),
    Scene("casualties", room("casualties")),
    Scene("casualty", room("casualties", casualty=True)),
    Scene("stock", room("stock")),
    Scene("sending", room("sending")),
    Scene("sending-late", _late),
    Scene("people", room("people")),
    Scene("people-add", room("people"), ("Persoon toevoegen",)),
    Scene("settings", room("settings")),
    Scene("help", _helped),
    Scene("exercise", _exercise),
)
