"""What no hub said of a recognition: nothing in it counts, nor stands in the way."""

from __future__ import annotations

from functools import partial

from app.care.casualty import NoteRecorded
from app.care.grant import GrantEnded, GrantGiven, grant_stream
from app.care.power import Standing
from app.care.terms import Role
from app.commands import record_note
from app.store.desk import Desk
from app.store.queries.power import Powers
from app.store.queries.recognition import PAGE, granted
from sync.batch import DICTIONARY, LAYOUT_LIST, Manifest, decode, encode
from sync.ids import ActorId, KeyId, LogId
from sync.journal import setting
from sync.landed import land_down
from tests.support.post import memory_post, registered
from tests.support.powers import DAY_MS, Region, surgeon

DEVICE = KeyId(b"postkey1")


def _forge(stream: bytes, fact: GrantGiven, who: ActorId, desk: Desk) -> None:
    desk.record(stream, fact, who)


def comes_up(region: Region) -> None:
    """Let the hub hold all that the post's device recorded."""
    post, post_id = region.post, region.post_id
    log = LogId(bytes(post.read_now(lambda db: setting(db, "log"))))

    def cut(desk):  # type: ignore[no-untyped-def]
        links = desk.journal.links(log, 1, desk.journal.last_seq(log))
        said = Manifest(
            log=log,
            first=1,
            count=len(links),
            before=desk.journal.chain_before(log, 1),
            after=links[-1].chain,
            dictionary=DICTIONARY,
            layout=LAYOUT_LIST,
            batch_no=1,
            envelope=bytes(16),
            extensions={},
        )
        return decode(encode(said, links))

    batch = post.write_now(cut)
    region.orders.hub.write_now(
        lambda desk: land_down(
            desk.journal, batch, DEVICE, desk.now_ms(), bytes(post_id)
        )
    )


def test_an_end_that_a_device_forged_keeps_the_region_from_ending_none() -> None:
    post = memory_post()
    region = Region(post)
    who = surgeon(post)
    grant = region.recognise(who)
    forged = GrantEnded((grant.log, grant.seq), region.post_id, "zelf")
    post.write_now(lambda desk: desk.record(grant_stream(who), forged, who))
    comes_up(region)

    region.withdraw(who, grant)

    known = region.orders.hub.read_now(lambda db: Powers(db).known(who))
    assert known is not None
    assert [len(each.ends) for each in known.grants] == [1]
    of, fact = registered(post), NoteRecorded("gezien", post.clock.now_ms())
    post.write_now(lambda desk: record_note(desk, who, of, fact))
    power = post.read_now(
        lambda db: Powers(db, is_now=True).of_role(who, post.clock.now_ms())
    )
    assert power is not None and power.standing is Standing.WITHDRAWN
    region.close()
    post.close()


def test_grants_that_devices_forged_hide_none_that_the_region_gave() -> None:
    post = memory_post()
    region = Region(post)
    who, now = surgeon(post), post.clock.now_ms()
    region.recognise(who)
    for each in range(PAGE + 1):
        false = ActorId(each.to_bytes(16, "big"))
        fact = GrantGiven("Dr. Nep", Role.DOCTOR, now, now + 1, b"p" * 8, "Regio")
        stream = grant_stream(false)
        post.write_now(partial(_forge, stream, fact, who))
    far = GrantGiven("Dr. Nep", Role.DOCTOR, now, now + 999 * DAY_MS, b"x" * 8, "Regio")
    post.write_now(lambda desk: desk.record(grant_stream(who), far, who))
    comes_up(region)

    found = region.orders.hub.read_now(lambda db: granted(db, now))

    assert [(each.actor, each.post) for each in found] == [(who, region.post_id)]
    region.close()
    post.close()
