"""What a device is set to survives, and nonsense in its place does no harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.paths import Home, default_data, hub_home, post_home, settings_file
from app.settings import Settings, ThemeName, keep_settings, load_settings
from sync.ids import Mode


def test_settings_come_back_as_they_were_kept(tmp_path: Path) -> None:
    path = settings_file(tmp_path / "new")

    kept = Settings("en", ThemeName.DARK, chime=False, size_percent=150)

    keep_settings(path, kept)

    assert load_settings(path) == kept


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "[]",
        "{",
        '{"language": "xx", "theme": 3, "size_percent": "200"}',
        '{"size_percent": 90000}',
        "\x00\xff",
    ],
)
def test_nonsense_is_as_on_a_new_device(tmp_path: Path, kept: str) -> None:
    path = settings_file(tmp_path)
    path.write_bytes(kept.encode("latin-1"))

    assert load_settings(path) == Settings()


def test_real_and_exercise_post_and_hub_live_apart(tmp_path: Path) -> None:
    homes = [place(tmp_path, mode) for place in (post_home, hub_home) for mode in Mode]
    files = [
        getattr(home, name)
        for home in homes
        for name in dir(Home)
        if isinstance(getattr(Home, name), property)
    ]

    assert len(set(files)) == len(files)
    assert all(tmp_path in each.parents for each in files)
    assert default_data().name == "noodpost"
