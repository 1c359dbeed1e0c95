"""What is pictured of who somebody is, of who asks for them, and of who looked."""

from __future__ import annotations

from dataclasses import dataclass

from app.care.person import BsnChecked, LooksDescribed, PersonDetailed
from app.care.relative import RelativeAsked
from app.care.terms import (
    AccessReason,
    AgeBand,
    Allegiance,
    BsnProof,
    Interpreter,
    LinkReason,
    OverrideReason,
    Role,
    SearchKind,
    Sex,
    Triage,
)
from app.commands import (
    Registration,
    ask_for,
    check_bsn,
    describe_person,
    link_records,
    note_search,
    open_casualty,
    override_access,
    register_affected,
    register_casualty,
    set_masking,
)
from app.store.desk import Desk
from app.store.file import CareFile
from app.store.queries.staff import people
from sync.ids import ActorId, Mode
from tests.gallery.evening import name_people
from tests.gallery.hands import Scene, Tap
from tests.gallery.scenes import At
from tests.support.post import actor, memory_post

_MINUTE_MS = 60_000
_MORE = "ui.casualty.more"


@dataclass(frozen=True, slots=True)
class Persons:
    """The records worth looking at: nearly known, known twice, and linked."""

    maybe: bytes
    linked: bytes


def _woman(desk: Desk, by: ActorId, at_ms: int) -> bytes:
    wanted = Registration(
        observed_ms=at_ms,
        category=Triage.T2,
        age_band=AgeBand.SENIOR,
        sex=Sex.FEMALE,
        complaint="Gebroken pols",
        place="Onder de tribune",
        name="Анна Сергеевна Петрова",
        birth_date="1951-03-04",
        bsn="111222333",
        language="Oekraïens",
    )
    stream = register_casualty(desk, by, wanted).stream
    looks = LooksDescribed(
        at_ms,
        hair="Grijs, opgestoken",
        clothing="Groene regenjas, blauwe sjaal",
        marks="Litteken op de kin, leesbril",
        company="Vrouw met hond",
    )
    details = PersonDetailed(
        at_ms, "K-0017", Interpreter.NEEDED, Allegiance.MILITARY_NATO
    )
    describe_person(desk, by, stream, looks)
    describe_person(desk, by, stream, details)
    seen = BsnChecked(at_ms, BsnProof.DOCUMENT, "paspoort")
    check_bsn(desk, by, stream, seen, "111222333")
    return stream


def _again(desk: Desk, by: ActorId, at_ms: int, name: str, born: str) -> bytes:
    wanted = Registration(
        observed_ms=at_ms,
        category=Triage.T3,
        age_band=AgeBand.SENIOR,
        sex=Sex.FEMALE,
        complaint="Pols",
        place="Ingang",
        name=name,
        birth_date=born,
    )
    return register_casualty(desk, by, wanted).stream


def _write(desk: Desk, by: ActorId, keeper: ActorId | None) -> Persons:
    now = desk.now_ms()
    woman = _woman(desk, by, now - 40 * _MINUTE_MS)
    _again(desk, by, now - 25 * _MINUTE_MS, "Anna Petrova", "1951-04-03")
    linked = _again(desk, by, now - 20 * _MINUTE_MS, "Fatma Yılmaz", "")
    other = _again(desk, by, now - 15 * _MINUTE_MS, "Yilmaz, Fatima", "1948-11-30")
    link_records(desk, by, linked, other, LinkReason.RECOGNISED)
    for name in ("Sanne de Boer", "", "Piet Jansma"):
        wanted = Registration(now - 5 * _MINUTE_MS, name=name, place="Sporthal")
        register_affected(desk, by, wanted)
    _ask(desk, by, now - 10 * _MINUTE_MS)
    open_casualty(desk, by, woman, AccessReason.CARE)
    note_search(desk, by, SearchKind.LIST, 2)
    if keeper is not None:
        why = OverrideReason.NOBODY_ELSE
        override_access(desk, keeper, why, "Arts vraagt om hulp bij ontruimen", 30)
        open_casualty(desk, keeper, woman)
    return Persons(woman, linked)


