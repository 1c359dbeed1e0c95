"""Commands that leave a mark in the access log, and who may give themselves access."""

from __future__ import annotations

import pytest

from app.care.access import (
    AccessForced,
    AccessOpened,
    AccessOverridden,
    ends_ms,
)
from app.care.refusal import Refusal
from app.care.terms import OverrideReason, Role, SearchKind, Verdict
from app.commands import (
    end_override,
    note_search,
    open_casualty,
    override_access,
    read_log,
    retract,
    review_override,
    set_masking,
)
from app.store.file import CareFile
from app.store.projector import rebuild
from app.store.queries.access import looks, overrides, standing_override
from app.store.queries.post import hides_names
from sync.database import rows
from sync.event import Event
from sync.ids import ActorId
from tests.support.post import actor, memory_post, registered

MINUTE_MS = 60_000


def forced(post: CareFile, casualty: bytes = b"", minutes: int = 30) -> Event:
    keeper = actor(post, Role.STOCK_KEEPER)
    return post.write_now(
        lambda desk: override_access(
            desk, keeper, OverrideReason.LIFE, "niemand anders", minutes, casualty
        )
    )


def opened(post: CareFile, role: Role, casualty: bytes) -> Event:
    by = actor(post, role)
    return post.write_now(lambda desk: open_casualty(desk, by, casualty))


def test_who_may_read_opens_and_who_may_not_is_refused() -> None:
    post = memory_post()
    stream = registered(post)

    assert opened(post, Role.NURSE, stream).kind == "access.opened"
    with pytest.raises(Refusal, match="role_may_not"):
        opened(post, Role.STOCK_KEEPER, stream)


def test_force_for_one_record_opens_that_one_only_and_names_what_gave_it() -> None:
    post = memory_post()
    one, other = registered(post), registered(post)
    event = forced(post, one)

    look = opened(post, Role.STOCK_KEEPER, one)

    assert look.kind == "access.forced"
    [found] = post.read_now(lambda db: looks(db, kind="access.forced"))
    assert isinstance(found.body, AccessForced)
    assert found.body.target == (event.log, event.seq)
    with pytest.raises(Refusal, match="role_may_not"):
        opened(post, Role.STOCK_KEEPER, other)


def test_force_for_the_incident_opens_every_record_until_it_ends() -> None:
    post = memory_post()
    stream = registered(post)
    forced(post, minutes=15)

    opened(post, Role.STOCK_KEEPER, stream)
    post.clock.advance(15 * MINUTE_MS)  # type: ignore[attr-defined]

    with pytest.raises(Refusal, match="role_may_not"):
        opened(post, Role.STOCK_KEEPER, stream)


def test_force_is_of_one_person() -> None:
    post = memory_post()
    forced(post)
    nurse = actor(post, Role.NURSE)

    found = post.read_now(lambda db: standing_override(db, nurse, post.clock.now_ms()))

    assert found is None


def test_who_took_it_gives_it_back_early_and_a_lead_sees_that() -> None:
    post = memory_post()
    stream = registered(post)
    event, other = forced(post, minutes=60), forced(post, stream, minutes=30)
    keeper, lead = actor(post, Role.STOCK_KEEPER), actor(post, Role.POST_LEAD)
    post.clock.advance(5 * MINUTE_MS)  # type: ignore[attr-defined]
    at_ms = post.clock.now_ms()

    def end(by: ActorId, force: Event) -> None:
        target = (force.log, force.seq)
        post.write_now(lambda desk: end_override(desk, by, target))

    with pytest.raises(Refusal, match="no_such_fact"):
        end(lead, event)
    end(keeper, event)
    with pytest.raises(Refusal, match="already_ended"):
        end(keeper, event)
    still = post.read_now(lambda db: standing_override(db, keeper, at_ms))
    assert still is not None
    assert still.id == (other.log, other.seq)
    end(keeper, other)

    with pytest.raises(Refusal, match="role_may_not"):
        opened(post, Role.STOCK_KEEPER, stream)
    found = post.read_now(overrides)
    assert [(each.until_ms, each.given_back) for each in found] == [(at_ms, True)] * 2
    post.write_now(lambda desk: rebuild(desk.database))
    assert post.read_now(overrides) == found


@pytest.mark.parametrize("minutes", [0, -1, 61, 600])
def test_force_lasts_an_hour_at_most(minutes: int) -> None:
    post = memory_post()

    with pytest.raises(Refusal, match="override_too_long"):
        forced(post, minutes=minutes)


def test_a_body_that_says_longer_still_ends_after_the_hour() -> None:
    fact = AccessOverridden(0, 999 * MINUTE_MS, OverrideReason.LIFE, "x")

    assert ends_ms(fact) == 60 * MINUTE_MS


