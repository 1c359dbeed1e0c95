"""Where files are: what came with the program, and what belongs to this device."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import platformdirs

if TYPE_CHECKING:
    from sync.ids import Mode

ASSETS: Final = Path(__file__).parent.parent / "assets"
"""What is shipped with the program: words, fonts, help, lists."""

STRINGS: Final = ASSETS / "strings"
HELP: Final = ASSETS / "help"
CODE_WORDS: Final = ASSETS / "codes" / "words.txt"
"""256 words, one for each byte, to compare two screens by voice."""


def default_data() -> Path:
    """Return the folder this platform gives a program for its user's files."""
    return platformdirs.user_data_path("noodpost", appauthor=False)


@dataclass(frozen=True, slots=True)
class Home:
    """The files of one post or hub, in one mode, in one folder."""

    folder: Path

    @property
    def post_file(self) -> Path:
        """The encrypted file of a post: journal and picture."""
        return self.folder / "post.db"

    @property
    def hub_file(self) -> Path:
        """The encrypted file of a hub: journal and picture."""
        return self.folder / "hub.db"

    @property
    def keyring(self) -> Path:
        """The file key, wrapped by passphrase, recovery code and escrow."""
        return self.folder / "keyring.json"

    @property
    def tries(self) -> Path:
        """How often a wrong passphrase was given, and how long to wait."""
        return self.folder / "tries.json"

    @property
    def marker(self) -> Path:
        """What the newest thing on this disk was, to notice an old copy put back."""
        return self.folder / "marker.json"

    @property
    def road(self) -> Path:
        """Sealed bytes waiting to be sent; readable without any key."""
        return self.folder / "road.sqlite"

    @property
    def relay(self) -> Path:
        """Where what is taken along for others lies."""
        return self.folder / "relay"

    @property
    def shelf(self) -> Path:
        """Sealed bytes that others brought; readable without any key."""
        return self.relay / "relay.sqlite"

    @property
    def about(self) -> Path:
        """The name of the post and when it was last used; nothing secret."""
        return self.folder / "home.json"

    @property
    def inbox(self) -> Path:
        """Sealed bytes a hub received; readable without any key."""
        return self.folder / "inbox.sqlite"

    @property
    def receipt_key(self) -> Path:
        """The key a hub signs receipts with, also while it is locked."""
        return self.folder / "receipt.key"

    @property
    def region_ca(self) -> Path:
        """The key of the region's certificates, wrapped; to be kept elsewhere."""
        return self.folder / "region-ca.json"

    @property
    def escrow(self) -> Path:
        """The region's escrow key, wrapped; to be kept elsewhere."""
        return self.folder / "escrow.json"


def post_home(data: Path, mode: Mode) -> Home:
    """Return where the post of this mode lives under the data folder."""
    return Home(data / mode.value)


def hub_home(data: Path, mode: Mode) -> Home:
    """Return where the hub of this mode lives under the data folder."""
    return Home(data / f"hub-{mode.value}")


def wiped_folder(data: Path) -> Path:
    """Return where it is kept which posts were wiped here; nothing of their records."""
    return data / "wiped"


def settings_file(data: Path) -> Path:
    """Return the file with this device's language and theme."""
    return data / "settings.json"
