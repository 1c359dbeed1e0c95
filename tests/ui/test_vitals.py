"""Vitals: typed on a keypad, refused where impossible, shown with their age."""

from __future__ import annotations

from app.care.casualty import VitalsRecorded
from app.care.terms import Consciousness, Role, Triage
from app.commands import record_vitals
from app.ui.widgets.vitals_entries import read_all, read_measure, written
from tests.support.post import actor, registered
from tests.support.screen import Screen
from tests.support.window import Post, recorded, told

MINUTE_MS = 60_000


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


def test_a_phone_shows_the_same_casualty() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2, name="ש" * 60)

    async def tell(screen: Screen) -> None:
        await screen.click("do-vitals")
        await screen.type("gcs", "15")
        await screen.click("save")

        await screen.until(lambda: post.detail(stream).vitals)

    told(post, stream, tell, width=390)


def test_numbers_are_read_and_written_with_their_decimals() -> None:
    assert read_measure("temperature_c", " 36.6 ", "en") == 366
    assert read_measure("pain", "", "nl") is None
    assert written(374, 1, "nl") == "37,4"
    assert written(374, 1, "en") == "37.4"
    values, faults = read_all({"gcs": "2", "pain": "3,5"}, "nl")
    assert "gcs" not in values
    assert faults["pain"].key == "not_a_number"


def test_what_nobody_measured_has_no_column_in_the_sets_before() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)
    by = actor(post.file)
    for pulse in (118, 96):
        measured = VitalsRecorded(post.file.clock.now_ms(), pulse_per_min=pulse)
        recorded(
            post,
            lambda desk, v=measured: record_vitals(desk, by, stream, v),
            after_min=1,
        )

    async def tell(screen: Screen) -> None:
        words = screen.words()

        assert {"118", "96"} <= set(words)
        assert words.count("Hartslag") == 3  # the latest, the table, the chart
        assert "GCS" not in words

    told(post, stream, tell)


def test_an_unlikely_value_is_asked_about_once_and_then_recorded() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await screen.click("do-vitals")
        await screen.type("pulse_per_min", "240")
        await screen.type("temperature_c", "43,5")
        await screen.click("save")
        assert "Klopt dit?" in screen["pulse_per_min"].error
        assert "43,5" in screen["temperature_c"].error
        assert post.detail(stream).vitals is None
        await screen.type("temperature_c", "27,5")
        await screen.click("save")
        assert "27,5" in screen["temperature_c"].error
        assert screen["pulse_per_min"].error is None
        await screen.click("save")
        await screen.until(lambda: post.detail(stream).vitals)

    told(post, stream, tell)


def test_breaths_are_counted_into_their_field() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await screen.click("do-vitals")
        await screen.type("pulse_per_min", "96")
        await screen.click("count-breaths_per_min")
        await screen.click("count-15")
        post.clock.advance(15_000)
        await screen.until(lambda: "count-typed" in screen)
        await screen.type("count-typed", "6")
        await screen.click("count-take")

        assert screen["breaths_per_min"].value == "24"
        assert screen["pulse_per_min"].value == "96"

    told(post, stream, tell, width=390)


def test_what_goes_beside_a_set_is_recorded_with_it() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await screen.click("do-vitals")
        await screen.click("observe-more")
        await screen.type("glucose_mmol_l", "5,4")
        await screen.click("pupil_left-sluggish")
        for part in ("eye-3", "verbal-4", "motor-6"):
            await screen.click(part)
        assert "= 13" in screen["gcs-sum"].value
        await screen.click("pregnancy-no")
        await screen.click("spo2_scale-2")
        await screen.click("save")
        await screen.until(lambda: "latest-gcs" in screen)

        beside = next(
            each.body
            for each in post.detail(stream).timeline
            if each.kind == "observation.recorded"
        )
        assert (beside.glucose_mmol_l, beside.spo2_scale) == (54, "2")
        assert screen["latest-gcs"].value == "13"
        assert "Glucose (mmol/l): 5,4" in screen["beside"].value

    told(post, stream, tell)


def test_a_part_that_is_not_testable_is_said_and_scale_2_is_not_offered() -> None:
    post = Post(Role.FIRST_AIDER)
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await screen.click("do-vitals")
        await screen.click("observe-more")
        for part in ("eye-3", "verbal-nt", "motor-6"):
            await screen.click(part)

        assert "geen som" in screen["gcs-sum"].value
        assert "spo2_scale-2" not in screen
        assert "scale-who" in screen

    told(post, stream, tell)
