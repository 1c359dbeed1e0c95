"""Who is known and for whom something stands, counted in one query."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.care.equity import AgeGroup, Dimension
from app.care.terms import AgeBand, Sex
from app.store.file import CareFile
from app.store.queries.equity import counted, equity, who
from sync.journal import setting
from tests.support.post import memory_post, registered
from tests.support.residents import enlisted
from tests.support.scarcity import decided, stopped, stretched

TODAY = "2026-11-22"


@pytest.fixture
def post() -> Iterator[CareFile]:
    file = memory_post()
    yield file
    file.close()


def test_decisions_stand_beside_who_is_known(post: CareFile) -> None:
    old = enlisted(
        post, "Ans", birth_date="1940-01-01", postcode="9711AB", sex=Sex.FEMALE
    )
    enlisted(post, "Bo", birth_date="1940-01-01", postcode="9711CD", sex=Sex.FEMALE)
    enlisted(post, "Cas", postcode="9712AA")
    here = registered(post, age_band=AgeBand.SENIOR, sex=Sex.MALE)
    decided(post, old, stretched())
    decided(post, old, stopped())
    decided(post, here, stretched())

    tables = post.read_now(lambda db: equity(db, TODAY))

    ages = {each.group: each for each in tables[Dimension.AGE]}
    assert (ages[AgeGroup.FROM_80].known, ages[AgeGroup.FROM_80].every) == (2, 2)
    assert (ages[AgeGroup.SENIOR].b, ages[AgeGroup.UNKNOWN].known) == (1, 1)
    assert [each.group for each in tables[Dimension.AREA]] == [
        "9711",
        "9712",
        "post",
        "",
    ]
    assert tables[Dimension.SEX][-1].known == 4


@pytest.mark.parametrize(
    ("born", "group"),
    [
        ("2008-11-22", AgeGroup.ADULT),
        ("2008-11-23", AgeGroup.UNDER_18),
        ("1961-11-22", AgeGroup.FROM_65),
        ("1961-11-23", AgeGroup.ADULT),
        ("1946-11-22", AgeGroup.FROM_80),
        ("1946-11-23", AgeGroup.FROM_65),
    ],
)
def test_a_birthday_is_the_first_day_of_an_age(
    post: CareFile, born: str, group: AgeGroup
) -> None:
    subject = enlisted(post, "Ans", birth_date=born)

    found = post.read_now(lambda db: who(db, subject, TODAY))

    assert found is not None
    assert (found.age, found.known) == (group, 1)


def test_another_post_and_nobody_count_for_nothing(post: CareFile) -> None:
    enlisted(post, "Ans")
    own = bytes(post.read_now(lambda db: setting(db, "post_id")))

    assert post.read_now(lambda db: counted(db, TODAY, b"another1")) == ()
    assert len(post.read_now(lambda db: counted(db, TODAY, own))) == 1
    assert post.read_now(lambda db: who(db, b"resident:nobody", TODAY)) is None
    assert post.read_now(lambda db: who(db, b"resident:nobody", "2028-02-29")) is None
