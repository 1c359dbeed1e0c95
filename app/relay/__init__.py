"""`noodpost relay`: carries sealed envelopes for posts; it needs no screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.i18n import text

if TYPE_CHECKING:
    import argparse

EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - neighbours come in from any network
PORT: Final = 8472
"""Where relays listen, unless they are told otherwise."""


def add_options(parser: argparse.ArgumentParser, language: str) -> None:
    """Add what a relay is told: where it listens, where it leads, what it keeps."""
    parser.add_argument(
        "--host", default=EVERYWHERE, help=text("ui.relay.host", language)
    )
    parser.add_argument(
        "--port", type=int, default=PORT, help=text("ui.relay.port", language)
    )
    parser.add_argument("--hub", default="", help=text("ui.relay.hub", language))
    parser.add_argument(
        "--hub-root", type=Path, help=text("ui.relay.hub_root", language)
    )
    parser.add_argument(
        "--to", action="append", default=[], help=text("ui.relay.to", language)
    )
    parser.add_argument(
        "--quota", type=int, default=512, help=text("ui.relay.quota", language)
    )
    parser.add_argument(
        "--announce", action="store_true", help=text("ui.relay.announce", language)
    )
