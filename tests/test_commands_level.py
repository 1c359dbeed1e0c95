"""Care level: who sets it, two that differ, and what it changes where."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.care.guided import DEFAULT_TOOLS
from app.care.level import (
    Authority,
    CareLevelSet,
    level_stream,
)
from app.care.level_pack import Rules
from app.care.post import RetriageSet, suggested
from app.care.refusal import Refusal
from app.care.terms import AgeBand, CareLevel, Role, Sex, Triage
from app.care.triage import Tool
from app.commands import (
    LevelWanted,
    Registration,
    ask_what_level_asks,
    set_level,
    set_retriage,
)
from app.commands.level import set_level_at
from app.commands.post import choose_tools
from app.store.file import CareFile
from app.store.queries.casualties import counts
from app.store.queries.level import level_at, level_here, levels
from app.store.queries.post import Whose, retriage_minutes, triage_tools
from sync.journal import setting
from tests.support.fakes import NOON_MS
from tests.support.levels import publish_rules
from tests.support.orders import Orders
from tests.support.post import actor, memory_post, registered

CRISIS = LevelWanted(CareLevel.CRISIS, Authority.REGION, "OvD-G Noord", NOON_MS)
SCALABLE = LevelWanted(
    CareLevel.SCALABLE, Authority.POST_LEAD, "Bo", NOON_MS - 60_000, "te druk"
)
_MINUTE_MS = 60_000


@pytest.fixture
def post() -> Iterator[CareFile]:
    file = memory_post()
    yield file
    file.close()


@pytest.fixture
def region(post: CareFile) -> Iterator[Orders]:
    hub = Orders(post)
    yield hub
    hub.close()


def put(post: CareFile, wanted: LevelWanted) -> None:
    lead = actor(post, Role.POST_LEAD)
    post.write_now(lambda d: set_level(d, lead, wanted))


def test_a_level_nobody_set_is_basic_and_changes_nothing(post: CareFile) -> None:
    here = post.read_now(level_here)

    assert (here.level.now, here.level.standing) == (CareLevel.BASIS, ())
    assert here.now == Rules()
    assert post.read_now(triage_tools) == DEFAULT_TOOLS
    assert post.read_now(retriage_minutes) == (suggested(), Whose.NOBODY)


def test_a_lead_sets_it_with_whose_authority_and_since_when(post: CareFile) -> None:
    put(post, SCALABLE)
    put(post, CRISIS)

    here = post.read_now(level_here)

    [claim] = here.level.standing
    assert (claim.value.level, claim.value.authority_name) == (
        CareLevel.CRISIS,
        "OvD-G Noord",
    )
    assert here.names[bytes(claim.actor)]
    assert [each.value.level for each in here.level.past] == [CareLevel.SCALABLE]


@pytest.mark.parametrize("role", [Role.NURSE, Role.DOCTOR, Role.STOCK_KEEPER])
def test_nobody_else_sets_it(post: CareFile, role: Role) -> None:
    by = actor(post, role)

    with pytest.raises(Refusal, match="role_may_not"):
        post.write_now(lambda d: set_level(d, by, CRISIS))


def test_it_is_never_set_on_own_authority_namelessly_or_ahead(post: CareFile) -> None:
    for wanted, why in (
        (LevelWanted(CareLevel.CRISIS, Authority.OWN, "x", NOON_MS), "level_authority"),
        (
            LevelWanted(CareLevel.CRISIS, Authority.MAYOR, " ", NOON_MS),
            "authority_name",
        ),
        (
            LevelWanted(CareLevel.CRISIS, Authority.MAYOR, "x", NOON_MS * 2),
            "in_the_future",
        ),
    ):
        with pytest.raises(Refusal, match=why):
            put(post, wanted)


def test_two_that_differ_both_stand_and_the_gravest_counts(post: CareFile) -> None:
    put(post, CRISIS)
    lead = actor(post, Role.POST_LEAD)
    post_id = bytes(post.read_now(lambda db: setting(db, "post_id")))
    apart = CareLevelSet(
        post_id, CareLevel.BASIS, NOON_MS, Authority.MAYOR, "B. Meester"
    )
    post.write_now(lambda d: d.record(level_stream(post_id), apart, lead))

    doubt = post.read_now(lambda db: level_at(db, post_id))
    put(post, SCALABLE)
    settled = post.read_now(lambda db: level_at(db, post_id))

    assert (doubt.is_in_doubt, doubt.now) == (True, CareLevel.CRISIS)
    assert (settled.is_in_doubt, settled.now) == (False, CareLevel.SCALABLE)


def test_an_operator_sets_it_for_a_post_that_then_works_by_it(
    post: CareFile, region: Orders
) -> None:
    by = actor(region.hub, Role.OPERATOR)
    post_id = bytes(post.read_now(lambda db: setting(db, "post_id")))

    region.hub.write_now(lambda d: set_level_at(d, by, CRISIS, {post_id: region.log}))
    region.carry()

    assert post.read_now(level_here).level.now is CareLevel.CRISIS
    assert region.hub.read_now(levels) == {post_id: CareLevel.CRISIS}


def test_what_the_region_set_holds_at_its_level_alone(
    post: CareFile, region: Orders
) -> None:
    publish_rules(region)
    said = Registration(NOON_MS, Triage.T2, AgeBand.ADULT)
    whole = Registration(NOON_MS, None, AgeBand.ADULT, sex=Sex.FEMALE)
    urgent = Registration(NOON_MS, Triage.T1)

    def ask(one: Registration) -> None:
        post.write_now(lambda d: ask_what_level_asks(d, one))

    ask(said)
    assert post.read_now(triage_tools) == DEFAULT_TOOLS

    put(post, CRISIS)

    ask(whole)
    ask(urgent)
    with pytest.raises(Refusal, match="asked_by_level") as refused:
        ask(said)
    assert refused.value.values == {"level": "crisis", "lacking": "sex"}
    assert post.read_now(triage_tools) == (Tool.MITT, *DEFAULT_TOOLS[:2])
    assert post.read_now(retriage_minutes) == (
        RetriageSet(5, 10, 20, 30),
        Whose.LEVEL,
    )


def test_somebody_is_due_by_the_minutes_of_the_level(
    post: CareFile, region: Orders
) -> None:
    publish_rules(region)
    registered(post, Triage.T2)
    later = NOON_MS + 12 * _MINUTE_MS

    before = post.read_now(lambda db: counts(db, later)).overdue
    put(post, CRISIS)
    after = post.read_now(lambda db: counts(db, later)).overdue

    assert (before, after) == (0, 1)


def test_what_a_lead_chose_here_goes_before_the_level(
    post: CareFile, region: Orders
) -> None:
    publish_rules(region)
    put(post, CRISIS)
    lead = actor(post, Role.POST_LEAD)
    own = RetriageSet(7, 8, 9, 10)

    post.write_now(lambda d: set_retriage(d, lead, own))
    post.write_now(lambda d: choose_tools(d, lead, [Tool.TST]))

    assert post.read_now(retriage_minutes) == (own, Whose.POST)
    assert post.read_now(triage_tools) == (Tool.TST,)
