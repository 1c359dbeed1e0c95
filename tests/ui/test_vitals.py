"""Vitals: typed on a keypad, refused where impossible, shown with their age."""

from __future__ import annotations

from app.care.casualty import VitalsRecorded
from app.care.terms import Consciousness, Triage
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
        assert words.count("Hartslag") == 2
        assert "GCS" not in words

    told(post, stream, tell)
