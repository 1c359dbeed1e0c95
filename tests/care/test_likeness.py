"""What speaks for two records being of one person adds up, and is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.likeness import POINTS, SUGGEST_FROM, Profile, likeness, turned
from app.care.terms import AgeBand, Sign


def same(one: str, other: str) -> bool:
    return one == other


def of(**said: object) -> Profile:
    return Profile(**said)  # type: ignore[arg-type]


ANNA = of(names=(("anna", "petrova"),), births=frozenset({"1980-03-04"}))


@pytest.mark.parametrize(
    ("other", "signs"),
    [
        (of(names=(("petrova", "anna", "s"),)), (Sign.NAME,)),
        (of(names=(("anna",),)), (Sign.NAME_PART,)),
        (of(names=(("maria", "petrova"),)), (Sign.NAME_PART,)),
        (of(names=(("jan", "kok"),)), (Sign.NAME_OTHER,)),
        (of(births=frozenset({"1980-03-04"})), (Sign.BIRTH_DATE,)),
        (of(births=frozenset({"1980-04-03"})), (Sign.BIRTH_DATE_TURNED,)),
        (of(births=frozenset({"1981-03-04"})), (Sign.BIRTH_DATE_OTHER,)),
        (of(), ()),
    ],
)
def test_each_sign_is_found(other: Profile, signs: tuple[Sign, ...]) -> None:
    found = likeness(ANNA, other, same)

    assert found.signs == signs
    assert found.points == sum(POINTS[sign] for sign in signs)


@pytest.mark.parametrize(
    ("one", "other", "sign"),
    [
        (of(bsns=frozenset("1")), of(bsns=frozenset("1")), Sign.BSN),
        (of(bsns=frozenset("1")), of(bsns=frozenset("2")), Sign.BSN_OTHER),
        (of(tags=frozenset({"K1"})), of(tags=frozenset({"K1", "K2"})), Sign.TAG),
        (
            of(sexes=frozenset({"male"})),
            of(sexes=frozenset({"female"})),
            Sign.SEX_OTHER,
        ),
        (of(years=8), of(band=AgeBand.ADULT), Sign.AGE_APART),
        (of(years=8), of(years=40), Sign.AGE_APART),
    ],
)
def test_each_closed_field_says_its_own(
    one: Profile, other: Profile, sign: Sign
) -> None:
    assert likeness(one, other, same).signs == (sign,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (of(years=16), of(band=AgeBand.ADULT)),
        (of(years=30), of(years=34)),
        (of(band=AgeBand.TEEN), of(band=AgeBand.ADULT)),
        (of(band=AgeBand.UNKNOWN), of(years=3)),
        (of(tags=frozenset({"K1"})), of(tags=frozenset({"K2"}))),
    ],
)
def test_an_age_that_may_be_misjudged_and_two_tags_say_nothing(
    one: Profile, other: Profile
) -> None:
    assert likeness(one, other, same).signs == ()


def test_what_is_suggested() -> None:
    whole = of(names=(("anna", "petrova"),))
    date_only = of(births=frozenset({"1980-03-04"}))
    part_and_date = of(names=(("anna", "smit"),), births=frozenset({"1980-03-04"}))

    assert likeness(ANNA, whole, same).is_suggested
    assert likeness(ANNA, part_and_date, same).is_suggested
    assert not likeness(ANNA, date_only, same).is_suggested
    assert POINTS[Sign.BIRTH_DATE] < SUGGEST_FROM <= POINTS[Sign.NAME]


def test_a_turned_date_turns_back() -> None:
    assert turned(turned("1980-03-04")) == "1980-03-04"


_profiles = st.builds(
    Profile,
    names=st.lists(
        st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3).map(tuple),
        max_size=2,
    ).map(tuple),
    births=st.frozensets(st.sampled_from(["1980-03-04", "1980-04-03"]), max_size=1),
    bsns=st.frozensets(st.sampled_from("12"), max_size=1),
    tags=st.frozensets(st.sampled_from("KL"), max_size=2),
    sexes=st.frozensets(st.sampled_from(["male", "female"]), max_size=2),
    years=st.none() | st.integers(0, 100),
    band=st.sampled_from(AgeBand),
)


@given(_profiles, _profiles)
def test_likeness_goes_both_ways_and_is_the_sum_of_what_it_says(
    one: Profile, other: Profile
) -> None:
    found = likeness(one, other, same)

    assert likeness(other, one, same) == found
    assert found.points == sum(POINTS[sign] for sign in found.signs)
    assert len(set(found.signs)) == len(found.signs)
