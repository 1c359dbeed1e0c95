"""One casualty: opened once, recorded into, contradicted, and never erased."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import flet as ft

from app.care.casualty import Identified, NoteRecorded, Triaged, VitalsRecorded
from app.care.refusal import Refusal
from app.care.terms import Consciousness, Disposition, Role, Sex, Triage
from app.commands import identify, record_note, record_vitals, retract, retriage
from app.store.desk import Desk
from app.store.queries.access import openings
from app.store.queries.casualty import Filter
from app.ui.screens.casualty import CasualtyPane
from app.ui.screens.particulars import facts_of
from app.ui.state import Session
from app.ui.widgets.fact_lines import lines_of
from app.ui.widgets.moment import moment_of
from app.ui.widgets.vitals_entries import read_all, read_measure, written
from sync.event import Event
from tests.support.fakes import NOON_MS
from tests.support.post import actor, registered, seen
from tests.support.program import MemoryProgram
from tests.support.screen import Screen
from tests.support.window import Post

MINUTE_MS = 60_000


def told(
    post: Post,
    stream: bytes,
    story: Callable[[Screen], Awaitable[None]],
    width: float = 1280,
) -> None:
    def pane(session: Session, program: MemoryProgram) -> ft.Control:
        return CasualtyPane(session, stream)

    async def whole(screen: Screen) -> None:
        await screen.until(lambda: "casualty-number" in screen)
        await story(screen)

    post.session.casualty = stream
    post.tell(pane, whole, width)


def recorded(
    post: Post, what: Callable[[Desk], Event], after_min: int = 0
) -> tuple[bytes, int]:
    post.clock.advance(after_min * MINUTE_MS)
    event = post.file.write_now(what)
    return (event.log, event.seq)


def test_opening_a_casualty_is_recorded_once() -> None:
    post = Post()
    stream = registered(post.file, Triage.T1)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: post.file.read_now(openings))
        await screen.click("do-note")
        await screen.click("close-sheet")

        log = post.file.read_now(openings)
        assert [(each.number, each.actor_name) for each in log] == [
            ("ZUID-A001-W", "Nurse")
        ]

    told(post, stream, tell)


def test_the_header_says_who_this_is_and_what_is_due() -> None:
    post = Post()
    stream = registered(
        post.file, Triage.T1, name="Jan Jansen", sex=Sex.MALE, place="tent 2"
    )
    post.clock.advance(20 * MINUTE_MS)

    async def tell(screen: Screen) -> None:
        assert screen["casualty-number"].value == "ZUID-A001-W"
        assert "Jan Jansen · man" in screen["casualty-who"].value
        assert "5 min te laat" in screen["due"].value
        assert screen["place-flag"].value == "tent 2"

    told(post, stream, tell)


def test_triage_again_changes_the_category_and_asks_why() -> None:
    post = Post()
    stream = registered(post.file, Triage.T3)

    async def tell(screen: Screen) -> None:
        await screen.click("do-triage")
        await screen.click("save")
        assert "nog niets ingevuld" in screen["refusal"].value
        await screen.click("triage-T1")
        await screen.type("reason", "bleeding")
        await screen.click("save")
        await screen.until(lambda: "save" not in screen.keys())  # noqa: SIM118

        assert post.rows()[0].claims == (Triage.T1,)
        assert "bleeding" in " ".join(screen.words())

    told(post, stream, tell)


def test_t4_at_a_second_triage_names_who_ordered_it() -> None:
    post = Post()
    stream = registered(post.file, Triage.T1)

    async def tell(screen: Screen) -> None:
        await screen.click("do-triage")
        await screen.click("triage-other")
        await screen.click("triage-T4")
        await asyncio.sleep(1.05)
        await screen.click("triage-T4")
        await screen.type("authority", "Dr. Bakker")
        await screen.click("save")

        assert post.detail(stream).triage[0].authority == "Dr. Bakker"

    told(post, stream, tell)


def test_a_set_of_vitals_is_recorded_and_shown() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        assert "Nog niets gemeten." in screen
        await screen.click("do-vitals")
        await screen.type("breaths_per_min", "22")
        await screen.type("temperature_c", "37,4")
        await screen.type("systolic_mmhg", "118")
        await screen.click("consciousness-V")
        await screen.click("on_oxygen-yes")
        await screen.type("spo2_percent", "94")
        await screen.click("save")
        await screen.until(lambda: "latest-temperature_c" in screen)

        assert screen["latest-temperature_c"].value == "37,4"
        assert screen["latest-pressure"].value == "118/?"
        vitals = post.detail(stream).vitals
        assert vitals is not None
        assert vitals.temperature_c == 374
        assert vitals.on_oxygen
        assert vitals.consciousness is Consciousness.VOICE

    told(post, stream, tell)


def test_impossible_vitals_are_refused_beside_each_field_with_their_bounds() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await screen.click("do-vitals")
        await screen.type("breaths_per_min", "-4")
        await screen.type("spo2_percent", "120")
        await screen.type("temperature_c", "98,6")
        await screen.type("pulse_per_min", "veel")
        await screen.click("save")

        assert "0 tot en met 99" in screen["breaths_per_min"].error
        assert "0 tot en met 100" in screen["spo2_percent"].error
        assert "20,0 tot en met 45,0" in screen["temperature_c"].error
        assert "getal" in screen["pulse_per_min"].error
        assert post.detail(stream).vitals is None

    told(post, stream, tell)


def test_the_sets_before_stand_in_a_small_table() -> None:
    post = Post()
    stream = registered(post.file, Triage.T1)
    by = actor(post.file)
    for pulse in (131, 118):
        recorded(
            post,
            lambda desk, pulse=pulse: record_vitals(
                desk, by, stream, VitalsRecorded(desk.now_ms(), pulse_per_min=pulse)
            ),
            after_min=5,
        )

    async def tell(screen: Screen) -> None:
        assert screen["latest-pulse_per_min"].value == "118"
        assert {"131", "118"} <= set(screen.words())

    told(post, stream, tell)


def test_a_note_of_many_lines_is_kept_and_an_empty_one_refused() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await screen.click("do-note")
        await screen.click("save")
        assert "nog niets ingevuld" in screen["refusal"].value
        await screen.type("text", "Familie gebeld.\nKomt om 15:00.")
        await screen.click("save")

        await screen.until(lambda: "Komt om 15:00." in screen)

    told(post, stream, tell)


def test_a_note_of_ten_thousand_characters_is_refused_in_words() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await screen.click("do-note")
        await screen.type("text", "x" * 10_000)
        await screen.click("save")

        assert "te lang" in screen["text"].error

    told(post, stream, tell)


def test_particulars_record_only_what_changed() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2, complaint="Wond", sex=Sex.FEMALE)

    async def tell(screen: Screen) -> None:
        await screen.click("do-particulars")
        assert screen["complaint"].value == "Wond"
        await screen.click("save")
        assert "nog niets ingevuld" in screen["refusal"].value
        await screen.type("name", "Олена Коваль")
        await screen.click("pick-burn")
        await screen.click("save")
        await screen.until(lambda: "known-name" in screen)

        kinds = [each.kind for each in post.detail(stream).timeline]
        assert kinds.count("casualty.described") == 1
        assert screen["known-name"].value == "Олена Коваль"
        assert screen["known-complaint"].value == "Wond, Brandwond"
        sexes = post.detail(stream).said["sex"]
        assert [each.value for each in sexes] == [Sex.FEMALE]

    told(post, stream, tell)


def test_a_bsn_is_shown_masked() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2, bsn="111222333", birth_date="1990-12-31")

    async def tell(screen: Screen) -> None:
        assert screen["known-bsn"].value == "••••••333"
        assert "111222333" not in " ".join(screen.words())
        assert screen["known-birth_date"].value == "31 dec 1990"

    told(post, stream, tell)


def test_who_leaves_is_handed_over_by_name() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await screen.click("do-departure")
        await screen.click("save")
        assert "nog niets ingevuld" in screen["refusal"].value
        await screen.click("disposition-handed_over")
        await screen.type("destination", "UMCG")
        await screen.type("receiver", "Ambulance 01-142")
        await screen.click("save")
        await screen.until(lambda: post.rows(Filter(departed=True)))

        left = post.detail(stream).departures[0]
        assert (left.value, left.authority) == (
            Disposition.HANDED_OVER,
            "Ambulance 01-142",
        )

    told(post, stream, tell)


def test_a_contradiction_is_settled_with_one_tap_that_sees_both() -> None:
    post = Post()
    stream = registered(post.file, Triage.T1)
    doctor = actor(post.file, Role.DOCTOR)
    recorded(
        post,
        lambda desk: retriage(desk, doctor, stream, seen(post.file, Triage.T2), []),
        after_min=3,
    )

    async def tell(screen: Screen) -> None:
        assert "1 tegenspraak" in screen["conflicts"].value
        assert {"Nurse", "Doctor"} <= set(screen.words())
        await screen.click("choose-category-1")
        await screen.until(lambda: "conflicts" not in screen.keys())  # noqa: SIM118

        assert post.rows()[0].claims == (Triage.T2,)
        assert len(post.detail(stream).timeline) == 4

    told(post, stream, tell)


def test_a_contradiction_in_a_name_is_settled_too() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2, name="Jan")
    by = actor(post.file)
    recorded(
        post,
        lambda desk: identify(
            desk, by, stream, Identified(desk.now_ms(), name="Piet"), []
        ),
        after_min=1,
    )

    async def tell(screen: Screen) -> None:
        assert screen["known-name"].value == "Jan / Piet"
        await screen.click("choose-name-0")
        await screen.until(lambda: screen["known-name"].value == "Jan")

    told(post, stream, tell)


def test_an_entry_is_taken_back_with_its_reason_and_stays_struck_through() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)
    by = actor(post.file)
    note = recorded(
        post,
        lambda desk: record_note(
            desk, by, stream, NoteRecorded("wrong person", desk.now_ms())
        ),
        after_min=1,
    )

    async def tell(screen: Screen) -> None:
        await screen.click(f"undo-{note[1]}")
        await screen.type("undo-reason", "ander slachtoffer")
        await screen.click("undo-now")
        await screen.until(lambda: "Ongedaan gemaakt: ander slachtoffer" in screen)

        struck = next(
            each
            for each in screen.all()
            if getattr(each, "value", "") == "wrong person"
        )
        assert struck.style.decoration is ft.TextDecoration.LINE_THROUGH
        assert f"undo-{note[1]}" not in screen

    told(post, stream, tell)


def test_what_may_not_be_undone_says_why() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)
    by = actor(post.file)
    recorded(
        post,
        lambda desk: record_note(
            desk, by, stream, NoteRecorded("later", desk.now_ms())
        ),
    )
    first = post.detail(stream).timeline[-1].id

    async def tell(screen: Screen) -> None:
        await screen.click(f"undo-{first[1]}")
        await screen.click("undo-now")

        await screen.until(lambda: "refusal" in screen)

    told(post, stream, tell)


def test_a_registration_that_was_taken_back_leaves_an_empty_pane() -> None:
    post = Post()
    stream = registered(post.file, None)
    by = actor(post.file)
    first = post.detail(stream).timeline[-1].id

    async def tell(screen: Screen) -> None:
        await asyncio.to_thread(
            post.file.write_now, lambda desk: retract(desk, by, first, "")
        )
        await screen.until(lambda: "Dit slachtoffer is er niet meer" in screen)
        await screen.click("back-to-list")

        assert post.session.casualty is None

    told(post, stream, tell)


def test_escape_closes_the_sheet_before_the_casualty() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await screen.click("do-note")
        taken = post.session.press("Escape")
        await screen.settle()

        assert taken
        assert "close-sheet" not in screen
        assert not post.session.press("Escape")

    told(post, stream, tell)


def test_a_half_typed_note_is_there_again_when_its_sheet_opens() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await screen.click("do-note")
        await screen.type("text", "half a")
        await screen.click("close-sheet")
        await asyncio.sleep(0.6)
        await screen.click("do-note")

        await screen.until(lambda: screen["text"].value == "half a")

    told(post, stream, tell)


def test_a_late_entry_says_when_it_was_written_down() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)
    by = actor(post.file)
    then = post.clock.now_ms()
    recorded(
        post,
        lambda desk: record_note(desk, by, stream, NoteRecorded("earlier", then)),
        after_min=30,
    )

    async def tell(screen: Screen) -> None:
        assert any("vastgelegd" in words for words in screen.words())

    told(post, stream, tell)


def test_a_phone_shows_the_same_casualty() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2, name="ש" * 60)

    async def tell(screen: Screen) -> None:
        await screen.click("do-vitals")
        await screen.type("gcs", "15")
        await screen.click("save")

        await screen.until(lambda: post.detail(stream).vitals)

    told(post, stream, tell, width=390)


def test_a_time_is_the_last_time_it_was_that() -> None:
    def when(typed: str) -> float:
        return (NOON_MS - moment_of(typed, NOON_MS)) / MINUTE_MS

    assert when("") == 0
    assert 0 <= when("0:05") < 24 * 60
    assert when("23:59") > 0
    assert when("22-11 0:00") >= 0
    assert when("31-12 10:00") > 300 * 24 * 60
    for wrong in ("soon", "25:00", "31-02 10:00", "14:5"):
        try:
            moment_of(wrong, NOON_MS)
        except Refusal as why:
            assert why.key == "not_a_moment"
        else:
            raise AssertionError(wrong)


def test_numbers_are_read_and_written_with_their_decimals() -> None:
    assert read_measure("temperature_c", " 36.6 ", "en") == 366
    assert read_measure("pain", "", "nl") is None
    assert written(374, 1, "nl") == "37,4"
    assert written(374, 1, "en") == "37.4"
    values, faults = read_all({"gcs": "2", "pain": "3,5"}, "nl")
    assert "gcs" not in values
    assert faults["pain"].key == "not_a_number"


def test_a_fact_reads_as_fields_and_values() -> None:
    fact = Triaged(Triage.T4, NOON_MS, ordered_by="Dr. Bakker")

    assert lines_of(fact, "en") == (
        ("Category", "T4 expectant"),
        ("Ordered by", "Dr. Bakker"),
    )
    assert lines_of(VitalsRecorded(NOON_MS, on_oxygen=False), "nl") == (
        ("Krijgt zuurstof", "Nee"),
    )
    assert lines_of(None, "en")[0][0] == ""
    assert facts_of({}, NOON_MS) == (None, None)
