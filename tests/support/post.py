"""A whole post in memory: an open file, a started log, one person in every role."""

from __future__ import annotations

from os import PathLike

from app.care.casualty import Triaged
from app.care.member import StaffAdded, staff_stream
from app.care.post import PostNamed, post_stream
from app.care.terms import Role, Triage
from app.commands import Registration, register_casualty
from app.store.desk import Desk
from app.store.file import CareFile
from app.store.queries.staff import people
from sync.clock import Clock
from sync.ids import ActorId, Ids, Mode, new_actor
from sync.trust.locks import Cost, seal_pin
from tests.support.fakes import FakeClock, SeededIds

MEMORY = ":memory:"
KEY = bytes(range(32))
PIN = "314159"
_CHEAP = Cost(memory_kib=8, passes=1)


def memory_post(
    mode: Mode = Mode.REAL,
    clock: Clock | None = None,
    *,
    seed: int = 1,
    code: str = "ZUID",
    letter: str = "A",
) -> CareFile:
    """Open a post in memory, with one person in every role."""
    return open_post(MEMORY, mode, clock, seed=seed, code=code, letter=letter)


def open_post(
    path: str | PathLike[str],
    mode: Mode = Mode.REAL,
    clock: Clock | None = None,
    *,
    seed: int = 1,
    code: str = "ZUID",
    letter: str = "A",
) -> CareFile:
    """Open a post at a path; a new file gets its log, name and people."""
    key = None if str(path) == MEMORY else KEY
    ids = SeededIds(seed)
    file = CareFile.open(path, key, mode=mode, clock=clock or FakeClock(), ids=ids)
    file.write_now(lambda desk: furnish(desk, ids, code, letter))
    return file


def actor(file: CareFile, role: Role = Role.NURSE) -> ActorId:
    """Return the person who has a role."""
    found = file.read_now(people)
    return next(each.actor for each in found if each.role is role)


def registered(
    file: CareFile, category: Triage | None = Triage.T2, **said: object
) -> bytes:
    """Register a casualty as the nurse would; return its stream."""
    wanted = Registration(
        observed_ms=file.clock.now_ms(),
        category=category,
        **said,  # type: ignore[arg-type]
    )
    by = actor(file)
    return file.write_now(lambda desk: register_casualty(desk, by, wanted)).stream


def seen(file: CareFile, category: Triage, **said: object) -> Triaged:
    """Return a triage form observed now."""
    return Triaged(category, file.clock.now_ms(), **said)  # type: ignore[arg-type]


def furnish(desk: Desk, ids: Ids, code: str, letter: str) -> None:
    """Give a new file its log, name and people."""
    if desk.setting("log") is not None:
        return
    desk.journal.start_log()
    post_id = ids.random(8)
    for name, value in (
        ("post_id", post_id),
        ("post_name", f"Post {code.title()}"),
        ("post_code", code),
        ("device_letter", letter),
        ("language", "nl"),
    ):
        desk.set_setting(name, value)
    first = ActorId(b"")
    for role in Role:
        person = new_actor(ids)
        first = first or person
        name = role.value.replace("_", " ").title()
        desk.record(staff_stream(person), StaffAdded(name, role), first)
        desk.database.conn.execute(
            "INSERT INTO pin (actor, sealed) VALUES (?, ?)",
            (person, seal_pin(PIN, ids, _CHEAP)),
        )
    named = PostNamed(f"Post {code.title()}", code)
    desk.record(post_stream(post_id), named, first)
