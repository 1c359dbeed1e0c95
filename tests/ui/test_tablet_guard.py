"""What a browser says before it is let in: it may say anything."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.i18n import LANGUAGES
from app.ui.tablet_guard import device_of, read_knock


@given(st.binary(max_size=200))
def test_whatever_is_posted_reads_as_words_or_nothing(body: bytes) -> None:
    knock = read_knock(body)

    assert isinstance(knock.code, str)
    assert isinstance(knock.proof, str)
    assert knock.language in LANGUAGES


_JSON = st.none() | st.integers() | st.text() | st.lists(st.text())
_SAID = st.fixed_dictionaries(
    {"code": _JSON, "proof": _JSON, "language": _JSON | st.just("en")}
)


@given(
    st.fixed_dictionaries(
        {"code": _JSON, "proof": _JSON, "language": _JSON | st.just("en")}
    )
)
def test_only_text_is_a_code(said: dict[str, Any]) -> None:
    knock = read_knock(json.dumps(said).encode())

    assert knock.code == (said["code"] if isinstance(said["code"], str) else "")
    assert knock.proof == (said["proof"] if isinstance(said["proof"], str) else "")
    assert knock.language == (said["language"] if said["language"] == "en" else "nl")


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
