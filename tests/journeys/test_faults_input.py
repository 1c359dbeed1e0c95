"""Stories of input nobody expects: refused with words, or carried as it was typed."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.care.casualty import NoteRecorded, VitalsRecorded
from app.care.refusal import Refusal
from app.care.stock import LotKey
from app.care.terms import Triage
from app.commands import (
    Registration,
    issue_stock,
    receive_stock,
    record_note,
    record_vitals,
    register_casualty,
)
from app.demo.outcome import carried_events, own_events, pictures_equal
from app.post.joining import read_invitation
from app.store.file import CareFile
from app.store.queries.casualties import Filter, casualties
from app.store.queries.casualty import casualty
from app.ui.state import Setup
from sync.database import rows
from sync.ids import Mode
from tests.support.post import actor, memory_post, registered
from tests.support.region import PASSPHRASE, arrive, leader, opened, region

ROOT = Path(__file__).parents[2]
NAMES = {
    "right to left": "مريم الحسن",
    "both ways": "Anna בת־שבע de Wit",
    "cyrillic": "Олена Коваль",
    "composed": "Zoë Çelik",
    "many marks": "Z̀́̂̃a",
    "marks that direct": "\u200fשלום\u200e Jan",
    "joined picture": "Jan 👩‍⚕️ de Boer",
    "no letters": "陈 小红",
    "one letter": "Ø",
    "quotes": "'; DROP TABLE casualty; --\"*",
}
REFUSED: dict[str, dict[str, Any]] = {
    "10,000 characters": {"complaint": "x" * 10_000},
    "10,000 marks on one letter": {"name": "a" + "\u0301" * 10_000},
    "201 characters": {"complaint": "x" * 201},
    "less than no years": {"years": -1},
    "131 years": {"years": 131},
    "more years than a number holds": {"years": 1 << 70},
    "half a year": {"years": 0.5},
    "long before": {"observed_ms": -(1 << 60)},
    "long after": {"observed_ms": 1 << 60},
    "no moment": {"observed_ms": "nu"},
    "the 31st of February": {"birth_date": "31-02-1980"},
    "the year nought": {"birth_date": "0000-01-01"},
    "a year of five digits": {"birth_date": "10000-01-01"},
    "born tomorrow": {"birth_date": "2090-01-01"},
    "born long ago": {"birth_date": "1066-10-14"},
    "a date of words": {"birth_date": "gisteren"},
    "digits of another script": {"birth_date": "١٩٨٠-٠١-٠١"},
    "a BSN that fails": {"bsn": "123456789"},
    "a BSN of another script": {"bsn": "١٢٣٤٥٦٧٨٢"},
    "no text": {"name": b"bytes"},
}
VITALS: dict[str, Any] = {
    "breaths_per_min": -1,
    "spo2_percent": 101,
    "pulse_per_min": 10**9,
    "systolic_mmhg": -120,
    "diastolic_mmhg": 1 << 64,
    "temperature_c": 37,
    "gcs": 2,
    "pain": 11,
    "on_oxygen": "ja",
}


@pytest.mark.parametrize("which", REFUSED)
def test_a_registration_with_absurd_input_is_refused_and_nothing_is_recorded(
    which: str,
) -> None:
    file = memory_post()
    said: dict[str, Any] = {"observed_ms": file.clock.now_ms(), **REFUSED[which]}
    before = events(file)

    with pytest.raises(Refusal):
        file.write_now(
            lambda desk: register_casualty(desk, actor(file), Registration(**said))
        )

    assert events(file) == before
    assert row(file, registered(file)).number == "ZUID-A001-W"
    file.close()


@pytest.mark.parametrize("field", VITALS)
def test_vitals_that_cannot_be_are_refused(field: str) -> None:
    file = memory_post()
    stream = registered(file)
    fact = VitalsRecorded(file.clock.now_ms(), **{field: VITALS[field]})
    before = events(file)

    with pytest.raises(Refusal):
        file.write_now(lambda desk: record_vitals(desk, actor(file), stream, fact))

    assert events(file) == before
    file.close()


@pytest.mark.parametrize("pieces", [0, -1, -(1 << 63), 100_001, 1 << 64, 1.5, True])
def test_a_quantity_that_cannot_be_is_refused(pieces: Any) -> None:
    file = memory_post()
    lot = LotKey("gaas", "L1", "2030-01-01")
    keeper = actor(file)
    file.write_now(lambda desk: receive_stock(desk, keeper, lot, 10))
    before = events(file)

    for command in (
        lambda desk: receive_stock(desk, keeper, lot, pieces),
        lambda desk: issue_stock(desk, keeper, "gaas", pieces),
    ):
        with pytest.raises(Refusal):
            file.write_now(command)

    assert events(file) == before
    file.close()


@pytest.mark.parametrize(
    "expiry", ["99-99-9999", "31-02-2030", "0000-00", "13-2030", "٠١-٢٠٣٠", "\0"]
)
def test_an_expiry_that_is_no_date_is_refused(expiry: str) -> None:
    file = memory_post()

    with pytest.raises(Refusal):
        file.write_now(
            lambda desk: receive_stock(
                desk, actor(file), LotKey("gaas", "L1", expiry), 1
            )
        )

    file.close()


@given(st.text(st.characters(codec=None), max_size=300))
@settings(max_examples=60, deadline=None)
def test_whatever_is_typed_is_kept_without_controls_or_refused(typed: str) -> None:
    file = memory_post()
    try:
        stream = registered(file, complaint=typed)
    except Refusal as why:
        assert why.key == "text_too_long"
        assert len(typed) > 100
    else:
        kept = row(file, stream).complaint
        assert not any(ord(each) < 32 for each in kept)
        assert kept.encode().decode() == kept
    finally:
        file.close()


@given(st.text(st.characters(codec=None), max_size=80))
@settings(max_examples=60, deadline=None)
def test_whatever_is_searched_for_is_an_answer(typed: str) -> None:
    page = _SEARCHED.read_now(lambda db: casualties(db, Filter(search=typed), None))

    assert len(page.rows) <= 1


_SEARCHED = memory_post()
registered(_SEARCHED, name="Noor 'de' \"Wit\"")


@given(
    st.one_of(
        st.text(st.characters(codec=None), max_size=600),
        st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567- \n", max_size=400).map(
            lambda letters: "NOOD-" + letters
        ),
    )
)
@settings(max_examples=300, deadline=None)
def test_garbage_is_no_invitation_and_is_refused_with_words(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_invitation(typed, Mode.REAL)

    assert refused.value.key == "invitation_unreadable"


@pytest.mark.parametrize("typed", ["", "\0", "NOOD-" + "A" * 1_000_000, "\ud800" * 99])
def test_an_invitation_of_any_size_is_refused_at_once(typed: str) -> None:
    begun = time.monotonic()

    with pytest.raises(Refusal):
        read_invitation(typed, Mode.REAL)

    assert time.monotonic() - begun < 1


def test_names_of_every_script_reach_the_hub_as_they_were_typed(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            for name in NAMES.values():
                await arrive(post, Triage.T2, name=name, complaint=name + "\0\ud800")
            stream = await arrive(post, Triage.T3)
            file = opened(post)
            note = NoteRecorded("regel\n\t" + "woord " * 300, file.clock.now_ms())
            await file.write(lambda desk: record_note(desk, leader(file), stream, note))
            await here.received(post)

            hub = opened(here.hub)
            shown = hub.read_now(
                lambda db: rows(
                    db, "SELECT name, complaint FROM casualty WHERE name>''"
                )
            )
            assert {name for name, _ in shown} == set(NAMES.values())
            assert all(name == complaint for name, complaint in shown)
            assert carried_events(hub) == own_events(file)
            assert pictures_equal([file], hub)
            assert await here.hub.set_aside() == ()

    asyncio.run(story())


@pytest.mark.parametrize("name", ["😀" * 60, "Ж" * 60], ids=["pictures", "cyrillic"])
def test_a_post_with_the_longest_name_there_can_be_joins_and_sends(
    tmp_path: Path, name: str
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = here.program("zuid")
            await post.begin()
            await post.create(Setup("nl", name, "ZUID", Mode.REAL, PASSPHRASE))

            await here.enrol(post, "zuid")
            await here.received(post)

            (known,) = await here.hub.posts()
            assert known.name == name

    asyncio.run(story())


def test_a_second_program_on_the_same_folder_says_so_and_ends(tmp_path: Path) -> None:
    first = started("post", "--data", str(tmp_path), "--no-window")
    try:
        assert first.stderr is not None
        assert "127.0.0.1" in first.stderr.readline()

        second = ran("post", "--data", str(tmp_path), "--no-window", "--language", "nl")
    finally:
        first.terminate()
        first.communicate(timeout=20)

    assert second.returncode == 3
    assert str(tmp_path) in second.stderr
    assert "Traceback" not in second.stderr
    assert first.returncode == 0


@pytest.mark.parametrize(
    ("locale", "words"),
    [("nl_NL", "Map voor de bestanden"), ("en_GB", "folder for the files")],
)
@pytest.mark.parametrize("program", ["post", "hub", "demo"])
def test_help_is_given_in_both_languages(locale: str, words: str, program: str) -> None:
    done = ran(program, "--help", LANG=f"{locale}.UTF-8", LC_ALL="")

    assert done.returncode == 0
    assert words in " ".join(done.stdout.split())
    assert done.stderr == ""


def test_a_port_that_cannot_be_is_a_wrong_command_line(tmp_path: Path) -> None:
    done = ran("post", "--data", str(tmp_path), "--port", "70000")

    assert done.returncode == 2
    assert "70000" in done.stderr


def events(file: CareFile) -> int:
    found = file.read_now(lambda db: rows(db, "SELECT COUNT(*) FROM event"))
    return int(found[0][0])


def row(file: CareFile, stream: bytes) -> Any:
    found = file.read_now(lambda db: casualty(db, stream))
    assert found is not None
    return found.row


def ran(*words: str, **also: str) -> subprocess.CompletedProcess[str]:
    """Run a program as its user starts it."""
    return subprocess.run(
        [sys.executable, "-m", "app", *words],
        cwd=ROOT,
        env={**os.environ, **also},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def started(*words: str) -> subprocess.Popen[str]:
    """Start a program as its user does, and let it run."""
    return subprocess.Popen(
        [sys.executable, "-m", "app", *words],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
