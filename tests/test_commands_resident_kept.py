"""What is kept of residents: struck off and back, how long, and what leaves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.care.access import AccessPrinted
from app.care.need import ActStated, NursingAct
from app.care.refusal import Refusal
from app.care.resident import EndReason, LegalBasis, ResidentDescribed
from app.care.resident_cells import COLUMNS
from app.care.resident_table import Listed
from app.care.scarcity import Downscaled, Informed, scarcity_stream
from app.care.terms import Paper, PrintReason, Role, Sex
from app.commands import (
    Grounds,
    describe_resident,
    end_resident,
    erase_overdue,
    set_retention,
    state_need,
    take_back_in,
)
from app.commands.resident_export import take_out_list, take_out_resident
from app.commands.resident_import import Chosen, Origin, take_over_residents
from app.exports.moments import moment_words
from app.exports.paper import Printing
from app.exports.resident_file import (
    ResidentFile,
    list_sheet,
    marked,
    resident_lines,
    resident_pdf,
    resident_sheet,
)
from app.exports.resident_sheet import read_resident_sheet
from app.exports.sheet import as_csv, read_sheet
from app.i18n import text
from app.store.file import CareFile
from app.store.names import actor_names
from app.store.queries.access import looks
from app.store.queries.resident_kept import listed_by, overdue, sources, struck_off
from app.store.tables import state_of
from tests.support.fakes import NOON_MS, FakeClock
from tests.support.post import PIN, actor, memory_post
from tests.support.residents import enlisted
from tests.support.scarcity import decided, stretched

DAY_MS = 86_400_000
GROUNDS = Grounds("Bewaartermijn", "30 dagen")
ASKED = (PrintReason.OWN_REQUEST, "")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def post(clock: FakeClock) -> Iterator[CareFile]:
    file = memory_post(clock=clock)
    yield file
    file.close()


def lead(post: CareFile) -> bytes:
    return actor(post, Role.POST_LEAD)


def end(post: CareFile, stream: bytes, why: EndReason = EndReason.NO_NEED) -> None:
    by = actor(post)
    post.write_now(lambda d: end_resident(d, by, stream, why))


def downscaled(post: CareFile, subject: bytes) -> Downscaled | None:
    stream = scarcity_stream(subject)
    found: Downscaled | None = post.read_now(
        lambda db: state_of(db, "scarcity", stream)
    )
    return found


def keep_for(post: CareFile, days: int) -> None:
    by = actor(post, Role.POST_LEAD)
    post.write_now(lambda d: set_retention(d, by, days))


def late(post: CareFile, clock: FakeClock) -> tuple[bytes, ...]:
    return post.read_now(lambda db: overdue(db, clock.now_ms())).streams


def listed(post: CareFile, number: str, name: str, source: str = "Thuiszorg") -> None:
    by = actor(post)
    origin = Origin(source, NOON_MS - DAY_MS, LegalBasis.CARE)
    line = Chosen(Listed(2, number, {"name": name, "postcode": "9711AB"}))
    post.write_now(lambda d: take_over_residents(d, by, [line], origin))


def test_who_was_struck_off_by_mistake_is_kept_again(post: CareFile) -> None:
    stream, by = enlisted(post, "Ans"), actor(post)
    end(post, stream, EndReason.MISTAKE)
    found = post.read_now(struck_off)

    assert [(each.name, each.reason) for each in found.rows] == [
        ("Ans", EndReason.MISTAKE)
    ]
    post.write_now(lambda d: take_back_in(d, by, stream))
    assert post.read_now(struck_off).total == 0
    assert state_of_resident(post, stream).ended is None
    with pytest.raises(Refusal, match="already_taken_back"):
        post.write_now(lambda d: take_back_in(d, by, stream))


def state_of_resident(post: CareFile, stream: bytes) -> object:
    return post.read_now(lambda db: state_of(db, "resident", stream))


def test_who_may_not_strike_off_puts_nobody_back(post: CareFile) -> None:
    stream, by = enlisted(post, "Ans"), actor(post, Role.REGISTRAR)
    end(post, stream)

    with pytest.raises(Refusal, match="role_may_not"):
        post.write_now(lambda d: take_back_in(d, by, stream))


def test_nobody_is_kept_too_long_until_a_term_is_set(
    post: CareFile, clock: FakeClock
) -> None:
    stream, kept = enlisted(post, "Ans"), enlisted(post, "Bea")
    end(post, stream)
    clock.advance(40 * DAY_MS)
    assert late(post, clock) == ()

    keep_for(post, 30)

    assert late(post, clock) == (stream,)
    keep_for(post, 50)
    assert late(post, clock) == ()
    assert state_of_resident(post, kept) is not None


def test_who_is_kept_too_long_is_erased_by_who_leads_and_nobody_else_is(
    post: CareFile, clock: FakeClock
) -> None:
    old, kept = enlisted(post, "Ans"), enlisted(post, "Bea")
    decided(post, old, stretched())
    end(post, old)
    clock.advance(40 * DAY_MS)
    new = enlisted(post, "Cor")
    end(post, new)
    keep_for(post, 30)
    by = lead(post)

    with pytest.raises(Refusal, match="wrong_pin"):
        post.write_now(lambda d: erase_overdue(d, by, GROUNDS, "000001"))
    post.write_now(lambda d: erase_overdue(d, by, GROUNDS, PIN))

    assert state_of_resident(post, old) is None
    assert downscaled(post, old) is None
    assert state_of_resident(post, new) is not None
    assert state_of_resident(post, kept) is not None
    with pytest.raises(Refusal, match="nobody_overdue"):
        post.write_now(lambda d: erase_overdue(d, by, GROUNDS, PIN))


def test_only_who_leads_sets_the_term_and_erases(
    post: CareFile, clock: FakeClock
) -> None:
    end(post, enlisted(post, "Ans"))
    keep_for(post, 0)
    clock.advance(DAY_MS)
    for role in (Role.NURSE, Role.DOCTOR, Role.REGISTRAR, Role.STOCK_KEEPER):
        by = actor(post, role)
        with pytest.raises(Refusal, match="role_may_not"):
            post.write_now(lambda d, by=by: set_retention(d, by, 1))
        with pytest.raises(Refusal, match="role_may_not"):
            post.write_now(lambda d, by=by: erase_overdue(d, by, GROUNDS, PIN))

    assert len(late(post, clock)) == 1


def test_organisations_are_counted_by_what_they_gave(post: CareFile) -> None:
    listed(post, "1", "Ans Bos")
    listed(post, "2", "Bea Smit")
    listed(post, "1", "Cor Vis", source="Zuurstof BV")
    enlisted(post, "Dirk")

    found = post.read_now(sources)

    assert [(each.name, each.count) for each in found] == [
        ("Thuiszorg", 2),
        ("Zuurstof BV", 1),
    ]


def test_one_file_leaves_by_who_leads_with_a_reason_and_is_on_the_log(
    post: CareFile,
) -> None:
    stream, by = enlisted(post, "Ans"), lead(post)

    for why, because in ((ASKED, "wrong_pin"), ((PrintReason.OTHER, ""), "print_r")):
        with pytest.raises(Refusal, match=because):
            post.write_now(
                lambda d, w=why: take_out_resident(d, by, stream, w, "000001")
            )
    numbered = post.write_now(lambda d: take_out_resident(d, by, stream, ASKED, PIN))

    look = post.read_now(lambda db: looks(db, stream))[0]
    assert isinstance(look.body, AccessPrinted)
    assert (look.body.what, look.body.sheet) == (Paper.RESIDENT, numbered.sheet)


def test_nothing_leaves_by_another_than_who_leads(post: CareFile) -> None:
    stream = enlisted(post, "Ans")
    listed(post, "1", "Bea Smit")
    for role in set(Role) - {Role.POST_LEAD}:
        by = actor(post, role)
        with pytest.raises(Refusal, match=r"out_for_lead|role_may_not"):
            post.write_now(
                lambda d, by=by: take_out_resident(d, by, stream, ASKED, PIN)
            )
        with pytest.raises(Refusal, match=r"out_for_lead|role_may_not"):
            post.write_now(
                lambda d, by=by: take_out_list(d, by, "Thuiszorg", "terug", PIN)
            )


def test_a_list_leaves_with_who_is_on_it_and_each_has_it_on_their_log(
    post: CareFile,
) -> None:
    listed(post, "1", "Ans Bos")
    listed(post, "2", "Bea Smit")
    other, by = enlisted(post, "Cor"), lead(post)
    about = post.read_now(lambda db: listed_by(db, "thuiszorg"))

    numbered = post.write_now(
        lambda d: take_out_list(d, by, "Thuiszorg", "terug naar de wijk", PIN)
    )

    for stream in about:
        look = post.read_now(lambda db, s=stream: looks(db, s))[0]
        assert look.body.sheet == numbered.sheet
        assert look.body.because == "terug naar de wijk"
    assert post.read_now(lambda db: looks(db, other)) == ()
    with pytest.raises(Refusal, match="nobody_on_list"):
        post.write_now(lambda d: take_out_list(d, by, "Niemand", "x", PIN))


def test_a_list_that_left_can_be_taken_over_again_and_says_nothing_else(
    post: CareFile,
) -> None:
    listed(post, "1", "Ans Bos")
    people = post.read_now(lambda db: listed_by(db, "Thuiszorg"))
    (stream,), by = people, lead(post)
    secret = ResidentDescribed(NOON_MS, key_place="onder de mat", remark="van ons")
    post.write_now(lambda d: describe_resident(d, by, stream, secret))
    people = post.read_now(lambda db: listed_by(db, "Thuiszorg"))

    for language in ("nl", "en"):
        rows = list_sheet(people.values(), "Thuiszorg", language)
        printing = Printing("ZUID-A-0001", "Zuid", "Lea", NOON_MS, language, True)
        content = as_csv(marked(rows, printing))

        assert b"OEFENING" in content
        assert b"mat" not in content and b"van ons" not in content
        found = read_resident_sheet(read_sheet(content), "2026-12-01")
        assert (found.wrong, found.unknown_columns) == ((), ())
        assert found.people[0].reference == "1"
        assert found.people[0].said == {"name": "Ans Bos", "postcode": "9711AB"}
        assert len(rows[0]) == len(COLUMNS) - 2


def test_the_file_of_somebody_holds_all_of_it_and_who_said_it(post: CareFile) -> None:
    stream, by = enlisted(post, "Ans", phone="050-1", sex=Sex.FEMALE), lead(post)
    decided(post, stream, stretched(because="twee zieken", informed=Informed.CLIENT))
    who = ResidentDescribed(NOON_MS, key_place="onder de mat")
    post.write_now(lambda d: describe_resident(d, by, stream, who))
    done = ActStated(NOON_MS, (NursingAct.WOUND,), 24, NOON_MS - 3 * DAY_MS)
    post.write_now(lambda d: state_need(d, by, stream, done))
    end(post, stream)
    file = post.read_now(
        lambda db: ResidentFile(
            state_of(db, "resident", stream),
            actor_names(db),
            downscaled=state_of(db, "scarcity", scarcity_stream(stream)),
        )
    )

    for language in ("nl", "en"):
        lines = resident_lines(file, language)
        kept = [each[1] for each in lines]
        at = moment_words(NOON_MS - 3 * DAY_MS)
        assert {"Ans", "050-1", "onder de mat", "3", at} <= set(kept)
        assert text("term.Sex.female", language) in kept
        assert text("term.Informed.client", language) in kept
        assert any("twee zieken" in each for each in kept)
        assert any("24-11-2026" in each for each in kept)
        assert all(each[0] for each in lines)
        assert resident_sheet(file, language)[1:] == lines
        printing = Printing("ZUID-A-0001", "Zuid", "Lea", NOON_MS, language, False)
        assert resident_pdf(file, printing).startswith(b"%PDF")
