"""A post, a relay and a hub on hosts of their own, over links that fail."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from app.relay import PORT
from tests.support.far_post import (
    ENROL,
    NEIGHBOUR,
    REGISTER,
    SHOWN,
    UNSENT,
    be_far_post,
)
from tests.support.hosts import Host, Link, be_on, hosts, lacking
from tests.support.plug import Plug, Running
from tests.support.region_hub import HELD, Door, be_hub
from tests.support.tls import self_signed
from tests.support.unplugged import check_all

HUB: Final = "10.77.0.1"
HUB_PORT: Final = 8470
EVERYWHERE: Final = "0.0.0.0"
PATIENCE_S: Final = 45.0

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking())


@dataclass(slots=True)
class Field:
    """What runs on the three hosts, and the links between them."""

    plug: Plug
    post: Running
    hub: Running
    direct: Link
    near: Link
    far: Link

    def tell(self, what: str, given: str = "") -> str:
        self.post.pipe.send((what, given))
        assert self.post.pipe.poll(PATIENCE_S)
        return str(self.post.pipe.recv())

    def register(self, count: int) -> None:
        for _ in range(count):
            number = len(self.plug.saved)
            self.plug.saved.append(self.tell(REGISTER, str(number)))

    def unsent(self) -> int:
        """Return how many events the post shows as not received, which then is so."""
        unsent, shown = int(self.tell(UNSENT)), int(self.tell(SHOWN))
        assert shown <= int(self.hub.ask(HELD))
        return unsent

    def until(self, is_so: Callable[[int], bool]) -> None:
        end_s = time.monotonic() + PATIENCE_S
        while not is_so(self.unsent()):
            assert time.monotonic() < end_s, self.unsent()
            time.sleep(0.05)


@contextlib.contextmanager
def relay(host: Host, folder: Path, hub: str, root: str) -> Iterator[None]:
    """Run `noodpost relay` on a host; it is killed at the end."""
    words = ["relay", "--data", str(folder), "--host", EVERYWHERE]
    running = subprocess.Popen(
        host.inside(
            *(sys.executable, "-m", "app", *words, "--hub", hub, "--hub-root", root)
        ),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert running.stderr is not None
        assert str(PORT) in running.stderr.readline()
        yield
    finally:
        running.kill()
        running.wait()
        if running.stderr is not None:
            running.stderr.close()


@contextlib.contextmanager
def field(folder: Path) -> Iterator[Field]:
    """Have a post, a relay and a hub; the post reaches the hub by two ways."""
    with contextlib.ExitStack() as undone:
        at_post, at_relay, at_hub = undone.enter_context(hosts("post", "relay", "hub"))
        direct = Link(1, at_post, at_hub)
        near, far = Link(2, at_post, at_relay), Link(3, at_relay, at_hub)
        # The hub has one address, whichever link leads to it.
        at_hub.run("ip", "address", "add", f"{HUB}/32", "dev", "lo")
        at_post.run("ip", "route", "add", HUB, "via", direct.addresses[1])
        at_relay.run("ip", "route", "add", HUB, "via", far.addresses[1])
        certificate, key = self_signed(folder, HUB)
        door = Door(HUB, certificate, key)
        hub = Running(be_on, at_hub.name, be_hub, folder / "hub", HUB_PORT, None, door)
        undone.callback(hub.ended)
        undone.callback(hub.kill)
        assert next(hub.said()) == "open"
        post = Running(be_on, at_post.name, be_far_post, folder / "zuid", certificate)
        undone.callback(post.ended)
        undone.callback(post.kill)
        assert next(post.said()) == "open"
        url = f"https://{HUB}:{HUB_PORT}"
        undone.enter_context(relay(at_relay, folder / "relay", url, certificate))
        plug = Plug(folder, HUB_PORT)
        yield Field(plug, post, hub, direct, near, far)
        post.pipe.send(None)
        hub.pipe.send(None)


def goes_on_past_the_relay(here: Field) -> None:
    """Let the direct link go silent under way; the relay is met meanwhile."""
    here.near.lose(10)
    here.far.lose(10)
    here.register(10)
    here.direct.lose(100)
    here.register(10)
    here.tell(NEIGHBOUR, here.near.addresses[1])
    here.until(lambda unsent: unsent == 0)
    assert here.direct.lost()
    assert here.near.lost()
    assert here.far.lost()


def waits_at_the_relay(here: Field) -> None:
    """Cut off post and relay from the hub: what the relay took is not received."""
    here.direct.cut()
    here.far.cut()
    before = int(here.tell(SHOWN))
    here.register(10)
    end_s = time.monotonic() + 2.0
    while time.monotonic() < end_s:
        assert here.unsent() >= 10
    assert int(here.tell(SHOWN)) == before
    here.far.lose(30)
    here.far.restore()
    here.until(lambda unsent: unsent == 0)


def comes_over_a_bad_link(here: Field) -> None:
    """Leave nothing but the direct link, which loses a third."""
    here.near.cut()
    here.direct.lose(30)
    here.direct.restore()
    here.register(10)
    here.until(lambda unsent: unsent == 0)
    assert here.direct.lost()


def test_what_a_post_calls_received_is_at_the_hub_whatever_the_links_do(
    tmp_path: Path,
) -> None:
    with field(tmp_path) as here:
        here.direct.lose(1)
        here.tell(ENROL, here.hub.ask())
        here.register(20)
        here.until(lambda unsent: unsent == 0)

        goes_on_past_the_relay(here)
        waits_at_the_relay(here)
        comes_over_a_bad_link(here)
        here.plug.is_done = True

    check_all(here.plug)
