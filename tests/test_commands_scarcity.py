"""Downscaling at a post: who decides, what stands, and what the region says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.care.level_pack import CARE, UNCHANGED, Rules, level_document
from app.care.need import ActStated, NursingAct
from app.care.refusal import Refusal
from app.care.scarcity import (
    Alternative,
    CareAct,
    DownscalingAnswered,
    DownscalingClass,
    Ground,
    Informed,
    RegionAnswer,
    scarcity_stream,
)
from app.care.terms import CareLevel, Role
from app.commands import (
    Downscaling,
    Grounds,
    choose_downscaling,
    decide_downscaling,
    end_downscaling,
    erase_casualty,
    erase_resident,
    renew_downscaling,
    retract,
    state_need,
    tell_of_downscaling,
)
from app.commands.pack import publish_pack
from app.commands.scarcity import answer_downscaling
from app.store.file import CareFile
from app.store.queries.scarcity import (
    DecisionRow,
    clients_due,
    decisions,
    decisions_for,
    due,
)
from app.store.tables import state_of
from sync.journal import Link
from tests.support.fakes import NOON_MS
from tests.support.orders import Orders
from tests.support.post import PIN, actor, memory_post, registered
from tests.support.residents import enlisted
from tests.support.scarcity import day, decided, stopped, stretched


@pytest.fixture
def post() -> Iterator[CareFile]:
    file = memory_post()
    yield file
    file.close()


def standing(post: CareFile, subject: bytes) -> tuple[DecisionRow, ...]:
    return post.read_now(lambda db: decisions_for(db, subject))


def test_a_nurse_downscales_with_a_reason_an_alternative_and_a_review(
    post: CareFile,
) -> None:
    subject = enlisted(post, "Ans", street="Korreweg")
    decided(post, subject, stretched(informed=Informed.CLIENT))

    [client] = post.read_now(clients_due)

    fact = client.row.decision.fact
    assert (client.name, client.where, client.is_resident) == ("Ans", "Korreweg", True)
    assert (fact.downscaling, fact.grounds) == (DownscalingClass.B, (Ground.NO_STAFF,))
    assert fact.level is CareLevel.BASIS
    assert client.row.told[0].fact.informed is Informed.CLIENT
    assert client.row.by_name


@pytest.mark.parametrize(
    "role", [Role.REGISTRAR, Role.FIRST_AIDER, Role.STOCK_KEEPER, Role.OPERATOR]
)
def test_who_does_not_answer_for_care_decides_nothing(
    post: CareFile, role: Role
) -> None:
    subject, by = enlisted(post, "Ans"), actor(post, role)

    with pytest.raises(Refusal, match="role_may_not"):
        post.write_now(lambda d: decide_downscaling(d, by, subject, stretched()))


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (stretched(grounds=(Ground.AGE, Ground.SCORE)), "grounds_of_person_alone"),
        (stretched(grounds=()), "ground_missing"),
        (stretched(downscaling=DownscalingClass.A), "class_a_stays"),
        (stretched(review_day=day(-1)), "review_in_the_past"),
        (stretched(review_day=day(4)), "review_after_stretch"),
        (stretched(alternative=Alternative.NOTHING), "alternative_of_other_class"),
    ],
)
def test_what_may_not_be_decided_is_refused_and_nothing_is_recorded(
    post: CareFile, wanted: Downscaling, why: str
) -> None:
    subject, by = enlisted(post, "Ans"), actor(post)

    with pytest.raises(Refusal, match=why):
        post.write_now(lambda d: decide_downscaling(d, by, subject, wanted))

    assert standing(post, subject) == ()


def test_somebody_who_is_not_here_is_not_downscaled(post: CareFile) -> None:
    by = actor(post)

    with pytest.raises(Refusal, match="no_such_client"):
        post.write_now(
            lambda d: decide_downscaling(d, by, b"resident:" + bytes(16), stretched())
        )


def test_deciding_again_replaces_and_another_act_stands_beside_it(
    post: CareFile,
) -> None:
    subject = registered(post)
    decided(post, subject, stretched())
    decided(post, subject, stretched(stretch_days=2))
    decided(post, subject, stopped(review_day=day(9)))

    first, second = standing(post, subject)

    assert (first.decision.fact.stretch_days, first.renewed) == (2, 1)
    assert second.decision.fact.act is CareAct.HOUSEHOLD
    assert not first.in_doubt


def test_a_decision_is_renewed_told_and_ended(post: CareFile) -> None:
    subject, by = enlisted(post, "Ans"), actor(post)
    made = decided(post, subject, stretched())
    post.write_now(
        lambda d: tell_of_downscaling(d, by, subject, made, Informed.RELATIVE)
    )
    event = post.write_now(lambda d: renew_downscaling(d, by, subject, made, day(3)))
    renewed = (event.log, event.seq)

    [row] = standing(post, subject)
    with pytest.raises(Refusal, match="decision_gone"):
        post.write_now(lambda d: end_downscaling(d, by, subject, made))
    post.write_now(lambda d: end_downscaling(d, by, subject, renewed))

    assert row.decision.fact.review_day == day(3)
    assert row.told == ()
    assert standing(post, subject) == ()


def test_what_is_taken_back_lets_the_one_before_stand_again(post: CareFile) -> None:
    subject, by = enlisted(post, "Ans"), actor(post)
    decided(post, subject, stretched())
    later = decided(post, subject, stretched(stretch_days=2))
    post.write_now(lambda d: retract(d, by, later, "verkeerde cliënt"))

    [row] = standing(post, subject)

    assert row.decision.fact.stretch_days == 3


def test_two_tablets_that_differ_stand_side_by_side_until_a_person_picks(
    post: CareFile,
) -> None:
    subject, by = enlisted(post, "Ans"), actor(post)
    decided(post, subject, stretched())
    [one] = standing(post, subject)
    other = stretched(stretch_days=2, review_day=day(1))
    fact = decide_apart(post, subject, other)
    post.write_now(lambda d: d.record(scarcity_stream(subject), fact, by))

    both = standing(post, subject)
    chosen = both[1].decision.id
    post.write_now(lambda d: choose_downscaling(d, by, subject, chosen))
    [left] = standing(post, subject)

    assert [each.in_doubt for each in both] == [True, True]
    assert left.decision.fact.stretch_days == both[1].decision.fact.stretch_days
    assert left.decision.fact.stretch_days == one.decision.fact.stretch_days
    assert not left.in_doubt


def decide_apart(post: CareFile, subject: bytes, wanted: Downscaling) -> object:
    """Return the fact a tablet that saw nothing would record."""
    twin = memory_post(seed=9)
    alone = enlisted(twin, "Ans")
    decided(twin, alone, wanted)
    [row] = twin.read_now(lambda db: decisions_for(db, alone))
    twin.close()
    [held] = standing(post, subject)
    return replace(
        row.decision.fact,
        post=held.decision.fact.post,
        subject=subject,
    )


def test_reviews_that_are_due_come_first(post: CareFile) -> None:
    for name, after in (("Later", 3), ("Vandaag", 0), ("Morgen", 1)):
        decided(post, enlisted(post, name), stretched(review_day=day(after)))

    listed = post.read_now(clients_due)
    counts = [post.read_now(lambda db, d=d: due(db, day(d))) for d in (0, 1)]

    assert [each.name for each in listed] == ["Vandaag", "Morgen", "Later"]
    assert [(each.standing, each.due, each.overdue) for each in counts] == [
        (3, 1, 0),
        (3, 2, 1),
    ]


def test_the_region_answers_and_only_its_own_word_counts(post: CareFile) -> None:
    region = Orders(post)
    log = region.log
    subject = enlisted(post, "Ans")
    made = decided(post, subject, stretched())
    _up(post, region, subject)
    by = actor(region.hub, Role.OPERATOR)
    said = DownscalingAnswered(made, RegionAnswer.DISCUSS, "", "bel de GHOR")
    with pytest.raises(Refusal, match="answer_words_missing"):
        mute = DownscalingAnswered(made, RegionAnswer.UNDO, "")
        region.hub.write_now(lambda d: answer_downscaling(d, by, subject, mute, log))
    region.hub.write_now(lambda d: answer_downscaling(d, by, subject, said, log))
    nurse = actor(post)
    forged = DownscalingAnswered(made, RegionAnswer.AGREED, "Nep")
    post.write_now(lambda d: d.record(scarcity_stream(subject), forged, nurse))
    region.carry()

    [here] = standing(post, subject)
    [there] = region.hub.read_now(decisions)

    for row in (here, there):
        assert row.answer is not None
        assert row.answer.fact.answer is RegionAnswer.DISCUSS
        assert (row.answer.fact.words, row.is_answered) == ("bel de GHOR", True)
    assert here.code == there.code
    region.close()


def _up(post: CareFile, region: Orders, subject: bytes) -> None:
    """Bring what was decided for a client to the hub."""
    links = post.read_now(
        lambda db: db.execute(
            "SELECT canon, chain FROM event WHERE stream = ? ORDER BY n",
            (scarcity_stream(subject),),
        ).fetchall()
    )
    whole = [Link(bytes(canon), bytes(chain)) for canon, chain in links]
    region.hub.write_now(lambda desk: desk.journal.append(whole))


def test_a_class_the_region_closed_is_refused(post: CareFile) -> None:
    region = Orders(post)
    by = actor(region.hub, Role.OPERATOR)
    closed = {**UNCHANGED, CareLevel.BASIS: Rules(classes=(DownscalingClass.C,))}
    document = level_document(closed)
    region.hub.write_now(
        lambda d: publish_pack(d, by, CARE, document, [region.log], "")
    )
    region.carry()
    subject, nurse = enlisted(post, "Ans"), actor(post)

    with pytest.raises(Refusal, match="class_not_open"):
        post.write_now(lambda d: decide_downscaling(d, nurse, subject, stretched()))
    region.close()


@pytest.mark.parametrize(
    ("hours", "wanted", "is_beyond"),
    [
        (8, stretched(stretch_days=1, review_day=day(1)), True),
        (48, stretched(stretch_days=3), True),
        (48, stretched(stretch_days=2), False),
        (48, stopped(act=CareAct.WOUND), True),
        (None, stretched(stretch_days=3), False),
    ],
)
def test_longer_than_the_record_allows_is_not_decided_without_saying_why(
    post: CareFile, hours: int | None, wanted: Downscaling, is_beyond: bool
) -> None:
    subject, nurse = enlisted(post, "Ans"), actor(post)
    acts = ActStated(NOON_MS, (NursingAct.WOUND,), hours)
    post.write_now(lambda d: state_need(d, nurse, subject, acts))

    if is_beyond:
        with pytest.raises(Refusal, match="beyond_record"):
            post.write_now(lambda d: decide_downscaling(d, nurse, subject, wanted))
        wanted = replace(wanted, because="Het verband mag blijven zitten: arts Kim")
    decided(post, subject, wanted)
    assert len(standing(post, subject)) == 1


def test_erasing_somebody_erases_what_was_decided_of_their_care(
    post: CareFile,
) -> None:
    lead, grounds = actor(post, Role.POST_LEAD), Grounds("rechter", "verzoek")
    at_home, here = enlisted(post, "Ans"), registered(post)
    for subject in (at_home, here):
        decided(post, subject, stretched(because="dochter Hilde"))
    post.write_now(lambda d: erase_resident(d, lead, at_home, grounds, PIN))
    post.write_now(lambda d: erase_casualty(d, lead, here, grounds))

    for subject in (at_home, here):
        stream = scarcity_stream(subject)
        assert post.read_now(lambda db, s=stream: state_of(db, "scarcity", s)) is None
        bodies = post.read_now(
            lambda db, s=stream: db.execute(
                "SELECT canon FROM event WHERE stream = ?", (s,)
            ).fetchall()
        )
        assert all(b"Hilde" not in bytes(canon) for (canon,) in bodies)
