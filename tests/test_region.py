"""The commands for a region's two offline files, as an operator types them."""

from __future__ import annotations

import asyncio
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app import paths
from app.__main__ import main
from app.hub import HubProgram
from app.hub.founding import keep_known, load
from app.hub.shared import open_inbox
from app.post import PostProgram
from app.ui.hub_state import HubSetup
from app.ui.state import Setup
from sync.clock import SystemClock
from sync.errors import WrongSecret
from sync.hub.recovery import Recovery
from sync.ids import Mode, SystemIds
from sync.trust.certificate import read_certificate
from sync.trust.keys import Keyring, SealingKey
from tests.support.hub import TestHub, enrolled, open_hub, put_all, tell
from tests.support.postgres import Server
from tests.support.region import CHEAP, PASSPHRASE

_NEW = "een heel andere wachtzin"


class Typed(io.StringIO):
    """Lines somebody typed; a recovery code is read off the screen when asked."""

    def __init__(self, lines: list[str], screen: io.StringIO | None = None) -> None:
        super().__init__()
        self._lines = lines
        self._screen = screen

    def readline(self, _size: int = -1, /) -> str:
        if not self._lines:
            return ""
        line = self._lines.pop(0)
        if line == "CODE":
            assert self._screen is not None
            found = re.search(
                r"(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}", self._screen.getvalue()
            )
            assert found is not None
            line = found.group()
        return line + "\n"


_CODE = re.compile(r"(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}")


@dataclass(slots=True)
class Terminal:
    """What an operator types, and what came on the screen."""

    patch: pytest.MonkeyPatch
    shown: io.StringIO = field(default_factory=io.StringIO)

    def run(self, command: str, *lines: str) -> int:
        """Run a command; each line is what is typed when it asks."""
        self.patch.setattr("sys.stdout", self.shown)
        self.patch.setattr("sys.stdin", Typed(list(lines), self.shown))
        return main([*command.split(), "--language", "en"])


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return Terminal(monkeypatch)


def new_hub(first: paths.Home, data: Path) -> str:
    """Return the command that makes a further hub of the region of `first`."""
    return (
        f"region new-hub --data {data} --ca {first.region_ca} "
        f"--escrow {first.escrow} --name Groningen --operator Ans"
    )


def open_post(region: paths.Home, data: Path) -> str:
    """Return the command that opens a post with the escrow of a region."""
    return f"region open-post --data {data} --escrow {region.escrow}"


def region_files(data: Path) -> paths.Home:
    """Found a region; return where its files are."""

    async def story() -> None:
        hub = HubProgram(
            data, Mode.REAL, "http://hub", SystemClock(), SystemIds(), cost=CHEAP
        )
        await hub.create(HubSetup("Groningen", "Kees Mulder", Mode.REAL, PASSPHRASE))
        await hub.end()

    asyncio.run(story())
    return paths.hub_home(data, Mode.REAL)


def test_a_further_hub_is_certified_by_the_regions_ca(
    tmp_path: Path, terminal: Terminal
) -> None:
    first = region_files(tmp_path / "first")

    lines = (PASSPHRASE, PASSPHRASE, _NEW, _NEW)
    code = terminal.run(new_hub(first, tmp_path / "second"), *lines)

    home = paths.hub_home(tmp_path / "second", Mode.REAL)
    before, made = load(first, "http://a"), load(home, "http://b")
    before.inbox.close()
    made.inbox.close()
    known = read_certificate(
        made.identity.certificate, before.identity.ca, before.identity.realm
    )
    assert code == 0
    assert known.signing == made.identity.signing != before.identity.signing
    assert made.identity.escrow == before.identity.escrow
    assert not home.region_ca.exists() and not home.escrow.exists()


def test_a_wrong_passphrase_makes_no_hub(tmp_path: Path, terminal: Terminal) -> None:
    first = region_files(tmp_path / "first")

    code = terminal.run(new_hub(first, tmp_path / "second"), "niet de wachtzin")

    assert code == 1
    assert not paths.hub_home(tmp_path / "second", Mode.REAL).folder.exists()


