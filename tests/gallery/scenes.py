"""What is pictured: one line per scene; `arrange` brings the window there.

A scene that needs hands gives `touch`: names of buttons, pressed in order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.care.terms import Role
from app.store.queries.staff import people
from app.ui.state import Stage
from sync.ids import Mode

if TYPE_CHECKING:
    from app.ui.state import Session
    from tests.support.program import MemoryProgram


@dataclass(frozen=True, slots=True)
class Stage_:
    """What a scene may arrange: the window, the post behind it, one casualty."""

    session: Session
    program: MemoryProgram
    casualty: bytes


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture to take. `full`: in three sizes and four lights, else one size."""

    name: str
    arrange: Callable[[Stage_], None]
    touch: tuple[str, ...] = ()
    typed: tuple[tuple[str, str], ...] = ()
    full: bool = True


def _before(stage: Stage, *, fresh: bool = False) -> Callable[[Stage_], None]:
    def arrange(at: Stage_) -> None:
        at.session.person = None
        at.session.stage = stage

    return arrange


def _unlock(at: Stage_) -> None:
    at.session.person = None
    at.program.shut(at.session.mode)
    at.session.stage = Stage.UNLOCK


def _room(name: str, *, casualty: bool = False) -> Callable[[Stage_], None]:
    def arrange(at: Stage_) -> None:
        at.session.go(name, at.casualty if casualty else None)

    return arrange


def _locked(at: Stage_) -> None:
    at.session.lock()


def _helped(at: Stage_) -> None:
    at.session.help = "register"


def _exercise(at: Stage_) -> None:
    at.session.mode = Mode.EXERCISE
    at.session.stage = Stage.ROOMS
    file = at.session.open_file
    at.session.sign_on(
        next(each for each in file.read_now(people) if each.role is Role.POST_LEAD)
    )
    at.session.go("register")


SCENES: tuple[Scene, ...] = (
    Scene("start-language", _before(Stage.START)),
    Scene("start-post", _before(Stage.START), touch=("Volgende",)),
    Scene("unlock", _unlock),
    Scene("unlock-recovery", _unlock, touch=("Wachtzin vergeten",)),
    Scene("first-person", _before(Stage.FIRST_PERSON)),
    Scene("sign-on", _before(Stage.SIGN_ON)),
    Scene("locked", _locked),
    Scene("overview", _room("overview")),
    Scene("register", _room("register")),
    Scene("casualties", _room("casualties")),
    Scene("casualty", _room("casualties", casualty=True)),
    Scene("stock", _room("stock")),
    Scene("sending", _room("sending")),
    Scene("people", _room("people")),
    Scene("people-add", _room("people"), touch=("Persoon toevoegen",)),
    Scene("settings", _room("settings")),
    Scene("help", _helped),
    Scene("exercise", _exercise),
)

__all__ = ["SCENES", "Scene", "Stage_", "replace"]
