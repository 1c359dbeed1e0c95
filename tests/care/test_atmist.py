"""The (AT)MIST card: what stands is on it, in whatever order it came."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.care.atmist import Fact, Standing, atmist
from app.care.casualty import NoteRecorded, VitalsRecorded
from app.care.terms import Triage
from app.care.treatment import Intervention, Site, TreatmentEnded, TreatmentGiven

LOG = b"AAAAAAAA"
MINUTE = 60_000

FACTS = st.lists(
    st.tuples(
        st.integers(1, 30),
        st.sampled_from(["vitals", "note", "tourniquet", "end"]),
        st.integers(1, 12),
    ),
    max_size=12,
)


def standing(*facts: Fact, **said: tuple[str, ...]) -> Standing:
    return Standing("ZUID-A001-W", (Triage.T1,), 5, 1, said, facts)


def fact(place: int, at: int, what: str, target: int) -> Fact:
    body = {
        "vitals": VitalsRecorded(at, pulse_per_min=60 + place),
        "note": NoteRecorded(f"note {place}", at),
        "tourniquet": TreatmentGiven(
            Intervention.TOURNIQUET, at, Site.LEFT_THIGH, f"{place}"
        ),
        "end": TreatmentEnded((LOG, target), at),
    }[what]
    return Fact(body, at, (LOG, place))


def test_an_empty_casualty_gives_an_empty_card_with_every_field() -> None:
    card = atmist(Standing("N", (), None, 1, {}, ()))

    assert (card.years, card.sex, card.mechanism, card.complaint) == ((), (), (), ())
    assert (card.signs, card.treatment, card.allergies) == ((), (), ())
    assert card.contamination == ()


@given(FACTS, st.integers(0, 99))
def test_the_order_in_which_facts_are_given_does_not_matter(
    made: list[tuple[int, str, int]], seed: int
) -> None:
    facts = [fact(place, *each) for place, each in enumerate(made, start=1)]
    mixed = list(facts)
    Random(seed).shuffle(mixed)

    assert atmist(standing(*facts)) == atmist(standing(*mixed))


def test_of_many_measurements_the_first_and_the_last_are_shown() -> None:
    sets = [fact(place, place, "vitals", 0) for place in range(1, 6)]

    card = atmist(standing(*sets))

    assert [each.at_ms for each in card.signs] == [1, 5]
    assert len(atmist(standing(sets[0])).signs) == 1


def test_a_tourniquet_says_whether_it_is_still_on() -> None:
    card = atmist(
        standing(
            fact(1, 10, "tourniquet", 0),
            fact(2, 20, "tourniquet", 0),
            fact(3, 40, "end", 1),
            fact(4, 50, "end", 1),
        )
    )

    first, second = card.treatment
    assert (first.until_ms, first.is_on) == (40, False)
    assert (second.until_ms, second.is_on) == (None, True)


def test_what_persons_contradict_each_other_in_is_there_twice() -> None:
    card = atmist(standing(years=("34", "43", "34"), mechanism=("val",)))

    assert card.years == ("34", "43")
    assert card.mechanism == ("val",)


def test_only_the_latest_notes_are_on_the_card() -> None:
    notes = [fact(place, place, "note", 0) for place in range(1, 9)]

    card = atmist(standing(*notes))

    assert [each.at_ms for each in card.notes] == [6, 7, 8]
