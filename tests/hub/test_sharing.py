"""Which posts a hub still has to tell a list."""

from __future__ import annotations

from app.care.item import Item
from app.care.pack import ITEMS
from app.hub.sharing import lacking
from sync.hub.telling import new_down_log
from sync.journal import setting
from sync.limits import DOWN_KEPT_MS
from tests.support.orders import Orders
from tests.support.packs import publish
from tests.support.post import memory_post

OTHER = b"post_two"


def test_a_post_that_was_told_lacks_nothing_and_another_does() -> None:
    post = memory_post()
    hub = Orders(post)
    here = bytes(post.read_now(lambda db: setting(db, "post_id")))
    since = {here: post.clock.now_ms(), OTHER: post.clock.now_ms()}
    hub.hub.write_now(lambda desk: new_down_log(desk.journal, OTHER))

    before = hub.hub.read_now(lambda db: lacking(db, ITEMS, since))
    publish(hub, [Item("R1", "Gaas", "Gauze")])

    assert before == []
    assert hub.hub.read_now(lambda db: lacking(db, ITEMS, since)) == [OTHER]
    hub.close()
    post.close()


def test_a_device_that_joins_when_the_bytes_are_gone_is_told_again() -> None:
    post = memory_post()
    hub = Orders(post)
    here = bytes(post.read_now(lambda db: setting(db, "post_id")))
    publish(hub, [Item("R1", "Gaas", "Gauze")])
    soon = {here: post.clock.now_ms() + DOWN_KEPT_MS // 3}
    late = {here: post.clock.now_ms() + DOWN_KEPT_MS}

    assert hub.hub.read_now(lambda db: lacking(db, ITEMS, soon)) == []
    assert hub.hub.read_now(lambda db: lacking(db, ITEMS, late)) == [here]
    hub.close()
    post.close()
