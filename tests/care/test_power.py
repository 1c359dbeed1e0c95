"""By what right: grants, their ends and supervision, in whatever order they come."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.care.claim import Stamp
from app.care.grant import FOLD as GRANTS
from app.care.grant import GrantEnded, GrantGiven, Grants
from app.care.member import FOLD, Staff, StaffAdded
from app.care.power import DOUBTFUL, Court, Known, Standing, act_power, role_power
from app.care.qualification import Profession, QualificationStated
from app.care.refusal import Refusal
from app.care.reserved import (
    EXAMPLE,
    Act,
    Cell,
    Rules,
    document_of,
    rules_of,
)
from app.care.terms import Role
from app.care.trust import PowerDelegated, SupervisionSet

HUB = b"hub_log1"
TIMES = st.integers(1, 50)


def stamp(seq: int, at_ms: int, log: bytes = HUB) -> Stamp:
    return Stamp((log, seq), b"operator", at_ms, log)


def court(who: dict[bytes, Known], since_ms: int | None = 0) -> Court:
    return Court(Rules(), since_ms, who.get)


def staff(role: Role = Role.DOCTOR) -> Staff:
    return FOLD[StaffAdded](Staff(), StaffAdded("Dr. Smith", role), stamp(1, 0))


def grants(spans: list[tuple[int, int]], ends: dict[int, int]) -> Grants:
    state = Grants()
    for seq, (from_ms, until_ms) in enumerate(spans):
        fact = GrantGiven(
            "Dr. Smith",
            Role.DOCTOR,
            from_ms,
            until_ms,
            b"post_one",
            "Regio",
            reserved=(Act.INJECTION,),
        )
        state = GRANTS[GrantGiven](state, fact, stamp(seq, from_ms))
    for seq, at_ms in ends.items():
        ended = GrantEnded((HUB, seq), b"post_one")
        state = GRANTS[GrantEnded](state, ended, stamp(100 + seq, at_ms))
    return state


@given(
    st.lists(st.tuples(TIMES, st.integers(1, 30)), max_size=4),
    st.dictionaries(st.integers(0, 3), TIMES, max_size=4),
    TIMES,
)
def test_own_power_is_there_exactly_while_a_grant_holds(
    drawn: list[tuple[int, int]], ends: dict[int, int], at_ms: int
) -> None:
    spans = [(start, start + length) for start, length in drawn]
    ends = {seq: when for seq, when in ends.items() if seq < len(spans)}
    who = Known(b"surgeon1", staff(), grants(spans, ends).given)
    holds = any(
        start <= at_ms < until and not (seq in ends and ends[seq] <= at_ms)
        for seq, (start, until) in enumerate(spans)
    )

    role = role_power(court({}), who, at_ms)
    act = act_power(court({}), who, Act.INJECTION, at_ms)

    assert (role.standing is Standing.OWN) == (act.standing is Standing.OWN) == holds
    assert holds or (role.standing in DOUBTFUL and act.standing in DOUBTFUL)


@given(st.permutations(range(6)))
def test_an_end_that_came_before_its_grant_ends_it_too(
    order: list[int],
) -> None:
    facts: list[tuple[object, Stamp]] = [
        (
            GrantGiven("Dr. Smith", Role.DOCTOR, 1, 40, b"post_one", "Regio"),
            stamp(seq, 1),
        )
        for seq in range(3)
    ]
    facts += [
        (GrantEnded((HUB, seq), b"post_one"), stamp(10 + seq, 5)) for seq in range(3)
    ]
    state = Grants()

    for place in order:
        fact, when = facts[place]
        state = GRANTS[type(fact)](state, fact, when)

    assert state.early == ()
    assert [len(each.ends) for each in state.given] == [1, 1, 1]


@given(st.sampled_from(Role), st.sampled_from(Act), TIMES)
def test_where_the_region_rules_nobody_has_a_reserved_act_without_its_word(
    role: Role, act: Act, at_ms: int
) -> None:
    who = Known(b"surgeon1", staff(role))

    assert act_power(court({}), who, act, at_ms).is_doubtful


@given(st.sampled_from([Role.NURSE, Role.DOCTOR]), TIMES, TIMES)
def test_rules_of_the_region_say_nothing_of_what_was_before_them(
    role: Role, since_ms: int, at_ms: int
) -> None:
    found = role_power(court({}, since_ms), Known(b"surgeon1", staff(role)), at_ms)

    assert found.is_doubtful == (since_ms <= at_ms)


def test_supervision_lends_no_more_than_who_oversees_has() -> None:
    above = Known(b"doctor_1", staff())
    under = FOLD[SupervisionSet](staff(), SupervisionSet(b"doctor_1", 50), stamp(2, 1))
    who = Known(b"surgeon1", under)
    people = {each.actor: each for each in (above, who)}
    recognised = replace(above, grants=grants([(1, 90)], {}).given)

    alone = role_power(court(people), who, 10)
    backed = role_power(court(people | {b"doctor_1": recognised}), who, 10)
    act = act_power(court(people | {b"doctor_1": recognised}), who, Act.INJECTION, 10)
    other = act_power(court(people | {b"doctor_1": recognised}), who, Act.SURGERY, 10)
    past = role_power(court(people | {b"doctor_1": recognised}), who, 50)

    assert alone.standing is Standing.UNCONFIRMED
    assert (backed.standing, backed.until_ms) == (Standing.SUPERVISED, 50)
    assert act.standing is Standing.SUPERVISED
    assert other.standing is Standing.UNCONFIRMED
    assert past.standing is Standing.UNCONFIRMED


def test_two_who_oversee_each_other_have_no_power_of_it() -> None:
    one = FOLD[SupervisionSet](staff(), SupervisionSet(b"two_____", 50), stamp(2, 1))
    two = FOLD[SupervisionSet](staff(), SupervisionSet(b"one_____", 50), stamp(3, 1))
    people = {
        each.actor: each for each in (Known(b"one_____", one), Known(b"two_____", two))
    }

    for who in people.values():
        assert role_power(court(people), who, 10).standing is Standing.UNCONFIRMED


@given(st.permutations(range(4)), st.lists(st.integers(0, 3), max_size=3))
def test_the_last_word_of_a_lead_counts_in_whatever_order_it_is_read(
    order: list[int], again: list[int]
) -> None:
    facts = [
        (PowerDelegated(Act.INJECTION, until), stamp(seq, seq * 10))
        for seq, until in enumerate((90, 5, 80, 25))
    ]
    state = staff()

    for place in (*order, *again):
        fact, when = facts[place]
        state = FOLD[PowerDelegated](state, fact, when)

    found = [state.trusted.delegation(Act.INJECTION, at) for at in (5, 15, 24, 31)]
    assert [each.until_ms if each else None for each in found] == [90, None, 80, None]


def test_a_delegation_beyond_the_rules_of_the_region_counts_for_nothing() -> None:
    state = staff(Role.FIRST_AIDER)
    state = FOLD[QualificationStated](
        state, QualificationStated(Profession.FIRST_AIDER), stamp(2, 1)
    )
    state = FOLD[PowerDelegated](state, PowerDelegated(Act.SURGERY, 90), stamp(3, 1))
    who = Known(b"aider__1", state)
    lead = Known(b"operator", staff(Role.POST_LEAD))

    found = act_power(court({b"operator": lead}), who, Act.SURGERY, 10)

    assert found.standing is Standing.UNCONFIRMED


CELLS = st.dictionaries(
    st.sampled_from(Profession),
    st.dictionaries(st.sampled_from(Act), st.sampled_from(Cell)),
)


@given(CELLS, st.none() | st.integers(1, 24 * 90), st.integers(1, 365))
def test_rules_come_back_from_their_document_as_they_were(
    table: dict[Profession, dict[Act, Cell]], most: int | None, warn: int
) -> None:
    rules = Rules(table, most_delegation_h=most, warn_days=warn, is_example=False)

    assert rules_of(document_of(rules)) == rules


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=10), inner, max_size=3)
    ),
    max_leaves=10,
)
KEYS = ("format", "table", "needs", "most_delegation_h", "warn_days")


@given(
    st.fixed_dictionaries(dict.fromkeys(KEYS, JSON)) | st.dictionaries(st.text(), JSON)
)
def test_a_document_that_is_none_is_refused_and_nothing_else(document: dict) -> None:  # type: ignore[type-arg]
    try:
        rules = rules_of(document | {"format": 1})
    except Refusal as why:
        assert why.key == "pack_unreadable"
    else:
        assert not rules.is_example


def test_the_example_lets_only_a_doctor_do_everything() -> None:
    all_of_it = [
        profession
        for profession in Profession
        if all(Rules().cell(profession, act) is Cell.OWN for act in Act)
    ]

    assert all_of_it == [Profession.DOCTOR]
    assert Profession.FIRST_AIDER not in EXAMPLE
