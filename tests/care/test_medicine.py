"""What clashes, what was given twice, and what is not on the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.casualty import FOLD, Casualty
from app.care.claim import Stamp
from app.care.formulary import GROUP, plain, read_formulary
from app.care.medicine import (
    AGAIN_WITHIN_MS,
    AllergiesDenied,
    Allergy,
    AllergyRecorded,
    Check,
    ClashReason,
    Dose,
    Medicated,
    MedicineGiven,
    check_medicine,
)
from app.medicines import formulary
from app.store.starter import starter_items

LOG = b"AAAAAAAA"
NEW = (b"", 0)
MINUTE = 60_000

FACTS: st.SearchStrategy[Any] = st.one_of(
    st.builds(
        MedicineGiven, st.sampled_from(["Paracetamol", "Morfine"]), st.integers(1, 9)
    ),
    st.builds(AllergyRecorded, st.sampled_from(["Latex", "x"]), st.integers(1, 9)),
    st.builds(AllergiesDenied, st.integers(1, 9)),
)


def folded(placed: Sequence[tuple[int, Any]]) -> Medicated:
    casualty = Casualty()
    for seq, fact in placed:
        stamp = Stamp((LOG, seq), b"person_1", seq * MINUTE, LOG)
        casualty = FOLD[type(fact)](casualty, fact, stamp)
    return casualty.medicated


def dose(said: str, code: str = "", at_ms: int = 0, seq: int = 1) -> Dose:
    return Dose((LOG, seq), said, code, at_ms, b"person_1")


def checked(said: str, code: str, *allergies: tuple[str, str]) -> Check:
    known = Medicated(
        allergies=tuple(
            Allergy((LOG, 90 + place), told, of, 1)
            for place, (told, of) in enumerate(allergies)
        )
    )
    return check_medicine(Dose(NEW, said, code, 0, b""), known, formulary())


def reasons(check: Check) -> list[tuple[ClashReason, str]]:
    return [(each.why, each.group) for each in check.clashes]


def test_the_same_substance_clashes() -> None:
    check = checked("Morfine", "morphine", ("Morfine", "morphine"))

    assert reasons(check) == [(ClashReason.SUBSTANCE, "")]
    assert check.warns


@pytest.mark.parametrize(
    ("medicine", "allergy", "group"),
    [
        ("amoxicillin", f"{GROUP}penicillin", "penicillin"),
        ("amoxicillin", "flucloxacillin", "penicillin"),
        ("cefazolin", "amoxicillin", "beta_lactam"),
        ("cefazolin", f"{GROUP}penicillin", "beta_lactam"),
        ("ibuprofen", "acetylsalicylic_acid", "nsaid"),
        ("fentanyl", "morphine", "opioid"),
        ("amiodarone", "contrast", "iodine"),
        ("acetylsalicylic_acid", f"{GROUP}nsaid", "nsaid"),
    ],
)
def test_the_same_group_clashes_and_says_which(
    medicine: str, allergy: str, group: str
) -> None:
    check = checked(medicine, medicine, (allergy, allergy))

    assert reasons(check) == [(ClashReason.GROUP, group)]


@pytest.mark.parametrize(
    ("medicine", "allergy"),
    [
        ("paracetamol", "ibuprofen"),
        ("doxycycline", f"{GROUP}penicillin"),
        ("furosemide", f"{GROUP}sulfonamide"),
        ("morphine", "latex"),
        ("naloxone", "morphine"),
        ("sodium_chloride", "nuts"),
    ],
)
def test_what_shares_nothing_does_not_clash(medicine: str, allergy: str) -> None:
    check = checked(medicine, medicine, (allergy, allergy))

    assert not check.warns


def test_an_allergy_in_somebodys_own_words_is_compared_and_marked() -> None:
    check = checked("Amoxicilline", "amoxicillin", ("penicillines, als kind", ""))

    assert reasons(check) == [(ClashReason.GROUP, "penicillin")]
    assert len(check.unlisted) == 1
    assert not check.unchecked


def test_a_medicine_that_is_not_on_the_list_is_marked_and_compared_by_name() -> None:
    strange = checked("Zalfje van oma", "", ("zalfje van oma", ""))
    wordy = checked("amoxicilline 500 kapsel", "", ("Penicillines", "group:penicillin"))

    assert strange.unchecked
    assert reasons(strange) == [(ClashReason.NAME, "")]
    assert wordy.unchecked
    assert reasons(wordy) == [(ClashReason.GROUP, "penicillin")]


def test_a_part_of_a_word_is_no_name() -> None:
    assert not checked("Eiwitdrank", "", ("ei", "egg")).warns


@pytest.mark.parametrize(
    ("apart_ms", "is_double"),
    [
        (0, True),
        (AGAIN_WITHIN_MS - 1, True),
        (AGAIN_WITHIN_MS, True),
        (AGAIN_WITHIN_MS + 1, False),
        (-AGAIN_WITHIN_MS, True),
        (-AGAIN_WITHIN_MS - 1, False),
    ],
)
def test_the_same_drug_within_ten_minutes_may_be_one_dose_twice(
    apart_ms: int, is_double: bool
) -> None:
    base = 100 * MINUTE
    known = Medicated(doses=(dose("Morfine", "morphine", base),))
    wanted = Dose(NEW, "Morfine", "morphine", base + apart_ms, b"")

    check = check_medicine(wanted, known, formulary())

    assert bool(check.repeats) is is_double
    assert check.warns is is_double


def test_the_same_drug_under_another_name_is_the_same_drug() -> None:
    known = Medicated(doses=(dose("epinefrine"), dose("Morfine", "morphine", seq=2)))
    wanted = Dose(NEW, "Adrenaline", "adrenaline", 0, b"")

    check = check_medicine(wanted, known, formulary())

    assert [each.substance for each in check.repeats] == ["epinefrine"]


def test_no_known_allergies_is_a_statement_and_not_asked_is_none() -> None:
    asked = folded([(1, AllergiesDenied(5)), (2, AllergiesDenied(3))])

    assert asked.denied_ms == 5
    assert folded([]).denied_ms is None


@given(st.lists(FACTS, max_size=8), st.randoms(use_true_random=False))
def test_what_is_known_does_not_hang_on_the_order_of_arrival(
    facts: list[Any], random: Any
) -> None:
    placed = list(enumerate(facts, start=1))
    shuffled = list(placed)
    random.shuffle(shuffled)

    one, other = folded(placed), folded(shuffled)

    assert set(one.doses) == set(other.doses)
    assert set(one.allergies) == set(other.allergies)
    assert one.denied_ms == other.denied_ms


def test_the_list_is_sound_and_names_items_that_are_there() -> None:
    listed = formulary()
    found = listed.search("a", medicines=False, most=1000)
    every = {each.code: each for each in found}

    assert {code for each in every.values() for code in each.items} <= set(
        starter_items()
    )
    assert all(each.name_nl and each.name_en for each in every.values())
    assert all(
        listed.get(GROUP + group) for each in every.values() for group in each.groups
    )


def test_a_search_finds_starts_of_words_and_other_names() -> None:
    listed = formulary()

    assert [each.code for each in listed.search("epi", medicines=True)] == [
        "adrenaline"
    ]
    assert listed.search("latex", medicines=True) == []
    assert [each.code for each in listed.search("latex", medicines=False)] == ["latex"]
    assert listed.search("", medicines=True) == []
    assert [each.code for each in listed.search("penici", medicines=False)] == [
        "group:penicillin",
        "benzylpenicillin",
    ]


def test_a_group_that_is_not_there_is_no_list() -> None:
    groups = "code,name_nl,name_en,synonyms,within\na,A,A,,\n"
    substances = "code,name_nl,name_en,groups,synonyms,items\nb,B,B,zzz,,\n"

    with pytest.raises(ValueError, match="zzz"):
        read_formulary(substances, groups)


@pytest.mark.parametrize(
    ("said", "bare"), [("Codeïne", "codeine"), (" O.R.S. ", "o r s"), ("", "")]
)
def test_names_are_compared_without_capitals_accents_and_signs(
    said: str, bare: str
) -> None:
    assert plain(said) == bare
