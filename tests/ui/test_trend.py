"""How it goes: a NEWS2 in words, and charts that say what they show."""

from __future__ import annotations

from typing import Any

import flet.canvas as cv
import pytest

from app.care.casualty import Identified, VitalsRecorded
from app.care.injury import BodyRegion, BodyView, BurnDepth, InjuryKind, InjuryMarked
from app.care.observation import ObservationRecorded
from app.care.scores import news2
from app.care.terms import AgeBand, Consciousness, Sex, Triage
from app.commands import observe
from app.i18n import LANGUAGES
from app.ui.widgets.trend_card import news_words
from tests.support.post import actor, registered
from tests.support.screen import Screen
from tests.support.window import Post, recorded, told

MAN = {"age_band": AgeBand.ADULT, "sex": Sex.MALE}
ILL: dict[str, Any] = {
    "breaths_per_min": 26,
    "spo2_percent": 91,
    "on_oxygen": True,
    "pulse_per_min": 124,
    "systolic_mmhg": 96,
    "diastolic_mmhg": 57,
    "temperature_c": 355,
    "consciousness": Consciousness.CONFUSED,
    "gcs": 14,
}


def measured(post: Post, stream: bytes, *sets: dict[str, Any]) -> None:
    by = actor(post.file)
    for vitals in sets:
        recorded(
            post,
            lambda desk, v=vitals: observe(
                desk,
                by,
                stream,
                VitalsRecorded(desk.now_ms(), **v),
                ObservationRecorded(desk.now_ms()),
            )[0],
            after_min=8,
        )


def test_a_news2_of_an_emergency_says_what_it_asks_for() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2, **MAN)
    measured(post, stream, ILL)

    async def tell(screen: Screen) -> None:
        assert screen["news"].value == "NEWS2 16: spoedgeval, doorlopend meten"
        assert {"16", "3!", "T-RTS 12"} <= set(screen.words())

    told(post, stream, tell)


def test_an_incomplete_news2_is_at_least_and_names_what_is_missing() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2, **MAN)
    part = {name: ILL[name] for name in ("breaths_per_min", "pulse_per_min")}
    measured(post, stream, part)

    async def tell(screen: Screen) -> None:
        assert screen["news"].value.startswith("NEWS2 ten minste 5:")
        assert "temperatuur" in screen["news-missing"].value
        assert "≥ 5" in screen.words()

    told(post, stream, tell)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"years": 9, "sex": Sex.MALE}, "jonger dan 16"),
        ({"sex": Sex.MALE}, "leeftijd niet precies bekend"),
        ({"age_band": AgeBand.ADULT, "sex": Sex.FEMALE}, "onbekend of iemand zwanger"),
    ],
)
def test_where_news2_is_not_valid_there_is_no_number(
    said: dict[str, Any], words: str
) -> None:
    post = Post()
    stream = registered(post.file, Triage.T2, **said)
    measured(post, stream, ILL)

    async def tell(screen: Screen) -> None:
        assert words in screen["news"].value
        assert not {"16", "≥ 16", "3!"} & set(screen.words())
        assert "T-RTS 12" in screen.words()

    told(post, stream, tell)


@pytest.mark.parametrize("width", [390, 1280])
def test_every_chart_says_what_it_shows(width: int) -> None:
    post = Post()
    stream = registered(post.file, Triage.T2, **MAN)
    better = ILL | {"pulse_per_min": 88, "temperature_c": 369}
    measured(post, stream, ILL, better)

    async def tell(screen: Screen) -> None:
        labels = " ".join(screen.words())

        assert "Hartslag: 2 metingen, " in labels
        assert (
            "Eerste 124, laatste 88. Geen punten in NEWS2: 51 tot en met 90" in labels
        )
        assert "Eerste 35,5, laatste 36,9." in labels
        charts = [each for each in screen.all() if isinstance(each, cv.Canvas)]
        assert all(each.width <= width for each in charts)
        assert "trend-pressure" in screen
        assert "trend-pain" not in screen

    told(post, stream, tell, width=width)


def test_one_set_makes_no_chart_and_none_no_card() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2, **MAN)

    async def tell(screen: Screen) -> None:
        assert "trends" not in screen
        measured(post, stream, ILL)
        await screen.until(lambda: "trends" in screen)
        assert "trend-pulse_per_min" not in screen

    told(post, stream, tell)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_news2_has_words(language: str) -> None:
    steps = [
        {},
        {"rr": 16},
        {"rr": 9},
        {"rr": 22},
        {"rr": 25},
        {"rr": 25, "hr": 120},
        {"rr": 25, "hr": 131, "sbp": 95},
    ]
    whole = {"spo2": 97, "on_oxygen": False, "avpu": "A", "temp_c": 37.0}
    for age in (None, 12, 40):
        for pregnant in (None, True, False):
            for each in steps:
                for known in ({}, whole | {"sbp": 120, "hr": 80}):
                    score = news2(age=age, pregnant=pregnant, **(known | each))
                    assert news_words(score, language).startswith("NEWS2")


def test_what_another_device_should_not_have_sent_breaks_no_screen() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2, **MAN)
    measured(post, stream, ILL, ILL)
    at, by = post.clock.now_ms(), actor(post.file)
    chest, front, back = BodyRegion.CHEST, BodyView.FRONT, BodyView.BACK
    burn, full = InjuryKind.BURN, BurnDepth.FULL
    for fault in (
        VitalsRecorded(at, systolic_mmhg=9000, breaths_per_min=-4),
        InjuryMarked(burn, chest, back, at, depth=full, share_percent=100),
        InjuryMarked(burn, chest, front, at, depth=full, share_percent=-300),
        InjuryMarked(burn, chest, front, at, 5000, -7, full, 20),
        InjuryMarked(burn, chest, front, at, depth=full, share_percent=30),
        Identified(at, birth_date="geen datum"),
    ):
        post.file.write_now(lambda desk, body=fault: desk.record(stream, body, by))

    async def tell(screen: Screen) -> None:
        assert "9000" not in screen["news"].value
        assert screen["burn-nines-0"].value == "5,4 %"

    told(post, stream, tell)
