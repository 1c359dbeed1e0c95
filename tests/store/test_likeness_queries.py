"""Who may be the same person; linked records are one person in lists and counts."""

from __future__ import annotations

import pytest

from app.care.casualty import Departed
from app.care.person import PersonDetailed
from app.care.terms import Disposition, LinkReason, PartReason, Role, Sign, Triage
from app.commands import (
    depart,
    describe_person,
    erase_casualty,
    link_records,
    part_records,
    retract,
)
from app.commands.erasure import Grounds
from app.store.file import CareFile
from app.store.projector import rebuild
from app.store.queries.casualty import Filter, casualties, counts
from app.store.queries.likeness import COMMON, Match, same_person
from app.store.queries.link import apart_from, joined, linked_to
from sync.event import Event
from tests.support.post import actor, memory_post, registered


def maybe(post: CareFile, stream: bytes) -> tuple[Match, ...]:
    return post.read_now(lambda db: same_person(db, stream))


def link(post: CareFile, one: bytes, other: bytes) -> Event:
    by = actor(post)
    return post.write_now(
        lambda desk: link_records(desk, by, one, other, LinkReason.TOLD)
    )


def part(post: CareFile, one: bytes, other: bytes) -> Event:
    by = actor(post)
    return post.write_now(
        lambda desk: part_records(desk, by, one, other, PartReason.DIFFERENT)
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Anna Petrova", "Анна Сергеевна Петрова"),
        ("Mohamed El Amrani", "محمد العمراني"),
        ("Fatma Yılmaz", "Fatima Yilmaz"),
        ("Jan Janssen", "Jansen, Jan"),
    ],
)
def test_one_name_in_two_scripts_is_suggested_with_its_reason(
    first: str, second: str
) -> None:
    post = memory_post()
    one, other = registered(post, name=first), registered(post, name=second)
    registered(post, name="Piet de Vries")

    found = maybe(post, one)

    assert [match.row.stream for match in found] == [other]
    assert found[0].likeness.signs == (Sign.NAME,)


def test_a_tag_is_enough_however_it_was_typed() -> None:
    post = memory_post()
    one, other = registered(post), registered(post)
    by = actor(post)
    for stream, tag in ((one, "k-0017"), (other, "K0017")):
        fact = PersonDetailed(post.clock.now_ms(), tag=tag)
        post.write_now(
            lambda desk, stream=stream, fact=fact: describe_person(
                desk, by, stream, fact
            )
        )

    assert [match.likeness.signs for match in maybe(post, one)] == [(Sign.TAG,)]


def test_the_number_of_another_record_written_as_a_tag_is_found() -> None:
    post = memory_post()
    one, other = registered(post), registered(post)
    by = actor(post)
    rows = post.read_now(lambda db: casualties(db, Filter())).rows
    number = next(row.number for row in rows if row.stream == one)
    fact = PersonDetailed(post.clock.now_ms(), tag=number.lower())

    post.write_now(lambda desk: describe_person(desk, by, other, fact))

    assert [match.row.stream for match in maybe(post, one)] == [other]
    assert [match.row.stream for match in maybe(post, other)] == [one]


def test_the_same_name_with_another_birth_date_is_not_suggested() -> None:
    post = memory_post()
    one = registered(post, name="Jan Jansen", birth_date="1980-01-01")
    registered(post, name="Jan Jansen", birth_date="1990-01-01")

    assert maybe(post, one) == ()


def test_day_and_month_changed_about_still_finds() -> None:
    post = memory_post()
    one = registered(post, name="Jan Jansen", birth_date="1980-03-04")
    registered(post, name="Jan Janssen", birth_date="1980-04-03")

    signs = maybe(post, one)[0].likeness.signs
    assert signs == (Sign.NAME, Sign.BIRTH_DATE_TURNED)