def test_a_real_hub_is_not_made_with_the_ca_of_an_exercise(
    tmp_path: Path, terminal: Terminal
) -> None:
    first = region_files(tmp_path / "first")

    code = terminal.run(new_hub(first, tmp_path / "second") + " --exercise")

    assert code == 1


def test_a_hubs_certificate_is_renewed(tmp_path: Path, terminal: Terminal) -> None:
    home = region_files(tmp_path)
    before = load(home, "")
    before.inbox.close()

    renew = f"region renew-hub --data {tmp_path} --ca {home.region_ca}"
    code = terminal.run(renew, PASSPHRASE)

    after = load(home, "")
    after.inbox.close()
    known = read_certificate(
        after.identity.certificate, before.identity.ca, before.identity.realm
    )
    first = read_certificate(
        before.identity.certificate, before.identity.ca, before.identity.realm
    )
    assert code == 0
    assert known.not_after_ms > first.not_after_ms
    asyncio.run(_opens(tmp_path))


async def _opens(data: Path) -> None:
    hub = HubProgram(
        data, Mode.REAL, "http://hub", SystemClock(), SystemIds(), cost=CHEAP
    )
    await hub.begin()
    await hub.unlock(PASSPHRASE)
    await hub.end()


@pytest.mark.parametrize(
    ("name", "said"),
    [("region-ca.json", "new hub"), ("escrow.json", "lost hub had stored")],
)
def test_a_file_of_keys_says_what_it_is_for(
    tmp_path: Path,
    terminal: Terminal,
    name: str,
    said: str,
) -> None:
    home = region_files(tmp_path)

    code = terminal.run(f"region show {home.folder / name}")

    assert code == 0
    assert said in terminal.shown.getvalue()
    assert "Groningen" in terminal.shown.getvalue()


def test_what_is_no_file_of_keys_says_so(tmp_path: Path, terminal: Terminal) -> None:
    other = tmp_path / "other.json"
    other.write_text("{}")

    assert terminal.run(f"region show {other}") == 1


def post_with_escrow(data: Path, escrow: SealingKey) -> paths.Home:
    """Make a post whose keyring the escrow opens, as enrolment leaves it."""

    async def story() -> None:
        post = PostProgram(data, SystemClock(), SystemIds(), cost=CHEAP)
        await post.create(Setup("nl", "Zuid", "ZUID", Mode.REAL, PASSPHRASE))
        await post.end()

    asyncio.run(story())
    home = paths.post_home(data, Mode.REAL)
    keyring = Keyring.read(home.keyring)
    assert keyring is not None
    key = keyring.open(PASSPHRASE)
    keyring.with_escrow(key, escrow.public).write(home.keyring)
    return home


def escrow_of(home: paths.Home) -> SealingKey:
    """Return the escrow key of a region."""
    keyring = Keyring.read(home.escrow)
    assert keyring is not None
    return SealingKey.from_bytes(keyring.open(PASSPHRASE))


def test_a_post_that_lost_both_is_opened_by_two_people(
    tmp_path: Path, terminal: Terminal
) -> None:
    home = region_files(tmp_path / "hub")
    post = post_with_escrow(tmp_path / "post", escrow_of(home))
    before = Keyring.read(post.keyring)

    code = terminal.run(
        open_post(home, tmp_path / "post"), PASSPHRASE, _NEW, _NEW, "CODE"
    )

    after = Keyring.read(post.keyring)
    assert code == 0
    assert before is not None and after is not None
    assert after.open(_NEW) == before.open(PASSPHRASE)
    assert after.has_escrow
    with pytest.raises(WrongSecret):
        after.open(PASSPHRASE)


def test_a_code_nobody_wrote_down_changes_nothing(
    tmp_path: Path, terminal: Terminal
) -> None:
    home = region_files(tmp_path / "hub")
    post = post_with_escrow(tmp_path / "post", escrow_of(home))
    before = post.keyring.read_bytes()

    code = terminal.run(
        open_post(home, tmp_path / "post"), PASSPHRASE, _NEW, _NEW, "x", "y", "z"
    )

    assert code == 1
    assert post.keyring.read_bytes() == before


