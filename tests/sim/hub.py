"""The hub in the simulation: the real program, and what its operator does."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx

from app import paths
from app.commands.border import Across
from app.commands.erasure import Grounds
from app.commands.message import Wording
from app.hub.program import HubProgram
from app.store.file import CareFile
from app.ui.hub_state import HubSetup, InvitationView
from sync.ids import Mode
from sync.trust.keys import Keyring
from tests.sim.disk import Disk
from tests.sim.loop import VirtualLoop
from tests.sim.machine import Failed, Machine
from tests.sim.post import CHEAP, PASSPHRASE
from tests.sim.wire import Answer, Wire, served

if TYPE_CHECKING:
    from app.ui.parcels import Arrived

URL: Final = "http://127.0.0.1:8470"
STANDBY_URL: Final = "http://127.0.0.1:8471"


class RegionHub(Machine):
    """A hub of a region, at an address of its own."""

    def __init__(
        self, disk: Disk, loop: VirtualLoop, seed: int, mode: Mode, url: str = URL
    ) -> None:
        super().__init__(disk, loop, seed)
        self.mode = mode
        self.url = url
        self.program: HubProgram | None = None
        self.wire: Wire | None = None
        """What it reaches the hub of another region by."""
        self.key = b""

    @property
    def home(self) -> Path:
        return paths.hub_home(self.disk.folder, self.mode).folder

    @property
    def file(self) -> Path:
        return self.home / "hub.db"

    @property
    def inbox(self) -> Path:
        return self.home / "inbox.sqlite"

    @property
    def open_file(self) -> CareFile | None:
        """The file, while the hub is unlocked."""
        return self._program.file()

    @property
    def is_unlocked(self) -> bool:
        return (
            self.is_up and self.program is not None and self.program.file() is not None
        )

    async def start(self) -> Failed | None:
        """Start the program, locked as it is then."""
        ids = self.new_life()

        async def begin() -> None:
            where = self.disk.folder, self.mode, self.url, self.clock, ids
            self.program = HubProgram(*where, cost=CHEAP, transport=self.wire)
            await self.program.begin()

        return await self.run(begin())

    async def make(self) -> None:
        """Found the region."""
        await self.start()
        setup = HubSetup("Regio", "Kees Mulder", self.mode, PASSPHRASE)
        done = await self.run(self._program.create(setup))
        assert not isinstance(done, Failed), done
        keyring = Keyring.read(paths.hub_home(self.disk.folder, self.mode).keyring)
        assert keyring is not None
        self.key = keyring.open(PASSPHRASE)

    @property
    def _program(self) -> HubProgram:
        assert self.program is not None
        return self.program

    async def unlock(self) -> Failed | None:
        return await self.run(self._program.unlock(PASSPHRASE))

    async def lock(self) -> Failed | None:
        return await self.run(self._program.lock())

    async def invite(
        self, name: str, post: bytes | None = None
    ) -> Failed | InvitationView:
        return await self.run(self._program.invite(name, post))

    async def revoke(self, device: bytes) -> Failed | None:
        """Withdraw a device, if it ever joined."""

        async def withdraw() -> None:
            for row in await self._program.enrolled():
                if row.device == device:
                    await self._program.revoke(row.device)

        return await self.run(withdraw())

    async def retry(self) -> Failed | bool:
        """Try once more what was set aside."""
        return await self.run(self._program.retry(""))

    async def send(self, words: str, *, is_order: bool) -> Failed | None:
        """Tell every post something."""

        async def tell() -> None:
            voice, who = self._program.voice(), self._program.operator()
            posts = [row.post_id for row in await self._program.posts()]
            if voice is not None and who is not None and posts:
                await voice.send(who.actor, Wording(words, is_order), posts)

        return await self.run(tell())

    async def new_key(self) -> Failed | None:
        """Announce a new key, and destroy those nobody needs."""
        room = self._program.key_room()
        return None if room is None else await self.run(room.new_key())

    async def erase(self, casualty: bytes) -> Failed | None:
        """Erase a casualty by law."""
        grounds = Grounds("rechtbank", "verzoek")
        return await self.run(self._program.erase(casualty, grounds, PASSPHRASE))

    async def agree(self, url: str) -> Failed | None:
        """Agree with the hub of another region, which stands in for this one."""

        async def agree() -> None:
            room, who = self._program.border_room(), self._program.operator()
            if room is not None and who is not None:
                met = await room.meet(url)
                await room.agree(who.actor, met, stands_in=True)

        return await self.run(agree())

    async def agreed(self) -> Failed | bool:
        """Tell whether another region is agreed with."""

        async def look() -> bool:
            room = self._program.border_room()
            return room is None or bool(await room.rows())

        return await self.run(look())

    async def send_across(self, casualty: bytes) -> Failed | None:
        """Tell the hub of another region of a casualty."""

        async def send() -> None:
            room, who = self._program.border_room(), self._program.operator()
            if room is not None and who is not None:
                for row in await room.rows():
                    where = Across(row.realm, "Ziekenhuis Oost")
                    await room.send(who.actor, casualty, where)

        return await self.run(send())

    async def take_in(self, raw: bytes) -> Failed | Arrived:
        """Read a parcel that was carried here, unlocked or not."""
        return await self.run(self._program.take_in(raw, lambda _count: None))

    async def end(self) -> Failed | None:
        """Stop the program as an operator does."""
        done = await self.run(self._program.end())
        await self.bury()
        return done

    async def serve(self, request: httpx.Request) -> Answer | None:
        """Answer a request from a wire; at an address it had before, nobody does."""
        if request.url.port != httpx.URL(self.url).port:
            return None
        return await served(self, self.program, request)

    def take_over(self, other: RegionHub) -> None:
        """Go on with all that another hub had, which is gone."""
        shutil.copytree(other.disk.folder, self.disk.folder, dirs_exist_ok=True)
        self.key = other.key
