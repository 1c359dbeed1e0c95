"""The programs as their user starts them: what they answer, and with which code."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from filelock import FileLock

from app.__main__ import main
from app.launch import launch
from app.post import PostProgram
from app.post.sessions import Sessions
from app.ui.state import Setup
from sync.ids import Mode, SystemIds
from tests.support.fakes import FakeClock
from tests.support.region import CHEAP, PASSPHRASE

Out = pytest.CaptureFixture[str]


def test_a_hub_on_the_network_without_tls_is_refused(
    tmp_path: Path, capsys: Out
) -> None:
    code = main(["hub", "--data", str(tmp_path), "--host", "0.0.0.0", "--no-window"])

    assert code == 2
    assert "0.0.0.0" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_hub_on_a_database_says_what_to_install_for_it(
    tmp_path: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.meta_path", [_Without("psycopg"), *sys.meta_path])
    monkeypatch.delitem(sys.modules, "psycopg", raising=False)

    code = main(["hub", "--data", str(tmp_path), "--database-url", "postgresql://x/y"])

    assert code == 2
    assert "noodpost[postgres]" in capsys.readouterr().err


def test_a_hub_whose_database_is_not_there_says_so(tmp_path: Path, capsys: Out) -> None:
    nowhere = "postgresql://127.0.0.1:1/nothing"
    words = ["--data", str(tmp_path), "--hub-port", "0", "--no-window"]

    code = main(["hub", *words, "--database-url", nowhere])

    assert code == 1
    assert "database" in capsys.readouterr().err


class _Without:
    """An importer that knows one package less."""

    def __init__(self, name: str) -> None:
        self.name = name

    def find_spec(self, name: str, *_: object) -> None:
        if name == self.name:
            raise ModuleNotFoundError(name)


@pytest.mark.parametrize("written", ["geen certificaat", None])
def test_a_hub_with_a_certificate_that_is_none_says_so_and_does_not_listen(
    tmp_path: Path, capsys: Out, written: str | None
) -> None:
    pem = tmp_path / "no.pem"
    if written is not None:
        pem.write_text(written)
    words = ["--tls-certificate", str(pem), "--tls-key", str(pem), "--hub-port", "0"]

    code = main(["hub", "--data", str(tmp_path / "hub"), "--no-window", *words])

    said = capsys.readouterr().err
    assert code == 1
    assert "127.0.0.1" not in said
    assert said.strip()


@pytest.mark.parametrize(
    "words",
    [("post", "--port"), ("hub", "--hub-port"), ("hub", "--hub-port", "0", "--port")],
)
def test_a_port_that_is_taken_is_said_in_words(
    tmp_path: Path, capsys: Out, words: tuple[str, ...]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        code = main([*words, port, "--data", str(tmp_path), "--no-window"])

    assert code == 1
    assert capsys.readouterr().err.strip()


def test_a_folder_that_is_open_already_is_said_in_words(
    tmp_path: Path, capsys: Out
) -> None:
    with FileLock(tmp_path / "noodpost.lock"):
        code = main(["--data", str(tmp_path), "--no-window", "--language", "en"])

    assert code == 3
    assert str(tmp_path) in capsys.readouterr().err


def test_a_folder_that_is_a_file_is_said_in_words(tmp_path: Path, capsys: Out) -> None:
    (tmp_path / "taken").write_text("x")

    code = main(["post", "--data", str(tmp_path / "taken"), "--no-window"])

    assert code == 1
    assert capsys.readouterr().err.strip()


def test_a_damaged_hub_is_said_in_words(tmp_path: Path, capsys: Out) -> None:
    folder = tmp_path / "hub-real"
    folder.mkdir()
    (folder / "keyring.json").write_text("{}")

    code = main(["hub", "--data", str(tmp_path), "--hub-port", "0", "--no-window"])

    assert code == 1
    assert capsys.readouterr().err.strip()


def test_ctrl_c_ends_a_program_and_is_no_failure(tmp_path: Path) -> None:
    async def interrupted(_arguments: Any) -> int:
        raise KeyboardInterrupt

    assert launch(SimpleNamespace(data=tmp_path, language="nl"), interrupted) == 0


@pytest.mark.parametrize(
    "words",
    [["--port", "70000"], ["--port", "x"], ["--language", "fr"], ["--what"], ["fly"]],
)
def test_a_wrong_command_line_ends_with_code_2(words: list[str], capsys: Out) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)

    assert ended.value.code == 2
    assert capsys.readouterr().err


def test_the_demo_plays_twice_and_both_sides_show_the_same(
    tmp_path: Path, capsys: Out
) -> None:
    words = ["demo", "--headless", "--json", "--data", str(tmp_path), "--seed", "3"]

    codes = [main(words), main(words)]

    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert codes == [0, 0]
    assert first["casualties"] == second["casualties"] == 56
    assert first["requests_lost"] > 0
    for outcome in (first, second):
        assert outcome["pictures_equal"] is True
        assert outcome["unsent"] == 0
        assert outcome["photos_equal"] is True
        assert outcome["orders_acknowledged"] == 2
        assert outcome["events_at_hub"] == outcome["events_at_posts"]
    assert second["events_at_posts"] > first["events_at_posts"]


def test_a_post_without_a_window_closes_itself_and_a_window_stops_that(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        post = PostProgram(tmp_path, FakeClock(), SystemIds(), cost=CHEAP)
        await post.create(Setup("nl", "Post Zuid", "ZUID", Mode.REAL, PASSPHRASE))
        page: Any = SimpleNamespace(on_connect=None, on_disconnect=None)
        shown: list[Any] = []
        sessions = Sessions(post, alone_s=0.05)

        await sessions.counted(shown.append)(page)
        page.on_disconnect(None)
        page.on_connect(None)
        await asyncio.sleep(0.15)
        is_open_with_window = post.file(Mode.REAL) is not None
        page.on_disconnect(None)
        await asyncio.sleep(0.3)

        assert shown == [page]
        assert is_open_with_window
        assert post.file(Mode.REAL) is None
        await post.end()

    asyncio.run(story())
