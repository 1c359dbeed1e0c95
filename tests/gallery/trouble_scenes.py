"""What is pictured of erasure, of clocks that lie and of hubs that lost something."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from msgspec import structs
from sqlite_utils import Database

from app.care.clock import ClockMeasured, clock_stream
from app.care.terms import Role, Triage
from app.catalogue import decode, encode
from app.commands import Grounds, attach_photo, erase_casualty
from app.store.desk import Desk
from app.store.queries.casualties import Filter, casualties
from app.store.queries.staff import people
from sync.database import rows
from sync.erasure import is_in_force
from sync.event import pack, read_event
from sync.ids import NOBODY, ActorId, Mode
from tests.gallery.hands import Scene, Tap, Write
from tests.gallery.hub_scenes import AtHub, room
from tests.gallery.photograph import photograph
from tests.gallery.scenes import At, help_page, sending
from tests.support.fakes import FakeClock
from tests.support.orders import Orders
from tests.support.post import memory_post
from tests.support.region import arrive, leader, opened, until

_MINUTE_MS = 60_000
_HOUR_MS = 60 * _MINUTE_MS
_TURN_S = 0.3
"""A room is drawn anew only once it was left."""

_URGENT = "Ontruim de wachtruimte nu: brand in het pand ernaast. Neem de dossiers mee."


def _led(at: At) -> ActorId:
    found = at.session.open_file.read_now(people)
    lead = next(each for each in found if each.role is Role.POST_LEAD)
    at.session.sign_on(lead)
    return lead.actor


def _to_erase(at: At) -> None:
    _led(at)
    at.session.go("casualties", at.evening.casualty)


def _erased(at: At) -> None:
    by, stream = _led(at), at.evening.erased
    grounds = Grounds("Functionaris gegevensbescherming GGD", "verzoek betrokkene")
    file = at.session.open_file
    if not file.read_now(lambda db: is_in_force(db, stream)):
        file.write_now(lambda desk: erase_casualty(desk, by, stream, grounds))
    at.session.go("casualties", stream)


def _wrong_clock(at: At) -> None:
    now = at.program.clock.now_ms()
    sending(
        clock_offset_ms=-(2 * _HOUR_MS + 10 * _MINUTE_MS),
        resent_events=128,
        resent_ms=now - 12 * _MINUTE_MS,
    )(at)


def _photos_left(at: At) -> None:
    now = at.program.clock.now_ms()
    sending(
        unsent_photos=3, unsent_photo_bytes=2_400_000, last_contact_ms=now - _MINUTE_MS
    )(at)


def _everything_at_once(at: At) -> None:
    """Let an exercise, an urgent order and a clock that is off share one screen."""
    clock = FakeClock(at.program.clock.now_ms() - 4 * _MINUTE_MS)
    file = memory_post(Mode.EXERCISE, clock)
    at.program.lay_aside(Mode.EXERCISE)
    at.program.put(Mode.EXERCISE, file)
    at.session.mode = Mode.EXERCISE
    _led(at)
    hub = Orders(file, mode=Mode.EXERCISE)
    hub.send(_URGENT, urgent=True)
    hub.close()
    _wrong_clock(at)
    at.session.go("overview")


async def _hub_casualty(at: AtHub) -> None:
    found = await opened(at.region.hub).read(lambda db: casualties(db, Filter(), None))
    at.session.go("casualties", found.rows[0].stream)


async def _photographed(at: AtHub) -> None:
    hub, post = at.region.hub, at.region.posts[0]
    if not (file := opened(hub)).read_now(_photos):
        stream = await arrive(post, Triage.T2, complaint="Snijwond hand")
        by, content = leader(opened(post)), photograph()
        await opened(post).write(
            lambda desk: attach_photo(desk, by, stream, content),
        )
        await at.region.received(post)
        await until(lambda: bool(file.read_now(_photos)))
    at.session.go("casualties", file.read_now(_photos)[0])


def _photos(database: Database) -> list[bytes]:
    found = rows(database, "SELECT stream FROM event WHERE kind = 'photo.attached'")
    return [each[0] for each in found]


async def _off(at: AtHub) -> None:
    """Let the hub know that the clock of a post is more than two hours ahead."""
    log = opened(at.region.posts[0]).write_now(lambda desk: desk.journal.log)
    file = opened(at.region.hub)
    fact = ClockMeasured(-(2 * _HOUR_MS + 10 * _MINUTE_MS), file.clock.now_ms())
    at.session.go("stock")
    await file.write(lambda desk: desk.record(clock_stream(log), fact, NOBODY))
    await asyncio.sleep(_TURN_S)
    at.session.go("posts")


async def _hub_help(at: AtHub) -> None:
    at.session.help = "hub"


async def _forked(at: AtHub) -> None:
    await opened(at.region.hub).write(_fork)
    at.session.go("aside")


def _fork(desk: Desk) -> None:
    """Let a copy of a device have written something else under the same number."""
    found = rows(
        desk.database,
        "SELECT canon FROM event WHERE kind = 'casualty.registered' LIMIT 1",
    )
    event = read_event(found[0][0])
    fact: Any = decode(event)
    fact = replace(fact, complaint="Verstuikte enkel")
    other = pack(structs.replace(event, body=encode(fact)[2]))
    desk.database.conn.execute(
        "INSERT OR IGNORE INTO fork VALUES (?, ?, ?)", (event.log, event.seq, other)
    )


async def _uncounted(at: AtHub) -> None:
    await opened(at.region.hub).write(_claim)
    at.session.go("aside")


def _not_counted(at: At) -> None:
    at.session.open_file.write_now(_claim)
    sending()(at)


def _claim(desk: Desk) -> None:
    """Let a device have written in the name of another post, and in a newer version."""
    logs = rows(desk.database, "SELECT log FROM log ORDER BY post IS NULL, log")
    for seq, (kind, why) in enumerate(
        [
            ("stock.issued", "other_post"),
            ("stock.issued", "other_post"),
            ("burn.assessed", "unknown_kind"),
            ("vitals.recorded", "refused number_out_of_range"),
        ]
    ):
        desk.database.conn.execute(
            "INSERT OR REPLACE INTO attention (log, seq, stream, kind, why) "
            "VALUES (?, ?, ?, ?, ?)",
            (logs[0][0], 1_000_000 + seq, b"nowhere", kind, why),
        )


_OPEN = Tap("ui.erasure.open")
_LOOK = Tap("ui.photo.look")

POST_SCENES: tuple[Scene, ...] = (
    Scene(
        "casualty-erase",
        _to_erase,
        (_OPEN, Write("field.EntityErased.authority", "Rechtbank Noord-Nederland")),
    ),
    Scene("casualty-erased", _erased),
    Scene("sending-clock", _wrong_clock),
    Scene("sending-photos", _photos_left),
    Scene("sending-other-hub", sending(), (Tap("ui.sending.other_hub"),), tall=True),
    Scene("sending-uncounted", _not_counted),
    Scene("banners", _everything_at_once),
    Scene("help-stolen-laptop", help_page("stolen_laptop")),
    Scene("help-lost-passphrase", help_page("lost_passphrase")),
    Scene("help-restored-backup", help_page("restored_backup")),
)
HUB_SCENES: tuple[Scene, ...] = (
    Scene("hub-casualty-erase", _hub_casualty, (_OPEN,)),
    Scene("hub-casualty-photo", _photographed, (_LOOK,), tall=True),
    Scene("hub-quarantine", room("aside"), (Tap("ui.hub.judge.look"),)),
    Scene("hub-keys-withdraw", room("keys"), (Tap("ui.hub.keys.withdraw"),)),
    Scene("hub-help", _hub_help),
    Scene("hub-posts-clock", _off),
    Scene("hub-fork", _forked),
    Scene("hub-uncounted", _uncounted),
)