def test_who_is_linked_or_said_to_be_another_is_suggested_no_more() -> None:
    post = memory_post()
    one = registered(post, name="Jan Jansen")
    other = registered(post, name="Jan Janssen")
    third = registered(post, name="Jan Jansen")

    link(post, one, other)
    part(post, one, third)

    assert maybe(post, one) == ()
    assert post.read_now(lambda db: apart_from(db, one)) == (third,)
    assert [match.row.stream for match in maybe(post, other)] == [third]


def test_a_name_that_very_many_share_tells_nobody_apart() -> None:
    post = memory_post()
    several = [registered(post, name="Jan Jansen") for _ in range(COMMON + 1)]

    assert maybe(post, several[0]) == ()


def test_linked_records_name_each_other_and_count_once() -> None:
    post = memory_post()
    one, other = registered(post, Triage.T2), registered(post, Triage.T1)
    third = registered(post, Triage.T3)
    now = post.clock.now_ms()

    link(post, one, other)

    rows = post.read_now(lambda db: casualties(db, Filter())).rows
    numbers = {row.stream: row.number for row in rows}
    assert {row.stream: row.same_as for row in rows} == {
        one: (numbers[other],),
        other: (numbers[one],),
        third: (),
    }
    tally = post.read_now(lambda db: counts(db, now))
    assert (tally.category[Triage.T1], tally.category[Triage.T2]) == (1, 0)
    assert tally.present == 2


def test_a_chain_is_one_person_and_unlinking_takes_it_apart() -> None:
    post = memory_post()
    a, b, c = (registered(post, Triage.T1) for _ in range(3))
    link(post, a, b)
    link(post, b, c)
    post.clock.advance(20 * 60_000)
    now = post.clock.now_ms()

    assert set(post.read_now(lambda db: linked_to(db, a))) == {b, c}
    assert [each.why for each in post.read_now(lambda db: joined(db, a))] == [
        LinkReason.TOLD,
        None,
    ]
    tally = post.read_now(lambda db: counts(db, now))
    assert (tally.present, tally.overdue) == (1, 1)

    part(post, b, c)

    assert post.read_now(lambda db: linked_to(db, a)) == (b,)
    tally = post.read_now(lambda db: counts(db, now))
    assert (tally.present, tally.overdue) == (2, 2)


def test_a_person_is_present_while_one_of_their_records_is() -> None:
    post = memory_post()
    one, other = registered(post, Triage.T2), registered(post, Triage.T1)
    by = actor(post)
    link(post, one, other)
    left = Departed(Disposition.LEFT, post.clock.now_ms())

    post.write_now(lambda desk: depart(desk, by, other, left))

    tally = post.read_now(lambda db: counts(db, post.clock.now_ms()))
    assert (tally.present, tally.departed) == (1, 0)
    assert tally.category[Triage.T2] == 1


def test_a_link_that_is_taken_back_counts_no_more_and_a_rebuild_agrees() -> None:
    post = memory_post()
    one, other = registered(post, name="Jan Jansen"), registered(post, name="J Jansen")
    event = link(post, one, other)
    by = actor(post)
    assert post.read_now(lambda db: linked_to(db, one)) == (other,)

    post.write_now(lambda desk: retract(desk, by, (event.log, event.seq)))
    before = _keys(post)
    post.write_now(lambda desk: rebuild(desk.database))

    assert post.read_now(lambda db: linked_to(db, one)) == ()
    assert _keys(post) == before != []


def test_what_the_law_erases_leaves_no_key_behind() -> None:
    post = memory_post()
    stream = registered(post, name="Jan Jansen", birth_date="1980-01-01")
    lead = actor(post, Role.POST_LEAD)

    post.write_now(
        lambda desk: erase_casualty(desk, lead, stream, Grounds("Rechter", "bevel"))
    )

    assert _keys(post) == []


def _keys(post: CareFile) -> list[tuple[object, ...]]:
    from sync.database import rows

    sql = "SELECT key, stream FROM likeness_key ORDER BY key, stream"
    return post.read_now(lambda db: rows(db, sql))