def test_a_post_that_never_joined_cannot_be_opened_by_escrow(
    tmp_path: Path, terminal: Terminal
) -> None:
    home = region_files(tmp_path / "hub")

    async def story() -> None:
        post = PostProgram(tmp_path / "post", SystemClock(), SystemIds(), cost=CHEAP)
        await post.create(Setup("nl", "Zuid", "ZUID", Mode.REAL, PASSPHRASE))
        await post.end()

    asyncio.run(story())

    code = terminal.run(open_post(home, tmp_path / "post"))

    assert code == 1


def test_what_a_lost_hub_had_stored_is_read_into_another() -> None:
    async def story() -> None:
        lost, found = await open_hub(), await open_hub()
        south = await enrolled(lost)
        await put_all(lost, south.recorded_and_cut(3))
        lost.hub.lock()
        await put_all(lost, south.recorded_and_cut(2))
        _remember(lost)
        seen: list[int] = []
        ours = lost.founding.identity

        for _ in range(2):  # stopped and begun again: nothing lands twice
            recovery = Recovery(
                lost.inbox, ours, lost.founding.escrow, found.clock, found.ids
            )
            done = await recovery.run(found.reader, lambda each: seen.append(each.seen))

        assert found.reader.events() == south.events()
        assert done.unread == 0
        assert done.total == max(seen)
        assert recovery.writers == {south.log: south.applicant.signing.id}

    tell(story)


def test_the_inbox_of_another_region_is_not_read() -> None:
    async def story() -> None:
        lost, found = await open_hub(seed="lost"), await open_hub(seed="found")
        _remember(lost)

        with pytest.raises(Exception, match=r"issuer|escrow|realm|signature"):
            Recovery(
                lost.inbox,
                found.founding.identity,
                found.founding.escrow,
                found.clock,
                found.ids,
            )

    tell(story)


def _remember(made: TestHub) -> None:
    """Keep what a hub knows of itself in its inbox, as its program does."""
    keep_known(made.inbox, made.founding.identity)


def test_recover_is_a_command_of_the_hub(tmp_path: Path, terminal: Terminal) -> None:
    home = region_files(tmp_path / "hub")
    inbox = tmp_path / "old.sqlite"
    inbox.write_bytes(home.inbox.read_bytes())
    beside = home.inbox.with_name("inbox.sqlite-wal")
    if beside.exists():
        (tmp_path / "old.sqlite-wal").write_bytes(beside.read_bytes())

    code = terminal.run(
        f"hub --data {tmp_path / 'hub'} recover --inbox {inbox} --escrow {home.escrow}",
        *(PASSPHRASE, PASSPHRASE),
    )

    assert code == 0
    assert "0 of 0" in terminal.shown.getvalue()
    assert not (home.folder / "recovery").exists()


def test_a_hub_in_a_database_is_made_and_renewed(
    tmp_path: Path, terminal: Terminal, server: Server
) -> None:
    first, database = region_files(tmp_path / "first"), server.new_database()
    home = paths.hub_home(tmp_path / "second", Mode.REAL)
    there = f" --database-url {database}"
    typed = (PASSPHRASE, PASSPHRASE, PASSPHRASE, PASSPHRASE)

    made = terminal.run(new_hub(first, tmp_path / "second") + there, *typed)
    again = terminal.run(new_hub(first, tmp_path / "third") + there, *typed)
    inbox = open_inbox(home, database)
    before = load(home, "", inbox).identity
    inbox.close()
    renew = f"region renew-hub --data {tmp_path / 'second'} --ca {first.region_ca}"
    renewed = terminal.run(renew + there, PASSPHRASE)
    inbox = open_inbox(home, database)
    after = load(home, "", inbox).identity
    inbox.close()

    assert (made, again, renewed) == (0, 1, 0)
    assert not home.inbox.exists()
    assert before.certificate != after.certificate
