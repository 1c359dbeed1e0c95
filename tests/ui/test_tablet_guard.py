"""What a browser says before it is let in: it may say anything."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.tablet_guard import device_of, read_knock


@given(st.binary(max_size=200))
def test_whatever_is_posted_reads_as_words_or_nothing(body: bytes) -> None:
    code, proof = read_knock(body)

    assert isinstance(code, str)
    assert isinstance(proof, str)


_JSON = st.none() | st.integers() | st.text() | st.lists(st.text())


@given(st.fixed_dictionaries({"code": _JSON, "proof": _JSON}))
def test_only_text_is_a_code(said: dict[str, Any]) -> None:
    code, proof = read_knock(json.dumps(said).encode())

    assert code == (said["code"] if isinstance(said["code"], str) else "")
    assert proof == (said["proof"] if isinstance(said["proof"], str) else "")


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (Linux; Android 15; K) Chrome/140.0 Safari", "Android · Chrome"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0) Version/18.0 Safari/604.1", "iPad · Safari"),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/140.0 Safari", "ChromeOS · Chrome"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Edg/140.0", "Windows · Edge"),
        ("curl/8", ""),
    ],
)
def test_a_tablet_is_called_by_what_it_is(agent: str, device: str) -> None:
    assert device_of(agent) == device
