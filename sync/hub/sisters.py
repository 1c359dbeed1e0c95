"""What the devices of one post sent, handed on to each other as it came.

It is sealed to the post's key as well, so a locked hub hands it on and need not open
it. Nothing is copied: the inbox holds the bytes, and the number of the receipt that
says so is the order. A device gets what its sisters sent, never its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sync.hub.place import number_in, place_of

if TYPE_CHECKING:
    from sync.database import Plain
    from sync.hub.registry import Device
    from sync.ids import KeyId

_PAGE: Final = 256
_OF_SISTERS: Final = (
    "FROM receipt JOIN envelope ON envelope.n = receipt.n "
    "WHERE level = 1 AND number > ? AND receipt.log IN (SELECT log FROM writer "
    "JOIN device ON device.key = writer.key WHERE device.post = ? AND device.key != ?) "
    "AND LENGTH(envelope.raw) > 0"
)


class Sisters:
    """The part of an inbox about what sisters sent; usable from any thread."""

    def __init__(self, file: Plain) -> None:
        self._file = file

    def has_beyond(self, device: Device, after: int) -> bool:
        """Tell whether a sister sent anything beyond a number."""
        return bool(
            self._file.ask(
                f"SELECT 1 {_OF_SISTERS} LIMIT 1",
                *(after, device.post, device.key),
            )
        )

    def page(
        self, device: Device, after: int, limit: int, *, at_least_one: bool
    ) -> list[tuple[int, bytes, bytes]]:
        """Return what sisters sent beyond a number, in order.

        Each with its number and its envelope's id.
        """
        found = self._file.ask(
            f"SELECT number, envelope.n, id, size {_OF_SISTERS} "
            "ORDER BY number LIMIT ?",
            *(after, device.post, device.key, _PAGE),
        )
        page: list[tuple[int, bytes, bytes]] = []
        for number, n, envelope, size in found:
            limit -= size
            if limit < 0 and (page or not at_least_one):
                break
            raw = self._file.ask("SELECT raw FROM envelope WHERE n = ?", n)
            page.append((int(number), bytes(envelope), bytes(raw[0][0])))
        return page

    def number(self, place: bytes) -> int | None:
        """Return the number a place stands for; None when this hub never gave it."""
        number = number_in(place)
        if number is None:
            return None
        found = self._file.ask(
            "SELECT id FROM receipt JOIN envelope ON envelope.n = receipt.n "
            "WHERE number = ?",
            number,
        )
        is_ours = bool(found) and place_of(number, bytes(found[0][0])) == place
        return number if is_ours else None

    def reached(self, device: Device) -> int:
        """Return up to where a device said it has what its sisters sent."""
        found = self._file.ask(
            "SELECT number FROM heard_sisters WHERE device = ?", device.key
        )
        return int(found[0][0]) if found else 0

    def passed(self, device: Device, number: int) -> None:
        """Note that all up to a number is safe at a device."""
        if number <= self.reached(device):
            return
        with self._file.change() as run:
            run(
                "INSERT INTO heard_sisters (device, number) VALUES (?, ?) "
                "ON CONFLICT (device) DO UPDATE SET number = excluded.number",
                *(device.key, number),
            )

    def since(self, after: int) -> list[tuple[bytes, int]]:
        """Return of which posts something came beyond a number, and up to where."""
        found = self._file.ask(
            "SELECT device.post, MAX(number) FROM receipt "
            "JOIN writer ON writer.log = receipt.log "
            "JOIN device ON device.key = writer.key "
            "WHERE level = 1 AND number > ? GROUP BY device.post",
            after,
        )
        return [(bytes(post), int(number)) for post, number in found]

    def post_of(self, device: KeyId) -> bytes:
        """Return the post of a device that sent something, or nothing."""
        found = self._file.ask("SELECT post FROM device WHERE key = ?", device)
        return bytes(found[0][0]) if found else b""
