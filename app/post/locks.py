"""What opens a post: change its passphrase, or its recovery code.

A new code counts only once it was typed over from paper: until then the old one does.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.opening import check_passphrase, keyring_of, tried
from sync.errors import FormatError, WrongSecret
from sync.journal import setting
from sync.trust.keys import Cost, new_recovery_code, tidy_recovery_code

if TYPE_CHECKING:
    from app import paths
    from app.store.file import CareFile
    from sync.clock import Clock
    from sync.ids import Ids

CONFIRMED: Final = "recovery_confirmed"
"""The setting that says somebody has the recovery code on paper."""


@dataclass(slots=True)
class Locks:
    """The locks of one post; `_waits` is a code that nobody typed over yet."""

    home: paths.Home
    clock: Clock
    ids: Ids
    cost: Cost | None = None
    _waits: tuple[bytes, str] | None = None

    async def change_passphrase(self, before: str, after: str) -> None:
        """Set another passphrase.

        Raises WrongSecret, FileError, Refusal("wait" or "passphrase_short").
        """
        check_passphrase(after)
        key = await self._key(before)
        changed = await asyncio.to_thread(
            keyring_of(self.home).with_passphrase, key, after, self.ids, self.cost
        )
        await asyncio.to_thread(changed.write, self.home.keyring)

    async def new_recovery(self, passphrase: str) -> str:
        """Return a new recovery code to write down; `confirm` makes it count.

        Raises WrongSecret, FileError, Refusal("wait", seconds=…).
        """
        key = await self._key(passphrase)
        code = new_recovery_code(self.ids)
        self._waits = key, code
        return code

    async def confirm(self, typed: str, file: CareFile | None) -> bool:
        """Tell whether this is the code on paper; a new one counts from now on."""
        is_right = await self._takes(typed)
        if is_right and file is not None:
            await file.write(lambda desk: desk.set_setting(CONFIRMED, 1))
        return is_right

    async def _takes(self, typed: str) -> bool:
        keyring = keyring_of(self.home)
        if self._waits is None:
            try:
                await asyncio.to_thread(keyring.open_with_recovery, typed)
            except WrongSecret:
                return False
            return True
        key, code = self._waits
        if not _same(typed, code):
            return False
        changed = await asyncio.to_thread(
            keyring.with_recovery, key, code, self.ids, self.cost
        )
        await asyncio.to_thread(changed.write, self.home.keyring)
        self._waits = None
        return True

    def forget(self) -> None:
        """Forget a new code that nobody typed over, and the key with it."""
        self._waits = None

    async def _key(self, passphrase: str) -> bytes:
        keyring = keyring_of(self.home)
        return await tried(self.home, self.clock, lambda: keyring.open(passphrase))


async def has_recovery(file: CareFile) -> bool:
    """Tell whether the recovery code was ever typed over from paper."""
    return bool(await file.read(lambda db: setting(db, CONFIRMED)))


def _same(typed: str, code: str) -> bool:
    try:
        return tidy_recovery_code(typed) == tidy_recovery_code(code)
    except FormatError:
        return False
