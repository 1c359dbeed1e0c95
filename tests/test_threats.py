"""Every threat has its mitigation, and every mitigation a test that shows it."""

from __future__ import annotations

import re
from pathlib import Path

from sync.trust.enrol import Invitation

ROOT = Path(__file__).parent.parent
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
THREATS = 25
ANNOUNCING = ("SO_BROADCAST", "IP_ADD_MEMBERSHIP", "zeroconf", "mdns", "bluetooth")


def _rows() -> list[str]:
    text = (ROOT / "sync" / "README.md").read_text("utf-8")
    (table,) = re.findall(r"## Threats\n.*?\n\n(.*?)(?:\n\n|\Z)", text, re.DOTALL)
    head, _line, *threats = table.strip().splitlines()
    assert head == (
        "| attacker or threat | what they cannot: as built "
        "| what they can: left over | shown by |"
    )
    return threats


def test_every_threat_names_a_test_that_shows_its_mitigation() -> None:
    rows = _rows()

    without = [row.split("|")[1].strip() for row in rows if not NAMED.search(row)]

    assert len(rows) == THREATS
    assert without == []


def test_every_test_a_threat_names_exists() -> None:
    named = {found for row in _rows() for found in NAMED.findall(row)}

    gone = [
        f"{path}::{name}"
        for path, name in sorted(named)
        if not re.search(
            rf"^def {name}\(",
            (ROOT / path).read_text("utf-8") if (ROOT / path).exists() else "",
            re.MULTILINE,
        )
    ]

    assert gone == []


def test_nothing_announces_itself_on_a_network() -> None:
    sources = [path for room in ("app", "sync") for path in (ROOT / room).rglob("*.py")]

    found = [
        path.name
        for path in sources
        if any(word in path.read_text("utf-8") for word in ANNOUNCING)
    ]
    begins = [
        path.relative_to(ROOT).as_posix()
        for path in sources
        if "self._announced = Announced(" in path.read_text("utf-8")
    ]

    # One file can, one place lets it, and both a post and a relay do so when told to.
    assert found == ["finding.py"]
    assert begins == ["app/relay/carrying.py"]


def test_an_invitation_names_a_hub_and_says_nothing_of_anybody() -> None:
    said = Invitation.__struct_fields__

    assert said == ("version", "url", "hub", "token", "realm", "expires_ms")