def _ask(desk: Desk, by: ActorId, at_ms: int) -> None:
    asked = RelativeAsked(
        at_ms,
        name="Anna Petrova",
        asker="Olga Petrova",
        phone="06-12345678",
        relation="dochter",
        sex=Sex.FEMALE,
        description="Groene regenjas, grijs haar",
    )
    ask_for(desk, by, asked)


def _post(at: At, *, is_forced: bool = True) -> tuple[CareFile, Persons]:
    """Show another post for this scene."""
    file = memory_post(Mode.REAL, at.program.clock)
    file.write_now(name_people)
    by = actor(file)
    keeper = actor(file, Role.STOCK_KEEPER) if is_forced else None
    persons = file.write_now(lambda desk: _write(desk, by, keeper))
    at.program.lay_aside(Mode.REAL)
    at.program.put(Mode.REAL, file)
    at.session.board = False
    _sign_on(at, Role.NURSE)
    return file, persons


def _sign_on(at: At, role: Role) -> None:
    found = at.session.open_file.read_now(people)
    at.session.sign_on(next(each for each in found if each.role is role))


def _maybe(at: At) -> None:
    _, persons = _post(at)
    at.session.go("casualties", persons.maybe)


def _linked(at: At) -> None:
    _, persons = _post(at)
    at.session.go("casualties", persons.linked)


def _list(at: At) -> None:
    _post(at)
    at.session.go("casualties")


def _hidden(at: At) -> None:
    file, _ = _post(at)
    lead = actor(file, Role.POST_LEAD)
    file.write_now(lambda desk: set_masking(desk, lead, hides_names=True))
    at.session.go("casualties")


def _keeper(at: At) -> None:
    _, persons = _post(at)
    _sign_on(at, Role.STOCK_KEEPER)
    at.session.go("casualties", persons.linked)


def _refused(at: At) -> None:
    _, persons = _post(at, is_forced=False)
    _sign_on(at, Role.STOCK_KEEPER)
    at.session.go("casualties", persons.linked)


def _access(at: At) -> None:
    _post(at)
    _sign_on(at, Role.POST_LEAD)
    at.session.go("access")


def _settings(at: At) -> None:
    _post(at)
    _sign_on(at, Role.POST_LEAD)
    at.session.go("settings")


def _relatives(at: At) -> None:
    _post(at)
    at.session.go("relatives")


def _affected(at: At) -> None:
    at.session.go("register")


def _behind(name: str) -> Tap:
    return Tap(f"ui.casualty.{name}", behind=_MORE)


PERSON_SCENES: tuple[Scene, ...] = (
    Scene("person-maybe", _maybe, tall=True),
    Scene("person-compare", _maybe, (Tap("ui.same.compare"),), tall=True),
    Scene("person-linked", _linked),
    Scene("person-same", _linked, (_behind("same"),)),
    Scene("person-list", _list),
    Scene("person-looks", _maybe, (_behind("looks"),)),
    Scene("person-details", _maybe, (_behind("particulars"),), tall=True),
    Scene("person-bsn", _maybe, (_behind("bsn"), Tap("term.BsnProof.sbvz"))),
    Scene("person-transport", _maybe, (_behind("transport"),), tall=True),
    Scene(
        "person-downscale",
        _maybe,
        (_behind("downscale"), Tap("ui.scarcity.decide")),
        tall=True,
    ),
    Scene("access-log", _maybe, (_behind("access"),)),
    Scene("access-room", _access, tall=True),
    Scene("access-settings", _settings, tall=True),
    Scene("names-hidden", _hidden),
    Scene("emergency", _keeper),
    Scene("emergency-ended", _keeper, (Tap("ui.emergency.end"),)),
    Scene("emergency-refused", _refused),
    Scene("emergency-unsaid", _refused, (Tap("ui.emergency.take"),)),
    Scene("register-affected", _affected, (Tap("ui.register.affected"),)),
    Scene(
        "relatives",
        _relatives,
        (Tap("ui.relatives.search"),),
        tall=True,
    ),
)
