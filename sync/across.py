"""Across a border: the facts of one stream, told by the hub of a region to another's.

Each fact travels as it was recorded, with its place in the log it belongs to, so that
what comes twice lands once. The hub that sends answers for whose logs they are; the
one that receives lets it speak for no log and no stream of its own posts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sync.clock import Clock, hlc_ms
from sync.database import Database, rows
from sync.erasure import is_in_force, tell_anew, want_gone
from sync.errors import Denied, FormatError, UnknownVersion
from sync.event import (
    ERASURE,
    Event,
    Extensions,
    Wire,
    chain_after,
    pack,
    read_event,
    refuse_unknown,
    unpack,
)
from sync.ids import EnvelopeId, KeyId, LogId, StreamId
from sync.journal import Journal, Link
from sync.limits import CLOCK_SUSPECT_MS, MAX_ACROSS_BYTES, MAX_ACROSS_FACTS
from sync.protocol import Reason
from sync.receipt import Level

_VERSION: Final = 1
_KEY_BYTES: Final = 8
_CHAIN_BYTES: Final = 32
_TEXT_BYTES: Final = MAX_ACROSS_BYTES // 2
"""Facts in one text, with room for all that stands around them."""


class Told(Wire, frozen=True, array_like=True):
    """Facts of one log: which device writes it, and of which post, empty for a hub."""

    log: bytes
    device: bytes
    post: bytes
    facts: list[tuple[bytes, bytes]]
    """Each as it travels and its place in the chain: canonical form, h(n)."""


class Across(Wire, frozen=True, array_like=True):
    """The text of an envelope across a border: what it is about, and its facts."""

    version: int
    stream: bytes
    logs: list[Told]
    extensions: Extensions


@dataclass(frozen=True, slots=True)
class FromLog:
    """Facts of one log that came across, each of them sound."""

    log: LogId
    device: KeyId
    post: bytes
    links: tuple[Link, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Crossed:
    """What came across a border, opened and read; nothing of it has landed."""

    envelope: EnvelopeId
    realm: bytes
    hub: KeyId
    stream: StreamId
    logs: tuple[FromLog, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Sealed bytes for another region that nobody there has read yet."""

    envelope: EnvelopeId
    realm: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Sent:
    """How far what is known of a stream came in another region.

    `level` is the least of all that was sealed: 0 nobody has it for sure, 1 it lies
    there, 2 it was read there; `at_ms` is since when.
    """

    realm: bytes
    level: int
    at_ms: int


def newest_of(database: Database, stream: bytes) -> int:
    """Return the newest row with a fact of a stream; 0 without one."""
    found = rows(database, "SELECT MAX(n) FROM event WHERE stream = ?", (stream,))
    return int(found[0][0] or 0)


def sent_upto(database: Database, realm: bytes, stream: bytes) -> int:
    """Return up to which row the facts of a stream were sealed for a region."""
    found = rows(
        database,
        "SELECT MAX(upto) FROM across WHERE realm = ? AND stream = ? AND NOT came",
        (realm, stream),
    )
    return int(found[0][0] or 0)


def texts(
    database: Database,
    stream: StreamId | bytes,
    after: int,
    beside: Sequence[int],
    own_post: bytes,
) -> list[tuple[int, bytes]]:
    """Return what is to be told of a stream beyond a row, as texts that fit.

    With each text comes the newest row of the stream that it takes along. `beside` are
    rows that explain them: who recorded, at which post. `own_post` stands for the post
    of what this hub itself wrote.
    """
    marks = ", ".join("?" * len(beside))
    found = rows(
        database,
        "SELECT n, stream = ?, event.log, canon, chain, own, device, post "  # noqa: S608
        "FROM event JOIN log USING (log) "
        f"WHERE (stream = ? AND n > ?) OR n IN ({marks}) ORDER BY n",
        (stream, stream, after, *beside),
    )
    if not any(is_told for _, is_told, *_ in found):
        return []
    made: list[tuple[int, bytes]] = []
    held: dict[bytes, Told] = {}
    size = count = 0
    upto = after
    for n, is_told, log, canon, chain, own, device, post in found:
        is_full = size + len(canon) > _TEXT_BYTES or count >= MAX_ACROSS_FACTS
        if held and is_full:
            made.append((upto, _text(stream, held)))
            held, size, count = {}, 0, 0
        whose = (b"", own_post) if own else (bytes(device or b""), bytes(post or b""))
        told = held.setdefault(bytes(log), Told(bytes(log), *whose, []))
        told.facts.append((bytes(canon), bytes(chain)))
        size, count = size + len(canon) + _CHAIN_BYTES, count + 1
        upto = int(n) if is_told else upto
    return [*made, (upto, _text(stream, held))]


