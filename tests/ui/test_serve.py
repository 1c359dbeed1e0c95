"""The loopback server lets in who has the secret, and nobody else."""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path

import flet as ft
import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from app.paths import ASSETS
from app.ui import serve as serving
from app.ui.serve import LOOPBACK, Running, open_window, serve

_KEY = "een-geheim"


def _main(page: ft.Page) -> None:
    page.title = "leeg"


async def _served() -> Running:
    return await serve(_main, 0, _KEY, ASSETS)


def test_the_url_opens_the_door_once_and_the_cookie_keeps_it_open() -> None:
    async def story() -> None:
        running = await _served()
        async with httpx.AsyncClient(base_url=f"http://{LOOPBACK}:{running.port}") as c:
            shut = await c.get("/")
            entry = await c.get(f"/?key={_KEY}")
            inside = await c.get("/")
        await running.stop()

        assert shut.status_code == 403
        assert entry.status_code == 303
        assert entry.cookies.get(f"k{running.port}") == _KEY
        assert "HttpOnly; SameSite=Strict" in entry.headers["set-cookie"]
        assert inside.status_code == 200
        assert "default-src 'self'" in inside.headers["content-security-policy"]
        assert inside.headers["cross-origin-opener-policy"] == "same-origin"
        assert "access-control-allow-origin" not in inside.headers

    asyncio.run(story())


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "noodpost.example"},
        {"origin": "http://elders.example"},
        {"cookie": "k=;;;=[x]"},
    ],
)
def test_another_name_or_origin_stays_outside(headers: dict[str, str]) -> None:
    async def story() -> None:
        running = await _served()
        url = f"http://{LOOPBACK}:{running.port}/?key={_KEY}"
        cookie = {"cookie": f"k{running.port}={_KEY}"}
        async with httpx.AsyncClient() as client:
            answer = await client.get(url.split("?")[0], headers={**cookie, **headers})
        await running.stop()

        assert answer.status_code == 403

    asyncio.run(story())


def test_a_wrong_key_and_a_key_of_strange_letters_stay_outside() -> None:
    async def story() -> None:
        running = await _served()
        async with httpx.AsyncClient(base_url=f"http://{LOOPBACK}:{running.port}") as c:
            answers = [await c.get("/", params={"key": key}) for key in ("", "x", "é")]
        await running.stop()

        assert [each.status_code for each in answers] == [403, 403, 403]

    asyncio.run(story())


@pytest.mark.parametrize("origin", [None, "http://elders.example"])
def test_a_socket_without_our_origin_is_refused(origin: str | None) -> None:
    async def story() -> None:
        running = await _served()
        url = f"ws://{LOOPBACK}:{running.port}/ws"
        cookie = {"Cookie": f"k{running.port}={_KEY}"}
        with pytest.raises(InvalidStatus):
            async with connect(url, origin=origin, additional_headers=cookie):
                pass
        await running.stop()

    asyncio.run(story())


def test_two_posts_are_served_side_by_side_in_one_loop() -> None:
    async def story() -> None:
        one, two = await _served(), await _served()
        async with httpx.AsyncClient() as client:
            first = await client.get(one.url)
            second = await client.get(two.url)
        await one.stop()
        await two.stop()

        assert one.port != two.port
        assert (first.status_code, second.status_code) == (303, 303)

    asyncio.run(story())


def test_a_port_in_use_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(OSError, match="in use"):
            asyncio.run(serve(_main, port, _KEY, ASSETS))


def test_a_window_has_a_profile_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = tmp_path / "chromium"
    browser.write_text(f"#!{sys.executable}\nimport sys\nprint(*sys.argv[1:])\n")
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    window = open_window("http://127.0.0.1:1/?key=k", tmp_path / "profile")

    assert window is not None
    assert window.wait(10) == 0
    assert "--app=http://127.0.0.1:1/?key=k" in window.args
    assert f"--user-data-dir={tmp_path / 'profile'}" in window.args
    assert (tmp_path / "profile").is_dir()


def test_without_such_a_browser_the_usual_one_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(serving, "_WHERE_ELSE", ())
    monkeypatch.setattr("webbrowser.open", asked.append)

    window = open_window("http://127.0.0.1:1/", tmp_path / "profile")

    assert window is None
    assert asked == ["http://127.0.0.1:1/"]
