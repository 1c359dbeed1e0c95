"""Hosts of their own on this machine; links that are cut, restored, and lose packets.

Each is a network namespace of Linux with addresses of its own; a link is a pair of
interfaces. What is lost is dropped where it comes in, both ways.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

_NEW_NETWORK: Final = 0x40000000
_NAMED: Final = Path("/run/netns")


@functools.cache
def lacking() -> str:
    """Return why no hosts can be made here, and what to do; empty where they can."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "hosts of their own take root on Linux: run these tests as root"
    for program, package in (("ip", "iproute2"), ("iptables", "iptables")):
        if shutil.which(program) is None:
            return f"apt-get install {package}"
    try:
        with hosts("try", "other") as (one, other):
            Link(1, one, other).lose(50)
    except subprocess.CalledProcessError as why:
        return f"this kernel makes no hosts or loses nothing: {why.stderr.strip()}"
    return ""


class Host:
    """One host: what runs inside reaches nothing but its links."""

    def __init__(self, name: str) -> None:
        self.name = f"noodpost-{os.getpid()}-{name}"
        _run("ip", "netns", "add", self.name)
        try:
            self.run("ip", "link", "set", "lo", "up")
        except BaseException:
            self.remove()
            raise

    def inside(self, *words: str) -> list[str]:
        """Return the command line that runs a program on this host."""
        return ["ip", "netns", "exec", self.name, *words]

    def run(self, *words: str) -> str:
        """Run a program on this host to its end; return what it says."""
        return _run(*self.inside(*words))

    def remove(self) -> None:
        """Remove the host with its ends of links."""
        _run("ip", "netns", "delete", self.name)


class Link:
    """A link between two hosts: a network of its own, with one address at each end."""

    def __init__(self, number: int, one: Host, other: Host) -> None:
        self._ends = (one, other)
        self._interface = f"link{number}"
        self.addresses = (f"10.77.{number}.1", f"10.77.{number}.2")
        one.run(
            *("ip", "link", "add", self._interface, "type", "veth"),
            *("peer", "name", self._interface, "netns", other.name),
        )
        for host, address in zip(self._ends, self.addresses, strict=True):
            host.run("ip", "address", "add", f"{address}/24", "dev", self._interface)
            host.run("iptables", "-N", self._interface)
            host.run(
                *("iptables", "-A", "INPUT", "-i", self._interface),
                *("-j", self._interface),
            )
            host.run("ip", "link", "set", self._interface, "up")

    def cut(self) -> None:
        """Pull the cable out at the second host."""
        self._ends[1].run("ip", "link", "set", self._interface, "down")

    def restore(self) -> None:
        """Plug it in again."""
        self._ends[1].run("ip", "link", "set", self._interface, "up")

    def lose(self, percent: float) -> None:
        """Lose so many of a hundred packets, each way; at 100 it is silent, and up."""
        for host in self._ends:
            host.run("iptables", "-F", self._interface)
            host.run(
                *("iptables", "-A", self._interface, "-m", "statistic"),
                *("--mode", "random", "--probability", str(percent / 100)),
                *("-j", "DROP"),
            )

    def lost(self) -> int:
        """Return how many packets were lost since it was last told to lose any."""
        ends = [
            host.run("iptables", "-L", self._interface, "-v", "-x", "-n").splitlines()
            for host in self._ends
        ]
        return sum(int(line.split()[0]) for lines in ends for line in lines[2:])


@contextlib.contextmanager
def hosts(*names: str) -> Iterator[tuple[Host, ...]]:
    """Have hosts for the length of a story; what runs on them ends before."""
    with contextlib.ExitStack() as undone:
        made = []
        for name in names:
            made.append(Host(name))
            undone.callback(made[-1].remove)
        yield tuple(made)


def be_on(pipe: Connection, host: str, be: Callable[..., None], *given: Any) -> None:
    """Be something on a host, from the start of this process on."""
    libc = ctypes.CDLL(None, use_errno=True)
    inside = os.open(_NAMED / host, os.O_RDONLY)
    try:
        if libc.setns(inside, _NEW_NETWORK):
            raise OSError(ctypes.get_errno(), "setns")
    finally:
        os.close(inside)
    be(pipe, *given)


def _run(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout
