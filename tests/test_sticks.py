"""Sticks are noticed by what the system lists, and what lies on them by its mark."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from app.sticks import Stick, Sticks, carried_on, chunks_of
from sync import bundle, reply
from sync.errors import FileError


class Listed(NamedTuple):
    mountpoint: str
    opts: str


def test_what_can_be_taken_out_is_a_stick_and_a_disk_is_none(tmp_path: Path) -> None:
    listed = [
        Listed("/", "rw,relatime"),
        Listed("/media/noor/NOODPOST", "rw,nosuid,nodev"),
        Listed("/Volumes/BLAUW", "rw"),
        Listed(str(tmp_path), "rw,removable"),
        Listed("C:\\", "rw,fixed"),
        Listed("/mediation", "rw"),
    ]

    found = Sticks(lambda: listed).seen()

    assert [each.name for each in found] == ["BLAUW", "NOODPOST", tmp_path.name]
    assert Stick(tmp_path, tmp_path.name) in found


def test_replies_and_parcels_are_told_apart_and_the_newest_is_first(
    tmp_path: Path,
) -> None:
    for place, (name, content) in enumerate(
        {
            "oud.noodpost": bundle.packed([], reply.MAGIC),
            "zending.noodpost": bundle.packed([]),
            "nieuw.noodpost": bundle.packed([], reply.MAGIC),
            "leeg.noodpost": b"",
            "foto.png": bundle.packed([]),
        }.items()
    ):
        (tmp_path / name).write_bytes(content)
        os.utime(tmp_path / name, (place, place))

    replies, parcels = (carried_on(tmp_path, each) for each in (b"BACK", b"BNDL"))

    assert [each.name for each in replies] == ["nieuw.noodpost", "oud.noodpost"]
    assert [each.name for each in parcels] == ["zending.noodpost"]


def test_a_stick_that_was_pulled_out_has_nothing_on_it(tmp_path: Path) -> None:
    gone = tmp_path / "gone"

    assert carried_on(gone, b"BACK") == ()
    with pytest.raises(FileError):
        list(chunks_of(gone / "x.noodpost", 8))


def test_a_disk_that_is_mounted_is_seen_until_it_is_taken_out(tmp_path: Path) -> None:
    image, place = tmp_path / "image", tmp_path / "STICK"
    place.mkdir()
    image.write_bytes(bytes(4 << 20))
    made = _run("mkfs.ext4", "-q", "-F", str(image))
    if not (made and _run("mount", "-o", "loop", str(image), str(place))):
        pytest.skip("this machine lets nobody mount here")
    sticks = Sticks(psutil.disk_partitions, (f"{tmp_path}/",))

    try:
        seen = sticks.seen()
    finally:
        assert _run("umount", str(place))

    assert seen == (Stick(place, "STICK"),)
    assert sticks.seen() == ()


def _run(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False