def test_force_says_why_and_is_not_for_who_may_read() -> None:
    post = memory_post()
    keeper, nurse = actor(post, Role.STOCK_KEEPER), actor(post, Role.NURSE)

    with pytest.raises(Refusal, match="because_missing"):
        post.write_now(
            lambda desk: override_access(desk, keeper, OverrideReason.LIFE, " ", 15)
        )
    with pytest.raises(Refusal, match="may_read_already"):
        post.write_now(
            lambda desk: override_access(desk, nurse, OverrideReason.LIFE, "x", 15)
        )
    with pytest.raises(Refusal, match="no_such_casualty"):
        forced(post, b"?" * 16)


def test_a_lead_judges_once_it_is_there_and_says_why_it_was_wrong() -> None:
    post = memory_post()
    event = forced(post)
    target = (event.log, event.seq)
    lead = actor(post, Role.POST_LEAD)

    with pytest.raises(Refusal, match="because_missing"):
        post.write_now(
            lambda desk: review_override(desk, lead, target, Verdict.NOT_JUSTIFIED)
        )
    with pytest.raises(Refusal, match="no_such_fact"):
        post.write_now(
            lambda desk: review_override(desk, lead, (b"?" * 8, 9), Verdict.JUSTIFIED)
        )
    with pytest.raises(Refusal, match="role_may_not"):
        nurse = actor(post, Role.NURSE)
        post.write_now(
            lambda desk: review_override(desk, nurse, target, Verdict.JUSTIFIED)
        )
    post.write_now(lambda desk: review_override(desk, lead, target, Verdict.JUSTIFIED))

    [force] = post.read_now(overrides)
    assert force.review is not None
    assert force.review.verdict is Verdict.JUSTIFIED


def test_what_waits_for_a_judgement_comes_first_and_the_last_judgement_counts() -> None:
    post = memory_post()
    first = forced(post)
    post.clock.advance(MINUTE_MS)  # type: ignore[attr-defined]
    second = forced(post)
    lead = actor(post, Role.POST_LEAD)

    for verdict in (Verdict.TO_DISCUSS, Verdict.JUSTIFIED):
        post.clock.advance(MINUTE_MS)  # type: ignore[attr-defined]
        post.write_now(
            lambda desk, verdict=verdict: review_override(
                desk, lead, (second.log, second.seq), verdict, "gehoord"
            )
        )

    found = post.read_now(overrides)
    assert [each.id[1] for each in found] == [first.seq, second.seq]
    assert found[1].review is not None
    assert found[1].review.verdict is Verdict.JUSTIFIED


def test_nothing_in_the_log_is_ever_taken_back() -> None:
    post = memory_post()
    stream = registered(post)
    look = opened(post, Role.NURSE, stream)
    lead = actor(post, Role.POST_LEAD)

    with pytest.raises(Refusal, match="role_may_not"):
        post.write_now(lambda desk: retract(desk, lead, (look.log, look.seq)))


def test_searching_and_reading_the_log_are_noted_without_words() -> None:
    post = memory_post()
    stream = registered(post, name="Jan")
    nurse = actor(post)

    post.write_now(lambda desk: note_search(desk, nurse, SearchKind.LIST, 3))
    post.write_now(lambda desk: read_log(desk, nurse, stream))
    post.write_now(lambda desk: read_log(desk, nurse))

    kinds = [type(each.body).__name__ for each in post.read_now(looks)]
    assert sorted(kinds) == ["AccessLogRead", "AccessLogRead", "AccessSearched"]
    of_one = post.read_now(lambda db: looks(db, stream))
    assert [type(each.body).__name__ for each in of_one] == ["AccessLogRead"]


def test_a_rebuilt_picture_knows_the_same_looks() -> None:
    post = memory_post()
    stream = registered(post)
    opened(post, Role.NURSE, stream)
    forced(post, stream)
    sql = "SELECT log, seq, kind, casualty, at_ms FROM looked ORDER BY log, seq"
    before = post.read_now(lambda db: rows(db, sql))

    post.write_now(lambda desk: rebuild(desk.database))

    assert len(before) == 2
    assert post.read_now(lambda db: rows(db, sql)) == before
    assert any(
        isinstance(each.body, AccessOpened)
        for each in post.read_now(lambda db: looks(db, stream))
    )


def test_hiding_names_is_for_who_leads() -> None:
    post = memory_post()
    lead, nurse = actor(post, Role.POST_LEAD), actor(post)

    with pytest.raises(Refusal, match="role_may_not"):
        post.write_now(lambda desk: set_masking(desk, nurse, hides_names=True))
    post.write_now(lambda desk: set_masking(desk, lead, hides_names=True))
    assert post.read_now(hides_names)
    post.write_now(lambda desk: set_masking(desk, lead, hides_names=False))
    assert not post.read_now(hides_names)
