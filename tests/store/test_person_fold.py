"""Who somebody is folds to the same picture, in whatever order and however often."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.care.casualty import Identified
from app.care.person import BsnChecked, LooksDescribed, PersonDetailed
from app.care.relative import RelativeAsked
from app.care.terms import (
    AskOutcome,
    BsnProof,
    Involvement,
    LinkReason,
    OverrideReason,
    PartReason,
    Role,
    SearchKind,
    Verdict,
)
from app.commands import (
    Registration,
    answer_ask,
    ask_for,
    check_bsn,
    describe_person,
    identify,
    link_records,
    note_involvement,
    note_search,
    open_casualty,
    override_access,
    part_records,
    register_affected,
    retract,
    review_override,
    set_masking,
)
from app.store.desk import Desk
from app.store.tables import table_rows
from sync.database import Database, rows
from sync.ids import ActorId
from sync.journal import Link
from tests.support.post import actor, memory_post, registered

GOOD = "111222333"
TABLES = ("casualty", "link", "ask", "access", "post")
BESIDE = (
    "SELECT key, stream FROM likeness_key ORDER BY key, stream",
    "SELECT log, seq, kind, casualty, at_ms FROM looked ORDER BY log, seq",
)


def _told(desk: Desk, by: ActorId, lead: ActorId, one: bytes, other: bytes) -> None:
    now = desk.now_ms()
    looks = LooksDescribed(now, hair="rood", clothing="groene jas")
    taken = describe_person(desk, by, one, looks)
    describe_person(desk, by, one, LooksDescribed(now, hair="blond"), [])
    describe_person(desk, by, other, PersonDetailed(now, tag="K-17"))
    retract(desk, by, (taken.log, taken.seq))
    identify(desk, by, one, Identified(now, name="Анна Петрова", bsn=GOOD))
    check_bsn(desk, by, one, BsnChecked(now, BsnProof.DOCUMENT), GOOD)
    unhurt = register_affected(desk, by, Registration(now)).stream
    note_involvement(desk, by, unhurt, Involvement.CASUALTY)
    link_records(desk, by, one, other, LinkReason.TOLD)
    part_records(desk, by, other, one, PartReason.MISTAKE)
    link_records(desk, by, other, one, LinkReason.TAG)
    ask = ask_for(desk, by, RelativeAsked(now, "Anna", "Olga")).stream
    answer_ask(desk, by, ask, AskOutcome.FOUND, one)
    answer_ask(desk, by, ask, AskOutcome.INFORMED)
    set_masking(desk, lead, hides_names=True)


def _looked(desk: Desk, by: ActorId, lead: ActorId, keeper: ActorId) -> None:
    one = bytes(rows(desk.database, "SELECT stream FROM casualty LIMIT 1")[0][0])
    open_casualty(desk, by, one)
    note_search(desk, by, SearchKind.LIST, 2)
    force = override_access(desk, keeper, OverrideReason.LIFE, "nood", 15)
    open_casualty(desk, keeper, one)
    target = (force.log, force.seq)
    review_override(desk, lead, target, Verdict.JUSTIFIED)


def _story() -> list[Link]:
    post = memory_post()
    before = len(_events(post.read_now(_all)))
    by, lead = actor(post), actor(post, Role.POST_LEAD)
    keeper = actor(post, Role.STOCK_KEEPER)
    one, other = registered(post), registered(post, name="Anna Petrova")
    post.write_now(lambda desk: _told(desk, by, lead, one, other))
    post.write_now(lambda desk: _looked(desk, by, lead, keeper))
    links = _events(post.read_now(_all))[before:]
    post.close()
    return links


def _all(db: Database) -> list[tuple[bytes, bytes]]:
    return rows(db, "SELECT canon, chain FROM event ORDER BY n")


def _events(found: list[tuple[bytes, bytes]]) -> list[Link]:
    return [Link(bytes(canon), bytes(chain)) for canon, chain in found]


def _picture(db: Database) -> list[list[tuple[object, ...]]]:
    tables = [list(table_rows(db, name)) for name in TABLES]
    return [*tables, *(list(rows(db, sql)) for sql in BESIDE)]


STORY = _story()


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(len(STORY))), st.lists(st.integers(0, len(STORY) - 1)))
def test_any_order_and_any_repeat_give_the_same_picture(
    order: list[int], again: list[int]
) -> None:
    straight, shuffled = memory_post(seed=5), memory_post(seed=5)

    straight.write_now(lambda desk: desk.journal.append(STORY))
    for place in (*order, *again):
        shuffled.write_now(
            lambda desk, place=place: desk.journal.append([STORY[place]])
        )

    here, there = straight.read_now(_picture), shuffled.read_now(_picture)
    straight.close()
    shuffled.close()
    assert all(here)
    assert here == there
