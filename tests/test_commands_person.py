"""Commands about who somebody is: unhurt, BSN checked, the same person twice."""

from __future__ import annotations

import pytest

from app.care.casualty import Identified
from app.care.person import BsnChecked, LooksDescribed
from app.care.refusal import Refusal
from app.care.terms import (
    BsnProof,
    BsnState,
    Involvement,
    LinkReason,
    PartReason,
    Role,
    Triage,
)
from app.commands import (
    Registration,
    check_bsn,
    describe_person,
    identify,
    link_records,
    note_involvement,
    part_records,
    register_affected,
    retract,
    retriage,
)
from app.store.queries.casualty import casualty, counts
from tests.support.post import actor, memory_post, registered, seen

GOOD = "111222333"


def test_somebody_unhurt_is_registered_with_nothing_but_the_moment() -> None:
    post = memory_post()
    by = actor(post, Role.REGISTRAR)
    wanted = Registration(post.clock.now_ms())

    first = post.write_now(lambda desk: register_affected(desk, by, wanted))

    tally = post.read_now(lambda db: counts(db, post.clock.now_ms()))
    assert (tally.affected, tally.untriaged, tally.present) == (1, 0, 0)
    post.write_now(lambda desk: retract(desk, by, (first.log, first.seq)))
    tally = post.read_now(lambda db: counts(db, post.clock.now_ms()))
    assert (tally.affected, tally.present) == (0, 0)


def test_a_triage_makes_a_casualty_of_somebody_unhurt() -> None:
    post = memory_post()
    by = actor(post)
    wanted = Registration(post.clock.now_ms(), name="Jan")
    stream = post.write_now(lambda desk: register_affected(desk, by, wanted)).stream

    post.write_now(lambda desk: retriage(desk, by, stream, seen(post, Triage.T3)))

    tally = post.read_now(lambda db: counts(db, post.clock.now_ms()))
    assert (tally.affected, tally.present) == (0, 1)
    assert tally.category[Triage.T3] == 1


def test_somebody_unhurt_can_be_a_casualty_after_all_before_a_triage() -> None:
    post = memory_post()
    by = actor(post)
    wanted = Registration(post.clock.now_ms())
    stream = post.write_now(lambda desk: register_affected(desk, by, wanted)).stream

    post.write_now(
        lambda desk: note_involvement(desk, by, stream, Involvement.CASUALTY)
    )

    tally = post.read_now(lambda db: counts(db, post.clock.now_ms()))
    assert (tally.affected, tally.untriaged) == (0, 1)


def test_somebody_unhurt_has_no_triage() -> None:
    post = memory_post()
    by = actor(post)
    wanted = Registration(post.clock.now_ms(), category=Triage.T1)

    with pytest.raises(Refusal, match="affected_is_not_triaged"):
        post.write_now(lambda desk: register_affected(desk, by, wanted))


@pytest.mark.parametrize(
    ("how", "reference", "number", "why"),
    [
        (BsnProof.SBVZ, " ", GOOD, "reference_missing"),
        (BsnProof.DOCUMENT, "", "123456782", "bsn_other"),
    ],
)
def test_a_check_that_proves_nothing_is_refused(
    how: BsnProof, reference: str, number: str, why: str
) -> None:
    post = memory_post()
    stream = registered(post, bsn=GOOD)
    by = actor(post)
    fact = BsnChecked(post.clock.now_ms(), how, reference)

    with pytest.raises(Refusal, match=why):
        post.write_now(lambda desk: check_bsn(desk, by, stream, fact, number))


def test_a_check_without_a_bsn_is_refused_and_one_taken_back_counts_no_more() -> None:
    post = memory_post()
    stream = registered(post)
    by = actor(post)
    fact = BsnChecked(post.clock.now_ms(), BsnProof.DOCUMENT)
    with pytest.raises(Refusal, match="bsn_missing"):
        post.write_now(lambda desk: check_bsn(desk, by, stream, fact, GOOD))
    told = Identified(post.clock.now_ms(), bsn=GOOD)
    post.write_now(lambda desk: identify(desk, by, stream, told))

    event = post.write_now(lambda desk: check_bsn(desk, by, stream, fact, GOOD))

    def state() -> BsnState:
        found = post.read_now(lambda db: casualty(db, stream))
        assert found is not None
        return found.bsn

    assert state() is BsnState.CHECKED
    post.write_now(lambda desk: retract(desk, by, (event.log, event.seq)))
    assert state() is BsnState.CHECKSUM_OK


def test_a_description_that_says_nothing_is_refused() -> None:
    post = memory_post()
    stream = registered(post)
    by = actor(post)

    with pytest.raises(Refusal, match="nothing_filled_in"):
        post.write_now(
            lambda desk: describe_person(desk, by, stream, LooksDescribed(1))
        )


def test_records_are_linked_once_and_parted_by_name() -> None:
    post = memory_post()
    one, other = registered(post), registered(post)
    by = actor(post)

    def link() -> object:
        return post.write_now(
            lambda desk: link_records(desk, by, one, other, LinkReason.TOLD)
        )

    link()
    with pytest.raises(Refusal, match="linked_already"):
        link()
    post.write_now(lambda desk: part_records(desk, by, other, one, PartReason.MISTAKE))
    link()


def test_a_record_is_not_linked_to_itself_or_to_nobody() -> None:
    post = memory_post()
    one = registered(post)
    by = actor(post)

    with pytest.raises(Refusal, match="linked_to_itself"):
        post.write_now(lambda desk: link_records(desk, by, one, one, LinkReason.TOLD))
    with pytest.raises(Refusal, match="no_such_casualty"):
        post.write_now(
            lambda desk: link_records(desk, by, one, b"?" * 16, LinkReason.TOLD)
        )
    with pytest.raises(Refusal, match="role_may_not"):
        keeper = actor(post, Role.STOCK_KEEPER)
        other = registered(post)
        post.write_now(
            lambda desk: link_records(desk, keeper, one, other, LinkReason.TOLD)
        )
