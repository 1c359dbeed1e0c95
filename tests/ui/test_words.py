"""Moments, waits, refusals and the send chip, in words."""

from __future__ import annotations

from datetime import date

import pytest

from app.care.refusal import Refusal
from app.i18n import text
from app.ui.state import Sending
from app.ui.theme import ALARM_DEEP, RED
from app.ui.widgets.send_chip import chip_look
from app.ui.words import ago, day, hour, moment, refused, span, today, trouble
from sync.errors import DiskFull, SyncError, WrongSecret
from tests.support.fakes import NOON_MS

_MINUTE = 60_000
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR


def test_units_follow_how_many_there_are() -> None:
    said = [
        text(f"term.Unit.{unit}", language, count=count)
        for unit in ("piece", "tablet", "box")
        for language in ("nl", "en")
        for count in (1, 12)
    ]

    assert said[:4] == ["stuk", "stuks", "piece", "pieces"]
    assert said[4:8] == ["tablet", "tabletten", "tablet", "tablets"]
    assert said[8:] == ["doos", "dozen", "box", "boxes"]


def test_how_long_reads_as_people_say_it() -> None:
    said = [span(each, "nl") for each in (0, 23 * _MINUTE, 185 * _MINUTE, 50 * _HOUR)]

    assert said == ["0 min", "23 min", "3 u 05 min", "2 d 2 u"]


def test_how_long_ago() -> None:
    assert ago(NOON_MS - 5_000, NOON_MS, "nl") == "zojuist"
    assert ago(NOON_MS - 14 * _MINUTE, NOON_MS, "en") == "14 min ago"


def test_a_moment_of_another_day_names_the_day() -> None:
    assert moment(NOON_MS, NOON_MS, "nl") == hour(NOON_MS)
    assert moment(NOON_MS - 2 * _DAY, NOON_MS, "nl").startswith("20 nov 2026 ")
    assert day(date(2026, 3, 1), "en") == "1 Mar 2026"
    assert today(NOON_MS) == date(2026, 11, 22)


def test_a_refusal_names_role_kind_and_field() -> None:
    why = Refusal("role_may_not", role="registrar", kind="stock.counted")
    long = Refusal("text_too_long", field="complaint", most=200, given=10_000)

    assert "Registrator" in refused(why, "nl")
    assert "stock.counted" not in refused(why, "nl")
    assert "10000" in refused(long, "en")
    assert "complaint" not in refused(long, "nl")


def test_every_trouble_has_words() -> None:
    assert "schijf is vol" in trouble(DiskFull("x"), "nl")
    assert "not right" in trouble(WrongSecret("x"), "en")
    assert "lukte niet" in trouble(SyncError("x"), "nl")


@pytest.mark.parametrize(
    ("sending", "words", "fill"),
    [
        (Sending(), "Alleen op dit apparaat", None),
        (Sending(enrolled=True), "Nog niets te versturen", None),
        (Sending(enrolled=True, stored_unread=2), "Bij de hub, nog niet gelezen", None),
        (Sending(enrolled=True, set_aside=3), "Hub kan 3 niet lezen", ALARM_DEEP),
        (Sending(enrolled=True, unsent_events=1), "1 niet verstuurd", None),
        (
            Sending(
                enrolled=True,
                unsent_events=12,
                oldest_unsent_ms=NOON_MS - 23 * _MINUTE,
            ),
            "12 niet verstuurd · oudste 23 min",
            None,
        ),
        (
            Sending(
                enrolled=True, unsent_events=12, oldest_unsent_ms=NOON_MS - 4 * _HOUR
            ),
            "12 niet verstuurd · oudste 4 u 00 min",
            ALARM_DEEP,
        ),
        (
            Sending(enrolled=True, unsent_events=2, oldest_unsent_ms=NOON_MS - _DAY),
            "2 niet verstuurd · oudste 1 d 0 u",
            RED,
        ),
    ],
)
def test_the_chip_says_in_words_how_far_things_are(
    sending: Sending, words: str, fill: str | None
) -> None:
    look = chip_look(sending, NOON_MS, "nl")

    assert (look.words, look.fill) == (words, fill)


def test_only_what_the_hub_has_read_is_called_received() -> None:
    sending = Sending(enrolled=True, last_received_ms=NOON_MS)

    look = chip_look(sending, NOON_MS, "nl")

    assert look.words == f"Alles ontvangen {hour(NOON_MS)}"
