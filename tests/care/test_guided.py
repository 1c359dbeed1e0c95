"""Findings come back from text as they were, and what cannot be is left out."""

from __future__ import annotations

import pytest

from app.care.findings import Value
from app.care.guided import read, written


def test_findings_come_back_as_they_were_written() -> None:
    findings: dict[str, Value] = {
        "walking": False,
        "rr": 31,
        "weight_kg": 7.5,
        "avpu": "P",
        "age": "adult",
        "tape_size": "small",
    }

    assert read(written(findings)) == findings


@pytest.mark.parametrize(
    "text",
    [
        *("rr=nan", "hr=inf", "rr=-1", "rr=151", "gcs=2", "gcs=16", "rr=yes", "rr="),
        *("walking=1", "walking=", "avpu=yes", "avpu=X", "tape_size=no", "age=old"),
        *("age=131", "nothing=yes", "walking", ""),
    ],
)
def test_what_cannot_be_is_left_out(text: str) -> None:
    assert read(text) == {}
    assert read(f"{text};hr=90") == {"hr": 90}
