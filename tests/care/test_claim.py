"""Claims side by side: who has seen what, and what is late."""

from __future__ import annotations

from app.care.claim import Claim, assigned, ids_of, latest
from app.care.terms import Triage

HOUR = 3_600_000


def claim(
    seq: int, value: Triage, observed_ms: int, *, late: bool = False
) -> Claim[Triage]:
    return Claim((b"AAAAAAAA", seq), value, observed_ms, seq, b"", late)


def test_an_assignment_replaces_the_claims_it_has_seen() -> None:
    first = claim(1, Triage.T3, HOUR)
    second = claim(2, Triage.T1, 2 * HOUR)

    standing = assigned((first,), second, ids_of((first,)), HOUR)

    assert standing == (second,)


def test_two_assignments_that_have_not_seen_each_other_stand_side_by_side() -> None:
    first = claim(1, Triage.T3, HOUR)
    second = claim(2, Triage.T1, 2 * HOUR)

    standing = assigned((first,), second, (), HOUR)

    assert standing == (first, second)


def test_a_late_entry_never_beats_one_that_was_observed_later() -> None:
    at_five = claim(1, Triage.T2, 17 * HOUR)
    typed_at_six = claim(2, Triage.T3, 14 * HOUR, late=True)

    standing = assigned((at_five,), typed_at_six, ids_of((at_five,)), 17 * HOUR)

    assert standing == (at_five,)


def test_a_late_entry_stands_until_something_later_was_observed() -> None:
    late = claim(1, Triage.T3, 14 * HOUR, late=True)
    alone = assigned((), late, (), None)
    newer = claim(2, Triage.T2, 17 * HOUR)

    standing = assigned(alone, newer, (), 14 * HOUR)

    assert alone == (late,)
    assert standing == (newer,)


def test_the_latest_claim_is_the_one_observed_last() -> None:
    early, late = claim(2, Triage.T1, HOUR), claim(1, Triage.T2, 2 * HOUR)

    assert latest((late, early)) == late
    assert latest(()) is None
