"""What starts a hub as a service says what the program understands."""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from app.__main__ import _parser
from tests.support.plug import free_port

SERVICE = Path(__file__).parent.parent / "assets" / "service"


def understood(words: Sequence[str]) -> dict[str, object]:
    return vars(_parser("en").parse_args(list(words)))


def unit() -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(SERVICE / "noodpost-hub.service")
    return read


def test_the_unit_starts_a_hub_that_is_watched_and_logs_nobody() -> None:
    program, *words = shlex.split(unit()["Service"]["ExecStart"])

    said = understood(words)

    assert program.endswith("/noodpost")
    assert said["no_window"]
    assert said["log_json"]
    assert said["watch"] == "127.0.0.1:9470"
    assert said["tls_key"]
    assert unit()["Service"]["LoadCredentialEncrypted"].startswith("receipt.key:")


def test_the_container_starts_a_hub_and_asks_where_it_is_watched() -> None:
    text = (SERVICE / "Containerfile").read_text("utf-8")
    lists = [
        json.loads(each) for each in re.findall(r"(\[\".*\])$", text, re.MULTILINE)
    ]
    check, entry, rest = lists

    said = understood([*entry[1:], *rest])

    assert entry[0] == "noodpost"
    assert said["watch"] == "0.0.0.0:9470"
    assert "9470/health/live" in check[-1]  # ready it is once it was founded
    assert "USER noodpost" in text


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
def test_a_hub_that_is_told_to_stop_ends_well_and_lets_go_of_everything(
    tmp_path: Path,
) -> None:
    watch, port = free_port(), free_port()
    words = (
        *("hub", "--data", str(tmp_path), "--hub-port", str(port), "--no-window"),
        *("--watch", f"127.0.0.1:{watch}", "--log-json", "--language", "en"),
    )
    running = subprocess.Popen(
        [sys.executable, "-m", "app", *words],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "NOODPOST_DATABASE_URL": ""},
    )
    assert running.stderr is not None
    said = [running.stderr.readline(), running.stderr.readline()]
    alive = httpx.get(f"http://127.0.0.1:{watch}/health/live")

    running.send_signal(signal.SIGTERM)
    rest = running.stderr.read()
    code = running.wait(30)
    running.stderr.close()

    assert alive.status_code == 200
    assert str(port) in said[0]
    assert code == 0
    assert "Traceback" not in rest
