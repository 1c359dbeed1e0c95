"""A shared database: what two hubs do at once, and a server that goes away."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.care.terms import Triage
from app.demo.outcome import carried_events, own_events
from sync.errors import Away, FileError, NewerFile
from sync.hub.inbox import Fate, Inbox
from sync.hub.postgres import Postgres
from sync.hub.turns import alone
from sync.ids import EnvelopeId, KeyId, LogId, Mode
from tests.support.fakes import FakeClock
from tests.support.postgres import Server, quick_server, removed
from tests.support.region import arrive, opened, region, until

SEVERAL = 40


@pytest.fixture
def both(server: Server) -> Iterator[tuple[Postgres, Postgres]]:
    """One database, as two processes see it."""
    url = server.new_database()
    one, other = Postgres(url), Postgres(url)
    yield one, other
    one.close()
    other.close()


def stored(inbox: Inbox, number: int) -> None:
    """Store an envelope and acknowledge it, as a hub does with one it verified."""
    raw = number.to_bytes(16, "big")
    one = inbox.store(EnvelopeId(raw), raw, FakeClock().now_ms())
    place = LogId(b"log-of-8"), number, KeyId(b"key-of-8")
    inbox.acknowledge(one, 1, place, 0, lambda receipt: str(receipt).encode())


def test_what_is_put_goes_with_the_next_question_and_what_fails_undoes_all(
    both: tuple[Postgres, Postgres],
) -> None:
    one, other = both
    insert = "INSERT INTO setting (name, value) VALUES (?, ?)"
    seen: list[object] = []

    with one.change() as put:
        put(insert, "first", b"")
        seen.append(one.ask("SELECT name FROM setting"))
    with pytest.raises(Away), one.change() as put:
        put(insert, "second", b"")
        put(insert, "first", b"")
        seen.append("nobody waited for the answer")

    assert seen == [[("first",)], "nobody waited for the answer"]
    for each in both:
        assert each.ask("SELECT name FROM setting") == [("first",)]
    with one.change() as put:  # and its connection goes on
        put(insert, "third", b"")
    assert len(other.ask("SELECT name FROM setting")) == 2


def test_two_hubs_at_once_number_their_receipts_without_a_gap(
    both: tuple[Postgres, Postgres],
) -> None:
    inboxes = [Inbox(each) for each in both]

    with ThreadPoolExecutor(8) as several:
        list(several.map(lambda n: stored(inboxes[n % 2], n), range(SEVERAL)))

    found = both[0].ask("SELECT number, raw FROM receipt ORDER BY number")
    assert found == [(n, str(n).encode()) for n in range(1, SEVERAL + 1)]
    assert inboxes[1].count(Fate.STORED) == SEVERAL


def test_what_is_laid_by_two_hubs_is_seen_in_the_order_of_its_numbers(
    both: tuple[Postgres, Postgres],
) -> None:
    one, other = both
    lay = (
        "INSERT INTO down (post, envelope, laid_ms, sealed) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING"
    )
    waits = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"

    def second() -> None:
        with other.change("down") as run:
            run(lay, b"post", b"second", 0, b"x")

    with ThreadPoolExecutor(1) as several:
        with one.change("down") as run:
            run(lay, b"post", b"first", 0, b"x")
            one.ask("SELECT 1")  # what was put goes there with it: it is laid now
            later = several.submit(second)
            while not later.done() and not other.ask(waits):
                pass
            seen = other.ask("SELECT envelope FROM down")
        later.result()

    assert seen == []
    assert one.ask("SELECT envelope FROM down ORDER BY n") == [
        (b"first",),
        (b"second",),
    ]


def test_a_change_that_fails_leaves_nothing(both: tuple[Postgres, Postgres]) -> None:
    one, other = both

    with pytest.raises(ZeroDivisionError), one.change() as run:
        run("INSERT INTO setting (name, value) VALUES (?, ?)", "a", b"b")
        inside = one.ask("SELECT name FROM setting")
        raise ZeroDivisionError

    assert inside == [("a",)]
    assert other.ask("SELECT name FROM setting") == []


def test_who_holds_a_name_is_waited_for_in_the_other_process(
    both: tuple[Postgres, Postgres],
) -> None:
    order: list[str] = []

    async def story() -> None:
        entered = asyncio.Event()

        async def first() -> None:
            async with alone(both[0], b"log"):
                entered.set()
                await asyncio.to_thread(both[0].ask, "SELECT pg_sleep(0.2)")
                order.append("first")

        async def second() -> None:
            await entered.wait()
            async with alone(both[1], b"log"):
                order.append("second")

        async def apart() -> None:
            await entered.wait()
            async with alone(both[1], b"another log"):
                order.append("apart")

        await asyncio.gather(first(), second(), apart())

    asyncio.run(story())

    assert order == ["apart", "first", "second"]


def test_a_turn_whose_connection_is_lost_changes_nothing_any_more(
    both: tuple[Postgres, Postgres],
) -> None:
    one, other = both
    put = "INSERT INTO setting (name, value) VALUES (?, ?)"

    def spoiled() -> None:
        with one.held(b"log"):
            with one.change() as run:
                run(put, "before", b"")
            other.ask(
                "SELECT pg_terminate_backend(pid) FROM pg_locks "
                "WHERE locktype = 'advisory' AND pid != pg_backend_pid()"
            )
            with one.change() as run:
                run(put, "after", b"")

    with pytest.raises(FileError):
        spoiled()

    assert other.ask("SELECT name FROM setting") == [("before",)]
    with other.held(b"log"):
        assert one.ask("SELECT name FROM setting") == [("before",)]


def test_two_who_do_the_same_at_once_are_told_to_come_again(
    both: tuple[Postgres, Postgres],
) -> None:
    put = "INSERT INTO upload_part (k, at, raw) VALUES (?, ?, ?)"
    with both[0].change() as run:
        run(put, 1, 0, b"x")

    with pytest.raises(FileError), both[1].change() as run:
        run(put, 1, 0, b"x")


def test_a_database_of_a_later_version_is_left_alone(server: Server) -> None:
    url = server.new_database()
    one = Postgres(url)
    with one.change() as run:
        run("UPDATE schema_step SET step = step + 1")
    one.close()

    with pytest.raises(NewerFile):
        Postgres(url)


@pytest.mark.parametrize("url", ["postgresql://127.0.0.1:1/nothing", "not an address"])
def test_a_database_that_is_not_there_is_said_plainly(url: str) -> None:
    with pytest.raises(FileError):
        Postgres(url)


def test_a_server_that_was_gone_is_used_again_once_it_is_back() -> None:
    running = quick_server()
    one = Postgres(running.new_database())
    put = "INSERT INTO setting (name, value) VALUES (?, ?)"
    with one.change() as run:
        run(put, "kept", b"")
    try:
        running.stop()
        with pytest.raises(FileError):
            one.ask("SELECT name FROM setting")
        running.start()

        assert _asked_until_there(one) == [("kept",)]
    finally:
        one.close()
        removed([running])


def _asked_until_there(one: Postgres) -> list[tuple[str]]:
    for _ in range(10):
        try:
            return one.ask("SELECT name FROM setting")
        except FileError:
            continue
    raise AssertionError("the database did not come back")


def test_a_commit_that_did_not_wait_for_the_standby_is_not_believed() -> None:
    running = quick_server()
    url = running.new_database()
    one, other = Postgres(url), Postgres(url)
    waits = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
    put = "INSERT INTO setting (name, value) VALUES (?, ?)"

    def kept() -> None:
        with one.change() as run:
            run(put, "kept", b"")

    try:
        running.ask("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        running.ask("SELECT pg_reload_conf()")
        with ThreadPoolExecutor(1) as several:
            later = several.submit(kept)
            while not (found := other.ask(waits)) and not later.done():
                pass
            other.ask("SELECT pg_cancel_backend(?)", found[0][0])

            with pytest.raises(Away):
                later.result()
        running.ask("ALTER SYSTEM RESET synchronous_standby_names")
        running.ask("SELECT pg_reload_conf()")
        with one.change() as run:
            run(put, "later", b"")
    finally:
        one.close()
        other.close()
        removed([running])


@pytest.mark.parametrize("table", ["envelope", "journal"])
def test_a_database_without_room_is_said_and_nothing_is_lost(
    tmp_path: Path, server: Server, table: str
) -> None:
    url = server.new_database()

    async def story() -> None:
        async with region(tmp_path, database=url) as here:
            post = await here.post("zuid")
            inside = Postgres(url)
            unread = "SELECT COUNT(*) FROM envelope WHERE fate != 'read'"
            await until(
                lambda: (
                    carried_events(opened(here.hub)) == own_events(opened(post))
                    and inside.ask(unread) == [(0,)]
                )
            )
            with inside.change() as run:
                run(
                    "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
                    "$$ BEGIN RAISE SQLSTATE '53100'; END $$"
                )
                run(
                    f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION full_disk()"
                )
            await arrive(post, Triage.T1)
            post.nudge(Mode.REAL)
            found = "SELECT COUNT(*) FROM envelope WHERE fate = 'stored'"
            # A key epoch is read without a word in the journal; facts are not.
            facts = "SELECT COUNT(*) FROM envelope WHERE fate = 'read' AND batch_no > 0"
            before = inside.ask(facts)
            if table == "journal":
                await until(lambda: inside.ask(found) == [(1,)])
            else:
                await until(lambda: post.sending(Mode.REAL).reason is not None)

            read = inside.ask(facts)
            with inside.change() as run:
                run(f"DROP TRIGGER full_disk ON {table}")
            inside.close()
            await here.received(post)

            assert read == before

    asyncio.run(story())
