"""What is pictured of limiting demand: whom to call back, a consult, a sheet."""

from __future__ import annotations

from typing import Final

from app.care.consult import Agreed, ConsultMade, ConsultWay, Helper
from app.commands.consult import make_consult
from app.store.desk import local_day
from app.store.queries.consult import consults
from tests.gallery.hands import Scene, Tap
from tests.gallery.scenes import At

_DAY_MS: Final = 86_400_000
_ASKED: Final = (
    ("Ans Bos", "Keelpijn sinds gisteren", 0, Helper.UNKNOWN),
    ("Mohammed el Khatib", "Verband verwisselen", 1, Helper.VOLUNTEER),
    ("Анна Сергеевна Петрова", "Medicijnen bijna op", 2, Helper.NEIGHBOUR),
)


def _asked(at: At) -> None:
    """Come to a post that spoke to some people by phone."""
    file, actor = at.session.open_file, at.session.actor
    at.session.go("consults")
    now = file.clock.now_ms()
    if file.read_now(lambda db: consults(db, local_day(now))).latest:
        return
    for name, question, days, helper in _ASKED:
        said = ConsultMade(
            b"",
            ConsultWay.PHONE,
            Agreed.WAIT,
            now,
            asker=name,
            call_back="06-12345678",
            question=question,
            advised="Rust, drinken, terugbellen als het erger wordt",
            until_day=local_day(now + days * _DAY_MS),
            helper=helper,
            help_with="boodschappen",
        )
        file.write_now(lambda d, s=said: make_consult(d, actor, s))


SCENES: Final[tuple[Scene, ...]] = (
    Scene("consults", _asked),
    Scene("consult-new", _asked, (Tap("ui.consult.new"),), tall=True),
    Scene("consult-one", _asked, (Tap("Mohammed el Khatib"),), tall=True),
    Scene(
        "advice",
        _asked,
        (Tap("ui.consult.face.sheets"), Tap("Zonder stroom of verwarming")),
        tall=True,
    ),
)