def _text(stream: bytes, held: dict[bytes, Told]) -> bytes:
    logs = [
        Told(one.log, one.device, one.post, _in_order(one.facts))
        for one in held.values()
    ]
    return pack(Across(_VERSION, bytes(stream), logs, {}))


def _in_order(facts: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return sorted(facts, key=lambda each: read_event(each[0]).seq)


def read_across(raw: bytes, envelope: EnvelopeId, realm: bytes, hub: KeyId) -> Crossed:
    """Read the text that the hub of `realm` sealed; every fact in it is checked.

    Facts that stand next to each other in a log must follow from one another. Raises
    TooLarge, FormatError, UnknownVersion, and Denied `chain`.
    """
    said = unpack(Across, raw, limit=MAX_ACROSS_BYTES)
    if said.version != _VERSION:
        raise UnknownVersion("across a border")
    refuse_unknown(said.extensions)
    logs = tuple(_read_log(told) for told in said.logs)
    if not logs or len({one.log for one in logs}) != len(logs):
        raise FormatError("across a border")
    return Crossed(envelope, realm, hub, StreamId(said.stream), logs)


def _read_log(told: Told) -> FromLog:
    if (
        len(told.log) != _KEY_BYTES
        or len(told.device) not in (0, _KEY_BYTES)
        or len(told.post) not in (0, _KEY_BYTES)
        or not told.facts
    ):
        raise FormatError("a log across a border")
    events = tuple(read_event(canon) for canon, _ in told.facts)
    links = tuple(Link(canon, chain) for canon, chain in told.facts)
    if any(len(link.chain) != _CHAIN_BYTES for link in links):
        raise FormatError("a chain across a border")
    if any(event.log != told.log for event in events):
        raise FormatError("a fact of another log")
    for at in range(1, len(events)):
        step = events[at].seq - events[at - 1].seq
        if step < 1:
            raise FormatError("facts out of order")
        follows = chain_after(links[at - 1].chain, events[at], links[at].canon)
        if step == 1 and follows != links[at].chain:
            raise Denied(Reason.CHAIN)
    return FromLog(LogId(told.log), KeyId(told.device), told.post, links, events)


def land_across(
    journal: Journal,
    came: Crossed,
    clock: Clock,
    is_ours: Callable[[bytes], bool],
) -> int:
    """Append what came across, once; return how many facts were new.

    `is_ours` tells whether a stream is of this region's own posts: of those nobody
    else speaks, nor for such a post, and of no log that is written here. Raises
    Denied, MixedModes or FormatError, and then nothing landed.
    """
    database, new = journal.database, 0
    with database.atomic():
        if rows(database, "SELECT 1 FROM across WHERE envelope = ?", (came.envelope,)):
            return 0
        streams = {event.stream for one in came.logs for event in one.events}
        if any(is_ours(each) for each in streams):
            raise Denied(Reason.NOT_ALLOWED)
        for one in came.logs:
            _refuse_other(database, one, came)
            _refuse_our_post(database, one.post, came.realm)
            journal.adopt_log(one.log, one.device or came.hub, one.post)
            set_origin(database, one.log, came.realm)
            latest_ms = clock.now_ms() + CLOCK_SUSPECT_MS
            suspect = any(hlc_ms(event.hlc) > latest_ms for event in one.events)
            new += len(journal.append(one.links, one.events, suspect=suspect).new)
        _note(database, came, clock.now_ms())
        _shun_late(database, came)
    return new


def _refuse_other(database: Database, one: FromLog, came: Crossed) -> None:
    """Refuse facts of a log that is written here, or of another region."""
    known = rows(
        database,
        "SELECT own, device, realm FROM log WHERE log = ?",
        (one.log,),
    )
    if not known:
        return
    own, device, realm = known[0]
    if own or realm != came.realm or bytes(device) != (one.device or came.hub):
        raise Denied(Reason.LOG_TAKEN)


def _refuse_our_post(database: Database, post: bytes, realm: bytes) -> None:
    """Refuse facts that are said to be of a post of ours, or of another region."""
    if post and rows(
        database,
        "SELECT 1 FROM log WHERE post = ? AND realm IS NOT ? LIMIT 1",
        (post, realm),
    ):
        raise Denied(Reason.NOT_ALLOWED)


def set_origin(database: Database, log: LogId, realm: bytes) -> None:
    """Note of which other region a log is that came across."""
    database.conn.execute("UPDATE log SET realm = ? WHERE log = ?", (realm, log))


def _note(database: Database, came: Crossed, now_ms: int) -> None:
    database.conn.execute(
        "INSERT INTO across (envelope, realm, stream, came, upto, at_ms, level) "
        "VALUES (?, ?, ?, 1, 0, ?, ?)",
        (came.envelope, came.realm, came.stream, now_ms, Level.READ),
    )


def _shun_late(database: Database, came: Crossed) -> None:
    """Let the sealed bytes go of what told of a stream after it was erased."""
    facts = (event for one in came.logs for event in one.events)
    if any(
        each.kind != ERASURE and is_in_force(database, each.stream) for each in facts
    ):
        want_gone(database, came.envelope)


def note_sealed(
    database: Database, one: Waiting, stream: bytes, upto: int, now_ms: int
) -> None:
    """Keep what was sealed for another region until it was read there."""
    database.conn.execute(
        "INSERT INTO across (envelope, realm, stream, came, upto, at_ms, level, "
        "sealed) VALUES (?, ?, ?, 0, ?, ?, 0, ?)",
        (one.envelope, one.realm, stream, upto, now_ms, one.sealed),
    )


def note_level(
    database: Database, envelope: EnvelopeId | bytes, level: int, now_ms: int
) -> bool:
    """Note how far an envelope came, as the other hub signed; True when it is news.

    What was read there need not wait here any longer.
    """
    done = database.conn.execute(
        "UPDATE across SET level = ?, level_ms = ?, "
        "sealed = CASE WHEN ? >= ? THEN NULL ELSE sealed END "
        "WHERE envelope = ? AND NOT came AND level < ?",
        (level, now_ms, level, Level.READ, envelope, level),
    )
    return bool(done.rowcount)


def seal_again(database: Database, realm: bytes) -> None:
    """Forget what was sealed for a region and not read there: it is sealed anew.

    For a hub that has other keys now than those it was sealed to.
    """
    found = rows(
        database,
        "SELECT DISTINCT stream FROM across WHERE realm = ? AND NOT came AND level < ?",
        (realm, Level.READ),
    )
    for (stream,) in found:
        tell_anew(database, stream, realm)


def waiting(database: Database) -> list[Waiting]:
    """Return what was sealed for other regions and not read there, oldest first."""
    found = rows(
        database,
        "SELECT envelope, realm, sealed FROM across WHERE sealed IS NOT NULL "
        "ORDER BY at_ms, upto",
    )
    return [Waiting(EnvelopeId(e), bytes(realm), bytes(raw)) for e, realm, raw in found]


def sent(database: Database, stream: bytes) -> dict[bytes, Sent]:
    """Return how far what was sealed of a stream came, by region."""
    found = rows(
        database,
        "SELECT realm, MIN(level), MAX(COALESCE(level_ms, at_ms)) FROM across "
        "WHERE stream = ? AND NOT came GROUP BY realm",
        (stream,),
    )
    return {
        bytes(realm): Sent(bytes(realm), int(level), int(at_ms))
        for realm, level, at_ms in found
    }
